//! Actors: who of the coded ones is in the graph, and who else is.

use std::collections::BTreeMap;

use demarche_model::ActorId;

use super::Case;
use super::matching::{Fit, greedy};
use super::present::{Present, first_mention};
use super::scores::{Fault, Finding, Scores, What};
use crate::error::Result;

/// Counts hits, misses, false alarms and duplicates, and compares the kinds.
///
/// A coded actor whose accepted name is a matched actor of the graph counts as found too. An
/// actor of the graph that fits only a coded actor already matched is a duplicate.
pub(super) fn score(
    case: &Case<'_>,
    scores: &mut Scores,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let present = Present::of(case)?;
    let found: Vec<ActorId> = present.possible.iter().copied().collect();
    let coded = &case.coded.actors;
    let mut fits = Vec::new();
    for (at, &id) in found.iter().enumerate() {
        for (index, actor) in coded.iter().enumerate() {
            let level = case.level(id, &actor.name);
            if level == 0 {
                continue;
            }
            let used = if present.used.contains(&id) {
                0.25
            } else {
                0.0
            };
            let certain = if present.certain.contains(&id) {
                0.1
            } else {
                0.0
            };
            fits.push(Fit {
                score: f64::from(level) + used + certain,
                found: at,
                coded: index,
            });
        }
    }
    let fitting: Vec<(usize, usize)> = fits.iter().map(|fit| (fit.coded, fit.found)).collect();
    let pairs = greedy(fits);
    let mut hits: BTreeMap<usize, usize> = pairs.iter().map(|fit| (fit.coded, fit.found)).collect();
    for &(index, at) in &fitting {
        hits.entry(index).or_insert(at);
    }
    for (index, actor) in coded.iter().enumerate() {
        let Some(&at) = hits.get(&index) else {
            if !actor.optional {
                scores.actors.misses += 1;
                let names = actor.aliases.iter().chain([&actor.name]);
                findings.push(Finding {
                    passage: first_mention(case.text, names),
                    ..case.finding(What::Actor, Fault::Miss, actor.name.clone())
                });
            }
            continue;
        };
        if actor.optional {
            scores.actors.optional += 1;
        } else {
            scores.actors.hits += 1;
        }
        if let (Some(kind), Some(of_graph)) = (actor.kind, case.found.actors.get(&found[at])) {
            scores.actor_kinds.count(of_graph.kind == kind);
        }
    }
    for (at, id) in found.iter().enumerate() {
        if pairs.iter().any(|fit| fit.found == at) {
            continue;
        }
        if fitting.iter().any(|&(_, fitted)| fitted == at) {
            scores.actors.duplicates += 1;
        } else if present.certain.contains(id) {
            scores.actors.false_alarms += 1;
            let actor = case.found.actors.get(id);
            let names = actor
                .iter()
                .flat_map(|actor| actor.aliases.iter().chain([&actor.name]));
            findings.push(Finding {
                passage: first_mention(case.text, names),
                ..case.finding(What::Actor, Fault::FalseAlarm, case.found.name(*id))
            });
        }
    }
    Ok(())
}
