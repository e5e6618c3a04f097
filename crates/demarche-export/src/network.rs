//! Networks: lists of nodes and edges in the formats of other programs, a file each.
//!
//! What nodes and edges have stands in [`fields`], a row each; formats with free columns or
//! attributes write these rows. All of them stream: what they hold of a graph is at most the ids
//! of its nodes.

mod cells;
mod fields;
mod json;
mod looks;
mod page;
mod places;
#[cfg(test)]
mod readers;
#[cfg(test)]
mod tests;
mod xml;

pub(crate) mod cx2;
pub(crate) mod cypher;
pub(crate) mod cytoscape;
pub(crate) mod dl;
pub(crate) mod gephi;
pub(crate) mod gephi_dot;
pub(crate) mod gexf;
pub(crate) mod graphml;
pub(crate) mod mermaid;
pub(crate) mod neo4j;
pub(crate) mod node_link;
pub(crate) mod pajek;
pub(crate) mod visone;
pub(crate) mod yed;

#[cfg(test)]
pub(crate) use page::holdable;
