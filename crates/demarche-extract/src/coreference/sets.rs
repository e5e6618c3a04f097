//! Phrases for several actors at once: `the two leaders`, `both countries`, `the pair`.

use std::collections::BTreeSet;

use demarche_model::ActorKind;
use demarche_nlp::{Dep, Tag};

use super::Walk;
use crate::draft::{ActorIx, Form, Tokens};

/// How many sentences back the members may have been named.
const WINDOW: usize = 3;

/// Most tokens looked at for one phrase, so that the cost stays linear.
const REACH: u32 = 200;

/// Most members of a set.
const MOST: usize = 6;

/// Nouns for people.
const PERSONS: &[&str] = &[
    "candidate",
    "chancellor",
    "governor",
    "lawmaker",
    "leader",
    "man",
    "minister",
    "politician",
    "premier",
    "president",
    "rival",
    "senator",
    "statesman",
    "woman",
];

/// Nouns for states.
const STATES: &[&str] = &[
    "capital",
    "country",
    "government",
    "nation",
    "neighbor",
    "neighbour",
    "power",
    "republic",
    "state",
];

/// Nouns for organizations.
const BODIES: &[&str] = &[
    "agency",
    "bloc",
    "body",
    "company",
    "firm",
    "group",
    "movement",
    "organisation",
    "organization",
    "party",
    "union",
];

/// Nouns for any of them.
const ANY: &[&str] = &[
    "ally", "duo", "enemy", "foe", "pair", "partner", "rival", "side", "trio",
];

