//! Measures give the same bits on one thread and on several.

use std::fmt::Debug;

use demarche_model::{NodeId, Polarity, RelationKind};

use super::dice::Dice;
use super::*;
use crate::fixture::Toy;
use crate::{Discourse, Filter, NetworkSpec, Scope};

const ACTORS: usize = 120;

/// Enough actors that the work falls into several parts on any number of threads.
fn crowd() -> Toy {
    let mut toy = Toy::new();
    let actors: Vec<_> = (0..ACTORS)
        .map(|at| toy.person(&format!("Actor {at}")))
        .collect();
    let issues: Vec<_> = (0..60)
        .map(|at| toy.add_issue(&format!("Issue {at}"), &[], &[]))
        .collect();
    let mut dice = Dice::new(7);
    for _ in 0..700 {
        let polarity = [Polarity::Support, Polarity::Oppose][dice.below(2)];
        let holder = actors[dice.below(actors.len())];
        let other: NodeId = if dice.below(2) == 0 {
            actors[dice.below(actors.len())].into()
        } else {
            issues[dice.below(issues.len())].into()
        };
        if other != holder.into() {
            toy.says(holder, polarity, other);
        }
    }
    for _ in 0..100 {
        let (one, other) = (actors[dice.below(ACTORS)], actors[dice.below(ACTORS)]);
        if one != other {
            toy.tied(one, RelationKind::AllyOf, other);
        }
    }
    toy.numbered = true;
    toy
}

fn on(threads: usize, told: impl Fn() -> String + Send + Sync) -> String {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build().unwrap().install(told)
}

/// Debug text has every bit of a number that counts.
fn text(all: &[&dyn Debug]) -> String {
    format!("{all:?}")
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let toy = crowd();
    let any = Filter::default();
    let graph = Signed::read(&toy, &any, false).unwrap();
    let options = RankOptions {
        betweenness: Some(40),
        ..RankOptions::default()
    };
    let told = || {
        let ranking = rank(&toy, &any, &options).unwrap();
        let discourse = Discourse::read(&toy, &Scope::default()).unwrap();
        let drawn = discourse.network(&NetworkSpec::default());
        text(&[
            &ranking,
            &betweenness(&graph, Some(40), 3),
            &triads(&graph, 9),
            &communities(&graph, false, 1.0, 1),
            &drawn.network,
        ])
    };
    let alone = on(1, told);
    for threads in [2, 4] {
        assert!(on(threads, told) == alone, "{threads} threads");
    }
}
