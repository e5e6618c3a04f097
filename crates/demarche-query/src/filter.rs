//! Which observations and structural links a query looks at.

use std::collections::BTreeSet;

use demarche_model::{Confidence, Date, DocumentId, Link, NodeId, Polarity, RelationKind};

use crate::edge::Seen;
use crate::error::Result;
use crate::screen::Screen;
use crate::view::{self, View};

/// A class of edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Statements.
    Stance,
    /// Relations.
    Relation,
    /// Issue to the actors it is about.
    About,
    /// Issue to broader issue.
    Broader,
}

/// What to do with hedged observations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Hedging {
    /// Take them like the others.
    #[default]
    Any,
    /// Leave them out.
    Without,
    /// Take nothing else. Structural edges are never hedged, so they stay out too.
    Only,
}

/// Conditions that must all hold; the default lets everything through. `None` in a set means any.
///
/// Dates: a statement or event counts at its date, and an undated one fails every bound. A
/// lasting relation counts from `valid_from` to `valid_to`, each open where unknown. Structural
/// edges have no date and pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Classes of edge.
    pub classes: Option<BTreeSet<Class>>,
    /// Kinds of relation; does not touch the other classes.
    pub relations: Option<BTreeSet<RelationKind>>,
    /// Polarities of statements; does not touch the other classes.
    pub polarities: Option<BTreeSet<Polarity>>,
    /// Least confidence of an observation.
    pub min_confidence: Confidence,
    /// Hedged observations.
    pub hedging: Hedging,
    /// Holds on this date or later.
    pub since: Option<Date>,
    /// Holds on this date or earlier.
    pub until: Option<Date>,
    /// What was known to hold on this date: statements and events up to it, lasting relations
    /// that cover it.
    pub as_of: Option<Date>,
    /// Documents that the observations stand in. Structural edges pass. Costs a look-up per
    /// observation.
    pub documents: Option<BTreeSet<DocumentId>>,
    /// Whether paths and neighbourhoods follow edges only from holder to target, from subject
    /// to object, and from issue to actor or broader issue. Symmetric relations go both ways.
    pub directed: bool,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            classes: None,
            relations: None,
            polarities: None,
            min_confidence: Confidence::from_percent(0),
            hedging: Hedging::Any,
            since: None,
            until: None,
            as_of: None,
            documents: None,
            directed: false,
        }
    }
}

impl Filter {
    /// The same filter for these classes only.
    #[must_use]
    pub fn only(mut self, classes: impl IntoIterator<Item = Class>) -> Self {
        self.classes = Some(classes.into_iter().collect());
        self
    }

    /// Leaves out the edges of a kind, by its word: a kind of relation, or `stance`, `relation`,
    /// `about`, `broader`. False for a word that names none.
    pub fn drop_kind(&mut self, word: &str) -> bool {
        const ALL: [Class; 4] = [Class::Stance, Class::Relation, Class::About, Class::Broader];
        let class = match word {
            "stance" => Class::Stance,
            "relation" => Class::Relation,
            "about" => Class::About,
            "broader" => Class::Broader,
            other => {
                let Some(kind) = RelationKind::parse(other) else {
                    return false;
                };
                let all = || RelationKind::ROWS.iter().map(|row| row.kind).collect();
                self.relations.get_or_insert_with(all).remove(&kind);
                return true;
            }
        };
        self.classes
            .get_or_insert_with(|| ALL.into())
            .remove(&class);
        true
    }

