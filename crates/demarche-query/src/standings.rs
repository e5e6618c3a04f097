//! How often nodes appear as ends of observations.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use demarche_model::{HalfKind, NodeId, Numbered, Polarity};

use crate::error::{QueryError, Result};
use crate::view::{Named, View, linked};

/// Counts of statements by polarity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// In favour.
    pub support: usize,
    /// Against.
    pub oppose: usize,
    /// Mixed, ambivalent or dodged.
    pub neutral: usize,
}

impl Tally {
    /// All of them.
    pub const fn total(self) -> usize {
        self.support + self.oppose + self.neutral
    }

    pub(crate) fn add(&mut self, polarity: Polarity) {
        match polarity {
            Polarity::Support => self.support += 1,
            Polarity::Oppose => self.oppose += 1,
            Polarity::Neutral => self.neutral += 1,
        }
    }
}

/// How a node takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The node.
    pub node: Named,
    /// Stances that it holds; zero for issues.
    pub held: Tally,
    /// Stances on it.
    pub received: Tally,
    /// Relations that it is an end of; zero for issues.
    pub relations: usize,
}

impl Standing {
    /// In how many statements and relations it appears as an end.
    pub const fn observations(&self) -> usize {
        self.held.total() + self.received.total() + self.relations
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    held: Tally,
    received: Tally,
    relations: usize,
}

impl Count {
    const fn total(&self) -> usize {
        self.held.total() + self.received.total() + self.relations
    }
}

/// How every node takes part.
pub struct Standings<'a> {
    counts: Counts<'a>,
    /// Statements of each polarity.
    pub statements: Tally,
    /// How many relations there are.
    pub relations: usize,
}

enum Counts<'a> {
    ById(BTreeMap<NodeId, Count>),
    ByNumber(&'a dyn Numbered, Vec<Count>),
}

impl<'a> Standings<'a> {
    /// Counts for every node. O(statements + relations); where the view has numbers these are not
    /// read, only the links.
    pub fn of(view: &'a dyn View) -> Result<Self> {
        match view.numbered() {
            Some(graph) => Self::by_number(graph),
            None => Self::by_id(view),
        }
    }

    fn by_id(view: &dyn View) -> Result<Self> {
        let mut counts: BTreeMap<NodeId, Count> = BTreeMap::new();
        let mut statements = Tally::default();
        for record in view.statements() {
            let record = record?;
            statements.add(record.polarity);
            let holder = counts.entry(record.holder.into()).or_default();
            holder.held.add(record.polarity);
            let target = counts.entry(record.target).or_default();
            target.received.add(record.polarity);
        }
        let mut relations = 0;
        for record in view.relations() {
            let record = record?;
            relations += 1;
            counts.entry(record.subject.into()).or_default().relations += 1;
            if record.object != record.subject {
                counts.entry(record.object.into()).or_default().relations += 1;
            }
        }
        Ok(Self {
            counts: Counts::ById(counts),
            statements,
            relations,
        })
    }

    fn by_number(graph: &'a dyn Numbered) -> Result<Self> {
        let mut counts = vec![Count::default(); graph.nodes() as usize];
        let (mut statements, mut relations) = (Tally::default(), 0);
        for (number, count) in (0..).zip(&mut counts) {
            graph.half_edges(number, &mut |half| {
                let polarity = half.polarity.unwrap_or(Polarity::Neutral);
                match (half.kind, half.outgoing) {
                    (HalfKind::Stance, true) => {
                        statements.add(polarity);
                        count.held.add(polarity);
                    }
                    (HalfKind::Stance, false) => count.received.add(polarity),
                    (HalfKind::Relation(_), true) => {
                        relations += 1;
                        count.relations += 1;
                    }
                    // One with itself is seen from both of its ends, and counts once.
                    (HalfKind::Relation(_), false) if half.other != number => count.relations += 1,
                    _ => {}
                }
            })?;
        }
        Ok(Self {
            counts: Counts::ByNumber(graph, counts),
            statements,
            relations,
        })
    }

    /// In how many statements and relations a node appears as an end. O(log nodes).
    pub fn observations(&self, node: NodeId) -> Result<usize> {
        let count = match &self.counts {
            Counts::ById(counts) => counts.get(&node),
            Counts::ByNumber(graph, counts) => {
                let number = graph.number(node)?;
                number.and_then(|number| counts.get(number as usize))
            }
        };
        Ok(count.map_or(0, Count::total))
    }

    /// Those that are wanted with the most observations, most first, at most `limit`; nodes without
    /// an observation are never among them. O(nodes log nodes), and a look-up for each.
    pub fn top(
        &self,
        view: &dyn View,
        limit: usize,
        mut wanted: impl FnMut(NodeId) -> Result<bool>,
    ) -> Result<Vec<Standing>> {
        let mut top = Vec::new();
        let mut take = |node: NodeId, count: &Count| {
            if wanted(node)? {
                top.push(Standing {
                    node: linked(view, node)?,
                    held: count.held,
                    received: count.received,
                    relations: count.relations,
                });
            }
            Ok::<_, QueryError>(top.len() < limit)
        };
        match &self.counts {
            Counts::ById(counts) => {
                let mut ranked: Vec<_> = counts.iter().collect();
                ranked.sort_by_key(|&(node, count)| (Reverse(count.total()), node));
                for (&node, count) in ranked {
                    if limit == 0 || !take(node, count)? {
                        break;
                    }
                }
            }
            Counts::ByNumber(graph, counts) => {
                let counted = (0u32..).zip(counts).filter(|(_, count)| count.total() > 0);
                let mut ranked: Vec<_> = counted
                    .map(|(number, count)| (Reverse(count.total()), number))
                    .collect();
                ranked.sort_unstable();
                for (_, number) in ranked {
                    let node = graph.node(number)?;
                    let node = node.ok_or(QueryError::DanglingNumber(number))?;
                    if limit == 0 || !take(node, &counts[number as usize])? {
                        break;
                    }
                }
            }
        }
        Ok(top)
    }
}
