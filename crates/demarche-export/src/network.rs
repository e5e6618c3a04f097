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
mod xml;

pub(crate) mod gephi;
pub(crate) mod gexf;
pub(crate) mod graphml;
pub(crate) mod node_link;
