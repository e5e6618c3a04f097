//! A whole graph taken apart into documents.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{
    Actor, ActorId, Decision, DocumentId, Extraction, Graph, Issue, IssueId, NodeId, Observations,
};

use crate::admit::{admitted, merged, same_observations, tidy_actor, tidy_issue};
use crate::{Loaded, Outcome, StoreError};

/// What a load needs of a store.
pub(crate) trait Backend: Observations {
    /// A document with all it gave.
    fn existing(&self, id: DocumentId) -> Result<Option<Extraction>, StoreError>;
    /// Takes in one document in one step.
    fn put(&self, extraction: Extraction) -> Result<Outcome, StoreError>;
    /// Takes in nodes that no document refers to, in one step.
    fn put_loose(&self, actors: Vec<Actor>, issues: Vec<Issue>) -> Result<(), StoreError>;
    /// Takes in decisions; returns how many were new.
    fn put_decisions(&self, decisions: &[Decision]) -> Result<usize, StoreError>;
}

/// Loads a graph document by document; nothing is stored before all is checked.
pub(crate) fn load(store: &dyn Backend, graph: Graph) -> Result<Loaded, StoreError> {
    let nodes = Nodes::of(&graph)?;
    let decisions = graph.decisions.clone();
    let (extractions, referred) = split(graph, &nodes)?;
    let mut checked = Vec::with_capacity(extractions.len());
    for extraction in extractions {
        let old = store.existing(extraction.document.id)?;
        checked.push(settled(store, old, extraction)?);
    }
    let mut loaded = Loaded::default();
    for extraction in checked {
        let id = extraction.document.id;
        loaded.documents.push((id, store.put(extraction)?));
    }
    loaded.documents.sort_unstable_by_key(|(id, _)| *id);
    let loose = nodes.loose(store, &referred)?;
    loaded.loose = loose.len();
    let (actors, issues) = nodes.take(&loose);
    if !loose.is_empty() {
        store.put_loose(actors, issues)?;
    }
    if !decisions.is_empty() {
        loaded.decisions = store.put_decisions(&decisions)?;
    }
    Ok(loaded)
}

/// Takes in one document as [`load`] does.
pub(crate) fn take(store: &dyn Backend, extraction: Extraction) -> Result<Outcome, StoreError> {
    match store.existing(extraction.document.id)? {
        None => store.put(extraction),
        old => store.put(settled(store, old, extraction)?),
    }
}

/// What is to be stored of a document in place of what it gave before. A graph does not tell
/// which document named an actor: where the observations are the same and all that is told of
/// actors is known, nothing changes.
fn settled(
    store: &dyn Backend,
    old: Option<Extraction>,
    extraction: Extraction,
) -> Result<Extraction, StoreError> {
    let mut new = admitted(merged(old.as_ref(), extraction))?;
    if let Some(old) = old
        && same_observations(&old, &new)
        && all_known(store, &new)?
    {
        new.actors = old.actors;
        new.issues = old.issues;
    }
    Ok(new)
}

/// The documents of a graph, each with what it gave.
pub(crate) fn gathered(graph: Graph) -> Result<Vec<Extraction>, StoreError> {
    let nodes = Nodes::of(&graph)?;
    Ok(split(graph, &nodes)?.0)
}

/// The actors and issues of a graph.
struct Nodes {
    actors: BTreeMap<ActorId, Actor>,
    issues: BTreeMap<IssueId, Issue>,
}

impl Nodes {
    fn of(graph: &Graph) -> Result<Self, StoreError> {
        let (mut actors, mut issues) = (BTreeMap::new(), BTreeMap::new());
        for actor in graph.actors.iter().cloned() {
            if let Some(twin) = actors.insert(actor.id, tidy_actor(actor)) {
                return Err(StoreError::rejected(&twin.id, "it stands there twice"));
            }
        }
        for issue in graph.issues.iter().cloned() {
            if let Some(twin) = issues.insert(issue.id, tidy_issue(issue)) {
                return Err(StoreError::rejected(&twin.id, "it stands there twice"));
            }
        }
        let nodes = Self { actors, issues };
        for issue in nodes.issues.values() {
            let wanted = ends(issue);
            if let Some(gap) = wanted.into_iter().find(|&node| !nodes.has(node)) {
                let why = format!("it refers to `{gap}`, which is not there");
                return Err(StoreError::rejected(&issue.id, why));
            }
        }
        Ok(nodes)
    }

    fn has(&self, node: NodeId) -> bool {
        match node {
            NodeId::Actor(id) => self.actors.contains_key(&id),
            NodeId::Issue(id) => self.issues.contains_key(&id),
        }
    }

    /// The nodes with all that they refer to.
    fn closure(&self, roots: impl IntoIterator<Item = NodeId>) -> BTreeSet<NodeId> {
        let mut open: Vec<NodeId> = roots.into_iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(node) = open.pop() {
            if !seen.insert(node) {
                continue;
            }
            if let Some(issue) = node.issue().and_then(|id| self.issues.get(&id)) {
                open.extend(ends(issue));
            }
        }
        seen
    }

