//! Unsound records: whatever bytes stand behind a fitting checksum, reading them gives a value or
//! says that they are damaged, and a value that is read is written and read again as it is.
//!
//! `DEMARCHE_FUZZ_SECONDS=600 cargo test -p demarche-store unsound -- --nocapture` goes on for ten
//! minutes with ever new cases; `DEMARCHE_FUZZ_SEED` begins elsewhere.

#![allow(clippy::print_stderr, reason = "a long run tells how far it came")]

#[allow(dead_code, reason = "other tests use more of it")]
#[path = "../../../../tests/it/store/sample.rs"]
mod sample;

use std::fmt::Debug;
use std::time::{Duration, Instant};

use demarche_model::{
    ActorId, ActorKind, AttributionId, Confidence, DecisionId, Document, DocumentId, EdgeRow,
    HalfKind, IssueId, NodeRow, Polarity, RelationId, RelationKind, StatementId, fold_name,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::imports::ImportRecord;
use super::layout::{Id, tag, unpack};
use super::record::{
    ActorRecord, AttributionRecord, DecisionRecord, DocumentRecord, Evidence, IssueRecord,
    ProofRecord, Record, RelationRecord, StatementRecord,
};
use super::value::{decode, encode, open, seal};
use super::{Mode, SledStore, adjacency, imports, text};
use crate::Store;

/// Cases of a usual run.
const FEW: u64 = 20_000;
/// Numbers that a length may be taken for.
const NUMBERS: &[&[u8]] = &[
    b"\x00",
    b"\x01",
    b"\x80",
    b"\xff\xff\x03",
    b"\xff\xff\xff\xff\x0f",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
];

fn number(key: &str) -> Option<u64> {
    std::env::var(key).ok()?.parse().ok()
}

/// Numbers that look random (`SplitMix64`).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap()
    }
}

/// Keys and payloads of a store with documents, a decision and a table.
fn sound() -> Vec<(Vec<u8>, Vec<u8>)> {
    let place = tempfile::tempdir().unwrap();
    let store = SledStore::open(place.path().join("x.db"), Mode::Create).unwrap();
    for content in 0..8 {
        let given = sample::extraction(&sample::Seed::plain(content));
        store.ingest(&given).unwrap();
        store.decide(&sample::decision(content)).unwrap();
    }
    let name = |number: u32| format!("Node {number}");
    let mut nodes: Vec<NodeRow> = (0..60)
        .map(|number| {
            let id = ActorId::of(&["table", &number.to_string()]).into();
            let kind = Some(ActorKind::Person);
            let name = name(number).into();
            NodeRow { id, kind, name }
        })
        .collect();
    nodes.sort_by_key(|node| node.id);
    assert!(!fold_name(&nodes[0].name).is_empty());
    let mut importing = store.import(nodes, 1 << 20).unwrap();
    for number in 0..400 {
        let stance = number % 3 != 0;
        let row = EdgeRow {
            from: number % 60,
            to: (number * 7 + 1) % 60,
            kind: if stance {
                HalfKind::Stance
            } else {
                HalfKind::Relation(RelationKind::ROWS[3].kind)
            },
            polarity: stance.then_some(Polarity::Oppose),
            confidence: Confidence::from_percent(70),
            first: (number % 2 == 0).then(|| "2024-05-06".parse().unwrap()),
            last: None,
        };
        importing.push(&row).unwrap();
    }
    let document = Document {
        id: DocumentId::of(&["table"]),
        paths: vec!["edges.csv".into()],
        title: None,
        outlet: None,
        url: None,
        date: None,
        sha256: [7; 32],
        text: None,
    };
    importing.finish(document, &mut |_| {}).unwrap();
    let pairs = store.tree.iter().map(Result::unwrap);
    let payload = |value: &[u8]| value[..value.len() - 4].to_vec();
    pairs
        .map(|(key, value)| (key.to_vec(), payload(&value)))
        .collect()
}

/// A copy with one to four places changed.
fn changed(sound: &[(Vec<u8>, Vec<u8>)], which: usize, chance: &mut Chance) -> Vec<u8> {
    let mut bytes = sound[which].1.clone();
    for _ in 0..=chance.below(4) {
        let at = chance.below(bytes.len() + 1);
        let to = at + chance.below((bytes.len() - at).min(20) + 1);
        match chance.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            0 | 1 => drop(bytes.drain(at..to)),
            2 => bytes.truncate(at),
            3 => {
                let other = &sound[chance.below(sound.len())].1;
                let from = chance.below(other.len() + 1);
                let until = (from + chance.below(60)).min(other.len());
                bytes.splice(at..to, other[from..until].iter().copied());
            }
            4 => {
                let byte = u8::try_from(chance.below(256)).unwrap();
                bytes.splice(at..to, std::iter::repeat_n(byte, chance.below(40)));
            }
            _ => {
                let number = NUMBERS[chance.below(NUMBERS.len())];
                bytes.splice(at..to, number.iter().copied());
            }
        }
    }
    bytes
}

