//! Discourse networks: who speaks of the same issues, and whether they agree.
//!
//! By the definitions of Leifeld (2013, 2017) as the program rDNA computes them; each is written
//! out with a worked example in `MEASURES.md`.

mod duplicates;
mod project;
mod table;
mod windows;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use demarche_model::{ActorKind, Date, Network, NodeId, StatementId};

use crate::error::Result;
use crate::filter::Filter;
use crate::view::View;

use self::table::{Said, Table};

pub use self::windows::{Unit, Window, Windows};

/// Between what the edges are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// From actors to what they speak of.
    Affiliation,
    /// Between actors, over what both speak of.
    #[default]
    Actors,
    /// Between targets, over those who speak of both.
    Issues,
}

/// How support and opposition make a weight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Aggregation {
    /// Whatever the positions: statements, or products of statements.
    Ignore,
    /// Which positions occur: 1 support, 2 opposition, 3 both. Of an affiliation network only.
    Combine,
    /// Support less opposition, or congruence less conflict.
    #[default]
    Subtract,
    /// Equal positions on the same. Not of an affiliation network.
    Congruence,
    /// Opposite positions on the same. Not of an affiliation network.
    Conflict,
}

/// Which of equal statements count: those with the same holder, the same target and, unless
/// positions are ignored, the same polarity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Duplicates {
    /// All.
    #[default]
    All,
    /// One a document.
    Document,
    /// One a calendar week, Monday to Sunday.
    Week,
    /// One a calendar month.
    Month,
    /// One a calendar year.
    Year,
    /// One.
    Range,
}

/// What weights are divided by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Normalization {
    /// Nothing.
    #[default]
    None,
    /// The mean number of statements of the two ends.
    Average,
    /// What either end says, with what both say counted as products.
    Jaccard,
    /// The product of the numbers of statements of the two ends.
    Cosine,
    /// The holder's statements, in an affiliation network.
    Activity,
    /// The statements on the target, in an affiliation network.
    Prominence,
}

/// Which targets count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Targets {
    /// Issues.
    #[default]
    Issues,
    /// Actors.
    Actors,
    /// Both.
    All,
}

/// Which statements a discourse is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Conditions on the statements.
    pub filter: Filter,
    /// Which targets.
    pub targets: Targets,
    /// Kinds of holder; any if `None`.
    pub kinds: Option<BTreeSet<ActorKind>>,
    /// Whether neutral statements count, half way between support and opposition; else they are
    /// left out.
    pub neutral: bool,
}

/// How a network is drawn from a discourse.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct NetworkSpec {
    /// Between what.
    pub mode: Mode,
    /// How positions make a weight.
    pub aggregation: Aggregation,
    /// Which of equal statements count.
    pub duplicates: Duplicates,
    /// What weights are divided by.
    pub normalization: Normalization,
    /// Whether nodes stay that say nothing, or of which nothing is said, in a window.
    pub isolates: bool,
    /// Edges of a smaller absolute weight are left out.
    pub threshold: f64,
}

/// The statements of a scope, ready to draw networks from.
#[derive(Debug, Clone)]
pub struct Discourse {
    said: Vec<Said>,
    nodes: Nodes,
}

/// Holders and targets with their names, each by id.
#[derive(Debug, Clone, Default)]
struct Nodes {
    holders: Vec<crate::Named>,
    targets: Vec<crate::Named>,
}

/// A network with the counts that it was drawn from, so that its edges can be followed to their
/// statements.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The network.
    pub network: Network,
    /// How many statements it rests on, after duplicates.
    pub statements: usize,
    table: Table,
    holders: Vec<NodeId>,
    targets: Vec<NodeId>,
    spec: NetworkSpec,
}

impl Discourse {
    /// Reads the statements. O(statements · log statements).
    pub fn read(view: &dyn View, scope: &Scope) -> Result<Self> {
        table::read(view, scope)
    }

    /// How many statements there are.
    pub fn len(&self) -> usize {
        self.said.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.said.is_empty()
    }

