//! Weights by name: from the compact model file, which `model/convert.py` writes and describes,
//! or put together out of the files of a spaCy model by [`crate::spacy`].

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::error::ModelError;

const MAGIC: &[u8] = b"DNLP";
const VERSION: u32 = 1;

/// The sections of a model by name. Every access is checked against the bytes at hand.
pub(crate) struct Weights<'a> {
    sections: BTreeMap<&'a str, Section<'a>>,
}

struct Section<'a> {
    kind: Kind,
    dims: Vec<usize>,
    data: &'a [u8],
}

/// What a section holds. Numbers are little-endian, in row-major order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    F32,
    F16,
    U32,
    /// Each as its length in a u16, and UTF-8.
    Strings,
}

/// A section that comes from elsewhere than a compact file.
pub(crate) struct Part<'a> {
    name: String,
    kind: Kind,
    dims: Vec<usize>,
    data: Cow<'a, [u8]>,
}

impl<'a> Weights<'a> {
    /// Reads the table of sections; the numbers stay where they are. O(sections).
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, ModelError> {
        let mut cursor = Cursor { rest: bytes };
        if cursor.take(MAGIC.len()) != Some(MAGIC) {
            return Err(ModelError::Magic);
        }
        let found = cursor.u32().ok_or(ModelError::Magic)?;
        if found != VERSION {
            return Err(ModelError::FormatVersion {
                found,
                supported: VERSION,
            });
        }
        let count = cursor.u32().ok_or(ModelError::Magic)?;
        let mut sections = BTreeMap::new();
        for number in 0..count {
            let (name, section) = cursor.section().ok_or_else(|| ModelError::Damaged {
                section: number.to_string(),
            })?;
            sections.insert(name, section);
        }
        Ok(Self { sections })
    }

    /// Sets a section, in the place of one of that name.
    pub(crate) fn set(&mut self, part: &'a Part<'_>) {
        let section = Section {
            kind: part.kind,
            dims: part.dims.clone(),
            data: &part.data,
        };
        self.sections.insert(&part.name, section);
    }

    /// Leaves only the sections whose names begin with one of `prefixes`.
    pub(crate) fn retain(&mut self, prefixes: &[&str]) {
        self.sections
            .retain(|name, _| prefixes.iter().any(|prefix| name.starts_with(prefix)));
    }

    /// Whether there is a section of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.sections.contains_key(name)
    }

    /// Numbers of an f32 or f16 section. 0 in `dims` stands for any size.
    pub(crate) fn floats(&self, name: &str, dims: &[usize]) -> Result<Vec<f32>, ModelError> {
        let section = self.section(name, dims)?;
        match section.kind {
            Kind::F32 => Ok(section
                .data
                .as_chunks()
                .0
                .iter()
                .map(|b| f32::from_le_bytes(*b))
                .collect()),
            Kind::F16 => {
                let halves = section.data.as_chunks().0.iter();
                Ok(halves.map(|b| widen(u16::from_le_bytes(*b))).collect())
            }
            Kind::U32 | Kind::Strings => Err(damaged(name)),
        }
    }

    /// Numbers of a u32 section. 0 in `dims` stands for any size.
    pub(crate) fn integers(&self, name: &str, dims: &[usize]) -> Result<Vec<u32>, ModelError> {
        let section = self.section(name, dims)?;
        if section.kind != Kind::U32 {
            return Err(damaged(name));
        }
        Ok(section
            .data
            .as_chunks()
            .0
            .iter()
            .map(|b| u32::from_le_bytes(*b))
            .collect())
    }

    /// Strings of a section, in order.
    pub(crate) fn strings(&self, name: &str) -> Result<Vec<&'a str>, ModelError> {
        let section = self.section(name, &[0])?;
        if section.kind != Kind::Strings {
            return Err(damaged(name));
        }
        let mut cursor = Cursor { rest: section.data };
        let count = section.dims[0];
        (0..count)
            .map(|_| cursor.string().ok_or_else(|| damaged(name)))
            .collect()
    }

    fn section(&self, name: &str, dims: &[usize]) -> Result<&Section<'a>, ModelError> {
        let section = self.sections.get(name).ok_or_else(|| ModelError::Missing {
            section: name.to_owned(),
        })?;
        let fits = section.dims.len() == dims.len()
            && section
                .dims
                .iter()
                .zip(dims)
                .all(|(&found, &want)| want == 0 || found == want);
        if fits {
            Ok(section)
        } else {
            Err(ModelError::Shape {
                section: name.to_owned(),
                found: section.dims.clone(),
                expected: dims.to_vec(),
            })
        }
    }
}

impl<'a> Part<'a> {
    /// A section of f32. `None` where `data` is not of that shape.
    pub(crate) fn floats(name: String, dims: Vec<usize>, data: &'a [u8]) -> Option<Self> {
        let whole = size(&dims, 4) == Some(data.len());
        whole.then_some(Self {
            name,
            kind: Kind::F32,
            dims,
            data: Cow::Borrowed(data),
        })
    }

