//! The changes since a whole image.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use demarche_model::{ActorId, IssueId, Link, LinkKind, Names, Neighbours, NodeId, Observations};

use super::whole::places;
use super::{Supply, write_texts};
use crate::image::changes::{GONE, Totals, place, shift};
use crate::image::graph::{self, Half, Reference};
use crate::image::layer::Layer;
use crate::image::layout::{Kind, PLACES, SHIFTS, TOTALS};
use crate::image::records::{self, Stored};
use crate::image::touched::Parts;
use crate::image::write::{Spool, Writer};
use crate::image::{names, rows};
use crate::sled::layout::{pack, unpack};
use crate::{Decided, StoreError};

/// Writes what is touched, as it is now.
pub(super) fn write<V>(
    mut writer: Writer,
    spool: &Path,
    step: u64,
    base: &Layer,
    parts: &Parts,
    raw: &dyn Supply,
    seen: &Decided<V>,
) -> Result<(), StoreError>
where
    V: Observations + Neighbours + Names,
{
    let mut totals = Totals {
        names: base.pairs(),
        ..Totals::default()
    };
    for kind in Kind::ALL {
        let count = &mut totals.records[kind as usize];
        *count = base.count(kind);
        let now = touched(raw, parts, kind).inspect(|stored| {
            if let Ok((_, payload)) = stored {
                *count += u64::from(!payload.is_empty());
            }
        });
        records::write(&mut writer, kind, now)?;
        for id in &parts.records[kind as usize] {
            *count -= u64::from(base.has(kind, id)?);
        }
    }
    let mut named = Vec::with_capacity(parts.names.len());
    for name in &parts.names {
        let nodes = seen.named(name)?;
        totals.names += nodes.len() as u64;
        totals.names -= base.named(name)?.map_or(0, |nodes| nodes.len() as u64);
        named.push((name.clone(), nodes));
    }
    let linked = linked(parts);
    let mut nodes: BTreeSet<NodeId> = linked.clone();
    let marks = RefCell::new(BTreeMap::new());
    let links_of = |node: NodeId| links(node, base, raw, seen, &mut marks.borrow_mut());
    for &node in &linked {
        nodes.extend(links_of(node)?.into_iter().map(|link| link.other));
    }
    nodes.extend(named.iter().flat_map(|(_, nodes)| nodes));
    graph::write_nodes(&mut writer, nodes.iter().map(|&node| Ok(node)))?;
    let file = writer.so_far()?;
    let own = places(&file)?;
    let from = |kind| {
        let here = own(kind)?;
        if here.is_some() {
            return Ok(here);
        }
        match marks.borrow().get(&kind) {
            Some(&mark) => Ok(Some(Reference::Row(mark))),
            None => base.place(kind),
        }
    };
    let links = |node: NodeId, visit: &mut dyn FnMut(Link)| {
        if linked.contains(&node) {
            links_of(node)?.into_iter().for_each(visit);
        }
        Ok(())
    };
    let halves = graph::of_links(&file, links, from);
    let mut held = Vec::new();
    let gather = |_: u32, node: NodeId, all: &mut Vec<Half>| {
        halves(node, &mut held)?;
        all.extend(held.drain(..).map(|(half, _)| half));
        Ok(())
    };
    graph::write_edges(&mut writer, Spool::create(spool)?, &file, gather, |_, _| {})?;
    let named = named.into_iter().map(Ok);
    names::write(&mut writer, Spool::create(spool)?, &file, named)?;
    write_texts(&mut writer, raw, touched(raw, parts, Kind::Document))?;
    rows::write_none(&mut writer)?;
    totals.nodes = write_places(&mut writer, base, parts, seen, (&nodes, &linked))?;
    writer.put(&totals.to_bytes())?;
    writer.end(TOTALS, 1);
    writer.finish(step)
}

