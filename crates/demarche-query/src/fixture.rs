//! A small graph in memory for the tests of this crate.

use std::collections::BTreeMap;

use demarche_model::{
    Actor, ActorId, ActorKind, Attribution, AttributionId, Confidence, Date, Decision, Document,
    DocumentId, Graph, HalfEdge, Issue, IssueId, Link, LinkKind, Mode, Names, Neighbours, NodeId,
    Numbered, Observations, Polarity, Read, Relation, RelationId, RelationKind, Source, Span,
    Statement, StatementId, Status, fold_name,
};

/// A graph that grows by calls, with one document to start with.
pub(crate) struct Toy {
    pub(crate) graph: Graph,
    /// Whether it offers its nodes by number.
    pub(crate) numbered: bool,
    links: BTreeMap<NodeId, Vec<Link>>,
}

impl Toy {
    pub(crate) fn new() -> Self {
        let mut toy = Self {
            graph: Graph::default(),
            numbered: false,
            links: BTreeMap::new(),
        };
        toy.add_document("first.txt", "2025-02-12");
        toy
    }

    pub(crate) fn add_document(&mut self, path: &str, date: &str) -> DocumentId {
        let id = DocumentId::of(&[path]);
        self.graph.documents.push(Document {
            id,
            paths: vec![path.into()],
            title: Some(format!("Title of {path}")),
            outlet: None,
            url: None,
            date: date.parse().ok(),
            sha256: [0; 32],
            text: Some("They said so. He favours it.".into()),
        });
        self.graph.documents.sort_by_key(|item| item.id);
        id
    }

    pub(crate) fn add_actor(&mut self, kind: ActorKind, name: &str, aliases: &[&str]) -> ActorId {
        let id = ActorId::of(&[kind.as_str(), name]);
        self.graph.actors.push(Actor {
            id,
            name: name.into(),
            kind,
            aliases: aliases.iter().map(|&alias| alias.into()).collect(),
            wikidata: None,
        });
        self.graph.actors.sort_by_key(|item| item.id);
        id
    }

    pub(crate) fn person(&mut self, name: &str) -> ActorId {
        self.add_actor(ActorKind::Person, name, &[])
    }

    pub(crate) fn add_issue(
        &mut self,
        label: &str,
        about: &[ActorId],
        broader: &[IssueId],
    ) -> IssueId {
        let id = IssueId::of(&[label]);
        for &actor in about {
            self.link(id.into(), actor.into(), structural(LinkKind::About));
        }
        for &issue in broader {
            self.link(id.into(), issue.into(), structural(LinkKind::Broader));
        }
        self.graph.issues.push(Issue {
            id,
            label: label.into(),
            about: about.to_vec(),
            aliases: Vec::new(),
            broader: broader.to_vec(),
        });
        self.graph.issues.sort_by_key(|item| item.id);
        id
    }

    /// A statement of full confidence in the first document.
    pub(crate) fn says(
        &mut self,
        holder: ActorId,
        polarity: Polarity,
        target: impl Into<NodeId>,
    ) -> StatementId {
        self.add_statement(holder, polarity, target, |_| {})
    }

    pub(crate) fn add_statement(
        &mut self,
        holder: ActorId,
        polarity: Polarity,
        target: impl Into<NodeId>,
        change: impl FnOnce(&mut Statement),
    ) -> StatementId {
        let ordinal = self.graph.statements.len().to_string();
        let mut record = Statement {
            id: StatementId::of(&[&ordinal]),
            holder,
            target: target.into(),
            polarity,
            confidence: Confidence::FULL,
            mode: Mode::Narrator,
            via: Vec::new(),
            hedged: false,
            document: DocumentId::of(&["first.txt"]),
            span: span(14, 28),
            evidence: "He favours it.".into(),
            cue: Some(span(17, 24)),
            holder_span: Some(span(14, 16)),
            target_span: None,
            rule: "cue:favour".into(),
            extractor: "toy".into(),
            date: "2025-02-12".parse().ok(),
        };
        change(&mut record);
        let link = Link {
            other: record.target,
            outgoing: true,
            kind: LinkKind::Stance(record.id),
            polarity: Some(record.polarity),
            confidence: record.confidence,
            hedged: record.hedged,
            from: record.date,
            to: record.date,
        };
        let id = record.id;
        self.link(record.holder.into(), record.target, link);
        self.graph.statements.push(record);
        self.graph.statements.sort_by_key(|item| item.id);
        id
    }

