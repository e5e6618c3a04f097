//! Label, key and broader keys of a proposition from its parts.

use crate::draft::{ActorIx, Tokens};

use super::{
    IssueForm,
    form::Parts,
    phrase::{Piece, Reader},
    words::Predicate,
};

/// Longest label in words.
const WORDS: usize = 8;

impl Reader<'_> {
    pub(super) fn compose(
        &self,
        head: &Piece,
        predicate: Option<&Predicate>,
        mut parts: Parts,
        tokens: Tokens,
    ) -> IssueForm {
        if predicate.is_some_and(|row| row.organization) {
            self.sort_by_kind(&mut parts);
        }
        let agents = distinct(std::mem::take(&mut parts.agents));
        let others = distinct_others(std::mem::take(&mut parts.others), &agents);
        let mut label: Vec<String> = agents.iter().map(|piece| piece.label.clone()).collect();
        let name = predicate.map_or(head.label.as_str(), |row| row.name.as_str());
        let prefixed = predicate.is_some_and(|row| row.prep.is_empty());
        if prefixed {
            label.extend(others.iter().map(|(_, piece)| piece.label.clone()));
        }
        let raised = parts
            .modifiers
            .iter()
            .position(|piece| piece.key == "higher");
        if let Some(place) = raised {
            label.insert(0, parts.modifiers[place].label.clone());
        }
        for (place, piece) in parts.modifiers.iter().enumerate() {
            if Some(place) != raised {
                label.push(piece.label.clone());
            }
        }
        label.push(name.to_owned());
        if !prefixed {
            for (place, (prep, piece)) in others.iter().enumerate() {
                let prep = match predicate {
                    Some(row) if place == 0 || prep.is_empty() => row.prep.as_str(),
                    _ => prep.as_str(),
                };
                let joined = predicate.is_some() && place > 0;
                if joined {
                    label.push("and".into());
                } else if !prep.is_empty() {
                    label.push(prep.to_owned());
                }
                label.push(piece.label.clone());
            }
        }
        let label = label.join(" ").replace(" %", "%");
        let label: Vec<&str> = label.split(' ').filter(|word| !word.is_empty()).collect();
        let label = label[..label.len().min(WORDS)].join(" ");
        let base = predicate.map_or(head.key.as_str(), |row| row.name.as_str());
        let key = |with_agents: bool, with_modifiers: bool| {
            let list = |pieces: Vec<&str>| {
                let mut pieces = pieces;
                pieces.sort_unstable();
                pieces.join("+")
            };
            let who = if with_agents {
                list(agents.iter().map(|piece| piece.key.as_str()).collect())
            } else {
                String::new()
            };
            let what = list(others.iter().map(|(_, piece)| piece.key.as_str()).collect());
            let how = if with_modifiers {
                list(
                    parts
                        .modifiers
                        .iter()
                        .map(|piece| piece.key.as_str())
                        .collect(),
                )
            } else {
                String::new()
            };
            format!("{base}|{who}|{what}|{how}")
        };
        let full = key(true, true);
        let mut broader: Vec<String> = Vec::new();
        if !agents.is_empty() || !others.is_empty() {
            broader.push(key(true, false));
        }
        if !others.is_empty() {
            broader.push(key(false, true));
            broader.push(key(false, false));
        }
        broader.retain(|other| *other != full);
        broader.dedup();
        let mut about: Vec<ActorIx> = Vec::new();
        let named = agents.iter().chain(others.iter().map(|(_, piece)| piece));
        for &actor in named.flat_map(|piece| &piece.actors) {
            if !about.contains(&actor) {
                about.push(actor);
            }
        }
        IssueForm {
            label,
            key: full,
            about,
            wording: self.wording(tokens),
            tokens,
            broader,
            toward: predicate.and_then(|row| row.toward).and_then(|sign| {
                let done_to = others.iter().flat_map(|(_, piece)| &piece.actors).next();
                done_to.map(|&actor| (actor, sign))
            }),
        }
    }

    pub(super) fn wording(&self, tokens: Tokens) -> String {
        let text = self.tree.doc.slice(tokens.start, tokens.end);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Of membership and the like: the organization is what is joined, everybody else joins.
    pub(super) fn sort_by_kind(&self, parts: &mut Parts) {
        let organization = |piece: &Piece| {
            let kind = |&actor: &ActorIx| self.actors.actor(actor).kind;
            piece.actors.first().map(kind) == Some(demarche_model::ActorKind::Organization)
        };
        let agents = std::mem::take(&mut parts.agents);
        let others = std::mem::take(&mut parts.others);
        let all = agents
            .into_iter()
            .chain(others.into_iter().map(|(_, piece)| piece));
        for piece in all {
            if organization(&piece) {
                parts.others.push((String::new(), piece));
            } else {
                parts.agents.push(piece);
            }
        }
    }
}

fn distinct(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::new();
    for piece in pieces {
        if !kept.iter().any(|known| known.key == piece.key) {
            kept.push(piece);
        }
    }
    kept.truncate(3);
    kept
}

fn distinct_others(pieces: Vec<(String, Piece)>, agents: &[Piece]) -> Vec<(String, Piece)> {
    let mut kept: Vec<(String, Piece)> = Vec::new();
    for (prep, piece) in pieces {
        let known = kept.iter().any(|(_, known)| known.key == piece.key);
        if !known && !agents.iter().any(|agent| agent.key == piece.key) {
            kept.push((prep, piece));
        }
    }
    kept.truncate(3);
    kept
}
