// Cytoscape.js: its JSON; CX2 by the rules of its specification.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

// Where the package is installed: the folder that NODE_PATH names.
let cytoscape;
try {
  cytoscape = createRequire(import.meta.url)("cytoscape");
} catch (error) {
  console.log(error.message.split("\n")[0]);
  process.exit(77);
}

function check(what, found, wanted) {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) {
    console.error(`${what}: found ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
    process.exit(1);
  }
}

const own = new Set(["key", "id", "source", "target", "interaction"]);

function same(what, found, wanted) {
  for (const [name, value] of Object.entries(wanted)) {
    if (!own.has(name)) check(`${what}: ${name}`, found[name], value);
  }
  for (const name of Object.keys(found)) {
    if (!own.has(name)) check(`${what}: ${name} is there`, name in wanted, true);
  }
}

for (const folder of process.argv.slice(2)) {
  const read = (name) => JSON.parse(readFileSync(join(folder, `graph.${name}`), "utf8"));
  const expected = read("node-link");
  const file = read("cytoscape");
  const graph = cytoscape({ headless: true, elements: file.elements });
  check("nodes", graph.nodes().length, expected.nodes.length);
  check("edges", graph.edges().length, expected.links.length);
  for (const node of expected.nodes) {
    same(node.id, graph.getElementById(node.id).data(), node);
  }
  for (const edge of expected.links) {
    const found = graph.getElementById(edge.key);
    check("ends", [found.source().id(), found.target().id()], [edge.source, edge.target]);
    same(edge.key, found.data(), edge);
  }

  const aspects = Object.assign({}, ...read("cx2").slice(1));
  const counts = Object.fromEntries(aspects.metaData.map((one) => [one.name, one.elementCount]));
  check("cx2: nodes", [counts.nodes, aspects.nodes.length], [expected.nodes.length, expected.nodes.length]);
  check("cx2: edges", [counts.edges, aspects.edges.length], [expected.links.length, expected.links.length]);
  check("cx2: status", aspects.status, [{ success: true }]);
  const declared = aspects.attributeDeclarations[0];
  const types = {
    string: (value) => typeof value === "string",
    boolean: (value) => typeof value === "boolean",
    double: (value) => typeof value === "number",
    integer: Number.isInteger,
    list_of_string: (value) => Array.isArray(value) && value.every((one) => typeof one === "string"),
  };
  for (const [aspect, wanted] of [["nodes", expected.nodes], ["edges", expected.links]]) {
    aspects[aspect].forEach((element, place) => {
      check(`cx2: id of ${aspect}`, element.id, place);
      for (const [name, value] of Object.entries(element.v)) {
        const declaration = declared[aspect][name];
        check(`cx2: ${name} is declared and of its type`, !!declaration && types[declaration.d](value), true);
      }
      same(element.v.id, element.v, wanted[place]);
    });
  }
  aspects.edges.forEach((edge, place) => {
    const ends = [expected.nodes[edge.s].id, expected.nodes[edge.t].id];
    check("cx2: ends", ends, [expected.links[place].source, expected.links[place].target]);
  });
}
console.log("Cytoscape.js", cytoscape.version);
