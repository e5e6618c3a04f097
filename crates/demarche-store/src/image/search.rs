//! Finding an id among sorted ones. Ids are hashes, so their place is nearly known beforehand.

use crate::StoreError;
use crate::sled::layout::{ID, Id};

/// The first eight bytes behind the four bits that tell what an id is of, as a share of all.
fn share(id: &Id) -> u64 {
    let mut head = [0; 8];
    head.copy_from_slice(&id[..8]);
    u64::from_be_bytes(head) << 4 | u64::from(id[8] >> 4)
}

/// How many of `len` sorted ids are below `wanted`. O(log of how far the guess is off), which for
/// hashes is about the square root of `len`.
pub(crate) fn below(
    len: u64,
    wanted: &Id,
    id: impl Fn(u64) -> Result<Id, StoreError>,
) -> Result<u64, StoreError> {
    if len == 0 {
        return Ok(0);
    }
    let guess = (u128::from(share(wanted)) * u128::from(len)) >> 64;
    let guess = u64::try_from(guess).unwrap_or(0).min(len - 1);
    let (mut low, mut high) = if id(guess)? < *wanted {
        let (mut low, mut width) = (guess + 1, 1);
        loop {
            let next = low.saturating_add(width).min(len);
            if next == len || id(next)? >= *wanted {
                break (low, next);
            }
            (low, width) = (next + 1, width * 2);
        }
    } else {
        let (mut high, mut width) = (guess, 1u64);
        loop {
            let next = high.saturating_sub(width);
            if next == high || id(next)? < *wanted {
                break (next, high);
            }
            (high, width) = (next, width * 2);
        }
    };
    while low < high {
        let middle = low + (high - low) / 2;
        if id(middle)? < *wanted {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

/// The id at the head of `bytes`.
pub(crate) fn id_of(bytes: &[u8]) -> Option<Id> {
    bytes.first_chunk::<ID>().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sled::layout::pack;
    use demarche_model::ActorId;

    #[test]
    fn every_id_is_found_where_it_stands() {
        for len in [0usize, 1, 2, 3, 10, 1000] {
            let mut ids: Vec<Id> = (0..len)
                .map(|n| pack(ActorId::of(&[&n.to_string()]).to_bytes()))
                .collect();
            ids.sort_unstable();
            let mut wanted = ids.clone();
            wanted.extend([[0; ID], [0xff; ID]]);
            wanted
                .extend((0..50).map(|n: u32| pack(ActorId::of(&["x", &n.to_string()]).to_bytes())));
            #[allow(clippy::cast_possible_truncation)]
            for id in wanted {
                let found = below(len as u64, &id, |n| Ok(ids[n as usize])).unwrap();
                assert_eq!(found as usize, ids.partition_point(|one| *one < id));
            }
        }
    }

    /// Ids that somebody chose may stand close together.
    #[test]
    fn ids_that_are_no_hashes_are_found_too() {
        #[allow(clippy::cast_possible_truncation)]
        let ids: Vec<Id> = (0..500u16)
            .map(|n| {
                let mut id = [0; ID];
                id[11..].copy_from_slice(&n.to_be_bytes());
                id
            })
            .collect();
        #[allow(clippy::cast_possible_truncation)]
        for (place, id) in ids.iter().enumerate() {
            let found = below(500, id, |n| Ok(ids[n as usize])).unwrap();
            assert_eq!(found as usize, place);
        }
    }
}
