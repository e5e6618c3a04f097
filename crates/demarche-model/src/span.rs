//! Half-open ranges of UTF-8 bytes.

/// Half-open byte range `start..end` into a document's text; never empty of order: `start <= end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The span, if `start <= end`.
    pub const fn new(start: u32, end: u32) -> Option<Self> {
        if start <= end {
            Some(Self { start, end })
        } else {
            None
        }
    }

    /// First byte.
    pub const fn start(self) -> u32 {
        self.start
    }

    /// One past the last byte.
    pub const fn end(self) -> u32 {
        self.end
    }

    /// Length in bytes.
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it covers nothing.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The slice of `text`; `None` if out of range or inside a character. O(1).
    pub fn slice(self, text: &str) -> Option<&str> {
        text.get(self.start as usize..self.end as usize)
    }

    /// Whether `other` lies wholly inside.
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn cover(self, other: Span) -> Span {
        Span {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_never_splits_a_character() {
        let text = "Sprūds";
        assert_eq!(
            Span::new(0, 5).and_then(|span| span.slice(text)),
            Some("Sprū")
        );
        assert_eq!(Span::new(0, 4).and_then(|span| span.slice(text)), None);
        assert_eq!(Span::new(0, 99).and_then(|span| span.slice(text)), None);
    }

    #[test]
    fn touching_spans_do_not_overlap() {
        let (Some(left), Some(right)) = (Span::new(0, 3), Span::new(3, 5)) else {
            panic!()
        };
        assert!(!left.overlaps(right));
        assert_eq!(Some(left.cover(right)), Span::new(0, 5));
    }
}
