//! Whether the name of a place is used as an actor.

use demarche_nlp::{Dep, EntityLabel, Upos};

use super::names::{Name, Reading};
use crate::lexicon::{Lexicon, Role};
use crate::tree::Tree;

/// Prepositions after which a seat of power is a place.
const PLACE_PREPS: &[&str] = &[
    "across",
    "along",
    "around",
    "at",
    "inside",
    "in",
    "into",
    "near",
    "nearby",
    "of",
    "off",
    "on",
    "outside",
    "over",
    "past",
    "round",
    "throughout",
    "through",
    "under",
    "via",
    "within",
];

/// Verbs and nouns of motion and stay, by lemma: `to Moscow` and `from Moscow` are places there.
const MOTION: &[&str] = &[
    "arrive",
    "bring",
    "broadcast",
    "come",
    "deliver",
    "deploy",
    "depart",
    "drive",
    "escape",
    "evacuate",
    "fire",
    "flee",
    "flight",
    "fly",
    "go",
    "head",
    "hurry",
    "invite",
    "journey",
    "kilometer",
    "kilometre",
    "km",
    "land",
    "launch",
    "leave",
    "live",
    "march",
    "mile",
    "move",
    "pilgrimage",
    "report",
    "return",
    "ride",
    "road",
    "route",
    "rush",
    "sail",
    "ship",
    "stop",
    "summon",
    "take",
    "tour",
    "train",
    "transfer",
    "travel",
    "trip",
    "visit",
    "walk",
    "welcome",
];

/// Nouns that make a place of the seat before them: `Moscow airport`, `Washington summit`.
const PLACE_NOUNS: &[&str] = &[
    "agreement",
    "airport",
    "area",
    "attack",
    "bar",
    "base",
    "bombing",
    "bureau",
    "café",
    "ceremony",
    "conference",
    "correspondent",
    "district",
    "forum",
    "gathering",
    "headquarters",
    "home",
    "hospital",
    "hotel",
    "meeting",
    "museum",
    "neighborhood",
    "neighbourhood",
    "newsroom",
    "office",
    "police",
    "post",
    "prison",
    "protest",
    "region",
    "resident",
    "restaurant",
    "school",
    "square",
    "station",
    "street",
    "suburb",
    "subway",
    "summit",
    "theater",
    "theatre",
    "time",
    "times",
    "university",
    "visit",
    "treaty",
    "accord",
    "protocol",
    "event",
    "rally",
    "building",
    "spokesman",
];

/// Whether a capital or seat of power acts in its sentence, rather than being where something
/// happens. O(depth).
pub fn seat_acts(tree: &Tree<'_>, name: &Name) -> bool {
    let head = name.head;
    let above = tree.head(head);
    match tree.dep(head) {
        Dep::Nsubj | Dep::Nsubjpass | Dep::Agent | Dep::Dative => true,
        Dep::Poss => above.is_none_or(|noun| {
            let lemma = tree.lemma(noun);
            !PLACE_NOUNS.contains(&lemma)
        }),
        Dep::Dobj | Dep::Oprd => above.is_none_or(|verb| !MOTION.contains(&tree.lemma(verb))),
        Dep::Pobj | Dep::Pcomp => {
            let Some(prep) = above else { return false };
            let word = tree.norm(prep);
            if PLACE_PREPS.contains(&word) {
                return false;
            }
            let governor = tree.head(prep).map_or("", |token| tree.lemma(token));
            let moved = matches!(word, "to" | "from" | "for" | "toward" | "towards")
                && MOTION.contains(&governor);
            !moved && followed_by_state(tree, name).is_none()
        }
        Dep::Compound | Dep::Amod | Dep::Nmod => above.is_some_and(|noun| {
            let based = matches!(tree.norm(noun), "based" | "born" | "area");
            let person = tree.upos(noun) == Upos::Propn;
            !based && !person && !PLACE_NOUNS.contains(&tree.lemma(noun))
        }),
        Dep::Conj => {
            // `ties between Kyiv and Moscow`: as the first of the list.
            let first = tree.first_conjunct(head);
            first != head
                && seat_acts(
                    tree,
                    &Name {
                        head: first,
                        ..*name
                    },
                )
        }
        Dep::Npadvmod | Dep::Appos | Dep::Advmod => false,
        _ => followed_by_state(tree, name).is_none() && tree.dep(head) == Dep::Root,
    }
}

/// The token of a name behind `City,`: `Brussels, Belgium`.
fn followed_by_state(tree: &Tree<'_>, name: &Name) -> Option<u32> {
    let comma = name.tokens.end;
    let next = comma + 1;
    let there = next < tree.len() && tree.text(comma) == ",";
    (there && tree.upos(next) == Upos::Propn && tree.dep(next) == Dep::Appos).then_some(next)
}

/// Whether a state's name only says where a place lies: `Brussels, Belgium`. O(log names).
pub fn locates(tree: &Tree<'_>, lexicon: &Lexicon, names: &[Name], name: &Name) -> bool {
    let start = name.tokens.start;
    if start < 2 || tree.text(start - 1) != "," {
        return false;
    }
    let before = start - 2;
    let after = names.partition_point(|other| other.tokens.start <= before);
    let Some(other) = after.checked_sub(1).map(|index| &names[index]) else {
        return false;
    };
    if !other.tokens.has(before) {
        return false;
    }
    let place = match other.reading {
        Reading::Place | Reading::Region { .. } => true,
        Reading::Known { entry, role } => {
            role == Role::Seat && lexicon.gazetteer.entry(entry).name != tree.text(before)
        }
        _ => false,
    };
    let list = tree.dep(name.head) == Dep::Conj
        || tree
            .children(name.head)
            .iter()
            .any(|&child| tree.dep(child) == Dep::Cc);
    place && !list
}

/// Whether the model saw a language here: `in Russian`.
pub fn is_language(tree: &Tree<'_>, token: u32) -> bool {
    let entities = &tree.doc.entities;
    let after = entities.partition_point(|entity| entity.start <= token);
    after.checked_sub(1).is_some_and(|index| {
        let entity = entities[index];
        entity.end > token && entity.label == EntityLabel::Language
    })
}
