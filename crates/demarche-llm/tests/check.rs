//! What is kept of a model's answer, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use demarche_llm::answer::{Answer, Proposal};
use demarche_llm::{Reason, replace};
use demarche_model::{
    Actor, ActorId, ActorKind, Document, DocumentId, Extraction, NodeId, Polarity, Span,
};

const TEXT: &str = "Ida Berg, Norway's minister, backs the fishing treaty. “We want it,” she said. \
    Finland told Reuters that Norway blocks the treaty.";

fn actor(kind: ActorKind, name: &str, aliases: &[&str]) -> Actor {
    Actor {
        id: ActorId::of(&[kind.as_str(), name]),
        name: name.into(),
        kind,
        aliases: aliases.iter().map(|&alias| alias.into()).collect(),
        wikidata: None,
    }
}

fn base() -> Extraction {
    Extraction {
        document: Document {
            id: DocumentId::of_sha256(&[7; 32]),
            paths: vec!["a.txt".into()],
            title: None,
            outlet: None,
            url: None,
            date: None,
            sha256: [7; 32],
            text: Some(TEXT.into()),
        },
        actors: vec![
            actor(ActorKind::Person, "Ida Berg", &["Berg"]),
            actor(ActorKind::State, "Norway", &["Oslo"]),
        ],
        issues: Vec::new(),
        attributions: Vec::new(),
        statements: Vec::new(),
        relations: Vec::new(),
    }
}

fn good() -> Proposal {
    Proposal {
        holder: "Ida Berg".into(),
        holder_kind: "person".into(),
        target: "fishing treaty".into(),
        target_kind: "issue".into(),
        target_words: "the fishing treaty".into(),
        polarity: "support".into(),
        mode: "narrator".into(),
        hedged: false,
        via: Vec::new(),
        evidence: "Ida Berg, Norway's minister, backs the fishing treaty.".into(),
    }
}

fn check(proposals: Vec<Proposal>) -> (Extraction, Vec<(Reason, usize)>) {
    let whole = Span::new(0, u32::try_from(TEXT.len()).unwrap()).unwrap();
    let answer = Answer {
        statements: proposals,
    };
    let (kept, refused) = replace(base(), &[(whole, answer)], "stub-7b");
    assert_eq!(
        refused.total(),
        refused.iter().map(|(_, count)| count).sum::<usize>()
    );
    (kept, refused.iter().collect())
}

#[test]
fn a_proved_statement_is_kept_with_its_spans() {
    let (kept, refused) = check(vec![good()]);
    assert_eq!(refused, []);
    let [statement] = kept.statements.as_slice() else {
        panic!("{:?}", kept.statements)
    };
    assert_eq!(statement.span.slice(TEXT), Some(&*statement.evidence));
    let slice = |span: Option<Span>| span.and_then(|span| span.slice(TEXT));
    assert_eq!(slice(statement.holder_span), Some("Ida Berg"));
    assert_eq!(slice(statement.target_span), Some("the fishing treaty"));
    assert_eq!(statement.polarity, Polarity::Support);
    assert_eq!(statement.extractor, "stub-7b");
    assert_eq!(statement.target, NodeId::Issue(kept.issues[0].id));
    assert_eq!(kept.issues[0].label, "fishing treaty");
    assert_eq!(kept.actors.len(), 2);
}

#[test]
fn an_actor_that_was_not_known_is_made_from_the_text() {
    let (kept, refused) = check(vec![Proposal {
        holder: "Norway".into(),
        holder_kind: "state".into(),
        target: "the treaty".into(),
        target_words: "the treaty".into(),
        polarity: "oppose".into(),
        via: vec!["Finland".into(), "Reuters".into()],
        evidence: "Finland told Reuters that Norway blocks the treaty.".into(),
        ..good()
    }]);
    assert_eq!(refused, []);
    let names: Vec<&str> = kept.actors.iter().map(|actor| &*actor.name).collect();
    assert!(names.contains(&"Finland") && names.contains(&"Reuters"));
    assert_eq!(kept.statements[0].via.len(), 2);
}

#[test]
fn what_the_text_does_not_prove_is_refused_and_counted() {
    let changed = |change: fn(&mut Proposal)| {
        let mut proposal = good();
        change(&mut proposal);
        let (kept, refused) = check(vec![proposal]);
        assert_eq!(kept.statements, []);
        assert_eq!(kept.issues, []);
        assert_eq!(kept.actors.len(), 2);
        refused
    };
    let once = |reason| vec![(reason, 1)];
    assert_eq!(
        changed(|p| p.evidence = "Ida Berg backs the treaty.".into()),
        once(Reason::Evidence)
    );
    assert_eq!(changed(|p| p.evidence.clear()), once(Reason::Evidence));
    assert_eq!(
        changed(|p| p.holder = "Olav Dahl".into()),
        once(Reason::Holder)
    );
    // A part of a word is no name.
    assert_eq!(changed(|p| p.holder = "Ber".into()), once(Reason::Holder));
    assert_eq!(
        changed(|p| p.target_words = "the whaling ban".into()),
        once(Reason::Target)
    );
    assert_eq!(
        changed(|p| p.target = "fishing treaty with Iceland".into()),
        once(Reason::Target)
    );
    assert_eq!(changed(|p| p.via = vec!["Tass".into()]), once(Reason::Via));
    assert_eq!(
        changed(|p| p.polarity = "favour".into()),
        once(Reason::Word)
    );
    assert_eq!(
        changed(|p| {
            p.target = "Berg".into();
            p.target_kind = "person".into();
        }),
        once(Reason::SameEnds)
    );
}

#[test]
fn a_repeat_counts_once_and_order_is_stable() {
    let (kept, refused) = check(vec![good(), good()]);
    assert_eq!(kept.statements.len(), 1);
    assert_eq!(refused, vec![(Reason::Repeated, 1)]);
    assert_eq!(check(vec![good()]), check(vec![good()]));
}

#[test]
fn evidence_of_another_passage_is_refused() {
    let first = Span::new(0, 20).unwrap();
    let answer = Answer {
        statements: vec![good()],
    };
    let (kept, refused) = replace(base(), &[(first, answer)], "stub-7b");
    assert_eq!(kept.statements, []);
    assert_eq!(refused.total(), 1);
}
