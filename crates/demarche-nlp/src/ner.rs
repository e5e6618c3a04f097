//! Named entities: begin, inside, last, unit and out transitions chosen greedily.

use crate::document::Entity;
use crate::error::ModelError;
use crate::labels::EntityLabel;
use crate::scorer::{Rows, Scorer};
use crate::weights::Weights;

/// Tokens that describe a state.
const FEATURES: usize = 3;

pub(crate) struct Recognizer {
    pub(crate) scorer: Scorer<FEATURES>,
    moves: Vec<Move>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    Begin(EntityLabel),
    In(EntityLabel),
    Last(EntityLabel),
    Unit(EntityLabel),
    Out,
    /// Only for tokens that a caller has forbidden, which does not occur here.
    Blocked,
}

impl Recognizer {
    pub(crate) fn load(weights: &Weights) -> Result<Self, ModelError> {
        let (scorer, names) = Scorer::load(weights, "ner")?;
        let moves = names.into_iter().map(|name| {
            Move::parse(name).ok_or_else(|| ModelError::Label {
                section: "ner.moves".to_owned(),
                label: name.to_owned(),
            })
        });
        Ok(Self {
            scorer,
            moves: moves.collect::<Result<_, _>>()?,
        })
    }

    /// Entities of a text, in order. `is_space` and `starts` tell of each token whether it is
    /// white space and whether it starts a sentence. Linear in the tokens.
    pub(crate) fn find(
        &self,
        is_space: &[bool],
        starts: &[bool],
        rows: &mut Rows<'_, impl FnMut(usize, &mut Vec<f32>)>,
    ) -> Vec<Entity> {
        let mut entities = Vec::new();
        let mut open: Option<(u32, EntityLabel)> = None;
        let mut scores = Vec::new();
        for (token, (&is_space, next)) in (0u32..).zip(is_space.iter().zip(1..)) {
            let begun = open.map(|(start, _)| start);
            let before = begun.and_then(|_| token.checked_sub(1));
            self.scorer
                .score(rows, &[Some(token), begun, before], &mut scores);
            // An entity may go on only within its sentence.
            let goes_on = starts.get(next).is_some_and(|&start| !start);
            let valid = |candidate| match (candidate, open) {
                (Move::Begin(_), None) => goes_on && !is_space,
                (Move::Unit(_), None) => !is_space,
                (Move::Out, None) => true,
                (Move::In(label), Some((_, held))) => goes_on && label == held,
                (Move::Last(label), Some((_, held))) => label == held,
                _ => false,
            };
            let mut best: Option<(f32, Move)> = None;
            for (&candidate, &score) in self.moves.iter().zip(&scores) {
                if best.is_none_or(|(top, _)| score > top) && valid(candidate) {
                    best = Some((score, candidate));
                }
            }
            match best.map(|(_, found)| found) {
                Some(Move::Begin(label)) => open = Some((token, label)),
                Some(Move::Last(label)) => {
                    if let Some((start, _)) = open.take() {
                        entities.push(Entity {
                            start,
                            end: token + 1,
                            label,
                        });
                    }
                }
                Some(Move::Unit(label)) => {
                    entities.push(Entity {
                        start: token,
                        end: token + 1,
                        label,
                    });
                }
                _ => {}
            }
        }
        entities
    }
}

impl Move {
    fn parse(name: &str) -> Option<Self> {
        let (kind, label) = name.split_once('-').unwrap_or((name, ""));
        if (kind, label) == ("U", "") {
            return Some(Self::Blocked);
        }
        if kind == "O" {
            return Some(Self::Out);
        }
        let label = EntityLabel::parse(label)?;
        match kind {
            "B" => Some(Self::Begin(label)),
            "I" => Some(Self::In(label)),
            "L" => Some(Self::Last(label)),
            "U" => Some(Self::Unit(label)),
            _ => None,
        }
    }
}
