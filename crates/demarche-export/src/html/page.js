"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);
  const form = at("filters"), list = at("list"), heading = at("heading"), back = at("back");
  const drawn = (name) => {
    const found = new Map();
    for (const part of document.querySelectorAll(`svg [data-${name}]`)) {
      const place = Number(part.dataset[name]);
      if (!found.has(place)) found.set(place, []);
      found.get(place).push(part);
    }
    return found;
  };
  const edgeParts = drawn("edge"), nodeParts = drawn("node");
  // What was clicked: nothing, {edge: place} or {node: place}.
  let chosen = null;

  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = data.edges.map((edge) => {
    const names = edge.nodes.map((node) => data.nodes[node].name);
    const said = edge.said.map((one) => `${one.words} ${one.document} ${one.via.join(" ")}`);
    return fold([edge.sentence, ...names, ...said].join(" "));
  });
  const names = data.nodes.map((node) => fold(node.name));

  // A date may be a year or a month: it counts if any of its days does.
  const within = (date, since, until) => {
    if (!since && !until) return true;
    if (!date) return false;
    return (!since || date >= since.slice(0, date.length))
      && (!until || date <= until.slice(0, date.length));
  };

  const read = () => ({
    words: fold(at("search").value).split(/\s+/).filter(Boolean),
    signs: new Set([...form.querySelectorAll("[name=sign]:checked")].map((box) => box.value)),
    since: at("since").value,
    until: at("until").value,
    least: Number(at("confidence").value),
  });

  // The words of an edge that pass; an edge without any has nothing to be filtered by.
  const passing = (edge, wanted) => edge.said.filter((one) =>
    one.confidence >= wanted.least && within(one.date, wanted.since, wanted.until));

  const shown = (edge, place, wanted) => {
    if (!wanted.signs.has(edge.sign)) return false;
    if (!wanted.words.every((word) => texts[place].includes(word))) return false;
    if (edge.said.length === 0) return !wanted.since && !wanted.until;
    return passing(edge, wanted).length > 0;
  };

  const element = (tag, text, name) => {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (name) made.className = name;
    return made;
  };

  const quoted = (text, wanted) => {
    const box = element("blockquote");
    const word = wanted.words.find((one) => fold(text).includes(one));
    const start = word && text.toLowerCase().indexOf(word);
    if (word && start >= 0) {
      box.append("“" + text.slice(0, start));
      box.append(element("mark", text.slice(start, start + word.length)));
      box.append(text.slice(start + word.length) + "”");
    } else {
      box.textContent = `“${text}”`;
    }
    return box;
  };

  const source = (one) => {
    const facts = [one.document, one.date || "no date"];
    if (one.via.length) facts.push(`according to ${one.via.join(", ")}`);
    if (one.mode) facts.push(one.mode);
    facts.push(`confidence ${one.confidence.toFixed(2)}`);
    if (one.hedged) facts.push("hedged");
    return element("cite", "— " + facts.filter(Boolean).join(", "));
  };

  const entry = (place, wanted, open) => {
    const edge = data.edges[place];
    const item = element("li", "", edge.sign);
    const button = element("button", edge.sentence);
    button.type = "button";
    button.addEventListener("click", () => choose({ edge: place }));
    item.append(button);
    if (open) {
      for (const one of passing(edge, wanted)) {
        item.append(quoted(one.words, wanted), source(one));
      }
      if (edge.said.length === 0) item.append(element("cite", "follows from what the issue is"));
    }
    return item;
  };

  const update = () => {
    const wanted = read();
    form.querySelector("output[for=confidence]").value = wanted.least.toFixed(2);
    const kept = [];
    data.edges.forEach((edge, place) => { if (shown(edge, place, wanted)) kept.push(place); });
    const keeps = new Set(kept);
    const ends = new Set(kept.flatMap((place) => data.edges[place].nodes));
    const open = wanted.words.length === 0 && kept.length === data.edges.length;
    const belongs = (place) => !chosen
      || (chosen.edge !== undefined ? place === chosen.edge
        : data.edges[place].nodes.includes(chosen.node));
    for (const [place, parts] of edgeParts) {
      for (const part of parts) {
        part.classList.toggle("off", !keeps.has(place));
        part.classList.toggle("on", chosen?.edge === place);
      }
    }
    for (const [place, parts] of nodeParts) {
      const named = wanted.words.length > 0
        && wanted.words.every((word) => names[place].includes(word));
      for (const part of parts) {
        part.classList.toggle("off", !(open || ends.has(place) || named));
        part.classList.toggle("on", chosen?.node === place);
      }
    }
    const told = kept.filter(belongs);
    heading.textContent = chosen?.node !== undefined ? data.nodes[chosen.node].name
      : chosen ? "Words" : "All that is shown";
    back.hidden = !chosen;
    const wide = chosen || wanted.words.length > 0;
    list.replaceChildren(...told.slice(0, 400).map((place) => entry(place, wanted, wide)));
    if (told.length > 400) list.append(element("li", `and ${told.length - 400} more`));
    at("count").value = `${kept.length} of ${data.edges.length} shown`;
  };

  const choose = (what) => { chosen = what; update(); list.parentElement.scrollTop = 0; };

  at("picture").addEventListener("click", (event) => {
    const edge = event.target.closest("[data-edge]"), node = event.target.closest("[data-node]");
    if (edge) choose({ edge: Number(edge.dataset.edge) });
    else if (node) choose({ node: Number(node.dataset.node) });
    else choose(null);
  });
  back.addEventListener("click", () => choose(null));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") choose(null); });
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { chosen = null; update(); }));
  at("size").addEventListener("click", () => {
    const full = !at("picture").classList.toggle("fit");
    at("size").setAttribute("aria-pressed", String(full));
  });
  update();
})();
