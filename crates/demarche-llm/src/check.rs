//! Keeps of a model's answers what the text proves.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use demarche_model::{
    Actor, ActorId, ActorKind, Confidence, Extraction, Issue, IssueId, Mode, NodeId, Polarity,
    Span, Statement, StatementId, fold_name,
};

use crate::answer::{Answer, Proposal};
use crate::names::{Names, fresh, place};

/// The confidence of every kept statement. Not measured: it depends on the model.
pub const CONFIDENCE: Confidence = Confidence::from_percent(60);
/// The rule that kept statements name.
pub const RULE: &str = "llm";

/// Why a proposal was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The evidence does not stand in the passage word for word.
    Evidence,
    /// The holder's name does not stand in the document, or two actors have it.
    Holder,
    /// The target's name does not stand in the document, two actors have it, or the words that
    /// name the issue do not stand in the evidence.
    Target,
    /// A relayer's name does not stand in the document, or two actors have it.
    Via,
    /// Holder and target are one.
    SameEnds,
    /// A kind, polarity or mode that is not one of the model's words.
    Word,
    /// The same statement with the same evidence was proposed before.
    Repeated,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Reason::Evidence => "evidence not in the text",
            Reason::Holder => "holder not in the text",
            Reason::Target => "target not in the text",
            Reason::Via => "relayer not in the text",
            Reason::SameEnds => "holder and target are one",
            Reason::Word => "unknown word",
            Reason::Repeated => "repeated",
        })
    }
}

/// How many proposals were refused, by reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rejections(BTreeMap<Reason, usize>);

impl Rejections {
    /// All refused proposals.
    pub fn total(&self) -> usize {
        self.0.values().sum()
    }

    /// The reasons that occurred, with their counts, in the order of [`Reason`].
    pub fn iter(&self) -> impl Iterator<Item = (Reason, usize)> + '_ {
        self.0.iter().map(|(&reason, &count)| (reason, count))
    }

    /// Adds the counts of another document.
    pub fn add(&mut self, other: &Rejections) {
        for (reason, count) in other.iter() {
            *self.0.entry(reason).or_default() += count;
        }
    }
}

/// Puts the statements of a model in the place of those of `base`, the native extraction of the
/// document; its actors, relations and attributions stay. `answers` are in the order of the text,
/// each with the passage that it was given for; `model` is named as extractor. The document's text
/// must be there, else every proposal is refused. O(proposals × length of the text).
pub fn replace(
    mut base: Extraction,
    answers: &[(Span, Answer)],
    model: &str,
) -> (Extraction, Rejections) {
    base.statements.clear();
    let mut desk = Desk::new(&base);
    let mut rejections = Rejections::default();
    for (passage, answer) in answers {
        for proposal in &answer.statements {
            if let Err(reason) = desk.keep(*passage, proposal, model) {
                *rejections.0.entry(reason).or_default() += 1;
            }
        }
    }
    let Desk {
        statements,
        fresh,
        issues,
        ..
    } = desk;
    base.actors.extend(fresh.into_values());
    base.actors.sort_by_key(|actor| actor.id);
    base.issues = issues.into_values().collect();
    base.statements = statements;
    base.statements.sort_by_key(|statement| statement.id);
    (base, rejections)
}

/// What the checks of one document share.
struct Desk<'a> {
    base: &'a Extraction,
    text: &'a str,
    names: Names,
    known: BTreeSet<ActorId>,
    fresh: BTreeMap<ActorId, Actor>,
    issues: BTreeMap<IssueId, Issue>,
    statements: Vec<Statement>,
    seen: BTreeSet<(ActorId, NodeId, Polarity, Span)>,
}

impl<'a> Desk<'a> {
    fn new(base: &'a Extraction) -> Self {
        Desk {
            base,
            text: base.document.text.as_deref().unwrap_or(""),
            names: Names::of(&base.actors),
            known: base.actors.iter().map(|actor| actor.id).collect(),
            fresh: BTreeMap::new(),
            issues: BTreeMap::new(),
            statements: Vec::new(),
            seen: BTreeSet::new(),
        }
    }

