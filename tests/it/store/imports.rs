//! Tables of nodes and edges: packed runs on disk against plain records in memory.

use std::path::Path;

use demarche_model::{
    Confidence, Date, Decision, Document, DocumentId, EdgeRow, Extraction, HalfKind, Names,
    NodeRow, Observations, Polarity, RelationKind, table,
};
use demarche_store::{Image, MemoryStore, Mode, Outcome, SledStore, Stats, Store, StoreError};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

use super::conformance::{dump, samples};
use super::damage::engine;
use super::image::same_answers;
use super::sample::{Seed, actor, actor_id, document_id, extraction, issue_id, path};

/// A table over the nodes of the sample documents.
#[derive(Debug, Clone)]
pub struct Table {
    content: u8,
    path: u8,
    pub nodes: Vec<NodeRow>,
    pub edges: Vec<EdgeRow>,
}

impl Table {
    /// As the hash of its bytes is.
    pub fn id(&self) -> DocumentId {
        DocumentId::of(&[&format!("{:?} {:?}", self.nodes, self.edges)])
    }

    fn document(&self) -> Document {
        Document {
            id: self.id(),
            paths: vec![path(self.path)],
            title: None,
            outlet: None,
            url: None,
            date: None,
            sha256: [self.content; 32],
            text: None,
        }
    }

    fn plain(&self) -> Extraction {
        table(self.document(), &self.nodes, self.edges.clone())
    }

    pub fn import(&self, store: &SledStore) -> Result<Outcome, StoreError> {
        let mut importing = store.import(self.nodes.clone(), 0)?;
        for edge in &self.edges {
            importing.push(edge)?;
        }
        importing.finish(self.document(), &mut |_| ())
    }
}

/// A node of a number below ten, as the table of a content names it.
fn node(number: u8, content: u8) -> NodeRow {
    if number < 6 {
        let actor = actor(number, content);
        NodeRow {
            id: actor.id.into(),
            kind: Some(actor.kind),
            name: actor.name.into(),
        }
    } else {
        NodeRow {
            id: issue_id(number).into(),
            kind: None,
            name: format!("Toll reform {}", content % 2).into(),
        }
    }
}

fn date(number: u8) -> Option<Date> {
    let year = 2020 + u16::from(number % 5);
    match number % 4 {
        0 => None,
        1 => Date::new(year, None, None),
        2 => Date::new(year, Some(number % 12 + 1), None),
        _ => Date::new(year, Some(number % 12 + 1), Some(number % 28 + 1)),
    }
}

/// An edge of numbers, if there is one of that kind between these nodes.
fn edge(nodes: &[NodeRow], numbers: (u8, u8, u8, u8, u8, u8)) -> Option<EdgeRow> {
    let (from, to, kind, percent, first, last) = numbers;
    let place = |number: u8| u32::from(number) % u32::try_from(nodes.len()).unwrap();
    let (from, to) = (place(from), place(to));
    let (kind, polarity) = match kind % 8 {
        0..3 => (
            HalfKind::Stance,
            Some(Polarity::ALL[usize::from(kind % 8) % 3]),
        ),
        3..6 => {
            let row = usize::from(kind) % RelationKind::ROWS.len();
            (HalfKind::Relation(RelationKind::ROWS[row].kind), None)
        }
        6 => (HalfKind::About, None),
        _ => (HalfKind::Broader, None),
    };
    let plain = !kind.observed();
    let node = |place: u32| nodes[place as usize].id;
    EdgeRow::joins(kind, node(from), node(to)).then(|| EdgeRow {
        from,
        to,
        kind,
        polarity,
        confidence: Confidence::from_percent(if plain { 100 } else { percent }),
        first: date(first).filter(|_| !plain),
        last: date(last).filter(|_| !plain && kind != HalfKind::Stance),
    })
}

fn a_table(edges: usize) -> impl Strategy<Value = Table> {
    let numbers = (0u8..10, 0u8..10, 0u8..40, 0u8..101, 0u8..9, 0u8..9);
    let parts = (0u8..4, 0u8..6, btree_set(0u8..10, 1..10));
    (parts, vec(numbers, 0..edges)).prop_map(|((content, path, chosen), edges)| {
        let mut nodes: Vec<_> = chosen.iter().map(|&number| node(number, content)).collect();
        nodes.sort_by_key(|node| node.id);
        let edges = edges.iter().filter_map(|&numbers| edge(&nodes, numbers));
        let edges = edges.collect();
        Table {
            content,
            path,
            nodes,
            edges,
        }
    })
}

