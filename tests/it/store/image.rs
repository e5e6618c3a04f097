//! The image: the same answers as the stores, to whoever reads, whatever else goes on.

use std::fs;
use std::path::{Path, PathBuf};

use demarche_model::{
    ActorId, Document, HalfEdge, HalfKind, Link, Names, Neighbours, NodeId, Numbered, Observations,
    Read, Sought, fold_name, scan_names,
};
use demarche_store::{Decided, Finding, Image, MemoryStore, Mode, SledStore, Store, StoreError};

use super::conformance::{dump, fill, shown};
use super::questions::{same_ends, same_questions};
use super::sample::{Seed, decision, document_id, extraction};

/// Holds an image to a store: scans, look-ups by id and name, the graph by id and by number.
/// Records are those of the store; links and names are as its decisions make them.
pub fn same_answers(image: &Image, store: &dyn Store) {
    let decided = Decided::new(store).unwrap();
    let (graph, links, names) = shown(&decided);
    let drawn = Decided::drawn(image).unwrap();
    assert_eq!(shown(&drawn), (graph, links.clone(), names.clone()));
    assert_eq!(image.check(), []);
    let graph = store.graph().unwrap();
    let headings = graph.documents.iter().cloned().map(Document::without_text);
    let headings: Vec<_> = headings.collect();
    for view in [image as &dyn Observations, &store] {
        let all: Vec<_> = view.headings().collect::<Result<_, _>>().unwrap();
        assert_eq!(all, headings);
        for item in &headings {
            assert_eq!(view.heading(item.id).unwrap().as_ref(), Some(item));
        }
    }
    for item in graph.documents {
        assert_eq!(image.document(item.id).unwrap(), Some(item));
    }
    for item in graph.actors {
        assert_eq!(image.actor(item.id).unwrap(), Some(item));
    }
    for item in graph.issues {
        assert_eq!(image.issue(item.id).unwrap(), Some(item));
    }
    for item in graph.attributions {
        assert_eq!(image.attribution(item.id).unwrap(), Some(item));
    }
    for item in graph.statements {
        assert_eq!(image.statement(item.id).unwrap(), Some(item));
    }
    for item in graph.relations {
        assert_eq!(image.relation(item.id).unwrap(), Some(item));
    }
    assert_eq!(image.document(document_id(99)).unwrap(), None);
    let pairs = names.len() as u64;
    for (name, _) in names {
        let nodes = decided.named(&name).unwrap();
        assert_eq!(drawn.named(&name).unwrap(), nodes);
        same_sought(&drawn, &decided, &name);
    }
    let numbered = drawn.numbered().unwrap();
    assert_eq!(numbered.nodes() as usize, links.len());
    for (number, (node, links)) in (0..).zip(&links) {
        assert_eq!(numbered.node(number).unwrap(), Some(*node));
        assert_eq!(numbered.number(*node).unwrap(), Some(number));
        let halves = halves(numbered, number);
        assert_eq!(halves.len(), links.len());
        assert_eq!(numbered.degree(number).unwrap() as usize, links.len());
        for (half, link) in halves.iter().zip(links) {
            assert_eq!(numbered.node(half.other).unwrap(), Some(link.other));
            let mut tied = Vec::new();
            let between = drawn.between(*node, link.other, &mut |link| tied.push(link));
            between.unwrap();
            let same = |one: &&Link| one.other == link.other;
            let expect: Vec<_> = links.iter().filter(same).copied().collect();
            assert_eq!(tied, expect);
            assert_eq!(half.kind, HalfKind::from(link.kind));
            assert_eq!(
                (half.outgoing, half.polarity, half.confidence, half.hedged),
                (link.outgoing, link.polarity, link.confidence, link.hedged)
            );
            assert_eq!((half.from.get(), half.to.get()), (link.from, link.to));
        }
    }
    same_ends(numbered);
    let nodes: Vec<NodeId> = links.iter().map(|(node, _)| *node).collect();
    same_questions(&drawn, &decided, &nodes);
    let nobody = NodeId::from(ActorId::of(&["nobody"]));
    assert_eq!(numbered.number(nobody).unwrap(), None);
    assert_eq!(numbered.node(numbered.nodes()).unwrap(), None);
    assert_eq!(halves(numbered, numbered.nodes()), []);
    assert_eq!(numbered.degree(numbered.nodes()).unwrap(), 0);
    let (counted, found) = (store.stats().unwrap(), image.stats().unwrap());
    let expect = demarche_store::Stats {
        bytes: found.bytes,
        names: pairs,
        ..counted
    };
    assert_eq!(found, expect);
}