    /// A relation of full confidence in the first document.
    pub(crate) fn tied(
        &mut self,
        subject: ActorId,
        kind: RelationKind,
        object: ActorId,
    ) -> RelationId {
        self.add_relation(subject, kind, object, |_| {})
    }

    pub(crate) fn add_relation(
        &mut self,
        subject: ActorId,
        kind: RelationKind,
        object: ActorId,
        change: impl FnOnce(&mut Relation),
    ) -> RelationId {
        let ordinal = self.graph.relations.len().to_string();
        let mut record = Relation {
            id: RelationId::of(&[&ordinal]),
            subject,
            kind,
            object,
            office: None,
            status: Status::Current,
            valid_from: None,
            valid_to: None,
            confidence: Confidence::FULL,
            hedged: false,
            document: DocumentId::of(&["first.txt"]),
            span: span(0, 13),
            evidence: "They said so.".into(),
            cue: Some(span(5, 9)),
            subject_span: None,
            object_span: None,
            rule: "relation".into(),
            extractor: "toy".into(),
            date: "2025-02-12".parse().ok(),
        };
        change(&mut record);
        let event = kind.row().event;
        let pick = |valid: Option<Date>| if event { record.date } else { valid };
        let link = Link {
            other: object.into(),
            outgoing: true,
            kind: LinkKind::Relation(kind, record.id),
            polarity: None,
            confidence: record.confidence,
            hedged: record.hedged,
            from: pick(record.valid_from),
            to: pick(record.valid_to),
        };
        let id = record.id;
        self.link(subject.into(), object.into(), link);
        self.graph.relations.push(record);
        self.graph.relations.sort_by_key(|item| item.id);
        id
    }

    /// A paraphrase in the first document.
    pub(crate) fn add_attribution(
        &mut self,
        source: Option<ActorId>,
        content: Span,
        change: impl FnOnce(&mut Attribution),
    ) -> AttributionId {
        let ordinal = self.graph.attributions.len().to_string();
        let mut record = Attribution {
            id: AttributionId::of(&[&ordinal]),
            document: DocumentId::of(&["first.txt"]),
            source,
            source_span: None,
            cue: None,
            span: content,
            spans: vec![content],
            via: Vec::new(),
            mode: Mode::Paraphrase,
            rule: "report".into(),
            extractor: "toy".into(),
            date: "2025-02-12".parse().ok(),
        };
        change(&mut record);
        let id = record.id;
        self.graph.attributions.push(record);
        self.graph.attributions.sort_by_key(|item| item.id);
        id
    }

    fn link(&mut self, from: NodeId, to: NodeId, link: Link) {
        let incoming = Link {
            other: from,
            outgoing: false,
            ..link
        };
        let outgoing = Link { other: to, ..link };
        self.links.entry(from).or_default().push(outgoing);
        self.links.entry(to).or_default().push(incoming);
    }
}

pub(crate) fn span(start: u32, end: u32) -> Span {
    Span::new(start, end).unwrap()
}

fn structural(kind: LinkKind) -> Link {
    Link {
        other: ActorId::of(&[]).into(),
        outgoing: true,
        kind,
        polarity: None,
        confidence: Confidence::FULL,
        hedged: false,
        from: None,
        to: None,
    }
}

fn find<T: Clone, I: PartialEq>(items: &[T], id: &I, of: fn(&T) -> I) -> Option<T> {
    items.iter().find(|item| of(item) == *id).cloned()
}

fn each<T: Clone>(items: &[T]) -> Source<'_, T> {
    Box::new(items.iter().cloned().map(Ok))
}

