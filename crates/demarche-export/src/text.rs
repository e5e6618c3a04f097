//! The texts of a drawing: names and quotes made fit to show, labels and tooltips.

use demarche_model::{EdgeKind, Polarity, RelationKind, Status, SubEdge, SubNode, Subgraph};

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
    shown(&node.name)
}

/// What is shown for a name.
pub(crate) fn shown(name: &str) -> String {
    let name = clean(name);
    if name.is_empty() {
        "(no name)".to_owned()
    } else {
        name
    }
}

/// The words on an edge; empty where the style of the line says it all and the drawing is not
/// `wordy`.
pub(crate) fn label(edge: &SubEdge, wordy: bool) -> String {
    let word = match &edge.kind {
        EdgeKind::Relation(kind, office) => {
            let office = clean(office.as_deref().unwrap_or_default());
            let kind = kind.as_str().replace('_', " ");
            if office.is_empty() {
                kind
            } else if Status::parse(&office).is_some() {
                format!("{kind} ({office})")
            } else {
                office
            }
        }
        _ if !wordy => String::new(),
        kind => verb(kind),
    };
    match edge.count {
        0 | 1 => word,
        count if word.is_empty() => format!("×{count}"),
        count => format!("{word} ×{count}"),
    }
}

/// How a sentence reads the edge.
pub(crate) fn verb(kind: &EdgeKind) -> String {
    match kind {
        EdgeKind::Stance(Polarity::Support) => "supports".to_owned(),
        EdgeKind::Stance(Polarity::Oppose) => "opposes".to_owned(),
        EdgeKind::Stance(Polarity::Neutral) => "is neutral on".to_owned(),
        EdgeKind::Relation(kind, None) => kind.row().label.to_owned(),
        EdgeKind::Relation(RelationKind::HoldsOffice, Some(office)) => {
            format!("is {} of", clean(office))
        }
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

/// An edge told in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    /// Who does what to whom, with how often and how sure.
    pub sentence: String,
    /// The best quote.
    pub quote: Option<String>,
    /// Where and when.
    pub source: Option<String>,
}

impl Told {
    /// Line by line.
    pub(crate) fn lines(self) -> Vec<String> {
        let rest = [self.quote, self.source].into_iter().flatten();
        std::iter::once(self.sentence).chain(rest).collect()
    }
}

/// What an edge tells when it is pointed at.
pub(crate) fn edge_tooltip(graph: &Subgraph, edge: &SubEdge) -> Told {
    let end = |index: usize| graph.nodes.get(index).map(name).unwrap_or_default();
    let mut sentence = format!("{} {} {}", end(edge.from), verb(&edge.kind), end(edge.to));
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
        sentence = format!("{sentence} ({})", facts.join(", "));
    }
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let document = some(clean(edge.document.as_deref().unwrap_or_default()));
    let dates = match (edge.first, edge.last) {
        (Some(first), Some(last)) if first != last => Some(format!("{first} to {last}")),
        (Some(date), _) | (None, Some(date)) => Some(date.to_string()),
        (None, None) => None,
    };
    let parts: Vec<String> = document.into_iter().chain(dates).collect();
    Told {
        sentence,
        quote: some(clean(edge.quote.as_deref().unwrap_or_default())),
        source: some(parts.join(", ")).map(|source| format!("— {source}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

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
            label(&hostile::edge(0, 1, kind, "ab"), false),
            "Secretary General ×2"
        );
        let kind = EdgeKind::Relation(RelationKind::MetWith, None);
        assert_eq!(label(&hostile::edge(0, 1, kind, "a"), false), "met with");
    }
}
