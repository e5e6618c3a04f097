//! Which claims rest on sources without a name.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{ActorId, NodeId, ObservationId, Polarity, Statement};

use super::reliance::unnamed;
use crate::error::Result;
use crate::held;
use crate::stances::StanceQuery;
use crate::view::View;

/// A stance that somebody without a name relays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Whose stance it is said to be.
    pub holder: ActorId,
    /// Which position.
    pub polarity: Polarity,
    /// On what.
    pub target: NodeId,
    /// Statements that an unnamed source relays, at any place of the chain; best first: by
    /// confidence, then by id.
    pub unnamed: Vec<ObservationId>,
    /// Statements that name all their sources, in the same order.
    pub named: Vec<ObservationId>,
}

impl Claim {
    /// Whether nothing but unnamed sources tells it.
    pub fn rests_on_unnamed_only(&self) -> bool {
        self.named.is_empty()
    }
}

/// Stances that an unnamed source relays: those that rest on nothing else first, then by the
/// number of statements, then by ends and position. O(n log n) in the statements of the query.
pub fn claims(view: &dyn View, query: &StanceQuery) -> Result<Vec<Claim>> {
    let mut statements = held::statements(view, query)?;
    statements.sort_by_key(|record| (Reverse(record.confidence), record.id));
    let relayers: BTreeSet<ActorId> = statements
        .iter()
        .flat_map(|record| record.via.iter().copied())
        .collect();
    let mut nameless = BTreeSet::new();
    for id in relayers {
        if view.actor(id)?.is_some_and(|actor| unnamed(&actor)) {
            nameless.insert(id);
        }
    }
    let anonymous = |record: &Statement| record.via.iter().any(|one| nameless.contains(one));
    let mut claims: BTreeMap<(ActorId, NodeId, Polarity), [Vec<ObservationId>; 2]> =
        BTreeMap::new();
    for record in &statements {
        let key = (record.holder, record.target, record.polarity);
        let [unnamed, named] = claims.entry(key).or_default();
        let side = if anonymous(record) { unnamed } else { named };
        side.push(ObservationId::Statement(record.id));
    }
    let mut found: Vec<Claim> = claims
        .into_iter()
        .filter(|(_, [unnamed, _])| !unnamed.is_empty())
        .map(|((holder, target, polarity), [unnamed, named])| Claim {
            holder,
            polarity,
            target,
            unnamed,
            named,
        })
        .collect();
    found.sort_by_key(|claim| {
        let size = claim.unnamed.len() + claim.named.len();
        (!claim.rests_on_unnamed_only(), Reverse(size))
    });
    Ok(found)
}

#[cfg(test)]
mod tests {
    use demarche_model::ActorKind;

    use super::*;
    use crate::fixture::Toy;

    #[test]
    fn a_claim_may_have_a_named_source_as_well() {
        let mut toy = Toy::new();
        let [anna, otto, ida] = ["Anna", "Otto", "Ida"].map(|name| toy.person(name));
        let nobody = toy.add_actor(ActorKind::Group, "unnamed sources", &[]);
        let by = |toy: &mut Toy, holder, via: &[ActorId]| {
            toy.add_statement(holder, Polarity::Oppose, ida, |record| {
                record.via = via.to_vec();
            })
        };
        let one = by(&mut toy, anna, &[nobody]);
        let two = by(&mut toy, otto, &[anna, nobody]);
        let three = by(&mut toy, otto, &[anna]);
        by(&mut toy, ida, &[anna]);
        let found = claims(&toy, &StanceQuery::default()).unwrap();
        let statement = ObservationId::Statement;
        assert_eq!(found.len(), 2);
        assert!(found[0].rests_on_unnamed_only());
        assert_eq!(found[0].unnamed, [statement(one)]);
        assert_eq!(found[1].unnamed, [statement(two)]);
        assert_eq!(found[1].named, [statement(three)]);
    }
}
