//! Fields of tables separated by commas.

use super::fields::Value;
use super::page::{Page, holdable};

impl Page<'_> {
    /// Adds a text as a field, in quotation marks where it needs them. What most readers of
    /// tables cannot hold is left out; line ends stay.
    pub(super) fn cell(&mut self, text: &str) {
        let text = holdable(text);
        // Readers cut blanks at the ends of fields, and take a lone empty field for no row.
        let needs = text.is_empty()
            || text.starts_with([' ', '\t'])
            || text.ends_with([' ', '\t'])
            || text.contains(['"', ',', '\n', '\r']);
        if !needs {
            self.add(&text);
            return;
        }
        self.add("\"");
        for (place, part) in text.split('"').enumerate() {
            if place > 0 {
                self.add("\"\"");
            }
            self.add(part);
        }
        self.add("\"");
    }

    /// Adds the value of a field, several texts with something between them; nothing where it is
    /// missing.
    pub(super) fn cell_value(&mut self, value: &Value<'_>, between: &str) {
        match value {
            Value::Text(text) => self.cell(text),
            Value::Texts(texts) => self.cell(&texts.join(between)),
            other => self.plain(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[test]
    fn a_reader_gives_back_what_was_written() {
        for text in hostile::TEXTS {
            let mut out = Vec::new();
            let mut page = Page::new(&mut out);
            page.add("a,b,c\n,");
            page.cell(text);
            page.add(",x\n");
            page.flush().unwrap();
            let mut reader = csv::Reader::from_reader(out.as_slice());
            let row = reader.records().next().unwrap().unwrap();
            assert_eq!(&row[1], &*holdable(text), "{text:?}");
            assert_eq!(&row[2], "x");
        }
    }
}
