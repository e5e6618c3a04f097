//! Bytes of a text as the UTF-16 code units that Java counts.

use demarche_model::Span;

/// How far apart the marks are, in bytes.
const STEP: usize = 1024;

/// A text with a mark every so many bytes, so that a position is found without counting from the
/// beginning.
#[derive(Debug)]
pub struct Positions<'a> {
    text: &'a str,
    /// Bytes and code units at the first character at or after each step.
    marks: Vec<(usize, usize)>,
}

impl<'a> Positions<'a> {
    /// Sets the marks. O(text).
    pub fn of(text: &'a str) -> Self {
        let mut marks = vec![(0, 0)];
        let mut units = 0;
        for (byte, letter) in text.char_indices() {
            if byte >= marks.len() * STEP {
                marks.push((byte, units));
            }
            units += letter.len_utf16();
        }
        Self { text, marks }
    }

    /// First code unit of a span and the one past its last; `None` where the span is not one of
    /// the text. O(log text).
    pub fn units(&self, span: Span) -> Option<[usize; 2]> {
        span.slice(self.text)?;
        let at = |byte: u32| {
            let byte = usize::try_from(byte).ok()?;
            let mark = self.marks.partition_point(|mark| mark.0 <= byte) - 1;
            let (from, units) = self.marks[mark];
            let rest = self.text[from..byte].chars();
            Some(units + rest.map(char::len_utf16).sum::<usize>())
        };
        Some([at(span.start())?, at(span.end())?])
    }

    /// The span of code units; `None` where they do not lie in the text, or in the middle of a
    /// character. O(log text).
    pub fn span(&self, units: [usize; 2]) -> Option<Span> {
        let at = |unit: usize| {
            let mark = self.marks.partition_point(|mark| mark.1 <= unit) - 1;
            let (mut byte, mut units) = self.marks[mark];
            let mut letters = self.text[byte..].chars();
            while units < unit {
                let letter = letters.next()?;
                byte += letter.len_utf8();
                units += letter.len_utf16();
            }
            (units == unit).then(|| u32::try_from(byte).ok())?
        };
        Span::new(at(units[0])?, at(units[1])?)
    }
}
