//! From a noun phrase to its proposition.

use demarche_model::ActorKind;
use demarche_nlp::{Dep, Upos};

use crate::draft::{ActorIx, Tokens};

use super::{
    IssueForm,
    amounts::{DEFENCE, HIGHER, is_share},
    complements::things_before,
    phrase::Reader,
    proposition::{Piece, Proposition},
    words::Shape,
};

/// How far back a bare `the warning` looks for its speaker.
const BACK: u32 = 250;

/// Phrases are cut after so many tokens on either side of their head.
pub(super) const LONGEST: u32 = 40;

/// What stands around the head, gathered on the way to it.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// Verbs between the cue and the head: their other arguments belong to the proposition.
    pub verbs: Vec<u32>,
    /// Nouns between the cue and the head: their other complements belong to it, too.
    pub nouns: Vec<u32>,
    /// Owners of nouns on the way that are about their owner (`Ukraine's path to membership`).
    pub bearers: Vec<ActorIx>,
    /// Whether one of them has a subject of its own.
    pub agent: bool,
    /// A word such as `raise` on the way asks for more.
    pub raised: bool,
    /// Who holds the stance: not repeated as the agent if a person.
    pub holder: Option<ActorIx>,
}

/// What a noun phrase names.
#[derive(Debug, Clone)]
pub(super) struct Noun {
    /// Its proposition.
    pub(super) whole: Proposition,
    /// The phrase.
    pub(super) tokens: Tokens,
    /// Whether it means something alone.
    pub(super) alone: bool,
}

