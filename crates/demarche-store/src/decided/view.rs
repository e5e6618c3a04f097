//! A store, snapshot or graph as it is after all decisions.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::sync::OnceLock;

use demarche_model::{
    Actor, ActorId, Attribution, AttributionId, Confidence, Decision, Document, DocumentId, Issue,
    IssueId, Link, LinkKind, Made, Names, Neighbours, NodeId, Numbered, ObservationId,
    Observations, Read, Relation, RelationId, Sought, Source, Statement, StatementId, count_made,
    scan_names,
};

use super::{Act, Anchor, Judged, Verdict};
use crate::view::actor_names;

/// What humans decided, applied to a base while it is read. Where there are no decisions, every
/// read is that of the base. It sees the decisions and the actors named by them as they were when
/// it was made: make another one after a change.
#[derive(Debug)]
pub struct Decided<V> {
    base: V,
    judged: Judged,
    /// Links and names of the base are what they should be.
    drawn: bool,
    /// Observations whose edge differs from what its two ends alone would tell; found when an
    /// edge is first asked for.
    edges: OnceLock<BTreeMap<ObservationId, Edge>>,
    /// Names that no record has.
    names: BTreeSet<(String, NodeId)>,
}

/// An edge as it is now.
#[derive(Debug, Clone, Copy)]
struct Edge {
    from: ActorId,
    to: NodeId,
    verdict: Option<Verdict>,
}

impl<V: Observations + Neighbours + Names> Decided<V> {
    /// Reads the decisions of the base. O(n log n) in them.
    pub fn new(base: V) -> Read<Self> {
        let judged = Judged::read(&base)?;
        let names = judged.actors().values().flat_map(actor_names).collect();
        Ok(Self {
            base,
            drawn: judged.is_empty(),
            judged,
            edges: OnceLock::new(),
            names,
        })
    }

    /// As [`Self::new`], for a base whose links, names and numbers show its decisions already, as
    /// those of an image do.
    pub fn drawn(base: V) -> Read<Self> {
        let mut view = Self::new(base)?;
        view.drawn = true;
        Ok(view)
    }

    /// What is read, without decisions.
    pub fn base(&self) -> &V {
        &self.base
    }

    /// What was decided.
    pub fn judged(&self) -> &Judged {
        &self.judged
    }

    /// For each of [`Judged::rulings`] what it speaks of and the base does not have: ids of actors
    /// and documents, and of the observation of a verdict. Empty for a decision that holds; `None`
    /// for one that cannot be read. A look-up each; where an observation is there no longer under
    /// its id, one scan of all.
    pub fn missing(&self) -> Read<Vec<Option<Vec<String>>>> {
        let mut missing = Vec::new();
        let mut sought: BTreeMap<usize, &Anchor> = BTreeMap::new();
        for (place, (_, act)) in self.judged.rulings().iter().enumerate() {
            let Some((actors, documents, anchor)) = act.as_ref().map(Act::speaks_of) else {
                missing.push(None);
                continue;
            };
            let mut gone = Vec::new();
            for id in actors {
                if self.base.actor(id)?.is_none() && !self.judged.born(id) {
                    gone.push(id.to_string());
                }
            }
            for &id in documents {
                if self.base.document(id)?.is_none() {
                    gone.push(id.to_string());
                }
            }
            if let Some(anchor) = anchor {
                let same = self.anchor(anchor.observation)?;
                if !same.is_some_and(|same| self.judged.matches(anchor, &same)) {
                    sought.insert(place, anchor);
                }
            }
            missing.push(Some(gone));
        }
        self.seek(&mut sought)?;
        for (place, anchor) in sought {
            missing[place] = Some(vec![anchor.observation.to_string()]);
        }
        Ok(missing)
    }

    /// Removes what an observation of the base stands for.
    fn seek(&self, sought: &mut BTreeMap<usize, &Anchor>) -> Read<()> {
        let mut meet = |observed: &Anchor| {
            sought.retain(|_, anchor| !self.judged.matches(anchor, observed));
            sought.is_empty()
        };
        if meet_all(self.base.statements(), &mut meet)? {
            return Ok(());
        }
        meet_all(self.base.relations(), &mut meet)?;
        Ok(())
    }

