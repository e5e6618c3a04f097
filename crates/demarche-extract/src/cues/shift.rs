//! Words that turn a stance around, weaken it, carry it on, or stand between a cue and its target.

use std::collections::BTreeMap;

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

/// The table of shifters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shifters {
    by_word: BTreeMap<(String, CuePos, Role), Effect>,
}

const COLUMNS: &[&str] = &["word", "pos", "role", "effect"];

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
            for word in row.values(0) {
                all.by_word.insert((word.to_owned(), pos, role), effect);
            }
        }
        Ok(all)
    }

    /// What the token does in that role; a verb with its particle counts before the verb alone.
    pub fn at(&self, tree: &Tree<'_>, token: u32, role: Role) -> Option<Effect> {
        let lemma = tree.lemma(token).to_lowercase();
        let particle = tree
            .with(token, &[Dep::Prt, Dep::Advmod])
            .find(|&word| word > token && tree.tag(word) == Tag::Rp);
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
