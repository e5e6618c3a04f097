//! Shortest and k shortest paths.

use std::collections::BTreeSet;

use demarche_model::NodeId;

use crate::edge::{Edge, Seen, aggregate};
use crate::error::{QueryError, Result};
use crate::filter::Filter;
use crate::screen::Screen;
use crate::search::{Ban, Trail, best};
use crate::steps::{Ground, NumberedSteps, Rank, Steps};
use crate::view::{View, require};

/// A path without loops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Its nodes in order, one more than hops.
    pub nodes: Vec<NodeId>,
    /// Its hops in order.
    pub hops: Vec<Hop>,
}

/// A hop of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Where it starts.
    pub from: NodeId,
    /// Where it ends.
    pub to: NodeId,
    /// All edges between the two that the filter lets through, strongest first: stances and
    /// relations before structural edges, then by evidence and confidence. Never empty. Each
    /// has its own direction.
    pub edges: Vec<Edge>,
}

impl Hop {
    /// The strongest edge.
    pub fn edge(&self) -> &Edge {
        &self.edges[0]
    }

    /// Whether the strongest edge is walked from its start to its end.
    pub fn is_along(&self) -> bool {
        self.edge().from == self.from
    }

    /// How many observations back the hop.
    pub fn count(&self) -> usize {
        self.edges.iter().map(|edge| edge.count).sum()
    }
}

/// The best shortest path between two nodes; `None` if there is none. Among paths of equal
/// length it is the one with the fewest purely structural hops, then with the most evidence,
/// then with the highest confidence, then the first by its ids. Reads the links of
/// O(b^(d/2)) nodes, b being the branching and d the length. Errors if a node is not there.
pub fn shortest_path(
    view: &dyn View,
    from: NodeId,
    to: NodeId,
    filter: &Filter,
) -> Result<Option<Path>> {
    Ok(k_shortest(view, from, to, 1, filter)?.pop())
}

/// Up to `k` paths without loops, best first in the order of [`shortest_path`] (Yen's
/// algorithm). O(k d) searches, d being the length. Errors if a node is not there.
pub fn k_shortest(
    view: &dyn View,
    from: NodeId,
    to: NodeId,
    k: usize,
    filter: &Filter,
) -> Result<Vec<Path>> {
    let (from, to) = (require(view, from)?, require(view, to)?);
    let found = match NumberedSteps::new(view, filter) {
        Some(steps) => by_number(steps, from, to, k)?,
        None => trails(&mut Steps::new(view, filter), from, to, k)?,
    };
    found
        .iter()
        .map(|trail| walk(view, trail, filter))
        .collect()
}

fn by_number(
    mut steps: NumberedSteps<'_>,
    from: NodeId,
    to: NodeId,
    k: usize,
) -> Result<Vec<Trail>> {
    let number = |node| {
        let number = steps.graph.number(node)?;
        number.ok_or(QueryError::DanglingNode(node))
    };
    let (from, to) = (number(from)?, number(to)?);
    let found = trails(&mut steps, from, to, k)?.into_iter();
    let named = found.map(|trail| {
        let nodes = trail.nodes.iter().map(|&number| steps.node(number));
        Ok(Trail {
            rank: trail.rank,
            nodes: nodes.collect::<Result<_>>()?,
            steps: trail.steps,
        })
    });
    named.collect()
}

pub(crate) fn trails<G: Ground>(
    steps: &mut G,
    from: G::Key,
    to: G::Key,
    k: usize,
) -> Result<Vec<Trail<G::Key>>> {
    let mut found: Vec<Trail<G::Key>> = Vec::new();
    let mut waiting = BTreeSet::new();
    if k > 0 {
        waiting.extend(best(steps, from, to, &Ban::default())?);
    }
    while let Some(trail) = waiting.pop_first() {
        found.push(trail);
        if found.len() >= k {
            break;
        }
        waiting.extend(deviations(steps, &found, to)?);
    }
    Ok(found)
}

