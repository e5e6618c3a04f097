//! What a store takes in: one document, in order and free of contradictions.

use std::collections::BTreeSet;

use demarche_model::{
    Actor, ActorId, AttributionId, DocumentId, Extraction, Issue, IssueId, NodeId, RelationId,
    Span, Statement, StatementId,
};

use crate::StoreError;

/// What the extractor's name begins with where a person coded a statement; the person's follows.
pub const CODED: &str = "human:";

/// The id of any observation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ObservationId {
    Attribution(AttributionId),
    Statement(StatementId),
    Relation(RelationId),
}

impl std::fmt::Display for ObservationId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ObservationId::Attribution(id) => id.fmt(f),
            ObservationId::Statement(id) => id.fmt(f),
            ObservationId::Relation(id) => id.fmt(f),
        }
    }
}

/// The ids of all that a document proves.
pub(crate) fn observations(extraction: &Extraction) -> impl Iterator<Item = ObservationId> {
    let attributions = extraction.attributions.iter();
    let statements = extraction.statements.iter();
    let relations = extraction.relations.iter();
    attributions
        .map(|item| ObservationId::Attribution(item.id))
        .chain(statements.map(|item| ObservationId::Statement(item.id)))
        .chain(relations.map(|item| ObservationId::Relation(item.id)))
}

/// What the store will hold of a document: the new records, all paths, the text of either, and
/// what persons coded of it.
pub(crate) fn merged(old: Option<&Extraction>, mut new: Extraction) -> Extraction {
    if let Some(old) = old {
        keep_coded(old, &mut new);
        new.document
            .paths
            .extend(old.document.paths.iter().cloned());
        if new.document.text.is_none() {
            new.document.text.clone_from(&old.document.text);
        }
    }
    new.document.paths.sort_unstable();
    new.document.paths.dedup();
    new
}

/// A person's statements stay where a newer extraction comes without any of that person's.
fn keep_coded(old: &Extraction, new: &mut Extraction) {
    let coders: BTreeSet<&str> = old.statements.iter().filter_map(coder).collect();
    let coders: BTreeSet<&str> = coders
        .into_iter()
        .filter(|&name| !new.statements.iter().any(|item| coder(item) == Some(name)))
        .collect();
    if coders.is_empty() {
        return;
    }
    let stays = |item: &&Statement| coder(item).is_some_and(|name| coders.contains(name));
    let kept: Vec<Statement> = old.statements.iter().filter(stays).cloned().collect();
    let nodes: BTreeSet<NodeId> = kept
        .iter()
        .flat_map(|item| [item.holder.into(), item.target])
        .collect();
    let issues = old
        .issues
        .iter()
        .filter(|item| nodes.contains(&item.id.into()));
    let known: BTreeSet<IssueId> = new.issues.iter().map(|item| item.id).collect();
    // What they are about or beneath may be gone with the extraction that told of it.
    let bare = |issue: &Issue| Issue {
        about: Vec::new(),
        broader: Vec::new(),
        ..issue.clone()
    };
    new.issues
        .extend(issues.filter(|item| !known.contains(&item.id)).map(bare));
    let known: BTreeSet<ActorId> = new.actors.iter().map(|item| item.id).collect();
    let actors = old
        .actors
        .iter()
        .filter(|item| nodes.contains(&item.id.into()));
    new.actors
        .extend(actors.filter(|item| !known.contains(&item.id)).cloned());
    new.statements.extend(kept);
}

/// Who coded a statement, where a person did.
fn coder(item: &Statement) -> Option<&str> {
    item.extractor.strip_prefix(CODED)
}

/// Whether both tell the same, paths aside.
pub(crate) fn same_content(old: &Extraction, new: &Extraction) -> bool {
    let document = demarche_model::Document {
        paths: old.document.paths.clone(),
        ..new.document.clone()
    };
    document == old.document
        && old.actors == new.actors
        && old.issues == new.issues
        && same_observations(old, new)
}

/// Whether both prove the same.
pub(crate) fn same_observations(old: &Extraction, new: &Extraction) -> bool {
    old.attributions == new.attributions
        && old.statements == new.statements
        && old.relations == new.relations
}

/// Puts every list in order and refuses contradictions. O(n log n).
pub(crate) fn admitted(mut extraction: Extraction) -> Result<Extraction, StoreError> {
    extraction.actors = extraction.actors.into_iter().map(tidy_actor).collect();
    extraction.issues = extraction.issues.into_iter().map(tidy_issue).collect();
    extraction.actors.sort_by_key(|item| item.id);
    extraction.issues.sort_by_key(|item| item.id);
    extraction.attributions.sort_by_key(|item| item.id);
    extraction.statements.sort_by_key(|item| item.id);
    extraction.relations.sort_by_key(|item| item.id);
    Scope::of(&extraction)?.admit(&extraction)?;
    Ok(extraction)
}

