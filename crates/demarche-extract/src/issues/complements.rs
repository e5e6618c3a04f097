//! What prepositions join to a proposition: its complements.

use demarche_nlp::{Dep, Upos};

use crate::cues::arguments::is_verb;

use super::{
    amounts::{DEFENCE, is_share},
    form::Around,
    phrase::Reader,
    proposition::{Piece, Proposition},
    words::{Predicate, Shape},
};

/// Prepositions that join an argument to a proposition.
const JOINS: &[&str] = &[
    "about", "against", "among", "at", "between", "for", "from", "in", "into", "of", "on", "over",
    "to", "toward", "towards", "with", "within",
];

impl Reader<'_> {
    /// Gathers what prepositions join to the noun or to the verbs around it; gives the last token.
    pub(super) fn complements(
        &self,
        sources: &[u32],
        row: Option<&Predicate>,
        whole: &mut Proposition,
    ) -> u32 {
        let mut last = sources[0];
        let mut of: Vec<Piece> = Vec::new();
        for &source in sources {
            let own = source == sources[0];
            let preps = [Dep::Prep, Dep::Agent, Dep::Dative];
            let preps = self.tree.with(source, &preps);
            for prep in preps.filter(|&prep| !own || prep > source) {
                if whole.others.len() >= 2 && row.is_none() {
                    break;
                }
                let mut word = self.tree.norm(prep);
                let mut objects = self.tree.prep_objects(prep);
                if word == "out" {
                    let inner = self.tree.preps(prep, &["of"]);
                    objects = inner.flat_map(|of| self.tree.prep_objects(of)).collect();
                    word = "from";
                }
                let output = word == "of" && self.share(source).is_some();
                for object in objects.into_iter().filter(|&object| object != sources[0]) {
                    if output && !self.is_organization(object) {
                        continue;
                    }
                    let Some(piece) = self.argument(object, word, row) else {
                        continue;
                    };
                    last = last.max(self.tree.subtree(object).end - 1);
                    let from = row.is_some_and(|row| row.prep() != "from");
                    let share = is_share(&piece.key);
                    // `seize the port from the rebels` is not done by them.
                    let from = from && !is_verb(self.tree, source);
                    if (word == "by" || word == "from" && from) && !share {
                        whole.agents.push(piece);
                    } else if word == "of" && row.is_some() {
                        of.push(piece);
                    } else if JOINS.contains(&word)
                        && (own || !piece.actors.is_empty() || piece.key == DEFENCE)
                    {
                        whole.others.push((word.to_owned(), piece));
                    }
                }
            }
        }
        let belongs = row.is_some_and(|row| row.shape == Shape::Own);
        if belongs {
            let (actors, things): (Vec<Piece>, Vec<Piece>) =
                of.into_iter().partition(|piece| !piece.actors.is_empty());
            whole.agents.extend(actors);
            whole
                .others
                .extend(things.into_iter().map(|piece| ("of".to_owned(), piece)));
        } else if whole.others.is_empty() {
            let of = of.into_iter().map(|piece| (String::new(), piece));
            whole.others.extend(of);
        } else if whole.reaches_actor() && whole.agents.is_empty() {
            for piece in of {
                if piece.actors.is_empty() {
                    whole.others.push((String::new(), piece));
                } else {
                    whole.agents.push(piece);
                }
            }
        }
        last
    }

    /// The verb that the noun, or the first noun on the way to it, is the object of.
    pub(super) fn governor(&self, noun: u32, around: &Around) -> Option<u32> {
        let top = around.nouns.first().copied().unwrap_or(noun);
        let object = matches!(self.tree.dep(top), Dep::Dobj | Dep::Nsubjpass);
        let verb = self.tree.head(top).filter(|_| object);
        verb.filter(|&verb| is_verb(self.tree, verb))
    }

    /// The argument that the parser hung on the verb: `supports the accession of X to Y`.
    pub(super) fn strayed(
        &self,
        (noun, around): (u32, &Around),
        row: &Predicate,
        whole: &mut Proposition,
    ) -> u32 {
        // `rhetoric regarding US commitments to NATO`, where `to` hangs on `regarding`.
        let next = noun + 1;
        let beside = next < self.tree.sentence(noun).end
            && matches!(self.tree.dep(next), Dep::Prep | Dep::Dative)
            && self.tree.head(next) != Some(noun)
            && row.prep() == self.tree.norm(next);
        if beside && !whole.reaches_actor() {
            for object in self.tree.prep_objects(next) {
                let piece = self.argument(object, row.prep(), Some(row));
                let named = piece.filter(|piece| !piece.actors.is_empty());
                whole
                    .others
                    .extend(named.map(|piece| (row.prep().to_owned(), piece)));
            }
        }
        let Some(verb) = self.governor(noun, around) else {
            return noun;
        };
        if whole.agents.is_empty() && !self.tree.is_passive(verb) {
            let by = self.tree.with(verb, &[Dep::Prep, Dep::Agent]);
            let by = by.filter(|&prep| prep > noun && self.tree.norm(prep) == "by");
            let doers = by.flat_map(|prep| self.tree.prep_objects(prep));
            let doers = doers.filter_map(|doer| self.actor(doer));
            whole
                .agents
                .extend(doers.map(|doer| self.actor_piece(doer)));
        }
        let organization = row.shape == Shape::Organization;
        let known = row.prep() != "of" || organization;
        if !known || whole.reaches_actor() && !organization {
            return noun;
        }
        let mut last = noun;
        for prep in self
            .tree
            .with(verb, &[Dep::Prep, Dep::Dative])
            .filter(|&prep| prep > noun)
        {
            let word = self.tree.norm(prep);
            let listed = row.preps.iter().any(|known| known == word);
            let club = organization && matches!(word, "to" | "in" | "into" | "of");
            if !listed && !club && !matches!(word, "to" | "for" | "against" | "into") {
                continue;
            }
            for object in self.tree.prep_objects(prep) {
                let piece = self.argument(object, word, Some(row));
                let name = |piece: &Piece| piece.label.contains(char::is_uppercase);
                let Some(piece) = piece.filter(name) else {
                    continue;
                };
                last = last.max(self.tree.subtree(object).end - 1);
                whole.others.push((word.to_owned(), piece));
            }
        }
        last
    }

    /// What stands behind `half of the stock` or `the city of Mosul`.
    fn behind(&self, object: u32) -> u32 {
        if let Some(name) = self.place_named(object) {
            return name;
        }
        let measure = self.words.is("measure", &self.key_word(object));
        let mut of = self.tree.preps(object, &["of"]).filter(|_| measure);
        let inner = of.next().map(|prep| self.tree.prep_objects(prep));
        let part = inner.and_then(|objects| objects.first().copied());
        part.filter(|&part| part > object).unwrap_or(object)
    }

    /// The name behind `the city of Mosul`.
    pub(super) fn place_named(&self, noun: u32) -> Option<u32> {
        if !self.words.is("city", self.tree.lemma(noun)) {
            return None;
        }
        let of = self
            .tree
            .preps(noun, &["of"])
            .find(|&prep| prep == noun + 1)?;
        let name = self.tree.prep_objects(of).first().copied()?;
        (self.tree.upos(name) == Upos::Propn).then_some(name)
    }

    /// An argument of a proposition; of a known predicate it is the actor behind the phrase.
    pub(super) fn argument(
        &self,
        object: u32,
        prep: &str,
        row: Option<&Predicate>,
    ) -> Option<Piece> {
        let object = self.behind(object);
        let lemma = self.key_word(object);
        let last = lemma.rsplit('-').next().unwrap_or(&lemma);
        let mute = !self.tree.text(object).contains(char::is_alphanumeric);
        let number = matches!(self.tree.upos(object), Upos::Num | Upos::Adv);
        // `in mid-July`, where the parser takes the hyphen for the head.
        if self.words.is("time", last) || number || mute && self.share(object).is_none() {
            return None;
        }
        if let Some(share) = self.share(object) {
            return Some(Piece::plain(&share));
        }
        let budget = row.is_some_and(|row| self.is_budget(self.words.named(&row.name)));
        if budget && self.words.is("defence", &lemma) {
            return Some(Piece::plain(DEFENCE));
        }
        let empty = self.words.is("empty", &lemma) && self.actor(object).is_none();
        if let Some(row) = row.filter(|row| row.idle.contains(&lemma)) {
            let owner = self.owner_of(object);
            let keeps = owner.is_none() && !empty && row.shape == Shape::Plain;
            return match owner {
                Some(actor) => Some(self.state_piece(actor)),
                None if keeps => self.short_phrase(object),
                None => None,
            };
        }
        if is_verb(self.tree, object) || empty {
            return None;
        }
        let piece = self.short_phrase(object)?;
        let whole =
            row.is_some_and(|row| row.prep() != "of" && row.shape != Shape::Done && !budget);
        match piece.actors.first() {
            Some(&actor) if whole && prep != "of" => Some(self.actor_piece(actor)),
            _ => Some(piece),
        }
    }
}

/// What goes to somebody says what kind it is: `missile deliveries to Oman`.
pub(super) fn things_before(row: &Predicate, whole: &mut Proposition) {
    if row.shape == Shape::Both || row.prep() == "of" || row.preps.is_empty() {
        return;
    }
    let others = std::mem::take(&mut whole.others);
    for (prep, piece) in others {
        if !piece.actors.is_empty() || !prep.is_empty() && prep != "of" {
            whole.others.push((prep, piece));
        } else {
            let named = piece.label.contains(char::is_uppercase);
            let label = if named { &piece.label } else { &piece.key };
            whole.add_modifier(Piece::word(label, &piece.key));
        }
    }
}