/// Holds the names found by a part of one, or by what is near it, to a look at all of them.
fn same_sought(found: &dyn Names, all: &dyn Names, name: &str) {
    let words: Vec<&str> = name.split(' ').collect();
    let start: String = name.chars().take(3).collect();
    let slip: String = name.chars().rev().skip(1).chain(['q']).collect();
    let slip: String = slip.chars().rev().collect();
    let sought = [
        Sought::Words(&words),
        Sought::Words(&words[words.len() - 1..]),
        Sought::Start(&start),
        Sought::Start(name),
        Sought::Near(name, 0),
        Sought::Near(&slip, 2),
        Sought::Near(words[words.len() - 1], 1),
    ];
    for sought in sought {
        let expect = scan_names(all.names(), sought).unwrap();
        assert_eq!(found.sought(sought).unwrap(), expect, "{sought:?}");
        assert_eq!(all.sought(sought).unwrap(), expect);
    }
}

fn halves(numbered: &dyn Numbered, number: u32) -> Vec<HalfEdge> {
    let mut halves = Vec::new();
    numbered
        .half_edges(number, &mut |half| halves.push(half))
        .unwrap();
    halves
}

fn store(place: &Path) -> (PathBuf, SledStore) {
    let path = place.join("x.db");
    let store = SledStore::open(&path, Mode::Create).unwrap();
    (path, store)
}

fn open(path: &Path) -> Image {
    Image::open(path).unwrap().unwrap()
}

#[test]
fn an_image_answers_as_the_store_does() {
    let place = tempfile::tempdir().unwrap();
    let (path, store) = store(place.path());
    store.publish().unwrap();
    same_answers(&open(&path), &MemoryStore::new());
    fill(&store);
    for number in 0..4 {
        store.decide(&decision(number)).unwrap();
    }
    let stances = (0..5).cycle().zip((0..3).cycle()).take(600);
    let stances = stances
        .map(|(holder, polarity)| (holder, 7, polarity))
        .collect();
    let many = Seed {
        stances,
        ..Seed::plain(41)
    };
    store.ingest(&extraction(&many)).unwrap();
    store.publish().unwrap();
    same_answers(&open(&path), &store);
}

#[test]
fn an_image_needs_no_lock_and_stays_as_it_is() {
    let place = tempfile::tempdir().unwrap();
    let (path, store) = store(place.path());
    assert!(Image::open(&path).unwrap().is_none());
    fill(&store);
    store.publish().unwrap();
    let (image, before) = (open(&path), dump(&store));
    assert!(image.is_fresh().unwrap());
    store.ingest(&extraction(&Seed::plain(50))).unwrap();
    assert!(!image.is_fresh().unwrap());
    assert_eq!(shown(&open(&path)), before);
    store.publish().unwrap();
    assert_eq!(shown(&image), before);
    let newer = open(&path);
    assert!(newer.is_fresh().unwrap());
    assert_eq!(shown(&newer), dump(&store));
    assert_eq!((image.generation(), newer.generation()), (1, 2));
}

