//! Verbs that attribute: clauses, infinitives and objects that are their content.

use demarche_nlp::{Dep, Tag, Upos};

use crate::{
    cues::{
        arguments::{deep_subjects, is_verb, surface_subjects},
        pattern::extent,
        reporting::{Content, Report},
    },
    draft::Tokens,
    quotes::Quotes,
    tree::Tree,
};

use super::{
    desk::{By, Desk},
    parts::{merge, parts_below},
    source::Source,
};

/// How far around a cue a quotation mark counts, in quarters.
const NEAR: u32 = 30;

/// Verbs that report by the infinitive below them (`declined to say`).
const LIGHT: &[&str] = &["continue", "decline", "go", "refuse"];

/// Notes what the verb attributes.
pub(super) fn of_verb(desk: &mut Desk<'_>, row: &Report, cue: &[u32]) {
    let (tree, verb) = (desk.tree, cue[0]);
    let passages = passages(tree, desk.quotes, row, cue);
    let mut sources = desk.sources_of_verb(verb);
    if sources.is_empty() && !tree.is_passive(verb) {
        sources.extend(inverted(desk, verb));
    }
    let quoted_as = quoted_as(tree, verb);
    if let Some(speaker) = quoted_as {
        sources = vec![desk.source(speaker)];
    } else if let [source] = sources[..]
        && let Some(owner) = issuer(desk, verb, source)
    {
        sources = vec![owner];
    }
    let silent = sources.iter().all(|&source| !desk.can_speak(source));
    let hidden = sources.is_empty() && !tree.is_passive(verb);
    let unsaid = desk.cues.issues.is("unsaid", &row.words[0]);
    if unsaid && (hidden || silent && !sources.is_empty()) && !quotes_in(tree, verb) {
        return;
    }
    if bidden(tree, verb) {
        return;
    }
    let by = By {
        rule: &row.id,
        kind: row.kind,
    };
    let mut tokens = extent(cue);
    if let Some(light) = light_above(tree, verb) {
        tokens.start = light;
    }
    if !passages.is_empty() {
        for parts in passages {
            let mut parts = parts;
            for part in &mut parts {
                if part.start < tokens.end && tokens.end < part.end {
                    part.start = part.start.max(tokens.end);
                }
            }
            desk.push(&sources, Some(tokens), parts, by);
        }
        return;
    }
    if let Some(head) = parenthetical(tree, verb) {
        let parts = parts_below(tree, head, Some(verb));
        desk.push(&sources, Some(tokens), parts, by);
    }
}

/// `wants him to say that`: what somebody is to say is not said.
fn bidden(tree: &Tree<'_>, verb: u32) -> bool {
    if !is_infinitive(tree, verb) || tree.is_passive(verb) {
        return false;
    }
    let own = tree.with(verb, &[Dep::Nsubj]).next().is_some();
    let subjects = deep_subjects(tree, verb);
    own || !subjects.is_empty() && subjects.iter().all(|subject| subject.bidden)
}

/// The clause that a cue in its midst or at its end reports: `as Smith put it`.
fn parenthetical(tree: &Tree<'_>, verb: u32) -> Option<u32> {
    let as_they_say = tree.dep(verb) == Dep::Advcl
        && tree
            .with(verb, &[Dep::Mark, Dep::Advmod])
            .any(|mark| tree.norm(mark) == "as");
    let beside = tree.dep(verb) == Dep::Parataxis || as_they_say;
    tree.head(verb)
        .filter(|&head| beside && is_verb(tree, head))
}

