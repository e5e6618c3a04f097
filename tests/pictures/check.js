"use strict";
// Uses a page as its reader would and writes down what it found.
(() => {
  const steps = [];
  const step = (name, right) => steps.push(`${right ? "ok" : "WRONG"} ${name}`);
  const at = (id) => document.getElementById(id);
  const data = JSON.parse(at("data").textContent);
  const form = at("filters");
  const edges = [...document.querySelectorAll("svg g.edge")];
  const hidden = () => edges.filter((edge) => edge.classList.contains("off")).length;
  const seen = () => Number(at("count").value.split(" ")[0]);
  const input = () => form.dispatchEvent(new Event("input", { bubbles: true }));
  const set = (id, value) => { at(id).value = value; input(); };
  const click = (part) => part.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  const reset = () => {
    for (const id of ["search", "since", "until"]) at(id).value = "";
    at("confidence").value = 0;
    for (const box of form.querySelectorAll("[name=sign]")) box.checked = true;
    click(document.querySelector("figure"));
    input();
  };
  const items = () => at("list").querySelectorAll("li").length;
  try {
    step("every edge is drawn", edges.length === data.edges.length && edges.length > 0);
    step("all are shown at first", seen() === data.edges.length && hidden() === 0);
    step("the list has all", items() === data.edges.length);
    step("names are text, not markup", document.querySelectorAll("svg b, aside b, svg i").length === 0);

    // A click tells all words of an edge.
    const many = data.edges.reduce((best, edge, place) =>
      edge.said.length > data.edges[best].said.length ? place : best, 0);
    click(document.querySelector(`svg g.edge[data-edge="${many}"] path, svg g.edge[data-edge="${many}"] polygon`));
    const told = [...at("list").querySelectorAll("blockquote")].map((quote) => quote.textContent);
    step("a click tells the words", items() === 1 && told.length === data.edges[many].said.length);
    step("they are the very words", data.edges[many].said.every((one, place) => told[place] === `“${one.words}”`));
    step("and where they stand", [...at("list").querySelectorAll("cite")].every((cite, place) =>
      cite.textContent.includes(data.edges[many].said[place].document)));
    step("the edge is marked", document.querySelectorAll("svg g.edge.on").length === 1);
    click(at("back"));
    step("one can go back", items() === data.edges.length && at("back").hidden);

    // Nodes.
    const node = document.querySelector("svg g.node");
    if (node) {
      const place = Number(node.dataset.node);
      click(node.querySelector("text"));
      const own = data.edges.filter((edge) => edge.nodes.includes(place)).length;
      step("a node tells its edges", items() === own && at("heading").textContent === data.nodes[place].name);
      reset();
    }

    // Signs.
    const sign = form.querySelector("[name=sign]");
    sign.checked = false;
    input();
    const without = data.edges.filter((edge) => edge.sign !== sign.value).length;
    step("a sign is left out", seen() === without && hidden() === data.edges.length - without);
    reset();

    // Search, whatever the case and the accents.
    const word = data.edges[0].sentence.split(" ")[0];
    set("search", word.toUpperCase());
    step("a word is found", seen() > 0 && items() === seen()
      && !edges[edges.findIndex((edge) => edge.dataset.edge === "0")].classList.contains("off"));
    set("search", "no-such-word-anywhere");
    step("what is nowhere is not found", seen() === 0 && hidden() === data.edges.length);
    reset();

    // Confidence.
    set("confidence", "0.8");
    const sure = data.edges.filter((edge) => edge.said.length === 0
      || edge.said.some((one) => one.confidence >= 0.8)).length;
    step("the sure ones stay", seen() === sure);
    reset();

    // Dates.
    set("since", "2025-01-01");
    const late = data.edges.filter((edge) => edge.said.some((one) =>
      one.date && one.date >= "2025-01-01".slice(0, one.date.length))).length;
    step("the late ones stay", seen() === late);
    set("until", "1900-01-01");
    step("nothing was said in between", seen() === 0);
    reset();
    step("a reset shows all", seen() === data.edges.length && hidden() === 0);

    click(at("size"));
    step("it can be seen in full size", !at("picture").classList.contains("fit"));
  } catch (error) {
    steps.push(`WRONG ${error}`);
  }
  const report = document.createElement("pre");
  report.id = "steps";
  report.textContent = steps.join("\n");
  document.body.append(report);
})();