#[test]
fn an_unchanged_store_is_not_published_again() {
    let place = tempfile::tempdir().unwrap();
    let (path, store) = store(place.path());
    fill(&store);
    assert_eq!(store.publish().unwrap(), 1);
    assert_eq!(store.publish().unwrap(), 1);
    drop(store);
    let store = SledStore::open(&path, Mode::Read).unwrap();
    assert_eq!(store.publish().unwrap(), 1);
    fs::remove_file(path.join("image/g1.img")).unwrap();
    assert_eq!(store.publish().unwrap(), 2);
    fs::write(path.join("image/CURRENT"), "damage").unwrap();
    assert!(matches!(
        Image::open(&path).unwrap_err(),
        StoreError::Corrupt { .. }
    ));
    store.publish().unwrap();
    same_answers(&open(&path), &store);
}

/// A document that adds nodes at both ends of the others, one that goes, and one that changes.
#[test]
fn changes_stand_beside_the_whole() {
    let place = tempfile::tempdir().unwrap();
    let (path, store) = store(place.path());
    fill(&store);
    store.publish().unwrap();
    let mut generation = 1;
    let mut check = |what: &str, whole: bool| {
        generation += 1;
        assert_eq!(store.publish_changes().unwrap(), generation, "{what}");
        let image = open(&path);
        assert_eq!(image.is_whole(), whole, "{what}");
        same_answers(&image, &store);
    };
    for number in 0..12 {
        let mut item = extraction(&Seed::plain(60 + number));
        for n in 0..3u8 {
            let name = format!("Newcomer {number} {n}");
            let mut newcomer = item.actors[0].clone();
            newcomer.id = ActorId::of(&[&name]);
            newcomer.name = name;
            newcomer.aliases.clear();
            item.statements[usize::from(n)].holder = newcomer.id;
            item.actors.push(newcomer);
        }
        store.ingest(&item).unwrap();
        check("an ingest", false);
    }
    for number in [61, 65, 2, 0] {
        assert!(store.forget(document_id(number)).unwrap());
        check("forgetting", false);
    }
    let newer = Seed {
        extractor: 1,
        stances: vec![(4, 1, 2)],
        ..Seed::plain(3)
    };
    store.ingest(&extraction(&newer)).unwrap();
    check("a newer extractor", false);
    store.decide(&decision(1)).unwrap();
    check("a decision", false);
    for number in [62, 63, 64, 66, 67, 68, 69, 70, 71, 60] {
        assert!(store.forget(document_id(number)).unwrap());
    }
    check("forgetting all that came", false);
    store.rebuild().unwrap();
    check("a rebuild", true);
}

/// Changes that this handle of the store has not seen are not guessed at.
#[test]
fn unknown_changes_make_a_whole_image() {
    let place = tempfile::tempdir().unwrap();
    let (path, mut store) = store(place.path());
    fill(&store);
    store.publish().unwrap();
    store.ingest(&extraction(&Seed::plain(70))).unwrap();
    drop(store);
    store = SledStore::open(&path, Mode::Write).unwrap();
    store.ingest(&extraction(&Seed::plain(71))).unwrap();
    store.publish_changes().unwrap();
    assert!(open(&path).is_whole());
    same_answers(&open(&path), &store);
    drop(store);
    store = SledStore::open(&path, Mode::Write).unwrap();
    store.ingest(&extraction(&Seed::plain(72))).unwrap();
    store.publish_changes().unwrap();
    assert!(!open(&path).is_whole());
    same_answers(&open(&path), &store);
}

#[test]
fn older_images_and_rests_are_removed() {
    let place = tempfile::tempdir().unwrap();
    let (path, store) = store(place.path());
    for number in 0..3 {
        store.ingest(&extraction(&Seed::plain(number))).unwrap();
        store.publish().unwrap();
        fs::write(path.join("image/g9.img.new"), "half").unwrap();
    }
    fs::write(path.join("image/g9.img.part"), "half").unwrap();
    store.forget(document_id(1)).unwrap();
    store.publish().unwrap();
    let names = fs::read_dir(path.join("image")).unwrap();
    let mut names: Vec<_> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["CURRENT", "g4.img"]);
}

