//! Decisions together with the actors that they are about.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{
    Actor, ActorId, ActorKind, Attribution, Confidence, Decision, DocumentId, Issue, NodeId,
    Observations, Read, Relation, Statement,
};

use super::replay::{Replay, pair};
use super::{Act, Anchor};
use crate::view::actor_names;

/// What was said of an observation last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was confirmed.
    Right,
    /// It was rejected.
    Wrong,
}

/// All decisions of a store, in the form in which records are mapped by them. It holds as long as
/// the store does not change.
#[derive(Debug, Default)]
pub struct Judged {
    /// Every decision with what it says, by time and id.
    rulings: Vec<(Decision, Option<Act>)>,
    /// Who stands for an actor, where it does not stand for itself.
    one: BTreeMap<ActorId, ActorId>,
    /// Actors that are other than in the records, by id, as they are now.
    actors: BTreeMap<ActorId, Actor>,
    /// Actors that the records know and that have part in one of [`Self::actors`].
    sources: BTreeMap<ActorId, BTreeSet<ActorId>>,
    /// Actors that only decisions know.
    born: BTreeSet<ActorId>,
    /// Who is meant by an actor in a document.
    parts: BTreeMap<(ActorId, DocumentId), ActorId>,
    /// The judged passages by document and ends, in the order of judgement.
    verdicts: BTreeMap<(DocumentId, NodeId, NodeId), Vec<(Anchor, Verdict)>>,
    different: BTreeSet<(ActorId, ActorId)>,
}

impl Judged {
    /// Reads the decisions and the actors that they name. O(n log n) in the decisions.
    pub fn read(base: &(impl Observations + ?Sized)) -> Read<Self> {
        let mut decisions = base.decisions().collect::<Read<Vec<_>>>()?;
        decisions.sort_by(|one, two| (&one.time, one.id).cmp(&(&two.time, two.id)));
        let rulings: Vec<_> = decisions
            .into_iter()
            .map(|decision| {
                let act = Act::of(&decision);
                (decision, act)
            })
            .collect();
        let mut judged = Self::default();
        if !rulings.is_empty() {
            judged.settle(base, Replay::of(&rulings))?;
            judged.rulings = rulings;
        }
        Ok(judged)
    }

    /// Whether every actor and passage of the records leads to the same as in `other`.
    pub(crate) fn leads_as(&self, other: &Self) -> bool {
        let actors = |judged: &Self| judged.actors.keys().copied().collect::<Vec<_>>();
        self.one == other.one
            && self.sources == other.sources
            && self.born == other.born
            && self.parts == other.parts
            && self.verdicts == other.verdicts
            && actors(self) == actors(other)
    }

    /// The folded names of the actors that are others than in `other`, before and now.
    pub(crate) fn renamed(&self, other: &Self) -> BTreeSet<String> {
        let differ = self.actors.iter().filter(|(id, actor)| {
            let before = other.actors.get(id);
            before != Some(actor)
        });
        let names = differ.flat_map(|(id, actor)| {
            let before = other.actors.get(id).map(actor_names);
            actor_names(actor)
                .into_iter()
                .chain(before.into_iter().flatten())
        });
        names.map(|(name, _)| name).collect()
    }

    /// Everybody who may be meant where the records name an actor.
    pub(crate) fn meant(&self, actor: ActorId) -> BTreeSet<ActorId> {
        let of = self.sources.iter().filter(|(_, of)| of.contains(&actor));
        let of = of.map(|(&one, _)| one);
        of.chain([self.one(actor)]).collect()
    }

