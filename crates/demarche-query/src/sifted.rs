//! A view through a filter: whoever walks or reads it meets only what passes.

use demarche_model::{
    Actor, ActorId, Attribution, AttributionId, Decision, Document, DocumentId, HalfEdge, Issue,
    IssueId, Link, Names, Neighbours, NodeId, Numbered, Observations, Read, ReadError, Relation,
    RelationId, Sought, Source, Statement, StatementId,
};

use crate::edge::Seen;
use crate::filter::Filter;
use crate::screen::Screen;
use crate::view::View;

/// What is left of a view: the statements, relations and structural links that pass a filter, and
/// the documents and attributions of its documents where it names some. Actors, issues and names
/// are all there, with or without links. What asks for edges, counts or evidence needs to know
/// nothing of filters.
///
/// Each link costs a test more; where documents count also a look-up of its observation, and a
/// search for its other end where the graph is walked by number.
pub struct Sifted<'a> {
    view: &'a dyn View,
    filter: &'a Filter,
    screen: Screen<'a>,
    numbers: Option<&'a dyn Numbered>,
}

impl<'a> Sifted<'a> {
    /// A view of what passes. O(1).
    pub fn new(view: &'a dyn View, filter: &'a Filter) -> Self {
        Self {
            view,
            filter,
            screen: Screen::of(filter),
            numbers: view.numbered(),
        }
    }

    fn states(&self, record: &Statement) -> bool {
        let seen = Seen::statement(record);
        self.screen.admits_of(&seen, record.document)
    }

    fn relates(&self, record: &Relation) -> bool {
        let seen = Seen::relation(record);
        self.screen.admits_of(&seen, record.document)
    }

    fn cites(&self, document: DocumentId) -> bool {
        let wanted = self.filter.documents.as_ref();
        wanted.is_none_or(|wanted| wanted.contains(&document))
    }

    /// Hands on those of the links at a node that pass.
    fn hand_on(&self, node: NodeId, links: Vec<Link>, visit: &mut dyn FnMut(Link)) -> Read<()> {
        for link in links {
            let seen = Seen::link(node, &link);
            let passes = self.screen.admits(self.view, &seen);
            if passes.map_err(ReadError::new)? {
                visit(link);
            }
        }
        Ok(())
    }
}

/// Those of a stream that pass.
fn sift<'a, T: 'a>(all: Source<'a, T>, passes: impl Fn(&T) -> bool + 'a) -> Source<'a, T> {
    let passes = move |item: &Read<T>| item.as_ref().map_or(true, &passes);
    Box::new(all.filter(passes))
}

impl Observations for Sifted<'_> {
    fn document(&self, id: DocumentId) -> Read<Option<Document>> {
        let found = self.view.document(id)?;
        Ok(found.filter(|document| self.cites(document.id)))
    }

    fn heading(&self, id: DocumentId) -> Read<Option<Document>> {
        let found = self.view.heading(id)?;
        Ok(found.filter(|document| self.cites(document.id)))
    }

    fn actor(&self, id: ActorId) -> Read<Option<Actor>> {
        self.view.actor(id)
    }

    fn issue(&self, id: IssueId) -> Read<Option<Issue>> {
        self.view.issue(id)
    }

    fn attribution(&self, id: AttributionId) -> Read<Option<Attribution>> {
        let found = self.view.attribution(id)?;
        Ok(found.filter(|attribution| self.cites(attribution.document)))
    }

    fn statement(&self, id: StatementId) -> Read<Option<Statement>> {
        match self.view.statement(id)? {
            Some(found) if self.states(&found) => Ok(Some(found)),
            _ => Ok(None),
        }
    }

    fn relation(&self, id: RelationId) -> Read<Option<Relation>> {
        match self.view.relation(id)? {
            Some(found) if self.relates(&found) => Ok(Some(found)),
            _ => Ok(None),
        }
    }

    fn documents(&self) -> Source<'_, Document> {
        sift(self.view.documents(), |document| self.cites(document.id))
    }

    fn headings(&self) -> Source<'_, Document> {
        sift(self.view.headings(), |document| self.cites(document.id))
    }

    fn actors(&self) -> Source<'_, Actor> {
        self.view.actors()
    }

    fn issues(&self) -> Source<'_, Issue> {
        self.view.issues()
    }

    fn attributions(&self) -> Source<'_, Attribution> {
        sift(self.view.attributions(), |attribution| {
            self.cites(attribution.document)
        })
    }

    fn statements(&self) -> Source<'_, Statement> {
        sift(self.view.statements(), |statement| self.states(statement))
    }

    fn relations(&self) -> Source<'_, Relation> {
        sift(self.view.relations(), |relation| self.relates(relation))
    }

    fn decisions(&self) -> Source<'_, Decision> {
        self.view.decisions()
    }
}

