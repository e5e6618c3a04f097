//! Read-only openCypher over any graph with labels, types and properties.
//!
//! ```
//! use demarche_cypher::{Limits, MemoryGraph, Map, ask, show};
//!
//! # fn main() -> Result<(), demarche_cypher::CypherError> {
//! let mut graph = MemoryGraph::new();
//! graph.create("CREATE (:Person {name: 'Ann'})-[:KNOWS]->(:Person {name: 'Bob'})")?;
//! let question = "MATCH (a {name: 'Ann'})-[:KNOWS]->(b) RETURN b.name AS friend";
//! let answer = ask(&graph, question, &Map::new(), Limits::default())?;
//! assert_eq!(answer.columns, ["friend"]);
//! assert_eq!(show(&graph, &answer.rows[0][0])?, "'Bob'");
//! # Ok(())
//! # }
//! ```

mod error;
mod graph;
mod temporal;
mod value;

mod text;

mod compile;
mod ir;

mod exec;
mod functions;

mod explain;
mod show;

mod create;
mod memory;

mod ask;

mod stance;

pub use ask::{Answer, Prepared, ask};
pub use compile::Planning;
pub use error::{CypherError, ErrorClass, Fault, GraphError, Place, Result};
pub use exec::Limits;
pub use explain::Operator;
pub use graph::{Direction, Flow, Half, Look, NodeId, PropertyGraph, RelId};
pub use memory::MemoryGraph;
pub use show::show;
pub use stance::{Source, StanceGraph};
pub use temporal::Temporal;
pub use text::Asked;
pub use value::{Map, Path, Value};