    /// The observations that an anchor stands for, in the base. O(degree of its ends), and a
    /// look-up for each observation between them.
    fn observed(&self, anchor: &Anchor) -> Read<Vec<(ObservationId, Anchor)>> {
        let ends = self.judged.ends(anchor);
        let mut holders = vec![ends];
        if anchor.symmetric() {
            holders.push((ends.1, ends.0));
        }
        let stance = matches!(anchor.observation, ObservationId::Statement(_));
        let mut between = BTreeSet::new();
        for (from, to) in holders {
            for source in from
                .actor()
                .map(|id| self.judged.sources(id))
                .unwrap_or_default()
            {
                self.base.neighbours(source.into(), &mut |link| {
                    let id = observation(link.kind).filter(|_| link.outgoing);
                    let id = id.filter(|id| stance == matches!(id, ObservationId::Statement(_)));
                    let other = || self.judged.node_in(link.other, anchor.document);
                    between.extend(id.filter(|_| other() == to));
                })?;
            }
        }
        let mut found = Vec::new();
        for id in between {
            if let Some(observed) = self.anchor(id)?
                && self.judged.matches(anchor, &observed)
            {
                found.push((id, observed));
            }
        }
        Ok(found)
    }

    /// What tells an observation of the base.
    fn anchor(&self, id: ObservationId) -> Read<Option<Anchor>> {
        Ok(match id {
            ObservationId::Statement(id) => self.base.statement(id)?.as_ref().map(Anchor::from),
            ObservationId::Relation(id) => self.base.relation(id)?.as_ref().map(Anchor::from),
        })
    }

    /// The edges that a document or a verdict changes. O(degree) for each judged passage and split
    /// actor, once.
    fn edges(&self) -> Read<&BTreeMap<ObservationId, Edge>> {
        if let Some(edges) = self.edges.get() {
            return Ok(edges);
        }
        let mut found = Vec::new();
        for anchor in self.judged.anchors() {
            found.extend(self.observed(anchor)?);
        }
        for actor in self.judged.split() {
            let mut here = BTreeSet::new();
            self.base.neighbours(actor.into(), &mut |link| {
                here.extend(observation(link.kind));
            })?;
            for id in here {
                found.extend(self.anchor(id)?.map(|anchor| (id, anchor)));
            }
        }
        let edges = found.into_iter().map(|(id, observed)| {
            let edge = Edge {
                from: self.judged.in_document(observed.from, observed.document),
                to: self.judged.node_in(observed.to, observed.document),
                verdict: self.judged.verdict(&observed),
            };
            (id, edge)
        });
        let edges = edges.collect();
        Ok(self.edges.get_or_init(|| edges))
    }

    /// A link that the base has at `source`, as `node` sees it; `None` where it does not.
    fn seen(
        &self,
        node: NodeId,
        source: NodeId,
        mut link: Link,
        edges: &BTreeMap<ObservationId, Edge>,
    ) -> Option<Link> {
        let edge = observation(link.kind).and_then(|id| edges.get(&id));
        let Some(edge) = edge else {
            link.other = self.judged.node(link.other);
            return (self.judged.node(source) == node).then_some(link);
        };
        let (near, far) = if link.outgoing {
            (edge.from.into(), edge.to)
        } else {
            (edge.to, edge.from.into())
        };
        match edge.verdict {
            Some(Verdict::Wrong) => return None,
            Some(Verdict::Right) => link.confidence = Confidence::FULL,
            None => {}
        }
        link.other = far;
        (near == node).then_some(link)
    }
}

