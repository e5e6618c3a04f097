//! An event list of the Discourse Network Analyzer: what a person made of our coding.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::Path;

use demarche_export::Note;
use demarche_export::dna::{self, Event, Positions};
use demarche_model::{
    Actor, ActorId, ActorKind, Confidence, Document, DocumentId, Extraction, Issue, IssueId, Mode,
    NodeId, Observations, Polarity, Statement, StatementId, fold_name,
};
use demarche_query::{Coded, Recoding, View, recode};
use demarche_store::{Act, Anchor, CODED, Decided, Mode as Access, SledStore, Store};

use super::super::decide::{author, sign};
use super::tell;
use crate::args::{Cli, Import};
use crate::error::{Failure, Kind, Result};
use crate::inputs::shown;

/// The rule of a statement that a person coded.
const RULE: &str = "coded";

/// Compares the list with the store and notes the differences as the coder's word.
pub fn run(cli: &Cli, args: &Import, file: &Path, out: &mut dyn Write) -> Result {
    let wrong = |error: &(dyn std::error::Error + 'static)| {
        Failure::because(format!("cannot read `{}`", file.display()), error)
            .hint("an event list of DNA is wanted: Export network, event list, CSV")
    };
    let input = File::open(file).map_err(|error| wrong(&error))?;
    let events = dna::read(BufReader::new(input)).map_err(|error| wrong(&error))?;
    let signed = author(&args.signed)?;
    let store = super::super::open(cli, Access::Write)?;
    let view = Decided::new(&store)?;
    let mut library = Library::of(&view)?;
    let (mut coding, mut kinds, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for event in &events {
        match library.place(event)? {
            Ok((coded, kind)) => {
                coding.push(coded);
                kinds.push(kind);
            }
            Err(what) => notes.push(Note {
                line: event.line,
                what,
            }),
        }
    }
    let left_out = notes.len();
    tell(cli, &shown(file), notes);
    let found = recode(&view, &coding)?;

    let fresh = found.turned.iter().chain(&found.changed);
    let fresh: Vec<usize> = fresh
        .map(|&(_, place)| place)
        .chain(found.added.iter().copied())
        .collect();
    let mut acts = rejections(&store, &found)?;
    if args.confirm {
        for (id, _) in &found.kept {
            acts.extend(
                store
                    .statement(*id)?
                    .map(|item| Act::Confirm((&item).into())),
            );
        }
    }
    let mut coder = Coder {
        name: format!("{CODED}{}", signed.0),
        view: &view,
        documents: BTreeMap::new(),
    };
    for place in fresh {
        let statement = coder.add(&store, &coding[place], kinds[place])?;
        acts.push(Act::Confirm(statement));
    }
    for extraction in coder.documents.into_values() {
        store
            .ingest(&extraction)
            .map_err(|error| super::super::failed(&error))?;
    }
    for (later, act) in (0..).zip(&acts) {
        store
            .decide(&sign(act, &signed, later))
            .map_err(|error| super::super::failed(&error))?;
    }
    if !acts.is_empty() {
        super::super::publish(cli, &store);
    }
    report(&found, acts.len(), out)?;
    match left_out {
        0 => Ok(()),
        1 => Err(Failure::new(Kind::Failed, "1 row was left out")),
        many => Err(Failure::new(
            Kind::Failed,
            format!("{many} rows were left out"),
        )),
    }
}

fn report(found: &Recoding, decisions: usize, out: &mut dyn Write) -> Result {
    let rows = [
        ("kept", found.kept.len()),
        ("turned round", found.turned.len()),
        ("holder or target changed", found.changed.len()),
        ("left out", found.removed.len()),
        ("added", found.added.len()),
    ];
    for (what, count) in rows {
        writeln!(out, "{what}: {count}")?;
    }
    let alpha = found.alpha();
    let alpha = alpha.map_or("-".to_owned(), |alpha| format!("{alpha:.2}"));
    writeln!(out, "agreement on polarity (Krippendorff's alpha): {alpha}")?;
    writeln!(out, "decisions: {decisions}")?;
    Ok(())
}

/// What the coder no longer has.
fn rejections(store: &SledStore, found: &Recoding) -> Result<Vec<Act>> {
    let other = found.turned.iter().chain(&found.changed);
    let gone = other.map(|(id, _)| id).chain(&found.removed);
    let mut acts = Vec::new();
    for id in gone {
        let item = store.statement(*id)?;
        acts.extend(item.map(|item| Act::Reject((&item).into())));
    }
    Ok(acts)
}

/// The documents of the store, found by what DNA tells of them.
struct Library<'a> {
    view: &'a dyn View,
    titles: BTreeMap<String, Vec<DocumentId>>,
    read: BTreeMap<DocumentId, Option<Document>>,
}

