//! A whole image.

use std::path::Path;

use demarche_model::{Link, LinkKind, Names, Neighbours, NodeId, Observations};

use super::gather::Gather;
use super::{Supply, write_texts};
use crate::image::graph::{self, Reference, too_large};
use crate::image::layout::Kind;
use crate::image::records::{self, Table};
use crate::image::write::{Spool, Writer};
use crate::image::{file, names, rows};
use crate::sled::layout::pack;
use crate::{Decided, StoreError};

/// Writes all that a store holds. Without decisions the rows of imported tables stand in the graph
/// alone; with decisions they may be edges of others than they name, and are records too.
pub(super) fn write<V>(
    mut writer: Writer,
    spool: &Path,
    step: u64,
    raw: &dyn Supply,
    seen: &Decided<V>,
) -> Result<(), StoreError>
where
    V: Observations + Neighbours + Names,
{
    let lean = seen.judged().is_empty();
    for kind in Kind::ALL {
        let all = if lean {
            raw.records(kind)
        } else {
            raw.records_and_rows(kind)
        };
        records::write(&mut writer, kind, all)?;
    }
    let actors = seen.actors().map(|item| Ok(NodeId::from(item?.id)));
    let issues = seen.issues().map(|item| Ok(NodeId::from(item?.id)));
    graph::write_nodes(&mut writer, actors.chain(issues))?;
    let file = writer.so_far()?;
    let place = places(&file)?;
    let links = |node, visit: &mut dyn FnMut(Link)| {
        if lean {
            raw.links(node, visit)
        } else {
            Ok(seen.neighbours(node, visit)?)
        }
    };
    let tables = if lean { raw.tables() } else { Vec::new() };
    let mut gather = Gather::new(&file, raw, tables, graph::of_links(&file, links, place))?;
    let mut halves = gather.halves();
    graph::write_edges(
        &mut writer,
        Spool::create(spool)?,
        &file,
        |number, node, all| gather.node(number, node, all),
        |half, at| {
            if let Some((table, row)) = half.origin {
                halves[table][row as usize] = at;
            }
        },
    )?;
    let all = names::grouped(seen.names().map(|name| Ok(name?)));
    names::write(&mut writer, Spool::create(spool)?, &file, all)?;
    write_texts(&mut writer, raw, raw.records(Kind::Document))?;
    rows::write_tables(&mut writer, &gather.tables(), &gather.marks())?;
    for kind in [Kind::Statement, Kind::Relation] {
        let indexes = (0..halves.len()).map(|table| raw.row_index(table, kind));
        rows::write_index(&mut writer, kind, indexes, &halves)?;
    }
    writer.finish(step)
}

/// Look-up of the records behind links among those that have been written.
pub(super) fn places(
    file: &file::Mapped,
) -> Result<impl Fn(LinkKind) -> Result<Option<Reference>, StoreError>, StoreError> {
    let statements = Table::of(file, Kind::Statement)?;
    let relations = Table::of(file, Kind::Relation)?;
    Ok(move |kind| {
        let number = match kind {
            LinkKind::Stance(id) => statements.find(file, &pack(id.to_bytes()))?,
            LinkKind::Relation(_, id) => relations.find(file, &pack(id.to_bytes()))?,
            LinkKind::About | LinkKind::Broader => Some(0),
        };
        let number = number.map(|number| u32::try_from(number).map_err(|_| too_large()));
        Ok(number.transpose()?.map(Reference::Own))
    })
}
