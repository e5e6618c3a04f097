//! From the words that a cue points at to what the stance is about.

use demarche_model::Polarity;
use demarche_nlp::{Dep, Tag, Upos};

use crate::{
    attribution::source::{actor_at, antecedent},
    cues::{
        CueLexicon,
        arguments::{deep_objects, deep_subjects, is_verb},
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
    /// Whether words of somebody are meant by what is theirs (`the alliance's relevance`), or an
    /// earlier proposition by a pronoun.
    pub inferred: bool,
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
    let mut walk = Walk {
        reader,
        lexicon,
        found: Vec::new(),
    };
    walk.from(token, start, DEPTH);
    walk.found
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

/// Walks from the cue's word to what the stance is about.
struct Walk<'a> {
    reader: &'a Reader<'a>,
    lexicon: &'a CueLexicon,
    found: Vec<Resolved>,
}

impl Walk<'_> {
    fn from(&mut self, token: u32, way: Way, depth: usize) {
        let tree = self.reader.tree;
        let token = antecedent(tree, token);
        if self.pronoun(token, &way) {
            return;
        }
        let no_word = matches!(
            tree.upos(token),
            Upos::Punct | Upos::Space | Upos::Part | Upos::Num
        );
        let share = matches!(tree.text(token), "%" | "percent");
        let letters = share || tree.text(token).chars().any(char::is_alphabetic);
        if depth == 0 || self.found.len() >= 8 || no_word || !letters {
            return;
        }
        if share && tree.dep(token) == Dep::Conj {
            return;
        }
        if is_verb(tree, token) {
            self.clause(token, way, depth - 1);
        } else if let Some((actor, tokens)) = actor_at(tree, self.reader.actors, token) {
            self.actor(token, (actor, tokens), way, depth - 1);
        } else {
            self.noun(token, way, depth - 1);
        }
    }

    /// `rejected it`, `welcomed this`: an earlier proposition, if the word names no actor.
    fn pronoun(&mut self, token: u32, way: &Way) -> bool {
        let (reader, tree) = (self.reader, self.reader.tree);
        let plain = matches!(tree.upos(token), Upos::Pron | Upos::Det);
        let subject = matches!(tree.dep(token), Dep::Nsubj | Dep::Nsubjpass);
        let object = matches!(tree.dep(token), Dep::Dobj | Dep::Pobj);
        let fits = match tree.norm(token) {
            "it" => object,
            "this" | "that" => object || subject,
            _ => false,
        };
        let named = actor_at(tree, reader.actors, token).is_some();
        if !plain || !fits || named || !way.passed.is_empty() {
            return false;
        }
        let form = reader.antecedent(token).map(|form| super::IssueForm {
            wording: String::new(),
            tokens: Tokens {
                start: token,
                end: token + 1,
            },
            ..form
        });
        finish(&mut self.found, form, token, (way, true));
        true
    }

    fn clause(&mut self, verb: u32, mut way: Way, depth: usize) {
        let (reader, tree) = (self.reader, self.reader.tree);
        let named = |object: u32| actor_at(tree, reader.actors, object).is_some();
        if tree.is_negated(verb) {
            way.flipped = !way.flipped;
        }
        let into = reader.moved_into(verb, &tree.lemma(verb).to_lowercase());
        let effect = effect_of(tree, self.lexicon, verb, CuePos::Verb);
        if let Some((end, inner)) = self.brought(verb) {
            way.passed.push((end, way.flipped));
            let way = way.through(Effect::Flips);
            for object in inner {
                self.from(object, way.clone(), depth);
            }
            return;
        }
        if let Some(effect) = effect.filter(|_| into.is_none()) {
            let next = verb_objects(reader, verb);
            if BIDS.contains(&tree.lemma(verb)) && next.iter().all(|&object| named(object)) {
                return;
            }
            if !next.is_empty() {
                let own = !tree.own_subjects(verb).is_empty();
                way.around.agent |= own;
                if own || effect != Effect::Flips {
                    way.around.verbs.push(verb);
                }
                let before = self.found.len();
                let below = way.clone().through(effect);
                for object in next {
                    self.from(object, below.clone(), depth);
                }
                // What nothing below names is the clause itself.
                if self.found.len() > before || below.flipped != way.flipped {
                    return;
                }
            }
        }
        let form = reader.of_clause(verb, &way.around);
        let whether = tree
            .with(verb, &[Dep::Mark, Dep::Advmod])
            .any(|mark| matches!(tree.norm(mark), "whether" | "how" | "if"));
        if form.is_none() || whether {
            for subject in tree.own_subjects(verb) {
                if !named(subject) {
                    self.from(subject, way.clone(), depth);
                }
            }
        }
        if !whether {
            finish(&mut self.found, form, verb, (&way, false));
        }
    }

    fn actor(&mut self, token: u32, (actor, tokens): (ActorIx, Tokens), way: Way, depth: usize) {
        let (reader, tree) = (self.reader, self.reader.tree);
        // `Ukraine joining the alliance`: not the actor, but what it does.
        let mut clauses = tree.with(token, &[Dep::Acl]);
        let does = clauses.find(|&verb| verb == tokens.end && tree.tag(verb) == Tag::Vbg);
        if let Some(verb) = does {
            self.from(verb, way, depth);
            return;
        }
        // What somebody does to himself says nothing of him, nor does a lone `it` far away.
        let own = way.around.verbs.iter().any(|&verb| {
            let subjects = deep_subjects(tree, verb);
            let mut actors = subjects.iter().map(|subject| reader.actor(subject.token));
            actors.any(|subject| subject == Some(actor))
        });
        let loose = tree.norm(token) == "it" && tree.dep(token) == Dep::Pobj;
        if !own && !loose {
            self.found.push(Resolved {
                target: TargetDraft::Actor(actor),
                tokens,
                flipped: way.flipped,
                hedged: way.hedged,
                head: token,
                inferred: false,
                passed: way.passed,
            });
        }
    }

    fn noun(&mut self, noun: u32, mut way: Way, depth: usize) {
        let (reader, tree) = (self.reader, self.reader.tree);
        if tree.is_negated(noun) {
            way.flipped = !way.flipped;
        }
        let part = self
            .measured(noun)
            .or_else(|| Some(vec![reader.place_named(noun)?]));
        if let Some(part) = part {
            for object in part {
                self.from(object, way.clone(), depth);
            }
            return;
        }
        // `a resolution demanding a ceasefire`.
        let demands = tree
            .with(noun, &[Dep::Acl])
            .find(|&verb| tree.tag(verb) == Tag::Vbg);
        let text = reader.words.is("vehicle", tree.lemma(noun));
        if let Some(verb) = demands.filter(|&verb| text && verb > noun && is_verb(tree, verb)) {
            way.passed.push((noun, way.flipped));
            self.from(verb, way, depth);
            return;
        }
        if let Some((actor, tokens)) = self.facet(noun) {
            self.found.push(Resolved {
                target: TargetDraft::Actor(actor),
                tokens,
                flipped: way.flipped,
                hedged: way.hedged,
                head: noun,
                inferred: true,
                passed: Vec::new(),
            });
            return;
        }
        if reader.target_of_spending(noun, &way.around).is_some() {
            let form = reader.of_noun(noun, &way.around);
            finish(&mut self.found, form, noun, (&way, false));
            return;
        }
        let effect = effect_of(tree, self.lexicon, noun, CuePos::Noun);
        let done_by_another = way.around.agent && effect == Some(Effect::Flips);
        let next = noun_complements(reader, noun);
        // `the plan for Gaza` is not Gaza.
        let named = |&object: &u32| {
            actor_at(tree, reader.actors, object).is_some() || tree.upos(object) == Upos::Propn
        };
        let plan = effect == Some(Effect::Keeps)
            && reader.words.is("anaphor", tree.lemma(noun))
            && next.iter().all(named);
        let carried = reader.carried(noun, &reader.key_word(noun)).is_some();
        let talks = reader.is_mutual(noun) && !next.iter().any(|&object| is_verb(tree, object));
        let passes = !talks && !done_by_another && !next.is_empty() && !plan && !carried;
        if let Some(effect) = effect.filter(|_| passes) {
            way.passed.push((noun, way.flipped));
            if reader.words.is("bearer", tree.lemma(noun)) {
                let (possessors, names) = reader.owners(noun);
                let owners = possessors.into_iter().chain(names);
                way.around.bearers.extend(owners.take(2));
            }
            way.around.nouns.push(noun);
            let way = way.through(effect);
            for object in next {
                self.from(object, way.clone(), depth);
            }
            return;
        }
        let quality = matches!(tree.upos(noun), Upos::Adj | Upos::Adv);
        if !quality || tree.dep(noun) == Dep::Pobj {
            let form = reader.of_noun(noun, &way.around);
            finish(&mut self.found, form, noun, (&way, false));
        }
    }
}