/// What happens to one of a few tables or documents, by number.
#[derive(Debug, Clone)]
enum Step {
    Import(usize, u8),
    /// The same table, as plain records on both stores.
    Records(usize, u8),
    Load(usize, u8),
    ForgetTable(usize),
    Ingest(u8),
    Forget(u8),
    Rebuild,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0usize..4, 0u8..6).prop_map(|(table, path)| Step::Import(table, path)),
        1 => (0usize..4, 0u8..6).prop_map(|(table, path)| Step::Records(table, path)),
        1 => (0usize..4, 0u8..6).prop_map(|(table, path)| Step::Load(table, path)),
        2 => (0usize..4).prop_map(Step::ForgetTable),
        3 => (0u8..6).prop_map(Step::Ingest),
        1 => (0u8..6).prop_map(Step::Forget),
        1 => Just(Step::Rebuild),
        1 => Just(Step::Reopen),
    ]
}

/// What one step did, in words that both stores can be compared by.
fn apply(store: &dyn Store, disk: Option<&SledStore>, tables: &[Table], step: &Step) -> String {
    let table = |number: usize, path: u8| Table {
        path,
        ..tables[number % tables.len()].clone()
    };
    match *step {
        Step::Import(number, path) => match disk {
            Some(disk) => format!("{:?}", table(number, path).import(disk)),
            None => format!("{:?}", store.ingest(&table(number, path).plain())),
        },
        Step::Records(number, path) => {
            format!("{:?}", store.ingest(&table(number, path).plain()))
        }
        Step::Load(number, path) => {
            let other = MemoryStore::new();
            other.ingest(&table(number, path).plain()).unwrap();
            format!("{:?}", store.load(other.graph().unwrap()))
        }
        Step::ForgetTable(number) => format!("{:?}", store.forget(table(number, 0).id())),
        Step::Ingest(number) => format!("{:?}", store.ingest(&extraction(&Seed::plain(number)))),
        Step::Forget(number) => format!("{:?}", store.forget(document_id(number))),
        Step::Rebuild => format!("{:?}", store.rebuild()),
        Step::Reopen => String::new(),
    }
}

