//! What the model is asked: instructions, passages, and the form of the answer.

use demarche_model::{Document, Span};
use serde_json::{Value, json};

/// Most bytes of text in one request. Small models lose the thread in longer passages.
pub const PASSAGE: usize = 6_000;

/// What the model is told to do.
pub const INSTRUCTIONS: &str = "\
You code stances in political texts. List every statement in which a holder (a person, \
organization, state or group) takes a position towards another actor or an issue.
Rules:
- evidence: copy the sentence or sentences word for word from the text, without any change.
- holder, via, and a target that is an actor: the fullest name that stands in the text. Resolve \
pronouns to that name.
- a target that is an issue: a short neutral noun phrase, such as `Ukraine NATO membership`; \
target_words: the words of the evidence that name the target.
- polarity: support, oppose, or neutral (mixed, ambivalent, dodged) of the holder towards the \
target, after negation.
- via: who relays the statement when it is not the text itself, outermost first; else empty.
- mode: quote inside quotation marks, paraphrase for reported speech or thought, narrator where \
the text itself tells it.
- hedged: true where it is possible, conditional, predicted, or from unnamed sources only.
- Leave out what the text does not say. An empty list is a good answer.";

/// The JSON schema of the answer. Every field is required and none may be added, as strict
/// structured output wants it.
pub fn schema() -> Value {
    let text = json!({"type": "string"});
    let properties = json!({
        "holder": text,
        "holder_kind": {"type": "string", "enum": ["person", "organization", "state", "group"]},
        "target": text,
        "target_kind": {"type": "string",
            "enum": ["person", "organization", "state", "group", "issue"]},
        "target_words": text,
        "polarity": {"type": "string", "enum": ["support", "oppose", "neutral"]},
        "mode": {"type": "string", "enum": ["quote", "paraphrase", "narrator"]},
        "hedged": {"type": "boolean"},
        "via": {"type": "array", "items": text},
        "evidence": text,
    });
    let required: Vec<&String> = properties
        .as_object()
        .map(|fields| fields.keys().collect())
        .unwrap_or_default();
    json!({
        "type": "object",
        "properties": {"statements": {"type": "array", "items": {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        }}},
        "required": ["statements"],
        "additionalProperties": false,
    })
}

/// The request for one passage: what is known of the document, then its words.
pub fn question(document: &Document, passage: &str) -> String {
    let title = document.title.as_ref();
    let title = title.map(|title| format!("Title: {title}\n"));
    let date = document.date.map(|date| format!("Date: {date}\n"));
    let (title, date) = (title.unwrap_or_default(), date.unwrap_or_default());
    format!("{title}{date}Text:\n{passage}")
}

/// Cuts a text into passages of at most [`PASSAGE`] bytes, at the last paragraph end that fits,
/// else the last line end, else the last space. They follow each other without gap. O(length).
pub fn passages(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let end = start + cut(&text[start..]);
        let span = u32::try_from(start).ok().zip(u32::try_from(end).ok());
        found.extend(span.and_then(|(start, end)| Span::new(start, end)));
        start = end;
    }
    found.retain(|span| !span.slice(text).unwrap_or("").trim().is_empty());
    found
}

/// Bytes of the first passage of a text that is not empty.
fn cut(text: &str) -> usize {
    if text.len() <= PASSAGE {
        return text.len();
    }
    let mut limit = PASSAGE;
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let head = &text[..limit];
    ["\n\n", "\n", " "]
        .iter()
        .find_map(|mark| head.rfind(mark).map(|at| at + mark.len()))
        .unwrap_or(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_cover_the_text_and_end_with_paragraphs() {
        let paragraph = "Norway backs the treaty. Å.\n\n".repeat(100);
        let text = format!("{paragraph}{}", "x".repeat(PASSAGE + 5));
        let found = passages(&text);
        assert!(found.len() > 2);
        assert_eq!(found[0].start(), 0);
        assert_eq!(found.last().unwrap().end() as usize, text.len());
        for pair in found.windows(2) {
            assert_eq!(pair[0].end(), pair[1].start());
        }
        assert!(found.iter().all(|span| span.len() as usize <= PASSAGE));
        assert!(found[0].slice(&text).unwrap().ends_with("\n\n"));
        assert_eq!(passages(" \n "), []);
    }

    #[test]
    fn the_schema_asks_for_every_field() {
        let schema = schema();
        let item = &schema["properties"]["statements"]["items"];
        let fields = item["properties"].as_object().unwrap().len();
        assert_eq!(item["required"].as_array().unwrap().len(), fields);
    }
}
