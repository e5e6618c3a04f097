//! From the words that a cue points at to what the stance is about.

use demarche_model::Polarity;
use demarche_nlp::{Dep, Upos};

use crate::{
    attribution::source::{actor_at, antecedent},
    cues::{
        CueLexicon,
        arguments::{deep_objects, is_verb},
        pattern::CuePos,
        shift::{Effect, Role},
    },
    draft::{ActorIx, Tokens},
    statements::TargetDraft,
    tree::Tree,
};

use super::{form::Around, phrase::Reader};

/// How many words may stand between a cue and its target.
const DEPTH: usize = 5;

/// Verbs that make somebody do something: without that something they say nothing.
const BIDS: &[&str] = &[
    "allow", "bring", "convince", "enable", "force", "get", "permit", "persuade", "press", "push",
    "urge",
];

/// What the words mean as a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// Actor or issue.
    pub target: TargetDraft,
    /// The words that name it.
    pub tokens: Tokens,
    /// Whether words on the way turn the stance around.
    pub flipped: bool,
    /// Whether words on the way make it uncertain.
    pub hedged: bool,
    /// Head of the words.
    pub head: u32,
    /// Nouns on the way, such as `proposal` in `the Indian proposal for a treaty`, each with
    /// whether the stance is turned around below it.
    pub passed: Vec<(u32, bool)>,
}

/// All targets that the word leads to. O(DEPTH × arguments).
pub fn resolve(
    reader: &Reader<'_>,
    lexicon: &CueLexicon,
    token: u32,
    holder: Option<ActorIx>,
) -> Vec<Resolved> {
    let start = Way {
        passed: Vec::new(),
        flipped: false,
        hedged: false,
        around: Around {
            holder,
            ..Around::default()
        },
    };
    let mut found = Vec::new();
    walk(reader, lexicon, token, start, DEPTH, &mut found);
    found
}

#[derive(Debug, Clone)]
struct Way {
    passed: Vec<(u32, bool)>,
    flipped: bool,
    hedged: bool,
    around: Around,
}

impl Way {
    fn through(mut self, effect: Effect) -> Self {
        match effect {
            Effect::Flips => self.flipped = !self.flipped,
            Effect::Hedges => self.hedged = true,
            Effect::Raises => self.around.raised = true,
            Effect::Keeps | Effect::Blocks => {}
        }
        self
    }
}

fn walk(
    reader: &Reader<'_>,
    lexicon: &CueLexicon,
    token: u32,
    mut way: Way,
    depth: usize,
    found: &mut Vec<Resolved>,
) {
    let tree = reader.tree;
    let token = antecedent(tree, token);
    let no_word = matches!(
        tree.upos(token),
        Upos::Punct | Upos::Space | Upos::Part | Upos::Num
    );
    let letters = tree.text(token).chars().any(char::is_alphabetic) || tree.text(token) == "%";
    if depth == 0 || found.len() >= 8 || no_word || !letters {
        return;
    }
    let share = matches!(tree.text(token), "%" | "percent");
    if share && tree.dep(token) == Dep::Conj {
        return;
    }
    if is_verb(tree, token) {
        if tree.is_negated(token) {
            way.flipped = !way.flipped;
        }
        if let Some(effect) = effect_of(tree, lexicon, token, CuePos::Verb) {
            let next = verb_objects(reader, token);
            let bidden = BIDS.contains(&tree.lemma(token))
                && next
                    .iter()
                    .all(|&object| actor_at(tree, reader.actors, object).is_some());
            if bidden {
                return;
            }
            if !next.is_empty() {
                let own = !tree.own_subjects(token).is_empty();
                if own {
                    way.around.agent = true;
                }
                if own || effect != Effect::Flips {
                    way.around.verbs.push(token);
                }
                let way = way.through(effect);
                for object in next {
                    walk(reader, lexicon, object, way.clone(), depth - 1, found);
                }
                return;
            }
        }
        let form = reader.of_clause(token, &way.around);
        let whether = tree
            .with(token, &[Dep::Mark, Dep::Advmod])
            .any(|mark| matches!(tree.norm(mark), "whether" | "how" | "if"));
        if form.is_none() || whether {
            for subject in tree.own_subjects(token) {
                if actor_at(tree, reader.actors, subject).is_none() {
                    walk(reader, lexicon, subject, way.clone(), depth - 1, found);
                }
            }
        }
        if !whether {
            finish(found, form, token, &way);
        }
        return;
    }
    if let Some((actor, tokens)) = actor_at(tree, reader.actors, token) {
        // `Ukraine joining the alliance`: not the actor, but what it does.
        let does = tree
            .with(token, &[Dep::Acl])
            .find(|&verb| verb == tokens.end && tree.tag(verb) == demarche_nlp::Tag::Vbg);
        if let Some(verb) = does {
            walk(reader, lexicon, verb, way, depth - 1, found);
            return;
        }
        // What somebody does to himself says nothing of him, nor does a lone `it` far away.
        let own = way.around.verbs.iter().any(|&verb| {
            let subjects = crate::cues::arguments::deep_subjects(tree, verb);
            subjects
                .iter()
                .any(|subject| reader.actor(subject.token) == Some(actor))
        });
        let loose = tree.norm(token) == "it" && tree.dep(token) == Dep::Pobj;
        if own || loose {
            return;
        }
        found.push(Resolved {
            target: TargetDraft::Actor(actor),
            tokens,
            flipped: way.flipped,
            hedged: way.hedged,
            head: token,
            passed: way.passed,
        });
        return;
    }
    if tree.is_negated(token) {
        way.flipped = !way.flipped;
    }
    let effect = effect_of(tree, lexicon, token, CuePos::Noun);
    let done_by_another = way.around.agent && effect == Some(Effect::Flips);
    if let Some(effect) = effect.filter(|_| !done_by_another) {
        let next = noun_complements(reader, token);
        if !next.is_empty() {
            way.passed.push((token, way.flipped));
            if reader.words.is("bearer", tree.lemma(token)) {
                let (possessors, names) = reader.owners(token);
                way.around
                    .bearers
                    .extend(possessors.into_iter().chain(names).take(2));
            }
            let way = way.through(effect);
            for object in next {
                walk(reader, lexicon, object, way.clone(), depth - 1, found);
            }
            return;
        }
    }
    if matches!(tree.upos(token), Upos::Adj | Upos::Adv) && tree.dep(token) != Dep::Pobj {
        return;
    }
    finish(found, reader.of_noun(token, &way.around), token, &way);
}