    fn settle(&mut self, base: &(impl Observations + ?Sized), replay: Replay) -> Read<()> {
        let heads = heads(&replay);
        let head = |actor: ActorId| heads.get(&actor).copied().unwrap_or(actor);
        for (&(actor, document), part) in &replay.parts {
            if head(actor) == head(part.of) {
                self.parts.insert((actor, document), part.is);
            }
        }
        let mut known = self.known(base, &replay)?;
        let of_records = known.keys().copied().collect::<BTreeSet<_>>();
        self.bear(base, &replay, &mut known)?;
        let born = known.keys().filter(|id| !of_records.contains(id));
        self.born = born.copied().collect();
        let mut groups: BTreeMap<ActorId, Vec<ActorId>> = BTreeMap::new();
        let changed = replay.names.keys().chain(replay.kinds.keys());
        let changed = changed.chain(replay.born.keys()).chain(heads.keys());
        for actor in changed.copied().collect::<BTreeSet<_>>() {
            groups.entry(head(actor)).or_default().push(actor);
        }
        for (head, members) in groups {
            let Some(actor) = joined(&replay, &known, head, &members) else {
                continue;
            };
            for member in members.into_iter().filter(|&member| member != actor.id) {
                self.one.insert(member, actor.id);
            }
            self.actors.insert(actor.id, actor);
        }
        for &actor in known.keys() {
            let one = self.one(actor);
            self.sources.entry(one).or_default().insert(actor);
        }
        for &(actor, document) in self.parts.keys() {
            let one = self.in_document(actor, document);
            self.sources.entry(one).or_default().insert(actor);
        }
        let different = replay.different.iter();
        self.different = different
            .map(|&(one, two)| pair(self.one(one), self.one(two)))
            .collect();
        for (anchor, verdict) in replay.verdicts {
            let (from, to) = self.ends(&anchor);
            let mut places = BTreeSet::from([(anchor.document, from, to)]);
            if anchor.symmetric() {
                places.insert((anchor.document, to, from));
            }
            for place in places {
                let known = self.verdicts.entry(place).or_default();
                known.push((anchor.clone(), verdict));
            }
        }
        Ok(())
    }

    /// The actors that decisions name, as the records have them.
    fn known(
        &self,
        base: &(impl Observations + ?Sized),
        replay: &Replay,
    ) -> Read<BTreeMap<ActorId, Actor>> {
        let tied = replay.ties.actors();
        let named = tied.chain(replay.names.keys().copied());
        let named = named.chain(replay.kinds.keys().copied());
        let split = replay.born.iter().flat_map(|(&id, born)| [id, born.of]);
        let mut wanted: BTreeSet<ActorId> = named.chain(split).collect();
        wanted.extend(self.parts.keys().map(|(actor, _)| *actor));
        let mut known = BTreeMap::new();
        for id in wanted {
            if let Some(actor) = base.actor(id)? {
                known.insert(id, actor);
            }
        }
        Ok(known)
    }

    /// Adds the actors that splits made: those told of in a document that is there, by a name of
    /// somebody who is there.
    fn bear(
        &self,
        base: &(impl Observations + ?Sized),
        replay: &Replay,
        known: &mut BTreeMap<ActorId, Actor>,
    ) -> Read<()> {
        let documents: BTreeSet<DocumentId> = self.parts.keys().map(|(_, id)| *id).collect();
        let mut there = BTreeSet::new();
        for id in documents {
            if base.document(id)?.is_some() {
                there.insert(id);
            }
        }
        let of_records: BTreeMap<ActorId, ActorKind> =
            known.iter().map(|(&id, actor)| (id, actor.kind)).collect();
        // A part may be split again: each round finds those whose whole is known by now.
        loop {
            let before = known.len();
            for (&(actor, document), &part) in &self.parts {
                let told = there.contains(&document) && known.contains_key(&actor);
                let Some(born) = replay.born.get(&part).filter(|_| told) else {
                    continue;
                };
                known.entry(part).or_insert_with(|| Actor {
                    id: part,
                    name: born.name.clone(),
                    kind: self.whole(replay, &of_records, part),
                    aliases: Vec::new(),
                    wikidata: None,
                });
            }
            if known.len() == before {
                return Ok(());
            }
        }
    }

