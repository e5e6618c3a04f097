//! The closed vocabularies as they stand on disk: a code is a place in the list of words here,
//! whatever the order in the model. Lists only grow at their ends.

use std::sync::LazyLock;

use demarche_model::{ActorKind, DecisionAction, Mode, Polarity, RelationKind, Status};

/// A vocabulary with its codes.
pub(crate) trait Coded: Copy {
    /// The words in the order of their codes.
    const WORDS: &'static [&'static str];

    fn word(self) -> &'static str;

    /// The code; 255 for a word that has none, which no test lets happen.
    fn code(self) -> u8 {
        let word = self.word();
        let place = Self::WORDS.iter().position(|known| *known == word);
        place
            .and_then(|place| u8::try_from(place).ok())
            .unwrap_or(u8::MAX)
    }

    /// The value of a code.
    fn of_code(code: u8) -> Option<Self>;
}

macro_rules! coded {
    ($($name:ident: $($word:literal)+;)+) => { $(
        impl Coded for $name {
            const WORDS: &'static [&'static str] = &[$($word),+];

            fn word(self) -> &'static str {
                self.as_str()
            }

            fn of_code(code: u8) -> Option<Self> {
                static VALUES: LazyLock<Vec<Option<$name>>> = LazyLock::new(|| {
                    let values = $name::WORDS.iter().map(|word| $name::parse(word));
                    values.collect()
                });
                VALUES.get(usize::from(code)).copied().flatten()
            }
        }
    )+ };
}

coded! {
    ActorKind: "person" "organization" "state" "group";
    Polarity: "support" "oppose" "neutral";
    Mode: "quote" "paraphrase" "narrator";
    Status: "current" "former" "elect" "designate" "speculated" "planned" "past";
    DecisionAction: "merge" "unmerge" "rename" "retype" "split" "confirm" "reject";
    RelationKind: "holds_office" "member_of" "part_of" "succeeded" "adviser_to" "envoy_to"
        "spokesperson_for" "employed_by" "affiliated_with" "ally_of" "at_war_with" "met_with"
        "spoke_to" "negotiated_with" "cooperates_with" "sanctioned" "supplied_aid_to"
        "threatened" "attacked";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Coded + PartialEq + std::fmt::Debug>(all: impl IntoIterator<Item = T>) {
        let mut codes = Vec::new();
        for value in all {
            assert_eq!(T::of_code(value.code()), Some(value));
            codes.push(value.code());
        }
        assert!(codes.is_sorted(), "links are sorted by code: {codes:?}");
        assert_eq!(codes.len(), T::WORDS.len());
    }

    #[test]
    fn every_word_has_a_code_in_the_order_of_the_model() {
        check(ActorKind::ALL.iter().copied());
        check(Polarity::ALL.iter().copied());
        check(Mode::ALL.iter().copied());
        check(Status::ALL.iter().copied());
        check(DecisionAction::ALL.iter().copied());
        check(RelationKind::ROWS.iter().map(|row| row.kind));
    }
}
