//! The clean text, and the way back from it to the original.

use demarche_model::Span;

/// A piece of the clean text and where it came from. A copied piece has equal lengths and equal
/// bytes; a replaced one maps as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    clean: usize,
    start: usize,
    end: usize,
    copied: bool,
}

/// A text under repair: pieces are copied, replaced or left out, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clean {
    /// The clean text so far.
    pub text: String,
    pieces: Vec<Piece>,
}

impl Clean {
    /// Copies `original[start..end]`. O(length).
    pub fn copy(&mut self, original: &str, start: usize, end: usize) {
        let Some(slice) = original.get(start..end).filter(|slice| !slice.is_empty()) else {
            return;
        };
        let clean = self.text.len();
        self.text.push_str(slice);
        let goes_on = |last: &Piece| {
            last.copied && last.end == start && last.clean + (last.end - last.start) == clean
        };
        if let Some(last) = self.pieces.last_mut().filter(|last| goes_on(last)) {
            last.end = end;
            return;
        }
        self.pieces.push(Piece {
            clean,
            start,
            end,
            copied: true,
        });
    }

    /// Puts `with` in the place of `start..end` of the original. O(length).
    pub fn replace(&mut self, start: usize, end: usize, with: &str) {
        if with.is_empty() {
            return;
        }
        self.pieces.push(Piece {
            clean: self.text.len(),
            start,
            end,
            copied: false,
        });
        self.text.push_str(with);
    }

    /// The span of the original that the clean range `start..end` came from; `None` outside the
    /// text or for an empty range. O(log pieces).
    pub fn original(&self, start: usize, end: usize) -> Option<Span> {
        if start >= end || end > self.text.len() {
            return None;
        }
        let first = self.piece(start)?;
        let last = self.piece(end - 1)?;
        let from = if first.copied {
            first.start + (start - first.clean)
        } else {
            first.start
        };
        let to = if last.copied {
            last.start + (end - last.clean)
        } else {
            last.end
        };
        Span::new(u32::try_from(from).ok()?, u32::try_from(to).ok()?)
    }

    fn piece(&self, at: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.clean <= at);
        self.pieces.get(after.checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_map_back_over_repairs_and_gaps() {
        let original = "NATOās – (dropped) plan";
        let at = original.find("ā").unwrap();
        let mut clean = Clean::default();
        clean.copy(original, 0, at);
        clean.replace(at, at + "ā".len(), "’");
        let rest = original.find("s –").unwrap();
        clean.copy(original, rest, rest + 2);
        let plan = original.find("plan").unwrap();
        clean.copy(original, plan, original.len());
        assert_eq!(clean.text, "NATO’s plan");
        let back = |word: &str| {
            let start = clean.text.find(word).unwrap();
            let span = clean.original(start, start + word.len()).unwrap();
            span.slice(original).unwrap()
        };
        assert_eq!(back("NATO’s"), "NATOās");
        assert_eq!(back("’s"), "ās");
        assert_eq!(back("plan"), "plan");
        assert_eq!(back("s plan"), "s – (dropped) plan");
        assert_eq!(clean.original(3, 3), None);
        assert_eq!(clean.original(0, 99), None);
    }
}