    /// The first and the last day that a statement can mean; `None` where none has a date.
    pub fn dates(&self) -> Option<(Date, Date)> {
        let dates = || self.said.iter().filter_map(|said| said.date);
        Some((
            dates().min_by_key(|date| date.first_day())?,
            dates().max_by_key(|date| date.last_day())?,
        ))
    }

    /// The network of all statements. O(statements · log statements + pairs), where two nodes are
    /// a pair once for each node that they share. The pairs are counted side by side; the result
    /// does not depend on how many do it.
    pub fn network(&self, spec: &NetworkSpec) -> Drawn {
        let kept = duplicates::thin(&self.said, spec);
        self.draw(&kept, spec, None)
    }

    /// A network for each window that the dates of the statements reach into. Equal statements
    /// are taken out before, over the whole range. A statement counts where all days lie that its
    /// date can mean; one without a date counts nowhere. O(statements · log statements) and for
    /// each window as [`Self::network`].
    pub fn windows(&self, spec: &NetworkSpec, windows: Windows) -> Vec<Drawn> {
        let Some((first, last)) = self.dates() else {
            return Vec::new();
        };
        let kept = duplicates::thin(&self.said, spec);
        let each = windows.over(first, last).into_iter().map(|window| {
            let inside = kept.iter().filter(|said| window.holds(said.date));
            let inside: Vec<Said> = inside.copied().collect();
            self.draw(&inside, spec, Some(window))
        });
        each.collect()
    }

    fn draw(&self, said: &[Said], spec: &NetworkSpec, window: Option<Window>) -> Drawn {
        let table = Table::new(said, spec.mode == Mode::Issues);
        let mut network = match spec.mode {
            Mode::Affiliation => project::affiliation(&table, &self.nodes, spec),
            Mode::Actors => project::one_mode(&table, &self.nodes.holders, spec),
            Mode::Issues => project::one_mode(&table, &self.nodes.targets, spec),
        };
        network.window = window.map(Window::days);
        let ids = |nodes: &[crate::Named]| nodes.iter().map(|node| node.id).collect();
        Drawn {
            network,
            statements: said.len(),
            table,
            holders: ids(&self.nodes.holders),
            targets: ids(&self.nodes.targets),
            spec: *spec,
        }
    }
}

/// What stands behind an edge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Behind {
    /// What the ends share, by id; of a holder and a target nothing.
    pub shared: Vec<NodeId>,
    /// Statements of the first end, by what is shared.
    pub first: Vec<StatementId>,
    /// Statements of the second end, by what is shared; of a holder and a target nothing.
    pub second: Vec<StatementId>,
}

impl Drawn {
    /// The statements behind the edge of an index: of two nodes, what each says (or what is said
    /// of each) on what they share, as far as it makes the weight: for congruence equal
    /// positions, for conflict others. Empty for an index that is too large. O(statements of the
    /// two ends).
    pub fn behind(&self, edge: usize) -> Behind {
        self.behind_as(edge, self.spec.aggregation)
    }

    /// As [`Self::behind`], as if positions made a weight in another way: what of congruence less
    /// conflict is conflict.
    pub fn behind_as(&self, edge: usize, aggregation: Aggregation) -> Behind {
        let Some(edge) = self.network.edges.get(edge) else {
            return Behind::default();
        };
        let (from, to) = (
            self.network.nodes[edge.from].id,
            self.network.nodes[edge.to].id,
        );
        let (rows, columns) = match self.spec.mode {
            Mode::Issues => (&self.targets, &self.holders),
            _ => (&self.holders, &self.targets),
        };
        let place = |ids: &[NodeId], id| ids.binary_search(&id).unwrap_or(usize::MAX);
        if self.spec.mode == Mode::Affiliation {
            let first = self.table.cell(place(rows, from), place(columns, to));
            return Behind {
                first: first.to_vec(),
                ..Behind::default()
            };
        }
        let ends = (place(rows, from), place(rows, to));
        let found = self.table.shared(ends, aggregation);
        Behind {
            shared: found
                .columns
                .iter()
                .map(|&at| columns[at as usize])
                .collect(),
            first: found.first,
            second: found.second,
        }
    }
}
