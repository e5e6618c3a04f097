//! Institutions named by what they are and whose: `Romania's new government`, `the Kenyan
//! parliament`, `the Polish defence ministry`.

use demarche_model::ActorKind;
use demarche_nlp::{Dep, Upos};

use super::Named;
use super::groups::{NamedAt, surname};
use crate::draft::ActorIx;
use crate::lexicon::Lexicon;
use crate::tree::Tree;

/// Nouns for which the state itself acts.
const GOVERNMENTS: &[&str] = &[
    "authorities",
    "cabinet",
    "government",
    "junta",
    "leadership",
    "regime",
];

/// Nouns of institutions with a name of their own.
const BODIES: &[&str] = &[
    "army",
    "assembly",
    "court",
    "embassy",
    "legislature",
    "ministry",
    "navy",
    "parliament",
    "police",
    "senate",
    "treasury",
];

/// Adjectives that belong to the name of an institution.
const KINDS: &[&str] = &[
    "central",
    "constitutional",
    "defence",
    "defense",
    "federal",
    "finance",
    "foreign",
    "high",
    "interior",
    "military",
    "national",
    "supreme",
    "upper",
    "lower",
];

/// Whether the noun, lower case, can be such an institution.
pub fn is_institution(word: &str) -> bool {
    GOVERNMENTS.contains(&word) || BODIES.contains(&word)
}

/// The institution of that owner: a known one under its wordings, else the state for its
/// government, else a new organization. None for an owner that has no such institution.
pub fn institution(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    named: &mut Named,
    noun: u32,
    owner: ActorIx,
    owner_at: &impl NamedAt,
) -> Option<ActorIx> {
    let word = tree.text(noun).to_lowercase();
    let government = GOVERNMENTS.contains(&word.as_str());
    let part = named.cast.part(owner);
    let name = part.actor.name.clone();
    let kind = part.actor.kind;
    if kind == ActorKind::Person {
        let fits = government && word != "authorities";
        let full = format!("{} government", surname(&name));
        return fits.then(|| named.cast.named(ActorKind::Organization, &full));
    }
    if kind != ActorKind::State {
        return None;
    }
    let entry = part.entry.map(|entry| lexicon.gazetteer.entry(entry));
    let adjective = entry.map_or("", |entry| entry.adjective.as_str());
    let short = if adjective.is_empty() {
        &name
    } else {
        adjective
    };
    let kinds: Vec<&str> = tree
        .children(noun)
        .iter()
        .filter(|&&child| child < noun && owner_at.at(child).is_none())
        .filter(|&&child| match tree.dep(child) {
            Dep::Compound => tree.upos(child) != Upos::Propn || BODIES.contains(&word.as_str()),
            Dep::Amod => KINDS.contains(&tree.norm(child)),
            _ => false,
        })
        .map(|&child| tree.text(child))
        .collect();
    let mut words = vec![short.to_owned()];
    words.extend(kinds.iter().map(|kind| kind.to_lowercase()));
    words.push(word);
    let wording = words.join(" ");
    let known = lexicon
        .gazetteer
        .named(&wording)
        .filter(|&entry| lexicon.gazetteer.entry(entry).kind == ActorKind::Organization);
    Some(match known {
        Some(entry) => named.cast.known(lexicon, entry),
        None if government => owner,
        None => named.cast.named(ActorKind::Organization, &wording),
    })
}
