//! Offices whose holder the text does not name before: by a name further on, by the terms of
//! office at the date of the text, else the office itself, `Iraqi Minister of Foreign Affairs`.

use demarche_model::{ActorKind, RelationKind, Status};
use demarche_nlp::Tag;

use super::Walk;
use crate::draft::{ActorIx, Actors, Form, Tokens};
use crate::lexicon::{HeldAt, Office};
use crate::mentions::OfficePhrase;
use crate::relations::RelationDraft;
use crate::statements::StatementDraft;

/// What is left of the confidence, in hundredths, where an end is known only by the term of
/// its office.
const BY_TERM: u8 = 70;

impl Walk<'_> {
    /// Finds the actor of an office that no name before it explains. O(actors).
    pub(super) fn unnamed_holder(
        &mut self,
        phrase: &OfficePhrase,
        tokens: Tokens,
        owner: Option<ActorIx>,
    ) {
        let (tree, lexicon) = (self.tree, self.lexicon);
        let office = lexicon.offices.office(phrase.office);
        let plain = !phrase.marked && phrase.status == Status::Current;
        // `its leader` is anybody's; only a name says whose office it is.
        let pronoun = phrase
            .owner
            .is_some_and(|token| tree.tag(token) == Tag::PrpDollar);
        if office.relation != RelationKind::HoldsOffice || !plain || pronoun {
            return;
        }
        let of = match owner {
            None => self.institution_of(office),
            Some(owner) => match self.place_of(office, owner) {
                Some(of) => Some(of),
                None => return,
            },
        };
        let canonical = office.canonical.to_lowercase();
        let named = self.named_anywhere(&canonical, of.as_deref(), owner);
        if let Some(actor) = named.filter(|&actor| owner.is_none() || !self.beside(phrase, actor)) {
            self.hold(phrase, tokens, actor);
            return;
        }
        let terms = &self.lexicon.terms;
        let by_term = self.date.zip(of.as_deref());
        let by_term = by_term.and_then(|(date, of)| terms.holder(of, &canonical, date));
        if let Some(entry) = by_term {
            let actor = self.named.cast.known(self.lexicon, entry);
            self.add(tokens, phrase.head, Form::Reputed, actor);
            return;
        }
        let actor = match of {
            Some(of) => {
                let Some(name) = self.office_name(office, &of) else {
                    return;
                };
                let actor = self.named.cast.named(ActorKind::Group, &name);
                let wording = tree.doc.slice(phrase.tokens.start, phrase.tokens.end);
                let office = &mut self.named.cast.part_mut(actor).actor;
                office.passing = true;
                office.aliases.insert(wording.to_owned());
                actor
            }
            // Whose prime minister it is only the reader of this document knows.
            None if office.heads && office.held_at == HeldAt::State => {
                let salt = self.named.salt.clone();
                self.named.cast.crowd(&office.canonical, &salt)
            }
            None => return,
        };
        self.add(tokens, phrase.head, Form::Nominal, actor);
    }

    /// The phrase stands for its holder. A text that writes the office as a name, `the Home
    /// Secretary`, calls the holder so; one word, `the Minister`, tells too little of who it is.
    /// O(length of the phrase).
    pub(super) fn hold(&mut self, phrase: &OfficePhrase, tokens: Tokens, actor: ActorIx) {
        let tree = self.tree;
        self.add(tokens, phrase.head, Form::Nominal, actor);
        let capital = |at: u32| tree.text(at).starts_with(char::is_uppercase);
        let small = |at: u32| matches!(tree.norm(at), "of" | "for" | "and" | "the" | "to");
        let start = tokens.start + u32::from(tree.norm(tokens.start) == "the");
        let mut all = start..tokens.end;
        let named = all.all(|at| capital(at) || small(at));
        let current = !phrase.marked && phrase.status == Status::Current;
        if current && named && tokens.end > start + 1 && capital(tokens.end - 1) {
            let wording = tree.doc.slice(start, tokens.end).to_owned();
            let part = self.named.cast.part_mut(actor);
            if part.actor.name != wording {
                part.actor.aliases.insert(wording);
            }
        }
    }

    /// Whether the sentence names the person already: `Minister Ann Hill met the minister of
    /// Chile`. O(length of the sentence).
    fn beside(&self, phrase: &OfficePhrase, actor: ActorIx) -> bool {
        let sentence = self.tree.sentence(phrase.head);
        (sentence.start..phrase.tokens.start).any(|token| {
            let here = self.at[token as usize];
            here.is_some_and(|(named, form, _)| named == actor && form == Form::Name)
        })
    }

    /// Key of the owner, where such an office can be held there.
    fn place_of(&self, office: &Office, owner: ActorIx) -> Option<String> {
        let actor = &self.named.cast.part(owner).actor;
        let fits = match office.held_at {
            HeldAt::State => actor.kind == ActorKind::State,
            HeldAt::Organization => actor.kind == ActorKind::Organization,
            HeldAt::Either => matches!(actor.kind, ActorKind::State | ActorKind::Organization),
            HeldAt::Person => false,
        };
        fits.then(|| actor.key.clone())
    }

    /// Key of the state or organization that the wording implies, else of the only one in the
    /// text that is known to have such an office.
    fn institution_of(&self, office: &Office) -> Option<String> {
        if !office.default.is_empty() {
            return Some(office.default.clone());
        }
        let canonical = office.canonical.to_lowercase();
        let terms = &self.lexicon.terms;
        let parts = self.named.cast.parts.iter();
        let mut having = parts.filter(|part| {
            let body = part.actor.kind != ActorKind::Person;
            body && !terms.of(&part.actor.key, &canonical).is_empty()
        });
        let only = having.next()?;
        having.next().is_none().then(|| only.actor.key.clone())
    }

    /// The only person in the text who has the office by the text or by the terms of office.
    fn named_anywhere(
        &self,
        canonical: &str,
        of: Option<&str>,
        owner: Option<ActorIx>,
    ) -> Option<ActorIx> {
        let terms = &self.lexicon.terms;
        let mut fits = (0u32..).zip(&self.named.cast.parts).filter(|(_, part)| {
            let told = part.offices.iter().any(|seen| {
                let place = seen.of.is_none() || owner.is_none() || seen.of == owner;
                seen.office == canonical && seen.status == Status::Current && place
            });
            let known = part.entry.is_some_and(|entry| match of {
                Some(of) => terms.held(entry, of, canonical, self.date),
                None => terms.held_anywhere(entry, canonical, self.date),
            });
            part.actor.kind == ActorKind::Person && (told || known)
        });
        let (index, _) = fits.next()?;
        fits.next().is_none().then_some(ActorIx(index))
    }

    /// The name under which the office stands for its holder: `Iraqi Prime Minister`.
    fn office_name(&self, office: &Office, of: &str) -> Option<String> {
        let gazetteer = &self.lexicon.gazetteer;
        let short = if let Some(entry) = gazetteer.by_key(of) {
            let entry = gazetteer.entry(entry);
            let state = entry.kind == ActorKind::State && !entry.adjective.is_empty();
            if state { &entry.adjective } else { &entry.name }
        } else {
            let mut parts = self.named.cast.parts.iter();
            &parts.find(|part| part.actor.key == of)?.actor.name
        };
        Some(format!("{short} {}", office.canonical))
    }
}

/// Lowers the confidence of what rests on an end that only a term of office explains.
/// O(drafts × mentions of a token).
pub(crate) fn doubt_reputed(
    actors: &Actors,
    statements: &mut [StatementDraft],
    relations: &mut [RelationDraft],
) {
    let reputed = |tokens: Option<Tokens>| {
        tokens.is_some_and(|tokens| {
            let mention = actors.covering(tokens.end - 1);
            mention.is_some_and(|found| found.form == Form::Reputed && found.tokens == tokens)
        })
    };
    for draft in statements {
        if reputed(draft.holder_tokens) || reputed(draft.target_tokens) {
            draft.confidence = draft.confidence.times(BY_TERM);
        }
    }
    for draft in relations {
        if reputed(draft.subject_tokens) || reputed(draft.object_tokens) {
            draft.confidence = draft.confidence.times(BY_TERM);
        }
    }
}
