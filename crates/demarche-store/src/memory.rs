//! The store in memory: the documents as they came, everything else computed from them.
//!
//! It is the oracle of the other stores, so it keeps no index that a change would have to
//! maintain: the first read after a change computes the whole view. O(store) each time.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use demarche_model::{
    Actor, ActorId, Attribution, AttributionId, Decision, DecisionId, Document, DocumentId,
    Extraction, Graph, Issue, IssueId, Link, Names, Neighbours, NodeId, Observations, Read,
    Relation, RelationId, Source, Statement, StatementId,
};

use crate::admit::{ObservationId, admitted, merged, observations, same_content};
use crate::load::{Backend, load};
use crate::view::View;
use crate::{Finding, Loaded, Outcome, Stats, Store, StoreError};

/// A store that lives as long as the process.
#[derive(Debug, Default)]
pub struct MemoryStore {
    state: RwLock<State>,
}

#[derive(Debug, Default)]
struct State {
    documents: BTreeMap<DocumentId, Extraction>,
    owners: BTreeMap<ObservationId, DocumentId>,
    paths: BTreeMap<String, DocumentId>,
    actors: BTreeMap<ActorId, Actor>,
    issues: BTreeMap<IssueId, Issue>,
    decisions: BTreeMap<DecisionId, Decision>,
    /// What reads see; gone after a change.
    seen: Option<Arc<Seen>>,
}

#[derive(Debug)]
struct Seen {
    graph: Graph,
    view: View,
}

impl MemoryStore {
    /// A store without documents.
    pub fn new() -> Self {
        Self::default()
    }

    /// A store that holds a graph; see [`Store::load`] for how it is taken apart.
    pub fn from_graph(graph: Graph) -> Result<Self, StoreError> {
        let store = Self::new();
        load(&store, graph)?;
        Ok(store)
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn seen(&self) -> Arc<Seen> {
        if let Some(seen) = &self.read().seen {
            return Arc::clone(seen);
        }
        let mut state = self.write();
        let seen = state
            .seen
            .take()
            .unwrap_or_else(|| Arc::new(state.compute()));
        state.seen = Some(Arc::clone(&seen));
        seen
    }
}

impl State {
    fn view(&self) -> View {
        let mut view = View::default();
        self.documents.values().for_each(|item| view.add(item));
        self.actors.values().for_each(|item| view.add_actor(item));
        self.issues.values().for_each(|item| view.add_issue(item));
        view.finish();
        view
    }

    fn compute(&self) -> Seen {
        let view = self.view();
        let mut graph = Graph::of(self.documents.values().cloned());
        graph.actors = view.actors.values().cloned().collect();
        graph.issues = view.issues.values().cloned().collect();
        graph.decisions = self.decisions.values().cloned().collect();
        Seen { graph, view }
    }

    fn put(&mut self, extraction: Extraction) -> Result<Outcome, StoreError> {
        let id = extraction.document.id;
        let old = self.documents.get(&id);
        let new = admitted(merged(old, extraction))?;
        let outcome = match old {
            None => Outcome::Added,
            Some(old) if same_content(old, &new) => Outcome::Unchanged,
            Some(_) => Outcome::Replaced(id),
        };
        let displaced = self.displaced(&new.document);
        for observation in observations(&new) {
            match self.owners.get(&observation) {
                Some(owner) if *owner != id && displaced.get(owner) != Some(&true) => {
                    let why = format!("`{observation}` is already one of document `{owner}`");
                    return Err(StoreError::rejected(&id, why));
                }
                _ => {}
            }
        }
        self.seen = None;
        for (&other, &gone) in &displaced {
            if gone {
                self.remove(other);
            } else if let Some(other) = self.documents.get_mut(&other) {
                let taken = &new.document.paths;
                other.document.paths.retain(|path| !taken.contains(path));
            }
        }
        self.remove(id);
        for path in &new.document.paths {
            self.paths.insert(path.clone(), id);
        }
        self.owners
            .extend(observations(&new).map(|item| (item, id)));
        self.documents.insert(id, new);
        let gone = displaced.into_iter().find(|(_, gone)| *gone);
        Ok(gone.map_or(outcome, |(other, _)| Outcome::Replaced(other)))
    }

    /// The other documents that lose a path to this one, and whether it was their last.
    fn displaced(&self, document: &Document) -> BTreeMap<DocumentId, bool> {
        let owners = document
            .paths
            .iter()
            .filter_map(|path| self.paths.get(path));
        let others = owners.filter(|&&owner| owner != document.id);
        let lost = |owner: &DocumentId| {
            let mut paths = self.documents[owner].document.paths.iter();
            (*owner, paths.all(|path| document.paths.contains(path)))
        };
        others.map(lost).collect()
    }

    fn remove(&mut self, id: DocumentId) -> bool {
        let Some(old) = self.documents.remove(&id) else {
            return false;
        };
        self.seen = None;
        for path in &old.document.paths {
            self.paths.remove(path);
        }
        for observation in observations(&old) {
            self.owners.remove(&observation);
        }
        true
    }
}

impl Backend for MemoryStore {
    fn existing(&self, id: DocumentId) -> Result<Option<Extraction>, StoreError> {
        Ok(self.read().documents.get(&id).cloned())
    }

