//! Reads a graph from two tables: nodes and edges, a row each. `CSV.md` beside the sources tells
//! the scheme; one note stands for many rows where rows are alike.

mod columns;
mod digest;
mod edges;
mod nodes;
#[cfg(test)]
mod tests;

pub(crate) use columns::LINE;
pub use digest::{Hashed, table_digest};
pub use edges::Edges;
pub use nodes::{Numbers, read_nodes};
