use std::collections::{BTreeMap, BTreeSet};

use oxrdf::{GraphName, NamedOrBlankNode, Quad, Term};
use oxttl::{NQuadsParser, TurtleParser};

use super::terms::{extractor, record, relation, term};
use super::*;
use crate::hostile::{self, Scan, TEXTS};
use demarche_model::{Graph, RelationKind};

fn written(write: fn(&dyn Observations, Options, &mut dyn Write) -> Result<()>) -> Vec<u8> {
    let mut out = Vec::new();
    let options = Options { with_text: true };
    write(&Scan(&hostile::graph()), options, &mut out).unwrap();
    out
}

fn quads() -> Vec<Quad> {
    let bytes = written(n_quads);
    let parser = NQuadsParser::new().for_slice(&bytes);
    parser.collect::<std::result::Result<_, _>>().unwrap()
}

fn values(quads: &[Quad], predicate: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::<_, BTreeSet<String>>::new();
    for quad in quads
        .iter()
        .filter(|quad| quad.predicate == term(predicate))
    {
        let NamedOrBlankNode::NamedNode(subject) = &quad.subject else {
            panic!("every subject has a name");
        };
        let value = match &quad.object {
            Term::Literal(literal) => literal.value().to_owned(),
            Term::NamedNode(node) => node.as_str().to_owned(),
            Term::BlankNode(_) => panic!("every object has a name"),
        };
        let subject = subject.as_str().to_owned();
        found.entry(subject).or_default().insert(value);
    }
    found
}

#[test]
fn both_syntaxes_hold_the_same_triples() {
    let bytes = written(turtle);
    let turtle: BTreeSet<_> = TurtleParser::new()
        .for_slice(&bytes)
        .map(|triple| triple.unwrap().to_string())
        .collect();
    let quads: BTreeSet<_> = quads()
        .into_iter()
        .map(|quad| oxrdf::Triple::new(quad.subject, quad.predicate, quad.object).to_string())
        .collect();
    assert_eq!(turtle, quads);
}

#[test]
fn every_record_comes_back() {
    let (graph, quads) = (hostile::graph(), quads());
    let quotes = values(&quads, "oa:exact");
    let (subjects, objects) = (values(&quads, "rdf:subject"), values(&quads, "rdf:object"));
    for item in &graph.statements {
        let id = record(item.id).into_string();
        assert!(subjects[&id].contains(record(item.holder).as_str()));
        assert!(objects[&id].contains(record(item.target).as_str()));
        assert!(quotes[&format!("{id}:evidence:quote")].contains(&item.evidence));
    }
    for item in &graph.relations {
        let id = record(item.id).into_string();
        assert!(subjects[&id].contains(record(item.subject).as_str()));
        assert!(quotes[&format!("{id}:evidence:quote")].contains(&item.evidence));
    }
    let reified = graph.statements.len() + graph.relations.len();
    assert_eq!(subjects.len(), reified);
    let names = values(&quads, "schema:name");
    for item in &graph.actors {
        assert!(names[record(item.id).as_str()].contains(&item.name));
    }
    let labels = values(&quads, "skos:prefLabel");
    assert_eq!(labels.len(), graph.issues.len());
    let texts = values(&quads, "schema:text");
    for item in &graph.documents {
        assert!(texts[record(item.id).as_str()].contains(item.text.as_ref().unwrap()));
    }
    let agents = values(&quads, "rdfs:label");
    for text in TEXTS {
        assert!(agents[extractor(text).as_str()].contains(*text));
    }
}

#[test]
fn what_a_document_says_stands_in_its_graph() {
    let graph = hostile::graph();
    let quads = quads();
    for item in &graph.statements {
        let subject = NamedOrBlankNode::from(record(item.id));
        let mut own = quads.iter().filter(|quad| quad.subject == subject);
        let document = GraphName::from(record(item.document));
        assert!(own.all(|quad| quad.graph_name == document));
    }
}

#[test]
fn an_empty_graph_is_well_formed() {
    for write in [turtle, n_quads] {
        let mut out = Vec::new();
        write(&Scan(&Graph::default()), Options::default(), &mut out).unwrap();
        assert_eq!(TurtleParser::new().for_slice(&out).count(), 0);
    }
}

#[test]
fn predicates_are_written_as_predicates_are() {
    assert_eq!(
        relation(RelationKind::HoldsOffice).as_str(),
        "urn:demarche:term:holdsOffice"
    );
    let all: BTreeSet<_> = RelationKind::ROWS
        .iter()
        .map(|row| relation(row.kind).into_string())
        .collect();
    assert_eq!(all.len(), RelationKind::ROWS.len());
}