/// Hands over every item until `meet` has what it wants.
fn meet_all<T>(items: Source<'_, T>, meet: &mut dyn FnMut(&Anchor) -> bool) -> Read<bool>
where
    for<'a> Anchor: From<&'a T>,
{
    for item in items {
        if meet(&Anchor::from(&item?)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn observation(kind: LinkKind) -> Option<ObservationId> {
    match kind {
        LinkKind::Stance(id) => Some(ObservationId::Statement(id)),
        LinkKind::Relation(_, id) => Some(ObservationId::Relation(id)),
        LinkKind::About | LinkKind::Broader => None,
    }
}

impl<V: Observations + Neighbours + Names> Neighbours for Decided<V> {
    /// An id that was merged away leads to the links of the one.
    fn neighbours(&self, node: NodeId, visit: &mut dyn FnMut(Link)) -> Read<()> {
        let node = self.judged.node(node);
        if self.drawn {
            return self.base.neighbours(node, visit);
        }
        let sources: Vec<NodeId> = match node {
            NodeId::Issue(_) => vec![node],
            NodeId::Actor(id) => {
                let sources = self.judged.sources(id).into_iter();
                sources.map(NodeId::from).collect()
            }
        };
        let edges = self.edges()?;
        let mut links = Vec::new();
        for source in sources {
            self.base.neighbours(source, &mut |link| {
                links.extend(self.seen(node, source, link, edges));
            })?;
        }
        links.sort_unstable();
        links.dedup();
        links.into_iter().for_each(visit);
        Ok(())
    }

    fn between(&self, node: NodeId, other: NodeId, visit: &mut dyn FnMut(Link)) -> Read<()> {
        let (node, other) = (self.judged.node(node), self.judged.node(other));
        if self.drawn {
            return self.base.between(node, other, visit);
        }
        self.neighbours(node, &mut |link| {
            if link.other == other {
                visit(link);
            }
        })
    }

    fn numbered(&self) -> Option<&dyn Numbered> {
        // Else the numbers of the base are those of other nodes.
        if self.drawn {
            self.base.numbered()
        } else {
            None
        }
    }
}

impl<V: Observations + Neighbours + Names> Observations for Decided<V> {
    fn document(&self, id: DocumentId) -> Read<Option<Document>> {
        self.base.document(id)
    }

    fn heading(&self, id: DocumentId) -> Read<Option<Document>> {
        self.base.heading(id)
    }

    /// An id that was merged away leads to the one.
    fn actor(&self, id: ActorId) -> Read<Option<Actor>> {
        let one = self.judged.one(id);
        match self.judged.actors().get(&one) {
            Some(actor) => Ok(Some(actor.clone())),
            None => self.base.actor(one),
        }
    }

    fn issue(&self, id: IssueId) -> Read<Option<Issue>> {
        let issue = self.base.issue(id)?;
        Ok(issue.map(|issue| self.judged.issue(issue)))
    }

    fn attribution(&self, id: AttributionId) -> Read<Option<Attribution>> {
        let item = self.base.attribution(id)?;
        Ok(item.map(|item| self.judged.attribution(item)))
    }

    fn statement(&self, id: StatementId) -> Read<Option<Statement>> {
        let item = self.base.statement(id)?;
        Ok(item.and_then(|item| self.judged.statement(item)))
    }

    fn relation(&self, id: RelationId) -> Read<Option<Relation>> {
        let item = self.base.relation(id)?;
        Ok(item.and_then(|item| self.judged.relation(item)))
    }

    fn documents(&self) -> Source<'_, Document> {
        self.base.documents()
    }

    fn headings(&self) -> Source<'_, Document> {
        self.base.headings()
    }

    fn actors(&self) -> Source<'_, Actor> {
        let base = self.base.actors();
        if self.judged.is_empty() {
            return base;
        }
        let same = base.filter(|item| {
            let shown = |actor: &Actor| self.judged.untouched(actor.id);
            item.as_ref().map_or(true, shown)
        });
        Box::new(Merged {
            left: same.peekable(),
            right: self.judged.actors().values().peekable(),
        })
    }

    fn issues(&self) -> Source<'_, Issue> {
        let items = self.base.issues();
        Box::new(items.map(|item| Ok(self.judged.issue(item?))))
    }

    fn attributions(&self) -> Source<'_, Attribution> {
        let items = self.base.attributions();
        Box::new(items.map(|item| Ok(self.judged.attribution(item?))))
    }

    fn statements(&self) -> Source<'_, Statement> {
        let items = self.base.statements();
        Box::new(items.filter_map(|item| match item {
            Ok(item) => self.judged.statement(item).map(Ok),
            Err(error) => Some(Err(error)),
        }))
    }

    fn relations(&self) -> Source<'_, Relation> {
        let items = self.base.relations();
        Box::new(items.filter_map(|item| match item {
            Ok(item) => self.judged.relation(item).map(Ok),
            Err(error) => Some(Err(error)),
        }))
    }

    fn decisions(&self) -> Source<'_, Decision> {
        self.base.decisions()
    }

    /// No decision changes who made what, but one that rejects: then all is read.
    fn made(&self) -> Read<Made> {
        if self.judged.anchors().next().is_none() {
            return self.base.made();
        }
        count_made(self)
    }
}