/// The links of a node as they are now, sorted. Those that are rows of tables are as in the whole
/// image, since tables come and go with whole images; `marks` then has the marks of these.
fn links<V>(
    node: NodeId,
    base: &Layer,
    raw: &dyn Supply,
    seen: &Decided<V>,
    marks: &mut BTreeMap<LinkKind, u32>,
) -> Result<Vec<Link>, StoreError>
where
    V: Observations + Neighbours + Names,
{
    marks.clear();
    let mut links = Vec::new();
    let plain = seen.judged().is_empty();
    if plain {
        raw.links(node, &mut |link| links.push(link))?;
    }
    let own = links.len();
    let mut structural = Vec::new();
    base.rows_at(node, &mut |link, mark| match mark {
        Some(mark) => {
            marks.insert(link.kind, mark);
            links.push(link);
        }
        None => structural.push(link),
    })?;
    // A structural edge may be one of a table.
    let known = |link: &Link| links[..own].binary_search(link).is_ok();
    if !plain || !structural.iter().all(known) {
        links.clear();
        seen.neighbours(node, &mut |link| links.push(link))?;
        return Ok(links);
    }
    links.sort_unstable();
    Ok(links)
}

/// The touched records of a kind, by id; nothing in those that are gone.
fn touched<'a>(
    raw: &'a dyn Supply,
    parts: &'a Parts,
    kind: Kind,
) -> impl Iterator<Item = Result<Stored, StoreError>> + 'a {
    let ids = parts.records[kind as usize].iter();
    ids.map(move |id| Ok((*id, raw.record(kind, id)?.unwrap_or_default())))
}

/// The nodes whose links are written: those with touched links, and those that came or went.
fn linked(parts: &Parts) -> BTreeSet<NodeId> {
    let actors = parts.records[Kind::Actor as usize].iter();
    let actors = actors.filter_map(|id| ActorId::from_bytes(unpack(*id)).map(NodeId::from));
    let issues = parts.records[Kind::Issue as usize].iter();
    let issues = issues.filter_map(|id| IssueId::from_bytes(unpack(*id)).map(NodeId::from));
    let linked = parts.nodes.iter().copied();
    linked.chain(actors).chain(issues).collect()
}

/// Writes where the nodes stand in the whole graph, and how that moves the others. Returns how
/// many nodes the graph has.
fn write_places<V: Observations + ?Sized>(
    writer: &mut Writer,
    base: &Layer,
    parts: &Parts,
    seen: &V,
    (nodes, linked): (&BTreeSet<NodeId>, &BTreeSet<NodeId>),
) -> Result<u64, StoreError> {
    let mut shifts = Vec::new();
    let mut by = 0i64;
    let moved = |number: u32, by: i64| u32::try_from(i64::from(number) + by).unwrap_or(GONE);
    for &node in nodes {
        let before = base.graph.place(&base.file, node)?;
        let touched = |kind: Kind, id| parts.records[kind as usize].contains(&pack(id));
        // The id of one that was merged into another leads to that one.
        let is_there = match node {
            NodeId::Actor(id) if touched(Kind::Actor, id.to_bytes()) => {
                seen.actor(id)?.is_some_and(|actor| actor.id == id)
            }
            NodeId::Issue(id) if touched(Kind::Issue, id.to_bytes()) => seen.issue(id)?.is_some(),
            _ => before.is_ok(),
        };
        let number = match (is_there, before) {
            (true, Ok(before)) => moved(before, by),
            (true, Err(below)) => {
                by += 1;
                shifts.extend(shift(below, by));
                moved(below, by - 1)
            }
            (false, Ok(before)) => {
                by -= 1;
                shifts.extend(shift(before + 1, by));
                GONE
            }
            (false, Err(_)) => GONE,
        };
        writer.put(&place(number, linked.contains(&node)))?;
    }
    writer.end(PLACES, nodes.len() as u64);
    writer.put(&shifts)?;
    writer.end(SHIFTS, shifts.len() as u64 / 12);
    Ok(u64::try_from(i64::from(base.graph.len()) + by).unwrap_or(0))
}
