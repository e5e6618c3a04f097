//! Parts of the graph as values with names and quotes: what is drawn and exported.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{DocumentId, EdgeKind, HalfEdge, NodeId, Proof, SubEdge, SubNode, Subgraph};
use rustc_hash::FxHashMap;

use crate::edge::{Edge, Seen, Tie, aggregate};
use crate::error::{QueryError, Result};
use crate::filter::Filter;
use crate::path::Path;
use crate::steps::{Ground, NumberedSteps, Rank, Steps};
use crate::view::{Record, View, backing, headed, linked, require, title};

/// The nodes within `hops` of the centres and all edges between them. No more than `limit`
/// nodes (the centres always): the nearest, and of equally near ones those tied most strongly.
/// Where the filter is directed, only nodes that the centres lead to. O(sum of the degrees of
/// the nodes). Errors if a centre is not there.
pub fn neighbourhood(
    view: &dyn View,
    centres: &[NodeId],
    hops: usize,
    filter: &Filter,
    limit: usize,
) -> Result<Subgraph> {
    let focus = centres.iter().map(|&centre| require(view, centre));
    let focus = focus.collect::<Result<BTreeSet<NodeId>>>()?;
    let steps = NumberedSteps::new(view, filter);
    let (reached, seen) = match steps {
        Some(steps) => numbered_part(view, steps, &focus, hops, limit)?,
        None => part(view, filter, &focus, hops, limit)?,
    };
    picture(view, &reached, &focus, aggregate(seen))
}

/// The nodes of a neighbourhood with what is between them.
type Part = (BTreeSet<NodeId>, Vec<Seen>);

fn part(
    view: &dyn View,
    filter: &Filter,
    focus: &BTreeSet<NodeId>,
    hops: usize,
    limit: usize,
) -> Result<Part> {
    let reached = nearest(&mut Steps::new(view, filter), focus.clone(), hops, limit)?;
    let mut seen = Vec::new();
    for &node in &reached {
        let links = filter.links(view, node)?;
        let inside = links
            .into_iter()
            .filter(|(link, _)| link.outgoing && reached.contains(&link.other));
        seen.extend(inside.map(|(_, seen)| seen));
    }
    Ok((reached, seen))
}

/// As [`part`]: only links that are shown have their observations looked up.
fn numbered_part(
    view: &dyn View,
    mut steps: NumberedSteps<'_>,
    focus: &BTreeSet<NodeId>,
    hops: usize,
    limit: usize,
) -> Result<Part> {
    let mut numbers = BTreeSet::new();
    for &node in focus {
        let number = steps.graph.number(node)?;
        numbers.insert(number.ok_or(QueryError::DanglingNode(node))?);
    }
    let numbers = nearest(&mut steps, numbers, hops, limit)?;
    let (mut reached, mut seen) = (BTreeSet::new(), Vec::new());
    for &number in &numbers {
        let node = steps.node(number)?;
        reached.insert(node);
        let mut ends: Vec<u32> = Vec::new();
        steps.graph.half_edges(number, &mut |half| {
            let inside = half.outgoing && numbers.contains(&half.other);
            if inside && steps.admits(&half) && ends.last() != Some(&half.other) {
                ends.push(half.other);
            }
        })?;
        for end in ends {
            view.between(node, steps.node(end)?, &mut |link| {
                if link.outgoing && steps.admits(&HalfEdge::of(&link, end)) {
                    seen.push(Seen::link(node, &link));
                }
            })?;
        }
    }
    Ok((reached, seen))
}

/// The centres, and the nearest nodes as long as there is room.
fn nearest<G: Ground>(
    steps: &mut G,
    centres: BTreeSet<G::Key>,
    hops: usize,
    limit: usize,
) -> Result<BTreeSet<G::Key>> {
    let mut frontier: Vec<G::Key> = centres.iter().copied().collect();
    let mut reached = centres;
    for _ in 0..hops {
        let mut ranks: FxHashMap<G::Key, Rank> = FxHashMap::default();
        for &node in &frontier {
            steps.steps(node, true, |step| {
                if !reached.contains(&step.to) {
                    let rank = ranks.entry(step.to).or_insert(step.rank);
                    *rank = step.rank.min(*rank);
                }
            })?;
        }
        let mut next: Vec<_> = ranks.into_iter().map(|(node, rank)| (rank, node)).collect();
        let room = limit.saturating_sub(reached.len());
        if room < next.len() {
            next.select_nth_unstable(room);
            next.truncate(room);
        }
        frontier = next.into_iter().map(|(_, node)| node).collect();
        frontier.sort_unstable();
        reached.extend(&frontier);
        if frontier.is_empty() {
            break;
        }
    }
    Ok(reached)
}

