//! Which extractor made what.

use std::collections::{BTreeMap, HashSet};

use demarche_model::DocumentId;

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
    let mut makers = Makers::default();
    for record in view.statements() {
        let record = record?;
        makers.of(&record.extractor, record.document).statements += 1;
    }
    for record in view.relations() {
        let record = record?;
        makers.of(&record.extractor, record.document).relations += 1;
    }
    for record in view.attributions() {
        let record = record?;
        makers.of(&record.extractor, record.document).attributions += 1;
    }
    Ok(makers.0.into_values().map(|(maker, _)| maker).collect())
}

#[derive(Default)]
struct Makers(BTreeMap<String, (Maker, HashSet<DocumentId>)>);

impl Makers {
    fn of(&mut self, extractor: &str, document: DocumentId) -> &mut Maker {
        let name = || Maker {
            extractor: extractor.to_owned(),
            ..Maker::default()
        };
        let entry = self.0.entry(extractor.to_owned());
        let (maker, documents) = entry.or_insert_with(|| (name(), HashSet::new()));
        maker.documents += u64::from(documents.insert(document));
        maker
    }
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
