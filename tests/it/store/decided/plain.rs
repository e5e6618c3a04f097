//! Decisions worked out on a graph as a value, with lists and loops in the place of indexes.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{Actor, ActorId, ActorKind, Confidence, Decision, DocumentId, Graph, NodeId};
use demarche_store::{Act, Anchor, Claim};

type Group = (BTreeSet<ActorId>, ActorId);

#[derive(Default)]
struct Worked {
    merges: Vec<(ActorId, ActorId)>,
    names: BTreeMap<ActorId, String>,
    kinds: BTreeMap<ActorId, ActorKind>,
    /// Member, document, whom the decision named, who is meant.
    parts: Vec<(ActorId, DocumentId, ActorId, ActorId)>,
    born: BTreeMap<ActorId, (ActorId, String)>,
    verdicts: Vec<(Anchor, bool)>,
}

/// Everybody that was merged, in groups, each with its head.
fn groups(merges: &[(ActorId, ActorId)]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for &(into, from) in merges {
        let mut take = |actor: ActorId| {
            let found = groups.iter().position(|(group, _)| group.contains(&actor));
            found.map_or((BTreeSet::from([actor]), actor), |at| groups.remove(at))
        };
        let (mut group, mut head) = take(into);
        if group.contains(&from) {
            head = into;
        } else {
            group.extend(take(from).0);
        }
        groups.push((group, head));
    }
    groups
}

fn group_of(groups: &[Group], actor: ActorId) -> Group {
    let found = groups.iter().find(|(group, _)| group.contains(&actor));
    found
        .cloned()
        .unwrap_or_else(|| (BTreeSet::from([actor]), actor))
}

fn work(graph: &Graph) -> Worked {
    let mut decisions: Vec<&Decision> = graph.decisions.iter().collect();
    decisions.sort_by_key(|item| (item.time.clone(), item.id));
    let mut done = Worked::default();
    for act in decisions.into_iter().filter_map(Act::of) {
        take(&mut done, act);
    }
    done
}

fn take(done: &mut Worked, act: Act) {
    match act {
        Act::Merge { into, from } if into != from => {
            let same =
                |&(a, b): &(ActorId, ActorId)| (a, b) == (into, from) || (b, a) == (into, from);
            done.merges.retain(|merge| !same(merge));
            done.merges.push((into, from));
        }
        Act::Unmerge { into, from } if into != from => {
            let others: Vec<_> = done
                .merges
                .iter()
                .copied()
                .filter(|&(a, b)| a != from && b != from)
                .collect();
            let there = group_of(&groups(&others), into).0;
            let crosses = |a, b| a == from && there.contains(&b);
            done.merges
                .retain(|&(a, b)| !crosses(a, b) && !crosses(b, a));
        }
        Act::Merge { .. } | Act::Unmerge { .. } => {}
        Act::Rename { actor, name } => {
            let head = group_of(&groups(&done.merges), actor).1;
            done.names.insert(head, name);
        }
        Act::Retype { actor, kind } => {
            let head = group_of(&groups(&done.merges), actor).1;
            done.kinds.insert(head, kind);
        }
        Act::Split {
            actor,
            name,
            documents,
        } => {
            let is = Act::part(actor, &name);
            let (group, head) = group_of(&groups(&done.merges), actor);
            if let Some(&kind) = done.kinds.get(&head) {
                done.kinds.entry(is).or_insert(kind);
            }
            done.born.insert(is, (actor, name));
            for document in documents {
                let hit = |member| member == is || group.contains(&member);
                done.parts
                    .retain(|&(member, at, ..)| at != document || !hit(member));
                let new = group.iter().filter(|&&member| member != is);
                done.parts
                    .extend(new.map(|&member| (member, document, actor, is)));
            }
        }
        Act::Confirm(anchor) => done.verdicts.push((anchor, true)),
        Act::Reject(anchor) => done.verdicts.push((anchor, false)),
    }
}

/// The actors that splits made and that are there, with their kinds.
fn born(graph: &Graph, done: &Worked) -> Vec<Actor> {
    let of_records = |id: ActorId| graph.actors.iter().find(|actor| actor.id == id);
    let mut there: BTreeSet<ActorId> = graph.actors.iter().map(|actor| actor.id).collect();
    let before = there.clone();
    for _ in 0..done.parts.len() {
        for (member, document, _, is) in &done.parts {
            let told = graph.documents.iter().any(|item| item.id == *document);
            if told && there.contains(member) {
                there.insert(*is);
            }
        }
    }
    let new = there.difference(&before).map(|&id| {
        let mut whole = id;
        let mut kind = None;
        while let (None, Some((of, _))) = (kind, done.born.get(&whole)) {
            whole = *of;
            kind = of_records(whole).map(|actor| actor.kind);
        }
        let mut told: Vec<_> = done.parts.iter().filter(|part| part.3 == id).collect();
        told.sort();
        let other = told.iter().find_map(|part| of_records(part.0));
        Actor {
            id,
            name: done.born[&id].1.clone(),
            kind: kind
                .or(other.map(|actor| actor.kind))
                .unwrap_or(ActorKind::Group),
            aliases: Vec::new(),
            wikidata: None,
        }
    });
    new.collect()
}

