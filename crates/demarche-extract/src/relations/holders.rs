//! Who holds which office, and where.

use std::collections::BTreeMap;

use demarche_model::{ActorKind, RelationKind, Status};
use demarche_nlp::{Dep, Tag, Upos};

use super::time::{standing, tense_is_past};
use crate::attribution::source::actor_at;
use crate::draft::{ActorIx, Actors, DocActor, Mention, Tokens};
use crate::lexicon::{HeldAt, Lexicon};
use crate::mentions::OfficePhrase;
use crate::mentions::groups::surname;
use crate::tree::Tree;

/// Who holds which office: the constructions that say so.
pub(super) struct Desk<'a> {
    pub tree: &'a Tree<'a>,
    pub lexicon: &'a Lexicon,
    pub actors: &'a Actors,
    keys: BTreeMap<&'a str, ActorIx>,
    surnames: BTreeMap<&'a str, ActorIx>,
}

fn indexed(actors: &Actors) -> impl Iterator<Item = (ActorIx, &DocActor)> {
    (0u32..).map(ActorIx).zip(actors.list())
}

/// States and organizations by key.
fn keys(actors: &Actors) -> BTreeMap<&str, ActorIx> {
    indexed(actors)
        .filter(|(_, actor)| actor.kind != ActorKind::Person)
        .map(|(index, actor)| (actor.key.as_str(), index))
        .collect()
}

/// People by surname.
fn surnames(actors: &Actors) -> BTreeMap<&str, ActorIx> {
    indexed(actors)
        .filter(|(_, actor)| actor.kind == ActorKind::Person)
        .map(|(index, actor)| (surname(&actor.name), index))
        .collect()
}

