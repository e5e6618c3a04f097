//! Who says it: chains of relayers, attributed words, and how much rests on whom.

mod anonymous;
mod chains;
mod quoted;
mod reliance;

pub use anonymous::{Claim, claims};
pub use chains::{Chain, ChainQuery, Relayed, chains};
pub use quoted::{Quotation, QuotationQuery, Within, quotations};
pub use reliance::{Origin, SourceUse, sources};
