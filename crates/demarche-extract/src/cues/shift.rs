//! Words that turn a stance around, weaken it, carry it on, or stand between a cue and its target.

use std::collections::BTreeMap;

use demarche_model::Polarity;
use demarche_nlp::{Dep, Tag};

use crate::{error::ExtractError, lexicon::table::Table, tree::Tree};

use super::pattern::CuePos;

/// What the word does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Effect {
    /// Keeps the sign.
    Keeps,
    /// Turns it around.
    Flips,
    /// Keeps it, but makes it uncertain.
    Hedges,
    /// Takes the stance away: what is asked of somebody is not his stance.
    Blocks,
    /// Keeps the sign and asks for more of it (`raise spending`).
    Raises,
}

/// Where the word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Above the cue: `refused to support`.
    Governor,
    /// Between the cue and its target: `supports ending the ban`.
    Target,
    /// The verb that a cue noun is the object of: `withdrew its support`.
    Light,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shifter {
    /// Dictionary form, with its particle where it has one.
    pub word: String,
    /// Part of speech.
    pub pos: CuePos,
    /// Where it stands.
    pub role: Role,
    /// What it does there.
    pub effect: Effect,
    /// What the holder of the example thinks of the target; `None` where he takes no stance.
    pub holds: Option<Polarity>,
    /// Example that reads otherwise without the row, with the holder in `[]` and the target in
    /// `{}`.
    pub yes: String,
}

/// The table of shifters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shifters {
    /// All rows.
    pub rows: Vec<Shifter>,
    by_word: BTreeMap<(String, CuePos, Role), Effect>,
}

const COLUMNS: &[&str] = &["word", "pos", "role", "effect", "holds", "yes"];

impl Shifters {
    /// Reads the table.
    pub fn parse(file: &str, text: &str) -> Result<Self, ExtractError> {
        let table = Table::parse(file, text, COLUMNS)?;
        table.sorted_by_first(3)?;
        let mut all = Self::default();
        for row in &table.rows {
            let wrong = |what: &str| table.wrong(row, what);
            let pos = CuePos::parse(row.cell(1)).ok_or_else(|| wrong("unknown `pos`"))?;
            let role = match row.cell(2) {
                "gov" => Role::Governor,
                "target" => Role::Target,
                "light" => Role::Light,
                _ => return Err(wrong("unknown role")),
            };
            let effect = match row.cell(3) {
                "+" => Effect::Keeps,
                "-" => Effect::Flips,
                "?" => Effect::Hedges,
                "x" => Effect::Blocks,
                "more" => Effect::Raises,
                _ => return Err(wrong("unknown effect")),
            };
            let holds = match row.cell(4) {
                "+" => Some(Polarity::Support),
                "-" => Some(Polarity::Oppose),
                "" => None,
                _ => return Err(wrong("`holds` is none of `+`, `-`, empty")),
            };
            let word = row.cell(0).to_owned();
            all.by_word.insert((word.clone(), pos, role), effect);
            all.rows.push(Shifter {
                word,
                pos,
                role,
                effect,
                holds,
                yes: row.cell(5).to_owned(),
            });
        }
        Ok(all)
    }

    /// The table without one of its rows.
    #[must_use]
    pub fn without(&self, row: &Shifter) -> Self {
        let mut rest = self.clone();
        let key = (row.word.clone(), row.pos, row.role);
        rest.by_word.remove(&key);
        rest
    }

    /// What the token does in that role; a verb with its particle counts before the verb alone.
    pub fn at(&self, tree: &Tree<'_>, token: u32, role: Role) -> Option<Effect> {
        let lemma = tree.lemma(token).to_lowercase();
        let particle = tree.with(token, &[Dep::Prt, Dep::Advmod]).find(|&word| {
            // The tagger takes some of them for adverbs.
            let adverb = matches!(tree.norm(word), "aside" | "away" | "back" | "down" | "off");
            word > token && (tree.tag(word) == Tag::Rp || adverb)
        });
        let order = [CuePos::Verb, CuePos::Noun, CuePos::Adjective];
        order.into_iter().find_map(|pos| {
            if !pos.fits(tree, token) {
                return None;
            }
            let get = |word: String| self.by_word.get(&(word, pos, role)).copied();
            let whole = particle.and_then(|word| get(format!("{lemma} {}", tree.norm(word))));
            whole.or_else(|| get(lemma.clone()))
        })
    }
}
