// Mermaid: its own parser of flowcharts.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// Where the packages are installed: the folder that NODE_PATH names.
const require = createRequire(import.meta.url);
let mermaid;
try {
  const { JSDOM } = require("jsdom");
  globalThis.window = new JSDOM("<!doctype html><body></body>").window;
  globalThis.document = globalThis.window.document;
  const file = join(process.env.NODE_PATH ?? "", "mermaid/dist/mermaid.core.mjs");
  mermaid = (await import(pathToFileURL(file))).default;
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

// Letters by their numbers, as the parser leaves them to whoever draws.
const decoded = (text) => text.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)));
const letters = (text) => [...text.matchAll(/[\p{L}\p{N}]/gu)].join("");

// What a page takes at most is no matter here.
mermaid.initialize({ maxTextSize: 1e8, maxEdges: 1e6 });
for (const folder of process.argv.slice(2)) {
  const read = (name) => readFileSync(join(folder, `graph.${name}`), "utf8");
  const expected = JSON.parse(read("node-link"));
  const chart = await mermaid.mermaidAPI.getDiagramFromText(read("mermaid"));
  const [nodes, edges] = [chart.db.getVertices(), chart.db.getEdges()];
  check("nodes", nodes.size, expected.nodes.length);
  check("edges", edges.length, expected.links.length);
  expected.nodes.forEach((wanted, place) => {
    const node = nodes.get(`n${place}`);
    const name = letters(wanted.name);
    if (name) check("name", letters(decoded(node.text)), name);
    check("shape", node.type, wanted.class === "issue" ? "square" : "stadium");
  });
  const number = new Map(expected.nodes.map((node, place) => [node.id, `n${place}`]));
  expected.links.forEach((wanted, place) => {
    const edge = edges[place];
    check("ends", [edge.start, edge.end], [number.get(wanted.source), number.get(wanted.target)]);
    check("kind", edge.text, wanted.kind.replaceAll("_", " "));
    check("sign", edge.stroke, wanted.sign === -1 ? "dotted" : "normal");
    const open = wanted.symmetric ?? !expected.directed;
    check("direction", edge.type, open ? "arrow_open" : "arrow_point");
  });
}
console.log("Mermaid");
