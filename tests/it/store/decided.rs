//! Decisions applied in a view, against the same worked out plainly on a whole graph.

use std::collections::BTreeSet;

use demarche_model::{
    ActorId, Confidence, Decision, DecisionAction, DocumentId, Graph, Link, Names, Neighbours,
    NodeId, Observations, Source, Statement,
};
use demarche_store::{Act, Anchor, Claim, Decided, MemoryStore, Mode, SledStore, Store};

mod kept;
mod plain;
mod random;

use super::sample::{Seed, actor_id, document_id, extraction, issue_id};

fn all<T>(source: Source<'_, T>) -> Vec<T> {
    source.map(Result::unwrap).collect()
}

fn graph(view: &impl Observations) -> Graph {
    Graph {
        documents: all(view.documents()),
        actors: all(view.actors()),
        issues: all(view.issues()),
        attributions: all(view.attributions()),
        statements: all(view.statements()),
        relations: all(view.relations()),
        decisions: all(view.decisions()),
    }
}

fn links(view: &impl Neighbours, node: NodeId) -> Vec<Link> {
    let mut links = Vec::new();
    view.neighbours(node, &mut |link| links.push(link)).unwrap();
    links
}

/// Everything that can be asked of the view is what a store would say that holds the graph which
/// the plain way gives; without splits, deciding again changes nothing.
fn check(store: &MemoryStore) {
    let view = Decided::new(store).unwrap();
    let raw = store.graph().unwrap();
    let (expect, one) = plain::decided(&raw);
    let seen = graph(&view);
    assert_eq!(seen, expect);
    let oracle = MemoryStore::from_graph(expect.clone()).unwrap();
    let ids = raw
        .actors
        .iter()
        .chain(&expect.actors)
        .map(|actor| actor.id);
    let pool = random::actors();
    for id in ids.chain(pool).collect::<BTreeSet<_>>() {
        let now = one.get(&id).copied().unwrap_or(id);
        assert_eq!(view.actor(id).unwrap(), oracle.actor(now).unwrap());
        assert_eq!(links(&view, id.into()), links(&oracle, now.into()), "{id}");
    }
    for item in &expect.issues {
        assert_eq!(view.issue(item.id).unwrap().as_ref(), Some(item));
        assert_eq!(links(&view, item.id.into()), links(&oracle, item.id.into()));
    }
    for item in &raw.statements {
        assert_eq!(
            view.statement(item.id).unwrap(),
            oracle.statement(item.id).unwrap()
        );
    }
    for item in &raw.relations {
        assert_eq!(
            view.relation(item.id).unwrap(),
            oracle.relation(item.id).unwrap()
        );
    }
    for item in &raw.attributions {
        assert_eq!(
            view.attribution(item.id).unwrap(),
            oracle.attribution(item.id).unwrap()
        );
    }
    let names = all(view.names());
    assert_eq!(names, all(oracle.names()));
    for (name, _) in &names {
        assert_eq!(
            view.named(name).unwrap(),
            oracle.named(name).unwrap(),
            "{name}"
        );
    }
    let splits = raw
        .decisions
        .iter()
        .any(|item| item.action == DecisionAction::Split);
    if !splits {
        let again = Decided::new(&oracle).unwrap();
        assert_eq!(graph(&again), expect, "deciding again changes nothing");
    }
}

fn store(seeds: &[Seed]) -> MemoryStore {
    let store = MemoryStore::new();
    for seed in seeds {
        store.ingest(&extraction(seed)).unwrap();
    }
    store
}

fn at(second: u8) -> String {
    format!("2026-01-01T00:00:{second:02}Z")
}

/// Takes these decisions, a second apart.
fn decide(store: &dyn Store, acts: &[Act]) -> Vec<Decision> {
    let decisions: Vec<_> = (0u8..)
        .zip(acts)
        .map(|(second, act)| act.decision("ilse", &at(second)))
        .collect();
    for decision in &decisions {
        assert!(store.decide(decision).unwrap());
    }
    decisions
}

fn merge(into: u8, from: u8) -> Act {
    let (into, from) = (actor_id(into), actor_id(from));
    Act::Merge { into, from }
}

fn unmerge(into: u8, from: u8) -> Act {
    let (into, from) = (actor_id(into), actor_id(from));
    Act::Unmerge { into, from }
}

fn samples() -> MemoryStore {
    store(&(0..5).map(Seed::plain).collect::<Vec<_>>())
}

