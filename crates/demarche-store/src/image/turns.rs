//! Names from each of their words on: what finds a name by a word, by a beginning, or by what is
//! near it, without a look at all names.

use std::collections::BTreeSet;

use demarche_model::{Sought, tails};
use fst::{Automaton, IntoStreamer, Set, SetBuilder, Streamer};

use super::file::Mapped;
use super::layout::{Section, TURNS, damaged};
use super::write::Writer;
use crate::StoreError;

/// Ends the part of a name that a turn begins with; no folded name has it.
const END: u8 = 0;
/// The first byte that no word of a folded name is followed by: behind [`END`] and the space.
const BEHIND: char = '!';

/// The section of the turns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turns {
    section: Section,
}

fn wrong() -> StoreError {
    damaged("turns")
}

impl Turns {
    pub(crate) fn of(file: &Mapped) -> Result<Self, StoreError> {
        let section = file.section(TURNS)?;
        Ok(Self { section })
    }

    /// The names that are sought. O(names that have the rarest of the words, times words), O(names
    /// that begin so), or as many states as names share beginnings that are near. The first use
    /// verifies all of the set.
    pub(crate) fn sought(
        &self,
        file: &Mapped,
        sought: Sought<'_>,
    ) -> Result<BTreeSet<String>, StoreError> {
        let set = Set::new(file.whole(&self.section)?).map_err(|_| wrong())?;
        let mut found = BTreeSet::new();
        let mut take = |turn: &[u8]| -> Result<(), StoreError> {
            let name = name_of(turn).ok_or_else(wrong)?;
            if sought.meets(&name) {
                found.insert(name);
            }
            Ok(())
        };
        match sought {
            Sought::Words(words) => {
                for turn in rarest(&set, words) {
                    take(&turn)?;
                }
            }
            Sought::Start(start) => {
                let starts = fst::automaton::Str::new(start).starts_with();
                let mut turns = set.search(starts).into_stream();
                while let Some(turn) = turns.next() {
                    take(turn)?;
                }
            }
            Sought::Near(typed, edits) => {
                let mut turns = set.search(Near::new(typed, edits)).into_stream();
                while let Some(turn) = turns.next() {
                    take(turn)?;
                }
            }
        }
        Ok(found)
    }
}

/// The turns that begin with the word that has fewest, found by going through all at once.
fn rarest(set: &Set<&[u8]>, words: &[&str]) -> Vec<Vec<u8>> {
    let range = |word: &&str| {
        let behind = format!("{word}{BEHIND}");
        let turns = set.range().ge(word).lt(behind).into_stream();
        (turns, Vec::new())
    };
    let mut each: Vec<_> = words.iter().map(range).collect();
    loop {
        for (turns, found) in &mut each {
            match turns.next() {
                Some(turn) => found.push(turn.to_vec()),
                None => return std::mem::take(found),
            }
        }
        if each.is_empty() {
            return Vec::new();
        }
    }
}

/// The name that was turned.
fn name_of(turn: &[u8]) -> Option<String> {
    let end = turn.iter().position(|&byte| byte == END)?;
    let (tail, head) = (&turn[..end], &turn[end + 1..]);
    String::from_utf8([head, tail].concat()).ok()
}

/// Turns that are gathered to be written.
#[derive(Default)]
pub(crate) struct Turning {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Turning {
    /// Takes in a name. Keeps it in memory as often as it has words.
    pub(crate) fn add(&mut self, name: &str) {
        for tail in tails(name) {
            self.bytes.extend(tail.as_bytes());
            self.bytes.push(END);
            self.bytes
                .extend(&name.as_bytes()[..name.len() - tail.len()]);
            self.ends.push(self.bytes.len());
        }
    }

    /// Writes all of them, sorted.
    pub(crate) fn write(self, writer: &mut Writer) -> Result<(), StoreError> {
        let failed = |error| StoreError::Engine(Box::new(error));
        let mut start = 0;
        let mut turns = Vec::with_capacity(self.ends.len());
        for end in self.ends {
            turns.push(&self.bytes[start..end]);
            start = end;
        }
        turns.sort_unstable();
        let mut set = SetBuilder::new(&mut *writer).map_err(failed)?;
        let count = turns.len() as u64;
        for turn in turns {
            set.insert(turn).map_err(failed)?;
        }
        set.finish().map_err(failed)?;
        writer.end(TURNS, count);
        Ok(())
    }
}

/// Accepts turns that begin with what is near to something typed.
struct Near {
    typed: Vec<char>,
    edits: usize,
}

/// How far what was read is from each beginning of what was typed.
#[derive(Clone)]
struct Row {
    slips: Vec<usize>,
    /// The bytes of a letter that is not yet read to its end, and how many it has.
    letter: [u8; 4],
    read: usize,
    /// The part that has to be near is over, and was.
    over: bool,
}

impl Near {
    fn new(typed: &str, edits: usize) -> Self {
        let typed = typed.chars().collect();
        Self { typed, edits }
    }

    /// The row behind one more letter; `None` where nothing near can follow.
    fn step(&self, row: &Row, letter: char) -> Option<Row> {
        let mut slips = Vec::with_capacity(row.slips.len());
        let mut last = row.slips.first()? + 1;
        let mut least = last;
        slips.push(last);
        for (place, &typed) in self.typed.iter().enumerate() {
            let replaced = row.slips[place] + usize::from(typed != letter);
            last = replaced.min(row.slips[place + 1] + 1).min(last + 1);
            least = least.min(last);
            slips.push(last);
        }
        (least <= self.edits).then_some(Row {
            slips,
            letter: [0; 4],
            read: 0,
            over: false,
        })
    }
}

impl Automaton for Near {
    type State = Option<Row>;

    fn start(&self) -> Self::State {
        Some(Row {
            slips: (0..=self.typed.len()).collect(),
            letter: [0; 4],
            read: 0,
            over: false,
        })
    }

    fn is_match(&self, row: &Self::State) -> bool {
        row.as_ref().is_some_and(|row| row.over)
    }

    fn can_match(&self, row: &Self::State) -> bool {
        row.is_some()
    }

    fn will_always_match(&self, row: &Self::State) -> bool {
        self.is_match(row)
    }

    fn accept(&self, row: &Self::State, byte: u8) -> Self::State {
        let row = row.as_ref()?;
        if row.over {
            return Some(row.clone());
        }
        if byte == END {
            let near = row.slips.last().is_some_and(|&slips| slips <= self.edits);
            return near.then(|| Row {
                slips: Vec::new(),
                over: true,
                ..row.clone()
            });
        }
        let mut letter = row.letter;
        *letter.get_mut(row.read)? = byte;
        let read = row.read + 1;
        match std::str::from_utf8(&letter[..read]) {
            Ok(whole) => self.step(row, whole.chars().next()?),
            Err(error) if error.error_len().is_some() => None,
            Err(_) => Some(Row {
                letter,
                read,
                ..row.clone()
            }),
        }
    }
}
