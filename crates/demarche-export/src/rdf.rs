//! RDF: every record as triples, with its evidence and provenance.
//!
//! Actors are [schema.org] persons, organizations and countries, issues are SKOS concepts, documents
//! are articles and PROV entities. A statement or relation is a reified triple (`rdf:Statement`,
//! RDF Schema 1.1, 5.3) with confidence, dates and the extractor it comes from (PROV-O); its
//! evidence is a Web Annotation selector by quote and by bytes. Beside it stands the plain triple,
//! so that `?holder dem:opposes ?target` finds it. `FORMATS.md` lists the terms.
//!
//! [schema.org]: https://schema.org

mod records;
mod terms;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::io::Write;

use demarche_model::{Observations, Source};
use oxrdf::{GraphNameRef, NamedNode, TermRef};
use oxttl::nquads::WriterNQuadsSerializer;
use oxttl::turtle::WriterTurtleSerializer;
use oxttl::{NQuadsSerializer, TurtleSerializer};

use self::records::{About, Triples};
use self::terms::PREFIXES;
use crate::error::{FormatError, Result};
use crate::jsonl::Options;

/// Writes Turtle (RDF 1.1). Streaming: one record is in memory at a time. O(records).
///
/// # Errors
/// If the graph cannot be read or the output not be written.
pub fn turtle(graph: &dyn Observations, options: Options, out: &mut dyn Write) -> Result<()> {
    let mut serializer = TurtleSerializer::new();
    for (prefix, iri) in PREFIXES {
        serializer = serializer
            .with_prefix(*prefix, *iri)
            .map_err(|error| FormatError::Write(std::io::Error::other(error)))?;
    }
    let mut sink = Turtle(serializer.for_writer(&mut *out));
    all(graph, options, &mut sink)?;
    let out = sink.0.finish().map_err(FormatError::Write)?;
    out.flush().map_err(FormatError::Write)
}

/// Writes N-Quads (RDF 1.1): what a document says stands in the graph that the document names.
/// Streaming, O(records).
///
/// # Errors
/// If the graph cannot be read or the output not be written.
pub fn n_quads(graph: &dyn Observations, options: Options, out: &mut dyn Write) -> Result<()> {
    let mut sink = Quads(NQuadsSerializer::new().for_writer(&mut *out));
    all(graph, options, &mut sink)?;
    sink.0.finish().flush().map_err(FormatError::Write)
}

struct Turtle<'a>(WriterTurtleSerializer<&'a mut dyn Write>);

impl Triples for Turtle<'_> {
    fn put(&mut self, about: &About, predicate: &NamedNode, object: TermRef<'_>) -> Result<()> {
        let triple = oxrdf::TripleRef::new(&about.subject, predicate, object);
        self.0.serialize_triple(triple).map_err(FormatError::Write)
    }
}

struct Quads<'a>(WriterNQuadsSerializer<&'a mut dyn Write>);

impl Triples for Quads<'_> {
    fn put(&mut self, about: &About, predicate: &NamedNode, object: TermRef<'_>) -> Result<()> {
        let graph = about.graph.as_ref();
        let graph = graph.map_or(GraphNameRef::DefaultGraph, |graph| graph.as_ref().into());
        let quad = oxrdf::QuadRef::new(&about.subject, predicate, object, graph);
        self.0.serialize_quad(quad).map_err(FormatError::Write)
    }
}

fn all(graph: &dyn Observations, options: Options, sink: &mut dyn Triples) -> Result<()> {
    let with_text = options.with_text;
    let documents = if with_text {
        graph.documents()
    } else {
        graph.headings()
    };
    each(documents, |item| records::document(item, sink))?;
    each(graph.actors(), |item| records::actor(item, sink))?;
    each(graph.issues(), |item| records::issue(item, sink))?;
    let mut agents = BTreeSet::new();
    let mut made_by = |name: &str| {
        if !agents.contains(name) {
            agents.insert(name.to_owned());
        }
    };
    each(graph.attributions(), |item| {
        made_by(&item.extractor);
        records::attribution(item, sink)
    })?;
    each(graph.statements(), |item| {
        made_by(&item.extractor);
        records::statement(item, sink)
    })?;
    each(graph.relations(), |item| {
        made_by(&item.extractor);
        records::relation(item, sink)
    })?;
    for name in &agents {
        records::agent(name, sink)?;
    }
    each(graph.decisions(), |item| records::decision(item, sink))
}

fn each<T>(items: Source<'_, T>, mut one: impl FnMut(&T) -> Result<()>) -> Result<()> {
    for item in items {
        one(&item?)?;
    }
    Ok(())
}
