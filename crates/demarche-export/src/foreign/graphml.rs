//! GraphML, of any dialect: what is plain in it, and yEd's labels.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Attributes, Making, Tables};
use crate::error::{FormatError, Result};

/// What an element of the file is about.
enum Open {
    Node(String),
    Edge(String, String),
}

/// Reads the nodes and edges of a file. O(length).
///
/// # Errors
/// If it is not well-formed XML, or a node or edge lacks its id or ends.
pub fn of_graphml(text: &str) -> Result<Tables> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut place = Place {
        text,
        read: 0,
        line: 1,
    };
    let mut making = Making::new()?;
    // What keys are called, by their ids.
    let mut keys: BTreeMap<String, String> = BTreeMap::new();
    let mut open: Vec<(Open, usize, Attributes)> = Vec::new();
    // The name of what the text that comes is the value of.
    let mut data: Option<String> = None;
    let mut value = String::new();
    let (mut depth, mut found) = (0usize, false);
    loop {
        let line = place.at(reader.buffer_position());
        let wrong = |source: Box<dyn std::error::Error + Send + Sync>| FormatError::Record {
            line: line as u64,
            kind: "GraphML",
            source,
        };
        match reader.read_event().map_err(|error| wrong(error.into()))? {
            Event::Start(tag) => {
                depth += 1;
                found |= tag.local_name().as_ref() == b"graphml";
                let line = place.at(reader.buffer_position());
                let has = attributes(&reader, &tag).map_err(&wrong)?;
                let need = |name: &str| {
                    let found = has.get(name).cloned();
                    found.ok_or_else(|| wrong(format!("there is no `{name}`").into()))
                };
                match tag.local_name().as_ref() {
                    b"key" => {
                        if let (Some(id), Some(name)) = (has.get("id"), has.get("attr.name")) {
                            keys.insert(id.clone(), name.to_lowercase());
                        }
                    }
                    b"node" => open.push((Open::Node(need("id")?), line, Attributes::new())),
                    b"edge" => {
                        let edge = Open::Edge(need("source")?, need("target")?);
                        open.push((edge, line, Attributes::new()));
                    }
                    b"data" => {
                        data = has.get("key").and_then(|key| keys.get(key)).cloned();
                        value.clear();
                    }
                    // A label in yEd's own words.
                    b"NodeLabel" | b"EdgeLabel" => {
                        data = Some("label".to_owned());
                        value.clear();
                    }
                    _ => {}
                }
            }
            Event::Text(text) if data.is_some() => {
                let text = text.decode().map_err(|error| wrong(error.into()))?;
                value.push_str(&text);
            }
            Event::CData(text) if data.is_some() => {
                value.push_str(&String::from_utf8_lossy(&text));
            }
            Event::GeneralRef(name) if data.is_some() => {
                let letter = name
                    .resolve_char_ref()
                    .map_err(|error| wrong(error.into()))?;
                let name = name.decode().map_err(|error| wrong(error.into()))?;
                match letter {
                    Some(letter) => value.push(letter),
                    None => value.push_str(
                        quick_xml::escape::resolve_predefined_entity(&name).unwrap_or_default(),
                    ),
                }
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                match tag.local_name().as_ref() {
                    b"data" | b"NodeLabel" | b"EdgeLabel" => {
                        if let (Some(name), Some((_, _, has))) = (data.take(), open.last_mut()) {
                            has.entry(name).or_insert_with(|| value.clone());
                        }
                    }
                    b"node" | b"edge" => match open.pop() {
                        Some((Open::Node(id), line, has)) => making.node(line, &id, &has)?,
                        Some((Open::Edge(from, to), line, has)) => {
                            making.edge(line, (&from, &to), &has)?;
                        }
                        None => {}
                    },
                    _ => {}
                }
            }
            Event::Eof if depth > 0 => return Err(wrong("the file ends within an element".into())),
            Event::Eof if !found => return Err(wrong("there is no element `graphml`".into())),
            Event::Eof => return making.done(),
            _ => {}
        }
    }
}

fn attributes(
    reader: &Reader<&[u8]>,
    tag: &BytesStart<'_>,
) -> std::result::Result<Attributes, Box<dyn std::error::Error + Send + Sync>> {
    let mut has = Attributes::new();
    for attribute in tag.attributes() {
        let attribute = attribute?;
        let name = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
        let value = attribute.decode_and_unescape_value(reader.decoder())?;
        has.insert(name, value.into_owned());
    }
    Ok(has)
}

/// The line of a place in a text that is gone through.
struct Place<'a> {
    text: &'a str,
    read: usize,
    line: usize,
}

impl Place<'_> {
    fn at(&mut self, position: u64) -> usize {
        let position = usize::try_from(position).unwrap_or(usize::MAX);
        let passed = self
            .text
            .as_bytes()
            .get(self.read..position)
            .unwrap_or_default();
        self.line += passed
            .iter()
            .map(|&byte| usize::from(byte == b'\n'))
            .sum::<usize>();
        self.read = position.max(self.read);
        self.line
    }
}