    fn put(&self, extraction: Extraction) -> Result<Outcome, StoreError> {
        self.write().put(extraction)
    }

    fn put_loose(&self, actors: Vec<Actor>, issues: Vec<Issue>) -> Result<(), StoreError> {
        let mut state = self.write();
        for actor in actors {
            let known = state.actors.entry(actor.id);
            known
                .and_modify(|known| known.absorb(&actor))
                .or_insert(actor);
        }
        for issue in issues {
            let known = state.issues.entry(issue.id);
            known
                .and_modify(|known| known.absorb(&issue))
                .or_insert(issue);
        }
        state.seen = None;
        Ok(())
    }

    fn put_decisions(&self, decisions: &[Decision]) -> Result<usize, StoreError> {
        let mut state = self.write();
        let before = state.decisions.len();
        for decision in decisions {
            let place = state.decisions.entry(decision.id);
            place.or_insert_with(|| decision.clone());
        }
        state.seen = None;
        Ok(state.decisions.len() - before)
    }
}

impl Store for MemoryStore {
    fn ingest(&self, extraction: &Extraction) -> Result<Outcome, StoreError> {
        self.put(extraction.clone())
    }

    fn ingest_many(
        &self,
        extractions: &[Extraction],
    ) -> Result<Vec<Result<Outcome, StoreError>>, StoreError> {
        Ok(extractions.iter().map(|item| self.ingest(item)).collect())
    }

    fn forget(&self, id: DocumentId) -> Result<bool, StoreError> {
        Ok(self.write().remove(id))
    }

    fn decide(&self, decision: &Decision) -> Result<bool, StoreError> {
        Ok(self.put_decisions(std::slice::from_ref(decision))? > 0)
    }

    fn retract(&self, id: DecisionId) -> Result<bool, StoreError> {
        let mut state = self.write();
        state.seen = None;
        Ok(state.decisions.remove(&id).is_some())
    }

    fn load(&self, graph: Graph) -> Result<Loaded, StoreError> {
        load(self, graph)
    }

    fn flush(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn check(&self) -> Result<Vec<Finding>, StoreError> {
        let view = self.read().view();
        let same = self.seen().view == view && view.paths == self.read().paths;
        let finding = Finding {
            tree: "view",
            key: String::new(),
            what: "it is not what the documents give".into(),
        };
        Ok(if same { Vec::new() } else { vec![finding] })
    }

    fn rebuild(&self) -> Result<(), StoreError> {
        self.write().seen = None;
        Ok(())
    }

    fn stats(&self) -> Result<Stats, StoreError> {
        let seen = self.seen();
        Ok(Stats {
            documents: seen.graph.documents.len() as u64,
            actors: seen.graph.actors.len() as u64,
            issues: seen.graph.issues.len() as u64,
            attributions: seen.graph.attributions.len() as u64,
            statements: seen.graph.statements.len() as u64,
            relations: seen.graph.relations.len() as u64,
            decisions: seen.graph.decisions.len() as u64,
            names: seen.view.names.len() as u64,
            bytes: 0,
        })
    }

    fn document_by_path(&self, path: &str) -> Result<Option<DocumentId>, StoreError> {
        Ok(self.read().paths.get(path).copied())
    }

    fn extraction(&self, id: DocumentId) -> Result<Option<Extraction>, StoreError> {
        self.existing(id)
    }
}

/// Look-up and scan of one list of the graph.
macro_rules! lists {
    ($($one:ident $many:ident $id:ident $item:ident;)+) => { $(
        fn $one(&self, id: $id) -> Read<Option<$item>> {
            let seen = self.seen();
            let found = seen.graph.$many.binary_search_by_key(&id, |item| item.id);
            Ok(found.ok().map(|index| seen.graph.$many[index].clone()))
        }

        fn $many(&self) -> Source<'_, $item> {
            let seen = self.seen();
            Box::new((0..seen.graph.$many.len()).map(move |index| Ok(seen.graph.$many[index].clone())))
        }
    )+ };
}

impl Observations for MemoryStore {
    lists! {
        document documents DocumentId Document;
        actor actors ActorId Actor;
        issue issues IssueId Issue;
        attribution attributions AttributionId Attribution;
        statement statements StatementId Statement;
        relation relations RelationId Relation;
    }

    fn decisions(&self) -> Source<'_, Decision> {
        let decisions = self.seen().graph.decisions.clone();
        Box::new(decisions.into_iter().map(Ok))
    }
}

impl Neighbours for MemoryStore {
    fn neighbours(&self, node: NodeId, visit: &mut dyn FnMut(Link)) -> Read<()> {
        let seen = self.seen();
        let links = seen.view.links.get(&node);
        links.into_iter().flatten().copied().for_each(visit);
        Ok(())
    }
}

impl Names for MemoryStore {
    fn named(&self, folded: &str) -> Read<Vec<NodeId>> {
        let seen = self.seen();
        let first = NodeId::Actor(ActorId::LEAST);
        let names = seen.view.names.range((folded.to_owned(), first)..);
        let same = names.take_while(|(name, _)| name == folded);
        Ok(same.map(|(_, node)| *node).collect())
    }

    fn names(&self) -> Source<'_, (String, NodeId)> {
        let names = self.seen().view.names.clone();
        Box::new(names.into_iter().map(Ok))
    }
}
