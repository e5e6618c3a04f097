"""Ladybug, an embedded graph database: the Cypher script, and Neo4j's tables."""

import re
import tempfile

from expected import check, folders, need

ladybug = need("ladybug")

EDGE = (
    "id STRING, polarity STRING, weight DOUBLE, sign INT64, symmetric BOOLEAN, count INT64, "
    "confidence DOUBLE, hedged BOOLEAN, first STRING, last STRING, office STRING, quote STRING, "
    "document STRING, mode STRING, agreement DOUBLE, disagreement DOUBLE, shared INT64"
)
NODE = "id STRING, name STRING, kind STRING, class STRING, aliases STRING[], wikidata STRING"


def statements(path):
    """A statement a line; what only Neo4j knows (constraints, further labels) is left out."""
    with open(path, encoding="utf-8", newline="\n") as file:
        for line in file:
            check("that a line is a statement", line.endswith(";\n"), True)
            if not line.startswith("CREATE CONSTRAINT") and not re.search(r"SET n:\w+;$", line):
                yield line[:-2]


def rows(link, question):
    result = link.execute(question)
    while result.has_next():
        yield result.get_next()


for expected in folders():
    with tempfile.TemporaryDirectory() as folder:
        base = ladybug.Database(f"{folder}/base")
        link = ladybug.Connection(base)
        for label in ["Actor", "Issue"]:
            link.execute(f"CREATE NODE TABLE {label}({NODE}, PRIMARY KEY (id))")
        script = list(statements(expected.file("cypher")))
        kinds = sorted(set(re.findall(r" MERGE \(a\)-\[r:(\w+) ", "\n".join(script))))
        ends = ", ".join(f"FROM {a} TO {b}" for a in ["Actor", "Issue"] for b in ["Actor", "Issue"])
        for kind in kinds:
            link.execute(f"CREATE REL TABLE {kind}({ends}, {EDGE})")
        # Twice: what is merged is there once.
        for statement in script + script[:10]:
            link.execute(statement)
        names = ["id", "name", "kind", "class", "aliases", "wikidata"]
        found = {}
        for label in ["Actor", "Issue"]:
            for row in rows(link, f"MATCH (n:{label}) RETURN " + ", ".join(f"n.{n}" for n in names)):
                found[row[0]] = dict(zip(names, row))
        check("nodes", set(found), set(expected.nodes))
        for id, node in expected.nodes.items():
            for name in names:
                check(f"{id}: {name}", found[id][name], node.get(name))
        names = [column.split()[0] for column in EDGE.split(", ")]
        edges = {}
        for kind in kinds:
            values = ", ".join(f"r.{n}" for n in names)
            for row in rows(link, f"MATCH (a)-[r:{kind}]->(b) RETURN a.id, b.id, {values}"):
                edges[row[2]] = (row[0], row[1], kind, dict(zip(names, row[2:])))
        check("edges", set(edges), set(expected.edges))
        for key, edge in expected.edges.items():
            source, target, kind, values = edges[key]
            check("ends", (source, target), (edge["source"], edge["target"]))
            stance = edge["kind"] in ("supports", "opposes", "neutral")
            check("type", kind, "STANCE" if stance else edge["kind"].upper())
            for name in names:
                if name not in ("id", "polarity"):
                    check(f"{key}: {name}", values[name], edge.get(name))
        link.close()
print("Ladybug", ladybug.__version__)
