//! The words behind the edges of a picture.

use std::collections::BTreeMap;

use demarche_export::Said;
use demarche_model::{ObservationId, Subgraph};
use demarche_query::{Explanation, View, why};

use crate::error::Result;

/// The words of every observation behind the edges. A handful of look-ups for each.
pub fn behind(view: &dyn View, part: &Subgraph) -> Result<BTreeMap<ObservationId, Said>> {
    let ids = part.edges.iter().flat_map(|edge| &edge.observations);
    ids.map(|&id| Ok((id, said(why(view, id)?)))).collect()
}

/// What of an explanation a picture tells.
pub fn said(told: Explanation) -> Said {
    Said {
        words: told.evidence,
        via: told.via.into_iter().map(|one| one.name).collect(),
        document: told.title.unwrap_or(told.path),
        date: told.date,
        confidence: told.confidence,
        hedged: told.hedged,
        mode: told.mode,
    }
}
