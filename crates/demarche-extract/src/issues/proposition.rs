//! The parts of a proposition, before they become a label and a key.

use crate::draft::ActorIx;

/// A piece of a label with the same piece of the key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Piece {
    /// As the label has it.
    pub label: String,
    /// As the key has it.
    pub key: String,
    /// Actors that it names.
    pub actors: Vec<ActorIx>,
}

impl Piece {
    /// A piece that names no actor.
    pub fn word(label: impl Into<String>, key: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            key: key.into(),
            actors: Vec::new(),
        }
    }

    /// A word that is the same in label and key.
    pub fn plain(word: &str) -> Self {
        Self::word(word, word)
    }

    /// Drops the owner from the front: `Oman improving its record` says once whose record it is.
    pub fn without(&mut self, owner: &Self) {
        let rest = |text: &str, first: &str| -> Option<String> {
            let rest = text.strip_prefix(first)?.strip_prefix(' ')?;
            Some(rest.to_owned())
        };
        let label = rest(&self.label, &owner.label);
        if let (Some(label), Some(key)) = (label, rest(&self.key, &owner.key)) {
            (self.label, self.key) = (label, key);
            self.actors.retain(|actor| !owner.actors.contains(actor));
        }
    }

    /// Appends a word or another piece.
    pub fn push(&mut self, label: &str, key: &str) {
        for (text, addition) in [(&mut self.label, label), (&mut self.key, key)] {
            if !text.is_empty() && !addition.is_empty() {
                text.push(' ');
            }
            text.push_str(addition);
        }
    }
}

/// A proposition: a predicate or a plain head, with its arguments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposition {
    /// Place of the predicate in the table; none for other words.
    pub predicate: Option<usize>,
    /// The head where it is no predicate.
    pub head: Piece,
    /// Who does it or has it.
    pub agents: Vec<Piece>,
    /// What it is done to, with the preposition that joins it.
    pub others: Vec<(String, Piece)>,
    /// Modifiers.
    pub modifiers: Vec<Piece>,
    /// Whether the text may mean one that it told more of before (`the talks`, not `a talk`).
    pub open: bool,
}

impl Proposition {
    /// Of that head or predicate, with nothing else.
    pub fn of(predicate: Option<usize>, head: Piece) -> Self {
        Self {
            predicate,
            head,
            ..Self::default()
        }
    }

    /// Whether nothing is known but its head.
    pub fn is_bare(&self) -> bool {
        self.agents.is_empty() && self.others.is_empty() && self.modifiers.is_empty()
    }

    /// Actors of all arguments, in order, none twice.
    pub fn about(&self) -> Vec<ActorIx> {
        let mut about: Vec<ActorIx> = Vec::new();
        let others = self.others.iter().map(|(_, piece)| piece);
        let pieces = self.agents.iter().chain(others).chain(&self.modifiers);
        for &actor in pieces.flat_map(|piece| &piece.actors) {
            if !about.contains(&actor) {
                about.push(actor);
            }
        }
        about
    }

    /// Whether something other than the doer is an actor.
    pub fn reaches_actor(&self) -> bool {
        self.others
            .iter()
            .any(|(_, piece)| !piece.actors.is_empty())
    }

    /// Whether it has that modifier.
    pub fn has_modifier(&self, key: &str) -> bool {
        self.modifiers.iter().any(|piece| piece.key == key)
    }

    /// Adds a modifier unless it is there.
    pub fn add_modifier(&mut self, piece: Piece) {
        if !self.has_modifier(&piece.key) {
            self.modifiers.push(piece);
        }
    }
}
