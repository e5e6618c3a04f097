//! Attributed words, exactly as they stand.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{
    ActorId, Attribution, DocumentId, Mode, NodeId, Polarity, Statement, StatementId, fold_name,
};

use crate::error::Result;
use crate::filter::Filter;
use crate::view::{View, cited};

/// Names of so few letters count only as they are written: `us` is no state.
const SHORT: usize = 3;

/// Which words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuotationQuery {
    /// Whose words: the source, or the last relayer where the text tells no source.
    pub speaker: Option<ActorId>,
    /// What they are about: the target of a stance in them, or a name in them.
    pub about: Option<NodeId>,
    /// How the text carries them.
    pub mode: Option<Mode>,
    /// Dates and documents; attributions have no confidence and are not hedged.
    pub filter: Filter,
}

/// A stance that attributed words carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within {
    /// The statement.
    pub statement: StatementId,
    /// Whose stance it is.
    pub holder: ActorId,
    /// Its position.
    pub polarity: Polarity,
    /// What it is about.
    pub target: NodeId,
}

/// Attributed words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// The attribution.
    pub attribution: Attribution,
    /// The words, parts that the cue keeps apart joined by an ellipsis; empty where the document
    /// has no text.
    pub words: String,
    /// The attributing words.
    pub cue: Option<String>,
    /// The stances in them, by id.
    pub within: Vec<Within>,
}

/// Attributed words by date, undated last, then by document and place. O(attributions +
/// statements), and the texts of the documents that they stand in.
pub fn quotations(view: &dyn View, query: &QuotationQuery) -> Result<Vec<Quotation>> {
    let mut wanted: BTreeMap<DocumentId, Vec<Attribution>> = BTreeMap::new();
    for record in view.attributions() {
        let record = record?;
        let speaker = record.source.or(record.via.last().copied());
        let fits = query.speaker.is_none_or(|wanted| speaker == Some(wanted))
            && query.mode.is_none_or(|mode| record.mode == mode);
        if fits && passes(&query.filter, &record) {
            wanted.entry(record.document).or_default().push(record);
        }
    }
    let mut stances: BTreeMap<DocumentId, Vec<Statement>> = BTreeMap::new();
    if !wanted.is_empty() {
        for record in view.statements() {
            let record = record?;
            if wanted.contains_key(&record.document) {
                stances.entry(record.document).or_default().push(record);
            }
        }
    }
    let names = match query.about {
        Some(about) => names(view, about)?,
        None => Vec::new(),
    };
    let mut found = Vec::new();
    for (id, attributions) in wanted {
        let document = cited(view, id)?;
        let text = document.text.as_deref();
        let told = stances.get(&id).map_or(&[][..], Vec::as_slice);
        for attribution in attributions {
            let words = words(text, &attribution);
            let within = within(&attribution, told);
            let fits = query.about.is_none_or(|about| {
                within.iter().any(|one| one.target == about) || mentions(&words, &names)
            });
            if fits {
                found.push(Quotation {
                    words,
                    cue: attribution
                        .cue
                        .and_then(|cue| cue.slice(text?))
                        .map(str::to_owned),
                    within,
                    attribution,
                });
            }
        }
    }
    found.sort_by_key(|one| {
        let record = &one.attribution;
        let place = (record.document, record.span, record.id);
        (record.date.is_none(), record.date, place)
    });
    Ok(found)
}

/// Whether the dates and the document of an attribution are wanted.
pub(super) fn passes(filter: &Filter, record: &Attribution) -> bool {
    let after = |day: demarche_model::Date| {
        let date = record.date;
        date.is_some_and(|date| date.last_day() >= day.first_day())
    };
    let before = |day: demarche_model::Date| {
        let date = record.date;
        date.is_some_and(|date| date.first_day() <= day.last_day())
    };
    let wanted = |some: &BTreeSet<DocumentId>| some.contains(&record.document);
    filter.documents.as_ref().is_none_or(wanted)
        && filter.since.is_none_or(after)
        && filter.until.is_none_or(before)
        && filter.as_of.is_none_or(before)
}

/// The words of an attribution.
pub(super) fn words(text: Option<&str>, record: &Attribution) -> String {
    let whole = [record.span];
    let spans = if record.spans.is_empty() {
        &whole[..]
    } else {
        &record.spans
    };
    let parts = spans.iter().filter_map(|span| span.slice(text?));
    parts.map(str::trim).collect::<Vec<_>>().join(" … ")
}

