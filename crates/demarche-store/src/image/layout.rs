//! Where things stand in an image file. See `IMAGE.md`.

use crate::StoreError;
use crate::sled::layout::tag;

/// First bytes of an image, version included.
pub(crate) const MAGIC: &[u8; 16] = b"demarche image 1";
/// Last bytes of an image.
pub(crate) const END: &[u8; 8] = b"image.1\n";
/// Bytes that one checksum covers.
pub(crate) const BLOCK: u64 = 64 * 1024;
/// Bytes of the footer: three numbers of the layout, the step, the checksum, [`END`].
pub(crate) const FOOTER: usize = 4 * 8 + 4 + END.len();
/// Bytes of an entry of the directory.
pub(crate) const ENTRY: usize = 32;

/// Name of a section.
pub(crate) type Name = [u8; 8];

pub(crate) const NODES: Name = *b"nodes   ";
pub(crate) const OFFSETS: Name = *b"offsets ";
pub(crate) const HALVES: Name = *b"halves  ";
pub(crate) const REFERENCES: Name = *b"refs    ";
pub(crate) const NAMES: Name = *b"names   ";
pub(crate) const TURNS: Name = *b"turns   ";
pub(crate) const POSTINGS: Name = *b"posting ";
pub(crate) const TEXTS: Name = *b"texts   ";
pub(crate) const TEXT_BLOCKS: Name = *b"textblk ";
pub(crate) const TEXT_STARTS: Name = *b"textdoc ";

/// Imported tables.
pub(crate) const TABLES: Name = *b"tables  ";
pub(crate) const MARKS: Name = *b"marks   ";
/// Index of rows that are statements, and of those that are relations.
pub(crate) const ROWS: [Name; 2] = [*b"rows.S  ", *b"rows.R  "];
pub(crate) const FENCES: [Name; 2] = [*b"fence.S ", *b"fence.R "];
/// In an image of changes: the places of its nodes in the whole graph.
pub(crate) const PLACES: Name = *b"places  ";
/// In an image of changes: from where on the places of nodes are moved by how much.
pub(crate) const SHIFTS: Name = *b"shifts  ";
/// How many there are of everything, the whole image included.
pub(crate) const TOTALS: Name = *b"totals  ";

/// A kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Document,
    Actor,
    Issue,
    Attribution,
    Statement,
    Relation,
    Decision,
}

impl Kind {
    pub(crate) const ALL: [Kind; 7] = [
        Kind::Document,
        Kind::Actor,
        Kind::Issue,
        Kind::Attribution,
        Kind::Statement,
        Kind::Relation,
        Kind::Decision,
    ];

    /// The tag of the same records in the engine.
    pub(crate) const fn tag(self) -> u8 {
        match self {
            Kind::Document => tag::DOCUMENT,
            Kind::Actor => tag::ACTOR,
            Kind::Issue => tag::ISSUE,
            Kind::Attribution => tag::ATTRIBUTION,
            Kind::Statement => tag::STATEMENT,
            Kind::Relation => tag::RELATION,
            Kind::Decision => tag::DECISION,
        }
    }

    /// The section of the records: their tag.
    pub(crate) const fn data(self) -> Name {
        [b'r', b'e', b'c', b'.', self.tag(), b' ', b' ', b' ']
    }

    /// The section that finds the blocks of the records.
    pub(crate) const fn index(self) -> Name {
        [b'f', b'i', b'n', b'd', b'.', self.tag(), b' ', b' ']
    }
}

/// A part of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) name: Name,
    pub(crate) start: u64,
    pub(crate) len: u64,
    /// How many things are in it; which ones depends on the section.
    pub(crate) count: u64,
}

impl Section {
    pub(crate) fn to_bytes(self) -> [u8; ENTRY] {
        let mut bytes = [0; ENTRY];
        bytes[..8].copy_from_slice(&self.name);
        bytes[8..16].copy_from_slice(&self.start.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.len.to_le_bytes());
        bytes[24..].copy_from_slice(&self.count.to_le_bytes());
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8; ENTRY]) -> Self {
        let mut name = [0; 8];
        name.copy_from_slice(&bytes[..8]);
        let number = |at: usize| number(&bytes[at..at + 8]);
        Self {
            name,
            start: number(8),
            len: number(16),
            count: number(24),
        }
    }
}

/// The number of at most eight bytes, lowest first.
#[inline]
pub(crate) fn number(bytes: &[u8]) -> u64 {
    // Of four bytes in one go: a scan of all records asks for these by the hundred million.
    if let Ok(four) = bytes.try_into() {
        return u32::from_le_bytes(four).into();
    }
    let mut all = [0; 8];
    for (to, from) in all.iter_mut().zip(bytes) {
        *to = *from;
    }
    u64::from_le_bytes(all)
}

/// A part of the image is damaged.
pub(crate) fn damaged(part: impl Into<String>) -> StoreError {
    let (tree, key) = ("image", part.into());
    StoreError::Corrupt { tree, key }
}

/// The name of a section as errors show it.
pub(crate) fn shown(name: Name) -> String {
    String::from_utf8_lossy(&name).trim_end().to_owned()
}

/// Seven bits a byte, lowest first, the top bit set on all but the last.
pub(crate) fn put_varint(mut number: u64, bytes: &mut Vec<u8>) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            bytes.push(low & 0x7f);
            return;
        }
        bytes.push(low | 0x80);
    }
}

/// The number of [`put_varint`] at the head of `bytes`, which goes on behind it.
pub(crate) fn take_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}
