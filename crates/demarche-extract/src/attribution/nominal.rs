//! Nouns, adjectives and prepositions that attribute.

use demarche_nlp::{Dep, Tag, Upos};

use crate::{
    cues::{
        arguments::{deep_subjects, is_verb},
        pattern::CuePos,
        reporting::{Content, Report},
    },
    draft::{Form, Tokens},
};

use super::{
    desk::{By, Desk},
    parts::parts_below,
    verbal::hung,
};

fn single(token: u32) -> Tokens {
    Tokens {
        start: token,
        end: token + 1,
    }
}

const fn by(row: &Report) -> By<'_> {
    By {
        rule: row.id.as_str(),
        kind: row.kind,
    }
}

/// `his claim that`, `plans to leave`, `the problem is that`.
pub(super) fn of_noun(desk: &mut Desk<'_>, row: &Report, noun: u32) {
    let tree = desk.tree;
    let clause = tree
        .with(noun, &[Dep::Acl, Dep::Ccomp, Dep::Relcl])
        .find(|&clause| {
            let that = tree
                .with(clause, &[Dep::Mark])
                .any(|mark| tree.norm(mark) == "that");
            let to = tree.dep(clause) != Dep::Relcl
                && row.takes(Content::Infinitive)
                && tree
                    .with(clause, &[Dep::Aux])
                    .any(|aux| tree.tag(aux) == Tag::To);
            row.takes(Content::That) && that && !tree.own_subjects(clause).is_empty() || to
        });
    let copula = tree.head(noun).filter(|&verb| {
        tree.dep(noun) == Dep::Nsubj && tree.lemma(verb) == "be" && is_verb(tree, verb)
    });
    let said = copula
        .filter(|_| row.takes(Content::That))
        .and_then(|verb| tree.child(verb, Dep::Ccomp));
    let Some(clause) = clause.or(said) else {
        return;
    };
    if is_told_by_verb(desk, noun, clause) {
        return;
    }
    let owners = owners_of_noun(desk, noun);
    let sources: Vec<_> = owners.into_iter().map(|owner| desk.source(owner)).collect();
    desk.push(
        &sources,
        Some(single(noun)),
        parts_below(tree, clause, None),
        by(row),
    );
}

/// `said in a statement that`: the verb has the clause.
fn is_told_by_verb(desk: &Desk<'_>, noun: u32, clause: u32) -> bool {
    let tree = desk.tree;
    let verb = tree
        .head(noun)
        .filter(|_| tree.dep(noun) == Dep::Pobj)
        .and_then(|prep| tree.head(prep));
    verb.is_some_and(|verb| {
        let row = desk.cues.reporting.at(tree, verb);
        let tells = row.is_some_and(|(row, _)| row.pos == CuePos::Verb && row.takes(Content::That));
        tells && hung(tree, verb) == Some(clause) && tree.child(verb, Dep::Ccomp).is_none()
    })
}

fn owners_of_noun(desk: &Desk<'_>, noun: u32) -> Vec<u32> {
    let tree = desk.tree;
    let owner = tree.child(noun, Dep::Poss);
    if let Some(owner) = owner.filter(|&owner| desk.names_a_source(owner)) {
        return tree.conjuncts(owner);
    }
    let by = tree.preps(noun, &["by", "from", "of", "among"]);
    let objects: Vec<u32> = by.flat_map(|prep| tree.prep_objects(prep)).collect();
    if !objects.is_empty() {
        return objects;
    }
    let modifiers = tree.with(noun, &[Dep::Compound, Dep::Amod, Dep::Nmod]);
    let named = modifiers
        .filter(|&word| desk.actors.headed_by(word).is_some())
        .last();
    if let Some(name) = named {
        return vec![name];
    }
    let uttered = tree
        .head(noun)
        .filter(|&verb| is_verb(tree, verb) && matches!(tree.dep(noun), Dep::Dobj | Dep::Attr))
        .filter(|&verb| desk.cues.issues.is("utters", tree.lemma(verb)));
    let subjects = uttered.map(|verb| deep_subjects(tree, verb));
    let subjects = subjects.into_iter().flatten();
    subjects
        .filter(|subject| !subject.bidden)
        .map(|subject| subject.token)
        .collect()
}

