//! Statements as a table of counts: who (rows) said of what (columns) how often what.

use std::collections::BTreeSet;

use demarche_model::{Date, DocumentId, NodeId, Polarity, Statement, StatementId};
use rustc_hash::FxHashMap;

use super::{Aggregation, Discourse, Nodes, Scope, Targets};
use crate::edge::Seen;
use crate::error::Result;
use crate::filter::Class;
use crate::screen::Screen;
use crate::view::{self, Named, View};

/// Positions from opposition to support.
pub(super) const LEVELS: usize = 3;

/// The place of a position among the levels.
pub(super) const fn level(polarity: Polarity) -> u8 {
    match polarity {
        Polarity::Oppose => 0,
        Polarity::Neutral => 1,
        Polarity::Support => 2,
    }
}

/// A statement in short, its ends by their places among the nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    pub holder: u32,
    pub target: u32,
    pub level: u8,
    /// Its own date, else the day on which the document was published.
    pub date: Option<Date>,
    /// Place of its document among those seen.
    pub document: u32,
    pub id: StatementId,
}

/// Reads the statements of a scope, in the order of their dates, then of their ids.
pub(super) fn read(view: &dyn View, scope: &Scope) -> Result<Discourse> {
    let filter = scope.filter.clone().only([Class::Stance]);
    let screen = Screen::of(&filter);
    let mut records: Vec<(NodeId, NodeId, Said)> = Vec::new();
    let mut documents = Documents::default();
    for record in view.statements() {
        let record = record?;
        if !wanted(&record, scope) || !screen.admits_of(&Seen::statement(&record), record.document)
        {
            continue;
        }
        let (document, published) = documents.of(view, record.document)?;
        let said = Said {
            holder: 0,
            target: 0,
            level: level(record.polarity),
            date: record.date.or(published),
            document,
            id: record.id,
        };
        records.push((record.holder.into(), record.target, said));
    }
    let holders: BTreeSet<NodeId> = records.iter().map(|record| record.0).collect();
    let mut holders = names(view, holders)?;
    if let Some(kinds) = &scope.kinds {
        let fits = |node: &Named| matches!(node.kind, demarche_model::SubKind::Actor(kind) if kinds.contains(&kind));
        holders.retain(fits);
    }
    let place = |nodes: &[Named], id: NodeId| nodes.binary_search_by_key(&id, |node| node.id);
    records.retain(|record| place(&holders, record.0).is_ok());
    let targets: BTreeSet<NodeId> = records.iter().map(|record| record.1).collect();
    let targets = names(view, targets)?;
    let mut said: Vec<Said> = Vec::with_capacity(records.len());
    for (holder, target, record) in records {
        if let (Ok(holder), Ok(target)) = (place(&holders, holder), place(&targets, target)) {
            said.push(Said {
                holder: small(holder),
                target: small(target),
                ..record
            });
        }
    }
    said.sort_unstable_by_key(|said| (said.date, said.id));
    Ok(Discourse {
        said,
        nodes: Nodes { holders, targets },
    })
}

fn wanted(record: &Statement, scope: &Scope) -> bool {
    let target = match scope.targets {
        Targets::Issues => matches!(record.target, NodeId::Issue(_)),
        Targets::Actors => matches!(record.target, NodeId::Actor(_)),
        Targets::All => true,
    };
    target && (scope.neutral || record.polarity != Polarity::Neutral)
}

/// Named nodes by id.
fn names(view: &dyn View, ids: BTreeSet<NodeId>) -> Result<Vec<Named>> {
    let named = ids.into_iter().map(|id| {
        let node = view::linked(view, id)?;
        Ok(Named { id, ..node })
    });
    named.collect()
}

pub(super) fn small(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// Numbers of documents, and when they were published.
#[derive(Default)]
struct Documents(FxHashMap<DocumentId, (u32, Option<Date>)>);

impl Documents {
    fn of(&mut self, view: &dyn View, id: DocumentId) -> Result<(u32, Option<Date>)> {
        if let Some(&known) = self.0.get(&id) {
            return Ok(known);
        }
        let known = (small(self.0.len()), view::headed(view, id)?.date);
        self.0.insert(id, known);
        Ok(known)
    }
}

/// How often a row says each level of a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub row: u32,
    pub column: u32,
    pub counts: [u32; LEVELS],
    /// Where its statements begin, those of the lowest level first.
    start: u32,
}

impl Cell {
    pub(super) fn total(&self) -> u32 {
        self.counts.iter().sum()
    }
}

/// Counts by row, and by column.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// By row, then by column.
    pub cells: Vec<Cell>,
    /// Where the cells of each row begin.
    rows: Vec<u32>,
    /// Places of cells by column, then by row.
    down: Vec<u32>,
    /// Where the places of each column begin.
    columns: Vec<u32>,
    statements: Vec<StatementId>,
}