impl Neighbours for Sifted<'_> {
    fn neighbours(&self, node: NodeId, visit: &mut dyn FnMut(Link)) -> Read<()> {
        let mut links = Vec::new();
        self.view.neighbours(node, &mut |link| links.push(link))?;
        self.hand_on(node, links, visit)
    }

    fn between(&self, node: NodeId, other: NodeId, visit: &mut dyn FnMut(Link)) -> Read<()> {
        let mut links = Vec::new();
        self.view
            .between(node, other, &mut |link| links.push(link))?;
        self.hand_on(node, links, visit)
    }

    fn numbered(&self) -> Option<&dyn Numbered> {
        self.numbers.map(|_| self as &dyn Numbered)
    }
}

impl Sifted<'_> {
    /// The numbers of the view below; asked for only where it has some.
    fn below(&self) -> Read<&dyn Numbered> {
        self.numbers.ok_or_else(|| ReadError::new(Unnumbered))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the graph has no numbers")]
struct Unnumbered;

impl Numbered for Sifted<'_> {
    fn nodes(&self) -> u32 {
        self.numbers.map_or(0, Numbered::nodes)
    }

    fn number(&self, node: NodeId) -> Read<Option<u32>> {
        self.below()?.number(node)
    }

    fn node(&self, number: u32) -> Read<Option<NodeId>> {
        self.below()?.node(number)
    }

    /// O(degree).
    fn degree(&self, number: u32) -> Read<u32> {
        let mut count = 0;
        self.half_edges(number, &mut |_| count += 1)?;
        Ok(count)
    }

    fn half_edges(&self, number: u32, visit: &mut dyn FnMut(HalfEdge)) -> Read<()> {
        let below = self.below()?;
        if self.screen.needs_no_records() {
            return below.half_edges(number, &mut |half| {
                if self.screen.admits_half(&half) {
                    visit(half);
                }
            });
        }
        let Some(node) = below.node(number)? else {
            return Ok(());
        };
        let mut links = Vec::new();
        self.neighbours(node, &mut |link| links.push(link))?;
        for link in links {
            if let Some(other) = below.number(link.other)? {
                visit(HalfEdge::of(&link, other));
            }
        }
        Ok(())
    }
}

impl Names for Sifted<'_> {
    fn named(&self, folded: &str) -> Read<Vec<NodeId>> {
        self.view.named(folded)
    }

    fn names(&self) -> Source<'_, (String, NodeId)> {
        self.view.names()
    }

    fn sought(&self, sought: Sought<'_>) -> Read<Vec<(String, NodeId)>> {
        self.view.sought(sought)
    }
}

#[cfg(test)]
mod tests {
    use demarche_model::{Confidence, Polarity, RelationKind};

    use super::*;
    use crate::Class;
    use crate::fixture::Toy;
    use crate::{RelationQuery, StanceQuery, relation_edges, stance_edges, whole};

    #[test]
    fn a_sifted_view_answers_as_the_filter_does() {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        let second = toy.add_document("second.txt", "2025-03");
        toy.says(anna, Polarity::Support, otto);
        toy.add_statement(anna, Polarity::Support, otto, |record| {
            record.document = second;
            record.date = "2025-03".parse().ok();
        });
        toy.add_statement(otto, Polarity::Oppose, anna, |record| {
            record.confidence = Confidence::from_percent(40);
        });
        toy.add_relation(anna, RelationKind::AdviserTo, otto, |record| {
            record.valid_to = "2024-12".parse().ok();
        });
        let any = Filter::default;
        let filters = [
            any(),
            Filter {
                polarities: Some([Polarity::Oppose].into()),
                ..any()
            },
            Filter {
                documents: Some([second].into()),
                ..any()
            },
            Filter {
                min_confidence: Confidence::from_percent(50),
                ..any()
            },
            Filter {
                since: "2025-03".parse().ok(),
                ..any()
            },
            Filter {
                as_of: "2024-06".parse().ok(),
                ..any()
            },
        ];
        let mut sizes = Vec::new();
        for (filter, numbered) in filters.iter().flat_map(|one| [(one, false), (one, true)]) {
            toy.numbered = numbered;
            let sifted = Sifted::new(&toy, filter);
            let drawn = whole(&sifted, &any()).unwrap();
            assert_eq!(drawn, whole(&toy, filter).unwrap(), "{filter:?}");
            let stances = |view: &dyn View, filter: Filter| {
                let query = StanceQuery {
                    filter,
                    ..StanceQuery::default()
                };
                stance_edges(view, &query).unwrap()
            };
            let found = stances(&sifted, any());
            assert_eq!(found, stances(&toy, filter.clone()), "{filter:?}");
            let relations = |view: &dyn View, filter: Filter| {
                let query = RelationQuery {
                    filter,
                    ..RelationQuery::default()
                };
                relation_edges(view, &query).unwrap()
            };
            let tied = relations(&sifted, any());
            assert_eq!(tied, relations(&toy, filter.clone()), "{filter:?}");
            let ids = found.iter().map(|edge| edge.count).sum::<usize>();
            assert_eq!(sifted.statements().count(), ids);
            sizes.extend((!numbered).then_some((ids, tied.len())));
        }
        let tied = any().only([Class::Relation]);
        assert_eq!(Sifted::new(&toy, &tied).statements().count(), 0);
        assert_eq!(sizes, [(3, 1), (1, 1), (1, 0), (2, 1), (1, 0), (0, 1)]);
    }
}
