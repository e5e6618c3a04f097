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
    let mut given: BTreeMap<_, (usize, usize)> = BTreeMap::new();
    for statement in store.statements() {
        given.entry(statement?.document).or_default().0 += 1;
    }
    for relation in store.relations() {
        given.entry(relation?.document).or_default().1 += 1;
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
