//! Tense and certainty of the clause that carries a relation.

use demarche_model::Status;
use demarche_nlp::{Dep, Tag};

use crate::tree::Tree;

/// Whether the verb or its first auxiliary is in the past, and not the perfect (`has been`).
pub fn tense_is_past(tree: &Tree<'_>, verb: u32) -> bool {
    let mut finite = verb;
    for aux in tree.with(verb, &[Dep::Aux, Dep::Auxpass]) {
        finite = finite.min(aux);
    }
    tree.tag(finite) == Tag::Vbd
}

/// What a clause says of its event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Happened, happens, is planned or only possible.
    pub status: Status,
    /// Possible, conditional, reported as uncertain.
    pub hedged: bool,
    /// Did not happen.
    pub negated: bool,
}

/// Looks at the predicate and the clauses above it. O(depth).
pub fn standing(tree: &Tree<'_>, predicate: u32) -> Standing {
    let mut standing = Standing {
        status: Status::Past,
        hedged: false,
        negated: false,
    };
    let mut at = predicate;
    for _ in 0..8 {
        look(tree, at, &mut standing);
        let Some(head) = tree.head(at) else { break };
        match tree.dep(at) {
            Dep::Conj
            | Dep::Prep
            | Dep::Pobj
            | Dep::Dobj
            | Dep::Xcomp
            | Dep::Pcomp
            | Dep::Ccomp
            | Dep::Acl
            | Dep::Attr
            | Dep::Nsubj
            | Dep::Nsubjpass => at = head,
            _ => break,
        }
        if tree.dep(at) == Dep::Ccomp && matches!(tree.lemma(head), "say" | "tell" | "report") {
            break;
        }
    }
    standing
}

fn look(tree: &Tree<'_>, at: u32, standing: &mut Standing) {
    standing.negated |= tree.is_negated(at);
    match tree.lemma(at) {
        "deny" | "refuse" | "reject" | "avoid" | "cancel" | "rule" | "decline" | "fail"
        | "oppose" | "halt" | "suspend" | "stop" | "block" => standing.negated = true,
        "plan" | "expect" | "schedule" | "hope" | "intend" | "want" | "prepare" | "agree"
        | "seek" | "offer" | "propose" | "promise" | "pledge" | "vow" | "invite" | "urge"
        | "call" | "ask" | "ready" | "willing" | "set" | "consider" | "demand" | "need" | "try" => {
            standing.status = Status::Planned
        }
        "threaten" | "suggest" | "speculate" | "rumour" | "rumor" | "believe" | "fear"
        | "possibility" => {
            standing.hedged = true;
        }
        _ => {}
    }
    for &child in tree.children(at) {
        match (tree.dep(child), tree.norm(child)) {
            (Dep::Aux, "may" | "might" | "could" | "would") => {
                standing.hedged = true;
                standing.status = Status::Planned;
            }
            (Dep::Aux, "will" | "shall" | "'ll" | "should" | "must") => {
                standing.status = Status::Planned;
            }
            (Dep::Mark, "if" | "whether" | "unless") => {
                standing.hedged = true;
                standing.status = Status::Planned;
            }
            (Dep::Advmod, "reportedly" | "allegedly" | "possibly" | "perhaps" | "potentially") => {
                standing.hedged = true;
            }
            _ => {}
        }
    }
}
