//! Names found by a part of them, or by what is near: the image's index against a look at all.

use demarche_model::{
    ActorId, ActorKind, Document, DocumentId, Names, NodeRow, Sought, fold_name, scan_names,
};
use demarche_store::{Image, Mode, SledStore};
use proptest::collection::vec;
use proptest::prelude::*;

fn document() -> Document {
    Document {
        id: DocumentId::of(&["names"]),
        paths: vec!["names.csv".into()],
        title: None,
        outlet: None,
        url: None,
        date: None,
        sha256: [0; 32],
        text: None,
    }
}

fn row(place: usize, name: &str) -> NodeRow {
    NodeRow {
        id: ActorId::of(&["names", &place.to_string()]).into(),
        kind: Some(ActorKind::Person),
        name: name.into(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Few letters, some of several bytes, so that much is near.
    #[test]
    fn an_index_finds_what_a_look_at_all_finds(
        names in vec("[abя中]{1,5}( [abя中]{1,4}){0,3}", 1..40),
        typed in vec("[abя中]{1,6}( [abя中]{1,4}){0,2}", 6), edits in 0usize..4,
    ) {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("x.db");
        let store = SledStore::open(&path, Mode::Create).unwrap();
        let mut rows: Vec<_> = (0..).zip(&names).map(|(place, name)| row(place, name)).collect();
        rows.sort_by_key(|row| row.id);
        store.import(rows, 0).unwrap().finish(document(), &mut |_| {}).unwrap();
        store.publish().unwrap();
        let image = Image::open(&path).unwrap().unwrap();
        for typed in typed.iter().chain(&names) {
            let typed = fold_name(typed);
            let words: Vec<&str> = typed.split(' ').collect();
            let asked = [
                Sought::Words(&words),
                Sought::Words(&words[..1]),
                Sought::Words(&[]),
                Sought::Start(&typed),
                Sought::Start(&typed[..typed.chars().next().map_or(0, char::len_utf8)]),
                Sought::Near(&typed, edits),
            ];
            for sought in asked {
                let all = scan_names(image.names(), sought).unwrap();
                prop_assert_eq!(image.sought(sought).unwrap(), all, "{:?}", sought);
            }
        }
    }
}