/// The best path that leaves the last found one at each of its nodes, and that is not found yet.
fn deviations<G: Ground>(
    steps: &mut G,
    found: &[Trail<G::Key>],
    to: G::Key,
) -> Result<Vec<Trail<G::Key>>> {
    let Some(last) = found.last() else {
        return Ok(Vec::new());
    };
    let mut fresh = Vec::new();
    let mut ban = Ban::default();
    for (index, &spur) in last.nodes.iter().enumerate().take(last.steps.len()) {
        let root = &last.nodes[..=index];
        ban.steps = found
            .iter()
            .filter(|trail| trail.nodes.starts_with(root))
            .filter_map(|trail| Some((spur, *trail.nodes.get(index + 1)?)))
            .collect();
        if let Some(rest) = best(steps, spur, to, &ban)? {
            let before: Rank = last.steps[..index].iter().copied().sum();
            fresh.push(Trail {
                rank: before + rest.rank,
                nodes: [&root[..index], &rest.nodes].concat(),
                steps: [&last.steps[..index], &rest.steps].concat(),
            });
        }
        ban.nodes.insert(spur);
    }
    Ok(fresh)
}

/// Reads the edges of each hop.
fn walk(view: &dyn View, trail: &Trail, filter: &Filter) -> Result<Path> {
    let mut hops = Vec::with_capacity(trail.steps.len());
    for pair in trail.nodes.windows(2) {
        hops.push(Hop {
            from: pair[0],
            to: pair[1],
            edges: between(view, pair[0], pair[1], filter)?,
        });
    }
    Ok(Path {
        nodes: trail.nodes.clone(),
        hops,
    })
}

/// The edges between two nodes, strongest first; from the first to the second only where the
/// filter is directed. O(links between them) where the view finds these, else O(degree of `from`).
pub fn between(view: &dyn View, from: NodeId, to: NodeId, filter: &Filter) -> Result<Vec<Edge>> {
    let mut links = Vec::new();
    view.between(from, to, &mut |link| links.push(link))?;
    let screen = Screen::of(filter);
    let mut passed = Vec::with_capacity(links.len());
    for link in links {
        let seen = Seen::link(from, &link);
        let along = link.outgoing || !filter.directed || !seen.tie.is_directed();
        if along && screen.admits(view, &seen)? {
            passed.push(seen);
        }
    }
    let mut edges = aggregate(passed);
    edges.sort_by_cached_key(Edge::strength);
    Ok(edges)
}

#[cfg(test)]
mod tests {
    use demarche_model::{ActorId, Confidence, Polarity, RelationKind};

    use super::*;
    use crate::edge::Tie;
    use crate::error::QueryError;
    use crate::filter::Class;
    use crate::fixture::Toy;

    fn names(toy: &Toy, path: &Path) -> String {
        let name = |&id| crate::named(toy, id).unwrap().unwrap().name;
        path.nodes.iter().map(name).collect::<Vec<_>>().join(" > ")
    }

    fn shortest(toy: &Toy, from: ActorId, to: ActorId, filter: &Filter) -> Option<String> {
        let path = shortest_path(toy, from.into(), to.into(), filter).unwrap();
        path.map(|path| names(toy, &path))
    }

    #[test]
    fn evidence_decides_between_paths_of_equal_length() {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        let any = Filter::default();
        let issue = toy.add_issue("Tariffs", &[anna, otto], &[]);
        let found = shortest(&toy, anna, otto, &any);
        assert_eq!(found.as_deref(), Some("Anna > Tariffs > Otto"));
        toy.says(anna, Polarity::Oppose, issue);
        let ida = toy.person("Ida");
        toy.add_statement(anna, Polarity::Support, ida, |record| record.hedged = true);
        toy.add_statement(ida, Polarity::Support, otto, |record| record.hedged = true);
        let found = shortest(&toy, anna, otto, &any);
        assert_eq!(
            found.as_deref(),
            Some("Anna > Ida > Otto"),
            "no structural hop"
        );
        let emil = toy.person("Emil");
        toy.says(otto, Polarity::Support, emil);
        toy.tied(emil, RelationKind::AdviserTo, anna);
        let found = shortest(&toy, anna, otto, &any);
        assert_eq!(found.as_deref(), Some("Anna > Emil > Otto"), "not hedged");
        let all = k_shortest(&toy, anna.into(), otto.into(), 9, &any).unwrap();
        let all: Vec<String> = all.iter().map(|path| names(&toy, path)).collect();
        assert_eq!(
            all,
            [
                "Anna > Emil > Otto",
                "Anna > Ida > Otto",
                "Anna > Tariffs > Otto"
            ]
        );
    }

