//! Open groups (`German officials`, `Trump's advisers`) and administrations.

use demarche_model::ActorKind;
use demarche_nlp::{Dep, Tag, Upos};

use super::Named;
use super::institutions::{institution, is_institution};
use super::known::is_prefixed;
use super::office_phrases::head_of;
use crate::draft::{ActorIx, Tokens};
use crate::lexicon::Lexicon;
use crate::tree::Tree;

/// Nouns for the people and institutions around a head of state or government.
const ADMINISTRATIONS: &[&str] = &["administration", "presidency"];

/// Which actor a token names.
pub trait NamedAt {
    /// The actor of the mention that covers the token.
    fn at(&self, token: u32) -> Option<ActorIx>;
}

impl<F: Fn(u32) -> Option<ActorIx>> NamedAt for F {
    fn at(&self, token: u32) -> Option<ActorIx> {
        self(token)
    }
}

/// A group or administration in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupMention {
    /// Its tokens.
    pub tokens: Tokens,
    /// Its syntactic head.
    pub head: u32,
    /// The group, or the state that it speaks for.
    pub actor: ActorIx,
}

/// The groups that the noun heads, if its modifiers name owners: `Trump's advisers`, and two for
/// `French and Polish lawmakers`. `owner_at` tells the actor of a token; `later` says whether the
/// text speaks of a second term. O(children).
pub fn group_at(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    named: &mut Named,
    noun: u32,
    owner_at: &impl NamedAt,
    later: bool,
) -> Vec<GroupMention> {
    let word = tree.text(noun).to_lowercase();
    let administration = ADMINISTRATIONS.contains(&word.as_str());
    let head = lexicon.group_head(&word);
    let institution = is_institution(&word);
    if !administration && !institution && head.is_none() {
        return Vec::new();
    }
    if !administration
        && !institution
        && matches!(tree.tag(noun), Tag::Nn | Tag::Nnp)
        && !tree.lemma(noun).eq(&word)
    {
        return Vec::new();
    }
    // A noun before another noun describes that one: `member state`, `team leader`.
    if matches!(tree.dep(noun), Dep::Compound | Dep::Amod)
        && tree.head(noun).is_some_and(|h| h > noun)
    {
        return Vec::new();
    }
    let (owner, possessed) = owner_of(tree, noun, owner_at);
    let mut owners = vec![owner];
    if let Some(first) = possessed {
        let others = tree.conjuncts(first).into_iter().skip(1);
        owners.extend(others.filter_map(|other| owner_at.at(other)).map(Some));
    }
    let mut tokens = span_of(tree, noun);
    if let Some(first) = possessed {
        tokens.start = tokens.start.min(tree.subtree(first).start);
    }
    let actors = owners
        .into_iter()
        .filter_map(|owner| owned(tree, lexicon, named, noun, owner, owner_at, later));
    actors
        .map(|actor| GroupMention {
            tokens,
            head: head_of(tree, tokens),
            actor,
        })
        .collect()
}

/// The group of one owner.
fn owned(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    named: &mut Named,
    noun: u32,
    owner: Option<ActorIx>,
    owner_at: &impl NamedAt,
    later: bool,
) -> Option<ActorIx> {
    let word = tree.text(noun).to_lowercase();
    let administration = ADMINISTRATIONS.contains(&word.as_str());
    let head = lexicon.group_head(&word);
    let known = owner.map(|owner| named.cast.part(owner).actor.kind);
    Some(match (owner, known) {
        (Some(owner), Some(ActorKind::Person)) if administration => {
            presidency_of(tree, lexicon, named, noun, owner, later)
        }
        (Some(owner), Some(ActorKind::State | ActorKind::Organization)) if administration => owner,
        (Some(owner), Some(_)) if is_institution(&word) => {
            institution(tree, lexicon, named, noun, owner, owner_at)?
        }
        (Some(owner), Some(kind)) => {
            let head = head?;
            let stands = head.stands_for
                && kind != ActorKind::Person
                && modifiers(tree, noun, owner_at).is_empty();
            // `coalition forces` are the coalition; leaders of leaders are nobody.
            let forces = head.kind == "forces";
            if stands && (kind != ActorKind::Group || forces) {
                owner
            } else {
                let (plural, sort) = (head.plural.clone(), head.kind.clone());
                let name = owned_name(lexicon, named, owner, &plural, &sort)?;
                group_named(lexicon, named, &words_joined(&name, tree, noun, owner_at))
            }
        }
        _ => {
            let region = region_of(tree, lexicon, named, noun)?;
            let head = head?;
            let name = format!("{region} {}", head.plural);
            let name = words_joined(&name, tree, noun, owner_at);
            group_named(lexicon, named, &name)
        }
    })
}

