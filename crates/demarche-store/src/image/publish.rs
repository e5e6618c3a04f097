//! Writing an image: all that a store holds, stream by stream, or what has changed since a whole
//! image; and then the switch to it.

mod changed;
mod gather;
mod whole;

use std::fs;
use std::path::{Path, PathBuf};

use demarche_model::{DocumentId, EdgeRow, Link, Names, Neighbours, NodeId, Observations};

use super::current::{self, Current};
use super::layer::Layer;
use super::layout::{Kind, damaged};
use super::records::Stored;
use super::rows::Index;
use super::touched::{Parts, Touched};
use super::write::Writer;
use super::{Image, texts};
use crate::sled::layout::Id;
use crate::sled::record::DocumentRecord;
use crate::{Decided, Judged, StoreError};

/// A file of changes may hold up to this part of what the whole image holds.
const PART: u64 = 8;

/// Packed blocks of a text.
pub(crate) type Blocks<'a> = Box<dyn Iterator<Item = Result<Vec<u8>, StoreError>> + 'a>;

/// Rows of a table, each with its place among its twins.
pub(crate) type Rows<'a> = Box<dyn Iterator<Item = Result<(EdgeRow, u32), StoreError>> + 'a>;

/// A stream of what a store has.
pub(crate) type Stream<'a, T> = Box<dyn Iterator<Item = Result<T, StoreError>> + 'a>;

/// What an imported table has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TableInfo {
    pub(crate) document: DocumentId,
    pub(crate) edges: u32,
    /// How many statements and relations its edges stand for.
    pub(crate) counts: [u64; 2],
}

/// What a store holds, as it is stored.
pub(crate) trait Supply {
    /// Every record of a kind, by id, without its checksum. Actors and issues are also those of
    /// imported tables.
    fn records(&self, kind: Kind) -> Stream<'_, Stored>;

    /// As [`Self::records`], with the statements and relations of imported tables.
    fn records_and_rows(&self, kind: Kind) -> Stream<'_, Stored>;

    /// One record without its checksum.
    fn record(&self, kind: Kind, id: &Id) -> Result<Option<Vec<u8>>, StoreError>;

    /// The blocks of a text of `len` bytes.
    fn text(&self, document: Id, len: u32) -> Blocks<'_>;

    /// Calls `visit` for every link of a node that stands for a record, sorted.
    fn links(&self, node: NodeId, visit: &mut dyn FnMut(Link)) -> Result<(), StoreError>;

    /// The imported tables.
    fn tables(&self) -> Vec<TableInfo>;

    /// The nodes of a table, sorted; its rows name them by their places.
    fn table_nodes(&self, table: usize) -> Stream<'_, NodeId>;

    /// The edges of a table by the node that they leave, or by the one that they enter, which
    /// then stands as `from` in them.
    fn table_edges(&self, table: usize, leaving: bool) -> Rows<'_>;

    /// The index of a table from ids of a kind to edges.
    fn row_index(&self, table: usize, kind: Kind) -> Result<Index<'_>, StoreError>;
}

/// What may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Changes where they are few beside the whole, else a whole image.
    Either,
    /// A whole image.
    Whole,
    /// Changes, if it is known what has changed.
    Changes,
}

