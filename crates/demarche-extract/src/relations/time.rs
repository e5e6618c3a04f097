//! Tense and certainty of the clause that carries a relation.

use demarche_model::Status;
use demarche_nlp::{Dep, Tag, Upos};

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
        if at != predicate {
            told_by(tree.lemma(at), &mut standing);
        }
        let Some(head) = tree.head(at) else { break };
        let possible = tree.tag(at) == Tag::Vb && matches!(tree.upos(head), Upos::Adj | Upos::Adv);
        // `strong enough to attack`, `ready to meet`: able or willing is not yet done.
        standing.hedged |= possible;
        match tree.dep(at) {
            _ if possible => at = head,
            Dep::Conj
            | Dep::Prep
            | Dep::Pobj
            | Dep::Dobj
            | Dep::Xcomp
            | Dep::Pcomp
            | Dep::Ccomp
            | Dep::Acl
            | Dep::Attr
            | Dep::Acomp
            | Dep::Advmod
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

/// What a word above the predicate says of it.
fn told_by(lemma: &str, standing: &mut Standing) {
    const DENIED: &[&str] = &[
        "abandon", "avoid", "block", "cancel", "decline", "deny", "doubt", "drop", "fail", "halt",
        "oppose", "refuse", "reject", "rule", "stop", "suspend",
    ];
    const PLANNED: &[&str] = &[
        "agree", "ask", "call", "consider", "demand", "expect", "hope", "intend", "invite", "need",
        "offer", "plan", "pledge", "prepare", "promise", "propose", "ready", "schedule", "seek",
        "set", "try", "urge", "vow", "want", "willing",
    ];
    const UNSURE: &[&str] = &[
        "believe",
        "fear",
        "possibility",
        "rumor",
        "rumour",
        "speculate",
        "suggest",
        "threaten",
    ];
    standing.negated |= DENIED.contains(&lemma);
    standing.hedged |= UNSURE.contains(&lemma);
    if PLANNED.contains(&lemma) {
        standing.status = Status::Planned;
    }
}

fn look(tree: &Tree<'_>, at: u32, standing: &mut Standing) {
    standing.negated |= tree.is_negated(at);
    for &child in tree.children(at) {
        match (tree.dep(child), tree.norm(child)) {
            (Dep::Aux, "will" | "shall" | "'ll" | "should" | "must") => {
                standing.status = Status::Planned;
            }
            (Dep::Aux, "may" | "might" | "could" | "would")
            | (Dep::Mark, "if" | "whether" | "unless") => {
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
