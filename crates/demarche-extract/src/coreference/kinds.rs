//! Definite phrases that say what an actor is: `the company`, `the country`, `the government`.

use std::collections::BTreeSet;

use demarche_model::ActorKind;
use demarche_nlp::{Dep, Tag, Upos};

use super::Walk;
use super::nominals::head_word;
use crate::draft::{ActorIx, Form, Tokens};

/// How many sentences back the actor may have been named.
const WINDOW: usize = 3;

/// Most tokens looked at for one phrase, so that the cost stays linear.
const REACH: u32 = 240;

/// Nouns that mean a state, or for which a state acts.
const STATES: &[&str] = &[
    "country",
    "emirate",
    "government",
    "junta",
    "kingdom",
    "monarchy",
    "nation",
    "regime",
    "republic",
    "sultanate",
];

/// What organizations of a class are called besides the phrases of their rows.
const CLASSES: &[(&str, &[&str])] = &[
    ("agency", &["agency", "un_body", "international"]),
    ("airline", &["company"]),
    ("bank", &["financial", "central_bank"]),
    ("bloc", &["region_bloc", "union", "economic_bloc"]),
    ("body", &["un_body", "international", "council"]),
    ("broadcaster", &["media"]),
    ("company", &["company", "media"]),
    ("council", &["council"]),
    ("court", &["court"]),
    ("daily", &["media"]),
    ("department", &["ministry"]),
    ("federation", &["union_labor"]),
    ("firm", &["company"]),
    ("foundation", &["ngo", "think_tank"]),
    (
        "group",
        &[
            "ngo",
            "armed_group",
            "company",
            "group",
            "forum",
            "movement",
            "union_labor",
            "religious",
        ],
    ),
    ("institute", &["think_tank"]),
    ("lender", &["financial", "central_bank"]),
    ("magazine", &["media"]),
    ("militants", &["armed_group"]),
    ("militia", &["armed_group"]),
    ("ministry", &["ministry"]),
    ("movement", &["movement", "armed_group", "party"]),
    ("network", &["media"]),
    ("newspaper", &["media"]),
    (
        "organisation",
        &[
            "ngo",
            "international",
            "un_body",
            "group",
            "armed_group",
            "military_alliance",
        ],
    ),
    (
        "organization",
        &[
            "ngo",
            "international",
            "un_body",
            "group",
            "armed_group",
            "military_alliance",
        ],
    ),
    ("outlet", &["media"]),
    ("paper", &["media"]),
    ("party", &["party", "party_faction"]),
    ("think tank", &["think_tank"]),
    ("tribunal", &["court"]),
    ("union", &["union_labor"]),
    ("watchdog", &["agency", "un_body", "ngo"]),
];

/// What an organization without a row may be called, whatever its name.
const UNKNOWN: &[&str] = &[
    "agency",
    "company",
    "firm",
    "group",
    "organisation",
    "organization",
    "party",
    "union",
];

/// Whether the name itself says what it is, so that another noun does not mean it.
fn says_what_it_is(name: &str) -> bool {
    const TELLING: &[&str] = &[
        "army",
        "bank",
        "church",
        "college",
        "council",
        "court",
        "government",
        "ministry",
        "navy",
        "parliament",
        "party",
        "police",
        "school",
        "senate",
        "union",
        "university",
    ];
    head_word(name).is_some_and(|head| TELLING.contains(&head.as_str()))
}

