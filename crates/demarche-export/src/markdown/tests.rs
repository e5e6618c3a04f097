use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::*;
use crate::hostile;

fn briefing(part: &Subgraph) -> String {
    let mut out = Vec::new();
    write(part, &Drawing::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Headings, items of lists and footnotes as a reader of Markdown shows them.
fn shown(text: &str) -> [Vec<String>; 3] {
    let mut found = [const { Vec::new() }; 3];
    let mut open: Option<(usize, String)> = None;
    for event in Parser::new_ext(text, Options::ENABLE_FOOTNOTES) {
        match event {
            Event::Start(Tag::Heading { .. }) => open = Some((0, String::new())),
            Event::Start(Tag::Item) => open = Some((1, String::new())),
            Event::Start(Tag::FootnoteDefinition(_)) => open = Some((2, String::new())),
            Event::End(TagEnd::Heading(_) | TagEnd::Item | TagEnd::FootnoteDefinition) => {
                let (kind, text) = open.take().unwrap();
                found[kind].push(text);
            }
            Event::Text(text) => {
                if let Some((_, open)) = &mut open {
                    open.push_str(&text);
                }
            }
            Event::FootnoteReference(_)
            | Event::Start(Tag::Paragraph | Tag::List(_) | Tag::Emphasis)
            | Event::End(TagEnd::Paragraph | TagEnd::List(_) | TagEnd::Emphasis) => {}
            other => panic!("nothing else is meant: {other:?} in {text}"),
        }
    }
    found
}

#[test]
fn what_is_said_is_shown_as_it_is() {
    let part = hostile::subgraph();
    let [headings, items, notes] = shown(&briefing(&part));
    assert_eq!(items.len(), part.edges.len());
    for node in part.nodes.iter().filter(|node| node.focus) {
        let wanted = format!("{} ({})", name(node), node.kind.as_str());
        assert!(headings.contains(&wanted), "{wanted:?} in {headings:?}");
    }
    for edge in &part.edges {
        if let Some(quote) = &edge.quote {
            let wanted = format!("“{}” —", clean(quote));
            assert!(
                notes.iter().any(|note| note.starts_with(&wanted)),
                "{wanted:?}"
            );
        }
    }
}

#[test]
fn without_a_name_asked_for_there_is_a_section_for_each_holder() {
    let mut part = hostile::subgraph();
    for node in &mut part.nodes {
        node.focus = false;
    }
    let [headings, items, _] = shown(&briefing(&part));
    assert_eq!(items.len(), part.edges.len());
    assert!(!headings.contains(&"Between others".to_owned()));
}

#[test]
fn an_empty_graph_makes_an_empty_briefing() {
    let [headings, items, notes] = shown(&briefing(&Subgraph::default()));
    assert_eq!(headings, ["Briefing"]);
    assert!(items.is_empty() && notes.is_empty());
}

#[test]
fn equal_quotes_are_one_footnote() {
    let mut part = hostile::subgraph();
    for edge in &mut part.edges {
        edge.quote = Some("The same.".into());
        edge.document = Some("Daily".into());
    }
    let [_, _, notes] = shown(&briefing(&part));
    assert_eq!(notes, ["“The same.” — Daily"]);
}