    #[test]
    fn confidence_decides_between_paths_of_equal_evidence() {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        for (name, percent) in [("Ida", 70), ("Emil", 90), ("Vera", 80)] {
            let middle = toy.person(name);
            for (from, to) in [(anna, middle), (middle, otto)] {
                toy.add_statement(from, Polarity::Support, to, |record| {
                    record.confidence = Confidence::from_percent(percent);
                });
            }
        }
        let any = Filter::default();
        let all = k_shortest(&toy, anna.into(), otto.into(), 3, &any).unwrap();
        let all: Vec<String> = all.iter().map(|path| names(&toy, path)).collect();
        let expect = [
            "Anna > Emil > Otto",
            "Anna > Vera > Otto",
            "Anna > Ida > Otto",
        ];
        assert_eq!(all, expect);
    }

    #[test]
    fn direction_and_filter_are_kept() {
        let mut toy = Toy::new();
        let [anna, otto, ida] = ["Anna", "Otto", "Ida"].map(|name| toy.person(name));
        toy.says(anna, Polarity::Support, otto);
        toy.tied(otto, RelationKind::MetWith, ida);
        let directed = Filter {
            directed: true,
            ..Filter::default()
        };
        let found = shortest(&toy, anna, ida, &directed);
        assert_eq!(found.as_deref(), Some("Anna > Otto > Ida"));
        assert_eq!(shortest(&toy, ida, anna, &directed), None);
        let found = shortest(&toy, ida, anna, &Filter::default());
        assert_eq!(found.as_deref(), Some("Ida > Otto > Anna"));
        let stances = Filter::default().only([Class::Stance]);
        assert_eq!(shortest(&toy, anna, ida, &stances), None);
    }

    #[test]
    fn a_hop_carries_all_edges_between_its_ends() {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        toy.says(otto, Polarity::Support, anna);
        toy.tied(anna, RelationKind::SpokeTo, otto);
        toy.tied(otto, RelationKind::SpokeTo, anna);
        let any = Filter::default();
        let path = shortest_path(&toy, anna.into(), otto.into(), &any)
            .unwrap()
            .unwrap();
        let hop = &path.hops[0];
        let ties: Vec<_> = hop
            .edges
            .iter()
            .map(|edge| (edge.tie, edge.count))
            .collect();
        let spoke = Tie::Relation(RelationKind::SpokeTo);
        assert_eq!(ties, [(spoke, 2), (Tie::Stance(Polarity::Support), 1)]);
        assert_eq!((hop.count(), hop.edges[1].sign()), (3, 1));
        assert_eq!(hop.edges[1].from, otto.into());
    }

    #[test]
    fn an_edge_from_a_node_to_itself_counts_once() {
        let mut toy = Toy::new();
        let anna = toy.person("Anna");
        toy.says(anna, Polarity::Support, anna);
        let edges = between(&toy, anna.into(), anna.into(), &Filter::default()).unwrap();
        assert_eq!(edges.iter().map(|edge| edge.count).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn ends_are_checked() {
        let mut toy = Toy::new();
        let anna = NodeId::from(toy.person("Anna"));
        let gone = NodeId::from(ActorId::of(&["nobody"]));
        let any = Filter::default();
        let path = shortest_path(&toy, anna, anna, &any).unwrap().unwrap();
        assert_eq!((path.nodes.len(), path.hops.len()), (1, 0));
        assert_eq!(k_shortest(&toy, anna, anna, 3, &any).unwrap(), [path]);
        let failed = shortest_path(&toy, anna, gone, &any);
        assert!(matches!(failed, Err(QueryError::UnknownNode(id)) if id == gone));
    }
}