#[test]
fn merging_takes_over_names_links_and_ids() {
    let store = samples();
    decide(&store, &[merge(2, 4)]);
    check(&store);
    let view = Decided::new(&store).unwrap();
    let (one, gone) = (actor_id(2), actor_id(4));
    assert_eq!(view.actors().count(), 5);
    assert_eq!(view.actor(gone).unwrap().unwrap().id, one);
    assert_eq!(view.named("luk").unwrap(), [NodeId::from(one)]);
    assert_eq!(links(&view, gone.into()), links(&view, one.into()));
    assert!(
        all(view.statements())
            .iter()
            .all(|item| item.holder != gone)
    );
}

#[test]
fn what_one_says_of_the_other_stays_as_a_tie_to_itself() {
    let seed = Seed {
        stances: vec![(0, 2, 1)],
        ties: Vec::new(),
        ..Seed::plain(0)
    };
    let store = store(&[seed]);
    decide(&store, &[merge(0, 2)]);
    check(&store);
    let view = Decided::new(&store).unwrap();
    let own: Vec<_> = links(&view, actor_id(0).into())
        .into_iter()
        .filter(|link| link.other == actor_id(0).into())
        .map(|link| link.outgoing)
        .collect();
    assert_eq!(own, [false, true]);
}

#[test]
fn unmerging_gives_back_what_was() {
    let store = samples();
    let before = store.graph().unwrap();
    decide(
        &store,
        &[merge(2, 4), merge(2, 5), merge(3, 2), unmerge(3, 2)],
    );
    let view = Decided::new(&store).unwrap();
    assert_eq!(view.judged().one(actor_id(5)), actor_id(2));
    assert_eq!(view.judged().one(actor_id(3)), actor_id(3));
    let (two, four) = (actor_id(2), actor_id(4));
    let undone = Act::Unmerge {
        into: two,
        from: four,
    };
    assert!(store.decide(&undone.decision("ilse", &at(10))).unwrap());
    let undone = unmerge(2, 5).decision("ilse", &at(11));
    assert!(store.decide(&undone).unwrap());
    let view = Decided::new(&store).unwrap();
    let after = Graph {
        decisions: Vec::new(),
        ..graph(&view)
    };
    assert_eq!(after, before);
    assert!(view.judged().different(four, two));
    assert!(!view.judged().different(four, actor_id(5)));
}

#[test]
fn cutting_a_chain_leaves_what_hangs_on_each_side() {
    let store = samples();
    decide(&store, &[merge(0, 1), merge(1, 2), unmerge(0, 1)]);
    let view = Decided::new(&store).unwrap();
    let ones = [0, 1, 2].map(|number| view.judged().one(actor_id(number)));
    assert_eq!(ones, [0, 1, 1].map(actor_id));
    // A third one held them together: all of its ties that lead there go too.
    let store = samples();
    decide(
        &store,
        &[merge(0, 1), merge(1, 2), merge(0, 2), unmerge(0, 1)],
    );
    let view = Decided::new(&store).unwrap();
    let ones = [0, 1, 2].map(|number| view.judged().one(actor_id(number)));
    assert_eq!(ones, [0, 1, 0].map(actor_id));
}

#[test]
fn the_later_word_counts_whatever_the_order_of_arrival() {
    let acts = ["Kyiv", "Kiev"].map(|name| Act::Rename {
        actor: actor_id(1),
        name: name.into(),
    });
    let decisions = [
        acts[0].decision("ilse", &at(9)),
        acts[1].decision("ilse", &at(3)),
    ];
    for order in [[0, 1], [1, 0]] {
        let store = samples();
        for place in order {
            store.decide(&decisions[place]).unwrap();
        }
        check(&store);
        let view = Decided::new(&store).unwrap();
        assert_eq!(view.actor(actor_id(1)).unwrap().unwrap().name, "Kyiv");
        let least = Some(decisions[1].id);
        assert_eq!(
            view.judged().rulings().first().map(|(item, _)| item.id),
            least
        );
    }
}

#[test]
fn a_split_takes_what_its_documents_tell() {
    let store = samples();
    let split = Act::Split {
        actor: actor_id(1),
        name: "The Other".into(),
        documents: vec![document_id(0), document_id(3)],
    };
    decide(&store, &[split]);
    check(&store);
    let view = Decided::new(&store).unwrap();
    let other = Act::part(actor_id(1), "the other");
    let held = |id| {
        let held = all(view.statements())
            .into_iter()
            .filter(|item| item.holder == id);
        held.map(|item| item.document).collect::<BTreeSet<_>>()
    };
    assert_eq!(held(other), BTreeSet::from([0, 3].map(document_id)));
    assert_eq!(
        held(actor_id(1)),
        BTreeSet::from([1, 2, 4].map(document_id))
    );
    assert_eq!(view.named("other").unwrap(), [NodeId::from(other)]);
    store.forget(document_id(0)).unwrap();
    store.forget(document_id(3)).unwrap();
    let view = Decided::new(&store).unwrap();
    assert_eq!(view.actor(other).unwrap(), None, "no document tells of it");
    let gone = [0, 3].map(|number| document_id(number).to_string());
    assert_eq!(view.missing().unwrap(), [Some(gone.to_vec())]);
}

