//! Offices and roles: who holds which, where, and since or until when.

use demarche_model::{ActorKind, Confidence, RelationKind, Status, fold_name};
use demarche_nlp::{Dep, Tag};

use super::RelationDraft;
use super::holders::Desk;
use super::home::{Implied, implied_actor};
use crate::attribution::source::actor_at;
use crate::draft::{ActorIx, Actors, Form, Tokens};
use crate::lexicon::{Lexicon, Office};
use crate::mentions::{Article, Named, OfficePhrase, SeenOffice};
use crate::tree::Tree;

/// Most that is left, in hundredths, where the state of an office is the one the text is about.
const GUESSED: u8 = 65;

/// A person in an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// The person.
    pub holder: ActorIx,
    /// The mention that names it.
    pub holder_tokens: Tokens,
    /// Index of the phrase.
    pub phrase: usize,
    /// Where the office is held, with the words that say so.
    pub of: Option<(ActorIx, Option<Tokens>)>,
    /// Where it is held, if no actor of the text is it.
    pub implied: Option<Implied>,
    /// Where in time it stands.
    pub status: Status,
    /// How often the rule is right where it fires.
    pub confidence: Confidence,
    /// The rule.
    pub rule: &'static str,
}

/// Everybody whom the text puts into an office. O(offices × children).
pub fn ties(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    actors: &Actors,
    offices: &[OfficePhrase],
) -> Vec<Tie> {
    let desk = Desk::new(tree, lexicon, actors);
    let mut found = Vec::new();
    for (index, phrase) in offices.iter().enumerate() {
        for (holder, tokens, rule, percent, status) in desk.holders(phrase) {
            let town = desk.town(phrase);
            let place = desk
                .place(phrase, holder)
                .filter(|&(of, _)| town.is_none() || actors.actor(of).kind != ActorKind::Person);
            let told = place.is_some();
            let implied = town.or_else(|| desk.implied(phrase, holder));
            let implied = implied.filter(|_| !told);
            let home = || {
                desk.home(phrase, offices, rule, holder)
                    .map(|of| (of, None))
            };
            let of = place.or_else(|| if implied.is_some() { None } else { home() });
            let of = of.filter(|&(actor, _)| actor != holder);
            found.push(Tie {
                holder,
                holder_tokens: tokens,
                phrase: index,
                of,
                implied,
                status,
                confidence: Confidence::from_percent(if told {
                    percent
                } else {
                    percent.min(GUESSED)
                }),
                rule,
            });
        }
    }
    found
}

/// Notes in the cast who holds which office, so that `the minister` is understood later.
/// O(ties).
pub fn note_offices(tree: &Tree<'_>, lexicon: &Lexicon, named: &mut Named) {
    let actors = named.cast.actors(tree.doc.tokens.len());
    for tie in ties(tree, lexicon, &actors, &named.offices) {
        let office = lexicon.offices.office(named.offices[tie.phrase].office);
        let phrase = named.offices[tie.phrase].clone();
        let near = tie.rule == "apposition.near" && tree.dep(phrase.head) == Dep::Nsubj;
        if near || tie.rule == "apposition.behind" {
            // The tree hangs the clause on the office; then it stands for its holder.
            let (tokens, head) = (phrase.tokens, phrase.head);
            named
                .cast
                .mention(tokens, head, Form::Nominal, tie.holder, "");
        }
        if tie.rule == "title" {
            owned_title(tree, named, &tie, &phrase);
        }
        named.cast.part_mut(tie.holder).offices.push(SeenOffice {
            office: office.canonical.to_lowercase(),
            wording: fold_name(&phrase.wording),
            of: tie.of.map(|(actor, _)| actor),
            status: tie.status,
        });
    }
}

/// `French Foreign Minister Jean Martin`: the title with what it is of is a name, too.
fn owned_title(tree: &Tree<'_>, named: &mut Named, tie: &Tie, phrase: &OfficePhrase) {
    let owner = tie.of.and_then(|(_, tokens)| tokens);
    let before = owner.filter(|owner| {
        let joined = owner.end == phrase.tokens.start && owner.start < tie.holder_tokens.start;
        joined && tree.text(owner.start).starts_with(char::is_uppercase)
    });
    let title = tree.text(phrase.tokens.start);
    if let Some(owner) = before.filter(|_| title.starts_with(char::is_uppercase)) {
        let text = tree.doc.slice(owner.start, tie.holder_tokens.end);
        let whole = text.to_owned();
        named.cast.part_mut(tie.holder).actor.aliases.insert(whole);
    }
}

/// `Karl Holm, the Danish commander`: what only one can be is a name, too.
fn owned_role<'a>(tree: &'a Tree<'_>, tie: &Tie, phrase: &OfficePhrase) -> Option<&'a str> {
    let definite = phrase.article == Article::Definite && !phrase.plural && !phrase.marked;
    let owner = phrase
        .owner
        .filter(|&owner| owner + 1 == phrase.tokens.start)?;
    let named = tree.text(owner).starts_with(char::is_uppercase);
    let current = tie.status == Status::Current && tie.rule != "title";
    (definite && named && current).then(|| tree.doc.slice(owner, phrase.tokens.end))
}

