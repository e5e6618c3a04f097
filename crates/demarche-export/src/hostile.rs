//! A graph whose every text is awkward, for the tests of all formats.

use demarche_model::{
    Actor, ActorId, ActorKind, Attribution, AttributionId, Confidence, Decision, DecisionAction,
    DecisionId, Document, DocumentId, EdgeId, EdgeKind, EdgeList, Graph, Issue, IssueId, ListEdge,
    ListId, ListNode, Mode, NodeId, Observations, Outline, Polarity, Proof, Read, Relation,
    RelationId, RelationKind, Source, Span, Statement, StatementId, Status, SubEdge, SubKind,
    SubNode, Subgraph, Tally,
};

/// Texts that break careless writers.
pub const TEXTS: &[&str] = &[
    "",
    " ",
    "plain",
    "\"quoted\" and 'single'",
    "back\\slash \\N \\G \\n",
    "trailing\\",
    "<b>bold</b> & <i>&amp;</i> ]]> <!-- -->",
    "line\nfeed\r\ncarriage\rtab\t",
    "\u{0}\u{1}\u{8}\u{b}\u{c}\u{1b}[31m\u{1f}\u{7f}",
    "\u{85}\u{2028}\u{2029}\u{9f}",
    "שלום ‏עולם العربية",
    "\u{202e}gnp.exe\u{202c}",
    "\u{feff}mark\u{fffe}\u{ffff}",
    "e\u{301} Sprūds 北约 🇺🇦 \u{1f468}\u{200d}\u{1f469}",
    "digraph { a -> b; } // # /* */",
    "{\"type\":\"actor\"} [1,2] =,;",
    "a very long name of an actor that never seems to come to an end but then after all it does",
    "Pneumonoultramicroscopicsilicovolcanoconiosiscommitteesecretariat",
];

/// A graph with every kind of record, each text used as name, evidence, rule and so on.
pub fn graph() -> Graph {
    let mut graph = Graph::default();
    for (number, &text) in TEXTS.iter().enumerate() {
        add(&mut graph, number, text);
    }
    graph.sort();
    graph
}

fn optional(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| text.len() % 2 == 0)
}

#[allow(clippy::too_many_lines, reason = "one record of each kind")]
fn add(graph: &mut Graph, number: usize, text: &str) {
    let whole = format!("ā{text}“{text}”");
    let digest = [u8::try_from(number).unwrap() + 1; 32];
    let document = DocumentId::of_sha256(&digest);
    let first = u32::try_from(2 + text.len()).unwrap();
    let span = Span::new(2, first).unwrap();
    let rest = Span::new(first, u32::try_from(whole.len()).unwrap()).unwrap();
    let actor = ActorId::of(&[text, "actor"]);
    let object = ActorId::of(&[TEXTS[(number + 1) % TEXTS.len()], "actor"]);
    let issue = IssueId::of(&[text]);
    let broader = IssueId::of(&[TEXTS[(number + 2) % TEXTS.len()]]);
    let date = ["2025", "2025-02", "2025-02-12"][number % 3].parse().ok();
    let confidence = Confidence::from_percent(u8::try_from(number * 7 % 101).unwrap());
    let polarity = Polarity::ALL[number % 3];
    let kind = RelationKind::ROWS[number % RelationKind::ROWS.len()].kind;
    graph.documents.push(Document {
        id: document,
        paths: [
            vec![],
            vec![text.to_owned()],
            vec!["a".to_owned(), format!("b{text}")],
        ][number % 3]
            .clone(),
        title: optional(text),
        outlet: optional(text),
        url: optional(text),
        date,
        sha256: digest,
        text: Some(whole.clone()),
    });
    graph.actors.push(Actor {
        id: actor,
        name: text.to_owned(),
        kind: ActorKind::ALL[number % 4],
        aliases: vec![text.to_owned(), format!("{text}x")],
        wikidata: optional(text),
    });
    let mut about = vec![actor, object];
    about.sort_unstable();
    graph.issues.push(Issue {
        id: issue,
        label: text.to_owned(),
        about,
        aliases: vec![text.to_owned()],
        broader: vec![broader],
    });
    graph.attributions.push(Attribution {
        id: AttributionId::of(&[text]),
        document,
        source: Some(actor).filter(|_| number.is_multiple_of(2)),
        source_span: Some(span),
        cue: None,
        span: rest,
        spans: vec![rest, span],
        via: vec![object],
        mode: Mode::ALL[number % 3],
        rule: text.to_owned(),
        extractor: text.to_owned(),
        date,
    });
    graph.statements.push(Statement {
        id: StatementId::of(&[text]),
        holder: actor,
        target: if number.is_multiple_of(2) {
            NodeId::Issue(issue)
        } else {
            NodeId::Actor(object)
        },
        polarity,
        confidence,
        mode: Mode::ALL[number % 3],
        via: vec![object, actor],
        hedged: number.is_multiple_of(2),
        document,
        span,
        evidence: text.to_owned(),
        cue: Some(span),
        holder_span: None,
        target_span: Some(rest),
        rule: text.to_owned(),
        extractor: text.to_owned(),
        date,
    });
    graph.relations.push(Relation {
        id: RelationId::of(&[text]),
        subject: actor,
        kind,
        object,
        office: optional(text),
        status: Status::ALL[number % Status::ALL.len()],
        valid_from: date,
        valid_to: None,
        confidence,
        hedged: number % 2 == 1,
        document,
        span: rest,
        evidence: format!("“{text}”"),
        cue: None,
        subject_span: Some(rest),
        object_span: None,
        rule: text.to_owned(),
        extractor: text.to_owned(),
        date: None,
    });
    graph.decisions.push(Decision {
        id: DecisionId::of(&[text]),
        action: DecisionAction::ALL[number % DecisionAction::ALL.len()],
        operands: vec![text.to_owned(), actor.to_string()],
        author: text.to_owned(),
        time: text.to_owned(),
    });
}

