//! A briefing in Markdown: who takes what position, and who is tied to whom, each line with
//! footnotes that quote the words it rests on.
//!
//! Markdown of the `CommonMark` kind with footnotes (`[^1]`), which GitHub, pandoc and Obsidian show. Around the nodes that
//! were asked for there is a section for each; of a graph without such nodes, one for each holder.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io::Write;

use demarche_model::{EdgeKind, Polarity, SubEdge, SubNode, Subgraph};

use crate::drawing::{Drawing, Said};
use crate::error::{FormatError, Result};
use crate::text::{clean, name, verb};

/// Writes the briefing. Quotes come from what the drawing says is behind the edges, where it does;
/// else the best one of each edge stands alone. O((n + m) log m + quotes).
///
/// # Errors
/// If the output cannot be written.
pub fn write(part: &Subgraph, drawing: &Drawing, out: &mut dyn Write) -> Result<()> {
    let briefing = Briefing {
        part,
        drawing,
        notes: Vec::new(),
        known: BTreeMap::new(),
        text: String::new(),
    };
    out.write_all(briefing.told().as_bytes())
        .and_then(|()| out.flush())
        .map_err(FormatError::Write)
}

struct Briefing<'a> {
    part: &'a Subgraph,
    drawing: &'a Drawing,
    /// Footnotes in their order.
    notes: Vec<String>,
    /// Their numbers by what they say.
    known: BTreeMap<String, usize>,
    text: String,
}