/// The contents of the cue, each in its parts.
fn passages(tree: &Tree<'_>, quotes: &Quotes, row: &Report, cue: &[u32]) -> Vec<Vec<Tokens>> {
    let verb = cue[0];
    let mut found: Vec<Vec<Tokens>> = Vec::new();
    for clause in tree.with(verb, &[Dep::Ccomp]) {
        if cue.contains(&clause) {
            continue;
        }
        let gerund = tree.tag(clause) == Tag::Vbg && tree.own_subjects(clause).is_empty();
        let bare = !is_verb(tree, clause);
        let infinitive = is_infinitive(tree, clause);
        let fits = row.takes(Content::That) && (!infinitive || row.takes(Content::Infinitive))
            || gerund && row.takes(Content::Gerund)
            || infinitive && row.takes(Content::Infinitive)
            || bare && row.takes(Content::Predicate);
        if fits {
            found.push(clause_parts(tree, clause, verb));
        }
    }
    if found.is_empty() && row.takes(Content::That) {
        found.extend(hung(tree, verb).map(|clause| vec![tree.subtree(clause)]));
    }
    if !found.is_empty() {
        return found;
    }
    for clause in tree.with(verb, &[Dep::Xcomp, Dep::Advcl]) {
        let infinitive = is_infinitive(tree, clause);
        let gerund = tree.tag(clause) == Tag::Vbg;
        let complement = tree.dep(clause) == Dep::Xcomp;
        if complement && infinitive && row.takes(Content::Infinitive) && !anonymous(tree, clause) {
            let mut range = tree.subtree(clause);
            if range.end - range.start <= 2 && tree.lemma(clause) == "do" {
                continue;
            }
            if let Some(object) = doer(tree, row, cue, clause) {
                range.start = range.start.min(tree.subtree(object).start);
            }
            found.push(vec![range]);
        } else if complement && gerund && row.takes(Content::Gerund) {
            found.push(vec![tree.subtree(clause)]);
        }
    }
    if !found.is_empty() {
        return found;
    }
    if let Some(parts) = judged(tree, quotes, row, verb) {
        return vec![parts];
    }
    if row.takes(Content::Noun) {
        found.extend(object_of(tree, cue).map(|object| vec![tree.subtree(object)]));
    }
    found
}

fn is_infinitive(tree: &Tree<'_>, clause: u32) -> bool {
    let mut marks = tree.with(clause, &[Dep::Aux]);
    marks.any(|aux| tree.tag(aux) == Tag::To)
}

/// `argued on appeal that`, `said in a statement that`: the parser hangs the clause below the noun.
pub(super) fn hung(tree: &Tree<'_>, verb: u32) -> Option<u32> {
    let preps = tree.with(verb, &[Dep::Prep]).filter(|&prep| prep > verb);
    let nouns = preps.flat_map(|prep| tree.with(prep, &[Dep::Pobj]));
    let mut clauses = nouns.flat_map(|noun| tree.with(noun, &[Dep::Acl, Dep::Relcl, Dep::Ccomp]));
    clauses.find(|&clause| {
        let mut marks = tree.with(clause, &[Dep::Mark]);
        marks.any(|mark| tree.norm(mark) == "that") && !tree.own_subjects(clause).is_empty()
    })
}

/// `asked not to be named` tells of the source, not of what it says.
fn anonymous(tree: &Tree<'_>, clause: u32) -> bool {
    matches!(tree.lemma(clause), "name" | "identify" | "quote")
        && tree.is_negated(clause)
        && tree.is_passive(clause)
}

/// The clause without the cue, where the cue stands in it.
fn clause_parts(tree: &Tree<'_>, clause: u32, verb: u32) -> Vec<Tokens> {
    let mut parts = parts_below(tree, clause, Some(verb));
    // `deny his words were a cause`: the parser takes the subject for an object of the cue.
    let finite = matches!(tree.tag(clause), Tag::Vbd | Tag::Vbz | Tag::Vbp);
    let object = tree.child(verb, Dep::Dobj).filter(|&object| {
        finite && verb < object && object < clause && tree.own_subjects(clause).is_empty()
    });
    if let (Some(object), [part]) = (object, &mut parts[..]) {
        part.start = part.start.min(tree.subtree(object).start);
    }
    for part in &mut parts {
        if part.start < verb && verb < part.end {
            part.start = verb + 1;
        }
    }
    parts
}

/// Who is to do what the infinitive says, between the cue and it: `urged Iran to leave`.
fn doer(tree: &Tree<'_>, row: &Report, cue: &[u32], clause: u32) -> Option<u32> {
    let last = *cue.last()?;
    let by_prep = row.words.len() > 1;
    let below = if by_prep { last } else { cue[0] };
    let mut objects = tree.with(below, &[Dep::Dobj, Dep::Dative, Dep::Pobj]);
    objects.find(|&object| object > last && object < clause && tree.upos(object) != Upos::Adp)
}

/// What the cue is done to: its object, or that of its last word, a preposition.
fn object_of(tree: &Tree<'_>, cue: &[u32]) -> Option<u32> {
    let last = *cue.last()?;
    if cue.len() > 1 {
        let mut objects = tree.with(last, &[Dep::Pobj, Dep::Pcomp]);
        if let Some(object) = objects.next() {
            return Some(object);
        }
    }
    let given = tree.with(cue[0], &[Dep::Dative]).next().is_some();
    let mut objects = tree.with(cue[0], &[Dep::Dobj]).filter(|_| !given);
    objects.find(|&object| {
        matches!(tree.upos(object), Upos::Noun | Upos::Propn)
            && tree.with(object, &[Dep::Acl]).next().is_none()
    })
}