/// What a stance on the word makes of its object: by the table of shifters, else by the sign of
/// its own cue frame (`plans to condemn the ban`).
fn effect_of(tree: &Tree<'_>, lexicon: &CueLexicon, token: u32, pos: CuePos) -> Option<Effect> {
    let table = lexicon.shifters.at(tree, token, Role::Target);
    if table.is_some() {
        return table;
    }
    let lemma = tree.lemma(token).to_lowercase();
    let known = match pos {
        CuePos::Verb => lexicon.issues.verb(&lemma).is_some(),
        _ => lexicon.issues.noun(&lemma).is_some(),
    };
    let sign = if known {
        None
    } else {
        lexicon.frames.sign(&lemma, pos)
    };
    match sign? {
        Polarity::Support => Some(Effect::Keeps),
        Polarity::Oppose => Some(Effect::Flips),
        Polarity::Neutral => None,
    }
}

fn finish(found: &mut Vec<Resolved>, form: Option<super::IssueForm>, head: u32, way: &Way) {
    if let Some(form) = form {
        found.push(Resolved {
            tokens: form.tokens,
            target: TargetDraft::Issue(form),
            flipped: way.flipped,
            hedged: way.hedged,
            head,
            passed: way.passed.clone(),
        });
    }
}

fn verb_objects(reader: &Reader<'_>, verb: u32) -> Vec<u32> {
    let tree = reader.tree;
    let clause: Vec<u32> = tree.with(verb, &[Dep::Xcomp, Dep::Ccomp]).collect();
    let objects = deep_objects(tree, verb);
    let bidden = clause
        .iter()
        .any(|&next| tree.tag(next) == demarche_nlp::Tag::Vb && tree.own_subjects(next).is_empty());
    if !objects.is_empty() && !bidden {
        return objects;
    }
    if !clause.is_empty() {
        return clause;
    }
    let joined = tree.preps(
        verb,
        &[
            "with", "to", "on", "for", "in", "of", "from", "against", "at",
        ],
    );
    let mut first = joined.map(|prep| tree.prep_objects(prep));
    first
        .find(|objects| !objects.is_empty())
        .unwrap_or_default()
}

fn noun_complements(reader: &Reader<'_>, noun: u32) -> Vec<u32> {
    let tree = reader.tree;
    let words = ["of", "to", "on", "for", "in", "against", "about", "from"];
    let preps: Vec<u32> = tree
        .preps(noun, &words)
        .filter(|&prep| prep > noun)
        .flat_map(|prep| tree.prep_objects(prep))
        .collect();
    let timeless: Vec<u32> = preps
        .into_iter()
        .filter(|&object| !reader.words.is("time", tree.lemma(object)))
        .collect();
    if !timeless.is_empty() {
        return timeless;
    }
    // `supports the path to membership`, where the parser hangs `to` on the verb.
    let strayed = tree.head(noun).filter(|_| tree.dep(noun) == Dep::Dobj);
    let strayed = strayed.and_then(|verb| {
        let mut preps = tree.preps(verb, &["to", "for", "of"]);
        preps.find(|&prep| prep == noun + 1)
    });
    if let Some(prep) = strayed.filter(|_| reader.words.is("bearer", tree.lemma(noun))) {
        return tree.prep_objects(prep);
    }
    tree.with(noun, &[Dep::Acl])
        .filter(|&clause| clause > noun && tree.tag(clause) == demarche_nlp::Tag::Vb)
        .collect()
}
