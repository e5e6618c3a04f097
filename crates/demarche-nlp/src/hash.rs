//! The two hash functions that the trained tables were addressed with.

/// 64-bit key of a string: `MurmurHash64A` with seed 1 over its UTF-8 bytes.
pub(crate) fn string_key(text: &str) -> u64 {
    bytes_key(text.as_bytes(), 1)
}

/// `MurmurHash64A` of any bytes. O(length).
pub(crate) fn bytes_key(bytes: &[u8], seed: u64) -> u64 {
    const MIX: u64 = 0xc6a4_a793_5bd1_e995;
    const ROTATE: u32 = 47;
    let mut hash = seed ^ (bytes.len() as u64).wrapping_mul(MIX);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        let mut key = u64::from_le_bytes(*word).wrapping_mul(MIX);
        key ^= key >> ROTATE;
        hash = (hash ^ key.wrapping_mul(MIX)).wrapping_mul(MIX);
    }
    if !rest.is_empty() {
        let tail = rest
            .iter()
            .rev()
            .fold(0u64, |tail, &byte| tail << 8 | u64::from(byte));
        hash = (hash ^ tail).wrapping_mul(MIX);
    }
    hash ^= hash >> ROTATE;
    hash = hash.wrapping_mul(MIX);
    hash ^ hash >> ROTATE
}

/// Four 32-bit row hashes of a key: `MurmurHash3` (x64, 128 bits) of its eight bytes.
pub(crate) fn row_hashes(key: u64, seed: u32) -> [u32; 4] {
    let seed = u64::from(seed);
    let mut first = key.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31);
    first = first.wrapping_mul(0x4cf5_ad43_2745_937f) ^ seed ^ 8;
    let mut second = seed ^ 8;
    first = first.wrapping_add(second);
    second = second.wrapping_add(first);
    first = finish(first);
    second = finish(second);
    first = first.wrapping_add(second);
    second = second.wrapping_add(first);
    [low(first), low(first >> 32), low(second), low(second >> 32)]
}

fn finish(mut value: u64) -> u64 {
    value ^= value >> 33;
    value = value.wrapping_mul(0xff51_afd7_ed55_8ccd);
    value ^= value >> 33;
    value = value.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    value ^ value >> 33
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "the low half is what is wanted"
)]
const fn low(value: u64) -> u32 {
    value as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values printed by the reference implementation.
    #[test]
    fn string_keys_match_the_reference() {
        for (text, key) in [
            ("a", 11_901_859_001_352_538_922),
            ("treaty", 8_153_358_716_975_691_421),
            ("ministers", 15_435_441_489_422_135_914),
            ("Überraschung", 8_858_412_418_843_196_165),
        ] {
            assert_eq!(string_key(text), key, "{text}");
        }
    }

    #[test]
    fn row_hashes_match_the_reference() {
        assert_eq!(
            row_hashes(0, 9),
            [1_862_229_173, 1_175_497_701, 2_029_532_547, 1_365_388_714]
        );
        assert_eq!(
            row_hashes(12_345_678_901_234_567_890, 11),
            [1_411_667_719, 2_623_568_697, 2_640_020_939, 188_472_055]
        );
    }
}
