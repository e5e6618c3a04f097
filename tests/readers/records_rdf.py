"""Turtle and N-Quads by rdflib."""

import sys

from expected import check, need
from records import Records

rdflib = need("rdflib")
TERM = rdflib.Namespace("urn:demarche:term:")
ID = rdflib.Namespace("urn:demarche:id:")
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
SCHEMA = rdflib.Namespace("https://schema.org/")
RDF, RDFS, SKOS = rdflib.RDF, rdflib.RDFS, rdflib.SKOS
VERB = {"support": "supports", "oppose": "opposes", "neutral": "neutralOn"}


def value(graph, subject, predicate):
    """The only object, as text."""
    found = list(graph.objects(subject, predicate))
    check(f"{subject} {predicate}: how many", len(found), 1)
    return str(found[0])


def evidence(graph, subject):
    place = graph.value(subject, TERM.evidence)
    selectors = list(graph.objects(place, OA.hasSelector))
    exact = [str(words) for one in selectors for words in graph.objects(one, OA.exact)]
    spans = [
        (int(graph.value(one, OA.start)), int(graph.value(one, OA.end)))
        for one in selectors
        if (one, OA.start, None) in graph
    ]
    return exact, sorted(spans)


def compare(graph, records):
    for record in records.all("actor"):
        subject = ID[record["id"]]
        check("name", value(graph, subject, SCHEMA.name), record["name"])
        aliases = sorted(map(str, graph.objects(subject, SCHEMA.alternateName)))
        check("aliases", aliases, sorted(record["aliases"]))
    for record in records.all("issue"):
        subject = ID[record["id"]]
        check("label", value(graph, subject, SKOS.prefLabel), record["label"])
        broader = sorted(graph.objects(subject, SKOS.broader))
        check("broader", broader, sorted(ID[one] for one in record["broader"]))
    for record in records.all("document"):
        check("text", value(graph, ID[record["id"]], SCHEMA.text), record["text"])
    for record in records.all("statement"):
        subject = ID[record["id"]]
        triple = (ID[record["holder"]], TERM[VERB[record["polarity"]]], ID[record["target"]])
        for end, wanted in zip((RDF.subject, RDF.predicate, RDF.object), triple):
            check("ends", value(graph, subject, end), str(wanted))
        check("plain triple", triple in graph, True)
        words, spans = evidence(graph, subject)
        check("evidence", words, [record["evidence"]])
        check("span", spans, [(record["start"], record["end"])])
        check("confidence", float(graph.value(subject, TERM.confidence)), record["confidence"])
        date = graph.value(subject, rdflib.DCTERMS.date)
        check("date", date and str(date), record["date"])
    for record in records.all("relation"):
        subject = ID[record["id"]]
        check("subject", value(graph, subject, RDF.subject), str(ID[record["subject"]]))
        check("object", value(graph, subject, RDF.object), str(ID[record["object"]]))
        check("status", value(graph, subject, TERM.status), record["status"])
        check("evidence", evidence(graph, subject)[0], [record["evidence"]])
    reified = len(set(graph.subjects(RDF.type, RDF.Statement)))
    wanted = len(records.all("statement")) + len(records.all("relation"))
    check("statements and relations", reified, wanted)


# rdflib warns of dates and addresses that it cannot turn into values of Python.
import logging

logging.getLogger("rdflib").setLevel(logging.ERROR)
for folder in sys.argv[1:]:
    records = Records(folder)
    turtle = rdflib.Graph()
    turtle.parse(records.file("graph.turtle"), format="turtle")
    compare(turtle, records)
    quads = rdflib.Dataset(default_union=True)
    quads.parse(records.file("graph.nquads"), format="nquads")
    compare(quads, records)
    for record in records.all("statement"):
        graph = quads.graph(ID[record["document"]])
        check("its graph", (ID[record["id"]], RDF.type, TERM.Statement) in graph, True)
    print(f"rdflib {rdflib.__version__}: {len(turtle)} triples")