impl Briefing<'_> {
    fn told(mut self) -> String {
        let asked: Vec<usize> = self.places(|node| node.focus);
        let title = self.drawing.title.clone().unwrap_or_else(|| {
            let names: Vec<String> = asked.iter().map(|&at| name(&self.part.nodes[at])).collect();
            match names.len() {
                0 => "Briefing".to_owned(),
                _ => names.join(", "),
            }
        });
        self.line(&format!("# {}", escaped(&clean(&title))));
        self.line("");
        let about = self.about();
        self.line(&about);
        let mut told = vec![false; self.part.edges.len()];
        let subjects = if asked.is_empty() {
            let acts = |at: &usize| self.part.edges.iter().any(|edge| edge.from == *at);
            self.places(|_| true).into_iter().filter(acts).collect()
        } else {
            asked.clone()
        };
        for at in subjects {
            self.section(at, !asked.is_empty(), &mut told);
        }
        let rest: Vec<usize> = (0..told.len()).filter(|&place| !told[place]).collect();
        self.list("## Between others", &rest, None);
        for remark in &self.drawing.remarks {
            let remark = escaped(&clean(remark));
            self.text.push_str(&format_line(&format!("\n{remark}")));
        }
        for (number, note) in self.notes.iter().enumerate() {
            let line = format!("\n[^{}]: {note}", number + 1);
            self.text.push_str(&format_line(&line));
        }
        self.text
    }

    fn places(&self, fits: impl Fn(&SubNode) -> bool) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.part.nodes.len())
            .filter(|&at| fits(&self.part.nodes[at]))
            .collect();
        places.sort_by_key(|&at| (name(&self.part.nodes[at]), at));
        places
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(&format_line(line));
    }

    /// How much there is, and from when.
    fn about(&self) -> String {
        let edges = || self.part.edges.iter();
        let observed: usize = edges().map(|edge| edge.count).sum();
        let dates = || edges().flat_map(|edge| [edge.first, edge.last]).flatten();
        let mut told = format!(
            "{} actors and issues, {observed} statements and relations",
            self.part.nodes.len()
        );
        if let (Some(first), Some(last)) = (dates().min(), dates().max()) {
            told = format!("{told}, {first} to {last}");
        }
        format!("*{told}.*")
    }

    /// What a node holds, meets with and is tied to.
    fn section(&mut self, at: usize, whole: bool, told: &mut [bool]) {
        let node = &self.part.nodes[at];
        let heading = format!(
            "\n## {} ({})",
            escaped(&name(node)),
            escaped(node.kind.as_str())
        );
        self.line(&heading);
        let fits = |place: usize, fits: &dyn Fn(&SubEdge) -> bool| fits(&self.part.edges[place]);
        let stance = |edge: &SubEdge, polarity| edge.kind == EdgeKind::Stance(polarity);
        let of = |fit: &dyn Fn(&SubEdge) -> bool| -> Vec<usize> {
            let all = 0..self.part.edges.len();
            all.filter(|&place| fits(place, fit)).collect()
        };
        let mut lists: Vec<(&str, Vec<usize>)> = Vec::new();
        let held = [
            ("### Supports", Polarity::Support),
            ("### Opposes", Polarity::Oppose),
            ("### Neutral on", Polarity::Neutral),
        ];
        for (heading, polarity) in held {
            lists.push((
                heading,
                of(&|edge| edge.from == at && stance(edge, polarity)),
            ));
        }
        let received = [
            ("### In favour of it", Polarity::Support),
            ("### Against it", Polarity::Oppose),
            ("### Neutral on it", Polarity::Neutral),
        ];
        if whole {
            for (heading, polarity) in received {
                lists.push((heading, of(&|edge| edge.to == at && stance(edge, polarity))));
            }
        }
        let tied = |edge: &SubEdge| {
            matches!(edge.kind, EdgeKind::Relation(..))
                && (edge.from == at || whole && edge.to == at)
        };
        lists.push(("### Offices and ties", of(&tied)));
        let built = |edge: &SubEdge| {
            matches!(edge.kind, EdgeKind::About | EdgeKind::Broader)
                && (edge.from == at || whole && edge.to == at)
        };
        lists.push(("### Issues", of(&built)));
        for (heading, places) in lists {
            for &place in &places {
                told[place] = true;
            }
            self.list(heading, &places, Some(at));
        }
    }

    /// The edges as a list under a heading, those with most behind them first.
    fn list(&mut self, heading: &str, places: &[usize], at: Option<usize>) {
        if places.is_empty() {
            return;
        }
        let mut places = places.to_vec();
        places.sort_by_key(|&place| {
            let edge = &self.part.edges[place];
            (
                std::cmp::Reverse(edge.count),
                self.sentence(edge, at),
                place,
            )
        });
        self.line(&format!("\n{heading}\n"));
        for place in places {
            let edge = &self.part.edges[place];
            let mut line = format!("- {}", self.sentence(edge, at));
            if edge.count > 1 {
                line = format!("{line}, {} times", edge.count);
            }
            if edge.hedged {
                line.push_str(", hedged");
            }
            for note in self.quotes(edge) {
                line = format!("{line}[^{}]", self.number(note));
            }
            self.line(&line);
        }
    }

    /// An edge in words: under the heading of its holder or target, the other one alone.
    fn sentence(&self, edge: &SubEdge, at: Option<usize>) -> String {
        let called = |at: usize| escaped(&name(&self.part.nodes[at]));
        match (&edge.kind, at) {
            (EdgeKind::Stance(_), Some(at)) if edge.from == at => called(edge.to),
            (EdgeKind::Stance(_), Some(_)) => called(edge.from),
            _ => {
                let verb = escaped(&clean(&verb(&edge.kind)));
                format!("{} {verb} {}", called(edge.from), called(edge.to))
            }
        }
    }

    /// The footnotes of an edge, as texts.
    fn quotes(&self, edge: &SubEdge) -> Vec<String> {
        let said = &self.drawing.said;
        let found: Vec<String> = edge
            .observations
            .iter()
            .filter_map(|id| said.get(id))
            .map(footnote)
            .collect();
        if !found.is_empty() {
            return found;
        }
        let words = edge.quote.as_deref();
        words
            .map(|words| quoted(words, edge.document.as_deref().unwrap_or_default()))
            .into_iter()
            .collect()
    }

    fn number(&mut self, note: String) -> usize {
        let next = self.notes.len() + 1;
        let number = *self.known.entry(note.clone()).or_insert(next);
        if number == next {
            self.notes.push(note);
        }
        number
    }
}

fn format_line(line: &str) -> String {
    format!("{line}\n")
}

fn quoted(words: &str, document: &str) -> String {
    format!(
        "“{}” — {}",
        escaped(&clean(words)),
        escaped(&clean(document))
    )
}

fn footnote(said: &Said) -> String {
    let mut note = quoted(&said.words, &said.document);
    if let Some(date) = said.date {
        note = format!("{note}, {date}");
    }
    if !said.via.is_empty() {
        let via: Vec<String> = said.via.iter().map(|one| escaped(&clean(one))).collect();
        note = format!("{note}, by way of {}", via.join(", "));
    }
    note = format!("{note} ({:.2}", said.confidence.fraction());
    if said.hedged {
        note.push_str(", hedged");
    }
    note.push(')');
    note
}

/// A text that means nothing to Markdown: every mark that may begin something is
/// escaped (`CommonMark` 0.31, 2.4), as are digits and signs that would begin a list.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        let marks = "\\`*_{}[]<>#|~&^!$@";
        if marks.contains(letter) || (safe.is_empty() && letter.is_ascii_punctuation()) {
            safe.push('\\');
        }
        safe.push(letter);
    }
    // `1.` and `1)` begin a list.
    let digits = safe.chars().take_while(char::is_ascii_digit).count();
    if digits > 0 && safe[digits..].starts_with(['.', ')']) {
        safe.insert(digits, '\\');
    }
    safe
}
