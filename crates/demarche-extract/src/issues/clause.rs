//! From a clause to the normal form of its proposition.

use demarche_nlp::Dep;

use crate::{
    cues::arguments::{deep_objects, deep_subjects},
    draft::{ActorIx, Tokens},
};

use super::{
    IssueForm,
    form::{Around, LONGEST, Parts},
    phrase::{Piece, Reader, gerund},
};

impl Reader<'_> {
    /// The issue that a clause names, by its verb.
    pub fn of_clause(&self, verb: u32, around: &Around) -> Option<IssueForm> {
        let lemma = self.key_word(verb);
        let mut parts = Parts {
            agents: self.subject_agents(verb, around.holder),
            ..Parts::default()
        };
        let range = self.tree.subtree(verb);
        let start = range.start.max(verb.saturating_sub(40));
        let own: Vec<u32> = self.tree.own_subjects(verb);
        let first = own.iter().map(|&subject| self.tree.subtree(subject).start);
        let tokens = Tokens {
            start: first.min().unwrap_or(verb).max(start),
            end: self.clause_end(verb),
        };
        if matches!(lemma.as_str(), "be" | "become" | "remain") {
            if let Some(able) = self.tree.child(verb, Dep::Acomp) {
                let does = self.tree.child(able, Dep::Xcomp)?;
                let again = self.tree.child(does, Dep::Acomp).is_some();
                return if again {
                    None
                } else {
                    self.of_clause(does, around)
                };
            }
            let attribute = self.tree.child(verb, Dep::Attr)?;
            let name = self.key_word(attribute);
            let predicate = self.words.noun(&name)?;
            self.complements(&[attribute], Some(predicate), &mut parts);
            let (_, names) = self.owners(attribute);
            let pieces = names.into_iter().map(|name| self.actor_piece(name));
            parts
                .others
                .extend(pieces.map(|piece| (String::new(), piece)));
            return Some(self.compose(&Piece::default(), Some(predicate), parts, tokens));
        }
        if let Some(form) = self.of_carrier(verb, &lemma, parts.agents.clone(), tokens) {
            return Some(form);
        }
        let predicate = self.words.verb(&lemma);
        let mut objects: Vec<Piece> = deep_objects(self.tree, verb)
            .into_iter()
            .filter_map(|object| self.argument(object, predicate.is_some()))
            .collect();
        let mut sources = vec![verb];
        sources.extend(self.tree.with(verb, &[Dep::Dobj]));
        self.complements(&sources, predicate, &mut parts);
        parts.others.truncate(2);
        if predicate.is_some_and(|row| row.name == "spending") {
            self.amounts(verb, &mut parts);
            objects.clear();
        }
        if let Some(row) = predicate {
            if objects.iter().any(|piece| !piece.actors.is_empty()) && !parts.others.is_empty() {
                if row.prep == "from" {
                    parts.agents.clear();
                    parts.agents.append(&mut objects);
                } else {
                    objects.retain(|piece| !piece.actors.is_empty());
                }
            }
            let extra = objects.into_iter().map(|piece| (String::new(), piece));
            parts.others.extend(extra);
            let bare = parts.agents.is_empty() && parts.others.is_empty();
            if bare && parts.modifiers.is_empty() && !self.words.is("bare", &row.name) {
                return None;
            }
            return Some(self.compose(&Piece::default(), predicate, parts, tokens));
        }
        if objects.is_empty() && parts.others.is_empty() || self.words.is("empty_verb", &lemma) {
            return None;
        }
        let object: Vec<(String, Piece)> = objects
            .into_iter()
            .map(|piece| (String::new(), piece))
            .collect();
        parts.others.splice(0..0, object);
        let particle = self.tree.child(verb, Dep::Prt);
        let particle = particle.map_or(String::new(), |word| format!(" {}", self.tree.norm(word)));
        let head = Piece {
            label: format!("{}{particle}", gerund(&lemma)),
            key: format!("{lemma}{particle}"),
            actors: Vec::new(),
        };
        Some(self.compose(&head, None, parts, tokens))
    }

    /// `spend more`, `spend 3% of output on defence`: higher spending, a share of it.
    pub(super) fn amounts(&self, verb: u32, parts: &mut Parts) {
        let near = self
            .tree
            .with(verb, &[Dep::Dobj, Dep::Advmod, Dep::Npadvmod]);
        let near: Vec<u32> = near.collect();
        let more = |&word: &u32| matches!(self.tree.norm(word), "more" | "much");
        let inner = near
            .iter()
            .flat_map(|&word| self.tree.children(word).iter());
        let raised = near.iter().any(more) || inner.into_iter().any(more);
        if raised {
            parts.modifiers.push(Piece {
                label: "higher".into(),
                key: "higher".into(),
                actors: Vec::new(),
            });
        }
        let share = near
            .iter()
            .copied()
            .find(|&word| matches!(self.tree.text(word), "%" | "percent"));
        let number = share.and_then(|word| self.tree.child(word, Dep::Nummod));
        if let (Some(word), Some(number)) = (share, number) {
            let text = self
                .tree
                .doc
                .slice(number, word + 1)
                .replace(" percent", "%");
            parts.modifiers.push(Piece {
                label: text.clone(),
                key: text,
                actors: Vec::new(),
            });
        }
        let (purposes, others) = parts
            .others
            .drain(..)
            .partition(|(_, piece)| matches!(piece.key.as_str(), "defence" | "military" | "arm"));
        parts.others = others;
        let purposes: Vec<(String, Piece)> = purposes;
        if !purposes.is_empty() {
            parts.modifiers.push(Piece {
                label: "defence".into(),
                key: "defence".into(),
                actors: Vec::new(),
            });
        }
        parts.others.retain(|(_, piece)| !piece.actors.is_empty());
    }

    /// `bring Oman to the negotiating table`, `return to talks`: the noun is the predicate.
    pub(super) fn of_carrier(
        &self,
        verb: u32,
        lemma: &str,
        agents: Vec<Piece>,
        tokens: Tokens,
    ) -> Option<IssueForm> {
        if !self.words.is("carrier", lemma) {
            return None;
        }
        let preps = self
            .tree
            .preps(verb, &["to", "into", "around", "at", "back"]);
        let inner: Vec<u32> = preps
            .flat_map(|prep| self.tree.prep_objects(prep))
            .collect();
        let noun = inner
            .into_iter()
            .find(|&noun| self.words.noun(&self.key_word(noun)).is_some())?;
        let predicate = self.words.noun(&self.key_word(noun));
        let mut parts = Parts {
            agents,
            ..Parts::default()
        };
        let moved = deep_objects(self.tree, verb);
        let moved: Vec<Piece> = moved
            .into_iter()
            .filter_map(|object| self.argument(object, true))
            .collect();
        if !moved.is_empty() {
            parts.agents.clear();
        }
        parts
            .others
            .extend(moved.into_iter().map(|piece| (String::new(), piece)));
        self.complements(&[noun], predicate, &mut parts);
        Some(self.compose(&Piece::default(), predicate, parts, tokens))
    }

    /// The clause up to its own adverbial clauses.
    pub(super) fn clause_end(&self, verb: u32) -> u32 {
        let range = self.tree.subtree(verb);
        let heavy = self
            .tree
            .with(
                verb,
                &[Dep::Advcl, Dep::Conj, Dep::Cc, Dep::Punct, Dep::Parataxis],
            )
            .filter(|&child| child > verb)
            .map(|child| self.tree.subtree(child).start.max(verb + 1))
            .min();
        heavy
            .unwrap_or(range.end)
            .min(range.end)
            .min(verb + LONGEST)
    }

    pub(super) fn subject_agents(&self, verb: u32, holder: Option<ActorIx>) -> Vec<Piece> {
        let subjects = deep_subjects(self.tree, verb);
        let actors = subjects
            .into_iter()
            .filter_map(|subject| self.actor(subject.token));
        let person = |actor: ActorIx| {
            self.actors.actor(actor).kind == demarche_model::ActorKind::Person
                || self.actors.actor(actor).kind == demarche_model::ActorKind::Group
        };
        actors
            .filter(|&actor| Some(actor) != holder || !person(actor))
            .map(|actor| self.actor_piece(actor))
            .collect()
    }
}
