//! demarche-query: names, paths, stances, relations, neighbourhoods and explanations. Pure
//! functions over the read traits of demarche-model; whatever holds the data can be asked.

mod edge;
mod error;
mod filter;
mod neighbourhood;
mod network;
mod path;
mod resolve;
mod search;
mod stances;
mod steps;
mod summary;
mod view;
mod why;

pub use edge::{Edge, Tie};
pub use error::{QueryError, Result};
pub use filter::{Class, Filter, Hedging};
pub use neighbourhood::{neighbourhood, subgraph_of_edges, subgraph_of_paths, whole};
pub use network::{
    Degree, WeightedPath, brokers, components, degrees, edge_cost, to_petgraph, weighted_path,
};
pub use path::{Hop, Path, between, k_shortest, shortest_path};
pub use resolve::{Candidate, Resolution, Wanted, resolve};
pub use stances::{NetEdge, RelationQuery, StanceQuery, net_stances, relation_edges, stance_edges};
pub use summary::{Standing, Summary, Tally, summary};
pub use view::{Named, Quote, View, named, quote};
pub use why::{Explanation, Passage, why, why_edge};
