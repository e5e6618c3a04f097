//! Sound inputs made unsound by chance.

pub use crate::corpus::articles::{Chance, article};

/// A changed copy: one to four times bytes are flipped, taken out, doubled, replaced by a word of
/// the format or by a part of another seed.
pub fn mutated(seeds: &[Vec<u8>], words: &[&[u8]], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = seeds[chance.below(seeds.len())].clone();
    for _ in 0..=chance.below(4) {
        let at = chance.below(bytes.len() + 1);
        let to = at + chance.below((bytes.len() - at).min(40) + 1);
        match chance.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            0 | 1 => drop(bytes.drain(at..to)),
            2 => {
                let part = bytes[at..to].to_vec();
                bytes.splice(to..to, part);
            }
            3 => bytes.truncate(at.max(bytes.len() / 2)),
            4 => {
                let other = &seeds[chance.below(seeds.len())];
                let from = chance.below(other.len() + 1);
                let until = (from + chance.below(200)).min(other.len());
                bytes.splice(at..to, other[from..until].iter().copied());
            }
            5 => {
                let byte = chance.next().to_le_bytes()[0];
                bytes.splice(at..to, std::iter::repeat_n(byte, 1 + chance.below(300)));
            }
            _ => {
                let word = words[chance.below(words.len())];
                bytes.splice(at..to, word.iter().copied());
            }
        }
    }
    bytes
}