/// An actor whose aliases are sorted and free of repeats: joining it with itself does that.
pub(crate) fn tidy_actor(mut actor: Actor) -> Actor {
    actor.absorb(&actor.clone());
    actor
}

/// An issue whose lists are sorted and free of repeats.
pub(crate) fn tidy_issue(mut issue: Issue) -> Issue {
    issue.absorb(&issue.clone());
    issue
}

/// What the records of one document may refer to.
struct Scope<'a> {
    document: DocumentId,
    text: Option<&'a str>,
    actors: BTreeSet<ActorId>,
    issues: BTreeSet<IssueId>,
}

impl<'a> Scope<'a> {
    fn of(extraction: &'a Extraction) -> Result<Self, StoreError> {
        let document = extraction.document.id;
        let once = |fresh: bool, id: &dyn ToString| {
            let why = || format!("`{}` stands in it twice", id.to_string());
            fresh
                .then_some(())
                .ok_or_else(|| StoreError::rejected(&document, why()))
        };
        let (mut actors, mut issues) = (BTreeSet::new(), BTreeSet::new());
        for actor in &extraction.actors {
            once(actors.insert(actor.id), &actor.id)?;
        }
        for issue in &extraction.issues {
            once(issues.insert(issue.id), &issue.id)?;
        }
        let mut seen = BTreeSet::new();
        for id in observations(extraction) {
            once(seen.insert(id), &id)?;
        }
        let text = extraction.document.text.as_deref();
        Ok(Self {
            document,
            text,
            actors,
            issues,
        })
    }

    fn admit(&self, extraction: &Extraction) -> Result<(), StoreError> {
        for issue in &extraction.issues {
            self.actors(&issue.about)?;
            let mut broader = issue.broader.iter();
            broader.try_for_each(|&id| self.node(id.into()))?;
        }
        for item in &extraction.attributions {
            self.owner(item.document, &item.id)?;
            self.actors(&item.via)?;
            self.actors(item.source.as_slice())?;
            self.spans(&item.id, &[item.source_span, item.cue, Some(item.span)])?;
            let parts: Vec<_> = item.spans.iter().copied().map(Some).collect();
            self.spans(&item.id, &parts)?;
        }
        for item in &extraction.statements {
            self.owner(item.document, &item.id)?;
            self.actors(&item.via)?;
            self.node(item.holder.into())?;
            self.node(item.target)?;
            self.evidence(&item.id, item.span, &item.evidence)?;
            self.spans(&item.id, &[item.cue, item.holder_span, item.target_span])?;
        }
        for item in &extraction.relations {
            self.owner(item.document, &item.id)?;
            self.actors(&[item.subject, item.object])?;
            self.evidence(&item.id, item.span, &item.evidence)?;
            self.spans(&item.id, &[item.cue, item.subject_span, item.object_span])?;
        }
        Ok(())
    }

    fn owner(&self, document: DocumentId, id: &dyn ToString) -> Result<(), StoreError> {
        if document == self.document {
            return Ok(());
        }
        let why = format!("`{}` belongs to document `{document}`", id.to_string());
        Err(StoreError::rejected(&self.document, why))
    }

    fn actors(&self, ids: &[ActorId]) -> Result<(), StoreError> {
        ids.iter().try_for_each(|&id| self.node(id.into()))
    }

    fn node(&self, id: NodeId) -> Result<(), StoreError> {
        let known = match id {
            NodeId::Actor(id) => self.actors.contains(&id),
            NodeId::Issue(id) => self.issues.contains(&id),
        };
        if known {
            return Ok(());
        }
        let why = format!("it refers to `{id}`, which is not in it");
        Err(StoreError::rejected(&self.document, why))
    }

    fn spans(&self, id: &dyn ToString, spans: &[Option<Span>]) -> Result<(), StoreError> {
        let Some(text) = self.text else {
            return Ok(());
        };
        for span in spans.iter().flatten() {
            if span.slice(text).is_none() {
                let (start, end) = (span.start(), span.end());
                let why = format!(
                    "`{start}..{end}` of `{}` is not in the text",
                    id.to_string()
                );
                return Err(StoreError::rejected(&self.document, why));
            }
        }
        Ok(())
    }

    fn evidence(&self, id: &dyn ToString, span: Span, evidence: &str) -> Result<(), StoreError> {
        self.spans(id, &[Some(span)])?;
        match self.text.and_then(|text| span.slice(text)) {
            Some(slice) if slice != evidence => {
                let why = format!("the evidence of `{}` is not its text", id.to_string());
                Err(StoreError::rejected(&self.document, why))
            }
            _ => Ok(()),
        }
    }
}
