//! demarche-query: names, paths, stances, relations, neighbourhoods and explanations. Pure
//! functions over the read traits of demarche-model; whatever holds the data can be asked.
//!
//! Observations are the truth, edges are views of them: an [`Edge`] joins all observations with
//! the same ends and kind and names them, best first. Answers depend on nothing but the data.
//!
//! ```
//! use demarche_query::{Filter, Resolution, Result, View, Wanted, resolve, shortest_path};
//!
//! /// How many hops lie between two names, where each means one node and a path exists.
//! fn distance(view: &dyn View, from: &str, to: &str) -> Result<Option<usize>> {
//!     let from = resolve(view, from, Wanted::Any)?;
//!     let to = resolve(view, to, Wanted::Any)?;
//!     let (Resolution::One(from), Resolution::One(to)) = (from, to) else {
//!         return Ok(None);
//!     };
//!     let path = shortest_path(view, from, to, &Filter::default())?;
//!     Ok(path.map(|path| path.hops.len()))
//! }
//! ```

mod view;

mod resolve;

mod edge;
mod filter;

mod path;
mod paths;
mod reach;
mod screen;
mod search;
mod sifted;
mod steps;

mod makers;
mod neighbourhood;
mod stances;
mod standings;
mod strongest;
mod summary;
mod why;

mod held;
mod lean;

mod disagreement;
mod sources;
mod time;

mod listing;

mod discourse;

mod structure;

mod duplicates;
mod recoding;

mod eval;

mod error;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod properties;

pub use disagreement::{
    Contradiction, Contradictory, Dispute, Fact, FactQuery, Position, VOICES, VoiceRow,
    contradictions, disputes,
};
pub use discourse::{
    Aggregation, Behind, Discourse, Drawn, Duplicates as EqualStatements, Mode, NetworkSpec,
    Normalization, Scope, Targets, Unit, Window, Windows,
};
pub use duplicates::{Duplicate, Reason, duplicates};
pub use edge::{Edge, Tie};
pub use error::{QueryError, Result};
pub use eval::{
    Bin, DocumentScores, EvalOptions, Evaluation, Fault, Finding, Gold, GoldActor, GoldDocument,
    GoldPassage, GoldRelation, GoldStatement, Judged, LeftOut, Reliability, Score, Scores, Share,
    What, evaluate, nominal_alpha,
};
pub use filter::{Class, Filter, Hedging};
pub use listing::{EdgeListing, Listing, NetworkList, ObservationList, PartList};
pub use makers::{Maker, makers};
pub use neighbourhood::{neighbourhood, subgraph_of, subgraph_of_edges, subgraph_of_paths, whole};
pub use path::{Hop, Path, between, k_shortest, shortest_path};
pub use paths::{By, Found, PathQuery, READINGS, Reading, Sign, paths, readings, weakest};
pub use reach::{reach, reach_by_number};
pub use recoding::{Coded, Recoding, recode};
pub use resolve::{Candidate, Resolution, Wanted, resolve};
pub use sifted::Sifted;
pub use sources::{
    Chain, ChainQuery, Claim, Origin, Quotation, QuotationQuery, Relayed, SourceUse, Within,
    chains, claims, quotations, sources,
};
pub use stances::{
    NetEdge, RelationQuery, StanceQuery, net_stances, relation_edges, stance_edges,
    strongest_relations, strongest_stances,
};
pub use standings::{Standing, Standings, Tally};
pub use structure::{
    Betweenness, Bridge, Bridges, Communities, Connected, CutTie, Factions, Frustration,
    Polarisation, Positions, RankOptions, Ranked, Ranking, Signed, Tallies, Triad, Triads,
    betweenness, bridges, communities, connected, factions, frustration, polarisation, positions,
    rank, triads,
};
pub use summary::{Summary, summary};
pub use time::{
    Change, Changed, Drift, Moment, OfficeQuery, Part, Period, Side, Standpoint, Stretch, Tenancy,
    Tenure, drift, offices_at, relation_changes, stance_changes, stretches, tenures, timeline,
};
pub use view::{Named, Quote, View, named, quote};
pub use why::{Explanation, Passage, why, why_edge};
