//! Small documents that share actors and issues.

use demarche_model::{
    Actor, ActorId, ActorKind, Attribution, AttributionId, Confidence, Decision, DecisionAction,
    DecisionId, Document, DocumentId, Extraction, Issue, IssueId, Mode, Polarity, Relation,
    RelationId, RelationKind, Span, Statement, StatementId, Status,
};

/// What makes a sample document: everything else follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed {
    /// Which content.
    pub content: u8,
    /// Under which path, if any.
    pub path: Option<u8>,
    /// Which extractor read it.
    pub extractor: u8,
    /// Whether the text comes along.
    pub with_text: bool,
    /// Who stands for what: holder, target, position; several may be equal.
    pub stances: Vec<(u8, u8, u8)>,
    /// Who is tied to whom, and how.
    pub ties: Vec<(u8, u8, u8)>,
}

impl Seed {
    /// A document that says a little, under its own path.
    pub fn plain(content: u8) -> Self {
        Self {
            content,
            path: Some(content),
            extractor: 0,
            with_text: true,
            stances: vec![(content % 5, 7, 1), (1, 2, 0), (content % 3, 9, 2)],
            ties: vec![(content % 4, 5, content), (2, 2, 11)],
        }
    }
}

const NAMES: &[&[&str]] = &[
    &["Ilse Brandt", "Brandt", "Ms Brandt"],
    &["Andres Kask", "ANDRES KASK", "Kask"],
    &["The Harbour League", "Harbour League", "the League"],
    &["Norvia", "Norvian"],
    &["Ştefan Łuk", "Stefan Luk", "Luk"],
    &["“…”"],
];

/// The actor of a number, as the document of another number names it.
pub fn actor(number: u8, content: u8) -> Actor {
    let names = NAMES[usize::from(number) % NAMES.len()];
    let pick = |shift: u8| names[usize::from(content.wrapping_add(shift)) % names.len()];
    let mut actor = Actor {
        id: actor_id(number),
        name: pick(0).into(),
        kind: ActorKind::ALL[usize::from(number) % 4],
        aliases: vec![pick(1).into(), format!("{} {content}", pick(2))],
        wikidata: (content % 3 == 1).then(|| format!("Q{number}")),
    };
    actor.absorb(&actor.clone());
    actor
}

pub fn actor_id(number: u8) -> ActorId {
    ActorId::of(&["sample", &(number % 6).to_string()])
}

pub fn issue_id(number: u8) -> IssueId {
    IssueId::of(&["sample", &(number % 4).to_string()])
}

fn issue(number: u8, content: u8) -> Issue {
    let mut issue = Issue {
        id: issue_id(number),
        label: format!(
            "Toll {}",
            ["reform", "Reform", "réform"][usize::from(content % 3)]
        ),
        about: vec![actor_id(number), actor_id(content)],
        aliases: vec![format!("wording {}", content % 4)],
        broader: (!number.is_multiple_of(4))
            .then(|| issue_id(0))
            .into_iter()
            .collect(),
    };
    issue.absorb(&issue.clone());
    issue
}

pub fn document_id(content: u8) -> DocumentId {
    DocumentId::of(&["sample", &content.to_string()])
}

