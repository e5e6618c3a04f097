//! From drafts to records: ids, byte spans of the original text, evidence, dates. The only place
//! that leaves token indices.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{
    Actor, ActorId, Attribution, AttributionId, Date, Document, DocumentId, Extraction, Issue,
    IssueId, NodeId, Relation, RelationId, Span, Statement, StatementId, Status,
};
use demarche_nlp::Document as Annotated;

use crate::attribution::AttributionDraft;
use crate::draft::{ActorIx, Actors, DocActor, Tokens};
use crate::issues::{Broader, IssueForm};
use crate::prepare::Prepared;
use crate::relations::RelationDraft;
use crate::statements::{StatementDraft, TargetDraft};

/// What the stages found in one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drafts {
    /// The actors with their mentions.
    pub actors: Actors,
    /// Who says what.
    pub attributions: Vec<AttributionDraft>,
    /// Who takes what position.
    pub statements: Vec<StatementDraft>,
    /// Who is tied to whom.
    pub relations: Vec<RelationDraft>,
}

/// Makes the records of one document. `document` carries the decoded text. O(n log n).
pub fn assemble(
    document: Document,
    prepared: &Prepared,
    annotated: &Annotated,
    drafts: &Drafts,
    extractor: &str,
) -> Extraction {
    let ids: Vec<ActorId> = drafts.actors.list().iter().map(DocActor::id).collect();
    let desk = Desk {
        text: document.text.as_deref().unwrap_or(""),
        document: document.id,
        date: document.date,
        prepared,
        annotated,
        ids: &ids,
        extractor,
    };
    let mut extraction = Extraction {
        actors: Vec::new(),
        issues: desk.issues(&drafts.statements),
        attributions: desk.attributions(&drafts.attributions),
        statements: desk.statements(&drafts.statements),
        relations: desk.relations(&drafts.relations),
        document,
    };
    extraction.actors = actors(&drafts.actors, &named(&extraction));
    extraction.attributions.sort_by_key(|item| item.id);
    extraction.statements.sort_by_key(|item| item.id);
    extraction.relations.sort_by_key(|item| item.id);
    extraction
}

/// The actors that the records name.
fn named(extraction: &Extraction) -> BTreeSet<ActorId> {
    let mut named = BTreeSet::new();
    for record in &extraction.attributions {
        named.extend(record.source);
        named.extend(&record.via);
    }
    for record in &extraction.statements {
        named.insert(record.holder);
        named.extend(record.target.actor());
        named.extend(&record.via);
    }
    for record in &extraction.relations {
        named.extend([record.subject, record.object]);
    }
    named.extend(extraction.issues.iter().flat_map(|issue| &issue.about));
    named
}

fn actors(actors: &Actors, named: &BTreeSet<ActorId>) -> Vec<Actor> {
    let mut all: BTreeMap<ActorId, Actor> = BTreeMap::new();
    let kept = |draft: &&DocActor| !draft.passing || named.contains(&draft.id());
    for draft in actors.list().iter().filter(kept) {
        let aliases = draft.aliases.iter().filter(|alias| **alias != draft.name);
        let actor = Actor {
            id: draft.id(),
            name: draft.name.clone(),
            kind: draft.kind,
            aliases: aliases.cloned().collect(),
            wikidata: draft.wikidata.clone(),
        };
        match all.entry(actor.id) {
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(actor);
            }
            std::collections::btree_map::Entry::Occupied(mut place) => {
                place.get_mut().absorb(&actor);
            }
        }
    }
    all.into_values().collect()
}

/// What every record of the document shares.
struct Desk<'a> {
    text: &'a str,
    document: DocumentId,
    date: Option<Date>,
    prepared: &'a Prepared,
    annotated: &'a Annotated,
    ids: &'a [ActorId],
    extractor: &'a str,
}

/// Counts records that are equal in all that their ids are made of.
#[derive(Default)]
struct Ordinals(BTreeMap<Vec<String>, usize>);

