"""Graphviz: `dot` reads the DOT for Gephi and writes it as JSON."""

import json
import shutil
import subprocess
import sys

from expected import EDGE, NODE, SKIPPED, check, folders

if not shutil.which("dot"):
    print("there is no `dot`")
    sys.exit(SKIPPED)


def line(text):
    """Letters and digits, which no rule of escapes touches."""
    return "".join(letter for letter in text if letter.isalnum())


def value(wanted):
    if isinstance(wanted, list):
        return "; ".join(wanted)
    return str(wanted).lower() if isinstance(wanted, bool) else str(wanted)


def same(found, wanted, fields, what):
    for field in fields:
        if field not in wanted:
            check(f"{what}: {field}", field in found, False)
        elif isinstance(wanted[field], float):
            check(f"{what}: {field}", float(found[field]), wanted[field])
        else:
            check(f"{what}: {field}", line(found.get(field, "")), line(value(wanted[field])))


for expected in folders():
    # What was read, without a layout.
    read = subprocess.run(
        ["dot", "-Tdot_json", expected.file("gephi-dot")],
        capture_output=True, check=True, text=True,
    )
    graph = json.loads(read.stdout, strict=False)
    check("direction", graph["directed"], expected.directed)
    nodes = graph.get("objects", [])
    check("nodes", {node["name"] for node in nodes}, set(expected.nodes))
    for node in nodes:
        wanted = expected.nodes[node["name"]]
        check("name", line(node.get("label", "")), line(wanted["name"]))
        same(node, wanted, NODE, node["name"])
    edges = graph.get("edges", [])
    check("edges", {edge["id"] for edge in edges}, set(expected.edges))
    for edge in edges:
        wanted = expected.edges[edge["id"]]
        ends = (nodes[edge["tail"]]["name"], nodes[edge["head"]]["name"])
        check("ends", ends, (wanted["source"], wanted["target"]))
        check("weight", float(edge["weight"]), wanted["weight"])
        same(edge, wanted, EDGE, edge["id"])
print("Graphviz")
