//! What stands around a cue: negation, modality, conditions, governors.

use demarche_nlp::{Dep, Tag};

use crate::{
    cues::{
        arguments::is_verb,
        shift::{Effect, Role, Shifters},
    },
    tree::Tree,
};

/// How many governors above a cue count.
const CLIMB: usize = 6;

/// What the surroundings make of a cue.
#[allow(
    clippy::struct_excessive_bools,
    reason = "findings that do not exclude each other"
)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Context {
    /// Negated, by an odd number of negations and negating governors.
    pub negated: bool,
    /// Possible, conditional, planned.
    pub hedged: bool,
    /// Under `must`, `should`: what somebody else ought to do.
    pub obliged: bool,
    /// An infinitive with a subject of its own (`for Iran to leave`): what somebody else wants.
    pub bidden: bool,
    /// The object of a verb that strives for it (`secure support`): it is not there yet.
    pub wished: bool,
    /// Under a verb that asks whether.
    pub open: bool,
    /// The verb above that leaves open whether (`has not decided whether`).
    pub untold: Option<u32>,
}

impl Context {
    /// One more negation. What two of them leave is not sure (`did not rule out supporting`).
    fn negate(&mut self) {
        self.hedged |= self.negated;
        self.negated = !self.negated;
    }
}

const MODAL_HEDGES: &[&str] = &["may", "might", "could", "would", "can"];
const OBLIGATIONS: &[&str] = &["must", "should", "shall", "ought"];
const ADVERB_HEDGES: &[&str] = &[
    "allegedly",
    "apparently",
    "maybe",
    "perhaps",
    "possibly",
    "potentially",
    "presumably",
    "probably",
    "purportedly",
    "reportedly",
    "seemingly",
    "supposedly",
];
/// Prepositions of phrases that stand beside their clause: what its verb does to its own
/// complements does not reach them (`despite its support, it rejected`).
const BESIDE: &[&str] = &[
    "after",
    "amid",
    "amidst",
    "because",
    "before",
    "besides",
    "despite",
    "during",
    "following",
    "given",
    "notwithstanding",
    "since",
    "unlike",
    "while",
];
const CONDITIONS: &[&str] = &["if", "unless", "whether", "lest", "provided"];

/// Reads the surroundings of the cue upwards from its anchor. O(CLIMB × children).
pub fn context(tree: &Tree<'_>, shifters: &Shifters, anchor: u32) -> Context {
    let mut context = Context::default();
    let mut at = anchor;
    for _ in 0..CLIMB {
        look_at(tree, at, &mut context);
        if is_verb(tree, at) && tree.tag(at) == Tag::Vb {
            let infinitive = tree
                .with(at, &[Dep::Aux])
                .any(|aux| tree.tag(aux) == Tag::To);
            let own = tree.with(at, &[Dep::Nsubj]).next().is_some();
            context.bidden |= infinitive && own;
        }
        let Some(head) = tree.head(at) else { break };
        if tree.dep(at) == Dep::Prep && BESIDE.contains(&tree.norm(at)) {
            break;
        }
        let whether = matches!(tree.dep(at), Dep::Ccomp | Dep::Xcomp)
            && tree
                .with(at, &[Dep::Mark])
                .any(|mark| matches!(tree.norm(mark), "whether" | "if"));
        if whether {
            if asks(tree, head) {
                context.open = true;
            } else {
                context.untold = Some(head);
                context.hedged = false;
            }
            break;
        }
        match tree.dep(at) {
            Dep::Conj => {
                if tree.with(at, &[Dep::Aux, Dep::Nsubj]).next().is_none() {
                    auxiliaries(tree, head, &mut context);
                }
            }
            Dep::Amod if matches!(tree.dep(head), Dep::Attr) => {}
            Dep::Acomp | Dep::Attr | Dep::Oprd | Dep::Xcomp | Dep::Prep | Dep::Acl => {
                govern(tree, shifters, head, &mut context);
            }
            Dep::Dobj | Dep::Nsubjpass => {
                if !is_verb(tree, anchor) && at == anchor {
                    match shifters.at(tree, head, Role::Light) {
                        Some(Effect::Flips) => context.negate(),
                        Some(Effect::Hedges) => context.hedged = true,
                        Some(Effect::Blocks) => context.wished = true,
                        _ => {}
                    }
                }
            }
            Dep::Pcomp | Dep::Pobj => {
                if excludes(tree, shifters, at, head) {
                    context.negate();
                }
                if tree.dep(at) == Dep::Pobj && at != anchor {
                    break;
                }
            }
            Dep::Ccomp => {
                if asks(tree, head) || tree.lemma(head) == "doubt" {
                    context.open = true;
                }
                if matches!(tree.lemma(head), "deny" | "dispute" | "refute") {
                    context.negate();
                }
                let raises = matches!(
                    tree.lemma(head),
                    "believe"
                        | "think"
                        | "expect"
                        | "feel"
                        | "find"
                        | "conclude"
                        | "show"
                        | "prove"
                        | "establish"
                        | "suggest"
                );
                if raises && tree.is_negated(head) {
                    context.negate();
                }
                if tree.own_subjects(at).is_empty() {
                    govern(tree, shifters, head, &mut context);
                } else {
                    break;
                }
            }
            Dep::Advcl => {
                conditional(tree, at, &mut context);
                break;
            }
            _ => break,
        }
        at = head;
    }
    question(tree, anchor, &mut context);
    context
}