impl<V: Observations + Neighbours + Names> Names for Decided<V> {
    fn named(&self, folded: &str) -> Read<Vec<NodeId>> {
        let mut nodes = self.base.named(folded)?;
        if self.drawn {
            return Ok(nodes);
        }
        for node in &mut nodes {
            *node = self.judged.node(*node);
        }
        let least = NodeId::Actor(ActorId::LEAST);
        let more = self.names.range((folded.to_owned(), least)..);
        let more = more.take_while(|(name, _)| name == folded);
        nodes.extend(more.map(|(_, node)| *node));
        nodes.sort_unstable();
        nodes.dedup();
        Ok(nodes)
    }

    fn sought(&self, sought: Sought<'_>) -> Read<Vec<(String, NodeId)>> {
        if self.drawn {
            return self.base.sought(sought);
        }
        scan_names(self.names(), sought)
    }

    fn names(&self) -> Source<'_, (String, NodeId)> {
        if self.drawn {
            return self.base.names();
        }
        Box::new(Renamed {
            base: self.base.names().peekable(),
            judged: &self.judged,
            more: self.names.iter().peekable(),
            ready: BTreeSet::new(),
        })
    }
}

/// Two streams of actors as one, by id; no id is in both.
struct Merged<'a, L: Iterator, R: Iterator<Item = &'a Actor>> {
    left: Peekable<L>,
    right: Peekable<R>,
}

impl<'a, L, R> Iterator for Merged<'a, L, R>
where
    L: Iterator<Item = Read<Actor>>,
    R: Iterator<Item = &'a Actor>,
{
    type Item = Read<Actor>;

    fn next(&mut self) -> Option<Self::Item> {
        let left = match (self.left.peek(), self.right.peek()) {
            (Some(Ok(left)), Some(right)) => left.id < right.id,
            (left, _) => left.is_some(),
        };
        if left {
            self.left.next()
        } else {
            self.right.next().cloned().map(Ok)
        }
    }
}

/// Names with their nodes as they are now. One name's nodes are mapped together, since mapping
/// changes their order.
struct Renamed<'a, L: Iterator, R: Iterator> {
    base: Peekable<L>,
    judged: &'a Judged,
    more: Peekable<R>,
    ready: BTreeSet<(String, NodeId)>,
}

impl<'a, L, R> Renamed<'a, L, R>
where
    L: Iterator<Item = Read<(String, NodeId)>>,
    R: Iterator<Item = &'a (String, NodeId)>,
{
    /// Takes in all of the next name.
    fn fill(&mut self) -> Read<()> {
        let base = match self.base.peek() {
            Some(Ok((name, _))) => Some(name.clone()),
            Some(Err(_)) => return self.base.next().map_or(Ok(()), |item| item.map(|_| ())),
            None => None,
        };
        let more = self.more.peek().map(|(name, _)| name.clone());
        let Some(name) = base.iter().chain(&more).min().cloned() else {
            return Ok(());
        };
        let same = |item: &Read<(String, NodeId)>| item.as_ref().is_ok_and(|(at, _)| *at == name);
        while let Some(item) = self.base.next_if(same) {
            let (name, node) = item?;
            self.ready.insert((name, self.judged.node(node)));
        }
        while let Some(item) = self.more.next_if(|(at, _)| *at == name) {
            self.ready.insert(item.clone());
        }
        Ok(())
    }
}

impl<'a, L, R> Iterator for Renamed<'a, L, R>
where
    L: Iterator<Item = Read<(String, NodeId)>>,
    R: Iterator<Item = &'a (String, NodeId)>,
{
    type Item = Read<(String, NodeId)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.is_empty()
            && let Err(error) = self.fill()
        {
            return Some(Err(error));
        }
        self.ready.pop_first().map(Ok)
    }
}
