//! Cue frames: a word, who holds the stance, what it is about, and which way it points.

use std::collections::BTreeMap;

use demarche_model::{Confidence, Polarity};

use crate::{error::ExtractError, lexicon::table::Table, tree::Tree};

use super::pattern::{CuePos, match_rest};

/// A grammatical path from the cue to an argument.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// Deep subject: who does it, also under control, coordination and passive.
    Subject,
    /// Deep object.
    Object,
    /// Deep object that is no actor.
    Thing,
    /// Deep object that is an actor.
    Party,
    /// Deep subject that is an actor.
    Doer,
    /// Subject of a finite clause below the cue, where it is no actor.
    Topic,
    /// Who is said to be it: by a copula, an apposition, or a name beside the noun.
    Said,
    /// Who is given something.
    Recipient,
    /// Infinitive or finite clause.
    Clause,
    /// Finite clause only.
    That,
    /// Infinitive or gerund clause only.
    Infinitive,
    /// Object of this preposition.
    Prep(String),
    /// Possessor of a noun.
    Possessor,
    /// Name or demonym before a noun.
    Modifier,
    /// Any of possessor, `by`, `from`, a name before the noun, the subject of a light verb.
    Owner,
    /// The source of the attribution around the cue.
    Source,
    /// What an evaluation is said of.
    Evaluated,
    /// Who evaluates: the subject of `call`, `consider`, else the source.
    Judge,
    /// Whose people, places or things the act is done to.
    Reach,
    /// The other ones of several subjects, or of those behind `between`.
    Peer,
    /// What the text told before the cue, which has no object.
    Told,
}

impl Slot {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "subj" => Self::Subject,
            "obj" => Self::Object,
            "thing" => Self::Thing,
            "doer" => Self::Doer,
            "party" => Self::Party,
            "topic" => Self::Topic,
            "said" => Self::Said,
            "iobj" => Self::Recipient,
            "clause" => Self::Clause,
            "that" => Self::That,
            "inf" => Self::Infinitive,
            "poss" => Self::Possessor,
            "mod" => Self::Modifier,
            "own" => Self::Owner,
            "src" => Self::Source,
            "pred" => Self::Evaluated,
            "judge" => Self::Judge,
            "reach" => Self::Reach,
            "peer" => Self::Peer,
            "told" => Self::Told,
            other => {
                let word = other.strip_prefix("p:")?;
                Self::Prep((!word.is_empty()).then(|| word.to_owned())?)
            }
        })
    }
}

/// What a negation makes of a cue of that class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Negated {
    /// The opposite stance (`does not support`).
    Flips,
    /// No stance (`did not attack`).
    Nothing,
}

/// The classes of cues, and what negation makes of them.
pub const CLASSES: &[(&str, Negated)] = &[
    ("accept", Negated::Flips),
    ("agree", Negated::Flips),
    ("aid", Negated::Nothing),
    ("ally", Negated::Nothing),
    ("blame", Negated::Nothing),
    ("commit", Negated::Flips),
    ("concern", Negated::Nothing),
    ("dodge", Negated::Nothing),
    ("deed", Negated::Nothing),
    ("doubt", Negated::Flips),
    ("evaluate", Negated::Flips),
    ("hostile", Negated::Nothing),
    ("oppose", Negated::Flips),
    ("praise", Negated::Nothing),
    ("probe", Negated::Nothing),
    ("prefer", Negated::Flips),
    ("refuse", Negated::Flips),
    ("sanction", Negated::Nothing),
    ("support", Negated::Flips),
    ("threaten", Negated::Nothing),
    ("want", Negated::Flips),
    ("yield", Negated::Flips),
];

/// The classes of what is done to somebody: it reaches whose people or things it is done to.
pub const ACTS: &[&str] = &["aid", "hostile", "probe", "sanction", "threaten", "yield"];

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Name of the rule.
    pub id: String,
    /// First word, then the words that must follow it.
    pub words: Vec<String>,
    /// Part of speech of the first word.
    pub pos: CuePos,
    /// Where the holder stands; the first path that leads to an actor counts.
    pub holder: Vec<Slot>,
    /// Where the target stands; the first path that leads anywhere counts.
    pub target: Vec<Slot>,
    /// Stance of the holder towards the target.
    pub polarity: Polarity,
    /// How sure the row is in a plain sentence.
    pub strength: Confidence,
    /// Name of its class.
    pub class: String,
    /// What negation makes of it.
    pub negated: Negated,
    /// Whether the target must be an actor (`Some(true)`) or must not.
    pub actor: Option<bool>,
    /// Example that must match, with the holder in `[]` and the target in `{}`.
    pub yes: String,
    /// Example that must not match.
    pub no: String,
}

/// The table of cue frames.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frames {
    /// All rows.
    pub rows: Vec<Frame>,
    by_word: BTreeMap<String, Vec<usize>>,
}

