//! From the options that questions share to a filter, the documents among them.

use std::collections::BTreeSet;

use demarche_model::{Confidence, Date, Document, DocumentId, RelationKind};
use demarche_query::{Class, Filter, View};
use wildmatch::WildMatch;

use crate::args::{Walk, Which};
use crate::error::{Failure, Result};

/// The filter of the options that every question takes. Reads the documents only where the
/// options tell of them.
pub fn filter(view: &dyn View, which: &Which) -> Result<Filter> {
    let min = which.min_confidence.and_then(Confidence::from_fraction);
    Ok(Filter {
        min_confidence: min.unwrap_or(Confidence::from_percent(0)),
        since: which.since,
        until: which.until,
        as_of: which.as_of,
        documents: documents(view, &which.documents, which.known_by)?,
        ..Filter::default()
    })
}

/// The filter of the options that a walk takes.
pub fn walk_filter(view: &dyn View, walk: &Walk) -> Result<Filter> {
    let (mut classes, relations) = kinds(&walk.kind)?;
    if walk.no_about {
        classes.remove(&Class::About);
        classes.remove(&Class::Broader);
    }
    Ok(Filter {
        classes: Some(classes),
        relations,
        polarities: walk.polarity.map(|polarity| BTreeSet::from([polarity])),
        directed: walk.directed,
        ..filter(view, &walk.which)?
    })
}

/// The classes of edge that words name, and the kinds of relation where any is named; all classes
/// where there are no words.
pub fn kinds(words: &[String]) -> Result<(BTreeSet<Class>, Option<BTreeSet<RelationKind>>)> {
    let mut classes = BTreeSet::new();
    let mut relations = BTreeSet::new();
    for word in words {
        match word.as_str() {
            "stance" => classes.insert(Class::Stance),
            "relation" => classes.insert(Class::Relation),
            "about" => classes.insert(Class::About),
            "broader" => classes.insert(Class::Broader),
            other => {
                let known: Vec<_> = RelationKind::ROWS.iter().map(|row| row.word).collect();
                let kind = RelationKind::parse(other).ok_or_else(|| {
                    Failure::usage(format!("no kind of edge called `{other}`")).hint(format!(
                        "kinds are stance, relation, about, broader, {}",
                        known.join(", ")
                    ))
                })?;
                relations.insert(kind);
                classes.insert(Class::Relation)
            }
        };
    }
    if classes.is_empty() {
        classes.extend([Class::Stance, Class::Relation, Class::About, Class::Broader]);
    }
    Ok((classes, (!relations.is_empty()).then_some(relations)))
}

/// The documents that any of the words means and that were published by the day; `None` where
/// neither is given. Each word must mean one at least. An undated document was not known to be
/// published by any day. O(documents · words).
pub fn documents(
    view: &dyn View,
    words: &[String],
    known_by: Option<Date>,
) -> Result<Option<BTreeSet<DocumentId>>> {
    if words.is_empty() && known_by.is_none() {
        return Ok(None);
    }
    let patterns: Vec<Pattern> = words.iter().map(|word| Pattern::new(word)).collect();
    let mut met = vec![false; patterns.len()];
    let mut chosen = BTreeSet::new();
    for document in view.headings() {
        let document = document?;
        let mut wanted = patterns.is_empty();
        for (pattern, met) in patterns.iter().zip(&mut met) {
            if pattern.means(&document) {
                (*met, wanted) = (true, true);
            }
        }
        let published = document.date.map(Date::first_day);
        let known = known_by
            .is_none_or(|day| published.is_some_and(|published| published <= day.last_day()));
        if wanted && known {
            chosen.insert(document.id);
        }
    }
    match met.iter().position(|met| !met) {
        Some(place) => Err(
            Failure::not_found(format!("no document `{}`", words[place]))
                .hint("`demarche documents` lists them all"),
        ),
        None => Ok(Some(chosen)),
    }
}

/// A word for documents.
struct Pattern {
    id: Option<DocumentId>,
    text: WildMatch,
    folded: WildMatch,
}

impl Pattern {
    fn new(word: &str) -> Self {
        Self {
            id: word.parse().ok(),
            text: WildMatch::new(word),
            folded: WildMatch::new(&word.to_lowercase()),
        }
    }

    /// Whether it is the document's id, or fits a path, a file name or the outlet.
    fn means(&self, document: &Document) -> bool {
        let file = |path: &String| self.text.matches(path.rsplit('/').next().unwrap_or(path));
        let outlet = document.outlet.as_deref().map(str::to_lowercase);
        self.id == Some(document.id)
            || document.paths.iter().any(|path| self.text.matches(path))
            || document.paths.iter().any(file)
            || outlet.is_some_and(|outlet| self.folded.matches(&outlet))
    }
}