/// The actors as they are, and who stands for each.
fn actors(
    graph: &Graph,
    done: &Worked,
    group: impl Fn(ActorId) -> Group,
) -> (Vec<Actor>, BTreeMap<ActorId, ActorId>) {
    let mut records = graph.actors.clone();
    records.extend(born(graph, done));
    let mut out = Vec::new();
    let mut one = BTreeMap::new();
    for actor in &records {
        let (members, head) = group(actor.id);
        let mut there: Vec<&Actor> = members
            .iter()
            .filter_map(|id| records.iter().find(|item| item.id == *id))
            .collect();
        there.sort_by_key(|item| (item.id != head, item.id));
        for &member in &members {
            one.insert(member, there[0].id);
        }
        if there[0].id != actor.id {
            continue;
        }
        let mut joined = actor.clone();
        joined.wikidata = joined.wikidata.or_else(|| {
            let others = there.iter().filter_map(|item| item.wikidata.clone());
            others.min()
        });
        if let Some(name) = done.names.get(&head) {
            joined.name.clone_from(name);
        }
        joined.kind = done.kinds.get(&head).copied().unwrap_or(joined.kind);
        let named = there.iter().map(|item| item.name.clone());
        let given = members.iter().filter_map(|id| done.names.get(id).cloned());
        let aliases = there.iter().flat_map(|item| item.aliases.clone());
        let all: BTreeSet<String> = named.chain(given).chain(aliases).collect();
        joined.aliases = all
            .into_iter()
            .filter(|name| *name != joined.name)
            .collect();
        out.push(joined);
    }
    (out, one)
}

/// The graph as it is after its decisions, and who stands for every actor.
pub fn decided(graph: &Graph) -> (Graph, BTreeMap<ActorId, ActorId>) {
    let mut done = work(graph);
    let groups = groups(&done.merges);
    let group = |actor| group_of(&groups, actor);
    done.parts
        .retain(|&(member, _, of, _)| group(member).0.contains(&of));
    let mut out = graph.clone();
    let (actors, one) = actors(graph, &done, group);
    out.actors = actors;
    let stands = |actor: ActorId| one.get(&actor).copied().unwrap_or(actor);
    let meant = |actor: ActorId, document: DocumentId| {
        let mut at = actor;
        let next = |at| {
            done.parts
                .iter()
                .find(|part| (part.0, part.1) == (at, document))
        };
        while let Some(part) = next(at) {
            at = part.3;
        }
        stands(at)
    };
    let meant_node = |node: NodeId, document| match node {
        NodeId::Actor(actor) => meant(actor, document).into(),
        NodeId::Issue(_) => node,
    };
    let ends = |anchor: &Anchor| {
        let document = anchor.document;
        (
            NodeId::from(meant(anchor.from, document)),
            meant_node(anchor.to, document),
        )
    };
    let verdict = |seen: &Anchor| {
        let hit = |anchor: &Anchor| {
            let ((a, b), there) = (ends(anchor), ends(seen));
            let loose = matches!(seen.claim, Some(Claim::Relation(kind)) if kind.row().symmetric);
            let stance = |anchor: &Anchor| anchor.observation.to_string().starts_with('s');
            let same_claim = match anchor.claim {
                Some(_) => anchor.claim == seen.claim,
                None => stance(anchor) == stance(seen),
            };
            anchor.document == seen.document
                && ((a, b) == there || loose && (b, a) == there)
                && same_claim
                && (anchor.observation == seen.observation || anchor.cue.overlaps(seen.cue))
        };
        let mut hits = done.verdicts.iter().filter(|(anchor, _)| hit(anchor));
        hits.next_back().map(|(_, right)| *right)
    };
    let relayed = |via: &mut Vec<ActorId>, document| {
        let new: Vec<ActorId> = via.iter().map(|&actor| meant(actor, document)).collect();
        if new != *via {
            *via = new;
            via.dedup();
        }
    };
    out.statements.retain_mut(|item| {
        let verdict = verdict(&Anchor::from(&*item));
        item.holder = meant(item.holder, item.document);
        item.target = meant_node(item.target, item.document);
        relayed(&mut item.via, item.document);
        if verdict == Some(true) {
            item.confidence = Confidence::FULL;
        }
        verdict != Some(false)
    });
    out.relations.retain_mut(|item| {
        let verdict = verdict(&Anchor::from(&*item));
        item.subject = meant(item.subject, item.document);
        item.object = meant(item.object, item.document);
        if verdict == Some(true) {
            item.confidence = Confidence::FULL;
        }
        verdict != Some(false)
    });
    for item in &mut out.attributions {
        item.source = item.source.map(|source| meant(source, item.document));
        relayed(&mut item.via, item.document);
    }
    for item in &mut out.issues {
        let about: BTreeSet<ActorId> = item.about.iter().map(|&actor| stands(actor)).collect();
        item.about = about.into_iter().collect();
    }
    out.sort();
    (out, one)
}
