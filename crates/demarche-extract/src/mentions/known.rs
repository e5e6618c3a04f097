//! Names that the gazetteer knows.

use std::collections::BTreeMap;

use demarche_model::{ActorKind, fold_name};
use demarche_nlp::Dep;

use super::names::{Name, Reading};
use super::office_phrases::head_of;
use crate::draft::Tokens;
use crate::lexicon::trie::Atoms;
use crate::lexicon::{Lexicon, Role};
use crate::tree::Tree;

/// The longest names that the gazetteer knows, from left to right, and the shorter names inside
/// those of groups, wars and laws. O(length).
pub fn known_names(tree: &Tree<'_>, atoms: &Atoms, lexicon: &Lexicon) -> (Vec<Name>, Vec<Name>) {
    let mut found = Found::default();
    let mut token = 0;
    while token < tree.len() {
        match longest(tree, atoms, lexicon, token) {
            Some((tokens, hit)) => {
                if holds_names(lexicon, &hit) {
                    inner(tree, atoms, lexicon, tokens, &mut found.inner);
                }
                found.outer.push((tokens, hit));
                token = tokens.end;
            }
            None => token += 1,
        }
    }
    let states = found.states(lexicon);
    let name = |(tokens, hit): &(Tokens, Hit)| {
        let reading = match hit {
            Hit::Region(region, adjective) => Reading::Region {
                region: *region,
                adjective: *adjective,
            },
            Hit::Actors(senses) => {
                let (entry, role) = one_sense(tree, lexicon, &states, *tokens, senses)?;
                Reading::Known { entry, role }
            }
        };
        Some(Name {
            tokens: *tokens,
            head: head_of(tree, *tokens),
            reading,
            tagged: false,
        })
    };
    let outer = found.outer.iter().filter_map(name).collect();
    let inner = found.inner.iter().filter_map(name).collect();
    (outer, inner)
}

/// What the gazetteer has for some words.
#[derive(Debug, Clone)]
enum Hit {
    Actors(Vec<(u32, Role)>),
    Region(u32, bool),
}

#[derive(Debug, Default)]
struct Found {
    outer: Vec<(Tokens, Hit)>,
    inner: Vec<(Tokens, Hit)>,
}

impl Found {
    /// How often the document names each state.
    fn states<'a>(&self, lexicon: &'a Lexicon) -> BTreeMap<&'a str, usize> {
        let mut states: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, hit) in self.outer.iter().chain(&self.inner) {
            let Hit::Actors(senses) = hit else { continue };
            let mut entries = senses
                .iter()
                .map(|&(entry, _)| lexicon.gazetteer.entry(entry));
            if let Some(state) = entries.find(|entry| entry.kind == ActorKind::State) {
                *states.entry(&state.key).or_default() += 1;
            }
        }
        states
    }
}

/// The longest name that begins at the token; an actor before a region of the same length.
fn longest(tree: &Tree<'_>, atoms: &Atoms, lexicon: &Lexicon, token: u32) -> Option<(Tokens, Hit)> {
    // `pro-Russian government`: not the Russian government.
    let most = if is_prefixed(tree, token) {
        1
    } else {
        u32::MAX
    };
    let actors = lexicon
        .gazetteer
        .names
        .at_most(tree.doc, atoms, token, most);
    let regions = lexicon.gazetteer.region_names.at(tree.doc, atoms, token);
    let actor_end = actors.first().map_or(0, |hit| hit.end);
    match regions.first() {
        Some(region) if region.end > actor_end => {
            let tokens = Tokens {
                start: token,
                end: region.end,
            };
            Some((
                tokens,
                Hit::Region(region.value.region, region.value.adjective),
            ))
        }
        _ => {
            let tokens = Tokens {
                start: token,
                end: actors.first()?.end,
            };
            let senses = actors.iter().map(|hit| (hit.value.entry, hit.value.role));
            Some((tokens, Hit::Actors(senses.collect())))
        }
    }
}

