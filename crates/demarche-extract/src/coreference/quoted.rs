//! Who `I`, `we`, `you` and `our allies` are inside quotations.

use std::collections::BTreeSet;

use demarche_model::{ActorKind, fold_name};
use demarche_nlp::{Dep, Tag};

use crate::attribution::AttributionDraft;
use crate::attribution::source::actor_at;
use crate::cues::arguments::is_verb;
use crate::draft::{ActorIx, Actors, DocActor, Form, Mention, Tokens};
use crate::lexicon::{Entry, Lexicon};
use crate::quotes::Quotes;
use crate::tree::Tree;

/// Verbs whose object hears what is said.
const TELLING: &[&str] = &[
    "address", "advise", "ask", "assure", "beg", "implore", "inform", "press", "promise", "remind",
    "tell", "thank", "urge", "warn",
];

/// Verbs and nouns with `to` before the one who hears it.
const TO: &[&str] = &[
    "address", "appeal", "call", "letter", "message", "note", "plea", "reply", "respond", "say",
    "speak", "talk", "telegram", "turn", "write",
];

/// Nouns for which the speaker's state stands: `our country`.
const HOMES: &[&str] = &["country", "homeland", "nation"];

/// How many tokens around a cue are looked through for who hears it; no sentence that somebody
/// wrote has as many, and without a bound an endless one would cost its square.
const FAR: u32 = 800;

/// Adds what the pronouns of the first and second person mean inside quotations: the speaker, and
/// the one spoken to where the text tells. O(tokens of the contents).
pub fn quoted(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    quotes: &Quotes,
    actors: &mut Actors,
    attributions: &[AttributionDraft],
) {
    let mut added = Vec::new();
    for draft in attributions {
        let Some(speaker) = draft.source.filter(|_| !draft.joint) else {
            continue;
        };
        // Few contents say `you`, and who hears them takes a sentence to find.
        let mut told = None;
        let tokens = draft.parts.iter().flat_map(|part| part.start..part.end);
        for token in tokens.filter(|&token| token < tree.len()) {
            let pronoun = matches!(tree.tag(token), Tag::Prp | Tag::PrpDollar);
            if !pronoun || quotes.around(token).is_none() || actors.covering(token).is_some() {
                continue;
            }
            let word = tree.norm(token).to_ascii_lowercase();
            let actor = match word.as_str() {
                "i" | "me" | "my" | "mine" | "myself" | "we" | "us" | "our" | "ours"
                | "ourselves" => Some(speaker),
                "you" | "your" | "yours" | "yourself" | "yourselves" => {
                    *told.get_or_insert_with(|| {
                        hearer(tree, actors, draft).filter(|&hearer| hearer != speaker)
                    })
                }
                _ => None,
            };
            let Some(actor) = actor else { continue };
            added.push(Mention {
                tokens: Tokens {
                    start: token,
                    end: token + 1,
                },
                head: token,
                form: Form::Pronoun,
                actor,
            });
            if word == "our" {
                added.extend(ours(tree, lexicon, actors, token, speaker));
            }
        }
    }
    added.sort_by_key(|mention| (mention.tokens, mention.actor));
    added.dedup_by_key(|mention| mention.tokens);
    actors.extend(added);
}

/// Whom the speaker speaks to: `told Iran`, `in a letter to Merkel`, `addressing Congress`; sought
/// in the sentence of the cue and the one before it.
fn hearer(tree: &Tree<'_>, actors: &Actors, draft: &AttributionDraft) -> Option<ActorIx> {
    let cue = draft.cue?;
    let sentence = tree.sentence(cue.start);
    let first = cue.start.saturating_sub(FAR);
    let before = sentence
        .start
        .checked_sub(1)
        .map(|last| tree.sentence(last).start);
    let spans = [
        Some(sentence.start.max(first)),
        before
            .filter(|_| draft.parts[0].start >= sentence.start)
            .map(|start| start.max(first)),
    ];
    let mut end = sentence.end.min(cue.end.saturating_add(FAR));
    for start in spans.into_iter().flatten() {
        let mut outside = (start..end).filter(|&token| !draft.has(token));
        let heard = outside.find_map(|token| heard_at(tree, actors, token));
        if heard.is_some() {
            return heard;
        }
        end = start;
    }
    None
}

