//! `documents`: what was read.

use std::collections::BTreeMap;
use std::io::Write;

use demarche_model::Observations;

use crate::args::Cli;
use crate::error::Result;
use crate::output::{Rows, maybe};

/// Lists the documents by date and path, with how much each gave.
pub fn run(cli: &Cli, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let mut given: BTreeMap<_, (u64, u64)> = BTreeMap::new();
    for ((_, document), [statements, relations, _]) in store.made()? {
        let given = given.entry(document).or_default();
        given.0 += statements;
        given.1 += relations;
    }
    let mut documents = store
        .headings()
        .collect::<std::result::Result<Vec<_>, _>>()?;
    documents.sort_by(|left, right| (left.date, &left.paths).cmp(&(right.date, &right.paths)));
    let columns = [
        "date",
        "path",
        "title",
        "outlet",
        "statements",
        "relations",
        "id",
    ];
    let mut rows = Rows::new(&columns)
        .flexible("path")
        .only_data(&["outlet", "id"]);
    for document in documents {
        let (statements, relations) = given.get(&document.id).copied().unwrap_or_default();
        rows.push(vec![
            maybe(document.date),
            document.path().into(),
            maybe(document.title.as_deref()),
            maybe(document.outlet.as_deref()),
            statements.into(),
            relations.into(),
            document.id.to_string().into(),
        ]);
    }
    rows.write(out, cli.format)
}