impl Walk<'_> {
    /// The actor that the phrase can mean, where only one of those named shortly before can be
    /// meant. False where there is none.
    pub(super) fn kind_nominal(&mut self, noun: u32) -> bool {
        let tree = self.tree;
        let singular =
            matches!(tree.tag(noun), Tag::Nn | Tag::Nnp) || tree.norm(noun) == "militants";
        let before: Vec<u32> = tree
            .children(noun)
            .iter()
            .copied()
            .filter(|&child| child < noun)
            .collect();
        let &[article] = before.as_slice() else {
            return false;
        };
        let plain = tree.norm(article) == "the" && article + 1 == noun;
        let told = tree
            .preps(noun, &["of", "for", "in", "between"])
            .next()
            .is_some()
            || tree
                .with(noun, &[Dep::Relcl, Dep::Acl, Dep::Appos])
                .next()
                .is_some();
        let inner = matches!(
            tree.dep(noun),
            Dep::Compound | Dep::Amod | Dep::Nmod | Dep::Attr | Dep::Appos
        );
        if !singular || !plain || told || inner || self.at[noun as usize].is_some() {
            return false;
        }
        let word = tree.text(noun).to_lowercase();
        let actor = if STATES.contains(&word.as_str()) {
            self.only_state(article)
        } else {
            self.only_body(article, &word)
        };
        let Some(actor) = actor else { return false };
        let tokens = Tokens {
            start: article,
            end: noun + 1,
        };
        self.add(tokens, noun, Form::Nominal, actor);
        true
    }

    /// The only state that the sentences before name.
    fn only_state(&self, before: u32) -> Option<ActorIx> {
        self.only(before, |walk, actor| {
            walk.named.cast.part(actor).actor.kind == ActorKind::State
        })
    }

    /// The only organization that the sentences before name and that can be called so.
    fn only_body(&self, before: u32, word: &str) -> Option<ActorIx> {
        let classes = CLASSES
            .iter()
            .find(|(noun, _)| *noun == word)
            .map_or(&[][..], |(_, classes)| classes);
        let unknown = UNKNOWN.contains(&word);
        if classes.is_empty() && !unknown {
            return None;
        }
        self.only(before, |walk, actor| {
            let part = walk.named.cast.part(actor);
            if let Some(entry) = part.entry {
                let class = walk.lexicon.gazetteer.entry(entry).class.as_str();
                return classes.contains(&class);
            }
            // `X University` is called the university, a presidency the administration.
            let name = &part.actor.name;
            let told = name.contains("residency of ") || says_what_it_is(name);
            unknown && !told && part.actor.kind == ActorKind::Organization
        })
    }

    /// The actor that fits and was named last, if no other one that fits was named shortly before
    /// the token.
    fn only(&self, before: u32, fits: impl Fn(&Self, ActorIx) -> bool) -> Option<ActorIx> {
        let tree = self.tree;
        let here = tree.sentence_index(before);
        let mut found = BTreeSet::new();
        for at in (before.saturating_sub(REACH)..before).rev() {
            if tree.sentence_index(at) + WINDOW < here {
                break;
            }
            let Some((actor, form, _)) = self.at[at as usize] else {
                continue;
            };
            if form != Form::Pronoun && fits(self, actor) {
                found.insert(actor);
            }
            if found.len() > 1 {
                return None;
            }
        }
        found.into_iter().next()
    }
}

impl Walk<'_> {
    /// `the Ohio Republican`, `the Kentucky senator`: the politician of that sort named last.
    pub(super) fn party_member(&mut self, noun: u32) -> bool {
        let tree = self.tree;
        let word = tree.text(noun).to_lowercase();
        let Some(article) = tree
            .child(noun, Dep::Det)
            .filter(|&det| det < noun && tree.norm(det) == "the")
        else {
            return false;
        };
        let singular = matches!(tree.tag(noun), Tag::Nn | Tag::Nnp);
        let sort = matches!(
            word.as_str(),
            "republican"
                | "democrat"
                | "conservative"
                | "senator"
                | "congressman"
                | "congresswoman"
                | "representative"
                | "lawmaker"
        );
        let inner = matches!(
            tree.dep(noun),
            Dep::Compound | Dep::Amod | Dep::Nmod | Dep::Attr | Dep::Appos
        );
        // A place before it, and nothing else: `the New Jersey Democrat`.
        let place = noun > article + 1
            && noun <= article + 4
            && (article + 1..noun).all(|at| {
                tree.upos(at) == Upos::Propn || tree.upos(at) == Upos::Adj || tree.text(at) == "-"
            });
        let titles_name = tree.with(noun, &[Dep::Appos]).next().is_some();
        if !(singular && sort && place) || inner || titles_name {
            return false;
        }
        let here = tree.sentence_index(article);
        let first = article.saturating_sub(REACH);
        let found = (first..article).rev().find_map(|at| {
            let (actor, form) = self.headed[at as usize]?;
            let near = tree.sentence_index(at) + WINDOW >= here;
            let part = self.named.cast.part(actor);
            let person = part.actor.kind == ActorKind::Person && form != Form::Pronoun;
            let politician = part.offices.iter().any(|seen| {
                LEGISLATORS
                    .iter()
                    .any(|office| seen.wording.ends_with(office))
            });
            (near && person && politician).then_some(actor)
        });
        let Some(actor) = found else { return false };
        let tokens = Tokens {
            start: article,
            end: noun + 1,
        };
        self.add(tokens, noun, Form::Nominal, actor);
        true
    }
}

/// Offices of those who are told by party and place.
const LEGISLATORS: &[&str] = &[
    "candidate",
    "chairman",
    "chairwoman",
    "congressman",
    "congresswoman",
    "governor",
    "lawmaker",
    "leader",
    "mayor",
    "representative",
    "senator",
    "speaker",
    "whip",
];
