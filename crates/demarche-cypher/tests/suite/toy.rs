//! A small graph of stances in memory.

use std::collections::BTreeMap;

use demarche_model::{
    Actor, ActorId, ActorKind, Attribution, AttributionId, Confidence, Decision, Document,
    DocumentId, Issue, IssueId, Link, LinkKind, Mode, Names, Neighbours, NodeId, Observations,
    Polarity, Read, Relation, RelationId, RelationKind, Source, Span, Statement, StatementId,
    Status, fold_name,
};

#[derive(Default)]
pub struct Toy {
    documents: BTreeMap<DocumentId, Document>,
    actors: BTreeMap<ActorId, Actor>,
    issues: BTreeMap<IssueId, Issue>,
    statements: BTreeMap<StatementId, Statement>,
    relations: BTreeMap<RelationId, Relation>,
    links: BTreeMap<NodeId, Vec<Link>>,
}

fn span(start: usize, end: usize) -> Span {
    Span::new(u32::try_from(start).unwrap(), u32::try_from(end).unwrap()).unwrap()
}

impl Toy {
    #[allow(clippy::too_many_lines, reason = "a row for each observation")]
    pub fn new() -> Self {
        use ActorKind::{Group, Organization, Person, State};
        let mut toy = Self::default();
        let talks = toy.add_document("talks.txt", "Harbour talks", "2024-03-01");
        let quota = toy.add_document("quota.txt", "Quota dispute", "2024-05-10");
        let [ann, bo, carla] =
            ["Ann Berg", "Bo Dahl", "Carla Ek"].map(|name| toy.add_actor(Person, name, &[]));
        let [norland, suria] = ["Norland", "Suria"].map(|name| toy.add_actor(State, name, &[]));
        let union = toy.add_actor(Organization, "Harbour Union", &["the Union"]);
        let fishers = toy.add_actor(Group, "coastal fishers", &[]);
        let policy = toy.add_issue("coastal policy", &[], &[]);
        let harbour = toy.add_issue("harbour expansion", &[norland], &[policy]);
        let limits = toy.add_issue("fishing quota", &[suria, fishers], &[policy]);
        for (holder, polarity, target, percent, document, date, words, cue) in [
            (
                ann,
                Polarity::Support,
                NodeId::from(harbour),
                90,
                talks,
                "2024-03-01",
                "Ann Berg backs the harbour.",
                "backs",
            ),
            (
                ann,
                Polarity::Support,
                harbour.into(),
                60,
                quota,
                "2024-05",
                "She still wants the harbour.",
                "wants",
            ),
            (
                bo,
                Polarity::Oppose,
                harbour.into(),
                80,
                talks,
                "2024-03-01",
                "Bo Dahl rejects the harbour.",
                "rejects",
            ),
            (
                norland,
                Polarity::Oppose,
                suria.into(),
                70,
                talks,
                "2024-03-01",
                "Norland condemned Suria.",
                "condemned",
            ),
            (
                fishers,
                Polarity::Neutral,
                limits.into(),
                50,
                quota,
                "2024-05-10",
                "The fishers wait and see.",
                "wait",
            ),
            (
                ann,
                Polarity::Support,
                union.into(),
                75,
                talks,
                "2024-03-01",
                "Berg praised the Union.",
                "praised",
            ),
            (
                fishers,
                Polarity::Support,
                norland.into(),
                65,
                quota,
                "2024-05-10",
                "The fishers thank Norland.",
                "thank",
            ),
        ] {
            toy.add_statement(
                (holder, polarity, target),
                percent,
                document,
                date,
                words,
                cue,
            );
        }
        toy.add_relation(
            (carla, RelationKind::HoldsOffice, norland),
            95,
            Some("prime minister"),
            talks,
        );
        toy.add_relation(
            (carla, RelationKind::HoldsOffice, norland),
            85,
            Some("minister"),
            quota,
        );
        toy.add_relation((carla, RelationKind::MetWith, ann), 90, None, talks);
        for links in toy.links.values_mut() {
            links.sort_unstable();
        }
        toy
    }

    fn add_document(&mut self, path: &str, title: &str, date: &str) -> DocumentId {
        let id = DocumentId::of(&[path]);
        let document = Document {
            id,
            paths: vec![path.into()],
            title: Some(title.into()),
            outlet: None,
            url: None,
            date: date.parse().ok(),
            sha256: [0; 32],
            text: None,
        };
        self.documents.insert(id, document);
        id
    }

    fn add_actor(&mut self, kind: ActorKind, name: &str, aliases: &[&str]) -> ActorId {
        let id = ActorId::of(&[kind.as_str(), name]);
        let aliases = aliases.iter().map(|&alias| alias.into()).collect();
        self.actors.insert(
            id,
            Actor {
                id,
                name: name.into(),
                kind,
                aliases,
                wikidata: None,
            },
        );
        id
    }

    fn add_issue(&mut self, label: &str, about: &[ActorId], broader: &[IssueId]) -> IssueId {
        let id = IssueId::of(&[label]);
        for &actor in about {
            self.link(
                id.into(),
                actor.into(),
                LinkKind::About,
                None,
                Confidence::FULL,
                None,
            );
        }
        for &issue in broader {
            self.link(
                id.into(),
                issue.into(),
                LinkKind::Broader,
                None,
                Confidence::FULL,
                None,
            );
        }
        let (about, broader) = (about.to_vec(), broader.to_vec());
        self.issues.insert(
            id,
            Issue {
                id,
                label: label.into(),
                about,
                aliases: Vec::new(),
                broader,
            },
        );
        id
    }