/// The nodes and edges of paths, with their ends in focus. O(size of the paths).
pub fn subgraph_of_paths(view: &dyn View, paths: &[Path]) -> Result<Subgraph> {
    let nodes = paths.iter().flat_map(|path| path.nodes.iter().copied());
    let ends = paths
        .iter()
        .flat_map(|path| [path.nodes.first(), path.nodes.last()])
        .flatten();
    let mut edges = BTreeMap::new();
    for edge in paths
        .iter()
        .flat_map(|path| &path.hops)
        .flat_map(|hop| &hop.edges)
    {
        edges.insert((edge.from, edge.to, edge.tie), edge.clone());
    }
    picture(
        view,
        &nodes.collect(),
        &ends.copied().collect(),
        edges.into_values().collect(),
    )
}

/// The given edges and their ends, nothing in focus. O(edges).
pub fn subgraph_of_edges(view: &dyn View, edges: &[Edge]) -> Result<Subgraph> {
    subgraph_of(view, BTreeSet::new(), edges)
}

/// The given nodes, and edges with their ends, nothing in focus. O(nodes + edges).
pub fn subgraph_of(
    view: &dyn View,
    mut nodes: BTreeSet<NodeId>,
    edges: &[Edge],
) -> Result<Subgraph> {
    nodes.extend(edges.iter().flat_map(|edge| [edge.from, edge.to]));
    picture(view, &nodes, &BTreeSet::new(), edges.to_vec())
}

/// Every node, with the edges that pass the filter. O(whole graph).
pub fn whole(view: &dyn View, filter: &Filter) -> Result<Subgraph> {
    let mut nodes = BTreeSet::new();
    for actor in view.actors() {
        nodes.insert(NodeId::Actor(actor?.id));
    }
    for issue in view.issues() {
        nodes.insert(NodeId::Issue(issue?.id));
    }
    let mut seen = Vec::new();
    for &node in &nodes {
        let links = filter.links(view, node)?;
        let outgoing = links.into_iter().filter(|(link, _)| link.outgoing);
        seen.extend(outgoing.map(|(_, seen)| seen));
    }
    picture(view, &nodes, &BTreeSet::new(), aggregate(seen))
}

/// Puts names and quotes to nodes and edges. Every end of an edge is among the nodes.
fn picture(
    view: &dyn View,
    nodes: &BTreeSet<NodeId>,
    focus: &BTreeSet<NodeId>,
    edges: Vec<Edge>,
) -> Result<Subgraph> {
    let mut graph = Subgraph::default();
    let mut places = BTreeMap::new();
    for &id in nodes {
        let named = linked(view, id)?;
        places.insert(id, graph.nodes.len());
        graph.nodes.push(SubNode {
            id,
            name: named.name,
            kind: named.kind,
            focus: focus.contains(&id),
        });
    }
    let mut titles = Titles::default();
    for edge in edges {
        let ends = places.get(&edge.from).zip(places.get(&edge.to));
        if let Some((&from, &to)) = ends {
            graph
                .edges
                .push(resolved(view, from, to, edge, &mut titles)?);
        }
    }
    graph.settle();
    Ok(graph)
}

/// Titles read so far: many edges quote few documents.
#[derive(Default)]
pub(crate) struct Titles(BTreeMap<DocumentId, String>);

impl Titles {
    /// The title of a document, else its path.
    pub(crate) fn of(&mut self, view: &dyn View, id: DocumentId) -> Result<String> {
        if let Some(title) = self.0.get(&id) {
            return Ok(title.clone());
        }
        let title = title(&headed(view, id)?).to_owned();
        self.0.insert(id, title.clone());
        Ok(title)
    }

