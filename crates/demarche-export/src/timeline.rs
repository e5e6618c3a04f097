//! A timeline: stances in the order of their dates, a lane for each holder or target.

use std::io::Write;

use demarche_model::{Date, ObservationId, Polarity, SubKind};

use crate::drawing::{Drawing, Said};
use crate::error::{FormatError, Result};
use crate::{html, svg};

/// One statement in its place in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// The statement.
    pub id: ObservationId,
    /// Its day, month or year.
    pub date: Date,
    /// Who holds it, and on what.
    pub holder: String,
    /// See [`Mark::holder`].
    pub target: String,
    /// Which position it is.
    pub polarity: Polarity,
    /// The net stance on its target by all that is known up to it, from -1 to 1.
    pub net: f64,
    /// Its words and where they stand.
    pub said: Said,
}

/// What belongs together: the stances of one holder, or on one target.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// What stands beside it.
    pub name: String,
    /// What that is.
    pub kind: SubKind,
    /// In the order of their dates.
    pub marks: Vec<Mark>,
}

/// Stances over time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Timeline {
    /// From top to bottom.
    pub lanes: Vec<Lane>,
}

impl Timeline {
    /// Writes it as SVG. O(marks log marks).
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn svg(&self, drawing: &Drawing, out: &mut dyn Write) -> Result<()> {
        written(&svg::timeline(self, drawing), out)
    }

    /// Writes it as an HTML page. O(marks log marks).
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn html(&self, drawing: &Drawing, out: &mut dyn Write) -> Result<()> {
        written(&html::timeline(self, drawing), out)
    }
}

fn written(text: &str, out: &mut dyn Write) -> Result<()> {
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(FormatError::Write)
}

#[cfg(test)]
mod tests {
    use demarche_model::{Confidence, StatementId};
    use roxmltree::Document;

    use super::*;
    use crate::drawing::Theme;
    use crate::hostile;

    /// Every awkward text as holder, target, words and document, on dates of every coarseness.
    fn awkward() -> Timeline {
        let dates = ["2025", "2025-02", "2025-02-12", "2024-02-29", "1949-04-04"];
        let marks = hostile::TEXTS
            .iter()
            .enumerate()
            .map(|(number, &text)| Mark {
                id: ObservationId::Statement(StatementId::of(&[text])),
                date: dates[number % dates.len()].parse().unwrap(),
                holder: text.to_owned(),
                target: text.to_owned(),
                polarity: Polarity::ALL[number % 3],
                net: f64::from(u8::try_from(number % 3).unwrap()) - 1.0,
                said: Said {
                    words: text.to_owned(),
                    via: vec![text.to_owned()],
                    document: text.to_owned(),
                    date: None,
                    confidence: Confidence::from_percent(50),
                    hedged: number % 2 == 0,
                    mode: None,
                },
            });
        let marks: Vec<Mark> = marks.collect();
        let lanes = marks
            .chunks(5)
            .zip(hostile::TEXTS)
            .map(|(marks, name)| Lane {
                name: (*name).to_owned(),
                kind: SubKind::Issue,
                marks: marks.to_vec(),
            });
        Timeline {
            lanes: lanes.collect(),
        }
    }

    fn drawn(timeline: &Timeline, drawing: &Drawing) -> String {
        let mut out = Vec::new();
        timeline.svg(drawing, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_awkward_timeline_is_valid_and_the_same_twice() {
        let timeline = awkward();
        let drawing = Drawing {
            title: Some(hostile::TEXTS.concat()),
            theme: Theme::Dark,
            ..Drawing::default()
        };
        let text = drawn(&timeline, &drawing);
        assert_eq!(text, drawn(&timeline, &drawing));
        let xml = Document::parse(&text).unwrap();
        let marks = xml.descendants().filter(|element| {
            let class = element.attribute("class").unwrap_or_default();
            class == "edge mark"
        });
        let wanted: usize = timeline.lanes.iter().map(|lane| lane.marks.len()).sum();
        assert_eq!(marks.count(), wanted);
        let mut page = Vec::new();
        timeline.html(&drawing, &mut page).unwrap();
        assert!(
            String::from_utf8(page)
                .unwrap()
                .contains("data-edge=\"17\"")
        );
    }

    #[test]
    fn an_empty_timeline_is_drawn() {
        let text = drawn(&Timeline::default(), &Drawing::default());
        assert!(Document::parse(&text).is_ok());
    }
}
