//! From the parser's projective arcs to the final tree and its sentences.

use crate::labels::Dep;
use crate::parser::Arc;

/// The edges of subtrees settle within this many rounds, or stay as they are.
const ROUNDS: usize = 12;
/// Words looked at for the place that one lifted arc came from. Sentences are far shorter; the
/// bound keeps the work linear on texts that are no sentences.
const SEARCH: usize = 4096;

/// Heads, labels and sentence starts of a text.
pub(crate) struct Tree {
    pub(crate) heads: Vec<u32>,
    pub(crate) deps: Vec<Dep>,
    pub(crate) starts: Vec<bool>,
}

/// Puts lifted arcs back and finds where sentences start: at the left edge of a root's subtree.
/// `is_space` tells of each token whether it is white space.
pub(crate) fn settle(heads: Vec<u32>, arcs: &[Arc], is_space: &[bool]) -> Tree {
    let mut deps: Vec<Dep> = arcs.iter().map(|arc| arc.dep).collect();
    for ((token, head), dep) in (0..).zip(&heads).zip(&mut deps) {
        if token == *head {
            *dep = Dep::Root;
        }
    }
    let edges = Edges::of(&heads);
    let lifted: Vec<(u32, Dep)> = (0..)
        .zip(arcs)
        .filter_map(|(token, arc)| Some((token, arc.lift?)))
        .filter(|&(token, _)| heads[token as usize] != token)
        .collect();
    if lifted.is_empty() {
        let starts = edges.starts(&heads);
        return Tree {
            heads,
            deps,
            starts,
        };
    }
    let mut lowering = Lowering::new(heads, arcs, &edges, is_space);
    for (token, label) in lifted {
        lowering.lower(token, label);
    }
    let heads = lowering.heads;
    let starts = Edges::of(&heads).starts(&heads);
    Tree {
        heads,
        deps,
        starts,
    }
}

/// First and last token of each token's subtree.
struct Edges {
    left: Vec<u32>,
    right: Vec<u32>,
}

impl Edges {
    /// Sweeps until every head lies in its word's sentence, which a projective tree reaches at
    /// once and a crossing one after a few rounds. O(tokens).
    fn of(heads: &[u32]) -> Self {
        let mut edges = Self {
            left: (0..).take(heads.len()).collect(),
            right: (0..).take(heads.len()).collect(),
        };
        for _ in 0..ROUNDS {
            for (token, &head) in heads.iter().enumerate() {
                edges.widen(token, head as usize);
            }
            for (token, &head) in heads.iter().enumerate().rev() {
                edges.widen(token, head as usize);
            }
            if edges.hold_together(heads) {
                break;
            }
        }
        edges
    }

    fn widen(&mut self, child: usize, head: usize) {
        self.left[head] = self.left[head].min(self.left[child]);
        self.right[head] = self.right[head].max(self.right[child]);
    }

    fn starts(&self, heads: &[u32]) -> Vec<bool> {
        let mut starts = vec![false; heads.len()];
        for (token, &head) in heads.iter().enumerate() {
            if token == head as usize {
                starts[self.left[token] as usize] = true;
            }
        }
        starts
    }

    /// Whether heads stay within sentences. As in the reference, the last token is not looked
    /// at, and a head may be the first token of the next sentence.
    fn hold_together(&self, heads: &[u32]) -> bool {
        let starts = self.starts(heads);
        let mut begin = 0;
        for token in 0..heads.len() {
            if (token > 0 && starts[token]) || token + 1 == heads.len() {
                let inside = begin..=token;
                if !heads[begin..token]
                    .iter()
                    .all(|&head| inside.contains(&(head as usize)))
                {
                    return false;
                }
                begin = token;
            }
        }
        true
    }
}

/// The state of putting lifted arcs back, from left to right; each sees what was done before.
struct Lowering<'a> {
    heads: Vec<u32>,
    arcs: &'a [Arc],
    lowered: Vec<bool>,
    edges: &'a Edges,
    is_space: &'a [bool],
    /// Children of each token in text order, and some that have moved away.
    children: Vec<Vec<u32>>,
    /// Words looked at in all.
    looked: usize,
}

impl<'a> Lowering<'a> {
    fn new(heads: Vec<u32>, arcs: &'a [Arc], edges: &'a Edges, is_space: &'a [bool]) -> Self {
        let mut children = vec![Vec::new(); heads.len()];
        for (token, &head) in (0..).zip(&heads) {
            if token != head {
                children[head as usize].push(token);
            }
        }
        Self {
            lowered: vec![false; heads.len()],
            heads,
            arcs,
            edges,
            is_space,
            children,
            looked: 0,
        }
    }

