//! Stances and offices over time.

mod days;
mod diff;
mod drift;
mod offices;
mod timeline;

pub(crate) use days::apart;
pub use diff::{Change, Changed, Part, Standpoint, relation_changes, stance_changes};
pub use drift::{Drift, Side, drift};
pub use offices::{OfficeQuery, Tenancy, Tenure, offices_at, tenures};
pub(crate) use offices::{in_office, tenure, terms};
pub use timeline::{Moment, Period, Stretch, stretches, timeline};
