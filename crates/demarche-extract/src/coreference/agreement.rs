//! Number, gender and animacy: whether a noun phrase can be what a pronoun means.

use demarche_model::ActorKind;
use demarche_nlp::{Dep, Tag};

use super::Walk;
use super::pronouns::{Meaning, Wanted};
use crate::draft::Form;
use crate::lexicon::Gender;
use crate::tree::Tree;

/// What is taken off a single organization as what `they` means.
const ONE_BODY: i32 = 10;

impl Walk<'_> {
    /// Whom the phrase that the token heads names, and what is taken off its score; none where it
    /// does not agree. `distance` counts sentences.
    pub(super) fn agrees(
        &self,
        at: u32,
        wanted: Wanted,
        distance: usize,
    ) -> Option<(Meaning, i32)> {
        match wanted {
            Wanted::Person(gender) => Some((self.person(at, gender, distance)?, 0)),
            Wanted::Thing => Some((self.thing(at)?, 0)),
            Wanted::Several => self.several(at),
        }
    }

    fn person(&self, at: u32, gender: Gender, distance: usize) -> Option<Meaning> {
        let tree = self.tree;
        let Some((actor, _)) = self.headed[at as usize] else {
            // `a president who puts his interests first`: somebody without a name.
            let anybody = tree.with(at, &[Dep::Det]).any(|det| {
                matches!(
                    tree.norm(det),
                    "a" | "an" | "any" | "every" | "no" | "another"
                )
            });
            return (distance == 0 && anybody && self.is_human(at)).then_some(Meaning::Nobody);
        };
        let part = self.named.cast.part(actor);
        let fits =
            part.actor.kind == ActorKind::Person && part.gender.is_none_or(|known| known == gender);
        fits.then_some(Meaning::One(actor))
    }

    fn thing(&self, at: u32) -> Option<Meaning> {
        let tree = self.tree;
        let plural = matches!(tree.tag(at), Tag::Nns | Tag::Nnps);
        let Some((actor, form)) = self.headed[at as usize] else {
            let fits = !plural && !self.is_human(at) && !is_time(tree, at);
            return fits.then_some(Meaning::Nobody);
        };
        let kind = self.named.cast.part(actor).actor.kind;
        let word = form != Form::Name || tree.dep(at.saturating_sub(1)) != Dep::Compound;
        let region = kind == ActorKind::Group && form == Form::Name;
        let several = kind == ActorKind::Group && !region;
        let other = kind == ActorKind::Person || several || (plural && word);
        let fits = !(other || is_listed(tree, at));
        fits.then_some(Meaning::One(actor))
    }

    fn several(&self, at: u32) -> Option<(Meaning, i32)> {
        let tree = self.tree;
        let plural = matches!(tree.tag(at), Tag::Nns | Tag::Nnps);
        let Some((actor, form)) = self.headed[at as usize] else {
            return (plural && !is_time(tree, at)).then_some((Meaning::Nobody, 0));
        };
        if self.sets.contains_key(&at) || tree.with(at, &[Dep::Conj]).next().is_some() {
            let named = self.members(at).is_some();
            let meaning = if named {
                Meaning::Several(at)
            } else {
                Meaning::Nobody
            };
            return Some((meaning, 0));
        }
        let kind = self.named.cast.part(actor).actor.kind;
        if kind == ActorKind::Group || (kind != ActorKind::Person && plural) {
            return Some((Meaning::One(actor), 0));
        }
        let subject = matches!(tree.dep(at), Dep::Nsubj | Dep::Nsubjpass);
        let body = kind == ActorKind::Organization && form != Form::Pronoun;
        (body && subject).then_some((Meaning::One(actor), ONE_BODY))
    }

    /// Whether a common noun means a human being.
    fn is_human(&self, noun: u32) -> bool {
        let lemma = self.tree.lemma(noun);
        let person = matches!(
            lemma,
            "man"
                | "woman"
                | "person"
                | "child"
                | "boy"
                | "girl"
                | "father"
                | "mother"
                | "son"
                | "daughter"
                | "brother"
                | "sister"
                | "husband"
                | "wife"
                | "friend"
                | "colleague"
                | "citizen"
                | "voter"
        );
        person || self.lexicon.is_human(lemma)
    }
}

/// Whether the noun is one of several in a list.
fn is_listed(tree: &Tree<'_>, noun: u32) -> bool {
    tree.dep(noun) == Dep::Conj || tree.with(noun, &[Dep::Conj]).next().is_some()
}

fn is_time(tree: &Tree<'_>, noun: u32) -> bool {
    matches!(
        tree.lemma(noun),
        "day"
            | "week"
            | "month"
            | "year"
            | "time"
            | "hour"
            | "minute"
            | "today"
            | "yesterday"
            | "tomorrow"
            | "morning"
            | "evening"
            | "night"
            | "decade"
            | "century"
            | "weekend"
            | "moment"
            | "percent"
            | "%"
            | "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "way"
            | "thing"
    )
}
