//! Which extractor made what.

use crate::error::Result;
use crate::view::View;

/// What one version of an extractor made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Maker {
    /// `demarche-VERSION/lexicon-HASH`, the name of a model, or `import`.
    pub extractor: String,
    /// Documents with an observation of it.
    pub documents: u64,
    /// Its statements.
    pub statements: u64,
    /// Its relations.
    pub relations: u64,
    /// Its attributions.
    pub attributions: u64,
}

/// All extractors that an observation names, by name. O(observations), in memory that grows with
/// the documents alone.
pub fn makers(view: &dyn View) -> Result<Vec<Maker>> {
    let mut makers: Vec<Maker> = Vec::new();
    for ((extractor, _), [statements, relations, attributions]) in view.made()? {
        if makers.last().is_none_or(|last| last.extractor != extractor) {
            makers.push(Maker {
                extractor,
                ..Maker::default()
            });
        }
        if let Some(maker) = makers.last_mut() {
            maker.documents += 1;
            maker.statements += statements;
            maker.relations += relations;
            maker.attributions += attributions;
        }
    }
    Ok(makers)
}

#[cfg(test)]
mod tests {
    use demarche_model::{Polarity, RelationKind};

    use super::*;
    use crate::fixture::Toy;

    #[test]
    fn each_version_has_its_counts() {
        let mut toy = Toy::new();
        let second = toy.add_document("second.txt", "2024-12");
        let [anna, otto] = ["Anna", "Otto"].map(|name| toy.person(name));
        let quotas = toy.add_issue("Quotas", &[], &[]);
        toy.says(anna, Polarity::Support, quotas);
        toy.says(otto, Polarity::Oppose, quotas);
        toy.tied(anna, RelationKind::MetWith, otto);
        let old = makers(&toy).unwrap();
        assert_eq!(old.len(), 1);
        let counts = |maker: &Maker| (maker.documents, maker.statements, maker.relations);
        assert_eq!(counts(&old[0]), (1, 2, 1));
        let newer = &mut toy.graph.statements[1];
        newer.extractor = "zz-newer".into();
        newer.document = second;
        let both = makers(&toy).unwrap();
        let counts: Vec<_> = both.iter().map(counts).collect();
        assert_eq!(counts, [(1, 1, 1), (1, 1, 0)]);
        assert_eq!(both[1].extractor, "zz-newer");
    }
}
