//! `forget`: takes a document out.

use std::io::Write;

use demarche_model::{Document, DocumentId, Observations};
use demarche_store::{Mode, Store};

use crate::args::{Cli, Forget};
use crate::error::{Failure, Result};
use crate::output::visible;

/// Takes a document out with all that only it proves.
pub fn run(cli: &Cli, args: &Forget, out: &mut dyn Write) -> Result {
    let store = super::open(cli, Mode::Write)?;
    let document = find(&store, &args.document)?;
    let given = store
        .given(document.id)
        .map_err(|error| super::failed(&error))?;
    store
        .forget(document.id)
        .map_err(|error| super::failed(&error))?;
    super::publish(cli, &store);
    let (statements, relations) = given.unwrap_or_default();
    let path = visible(document.path());
    writeln!(
        out,
        "forgot `{path}`: {statements} statements, {relations} relations"
    )?;
    Ok(())
}

/// The document, without its text: by id, by path, or by the last part of the path where only one document has it.
pub fn find(store: &impl Observations, typed: &str) -> Result<Document> {
    if let Ok(id) = typed.parse::<DocumentId>() {
        let unknown = || Failure::not_found(format!("no document `{typed}`"));
        return store.heading(id)?.ok_or_else(unknown);
    }
    let mut named = Vec::new();
    for document in store.headings() {
        let document = document?;
        if document.paths.iter().any(|path| path == typed) {
            return Ok(document);
        }
        let last = |path: &String| path.rsplit('/').next() == Some(typed);
        if document.paths.iter().any(last) {
            named.push(document);
        }
    }
    match named.len() {
        1 => Ok(named.remove(0)),
        0 => Err(Failure::not_found(format!("no document `{typed}`"))
            .hint("`demarche documents` lists them all")),
        _ => {
            let what = format!("`{typed}` is the name of {} documents", named.len());
            let failure = Failure::not_found(what);
            Err(named.iter().fold(failure, |failure, one| {
                failure.hint(format!("`{}`", one.path()))
            }))
        }
    }
}