fn agree(disk: &SledStore, memory: &MemoryStore) {
    assert_eq!(dump(disk), dump(memory));
    let counts = |store: &dyn Store| Stats {
        bytes: 0,
        ..store.stats().unwrap()
    };
    assert_eq!(counts(disk), counts(memory));
    let graph = memory.graph().unwrap();
    for item in graph.documents {
        let (left, right) = (disk.extraction(item.id), memory.extraction(item.id));
        assert_eq!(left.unwrap(), right.unwrap());
    }
    let few = 1 + graph.statements.len() / 100;
    for item in graph.statements.into_iter().step_by(few) {
        assert_eq!(disk.statement(item.id).unwrap(), Some(item));
    }
    for item in graph.relations.into_iter().step_by(few) {
        assert_eq!(disk.relation(item.id).unwrap(), Some(item));
    }
    for (name, _) in memory.names().map(Result::unwrap).step_by(few) {
        assert_eq!(disk.named(&name).unwrap(), memory.named(&name).unwrap());
    }
    for number in 0..6 {
        let (actor, issue) = (actor_id(number), issue_id(number));
        assert_eq!(disk.actor(actor).unwrap(), memory.actor(actor).unwrap());
        assert_eq!(disk.issue(issue).unwrap(), memory.issue(issue).unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn tables_on_disk_and_in_memory_agree(
        tables in vec(a_table(60), 1..5),
        steps in vec(step(), 1..10),
    ) {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("x.db");
        let memory = MemoryStore::new();
        let mut disk = SledStore::open(&path, Mode::Create).unwrap();
        for (number, step) in steps.iter().enumerate() {
            if matches!(step, Step::Reopen) {
                drop(disk);
                disk = SledStore::open(&path, Mode::Write).unwrap();
            }
            let done = apply(&disk, Some(&disk), &tables, step);
            prop_assert_eq!(done, apply(&memory, None, &tables, step), "{:?}", step);
            if number % 3 == 1 {
                disk.publish_changes().unwrap();
                same_answers(&Image::open(&path).unwrap().unwrap(), &memory);
            }
        }
        agree(&disk, &memory);
        disk.publish_changes().unwrap();
        same_answers(&Image::open(&path).unwrap().unwrap(), &memory);
        disk.publish_whole().unwrap();
        same_answers(&Image::open(&path).unwrap().unwrap(), &memory);
    }
}

/// The node of a made table that many edges leave, and the one that many lead to.
const HUB: u32 = 100;
const SINK: u32 = 77;

/// Many nodes and edges, so that every run has several blocks and a hub spans some of them.
fn large() -> Table {
    let table = made(2100, 8_000);
    assert!(table.edges.len() > 4096);
    table
}

/// A table with a node that many edges leave, and one that many lead to.
pub fn made(count: u32, edges: u32) -> Table {
    let mut nodes: Vec<_> = (0..count)
        .map(|number| {
            let name = format!("Party {}", number % (count - 100));
            NodeRow {
                id: demarche_model::ActorId::of(&["large", &number.to_string()]).into(),
                kind: Some(demarche_model::ActorKind::Organization),
                name: name.into(),
            }
        })
        .collect();
    nodes.extend((6..10).map(|number| node(number, 1)));
    nodes.sort_by_key(|node| node.id);
    let mut state = 7u32;
    let mut random = move |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % below
    };
    let edges = (0..edges).filter_map(|_| {
        let hub = random(3) == 0;
        let from = if hub { HUB } else { random(count + 4) };
        let to = if random(3) == 0 {
            SINK
        } else {
            random(count + 4)
        };
        let mut few = |below| u8::try_from(random(below)).unwrap();
        let kind = (few(40), few(101), few(9), few(9));
        let chosen = edge(&nodes, (0, 0, kind.0, kind.1, kind.2, kind.3))
            .or(edge(&nodes, (0, 0, 1, kind.1, kind.2, 0)))?;
        let row = EdgeRow { from, to, ..chosen };
        let node = |place: u32| nodes[place as usize].id;
        EdgeRow::joins(row.kind, node(from), node(to)).then_some(row)
    });
    let edges: Vec<_> = edges.collect();
    Table {
        content: 1,
        path: 40,
        nodes,
        edges,
    }
}

#[test]
fn a_table_of_many_blocks_reads_as_its_records() {
    let place = tempfile::tempdir().unwrap();
    let disk = SledStore::open(place.path().join("x.db"), Mode::Create).unwrap();
    let memory = MemoryStore::new();
    let table = large();
    memory.ingest(&table.plain()).unwrap();
    let mut told = 0;
    let mut importing = disk.import(table.nodes.clone(), 0).unwrap();
    for edge in table.edges.iter().rev() {
        importing.push(edge).unwrap();
    }
    let outcome = importing.finish(table.document(), &mut |done| told = done);
    assert_eq!(outcome.unwrap(), Outcome::Added);
    assert!(told > 0);
    assert_eq!(table.import(&disk).unwrap(), Outcome::Unchanged);
    agree(&disk, &memory);
}

#[test]
fn an_image_shows_tables_as_their_records() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    let disk = SledStore::open(&path, Mode::Create).unwrap();
    let memory = MemoryStore::new();
    let table = made(300, 900);
    memory.ingest(&table.plain()).unwrap();
    table.import(&disk).unwrap();
    let check = |whole: bool| {
        let image = Image::open(&path).unwrap().unwrap();
        assert_eq!(image.is_whole(), whole);
        same_answers(&image, &memory);
    };
    disk.publish().unwrap();
    check(true);
    assert_eq!(disk.check_image().unwrap(), []);
    for item in samples() {
        memory.ingest(&item).unwrap();
        disk.ingest(&item).unwrap();
    }
    disk.publish().unwrap();
    check(false);
    let hub = table.nodes[HUB as usize].id.to_string();
    let other = table.nodes[SINK as usize].id.to_string();
    let merge = Decision {
        operands: vec![hub, other],
        ..super::sample::decision(0)
    };
    memory.decide(&merge).unwrap();
    disk.decide(&merge).unwrap();
    disk.publish().unwrap();
    check(true);
}

#[test]
fn a_table_that_contradicts_itself_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let disk = SledStore::open(place.path().join("x.db"), Mode::Create).unwrap();
    let nodes = large().nodes;
    let turned: Vec<_> = nodes.iter().rev().cloned().collect();
    let refused = |nodes: Vec<NodeRow>| disk.import(nodes, 0).unwrap_err().to_string();
    assert!(refused(turned).contains("not in its order"));
    let mut mixed = nodes.clone();
    mixed[0].kind = None;
    assert!(refused(mixed).contains("of another kind"));
    let mut importing = disk.import(nodes, 0).unwrap();
    let about = EdgeRow {
        from: 0,
        to: 1,
        kind: HalfKind::About,
        polarity: None,
        confidence: Confidence::FULL,
        first: None,
        last: None,
    };
    let error = importing.push(&about).unwrap_err().to_string();
    assert!(error.contains("cannot join"), "{error}");
    let error = importing.push(&EdgeRow { to: 9999, ..about }).unwrap_err();
    assert!(error.to_string().contains("no such node"), "{error}");
    drop(importing);
    assert_eq!(dump(&disk), Default::default());
}

