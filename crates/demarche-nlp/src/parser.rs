//! The dependency parser: arc-eager transitions chosen greedily, with repair of early decisions
//! (a head may be replaced, a word without head goes back to the buffer) and sentence breaks.

use crate::error::ModelError;
use crate::labels::Dep;
use crate::scorer::{Rows, Scorer};
use crate::weights::Weights;

/// Tokens that describe a state.
const FEATURES: usize = 8;

pub(crate) struct Parser {
    pub(crate) scorer: Scorer<FEATURES>,
    moves: Vec<Move>,
}

/// A label of the trained parser. `lift` marks an arc that was moved up from a word with that
/// label to make the tree projective; see [`crate::tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arc {
    pub(crate) dep: Dep,
    pub(crate) lift: Option<Dep>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    Shift,
    Reduce,
    Left(Arc),
    Right(Arc),
    Break,
}

impl Parser {
    pub(crate) fn load(weights: &Weights) -> Result<Self, ModelError> {
        let (scorer, names) = Scorer::load(weights, "parser")?;
        let moves = names.into_iter().map(|name| {
            Move::parse(name).ok_or_else(|| ModelError::Label {
                section: "parser.moves".to_owned(),
                label: name.to_owned(),
            })
        });
        Ok(Self {
            scorer,
            moves: moves.collect::<Result<_, _>>()?,
        })
    }

    /// Head of each token (a root is its own) and its label. Linear in the tokens.
    pub(crate) fn parse(
        &self,
        tokens: usize,
        rows: &mut Rows<'_, impl FnMut(usize, &mut Vec<f32>)>,
    ) -> (Vec<u32>, Vec<Arc>) {
        let mut state = State::new(tokens);
        let mut scores = Vec::new();
        while !state.is_final() {
            self.scorer.score(rows, &state.features(), &mut scores);
            let Some(best) = self.best(&state, &scores) else {
                break;
            };
            state.apply(best);
        }
        let root = Arc {
            dep: Dep::Root,
            lift: None,
        };
        let heads = (0..)
            .zip(&state.heads)
            .map(|(token, head)| head.unwrap_or(token))
            .collect();
        let arcs = state.arcs.iter().zip(&state.heads);
        (
            heads,
            arcs.map(|(&arc, head)| if head.is_some() { arc } else { root })
                .collect(),
        )
    }

    /// The valid move with the best score, the first of equals.
    fn best(&self, state: &State, scores: &[f32]) -> Option<Move> {
        let (shift, reduce) = (state.can_shift(), state.can_reduce());
        let (arc, split) = (state.can_attach(), state.can_break());
        let mut best: Option<(f32, Move)> = None;
        for (&candidate, &score) in self.moves.iter().zip(scores) {
            if best.is_some_and(|(top, _)| score <= top) {
                continue;
            }
            let valid = match candidate {
                Move::Shift => shift,
                Move::Reduce => reduce,
                Move::Left(_) | Move::Right(_) => arc,
                Move::Break => split,
            };
            if valid {
                best = Some((score, candidate));
            }
        }
        best.map(|(_, found)| found)
    }
}

impl Move {
    fn parse(name: &str) -> Option<Self> {
        let (kind, label) = name.split_once('-').unwrap_or((name, ""));
        let arc = || {
            let (dep, lift) = match label.split_once("||") {
                Some((dep, lift)) => (dep, Some(Dep::parse(lift)?)),
                None => (label, None),
            };
            Some(Arc {
                dep: Dep::parse(dep)?,
                lift,
            })
        };
        match kind {
            "S" => Some(Self::Shift),
            "D" => Some(Self::Reduce),
            "L" => arc().map(Self::Left),
            "R" => arc().map(Self::Right),
            "B" => Some(Self::Break),
            _ => None,
        }
    }
}

/// Where the parser stands. The buffer is what was put back, then the text from `next` on.
struct State {
    tokens: u32,
    next: u32,
    stack: Vec<u32>,
    returned: Vec<u32>,
    heads: Vec<Option<u32>>,
    arcs: Vec<Arc>,
    /// Child attached last on the left and on the right of each token.
    left: Vec<Option<u32>>,
    right: Vec<Option<u32>>,
    /// Child attached before this one to the same head on the same side.
    earlier: Vec<Option<u32>>,
    was_returned: Vec<bool>,
    starts: Vec<bool>,
}

