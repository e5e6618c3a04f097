//! Sorted lists of known word forms, searched where they lie in the binary.

/// One form per line, sorted by bytes.
pub(super) struct Index(&'static str);

impl Index {
    pub(super) const fn new(lines: &'static str) -> Self {
        Index(lines)
    }

    /// Whether the form is listed. O(log list), without set-up.
    pub(super) fn contains(&self, form: &str) -> bool {
        let mut rest = self.0.as_bytes();
        let form = form.as_bytes();
        while !rest.is_empty() {
            let middle = rest.len() / 2;
            let start = rest[..middle]
                .iter()
                .rposition(|&b| b == b'\n')
                .map_or(0, |at| at + 1);
            let length = rest[start..].iter().position(|&b| b == b'\n');
            let end = length.map_or(rest.len(), |length| start + length);
            match rest[start..end].cmp(form) {
                std::cmp::Ordering::Equal => return true,
                std::cmp::Ordering::Less => rest = rest.get(end + 1..).unwrap_or_default(),
                std::cmp::Ordering::Greater => rest = &rest[..start],
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::Index;

    #[test]
    fn finds_what_is_listed() {
        let index = Index::new("a\nab\nb\nnorth atlantic\nzoo\n");
        for form in ["a", "ab", "b", "north atlantic", "zoo"] {
            assert!(index.contains(form), "{form}");
        }
        for form in ["", "aa", "c", "zooo", "north", "0"] {
            assert!(!index.contains(form), "{form}");
        }
        assert!(!Index::new("").contains("a"));
    }
}
