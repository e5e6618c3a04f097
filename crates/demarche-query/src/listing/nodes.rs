//! The nodes of a list.

use demarche_model::{Actor, HalfEdge, Issue, ListNode, NodeId, Read, Source, SubKind, SubNode};
use rustc_hash::FxHashSet;

use super::Listing;
use crate::edge::Seen;
use crate::error::Result;
use crate::filter::{Class, Filter};
use crate::screen::Screen;
use crate::view::{View, links};

/// Those nodes that stay; `None` for all.
pub(super) type Kept = Option<FxHashSet<NodeId>>;

fn actor(item: Actor) -> ListNode {
    ListNode {
        id: item.id.into(),
        name: item.name,
        kind: SubKind::Actor(item.kind),
        aliases: item.aliases,
        wikidata: item.wikidata,
    }
}

fn issue(item: Issue) -> ListNode {
    ListNode {
        id: item.id.into(),
        name: item.label,
        kind: SubKind::Issue,
        aliases: item.aliases,
        wikidata: None,
    }
}

/// All nodes that stay, by id. O(nodes).
pub(super) fn all<'a>(view: &'a dyn View, kept: &'a Kept) -> Source<'a, ListNode> {
    let actors = view.actors().map(|item| item.map(actor));
    let issues = view.issues().map(|item| item.map(issue));
    let stays = |node: &Read<ListNode>| {
        let id = node.as_ref().map(|node| node.id);
        kept.as_ref()
            .is_none_or(|kept| id.map_or(true, |id| kept.contains(&id)))
    };
    Box::new(actors.chain(issues).filter(stays))
}

/// The nodes of a part of a graph, with their other names looked up. O(nodes).
pub(super) fn some<'a>(view: &'a dyn View, nodes: &'a [SubNode]) -> Source<'a, ListNode> {
    Box::new(nodes.iter().map(|node| {
        let known = match node.id {
            NodeId::Actor(id) => view.actor(id)?.map(actor),
            NodeId::Issue(id) => view.issue(id)?.map(issue),
        };
        let (aliases, wikidata) =
            known.map_or_else(Default::default, |known| (known.aliases, known.wikidata));
        Ok(ListNode {
            id: node.id,
            name: node.name.clone(),
            kind: node.kind,
            aliases,
            wikidata,
        })
    }))
}

/// The nodes that stay: those with an observation that passes, or where the filter takes none,
/// with any edge. O(links).
pub(super) fn kept(view: &dyn View, listing: &Listing) -> Result<Kept> {
    if listing.isolates {
        return Ok(None);
    }
    let filter = observed(&listing.filter);
    let screen = Screen::of(&filter);
    let mut kept = FxHashSet::default();
    if let Some(graph) = view.numbered()
        && screen.needs_no_records()
    {
        for number in 0..graph.nodes() {
            let mut stays = false;
            graph.half_edges(number, &mut |half: HalfEdge| {
                stays = stays || screen.admits_half(&half);
            })?;
            if let Some(node) = graph.node(number)?.filter(|_| stays) {
                kept.insert(node);
            }
        }
        return Ok(Some(kept));
    }
    for node in ids(view) {
        let node = node?;
        for link in links(view, node)? {
            if screen.admits(view, &Seen::link(node, &link))? {
                kept.insert(node);
                break;
            }
        }
    }
    Ok(Some(kept))
}

/// The filter for observations alone, where it takes any.
fn observed(filter: &Filter) -> Filter {
    let mut observed = filter.clone();
    let both = [Class::Stance, Class::Relation];
    match &mut observed.classes {
        None => observed.classes = Some(both.into()),
        Some(classes) if both.iter().any(|class| classes.contains(class)) => {
            classes.retain(|class| both.contains(class));
        }
        Some(_) => {}
    }
    observed
}

/// The ids of all nodes in order. O(nodes).
pub(super) fn ids(view: &dyn View) -> Source<'_, NodeId> {
    let actors = view.actors().map(|item| Ok(NodeId::from(item?.id)));
    let issues = view.issues().map(|item| Ok(NodeId::from(item?.id)));
    Box::new(actors.chain(issues))
}

/// Whether an edge between two nodes is listed.
pub(super) fn within(kept: &Kept, from: NodeId, to: NodeId) -> bool {
    kept.as_ref()
        .is_none_or(|kept| kept.contains(&from) && kept.contains(&to))
}
