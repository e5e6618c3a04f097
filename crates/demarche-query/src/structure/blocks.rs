//! Blocks: parts that no single node holds together, and the nodes and ties between them.

use super::scan::small;
use super::signed::Signed;

/// How a signed graph falls into blocks, whatever its signs.
#[derive(Debug, Clone, Default)]
pub(super) struct Blocks {
    /// The ties of each block, as (one, other, weight).
    pub ties: Vec<Vec<(u32, u32, i32)>>,
    /// Nodes without which their part falls apart, each with the sizes of the pieces into which
    /// the part falls and a node of each, the one that holds the rest last.
    pub cuts: Vec<(u32, Vec<Piece>)>,
    /// Ties without which their part falls apart, each with the sizes of the two pieces: that of
    /// the first end, that of the second.
    pub bridges: Vec<((u32, u32, i32), [u32; 2])>,
}

/// A piece of what falls apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// How many nodes it has.
    pub size: u32,
    /// A neighbour in it of the node that was taken out.
    pub member: u32,
}

/// A node on the way of the search.
struct Open {
    node: u32,
    above: u32,
    next: usize,
    /// How many ties lay on the stack when it was entered.
    held: usize,
}

const NOBODY: u32 = u32::MAX;

/// The blocks, by Hopcroft and Tarjan (1973), without recursion. O(actors + ties).
pub(super) fn blocks(graph: &Signed) -> Blocks {
    let count = graph.len();
    let mut found = Blocks::default();
    // When each node was met, the earliest that its branch leads back to, the size of its branch.
    let (mut met, mut low, mut size) = (vec![0u32; count], vec![0u32; count], vec![1u32; count]);
    let mut pieces: Vec<Vec<Piece>> = vec![Vec::new(); count];
    let mut clock = 0;
    let mut held: Vec<(u32, u32, i32)> = Vec::new();
    for root in 0..small(count) {
        if met[root as usize] > 0 {
            continue;
        }
        let first = found.bridges.len();
        let mut members = Vec::new();
        let mut open = vec![Open {
            node: root,
            above: NOBODY,
            next: 0,
            held: 0,
        }];
        clock += 1;
        met[root as usize] = clock;
        low[root as usize] = clock;
        members.push(root);
        while let Some(top) = open.last_mut() {
            let (node, above) = (top.node, top.above);
            if let Some((other, weight)) = graph.tie(node as usize, top.next) {
                top.next += 1;
                let at = other as usize;
                if other == above {
                    continue;
                }
                if met[at] == 0 {
                    clock += 1;
                    met[at] = clock;
                    low[at] = clock;
                    members.push(other);
                    let entered = Open {
                        node: other,
                        above: node,
                        next: 0,
                        held: held.len(),
                    };
                    held.push((node, other, weight));
                    open.push(entered);
                } else if met[at] < met[node as usize] {
                    held.push((node, other, weight));
                    low[node as usize] = low[node as usize].min(met[at]);
                }
                continue;
            }
            let Some(done) = open.pop() else { break };
            if above == NOBODY {
                continue;
            }
            let (at, up) = (node as usize, above as usize);
            low[up] = low[up].min(low[at]);
            size[up] += size[at];
            if low[at] >= met[up] {
                let ties = held.split_off(done.held);
                if let [tie] = ties[..] {
                    found.bridges.push((tie, [0, size[at]]));
                }
                found.ties.push(ties);
                pieces[up].push(Piece {
                    size: size[at],
                    member: node,
                });
            }
        }
        let whole = small(members.len());
        for bridge in &mut found.bridges[first..] {
            bridge.1[0] = whole - bridge.1[1];
        }
        members.sort_unstable();
        for node in members {
            let mut parts = std::mem::take(&mut pieces[node as usize]);
            let cut: u32 = parts.iter().map(|piece| piece.size).sum();
            let rest = whole - 1 - cut;
            if rest > 0 && !parts.is_empty() {
                // What is left is reached over a neighbour met before.
                let back = graph
                    .ties(node as usize)
                    .map(|(other, _)| other)
                    .find(|&other| met[other as usize] < met[node as usize]);
                parts.push(Piece {
                    size: rest,
                    member: back.unwrap_or(root),
                });
            }
            if parts.len() > 1 {
                found.cuts.push((node, parts));
            }
        }
    }
    found.cuts.sort_unstable_by_key(|cut| cut.0);
    found
}