/// Whom or what the source judges, with the judgement: `called the deal "a disaster"`,
/// `accused Iran of lying`.
fn judged(tree: &Tree<'_>, quotes: &Quotes, row: &Report, verb: u32) -> Option<Vec<Tokens>> {
    let object = if tree.is_passive(verb) {
        surface_subjects(tree, verb, 2).first()?.token
    } else {
        let direct = tree.child(verb, Dep::Dobj);
        direct.or_else(|| tree.child(verb, Dep::Oprd))?
    };
    let named = || {
        let mut words = tree.with(verb, &[Dep::Oprd, Dep::Xcomp]);
        let word = words.find(|&word| word > verb && word != object && !is_infinitive(tree, word));
        // `called the hearing "a joke"`: taken for an apposition.
        word.or_else(|| {
            let beside = tree.child(object, Dep::Appos)?;
            let gap = tree.subtree(beside).start.checked_sub(1)?;
            (tree.text(gap) != ",").then_some(beside)
        })
    };
    let predicate = row.takes(Content::Predicate).then(named).flatten();
    let prepped = || {
        let near = [verb, object];
        let mut all = near
            .into_iter()
            .flat_map(|head| tree.with(head, &[Dep::Prep]));
        all.find(|&prep| match tree.norm(prep) {
            "as" => row.takes(Content::As),
            "of" => row.takes(Content::Of) && tree.head(prep) == Some(verb),
            "for" | "over" => row.takes(Content::For),
            _ => false,
        })
    };
    let complement = predicate.or_else(prepped)?;
    let mut tail = tree.subtree(complement);
    // What follows a closed quotation is no part of the judgement.
    let object_of = |prep| tree.child(prep, Dep::Pobj);
    let inside = [Some(complement), object_of(complement)]
        .into_iter()
        .flatten()
        .find_map(|word| quotes.around(word));
    if let Some(quote) = inside.filter(|quote| !quote.tokens.has(verb)) {
        tail.end = tail.end.min(quote.tokens.end);
    }
    let mut parts = vec![tree.subtree(object), tail];
    merge(&mut parts);
    Some(parts)
}

/// `asked Tusk`: the parser takes a subject behind its verb for an object.
fn inverted(desk: &mut Desk<'_>, verb: u32) -> Option<Source> {
    let tree = desk.tree;
    let clause = tree
        .child(verb, Dep::Ccomp)
        .filter(|&clause| clause < verb)?;
    let object = tree
        .child(verb, Dep::Dobj)
        .filter(|&object| object == verb + 1 || object > clause)?;
    let source = desk.source(object);
    source.actor.is_some().then_some(source)
}

/// Who is quoted: `Smith was quoted by Reuters as saying`.
fn quoted_as(tree: &Tree<'_>, verb: u32) -> Option<u32> {
    let prep = tree
        .head(verb)
        .filter(|&prep| tree.dep(verb) == Dep::Pcomp && tree.norm(prep) == "as")?;
    let quoting = tree
        .head(prep)
        .filter(|&above| matches!(tree.lemma(above), "quote" | "cite"))?;
    if tree.is_passive(quoting) {
        let subject = surface_subjects(tree, quoting, 2).first()?.token;
        return Some(subject);
    }
    tree.child(quoting, Dep::Dobj)
}

/// Who issues the document that says it: `the ministry issued a statement saying`.
fn issuer(desk: &mut Desk<'_>, verb: u32, source: Source) -> Option<Source> {
    let tree = desk.tree;
    let noun = source.head;
    if tree.dep(verb) != Dep::Acl || !desk.is_document(noun) || source.actor.is_some() {
        return None;
    }
    let above = tree
        .head(noun)
        .filter(|&above| tree.dep(noun) == Dep::Dobj && is_verb(tree, above))?;
    let owner = desk.sources_of_verb(above);
    owner.first().copied()
}

/// The verb above an infinitive cue that only says whether it is said: `declined to say`.
fn light_above(tree: &Tree<'_>, verb: u32) -> Option<u32> {
    let above = tree
        .head(verb)
        .filter(|_| tree.dep(verb) == Dep::Xcomp && is_infinitive(tree, verb))?;
    (LIGHT.contains(&tree.lemma(above)) && above < verb && verb - above <= 4).then_some(above)
}

/// Whether a quotation mark stands in the sentence.
fn quotes_in(tree: &Tree<'_>, token: u32) -> bool {
    let sentence = tree.sentence(token);
    let start = sentence.start.max(token.saturating_sub(NEAR * 4));
    let end = sentence.end.min(token + NEAR * 4);
    (start..end).any(|token| matches!(tree.text(token), "\"" | "“" | "”" | "``"))
}