/// Writes an image of the store at `path` and makes it the current one: records as `raw` has
/// them, graph and names as `seen` shows them. Nothing is done if the last image is of the same
/// step. Returns the generation.
///
/// A whole image: O(store), with 32 bytes a node in memory, and 13 for each of an imported table. Changes: O(all that has changed since
/// the last whole image), in memory too.
pub(crate) fn publish<V>(
    path: &Path,
    (step, touched): (u64, &Touched),
    shape: Shape,
    raw: &dyn Supply,
    seen: &Decided<V>,
) -> Result<u64, StoreError>
where
    V: Observations + Neighbours + Names,
{
    // A damaged image, or a damaged note of it, is as good as none.
    let last = current::read(path).unwrap_or(None);
    let image = last.and_then(|_| Image::open(path).ok().flatten());
    if let (Some(last), Some(image)) = (last, &image)
        && last.step == step
        && (shape != Shape::Whole || image.is_whole())
    {
        return Ok(last.generation);
    }
    let folder = current::folder(path);
    fs::create_dir_all(&folder).map_err(|source| StoreError::Io {
        path: folder.clone(),
        source,
    })?;
    let generation = last.map_or(0, |last| last.generation) + 1;
    let file = current::file(path, generation);
    let (new, spool) = (
        file.with_extension("img.new"),
        file.with_extension("img.part"),
    );
    let writer = Writer::create(&new)?;
    let parts = match (last, &image) {
        (Some(last), Some(image)) => since(last, image, (step, touched), shape, seen.judged()),
        _ => None,
    };
    let base = if let (Some(image), Some(parts)) = (&image, parts) {
        changed::write(writer, &spool, step, &image.base, &parts, raw, seen)?;
        image.current.base
    } else {
        whole::write(writer, &spool, step, raw, seen)?;
        generation
    };
    let current = Current {
        generation,
        base,
        step,
    };
    current::switch(path, &new, current)?;
    Ok(generation)
}

/// A whole image that is no one's current one, and goes when it is dropped.
pub(crate) struct Passing {
    file: PathBuf,
    /// `None` while it is dropped: some systems remove no file that is mapped.
    image: Option<Image>,
}

impl Passing {
    pub(crate) fn image(&self) -> Option<&Image> {
        self.image.as_ref()
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        self.image = None;
        // What stays is removed when the next image is published.
        let _ = fs::remove_file(&self.file);
    }
}

/// Writes a whole image of the store at `path` beside its images, to hold them to it. As
/// [`publish`] otherwise. O(store).
pub(crate) fn passing<V>(
    path: &Path,
    current: Current,
    raw: &dyn Supply,
    seen: &Decided<V>,
) -> Result<Passing, StoreError>
where
    V: Observations + Neighbours + Names,
{
    let beside = current::file(path, current.generation);
    let file = beside.with_extension("img.check");
    let mut passing = Passing { file, image: None };
    let writer = Writer::create(&passing.file)?;
    let spool = beside.with_extension("img.part");
    whole::write(writer, &spool, current.step, raw, seen)?;
    passing.image = Some(Image {
        path: path.to_owned(),
        current: Current {
            base: current.generation,
            ..current
        },
        base: Layer::open(&passing.file)?,
        changes: None,
    });
    Ok(passing)
}

/// All that has changed since the last whole image, if that is known and worth it.
fn since(
    last: Current,
    image: &Image,
    (step, touched): (u64, &Touched),
    shape: Shape,
    judged: &Judged,
) -> Option<Parts> {
    let mut parts = touched.between(last.step, step)?;
    parts.decide(&Judged::read(image).ok()?, judged)?;
    if let Some(changes) = &image.changes {
        parts.extend(changes).ok()?;
    }
    let few = parts.weight() < weight(&image.base) / PART;
    match shape {
        Shape::Whole => None,
        Shape::Changes => Some(parts),
        Shape::Either => few.then_some(parts),
    }
}

/// How much there is in a file, roughly in records.
fn weight(layer: &Layer) -> u64 {
    let records: u64 = Kind::ALL.iter().map(|&kind| layer.count(kind)).sum();
    records + layer.pairs() + u64::from(layer.graph.len())
}

/// Writes the texts of documents, which come by id as they are stored; one that is gone has no
/// record.
fn write_texts(
    writer: &mut Writer,
    raw: &dyn Supply,
    documents: impl Iterator<Item = Result<Stored, StoreError>>,
) -> Result<(), StoreError> {
    let documents = documents.map(|stored| {
        let (id, payload) = stored?;
        let blocks = if payload.is_empty() {
            None
        } else {
            let record: DocumentRecord =
                postcard::from_bytes(&payload).map_err(|_| damaged("documents"))?;
            record.text.map(|len| raw.text(id, len))
        };
        Ok(blocks.into_iter().flatten())
    });
    texts::write(writer, documents)
}