/// Person, mention, rule, confidence in hundredths, status.
pub(super) type Holder = (ActorIx, Tokens, &'static str, u8, Status);

impl<'a> Desk<'a> {
    pub fn new(tree: &'a Tree<'a>, lexicon: &'a Lexicon, actors: &'a Actors) -> Self {
        Self {
            tree,
            lexicon,
            actors,
            keys: keys(actors),
            surnames: surnames(actors),
        }
    }

    fn person(&self, token: u32) -> Option<(ActorIx, Tokens)> {
        let (actor, tokens) = actor_at(self.tree, self.actors, token)?;
        (self.actors.actor(actor).kind == ActorKind::Person).then_some((actor, tokens))
    }

    /// Who holds the office, by the first construction that tells.
    pub fn holders(&self, phrase: &OfficePhrase) -> Vec<Holder> {
        if phrase.plural {
            return self.listed(phrase);
        }
        self.titled(phrase)
            .or_else(|| self.apposed(phrase))
            .or_else(|| self.copular(phrase))
            .or_else(|| self.behind_as(phrase))
            .into_iter()
            .collect()
    }

    /// `Defence Minister Andris Sprūds`.
    fn titled(&self, phrase: &OfficePhrase) -> Option<Holder> {
        let last = phrase.tokens.end - 1;
        let after = self
            .actors
            .mentions()
            .partition_point(|mention| mention.tokens.start <= last);
        let near = &self.actors.mentions()[after.saturating_sub(12)..after];
        let mention = near.iter().rev().find(|mention| {
            mention.tokens.has(last)
                && mention.tokens.end > phrase.tokens.end
                && self.actors.actor(mention.actor).kind == ActorKind::Person
        })?;
        let status = phrase.status;
        Some((mention.actor, mention.tokens, "title", 95, status))
    }

    /// `Sprūds, the defence minister of Latvia,` and `the minister, Andris Sprūds,`.
    fn apposed(&self, phrase: &OfficePhrase) -> Option<Holder> {
        let tree = self.tree;
        let head = phrase.head;
        let status = phrase.status;
        if tree.dep(head) == Dep::Appos {
            let person = tree.head(head).and_then(|name| self.person(name));
            if let Some((actor, tokens)) = person {
                return Some((actor, tokens, "apposition", 90, status));
            }
        }
        let mut below = tree.with(head, &[Dep::Appos]);
        if let Some((actor, tokens)) = below.find_map(|name| self.person(name)) {
            return Some((actor, tokens, "apposition", 90, status));
        }
        if let Some((actor, tokens)) = self.named_behind(phrase) {
            return Some((actor, tokens, "apposition.behind", 85, status));
        }
        // `Ann Hill, a senator's aide`: the office is another one's.
        let end = phrase.tokens.end;
        if end < tree.sentence(head).end && tree.tag(end) == Tag::Pos {
            return None;
        }
        // A name and a comma right before the phrase, whatever the tree says.
        let mut start = phrase.tokens.start;
        for _ in 0..6 {
            let at = start.checked_sub(1)?;
            if tree.text(at) == "," {
                let name = at.checked_sub(1)?;
                let mention = self.actors.covering(name)?;
                let person = self.actors.actor(mention.actor).kind == ActorKind::Person;
                let whole = mention.tokens.end == at && mention.form == crate::draft::Form::Name;
                let first = self.tree.sentence(name).start == mention.tokens.start
                    && !matches!(tree.dep(mention.head), Dep::Nsubj | Dep::Nsubjpass);
                let closed = first || self.closes(phrase);
                return (person && whole && closed).then_some((
                    mention.actor,
                    mention.tokens,
                    "apposition.near",
                    80,
                    status,
                ));
            }
            let inside = Some(at) == phrase.owner
                || matches!(tree.norm(at), "the" | "a" | "an" | "'s" | "’s" | "of")
                || tree.tag(at) == Tag::Pos
                || self.actors.covering(at).is_some()
                || matches!(tree.norm(at), "former" | "current" | "new" | "then" | "-");
            if !inside {
                return None;
            }
            start = at;
        }
        None
    }

    /// `the president of Zambia, Chishimba Mwape,`: the tree often ties the name to the country.
    fn named_behind(&self, phrase: &OfficePhrase) -> Option<(ActorIx, Tokens)> {
        let tree = self.tree;
        let end = tree.sentence(phrase.head).end;
        let mut at = phrase.tokens.end;
        if at < end && matches!(tree.norm(at), "of" | "for" | "at") {
            at += 1;
            let first = at + u32::from(at < end && tree.norm(at) == "the");
            // A place may be no actor: `the governor of East Bohr, Ann Hill,`.
            let place = (first..end).take(4);
            let place = place.take_while(|&word| tree.upos(word) == Upos::Propn);
            let actor = self
                .actors
                .covering(first)
                .map(|mention| mention.tokens.end);
            at = actor.or_else(|| place.last().map(|last| last + 1))?;
        }
        if at >= end || tree.text(at) != "," {
            return None;
        }
        let mention = self.actors.mentions();
        let first = mention.partition_point(|mention| mention.tokens.start <= at);
        let mention = mention
            .get(first)
            .filter(|next| next.tokens.start == at + 1)?;
        let named = mention.form == crate::draft::Form::Name;
        let person = self.actors.actor(mention.actor).kind == ActorKind::Person;
        let close = mention.tokens.end;
        // A list (`the minister, Ann Hill and others`) is not an apposition.
        let closed = close < end && matches!(tree.text(close), "," | "." | ";" | "—" | "–" | ")");
        let definite = phrase.article != crate::mentions::Article::Indefinite;
        (named && person && closed && definite).then_some((mention.actor, mention.tokens))
    }

    /// Whether the phrase is not the subject of a verb of its own.
    fn closes(&self, phrase: &OfficePhrase) -> bool {
        !matches!(
            self.tree.dep(phrase.head),
            Dep::Nsubj | Dep::Nsubjpass | Dep::Conj
        )
    }

    /// `Sprūds is the minister`, `Sprūds became minister`, `Sprūds was elected president`.
    fn copular(&self, phrase: &OfficePhrase) -> Option<Holder> {
        let tree = self.tree;
        let head = tree.first_conjunct(phrase.head);
        if !matches!(
            tree.dep(head),
            Dep::Attr | Dep::Oprd | Dep::Dobj | Dep::Xcomp
        ) {
            return None;
        }
        let verb = tree.head(head)?;
        let lemma = tree.lemma(verb);
        let negated = tree.is_negated(verb);
        let subject = || {
            crate::cues::arguments::surface_subjects(tree, verb, 3)
                .into_iter()
                .find_map(|argument| self.person(argument.token))
        };
        if negated {
            return None;
        }
        if tree.dep(head) == Dep::Attr && matches!(lemma, "be" | "become" | "remain") {
            let (actor, tokens) = subject()?;
            let past = lemma == "be" && tense_is_past(tree, verb);
            let status = match (past, phrase.marked) {
                (true, false) => Status::Former,
                (false, false) => yet_to_come(tree, verb).unwrap_or(phrase.status),
                _ => phrase.status,
            };
            return Some((actor, tokens, "copula", 85, status));
        }
        if matches!(
            lemma,
            "elect"
                | "appoint"
                | "name"
                | "nominate"
                | "choose"
                | "pick"
                | "designate"
                | "call"
                | "describe"
        ) {
            let person = if tree.is_passive(verb) {
                subject()
            } else {
                tree.with(verb, &[Dep::Dobj, Dep::Dative])
                    .filter(|&object| object != head)
                    .find_map(|object| self.person(object))
            };
            let (actor, tokens) = person?;
            return Some((
                actor,
                tokens,
                "appointment",
                80,
                yet_to_come(tree, verb).unwrap_or_else(|| named_status(lemma, phrase)),
            ));
        }
        None
    }

    /// `Sprūds served as minister`, `appointed Sprūds as minister`, `his term as president`.
    fn behind_as(&self, phrase: &OfficePhrase) -> Option<Holder> {
        let tree = self.tree;
        if tree.dep(phrase.head) != Dep::Pobj {
            return None;
        }
        let prep = tree.head(phrase.head)?;
        if tree.norm(prep) != "as" {
            return None;
        }
        let governor = tree.head(prep)?;
        let lemma = tree.lemma(governor);
        if matches!(
            lemma,
            "term" | "tenure" | "time" | "stint" | "year" | "day" | "spell" | "career"
        ) {
            let mut owners = tree.with(governor, &[Dep::Poss]);
            let (actor, tokens) = owners.find_map(|owner| self.person(owner))?;
            let status = if phrase.marked {
                phrase.status
            } else {
                Status::Former
            };
            return Some((actor, tokens, "tenure", 80, status));
        }
        let objects = matches!(
            lemma,
            "appoint"
                | "name"
                | "nominate"
                | "choose"
                | "pick"
                | "elect"
                | "select"
                | "install"
                | "swear"
                | "describe"
                | "identify"
        );
        let person = if objects {
            crate::cues::arguments::deep_objects(tree, governor)
                .into_iter()
                .find_map(|object| self.person(object))
        } else if matches!(
            lemma,
            "serve"
                | "work"
                | "act"
                | "take"
                | "resign"
                | "step"
                | "return"
                | "retire"
                | "continue"
        ) {
            crate::cues::arguments::surface_subjects(tree, governor, 3)
                .into_iter()
                .find_map(|argument| self.person(argument.token))
        } else {
            None
        };
        let (actor, tokens) = person?;
        let status = match lemma {
            _ if phrase.marked => phrase.status,
            "serve" | "work" | "act" if tense_is_past(tree, governor) => Status::Former,
            "resign" | "step" | "retire" => Status::Former,
            _ if objects => {
                yet_to_come(tree, governor).unwrap_or_else(|| named_status(lemma, phrase))
            }
            _ => Status::Current,
        };
        Some((actor, tokens, "as", 80, status))
    }

    /// `advisers including A and B`, `ministers such as A`.
    fn listed(&self, phrase: &OfficePhrase) -> Vec<Holder> {
        let tree = self.tree;
        let preps = tree.preps(phrase.head, &["including", "like", "as"]);
        let prepped = preps
            .filter(|&prep| {
                tree.norm(prep) != "as" || tree.with(prep, &[Dep::Amod]).next().is_some()
            })
            .flat_map(|prep| tree.prep_objects(prep));
        let apposed = tree
            .with(phrase.head, &[Dep::Appos])
            .flat_map(|name| tree.conjuncts(name));
        let named: Vec<u32> = prepped.chain(apposed).collect();
        named
            .into_iter()
            .filter_map(|token| self.person(token))
            .map(|(actor, tokens)| (actor, tokens, "listed", 80, phrase.status))
            .collect()
    }

    /// Where the office is held: the owner before it, the phrase behind it, what its wording
    /// implies, the country of its holder.
    pub fn place(
        &self,
        phrase: &OfficePhrase,
        holder: ActorIx,
    ) -> Option<(ActorIx, Option<Tokens>)> {
        let tree = self.tree;
        let office = self.lexicon.offices.office(phrase.office);
        let owned = phrase.owner.and_then(|token| {
            let mention = self
                .actors
                .covering(token)
                .or_else(|| self.before_whose(token))?;
            Some((mention.actor, Some(mention.tokens)))
        });
        let of = ["of", "at", "for", "in", "with"];
        let behind = || {
            (phrase.tokens.start..phrase.tokens.end)
                .rev()
                .flat_map(|token| tree.preps(token, &of))
                .flat_map(|prep| tree.prep_objects(prep))
                .filter(|&object| !phrase.tokens.has(object))
                .find_map(|object| self.deep_place(object))
        };
        let group_owner = || self.group_owner(phrase);
        let body = |&(actor, _): &(ActorIx, Option<Tokens>)| {
            self.actors.actor(actor).kind == ActorKind::Organization
        };
        let state = |&(actor, _): &(ActorIx, Option<Tokens>)| {
            self.actors.actor(actor).kind == ActorKind::State
        };
        // `the French head of the agency`: where he comes from, and what he heads.
        let abroad = (office.held_at != HeldAt::State && owned.as_ref().is_some_and(state))
            .then(behind)
            .flatten()
            .filter(body);
        let found = abroad
            .or(owned)
            .or_else(behind)
            .or_else(|| self.body_beside(phrase))
            .or_else(group_owner);
        if let Some((actor, tokens)) = found.filter(|&(actor, _)| actor != holder) {
            let kind = self.actors.actor(actor).kind;
            return match (kind, office.held_at) {
                (ActorKind::Person, HeldAt::State | HeldAt::Organization)
                    if office.relation != RelationKind::AdviserTo =>
                {
                    self.state_of(actor).map(|state| (state, None))
                }
                (ActorKind::Person, HeldAt::Either) if office.relation == RelationKind::EnvoyTo => {
                    self.state_of(actor).map(|state| (state, None))
                }
                // `leader of an armed group`; the rows of people who lead are not those of states.
                (ActorKind::Group, _) => {
                    let behind = tokens.is_some_and(|tokens| tokens.start >= phrase.tokens.end);
                    let leads = behind && office.heads && office.held_at == HeldAt::Either;
                    leads.then_some((actor, tokens))
                }
                _ => Some((actor, tokens)),
            };
        }
        let implied = self.by_key(&office.default);
        if let Some(actor) = implied.filter(|_| !office.default.is_empty()) {
            return Some((actor, None));
        }
        let political = matches!(office.held_at, HeldAt::State)
            || (office.held_at == HeldAt::Either && office.heads);
        if !political {
            return None;
        }
        // `under Trump's presidency`: the country of that person.
        let under = tree
            .preps(phrase.head, &["under", "during"])
            .map(|prep| tree.subtree(prep))
            .find_map(|range| {
                (range.start..range.end).find_map(|token| self.person(token).map(|found| found.0))
            });
        let state = self.state_of(under.unwrap_or(holder))?;
        Some((state, None))
    }

    /// `Chile, whose foreign minister`: the name before the comma.
    fn before_whose(&self, token: u32) -> Option<&Mention> {
        let comma = token.checked_sub(1)?;
        let relative = self.tree.tag(token) == Tag::WpDollar && self.tree.text(comma) == ",";
        let mention = self.actors.covering(comma.checked_sub(1)?)?;
        (relative && mention.tokens.end == comma).then_some(mention)
    }

    /// `Jane Doe, commander, Northern Command`: the organization set off behind the office.
    fn body_beside(&self, phrase: &OfficePhrase) -> Option<(ActorIx, Option<Tokens>)> {
        let comma = phrase.tokens.end;
        let inside = comma + 1 < self.tree.sentence(phrase.head).end;
        if !inside || self.tree.text(comma) != "," || self.tree.dep(phrase.head) != Dep::Appos {
            return None;
        }
        let mention = self.actors.covering(comma + 1)?;
        let organization = self.actors.actor(mention.actor).kind == ActorKind::Organization;
        let apposed = self.tree.dep(mention.head) == Dep::Appos;
        (organization && apposed && mention.tokens.start == comma + 1)
            .then_some((mention.actor, Some(mention.tokens)))
    }

    /// The actor behind a preposition, through a list of departments, `director of science at X`,
    /// or as the owner of one, `head of X's finances`.
    fn deep_place(&self, object: u32) -> Option<(ActorIx, Option<Tokens>)> {
        let tree = self.tree;
        if let Some((actor, tokens)) = actor_at(tree, self.actors, object) {
            return Some((actor, Some(tokens)));
        }
        let body = |&(actor, _): &(ActorIx, Tokens)| {
            self.actors.actor(actor).kind == ActorKind::Organization
        };
        let below = tree
            .preps(object, &["of", "at", "for", "in"])
            .flat_map(|prep| tree.prep_objects(prep))
            .find_map(|inner| actor_at(tree, self.actors, inner));
        let owner = || {
            let mut owners = tree.with(object, &[Dep::Poss]);
            owners.find_map(|owner| actor_at(tree, self.actors, owner).filter(body))
        };
        below
            .or_else(owner)
            .map(|(actor, tokens)| (actor, Some(tokens)))
    }

    /// `Advisers, including A` after `Trump's advisers`: the owner of the group.
    fn group_owner(&self, phrase: &OfficePhrase) -> Option<(ActorIx, Option<Tokens>)> {
        let mention = self.actors.covering(phrase.tokens.end - 1)?;
        let group = self.actors.actor(mention.actor);
        if group.kind != ActorKind::Group {
            return None;
        }
        let short = group.name.split(' ').next()?;
        Some((self.surnames.get(short).copied()?, None))
    }

    /// The state of a known person, if the document names it.
    fn state_of(&self, person: ActorIx) -> Option<ActorIx> {
        let gazetteer = &self.lexicon.gazetteer;
        let entry = gazetteer.by_key(&self.actors.actor(person).key)?;
        let state = &gazetteer.entry(entry).state;
        if state.is_empty() {
            return None;
        }
        self.by_key(state)
    }

    fn by_key(&self, key: &str) -> Option<ActorIx> {
        self.keys.get(key).copied()
    }
}

/// `will become minister`, `could become minister`: a plan or a rumour.
fn yet_to_come(tree: &Tree<'_>, verb: u32) -> Option<Status> {
    let standing = standing(tree, verb);
    match (standing.status, standing.hedged) {
        (_, true) => Some(Status::Speculated),
        (Status::Planned, false) => Some(Status::Planned),
        _ => None,
    }
}

/// Status of one who is named to an office.
fn named_status(verb: &str, phrase: &OfficePhrase) -> Status {
    match verb {
        _ if phrase.marked => phrase.status,
        "nominate" | "pick" | "choose" | "designate" | "name" | "select" => Status::Designate,
        _ => Status::Current,
    }
}
