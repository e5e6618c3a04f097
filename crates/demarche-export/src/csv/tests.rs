use demarche_model::{
    ActorId, ActorKind, Confidence, EdgeRow, HalfKind, IssueId, NodeRow, Polarity, RelationKind,
};

use super::{Edges, Hashed, Numbers, read_nodes, table_digest};
use crate::error::{Note, Result};

const NODES: &str = "\
id:ID,kind,name
1,person,Ilse Brandt
2,organization,Harbour League
3,issue,Toll reform
4,person,ILSE BRANDT
5,state,
";

fn nodes(text: &str) -> (Vec<NodeRow>, Numbers) {
    let (nodes, numbers, notes) = read_nodes(text.as_bytes()).unwrap();
    assert_eq!(notes, []);
    (nodes, numbers)
}

fn edges(text: &str) -> Result<(Vec<EdgeRow>, Vec<Note>)> {
    let (_, numbers) = nodes(NODES);
    let mut edges = Edges::new(text.as_bytes(), &numbers)?;
    let rows = edges.by_ref().collect::<Result<_>>()?;
    Ok((rows, edges.finish().1))
}

/// What is wrong with a table of nodes.
fn refused(text: &str) -> String {
    read_nodes(text.as_bytes()).unwrap_err().to_string()
}

/// What is wrong with a table of edges.
fn wrong(text: &str) -> String {
    edges(text).unwrap_err().to_string()
}

#[test]
fn nodes_are_those_of_articles_where_their_name_tells_them() {
    let (nodes, numbers) = nodes(NODES);
    assert!(nodes.is_sorted_by(|left, right| left.id < right.id));
    assert_eq!(numbers.actors(), 4);
    let of = |id| &nodes[numbers.place(id).unwrap() as usize];
    assert_eq!(
        of("2").id,
        ActorId::of(&["organization", "harbour league"]).into()
    );
    assert_eq!(of("3").id, IssueId::of(&["toll reform"]).into());
    assert_eq!(
        (of("5").kind, &*of("5").name),
        (Some(ActorKind::State), "5")
    );
    assert_eq!(
        of("1").id,
        ActorId::of(&["person", "ilse brandt", "1"]).into(),
        "two persons of one name are two"
    );
    assert_eq!(
        of("4").id,
        ActorId::of(&["person", "ilse brandt", "4"]).into()
    );
}

#[test]
fn ids_of_a_store_are_kept() {
    let id = ActorId::of(&["anybody"]);
    let text = format!("kind,:ID\ngroup,{id}\n");
    let (found, _) = nodes(&text);
    assert_eq!(found[0].id, id.into());
    let said = refused(&text.replace("group", "issue"));
    assert!(
        said.contains("is not the id of a node of that kind"),
        "{said}"
    );
}

#[test]
fn columns_may_stand_in_any_order_and_be_typed_as_others_write_them() {
    let text = "\u{feff}name:string,:LABEL,personId:ID(Person)\r\n\"Brandt, Ilse\",Person,x\r\n";
    let (found, numbers) = nodes(text);
    assert_eq!(&*found[0].name, "Brandt, Ilse");
    assert_eq!(numbers.place("x"), Some(0));
}

#[test]
fn tables_of_nodes_are_refused_with_line_and_reason() {
    let expected = [
        (
            "kind,name\nperson,x\n",
            "line 1: the column `:ID` is missing",
        ),
        (
            "id:ID,:ID,kind\n",
            "line 1: the column `:ID` stands there twice",
        ),
        ("id:ID\n1\n", "line 1: the column `kind` is missing"),
        ("", "line 1: the column `:ID` is missing"),
        (
            "id:ID,kind\n1,person\n1,state\n",
            "line 3: id `1` was used before",
        ),
        ("id:ID,kind\n1\n", "line 2: 1 fields, but the header has 2"),
        (
            "id:ID,kind\n,person\n",
            "line 2: `` in column `:ID` is not an id",
        ),
        (
            "id:ID,kind\n1,person\n2,ship\n",
            "line 3: `ship` in column `kind` is not one of person, organization, state, group, \
             issue",
        ),
    ];
    for (text, reason) in expected {
        assert_eq!(refused(text), reason, "{text}");
    }
    let bytes = b"id:ID,kind\n1,per\xffson\n".as_slice();
    let said = read_nodes(bytes).unwrap_err().to_string();
    assert_eq!(
        said,
        "line 2: `per\u{fffd}son` in column `kind` is not UTF-8"
    );
}

