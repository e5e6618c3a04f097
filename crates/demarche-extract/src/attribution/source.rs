//! Who stands behind a reporting word.

use demarche_model::ActorKind;
use demarche_nlp::{Dep, Upos};

use crate::{
    draft::{ActorIx, Actors, DocActor, Tokens},
    tree::Tree,
};

/// Heads of phrases that name a source without a name.
const UNNAMED: &[&str] = &[
    "aide", "diplomat", "insider", "official", "people", "person", "source",
];

/// Longest clause that belongs to the noun phrase of a source.
const CLAUSE: u32 = 14;

/// A source found in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The actor, where there is one.
    pub actor: Option<ActorIx>,
    /// The words that name it.
    pub tokens: Tokens,
    /// Head of those words.
    pub head: u32,
}

/// The actor that the noun or pronoun names, with the mention; follows `who` to what it stands
/// for.
pub fn actor_at(tree: &Tree<'_>, actors: &Actors, token: u32) -> Option<(ActorIx, Tokens)> {
    let token = antecedent(tree, token);
    if let Some(mention) = actors.headed_by(token) {
        return Some((mention.actor, mention.tokens));
    }
    if let Some(mention) = actors.covering(token) {
        let mut above = tree.ancestors(token).take(8);
        let top = !above.any(|above| mention.tokens.has(above));
        return top.then_some((mention.actor, mention.tokens));
    }
    // `the ambassador, Jane Doe`: the name beside the noun.
    let name = tree
        .with(token, &[Dep::Appos])
        .find(|&name| tree.upos(name) == Upos::Propn)?;
    let mention = actors.headed_by(name)?;
    Some((mention.actor, mention.tokens))
}

/// The noun that a relative pronoun stands for; any other token stands for itself.
pub fn antecedent(tree: &Tree<'_>, token: u32) -> u32 {
    let relative = matches!(tree.norm(token), "who" | "which" | "that" | "whom");
    if !relative || !matches!(tree.upos(token), Upos::Pron | Upos::Det | Upos::Sconj) {
        return token;
    }
    for above in tree.ancestors(token).take(6) {
        if tree.dep(above) == Dep::Relcl {
            return tree.head(above).unwrap_or(token);
        }
    }
    token
}

/// The source that the token names: an actor, or the group of unnamed sources.
pub fn source_at(tree: &Tree<'_>, actors: &mut Actors, token: u32) -> Source {
    let token = antecedent(tree, token);
    if let Some((actor, tokens)) = actor_at(tree, actors, token) {
        return Source {
            actor: Some(actor),
            tokens,
            head: token,
        };
    }
    let unnamed = is_unnamed(tree, token);
    Source {
        actor: unnamed.then(|| actors.add(unnamed_sources())),
        tokens: phrase(tree, token),
        head: token,
    }
}

fn is_unnamed(tree: &Tree<'_>, token: u32) -> bool {
    let lemma = tree.lemma(token);
    if UNNAMED.contains(&lemma) {
        return true;
    }
    let partitive = matches!(lemma, "one" | "some" | "several" | "many" | "two" | "three");
    partitive
        && tree
            .preps(token, &["of"])
            .flat_map(|prep| tree.prep_objects(prep))
            .any(|object| UNNAMED.contains(&tree.lemma(object)))
}

/// The group that stands for sources without a name.
pub fn unnamed_sources() -> DocActor {
    DocActor {
        key: "unnamed sources".into(),
        kind: ActorKind::Group,
        name: "unnamed sources".into(),
        aliases: std::collections::BTreeSet::new(),
        wikidata: None,
        passing: false,
    }
}

/// The noun phrase without its clauses and appositions.
pub fn phrase(tree: &Tree<'_>, head: u32) -> Tokens {
    let mut tokens = Tokens {
        start: head,
        end: head + 1,
    };
    for &child in tree.children(head) {
        let heavy = matches!(
            tree.dep(child),
            Dep::Relcl | Dep::Acl | Dep::Appos | Dep::Punct | Dep::Conj | Dep::Cc | Dep::Advcl
        );
        if heavy || tree.upos(child) == Upos::Space {
            continue;
        }
        let below = tree.subtree(child);
        if child < head {
            tokens.start = tokens.start.min(below.start);
        } else if below.start == tokens.end {
            tokens.end = tokens.end.max(below.end);
        }
    }
    tokens
}

/// The whole noun phrase of a source: with what stands before its head, and after it what
/// narrows it down and its appositions, but without clauses behind a comma and without the cue.
pub(super) fn whole_phrase(tree: &Tree<'_>, source: Source, cue: Option<Tokens>) -> Tokens {
    let head = source.head;
    let clear = |range: Tokens| cue.is_none_or(|cue| !range.overlaps(cue));
    let mut whole = Tokens {
        start: head,
        end: head + 1,
    };
    if source.tokens.has(head) && clear(source.tokens) {
        whole = source.tokens;
    }
    for &child in tree.children(head) {
        let below = tree.subtree(child);
        if !clear(below) || tree.sentence_index(child) != tree.sentence_index(head) {
            continue;
        }
        if child < head {
            let own = matches!(
                tree.dep(child),
                Dep::Det
                    | Dep::Predet
                    | Dep::Amod
                    | Dep::Compound
                    | Dep::Nmod
                    | Dep::Nummod
                    | Dep::Quantmod
                    | Dep::Poss
                    | Dep::Appos
            );
            if own && whole.start.saturating_sub(below.end) <= 1 {
                whole.start = whole.start.min(below.start);
            }
            continue;
        }
        let gap = whole.end..below.start.max(whole.end);
        let apposition = tree.dep(child) == Dep::Appos;
        let long = !apposition && tree.dep(child) != Dep::Prep && below.end - below.start > CLAUSE;
        let fits = !long
            && gap.clone().all(|token| {
                apposition && matches!(tree.text(token), "," | "(") && below.start - token == 1
            });
        let kept = matches!(tree.dep(child), Dep::Prep | Dep::Acl | Dep::Relcl) || apposition;
        if !fits || !kept {
            if below.start >= whole.end && !matches!(tree.dep(child), Dep::Punct | Dep::Case) {
                break;
            }
            continue;
        }
        whole.end = whole.end.max(below.end);
        let bracket = gap.clone().any(|token| tree.text(token) == "(");
        if bracket && whole.end < tree.len() && tree.text(whole.end) == ")" {
            whole.end += 1;
        }
    }
    while whole.end > head + 1 && matches!(tree.text(whole.end - 1), "," | ";" | ":") {
        whole.end -= 1;
    }
    whole
}