/// Whether `pro-`, `anti-` or the like stands right before the token, so that it owns nothing.
pub fn is_prefixed(tree: &Tree<'_>, token: u32) -> bool {
    let Some(hyphen) = token.checked_sub(1) else {
        return false;
    };
    let joined = matches!(tree.text(hyphen), "-" | "–" | "‑") && !tree.token(hyphen).space_after;
    let prefix = hyphen.checked_sub(1).filter(|_| joined);
    prefix.is_some_and(|at| {
        let word = tree.text(at).to_lowercase();
        matches!(word.as_str(), "pro" | "anti" | "non" | "ex" | "post")
    })
}

/// Whether names inside this one are mentions of their own: `Trump` in `Trump's advisers`.
fn holds_names(lexicon: &Lexicon, hit: &Hit) -> bool {
    match hit {
        Hit::Region(region, _) => {
            let kind = lexicon.gazetteer.regions[*region as usize].kind.as_str();
            matches!(kind, "war" | "event" | "treaty" | "law")
        }
        Hit::Actors(senses) => senses
            .iter()
            .any(|&(entry, _)| lexicon.gazetteer.entry(entry).kind == ActorKind::Group),
    }
}

/// Names of states, organizations and people inside a longer name.
fn inner(
    tree: &Tree<'_>,
    atoms: &Atoms,
    lexicon: &Lexicon,
    around: Tokens,
    found: &mut Vec<(Tokens, Hit)>,
) {
    let mut token = around.start;
    while token < around.end {
        let most = around.end - around.start - 1;
        let names = &lexicon.gazetteer.names;
        let hits = names.at_most(tree.doc, atoms, token, most);
        let fits = |hit: &&crate::lexicon::trie::Hit<'_, crate::lexicon::Sense>| {
            let smaller = hit.end - hit.start < around.end - around.start;
            let role = matches!(hit.value.role, Role::Name | Role::Adjective);
            let group = lexicon.gazetteer.entry(hit.value.entry).kind == ActorKind::Group;
            smaller && hit.end <= around.end && role && !group
        };
        let senses: Vec<(u32, Role)> = hits
            .iter()
            .filter(fits)
            .map(|hit| (hit.value.entry, hit.value.role))
            .collect();
        match hits.iter().find(fits) {
            Some(hit) => {
                let tokens = Tokens {
                    start: token,
                    end: hit.end,
                };
                found.push((tokens, Hit::Actors(senses)));
                token = hit.end;
            }
            None => token += 1,
        }
    }
}

/// Which of several known actors a shared name means: a state before others, then the one whose
/// state the document names most, then the one whose own name it is. None where that is a draw.
fn one_sense(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    states: &BTreeMap<&str, usize>,
    tokens: Tokens,
    senses: &[(u32, Role)],
) -> Option<(u32, Role)> {
    let text = fold_name(tree.doc.slice(tokens.start, tokens.end));
    let rank = |&(entry, role): &(u32, Role)| {
        let known = lexicon.gazetteer.entry(entry);
        let state = known.kind == ActorKind::State;
        let own = fold_name(&known.name) == text;
        let near = states.get(known.state.as_str()).copied().unwrap_or(0);
        (state, near, own, role == Role::Name)
    };
    let best = senses.iter().max_by_key(|sense| rank(sense)).copied()?;
    let draw = senses.iter().any(|sense| {
        let (state, near, own, _) = rank(sense);
        let (best_state, best_near, best_own, _) = rank(&best);
        let equal = (state, near, own) == (best_state, best_near, best_own);
        // Two parliaments of one name, and neither country in the text.
        let nowhere = !best_state && best_near == 0 && near == 0;
        sense.0 != best.0 && (equal || nowhere)
    });
    if draw {
        return None;
    }
    let adjectival = matches!(
        tree.dep(tokens.end - 1),
        Dep::Amod | Dep::Compound | Dep::Nmod
    ) && tree
        .head(tokens.end - 1)
        .is_some_and(|head| head >= tokens.end);
    let mut roles = senses
        .iter()
        .filter(|sense| sense.0 == best.0)
        .map(|sense| sense.1);
    if adjectival && roles.clone().any(|role| role == Role::Adjective) {
        return Some((best.0, Role::Adjective));
    }
    let plain = roles.clone().find(|&role| role != Role::Adjective);
    Some((best.0, plain.or_else(|| roles.next())?))
}
