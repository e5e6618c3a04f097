//! Bodies that the text names by a common noun alone: `the coalition`, `leader of an armed group`.

use demarche_model::ActorKind;
use demarche_nlp::{Dep, Tag, Upos};

use super::Walk;
use crate::draft::{Form, Tokens};
use crate::mentions::OfficePhrase;

/// Verbs whose object or subject is a body that somebody leads or joins.
const LEAD: &[&str] = &["chair", "command", "found", "head", "join", "lead"];

/// Nouns of bodies of people that can be led.
const BODIES: &[&str] = &[
    "battalion",
    "brigade",
    "cell",
    "delegation",
    "faction",
    "force",
    "group",
    "militia",
    "mission",
    "network",
    "team",
    "unit",
];

impl Walk<'_> {
    /// `the coalition`, `coalition forces`: the only one that the text names, else one of this
    /// document.
    pub(super) fn coalition(&mut self, token: u32) {
        let tree = self.tree;
        if tree.norm(token) != "coalition"
            || tree.tag(token) == Tag::Nns
            || self.at[token as usize].is_some()
        {
            return;
        }
        let head = tree.head(token).filter(|&head| head > token);
        let modifier = matches!(tree.dep(token), Dep::Compound | Dep::Nmod | Dep::Amod)
            .then_some(head)
            .flatten();
        let definite = tree
            .child(token, Dep::Det)
            .is_some_and(|det| tree.norm(det) == "the");
        // `the coalition government` is a cabinet, `a coalition of parties` any one.
        let cabinet = modifier.is_some_and(|noun| {
            matches!(
                tree.lemma(noun),
                "agreement" | "government" | "negotiation" | "party" | "talk"
            )
        });
        let of = tree.preps(token, &["of", "between"]).next().is_some();
        if cabinet || of || !(definite || modifier.is_some()) {
            return;
        }
        let entries = self.lexicon.gazetteer.nominals("the coalition");
        let parts = (0u32..).zip(&self.named.cast.parts);
        let mut known = parts.filter(|(_, part)| {
            let listed = part
                .entry
                .is_some_and(|entry| entries.iter().any(|&(one, _)| one == entry));
            listed || (part.entry.is_none() && part.actor.name.ends_with("oalition"))
        });
        let only = known.next().map(|(index, _)| index);
        let actor = match (only, known.next()) {
            (Some(index), None) => crate::draft::ActorIx(index),
            (None, _) => self.named.cast.crowd("coalition", &self.named.salt),
            _ => return,
        };
        let tokens = Tokens {
            start: token,
            end: token + 1,
        };
        let form = if modifier.is_some() {
            Form::Adjective
        } else {
            Form::Nominal
        };
        self.add(tokens, token, form, actor);
    }

    /// What an office without a name is held at: `leader of an extremist group`.
    pub(super) fn body_of(&mut self, phrase: &OfficePhrase) {
        let tree = self.tree;
        let objects: Vec<u32> = tree
            .preps(phrase.head, &["of", "for"])
            .flat_map(|prep| tree.prep_objects(prep))
            .collect();
        for noun in objects {
            self.body(noun);
        }
    }

    /// What somebody leads, founds or joins: `will lead a Danish delegation`.
    pub(super) fn led(&mut self, verb: u32) {
        let tree = self.tree;
        if tree.upos(verb) != Upos::Verb || !LEAD.contains(&tree.lemma(verb)) {
            return;
        }
        for noun in crate::cues::arguments::deep_objects(tree, verb) {
            self.body(noun);
        }
    }

    /// A body of this document under the words that describe it.
    fn body(&mut self, noun: u32) {
        let tree = self.tree;
        let common = tree.upos(noun) == Upos::Noun && BODIES.contains(&tree.lemma(noun));
        if !common || self.at[noun as usize].is_some() || self.headed[noun as usize].is_some() {
            return;
        }
        let words: Vec<u32> = tree
            .children(noun)
            .iter()
            .copied()
            .filter(|&child| {
                child < noun && matches!(tree.dep(child), Dep::Amod | Dep::Compound | Dep::Nmod)
            })
            .collect();
        let tokens = Tokens {
            start: words
                .first()
                .map_or(noun, |&first| tree.subtree(first).start),
            end: noun + 1,
        };
        let name = tree.doc.slice(tokens.start, tokens.end).to_owned();
        let salt = self.named.salt.clone();
        let actor = self.named.cast.crowd(&name, &salt);
        debug_assert!(self.named.cast.part(actor).actor.kind == ActorKind::Group);
        if let Some(end) = self.told_apart(noun) {
            let whole = tree.doc.slice(tokens.start, end).to_owned();
            self.named.cast.part_mut(actor).actor.aliases.insert(whole);
        }
        self.add(tokens, noun, Form::Group, actor);
    }

    /// Where the participle ends that says which body it is: `a group based in Lima`.
    fn told_apart(&self, noun: u32) -> Option<u32> {
        let tree = self.tree;
        let clause = tree
            .with(noun, &[Dep::Acl])
            .find(|&clause| clause == noun + 1)?;
        let range = tree.subtree(clause);
        let plain = (range.start..range.end).all(|at| {
            let text = tree.text(at);
            text.chars().any(char::is_alphanumeric) || matches!(text, "-" | "'s" | "’s")
        });
        (plain && range.end <= noun + 10).then_some(range.end)
    }
}