/// What a newer extractor makes of a sample: other ids, other rules, cues moved by a little.
fn read_anew(seed: &Seed) -> demarche_model::Extraction {
    let mut new = extraction(seed);
    let tag = |id: String| ["newer".to_owned(), id].join(" ");
    for item in &mut new.statements {
        item.id = demarche_model::StatementId::of(&[&tag(item.id.to_string())]);
        item.rule = "test.newer".into();
        item.extractor = "demarche-test/2".into();
        item.confidence = Confidence::from_percent(60);
        let cue = item.cue.unwrap();
        item.cue = demarche_model::Span::new(cue.start() + 1, cue.end() + 2);
    }
    for item in &mut new.relations {
        item.id = demarche_model::RelationId::of(&[&tag(item.id.to_string())]);
        item.extractor = "demarche-test/2".into();
        item.confidence = Confidence::from_percent(60);
    }
    new
}

fn alike(item: &Statement) -> (DocumentId, ActorId, NodeId, u32) {
    (item.document, item.holder, item.target, item.span.start())
}

#[test]
fn verdicts_outlive_a_newer_extractor() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    let seed = Seed {
        stances: vec![(0, 1, 0), (1, 3, 1), (2, 5, 2)],
        ties: vec![(3, 4, 5), (4, 5, 6)],
        ..Seed::plain(1)
    };
    let disk = SledStore::open(&path, Mode::Create).unwrap();
    disk.ingest(&extraction(&seed)).unwrap();
    let before = disk.graph().unwrap();
    let (wrong, right) = (&before.statements[0], &before.statements[1]);
    let (untrue, no_more) = (&before.relations[0], &before.relations[1]);
    decide(
        &disk,
        &[
            Act::Reject(wrong.into()),
            Act::Confirm(right.into()),
            Act::Reject(untrue.into()),
            Act::Confirm(no_more.into()),
        ],
    );
    let mut newer = read_anew(&seed);
    newer
        .relations
        .retain(|item| item.subject != no_more.subject);
    disk.ingest(&newer).unwrap();
    drop(disk);
    let disk = SledStore::open(&path, Mode::Read).unwrap();
    let view = Decided::new(&disk).unwrap();
    let stances = all(view.statements());
    assert_eq!(stances.len(), 2);
    assert!(stances.iter().all(|item| alike(item) != alike(wrong)));
    for item in stances {
        assert_eq!(item.rule, "test.newer");
        let expect = if alike(&item) == alike(right) {
            100
        } else {
            60
        };
        assert_eq!(item.confidence.percent(), expect);
        let link = links(&view, item.holder.into());
        assert!(link.iter().any(|link| link.confidence.percent() == expect));
    }
    assert_eq!(all(view.relations()), []);
    let missing = view.missing().unwrap();
    let lost = vec![no_more.id.to_string()];
    assert_eq!(missing, [vec![], vec![], vec![], lost].map(Some));
}

#[test]
fn a_verdict_is_on_what_was_said_there() {
    let seed = Seed {
        stances: vec![(0, 1, 0)],
        ties: Vec::new(),
        ..Seed::plain(1)
    };
    let store = store(&[seed]);
    let said = store.graph().unwrap().statements.remove(0);
    let gone = |anchor: Anchor| {
        let store = MemoryStore::from_graph(store.graph().unwrap()).unwrap();
        decide(&store, &[Act::Reject(anchor)]);
        check(&store);
        Decided::new(&store).unwrap().statements().count() == 0
    };
    let anchor = Anchor::from(&said);
    assert!(gone(anchor.clone()));
    let newer = Anchor {
        observation: "s22222222222222222222".parse().unwrap(),
        ..anchor
    };
    assert!(gone(newer.clone()));
    let claim = Some(Claim::Stance(said.polarity.flipped()));
    assert!(!gone(Anchor {
        claim,
        ..newer.clone()
    }));
    assert!(gone(Anchor {
        claim: None,
        ..newer.clone()
    }));
    let to = issue_id(3).into();
    assert!(!gone(Anchor {
        to,
        ..newer.clone()
    }));
    let cue = demarche_model::Span::new(900, 903).unwrap();
    assert!(!gone(Anchor {
        cue,
        ..newer.clone()
    }));
    let document = document_id(2);
    assert!(!gone(Anchor { document, ..newer }));
}

#[test]
fn without_decisions_reads_are_those_of_the_base() {
    let store = samples();
    let view = Decided::new(&store).unwrap();
    assert!(view.judged().is_empty());
    assert_eq!(graph(&view), store.graph().unwrap());
    check(&store);
}