/// `confident that`, `determined to`.
pub(super) fn of_adjective(desk: &mut Desk<'_>, row: &Report, adjective: u32) {
    let tree = desk.tree;
    let head = tree
        .head(adjective)
        .filter(|_| matches!(tree.dep(adjective), Dep::Acomp | Dep::Conj | Dep::Oprd));
    let passive = tree.is_passive(adjective);
    let clause = tree.child(adjective, Dep::Ccomp).or_else(|| {
        let own = head.and_then(|verb| tree.child(verb, Dep::Ccomp));
        own.filter(|&clause| clause > adjective)
    });
    let infinitive = || {
        let mut below = tree.with(adjective, &[Dep::Xcomp]);
        below.find(|_| row.takes(Content::Infinitive))
    };
    let Some(clause) = clause
        .filter(|_| row.takes(Content::That))
        .or_else(infinitive)
    else {
        return;
    };
    let verb = head.unwrap_or(adjective);
    let sources = if passive {
        let subjects = tree.own_subjects(adjective);
        subjects
            .into_iter()
            .map(|subject| desk.source(subject))
            .collect()
    } else {
        desk.sources_of_verb(verb)
    };
    let pleonastic = sources
        .first()
        .is_none_or(|source| tree.norm(source.head) == "it");
    if pleonastic {
        return;
    }
    desk.push(
        &sources,
        Some(single(adjective)),
        parts_below(tree, clause, None),
        by(row),
    );
}

/// `according to X`, `per X`, `in X's view`, `for X` at the head of a sentence.
pub(super) fn of_preposition(desk: &mut Desk<'_>, row: &Report, token: u32) {
    let tree = desk.tree;
    let Some((top, owners, cue)) = ends(desk, token) else {
        return;
    };
    if owners.is_empty() {
        return;
    }
    let clause = tree
        .ancestors(top)
        .find(|&above| is_verb(tree, above) && tree.dep(above) != Dep::Aux);
    let Some(clause) = clause else { return };
    let clause = if closes_sentence(desk, top) {
        let outside = |&above: &u32| {
            is_verb(tree, above) && desk.quotes.around(above) == desk.quotes.around(top)
        };
        tree.ancestors(top).filter(outside).last().unwrap_or(clause)
    } else if tree.dep(clause) == Dep::Xcomp {
        tree.head(clause).unwrap_or(clause)
    } else {
        clause
    };
    let sources: Vec<_> = owners.into_iter().map(|owner| desk.source(owner)).collect();
    let parts = parts_below(tree, clause, Some(top));
    desk.push(&sources, Some(cue), parts, by(row));
}

/// Whether the phrase stands behind a comma at the end of its sentence: then it is about all of it.
fn closes_sentence(desk: &Desk<'_>, top: u32) -> bool {
    let tree = desk.tree;
    let below = tree.subtree(top);
    let end = tree.sentence(top).end;
    let comma = below
        .start
        .checked_sub(1)
        .is_some_and(|at| tree.text(at) == ",");
    comma && (below.end..end).all(|token| matches!(tree.upos(token), Upos::Punct | Upos::Space))
}

/// Top of the phrase, who it names, and the words of the cue.
fn ends(desk: &Desk<'_>, token: u32) -> Option<(u32, Vec<u32>, Tokens)> {
    let tree = desk.tree;
    let to = |end| Tokens { start: token, end };
    match tree.norm(token) {
        "according" => {
            let prep = tree
                .with(token, &[Dep::Prep])
                .find(|&prep| tree.norm(prep) == "to")?;
            Some((token, tree.prep_objects(prep), to(prep + 1)))
        }
        "per" => {
            let mut owners = tree.prep_objects(token);
            let unit = owners.first().is_none_or(|&owner| {
                tree.subtree(owner).start == owner && tree.upos(owner) != Upos::Propn
            });
            if unit || tree.dep(token) != Dep::Prep {
                owners.clear();
            }
            Some((token, owners, to(token + 1)))
        }
        "for" => {
            let first = tree.sentence(token).start == token;
            let owners = tree.prep_objects(token);
            let named = owners
                .first()
                .and_then(|&owner| desk.actors.headed_by(owner));
            let name = named.is_some_and(|mention| mention.form == Form::Name);
            let end = owners
                .last()
                .map_or(token, |&owner| tree.subtree(owner).end);
            let comma = end < tree.len() && tree.text(end) == ",";
            let is = tree
                .head(token)
                .is_some_and(|verb| matches!(tree.lemma(verb), "be" | "remain" | "mean"));
            (first && name && comma && is).then(|| (token, owners, to(token + 1)))
        }
        _ => {
            let prep = tree.head(token).filter(|&prep| tree.norm(prep) == "in")?;
            if let Some(owner) = tree.child(token, Dep::Poss) {
                return Some((prep, vec![owner], to(token + 1)));
            }
            let of = tree.preps(token, &["of"]).next()?;
            let cue = Tokens {
                start: prep,
                end: of + 1,
            };
            Some((prep, tree.prep_objects(of), cue))
        }
    }
}
