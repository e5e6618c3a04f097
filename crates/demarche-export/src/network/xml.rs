//! XML that is valid whatever the texts are.

use super::fields::Value;
use super::page::{Page, holdable};

/// The first line of a document.
pub(super) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

impl Page<'_> {
    /// Adds text for between tags or inside an attribute's quotes. Line ends and tabs come back
    /// as they were; what XML cannot hold is left out.
    pub(super) fn xml(&mut self, text: &str) {
        for letter in holdable(text).chars() {
            match letter {
                '&' => self.add("&amp;"),
                '<' => self.add("&lt;"),
                '>' => self.add("&gt;"),
                '"' => self.add("&quot;"),
                '\n' => self.add("&#10;"),
                '\r' => self.add("&#13;"),
                '\t' => self.add("&#9;"),
                letter => {
                    let mut room = [0; 4];
                    self.add(letter.encode_utf8(&mut room));
                }
            }
        }
    }

    /// Adds ` name="value"`.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        self.add(" ");
        self.add(name);
        self.add("=\"");
        self.xml(value);
        self.add("\"");
    }

    /// Adds the value of a field.
    pub(super) fn xml_value(&mut self, value: &Value<'_>) {
        match value {
            Value::Text(text) => self.xml(text),
            Value::Texts(texts) => self.xml(&texts.join("; ")),
            other => self.plain(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[test]
    fn a_parser_gives_back_what_xml_can_hold() {
        for text in hostile::TEXTS {
            let mut out = Vec::new();
            let mut page = Page::new(&mut out);
            page.add("<a");
            page.attribute("b", text);
            page.add(">");
            page.xml(text);
            page.add("</a>");
            page.flush().unwrap();
            let source = String::from_utf8(out).unwrap();
            let read = roxmltree::Document::parse(&source).unwrap();
            let root = read.root_element();
            assert_eq!(root.attribute("b"), Some(&*holdable(text)), "{text:?}");
            assert_eq!(root.text().unwrap_or_default(), holdable(text));
        }
    }
}
