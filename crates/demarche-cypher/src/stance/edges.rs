//! Relationships: observations with the same ends and tie are one, and what ties statements to the
//! rest.

use std::cmp::Reverse;
use std::rc::Rc;

use demarche_model::{
    HalfEdge, Link, LinkKind, NodeId as Node, Relation, RelationId, Statement, StatementId,
};

use super::records::{inside, maybe, text, title};
use super::tags::{
    HOLDER, IN, Joined, TARGET, Tags, confidence_of, count_of, days_of, ends_of, polarity,
    relation, statement_of, tag, tag_of, tie,
};
use super::{Missing, Order, StanceGraph, Which, documented, numbered, stated, which};
use crate::graph::{Direction, Half, Look, NodeId, RelId};
use crate::value::Value;

/// The properties of relationships, sorted.
pub(super) const KEYS: &[&str] = &[
    "confidence",
    "count",
    "first",
    "last",
    "office",
    "offices",
    "polarity",
    "sign",
    "status",
];

/// Joins edges that come sorted by their other end.
struct Joining<'v> {
    here: u32,
    direction: Direction,
    tags: Tags,
    /// The other end and direction of what is being joined.
    group: Option<(u32, bool)>,
    joined: Vec<Joined>,
    visit: &'v mut dyn FnMut(Half),
}

impl Joining<'_> {
    fn take(&mut self, half: &HalfEdge) {
        let towards = match self.direction {
            Direction::Out => half.outgoing,
            Direction::In => !half.outgoing,
            // What leads from a node to itself is seen both ways.
            Direction::Both => half.outgoing || half.other != self.here,
        };
        let tag = tag(half);
        if !towards || !self.tags.has(tag) {
            return;
        }
        let group = Some((half.other, half.outgoing));
        if group != self.group {
            self.flush();
            self.group = group;
        }
        match self.joined.iter_mut().find(|joined| joined.tag == tag) {
            Some(joined) => joined.join(half),
            None => self.joined.push(Joined::of(half)),
        }
    }

    fn flush(&mut self) {
        let Some((other, outgoing)) = self.group.take() else {
            return;
        };
        if self.joined.len() > 1 {
            self.joined.sort_unstable_by_key(|joined| joined.tag);
        }
        let (from, to) = if outgoing {
            (self.here, other)
        } else {
            (other, self.here)
        };
        for joined in self.joined.drain(..) {
            (self.visit)(Half {
                rel: joined.rel(from, to),
                other: numbered(other),
            });
        }
    }
}

