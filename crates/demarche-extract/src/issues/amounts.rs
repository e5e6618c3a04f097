//! Shares and sums: `spend 2% of output on defence`, `the two percent guideline`, `raise budgets`.

use demarche_nlp::Dep;

use super::{
    form::{Around, Noun},
    phrase::Reader,
    proposition::{Piece, Proposition},
};

/// What asks for more of it.
pub(super) const HIGHER: &str = "higher";

/// The predicate of what is spent.
const SPENDING: &str = "spending";

/// The predicate of a share that is to be spent.
const TARGET: &str = "spending target";

/// The purpose of spending that a share of output is mostly about.
pub(super) const DEFENCE: &str = "defence";

/// How far from its noun a share may stand, in tokens.
const NEAR: u32 = 12;

const NUMBERS: &[&str] = &[
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];

/// Whether the piece is a share.
pub(super) fn is_share(key: &str) -> bool {
    key.ends_with('%')
}

impl Reader<'_> {
    /// `2%` for `two percent`, `2 per cent` and `2%`, at their last word.
    pub(super) fn share(&self, token: u32) -> Option<String> {
        let back = match self.tree.norm(token) {
            "%" | "percent" | "pct" => 1,
            "cent" if token > 1 && self.tree.norm(token - 1) == "per" => 2,
            _ => return None,
        };
        let mut number = token.checked_sub(back)?;
        if self.tree.text(number) == "-" {
            number = number.checked_sub(1)?;
        }
        let text = self.tree.norm(number);
        let digits = text.parse::<f64>().is_ok().then(|| text.to_owned());
        let word = || NUMBERS.iter().position(|&known| known == text);
        let digits = digits.or_else(|| word().map(|value| value.to_string()))?;
        Some(format!("{digits}%"))
    }

    /// The share that stands in the phrase of the token, before it or after.
    fn share_near(&self, token: u32) -> Option<String> {
        let range = self.tree.subtree(token);
        let first = range.start.max(token.saturating_sub(NEAR));
        let last = range.end.min(token + NEAR);
        (first..last).find_map(|at| self.share(at))
    }

    /// Whether words of that purpose stand in the phrase.
    fn says(&self, token: u32, fits: impl Fn(&str) -> bool) -> bool {
        let range = self.tree.subtree(token);
        let first = range.start.max(token.saturating_sub(NEAR));
        let last = range.end.min(token + NEAR);
        (first..last).any(|at| fits(&self.key_word(at)))
    }

    fn is_spending(&self, word: &str) -> bool {
        let place = self.words.noun(word).or_else(|| self.words.verb(word));
        place.is_some() && place == self.words.named(SPENDING)
    }

    /// The target that a share or a noun such as `guideline` names, if it is one of spending.
    pub(super) fn target_of_spending(&self, noun: u32, around: &Around) -> Option<Noun> {
        let lemma = self.key_word(noun);
        let own = self.share(noun);
        if own.is_none() && !self.words.is("target", &lemma) {
            return None;
        }
        let share = own.or_else(|| self.share_near(noun));
        if share.is_none() && self.tree.child(noun, Dep::Acl).is_some() {
            return None;
        }
        let within = self.says(noun, |word| self.words.is("defence", word));
        let spends = self.says(noun, |word| self.is_spending(word));
        let purpose = |&word: &u32| {
            let key = self.key_word(word);
            !self.words.is("defence", &key) && !self.is_spending(&key) && !self.is_number(word)
        };
        let purposes: Vec<u32> = self.modifiers(noun).into_iter().filter(purpose).collect();
        let end = self.tree.sentence(noun).end.min(noun + NEAR);
        let behind = (noun..end).any(|at| self.words.is("defence", &self.key_word(at)));
        let defence = within || behind && purposes.is_empty() && share.is_some();
        let later = self.topic_near(noun, DEFENCE);
        if !spends && !defence && (share.is_none() || !purposes.is_empty() || !later) {
            return None;
        }
        let mut whole = Proposition::of(self.words.named(TARGET), Piece::default());
        whole.open = true;
        whole
            .modifiers
            .extend(share.map(|share| Piece::plain(&share)));
        if defence || purposes.is_empty() && later {
            whole.modifiers.push(Piece::plain(DEFENCE));
        }
        for word in purposes {
            whole.add_modifier(Piece::word(self.word(word), self.key_word(word)));
        }
        whole.agents = self.doers(noun, self.words.named(TARGET), around);
        let tokens = self.noun_extent(noun, noun);
        Some(Noun {
            whole,
            tokens,
            alone: true,
        })
    }

    fn is_number(&self, token: u32) -> bool {
        self.share(token).is_some() || self.tree.dep(token) == Dep::Nummod
    }

    /// Makes a proposition of spending one of higher spending or of a target, by its words.
    pub(super) fn amounts(&self, at: u32, raised: bool, whole: &mut Proposition) {
        if whole.predicate.is_none() || whole.predicate != self.words.named(SPENDING) {
            return;
        }
        let purposes = std::mem::take(&mut whole.others);
        for (prep, piece) in purposes {
            let purpose = piece.key.rsplit(' ').next().unwrap_or("");
            if self.words.is("higher", purpose) {
                continue;
            }
            if self.words.is("defence", purpose) {
                whole.add_modifier(Piece::plain(DEFENCE));
            } else if is_share(&piece.key) {
                whole.add_modifier(piece);
            } else if let ("of", Some(&actor)) = (prep.as_str(), piece.actors.first()) {
                whole.agents.push(self.actor_piece(actor));
            } else if prep != "of" {
                whole.others.push((prep, piece));
            }
        }
        let more = raised || whole.has_modifier(HIGHER) || self.asks_for_more(at);
        let share = self.share_near(at);
        whole.modifiers.retain(|piece| !is_share(&piece.key));
        if more {
            whole.add_modifier(Piece::plain(HIGHER));
        } else if let Some(share) = share {
            whole.predicate = self.words.named(TARGET);
            whole.modifiers.insert(0, Piece::plain(&share));
        }
    }

    /// `spend more`, `a bigger budget`, `spend much more on`.
    fn asks_for_more(&self, at: u32) -> bool {
        let deps = [Dep::Dobj, Dep::Advmod, Dep::Npadvmod, Dep::Amod];
        let more = |word: u32| self.words.is("higher", self.tree.norm(word));
        let mut near = self.tree.with(at, &deps);
        near.any(|word| more(word) || self.tree.with(word, &deps).any(more))
    }

    /// `pay 2% of output`, `devote 3% to defence`: a share with a verb that is not `spend`.
    pub(super) fn pays_share(&self, verb: u32, lemma: &str) -> bool {
        let objects = self.tree.with(verb, &[Dep::Dobj, Dep::Npadvmod]);
        let share = objects.filter(|&object| self.share(object).is_some());
        let purpose = self.says(verb, |word| self.words.is("defence", word));
        self.words.is("pays", lemma)
            && share.count() > 0
            && (purpose || self.topic_near(verb, DEFENCE))
    }

    /// Whether the predicate is about money to be spent.
    pub(super) fn is_budget(&self, place: Option<usize>) -> bool {
        place.is_some() && (place == self.spending() || place == self.words.named(TARGET))
    }

    /// The place of the predicate of spending.
    pub(super) fn spending(&self) -> Option<usize> {
        self.words.named(SPENDING)
    }
}