#[test]
fn edges_are_read_with_what_is_told_of_them() {
    let text = "\
:TYPE,:START_ID,:END_ID,sign,confidence,valid_from,valid_to
STANCE,1,3,-1,0.25,2024-05-02,
stance,1,2,+1,,,
Holds_Office,1,2,,0.5,2019,2024-03
ABOUT,3,2,1,0.5,2019,
";
    let (rows, notes) = edges(text).unwrap();
    assert_eq!(notes, []);
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0].kind, HalfKind::Stance);
    assert_eq!(rows[0].polarity, Some(Polarity::Oppose));
    assert_eq!(rows[0].confidence.percent(), 25);
    assert_eq!(rows[0].first, "2024-05-02".parse().ok());
    assert_eq!(rows[1].polarity, Some(Polarity::Support));
    assert_eq!(rows[1].confidence, Confidence::FULL);
    assert_eq!(rows[2].kind, HalfKind::Relation(RelationKind::HoldsOffice));
    assert_eq!(rows[2].last, "2024-03".parse().ok());
    assert_eq!(
        (rows[3].kind, rows[3].confidence, rows[3].first),
        (HalfKind::About, Confidence::FULL, None),
        "nobody observes what an issue is about"
    );
}

#[test]
fn what_is_not_used_is_noted_once() {
    let text = "\
:START_ID,:END_ID,:TYPE,sign,weight,valid_from,valid_to
1,2,STANCE,1,7,2020,2021
1,2,STANCE,0,7,2020,2020
1,2,STANCE,0,7,,2021
";
    let (_, notes) = edges(text).unwrap();
    let said: Vec<_> = notes.iter().map(|note| (note.line, &*note.what)).collect();
    let expected = [
        (1, "the column `weight` is not known and left out"),
        (
            2,
            "`valid_to` of 2 stances is left out: a stance has one date",
        ),
    ];
    assert_eq!(said, expected);
}

#[test]
fn tables_of_edges_are_refused_with_line_and_reason() {
    let head = ":START_ID,:END_ID,:TYPE,sign,confidence,valid_from,valid_to";
    let expected = [
        (
            "1,9,STANCE,1,,,",
            "`9` in column `:END_ID` is not the id of a node",
        ),
        (
            "x,2,STANCE,1,,,",
            "`x` in column `:START_ID` is not the id of a node",
        ),
        (
            "1,2,LIKES,1,,,",
            "`LIKES` in column `:TYPE` is not STANCE, ABOUT, BROADER or a kind of relation such \
             as HOLDS_OFFICE",
        ),
        ("1,2,STANCE,2,,,", "`2` in column `sign` is not +1, -1 or 0"),
        ("1,2,STANCE,,,,", "`` in column `sign` is not +1, -1 or 0"),
        (
            "1,2,MET_WITH,,1.5,,",
            "`1.5` in column `confidence` is not a number from 0 to 1",
        ),
        (
            "1,2,MET_WITH,,NaN,,",
            "`NaN` in column `confidence` is not a number from 0 to 1",
        ),
        (
            "1,2,MET_WITH,,,2024-13,",
            "`2024-13` in column `valid_from` is not a date of the form 2025, 2025-02 or \
             2025-02-12",
        ),
        (
            "1,2,MET_WITH,,,,soon",
            "`soon` in column `valid_to` is not a date of the form 2025, 2025-02 or 2025-02-12",
        ),
        (
            "3,2,STANCE,1,,,",
            "`STANCE` cannot lead from an issue to an actor",
        ),
        (
            "1,2,ABOUT,,,,",
            "`ABOUT` cannot lead from an actor to an actor",
        ),
        ("1,2", "2 fields, but the header has 7"),
    ];
    for (row, reason) in expected {
        let text = format!("{head}\n1,2,STANCE,1,,,\n{row}\n");
        assert_eq!(wrong(&text), format!("line 3: {reason}"));
    }
    let head = head.replace(":TYPE", "kind of edge");
    assert_eq!(wrong(&head), "line 1: the column `:TYPE` is missing");
}

#[test]
fn the_digest_covers_the_whole_input() {
    let mut hashed = Hashed::new(NODES.as_bytes());
    read_nodes(&mut hashed).unwrap();
    assert_eq!(hashed.read_so_far(), NODES.len() as u64);
    let read = hashed.digest().unwrap();
    assert_eq!(read, Hashed::new(NODES.as_bytes()).digest().unwrap());
    let other = Hashed::new(&NODES.as_bytes()[1..]).digest().unwrap();
    assert_ne!(table_digest(&read, &other), table_digest(&other, &read));
}
