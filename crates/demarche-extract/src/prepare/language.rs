//! Texts in other languages are refused.

use whatlang::{Lang, detect};

use crate::error::ExtractError;

/// Fewer letters than this tell no language for sure.
const ENOUGH: usize = 150;

/// How much of a text is looked at, in characters.
const SAMPLE: usize = 20_000;

/// Words that every English text is full of, and that no other language shares in number.
const ENGLISH: &[&str] = &[
    "and", "are", "but", "by", "for", "from", "has", "his", "its", "of", "that", "the", "this",
    "to", "was", "were", "which", "with",
];

/// Fails where the clean text is long enough to tell and is not in English. One word in twelve
/// from the list of the commonest says English, however many foreign names a text has.
/// O(1): at most the first 20,000 characters are looked at.
pub fn refuse_other_languages(text: &str) -> Result<(), ExtractError> {
    let sample: String = text.chars().take(SAMPLE).collect();
    if sample.chars().filter(|c| c.is_alphabetic()).count() < ENOUGH {
        return Ok(());
    }
    let lower = sample.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let (mut all, mut english) = (0usize, 0usize);
    for word in words.filter(|word| !word.is_empty()) {
        all += 1;
        english += usize::from(ENGLISH.contains(&word));
    }
    if english * 12 >= all {
        return Ok(());
    }
    match detect(&sample) {
        Some(info) if info.lang() != Lang::Eng => Err(ExtractError::NotEnglish {
            language: info.lang().eng_name().to_owned(),
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn german_is_refused_by_name() {
        let text = "Die Außenminister trafen sich am Montag in Riga, um über die Lage zu beraten. \
                    Der Generalsekretär sagte, die Mitglieder müssten mehr für ihre Verteidigung \
                    ausgeben, und zwar bald. Die Ministerin aus Berlin stimmte ihm dabei zu.";
        let error = refuse_other_languages(text).unwrap_err();
        assert_eq!(error.to_string(), "the text is in `German`, not in English");
    }

    #[test]
    fn english_and_scraps_pass() {
        let text = "The foreign ministers met in Riga on Monday to discuss the situation. The \
                    secretary general said that the members had to spend more on their defence, \
                    and that they had to do so soon. The minister from Berlin agreed with him.";
        assert!(refuse_other_languages(text).is_ok());
        assert!(refuse_other_languages("Guten Tag").is_ok());
        assert!(refuse_other_languages("").is_ok());
    }
}
