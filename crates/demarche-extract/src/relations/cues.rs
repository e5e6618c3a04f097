//! Relations by cue words: rows of `relation_cues.tsv` applied over the trees.

use demarche_model::{ActorKind, RelationKind, Status};
use demarche_nlp::{Dep, Upos};

use super::RelationDraft;
pub use super::rows::{COLUMNS, RelationCues};
use super::rows::{Ends, Row, Slot};
use super::time::standing;
use crate::attribution::source::actor_at;
use crate::cues::arguments::{deep_objects, deep_subjects, is_verb};
use crate::draft::{ActorIx, Actors, Tokens};
use crate::tree::Tree;

/// Every relation that a cue tells. O(tokens × rows of the word).
pub fn relations(tree: &Tree<'_>, actors: &Actors, cues: &RelationCues) -> Vec<RelationDraft> {
    let engine = Engine { tree, actors };
    let mut found: Vec<RelationDraft> = Vec::new();
    for token in 0..tree.len() {
        let verb = is_verb(tree, token);
        let noun = matches!(tree.upos(token), Upos::Noun | Upos::Propn);
        if !verb && !noun {
            continue;
        }
        let lemma = tree.lemma(token).to_lowercase();
        let Some(rows) = cues.rows.get(&(verb, lemma)) else {
            continue;
        };
        let first = found.len();
        for row in rows {
            if found.len() > first && found[first..].iter().any(|draft| draft.kind == row.kind) {
                continue;
            }
            engine.apply(row, token, &mut found);
        }
    }
    found
}

struct Engine<'a> {
    tree: &'a Tree<'a>,
    actors: &'a Actors,
}

type End = (ActorIx, Tokens);

