//! All that is derived from the documents: the oracle of every index.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{
    Actor, ActorId, DocumentId, Extraction, Issue, IssueId, Link, NodeId, fold_name,
};

use crate::links;

/// What a store derives from its records, computed from all of them at once.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct View {
    /// Every actor, joined over the documents.
    pub(crate) actors: BTreeMap<ActorId, Actor>,
    /// Every issue, joined over the documents.
    pub(crate) issues: BTreeMap<IssueId, Issue>,
    /// Every edge from both ends, sorted at each node.
    pub(crate) links: BTreeMap<NodeId, BTreeSet<Link>>,
    /// Folded names.
    pub(crate) names: BTreeSet<(String, NodeId)>,
    /// Which document each path leads to.
    pub(crate) paths: BTreeMap<String, DocumentId>,
}

impl View {
    /// Takes in what one document gave.
    pub(crate) fn add(&mut self, extraction: &Extraction) {
        for path in &extraction.document.paths {
            self.paths.insert(path.clone(), extraction.document.id);
        }
        extraction
            .actors
            .iter()
            .for_each(|item| self.add_actor(item));
        extraction
            .issues
            .iter()
            .for_each(|item| self.add_issue(item));
        let stances = extraction.statements.iter().flat_map(links::of_statement);
        let relations = extraction.relations.iter().flat_map(links::of_relation);
        for (node, link) in stances.chain(relations) {
            self.links.entry(node).or_default().insert(link);
        }
    }

    /// Joins one actor.
    pub(crate) fn add_actor(&mut self, actor: &Actor) {
        let known = self.actors.entry(actor.id);
        known
            .and_modify(|known| known.absorb(actor))
            .or_insert_with(|| actor.clone());
    }

    /// Joins one issue.
    pub(crate) fn add_issue(&mut self, issue: &Issue) {
        let known = self.issues.entry(issue.id);
        known
            .and_modify(|known| known.absorb(issue))
            .or_insert_with(|| issue.clone());
    }

    /// Adds what follows from the joined actors and issues, once all documents are in.
    pub(crate) fn finish(&mut self) {
        for (node, link) in self.issues.values().flat_map(links::of_issue) {
            self.links.entry(node).or_default().insert(link);
        }
        let actors = self.actors.values().flat_map(actor_names);
        let issues = self.issues.values().flat_map(issue_names);
        self.names = actors.chain(issues).collect();
    }
}

/// The folded names of an actor.
pub(crate) fn actor_names(actor: &Actor) -> BTreeSet<(String, NodeId)> {
    folded(&actor.name, &actor.aliases, actor.id.into())
}

/// The folded wordings of an issue.
pub(crate) fn issue_names(issue: &Issue) -> BTreeSet<(String, NodeId)> {
    folded(&issue.label, &issue.aliases, issue.id.into())
}

/// A name of signs alone folds to nothing and cannot be looked up.
fn folded(name: &str, aliases: &[String], node: NodeId) -> BTreeSet<(String, NodeId)> {
    let names = std::iter::once(name).chain(aliases.iter().map(String::as_str));
    let folded = names.map(fold_name).filter(|name| !name.is_empty());
    folded.map(|name| (name, node)).collect()
}