impl<'a> Library<'a> {
    fn of(view: &'a dyn View) -> Result<Self> {
        let mut titles: BTreeMap<String, Vec<DocumentId>> = BTreeMap::new();
        for document in view.headings() {
            let document = document?;
            let title = document.title.as_deref().unwrap_or(document.path());
            titles.entry(written(title)).or_default().push(document.id);
        }
        Ok(Self {
            view,
            titles,
            read: BTreeMap::new(),
        })
    }

    /// A row as a statement of a document of the store, with the kind of its holder; or why it
    /// is none.
    fn place(&mut self, event: &Event) -> Result<std::result::Result<(Coded, ActorKind), String>> {
        let titled = self.titles.get(&written(&event.title)).map(Vec::as_slice);
        let only = match titled {
            Some(&[id]) => Some(id),
            _ => None,
        };
        let Some(id) = event.section.parse().ok().or(only) else {
            return Ok(Err(format!("no document is titled `{}`", event.title)));
        };
        let document = match self.read.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(self.view.document(id)?),
        };
        let text = document.as_ref().and_then(|one| one.text.as_deref());
        let Some(text) = text else {
            return Ok(Err(format!("the store has no text of `{id}`")));
        };
        let span = Positions::of(text).span(event.units);
        let passage = span
            .filter(|span| span.slice(text).map(written).as_deref() == Some(&written(&event.text)));
        let Some(span) = passage else {
            let [start, end] = event.units;
            let title = &event.title;
            return Ok(Err(format!(
                "characters {start} to {end} of `{title}` are not the passage"
            )));
        };
        let (holder, kind) = match (event.person.as_str(), event.organization.as_str()) {
            ("", "") => return Ok(Err("nobody holds the position".to_owned())),
            ("", organization) => (organization, ActorKind::Organization),
            (person, _) => (person, ActorKind::Person),
        };
        let polarity = if event.agreement {
            Polarity::Support
        } else {
            Polarity::Oppose
        };
        let coded = Coded {
            document: id,
            span,
            holder: holder.to_owned(),
            target: event.concept.clone(),
            polarity,
        };
        Ok(Ok((coded, kind)))
    }
}

/// A text as DNA writes it into a table, ends of lines and spaces around it aside.
fn written(text: &str) -> String {
    let text = text.replace(';', ",").replace('"', "'").replace('\r', "");
    text.trim().to_owned()
}

/// Who adds statements to what the store has of documents.
struct Coder<'a> {
    name: String,
    view: &'a Decided<&'a SledStore>,
    documents: BTreeMap<DocumentId, Extraction>,
}