impl Walk<'_> {
    /// The actors that the noun phrase means, each of them mentioned by it. False where there are
    /// none.
    pub(super) fn set_nominal(&mut self, noun: u32) -> bool {
        let Some((start, count)) = self.counted(noun) else {
            return false;
        };
        let lemma = self.tree.lemma(noun).to_lowercase();
        let kind = if PERSONS.contains(&lemma.as_str()) {
            Some(ActorKind::Person)
        } else if STATES.contains(&lemma.as_str()) {
            Some(ActorKind::State)
        } else if BODIES.contains(&lemma.as_str()) {
            Some(ActorKind::Organization)
        } else {
            None
        };
        if kind.is_none() && !ANY.contains(&lemma.as_str()) {
            return false;
        }
        // `the rivals` may be people or parties.
        let kind = kind.filter(|_| !ANY.contains(&lemma.as_str()));
        let Some(members) = self
            .list_of(start, count, kind)
            .or_else(|| self.mentioned(noun, start, count, kind))
        else {
            return false;
        };
        let tokens = Tokens {
            start,
            end: noun + 1,
        };
        for &actor in &members {
            self.add(tokens, noun, Form::Nominal, actor);
        }
        self.sets.insert(noun, members);
        true
    }

    /// Where the phrase begins, and how many it says there are; none for a phrase that is not
    /// definite, or has more words than such a phrase has.
    fn counted(&self, noun: u32) -> Option<(u32, Option<usize>)> {
        let tree = self.tree;
        let lemma = tree.lemma(noun).to_lowercase();
        let mut count = match lemma.as_str() {
            "pair" | "duo" => Some(2),
            "trio" => Some(3),
            _ => None,
        };
        let plural = matches!(tree.tag(noun), Tag::Nns | Tag::Nnps);
        if !plural && count.is_none() {
            return None;
        }
        let mut definite = false;
        let mut start = noun;
        for &child in tree.children(noun) {
            if child > noun {
                if matches!(tree.dep(child), Dep::Prep | Dep::Relcl | Dep::Acl) {
                    return None;
                }
                continue;
            }
            start = start.min(child);
            match tree.norm(child) {
                "the" | "these" => definite = true,
                "both" => {
                    definite = true;
                    count = Some(2);
                }
                "two" => count = Some(2),
                "three" => count = Some(3),
                "four" => count = Some(4),
                "five" => count = Some(5),
                "six" => count = Some(MOST),
                "rival" | "neighboring" | "neighbouring" | "other" => {}
                _ => return None,
            }
            if tree.norm(child) == "other" {
                return None;
            }
        }
        definite.then_some((start, count))
    }

    /// The last list of names before the phrase that has as many members: `France and Spain`.
    fn list_of(
        &self,
        before: u32,
        count: Option<usize>,
        kind: Option<ActorKind>,
    ) -> Option<Vec<ActorIx>> {
        let tree = self.tree;
        let here = tree.sentence_index(before);
        for at in (before.saturating_sub(REACH)..before).rev() {
            if tree.sentence_index(at) + WINDOW < here {
                return None;
            }
            // `two leaders, Pavlou and Tatar` may hang the names on the noun.
            let inside = tree.dep(at) == Dep::Conj
                && tree
                    .head(at)
                    .is_some_and(|first| self.headed[first as usize].is_some());
            if self.headed[at as usize].is_none() || inside {
                continue;
            }
            let Some(members) = self.members(at) else {
                continue;
            };
            let fits = |&actor: &ActorIx| self.is_of(actor, kind);
            let many = count.is_none_or(|count| count == members.len());
            if members.len() > 1 && many && members.iter().all(fits) {
                return Some(members);
            }
        }
        None
    }

    /// All actors of that kind named shortly before, where there are just as many.
    fn mentioned(
        &self,
        noun: u32,
        before: u32,
        count: Option<usize>,
        kind: Option<ActorKind>,
    ) -> Option<Vec<ActorIx>> {
        let count = count?;
        let tree = self.tree;
        let here = tree.sentence_index(before);
        // `the two men flanked Trump`: he is none of them.
        let beside: Vec<ActorIx> = tree.head(noun).map_or(Vec::new(), |verb| {
            let arguments = tree.children(verb).iter();
            let named = arguments
                .filter(|&&at| at != noun)
                .filter_map(|&at| self.headed[at as usize]);
            named.map(|(actor, _)| actor).collect()
        });
        for window in 1..=WINDOW {
            let mut found = BTreeSet::new();
            for at in (before.saturating_sub(REACH)..before).rev() {
                if tree.sentence_index(at) + window < here {
                    break;
                }
                let Some((actor, form)) = self.headed[at as usize] else {
                    continue;
                };
                let whole = kind.is_some() || form == Form::Name;
                if whole && self.is_of(actor, kind) && !beside.contains(&actor) {
                    found.insert(actor);
                }
            }
            // The two sides of a quarrel are not a state and who speaks for it.
            let person = |actor: &ActorIx| self.is_of(*actor, Some(ActorKind::Person));
            if !found.iter().all(person) {
                found.retain(|actor| !person(actor));
            }
            if found.len() == count {
                return Some(found.into_iter().collect());
            }
            if found.len() > count {
                return None;
            }
        }
        None
    }

    fn is_of(&self, actor: ActorIx, kind: Option<ActorKind>) -> bool {
        let known = self.named.cast.part(actor).actor.kind;
        kind.is_none_or(|kind| kind == known)
    }

    /// The actors of a list whose first member the token is, or of a phrase that was found to
    /// mean several. None where a member has no name.
    pub(super) fn members(&self, first: u32) -> Option<Vec<ActorIx>> {
        if let Some(set) = self.sets.get(&first) {
            return Some(set.clone());
        }
        let chain = self.tree.conjuncts(first);
        if chain.len() < 2 || chain.len() > MOST {
            return None;
        }
        let or = chain.iter().any(|&member| {
            let ties = self.tree.with(member, &[Dep::Cc]);
            ties.into_iter().any(|tie| self.tree.norm(tie) == "or")
        });
        let mut members = Vec::new();
        for member in chain {
            let (actor, _) = self.headed[member as usize]?;
            if !members.contains(&actor) {
                members.push(actor);
            }
        }
        (!or && members.len() > 1).then_some(members)
    }
}
