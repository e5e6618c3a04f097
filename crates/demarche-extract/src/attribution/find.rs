//! The rules that tie content to a source.

use demarche_model::Mode;
use demarche_nlp::{Dep, Upos};

use crate::{
    cues::{
        CueLexicon,
        arguments::{deep_subjects, is_verb},
        pattern::{CuePos, extent},
        reporting::Report,
    },
    draft::{Actors, Tokens},
    issues::words::IssueWords,
    quotes::Quotes,
    tree::Tree,
};

use super::{
    AttributionDraft,
    source::{Source, source_at},
    spoken::{assign_quotes, take_in_quotes},
};

/// How far around a cue a quotation mark counts, in quarters.
const NEAR: u32 = 30;

/// Content is cut after so many tokens: a damaged tree must not make it swallow a text.
const LONGEST: u32 = 400;

/// Finds who says what. O(tokens × depth of the trees).
pub fn attributions(
    tree: &Tree<'_>,
    quotes: &Quotes,
    actors: &mut Actors,
    lexicon: &CueLexicon,
) -> Vec<AttributionDraft> {
    let reporting = &lexicon.reporting;
    let words = &lexicon.issues;
    let mut found = Vec::new();
    for token in 0..tree.len() {
        for (row, cue) in reporting.all_at(tree, token) {
            match row.pos {
                CuePos::Verb => of_verb(tree, actors, words, (row, token, &cue), &mut found),
                CuePos::Noun => of_noun(tree, actors, row, token, &mut found),
                CuePos::Adjective => of_adjective(tree, actors, row, token, &mut found),
                CuePos::Preposition => of_preposition(tree, actors, row, token, &mut found),
            }
        }
    }
    take_in_quotes(tree, quotes, &mut found);
    assign_quotes(tree, quotes, actors, reporting, &mut found);
    settle(quotes, &mut found);
    found
}

/// Content tokens: what lies below `content` and not below `cue`, in runs.
fn parts_below(tree: &Tree<'_>, content: u32, cue: Option<u32>) -> Vec<Tokens> {
    let range = tree.subtree(content);
    let inside = cue.filter(|&cue| cue != content && tree.dominates(content, cue));
    let Some(cue) = inside else {
        return trimmed(tree, vec![range]);
    };
    let hole = tree.subtree(cue);
    let before = Tokens {
        start: range.start,
        end: hole.start.max(range.start),
    };
    let after = Tokens {
        start: hole.end.min(range.end),
        end: range.end,
    };
    trimmed(tree, vec![before, after])
}

/// Cuts commas, stops and white space off the ends; drops empty parts.
fn trimmed(tree: &Tree<'_>, parts: Vec<Tokens>) -> Vec<Tokens> {
    let loose = |token: u32| {
        tree.upos(token) == Upos::Space || matches!(tree.text(token), "," | ";" | ":" | "—" | "–")
    };
    let cut = |mut part: Tokens| {
        while part.start < part.end && loose(part.start) {
            part.start += 1;
        }
        while part.start < part.end && loose(part.end - 1) {
            part.end -= 1;
        }
        part
    };
    let short = |mut part: Tokens| {
        part.end = part.end.min(part.start + LONGEST);
        part
    };
    let parts = parts.into_iter().map(short);
    let words = |part: &Tokens| {
        (part.start..part.end).any(|token| !matches!(tree.upos(token), Upos::Punct | Upos::Space))
    };
    parts.map(cut).filter(words).collect()
}

pub(super) fn push(
    found: &mut Vec<AttributionDraft>,
    source: Option<Source>,
    cue: Option<Tokens>,
    parts: Vec<Tokens>,
    rule: &str,
) {
    if parts.is_empty() {
        return;
    }
    found.push(AttributionDraft {
        source: source.and_then(|source| source.actor),
        source_tokens: source.map(|source| source.tokens),
        cue,
        parts,
        mode: Mode::Paraphrase,
        via: Vec::new(),
        within: None,
        rule: rule.to_owned(),
    });
}

/// Whether a quotation mark stands in the sentence.
fn quotes_in(tree: &Tree<'_>, token: u32) -> bool {
    let sentence = tree.sentence(token);
    let start = sentence.start.max(token.saturating_sub(NEAR * 4));
    let end = sentence.end.min(token + NEAR * 4);
    (start..end).any(|token| matches!(tree.text(token), "\"" | "“" | "”" | "``"))
}