    fn keep(&mut self, passage: Span, proposal: &Proposal, model: &str) -> Result<(), Reason> {
        let span = self.evidence(passage, &proposal.evidence)?;
        let polarity = Polarity::parse(&proposal.polarity).ok_or(Reason::Word)?;
        let mode = Mode::parse(&proposal.mode).ok_or(Reason::Word)?;
        // Nothing is proved of an actor before all of the proposal is: new ones wait until then.
        let holder = self.actor(&proposal.holder, &proposal.holder_kind, Reason::Holder)?;
        let via = proposal
            .via
            .iter()
            .map(|name| self.actor(name, "group", Reason::Via))
            .collect::<Result<Vec<_>, _>>()?;
        let inside = span.slice(self.text).unwrap_or("");
        let within = |words: &str| {
            let found = place(inside, words)?;
            Span::new(span.start() + found.start(), span.start() + found.end())
        };
        let (target, target_actor, issue) = if proposal.target_kind == "issue" {
            let words = within(&proposal.target_words).ok_or(Reason::Target)?;
            let issue = self.issue(proposal).ok_or(Reason::Target)?;
            (NodeId::Issue(issue.id), None, Some((issue, words)))
        } else {
            let actor = self.actor(&proposal.target, &proposal.target_kind, Reason::Target)?;
            (NodeId::Actor(actor.id), Some(actor), None)
        };
        if target == NodeId::Actor(holder.id) {
            return Err(Reason::SameEnds);
        }
        if !self.seen.insert((holder.id, target, polarity, span)) {
            return Err(Reason::Repeated);
        }
        let holder_span = within(&proposal.holder);
        let target_span = match &issue {
            Some((_, words)) => Some(*words),
            None => within(&proposal.target).or_else(|| within(&proposal.target_words)),
        };
        let ordinal = self.statements.len().to_string();
        let document = self.base.document.id;
        self.statements.push(Statement {
            id: StatementId::of(&[&document.to_string(), RULE, model, &ordinal]),
            holder: holder.id,
            target,
            polarity,
            confidence: CONFIDENCE,
            mode,
            via: via.iter().map(|actor| actor.id).collect(),
            hedged: proposal.hedged,
            document,
            span,
            evidence: inside.to_owned(),
            cue: None,
            holder_span,
            target_span,
            rule: RULE.to_owned(),
            extractor: model.to_owned(),
            date: self.base.document.date,
        });
        let named = via.into_iter().chain([holder]).chain(target_actor);
        for actor in named {
            if self.known.contains(&actor.id) {
                continue;
            }
            self.fresh.entry(actor.id).or_insert(actor);
        }
        if let Some((issue, _)) = issue {
            match self.issues.entry(issue.id) {
                std::collections::btree_map::Entry::Vacant(place) => {
                    place.insert(issue);
                }
                std::collections::btree_map::Entry::Occupied(mut place) => {
                    place.get_mut().absorb(&issue);
                }
            }
        }
        Ok(())
    }

    /// The exact slice, in the passage that the model was given.
    fn evidence(&self, passage: Span, words: &str) -> Result<Span, Reason> {
        let words = words.trim();
        let inside = passage.slice(self.text).unwrap_or("");
        let at = inside.find(words).filter(|_| !words.is_empty());
        let start = at.and_then(|at| u32::try_from(at).ok());
        let length = u32::try_from(words.len()).ok();
        let span = start.zip(length).and_then(|(start, length)| {
            Span::new(passage.start() + start, passage.start() + start + length)
        });
        span.ok_or(Reason::Evidence)
    }

    fn actor(&self, name: &str, kind: &str, reason: Reason) -> Result<Actor, Reason> {
        let name = name.trim();
        place(self.text, name).ok_or(reason)?;
        let kind = ActorKind::parse(kind).ok_or(Reason::Word)?;
        match self.names.find(name) {
            Ok(Some(id)) => {
                let known = self.base.actors.iter().find(|actor| actor.id == id);
                Ok(known.cloned().unwrap_or_else(|| fresh(name, kind)))
            }
            Ok(None) => Ok(fresh(name, kind)),
            Err(()) => Err(reason),
        }
    }

    /// The issue of that label. A name in it must stand in the document, or belong to an actor of
    /// it: the model may shorten, not invent.
    fn issue(&self, proposal: &Proposal) -> Option<Issue> {
        let label = proposal.target.trim();
        let folded = fold_name(label);
        if folded.is_empty() {
            return None;
        }
        let capital = |word: &&str| word.starts_with(char::is_uppercase);
        let plain = |word: &&str| fold_name(word) == fold_name(&proposal.target_words);
        let invented = label
            .split_whitespace()
            .skip(1)
            .filter(capital)
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .filter(|word| !plain(word))
            .any(|word| place(self.text, word).is_none() && !self.is_part_of_a_name(word));
        if invented {
            return None;
        }
        let known = self.base.issues.iter().find(|issue| {
            let names = issue.aliases.iter().chain([&issue.label]);
            names.into_iter().any(|name| fold_name(name) == folded)
        });
        let mut issue = known.cloned().unwrap_or_else(|| Issue {
            id: IssueId::of(&[&folded]),
            label: label.to_owned(),
            about: self.about(label),
            aliases: Vec::new(),
            broader: Vec::new(),
        });
        // Broader issues of the native extraction may have gone with its statements.
        issue.broader.clear();
        let wording = proposal.target_words.trim();
        if wording != issue.label && !issue.aliases.iter().any(|alias| alias == wording) {
            issue.aliases.push(wording.to_owned());
            issue.aliases.sort_unstable();
        }
        Some(issue)
    }

    fn is_part_of_a_name(&self, word: &str) -> bool {
        let names = |actor: &Actor| {
            let all = actor.aliases.iter().chain([&actor.name]);
            all.into_iter().any(|name| place(name, word).is_some())
        };
        self.base.actors.iter().any(names)
    }

    fn about(&self, label: &str) -> Vec<ActorId> {
        let named = self.base.actors.iter().filter(|actor| {
            let all = actor.aliases.iter().chain([&actor.name]);
            all.into_iter().any(|name| place(label, name).is_some())
        });
        let mut found: Vec<ActorId> = named.map(|actor| actor.id).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
