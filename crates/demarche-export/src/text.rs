//! The texts of a drawing: names and quotes made fit to show, labels and tooltips.

use demarche_model::{EdgeKind, Polarity, SubEdge, SubNode, Subgraph};

/// The text in one line without what cannot be shown or would disorder its surroundings: runs
/// of white space become a space; control characters, overrides of the writing direction and
/// characters that no XML may hold are dropped. Idempotent. O(length).
pub(crate) fn clean(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut gap = false;
    for letter in text.chars() {
        if letter.is_whitespace() {
            gap = true;
            continue;
        }
        let hidden = letter.is_control()
            || matches!(letter,
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
                | '\u{fdd0}'..='\u{fdef}' | '\u{fff9}'..='\u{fffb}')
            || u32::from(letter) & 0xfffe == 0xfffe;
        if hidden {
            continue;
        }
        if gap && !shown.is_empty() {
            shown.push(' ');
        }
        gap = false;
        shown.push(letter);
    }
    shown
}

/// What is shown for a node.
pub(crate) fn name(node: &SubNode) -> String {
    let name = clean(&node.name);
    if name.is_empty() {
        "(no name)".to_owned()
    } else {
        name
    }
}

/// The word on an edge; empty where the style of the line says it all.
pub(crate) fn label(edge: &SubEdge) -> String {
    let word = match &edge.kind {
        EdgeKind::Stance(_) | EdgeKind::About | EdgeKind::Broader => String::new(),
        EdgeKind::Relation(kind, office) => {
            let office = clean(office.as_deref().unwrap_or_default());
            if office.is_empty() {
                kind.row().label.to_owned()
            } else {
                office
            }
        }
    };
    match edge.count {
        0 | 1 => word,
        count if word.is_empty() => format!("×{count}"),
        count => format!("{word} ×{count}"),
    }
}

/// How a sentence reads the edge.
fn verb(kind: &EdgeKind) -> String {
    match kind {
        EdgeKind::Stance(Polarity::Support) => "supports".to_owned(),
        EdgeKind::Stance(Polarity::Oppose) => "opposes".to_owned(),
        EdgeKind::Stance(Polarity::Neutral) => "is neutral on".to_owned(),
        EdgeKind::Relation(kind, None) => kind.row().label.to_owned(),
        EdgeKind::Relation(kind, Some(office)) => {
            format!("{} ({})", kind.row().label, clean(office))
        }
        EdgeKind::About => "is about".to_owned(),
        EdgeKind::Broader => "is part of".to_owned(),
    }
}

/// What a node tells when it is pointed at.
pub(crate) fn node_tooltip(node: &SubNode) -> String {
    format!("{} ({})", name(node), node.kind.as_str())
}

/// What an edge tells when it is pointed at, line by line: its sentence, the best quote, where
/// that stands.
pub(crate) fn edge_tooltip(graph: &Subgraph, edge: &SubEdge) -> Vec<String> {
    let end = |index: usize| graph.nodes.get(index).map(name).unwrap_or_default();
    let mut head = format!("{} {} {}", end(edge.from), verb(&edge.kind), end(edge.to));
    let mut facts = Vec::new();
    if edge.count > 1 {
        facts.push(format!("{} passages", edge.count));
    }
    if edge.hedged {
        facts.push("hedged".to_owned());
    }
    if edge.count > 0 {
        facts.push(format!("confidence {}", edge.confidence));
    }
    if !facts.is_empty() {
        head = format!("{head} [{}]", facts.join(", "));
    }
    let quote = clean(edge.quote.as_deref().unwrap_or_default());
    let document = clean(edge.document.as_deref().unwrap_or_default());
    let dates = match (edge.first, edge.last) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(date), _) | (None, Some(date)) => date.to_string(),
        (None, None) => String::new(),
    };
    let source = [document, dates]
        .into_iter()
        .filter(|part| !part.is_empty());
    let source = source.collect::<Vec<_>>().join(", ");
    let mut lines = vec![head];
    if !quote.is_empty() {
        lines.push(quote);
    }
    if !source.is_empty() {
        lines.push(format!("— {source}"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;
    use demarche_model::RelationKind;

    #[test]
    fn cleaned_text_is_one_line_and_stays_as_it_is() {
        for text in hostile::TEXTS {
            let shown = clean(text);
            assert_eq!(clean(&shown), shown);
            assert!(!shown.chars().any(char::is_control), "{shown:?}");
        }
        assert_eq!(clean(" a\r\n\tb\u{0}c\u{202e} "), "a bc");
    }

    #[test]
    fn an_office_stands_for_its_relation() {
        let office = Some("Secretary General".to_owned());
        let kind = EdgeKind::Relation(RelationKind::HoldsOffice, office);
        assert_eq!(
            label(&hostile::edge(0, 1, kind, "ab")),
            "Secretary General ×2"
        );
        let kind = EdgeKind::Relation(RelationKind::MetWith, None);
        assert_eq!(label(&hostile::edge(0, 1, kind, "a")), "met");
    }
}
