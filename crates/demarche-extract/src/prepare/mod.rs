//! Preparation: from bytes to clean paragraphs with a way back to the original.
//!
//! The document's text is the whole file decoded to UTF-8. The clean text beside it has damaged
//! characters repaired, boilerplate, front matter and dateline left out, and one paragraph a line;
//! [`Prepared::original`] maps its ranges back.

mod decode;
mod front;
mod language;
mod lines;
mod offsets;
mod repair;

use demarche_model::{Date, Span};

pub use decode::decode;
pub use language::refuse_other_languages;

use crate::note::Note;
use offsets::Clean;

/// A paragraph of the clean text: half-open byte range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paragraph {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Whether it is a heading.
    pub heading: bool,
}

/// A text made ready for the pipeline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prepared {
    /// Headline from the front matter.
    pub title: Option<String>,
    /// Who published it: from the front matter, else the agency of the dateline.
    pub outlet: Option<String>,
    /// Where it was published, from the front matter.
    pub url: Option<String>,
    /// When it was published: from the front matter, else the dateline where it names the year.
    pub date: Option<Date>,
    /// Paragraphs of the clean text in order.
    pub paragraphs: Vec<Paragraph>,
    /// What was left out or could not be read.
    pub notes: Vec<Note>,
    clean: Clean,
}

impl Prepared {
    /// The clean text: paragraphs joined by line ends.
    pub fn text(&self) -> &str {
        &self.clean.text
    }

    /// The span of the original text that a range of the clean text came from. O(log repairs).
    pub fn original(&self, start: usize, end: usize) -> Option<Span> {
        self.clean.original(start, end)
    }
}

/// Prepares a decoded text. Never fails; what is odd is noted. O(length).
pub fn prepare(text: &str) -> Prepared {
    let front = front::front_matter(text);
    let (blocks, dropped) = lines::blocks(text, front.end);
    let repairs = repair::repairs(text);
    let mut prepared = Prepared {
        title: front.title,
        outlet: front.outlet,
        url: front.url,
        date: front.date,
        ..Prepared::default()
    };
    if let Some(bad) = front.bad_date {
        let message = format!("the date `{bad}` of the front matter is not of the form 2025-02-12");
        prepared.notes.push(Note {
            span: None,
            message,
        });
    }
    if !repairs.is_empty() {
        let message = format!("damaged characters repaired: {}", repairs.len());
        prepared.notes.push(Note {
            span: None,
            message,
        });
    }
    for (from, to) in dropped {
        prepared.notes.push(Note {
            span: span(from, to),
            message: format!("line left out: `{}`", &text[from..to]),
        });
    }
    let mut writer = Writer {
        text,
        repairs: &repairs,
        next: 0,
    };
    let mut dateline_possible = true;
    for block in &blocks {
        let mut lines = block.lines.clone();
        if dateline_possible && !block.heading {
            dateline_possible = false;
            let first = lines[0];
            if let Some(line) = front::dateline(&text[first.0..first.1]) {
                lines[0].0 += line.length;
                prepared.date = prepared.date.or(line.date);
                prepared.outlet = prepared.outlet.take().or(line.agency);
            }
        }
        let gap = lines[0].0;
        if !prepared.clean.text.is_empty() {
            prepared.clean.replace(gap, gap, "\n");
        }
        let start = prepared.clean.text.len();
        for (from, to) in lines {
            if prepared.clean.text.len() > start {
                prepared.clean.replace(from, from, " ");
            }
            writer.write(&mut prepared.clean, from, to);
        }
        let end = prepared.clean.text.len();
        if end > start {
            prepared.paragraphs.push(Paragraph {
                start,
                end,
                heading: block.heading,
            });
        }
    }
    prepared
}

fn span(from: usize, to: usize) -> Option<Span> {
    Span::new(u32::try_from(from).ok()?, u32::try_from(to).ok()?)
}

/// Copies ranges of the text with its repairs; ranges come in order.
struct Writer<'a> {
    text: &'a str,
    repairs: &'a [repair::Repair],
    next: usize,
}

impl Writer<'_> {
    fn write(&mut self, clean: &mut Clean, from: usize, to: usize) {
        let mut at = from;
        while let Some(repair) = self.repairs.get(self.next) {
            if repair.start >= to {
                break;
            }
            self.next += 1;
            if repair.start < at || repair.end > to {
                continue;
            }
            self.plain(clean, at, repair.start);
            clean.replace(repair.start, repair.end, &repair.with);
            at = repair.end;
        }
        self.plain(clean, at, to);
    }

    /// Copies a range; runs of white space become one space, invisible characters vanish.
    fn plain(&self, clean: &mut Clean, from: usize, to: usize) {
        let mut start = from;
        let mut gap: Option<usize> = None;
        for (at, c) in self.text[from..to].char_indices() {
            let at = from + at;
            let end = at + c.len_utf8();
            let hidden = matches!(
                c,
                '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{2060}'
            ) || (c.is_control() && !c.is_whitespace());
            if c == ' ' && gap.is_none() {
                gap = Some(at);
            } else if c.is_whitespace() || hidden {
                clean.copy(self.text, start, at);
                if c.is_whitespace() && gap.is_none() {
                    clean.replace(at, end, " ");
                    gap = Some(at);
                }
                start = end;
            } else {
                gap = None;
            }
        }
        clean.copy(self.text, start, to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_is_cleaned_and_maps_back() {
        let text = "\u{feff}---\ntitle: Talks\n---\nTalks in Riga\r\nRIGA, Jan 3, 2025 (Reuters) - NATOās  chief\u{a0}came to Riga.\r\nphoto.jpg\r\nHe left.\r\n";
        let prepared = prepare(text);
        assert_eq!(
            prepared.text(),
            "Talks in Riga\nNATO’s chief came to Riga.\nHe left."
        );
        assert_eq!(prepared.title.as_deref(), Some("Talks"));
        assert_eq!(prepared.outlet.as_deref(), Some("Reuters"));
        assert_eq!(prepared.date, "2025-01-03".parse().ok());
        let headings: Vec<bool> = prepared.paragraphs.iter().map(|p| p.heading).collect();
        assert_eq!(headings, [true, false, false]);
        let start = prepared.text().find("NATO").unwrap();
        let span = prepared
            .original(start, start + "NATO’s chief".len())
            .unwrap();
        assert_eq!(span.slice(text), Some("NATOās  chief"));
        let end = prepared.text().len();
        assert_eq!(
            prepared.original(end - 4, end).unwrap().slice(text),
            Some("eft.")
        );
        assert_eq!(prepared.notes.len(), 2);
    }

    proptest! {
        #[test]
        fn any_text_is_prepared_and_every_range_maps_back(text in "(?s).{0,300}|[ \\n#>.\u{a0}ās’â€™a-zN]{0,80}") {
            let prepared = prepare(&text);
            let clean = prepared.text();
            let mut last = 0;
            for paragraph in &prepared.paragraphs {
                prop_assert!(last <= paragraph.start && paragraph.start < paragraph.end);
                last = paragraph.end;
                let slice = &clean[paragraph.start..paragraph.end];
                prop_assert!(!slice.contains('\n'));
                for (at, c) in slice.char_indices() {
                    let at = paragraph.start + at;
                    let span = prepared.original(at, at + c.len_utf8());
                    prop_assert!(span.is_some_and(|span| span.slice(&text).is_some()));
                }
            }
        }
    }
}
