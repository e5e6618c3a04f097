//! The edges that a record stands for, seen from both ends.

use demarche_model::{Confidence, Issue, Link, LinkKind, NodeId, Relation, Statement};

/// One end of an edge with the edge as it looks from there.
pub(crate) type End = (NodeId, Link);

fn both(from: NodeId, to: NodeId, outgoing: Link) -> [End; 2] {
    let incoming = Link {
        other: from,
        outgoing: false,
        ..outgoing
    };
    [(from, outgoing), (to, incoming)]
}

/// The stance edge of a statement.
pub(crate) fn of_statement(item: &Statement) -> [End; 2] {
    let link = Link {
        other: item.target,
        outgoing: true,
        kind: LinkKind::Stance(item.id),
        polarity: Some(item.polarity),
        confidence: item.confidence,
        hedged: item.hedged,
        from: item.date,
        to: item.date,
    };
    both(item.holder.into(), item.target, link)
}

/// The relation edge of a relation. An event holds at its date, a state over its validity.
pub(crate) fn of_relation(item: &Relation) -> [End; 2] {
    let (from, to) = if item.kind.row().event {
        (item.date, item.date)
    } else {
        (item.valid_from, item.valid_to)
    };
    let link = Link {
        other: item.object.into(),
        outgoing: true,
        kind: LinkKind::Relation(item.kind, item.id),
        polarity: None,
        confidence: item.confidence,
        hedged: item.hedged,
        from,
        to,
    };
    both(item.subject.into(), item.object.into(), link)
}

/// The structural edges of an issue.
pub(crate) fn of_issue(issue: &Issue) -> Vec<End> {
    let edge = |other: NodeId, kind| {
        let link = Link {
            other,
            outgoing: true,
            kind,
            polarity: None,
            confidence: Confidence::FULL,
            hedged: false,
            from: None,
            to: None,
        };
        both(issue.id.into(), other, link)
    };
    let about = issue
        .about
        .iter()
        .map(|&id| edge(id.into(), LinkKind::About));
    let broader = issue
        .broader
        .iter()
        .map(|&id| edge(id.into(), LinkKind::Broader));
    about.chain(broader).flatten().collect()
}
