//! Noun phrases as short labels.

use demarche_model::ActorKind;
use demarche_nlp::{Dep, Tag, Upos};

use crate::{
    attribution::source::actor_at,
    draft::{ActorIx, Actors, Form},
    issues::{memory::Memory, proposition::Piece, words::IssueWords},
    tree::Tree,
};

/// What the normal form reads.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The annotated document.
    pub tree: &'a Tree<'a>,
    /// Its actors.
    pub actors: &'a Actors,
    /// The tables.
    pub words: &'a IssueWords,
    /// Where somebody speaks, and who, in text order.
    pub speeches: &'a [(u32, ActorIx)],
    /// The propositions of the document; none while they are gathered.
    pub memory: Option<&'a Memory>,
}

impl<'a> Reader<'a> {
    /// The name of the actor in labels: short for states, the surname of a person.
    pub fn short(&self, actor: ActorIx) -> String {
        let actor = self.actors.actor(actor);
        let known = self.words.same(&actor.name);
        if known != actor.name {
            return known.to_owned();
        }
        if let Some(state) = actor.name.strip_prefix("Government of ") {
            let state = state.strip_prefix("the ").unwrap_or(state);
            return format!("{} government", self.words.same(state));
        }
        match actor.kind {
            ActorKind::Person => {
                let last = actor.name.rsplit(' ').next();
                last.unwrap_or(&actor.name).to_owned()
            }
            _ => self.shortened(&actor.name),
        }
    }

    /// A long name with its first state or organization shortened, without what stands in
    /// brackets: `US Department of State`, `Democratic Party`.
    fn shortened(&self, name: &str) -> String {
        let name = name.split(" (").next().unwrap_or(name);
        let mut places = name.rmatch_indices(' ').map(|(at, _)| at);
        let known = |&at: &usize| self.words.same(&name[..at]) != &name[..at];
        match places.find(known) {
            Some(at) => format!("{}{}", self.words.same(&name[..at]), &name[at..]),
            None => name.to_owned(),
        }
    }

    /// The actor as a piece of a label.
    pub fn actor_piece(&self, actor: ActorIx) -> Piece {
        Piece {
            label: self.short(actor),
            key: self.actors.actor(actor).key.clone(),
            actors: vec![actor],
        }
    }

    /// The state behind its forces: what its troops do, it does.
    pub fn state_piece(&self, actor: ActorIx) -> Piece {
        let name = self.actors.actor(actor).name.as_str();
        let before = name.strip_suffix(" Armed Forces");
        let Some(state) = before.or_else(|| name.strip_prefix("Armed Forces of ")) else {
            return self.actor_piece(actor);
        };
        let state = state.strip_prefix("the ").unwrap_or(state);
        let mut list = (0u32..).zip(self.actors.list());
        match list.find(|(_, known)| known.name == state) {
            Some((at, _)) => self.actor_piece(ActorIx(at)),
            None => Piece {
                label: self.words.same(state).to_owned(),
                key: state.to_lowercase().replace(' ', "-"),
                actors: vec![actor],
            },
        }
    }

    /// The actor that the token names, pronouns included.
    pub fn actor(&self, token: u32) -> Option<ActorIx> {
        actor_at(self.tree, self.actors, token).map(|(actor, _)| actor)
    }

    /// The actor that a word before a noun names: a name, demonym or possessor.
    pub fn modifier_actor(&self, token: u32) -> Option<ActorIx> {
        let mention = self.actors.covering(token)?;
        let own = mention.head == token || mention.form == Form::Adjective;
        (own || mention.tokens.has(token)).then_some(mention.actor)
    }