    /// A section of u32.
    pub(crate) fn integers(name: String, numbers: &[u32]) -> Self {
        let bytes = numbers.iter().flat_map(|number| number.to_le_bytes());
        Self {
            name,
            kind: Kind::U32,
            dims: vec![numbers.len()],
            data: Cow::Owned(bytes.collect()),
        }
    }

    /// A section of strings. `None` where one is longer than a u16 can say.
    pub(crate) fn strings(name: String, strings: &[String]) -> Option<Self> {
        let mut data = Vec::new();
        for string in strings {
            data.extend(u16::try_from(string.len()).ok()?.to_le_bytes());
            data.extend(string.as_bytes());
        }
        Some(Self {
            name,
            kind: Kind::Strings,
            dims: vec![strings.len()],
            data: Cow::Owned(data),
        })
    }
}

/// Bytes of a section whose numbers are `width` bytes wide.
fn size(dims: &[usize], width: usize) -> Option<usize> {
    dims.iter()
        .try_fold(width, |size, &dim| size.checked_mul(dim))
}

fn damaged(name: &str) -> ModelError {
    ModelError::Damaged {
        section: name.to_owned(),
    }
}

struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(head)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(*self.take(2)?.first_chunk()?))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(*self.take(4)?.first_chunk()?))
    }

    fn string(&mut self) -> Option<&'a str> {
        let length = usize::from(self.u16()?);
        std::str::from_utf8(self.take(length)?).ok()
    }

    fn section(&mut self) -> Option<(&'a str, Section<'a>)> {
        let name = self.string()?;
        let (kind, width) = match self.u8()? {
            0 => (Kind::F32, 4),
            1 => (Kind::F16, 2),
            2 => (Kind::U32, 4),
            3 => (Kind::Strings, 0),
            _ => return None,
        };
        let rank = self.u8()?;
        let mut dims = Vec::with_capacity(usize::from(rank));
        for _ in 0..rank {
            dims.push(usize::try_from(self.u32()?).ok()?);
        }
        let length = usize::try_from(self.u32()?).ok()?;
        let data = self.take(length)?;
        let whole = kind == Kind::Strings || size(&dims, width) == Some(length);
        whole.then_some((name, Section { kind, dims, data }))
    }
}

/// An IEEE half as f32; exact.
fn widen(half: u16) -> f32 {
    let sign = u32::from(half & 0x8000) << 16;
    let exponent = u32::from(half >> 10 & 0x1f);
    let fraction = u32::from(half & 0x3ff);
    let bits = match (exponent, fraction) {
        (0, 0) => sign,
        (0, _) => {
            // A subnormal half is a normal f32: its leading one moves to the hidden place.
            let shift = fraction.leading_zeros() - 21;
            sign | (113 - shift) << 23 | (fraction << shift & 0x3ff) << 13
        }
        (31, _) => sign | 0x7f80_0000 | fraction << 13,
        _ => sign | (exponent + 112) << 23 | fraction << 13,
    };
    f32::from_bits(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::float_cmp, reason = "the conversion is exact")]
    fn halves_widen_exactly() {
        for (half, value) in [
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333_251_95),
            (0x7bff, 65504.0),
            (0x0400, 2.0_f32.powi(-14)),
            (0x0001, 2.0_f32.powi(-24)),
            (0x03ff, 1023.0 * 2.0_f32.powi(-24)),
            (0x8000, 0.0),
        ] {
            assert_eq!(widen(half), value, "{half:#x}");
        }
    }

    #[test]
    fn damaged_files_are_refused() {
        let whole = crate::model::ENGLISH;
        assert!(Weights::parse(whole).is_ok());
        assert_eq!(Weights::parse(b"").err(), Some(ModelError::Magic));
        assert_eq!(
            Weights::parse(b"PK\x03\x04....").err(),
            Some(ModelError::Magic)
        );
        let newer = [b"DNLP", &2u32.to_le_bytes()[..], &[0; 4]].concat();
        let refused = ModelError::FormatVersion {
            found: 2,
            supported: 1,
        };
        assert_eq!(Weights::parse(&newer).err(), Some(refused));
        for cut in [12, 40, 1000, whole.len() / 2, whole.len() - 1] {
            let found = Weights::parse(&whole[..cut]).err();
            assert!(
                matches!(found, Some(ModelError::Damaged { .. })),
                "{cut}: {found:?}"
            );
        }
    }

    #[test]
    fn shape_and_name_are_checked() {
        let weights = Weights::parse(crate::model::ENGLISH).unwrap();
        assert!(matches!(
            weights.floats("tagger.W", &[50, 97]),
            Err(ModelError::Shape { .. })
        ));
        assert!(matches!(
            weights.floats("tagger.V", &[50]),
            Err(ModelError::Missing { .. })
        ));
        assert!(matches!(
            weights.floats("parser.moves", &[0]),
            Err(ModelError::Damaged { .. })
        ));
        assert_eq!(weights.floats("tagger.W", &[0, 96]).unwrap().len(), 50 * 96);
    }
}