/// The owner before the noun or behind `of`, `in`, `from`, and the possessor's token.
fn owner_of(tree: &Tree<'_>, noun: u32, owner_at: &impl NamedAt) -> (Option<ActorIx>, Option<u32>) {
    let mut owner = None;
    let mut possessed = None;
    for &child in tree.children(noun) {
        let before = child < noun
            && matches!(
                tree.dep(child),
                Dep::Compound | Dep::Amod | Dep::Nmod | Dep::Poss
            );
        let before = before && !is_prefixed(tree, child);
        let Some(found) = owner_at.at(child).filter(|_| before) else {
            continue;
        };
        if owner.is_none() || tree.dep(child) == Dep::Poss {
            owner = Some(found);
            possessed = Some(child);
        }
    }
    if owner.is_none() {
        let words = ["of", "in", "from", "to", "within", "across", "throughout"];
        owner = tree
            .preps(noun, &words)
            .flat_map(|prep| tree.prep_objects(prep))
            .find_map(|object| owner_at.at(object));
    }
    // `the government and people of Iraq`: the last noun carries the owner of both.
    if owner.is_none() {
        owner = tree
            .conjuncts(noun)
            .into_iter()
            .skip(1)
            .filter(|&other| tree.upos(other) == Upos::Noun)
            .flat_map(|other| tree.preps(other, &["of"]).collect::<Vec<u32>>())
            .flat_map(|prep| tree.prep_objects(prep))
            .find_map(|object| owner_at.at(object));
    }
    (owner, possessed)
}

/// The noun with its modifiers before it, without article.
fn span_of(tree: &Tree<'_>, noun: u32) -> Tokens {
    let mut start = noun;
    for &child in tree.children(noun) {
        let inner = matches!(
            tree.dep(child),
            Dep::Compound | Dep::Amod | Dep::Nmod | Dep::Poss | Dep::Nummod
        );
        if child < noun && inner {
            start = start.min(tree.subtree(child).start);
        }
    }
    Tokens {
        start,
        end: noun + 1,
    }
}

/// Noun modifiers that make another group of it: `defence` in `defence ministers`.
fn modifiers<'a>(tree: &'a Tree<'_>, noun: u32, owner_at: &impl NamedAt) -> Vec<&'a str> {
    tree.children(noun)
        .iter()
        .filter(|&&child| {
            child < noun
                && tree.dep(child) == Dep::Compound
                && tree.upos(child) == Upos::Noun
                && !matches!(tree.norm(child), "military" | "ground")
                && owner_at.at(child).is_none()
        })
        .map(|&child| tree.text(child))
        .collect()
}

/// Adds the noun modifiers to a name of the form `owner plural`.
fn words_joined(name: &str, tree: &Tree<'_>, noun: u32, owner_at: &impl NamedAt) -> String {
    let extra = modifiers(tree, noun, owner_at);
    match name.rsplit_once(' ') {
        Some((owner, plural)) if !extra.is_empty() => {
            format!("{owner} {} {plural}", extra.join(" ").to_lowercase())
        }
        _ => name.to_owned(),
    }
}

