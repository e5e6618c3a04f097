//! Names in a document: whether they stand there, and whose they are.

use std::collections::BTreeMap;

use demarche_model::{Actor, ActorId, ActorKind, Span, fold_name};

/// The actors of a document by their folded names.
pub(crate) struct Names {
    by_name: BTreeMap<String, Vec<ActorId>>,
    by_alias: BTreeMap<String, Vec<ActorId>>,
}

impl Names {
    /// O(n log n) over all names.
    pub(crate) fn of(actors: &[Actor]) -> Self {
        let mut names = Names {
            by_name: BTreeMap::new(),
            by_alias: BTreeMap::new(),
        };
        for actor in actors {
            let canonical = fold_name(&actor.name);
            names.by_name.entry(canonical).or_default().push(actor.id);
            for alias in &actor.aliases {
                let alias = fold_name(alias);
                names.by_alias.entry(alias).or_default().push(actor.id);
            }
        }
        names
    }

    /// Who is called so: by the canonical name first, then by another. `Err` where two are.
    pub(crate) fn find(&self, name: &str) -> Result<Option<ActorId>, ()> {
        let name = fold_name(name);
        for known in [&self.by_name, &self.by_alias] {
            match known.get(&name).map(Vec::as_slice) {
                Some([one]) => return Ok(Some(*one)),
                Some([one, rest @ ..]) if rest.iter().all(|other| other == one) => {
                    return Ok(Some(*one));
                }
                Some(_) => return Err(()),
                None => {}
            }
        }
        Ok(None)
    }
}

/// An actor that the native extractor did not find: its id is made as all others are, from kind
/// and folded name.
pub(crate) fn fresh(name: &str, kind: ActorKind) -> Actor {
    Actor {
        id: ActorId::of(&[kind.as_str(), &fold_name(name)]),
        name: name.to_owned(),
        kind,
        aliases: Vec::new(),
        wikidata: None,
    }
}

/// Where the words stand in the text as whole words, last place first. O(length of the text).
pub(crate) fn place(text: &str, words: &str) -> Option<Span> {
    let words = words.trim();
    if words.is_empty() {
        return None;
    }
    let whole = |&(start, _): &(usize, &str)| {
        let before = text[..start].chars().next_back();
        let after = text[start + words.len()..].chars().next();
        let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        !joins(before) && !joins(after)
    };
    let (start, _) = text.rmatch_indices(words).find(whole)?;
    let start = u32::try_from(start).ok()?;
    Span::new(start, start + u32::try_from(words.len()).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_whole_words() {
        assert_eq!(place("Iranian, Iran's", "Iran"), Span::new(9, 13));
        assert_eq!(place("Iranian", "Iran"), None);
        assert_eq!(place("Iran", " "), None);
    }

    #[test]
    fn two_of_one_name_are_nobody() {
        let mut left = fresh("Ida Berg", ActorKind::Person);
        left.aliases.push("Berg".into());
        let mut right = fresh("Olav Berg", ActorKind::Person);
        right.aliases.push("Berg".into());
        let names = Names::of(&[left.clone(), right]);
        assert_eq!(names.find("Ida Berg"), Ok(Some(left.id)));
        assert_eq!(names.find("Berg"), Err(()));
        assert_eq!(names.find("Solberg"), Ok(None));
    }
}