/// A drawing with every text as name, office, quote and document, and every kind of edge.
pub fn subgraph() -> Subgraph {
    let graph = graph();
    let mut nodes: Vec<SubNode> = Vec::new();
    nodes.extend(graph.actors.iter().map(|actor| SubNode {
        id: actor.id.into(),
        name: actor.name.clone(),
        kind: SubKind::Actor(actor.kind),
        focus: actor.name == "plain",
    }));
    nodes.extend(graph.issues.iter().map(|issue| SubNode {
        id: issue.id.into(),
        name: issue.label.clone(),
        kind: SubKind::Issue,
        focus: false,
    }));
    let place = |id: NodeId| nodes.iter().position(|node| node.id == id).unwrap();
    let mut edges = Vec::new();
    for item in &graph.statements {
        let kind = EdgeKind::Stance(item.polarity);
        let mut edge = edge(
            place(item.holder.into()),
            place(item.target),
            kind,
            &item.evidence,
        );
        edge.hedged = item.hedged;
        edge.first = item.date;
        edges.push(edge);
    }
    for item in &graph.relations {
        let kind = EdgeKind::Relation(item.kind, item.office.clone());
        let ends = (place(item.subject.into()), place(item.object.into()));
        edges.push(edge(ends.0, ends.1, kind.clone(), &item.evidence));
        edges.push(edge(ends.0, ends.0, kind, &item.evidence));
    }
    for issue in &graph.issues {
        let here = place(issue.id.into());
        for &actor in &issue.about {
            edges.push(edge(here, place(actor.into()), EdgeKind::About, ""));
        }
        for &broader in &issue.broader {
            edges.push(edge(here, place(broader.into()), EdgeKind::Broader, ""));
        }
    }
    let mut drawing = Subgraph { nodes, edges };
    drawing.settle();
    drawing
}

/// An edge backed by as many observations as the quote has bytes.
pub fn edge(from: usize, to: usize, kind: EdgeKind, quote: &str) -> SubEdge {
    SubEdge {
        from,
        to,
        kind,
        count: quote.len(),
        hedged: false,
        confidence: Confidence::from_percent(80),
        first: None,
        last: None,
        quote: Some(quote.to_owned()),
        document: Some(quote.to_owned()),
        observations: Vec::new(),
    }
}

/// A drawing as a list of nodes and edges.
#[derive(Clone)]
pub struct Listed {
    pub outline: Outline,
    pub nodes: Vec<ListNode>,
    pub edges: Vec<ListEdge>,
}

