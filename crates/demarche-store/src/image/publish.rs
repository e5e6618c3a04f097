//! Writing an image: all that a store holds, stream by stream, and then the switch to it.

use std::fs;
use std::path::Path;

use demarche_model::{Link, Names, Neighbours, NodeId, Observations};

use super::current::{self, Current};
use super::layout::{Kind, damaged};
use super::records::{self, Stored};
use super::write::{Spool, Writer};
use super::{Image, graph, names, texts};
use crate::StoreError;
use crate::sled::layout::Id;
use crate::sled::record::DocumentRecord;

/// The records of a store, as they are stored.
pub(crate) trait Supply {
    /// Every record of a kind, by id, without its checksum.
    fn records(&self, kind: Kind) -> Box<dyn Iterator<Item = Result<Stored, StoreError>> + '_>;

    /// The packed blocks of a text of `len` bytes.
    fn text(
        &self,
        document: Id,
        len: u32,
    ) -> Box<dyn Iterator<Item = Result<Vec<u8>, StoreError>> + '_>;
}

/// Whether the last image of the store is whole as far as opening shows it, and is of this step.
fn is_there(store: &Path, current: Option<Current>, step: u64) -> bool {
    let fresh = current.is_some_and(|current| current.step == step);
    fresh && matches!(Image::open(store), Ok(Some(_)))
}

/// Writes an image of the store at `path` and makes it the current one: records as `raw` has
/// them, graph and names as `seen` shows them. Nothing is done if the last image is of the same
/// step. Returns the generation. Memory: 32 bytes a node, and as much for 32 records.
pub(crate) fn publish<V>(
    path: &Path,
    step: u64,
    raw: &dyn Supply,
    seen: &V,
) -> Result<u64, StoreError>
where
    V: Observations + Neighbours + Names + ?Sized,
{
    // A damaged note of the last image is as good as none.
    let last = current::read(path).unwrap_or(None);
    if let Some(last) = last
        && is_there(path, Some(last), step)
    {
        return Ok(last.generation);
    }
    let folder = current::folder(path);
    fs::create_dir_all(&folder).map_err(|source| StoreError::Io {
        path: folder.clone(),
        source,
    })?;
    let generation = last.map_or(0, |last| last.generation) + 1;
    let image = current::file(path, generation);
    let (new, spool) = (
        image.with_extension("img.new"),
        image.with_extension("img.part"),
    );
    let mut writer = Writer::create(&new)?;
    for kind in Kind::ALL {
        records::write(&mut writer, kind, raw.records(kind))?;
    }
    let actors = seen.actors().map(|item| Ok(NodeId::from(item?.id)));
    let issues = seen.issues().map(|item| Ok(NodeId::from(item?.id)));
    graph::write_nodes(&mut writer, actors.chain(issues))?;
    let links = |node, visit: &mut dyn FnMut(Link)| Ok(seen.neighbours(node, visit)?);
    graph::write_edges(&mut writer, Spool::create(&spool)?, links)?;
    let all = seen.names().map(|name| Ok(name?));
    names::write(&mut writer, Spool::create(&spool)?, all)?;
    let documents = raw.records(Kind::Document).map(|stored| {
        let (id, payload) = stored?;
        let record: DocumentRecord =
            postcard::from_bytes(&payload).map_err(|_| damaged("documents"))?;
        let text = record.text.map(|len| raw.text(id, len));
        Ok(text.into_iter().flatten())
    });
    texts::write(&mut writer, documents)?;
    writer.finish(step)?;
    current::switch(path, &new, Current { generation, step })?;
    Ok(generation)
}