fn heard_at(tree: &Tree<'_>, actors: &Actors, token: u32) -> Option<ActorIx> {
    let lemma = tree.lemma(token).to_lowercase();
    let objects = (is_verb(tree, token) && TELLING.contains(&lemma.as_str()))
        .then(|| tree.with(token, &[Dep::Dobj, Dep::Dative]));
    let object = objects.into_iter().flatten();
    let to = TO.contains(&lemma.as_str()).then(|| {
        tree.preps(token, &["to"])
            .flat_map(|prep| tree.prep_objects(prep))
    });
    let found = object.chain(to.into_iter().flatten());
    let mut found = found
        .filter_map(|heard| actor_at(tree, actors, heard))
        .map(|(actor, _)| actor);
    // Reporters hear everything and are meant by nothing.
    found.find(|&actor| actors.actor(actor).kind != ActorKind::Group)
}

/// `our troops`, `our allies`: people of the speaker's state, or of the organization that speaks.
fn ours(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    actors: &mut Actors,
    pronoun: u32,
    speaker: ActorIx,
) -> Option<Mention> {
    let noun = tree.head(pronoun)?;
    if tree.dep(pronoun) != Dep::Poss || noun < pronoun || actors.covering(noun).is_some() {
        return None;
    }
    let owner = owner(lexicon, actors.actor(speaker))?;
    let word = tree.text(noun).to_lowercase();
    let home = HOMES.contains(&word.as_str());
    let head = lexicon.group_head(&word);
    if !home && (head.is_none() || noun > pronoun + 2) {
        return None;
    }
    let stands = home || head.is_some_and(|head| head.stands_for);
    let actor = if stands {
        actors.add(known(owner))
    } else {
        let short = Some(&owner.adjective).filter(|adjective| !adjective.is_empty());
        let name = format!("{} {}", short.unwrap_or(&owner.name), head?.plural);
        let group = lexicon
            .gazetteer
            .named(&name)
            .map(|entry| lexicon.gazetteer.entry(entry));
        let group = group.filter(|entry| entry.kind == ActorKind::Group);
        actors.add(group.map_or_else(|| unknown(&name), known))
    };
    Some(Mention {
        tokens: Tokens {
            start: pronoun,
            end: noun + 1,
        },
        head: noun,
        form: Form::Group,
        actor,
    })
}

/// The state for which a speaker says `our`, or the organization itself.
fn owner<'a>(lexicon: &'a Lexicon, speaker: &DocActor) -> Option<&'a Entry> {
    let gazetteer = &lexicon.gazetteer;
    let entry = gazetteer.entry(gazetteer.by_key(&speaker.key)?);
    match entry.kind {
        ActorKind::Person => {
            let state = gazetteer.entry(gazetteer.by_key(&entry.state)?);
            (state.kind == ActorKind::State).then_some(state)
        }
        ActorKind::State | ActorKind::Organization => Some(entry),
        ActorKind::Group => None,
    }
}

fn known(entry: &Entry) -> DocActor {
    DocActor {
        key: entry.key.clone(),
        kind: entry.kind,
        name: entry.name.clone(),
        aliases: BTreeSet::new(),
        wikidata: entry.wikidata.clone(),
        passing: true,
    }
}

fn unknown(name: &str) -> DocActor {
    DocActor {
        key: fold_name(name),
        kind: ActorKind::Group,
        name: name.to_owned(),
        aliases: BTreeSet::new(),
        wikidata: None,
        passing: true,
    }
}
