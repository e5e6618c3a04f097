"""networkx: GraphML in three dialects, GEXF, node-link JSON, Pajek."""

from collections import Counter

from expected import EDGE, NODE, check, compare, folders, holdable, need

networkx = need("networkx")


def whole(graph, expected, what, name="label"):
    """Everything of a graph with ids and attributes."""
    check(f"{what}: direction", graph.is_directed(), expected.directed)
    check(f"{what}: nodes", set(graph), set(expected.nodes))
    for id, node in expected.nodes.items():
        found = graph.nodes[id]
        check(f"{what}: name", found.get(name) or "", holdable(node["name"]))
        compare(f"{what}: {id}", found, node, NODE)
    edges = list(graph.edges(keys=True, data=True)) if graph.is_multigraph() else [
        (one, other, data.get("id"), data) for one, other, data in graph.edges(data=True)
    ]
    check(f"{what}: edges", len(edges), len(expected.edges))
    for one, other, key, data in edges:
        edge = expected.edges[data.get("id", key)]
        ends = (one, other) if expected.directed else tuple(sorted((one, other)))
        check(f"{what}: ends", ends, expected.ends(edge))
        check(f"{what}: weight", float(data["weight"]), edge["weight"])
        compare(f"{what}: {key}", data, edge, EDGE)


def spans(graph, expected):
    """The dates of GEXF, which are days."""
    for _, _, data in graph.edges(data=True):
        edge = expected.edges[data["id"]]
        first, last = edge.get("first"), edge.get("last")
        check("gexf: start", data.get("start"), first and (first + "-01-01")[:10])
        if last and (not first or last >= first):
            check("gexf: end", data["end"][: len(last)], last)
            check("gexf: end is a day", len(data["end"]), 10)


def pajek(expected):
    """Numbers, names and kinds: nodes are known by their names here."""
    graph = networkx.read_pajek(expected.file("pajek"))
    check("pajek: direction", graph.is_directed(), expected.directed)
    check("pajek: nodes", len(graph), len(expected.nodes))
    wanted = Counter()
    for edge in expected.edges.values():
        weight = -edge["weight"] if edge.get("sign") == -1 else edge["weight"]
        # What has no direction leads both ways.
        twice = edge.get("symmetric") and edge["source"] != edge["target"]
        wanted[weight, edge["kind"]] += 2 if twice else 1
    edges = graph.edges(data=True)
    check("pajek: edges", Counter((data["weight"], data["l"]) for _, _, data in edges), wanted)


for expected in folders():
    for name in ["graphml", "graphml-visone", "graphml-yed"]:
        graph = networkx.read_graphml(expected.file(name), force_multigraph=True)
        # What is drawn of a node in yEd has a name of its own.
        whole(graph, expected, name)
    graph = networkx.read_gexf(expected.file("gexf"))
    whole(graph, expected, "gexf")
    spans(graph, expected)
    graph = networkx.node_link_graph(expected.graph, edges="links")
    check("node-link: nodes", set(graph), set(expected.nodes))
    check("node-link: edges", graph.number_of_edges(), len(expected.edges))
    check("node-link: keys", {key for _, _, key in graph.edges(keys=True)}, set(expected.edges))
    pajek(expected)
print("networkx", networkx.__version__)
