//! Deep subjects and objects: control, coordination, relative and participial clauses and
//! passives are undone here, once for all cues.

use demarche_nlp::{Dep, Tag, Upos};

use crate::{attribution::source::antecedent, tree::Tree};

/// How many clauses a missing subject is sought through.
const DEPTH: usize = 6;

/// Verbs whose subject, not whose object, does what the infinitive says.
const SUBJECT_CONTROL: &[&str] = &[
    "promise", "threaten", "vow", "pledge", "swear", "use", "take",
];

/// Verbs whose object, not whose subject, has done what follows `for`.
const JUDGING: &[&str] = &[
    "admire",
    "admonish",
    "applaud",
    "assail",
    "attack",
    "berate",
    "blame",
    "blast",
    "castigate",
    "censure",
    "chide",
    "commend",
    "condemn",
    "congratulate",
    "criticise",
    "criticize",
    "denounce",
    "excoriate",
    "fault",
    "fine",
    "hammer",
    "lambaste",
    "laud",
    "mock",
    "penalise",
    "penalize",
    "praise",
    "punish",
    "rebuke",
    "reprimand",
    "reproach",
    "ridicule",
    "sanction",
    "scold",
    "slam",
    "sue",
    "thank",
    "upbraid",
];

/// An argument, and how it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Argument {
    /// Head of the argument.
    pub token: u32,
    /// How many clauses lie between it and its predicate; 0 for its own argument.
    pub distance: u8,
    /// It is the object of a verb that wants, asks or forces it to do so: it may not do it.
    pub bidden: bool,
}

fn own(tokens: Vec<u32>) -> Vec<Argument> {
    let argument = |token| Argument {
        token,
        distance: 0,
        bidden: false,
    };
    tokens.into_iter().map(argument).collect()
}

fn farther(mut arguments: Vec<Argument>) -> Vec<Argument> {
    for argument in &mut arguments {
        argument.distance = argument.distance.saturating_add(1);
    }
    arguments
}

/// Who does what the verb says. A passive without `by` has nobody.
pub fn deep_subjects(tree: &Tree<'_>, verb: u32) -> Vec<Argument> {
    subjects(tree, verb, DEPTH)
}

fn subjects(tree: &Tree<'_>, verb: u32, depth: usize) -> Vec<Argument> {
    if tree.is_passive(verb) {
        let agents = tree.with(verb, &[Dep::Agent]);
        let by = tree
            .preps(verb, &["by"])
            .filter(|&prep| tree.dep(prep) != Dep::Agent);
        let found: Vec<u32> = agents
            .chain(by)
            .flat_map(|prep| tree.prep_objects(prep))
            .collect();
        return own(found);
    }
    surface_subjects(tree, verb, depth)
}

/// The grammatical subjects, own or inherited.
pub fn surface_subjects(tree: &Tree<'_>, verb: u32, depth: usize) -> Vec<Argument> {
    let direct: Vec<u32> = tree
        .own_subjects(verb)
        .into_iter()
        .map(|subject| antecedent(tree, subject))
        .collect();
    if !direct.is_empty() {
        return own(direct);
    }
    let Some(head) = tree.head(verb) else {
        return Vec::new();
    };
    if depth == 0 {
        return Vec::new();
    }
    match tree.dep(verb) {
        Dep::Conj | Dep::Dep | Dep::Parataxis => {
            let found = surface_subjects(tree, head, depth - 1);
            let passive_before = tree.is_passive(head) && !tree.is_passive(verb);
            if passive_before && is_verb(tree, head) {
                return farther(found);
            }
            if is_verb(tree, head) {
                found
            } else {
                of_noun(tree, head, depth - 1)
            }
        }
        Dep::Xcomp | Dep::Ccomp | Dep::Oprd => of_complement(tree, head, depth - 1),
        Dep::Advcl => {
            let finite = tree.with(verb, &[Dep::Mark]).next().is_some();
            if finite && tree.tag(verb) != Tag::Vbg {
                return Vec::new();
            }
            farther(surface_subjects(tree, head, depth - 1))
        }
        Dep::Acl => {
            if tree.tag(verb) == Tag::Vbg || tree.is_passive(verb) {
                return own(vec![head]);
            }
            of_noun(tree, head, depth - 1)
        }
        Dep::Relcl => own(vec![head]),
        Dep::Pcomp => match tree.head(head) {
            Some(above) if is_verb(tree, above) => {
                let objects = tree.with(above, &[Dep::Dobj]);
                let accused: Vec<u32> = objects.flat_map(|object| tree.conjuncts(object)).collect();
                let of = matches!(tree.norm(head), "of" | "from" | "into");
                let judged = tree.norm(head) == "for" && JUDGING.contains(&tree.lemma(above));
                if judged && !accused.is_empty() {
                    return farther(own(accused));
                }
                if tree.is_passive(above) && (of || judged) {
                    return farther(surface_subjects(tree, above, depth - 1));
                }
                if of && !accused.is_empty() {
                    return bidden(accused);
                }
                farther(subjects(tree, above, depth - 1))
            }
            Some(above) if tree.upos(above) == Upos::Adj => {
                farther(surface_subjects(tree, above, depth - 1))
            }
            Some(above) => farther(of_noun(tree, above, depth - 1)),
            None => Vec::new(),
        },
        Dep::Acomp | Dep::Attr => farther(surface_subjects(tree, head, depth - 1)),
        _ => Vec::new(),
    }
}

