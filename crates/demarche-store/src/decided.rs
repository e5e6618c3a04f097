//! What humans decided, applied: a view over any store, snapshot or graph.
//!
//! The records stay as they came; a decision is one more record. [`Decided`] reads both and shows
//! what follows. Decisions are taken in the order of their times, then of their ids, so the same
//! set gives the same view wherever it came from; where two disagree, the later one wins.
//!
//! - **merge** `[into, from]`: the two are one from now on, with the id, name and kind that `into`
//!   has then; all other names become aliases. Every id of the one leads to it. What one of them
//!   says of another becomes a tie of the one to itself; it is kept, for it is in the text, and
//!   tells of a merge that may be wrong.
//! - **unmerge** `[into, from]`: `from` is cut from all that holds it to `into`; what was merged
//!   into `from` stays with it. Where nothing holds them together it says that they are two, so
//!   that nobody is asked again.
//! - **rename** `[actor, name]`, **retype** `[actor, kind]`: of the one that the actor is then.
//! - **split** `[actor, name, document...]`: what these documents tell of the actor, or of those
//!   who are one with it then and stay so, is told of another one, whose id follows from the
//!   actor's and the name. It exists while one of the documents does.
//! - **reject**, **confirm** `[observation, document, from, to, cue start, cue end, claim]`: the
//!   observations of this document between these two, with this polarity or kind of relation, and
//!   with a cue that shares a byte (or the same id), are gone, or certain. The id does not count
//!   otherwise: a newer extractor gives others. A relation of a symmetric kind has two equal ends.
//!
//! A decision about what is not there changes nothing and stays; [`Decided::missing`] tells.
//! Without splits, applying decisions to what they were applied to already changes nothing more;
//! a split may, since the one no longer tells who was who. So a copy that is to go on living needs
//! the records as they came.

mod act;
mod judged;
mod replay;
mod ties;
mod view;

pub use act::{Act, Anchor, Claim};
pub use judged::{Judged, Verdict};
pub use view::Decided;