pub(super) fn source_of_verb(tree: &Tree<'_>, actors: &mut Actors, verb: u32) -> Option<Source> {
    let subjects = deep_subjects(tree, verb);
    let subject = subjects.iter().find(|subject| !subject.bidden)?;
    Some(source_at(tree, actors, subject.token))
}

fn of_verb(
    tree: &Tree<'_>,
    actors: &mut Actors,
    words: &IssueWords,
    (row, verb, cue): (&Report, u32, &[u32]),
    found: &mut Vec<AttributionDraft>,
) {
    let clauses: Vec<u32> = tree
        .with(verb, &[Dep::Ccomp])
        .filter(|&clause| !cue.contains(&clause))
        .collect();
    let infinitives = || {
        let all = tree.with(verb, &[Dep::Xcomp]);
        all.filter(|_| row.infinitive).collect::<Vec<u32>>()
    };
    let clauses = if clauses.is_empty() {
        infinitives()
    } else {
        clauses
    };
    let source = source_of_verb(tree, actors, verb);
    let thing = source.is_none_or(|source| source.actor.is_none());
    if thing && words.is("unsaid", &row.words[0]) && !quotes_in(tree, verb) {
        return;
    }
    let tokens = Some(extent(cue));
    for clause in &clauses {
        let mut parts = parts_below(tree, *clause, Some(verb));
        for part in &mut parts {
            if part.start < verb && verb < part.end {
                part.start = verb + 1;
            }
        }
        push(found, source, tokens, trimmed(tree, parts), &row.id);
    }
    if !clauses.is_empty() {
        return;
    }
    let as_they_say = tree.dep(verb) == Dep::Advcl
        && tree
            .with(verb, &[Dep::Mark, Dep::Advmod])
            .any(|mark| tree.norm(mark) == "as");
    let beside = tree.dep(verb) == Dep::Parataxis || as_they_say;
    let head = tree
        .head(verb)
        .filter(|&head| beside && is_verb(tree, head));
    if let Some(head) = head {
        let parts = parts_below(tree, head, Some(verb));
        push(found, source, tokens, parts, &row.id);
    }
}

fn of_noun(
    tree: &Tree<'_>,
    actors: &mut Actors,
    row: &Report,
    noun: u32,
    found: &mut Vec<AttributionDraft>,
) {
    let clause = tree
        .with(noun, &[Dep::Acl, Dep::Ccomp, Dep::Relcl])
        .find(|&clause| {
            let that = tree
                .with(clause, &[Dep::Mark])
                .any(|mark| tree.norm(mark) == "that");
            that && !tree.own_subjects(clause).is_empty()
        });
    let copula = tree.head(noun).filter(|&verb| {
        tree.dep(noun) == Dep::Nsubj && tree.lemma(verb) == "be" && is_verb(tree, verb)
    });
    let said = copula.and_then(|verb| tree.child(verb, Dep::Ccomp));
    let Some(clause) = clause.or(said) else {
        return;
    };
    let source = owner_of_noun(tree, noun).map(|owner| source_at(tree, actors, owner));
    let cue = Tokens {
        start: noun,
        end: noun + 1,
    };
    let parts = parts_below(tree, clause, None);
    push(found, source, Some(cue), parts, &row.id);
}

fn owner_of_noun(tree: &Tree<'_>, noun: u32) -> Option<u32> {
    let direct = tree
        .child(noun, Dep::Poss)
        .or_else(|| first_object(tree, noun, &["by", "from", "of"]));
    direct.or_else(|| {
        let verb = tree.head(noun).filter(|&verb| is_verb(tree, verb))?;
        let objective = matches!(tree.dep(noun), Dep::Dobj | Dep::Attr);
        let subjects = deep_subjects(tree, verb);
        subjects
            .first()
            .filter(|_| objective)
            .map(|subject| subject.token)
    })
}

fn first_object(tree: &Tree<'_>, noun: u32, words: &[&str]) -> Option<u32> {
    let mut objects = tree
        .preps(noun, words)
        .flat_map(|prep| tree.prep_objects(prep));
    objects.next()
}

