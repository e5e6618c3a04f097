//! Values: the payload, then a CRC-32 over key and payload.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::layout::describe;
use crate::StoreError;

const SUM: usize = 4;

fn sum(key: &[u8], payload: &[u8]) -> [u8; SUM] {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(key);
    hasher.update(payload);
    hasher.finalize().to_le_bytes()
}

/// The record of this key is damaged.
pub(crate) fn corrupt(key: &[u8]) -> StoreError {
    let (tree, key) = describe(key);
    StoreError::Corrupt { tree, key }
}

/// A payload with its checksum.
pub(crate) fn seal(key: &[u8], mut payload: Vec<u8>) -> Vec<u8> {
    let sum = sum(key, &payload);
    payload.extend_from_slice(&sum);
    payload
}

/// The payload, if its checksum fits the key.
pub(crate) fn open<'a>(key: &[u8], value: &'a [u8]) -> Result<&'a [u8], StoreError> {
    match value.split_last_chunk::<SUM>() {
        Some((payload, found)) if *found == sum(key, payload) => Ok(payload),
        _ => Err(corrupt(key)),
    }
}

/// A record with its checksum.
pub(crate) fn encode(key: &[u8], record: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    let payload = postcard::to_allocvec(record);
    let payload = payload.map_err(|error| StoreError::Engine(Box::new(error)))?;
    Ok(seal(key, payload))
}

/// The record of [`encode`]; bytes left over are damage too.
pub(crate) fn decode<T: DeserializeOwned>(key: &[u8], value: &[u8]) -> Result<T, StoreError> {
    match postcard::take_from_bytes(open(key, value)?) {
        Ok((record, [])) => Ok(record),
        _ => Err(corrupt(key)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_changed_byte_is_noticed() {
        let key = b"Skey";
        let value = encode(key, &("payload", 7u32)).unwrap();
        assert_eq!(
            decode::<(String, u32)>(key, &value).unwrap(),
            ("payload".into(), 7)
        );
        for index in 0..value.len() {
            let mut damaged = value.clone();
            damaged[index] ^= 1;
            assert!(decode::<(String, u32)>(key, &damaged).is_err(), "{index}");
            assert!(decode::<(String, u32)>(key, &value[..index]).is_err());
        }
        assert!(decode::<(String, u32)>(b"Sother", &value).is_err());
    }
}