#[test]
fn what_is_no_store_has_no_image() {
    let place = tempfile::tempdir().unwrap();
    let error = Image::open(place.path().join("x.db")).unwrap_err();
    assert!(matches!(error, StoreError::Missing { .. }), "{error}");
    fs::write(place.path().join("letter"), "Dear all").unwrap();
    let error = Image::open(place.path()).unwrap_err();
    assert!(matches!(error, StoreError::NotAStore { .. }), "{error}");
    let (path, store) = store(place.path());
    store.publish().unwrap();
    fs::write(path.join("FORMAT"), "demarche store\nformat 77\n").unwrap();
    let error = Image::open(&path).unwrap_err();
    assert!(
        matches!(error, StoreError::FormatVersion { found: 77, .. }),
        "{error}"
    );
}

/// An image of other content under the right name is found out by comparing.
#[test]
fn check_holds_an_image_to_the_store() {
    let place = tempfile::tempdir().unwrap();
    let (other_path, other) = store(&place.path().join("other"));
    let (path, store) = store(place.path());
    fill(&other);
    fill(&store);
    // The same number of changes, one of them other.
    other.ingest(&extraction(&Seed::plain(20))).unwrap();
    store.ingest(&extraction(&Seed::plain(21))).unwrap();
    other.publish().unwrap();
    store.publish().unwrap();
    let image = |path: &Path| path.join("image/g1.img");
    fs::rename(image(&other_path), image(&path)).unwrap();
    let findings = store.check_image().unwrap();
    for kind in ["documents", "actors", "statements", "names", "graph"] {
        let named = |finding: &Finding| finding.key.starts_with(kind);
        assert!(findings.iter().any(named), "{kind}: {findings:?}");
    }
}

/// Reads all that an image shows; the first failure.
fn read(path: &Path) -> Result<(), StoreError> {
    let image = Image::open(path)?.unwrap();
    let mut nodes = Vec::new();
    let failed = |result: Read<()>| result.map_err(StoreError::from);
    failed(image.documents().try_for_each(|item| item.map(drop)))?;
    failed(image.actors().try_for_each(|item| {
        nodes.push(NodeId::from(item?.id));
        Ok(())
    }))?;
    failed(image.issues().try_for_each(|item| {
        nodes.push(NodeId::from(item?.id));
        Ok(())
    }))?;
    failed(image.attributions().try_for_each(|item| item.map(drop)))?;
    failed(image.statements().try_for_each(|item| item.map(drop)))?;
    failed(image.relations().try_for_each(|item| item.map(drop)))?;
    failed(image.decisions().try_for_each(|item| item.map(drop)))?;
    for node in nodes {
        failed(image.neighbours(node, &mut |_| {}))?;
    }
    failed(image.named(&fold_name("Brandt")).map(drop))?;
    failed(image.names().try_for_each(|item| item.map(drop)))
}

#[test]
fn a_flipped_byte_is_found_by_use_and_by_check() {
    let place = tempfile::tempdir().unwrap();
    let (path, store) = store(place.path());
    fill(&store);
    store.publish().unwrap();
    read(&path).unwrap();
    let file = path.join("image/g1.img");
    let whole = fs::read(&file).unwrap();
    assert_eq!(store.check_image().unwrap(), []);
    for place in (0..whole.len()).step_by(whole.len() / 97) {
        let mut damaged = whole.clone();
        damaged[place] ^= 1;
        // A new file: what is mapped must not change.
        fs::remove_file(&file).unwrap();
        fs::write(&file, &damaged).unwrap();
        let error = read(&path).unwrap_err();
        assert!(
            matches!(error, StoreError::Corrupt { tree: "image", .. }),
            "{place}: {error}"
        );
        assert_ne!(store.check_image().unwrap(), []);
    }
    store.rebuild().unwrap();
    store.publish().unwrap();
    assert_eq!(store.check_image().unwrap(), []);
    let file = path.join("image/g2.img");
    for len in [0, 1, 40, whole.len() / 2, whole.len() - 1] {
        fs::remove_file(&file).unwrap();
        fs::write(&file, &whole[..len]).unwrap();
        assert!(read(&path).is_err(), "{len}");
    }
}