/// Every entry of a tree but the meta records.
fn records(path: &Path) -> usize {
    let db = engine(path);
    let tree = db.open_tree("demarche").unwrap();
    let keys = tree.iter().keys().map(Result::unwrap);
    keys.filter(|key| key[0] != 0).count()
}

#[test]
fn forgetting_a_table_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    let disk = SledStore::open(&path, Mode::Create).unwrap();
    let table = large();
    table.import(&disk).unwrap();
    for item in samples() {
        disk.ingest(&item).unwrap();
    }
    assert!(disk.forget(table.id()).unwrap());
    assert!(!disk.forget(table.id()).unwrap());
    for item in samples() {
        assert!(disk.forget(item.document.id).unwrap());
    }
    assert_eq!(dump(&disk), Default::default());
    drop(disk);
    assert_eq!(records(&path), 0);
}

#[test]
fn what_an_interrupted_import_left_is_swept_away() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    let disk = SledStore::open(&path, Mode::Create).unwrap();
    large().import(&disk).unwrap();
    let before = disk.graph().unwrap();
    drop(disk);
    let whole = records(&path);
    // The runs of another import, without its records.
    let db = engine(&path);
    let tree = db.open_tree("demarche").unwrap();
    for item in tree.scan_prefix(b"B") {
        let (key, value) = item.unwrap();
        let mut other = key.to_vec();
        other[1] ^= 1;
        tree.insert(other, value).unwrap();
    }
    tree.flush().unwrap();
    drop((tree, db));
    std::fs::create_dir(path.join("import")).unwrap();
    std::fs::write(path.join("import").join("part"), "half").unwrap();
    assert!(records(&path) > whole);
    let disk = SledStore::open(&path, Mode::Write).unwrap();
    assert_eq!(disk.graph().unwrap(), before);
    drop(disk);
    assert_eq!(records(&path), whole);
    assert!(!path.join("import").exists());
}

#[test]
fn damage_to_any_block_of_a_table_is_found() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    let disk = SledStore::open(&path, Mode::Create).unwrap();
    large().import(&disk).unwrap();
    drop(disk);
    let db = engine(&path);
    let tree = db.open_tree("demarche").unwrap();
    let keys: Vec<_> = tree.scan_prefix(b"B").keys().map(Result::unwrap).collect();
    let letters: std::collections::BTreeSet<u8> = keys.iter().map(|key| key[14]).collect();
    assert_eq!(letters, b"filnors".iter().copied().collect());
    drop((tree, db));
    for letter in letters {
        let key = keys.iter().rfind(|key| key[14] == letter).unwrap();
        let change = |change: &dyn Fn(&mut Vec<u8>)| {
            let db = engine(&path);
            let tree = db.open_tree("demarche").unwrap();
            let mut value = tree.get(key).unwrap().unwrap().to_vec();
            change(&mut value);
            tree.insert(key, value).unwrap();
            tree.flush().unwrap();
        };
        change(&|value| value[9] ^= 1);
        let disk = SledStore::open(&path, Mode::Write).unwrap();
        let findings = disk.check().unwrap();
        assert!(!findings.is_empty(), "{}", char::from(letter));
        drop(disk);
        change(&|value| value[9] ^= 1);
    }
    let disk = SledStore::open(&path, Mode::Write).unwrap();
    assert_eq!(disk.check().unwrap(), []);
}

/// A store is salvaged and compacted with its tables as they stand.
#[test]
fn tables_survive_salvage_and_compaction() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    let table = made(300, 900);
    let store = SledStore::open(&path, Mode::Create).unwrap();
    store.ingest(&extraction(&Seed::plain(1))).unwrap();
    table.import(&store).unwrap();
    let before = dump(&store);
    drop(store);
    let whole = place.path().join("whole.db");
    let (_, lost) = SledStore::salvage(&path, &whole).unwrap();
    assert_eq!(lost, []);
    assert!(dump(&SledStore::open(&whole, Mode::Read).unwrap()) == before);

    let store = SledStore::open(&path, Mode::Write).unwrap();
    store.compact().unwrap();
    assert!(dump(&SledStore::open(&path, Mode::Read).unwrap()) == before);
}
