//! Values as scenarios write them, read into a tree that can be compared: labels and keys in any
//! order, numbers by value.

use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    Word(String),
    Number(f64, bool),
    Text(String),
    List(Vec<Expected>),
    Map(BTreeMap<String, Expected>),
    Node(BTreeSet<String>, BTreeMap<String, Expected>),
    Rel(String, BTreeMap<String, Expected>),
    Path(Vec<(Expected, String)>),
}

/// The value that a text stands for.
pub fn parse(text: &str) -> Option<Expected> {
    let mut reader = Reader {
        chars: text.chars().collect(),
        at: 0,
    };
    let value = reader.value()?;
    reader.blank();
    (reader.at == reader.chars.len()).then_some(value)
}

/// With lists in one order, where theirs does not matter.
pub fn unordered(value: Expected) -> Expected {
    match value {
        Expected::List(items) => {
            let mut items: Vec<Expected> = items.into_iter().map(unordered).collect();
            items.sort_by_key(|item| format!("{item:?}"));
            Expected::List(items)
        }
        Expected::Map(map) => Expected::Map(
            map.into_iter()
                .map(|(key, value)| (key, unordered(value)))
                .collect(),
        ),
        other => other,
    }
}

struct Reader {
    chars: Vec<char>,
    at: usize,
}

impl Reader {
    fn blank(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn take(&mut self, wanted: &str) -> bool {
        self.blank();
        let wanted: Vec<char> = wanted.chars().collect();
        let found = self.chars.get(self.at..self.at + wanted.len()) == Some(&wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }

    fn word(&mut self) -> String {
        self.blank();
        let mut word = String::new();
        if self.take("`") {
            while let Some(c) = self.peek() {
                self.at += 1;
                if c == '`' {
                    break;
                }
                word.push(c);
            }
            return word;
        }
        while let Some(c) = self.peek()
            && (c.is_alphanumeric() || "_.+-$".contains(c))
        {
            word.push(c);
            self.at += 1;
        }
        word
    }

    fn value(&mut self) -> Option<Expected> {
        self.blank();
        match self.peek()? {
            '\'' => self.text(),
            '[' if self.chars.get(self.at + 1) == Some(&':') => self.rel(),
            '[' => {
                self.at += 1;
                let mut items = Vec::new();
                while !self.take("]") {
                    items.push(self.value()?);
                    self.take(",");
                }
                Some(Expected::List(items))
            }
            '{' => self.map().map(Expected::Map),
            '(' => self.node(),
            '<' => self.path(),
            _ => {
                let word = self.word();
                if word.is_empty() {
                    return None;
                }
                let number = word.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
                match word.parse::<f64>() {
                    Ok(value) if number => {
                        let whole = !word.contains(['.', 'e', 'E', 'I', 'N']);
                        Some(Expected::Number(value, whole))
                    }
                    _ => Some(Expected::Word(word)),
                }
            }
        }
    }

    fn text(&mut self) -> Option<Expected> {
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.peek()? {
                '\'' => break,
                '\\' => {
                    self.at += 1;
                    text.push(match self.peek()? {
                        'n' => '\n',
                        other => other,
                    });
                }
                c => text.push(c),
            }
            self.at += 1;
        }
        self.at += 1;
        Some(Expected::Text(text))
    }

    fn map(&mut self) -> Option<BTreeMap<String, Expected>> {
        let mut map = BTreeMap::new();
        if !self.take("{") {
            return Some(map);
        }
        while !self.take("}") {
            let key = self.word();
            if !self.take(":") {
                return None;
            }
            map.insert(key, self.value()?);
            self.take(",");
        }
        Some(map)
    }

    fn node(&mut self) -> Option<Expected> {
        self.take("(");
        let mut labels = BTreeSet::new();
        while self.take(":") {
            labels.insert(self.word());
        }
        let map = self.map()?;
        self.take(")").then_some(Expected::Node(labels, map))
    }

    fn rel(&mut self) -> Option<Expected> {
        self.take("[");
        self.take(":");
        let kind = self.word();
        let map = self.map()?;
        self.take("]").then_some(Expected::Rel(kind, map))
    }

    fn path(&mut self) -> Option<Expected> {
        self.take("<");
        let mut parts = Vec::new();
        loop {
            parts.push((self.node()?, String::new()));
            if self.take(">") {
                return Some(Expected::Path(parts));
            }
            let left = self.take("<-");
            if !left {
                self.take("-");
            }
            let rel = self.rel()?;
            let right = self.take("->");
            if !right {
                self.take("-");
            }
            parts.push((rel, format!("{left}{right}")));
        }
    }
}