    /// The token with what hyphens join to it: `high-profile`.
    fn joined(&self, token: u32) -> &'a str {
        let hyphen = |at: u32| matches!(self.tree.text(at), "-" | "‑");
        let glued = |at: u32| !self.tree.token(at).space_after;
        let sentence = self.tree.sentence(token);
        let (mut start, mut end) = (token, token + 1);
        while end + 1 < sentence.end && hyphen(end) && glued(end - 1) && glued(end) {
            end += 2;
        }
        while start >= sentence.start + 2
            && hyphen(start - 1)
            && glued(start - 1)
            && glued(start - 2)
        {
            start -= 2;
        }
        self.tree.doc.slice(start, end)
    }

    /// A word in the spelling of the normal form, lower case unless it is a name.
    pub fn word(&self, token: u32) -> String {
        let text = self.joined(token);
        let first = self.tree.sentence(token).start == token;
        let capital = text.starts_with(char::is_uppercase) && !first;
        let proper = capital || self.tree.upos(token) == Upos::Propn || all_capitals(text);
        if proper {
            // `North America` is no state.
            let named = |at: u32| self.tree.upos(at) == Upos::Propn;
            let part = token > 0 && named(token - 1) || named((token + 1).min(self.tree.len() - 1));
            return if part { text } else { self.words.same(text) }.to_owned();
        }
        let lower = text.to_lowercase();
        self.words.same(&lower).to_owned()
    }

    /// The word as the key has it: lemma, lower case, one spelling.
    pub fn key_word(&self, token: u32) -> String {
        let text = self.joined(token);
        if self.tree.lemma(token) == "table" {
            let talks = |&word: &u32| {
                let word = self.tree.norm(word);
                word.starts_with("negotiat") || word.starts_with("bargain")
            };
            if self.tree.children(token).iter().any(talks) {
                return "negotiation".into();
            }
        }
        let lemma = if text.len() > self.tree.text(token).len() {
            text.to_lowercase()
        } else {
            self.tree.lemma(token).to_lowercase()
        };
        self.words.same(&lemma).to_owned()
    }

    /// Whether the word adds nothing to a label: articles, weak adjectives, numbers of weeks.
    pub fn is_weak(&self, token: u32) -> bool {
        let lemma = self.tree.lemma(token).to_lowercase();
        let tag = self.tree.tag(token);
        matches!(tag, Tag::Dt | Tag::Pdt | Tag::PrpDollar | Tag::Pos)
            || self.words.is("weak", &lemma)
            || self.words.is("weak", self.tree.norm(token))
    }

    /// Modifiers before the noun that belong into a label, in text order.
    pub fn modifiers(&self, noun: u32) -> Vec<u32> {
        let deps = [Dep::Amod, Dep::Compound, Dep::Nmod, Dep::Nummod];
        let all = self.tree.with(noun, &deps).filter(|&word| word < noun);
        let mut kept: Vec<u32> = Vec::new();
        for word in all {
            let part = (word..noun).all(|at| !self.tree.token(at).space_after);
            if part && noun > word + 1 {
                continue;
            }
            let number = self.tree.dep(word) == Dep::Nummod;
            let letters = |word: u32| self.tree.text(word).chars().any(char::is_alphanumeric);
            let time = self.words.is("time", &self.tree.lemma(word).to_lowercase());
            if self.modifier_actor(word).is_some() || !letters(word) || time {
                continue;
            }
            let share =
                self.share(word).is_some() || matches!(self.tree.norm(word), "per" | "cent");
            if number || share || self.is_weak(word) {
                continue;
            }
            let deeper = self.tree.with(word, &deps);
            let whole = self.joined(word).len() > self.tree.text(word).len();
            kept.extend(deeper.filter(|&inner| {
                let plain = !self.is_weak(inner) && self.modifier_actor(inner).is_none();
                let number = self.tree.dep(inner) == Dep::Nummod;
                inner < word && plain && !whole && letters(inner) && !number
            }));
            kept.push(word);
        }
        kept.retain(|&word| self.tree.upos(word) != Upos::Punct);
        kept.truncate(3);
        kept
    }

    /// Actors that stand before the noun: possessors first, then names and demonyms.
    pub fn owners(&self, noun: u32) -> (Vec<ActorIx>, Vec<ActorIx>) {
        let possessors = self.tree.with(noun, &[Dep::Poss]);
        // `our democracy` is not the speaker's alone.
        let common = self.words.is("shared", self.tree.lemma(noun));
        let shared = |owner: u32, actor: ActorIx| {
            let person = self.actors.actor(actor).kind == ActorKind::Person;
            person && common && self.tree.norm(owner) == "our"
        };
        let possessors: Vec<ActorIx> = possessors
            .flat_map(|owner| self.tree.conjuncts(owner))
            .filter_map(|owner| {
                let actor = self.actor(owner).or_else(|| self.modifier_actor(owner))?;
                (!shared(owner, actor)).then_some(actor)
            })
            .collect();
        let before = self.tree.with(noun, &[Dep::Amod, Dep::Compound, Dep::Nmod]);
        let mut names: Vec<ActorIx> = Vec::new();
        for word in before {
            let inner = self.tree.with(word, &[Dep::Amod, Dep::Compound, Dep::Nmod]);
            names.extend(inner.filter_map(|word| self.modifier_actor(word)));
            names.extend(self.modifier_actor(word));
        }
        names.dedup();
        (possessors, names)
    }

    /// A short label for an argument: the actor's name, or modifiers and head.
    pub fn short_phrase(&self, noun: u32) -> Option<Piece> {
        if let Some(actor) = self.actor(noun) {
            return Some(self.actor_piece(actor));
        }
        if matches!(self.tree.upos(noun), Upos::Pron | Upos::Det) {
            return None;
        }
        let mut piece = Piece::default();
        let (possessors, names) = self.owners(noun);
        for actor in possessors.into_iter().chain(names).take(2) {
            let own = self.actor_piece(actor);
            piece.push(&own.label, &own.key);
            piece.actors.push(actor);
        }
        for word in self.modifiers(noun).into_iter().take(2) {
            piece.push(&self.word(word), &self.key_word(word));
        }
        piece.push(&self.word(noun), &self.key_word(noun));
        let of = self.tree.preps(noun, &["of"]);
        let inner = of.flat_map(|prep| self.tree.prep_objects(prep)).next();
        if let Some(actor) = inner.and_then(|object| self.actor(object)) {
            let own = self.actor_piece(actor);
            piece.push(&format!("of {}", own.label), &own.key);
            piece.actors.push(actor);
        } else if let Some(inner) = inner.filter(|&inner| {
            let noun = matches!(self.tree.upos(inner), Upos::Noun | Upos::Propn);
            noun && piece.key.split(' ').count() < 3
        }) {
            let more = self.modifiers(inner).into_iter().take(1);
            let words: Vec<u32> = more.chain([inner]).collect();
            let label: Vec<String> = words.iter().map(|&word| self.word(word)).collect();
            let key: Vec<String> = words.iter().map(|&word| self.key_word(word)).collect();
            piece.push(&format!("of {}", label.join(" ")), &key.join(" "));
        }
        Some(piece)
    }
}