fn of_adjective(
    tree: &Tree<'_>,
    actors: &mut Actors,
    row: &Report,
    adjective: u32,
    found: &mut Vec<AttributionDraft>,
) {
    let head = tree
        .head(adjective)
        .filter(|_| matches!(tree.dep(adjective), Dep::Acomp | Dep::Conj));
    let clause = tree.child(adjective, Dep::Ccomp).or_else(|| {
        let own = head.and_then(|verb| tree.child(verb, Dep::Ccomp));
        own.filter(|&clause| clause > adjective)
    });
    let Some(clause) = clause else {
        return;
    };
    let verb = head.unwrap_or(adjective);
    let source = source_of_verb(tree, actors, verb);
    let pleonastic = source.is_none_or(|source| tree.norm(source.tokens.start) == "it");
    if pleonastic {
        return;
    }
    let cue = Tokens {
        start: adjective,
        end: adjective + 1,
    };
    let parts = parts_below(tree, clause, None);
    push(found, source, Some(cue), parts, &row.id);
}

/// `according to X`, `per X`, `in X's view`.
fn of_preposition(
    tree: &Tree<'_>,
    actors: &mut Actors,
    row: &Report,
    token: u32,
    found: &mut Vec<AttributionDraft>,
) {
    let (top, owner, end) = match tree.norm(token) {
        "according" => {
            let to = tree
                .with(token, &[Dep::Prep])
                .find(|&to| tree.norm(to) == "to");
            let Some(to) = to else { return };
            let owner = tree.prep_objects(to).into_iter().next();
            (token, owner, to + 1)
        }
        "per" => {
            let owner = tree.prep_objects(token).into_iter().next();
            let owner = owner.filter(|&owner| {
                matches!(tree.upos(owner), Upos::Propn) && tree.dep(token) == Dep::Prep
            });
            (token, owner, token + 1)
        }
        _ => {
            let Some(prep) = tree.head(token).filter(|&prep| tree.norm(prep) == "in") else {
                return;
            };
            (prep, tree.child(token, Dep::Poss), token + 1)
        }
    };
    let Some(owner) = owner else { return };
    let source = Some(source_at(tree, actors, owner));
    let clause = tree
        .ancestors(top)
        .find(|&above| is_verb(tree, above) && tree.dep(above) != Dep::Aux);
    let Some(clause) = clause else { return };
    let clause = match tree.dep(clause) {
        Dep::Xcomp => tree.head(clause).unwrap_or(clause),
        _ => clause,
    };
    let cue = Some(Tokens { start: top, end });
    let parts = parts_below(tree, clause, Some(top));
    push(found, source, cue, parts, &row.id);
}

/// Order, mode, nesting and relayers.
fn settle(quotes: &Quotes, found: &mut Vec<AttributionDraft>) {
    for draft in found.iter_mut() {
        draft.parts.retain(|part| part.start < part.end);
    }
    found.retain(|draft| !draft.parts.is_empty());
    for draft in found.iter_mut() {
        let total: u32 = draft.parts.iter().map(|part| part.end - part.start).sum();
        let quoted = draft
            .parts
            .iter()
            .flat_map(|part| part.start..part.end)
            .filter(|&token| quotes.around(token).is_some());
        let quoted = u32::try_from(quoted.count()).unwrap_or(u32::MAX);
        if quoted.saturating_mul(2) > total {
            draft.mode = Mode::Quote;
        }
    }
    found.sort_by(|left, right| {
        let key = |draft: &AttributionDraft| {
            let extent = draft.extent();
            (extent.start, std::cmp::Reverse(extent.end), draft.cue)
        };
        key(left).cmp(&key(right))
    });
    found.dedup_by(|right, left| right.parts == left.parts && right.cue == left.cue);
    nest(found);
}

/// Ties every attribution to the one around its cue. Content is well nested up to slips of the
/// parser, so a look at the few that start before is enough.
fn nest(found: &mut [AttributionDraft]) {
    for index in 0..found.len() {
        let Some(cue) = found[index].cue else {
            continue;
        };
        let around = (index.saturating_sub(24)..found.len().min(index + 24))
            .filter(|&other| other != index && found[other].has(cue.start))
            .filter(|&other| {
                let own = found[other].cue;
                own.is_none_or(|own| !found[index].has(own.start))
            })
            .min_by_key(|&other| {
                let extent = found[other].extent();
                extent.end - extent.start
            });
        found[index].within = around;
    }
    for index in 0..found.len() {
        let mut via = Vec::new();
        let mut at = found[index].within;
        for _ in 0..8 {
            let Some(outer) = at else { break };
            via.extend(found[outer].source);
            at = found[outer].within;
        }
        via.reverse();
        let own = found[index].source;
        via.retain(|&relayer| Some(relayer) != own);
        via.dedup();
        found[index].via = via;
    }
}
