//! Who is said to think what, according to whom.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use demarche_model::{ActorId, Attribution, Document, DocumentId, NodeId, Statement};

use super::quoted::{passes, words};
use crate::edge::Seen;
use crate::error::Result;
use crate::filter::{Class, Filter};
use crate::screen::Screen;
use crate::view::{View, cited};

/// Which chains.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChainQuery {
    /// Somebody that relays.
    pub relayer: Option<ActorId>,
    /// Whose words are relayed, or what they are about; or somebody further in than `relayer`.
    pub subject: Option<NodeId>,
    /// Somebody anywhere in the chain, its end included; or an issue that it is about.
    pub either: Option<NodeId>,
    /// Further conditions on statements; its dates and documents on attributions too.
    pub filter: Filter,
}

/// What a chain ends in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relayed {
    /// A stance.
    Stance(Statement),
    /// Words that carry no stance, with the text of the document.
    Words(Attribution, String),
}

impl Relayed {
    /// Who relays it, outermost first.
    pub fn via(&self) -> &[ActorId] {
        match self {
            Relayed::Stance(record) => &record.via,
            Relayed::Words(record, _) => &record.via,
        }
    }

    /// Whose words or stance it is, where the text tells.
    pub fn source(&self) -> Option<ActorId> {
        match self {
            Relayed::Stance(record) => Some(record.holder),
            Relayed::Words(record, _) => record.source,
        }
    }

    /// The document.
    pub fn document(&self) -> DocumentId {
        match self {
            Relayed::Stance(record) => record.document,
            Relayed::Words(record, _) => record.document,
        }
    }
}

/// All that one relayer passes on, as the outermost one: the article has it from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The outermost relayer.
    pub relayer: ActorId,
    /// The most relayers of one statement or attribution.
    pub depth: usize,
    /// What they pass on: by date, undated last, stances before words of the same document; then
    /// by place.
    pub relayed: Vec<Relayed>,
}

/// Relayed stances and words by their outermost relayer, whoever passes on most first, then by
/// id. Words are left out where a stance in them is told. O(statements + attributions).
pub fn chains(view: &dyn View, query: &ChainQuery) -> Result<Vec<Chain>> {
    let filter = query.filter.clone().only([Class::Stance]);
    let screen = Screen::of(&filter);
    let mut found: BTreeMap<ActorId, Vec<Relayed>> = BTreeMap::new();
    let mut told: BTreeMap<DocumentId, Vec<Statement>> = BTreeMap::new();
    for record in view.statements() {
        let record = record?;
        let Some(&relayer) = record.via.first() else {
            continue;
        };
        if !screen.admits_of(&Seen::statement(&record), record.document) {
            continue;
        }
        told.entry(record.document)
            .or_default()
            .push(record.clone());
        if wanted(query, &record.via, Some(record.holder), Some(record.target)) {
            let relayed = found.entry(relayer).or_default();
            relayed.push(Relayed::Stance(record));
        }
    }
    let mut documents: BTreeMap<DocumentId, Document> = BTreeMap::new();
    for record in view.attributions() {
        let record = record?;
        let Some(&relayer) = record.via.first() else {
            continue;
        };
        let known = told.get(&record.document).is_some_and(|told| {
            let same = |one: &Statement| {
                one.span.overlaps(record.span) && record.source.is_none_or(|it| it == one.holder)
            };
            told.iter().any(same)
        });
        if known || !passes(&filter, &record) || !wanted(query, &record.via, record.source, None) {
            continue;
        }
        let document = match documents.entry(record.document) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(cited(view, record.document)?)
            }
        };
        let words = words(document.text.as_deref(), &record);
        let relayed = found.entry(relayer).or_default();
        relayed.push(Relayed::Words(record, words));
    }
    let mut chains: Vec<Chain> = found
        .into_iter()
        .map(|(relayer, mut relayed)| {
            relayed.sort_by_key(place);
            let depth = relayed.iter().map(|one| one.via().len()).max();
            Chain {
                relayer,
                depth: depth.unwrap_or(0),
                relayed,
            }
        })
        .collect();
    chains.sort_by_key(|chain| (Reverse(chain.relayed.len()), chain.relayer));
    Ok(chains)
}