    /// Moves `token` to the first word labelled `label` below its head, breadth first, left to
    /// right; without one it stays.
    fn lower(&mut self, token: u32, label: Dep) {
        let old = self.heads[token as usize];
        if let Some(new) = self.find(token, old, label) {
            // The old head's list keeps the token, which is passed over there from now on: to take
            // it out of a long list again and again would cost too much.
            self.heads[token as usize] = new;
            let siblings = &mut self.children[new as usize];
            let at = siblings.partition_point(|&child| child < token);
            if siblings.get(at) != Some(&token) {
                siblings.insert(at, token);
            }
        }
        self.lowered[token as usize] = true;
    }

    fn find(&mut self, token: u32, top: u32, label: Dep) -> Option<u32> {
        let mut queue = vec![top];
        let mut next = 0;
        let mut left = SEARCH;
        while let Some(&word) = queue.get(next) {
            let word = word as usize;
            next += 1;
            let reach = self.edges.left[word]..=self.edges.right[word];
            for &child in &self.children[word] {
                if left == 0 {
                    return None;
                }
                left -= 1;
                self.looked += 1;
                let gone = self.heads[child as usize] as usize != word;
                let skip = gone || self.is_space[child as usize] || !reach.contains(&child);
                if child == token || skip {
                    continue;
                }
                if self.has_label(child, label) {
                    return Some(child);
                }
                queue.push(child);
            }
        }
        None
    }

    /// A label that still says it was lifted is not a plain one.
    fn has_label(&self, token: u32, label: Dep) -> bool {
        let arc = self.arcs[token as usize];
        arc.dep == label && (arc.lift.is_none() || self.lowered[token as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arcs(labels: &[(Dep, Option<Dep>)]) -> Vec<Arc> {
        labels
            .iter()
            .map(|&(dep, lift)| Arc { dep, lift })
            .collect()
    }

    #[test]
    fn sentences_start_at_the_left_edge_of_a_root() {
        let plain = arcs(&[(Dep::Dep, None); 5]);
        let tree = settle(vec![1, 1, 1, 4, 4], &plain, &[false; 5]);
        assert_eq!(tree.starts, [true, false, false, true, false]);
        assert_eq!(tree.deps[1], Dep::Root);
        assert_eq!(tree.deps[0], Dep::Dep);
    }

    #[test]
    fn a_lifted_arc_goes_to_the_first_match_below() {
        // Token 3 was lifted from a direct object to the root at 0; 1 is that object.
        let labels = [
            (Dep::Root, None),
            (Dep::Dobj, None),
            (Dep::Dobj, None),
            (Dep::Prep, Some(Dep::Dobj)),
        ];
        let tree = settle(vec![0, 0, 0, 0], &arcs(&labels), &[false; 4]);
        assert_eq!(tree.heads, [0, 0, 0, 1]);
        let tree = settle(
            vec![0, 0, 0, 0],
            &arcs(&labels),
            &[false, true, false, false],
        );
        assert_eq!(tree.heads, [0, 0, 0, 2], "white space is passed over");
    }

    #[test]
    fn a_lifted_arc_without_a_match_stays() {
        let labels = [(Dep::Root, None), (Dep::Prep, Some(Dep::Dobj))];
        let tree = settle(vec![0, 0], &arcs(&labels), &[false; 2]);
        assert_eq!(tree.heads, [0, 0]);
    }

    /// A text of one sentence in which every word hangs on the first and says it was lifted.
    #[test]
    fn a_long_sentence_costs_no_more_a_word() {
        let count = 3 * SEARCH;
        let heads = vec![0; count];
        let mut labels = arcs(&vec![(Dep::Prep, Some(Dep::Dobj)); count]);
        labels[0].lift = None;
        let edges = Edges::of(&heads);
        let is_space = vec![false; count];
        let mut lowering = Lowering::new(heads, &labels, &edges, &is_space);
        for token in (1..).take(count - 1) {
            lowering.lower(token, Dep::Dobj);
        }
        assert!(lowering.looked <= (count - 1) * SEARCH);
        assert!(lowering.heads.iter().all(|&head| head == 0));
    }

    #[test]
    fn empty_text() {
        let tree = settle(Vec::new(), &[], &[]);
        assert!(tree.heads.is_empty() && tree.starts.is_empty());
    }
}