impl Walk<'_> {
    /// What is measured, of `a part of the deal` or `billions in aid`.
    fn measured(&self, noun: u32) -> Option<Vec<u32>> {
        let (reader, tree) = (self.reader, self.reader.tree);
        if !reader.words.is("measure", tree.lemma(noun)) {
            return None;
        }
        let preps = tree.preps(noun, &["of", "in"]).filter(|&prep| prep > noun);
        let objects: Vec<u32> = preps.flat_map(|prep| tree.prep_objects(prep)).collect();
        (!objects.is_empty()).then_some(objects)
    }

    /// The noun and what it ends, of `bring an end to the war` and `put a stop to it`.
    fn brought(&self, verb: u32) -> Option<(u32, Vec<u32>)> {
        let tree = self.reader.tree;
        if !matches!(tree.lemma(verb), "bring" | "put") {
            return None;
        }
        let ends = ["end", "halt", "stop"];
        let mut objects = tree.with(verb, &[Dep::Dobj]);
        let end = objects.find(|&noun| ends.contains(&tree.lemma(noun)))?;
        let mut to = tree.preps(end, &["to"]).chain(tree.preps(verb, &["to"]));
        let to = to.find(|&prep| prep == end + 1)?;
        Some((end, tree.prep_objects(to)))
    }

    /// Whose leadership, record or credibility it is: who doubts that doubts him.
    fn facet(&self, noun: u32) -> Option<(ActorIx, Tokens)> {
        let (reader, tree) = (self.reader, self.reader.tree);
        if !reader.words.is("facet", tree.lemma(noun)) {
            return None;
        }
        let owner = reader.owner_of(noun)?;
        Some((owner, crate::attribution::source::phrase(tree, noun)))
    }
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

fn finish(
    found: &mut Vec<Resolved>,
    form: Option<super::IssueForm>,
    head: u32,
    (way, inferred): (&Way, bool),
) {
    if let Some(form) = form {
        found.push(Resolved {
            tokens: form.tokens,
            target: TargetDraft::Issue(form),
            flipped: way.flipped,
            hedged: way.hedged,
            head,
            inferred,
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
        .any(|&next| tree.tag(next) == Tag::Vb && tree.own_subjects(next).is_empty());
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
        .filter(|&clause| clause > noun && tree.tag(clause) == Tag::Vb)
        .collect()
}