fn all_capitals(text: &str) -> bool {
    text.len() > 1
        && text
            .chars()
            .all(|letter| letter.is_uppercase() || letter == '.')
}

/// The gerund of a verb's dictionary form.
pub fn gerund(lemma: &str) -> String {
    const DOUBLED: &[&str] = &[
        "admit", "begin", "commit", "control", "deter", "expel", "permit", "prefer", "rebel",
        "refer", "submit", "transfer",
    ];
    if lemma == "be" {
        return "being".into();
    }
    if let Some(stem) = lemma.strip_suffix("ie") {
        return format!("{stem}ying");
    }
    let silent = lemma.strip_suffix('e');
    if let Some(stem) = silent.filter(|stem| !stem.ends_with(['e', 'o', 'y'])) {
        return format!("{stem}ing");
    }
    let vowel = |letter: char| "aeiou".contains(letter);
    let letters: Vec<char> = lemma.chars().collect();
    let one_syllable = letters.iter().filter(|&&letter| vowel(letter)).count() == 1;
    let closed = match letters[..] {
        [.., before, middle, last] => {
            !vowel(before) && vowel(middle) && !vowel(last) && !"wxy".contains(last)
        }
        _ => false,
    };
    if (closed && one_syllable) || DOUBLED.contains(&lemma) {
        let last = letters.last().copied().unwrap_or('t');
        return format!("{lemma}{last}ing");
    }
    format!("{lemma}ing")
}

#[cfg(test)]
mod tests {
    use super::gerund;

    #[test]
    fn gerunds_are_spelt() {
        for (lemma, form) in [
            ("join", "joining"),
            ("leave", "leaving"),
            ("cut", "cutting"),
            ("commit", "committing"),
            ("agree", "agreeing"),
            ("die", "dying"),
            ("pay", "paying"),
            ("be", "being"),
        ] {
            assert_eq!(gerund(lemma), form);
        }
    }
}
