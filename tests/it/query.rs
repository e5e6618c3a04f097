//! Queries over real stores: memory and disk answer alike, and index and scan agree.

use demarche_model::{
    Actor, ActorId, ActorKind, Confidence, Document, DocumentId, Extraction, Issue, IssueId, Mode,
    NodeId, ObservationId, Polarity, Relation, RelationId, RelationKind, Span, Statement,
    StatementId, Status,
};
use demarche_query::{
    Filter, RelationQuery, Resolution, StanceQuery, View, Wanted, k_shortest, net_stances,
    relation_edges, resolve, stance_edges, summary, whole, why_edge,
};
use demarche_store::{MemoryStore, SledStore, Store};

const TEXT: &str = "Anna Weber backs the harbour plan. Otto Lind rejects it. Lind met Weber.";
const PEOPLE: [&str; 4] = ["Anna Weber", "Otto Lind", "Ida Berg", "Emil Dahl"];

fn person(index: usize) -> ActorId {
    ActorId::of(&["person", PEOPLE[index % PEOPLE.len()]])
}

fn plan() -> IssueId {
    IssueId::of(&["harbour plan"])
}

/// A document whose people take stances on each other and on the plan, and meet.
pub(crate) fn extraction(number: usize) -> Extraction {
    let id = DocumentId::of(&[&number.to_string()]);
    let date = format!("2025-0{}", number + 1).parse().ok();
    let span = |start: usize, end: usize| {
        let ends = u32::try_from(start).ok().zip(u32::try_from(end).ok());
        ends.and_then(|(start, end)| Span::new(start, end)).unwrap()
    };
    let statement = |place: usize, holder: usize, target: NodeId, polarity| Statement {
        id: StatementId::of(&[&number.to_string(), &place.to_string()]),
        holder: person(holder),
        target,
        polarity,
        confidence: Confidence::from_percent(60 + u8::try_from(10 * place + number).unwrap()),
        mode: Mode::Narrator,
        via: Vec::new(),
        hedged: place == 1,
        document: id,
        span: span(0, 34),
        evidence: TEXT[..34].into(),
        cue: Some(span(11, 16)),
        holder_span: Some(span(0, 10)),
        target_span: Some(span(17, 33)),
        rule: "rule".into(),
        extractor: "test".into(),
        date,
    };
    let relation = |kind: RelationKind, subject, object| Relation {
        id: RelationId::of(&[&number.to_string(), kind.as_str()]),
        subject: person(subject),
        kind,
        object: person(object),
        office: None,
        status: Status::Past,
        valid_from: None,
        valid_to: None,
        confidence: Confidence::FULL,
        hedged: false,
        document: id,
        span: span(57, 72),
        evidence: TEXT[57..72].into(),
        cue: None,
        subject_span: None,
        object_span: None,
        rule: "rule".into(),
        extractor: "test".into(),
        date,
    };
    let mut relations = vec![
        relation(RelationKind::MetWith, number + 1, number),
        relation(RelationKind::AdviserTo, number + 2, number),
    ];
    let mut statements = vec![
        statement(0, number, plan().into(), Polarity::Support),
        statement(1, number + 1, plan().into(), Polarity::Oppose),
        statement(2, number + 1, person(number).into(), Polarity::Oppose),
    ];
    let mut actors: Vec<Actor> = (0..PEOPLE.len())
        .map(|index| Actor {
            id: person(index),
            name: PEOPLE[index].into(),
            kind: ActorKind::Person,
            aliases: Vec::new(),
            wikidata: None,
        })
        .collect();
    actors.sort_by_key(|item| item.id);
    statements.sort_by_key(|item| item.id);
    relations.sort_by_key(|item| item.id);
    Extraction {
        document: Document {
            id,
            paths: vec![format!("{number}.txt")],
            title: Some(format!("Number {number}")),
            outlet: None,
            url: None,
            date,
            sha256: [0; 32],
            text: Some(TEXT.into()),
        },
        actors,
        issues: vec![Issue {
            id: plan(),
            label: "harbour plan".into(),
            about: vec![person(3)],
            aliases: Vec::new(),
            broader: Vec::new(),
        }],
        attributions: Vec::new(),
        statements,
        relations,
    }
}