    /// The kind of the actor that a part was split from; of another one that is split into it
    /// where the records no longer have that one.
    fn whole(
        &self,
        replay: &Replay,
        of_records: &BTreeMap<ActorId, ActorKind>,
        part: ActorId,
    ) -> ActorKind {
        let mut at = part;
        while let Some(born) = replay.born.get(&at) {
            at = born.of;
            if let Some(&kind) = of_records.get(&at) {
                return kind;
            }
        }
        let mut into = self.parts.iter().filter(|(_, is)| **is == part);
        into.find_map(|((actor, _), _)| of_records.get(actor).copied())
            .unwrap_or(ActorKind::Group)
    }

    /// Whether there are no decisions.
    pub fn is_empty(&self) -> bool {
        self.rulings.is_empty()
    }

    /// Every decision with what it says, in the order in which they count; `None` where its
    /// operands cannot be read.
    pub fn rulings(&self) -> &[(Decision, Option<Act>)] {
        &self.rulings
    }

    /// Who stands for an actor, documents aside. O(log n).
    pub fn one(&self, actor: ActorId) -> ActorId {
        self.one.get(&actor).copied().unwrap_or(actor)
    }

    /// Who is meant by an actor in a document. O(log n) for each split.
    pub fn in_document(&self, actor: ActorId, document: DocumentId) -> ActorId {
        let mut at = actor;
        while let Some(&part) = self.parts.get(&(at, document)) {
            at = part;
        }
        self.one(at)
    }

    /// As [`Self::one`]; issues stand for themselves.
    pub fn node(&self, node: NodeId) -> NodeId {
        match node {
            NodeId::Actor(actor) => self.one(actor).into(),
            NodeId::Issue(_) => node,
        }
    }

    /// As [`Self::in_document`]; issues stand for themselves.
    pub(super) fn node_in(&self, node: NodeId, document: DocumentId) -> NodeId {
        match node {
            NodeId::Actor(actor) => self.in_document(actor, document).into(),
            NodeId::Issue(_) => node,
        }
    }

    /// Whether somebody said that the two are not one.
    pub fn different(&self, one: ActorId, two: ActorId) -> bool {
        let pair = pair(self.one(one), self.one(two));
        self.different.contains(&pair)
    }

    /// Actors that are other than in the records, by id.
    pub(super) fn actors(&self) -> &BTreeMap<ActorId, Actor> {
        &self.actors
    }

    /// Whether the actor is there only by decision.
    pub(super) fn born(&self, actor: ActorId) -> bool {
        self.born.contains(&actor)
    }

    /// Whether the records' actor of this id is shown as it is.
    pub(super) fn untouched(&self, actor: ActorId) -> bool {
        !self.one.contains_key(&actor) && !self.actors.contains_key(&actor)
    }

    /// The actors of the records whose observations may be those of this one.
    pub(super) fn sources(&self, actor: ActorId) -> BTreeSet<ActorId> {
        let known = self.sources.get(&actor).cloned();
        known.unwrap_or_else(|| BTreeSet::from([actor]))
    }

    /// Actors of which a document tells something that is meant of another one.
    pub(super) fn split(&self) -> BTreeSet<ActorId> {
        self.parts.keys().map(|(actor, _)| *actor).collect()
    }

    /// Every judged passage.
    pub(super) fn anchors(&self) -> impl Iterator<Item = &Anchor> {
        self.verdicts.values().flatten().map(|(anchor, _)| anchor)
    }

    /// Who and what the passage is about now.
    pub(super) fn ends(&self, anchor: &Anchor) -> (NodeId, NodeId) {
        let from = self.in_document(anchor.from, anchor.document);
        (from.into(), self.node_in(anchor.to, anchor.document))
    }

    /// Whether an anchor stands for the observation of another one.
    pub(super) fn matches(&self, anchor: &Anchor, observed: &Anchor) -> bool {
        let (from, to) = self.ends(anchor);
        let ends = self.ends(observed);
        let same = ends == (from, to) || observed.symmetric() && ends == (to, from);
        same && anchor.meets(observed)
    }

