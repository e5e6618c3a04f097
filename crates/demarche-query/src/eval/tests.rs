use demarche_model::{ActorKind, ObservationId, Polarity, RelationKind, Span, Status};

use super::*;
use crate::fixture::Toy;

const TEXT: &str = "They said so. He favours it.";

fn actor(name: &str) -> GoldActor {
    GoldActor {
        name: name.into(),
        kind: Some(ActorKind::Person),
        aliases: Vec::new(),
        accept: Vec::new(),
        optional: false,
    }
}

fn statement(holder: &str, polarity: Polarity, target: &str) -> GoldStatement {
    GoldStatement {
        holder: holder.into(),
        accept: Vec::new(),
        target: target.into(),
        polarity,
        equivalents: Vec::new(),
        passage: GoldPassage::Quote("favours it".into()),
        optional: false,
    }
}

fn relation(subject: &str, kind: RelationKind, object: &str) -> GoldRelation {
    GoldRelation {
        subject: subject.into(),
        kind,
        object: object.into(),
        office: None,
        status: Some(Status::Current),
        passage: GoldPassage::Unknown,
        optional: false,
    }
}

fn gold(statements: Vec<GoldStatement>, relations: Vec<GoldRelation>) -> Gold {
    Gold {
        documents: vec![GoldDocument {
            file: "first.txt".into(),
            actors: vec![actor("Anna"), actor("Otto")],
            relations,
            statements,
        }],
    }
}

fn total(toy: &Toy, gold: &Gold) -> Evaluation {
    evaluate(toy, gold, &EvalOptions::default()).unwrap()
}

/// Anna is for tariffs and met Otto, who is against tariffs.
fn toy() -> Toy {
    let mut toy = Toy::new();
    let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
    let tariffs = toy.add_issue("higher tariffs", &[], &[]);
    toy.says(anna, Polarity::Support, tariffs);
    toy.says(otto, Polarity::Oppose, tariffs);
    toy.tied(anna, RelationKind::MetWith, otto);
    toy
}

#[test]
fn a_coding_that_says_the_same_scores_full() {
    let both = vec![
        statement("Anna", Polarity::Support, "tariffs that are higher"),
        statement("Otto", Polarity::Oppose, "Higher tariffs"),
    ];
    let met = vec![relation("Otto", RelationKind::SpokeTo, "Anna")];
    let found = total(&toy(), &gold(both, met)).total;
    for score in [found.actors, found.relations, found.strict, found.lenient] {
        assert_eq!((score.precision(), score.recall()), (Some(1.0), Some(1.0)));
    }
    assert_eq!(found.actor_kinds.accuracy(), Some(1.0));
    assert_eq!(
        found.relation_kinds.accuracy(),
        Some(0.0),
        "met, not spoke to"
    );
    assert_eq!(found.polarity, Share { right: 2, of: 2 });
    assert_eq!(found.alpha(), Some(1.0));
}

#[test]
fn another_target_is_lenient_and_another_way_is_a_polarity_error() {
    let coded = vec![
        statement("Anna", Polarity::Support, "fishing quotas"),
        statement("Otto", Polarity::Support, "higher tariffs"),
    ];
    let found = total(&toy(), &gold(coded, Vec::new()));
    let scores = &found.total;
    assert_eq!(
        (
            scores.strict.hits,
            scores.strict.misses,
            scores.strict.false_alarms
        ),
        (0, 2, 2)
    );
    assert_eq!(
        (
            scores.lenient.hits,
            scores.lenient.misses,
            scores.lenient.false_alarms
        ),
        (1, 1, 1)
    );
    assert_eq!(scores.polarity, Share { right: 0, of: 1 });
    assert_eq!(scores.units, [[Polarity::Oppose, Polarity::Support]]);
    assert_eq!(scores.relations.false_alarms, 1);
    let faults: Vec<_> = found
        .findings
        .iter()
        .map(|finding| (finding.what, finding.fault, finding.item.as_str()))
        .collect();
    assert_eq!(
        faults,
        [
            (What::Relation, Fault::FalseAlarm, "Anna | met_with | Otto"),
            (
                What::Statement,
                Fault::MissedTarget,
                "Anna | support | fishing quotas"
            ),
            (
                What::Statement,
                Fault::Miss,
                "Otto | support | higher tariffs"
            ),
            (
                What::Statement,
                Fault::OtherTarget,
                "Anna | support | higher tariffs"
            ),
            (
                What::Statement,
                Fault::Polarity,
                "Otto | oppose | higher tariffs"
            ),
        ]
        .as_slice()
    );
    assert!(
        found
            .findings
            .iter()
            .all(|finding| finding.passage.is_some())
    );
}

#[test]
fn an_equivalent_coding_may_turn_the_polarity() {
    let mut coded = statement("Anna", Polarity::Oppose, "free trade");
    coded.equivalents = vec![("higher tariffs".into(), Polarity::Support)];
    let found = total(&toy(), &gold(vec![coded], Vec::new())).total;
    assert_eq!((found.strict.hits, found.strict.false_alarms), (1, 1));
    assert_eq!(found.units, [[Polarity::Support, Polarity::Support]]);
    assert_eq!(found.alpha(), None, "one value only");
}

