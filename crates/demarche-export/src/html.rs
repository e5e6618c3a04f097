//! A page that works offline: the picture, and every word behind it to search, filter and read.
//!
//! One file without anything from elsewhere; its policy forbids the browser to fetch. `page.css`
//! and `page.js` beside this file are its look and its behaviour.

use std::fmt::Write as _;
use std::io::Write;

use demarche_model::{EdgeKind, Polarity, SubEdge, Subgraph};
use serde::Serialize;

use crate::drawing::{Drawing, Said, Theme};
use crate::error::{FormatError, Result};
use crate::timeline::Timeline;
use crate::{svg, text};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// What the script works on.
#[derive(Serialize)]
struct Data {
    nodes: Vec<Named>,
    edges: Vec<Told>,
}

#[derive(Serialize)]
struct Named {
    name: String,
    kind: &'static str,
}

/// An edge or a mark; `data-edge` in the picture is its place in the list.
#[derive(Serialize)]
struct Told {
    /// Places of its ends in the list of nodes, if they are drawn.
    nodes: Vec<usize>,
    sign: &'static str,
    sentence: String,
    said: Vec<Quoted>,
}

#[derive(Serialize)]
struct Quoted {
    words: String,
    via: Vec<String>,
    document: String,
    date: Option<String>,
    confidence: f64,
    hedged: bool,
    mode: Option<&'static str>,
}

/// Writes the drawing as a page. O(nodes^2 + edges * nodes + length of the words).
///
/// # Errors
/// If the output cannot be written.
pub fn write(graph: &Subgraph, drawing: &Drawing, out: &mut dyn Write) -> Result<()> {
    let mut graph = graph.clone();
    let count = graph.nodes.len();
    graph
        .edges
        .retain(|edge| edge.from < count && edge.to < count);
    let data = Data {
        nodes: graph
            .nodes
            .iter()
            .map(|node| Named {
                name: text::name(node),
                kind: node.kind.as_str(),
            })
            .collect(),
        edges: graph
            .edges
            .iter()
            .map(|edge| Told {
                nodes: vec![edge.from, edge.to],
                sign: sign(&edge.kind),
                sentence: text::edge_tooltip(&graph, edge).sentence,
                said: words_of(edge, drawing),
            })
            .collect(),
    };
    let page = page(&svg::picture(&graph, drawing), &data, drawing);
    out.write_all(page.as_bytes())
        .and_then(|()| out.flush())
        .map_err(FormatError::Write)
}

/// A timeline as a page.
pub(crate) fn timeline(timeline: &Timeline, drawing: &Drawing) -> String {
    let marks = timeline.lanes.iter().flat_map(|lane| &lane.marks);
    let edges = marks.map(|mark| Told {
        nodes: Vec::new(),
        sign: mark.polarity.as_str(),
        sentence: svg::told(mark).sentence,
        said: vec![words(&mark.said)],
    });
    let data = Data {
        nodes: Vec::new(),
        edges: edges.collect(),
    };
    page(&svg::timeline(timeline, drawing), &data, drawing)
}

fn sign(kind: &EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Stance(polarity) => Polarity::as_str(*polarity),
        EdgeKind::Relation(..) => "relation",
        EdgeKind::About | EdgeKind::Broader => "about",
    }
}

/// All words behind an edge, else its best quote.
fn words_of(edge: &SubEdge, drawing: &Drawing) -> Vec<Quoted> {
    let said = edge.observations.iter();
    let mut all: Vec<Quoted> = said
        .filter_map(|id| drawing.said.get(id))
        .map(words)
        .collect();
    if let Some(quote) = edge.quote.as_deref().filter(|_| all.is_empty()) {
        all.push(Quoted {
            words: text::clean(quote),
            via: Vec::new(),
            document: text::clean(edge.document.as_deref().unwrap_or_default()),
            date: edge.last.or(edge.first).map(|date| date.to_string()),
            confidence: edge.confidence.fraction(),
            hedged: edge.hedged,
            mode: None,
        });
    }
    all
}

fn words(said: &Said) -> Quoted {
    Quoted {
        words: text::clean(&said.words),
        via: said.via.iter().map(|name| text::shown(name)).collect(),
        document: text::clean(&said.document),
        date: said.date.map(|date| date.to_string()),
        confidence: said.confidence.fraction(),
        hedged: said.hedged,
        mode: said.mode.map(demarche_model::Mode::as_str),
    }
}

