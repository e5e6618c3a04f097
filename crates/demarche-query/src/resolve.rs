//! From a name as typed to a node.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{NodeId, SubKind, fold_name};

use crate::error::Result;
use crate::view::{Named, View, links, named};

/// How many candidates are offered at most.
const OFFERED: usize = 10;
/// How many of the likeliest have their links counted, so that a word that thousands of names
/// share stays cheap.
const WEIGHED: usize = 1000;
/// Least likeness, in thousandths, of a near name.
const NEAR: u32 = 850;
/// Likeness, in thousandths, of a name that begins as typed.
const PREFIX: u32 = 950;
/// Likeness, in thousandths, of a name that has the last word typed (`Minister Rutte`).
const SHARED: u32 = 900;

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
        && let Some(node) = named(view, id)?
    {
        return Ok(Resolution::One(node.id));
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
        let likeness = likeness(folded, &typed, &name, &parts);
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

/// How alike a name is to what was typed, in thousandths: as a whole, or in the last word.
fn likeness(folded: &str, typed: &[&str], name: &str, parts: &[&str]) -> u32 {
    if folded.chars().count() < 3 {
        return 0;
    }
    if name.starts_with(folded) || parts.iter().any(|part| part.starts_with(folded)) {
        return PREFIX;
    }
    let whole = alike(folded, name);
    let last = match (typed, parts) {
        ([.., last], _) if last.len() > 3 && parts.contains(last) => SHARED,
        (_, [_, .., last]) => alike(folded, last),
        _ => 0,
    };
    whole.max(last)
}

/// Jaro-Winkler likeness in thousandths: slips cost less the later they come.
fn alike(typed: &str, name: &str) -> u32 {
    let score = strsim::jaro_winkler(typed, name);
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
    let mut likely: Vec<(NodeId, u32)> = alike.into_iter().collect();
    likely.sort_by_key(|&(id, likeness)| (Reverse(likeness), id));
    likely.truncate(WEIGHED);
    let mut found = Vec::with_capacity(likely.len());
    for (id, likeness) in likely {
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

#[cfg(test)]
mod tests {
    use demarche_model::{ActorKind, Polarity};

    use super::*;
    use crate::fixture::Toy;

    fn toy() -> Toy {
        let mut toy = Toy::new();
        let rutte = toy.add_actor(ActorKind::Person, "Mark Rutte", &["Mr Rutte"]);
        let anna = toy.person("Anna Weber");
        toy.person("Otto Weber");
        toy.add_actor(ActorKind::Person, "Andris Sprūds", &["Spruds of Riga"]);
        let nato = toy.add_actor(ActorKind::Organization, "NATO", &["the alliance", "U.N.A."]);
        toy.add_actor(ActorKind::State, "Georgia", &["Tbilisi"]);
        toy.add_actor(ActorKind::Person, "Georgia Meloni", &["Tbilisi", "Georgia"]);
        toy.add_actor(ActorKind::Organization, "Rutte Foundation", &[]);
        toy.add_actor(ActorKind::Group, "friends of Rutte", &[]);
        let issue = toy.add_issue("Ukraine NATO membership", &[nato], &[]);
        toy.add_issue("NATO", &[], &[]);
        toy.says(rutte, Polarity::Support, issue);
        toy.says(anna, Polarity::Support, issue);
        toy
    }

    /// One name, or `?` with the candidates, or `-` with the near ones.
    fn check(typed: &str, wanted: Wanted, expect: &str) {
        let toy = toy();
        let list = |nodes: Vec<Candidate>| {
            let names: Vec<String> = nodes.into_iter().map(|node| node.name).collect();
            names.join(", ")
        };
        let found = match resolve(&toy, typed, wanted).unwrap() {
            Resolution::One(id) => named(&toy, id).unwrap().unwrap().name,
            Resolution::Ambiguous(nodes) => format!("? {}", list(nodes)),
            Resolution::Unknown(nodes) => format!("- {}", list(nodes)),
        };
        assert_eq!(found, expect, "{typed}");
    }

    #[test]
    fn case_accents_dots_and_articles_do_not_matter() {
        check("mark  RUTTE", Wanted::Any, "Mark Rutte");
        check("Andris Spruds", Wanted::Any, "Andris Sprūds");
        check("The Alliance", Wanted::Any, "NATO");
        check("una", Wanted::Any, "NATO");
        check("the georgia", Wanted::Any, "Georgia");
    }

    #[test]
    fn a_name_beats_an_alias_and_an_alias_beats_a_surname() {
        check("Georgia", Wanted::Any, "Georgia");
        check("Mr Rutte", Wanted::Any, "Mark Rutte");
        check("Tbilisi", Wanted::Any, "? Georgia, Georgia Meloni");
    }

    #[test]
    fn a_unique_surname_is_enough() {
        check("rutte", Wanted::Any, "Mark Rutte");
        check("Sprūds", Wanted::Any, "Andris Sprūds");
        check("Weber", Wanted::Any, "? Anna Weber, Otto Weber");
    }

    #[test]
    fn issues_answer_to_their_label_and_to_its_words() {
        check(
            "ukraine nato membership",
            Wanted::Any,
            "Ukraine NATO membership",
        );
        check(
            "membership of Ukraine",
            Wanted::Any,
            "- Ukraine NATO membership",
        );
        check("membership Ukraine", Wanted::Any, "Ukraine NATO membership");
        check("NATO", Wanted::Any, "? NATO, NATO");
        check("NATO", Wanted::Issue, "NATO");
        check("membership", Wanted::Actor, "- ");
    }

    #[test]
    fn near_names_are_offered_not_taken() {
        check("Mark Rutto", Wanted::Any, "- Mark Rutte");
        check("Sprudz", Wanted::Any, "- Andris Sprūds");
        check("Chancellor Weber", Wanted::Any, "- Anna Weber, Otto Weber");
        check(
            "Kark Rutte",
            Wanted::Actor,
            "- Mark Rutte, Rutte Foundation, friends of Rutte",
        );
        check("Webr", Wanted::Any, "- Anna Weber, Otto Weber");
        check("Melo", Wanted::Any, "- Georgia Meloni");
        check("Zzyzx", Wanted::Any, "- ");
        check(" ", Wanted::Any, "- ");
    }

    #[test]
    fn an_id_is_a_name() {
        let toy = toy();
        let id = NodeId::Actor(toy.graph.actors[0].id);
        let typed = id.to_string();
        let found = resolve(&toy, &typed, Wanted::Actor).unwrap();
        assert_eq!(found, Resolution::One(id));
        let found = resolve(&toy, &typed, Wanted::Issue).unwrap();
        assert_eq!(found, Resolution::Unknown(Vec::new()));
    }

    #[test]
    fn candidates_count_links() {
        let toy = toy();
        let Resolution::Ambiguous(nodes) = resolve(&toy, "weber", Wanted::Any).unwrap() else {
            panic!("two people have that surname");
        };
        assert_eq!(
            nodes.iter().map(|node| node.links).collect::<Vec<_>>(),
            [1, 0]
        );
    }
}
