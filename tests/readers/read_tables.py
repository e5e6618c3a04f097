"""Tables by Python's csv, with the rules of the importers of Gephi and Neo4j."""

import csv
import re

from expected import EDGE, NODE, check, compare, folders, holdable


def rows(expected, name):
    with open(expected.folder / name, encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = next(reader)
        found = [dict(zip(header, row, strict=True)) for row in reader]
    check(f"{name}: columns", len(set(map(str.lower, header))), len(header))
    return header, found


def plain(row, cut=""):
    """Fields by their names, without the types of the header."""
    return {re.sub(":.*", "", key): value for key, value in row.items()}


def edge(row, wanted, what, fields):
    row = {key: value for key, value in row.items()}
    compare(what, row, wanted, [field for field in fields if field in row])


for expected in folders():
    header, nodes = rows(expected, "csv-nodes.csv")
    # Gephi knows these by name, whatever their case.
    check("headers", header[:2], ["Id", "Label"])
    check("nodes", [row["Id"] for row in nodes], list(expected.nodes))
    for row in nodes:
        wanted = expected.nodes[row["Id"]]
        check("name", row["Label"], holdable(wanted["name"]))
        compare(row["Id"], row, wanted, NODE)
    header, edges = rows(expected, "csv-edges.csv")
    check("headers", header[:5], ["Id", "Source", "Target", "Type", "Weight"])
    check("edges", [row["Id"] for row in edges], list(expected.edges))
    for row in edges:
        wanted = expected.edges[row["Id"]]
        check("ends", (row["Source"], row["Target"]), (wanted["source"], wanted["target"]))
        # An edge of weight 0 is left out by Gephi.
        check("weight", float(row["Weight"]), wanted["weight"])
        check("weight above 0", float(row["Weight"]) > 0, True)
        symmetric = wanted.get("symmetric", not expected.directed)
        check("type", row["Type"], "Undirected" if symmetric else "Directed")
        edge(row, wanted, row["Id"], EDGE)

    header, nodes = rows(expected, "neo4j-nodes.csv")
    check("headers", header[:3], ["id:ID", "name", ":LABEL"])
    check("neo4j: nodes", [row["id:ID"] for row in nodes], list(expected.nodes))
    for row in nodes:
        wanted = expected.nodes[row["id:ID"]]
        check("name", row["name"], holdable(wanted["name"]))
        check("label", row[":LABEL"].split(";")[-1].lower(), wanted["kind"])
        aliases = row["aliases:string[]"].split(";") if wanted.get("aliases") else []
        given = [holdable(alias).replace(";", ",") for alias in wanted.get("aliases", [])]
        check("aliases", aliases, given)
    header, edges = rows(expected, "neo4j-edges.csv")
    check("headers", header[:3], [":START_ID", ":END_ID", ":TYPE"])
    for column in header:
        typed = re.fullmatch(r"\w*(:(START_ID|END_ID|TYPE|long|double|boolean|string\[\]))?", column)
        check(f"column {column}", bool(typed), True)
    ids = {row["id:ID"] for row in nodes}
    for row, wanted in zip(edges, expected.edges.values(), strict=True):
        check("ends", (row[":START_ID"], row[":END_ID"]), (wanted["source"], wanted["target"]))
        check("ends are nodes", row[":START_ID"] in ids and row[":END_ID"] in ids, True)
        check("type", bool(re.fullmatch("[A-Z_]+", row[":TYPE"])), True)
        check("weight", float(row["weight:double"]), wanted["weight"])
        edge(plain(row), wanted, row["id"], [field for field in EDGE if field != "kind"])
print("csv, by the rules of Gephi and Neo4j")