fn place(one: &Relayed) -> impl Ord + use<> {
    let (date, words, span) = match one {
        Relayed::Stance(record) => (record.date, false, record.span),
        Relayed::Words(record, _) => (record.date, true, record.span),
    };
    (date.is_none(), date, one.document(), words, span)
}

fn wanted(
    query: &ChainQuery,
    via: &[ActorId],
    source: Option<ActorId>,
    target: Option<NodeId>,
) -> bool {
    let ends = |node: NodeId| source.map(NodeId::from) == Some(node) || target == Some(node);
    let inside = |via: &[ActorId], node: NodeId| via.iter().any(|&one| node == one.into());
    let either = query.either.is_none_or(|node| {
        let about = node.issue().is_some() && target == Some(node);
        inside(via, node) || source.map(NodeId::from) == Some(node) || about
    });
    let relayer = match query.relayer {
        None => Some(0),
        Some(relayer) => via.iter().position(|&one| one == relayer).map(|at| at + 1),
    };
    let subject = relayer.is_some_and(|from| {
        query
            .subject
            .is_none_or(|node| ends(node) || inside(&via[from..], node))
    });
    either && subject
}

#[cfg(test)]
mod tests {
    use demarche_model::{Mode, Polarity};

    use super::*;
    use crate::fixture::{Toy, span};

    /// Anna, by way of the paper, says that Otto opposes Ida; the paper has more from Otto.
    fn toy() -> (Toy, [ActorId; 4]) {
        let mut toy = Toy::new();
        let all @ [paper, anna, otto, ida] =
            ["Paper", "Anna", "Otto", "Ida"].map(|name| toy.person(name));
        toy.add_statement(otto, Polarity::Oppose, ida, |record| {
            record.via = vec![paper, anna];
        });
        toy.add_statement(otto, Polarity::Support, anna, |record| {
            record.via = vec![anna];
        });
        toy.says(otto, Polarity::Support, paper);
        toy.add_attribution(Some(otto), span(0, 12), |record| {
            record.via = vec![paper];
            record.mode = Mode::Quote;
        });
        (toy, all)
    }

    fn count(query: &ChainQuery) -> Vec<(usize, usize)> {
        let (toy, _) = toy();
        let found = chains(&toy, query).unwrap();
        let sizes = found.iter().map(|chain| (chain.relayed.len(), chain.depth));
        sizes.collect()
    }

    #[test]
    fn chains_hang_on_their_outermost_relayer() {
        let (toy, [paper, anna, ..]) = toy();
        let found = chains(&toy, &ChainQuery::default()).unwrap();
        let relayers: Vec<_> = found.iter().map(|chain| chain.relayer).collect();
        assert_eq!(relayers, [paper, anna]);
        assert_eq!(found[0].depth, 2);
        let Relayed::Words(_, words) = &found[0].relayed[1] else {
            panic!("the words carry no stance");
        };
        assert_eq!(words, "They said so");
    }

    #[test]
    fn names_narrow_the_chains() {
        let (_, [paper, anna, otto, ida]) = toy();
        let either = |id: ActorId| ChainQuery {
            either: Some(id.into()),
            ..ChainQuery::default()
        };
        assert_eq!(count(&either(otto)), [(2, 2), (1, 1)]);
        assert_eq!(count(&either(anna)), {
            let mut sizes = [(1, 2), (1, 1)];
            if anna < paper {
                sizes.reverse();
            }
            sizes
        });
        assert_eq!(
            count(&either(ida)),
            [],
            "she is spoken of, but says nothing"
        );
        let pair = |relayer, subject: ActorId| ChainQuery {
            relayer: Some(relayer),
            subject: Some(subject.into()),
            ..ChainQuery::default()
        };
        assert_eq!(count(&pair(paper, anna)), [(1, 2)], "further in");
        assert_eq!(count(&pair(paper, ida)), [(1, 2)], "spoken of");
        assert_eq!(count(&pair(anna, paper)), []);
        assert_eq!(count(&pair(otto, ida)), []);
    }

    #[test]
    fn words_in_which_a_stance_is_told_are_not_told_again() {
        let (mut toy, [paper, anna, otto, _]) = toy();
        toy.add_attribution(Some(otto), span(14, 28), |record| {
            record.via = vec![paper, anna];
        });
        let found = chains(&toy, &ChainQuery::default()).unwrap();
        assert_eq!(found[0].relayed.len(), 2);
    }
}