impl State {
    fn new(tokens: usize) -> Self {
        let mut starts = vec![false; tokens];
        if let Some(first) = starts.first_mut() {
            *first = true;
        }
        Self {
            // Offsets are 32 bits wide, and no token is empty.
            tokens: u32::try_from(tokens).unwrap_or(u32::MAX),
            next: 0,
            stack: Vec::new(),
            returned: Vec::new(),
            heads: vec![None; tokens],
            arcs: vec![
                Arc {
                    dep: Dep::Root,
                    lift: None
                };
                tokens
            ],
            left: vec![None; tokens],
            right: vec![None; tokens],
            earlier: vec![None; tokens],
            was_returned: vec![false; tokens],
            starts,
        }
    }

    fn stack(&self, depth: usize) -> Option<u32> {
        self.stack.iter().rev().nth(depth).copied()
    }

    fn buffer(&self, index: usize) -> Option<u32> {
        if let Some(&token) = self.returned.iter().rev().nth(index) {
            return Some(token);
        }
        let ahead = u32::try_from(index - self.returned.len()).ok()?;
        self.next
            .checked_add(ahead)
            .filter(|&token| token < self.tokens)
    }

    fn buffer_is(&self, at_least: usize) -> bool {
        at_least == 0 || self.buffer(at_least - 1).is_some()
    }

    fn is_final(&self) -> bool {
        self.stack.is_empty() && !self.buffer_is(1)
    }

    fn features(&self) -> [Option<u32>; FEATURES] {
        let (front, top) = (self.buffer(0), self.stack(0));
        let last = |side: &[Option<u32>], token: Option<u32>| token.and_then(|t| side[t as usize]);
        [
            front,
            self.buffer(1),
            top,
            self.stack(1),
            self.stack(2),
            last(&self.left, front),
            last(&self.left, top),
            last(&self.right, top),
        ]
    }

    fn starts_sentence(&self, token: Option<u32>) -> bool {
        token.is_some_and(|token| self.starts[token as usize])
    }

    fn can_shift(&self) -> bool {
        if self.stack.is_empty() {
            return true;
        }
        let front = self.buffer(0);
        self.buffer_is(2)
            && !self.starts_sentence(front)
            && !front.is_some_and(|token| self.was_returned[token as usize])
    }

    fn can_reduce(&self) -> bool {
        !self.stack.is_empty()
    }

    fn can_attach(&self) -> bool {
        let front = self.buffer(0);
        !self.stack.is_empty() && front.is_some() && !self.starts_sentence(front)
    }

    fn can_break(&self) -> bool {
        let (Some(front), Some(second)) = (self.buffer(0), self.buffer(1)) else {
            return false;
        };
        second == front + 1 && !self.starts_sentence(Some(second))
    }

    fn apply(&mut self, chosen: Move) {
        match chosen {
            Move::Shift => self.push(),
            Move::Reduce => {
                let Some(top) = self.stack.pop() else { return };
                if self.heads[top as usize].is_none() && !self.stack.is_empty() {
                    self.was_returned[top as usize] = true;
                    self.returned.push(top);
                }
            }
            Move::Left(arc) => {
                let (Some(front), Some(top)) = (self.buffer(0), self.stack.pop()) else {
                    return;
                };
                self.attach(front, top, arc);
                self.was_returned[front as usize] = false;
            }
            Move::Right(arc) => {
                let (Some(front), Some(top)) = (self.buffer(0), self.stack(0)) else {
                    return;
                };
                self.attach(top, front, arc);
                self.push();
            }
            Move::Break => {
                if let Some(second) = self.buffer(1) {
                    self.starts[second as usize] = true;
                }
            }
        }
    }

    fn push(&mut self) {
        if let Some(token) = self.returned.pop() {
            self.stack.push(token);
        } else if self.next < self.tokens {
            self.stack.push(self.next);
            self.next += 1;
        }
    }

    fn attach(&mut self, head: u32, child: u32, arc: Arc) {
        if let Some(old) = self.heads[child as usize] {
            let side = if old > child {
                &mut self.left
            } else {
                &mut self.right
            };
            // A child that changes its head is on top of the stack, so it was its head's last.
            if side[old as usize] == Some(child) {
                side[old as usize] = self.earlier[child as usize];
            }
        }
        let side = if head > child {
            &mut self.left
        } else {
            &mut self.right
        };
        self.earlier[child as usize] = side[head as usize].replace(child);
        self.heads[child as usize] = Some(head);
        self.arcs[child as usize] = arc;
    }
}
