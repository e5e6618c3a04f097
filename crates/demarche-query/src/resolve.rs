//! From a name as typed to a node.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{NodeId, SubKind, fold_name};

use crate::error::Result;
use crate::view::{Named, View, links, named};

/// How many candidates are offered at most.
const OFFERED: usize = 10;
/// Least likeness, in thousandths, of a near name.
const NEAR: u32 = 850;
/// Likeness, in thousandths, of a name that begins as typed.
const PREFIX: u32 = 950;

/// What kind of node is meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Wanted {
    /// Actors and issues.
    #[default]
    Any,
    /// Actors only.
    Actor,
    /// Issues only.
    Issue,
}

impl Wanted {
    const fn admits(self, id: NodeId) -> bool {
        match self {
            Wanted::Any => true,
            Wanted::Actor => matches!(id, NodeId::Actor(_)),
            Wanted::Issue => matches!(id, NodeId::Issue(_)),
        }
    }
}

/// A node that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub id: NodeId,
    /// Canonical name or label.
    pub name: String,
    /// What it is.
    pub kind: SubKind,
    /// How many links it has.
    pub links: usize,
}

/// What a name means. Candidates come best first and are ten at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// This node.
    One(NodeId),
    /// Several nodes fit equally well.
    Ambiguous(Vec<Candidate>),
    /// None fits; these are near.
    Unknown(Vec<Candidate>),
}

/// Finds the node that a name as typed means. Case, accents, dots and a leading `the` do not
/// matter. The first of these that anything meets decides: an id; a canonical name or label; an
/// alias; the last words of a person's name; some words of a name in any order. Else names that
/// begin as typed or are spelled alike are offered. O(log n) up to aliases, else O(names).
pub fn resolve(view: &dyn View, typed: &str, wanted: Wanted) -> Result<Resolution> {
    if let Ok(id) = typed.trim().parse::<NodeId>()
        && wanted.admits(id)
        && named(view, id)?.is_some()
    {
        return Ok(Resolution::One(id));
    }
    let folded = fold_name(typed);
    if folded.is_empty() {
        return Ok(Resolution::Unknown(Vec::new()));
    }
    let mut names = BTreeSet::new();
    let mut aliases = BTreeSet::new();
    for id in view.named(&folded)? {
        if let Some(node) = named(view, id)?.filter(|_| wanted.admits(id)) {
            let is_name = fold_name(&node.name) == folded;
            if is_name { &mut names } else { &mut aliases }.insert(id);
        }
    }
    for tier in [names, aliases] {
        if let Some(resolution) = decide(view, &tier)? {
            return Ok(resolution);
        }
    }
    search(view, &folded, wanted)
}

/// A tier that anything meets decides.
fn decide(view: &dyn View, tier: &BTreeSet<NodeId>) -> Result<Option<Resolution>> {
    Ok(match tier.first() {
        None => None,
        Some(&only) if tier.len() == 1 => Some(Resolution::One(only)),
        Some(_) => {
            let alike = tier.iter().map(|&id| (id, 0)).collect();
            Some(Resolution::Ambiguous(candidates(view, alike)?))
        }
    })
}

/// Looks through all names for words, beginnings and likeness.
fn search(view: &dyn View, folded: &str, wanted: Wanted) -> Result<Resolution> {
    let typed: Vec<&str> = folded.split(' ').collect();
    let mut endings = BTreeSet::new();
    let mut words = BTreeSet::new();
    let mut near: BTreeMap<NodeId, u32> = BTreeMap::new();
    for entry in view.names() {
        let (name, id) = entry?;
        if !wanted.admits(id) {
            continue;
        }
        let parts: Vec<&str> = name.split(' ').collect();
        if typed.iter().all(|word| parts.contains(word)) {
            words.insert(id);
            if parts.ends_with(&typed) {
                endings.insert(id);
            }
        }
        let likeness = likeness(folded, &name, &parts);
        if likeness >= NEAR {
            let best = near.entry(id).or_default();
            *best = likeness.max(*best);
        }
    }
    let mut people = BTreeSet::new();
    for id in endings {
        let ends_so = |node: Named| {
            let name = fold_name(&node.name);
            let person = SubKind::Actor(demarche_model::ActorKind::Person);
            node.kind == person && name.split(' ').collect::<Vec<_>>().ends_with(&typed)
        };
        if named(view, id)?.is_some_and(ends_so) {
            people.insert(id);
        }
    }
    for tier in [people, words] {
        if let Some(resolution) = decide(view, &tier)? {
            return Ok(resolution);
        }
    }
    Ok(Resolution::Unknown(candidates(view, near)?))
}

/// How alike a name is to what was typed, in thousandths: as a whole, or its last word.
fn likeness(typed: &str, name: &str, parts: &[&str]) -> u32 {
    if typed.chars().count() < 3 {
        return 0;
    }
    if parts.iter().any(|part| part.starts_with(typed)) || name.starts_with(typed) {
        return PREFIX;
    }
    let whole = alike(typed, name);
    match parts.last() {
        Some(last) if parts.len() > 1 => whole.max(alike(typed, last)),
        _ => whole,
    }
}

/// Jaro-Winkler finds slips within a word, Damerau-Levenshtein those at its beginning.
fn alike(typed: &str, name: &str) -> u32 {
    let score = strsim::jaro_winkler(typed, name);
    let score = if score < 0.5 {
        score
    } else {
        score.max(strsim::normalized_damerau_levenshtein(typed, name))
    };
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a likeness is between 0 and 1"
    )]
    let thousandths = (score * 1000.0).round() as u32;
    thousandths
}

/// The best candidates: by likeness, then links, then name.
fn candidates(view: &dyn View, alike: BTreeMap<NodeId, u32>) -> Result<Vec<Candidate>> {
    let mut found = Vec::with_capacity(alike.len());
    for (id, likeness) in alike {
        if let Some(node) = named(view, id)? {
            let candidate = Candidate {
                id,
                name: node.name,
                kind: node.kind,
                links: links(view, id)?.len(),
            };
            found.push((likeness, candidate));
        }
    }
    found.sort_by(|(left, one), (right, two)| {
        let key = |likeness: u32, node: &Candidate| (Reverse(likeness), Reverse(node.links));
        key(*left, one)
            .cmp(&key(*right, two))
            .then_with(|| one.name.cmp(&two.name))
            .then_with(|| one.id.cmp(&two.id))
    });
    found.truncate(OFFERED);
    Ok(found.into_iter().map(|(_, candidate)| candidate).collect())
}
