//! The triples of each kind of record.

use std::fmt::Write as _;

use demarche_model::{
    Actor, Attribution, Confidence, Date, Decision, Document, DocumentId, Issue, Relation,
    RelationKind, Span, Statement,
};
use oxrdf::{Literal, NamedNode, TermRef};

use super::terms::{class, date, extractor, record, relation as predicate_of, stance, term};
use crate::error::Result;

/// What triples are of: their subject, and the graph they stand in where graphs are told apart.
pub struct About {
    /// Subject.
    pub subject: NamedNode,
    /// The document that says it.
    pub graph: Option<NamedNode>,
}

/// Where triples go.
pub trait Triples {
    /// Takes one.
    fn put(&mut self, about: &About, predicate: &NamedNode, object: TermRef<'_>) -> Result<()>;
}

/// The triples of one subject.
struct Entry<'a> {
    about: About,
    sink: &'a mut dyn Triples,
}

impl<'a> Entry<'a> {
    fn new(subject: NamedNode, graph: Option<DocumentId>, sink: &'a mut dyn Triples) -> Self {
        let graph = graph.map(record);
        Self {
            about: About { subject, graph },
            sink,
        }
    }

    fn node(&mut self, predicate: &str, object: &NamedNode) -> Result<()> {
        let object = object.as_ref().into();
        self.sink.put(&self.about, &term(predicate), object)
    }

    fn literal(&mut self, predicate: &str, object: &Literal) -> Result<()> {
        let object = object.as_ref().into();
        self.sink.put(&self.about, &term(predicate), object)
    }

    fn text(&mut self, predicate: &str, text: &str) -> Result<()> {
        self.literal(predicate, &Literal::new_simple_literal(text))
    }

    fn maybe(&mut self, predicate: &str, text: Option<&str>) -> Result<()> {
        text.map_or(Ok(()), |text| self.text(predicate, text))
    }

    fn day(&mut self, predicate: &str, day: Option<Date>) -> Result<()> {
        day.map_or(Ok(()), |day| self.literal(predicate, &date(day)))
    }

    fn nodes(
        &mut self,
        predicate: &str,
        objects: impl Iterator<Item = impl std::fmt::Display>,
    ) -> Result<()> {
        for object in objects {
            self.node(predicate, &record(object))?;
        }
        Ok(())
    }
}

pub fn document(item: &Document, sink: &mut dyn Triples) -> Result<()> {
    let mut entry = Entry::new(record(item.id), None, sink);
    entry.node("rdf:type", &term("schema:Article"))?;
    entry.node("rdf:type", &term("prov:Entity"))?;
    entry.maybe("schema:headline", item.title.as_deref())?;
    entry.maybe("dcterms:publisher", item.outlet.as_deref())?;
    if let Some(url) = &item.url {
        let url = Literal::new_typed_literal(url.as_str(), term("xsd:anyURI"));
        entry.literal("schema:url", &url)?;
    }
    entry.day("schema:datePublished", item.date)?;
    for path in &item.paths {
        entry.text("path", path)?;
    }
    let digest = item.sha256.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    entry.text("schema:sha256", &digest)?;
    entry.maybe("schema:text", item.text.as_deref())
}

pub fn actor(item: &Actor, sink: &mut dyn Triples) -> Result<()> {
    let mut entry = Entry::new(record(item.id), None, sink);
    entry.node("rdf:type", &class(item.kind))?;
    entry.text("rdfs:label", &item.name)?;
    entry.text("schema:name", &item.name)?;
    for alias in &item.aliases {
        entry.text("schema:alternateName", alias)?;
    }
    let wikidata = item.wikidata.as_deref();
    let known = wikidata.filter(|id| id.starts_with('Q') && id[1..].parse::<u64>().is_ok());
    if let Some(id) = known {
        let entity = format!("http://www.wikidata.org/entity/{id}");
        entry.node("schema:sameAs", &NamedNode::new_unchecked(entity))?;
    }
    Ok(())
}

pub fn issue(item: &Issue, sink: &mut dyn Triples) -> Result<()> {
    let mut entry = Entry::new(record(item.id), None, sink);
    entry.node("rdf:type", &term("skos:Concept"))?;
    entry.text("rdfs:label", &item.label)?;
    entry.text("skos:prefLabel", &item.label)?;
    for alias in &item.aliases {
        entry.text("skos:altLabel", alias)?;
    }
    entry.nodes("about", item.about.iter())?;
    entry.nodes("skos:broader", item.broader.iter())
}

/// What statements and relations share.
struct Observed<'a> {
    document: DocumentId,
    confidence: Confidence,
    hedged: bool,
    span: Span,
    evidence: &'a str,
    rule: &'a str,
    extractor: &'a str,
    date: Option<Date>,
}