#[test]
fn what_is_optional_is_in_no_measure() {
    let mut coded = statement("Anna", Polarity::Support, "higher tariffs");
    coded.optional = true;
    let mut unseen = statement("Otto", Polarity::Neutral, "fishing quotas");
    unseen.optional = true;
    let found = total(&toy(), &gold(vec![coded, unseen], Vec::new())).total;
    let strict = found.strict;
    assert_eq!(
        (
            strict.hits,
            strict.misses,
            strict.optional,
            strict.false_alarms
        ),
        (0, 0, 1, 1)
    );
    assert_eq!(strict.recall(), None);
}

#[test]
fn a_stance_said_again_elsewhere_is_a_duplicate_and_at_the_same_place_is_one() {
    let mut toy = toy();
    let anna = ActorId::of(&[ActorKind::Person.as_str(), "Anna"]);
    let tariffs = toy.graph.issues[0].id;
    toy.says(anna, Polarity::Support, tariffs);
    let coded = vec![statement("Anna", Polarity::Support, "higher tariffs")];
    let found = total(&toy, &gold(coded.clone(), Vec::new())).total;
    assert_eq!(
        (found.strict.hits, found.strict.false_alarms),
        (1, 1),
        "Otto's alone"
    );
    toy.add_statement(anna, Polarity::Support, tariffs, |record| {
        record.span = Span::new(0, 13).unwrap();
        record.evidence = TEXT[..13].into();
        record.confidence = Confidence::from_percent(40);
    });
    let found = total(&toy, &gold(coded.clone(), Vec::new())).total;
    assert_eq!((found.strict.hits, found.strict.false_alarms), (1, 2));
    let sure = EvalOptions {
        min_confidence: Confidence::from_percent(50),
        ..EvalOptions::default()
    };
    let found = evaluate(&toy, &gold(coded, Vec::new()), &sure)
        .unwrap()
        .total;
    assert_eq!(found.strict.false_alarms, 1);
}

#[test]
fn a_higher_least_overlap_undoes_a_lenient_match() {
    let mut coded = statement("Anna", Polarity::Support, "fishing quotas");
    coded.passage = Span::new(0, 15).map_or(GoldPassage::Unknown, GoldPassage::Bytes);
    let coded = gold(vec![coded], Vec::new());
    assert_eq!(total(&toy(), &coded).total.lenient.hits, 1);
    let half = EvalOptions {
        min_overlap: 0.5,
        ..EvalOptions::default()
    };
    assert_eq!(
        evaluate(&toy(), &coded, &half).unwrap().total.lenient.hits,
        0
    );
}

#[test]
fn actors_named_in_the_text_count_although_nothing_is_said_of_them() {
    let mut toy = toy();
    toy.add_actor(ActorKind::Group, "They", &[]);
    toy.add_actor(ActorKind::Group, "said", &[]);
    toy.add_actor(ActorKind::Person, "Elsewhere", &[]);
    let found = total(&toy, &gold(Vec::new(), Vec::new()));
    assert_eq!(
        (found.total.actors.hits, found.total.actors.false_alarms),
        (2, 1)
    );
    let finding = &found.findings[0];
    assert_eq!((finding.what, finding.item.as_str()), (What::Actor, "They"));
    assert_eq!(finding.passage.as_deref(), Some("They said so."));
}

#[test]
fn documents_are_found_by_the_end_of_their_path() {
    assert!(is_file("a/b/c.txt", "c.txt") && is_file("c.txt", "./c.txt"));
    assert!(is_file("a/b/c.txt", "b/c.txt") && !is_file("a/bc.txt", "c.txt"));
    let mut toy = toy();
    toy.add_document("x/first.txt", "2025-01");
    let mut coded = gold(Vec::new(), Vec::new());
    coded.documents.push(GoldDocument {
        file: "second.txt".into(),
        ..GoldDocument::default()
    });
    let found = total(&toy, &coded);
    assert!(found.documents.is_empty());
    let left: Vec<_> = found.left_out.iter().map(|left| left.ambiguous).collect();
    assert_eq!(left, [true, false]);
}

#[test]
fn verdicts_tell_right_from_exact_and_leave_the_optional_out() {
    let verdicts = |coded: Vec<GoldStatement>| -> Vec<(bool, bool)> {
        let found = total(&toy(), &gold(coded, Vec::new()));
        let statements = found
            .judged
            .iter()
            .filter(|one| matches!(one.observation, ObservationId::Statement(_)));
        let verdicts: Vec<_> = statements.map(|one| (one.right, one.exact)).collect();
        let all = found.total.statement_reliability.all();
        assert_eq!(all.of, verdicts.len());
        assert_eq!(all.right, verdicts.iter().filter(|one| one.0).count());
        assert_eq!(all.exact, verdicts.iter().filter(|one| one.1).count());
        assert_eq!(found.total.relation_reliability.all().right, 0);
        assert_eq!(found.total.relation_reliability.all().of, 1);
        verdicts
    };
    let anna = statement("Anna", Polarity::Support, "higher tariffs");
    let mut found = verdicts(vec![
        anna.clone(),
        statement("Otto", Polarity::Oppose, "fishing quotas"),
    ]);
    found.sort_unstable();
    assert_eq!(found, [(true, false), (true, true)]);
    let mut optional = anna;
    optional.optional = true;
    assert_eq!(verdicts(vec![optional]), [(false, false)], "Otto's alone");
}