    /// The last word on an observation. O(log n) plus the judged passages of its document between
    /// its ends.
    pub fn verdict(&self, observed: &Anchor) -> Option<Verdict> {
        let (from, to) = self.ends(observed);
        let judged = self.verdicts.get(&(observed.document, from, to))?;
        let mut last = judged.iter().rev();
        last.find(|(anchor, _)| self.matches(anchor, observed))
            .map(|(_, verdict)| *verdict)
    }

    /// How sure an observation is by its verdict; `None` where it was rejected.
    fn judged(&self, observed: &Anchor, confidence: Confidence) -> Option<Confidence> {
        match self.verdict(observed) {
            Some(Verdict::Wrong) => None,
            Some(Verdict::Right) => Some(Confidence::FULL),
            None => Some(confidence),
        }
    }

    /// A statement of the records as it is now; `None` where it was rejected.
    pub fn statement(&self, mut item: Statement) -> Option<Statement> {
        if self.is_empty() {
            return Some(item);
        }
        item.confidence = self.judged(&Anchor::from(&item), item.confidence)?;
        item.holder = self.in_document(item.holder, item.document);
        item.target = self.node_in(item.target, item.document);
        self.relayers(&mut item.via, item.document);
        Some(item)
    }

    /// A relation of the records as it is now; `None` where it was rejected.
    pub fn relation(&self, mut item: Relation) -> Option<Relation> {
        if self.is_empty() {
            return Some(item);
        }
        item.confidence = self.judged(&Anchor::from(&item), item.confidence)?;
        item.subject = self.in_document(item.subject, item.document);
        item.object = self.in_document(item.object, item.document);
        Some(item)
    }

    /// An attribution of the records as it is now.
    pub fn attribution(&self, mut item: Attribution) -> Attribution {
        let source = item.source;
        item.source = source.map(|source| self.in_document(source, item.document));
        self.relayers(&mut item.via, item.document);
        item
    }

    /// An issue of the records as it is now.
    pub fn issue(&self, mut item: Issue) -> Issue {
        for actor in &mut item.about {
            *actor = self.one(*actor);
        }
        item.about.sort_unstable();
        item.about.dedup();
        item
    }

    /// Who relays through himself does so once.
    fn relayers(&self, via: &mut Vec<ActorId>, document: DocumentId) {
        let before = via.clone();
        for actor in via.iter_mut() {
            *actor = self.in_document(*actor, document);
        }
        if *via != before {
            via.dedup();
        }
    }
}

/// The head of everybody that is or was merged, where it is not itself alone.
fn heads(replay: &Replay) -> BTreeMap<ActorId, ActorId> {
    let mut heads = BTreeMap::new();
    for actor in replay.ties.actors() {
        if !heads.contains_key(&actor) {
            let head = replay.ties.head(actor);
            let group = replay.ties.group(actor);
            heads.extend(group.into_iter().map(|member| (member, head)));
        }
    }
    heads
}

/// The one that a group is; `None` where the store knows none of them. Where it does not know the
/// head, the least of the others stands for all.
fn joined(
    replay: &Replay,
    known: &BTreeMap<ActorId, Actor>,
    head: ActorId,
    members: &[ActorId],
) -> Option<Actor> {
    let there: Vec<&Actor> = members.iter().filter_map(|id| known.get(id)).collect();
    let mut one = (*known.get(&head).as_ref().or(there.first())?).clone();
    let rest = there.iter().filter(|actor| actor.id != one.id);
    if one.wikidata.is_none() {
        one.wikidata = rest.filter_map(|actor| actor.wikidata.clone()).min();
    }
    let mut names: BTreeSet<String> = BTreeSet::new();
    for actor in there {
        names.insert(actor.name.clone());
        names.extend(actor.aliases.iter().cloned());
    }
    names.extend(
        members
            .iter()
            .filter_map(|id| replay.names.get(id))
            .cloned(),
    );
    if let Some(name) = replay.names.get(&head) {
        one.name.clone_from(name);
    }
    if let Some(&kind) = replay.kinds.get(&head) {
        one.kind = kind;
    }
    names.remove(&one.name);
    one.aliases = names.into_iter().collect();
    Some(one)
}