impl Table {
    /// Counts statements, holders down and targets across, or the other way round.
    pub(super) fn new(said: &[Said], turned: bool) -> Self {
        let ends = |said: &Said| {
            if turned {
                (said.target, said.holder)
            } else {
                (said.holder, said.target)
            }
        };
        let mut sorted: Vec<&Said> = said.iter().collect();
        sorted.sort_by_key(|said| (ends(said), said.level));
        let mut table = Table::default();
        for said in sorted {
            let (row, column) = ends(said);
            let start = small(table.statements.len());
            table.statements.push(said.id);
            let level = usize::from(said.level);
            match table.cells.last_mut() {
                Some(cell) if (cell.row, cell.column) == (row, column) => cell.counts[level] += 1,
                _ => {
                    let mut counts = [0; LEVELS];
                    counts[level] = 1;
                    table.cells.push(Cell {
                        row,
                        column,
                        counts,
                        start,
                    });
                }
            }
        }
        table.rows = starts(table.cells.iter().map(|cell| cell.row));
        table.down = (0..small(table.cells.len())).collect();
        let cells = &table.cells;
        table
            .down
            .sort_by_key(|&place| cells[place as usize].column);
        table.columns = starts(table.down.iter().map(|&place| cells[place as usize].column));
        table
    }

    /// How many rows there are up to the last that has a cell.
    pub(super) fn height(&self) -> usize {
        self.rows.len().saturating_sub(1)
    }

    /// How many columns there are up to the last that has a cell.
    pub(super) fn width(&self) -> usize {
        self.columns.len().saturating_sub(1)
    }

    /// The cells of a row, by column.
    pub(super) fn row(&self, row: usize) -> &[Cell] {
        match (self.rows.get(row), self.rows.get(row + 1)) {
            (Some(&start), Some(&end)) => &self.cells[start as usize..end as usize],
            _ => &[],
        }
    }

    /// The cells of a column in rows below one, by row.
    pub(super) fn below(&self, column: u32, row: u32) -> impl Iterator<Item = &Cell> {
        let at = column as usize;
        let places = &self.down[self.columns[at] as usize..self.columns[at + 1] as usize];
        let from = places.partition_point(|&place| self.cells[place as usize].row <= row);
        places[from..]
            .iter()
            .map(|&place| &self.cells[place as usize])
    }

    /// How many rows speak of a column.
    pub(super) fn speakers(&self, column: u32) -> usize {
        let at = column as usize;
        (self.columns[at + 1] - self.columns[at]) as usize
    }

    /// How many statements each row has.
    pub(super) fn totals(&self) -> Vec<u32> {
        let total = |row| self.row(row).iter().map(Cell::total).sum();
        (0..self.height()).map(total).collect()
    }

    /// How many statements each column has.
    pub(super) fn column_totals(&self) -> Vec<u32> {
        let mut totals = vec![0; self.width()];
        for cell in &self.cells {
            totals[cell.column as usize] += cell.total();
        }
        totals
    }

    fn said(&self, cell: &Cell, levels: [bool; LEVELS]) -> impl Iterator<Item = StatementId> {
        let mut start = cell.start as usize;
        let parts = cell
            .counts
            .iter()
            .zip(levels)
            .flat_map(move |(&count, wanted)| {
                let part = start..start + count as usize;
                start = part.end;
                if wanted { part } else { 0..0 }
            });
        parts.map(|place| self.statements[place])
    }

    /// The statements of a row on a column.
    pub(super) fn cell(&self, row: usize, column: usize) -> &[StatementId] {
        let cells = self.row(row);
        let found = cells.binary_search_by_key(&column, |cell| cell.column as usize);
        found.map_or(&[], |place| {
            let cell = &cells[place];
            &self.statements[cell.start as usize..(cell.start + cell.total()) as usize]
        })
    }

    /// What two rows share and say of it, as far as it makes a weight.
    pub(super) fn shared(&self, ends: (usize, usize), aggregation: Aggregation) -> Shared {
        let mut shared = Shared::default();
        let second = self.row(ends.1);
        for one in self.row(ends.0) {
            let Ok(place) = second.binary_search_by_key(&one.column, |cell| cell.column) else {
                continue;
            };
            let other = &second[place];
            let (left, right) = partners(&one.counts, &other.counts, aggregation);
            if left.contains(&true) {
                shared.columns.push(one.column);
                shared.first.extend(self.said(one, left));
                shared.second.extend(self.said(other, right));
            }
        }
        shared
    }
}

/// What two rows share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub columns: Vec<u32>,
    pub first: Vec<StatementId>,
    pub second: Vec<StatementId>,
}

/// Which levels of either side have a partner on the other.
pub(super) fn partners(
    one: &[u32; LEVELS],
    other: &[u32; LEVELS],
    aggregation: Aggregation,
) -> ([bool; LEVELS], [bool; LEVELS]) {
    let (mut left, mut right) = ([false; LEVELS], [false; LEVELS]);
    for (a, &first) in one.iter().enumerate() {
        for (b, &second) in other.iter().enumerate() {
            let apart = a.abs_diff(b);
            let counts = match aggregation {
                Aggregation::Congruence => apart < LEVELS - 1,
                Aggregation::Conflict => apart > 0,
                _ => true,
            };
            if first > 0 && second > 0 && counts {
                (left[a], right[b]) = (true, true);
            }
        }
    }
    (left, right)
}

/// Where each key begins in keys that are sorted, with the end after the last.
fn starts(keys: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut starts = vec![0];
    let mut count = 0;
    for key in keys {
        while starts.len() <= key as usize {
            starts.push(count);
        }
        count += 1;
    }
    starts.push(count);
    if count == 0 {
        starts.truncate(1);
    }
    starts
}