impl StanceGraph<'_> {
    pub(super) fn follow(
        &self,
        node: NodeId,
        direction: Direction,
        tags: Tags,
        visit: &mut dyn FnMut(Half),
    ) -> Look<()> {
        match which(node)? {
            Which::Number(number) => {
                if tags.edges() {
                    self.edges(number, direction, tags, visit)?;
                }
                if tags.ties() && direction != Direction::Out {
                    self.statements_of(self.at(number)?, tags, visit)?;
                }
            }
            Which::Statement(id) if tags.ties() && direction != Direction::In => {
                let statement = self.source.statement(id)?.ok_or(Missing)?;
                for (tag, end) in [
                    (HOLDER, self.node_of(statement.holder.into())?),
                    (TARGET, self.node_of(statement.target)?),
                    (IN, Some(documented(statement.document))),
                ] {
                    if let (true, Some(other)) = (tags.has(tag), end) {
                        visit(Half {
                            rel: tie(tag, id),
                            other,
                        });
                    }
                }
            }
            Which::Document(id) if tags.has(IN) && direction != Direction::Out => {
                for statement in self.source.statements() {
                    let statement = statement?;
                    if statement.document == id {
                        let other = stated(statement.id);
                        visit(Half {
                            rel: tie(IN, statement.id),
                            other,
                        });
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// How many relationships [`Self::follow`] gives.
    pub(super) fn counted(&self, node: NodeId, direction: Direction, tags: Tags) -> Look<u64> {
        let mut count = 0;
        if let (Which::Number(here), Order::Numbered(graph), false) =
            (which(node)?, &self.order, tags.ties())
        {
            let (mut group, mut seen) = ((u32::MAX, false), 0u64);
            graph.half_edges(here, &mut |half| {
                let towards = match direction {
                    Direction::Out => half.outgoing,
                    Direction::In => !half.outgoing,
                    Direction::Both => half.outgoing || half.other != here,
                };
                let tag = tag(&half);
                if !towards || !tags.has(tag) {
                    return;
                }
                if group != (half.other, half.outgoing) {
                    group = (half.other, half.outgoing);
                    seen = 0;
                }
                count += u64::from(seen >> tag & 1 == 0);
                seen |= 1 << tag;
            })?;
            return Ok(count);
        }
        self.follow(node, direction, tags, &mut |_| count += 1)?;
        Ok(count)
    }

    fn edges(
        &self,
        number: u32,
        direction: Direction,
        tags: Tags,
        visit: &mut dyn FnMut(Half),
    ) -> Look<()> {
        let joined = Vec::new();
        let mut joining = Joining {
            here: number,
            direction,
            tags,
            group: None,
            joined,
            visit,
        };
        match &self.order {
            Order::Numbered(graph) => {
                graph.half_edges(number, &mut |half| joining.take(&half))?;
            }
            Order::Sorted(nodes) => {
                self.source.neighbours(self.at(number)?, &mut |link| {
                    if let Ok(place) = nodes.binary_search(&link.other)
                        && let Ok(other) = u32::try_from(place)
                    {
                        joining.take(&HalfEdge::of(&link, other));
                    }
                })?;
            }
        }
        joining.flush();
        Ok(())
    }

    /// The statements that an actor holds or that are about a node.
    fn statements_of(&self, node: Node, tags: Tags, visit: &mut dyn FnMut(Half)) -> Look<()> {
        self.source.neighbours(node, &mut |link| {
            let LinkKind::Stance(id) = link.kind else {
                return;
            };
            let tag = if link.outgoing { HOLDER } else { TARGET };
            if tags.has(tag) {
                visit(Half {
                    rel: tie(tag, id),
                    other: stated(id),
                });
            }
        })?;
        Ok(())
    }

    pub(super) fn ends_of(&self, rel: RelId) -> Look<(NodeId, NodeId)> {
        let tag = tag_of(rel);
        if tag < HOLDER {
            let (from, to) = ends_of(rel);
            return Ok((numbered(from), numbered(to)));
        }
        let id = statement_of(rel).ok_or(Missing)?;
        let statement = self.source.statement(id)?.ok_or(Missing)?;
        let end = match tag {
            HOLDER => self.node_of(statement.holder.into())?,
            TARGET => self.node_of(statement.target)?,
            _ => Some(documented(statement.document)),
        };
        Ok((stated(id), end.ok_or(Missing)?))
    }

    /// A property of a relationship.
    pub(super) fn told(&self, rel: RelId, key: &str) -> Look<Value> {
        let tag = tag_of(rel);
        if tag >= HOLDER {
            return Ok(Value::Null);
        }
        let (stance, kind) = (polarity(tag), relation(tag));
        if stance.is_none() && kind.is_none() {
            return Ok(Value::Null);
        }
        Ok(match (key, stance) {
            ("polarity", stance) => maybe(stance),
            ("sign", stance) => stance.map_or(Value::Null, |one| Value::Int(i64::from(one.sign()))),
            ("confidence", _) => Value::Float(confidence_of(rel).fraction()),
            ("first", _) => maybe(days_of(rel).0.get()),
            ("last", _) => maybe(days_of(rel).1.get()),
            ("count", _) => {
                let count = match count_of(rel) {
                    Some(count) => count,
                    None => self.links(rel)?.len() as u64,
                };
                Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
            }
            ("office", None) => {
                let best = self.relations(rel)?.into_iter().next();
                maybe(best.and_then(|best| best.office))
            }
            ("status", None) => maybe(self.relations(rel)?.first().map(|best| best.status)),
            ("offices", None) => {
                let relations = self.relations(rel)?;
                let mut offices: Vec<String> =
                    relations.into_iter().filter_map(|one| one.office).collect();
                offices.sort_unstable();
                offices.dedup();
                if offices.is_empty() {
                    return Ok(Value::Null);
                }
                Value::list(offices.into_iter().map(Value::str).collect())
            }
            _ => Value::Null,
        })
    }

    /// The links that an edge joins.
    fn links(&self, rel: RelId) -> Look<Vec<Link>> {
        let (from, to) = ends_of(rel);
        let mut links = Vec::new();
        self.source
            .between(self.at(from)?, self.at(to)?, &mut |link| {
                if link.outgoing && tag(&HalfEdge::of(&link, to)) == tag_of(rel) {
                    links.push(link);
                }
            })?;
        links.sort_unstable_by_key(|link| (link.hedged, Reverse(link.confidence), link.kind));
        Ok(links)
    }

    /// The relations that an edge joins, best first.
    fn relations(&self, rel: RelId) -> Look<Vec<Relation>> {
        let mut found = Vec::new();
        for link in self.links(rel)? {
            if let LinkKind::Relation(_, id) = link.kind {
                found.extend(self.source.relation(id)?);
            }
        }
        Ok(found)
    }

    /// The observations behind an edge, best first, each as a map.
    pub(super) fn proofs(&self, rel: RelId) -> Look<Value> {
        if tag_of(rel) >= HOLDER {
            return statement_of(rel).map_or(Ok(Value::Null), |id| self.proof_of(id));
        }
        let mut found = Vec::new();
        for link in self.links(rel)? {
            match link.kind {
                LinkKind::Stance(id) => found.extend(self.stated(id)?),
                LinkKind::Relation(_, id) => found.extend(self.related(id)?),
                LinkKind::About | LinkKind::Broader => {}
            }
        }
        Ok(Value::list(found))
    }

    /// A statement as a list of one map.
    pub(super) fn proof_of(&self, id: StatementId) -> Look<Value> {
        Ok(Value::list(self.stated(id)?.into_iter().collect()))
    }

    fn stated(&self, id: StatementId) -> Look<Option<Value>> {
        let Some(one) = self.source.statement(id)? else {
            return Ok(None);
        };
        let Statement { span, evidence, .. } = &one;
        let entries = [
            ("polarity", text(one.polarity)),
            ("mode", text(one.mode)),
            ("cue", inside(one.cue, *span, evidence)),
        ];
        let shared = (
            text(one.id),
            evidence.as_str(),
            one.confidence.fraction(),
            one.hedged,
        );
        Ok(Some(self.proof(
            shared,
            maybe(one.date),
            one.document,
            &entries,
        )?))
    }

    fn related(&self, id: RelationId) -> Look<Option<Value>> {
        let Some(one) = self.source.relation(id)? else {
            return Ok(None);
        };
        let entries = [
            ("kind", text(one.kind)),
            ("office", maybe(one.office.as_ref())),
            ("status", text(one.status)),
            ("cue", inside(one.cue, one.span, &one.evidence)),
        ];
        let shared = (
            text(one.id),
            one.evidence.as_str(),
            one.confidence.fraction(),
            one.hedged,
        );
        Ok(Some(self.proof(
            shared,
            maybe(one.date),
            one.document,
            &entries,
        )?))
    }

    fn proof(
        &self,
        (id, quote, confidence, hedged): (Value, &str, f64, bool),
        date: Value,
        document: demarche_model::DocumentId,
        entries: &[(&str, Value)],
    ) -> Look<Value> {
        let heading = self.source.heading(document)?;
        let shared = [
            ("id", id),
            ("quote", text(quote)),
            ("confidence", Value::Float(confidence)),
            ("hedged", Value::Bool(hedged)),
            ("date", date),
            ("document", text(document)),
            ("title", maybe(heading.as_ref().map(title))),
        ];
        let all = shared.iter().chain(entries);
        let all = all.map(|(key, value)| (Rc::<str>::from(*key), value.clone()));
        Ok(Value::map(all.filter(|(_, value)| !value.is_null())))
    }
}
