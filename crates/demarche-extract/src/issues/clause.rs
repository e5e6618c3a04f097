//! From a clause to its proposition.

use demarche_model::ActorKind;
use demarche_nlp::{Dep, Tag, Upos};

use crate::{
    cues::arguments::{deep_objects, deep_subjects},
    draft::{ActorIx, Tokens},
};

use super::{
    IssueForm,
    complements::things_before,
    form::{Around, LONGEST},
    phrase::{Reader, gerund},
    proposition::{Piece, Proposition},
    words::{Predicate, Shape},
};

/// How far behind an object its other side may stand, in tokens.
const NEAR: u32 = 12;

/// What a clause says, with its words.
type Clause = (Proposition, Tokens);

impl Reader<'_> {
    /// The issue that a clause names, by its verb.
    pub fn of_clause(&self, verb: u32, around: &Around) -> Option<IssueForm> {
        let (whole, tokens) = self.clause(verb, around)?;
        let mut whole = self.completed(whole, verb);
        self.without_holder(&mut whole, around.holder);
        let row = whole.predicate.and_then(|place| self.words.at(place));
        let nobody = row.is_some_and(|row| row.shape == Shape::Done) && whole.others.is_empty();
        let bare = row.is_some_and(|row| whole.is_bare() && !self.words.is("bare", &row.name));
        if bare || nobody {
            return None;
        }
        Some(self.compose(whole, tokens))
    }

    /// The proposition of a clause, before it is completed.
    pub(super) fn clause(&self, verb: u32, around: &Around) -> Option<Clause> {
        let lemma = self.tree.lemma(verb).to_lowercase();
        if matches!(lemma.as_str(), "be" | "become" | "remain" | "belong") {
            return self.of_being(verb, &lemma, around);
        }
        let tokens = self.clause_tokens(verb);
        let particle = self.particle(verb);
        let phrase = particle.map(|word| format!("{lemma} {}", self.tree.norm(word)));
        if let Some(found) = self.moved_into(verb, &lemma) {
            return Some((found, tokens));
        }
        if let Some(found) = self.of_light(verb, &lemma, around) {
            return Some((found, tokens));
        }
        let with_particle = phrase.as_deref().and_then(|phrase| self.words.verb(phrase));
        let alone = particle.is_none_or(|word| self.tree.dep(word) != Dep::Prt);
        let lone = self.words.verb(&lemma).filter(|_| alone);
        let mut place = with_particle.or(lone);
        if self.pays_share(verb, &lemma) {
            place = self.spending();
        }
        let caused = phrase
            .as_deref()
            .and_then(|phrase| self.words.causative(phrase));
        let caused = caused.or_else(|| self.words.causative(&lemma));
        let objects = deep_objects(self.tree, verb);
        if let Some(place) = caused {
            let moves = |&object: &u32| self.moves(object, place);
            if objects.iter().any(moves)
                && (self.words.verb(&lemma) != Some(place) || place_from(self.words.at(place)))
            {
                return Some((self.of_causative(verb, place, &objects), tokens));
            }
        }
        // `leave the room`, `join the fight`: only clubs and countries are joined and left.
        let actor = |&object: &u32| {
            let kind = self
                .actor(object)
                .map(|actor| self.actors.actor(actor).kind);
            matches!(kind, Some(ActorKind::Organization | ActorKind::State))
        };
        if self.words.is("strict", &lemma) && !objects.iter().any(actor) {
            place = with_particle;
        }
        match place.and_then(|place| Some((place, self.words.at(place)?))) {
            Some((place, row)) => {
                let found = self.of_predicate(verb, (place, row), &objects, around);
                Some((found, tokens))
            }
            None => Some((self.of_plain(verb, &lemma, &objects)?, tokens)),
        }
    }

    fn clause_tokens(&self, verb: u32) -> Tokens {
        let range = self.tree.subtree(verb);
        let start = range.start.max(verb.saturating_sub(40));
        let own: Vec<u32> = self.tree.own_subjects(verb);
        let first = own.iter().map(|&subject| self.tree.subtree(subject).start);
        Tokens {
            start: first.min().unwrap_or(verb).max(start),
            end: self.clause_end(verb),
        }
    }

    fn particle(&self, verb: u32) -> Option<u32> {
        let after = self.tree.with(verb, &[Dep::Prt, Dep::Advmod, Dep::Prep]);
        let mut after = after.filter(|&word| word > verb && word < verb + 4);
        after.find(|&word| {
            let adverb = matches!(
                self.tree.norm(word),
                "away" | "out" | "back" | "down" | "off"
            );
            self.tree.dep(word) == Dep::Prt || adverb
        })
    }

    /// Whether the object is what the causative moves: an actor, or somebody's troops.
    fn moves(&self, object: u32, place: usize) -> bool {
        let idle = |row: &Predicate| row.idle.contains(&self.key_word(object));
        self.actor(object).is_some() || self.words.at(place).is_some_and(idle)
    }

    /// `withdraw the troops from Mali`, `admit Oman to the union`: who is moved does it; troops
    /// without an owner are the subject's.
    fn of_causative(&self, verb: u32, place: usize, objects: &[u32]) -> Proposition {
        let row = self.words.at(place);
        let mut whole = Proposition::of(Some(place), Piece::default());
        whole.open = true;
        let pieces = objects
            .iter()
            .filter_map(|&object| self.argument(object, "", row));
        whole.agents = pieces.filter(|piece| !piece.actors.is_empty()).collect();
        let organization = row.is_some_and(|row| row.shape == Shape::Organization);
        if whole.agents.is_empty() || organization {
            let subjects = self.subject_agents(verb, None);
            let joined = |piece: &Piece| {
                let kind = |&actor: &ActorIx| self.actors.actor(actor).kind;
                !organization || piece.actors.first().map(kind) == Some(ActorKind::Organization)
            };
            whole.agents.extend(subjects.into_iter().filter(joined));
        }
        self.complements(&[verb], row, &mut whole);
        whole
    }

    /// `become a member of it`, `belongs in it`, `its place is in it`.
    fn of_being(&self, verb: u32, lemma: &str, around: &Around) -> Option<Clause> {
        let tokens = self.clause_tokens(verb);
        let membership = self.words.named("membership");
        let inside = self.tree.preps(verb, &["in", "inside", "within", "to"]);
        let inside = inside.filter(|&prep| lemma == "belong" || self.tree.norm(prep) != "to");
        let mut inside = inside.flat_map(|prep| self.tree.prep_objects(prep));
        let attribute = self.tree.child(verb, Dep::Attr);
        if let Some(able) = self.tree.child(verb, Dep::Acomp) {
            let does = self.tree.child(able, Dep::Xcomp)?;
            let again = self.tree.child(does, Dep::Acomp).is_some();
            return if again {
                None
            } else {
                self.clause(does, around)
            };
        }
        if let (None, Some(club)) = (
            attribute,
            inside.find(|&object| self.is_organization(object)),
        ) {
            let mut whole = Proposition::of(membership, Piece::default());
            whole.agents = self.subject_agents(verb, None);
            for subject in self.tree.own_subjects(verb) {
                let seat = self.words.is("seat", &self.key_word(subject));
                let (owners, names) = self.owners(subject);
                let owners = owners.into_iter().chain(names).filter(|_| seat);
                whole
                    .agents
                    .extend(owners.map(|owner| self.actor_piece(owner)));
            }
            let people = |piece: &Piece| {
                let kind = |&actor: &ActorIx| self.actors.actor(actor).kind;
                piece.actors.first().map(kind) == Some(ActorKind::Person)
            };
            let club = self.actor(club)?;
            whole.others.push((String::new(), self.actor_piece(club)));
            let able = !whole.agents.is_empty() && !whole.agents.iter().any(people);
            return able.then_some((whole, tokens));
        }
        let attribute = attribute?;
        let place = self.words.noun(&self.key_word(attribute))?;
        let row = self.words.at(place)?;
        if row.shape == Shape::Actor {
            return None;
        }
        let mut whole = Proposition::of(Some(place), Piece::default());
        whole.agents = self.subject_agents(verb, None);
        self.complements(&[attribute], Some(row), &mut whole);
        let (_, names) = self.owners(attribute);
        let pieces = names.into_iter().map(|name| self.actor_piece(name));
        whole
            .others
            .extend(pieces.map(|piece| (String::new(), piece)));
        Some((whole, tokens))
    }

    /// `bring Oman to the negotiating table`, `let it into the union`: the noun after the
    /// preposition says what is done.
    pub(super) fn moved_into(&self, verb: u32, lemma: &str) -> Option<Proposition> {
        if !self.words.is("carrier", lemma) {
            return None;
        }
        let words = ["to", "into", "around", "at", "back", "in", "inside"];
        let preps = self.tree.preps(verb, &words);
        let inner = preps.flat_map(|prep| {
            let into = matches!(self.tree.norm(prep), "into" | "inside" | "in");
            let objects = self.tree.prep_objects(prep).into_iter();
            objects.map(move |object| (object, into))
        });
        let objects = deep_objects(self.tree, verb);
        let moved = objects.iter().filter_map(|&object| self.actor(object));
        let moved: Vec<Piece> = moved.map(|actor| self.actor_piece(actor)).collect();
        let agents = || self.subject_agents(verb, None);
        for (object, into) in inner {
            // `put money into the alliance` makes nobody a member.
            let goes = !moved.is_empty() || objects.is_empty();
            if into && goes && self.is_organization(object) {
                let club = self.actor(object)?;
                let mut whole = Proposition::of(self.words.named("membership"), Piece::default());
                whole.agents = if moved.is_empty() { agents() } else { moved };
                whole.others.push((String::new(), self.actor_piece(club)));
                return Some(whole);
            }
            let Some(place) = self.words.noun(&self.key_word(object)) else {
                continue;
            };
            let row = self.words.at(place)?;
            if !matches!(row.shape, Shape::Both) {
                continue;
            }
            let mut whole = Proposition::of(Some(place), Piece::default());
            whole.open = true;
            if moved.is_empty() {
                whole.agents = agents();
            }
            let moved = moved.iter().map(|piece| (String::new(), piece.clone()));
            whole.others.extend(moved);
            whole.modifiers = self.topic_words(object, row);
            self.complements(&[object], Some(row), &mut whole);
            return Some(whole);
        }
        None
    }

    /// `impose tariffs on Oman`, `hold a referendum`: the object says what is done.
    fn of_light(&self, verb: u32, lemma: &str, around: &Around) -> Option<Proposition> {
        if !self.words.is("light", lemma) {
            return None;
        }
        let objects = deep_objects(self.tree, verb);
        let mut known = objects.into_iter().filter(|&object| {
            self.words.noun(&self.key_word(object)).is_some() && self.actor(object).is_none()
        });
        let object = known.next()?;
        let mut around = around.clone();
        around.verbs.push(verb);
        let mut whole = self.noun(object, &around)?.whole;
        whole.predicate?;
        whole.open = true;
        Some(whole)
    }

    fn of_predicate(
        &self,
        verb: u32,
        (place, row): (usize, &Predicate),
        objects: &[u32],
        around: &Around,
    ) -> Proposition {
        let mut whole = Proposition::of(Some(place), Piece::default());
        whole.open = true;
        whole.agents = self.subject_agents(verb, None);
        let mut sources = vec![verb];
        sources.extend(
            objects
                .iter()
                .copied()
                .filter(|&object| self.actor(object).is_none()),
        );
        self.complements(&sources, Some(row), &mut whole);
        whole.others.truncate(3);
        let pieces = objects
            .iter()
            .filter_map(|&object| self.argument(object, "", Some(row)));
        let pieces: Vec<Piece> = pieces.collect();
        if row.shape == Shape::Both {
            for &object in objects {
                whole.modifiers.extend(self.topic_words(object, row));
            }
            let named = pieces.into_iter().filter(|piece| !piece.actors.is_empty());
            whole
                .others
                .extend(named.map(|piece| (String::new(), piece)));
            for &object in objects {
                whole.others.extend(self.sides_within(object));
            }
        } else if row.prep() == "from" && pieces.iter().any(|piece| !piece.actors.is_empty()) {
            let left = whole.others.is_empty();
            for piece in pieces.into_iter().filter(|piece| !piece.actors.is_empty()) {
                if left {
                    whole.others.push((String::new(), piece));
                } else {
                    whole.agents = vec![piece];
                }
            }
        } else {
            // `deploy monitors to Oman`: they are sent, not reached.
            let sent = row.shape == Shape::Own && row.prep() == "to";
            let (who, what): (Vec<Piece>, Vec<Piece>) = pieces
                .into_iter()
                .partition(|piece| sent && row.name == "deployment" && !piece.actors.is_empty());
            if whole.agents.is_empty() {
                whole.agents = who;
            }
            let pieces = what.into_iter().map(|piece| (String::new(), piece));
            whole.others.splice(0..0, pieces);
            if sent {
                things_before(row, &mut whole);
            }
            if whole.reaches_actor() && !self.is_budget(Some(place)) {
                things_before(row, &mut whole);
            }
        }
        self.amounts(verb, around.raised, &mut whole);
        whole
    }

    /// Who holds a stance on what he does himself is not repeated if he is a person, if somebody
    /// else takes part, or if no table knows what he does.
    fn without_holder(&self, whole: &mut Proposition, holder: Option<ActorIx>) {
        let Some(holder) = holder else { return };
        let kind = self.actors.actor(holder).kind;
        let person = matches!(kind, ActorKind::Person | ActorKind::Group);
        if person || !self.names_doer(whole.predicate) {
            let own = self.actors.actor(holder).key.as_str();
            whole.agents.retain(|piece| piece.key != own);
        }
    }

    /// `negotiate an end to the war with Oman`: the other side stands deeper.
    fn sides_within(&self, object: u32) -> Vec<(String, Piece)> {
        let range = self.tree.subtree(object);
        let end = range.end.min(object + NEAR);
        let preps = (object + 1..end).filter(|&at| {
            self.tree.dep(at) == Dep::Prep && matches!(self.tree.norm(at), "with" | "between")
        });
        let sides = preps.flat_map(|prep| self.tree.prep_objects(prep));
        let sides = sides.filter_map(|side| self.actor(side));
        sides
            .map(|actor| ("with".to_owned(), self.actor_piece(actor)))
            .collect()
    }

    /// A clause whose verb no table knows: its verb and objects.
    fn of_plain(&self, verb: u32, lemma: &str, objects: &[u32]) -> Option<Proposition> {
        let mut whole = Proposition {
            agents: self.subject_agents(verb, None),
            ..Proposition::default()
        };
        let mut sources = vec![verb];
        sources.extend(self.tree.with(verb, &[Dep::Dobj]));
        self.complements(&sources, None, &mut whole);
        if whole.others.is_empty() {
            whole.others.extend(self.topic_of_object(objects));
        }
        whole.others.truncate(2);
        let pieces = objects
            .iter()
            .filter_map(|&object| self.argument(object, "", None));
        let pieces: Vec<(String, Piece)> = pieces.map(|piece| (String::new(), piece)).collect();
        if pieces.is_empty() && whole.others.is_empty() || self.words.is("empty_verb", lemma) {
            return None;
        }
        whole.others.splice(0..0, pieces);
        let particle = self.tree.child(verb, Dep::Prt);
        let particle = particle.map_or(String::new(), |word| format!(" {}", self.tree.norm(word)));
        let (label, key) = (gerund(lemma), format!("{lemma}{particle}"));
        whole.head = Piece::word(format!("{label}{particle}"), key);
        Some(whole)
    }

    /// What somebody is asked to do, by his name and the verb alone: `urged the miners to rest`.
    pub fn of_doing(&self, verb: u32, holder: Option<ActorIx>) -> Option<IssueForm> {
        let lemma = self.tree.lemma(verb).to_lowercase();
        let more = self.tree.with(verb, &[Dep::Dobj, Dep::Ccomp, Dep::Xcomp]);
        let empty = more.count() > 0 || self.words.is("empty_verb", &lemma);
        if self.tree.tag(verb) != Tag::Vb || empty {
            return None;
        }
        let bidden = deep_subjects(self.tree, verb);
        let doers = bidden.into_iter().filter(|doer| doer.bidden);
        let agents: Vec<Piece> = doers
            .filter_map(|doer| self.actor(doer.token))
            .filter(|&actor| Some(actor) != holder)
            .map(|actor| self.actor_piece(actor))
            .collect();
        if agents.is_empty() {
            return None;
        }
        let particle = self.particle(verb);
        let particle = particle.map_or(String::new(), |word| format!(" {}", self.tree.norm(word)));
        let (label, key) = (gerund(&lemma), format!("{lemma}{particle}"));
        let whole = Proposition {
            agents,
            ..Proposition::of(None, Piece::word(format!("{label}{particle}"), key))
        };
        Some(self.compose(whole, self.clause_tokens(verb)))
    }

    /// `finish the treaty on the lake`: what the object is about, where it is no actor.
    fn topic_of_object(&self, objects: &[u32]) -> Option<(String, Piece)> {
        let &[object] = objects else { return None };
        self.argument(object, "", None)?;
        let words = [
            "about", "against", "for", "in", "of", "on", "over", "to", "with",
        ];
        let prep = self
            .tree
            .preps(object, &words)
            .find(|&prep| prep > object)?;
        let inner = self.tree.prep_objects(prep).first().copied()?;
        let piece = self.argument(inner, self.tree.norm(prep), None)?;
        let plain = piece.actors.is_empty() && self.actor(object).is_none();
        plain.then(|| (self.tree.norm(prep).to_owned(), piece))
    }

    /// What an object of `negotiate` says of the talks: `negotiate an end to the war`.
    fn topic_words(&self, object: u32, row: &Predicate) -> Vec<Piece> {
        let mut found: Vec<Piece> = Vec::new();
        for word in std::iter::once(object).chain(self.modifiers(object)) {
            let key = self.key_word(word);
            if row.topics.contains(&key) {
                found.push(Piece::plain(&key));
            } else if self.words.is("peace", &key) && row.topics.contains("peace") {
                found.push(Piece::plain("peace"));
            }
        }
        found.truncate(1);
        found
    }

    /// The clause up to its own adverbial clauses.
    pub(super) fn clause_end(&self, verb: u32) -> u32 {
        let range = self.tree.subtree(verb);
        let heavy = self
            .tree
            .with(
                verb,
                &[Dep::Advcl, Dep::Conj, Dep::Cc, Dep::Punct, Dep::Parataxis],
            )
            .filter(|&child| child > verb)
            .map(|child| self.tree.subtree(child).start.max(verb + 1))
            .min();
        heavy
            .unwrap_or(range.end)
            .min(range.end)
            .min(verb + LONGEST)
    }

    pub(super) fn subject_agents(&self, verb: u32, holder: Option<ActorIx>) -> Vec<Piece> {
        let subjects = deep_subjects(self.tree, verb);
        let actors = subjects.into_iter().filter_map(|subject| {
            let token = subject.token;
            let relative = self.tree.upos(token) == Upos::Sconj;
            self.actor(token).filter(|_| !relative)
        });
        let person = |actor: ActorIx| {
            let kind = self.actors.actor(actor).kind;
            kind == ActorKind::Person || kind == ActorKind::Group
        };
        actors
            .filter(|&actor| Some(actor) != holder || !person(actor))
            .map(|actor| self.actor_piece(actor))
            .collect()
    }
}

/// Whether the second argument is what is left.
fn place_from(row: Option<&Predicate>) -> bool {
    row.is_some_and(|row| row.prep() == "from")
}