impl Engine<'_> {
    fn apply(&self, row: &Row, token: u32, found: &mut Vec<RelationDraft>) {
        let tree = self.tree;
        let mut cue = Tokens {
            start: token,
            end: token + 1,
        };
        if let Some(word) = &row.with {
            let Some(at) = tree
                .children(token)
                .iter()
                .copied()
                .chain(
                    tree.head(token)
                        .filter(|&head| tree.upos(head) == Upos::Adp),
                )
                .find(|&child| tree.norm(child) == word || tree.lemma(child) == word)
            else {
                return;
            };
            cue.start = cue.start.min(at);
            cue.end = cue.end.max(at + 1);
        }
        if !row.theme.is_empty() && !self.has_theme(row, token) {
            return;
        }
        let pairs = self.pairs(row, token);
        if pairs.is_empty() {
            return;
        }
        let standing = standing(tree, token);
        if standing.negated {
            return;
        }
        let status = match (row.lasting, standing.status) {
            (true, Status::Past) => Status::Current,
            (_, status) => status,
        };
        let sentence = tree.sentence(token);
        let factor = if standing.hedged { 75 } else { 100 };
        for ((subject, subject_tokens), (object, object_tokens)) in pairs {
            if subject == object || !self.fits(row, subject, true) || !self.fits(row, object, false)
            {
                continue;
            }
            found.push(RelationDraft {
                subject,
                subject_tokens: Some(subject_tokens),
                kind: row.kind,
                object,
                object_tokens: Some(object_tokens),
                office: None,
                status,
                valid_from: None,
                valid_to: None,
                confidence: row.confidence.times(factor),
                hedged: standing.hedged,
                cue,
                evidence: Tokens {
                    start: sentence.start,
                    end: sentence.end,
                },
                rule: row.name.clone(),
            });
        }
    }

    fn fits(&self, row: &Row, actor: ActorIx, subject: bool) -> bool {
        let kind = self.actors.actor(actor).kind;
        match row.ends {
            Ends::Any => true,
            Ends::Bodies => kind != ActorKind::Person,
            Ends::People => matches!(kind, ActorKind::Person | ActorKind::Group),
            Ends::PersonBody => (kind == ActorKind::Person) == subject,
        }
    }

    /// Whether what is sent, given or imposed is what the row has in mind.
    fn has_theme(&self, row: &Row, token: u32) -> bool {
        let tree = self.tree;
        let themes = |noun: u32| {
            row.theme.iter().any(|theme| theme == tree.lemma(noun))
                || tree
                    .with(noun, &[Dep::Compound])
                    .any(|child| row.theme.iter().any(|theme| theme == tree.lemma(child)))
        };
        deep_objects(tree, token).into_iter().any(themes)
    }

    fn pairs(&self, row: &Row, token: u32) -> Vec<(End, End)> {
        if matches!(row.subject, Slot::Pair | Slot::Jointly) {
            let all = self.together(row, token);
            let mut pairs = Vec::new();
            for (index, &left) in all.iter().enumerate().take(6) {
                for &right in all.iter().skip(index + 1).take(6) {
                    pairs.push((left, right));
                }
            }
            return pairs;
        }
        let mut objects = self.fill(&row.object, token, row.kind);
        let Some(&(_, last)) = objects.last() else {
            return Vec::new();
        };
        if matches!(
            row.kind,
            RelationKind::MetWith | RelationKind::SpokeTo | RelationKind::NegotiatedWith
        ) {
            for end in super::apart::as_well_as(self.tree, self.actors, last) {
                if !objects.iter().any(|known| known.0 == end.0) {
                    objects.push(end);
                }
            }
        }
        // `the invasion of A`: A is not who invades.
        let taken = matches!(&row.object, Slot::Behind(words) if words.iter().any(|w| w == "of"));
        let subjects = match row.subject {
            Slot::Owner if taken => self.owners(token, row.kind, true),
            _ => self.fill(&row.subject, token, row.kind),
        };
        let mut pairs = Vec::new();
        // A long list on one side is a list of members; two long ones are a misreading.
        let most = |others: usize| if others == 1 { 40 } else { 6 };
        for &subject in subjects.iter().take(most(objects.len())) {
            for &object in objects.iter().take(most(subjects.len())) {
                pairs.push((subject, object));
            }
        }
        pairs
    }

    /// Members of a list: subjects of a verb, or those behind `between`.
    fn together(&self, row: &Row, token: u32) -> Vec<End> {
        let tree = self.tree;
        if is_verb(tree, token) {
            let alone = row.subject == Slot::Jointly
                || tree.with(token, &[Dep::Dobj]).next().is_none()
                    && tree.preps(token, &["with", "to"]).next().is_none();
            if !alone {
                return Vec::new();
            }
            let subjects = deep_subjects(tree, token);
            return self.ends(subjects.into_iter().map(|argument| argument.token));
        }
        let between = self.ends(
            tree.preps(token, &["between", "among", "of"])
                .filter(|&prep| {
                    row.object == Slot::Pair && tree.norm(prep) != "of"
                        || tree.norm(prep) == "between"
                })
                .flat_map(|prep| tree.prep_objects(prep)),
        );
        if between.len() >= 2 {
            return between;
        }
        if let [first] = between[..] {
            let apart = super::apart::behind_inset(tree, self.actors, first.1);
            if let Some(second) = apart.filter(|second| second.0 != first.0) {
                return vec![first, second];
            }
        }
        // `the agreement on 2 December between A and B`, `a deal reached between A and B`.
        let farther = tree
            .preps(token, &["on", "in", "of", "about"])
            .flat_map(|prep| tree.prep_objects(prep))
            .chain(tree.with(token, &[Dep::Acl]))
            .flat_map(|inner| tree.preps(inner, &["between"]))
            .flat_map(|prep| tree.prep_objects(prep));
        let farther = self.ends(farther);
        if farther.len() >= 2 {
            return farther;
        }
        if let [first] = farther[..] {
            let apart = super::apart::behind_inset(tree, self.actors, first.1);
            if let Some(second) = apart.filter(|second| second.0 != first.0) {
                return vec![first, second];
            }
        }
        let hyphenated = self.hyphenated(token);
        if !hyphenated.is_empty() {
            return hyphenated;
        }
        // `A and B held talks`.
        let holders = self.light_verb(token).map(|verb| deep_subjects(tree, verb));
        let holders = holders.unwrap_or_default().into_iter();
        let other = tree.preps(token, &["with"]).next().is_some();
        let holders = self.ends(holders.map(|argument| argument.token));
        if holders.len() >= 2 && !other {
            return holders;
        }
        Vec::new()
    }

    /// `the Russia-Ukraine war`: two names joined by a hyphen before the noun.
    fn hyphenated(&self, noun: u32) -> Vec<End> {
        let tree = self.tree;
        let first = noun.saturating_sub(8);
        for hyphen in (first + 1..noun).rev() {
            if !matches!(tree.text(hyphen), "-" | "–" | "—" | "/") {
                continue;
            }
            let ends = (
                self.actors.covering(hyphen - 1),
                self.actors.covering(hyphen + 1),
            );
            if let (Some(left), Some(right)) = ends {
                let close = tree.sentence_index(hyphen) == tree.sentence_index(noun);
                let bodies = [left.actor, right.actor]
                    .iter()
                    .all(|&actor| self.actors.actor(actor).kind != ActorKind::Person);
                if close && bodies && right.tokens.end + 3 >= noun {
                    return vec![(left.actor, left.tokens), (right.actor, right.tokens)];
                }
            }
        }
        Vec::new()
    }

    fn ends(&self, tokens: impl Iterator<Item = u32>) -> Vec<End> {
        let mut found: Vec<End> = Vec::new();
        for token in tokens {
            let end = actor_at(self.tree, self.actors, token);
            let fresh = |end: &End| !found.iter().any(|known| known.0 == end.0);
            if let Some(end) = end.filter(fresh) {
                found.push(end);
            }
        }
        found
    }

    fn fill(&self, slot: &Slot, token: u32, kind: RelationKind) -> Vec<End> {
        let tree = self.tree;
        match slot {
            Slot::Subject => {
                let mut all: Vec<u32> = deep_subjects(tree, token)
                    .into_iter()
                    .map(|argument| argument.token)
                    .collect();
                // `the coalition to defeat the junta`: who is formed to do it does it.
                let formed = tree.head(token).filter(|_| tree.dep(token) == Dep::Acl);
                all.extend(formed);
                all.extend(self.hyphen_agents(token));
                self.ends(all.into_iter())
            }
            Slot::Object => {
                let described = tree
                    .head(token)
                    .filter(|_| !self.hyphen_agents(token).is_empty());
                let mut all = deep_objects(tree, token);
                all.extend(described);
                self.hit(all, kind)
            }
            Slot::Behind(words) => {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let preps: Vec<u32> = tree.preps(token, &words).collect();
                let datives = if words.contains(&"to") {
                    tree.with(token, &[Dep::Dative]).collect()
                } else {
                    Vec::new()
                };
                // `proposed a plan to the council`: the parser hangs the goal on the object.
                let goals: Vec<&str> = words
                    .iter()
                    .copied()
                    .filter(|word| matches!(*word, "against" | "at" | "from" | "to"))
                    .collect();
                let preps = if preps.is_empty() && is_verb(tree, token) {
                    tree.with(token, &[Dep::Dobj])
                        .flat_map(|object| tree.preps(object, &goals).collect::<Vec<u32>>())
                        .collect()
                } else {
                    preps
                };
                let preps = if preps.is_empty() {
                    self.light_verb(token)
                        .map(|verb| tree.preps(verb, &words).collect())
                        .unwrap_or_default()
                } else {
                    preps
                };
                let behind = preps.into_iter().flat_map(|prep| tree.prep_objects(prep));
                self.hit(behind.chain(datives).collect(), kind)
            }
            Slot::Owner => self.owners(token, kind, false),
            Slot::Holder => self.holders(token),
            Slot::Pair | Slot::Jointly => Vec::new(),
        }
    }

    /// `Iran-backed militias`: who stands before the hyphen of a participle does it.
    fn hyphen_agents(&self, verb: u32) -> Vec<u32> {
        let tree = self.tree;
        let hyphen = verb.checked_sub(1);
        let glued = hyphen.is_some_and(|at| matches!(tree.text(at), "-" | "–" | "‑"));
        if !glued || tree.dep(verb) != Dep::Amod || tree.tag(verb) != demarche_nlp::Tag::Vbn {
            return Vec::new();
        }
        let before = verb.checked_sub(2);
        before.into_iter().collect()
    }

    /// What is named, and for blows also whose it is: `strikes on Houthi positions`.
    fn hit(&self, tokens: Vec<u32>, kind: RelationKind) -> Vec<End> {
        let tree = self.tree;
        let blow = matches!(kind, RelationKind::Attacked | RelationKind::AtWarWith);
        let owner = |token: u32| {
            let unnamed = blow && actor_at(tree, self.actors, token).is_none();
            let own = [Dep::Compound, Dep::Amod, Dep::Nmod, Dep::Poss];
            let mut modifiers = tree.with(token, &own).filter(|_| unnamed);
            let body = |&child: &u32| {
                let end = actor_at(tree, self.actors, child);
                end.is_some_and(|(actor, _)| self.actors.actor(actor).kind != ActorKind::Person)
            };
            modifiers.find(body).unwrap_or(token)
        };
        let tokens: Vec<u32> = tokens.into_iter().map(owner).collect();
        self.ends(tokens.into_iter())
    }

    /// The verb that only lends its grammar to the noun: `held a call with`.
    fn light_verb(&self, noun: u32) -> Option<u32> {
        let tree = self.tree;
        let verb = tree.head(noun).filter(|_| tree.dep(noun) == Dep::Dobj)?;
        let light = matches!(
            tree.lemma(verb),
            "begin"
                | "conduct"
                | "continue"
                | "have"
                | "hold"
                | "impose"
                | "launch"
                | "make"
                | "open"
                | "resume"
                | "start"
        );
        light.then_some(verb)
    }

    /// Possessor, modifier, `of` and `by`; else the subject of the clause that the noun stands in.
    /// `taken`: the phrase with `of` is the other end.
    fn owners(&self, noun: u32, kind: RelationKind, taken: bool) -> Vec<End> {
        let tree = self.tree;
        let before = tree
            .with(noun, &[Dep::Poss, Dep::Compound, Dep::Amod, Dep::Nmod])
            .filter(|&child| child < noun);
        let direct = self.ends(before);
        if !direct.is_empty() {
            return direct;
        }
        let words = ["by", "from", "of"];
        let words = if taken { &words[..2] } else { &words[..] };
        let behind = tree
            .preps(noun, words)
            .flat_map(|prep| tree.prep_objects(prep));
        let behind = self.ends(behind);
        if !behind.is_empty() {
            return behind;
        }
        // Whoever condemns an attack did not make it: what is done to others needs its doer near.
        let hostile = matches!(
            kind,
            RelationKind::Attacked
                | RelationKind::Threatened
                | RelationKind::Sanctioned
                | RelationKind::SuppliedAidTo
        ) || (taken && kind == RelationKind::AtWarWith);
        if hostile && !self.is_done(noun) {
            return Vec::new();
        }
        let mut at = noun;
        for _ in 0..5 {
            let Some(head) = tree.head(at) else { break };
            if is_verb(tree, head) {
                if matches!(tree.dep(at), Dep::Nsubj | Dep::Nsubjpass) {
                    return Vec::new();
                }
                let subjects = deep_subjects(tree, head);
                return self.ends(subjects.into_iter().map(|argument| argument.token));
            }
            if let Some(end) = self.possessor(head) {
                return vec![end];
            }
            at = head;
        }
        Vec::new()
    }

    /// Whether the noun is the object of a verb that makes it happen.
    fn is_done(&self, noun: u32) -> bool {
        const MAKE: &[&str] = &[
            "announce",
            "approve",
            "carry",
            "deliver",
            "direct",
            "expand",
            "give",
            "grant",
            "increase",
            "intensify",
            "issue",
            "mount",
            "offer",
            "order",
            "pledge",
            "promise",
            "provide",
            "send",
            "slap",
            "stage",
            "step",
            "supply",
            "tighten",
            "voice",
        ];
        let tree = self.tree;
        self.light_verb(noun).is_some()
            || tree
                .head(noun)
                .is_some_and(|verb| tree.dep(noun) == Dep::Dobj && MAKE.contains(&tree.lemma(verb)))
    }

    fn possessor(&self, noun: u32) -> Option<End> {
        let mut owners = self.tree.with(noun, &[Dep::Poss]);
        owners.find_map(|owner| actor_at(self.tree, self.actors, owner))
    }

    /// `A, a friend of B`, `A is a friend of B`, `B's friend A`.
    fn holders(&self, noun: u32) -> Vec<End> {
        let tree = self.tree;
        match tree.dep(noun) {
            Dep::Appos => self.ends(tree.head(noun).into_iter()),
            Dep::Attr | Dep::Oprd => {
                let verb = tree.head(noun);
                let subjects = verb
                    .map(|verb| deep_subjects(tree, verb))
                    .unwrap_or_default();
                self.ends(subjects.into_iter().map(|argument| argument.token))
            }
            // `The island, as part of the union, agreed.`
            Dep::Pobj if tree.head(noun).is_some_and(|prep| tree.norm(prep) == "as") => {
                let governor = tree.head(noun).and_then(|prep| tree.head(prep));
                let governor = governor.unwrap_or(noun);
                let adjective = tree.upos(governor) == Upos::Adj;
                let governor = tree
                    .head(governor)
                    .filter(|_| adjective)
                    .unwrap_or(governor);
                if is_verb(tree, governor) {
                    let subjects = deep_subjects(tree, governor);
                    self.ends(subjects.into_iter().map(|argument| argument.token))
                } else {
                    self.ends(std::iter::once(governor))
                }
            }
            Dep::Compound | Dep::Nmod => {
                let name = tree.head(noun).filter(|&head| head > noun);
                self.ends(name.into_iter())
            }
            _ => {
                let named = tree.with(noun, &[Dep::Appos]);
                self.ends(named)
            }
        }
    }
}