impl Coder<'_> {
    /// Adds one to its document; returns what tells it.
    fn add(&mut self, store: &SledStore, coded: &Coded, kind: ActorKind) -> Result<Anchor> {
        let holder = self.actor(&coded.holder, kind)?;
        let target = self.target(&coded.target)?;
        let extraction = match self.documents.entry(coded.document) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => {
                let known = store.extraction(coded.document);
                let known = known.map_err(|error| super::super::failed(&error))?;
                free.insert(known.ok_or_else(|| Failure::not_found("the document is gone"))?)
            }
        };
        let text = extraction.document.text.as_deref().unwrap_or_default();
        let target_id = match &target {
            Target::Actor(actor) => NodeId::Actor(actor.id),
            Target::Issue(issue) => NodeId::Issue(issue.id),
        };
        let parts = [
            &coded.document.to_string(),
            self.name.as_str(),
            &holder.id.to_string(),
            &target_id.to_string(),
            coded.polarity.as_str(),
            &coded.span.start().to_string(),
            &coded.span.end().to_string(),
        ];
        let statement = Statement {
            id: StatementId::of(&parts),
            holder: holder.id,
            target: target_id,
            polarity: coded.polarity,
            confidence: Confidence::FULL,
            mode: Mode::Paraphrase,
            via: Vec::new(),
            hedged: false,
            document: coded.document,
            span: coded.span,
            evidence: coded.span.slice(text).unwrap_or_default().to_owned(),
            cue: None,
            holder_span: None,
            target_span: None,
            rule: RULE.to_owned(),
            extractor: self.name.clone(),
            date: extraction.document.date,
        };
        let anchor = Anchor::from(&statement);
        if !extraction
            .statements
            .iter()
            .any(|one| one.id == statement.id)
        {
            extraction.statements.push(statement);
        }
        let mut name = |actor: Actor| {
            if !extraction.actors.iter().any(|one| one.id == actor.id) {
                extraction.actors.push(actor);
            }
        };
        name(holder);
        match target {
            Target::Actor(actor) => name(actor),
            Target::Issue(issue) => {
                if !extraction.issues.iter().any(|one| one.id == issue.id) {
                    extraction.issues.push(issue);
                }
            }
        }
        Ok(anchor)
    }

    /// The only actor of that name, else a new one.
    fn actor(&self, name: &str, kind: ActorKind) -> Result<Actor> {
        let known = self.known(name)?;
        let mut actors = known.iter().filter_map(|id| match id {
            NodeId::Actor(id) => Some(*id),
            NodeId::Issue(_) => None,
        });
        let found = match (actors.next(), actors.next()) {
            (Some(id), None) => self.told(id)?,
            _ => None,
        };
        Ok(found.unwrap_or_else(|| Actor {
            id: ActorId::of(&[kind.as_str(), &fold_name(name)]),
            name: name.to_owned(),
            kind,
            aliases: Vec::new(),
            wikidata: None,
        }))
    }

    /// The only issue of that name, else the only actor, else a new issue.
    fn target(&self, name: &str) -> Result<Target> {
        let known = self.known(name)?;
        let issues: Vec<IssueId> = known.iter().filter_map(|id| id.issue()).collect();
        if let &[id] = issues.as_slice()
            && let Some(issue) = self.view.issue(id)?
        {
            return Ok(Target::Issue(Issue {
                about: Vec::new(),
                aliases: Vec::new(),
                broader: Vec::new(),
                ..issue
            }));
        }
        if let &[NodeId::Actor(id)] = known.as_slice()
            && let Some(actor) = self.told(id)?
        {
            return Ok(Target::Actor(actor));
        }
        Ok(Target::Issue(Issue {
            id: IssueId::of(&[&fold_name(name)]),
            label: name.to_owned(),
            about: Vec::new(),
            aliases: Vec::new(),
            broader: Vec::new(),
        }))
    }

    fn known(&self, name: &str) -> Result<Vec<NodeId>> {
        Ok(demarche_model::Names::named(self.view, &fold_name(name))?)
    }

    /// An actor without its aliases, which other documents tell; as the records have it, else as
    /// decisions made it.
    fn told(&self, id: ActorId) -> Result<Option<Actor>> {
        let found = match self.view.base().actor(id)? {
            None => self.view.actor(id)?,
            found => found,
        };
        Ok(found.map(|actor| Actor {
            aliases: Vec::new(),
            ..actor
        }))
    }
}

enum Target {
    Actor(Actor),
    Issue(Issue),
}