    /// The words of the best observation of an edge, with the office that one names; `None` for
    /// structural edges.
    pub(crate) fn proof(&mut self, view: &dyn View, edge: &Edge) -> Result<Option<Proof>> {
        let Some(best) = edge.best() else {
            return Ok(None);
        };
        let office = match edge.tie {
            Tie::Relation(_) => office(view, edge)?,
            _ => None,
        };
        let record = backing(view, best)?;
        Ok(Some(Proof {
            document: self.of(view, record.document())?,
            quote: record.evidence().to_owned(),
            mode: None,
            office,
        }))
    }
}

fn resolved(
    view: &dyn View,
    from: usize,
    to: usize,
    edge: Edge,
    titles: &mut Titles,
) -> Result<SubEdge> {
    let proof = titles.proof(view, &edge)?;
    let (quote, document, office) = match proof {
        Some(proof) => (Some(proof.quote), Some(proof.document), proof.office),
        None => (None, None, None),
    };
    let kind = match edge.tie {
        Tie::Stance(polarity) => EdgeKind::Stance(polarity),
        Tie::Relation(kind) => EdgeKind::Relation(kind, office),
        Tie::About => EdgeKind::About,
        Tie::Broader => EdgeKind::Broader,
    };
    Ok(SubEdge {
        from,
        to,
        kind,
        count: edge.count,
        hedged: edge.count > 0 && edge.hedged == edge.count,
        confidence: edge.confidence,
        first: edge.first,
        last: edge.last,
        quote,
        document,
        observations: edge.observations,
    })
}

