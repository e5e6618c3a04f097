//! How far actors stand apart: in camps, and in their positions on one target.

use demarche_model::{Date, NodeId};

use super::balance::triads;
use super::factions::{external, factions, modularity};
use super::scan::real;
use super::signed::Signed;
use crate::error::Result;
use crate::filter::Filter;
use crate::stances::{StanceQuery, net_stances};
use crate::view::View;

/// How far a signed graph falls into two camps.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Polarisation {
    /// How many actors have a tie.
    pub actors: usize,
    /// How many ties there are.
    pub ties: usize,
    /// How many of them are between friends.
    pub friends: usize,
    /// The actors of the larger and of the smaller camp.
    pub camps: [usize; 2],
    /// The share of the weight of ties that two camps leave whole.
    pub whole: Option<f64>,
    /// The E-I index of ties between friends, over the camps.
    pub external: Option<f64>,
    /// The signed modularity of the camps.
    pub modularity: f64,
    /// The share of triads in balance.
    pub balanced: Option<f64>,
}

/// Two camps and what they tell. Costs as [`factions`] and [`triads`] do.
pub fn polarisation(graph: &Signed, seed: u64) -> Polarisation {
    let camps = factions(graph, Some(2), seed);
    let size = |camp: usize| camps.camps.get(camp).map_or(0, Vec::len);
    Polarisation {
        actors: graph.len(),
        ties: graph.count(),
        friends: graph.positive(),
        camps: [size(0), size(1)],
        whole: camps.whole(),
        external: external(graph, &camps.of),
        modularity: modularity(graph, &camps.of, camps.camps.len()),
        balanced: triads(graph, 0).balanced(),
    }
}

/// How far those who speak of a target stand apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Positions {
    /// Holders in favour on balance.
    pub support: usize,
    /// Holders on balance against.
    pub oppose: usize,
    /// Holders of no side, neutral or torn.
    pub neutral: usize,
    /// The measure of Esteban and Ray (1994) with alpha 1 over net positions of -1, 0 and 1, so
    /// scaled that two halves of opposite positions make 1; 0 where all stand together. `None`
    /// where nobody speaks.
    pub polarisation: Option<f64>,
}

/// Net positions on a target. `between` holds only statements from a first to a last day.
/// O(degree of the target).
pub fn positions(
    view: &dyn View,
    target: NodeId,
    filter: &Filter,
    between: Option<(Date, Date)>,
) -> Result<Positions> {
    let mut filter = filter.clone();
    if let Some((first, last)) = between {
        filter.since = filter.since.max(Some(first));
        filter.until = Some(filter.until.map_or(last, |until| until.min(last)));
    }
    let query = StanceQuery {
        target: Some(target),
        filter,
        ..StanceQuery::default()
    };
    let mut found = Positions::default();
    for edge in net_stances(view, &query)? {
        if edge.score > 0.0 {
            found.support += 1;
        } else if edge.score < 0.0 {
            found.oppose += 1;
        } else {
            found.neutral += 1;
        }
    }
    found.polarisation = esteban_ray(&[
        (-1.0, found.oppose),
        (0.0, found.neutral),
        (1.0, found.support),
    ]);
    Ok(found)
}

/// The sum over pairs of groups of share^2 · share · distance, times 2.
fn esteban_ray(groups: &[(f64, usize)]) -> Option<f64> {
    let all: usize = groups.iter().map(|group| group.1).sum();
    (all > 0).then(|| {
        let share = |count: usize| real(count) / real(all);
        let pairs = groups.iter().flat_map(|one| {
            groups
                .iter()
                .map(move |other| share(one.1).powi(2) * share(other.1) * (one.0 - other.0).abs())
        });
        2.0 * pairs.sum::<f64>()
    })
}