impl Ordinals {
    fn parts(&mut self, mut parts: Vec<String>) -> Vec<String> {
        let count = self.0.entry(parts.clone()).or_default();
        parts.push(count.to_string());
        *count += 1;
        parts
    }
}

fn add(all: &mut BTreeMap<IssueId, Issue>, issue: Issue) {
    match all.entry(issue.id) {
        std::collections::btree_map::Entry::Vacant(place) => {
            place.insert(issue);
        }
        std::collections::btree_map::Entry::Occupied(mut place) => place.get_mut().absorb(&issue),
    }
}

fn borrowed(parts: &[String]) -> Vec<&str> {
    parts.iter().map(String::as_str).collect()
}

impl Desk<'_> {
    /// The span of the original text that the tokens cover.
    fn span(&self, tokens: Tokens) -> Option<Span> {
        if tokens.start >= tokens.end {
            return None;
        }
        let first = self.annotated.tokens.get(tokens.start as usize)?;
        let last = self.annotated.tokens.get(tokens.end as usize - 1)?;
        let span = self
            .prepared
            .original(first.start as usize, last.end as usize)?;
        span.slice(self.text).map(|_| span)
    }

    fn evidence(&self, tokens: Tokens) -> Option<(Span, String)> {
        let span = self.span(tokens)?;
        Some((span, span.slice(self.text)?.to_owned()))
    }

    fn actor(&self, index: ActorIx) -> Option<ActorId> {
        self.ids.get(index.0 as usize).copied()
    }

    fn via(&self, via: &[ActorIx]) -> Vec<ActorId> {
        via.iter().filter_map(|&index| self.actor(index)).collect()
    }

    /// How an end stands in an id: its span, else its own id.
    fn end(span: Option<Span>, id: &dyn std::fmt::Display) -> String {
        match span {
            Some(span) => format!("{}-{}", span.start(), span.end()),
            None => id.to_string(),
        }
    }

    fn issue(form: &IssueForm) -> IssueId {
        IssueId::of(&[&form.key])
    }

    fn issues(&self, statements: &[StatementDraft]) -> Vec<Issue> {
        let forms: Vec<&IssueForm> = statements
            .iter()
            .filter_map(|statement| match &statement.target {
                TargetDraft::Issue(form) => Some(form),
                TargetDraft::Actor(_) => None,
            })
            .collect();
        let present: BTreeSet<IssueId> = forms.iter().map(|form| Self::issue(form)).collect();
        let mut all: BTreeMap<IssueId, Issue> = BTreeMap::new();
        for form in forms {
            add(&mut all, self.record(form, &present));
            let mut standing: Vec<&Broader> = form.broader.iter().collect();
            while let Some(broader) = standing.pop() {
                if broader.always {
                    add(&mut all, self.record(&broader.form, &present));
                    standing.extend(&broader.form.broader);
                }
            }
        }
        all.into_values().collect()
    }

    fn record(&self, form: &IssueForm, present: &BTreeSet<IssueId>) -> Issue {
        let id = Self::issue(form);
        let actors = form.about.iter();
        let mut about: Vec<ActorId> = actors.filter_map(|&index| self.actor(index)).collect();
        about.sort_unstable();
        about.dedup();
        let mut broader: Vec<IssueId> = Vec::new();
        for other in &form.broader {
            let other_id = Self::issue(&other.form);
            if other_id != id && (other.always || present.contains(&other_id)) {
                broader.push(other_id);
            }
        }
        broader.sort_unstable();
        broader.dedup();
        let wording = form.wording.trim();
        let different = !wording.is_empty() && wording != form.label;
        Issue {
            id,
            label: form.label.clone(),
            about,
            aliases: different.then(|| wording.to_owned()).into_iter().collect(),
            broader,
        }
    }

    fn statements(&self, drafts: &[StatementDraft]) -> Vec<Statement> {
        let mut ordinals = Ordinals::default();
        let mut all = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let Some((span, evidence)) = self.evidence(draft.evidence) else {
                continue;
            };
            let target = match &draft.target {
                TargetDraft::Actor(index) => self.actor(*index).map(NodeId::Actor),
                TargetDraft::Issue(form) => Some(NodeId::Issue(Self::issue(form))),
            };
            let (Some(holder), Some(target)) = (self.actor(draft.holder), target) else {
                continue;
            };
            let cue = self.span(draft.cue);
            let holder_span = draft.holder_tokens.and_then(|tokens| self.span(tokens));
            let target_span = draft.target_tokens.and_then(|tokens| self.span(tokens));
            let parts = ordinals.parts(vec![
                self.document.to_string(),
                Self::end(cue, &"-"),
                Self::end(holder_span, &holder),
                Self::end(target_span, &target),
                draft.rule.clone(),
            ]);
            all.push(Statement {
                id: StatementId::of(&borrowed(&parts)),
                holder,
                target,
                polarity: draft.polarity,
                confidence: draft.confidence,
                mode: draft.mode,
                via: self.via(&draft.via),
                hedged: draft.hedged,
                document: self.document,
                span,
                evidence,
                cue,
                holder_span,
                target_span,
                rule: draft.rule.clone(),
                extractor: self.extractor.to_owned(),
                date: draft.date.or(self.date),
            });
        }
        all
    }

    fn relations(&self, drafts: &[RelationDraft]) -> Vec<Relation> {
        let mut ordinals = Ordinals::default();
        let mut all = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let ends = (self.actor(draft.subject), self.actor(draft.object));
            let (Some((span, evidence)), (Some(subject), Some(object))) =
                (self.evidence(draft.evidence), ends)
            else {
                continue;
            };
            let cue = self.span(draft.cue);
            let subject_span = draft.subject_tokens.and_then(|tokens| self.span(tokens));
            let object_span = draft.object_tokens.and_then(|tokens| self.span(tokens));
            let parts = ordinals.parts(vec![
                self.document.to_string(),
                Self::end(cue, &"-"),
                Self::end(subject_span, &subject),
                Self::end(object_span, &object),
                draft.rule.clone(),
            ]);
            all.push(Relation {
                id: RelationId::of(&borrowed(&parts)),
                subject,
                kind: draft.kind,
                object,
                office: draft.office.clone(),
                status: draft.status,
                valid_from: draft.valid_from,
                valid_to: draft.valid_to,
                confidence: draft.confidence,
                hedged: draft.hedged || !stands(draft.status),
                document: self.document,
                span,
                evidence,
                cue,
                subject_span,
                object_span,
                rule: draft.rule.clone(),
                extractor: self.extractor.to_owned(),
                date: self.date,
            });
        }
        all
    }

    fn attributions(&self, drafts: &[AttributionDraft]) -> Vec<Attribution> {
        let mut ordinals = Ordinals::default();
        let mut all = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let spans: Vec<Span> = draft
                .parts
                .iter()
                .filter_map(|&part| self.span(part))
                .collect();
            let Some(span) = spans.iter().copied().reduce(Span::cover) else {
                continue;
            };
            let source = draft.source.and_then(|index| self.actor(index));
            let source_span = draft.source_phrase.and_then(|tokens| self.span(tokens));
            let cue = draft.cue.and_then(|tokens| self.span(tokens));
            let named = source.map_or_else(|| "-".to_owned(), |id| id.to_string());
            let parts = ordinals.parts(vec![
                self.document.to_string(),
                Self::end(cue, &"-"),
                Self::end(source_span, &named),
                Self::end(Some(span), &"-"),
                draft.rule.clone(),
            ]);
            all.push(Attribution {
                id: AttributionId::of(&borrowed(&parts)),
                document: self.document,
                source,
                source_span,
                cue,
                span,
                spans,
                via: self.via(&draft.via),
                mode: draft.mode,
                rule: draft.rule.clone(),
                extractor: self.extractor.to_owned(),
                date: draft.date.or(self.date),
            });
        }
        all
    }
}

/// Whether a relation of that status is told as a fact, not as a plan or a rumour.
fn stands(status: Status) -> bool {
    !matches!(status, Status::Planned | Status::Speculated)
}
