//! Documents, actors and issues.

use crate::{ActorId, ActorKind, Date, DocumentId, IssueId, better_name};

/// One ingested text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Hash of the raw bytes.
    pub id: DocumentId,
    /// Every path it was ingested under, sorted; the first one is shown.
    pub paths: Vec<String>,
    /// Headline, where known.
    pub title: Option<String>,
    /// Who published it, where known.
    pub outlet: Option<String>,
    /// Where it was published, where known.
    pub url: Option<String>,
    /// When it was published, where known.
    pub date: Option<Date>,
    /// SHA-256 of the raw bytes.
    pub sha256: [u8; 32],
    /// The whole file decoded to UTF-8, nothing removed; `None` where an import carried none.
    pub text: Option<String>,
}

impl Document {
    /// The path that stands for the document; empty if there is none.
    pub fn path(&self) -> &str {
        self.paths.first().map_or("", String::as_str)
    }

    /// The document with its text left out.
    #[must_use]
    pub fn without_text(self) -> Self {
        Self { text: None, ..self }
    }
}

/// Somebody that can hold a stance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Hash of kind and key.
    pub id: ActorId,
    /// Canonical name.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// Other forms of the name in the texts, sorted, without `name`.
    pub aliases: Vec<String>,
    /// Wikidata id, only where a named source gives it.
    pub wikidata: Option<String>,
}

impl Actor {
    /// Takes in what another observation of the same actor knows; the result does not depend on
    /// the order. O(n log n) in the aliases.
    pub fn absorb(&mut self, other: &Actor) {
        let best = better_name(&self.name, &other.name).to_owned();
        let names = [std::mem::replace(&mut self.name, best), other.name.clone()];
        self.aliases.extend(names);
        self.aliases.extend(other.aliases.iter().cloned());
        self.kind = self.kind.min(other.kind);
        let ids = [self.wikidata.take(), other.wikidata.clone()];
        self.wikidata = ids.into_iter().flatten().min();
        settle(&mut self.aliases, &self.name);
    }
}

/// What a stance can be about when it is not an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Hash of the normal form.
    pub id: IssueId,
    /// Short stable label.
    pub label: String,
    /// The actors that the proposition names, sorted.
    pub about: Vec<ActorId>,
    /// Wordings in the texts, sorted, without `label`.
    pub aliases: Vec<String>,
    /// Broader issues, sorted.
    pub broader: Vec<IssueId>,
}

impl Issue {
    /// Takes in what another observation of the same issue knows; the result does not depend on
    /// the order.
    pub fn absorb(&mut self, other: &Issue) {
        let best = better_name(&self.label, &other.label).to_owned();
        let labels = [
            std::mem::replace(&mut self.label, best),
            other.label.clone(),
        ];
        self.aliases.extend(labels);
        self.aliases.extend(other.aliases.iter().cloned());
        settle(&mut self.aliases, &self.label);
        self.about.extend(&other.about);
        self.about.sort_unstable();
        self.about.dedup();
        self.broader.extend(&other.broader);
        self.broader.sort_unstable();
        self.broader.dedup();
    }
}

/// Sorts aliases and drops repeats and the name itself.
fn settle(aliases: &mut Vec<String>, name: &str) {
    aliases.sort_unstable();
    aliases.dedup();
    aliases.retain(|alias| alias != name);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(name: &str, aliases: &[&str], wikidata: Option<&str>) -> Actor {
        Actor {
            id: ActorId::of(&["person", "andris spruds"]),
            name: name.into(),
            kind: ActorKind::Person,
            aliases: aliases.iter().map(|&alias| alias.into()).collect(),
            wikidata: wikidata.map(str::to_owned),
        }
    }

    #[test]
    fn absorbing_does_not_depend_on_order() {
        let left = actor("Andris Spruds", &["Mr Spruds"], None);
        let right = actor("Andris Sprūds", &["Sprūds"], Some("Q1"));
        let (mut one, mut two) = (left.clone(), right.clone());
        one.absorb(&right);
        two.absorb(&left);
        assert_eq!(one, two);
        assert_eq!(one.name, "Andris Sprūds");
        assert_eq!(one.aliases, ["Andris Spruds", "Mr Spruds", "Sprūds"]);
        assert_eq!(one.wikidata.as_deref(), Some("Q1"));
    }
}