/// What a view answers to a little of everything.
fn answers(view: &dyn View) -> Vec<String> {
    let any = Filter::default();
    let dated = Filter {
        since: "2025-02".parse().ok(),
        documents: Some([DocumentId::of(&["2"])].into()),
        ..Filter::default()
    };
    let mut told = Vec::new();
    for filter in [&any, &dated] {
        let (from, to) = (person(0).into(), person(2).into());
        told.push(format!(
            "{:?}",
            k_shortest(view, from, to, 5, filter).unwrap()
        ));
        told.push(format!("{:?}", whole(view, filter).unwrap()));
        told.push(format!(
            "{:?}",
            why_edge(view, from, plan().into(), filter, 9).unwrap()
        ));
    }
    let stances = StanceQuery::default();
    told.push(format!("{:?}", stance_edges(view, &stances).unwrap()));
    told.push(format!("{:?}", net_stances(view, &stances).unwrap()));
    told.push(format!(
        "{:?}",
        relation_edges(view, &RelationQuery::default()).unwrap()
    ));
    told.push(format!("{:?}", summary(view, 3).unwrap()));
    for name in ["lind", "Harbor plan", "e", "IDA BERG"] {
        told.push(format!("{:?}", resolve(view, name, Wanted::Any).unwrap()));
    }
    told
}

#[test]
fn memory_and_disk_answer_alike() {
    let place = tempfile::tempdir().unwrap();
    let memory = MemoryStore::new();
    let disk = SledStore::open(place.path().join("x.db"), demarche_store::Mode::Create).unwrap();
    for number in 0..4 {
        memory.ingest(&extraction(number)).unwrap();
        disk.ingest(&extraction(3 - number)).unwrap();
    }
    assert_eq!(answers(&memory), answers(&disk));
}

#[test]
fn the_index_and_the_records_give_the_same_edges() {
    let store = MemoryStore::new();
    for number in 0..4 {
        store.ingest(&extraction(number)).unwrap();
    }
    let all = stance_edges(&store, &StanceQuery::default()).unwrap();
    assert_eq!(all.iter().map(|edge| edge.count).sum::<usize>(), 12);
    let relations = relation_edges(&store, &RelationQuery::default()).unwrap();
    assert_eq!(relations.iter().map(|edge| edge.count).sum::<usize>(), 8);
    for holder in (0..4).map(person) {
        let query = StanceQuery {
            holder: Some(holder),
            ..StanceQuery::default()
        };
        let mut held = all.clone();
        held.retain(|edge| edge.from == holder.into());
        assert_eq!(stance_edges(&store, &query).unwrap(), held);
        let query = RelationQuery {
            either: Some(holder),
            ..RelationQuery::default()
        };
        let mut tied = relations.clone();
        tied.retain(|edge| [edge.from, edge.to].contains(&holder.into()));
        assert_eq!(relation_edges(&store, &query).unwrap(), tied);
    }
}

#[test]
fn a_name_a_path_and_its_reasons() {
    let store = MemoryStore::new();
    store.ingest(&extraction(0)).unwrap();
    let one = |name| match resolve(&store, name, Wanted::Any).unwrap() {
        Resolution::One(id) => id,
        other => panic!("{name}: {other:?}"),
    };
    let (anna, plan) = (one("weber"), one("the Harbour Plan"));
    let paths = k_shortest(&store, anna, plan, 1, &Filter::default()).unwrap();
    let hop = &paths[0].hops[0];
    let expect = StatementId::of(&["0", "0"]);
    assert_eq!(hop.edge().best(), Some(ObservationId::Statement(expect)));
    let reasons = why_edge(&store, anna, plan, &Filter::default(), 9).unwrap();
    assert_eq!(reasons.len(), 1);
    let passage = |part: &Option<demarche_query::Passage>| part.clone().unwrap().words;
    assert_eq!(passage(&reasons[0].cue), "backs");
    assert_eq!(passage(&reasons[0].from_mention), "Anna Weber");
    assert_eq!(passage(&reasons[0].to_mention), "the harbour plan");
}
