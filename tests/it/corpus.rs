//! The made corpus: it yields what a measurement needs, and every article by itself.

#[path = "../corpus/articles.rs"]
pub mod articles;

use articles::article;
use demarche_extract::{Extractor, Source};
use demarche_model::Extraction;
use rayon::prelude::*;

fn read(extractor: &Extractor, number: u64) -> Extraction {
    let text = article(1, number);
    let source = Source {
        bytes: text.as_bytes(),
        path: "made.txt",
        ..Source::default()
    };
    extractor.extract(&source).unwrap().0
}

#[test]
fn made_articles_yield_observations_whoever_their_neighbours_are() {
    let extractor = Extractor::english().unwrap();
    let numbers: Vec<u64> = (0..24).collect();
    let all: Vec<_> = numbers
        .par_iter()
        .map(|&number| read(&extractor, number))
        .collect();
    let sum = |count: fn(&Extraction) -> usize| all.iter().map(count).sum::<usize>();
    let counts = (
        sum(|one| one.statements.len()),
        sum(|one| one.relations.len()),
        sum(|one| one.attributions.len()),
    );
    assert!(
        counts.0 > 24 * 4 && counts.1 > 24 * 2 && counts.2 > 24,
        "{counts:?}"
    );
    for &number in numbers.iter().rev().step_by(5) {
        assert_eq!(
            read(&extractor, number),
            all[usize::try_from(number).unwrap()]
        );
    }
    let ids: std::collections::BTreeSet<_> = all.iter().map(|one| one.document.id).collect();
    assert_eq!(ids.len(), all.len(), "no two are alike");
    assert_ne!(article(1, 3), article(2, 3));
}
