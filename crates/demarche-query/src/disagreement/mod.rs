//! What does not fit together: stances of one holder, and numbers of two documents.

mod amounts;
mod clash;
mod contradictions;
mod facts;
mod voices;

pub use contradictions::{Contradiction, Contradictory, Position, contradictions};
pub use facts::{Dispute, Fact, FactQuery, disputes};
pub use voices::{VOICES, VoiceRow};
