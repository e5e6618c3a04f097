//! How single values of the model look in JSON.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use demarche_model::{
    ActorKind, Confidence, DecisionAction, Mode, Polarity, RelationKind, Span, Status,
};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value that is written as its text: ids and dates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<T>(pub T);

impl<T: Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for Shown<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map(Self).map_err(D::Error::custom)
    }
}

/// A closed vocabulary.
pub(super) trait Vocabulary: Copy {
    fn word(self) -> &'static str;
    fn of_word(word: &str) -> Option<Self>;
}

macro_rules! vocabularies {
    ($($name:ident),+) => { $(
        impl Vocabulary for $name {
            fn word(self) -> &'static str {
                self.as_str()
            }
            fn of_word(word: &str) -> Option<Self> {
                Self::parse(word)
            }
        }
    )+ };
}

vocabularies!(
    ActorKind,
    DecisionAction,
    Mode,
    Polarity,
    RelationKind,
    Status
);

/// A word of a closed vocabulary.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<T>(pub T);

impl<T: Vocabulary> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.word())
    }
}

impl<'de, T: Vocabulary> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = Cow::<str>::deserialize(deserializer)?;
        T::of_word(&word)
            .map(Self)
            .ok_or_else(|| D::Error::custom(format!("`{word}` is not a known word here")))
    }
}

/// `{"start":3,"end":7}`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "Ends")]
pub(super) struct Bounds {
    start: u32,
    end: u32,
}

#[derive(Deserialize)]
struct Ends {
    start: u32,
    end: u32,
}

impl TryFrom<Ends> for Bounds {
    type Error = String;
    fn try_from(ends: Ends) -> Result<Self, String> {
        span(ends.start, ends.end).map(Self::from)
    }
}

impl From<Span> for Bounds {
    fn from(span: Span) -> Self {
        Self {
            start: span.start(),
            end: span.end(),
        }
    }
}

impl Bounds {
    /// The span.
    pub(super) fn span(self) -> Option<Span> {
        Span::new(self.start, self.end)
    }
}

/// `[3,7]`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair(pub Span);

impl Serialize for Pair {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.0.start(), self.0.end()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Pair {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (start, end) = Deserialize::deserialize(deserializer)?;
        span(start, end).map(Self).map_err(D::Error::custom)
    }
}

/// The span from `start` to `end`.
pub(super) fn span(start: u32, end: u32) -> Result<Span, String> {
    Span::new(start, end).ok_or_else(|| format!("`{start}..{end}` ends before it starts"))
}

/// A number from 0 to 1, in hundredths.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fraction(pub Confidence);

impl Serialize for Fraction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0.fraction())
    }
}

impl<'de> Deserialize<'de> for Fraction {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        Confidence::from_fraction(number)
            .map(Self)
            .ok_or_else(|| D::Error::custom(format!("`{number}` is not between 0 and 1")))
    }
}

/// 64 hexadecimal digits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digest(pub [u8; 32]);

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let digits =
            |byte: &u8| [byte >> 4, byte & 15].map(|digit| HEX[usize::from(digit)] as char);
        let text: String = self.0.iter().flat_map(digits).collect();
        serializer.serialize_str(&text)
    }
}

const HEX: &[u8; 16] = b"0123456789abcdef";

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        digest(&text)
            .map(Self)
            .ok_or_else(|| D::Error::custom(format!("`{text}` is not a SHA-256 digest")))
    }
}

fn digest(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 2 * bytes.len() {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        for &digit in digits {
            let value = char::from(digit).to_digit(16)?;
            *byte = (*byte << 4) | u8::try_from(value).ok()?;
        }
    }
    Some(bytes)
}
