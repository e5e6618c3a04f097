"""What a reader has to find: the node-link JSON of a folder, which holds all there is.

A folder has a file `graph.FORMAT` for each format of networks, and `FORMAT-nodes.csv` and
`FORMAT-edges.csv` for tables. Scripts are called with folders; the test in
crates/demarche-export/src/network/readers.rs makes them.
"""

import json
import re
import sys
from pathlib import Path

SKIPPED = 77


def need(module):
    """Imports a module, or ends the script as skipped."""
    try:
        return __import__(module)
    except ImportError as error:
        print(f"{error}")
        sys.exit(SKIPPED)


def holdable(text):
    """What XML and tables hold of a text."""
    return re.sub("[^\t\n\r\x20-\ufffd\U00010000-\U0010ffff]", "", text)


class Expected:
    """The nodes by id and the edges by key."""

    def __init__(self, folder):
        self.folder = Path(folder)
        text = (self.folder / "graph.node-link").read_text("utf-8")
        self.graph = json.loads(text)
        self.directed = self.graph["directed"]
        self.title = self.graph["graph"]["name"]
        self.nodes = {node["id"]: node for node in self.graph["nodes"]}
        self.edges = {edge["key"]: edge for edge in self.graph["links"]}
        check("ids of nodes", len(self.nodes), len(self.graph["nodes"]))
        check("ids of edges", len(self.edges), len(self.graph["links"]))

    def file(self, name):
        return str(self.folder / f"graph.{name}")

    def ends(self, edge):
        """The ends as a reader may give them: in any order where there is no direction."""
        ends = (edge["source"], edge["target"])
        return ends if self.directed else tuple(sorted(ends))


def check(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: found {found!r}, not {wanted!r}")


def text(value):
    """A value of the JSON as formats of texts hold it."""
    return holdable("; ".join(value) if isinstance(value, list) else value)


def compare(what, found, wanted, fields):
    """Compares the fields of a node or edge; what is missing is missing or empty."""
    for field in fields:
        value = wanted.get(field)
        given = found.get(field)
        if isinstance(given, float) and given != given:
            given = None
        if value is None:
            ok = given in (None, "", False)
        elif isinstance(value, (str, list)):
            ok = (given or "") == text(value)
        elif isinstance(value, bool):
            ok = given in (value, str(value).lower())
        else:
            ok = given not in (None, "") and float(given) == value
        if not ok:
            sys.exit(f"{what}: `{field}` is {given!r}, not {value!r}")


NODE = ["kind", "class", "aliases", "wikidata"]
EDGE = [
    "kind", "sign", "symmetric", "count", "confidence", "hedged", "first", "last",
    "office", "quote", "document", "mode", "agreement", "disagreement", "shared",
]


def folders():
    """The folders given on the command line."""
    found = [Expected(folder) for folder in sys.argv[1:]]
    check("that there are folders", bool(found), True)
    return found