/// The stances whose cue or target stands in attributed words.
fn within(record: &Attribution, told: &[Statement]) -> Vec<Within> {
    let inside = |one: &&Statement| {
        let spans = [one.cue, one.target_span];
        let mut spans = spans.into_iter().flatten();
        let part = |span| {
            record.spans.iter().any(|part| part.contains(span)) || record.span.contains(span)
        };
        one.span.overlaps(record.span) && spans.any(part)
    };
    let of = told.iter().filter(inside).map(|one| Within {
        statement: one.id,
        holder: one.holder,
        polarity: one.polarity,
        target: one.target,
    });
    of.collect()
}

/// What a node is called, in the spellings of the texts.
fn names(view: &dyn View, node: NodeId) -> Result<Vec<String>> {
    let known = match node {
        NodeId::Actor(id) => view.actor(id)?.map(|it| (it.name, it.aliases)),
        NodeId::Issue(id) => view.issue(id)?.map(|it| (it.label, it.aliases)),
    };
    let (name, mut names) = known.unwrap_or_default();
    names.push(name);
    Ok(names)
}

/// Whether words have one of the names, as whole words.
fn mentions(words: &str, names: &[String]) -> bool {
    let folded = format!(" {} ", fold_name(words));
    names.iter().any(|name| {
        let wanted = fold_name(name);
        if wanted.is_empty() {
            return false;
        }
        let there = folded.contains(&format!(" {wanted} "));
        let short = wanted.chars().count() <= SHORT;
        there && (!short || spelled(words, name))
    })
}

/// Whether a name stands in the words as it is written, and not inside another word.
fn spelled(words: &str, name: &str) -> bool {
    words.match_indices(name).any(|(at, _)| {
        let before = words[..at].chars().next_back();
        let after = words[at + name.len()..].chars().next();
        let apart = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
        apart(before) && apart(after)
    })
}

#[cfg(test)]
mod tests {
    use demarche_model::ActorKind;

    use super::*;
    use crate::fixture::{Toy, span};

    #[test]
    fn words_are_found_by_speaker_and_by_what_they_are_about() {
        let mut toy = Toy::new();
        let [anna, otto] = ["Anna", "Otto"].map(|name| toy.person(name));
        let they = toy.add_actor(ActorKind::Group, "They", &[]);
        toy.add_attribution(Some(anna), span(0, 12), |record| {
            record.cue = Some(span(5, 9));
        });
        let stance = toy.says(otto, Polarity::Support, anna);
        toy.add_attribution(None, span(14, 27), |record| {
            record.via = vec![otto];
            record.spans = vec![span(14, 16), span(17, 27)];
            record.mode = Mode::Quote;
        });
        let found = |query: QuotationQuery| -> Vec<String> {
            let found = quotations(&toy, &query).unwrap();
            found.into_iter().map(|one| one.words).collect()
        };
        let all = QuotationQuery::default();
        assert_eq!(found(all.clone()), ["They said so", "He … favours it"]);
        let speaker = |speaker| QuotationQuery {
            speaker: Some(speaker),
            ..QuotationQuery::default()
        };
        assert_eq!(found(speaker(anna)), ["They said so"]);
        assert_eq!(found(speaker(otto)), ["He … favours it"]);
        let about = |about: ActorId| QuotationQuery {
            about: Some(about.into()),
            ..QuotationQuery::default()
        };
        assert_eq!(found(about(anna)), ["He … favours it"], "by its stance");
        assert_eq!(found(about(they)), ["They said so"], "by its name");
        assert_eq!(found(about(otto)), [""; 0]);
        let first = &quotations(&toy, &all).unwrap()[..];
        assert_eq!(first[0].cue.as_deref(), Some("said"));
        let within: Vec<_> = first[1].within.iter().map(|one| one.statement).collect();
        assert_eq!(within, [stance]);
    }

    #[test]
    fn a_short_name_counts_only_as_it_is_written() {
        let us = ["US".to_owned(), "Union".to_owned()];
        assert!(mentions("The US and its allies", &us));
        assert!(mentions("the UNION holds", &us));
        assert!(!mentions("They told us so", &us));
        assert!(!mentions("The reunion", &us));
    }
}