/// The whole document with all it gives.
pub fn extraction(seed: &Seed) -> Extraction {
    let content = seed.content;
    let document = document_id(content);
    let text = text(content);
    let extractor = format!("demarche-test/{}", seed.extractor);
    let mut given = Extraction {
        document: Document {
            id: document,
            paths: seed.path.map(path).into_iter().collect(),
            title: Some(format!("Briefing {content}")),
            outlet: None,
            url: None,
            date: "2025-02".parse().ok(),
            sha256: [content; 32],
            text: seed.with_text.then(|| text.clone()),
        },
        actors: (0..6).map(|number| actor(number, content)).collect(),
        issues: (0..4).map(|number| issue(number, content)).collect(),
        attributions: Vec::new(),
        statements: Vec::new(),
        relations: Vec::new(),
    };
    let place = |number: usize| sentence(content, number % 9);
    for (number, &(holder, target, polarity)) in seed.stances.iter().enumerate() {
        let words = [document.to_string(), number.to_string(), holder.to_string()];
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let span = place(number);
        given.statements.push(Statement {
            id: StatementId::of(&words),
            holder: actor_id(holder),
            target: if target % 2 == 0 {
                actor_id(target).into()
            } else {
                issue_id(target).into()
            },
            polarity: Polarity::ALL[usize::from(polarity) % 3],
            confidence: Confidence::from_percent(polarity),
            mode: Mode::ALL[number % 3],
            via: (holder % 2 == 1)
                .then(|| actor_id(target))
                .into_iter()
                .collect(),
            hedged: polarity % 4 == 3,
            document,
            span,
            evidence: span.slice(&text).unwrap().into(),
            cue: Span::new(span.start(), span.start() + 3),
            holder_span: None,
            target_span: Some(span),
            rule: "test.stance".into(),
            extractor: extractor.clone(),
            date: format!("2025-02-{:02}", polarity % 28 + 1).parse().ok(),
        });
        given.attributions.push(Attribution {
            id: AttributionId::of(&words),
            document,
            source: (number % 2 == 0).then(|| actor_id(holder)),
            source_span: None,
            cue: None,
            span,
            spans: vec![span],
            via: Vec::new(),
            mode: Mode::Paraphrase,
            rule: "test.said".into(),
            extractor: extractor.clone(),
            date: None,
        });
    }
    for (number, &(subject, object, kind)) in seed.ties.iter().enumerate() {
        let words = [document.to_string(), number.to_string(), object.to_string()];
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let span = place(number + 3);
        let kinds = RelationKind::ROWS;
        given.relations.push(Relation {
            id: RelationId::of(&words),
            subject: actor_id(subject),
            kind: kinds[usize::from(kind) % kinds.len()].kind,
            object: actor_id(object),
            office: (kind % 2 == 0).then(|| "harbour master".into()),
            status: Status::ALL[usize::from(kind) % 7],
            valid_from: (kind % 3 == 0).then(|| "2019".parse().unwrap()),
            valid_to: (kind % 4 == 0).then(|| "2024-05".parse().unwrap()),
            confidence: Confidence::FULL,
            hedged: false,
            document,
            span,
            evidence: span.slice(&text).unwrap().into(),
            cue: None,
            subject_span: Some(span),
            object_span: None,
            rule: "test.tie".into(),
            extractor: extractor.clone(),
            date: "2025-02-12".parse().ok(),
        });
    }
    given.attributions.sort_by_key(|item| item.id);
    given.statements.sort_by_key(|item| item.id);
    given.relations.sort_by_key(|item| item.id);
    given.actors.sort_by_key(|item| item.id);
    given.issues.sort_by_key(|item| item.id);
    given
}

pub fn path(number: u8) -> String {
    format!("news/{number}.txt")
}

/// Nine sentences; those of every seventh document fill several blocks of the store.
fn text(content: u8) -> String {
    (0..9)
        .map(|number| sentence_text(content, number))
        .collect()
}

fn sentence_text(content: u8, number: usize) -> String {
    let filler = if content % 7 == 6 { 900 } else { 1 };
    format!(
        "Brandt sügt nein, {content}.{number}. {}",
        "Łoud — ".repeat(filler)
    )
}

fn sentence(content: u8, number: usize) -> Span {
    let len = |number| u32::try_from(sentence_text(content, number).len()).unwrap();
    let start = (0..number).map(len).sum();
    Span::new(start, start + len(number)).unwrap()
}

pub fn decision(number: u8) -> Decision {
    let time = format!("2025-03-01T10:00:{:02}Z", number % 60);
    Decision {
        id: DecisionId::of(&["merge", &number.to_string()]),
        action: DecisionAction::ALL[usize::from(number) % 7],
        operands: vec![actor_id(0).to_string(), actor_id(1).to_string()],
        author: "ilse".into(),
        time,
    }
}