const COLUMNS: &[&str] = &[
    "cue", "pos", "holder", "target", "sign", "strength", "class", "yes", "no",
];

impl Frames {
    /// Reads the table.
    pub fn parse(file: &str, text: &str) -> Result<Self, ExtractError> {
        let table = Table::parse(file, text, COLUMNS)?;
        table.sorted_by_first(4)?;
        let mut all = Self::default();
        for row in &table.rows {
            let wrong = |what: &str| table.wrong(row, what);
            let slots = |column: usize| -> Result<Vec<Slot>, ExtractError> {
                row.values(column)
                    .map(|text| Slot::parse(text).ok_or_else(|| wrong("unknown slot")))
                    .collect()
            };
            let class = CLASSES
                .iter()
                .find(|(name, _)| *name == row.cell(6))
                .ok_or_else(|| wrong("unknown class"))?;
            let mut frame = Frame {
                id: String::new(),
                words: Vec::new(),
                pos: CuePos::parse(row.cell(1)).ok_or_else(|| wrong("unknown `pos`"))?,
                holder: slots(2)?,
                target: slots(3)?,
                polarity: match row.cell(4) {
                    "+" => Polarity::Support,
                    "-" => Polarity::Oppose,
                    "0" => Polarity::Neutral,
                    _ => return Err(wrong("the sign is none of `+`, `-`, `0`")),
                },
                strength: row
                    .cell(5)
                    .parse()
                    .ok()
                    .filter(|&percent| percent <= 100)
                    .map(Confidence::from_percent)
                    .ok_or_else(|| wrong("the strength is no percentage"))?,
                class: class.0.to_owned(),
                negated: class.1,
                actor: None,
                yes: row.cell(7).to_owned(),
                no: row.cell(8).to_owned(),
            };
            let has = |slot: &Slot| frame.target.contains(slot);
            let actors = [Slot::Party, Slot::Doer, Slot::Reach, Slot::Peer];
            frame.actor = match (actors.iter().any(has), has(&Slot::Thing)) {
                (true, _) => Some(true),
                (_, true) => Some(false),
                _ => None,
            };
            if frame.holder.is_empty() || frame.target.is_empty() {
                return Err(wrong("a frame needs a holder and a target"));
            }
            for cue in row.values(0) {
                all.push(cue, (row.cell(2), row.cell(3)), &frame);
            }
        }
        Ok(all)
    }

    /// The sign of the plain row of that word and part of speech: what a stance on `condemning
    /// the ban` makes of the ban. O(rows of the word).
    pub fn sign(&self, lemma: &str, pos: CuePos) -> Option<Polarity> {
        let places = self.by_word.get(lemma)?;
        let rows = places.iter().map(|&at| &self.rows[at]);
        let mut plain = rows.filter(|row| row.words.len() == 1 && row.pos == pos);
        let found = plain.find(|row| match pos {
            CuePos::Verb => {
                let object = matches!(row.target[0], Slot::Object | Slot::Thing | Slot::Party);
                object && row.holder[0] == Slot::Subject
            }
            _ => matches!(row.target[0], Slot::Prep(_)) && row.holder[0] == Slot::Owner,
        });
        found.map(|row| row.polarity)
    }

    fn push(&mut self, cue: &str, (holder, target): (&str, &str), frame: &Frame) {
        let words: Vec<String> = cue.split(' ').map(str::to_owned).collect();
        let path = target.replace("p:", "").replace(" | ", "-");
        let mut frame = frame.clone();
        let deed = if holder == "src" { "deed." } else { "" };
        frame.id = format!(
            "{}.{}.{deed}{path}",
            cue.replace(' ', "_"),
            frame.pos.letter()
        );
        let place = self.by_word.entry(words[0].clone()).or_default();
        place.push(self.rows.len());
        frame.words = words;
        self.rows.push(frame);
    }

    /// The rows that the token anchors, each with the tokens of its cue, those with more words
    /// first.
    pub fn at(&self, tree: &Tree<'_>, token: u32) -> Vec<(&Frame, Vec<u32>)> {
        let by = |word: &str| self.by_word.get(word).map_or(&[][..], Vec::as_slice);
        let lemma = tree.lemma(token).to_lowercase();
        let norm = tree.norm(token);
        let mut places: Vec<usize> = by(&lemma).to_vec();
        if norm != lemma {
            let own = by(norm).iter().copied();
            places.extend(own.filter(|&at| self.rows[at].pos != CuePos::Verb));
        }
        places.sort_unstable();
        let mut found: Vec<(&Frame, Vec<u32>)> = Vec::new();
        for place in places {
            let row = &self.rows[place];
            if row.pos.fits(tree, token) {
                let tokens = match_rest(tree, token, &row.words[1..]);
                found.extend(tokens.map(|tokens| (row, tokens)));
            }
        }
        found.sort_by_key(|(_, cue)| std::cmp::Reverse(cue.len()));
        found
    }
}
