//! The few morphological features that decide whether a form is its own lemma.

use crate::labels::Upos;

/// The features of a token that the lemmatizer asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Morph {
    number: Option<Number>,
    form: Option<Form>,
    present: bool,
    positive: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    Singular,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Infinitive,
    Finite,
    Other,
}

impl Morph {
    /// Reads `Feature=Value|Feature=Value`; `_` is no feature.
    pub(super) fn parse(text: &str) -> Self {
        let mut morph = Morph::default();
        for (key, value) in text
            .split('|')
            .filter_map(|feature| feature.split_once('='))
        {
            match (key, value) {
                ("Number", "Sing") => morph.number = Some(Number::Singular),
                ("Number", _) => morph.number = Some(Number::Other),
                ("VerbForm", "Inf") => morph.form = Some(Form::Infinitive),
                ("VerbForm", "Fin") => morph.form = Some(Form::Finite),
                ("VerbForm", _) => morph.form = Some(Form::Other),
                ("Tense", "Pres") => morph.present = true,
                ("Degree", "Pos") => morph.positive = true,
                _ => {}
            }
        }
        morph
    }

    /// Whether a word with these features is not inflected.
    pub(super) fn is_base(self, upos: Upos) -> bool {
        let singular = upos == Upos::Noun && self.number == Some(Number::Singular);
        let present = upos == Upos::Verb
            && self.form == Some(Form::Finite)
            && self.present
            && self.number.is_none();
        singular || present || self.positive || self.form == Some(Form::Infinitive)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_forms() {
        let check = |features: &str, upos, expected| {
            assert_eq!(
                Morph::parse(features).is_base(upos),
                expected,
                "{features} {upos}"
            );
        };
        check("Number=Sing", Upos::Noun, true);
        check("Number=Sing", Upos::Propn, false);
        check("Number=Plur", Upos::Noun, false);
        check("Tense=Pres|VerbForm=Fin", Upos::Verb, true);
        check("Mood=Ind|Tense=Pres|VerbForm=Fin", Upos::Aux, false);
        check(
            "Number=Sing|Person=3|Tense=Pres|VerbForm=Fin",
            Upos::Verb,
            false,
        );
        check("VerbForm=Inf", Upos::Aux, true);
        check("Degree=Pos", Upos::Adv, true);
        check("Degree=Cmp", Upos::Adj, false);
        check("_", Upos::Noun, false);
    }
}