/// Reads the mark of an adverbial clause. What has to be done first, nobody does yet.
fn conditional(tree: &Tree<'_>, clause: u32, context: &mut Context) {
    let words = [Dep::Mark, Dep::Advmod];
    let has = |wanted: &[&str]| {
        let mut all = tree.with(clause, &words);
        all.any(|word| wanted.contains(&tree.norm(word)))
    };
    context.hedged |= has(CONDITIONS);
    context.wished |= has(&["if", "unless"]) && !has(&["even"]);
}

/// Whether the preposition turns around what it governs: `without`, `against supporting`. The
/// verb turns `refrained from supporting` around by itself.
fn excludes(tree: &Tree<'_>, shifters: &Shifters, governed: u32, prep: u32) -> bool {
    if tree.norm(prep) == "without" {
        return true;
    }
    let verb = tree.head(prep);
    let by_verb = verb.and_then(|verb| shifters.at(tree, verb, Role::Governor));
    tree.dep(governed) == Dep::Pcomp
        && by_verb != Some(Effect::Flips)
        && matches!(tree.norm(prep), "against" | "from")
}

/// Whether the verb asks for what it governs.
fn asks(tree: &Tree<'_>, verb: u32) -> bool {
    matches!(
        tree.lemma(verb),
        "ask" | "wonder" | "question" | "inquire" | "enquire" | "doubt"
    )
}

fn look_at(tree: &Tree<'_>, at: u32, context: &mut Context) {
    let nobody = |subject: u32| {
        let mut dets = tree.with(subject, &[Dep::Det]);
        dets.any(|det| tree.norm(det) == "no")
    };
    let mut subjects = tree.with(at, &[Dep::Nsubj, Dep::Nsubjpass]);
    if tree.is_negated(at) || is_verb(tree, at) && subjects.any(nobody) {
        context.negate();
    }
    auxiliaries(tree, at, context);
    for child in tree.with(at, &[Dep::Advmod, Dep::Amod]) {
        let word = tree.norm(child);
        context.hedged |= ADVERB_HEDGES.contains(&word) || word == "less";
        let little = matches!(word, "little" | "few") && !is_verb(tree, at);
        if little && tree.with(at, &[Dep::Det]).next().is_none() {
            context.negate();
        }
    }
    let condition = tree
        .with(at, &[Dep::Mark])
        .any(|mark| CONDITIONS.contains(&tree.norm(mark)));
    context.hedged |= condition;
}

fn auxiliaries(tree: &Tree<'_>, verb: u32, context: &mut Context) {
    let modals = tree.with(verb, &[Dep::Aux]);
    for modal in modals.filter(|&aux| tree.tag(aux) == Tag::Md) {
        let word = tree.lemma(modal).to_lowercase();
        let form = tree.norm(modal);
        let one_of = |list: &[&str]| list.contains(&word.as_str()) || list.contains(&form);
        if one_of(OBLIGATIONS) {
            context.obliged = true;
        } else if one_of(MODAL_HEDGES) && !tree.is_negated(verb) {
            context.hedged = true;
        }
    }
}

fn govern(tree: &Tree<'_>, shifters: &Shifters, head: u32, context: &mut Context) {
    match shifters.at(tree, head, Role::Governor) {
        Some(Effect::Flips) => context.negate(),
        Some(Effect::Hedges) => context.hedged = true,
        _ => {}
    }
    if matches!(tree.lemma(head), "need" | "have") && tree.tag(head) != Tag::Vbd {
        context.obliged = true;
    }
}

fn question(tree: &Tree<'_>, anchor: u32, context: &mut Context) {
    let sentence = tree.sentence(anchor);
    let ends = (sentence.start..sentence.end)
        .rev()
        .find(|&token| tree.upos(token) != demarche_nlp::Upos::Space);
    if ends.is_some_and(|token| tree.text(token) == "?") {
        context.open = true;
    }
}