    /// Copies of the nodes that are there.
    fn take(&self, wanted: &BTreeSet<NodeId>) -> (Vec<Actor>, Vec<Issue>) {
        let actors = wanted.iter().filter_map(|node| node.actor());
        let issues = wanted.iter().filter_map(|node| node.issue());
        (
            actors
                .filter_map(|id| self.actors.get(&id))
                .cloned()
                .collect(),
            issues
                .filter_map(|id| self.issues.get(&id))
                .cloned()
                .collect(),
        )
    }

    /// What no document refers to and the store does not know yet, with all that it refers to.
    fn loose(
        &self,
        store: &dyn Backend,
        referred: &BTreeSet<NodeId>,
    ) -> Result<BTreeSet<NodeId>, StoreError> {
        let mut roots = Vec::new();
        for actor in self.actors.values() {
            if !referred.contains(&actor.id.into()) && !actor_known(store, actor)? {
                roots.push(actor.id.into());
            }
        }
        for issue in self.issues.values() {
            if !referred.contains(&issue.id.into()) && !issue_known(store, issue)? {
                roots.push(issue.id.into());
            }
        }
        Ok(self.closure(roots))
    }
}

fn ends(issue: &Issue) -> Vec<NodeId> {
    let about = issue.about.iter().map(|&id| NodeId::from(id));
    about
        .chain(issue.broader.iter().map(|&id| NodeId::from(id)))
        .collect()
}

/// Whether joining the actor would change nothing.
pub(crate) fn actor_known(store: &dyn Backend, actor: &Actor) -> Result<bool, StoreError> {
    Ok(store.actor(actor.id)?.is_some_and(|known| {
        let mut joined = known.clone();
        joined.absorb(actor);
        joined == known
    }))
}

/// Whether joining the issue would change nothing.
pub(crate) fn issue_known(store: &dyn Backend, issue: &Issue) -> Result<bool, StoreError> {
    Ok(store.issue(issue.id)?.is_some_and(|known| {
        let mut joined = known.clone();
        joined.absorb(issue);
        joined == known
    }))
}

fn all_known(store: &dyn Backend, extraction: &Extraction) -> Result<bool, StoreError> {
    for actor in &extraction.actors {
        if !actor_known(store, actor)? {
            return Ok(false);
        }
    }
    for issue in &extraction.issues {
        if !issue_known(store, issue)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// One extraction per document, and every node that one of them refers to.
fn split(graph: Graph, nodes: &Nodes) -> Result<(Vec<Extraction>, BTreeSet<NodeId>), StoreError> {
    let mut parts = BTreeMap::new();
    let mut paths = BTreeMap::new();
    for document in graph.documents {
        let id = document.id;
        for path in &document.paths {
            if let Some(twin) = paths.insert(path.clone(), id) {
                let why = format!("its path `{path}` is also that of `{twin}`");
                return Err(StoreError::rejected(&id, why));
            }
        }
        let empty = Extraction {
            document,
            actors: Vec::new(),
            issues: Vec::new(),
            attributions: Vec::new(),
            statements: Vec::new(),
            relations: Vec::new(),
        };
        if parts.insert(id, empty).is_some() {
            return Err(StoreError::rejected(&id, "it stands there twice"));
        }
    }
    let missing = |id: &dyn ToString, document: DocumentId| {
        StoreError::rejected(id, format!("its document `{document}` is not there"))
    };
    for item in graph.attributions {
        let part = parts.get_mut(&item.document);
        let part = part.ok_or_else(|| missing(&item.id, item.document))?;
        part.attributions.push(item);
    }
    for item in graph.statements {
        let part = parts.get_mut(&item.document);
        let part = part.ok_or_else(|| missing(&item.id, item.document))?;
        part.statements.push(item);
    }
    for item in graph.relations {
        let part = parts.get_mut(&item.document);
        let part = part.ok_or_else(|| missing(&item.id, item.document))?;
        part.relations.push(item);
    }
    let mut referred = BTreeSet::new();
    let mut extractions: Vec<_> = parts.into_values().collect();
    for extraction in &mut extractions {
        let wanted = nodes.closure(named_by(extraction));
        (extraction.actors, extraction.issues) = nodes.take(&wanted);
        referred.extend(wanted);
    }
    Ok((extractions, referred))
}

/// Every node that an observation of the document refers to.
pub(crate) fn named_by(extraction: &Extraction) -> Vec<NodeId> {
    let mut named: Vec<NodeId> = Vec::new();
    for item in &extraction.attributions {
        named.extend(
            item.source
                .iter()
                .chain(&item.via)
                .map(|&id| NodeId::from(id)),
        );
    }
    for item in &extraction.statements {
        named.extend([item.holder.into(), item.target]);
        named.extend(item.via.iter().map(|&id| NodeId::from(id)));
    }
    for item in &extraction.relations {
        named.extend([NodeId::from(item.subject), item.object.into()]);
    }
    named
}
