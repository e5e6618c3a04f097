//! Words that attribute a passage to a source.

use std::collections::BTreeMap;

use crate::{error::ExtractError, lexicon::table::Table, tree::Tree};

use super::pattern::{CuePos, match_rest};

/// What the source does with the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReportKind {
    /// Says it.
    Say,
    /// Thinks, hopes or fears it.
    Think,
    /// Leaves it open.
    Ask,
    /// Holds it false.
    Deny,
    /// Wants or means to do it, or to have it done.
    Plan,
}

/// A form that the content can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Content {
    /// A clause or a quotation.
    That,
    /// An infinitive (`promised to leave`).
    Infinitive,
    /// A gerund (`denied lying`).
    Gerund,
    /// An object alone (`warned of a famine`).
    Noun,
    /// An object and what it is called (`called the deal a disaster`).
    Predicate,
    /// An object and `as` (`described the deal as a disaster`).
    As,
    /// An object and `of` (`accused Iran of lying`).
    Of,
    /// An object and `for` or `over` (`criticised Iran for lying`).
    For,
}

impl Content {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "that" => Self::That,
            "inf" => Self::Infinitive,
            "ger" => Self::Gerund,
            "noun" => Self::Noun,
            "pred" => Self::Predicate,
            "as" => Self::As,
            "of" => Self::Of,
            "for" => Self::For,
            _ => return None,
        })
    }
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// First word, then the words that must follow it.
    pub words: Vec<String>,
    /// Part of speech of the first word.
    pub pos: CuePos,
    /// What the source does.
    pub kind: ReportKind,
    /// The forms that its content can have.
    pub content: Vec<Content>,
    /// Name of the rule.
    pub id: String,
    /// Example, with the source in `[]` and the content in `{}`.
    pub yes: String,
}

impl Report {
    /// Whether the content can have that form.
    pub fn takes(&self, content: Content) -> bool {
        self.content.contains(&content)
    }
}

/// The table of reporting words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reporting {
    /// All rows.
    pub rows: Vec<Report>,
    by_word: BTreeMap<String, Vec<usize>>,
}

const COLUMNS: &[&str] = &["cue", "pos", "kind", "content", "yes"];

impl Reporting {
    /// Reads the table.
    pub fn parse(file: &str, text: &str) -> Result<Self, ExtractError> {
        let table = Table::parse(file, text, COLUMNS)?;
        table.sorted_by_first(2)?;
        let mut all = Self::default();
        for row in &table.rows {
            let pos =
                CuePos::parse(row.cell(1)).ok_or_else(|| table.wrong(row, "unknown `pos`"))?;
            let kind = match row.cell(2) {
                "say" => ReportKind::Say,
                "think" => ReportKind::Think,
                "ask" => ReportKind::Ask,
                "deny" => ReportKind::Deny,
                "plan" => ReportKind::Plan,
                other => return Err(table.wrong(row, format!("unknown kind `{other}`"))),
            };
            let forms: Option<Vec<Content>> = row.values(3).map(Content::parse).collect();
            let content = forms
                .filter(|forms| !forms.is_empty())
                .ok_or_else(|| table.wrong(row, "unknown `content`"))?;
            for cue in row.values(0) {
                let words: Vec<String> = cue.split(' ').map(str::to_owned).collect();
                let place = all.by_word.entry(words[0].clone()).or_default();
                place.push(all.rows.len());
                all.rows.push(Report {
                    id: format!("report.{}.{}", cue.replace(' ', "_"), pos.letter()),
                    words,
                    pos,
                    kind,
                    content: content.clone(),
                    yes: row.cell(4).to_owned(),
                });
            }
        }
        Ok(all)
    }

    /// The row that the token anchors, with the tokens of the cue; longest cue first.
    pub fn at(&self, tree: &Tree<'_>, token: u32) -> Option<(&Report, Vec<u32>)> {
        self.all_at(tree, token).into_iter().next()
    }

    /// All rows that the token anchors with the most words, one for each part of speech.
    pub fn all_at(&self, tree: &Tree<'_>, token: u32) -> Vec<(&Report, Vec<u32>)> {
        let by = |word: &str| self.by_word.get(word).map_or(&[][..], Vec::as_slice);
        let lemma = tree.lemma(token).to_lowercase();
        let norm = tree.norm(token);
        let mut places: Vec<usize> = by(&lemma).to_vec();
        if norm != lemma {
            let own = by(norm).iter().copied();
            places.extend(own.filter(|&at| self.rows[at].pos != CuePos::Verb));
        }
        let mut found: Vec<(&Report, Vec<u32>)> = Vec::new();
        for place in places {
            let row = &self.rows[place];
            if row.pos.fits(tree, token) {
                // `called on Iran to leave`, not `called it a farce on Monday`.
                let close = |cue: &Vec<u32>| cue.windows(2).all(|pair| pair[1] - pair[0] <= 2);
                let tokens = match_rest(tree, token, &row.words[1..]).filter(close);
                found.extend(tokens.map(|tokens| (row, tokens)));
            }
        }
        let longest = found.iter().map(|(_, cue)| cue.len()).max().unwrap_or(0);
        found.retain(|(_, cue)| cue.len() == longest);
        found
    }
}
