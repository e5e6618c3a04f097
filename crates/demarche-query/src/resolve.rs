//! From a name as typed to a node.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{NodeId, Sought, SubKind, fold_name, slips};

use crate::error::Result;
use crate::view::{Named, View, degree, named};

/// How many candidates are offered at most.
const OFFERED: usize = 10;
/// How many of the likeliest have their links counted, so that a word that thousands of names
/// share stays cheap.
const WEIGHED: usize = 1000;
/// Fewest letters to which anything is near.
const SHORTEST: usize = 3;
/// From so many letters on a near name may have two slips.
const LONG: usize = 6;
/// What a slip takes from the likeness, in thousandths.
const SLIP: u32 = 30;
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
/// begin as typed, have the last word, or are at most two letters off are offered. O(matches) where
/// the view finds names by more than the whole, else O(names) behind aliases.
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

/// Looks for names with these words, then for those that begin so or are near.
fn search(view: &dyn View, folded: &str, wanted: Wanted) -> Result<Resolution> {
    let typed: Vec<&str> = folded.split(' ').collect();
    let mut endings = BTreeSet::new();
    let mut words = BTreeSet::new();
    for (name, id) in view.sought(Sought::Words(&typed))? {
        if wanted.admits(id) {
            words.insert(id);
            if ends_with(&name, &typed) {
                endings.insert(id);
            }
        }
    }
    let mut people = BTreeSet::new();
    for id in endings {
        let ends_so = |node: Named| {
            let person = SubKind::Actor(demarche_model::ActorKind::Person);
            node.kind == person && ends_with(&fold_name(&node.name), &typed)
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
    let near = near(view, folded, &typed, wanted)?;
    Ok(Resolution::Unknown(candidates(view, near)?))
}

fn ends_with(name: &str, typed: &[&str]) -> bool {
    name.split(' ').collect::<Vec<_>>().ends_with(typed)
}

/// Nodes with names like what was typed, and how like, in thousandths.
fn near(
    view: &dyn View,
    folded: &str,
    typed: &[&str],
    wanted: Wanted,
) -> Result<BTreeMap<NodeId, u32>> {
    let mut near = BTreeMap::new();
    let letters = folded.chars().count();
    if letters < SHORTEST {
        return Ok(near);
    }
    let edits = if letters < LONG { 1 } else { 2 };
    let last = typed
        .last()
        .filter(|last| typed.len() > 1 && last.len() > 3);
    let sought = [
        Some(Sought::Start(folded)),
        last.map(|last| Sought::Words(std::slice::from_ref(last))),
        Some(Sought::Near(folded, edits)),
    ];
    for sought in sought.into_iter().flatten() {
        for (name, id) in view.sought(sought)? {
            let likeness = match sought {
                Sought::Start(_) => PREFIX,
                Sought::Words(_) => SHARED,
                Sought::Near(..) => {
                    let slips = u32::try_from(slips(folded, &name)).unwrap_or(u32::MAX);
                    1000u32.saturating_sub(slips.saturating_mul(SLIP))
                }
            };
            if wanted.admits(id) {
                let best = near.entry(id).or_default();
                *best = likeness.max(*best);
            }
        }
    }
    Ok(near)
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
                links: degree(view, id)?,
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