/// The region whose adjective or name stands before the noun.
fn region_of(tree: &Tree<'_>, lexicon: &Lexicon, named: &Named, noun: u32) -> Option<String> {
    tree.children(noun)
        .iter()
        .filter(|&&child| child < noun)
        .find_map(|&child| {
            let after = named
                .regions
                .partition_point(|(tokens, _)| tokens.start <= child);
            let (tokens, region) = named.regions.get(after.checked_sub(1)?)?;
            let row = &lexicon.gazetteer.regions[*region as usize];
            let fits = tokens.has(child) && matches!(row.kind.as_str(), "region" | "city");
            fits.then(|| tree.doc.slice(tokens.start, tokens.end).to_owned())
        })
}

/// The group of that name: a known one under any of its wordings, else a new one.
fn group_named(lexicon: &Lexicon, named: &mut Named, name: &str) -> ActorIx {
    let known = lexicon
        .gazetteer
        .named(name)
        .filter(|&entry| lexicon.gazetteer.entry(entry).kind == ActorKind::Group);
    match known {
        Some(entry) => named.cast.known(lexicon, entry),
        None => named.cast.named(ActorKind::Group, name),
    }
}

/// The name of an owner's group: `Trump advisers`, `German lawmakers`.
fn owned_name(
    lexicon: &Lexicon,
    named: &Named,
    owner: ActorIx,
    plural: &str,
    sort: &str,
) -> Option<String> {
    let part = named.cast.part(owner);
    let known = part.entry.map(|entry| lexicon.gazetteer.entry(entry));
    let short = match part.actor.kind {
        ActorKind::Person => surname(&part.actor.name).to_owned(),
        ActorKind::State => known
            .map(|entry| entry.adjective.clone())
            .filter(|adjective| !adjective.is_empty())
            .unwrap_or_else(|| part.actor.name.clone()),
        ActorKind::Organization => part.actor.name.clone(),
        ActorKind::Group => return None,
    };
    let plural = if sort == "camp" { "camp" } else { plural };
    Some(format!("{short} {plural}"))
}

/// The last word of a personal name, without `Jr.`.
pub fn surname(name: &str) -> &str {
    let bare = name.split(" (").next().unwrap_or(name);
    let bare = bare.trim_end_matches(" Jr.").trim_end_matches(" Jr");
    bare.rsplit(' ').next().unwrap_or(bare)
}

/// The time in office of a president of the United States, or the government of anyone else.
/// Which of several terms is meant only the text can say.
pub fn presidency_of(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    named: &mut Named,
    noun: u32,
    owner: ActorIx,
    later: bool,
) -> ActorIx {
    let part = named.cast.part(owner);
    let name = part.actor.name.clone();
    let entry = part.entry.map(|entry| lexicon.gazetteer.entry(entry));
    let american = entry.is_some_and(|entry| {
        entry.state == "united-states" && entry.roles.iter().any(|role| role.contains("president"))
    });
    let marks: Vec<String> = tree
        .children(noun)
        .iter()
        .filter(|&&child| child < noun)
        .flat_map(|&child| {
            let below = tree.subtree(child);
            (below.start..below.end).map(|token| tree.text(token).to_lowercase())
        })
        .collect();
    let says = |words: &[&str]| marks.iter().any(|mark| words.contains(&mark.as_str()));
    named
        .cast
        .named(ActorKind::Organization, &term(&name, american, later, says))
}

/// How the time in office is called.
fn term(name: &str, american: bool, later: bool, says: impl Fn(&[&str]) -> bool) -> String {
    let before = says(&["previous", "prior", "former", "last", "1.0", "earlier"]);
    if american && (says(&["first"]) || (before && later)) {
        format!("First presidency of {name}")
    } else if later || says(&["second", "2.0", "new", "incoming", "next"]) && american {
        format!("Second presidency of {name}")
    } else if american {
        format!("Presidency of {name}")
    } else {
        format!("{} government", surname(name))
    }
}