/// JSON that no HTML parser takes for markup.
fn json(data: &Data) -> String {
    // Strings, numbers and lists of them are always written.
    let text = serde_json::to_string(data).unwrap_or_default();
    let mut safe = String::with_capacity(text.len() + 64);
    for letter in text.chars() {
        match letter {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            _ => safe.push(letter),
        }
    }
    safe
}

fn page(picture: &str, data: &Data, drawing: &Drawing) -> String {
    let title = text::clean(drawing.title.as_deref().unwrap_or("Stances and relations"));
    let title = svg::escaped(&title);
    let theme = match drawing.theme {
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    let json = json(data);
    let signs = [
        ("support", "supports"),
        ("oppose", "opposes"),
        ("neutral", "neutral"),
        ("relation", "relations"),
        ("about", "about"),
    ];
    let used = |sign: &str| data.edges.iter().any(|edge| edge.sign == sign);
    let mut boxes = String::new();
    for (value, label) in signs.into_iter().filter(|(value, _)| used(value)) {
        // Writing to a string cannot fail.
        let _ = writeln!(
            boxes,
            "<label class=\"{value}\"><input type=\"checkbox\" name=\"sign\" value=\"{value}\" checked>{label}</label>"
        );
    }
    format!(
        r#"<!doctype html>
<html lang="en" data-theme="{theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="generator" content="demarche">
<title>{title}</title>
<style>
{STYLE}</style>
</head>
<body>
<form id="filters" role="search">
<label class="words">Search <input type="search" id="search" placeholder="names or words" autocomplete="off"></label>
<fieldset><legend>Signs</legend>
{boxes}</fieldset>
<label>From <input type="date" id="since"></label>
<label>to <input type="date" id="until"></label>
<label>Confidence from <input type="range" id="confidence" min="0" max="1" step="0.05" value="0"><output for="confidence">0</output></label>
<button type="reset">Reset</button>
<button type="button" id="size" aria-pressed="false">Full size</button>
<output id="count"></output>
</form>
<main>
<figure id="picture" class="fit">
{picture}</figure>
<aside aria-live="polite">
<h2 id="heading"></h2>
<button type="button" id="back" hidden>All</button>
<ol id="list"></ol>
</aside>
</main>
<noscript><p>Without scripts the picture can be seen, but not searched.</p></noscript>
<script type="application/json" id="data">{json}</script>
<script>
{SCRIPT}</script>
</body>
</html>
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    fn drawn(graph: &Subgraph) -> String {
        let drawing = Drawing {
            title: Some(hostile::TEXTS.concat()),
            ..Drawing::default()
        };
        let mut out = Vec::new();
        write(graph, &drawing, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The data as the script reads them.
    fn data(page: &str) -> serde_json::Value {
        let (_, rest) = page
            .split_once("<script type=\"application/json\" id=\"data\">")
            .unwrap();
        let (data, _) = rest.split_once("</script>").unwrap();
        assert!(!data.contains('<'));
        serde_json::from_str(data).unwrap()
    }

    #[test]
    fn a_hostile_graph_stays_text() {
        let graph = hostile::subgraph();
        let page = drawn(&graph);
        assert_eq!(page, drawn(&graph));
        assert!(!page.contains("<b>bold"));
        assert_eq!(page.matches("<script").count(), 2);
        let data = data(&page);
        let names = data["nodes"].as_array().unwrap();
        assert_eq!(names.len(), graph.nodes.len());
        for (node, told) in graph.nodes.iter().zip(names) {
            assert_eq!(told["name"], text::name(node));
        }
        let edges = data["edges"].as_array().unwrap();
        for (edge, told) in graph.edges.iter().zip(edges) {
            let quote = text::clean(edge.quote.as_deref().unwrap());
            assert_eq!(told["said"][0]["words"], quote);
            assert_eq!(told["nodes"][1], edge.to);
        }
    }

    #[test]
    fn nothing_is_fetched() {
        let page = drawn(&hostile::subgraph());
        let script = &page[page.rfind("<script>").unwrap()..];
        for word in ["http", "fetch", "import", "src="] {
            assert!(!script.contains(word), "{word}");
        }
        assert!(!page.contains("<link") && !page.contains("@import"));
    }

    #[test]
    fn an_empty_graph_has_a_page() {
        let page = drawn(&Subgraph::default());
        assert!(data(&page)["edges"].as_array().unwrap().is_empty());
    }
}