    fn link(
        &mut self,
        from: NodeId,
        to: NodeId,
        kind: LinkKind,
        polarity: Option<Polarity>,
        confidence: Confidence,
        date: Option<&str>,
    ) {
        let date = date.and_then(|date| date.parse().ok());
        for (here, other, outgoing) in [(from, to, true), (to, from, false)] {
            let link = Link {
                other,
                outgoing,
                kind,
                polarity,
                confidence,
                hedged: false,
                from: date,
                to: date,
            };
            self.links.entry(here).or_default().push(link);
        }
    }

    fn add_statement(
        &mut self,
        (holder, polarity, target): (ActorId, Polarity, NodeId),
        percent: u8,
        document: DocumentId,
        date: &str,
        words: &str,
        cue: &str,
    ) {
        let id = StatementId::of(&[words]);
        let confidence = Confidence::from_percent(percent);
        let at = words.find(cue).unwrap();
        self.link(
            holder.into(),
            target,
            LinkKind::Stance(id),
            Some(polarity),
            confidence,
            Some(date),
        );
        let statement = Statement {
            id,
            holder,
            target,
            polarity,
            confidence,
            mode: Mode::Narrator,
            via: Vec::new(),
            hedged: false,
            document,
            span: span(100, 100 + words.len()),
            evidence: words.into(),
            cue: Some(span(100 + at, 100 + at + cue.len())),
            holder_span: None,
            target_span: None,
            rule: "test".into(),
            extractor: "test".into(),
            date: date.parse().ok(),
        };
        self.statements.insert(id, statement);
    }

    fn add_relation(
        &mut self,
        (subject, kind, object): (ActorId, RelationKind, ActorId),
        percent: u8,
        office: Option<&str>,
        document: DocumentId,
    ) {
        let id = RelationId::of(&[kind.as_str(), office.unwrap_or_default()]);
        let confidence = Confidence::from_percent(percent);
        self.link(
            subject.into(),
            object.into(),
            LinkKind::Relation(kind, id),
            None,
            confidence,
            None,
        );
        let relation = Relation {
            id,
            subject,
            kind,
            object,
            office: office.map(str::to_owned),
            status: Status::Current,
            valid_from: None,
            valid_to: None,
            confidence,
            hedged: false,
            document,
            span: span(0, 10),
            evidence: "0123456789".into(),
            cue: None,
            subject_span: None,
            object_span: None,
            rule: "test".into(),
            extractor: "test".into(),
            date: None,
        };
        self.relations.insert(id, relation);
    }
}

fn stream<'a, T: Clone + 'a>(all: impl Iterator<Item = &'a T> + 'a) -> Source<'a, T> {
    Box::new(all.cloned().map(Ok))
}

impl Observations for Toy {
    fn document(&self, id: DocumentId) -> Read<Option<Document>> {
        Ok(self.documents.get(&id).cloned())
    }
    fn actor(&self, id: ActorId) -> Read<Option<Actor>> {
        Ok(self.actors.get(&id).cloned())
    }
    fn issue(&self, id: IssueId) -> Read<Option<Issue>> {
        Ok(self.issues.get(&id).cloned())
    }
    fn attribution(&self, _: AttributionId) -> Read<Option<Attribution>> {
        Ok(None)
    }
    fn statement(&self, id: StatementId) -> Read<Option<Statement>> {
        Ok(self.statements.get(&id).cloned())
    }
    fn relation(&self, id: RelationId) -> Read<Option<Relation>> {
        Ok(self.relations.get(&id).cloned())
    }
    fn documents(&self) -> Source<'_, Document> {
        stream(self.documents.values())
    }
    fn actors(&self) -> Source<'_, Actor> {
        stream(self.actors.values())
    }
    fn issues(&self) -> Source<'_, Issue> {
        stream(self.issues.values())
    }
    fn attributions(&self) -> Source<'_, Attribution> {
        Box::new(std::iter::empty())
    }
    fn statements(&self) -> Source<'_, Statement> {
        stream(self.statements.values())
    }
    fn relations(&self) -> Source<'_, Relation> {
        stream(self.relations.values())
    }
    fn decisions(&self) -> Source<'_, Decision> {
        Box::new(std::iter::empty())
    }
}

impl Neighbours for Toy {
    fn neighbours(&self, node: NodeId, visit: &mut dyn FnMut(Link)) -> Read<()> {
        self.links
            .get(&node)
            .into_iter()
            .flatten()
            .for_each(|&link| visit(link));
        Ok(())
    }
}

impl Names for Toy {
    fn named(&self, folded: &str) -> Read<Vec<NodeId>> {
        let all = self.names().collect::<Read<Vec<_>>>()?;
        Ok(all
            .into_iter()
            .filter(|(name, _)| name == folded)
            .map(|(_, node)| node)
            .collect())
    }
    fn names(&self) -> Source<'_, (String, NodeId)> {
        let actors = self.actors.values().flat_map(|actor| {
            let names = actor.aliases.iter().chain([&actor.name]);
            names.map(|name| (fold_name(name), NodeId::from(actor.id)))
        });
        let issues = self
            .issues
            .values()
            .map(|issue| (fold_name(&issue.label), issue.id.into()));
        let mut all: Vec<_> = actors.chain(issues).collect();
        all.sort_unstable();
        Box::new(all.into_iter().map(Ok))
    }
}
