"""igraph: GraphML, Pajek, and DL where it has one matrix."""

from expected import EDGE, NODE, check, compare, folders, holdable, need

igraph = need("igraph")

for expected in folders():
    graph = igraph.Graph.Read_GraphML(expected.file("graphml"))
    check("direction", graph.is_directed(), expected.directed)
    check("nodes", {node["id"] for node in graph.vs}, set(expected.nodes))
    for node in graph.vs:
        wanted = expected.nodes[node["id"]]
        check("name", node["label"], holdable(wanted["name"]))
        compare(node["id"], node.attributes(), wanted, NODE)
    check("edges", graph.ecount(), len(expected.edges))
    # The ids of edges are mixed up with those of nodes by igraph; the order is kept.
    for edge, wanted in zip(graph.es, expected.edges.values()):
        ends = tuple(graph.vs[end]["id"] for end in edge.tuple)
        check("ends", ends if expected.directed else tuple(sorted(ends)), expected.ends(wanted))
        check("weight", edge["weight"], wanted["weight"])
        attributes = {key: value for key, value in edge.attributes().items() if key != "id"}
        compare(wanted["key"], attributes, wanted, [name for name in EDGE if name in attributes])
        check("attributes", set(attributes) - {"weight", *EDGE}, set())
    if not expected.nodes:
        # A graph without nodes is an error to its reader of Pajek and DL.
        continue
    graph = igraph.Graph.Read_Pajek(expected.file("pajek"))
    check("pajek: nodes", graph.vcount(), len(expected.nodes))
    labels = graph.vs["id"] if "id" in graph.vs.attributes() else graph.vs["name"]
    check("pajek: names are told apart", len(set(labels)), len(expected.nodes))
    if len({edge["kind"] for edge in expected.edges.values()}) == 1:
        graph = igraph.Graph.Read_DL(expected.file("dl"), directed=True)
        check("dl: nodes", graph.vcount(), len(expected.nodes))
        # A matrix has both directions of an edge without any.
        check("dl: edges", graph.ecount(), 2 * len(expected.edges))
        wanted = sorted(
            edge["weight"] * edge.get("sign", 1) for edge in expected.edges.values() for _ in "12"
        )
        check("dl: weights", sorted(graph.es["weight"]), wanted)
        check("dl: names", len(set(graph.vs["name"])), len(expected.nodes))
print("igraph", igraph.__version__)