fn bidden(tokens: Vec<u32>) -> Vec<Argument> {
    let mut all = farther(own(tokens));
    for argument in &mut all {
        argument.bidden = true;
    }
    all
}

/// The subject of `to join` in `urged Ukraine to join`, `wants to join`, `is ready to join`.
fn of_complement(tree: &Tree<'_>, head: u32, depth: usize) -> Vec<Argument> {
    if !is_verb(tree, head) {
        return farther(surface_subjects(tree, head, depth));
    }
    if SUBJECT_CONTROL.contains(&tree.lemma(head)) {
        return farther(subjects(tree, head, depth));
    }
    if tree.is_passive(head) {
        return farther(surface_subjects(tree, head, depth));
    }
    let objects: Vec<u32> = tree
        .with(head, &[Dep::Dobj, Dep::Dative])
        .filter(|&object| matches!(tree.upos(object), Upos::Noun | Upos::Propn | Upos::Pron))
        .flat_map(|object| tree.conjuncts(object))
        .collect();
    let on: Vec<u32> = if tree.lemma(head) == "call" || tree.lemma(head) == "appeal" {
        tree.preps(head, &["on", "upon", "to", "for"])
            .flat_map(|prep| tree.prep_objects(prep))
            .collect()
    } else {
        Vec::new()
    };
    if !objects.is_empty() {
        return bidden(objects);
    }
    if !on.is_empty() {
        return bidden(on);
    }
    farther(subjects(tree, head, depth))
}

/// Whose plan, attempt or refusal the noun is.
fn of_noun(tree: &Tree<'_>, noun: u32, depth: usize) -> Vec<Argument> {
    let owners: Vec<u32> = tree
        .with(noun, &[Dep::Poss])
        .flat_map(|owner| tree.conjuncts(owner))
        .collect();
    if !owners.is_empty() {
        return own(owners);
    }
    let by: Vec<u32> = tree
        .preps(noun, &["by", "from"])
        .flat_map(|prep| tree.prep_objects(prep))
        .collect();
    if !by.is_empty() {
        return own(by);
    }
    let modifiers = tree.with(noun, &[Dep::Amod, Dep::Compound, Dep::Nmod]);
    let names: Vec<u32> = modifiers
        .filter(|&word| matches!(tree.tag(word), Tag::Nnp | Tag::Nnps | Tag::Jj))
        .collect();
    let capital = |name: &&u32| tree.text(**name).starts_with(char::is_uppercase);
    if let Some(&name) = names.first().filter(capital) {
        return own(vec![name]);
    }
    if depth == 0 {
        return Vec::new();
    }
    match (tree.dep(noun), tree.head(noun)) {
        (Dep::Dobj, Some(verb)) => farther(subjects(tree, verb, depth - 1)),
        (Dep::Attr, Some(verb)) => farther(surface_subjects(tree, verb, depth - 1)),
        (Dep::Pobj, Some(prep)) => match tree.head(prep) {
            Some(verb) if is_verb(tree, verb) => farther(subjects(tree, verb, depth - 1)),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Who or what the verb is done to.
pub fn deep_objects(tree: &Tree<'_>, verb: u32) -> Vec<u32> {
    if tree.is_passive(verb) {
        let patients = surface_subjects(tree, verb, 3);
        return patients.into_iter().map(|patient| patient.token).collect();
    }
    let direct: Vec<u32> = tree
        .with(verb, &[Dep::Dobj])
        .map(|object| antecedent(tree, object))
        .flat_map(|object| tree.conjuncts(object))
        .collect();
    if !direct.is_empty() {
        return direct;
    }
    let clausal = tree.with(verb, &[Dep::Xcomp, Dep::Ccomp]).next().is_some();
    if !clausal {
        let shared = tree.with(verb, &[Dep::Conj]).find(|&next| {
            is_verb(tree, next) && tree.own_subjects(next).is_empty() && !tree.is_passive(next)
        });
        let prepped = tree.with(verb, &[Dep::Prep]).next().is_some();
        if let (Some(next), false) = (shared, prepped) {
            let objects = tree.with(next, &[Dep::Dobj]);
            return objects.flat_map(|object| tree.conjuncts(object)).collect();
        }
    }
    let gap = tree.dep(verb) == Dep::Relcl && !tree.own_subjects(verb).is_empty();
    let stranded = tree
        .own_subjects(verb)
        .iter()
        .any(|&subject| antecedent(tree, subject) != subject);
    match tree.head(verb) {
        Some(head) if gap && !stranded && !clausal => vec![head],
        _ => Vec::new(),
    }
}

/// Whether the token is a verb or auxiliary.
pub fn is_verb(tree: &Tree<'_>, token: u32) -> bool {
    matches!(tree.upos(token), Upos::Verb | Upos::Aux)
}