impl Reader<'_> {
    /// The issue that a noun phrase names; `None` if it means nothing alone.
    pub fn of_noun(&self, noun: u32, around: &Around) -> Option<IssueForm> {
        let found = self.noun(noun, around)?;
        if found.alone {
            let whole = self.with_topic(self.completed(found.whole, noun), noun);
            return Some(self.compose(whole, found.tokens));
        }
        let (definite, indefinite) = self.determined(noun);
        let speaker = self.last_speaker(noun, around.holder);
        if let Some(speaker) = speaker.filter(|_| !indefinite) {
            let mut whole = found.whole;
            whole.agents = vec![self.actor_piece(speaker)];
            return Some(self.compose(self.with_topic(whole, noun), found.tokens));
        }
        let meant = if found.whole.predicate.is_some() {
            let whole = self.completed(found.whole, noun);
            (!whole.is_bare()).then(|| self.compose(whole, found.tokens))
        } else {
            None
        };
        if meant.is_some() || !definite {
            return meant;
        }
        let known = || self.words.is("pointer", &self.key_word(noun));
        let meant = self
            .same_before(noun)
            .or_else(|| known().then(|| self.antecedent(noun)).flatten())?;
        Some(IssueForm {
            wording: self.wording(found.tokens),
            tokens: found.tokens,
            ..meant
        })
    }

    /// The issue that a noun names by its kind alone (`the ruling`, `their demand`), where nothing
    /// before tells more of it; `None` for a noun that points to nothing.
    pub fn of_bare(&self, noun: u32) -> Option<IssueForm> {
        let lemma = self.key_word(noun);
        let (definite, indefinite) = self.determined(noun);
        let owned = self.tree.child(noun, Dep::Poss).is_some();
        let kinds = ["anaphor", "document", "pointer", "utterance"];
        let known = self.words.noun(&lemma).is_some()
            || kinds.iter().any(|kind| self.words.is(kind, &lemma));
        if self.tree.upos(noun) != Upos::Noun || indefinite || !(definite || owned) || !known {
            return None;
        }
        let found = self.noun(noun, &Around::default())?;
        Some(self.compose(found.whole, found.tokens))
    }

    /// The proposition of a noun phrase, before it is completed.
    pub(super) fn noun(&self, noun: u32, around: &Around) -> Option<Noun> {
        let lemma = self.key_word(noun);
        if self.is_no_name(noun, &lemma) {
            return None;
        }
        if let Some(target) = self.target_of_spending(noun, around) {
            return Some(target);
        }
        let place = self.predicate_of(noun, &lemma, around);
        let row = place.and_then(|place| self.words.at(place));
        let mut whole = Proposition::of(place, self.head(noun, &lemma));
        let before = self.bring_owners(noun, &lemma, around, &mut whole);
        let mut sources = vec![noun];
        sources.extend(around.nouns.iter().chain(&around.verbs).copied());
        let mut last = self.complements(&sources, row, &mut whole);
        if let Some(row) = row {
            last = last.max(self.strayed((noun, around), row, &mut whole));
        }
        whole.agents.extend(before);
        if row.is_some_and(|row| row.shape == Shape::Done) && whole.others.is_empty() {
            let done_to = whole.agents.drain(..);
            whole.others = done_to.map(|piece| (String::new(), piece)).collect();
        }
        if whole.agents.is_empty() {
            whole.agents = self.doers_on_the_way(place, around);
        }
        if let (Some(row), true) = (row, whole.reaches_actor()) {
            things_before(row, &mut whole);
        }
        self.amounts(noun, around.raised, &mut whole);
        if around.raised && self.words.is("amount", &lemma) {
            whole.add_modifier(Piece::plain(HIGHER));
        }
        let (definite, indefinite) = self.determined(noun);
        whole.open = !indefinite;
        let empty = self.words.is("empty", &lemma);
        let share = whole.modifiers.iter().any(|piece| is_share(&piece.key));
        let vague = empty && whole.others.is_empty() && whole.agents.is_empty() && !share;
        let carried = self.carried(noun, &lemma).is_some();
        let back = definite && !carried && (row.is_some() || self.words.is("anaphor", &lemma));
        let alone = !vague && !(whole.is_bare() && (empty || back));
        let tokens = self.noun_extent(noun, last);
        Some(Noun {
            whole,
            tokens,
            alone,
        })
    }

    /// Pronouns, times and the like name no issue.
    fn is_no_name(&self, noun: u32, lemma: &str) -> bool {
        let upos = self.tree.upos(noun);
        let word = matches!(
            upos,
            Upos::Pron | Upos::Det | Upos::Punct | Upos::Space | Upos::Adv
        );
        let points = matches!(
            self.tree.norm(noun),
            "it" | "this" | "that" | "these" | "those"
        );
        word || points || self.words.is("time", lemma)
    }

    /// The predicate that the noun names here.
    fn predicate_of(&self, noun: u32, lemma: &str, around: &Around) -> Option<usize> {
        if lemma == "member" {
            return None;
        }
        if self.words.is("seat", lemma) && self.in_organization(noun) {
            return self.words.named("membership");
        }
        let (_, names) = self.owners(noun);
        let kind = |&name: &ActorIx| self.actors.actor(name).kind;
        let mut kinds = names.iter().map(kind);
        if self.words.is("application", lemma)
            && kinds.clone().any(|kind| kind == ActorKind::Organization)
        {
            return self.words.named("membership");
        }
        if lemma == "state" && kinds.any(|kind| kind == ActorKind::State) {
            return self.words.noun("statehood");
        }
        if around.raised && self.words.is("defence", lemma) {
            return self.spending();
        }
        let two = self
            .compound_before(noun)
            .map(|word| format!("{} {lemma}", self.key_word(word)));
        let two = two.and_then(|two| self.words.noun(&two));
        let carried = self.carried(noun, lemma);
        let place = carried.or(two).or_else(|| self.words.noun(lemma))?;
        let row = self.words.at(place)?;
        let gets = || {
            let sources: Vec<u32> = std::iter::once(noun)
                .chain(around.nouns.iter().chain(&around.verbs).copied())
                .chain(self.governor(noun, around))
                .collect();
            let preps = sources
                .iter()
                .flat_map(|&source| self.tree.preps(source, &["to", "for"]));
            let mut objects = preps.flat_map(|prep| self.tree.prep_objects(prep));
            objects.any(|object| self.actor(object).is_some())
        };
        (row.shape != Shape::Actor || gets()).then_some(place)
    }

    /// Whether two sides do together what the noun names: `talks on migration` are talks.
    pub(super) fn is_mutual(&self, noun: u32) -> bool {
        let place = self.words.noun(&self.key_word(noun));
        let row = place.and_then(|place| self.words.at(place));
        row.is_some_and(|row| row.shape == Shape::Both)
    }

    fn compound_before(&self, noun: u32) -> Option<u32> {
        let word = noun.checked_sub(1)?;
        let compound = matches!(self.tree.dep(word), Dep::Compound | Dep::Amod | Dep::Nmod);
        (compound && self.tree.head(word) == Some(noun)).then_some(word)
    }

    /// `the aid bill`, `a sanctions package`: who is for the bill is for the aid.
    pub(super) fn carried(&self, noun: u32, lemma: &str) -> Option<usize> {
        if !self.words.is("vehicle", lemma) {
            return None;
        }
        let word = self.compound_before(noun)?;
        let place = self.words.noun(&self.key_word(word))?;
        let row = self.words.at(place)?;
        (!self.words.is("event", &row.name)).then_some(place)
    }

    /// The head of a phrase whose noun is no predicate, with its number (`Article 5`).
    fn head(&self, noun: u32, lemma: &str) -> Piece {
        let number = self
            .tree
            .child(noun, Dep::Nummod)
            .filter(|&number| number == noun + 1);
        let number = number.map_or(String::new(), |number| {
            format!(" {}", self.tree.text(number))
        });
        Piece::word(
            format!("{}{number}", self.word(noun)),
            format!("{lemma}{number}"),
        )
    }

    /// Puts possessors, names and modifiers before the noun to their places; gives the names that
    /// do or have it, which come after `by` and `of` phrases.
    fn bring_owners(
        &self,
        noun: u32,
        lemma: &str,
        around: &Around,
        whole: &mut Proposition,
    ) -> Vec<Piece> {
        let place = whole.predicate;
        let row = place.and_then(|place| self.words.at(place));
        let (possessors, names) = self.owners(noun);
        // `US military aid`: the forces give nothing, the aid is military.
        let forces = names
            .iter()
            .any(|&name| self.actor_piece(name) != self.state_piece(name));
        if row.is_some_and(|row| forces && !row.idle.contains("military")) {
            whole.add_modifier(Piece::plain("military"));
        }
        let pieces = |actors: Vec<ActorIx>| -> Vec<Piece> {
            actors
                .into_iter()
                .map(|actor| self.actor_piece(actor))
                .collect()
        };
        whole.agents = pieces(possessors);
        let mut before = pieces(names);
        if whole.agents.is_empty() && before.is_empty() {
            whole.agents = pieces(around.bearers.clone());
        }
        let direct = self.words.is("compound_object", lemma);
        if direct {
            let objects = before.drain(..).map(|piece| (String::new(), piece));
            whole.others.extend(objects);
        }
        let mut share = self.tree.with(noun, &[Dep::Amod, Dep::Compound, Dep::Nmod]);
        let share = share
            .find_map(|word| self.share(word))
            .filter(|_| row.is_none());
        whole
            .modifiers
            .extend(share.map(|share| Piece::plain(&share)));
        for word in self.modifiers(noun) {
            let mut piece = Piece::word(self.word(word), self.key_word(word));
            if let Some(row) = row {
                let idle = row.idle.contains(&piece.key);
                let more = self.is_budget(place) && self.words.is("higher", self.tree.norm(word));
                let idle = idle || more;
                let named = self.words.noun(&piece.key) == whole.predicate;
                if idle || named || self.tree.dep(word) == Dep::Nummod {
                    continue;
                }
                if self.is_budget(place) && self.words.is("defence", &piece.key) {
                    piece = Piece::plain(DEFENCE);
                }
                let known = row.topics.contains(&piece.key);
                let compound = self.tree.dep(word) == Dep::Compound;
                if direct && compound && !known && self.tree.upos(word) == Upos::Noun {
                    whole.others.push((String::new(), piece));
                    continue;
                }
            }
            whole.add_modifier(piece);
        }
        before
    }

    /// Who does it: owners, else the subjects of the verbs on the way. The holder of the stance is
    /// repeated only where it matters who does it.
    pub(super) fn doers(&self, noun: u32, place: Option<usize>, around: &Around) -> Vec<Piece> {
        let (possessors, names) = self.owners(noun);
        let owners = possessors.into_iter().chain(names);
        let owners = owners.filter(|&owner| Some(owner) != around.holder);
        let own: Vec<Piece> = owners.map(|owner| self.actor_piece(owner)).collect();
        if own.is_empty() {
            self.doers_on_the_way(place, around)
        } else {
            own
        }
    }

    fn doers_on_the_way(&self, place: Option<usize>, around: &Around) -> Vec<Piece> {
        let found = around
            .verbs
            .iter()
            .map(|&verb| self.subject_agents(verb, around.holder))
            .find(|agents| !agents.is_empty());
        let mut found = found.unwrap_or_default();
        if let Some(holder) = around.holder.filter(|_| !self.names_doer(place)) {
            found.retain(|piece| !piece.actors.contains(&holder));
        }
        found
    }

    /// Whether it is another issue when somebody else does it: leaving and joining are, giving
    /// and spending are not.
    pub(super) fn names_doer(&self, place: Option<usize>) -> bool {
        let row = place.and_then(|place| self.words.at(place));
        let shape = row.map(|row| row.shape);
        matches!(shape, Some(Shape::Own | Shape::Organization)) && !self.is_budget(place)
    }

    /// Whether `the` or `this` stands before the noun, and whether `a` or `any` does.
    fn determined(&self, noun: u32) -> (bool, bool) {
        let mut found = (false, false);
        for det in self.tree.with(noun, &[Dep::Det, Dep::Predet]) {
            match self.tree.norm(det) {
                "the" | "this" | "that" | "these" | "those" | "such" | "both" => found.0 = true,
                _ => found.1 = true,
            }
        }
        found
    }

    /// `a place in the alliance`: the noun has an organization after `in`.
    fn in_organization(&self, noun: u32) -> bool {
        let above = self
            .tree
            .head(noun)
            .filter(|_| self.tree.dep(noun) == Dep::Dobj);
        std::iter::once(noun).chain(above).any(|at| {
            let preps = self
                .tree
                .preps(at, &["in", "within"])
                .filter(|&prep| prep > noun);
            let mut objects = preps.flat_map(|prep| self.tree.prep_objects(prep));
            objects.any(|object| self.is_organization(object))
        })
    }

    pub(super) fn is_organization(&self, token: u32) -> bool {
        let kind = |actor| self.actors.actor(actor).kind;
        self.actor(token).map(kind) == Some(ActorKind::Organization)
    }

    /// Whose the thing is: by possessor, name before it or `of`.
    pub(super) fn owner_of(&self, noun: u32) -> Option<ActorIx> {
        let (possessors, names) = self.owners(noun);
        let first = possessors.into_iter().chain(names).next();
        first.or_else(|| {
            let of = self.tree.preps(noun, &["of", "from"]);
            let mut objects = of.flat_map(|prep| self.tree.prep_objects(prep));
            objects.find_map(|object| self.actor(object))
        })
    }

    pub(super) fn noun_extent(&self, noun: u32, last: u32) -> Tokens {
        let mut tokens = crate::attribution::source::phrase(self.tree, noun);
        tokens.end = tokens.end.max((last + 1).min(self.tree.subtree(noun).end));
        tokens.end = tokens.end.min(noun + LONGEST);
        tokens.start = tokens.start.max(noun.saturating_sub(LONGEST));
        tokens
    }

    /// Whose words a bare `the warning` or `the remarks` are: the last speaker before, but not
    /// the one who judges them.
    fn last_speaker(&self, noun: u32, holder: Option<ActorIx>) -> Option<ActorIx> {
        if !self.words.is("utterance", &self.key_word(noun)) {
            return None;
        }
        let after = self.speeches.partition_point(|(at, _)| *at < noun);
        let mut before = self.speeches[..after].iter().rev().take(12);
        let found = before.find(|(at, speaker)| *at + BACK > noun && Some(*speaker) != holder);
        found.map(|&(_, speaker)| speaker)
    }

    /// What somebody's words were about, where the phrase leaves it out.
    fn with_topic(&self, mut whole: Proposition, noun: u32) -> Proposition {
        let words = self.key_word(noun) == "statement";
        let speaker = whole.agents.first().and_then(|piece| piece.actors.first());
        let Some(&speaker) = speaker.filter(|_| words && whole.others.is_empty()) else {
            return whole;
        };
        let after = self.speeches.partition_point(|(at, _)| *at < noun);
        let before = self.speeches[..after].iter().rev().take(12);
        let mut own = before.filter(|(at, known)| *known == speaker && *at + BACK > noun);
        if let Some(topic) = own.find_map(|&(at, _)| self.told_in_sentence(at, noun)) {
            let piece = Piece {
                label: topic.label,
                key: topic.key,
                actors: topic.about,
            };
            whole.others.push(("on".to_owned(), piece));
        }
        whole
    }
}