/// Relations from ties. O(ties).
pub fn relations(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    actors: &mut Actors,
    offices: &[OfficePhrase],
) -> Vec<RelationDraft> {
    let mut found = Vec::new();
    for tie in ties(tree, lexicon, actors, offices) {
        let phrase = &offices[tie.phrase];
        let office = lexicon.offices.office(phrase.office);
        if let Some(role) = owned_role(tree, &tie, phrase) {
            actors.call(tie.holder, role);
        }
        let unnamed = || {
            let implied = tie.implied.as_ref()?;
            let tokens = match implied {
                Implied::Town(_, tokens) => Some(*tokens),
                Implied::Known(_) => None,
            };
            Some((implied_actor(lexicon, implied)?, tokens))
        };
        let of = match tie.of {
            Some(of) => Some(of),
            None => unnamed().map(|(actor, tokens)| (actors.add(actor), tokens)),
        };
        let Some((object, object_tokens)) = of else {
            continue;
        };
        if object == tie.holder {
            continue;
        }
        let mut kind = kind_for(office.relation, actors.actor(object).kind);
        // `the Danish ambassador` is sent by Denmark, not to it.
        let sender = object_tokens.is_none_or(|tokens| tokens.start < phrase.tokens.start);
        if kind == RelationKind::EnvoyTo && sender {
            kind = RelationKind::HoldsOffice;
        }
        if tie.rule == "listed" && !leads(lexicon, actors, object, office) {
            continue;
        }
        let sentence = tree.sentence(phrase.head);
        let draft = RelationDraft {
            subject: tie.holder,
            subject_tokens: Some(tie.holder_tokens),
            kind,
            object,
            object_tokens,
            office: Some(office_name(tree, lexicon, phrase)),
            status: tie.status,
            valid_from: None,
            valid_to: None,
            confidence: tie.confidence,
            hedged: tie.status == Status::Speculated,
            cue: phrase.tokens,
            evidence: Tokens {
                start: sentence.start,
                end: sentence.end,
            },
            rule: tie.rule.to_owned(),
        };
        let receiving = ambassador_to(tree, actors, phrase)
            .filter(|(receiver, _)| *receiver != object && *receiver != tie.holder);
        if let Some((receiver, tokens)) = receiving {
            found.push(RelationDraft {
                kind: RelationKind::HoldsOffice,
                ..draft.clone()
            });
            found.push(RelationDraft {
                kind: RelationKind::EnvoyTo,
                object: receiver,
                object_tokens: Some(tokens),
                rule: format!("{}.to", tie.rule),
                ..draft
            });
        } else {
            found.push(draft);
        }
    }
    found
}

/// `NATO leaders such as A` lead its members; those of a party or a state lead it.
fn leads(lexicon: &Lexicon, actors: &Actors, of: ActorIx, office: &Office) -> bool {
    let gazetteer = &lexicon.gazetteer;
    let actor = actors.actor(of);
    let class = gazetteer
        .by_key(&actor.key)
        .map(|entry| gazetteer.entry(entry).class.as_str());
    let body = actor.kind == ActorKind::Organization && class.is_some_and(|class| class != "party");
    !(body && office.heads)
}

/// What a role is towards another sort of institution than its row has in mind.
fn kind_for(kind: RelationKind, object: ActorKind) -> RelationKind {
    match (kind, object) {
        (RelationKind::HoldsOffice, ActorKind::Person) => RelationKind::AdviserTo,
        (RelationKind::MemberOf, ActorKind::Person) => RelationKind::AffiliatedWith,
        (kind, _) => kind,
    }
}

/// The office as records name it; an ambassador's post belongs to it.
fn office_name(tree: &Tree<'_>, lexicon: &Lexicon, phrase: &OfficePhrase) -> String {
    let office = lexicon.offices.office(phrase.office);
    let post = tree
        .preps(phrase.head, &["to"])
        .flat_map(|prep| tree.prep_objects(prep))
        .next();
    if let (RelationKind::EnvoyTo, Some(post)) = (office.relation, post) {
        let range = tree.subtree(post);
        return format!(
            "{} to {}",
            office.canonical,
            tree.doc.slice(range.start, range.end)
        );
    }
    // `director of naval studies` says more than the row; `fake president` does not.
    let extra = phrase.tokens.start..phrase.base;
    let telling = extra.clone().all(|token| {
        let noun = matches!(tree.tag(token), Tag::Nn | Tag::Nns | Tag::Nnp | Tag::Nnps);
        let surname = fold_name(tree.text(token));
        noun && lexicon.gazetteer.people_of_surname(&surname).is_empty()
    });
    if !extra.is_empty() && telling && !phrase.marked {
        return phrase.wording.clone();
    }
    office.canonical.clone()
}

fn ambassador_to(
    tree: &Tree<'_>,
    actors: &Actors,
    phrase: &OfficePhrase,
) -> Option<(ActorIx, Tokens)> {
    tree.preps(phrase.head, &["to"])
        .flat_map(|prep| tree.prep_objects(prep))
        .find_map(|object| actor_at(tree, actors, object))
        .filter(|&(actor, _)| actors.actor(actor).kind != ActorKind::Person)
}