/// The office that the best observation with one names, with its place in time, or the status
/// that keeps a relation from reading as a plain fact.
fn office(view: &dyn View, edge: &Edge) -> Result<Option<String>> {
    for &id in &edge.observations {
        if let Record::Relation(record) = backing(view, id)?
            && let Some(office) = record.status.with_office(record.office.as_deref())
        {
            return Ok(Some(office));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use demarche_model::{ActorId, Confidence, Polarity, RelationKind};

    use super::*;
    use crate::error::QueryError;
    use crate::fixture::Toy;
    use crate::path::k_shortest;

    #[test]
    fn a_picture_has_names_quotes_and_offices() {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        toy.person("Far away");
        toy.add_statement(anna, Polarity::Oppose, otto, |record| record.hedged = true);
        toy.tied(anna, RelationKind::HoldsOffice, otto);
        toy.add_relation(anna, RelationKind::HoldsOffice, otto, |record| {
            record.office = Some("Chair".into());
            record.confidence = Confidence::from_percent(50);
        });
        let any = Filter::default();
        let graph = neighbourhood(&toy, &[anna.into()], 1, &any, 10).unwrap();
        let nodes: BTreeSet<_> = graph
            .nodes
            .iter()
            .map(|n| (n.name.as_str(), n.focus))
            .collect();
        assert_eq!(nodes, BTreeSet::from([("Anna", true), ("Otto", false)]));
        let office = EdgeKind::Relation(RelationKind::HoldsOffice, Some("Chair".into()));
        let [stance, held] = &graph.edges[..] else {
            panic!("one edge of each kind")
        };
        assert_eq!(
            (&stance.kind, stance.hedged),
            (&EdgeKind::Stance(Polarity::Oppose), true)
        );
        assert_eq!(stance.quote.as_deref(), Some("He favours it."));
        assert_eq!(stance.document.as_deref(), Some("Title of first.txt"));
        assert_eq!((&held.kind, held.count, held.hedged), (&office, 2, false));
    }

    #[test]
    fn the_limit_keeps_the_strongest() {
        let mut toy = Toy::new();
        let [anna, otto, ida] = ["Anna", "Otto", "Ida"].map(|name| toy.person(name));
        let issue = toy.add_issue("Tariffs", &[anna], &[]);
        toy.says(anna, Polarity::Support, otto);
        toy.says(ida, Polarity::Support, anna);
        toy.says(ida, Polarity::Support, anna);
        let any = Filter::default();
        let kept = |limit| {
            let graph = neighbourhood(&toy, &[anna.into()], 2, &any, limit).unwrap();
            graph
                .nodes
                .iter()
                .map(|node| node.id)
                .collect::<BTreeSet<_>>()
        };
        let (anna, otto, ida) = (anna.into(), otto.into(), ida.into());
        assert_eq!(kept(0), [anna].into());
        assert_eq!(kept(2), [anna, ida].into());
        assert_eq!(kept(3), [anna, ida, otto].into());
        assert_eq!(kept(4), [anna, ida, otto, issue.into()].into());
    }

    #[test]
    fn the_limit_weighs_the_best_way_to_a_node() {
        let mut toy = Toy::new();
        let [anna, otto, ida] = ["Anna", "Otto", "Ida"].map(|name| toy.person(name));
        let [far, farther] = ["Far", "Farther"].map(|name| toy.person(name));
        for near in [otto, ida] {
            toy.says(anna, Polarity::Support, near);
            toy.add_statement(near, Polarity::Support, far, |record| record.hedged = true);
            toy.says(near, Polarity::Support, farther);
        }
        toy.tied(otto, RelationKind::AdviserTo, farther);
        toy.tied(ida, RelationKind::AdviserTo, far);
        toy.tied(ida, RelationKind::AdviserTo, far);
        let any = Filter::default();
        let graph = neighbourhood(&toy, &[anna.into()], 2, &any, 4).unwrap();
        let names: BTreeSet<_> = graph.nodes.iter().map(|node| node.name.as_str()).collect();
        assert_eq!(names, ["Anna", "Ida", "Otto", "Far"].into());
        let graph = neighbourhood(&toy, &[ida.into(), otto.into()], 1, &any, 3).unwrap();
        let names: BTreeSet<_> = graph.nodes.iter().map(|node| node.name.as_str()).collect();
        assert_eq!(names, ["Far", "Ida", "Otto"].into());
    }

    #[test]
    fn paths_share_their_edges() {
        let mut toy = Toy::new();
        let [anna, otto, ida, emil] = ["Anna", "Otto", "Ida", "Emil"].map(|name| toy.person(name));
        for (from, to) in [(anna, otto), (otto, ida), (otto, emil), (emil, ida)] {
            toy.says(from, Polarity::Support, to);
        }
        let any = Filter::default();
        let paths = k_shortest(&toy, anna.into(), ida.into(), 2, &any).unwrap();
        let graph = subgraph_of_paths(&toy, &paths).unwrap();
        assert_eq!((graph.nodes.len(), graph.edges.len()), (4, 4));
        let focus = graph
            .nodes
            .iter()
            .filter(|node| node.focus)
            .map(|node| node.id);
        let ends = BTreeSet::from([anna.into(), ida.into()]);
        assert_eq!(focus.collect::<BTreeSet<_>>(), ends);
        let edges = crate::stance_edges(&toy, &crate::StanceQuery::default()).unwrap();
        let same = subgraph_of_edges(&toy, &edges).unwrap();
        assert_eq!(same.edges, graph.edges);
    }

    #[test]
    fn the_whole_keeps_nodes_without_links() {
        let mut toy = Toy::new();
        let anna = toy.person("Anna");
        let wide = toy.add_issue("Trade", &[], &[]);
        let issue = toy.add_issue("Tariffs", &[anna], &[wide]);
        toy.person("Otto");
        toy.says(anna, Polarity::Support, issue);
        let graph = whole(&toy, &Filter::default()).unwrap();
        let kinds: BTreeSet<_> = graph.edges.iter().map(|edge| &edge.kind).collect();
        let stance = EdgeKind::Stance(Polarity::Support);
        assert_eq!(
            kinds,
            [&EdgeKind::About, &EdgeKind::Broader, &stance].into()
        );
        assert_eq!((graph.nodes.len(), graph.edges.len()), (4, 3));
    }

    #[test]
    fn a_centre_must_be_there() {
        let gone = NodeId::from(ActorId::of(&["nobody"]));
        let failed = neighbourhood(&Toy::new(), &[gone], 1, &Filter::default(), 9);
        assert!(matches!(failed, Err(QueryError::UnknownNode(id)) if id == gone));
    }
}