impl Observations for Toy {
    fn document(&self, id: DocumentId) -> Read<Option<Document>> {
        Ok(find(&self.graph.documents, &id, |item| item.id))
    }
    fn actor(&self, id: ActorId) -> Read<Option<Actor>> {
        Ok(find(&self.graph.actors, &id, |item| item.id))
    }
    fn issue(&self, id: IssueId) -> Read<Option<Issue>> {
        Ok(find(&self.graph.issues, &id, |item| item.id))
    }
    fn attribution(&self, id: AttributionId) -> Read<Option<Attribution>> {
        Ok(find(&self.graph.attributions, &id, |item| item.id))
    }
    fn statement(&self, id: StatementId) -> Read<Option<Statement>> {
        Ok(find(&self.graph.statements, &id, |item| item.id))
    }
    fn relation(&self, id: RelationId) -> Read<Option<Relation>> {
        Ok(find(&self.graph.relations, &id, |item| item.id))
    }
    fn documents(&self) -> Source<'_, Document> {
        each(&self.graph.documents)
    }
    fn actors(&self) -> Source<'_, Actor> {
        each(&self.graph.actors)
    }
    fn issues(&self) -> Source<'_, Issue> {
        each(&self.graph.issues)
    }
    fn attributions(&self) -> Source<'_, Attribution> {
        each(&self.graph.attributions)
    }
    fn statements(&self) -> Source<'_, Statement> {
        each(&self.graph.statements)
    }
    fn relations(&self) -> Source<'_, Relation> {
        each(&self.graph.relations)
    }
    fn decisions(&self) -> Source<'_, Decision> {
        each(&self.graph.decisions)
    }
}

impl Neighbours for Toy {
    fn neighbours(&self, node: NodeId, visit: &mut dyn FnMut(Link)) -> Read<()> {
        let mut links = self.links.get(&node).cloned().unwrap_or_default();
        links.sort_unstable();
        links.into_iter().for_each(visit);
        Ok(())
    }

    fn numbered(&self) -> Option<&dyn Numbered> {
        self.numbered.then_some(self)
    }
}

impl Numbered for Toy {
    fn nodes(&self) -> u32 {
        u32::try_from(self.graph.actors.len() + self.graph.issues.len()).unwrap()
    }

    fn number(&self, node: NodeId) -> Read<Option<u32>> {
        let place = |node| (0..self.nodes()).find(|&at| self.node(at).unwrap() == Some(node));
        Ok(place(node))
    }

    fn node(&self, number: u32) -> Read<Option<NodeId>> {
        let actors = self.graph.actors.iter().map(|item| item.id.into());
        let mut nodes = actors.chain(self.graph.issues.iter().map(|item| item.id.into()));
        Ok(nodes.nth(number as usize))
    }

    fn degree(&self, number: u32) -> Read<u32> {
        let mut degree = 0;
        self.half_edges(number, &mut |_| degree += 1)?;
        Ok(degree)
    }

    fn half_edges(&self, number: u32, visit: &mut dyn FnMut(HalfEdge)) -> Read<()> {
        let Some(node) = self.node(number)? else {
            return Ok(());
        };
        self.neighbours(node, &mut |link| {
            visit(HalfEdge::of(
                &link,
                self.number(link.other).unwrap().unwrap(),
            ));
        })
    }
}

impl Names for Toy {
    fn named(&self, folded: &str) -> Read<Vec<NodeId>> {
        let all: Vec<_> = self.names().collect::<Read<_>>()?;
        let same = all.into_iter().filter(|(name, _)| name == folded);
        Ok(same.map(|(_, id)| id).collect())
    }

    fn names(&self) -> Source<'_, (String, NodeId)> {
        let mut all = Vec::new();
        for actor in &self.graph.actors {
            let names = actor.aliases.iter().chain([&actor.name]);
            all.extend(names.map(|name| (fold_name(name), actor.id.into())));
        }
        for issue in &self.graph.issues {
            let names = issue.aliases.iter().chain([&issue.label]);
            all.extend(names.map(|name| (fold_name(name), issue.id.into())));
        }
        all.sort();
        all.dedup();
        Box::new(all.into_iter().map(Ok))
    }
}
