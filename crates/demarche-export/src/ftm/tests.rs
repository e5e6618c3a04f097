use super::*;
use crate::hostile::{self, Scan};
use demarche_model::Graph;
use serde_json::Value;

fn entities(graph: &Graph) -> Vec<Value> {
    let mut out = Vec::new();
    write(&Scan(graph), Options { with_text: true }, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn of<'a>(entities: &'a [Value], schema: &[&str]) -> Vec<&'a Value> {
    let fits = |item: &&Value| schema.contains(&item["schema"].as_str().unwrap());
    entities.iter().filter(fits).collect()
}

#[test]
fn every_record_is_an_entity_with_an_id_of_its_own() {
    let graph = hostile::graph();
    let entities = entities(&graph);
    let ids: BTreeSet<_> = entities.iter().map(|item| item["id"].to_string()).collect();
    assert_eq!(ids.len(), entities.len());
    assert_eq!(of(&entities, &["Article"]).len(), graph.documents.len());
    assert_eq!(of(&entities, &["Note"]).len(), graph.issues.len());
    let people = ["Person", "Organization", "PublicBody", "LegalEntity"];
    assert_eq!(of(&entities, &people).len(), graph.actors.len());
    let links = [
        "UnknownLink",
        "Occupancy",
        "Employment",
        "Membership",
        "Representation",
    ];
    let wanted = graph.statements.len() + graph.relations.len();
    assert_eq!(of(&entities, &links).len(), wanted);
}

#[test]
fn links_lead_to_entities_that_are_there() {
    let entities = entities(&hostile::graph());
    let ids: BTreeSet<_> = entities
        .iter()
        .map(|item| &item["id"])
        .map(Value::to_string)
        .collect();
    let ends = [
        "subject",
        "object",
        "holder",
        "post",
        "employee",
        "employer",
        "member",
        "organization",
        "agent",
        "client",
        "proof",
        "entity",
    ];
    let mut seen = 0;
    for item in &entities {
        let properties = item["properties"].as_object().unwrap();
        for (_, values) in properties
            .iter()
            .filter(|(name, _)| ends.contains(&name.as_str()))
        {
            for value in values.as_array().unwrap() {
                assert!(ids.contains(&value.to_string()), "{item}");
                seen += 1;
            }
        }
    }
    assert!(seen > 100);
}

#[test]
fn an_office_is_a_position_that_somebody_occupies() {
    let mut graph = hostile::graph();
    for actor in &mut graph.actors {
        actor.kind = ActorKind::Person;
    }
    let mut relation = graph.relations[0].clone();
    relation.kind = RelationKind::HoldsOffice;
    relation.office = Some("Prime Minister".into());
    let object = graph
        .actors
        .iter_mut()
        .find(|item| item.id == relation.object);
    object.unwrap().kind = ActorKind::State;
    graph.relations = vec![relation.clone()];
    let entities = entities(&graph);
    let post = format!("{}-prime-minister", relation.object);
    let occupancy = of(&entities, &["Occupancy"])[0];
    assert_eq!(occupancy["properties"]["post"][0], post.as_str());
    assert_eq!(of(&entities, &["Position"])[0]["id"], post.as_str());
}