/// Reads a record; what it stands for is written and read again.
fn item<R>(
    key: &[u8],
    value: &[u8],
    id: impl Fn([u8; 16]) -> Option<R::Id>,
    again: impl Fn(&R::Item) -> Option<R>,
) -> bool
where
    R: Record<Item: PartialEq + Debug> + Serialize + DeserializeOwned,
{
    let id = || id(unpack(*key.get(1..)?.first_chunk()?));
    let read = |value: &[u8]| decode::<R>(key, value).ok()?.item(id()?);
    let Some(item) = read(value) else {
        return false;
    };
    if let Some(record) = again(&item) {
        let value = encode(key, &record).unwrap();
        assert_eq!(read(&value), Some(item));
    }
    true
}

/// Reads a value as its key says; whether it was accepted.
fn accepted(key: &[u8], value: &[u8]) -> bool {
    let inline = |evidence: &Evidence| matches!(evidence, Evidence::Inline(_));
    let payload = || open(key, value).unwrap();
    match key[0] {
        tag::DOCUMENT => item::<DocumentRecord>(key, value, DocumentId::from_bytes, |_| None),
        tag::TEXT => text::unpacked(payload()).is_some_and(|text| text.len() <= 16 * 1024),
        tag::PROOF => decode::<ProofRecord>(key, value).is_ok(),
        tag::ACTOR | tag::ACTOR_SAID => item(key, value, ActorId::from_bytes, |item| {
            Some(ActorRecord::of(item))
        }),
        tag::ISSUE | tag::ISSUE_SAID => item(key, value, IssueId::from_bytes, |item| {
            Some(IssueRecord::of(item))
        }),
        tag::ATTRIBUTION => item(key, value, AttributionId::from_bytes, |item| {
            Some(AttributionRecord::of(item))
        }),
        tag::STATEMENT => item(key, value, StatementId::from_bytes, |(item, evidence)| {
            (!inline(evidence)).then(|| StatementRecord::of(item, false))
        }),
        tag::RELATION => item(key, value, RelationId::from_bytes, |(item, evidence)| {
            (!inline(evidence)).then(|| RelationRecord::of(item, false))
        }),
        tag::DECISION => item(key, value, DecisionId::from_bytes, |item| {
            Some(DecisionRecord::of(item))
        }),
        tag::LINKS => adjacency::block(key, value).is_ok(),
        tag::IMPORT => decode::<ImportRecord>(key, value).is_ok(),
        tag::RUN => imports::unpacks(key, payload()),
        tag::PATH => decode::<Id>(key, value).is_ok(),
        tag::NAME => decode::<()>(key, value).is_ok(),
        _ => decode::<u64>(key, value).is_ok() || decode::<u32>(key, value).is_ok(),
    }
}

#[test]
fn every_record_is_read_or_refused() {
    let sound = sound();
    for (key, payload) in &sound {
        assert!(accepted(key, &seal(key, payload.clone())), "{key:?}");
    }
    let seed = number("DEMARCHE_FUZZ_SEED").unwrap_or(1);
    let seconds = number("DEMARCHE_FUZZ_SECONDS").map(Duration::from_secs);
    let started = Instant::now();
    let (mut case, mut taken) = (0, 0u64);
    while seconds.map_or(case < FEW, |seconds| started.elapsed() < seconds) {
        let mut chance = Chance(seed.wrapping_mul(0xd134_2543_de82_ef95) ^ case);
        let which = chance.below(sound.len());
        let key = &sound[which].0;
        let value = seal(key, changed(&sound, which, &mut chance));
        let read = std::panic::catch_unwind(|| accepted(key, &value));
        let read = read.unwrap_or_else(|panic| {
            eprintln!("records: case {case} of seed {seed}");
            std::panic::resume_unwind(panic)
        });
        taken += u64::from(read);
        case += 1;
    }
    eprintln!("decoded records: {case} cases, {taken} accepted");
    assert!(taken > 0);
}