impl Listed {
    /// Lists a drawing, each third of its nodes with other names.
    pub fn of(part: &Subgraph) -> Self {
        let nodes = part.nodes.iter().enumerate().map(|(place, node)| ListNode {
            id: node.id,
            name: node.name.clone(),
            kind: node.kind,
            aliases: TEXTS[..place % 3 * 2]
                .iter()
                .map(|&text| text.to_owned())
                .collect(),
            wikidata: (place % 3 == 0).then(|| format!("Q{place}")),
        });
        let edges = part.edges.iter().enumerate().map(|(place, edge)| {
            let word = match &edge.kind {
                EdgeKind::Stance(Polarity::Support) => "supports",
                EdgeKind::Stance(Polarity::Oppose) => "opposes",
                EdgeKind::Stance(Polarity::Neutral) => "neutral",
                EdgeKind::Relation(kind, _) => kind.as_str(),
                EdgeKind::About => "about",
                EdgeKind::Broader => "broader",
            };
            let office = match &edge.kind {
                EdgeKind::Relation(_, office) => office.clone(),
                _ => None,
            };
            let structural = matches!(edge.kind, EdgeKind::About | EdgeKind::Broader);
            let (from, to) = (part.nodes[edge.from].id, part.nodes[edge.to].id);
            ListEdge {
                id: ListId::Edge(EdgeId::between(from, to, &format!("{word} {place}"))),
                from,
                to,
                kind: word,
                directed: edge.kind.is_directed(),
                sign: match &edge.kind {
                    EdgeKind::Stance(polarity) => Some(polarity.sign()),
                    EdgeKind::Relation(kind, _) => Some(kind.row().sign),
                    EdgeKind::About | EdgeKind::Broader => None,
                },
                weight: [1.0, 2.0, 0.25, 0.1 + 0.2][place % 4],
                count: edge.count,
                confidence: (!structural).then_some(edge.confidence),
                hedged: edge.hedged,
                first: edge.first,
                last: edge.last,
                proof: edge.quote.as_ref().filter(|_| !structural).map(|quote| {
                    Box::new(Proof {
                        quote: quote.clone(),
                        document: edge.document.clone().unwrap_or_default(),
                        mode: Mode::ALL.get(place % 4).copied(),
                        office,
                    })
                }),
                tally: None,
            }
        });
        Self {
            outline: Outline {
                title: TEXTS.concat(),
                directed: true,
                proofs: true,
                tallies: false,
            },
            nodes: nodes.collect(),
            edges: edges.collect(),
        }
    }
}

impl Listed {
    /// What would be a network drawn from statements: no directions, no quotes, weights of any
    /// size, made of agreement and disagreement.
    pub fn drawn(part: &Subgraph) -> Self {
        let mut list = Self::of(part);
        list.outline.directed = false;
        list.outline.proofs = false;
        list.outline.tallies = true;
        let mut ends = std::collections::BTreeSet::new();
        list.edges
            .retain(|edge| edge.from < edge.to && ends.insert((edge.from, edge.to)));
        for (place, edge) in list.edges.iter_mut().enumerate() {
            edge.kind = "subtract";
            edge.id = ListId::Edge(EdgeId::between(edge.from, edge.to, edge.kind));
            edge.directed = false;
            edge.sign = Some(if place % 2 == 0 { 1 } else { -1 });
            edge.confidence = None;
            edge.proof = None;
            edge.tally = Some(Tally {
                agreement: 1.5,
                disagreement: 0.0,
                shared: place,
            });
        }
        list
    }
}

impl EdgeList for Listed {
    fn outline(&self) -> &Outline {
        &self.outline
    }
    fn nodes(&self) -> Source<'_, ListNode> {
        scan(&self.nodes)
    }
    fn edges(&self) -> Source<'_, ListEdge> {
        scan(&self.edges)
    }
}

/// A graph that can be scanned.
pub struct Scan<'a>(pub &'a Graph);

fn find<T: Clone, I: PartialEq + Copy>(list: &[T], id: I, of: fn(&T) -> I) -> Option<T> {
    list.iter().find(|item| of(item) == id).cloned()
}

fn scan<T: Clone>(list: &[T]) -> Source<'_, T> {
    Box::new(list.iter().cloned().map(Ok))
}

impl Observations for Scan<'_> {
    fn document(&self, id: DocumentId) -> Read<Option<Document>> {
        Ok(find(&self.0.documents, id, |item| item.id))
    }
    fn actor(&self, id: ActorId) -> Read<Option<Actor>> {
        Ok(find(&self.0.actors, id, |item| item.id))
    }
    fn issue(&self, id: IssueId) -> Read<Option<Issue>> {
        Ok(find(&self.0.issues, id, |item| item.id))
    }
    fn attribution(&self, id: AttributionId) -> Read<Option<Attribution>> {
        Ok(find(&self.0.attributions, id, |item| item.id))
    }
    fn statement(&self, id: StatementId) -> Read<Option<Statement>> {
        Ok(find(&self.0.statements, id, |item| item.id))
    }
    fn relation(&self, id: RelationId) -> Read<Option<Relation>> {
        Ok(find(&self.0.relations, id, |item| item.id))
    }
    fn documents(&self) -> Source<'_, Document> {
        scan(&self.0.documents)
    }
    fn actors(&self) -> Source<'_, Actor> {
        scan(&self.0.actors)
    }
    fn issues(&self) -> Source<'_, Issue> {
        scan(&self.0.issues)
    }
    fn attributions(&self) -> Source<'_, Attribution> {
        scan(&self.0.attributions)
    }
    fn statements(&self) -> Source<'_, Statement> {
        scan(&self.0.statements)
    }
    fn relations(&self) -> Source<'_, Relation> {
        scan(&self.0.relations)
    }
    fn decisions(&self) -> Source<'_, Decision> {
        scan(&self.0.decisions)
    }
}