/// A reified triple with the plain one beside it.
fn reified(
    id: &NamedNode,
    class: &str,
    [subject, predicate, object]: [&NamedNode; 3],
    seen: &Observed<'_>,
    sink: &mut dyn Triples,
    more: impl FnOnce(&mut Entry<'_>) -> Result<()>,
) -> Result<()> {
    let plain = About {
        subject: subject.clone(),
        graph: Some(record(seen.document)),
    };
    sink.put(&plain, predicate, object.as_ref().into())?;
    let mut entry = Entry::new(id.clone(), Some(seen.document), &mut *sink);
    entry.node("rdf:type", &term(class))?;
    entry.node("rdf:type", &term("rdf:Statement"))?;
    entry.node("rdf:subject", subject)?;
    entry.node("rdf:predicate", predicate)?;
    entry.node("rdf:object", object)?;
    let confidence = Literal::new_typed_literal(
        format!("{:.2}", seen.confidence.fraction()),
        term("xsd:decimal"),
    );
    entry.literal("confidence", &confidence)?;
    entry.literal("hedged", &Literal::from(seen.hedged))?;
    entry.day("dcterms:date", seen.date)?;
    made(&mut entry, seen.document, seen.rule, seen.extractor)?;
    let evidence = NamedNode::new_unchecked(format!("{}:evidence", id.as_str()));
    entry.node("evidence", &evidence)?;
    more(&mut entry)?;
    let quote = Some(seen.evidence);
    selected(&evidence, seen.document, &[seen.span], quote, sink)
}

/// Where a record comes from.
fn made(entry: &mut Entry<'_>, document: DocumentId, rule: &str, by: &str) -> Result<()> {
    entry.node("prov:wasDerivedFrom", &record(document))?;
    entry.node("prov:wasAttributedTo", &extractor(by))?;
    entry.text("rule", rule)
}

/// What made records.
pub fn agent(name: &str, sink: &mut dyn Triples) -> Result<()> {
    let mut entry = Entry::new(extractor(name), None, sink);
    entry.node("rdf:type", &term("prov:SoftwareAgent"))?;
    entry.text("rdfs:label", name)
}

/// Slices of a document's text, by their bytes and by their words.
fn selected(
    id: &NamedNode,
    document: DocumentId,
    spans: &[Span],
    quote: Option<&str>,
    sink: &mut dyn Triples,
) -> Result<()> {
    let mut entry = Entry::new(id.clone(), Some(document), &mut *sink);
    entry.node("rdf:type", &term("oa:SpecificResource"))?;
    entry.node("oa:hasSource", &record(document))?;
    let selector = |name: String| NamedNode::new_unchecked(format!("{}:{name}", id.as_str()));
    let bytes: Vec<_> = (0..spans.len())
        .map(|number| selector(number.to_string()))
        .collect();
    let words = quote.map(|quote| (selector("quote".to_owned()), quote));
    for name in bytes.iter().chain(words.iter().map(|(name, _)| name)) {
        entry.node("oa:hasSelector", name)?;
    }
    for (name, span) in bytes.into_iter().zip(spans) {
        let mut entry = Entry::new(name, Some(document), &mut *sink);
        entry.node("rdf:type", &term("oa:DataPositionSelector"))?;
        entry.literal("oa:start", &Literal::from(u64::from(span.start())))?;
        entry.literal("oa:end", &Literal::from(u64::from(span.end())))?;
    }
    let Some((name, quote)) = words else {
        return Ok(());
    };
    let mut entry = Entry::new(name, Some(document), sink);
    entry.node("rdf:type", &term("oa:TextQuoteSelector"))?;
    entry.text("oa:exact", quote)
}

pub fn statement(item: &Statement, sink: &mut dyn Triples) -> Result<()> {
    let id = record(item.id);
    let triple = [
        &record(item.holder),
        &stance(item.polarity),
        &record(item.target),
    ];
    let seen = Observed {
        document: item.document,
        confidence: item.confidence,
        hedged: item.hedged,
        span: item.span,
        evidence: &item.evidence,
        rule: &item.rule,
        extractor: &item.extractor,
        date: item.date,
    };
    reified(&id, "Statement", triple, &seen, sink, |entry| {
        entry.text("mode", item.mode.as_str())?;
        entry.nodes("via", item.via.iter())
    })
}

pub fn relation(item: &Relation, sink: &mut dyn Triples) -> Result<()> {
    let id = record(item.id);
    let (subject, object) = (record(item.subject), record(item.object));
    let seen = Observed {
        document: item.document,
        confidence: item.confidence,
        hedged: item.hedged,
        span: item.span,
        evidence: &item.evidence,
        rule: &item.rule,
        extractor: &item.extractor,
        date: item.date,
    };
    let triple = [&subject, &predicate_of(item.kind), &object];
    let member = matches!(
        item.kind,
        RelationKind::HoldsOffice | RelationKind::MemberOf
    );
    reified(&id, "Relation", triple, &seen, sink, |entry| {
        if member {
            entry.node("rdf:type", &term("org:Membership"))?;
            entry.node("org:member", &subject)?;
            entry.node("org:organization", &object)?;
        }
        entry.maybe("office", item.office.as_deref())?;
        entry.text("status", item.status.as_str())?;
        entry.day("schema:startDate", item.valid_from)?;
        entry.day("schema:endDate", item.valid_to)
    })
}

pub fn attribution(item: &Attribution, sink: &mut dyn Triples) -> Result<()> {
    let id = record(item.id);
    let mut entry = Entry::new(id.clone(), Some(item.document), &mut *sink);
    entry.node("rdf:type", &term("Attribution"))?;
    entry.nodes("source", item.source.iter())?;
    entry.nodes("via", item.via.iter())?;
    entry.text("mode", item.mode.as_str())?;
    entry.day("dcterms:date", item.date)?;
    made(&mut entry, item.document, &item.rule, &item.extractor)?;
    let evidence = NamedNode::new_unchecked(format!("{}:evidence", id.as_str()));
    entry.node("evidence", &evidence)?;
    selected(&evidence, item.document, &item.spans, None, sink)
}

pub fn decision(item: &Decision, sink: &mut dyn Triples) -> Result<()> {
    let mut entry = Entry::new(record(item.id), None, sink);
    entry.node("rdf:type", &term("Decision"))?;
    entry.node("rdf:type", &term("prov:Activity"))?;
    entry.text("action", item.action.as_str())?;
    // What a decision is of: in its order, which triples do not keep.
    for (number, operand) in item.operands.iter().enumerate() {
        entry.text("operand", &format!("{} {operand}", number + 1))?;
    }
    entry.text("dcterms:creator", &item.author)?;
    entry.text("dcterms:date", &item.time)
}