    /// The links at a node that pass, as edges to be; in the order of [`Link`].
    pub(crate) fn links(&self, view: &dyn View, node: NodeId) -> Result<Vec<(Link, Seen)>> {
        let screen = Screen::of(self);
        let mut passed = Vec::new();
        for link in view::links(view, node)? {
            let seen = Seen::link(node, &link);
            if screen.admits(view, &seen)? {
                passed.push((link, seen));
            }
        }
        Ok(passed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Toy;
    use crate::{RelationQuery, StanceQuery, relation_edges, stance_edges};

    /// Two people and four statements: certain and dated, hedged, doubtful, undated and from
    /// another document.
    fn statements(filter: Filter) -> usize {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        let second = toy.add_document("second.txt", "2025-03");
        toy.says(anna, Polarity::Support, otto);
        toy.add_statement(anna, Polarity::Support, otto, |record| {
            record.hedged = true;
            record.date = "2025-03".parse().ok();
        });
        toy.add_statement(anna, Polarity::Oppose, otto, |record| {
            record.confidence = Confidence::from_percent(40);
            record.date = "2024".parse().ok();
        });
        toy.add_statement(anna, Polarity::Neutral, otto, |record| {
            record.document = second;
            record.date = None;
        });
        let query = StanceQuery {
            filter,
            ..StanceQuery::default()
        };
        let edges = stance_edges(&toy, &query).unwrap();
        edges.iter().map(|edge| edge.count).sum()
    }

    fn day(text: &str) -> Option<Date> {
        text.parse().ok()
    }

    #[test]
    fn the_default_lets_everything_through() {
        assert_eq!(statements(Filter::default()), 4);
    }

    #[test]
    fn each_condition_takes_its_part() {
        let any = Filter::default;
        let rows = [
            (
                Filter {
                    min_confidence: Confidence::from_percent(40),
                    ..any()
                },
                4,
            ),
            (
                Filter {
                    hedging: Hedging::Without,
                    ..any()
                },
                3,
            ),
            (
                Filter {
                    hedging: Hedging::Only,
                    ..any()
                },
                1,
            ),
            (
                Filter {
                    min_confidence: Confidence::from_percent(41),
                    ..any()
                },
                3,
            ),
            (
                Filter {
                    polarities: Some([Polarity::Support].into()),
                    ..any()
                },
                2,
            ),
            (
                Filter {
                    since: day("2025-02-12"),
                    ..any()
                },
                2,
            ),
            (
                Filter {
                    since: day("2025-03-15"),
                    ..any()
                },
                1,
            ),
            (
                Filter {
                    until: day("2025-02"),
                    ..any()
                },
                2,
            ),
            (
                Filter {
                    since: day("2024-06"),
                    until: day("2024-06"),
                    ..any()
                },
                1,
            ),
            (
                Filter {
                    as_of: day("2025-02-11"),
                    ..any()
                },
                1,
            ),
            (
                Filter {
                    as_of: day("2025-03-01"),
                    ..any()
                },
                3,
            ),
            (
                Filter {
                    documents: Some([DocumentId::of(&["second.txt"])].into()),
                    ..any()
                },
                1,
            ),
            (
                Filter {
                    documents: Some(BTreeSet::new()),
                    ..any()
                },
                0,
            ),
        ];
        for (filter, expect) in rows {
            assert_eq!(statements(filter.clone()), expect, "{filter:?}");
        }
    }

    #[test]
    fn a_lasting_relation_is_open_where_its_dates_are_unknown() {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        toy.add_relation(anna, RelationKind::AdviserTo, otto, |record| {
            record.valid_to = "2024-12".parse().ok();
        });
        toy.add_relation(anna, RelationKind::MetWith, otto, |record| {
            record.date = None;
        });
        let count = |filter| {
            let query = RelationQuery {
                filter,
                ..RelationQuery::default()
            };
            relation_edges(&toy, &query).unwrap().len()
        };
        let any = Filter::default;
        assert_eq!(count(any()), 2);
        assert_eq!(
            count(Filter {
                as_of: day("1990"),
                ..any()
            }),
            1
        );
        assert_eq!(
            count(Filter {
                as_of: day("2024-12-31"),
                ..any()
            }),
            1
        );
        assert_eq!(
            count(Filter {
                as_of: day("2025"),
                ..any()
            }),
            0
        );
        assert_eq!(
            count(Filter {
                until: day("2025"),
                ..any()
            }),
            1
        );
        assert_eq!(
            count(Filter {
                since: day("2025"),
                ..any()
            }),
            0
        );
        let met = Some([RelationKind::MetWith].into());
        assert_eq!(
            count(Filter {
                relations: met,
                ..any()
            }),
            1
        );
    }
}
