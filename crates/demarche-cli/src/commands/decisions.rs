//! `decisions`: what was decided.

use std::io::Write;

use demarche_model::{ActorId, Names, Neighbours, Observations};
use demarche_store::{Act, Anchor, Decided};
use serde_json::Value;

use super::decide::sentence;
use crate::args::Cli;
use crate::error::Result;
use crate::output::{Format, Rows, maybe};

/// Lists decisions in the order in which they count, each with what it speaks of that is not
/// there.
pub fn run(cli: &Cli, out: &mut dyn Write) -> Result {
    let view = super::reader(cli)?;
    let columns = [
        "time", "author", "action", "what", "missing", "operands", "id",
    ];
    let mut rows = Rows::new(&columns)
        .flexible("what")
        .only_data(&["operands"]);
    let missing = view.missing()?;
    for ((decision, act), missing) in view.judged().rulings().iter().zip(missing) {
        let missing = match missing {
            None => Value::from("its operands say nothing"),
            Some(ids) if ids.is_empty() => Value::Null,
            Some(ids) => ids.into(),
        };
        rows.push(vec![
            time(&decision.time, cli.format).into(),
            decision.author.clone().into(),
            decision.action.as_str().into(),
            maybe(Some(describe(&view, act.as_ref())?).filter(|what| !what.is_empty())),
            missing,
            decision.operands.clone().into(),
            decision.id.to_string().into(),
        ]);
    }
    rows.write(out, cli.format)
}

/// A time as it is recorded; for a reader to the minute.
fn time(time: &str, format: Format) -> String {
    let minute = time.get(..16).filter(|_| format == Format::Table);
    minute.map_or(time.to_owned(), |minute| minute.replace('T', " "))
}

/// What was decided, with names: those of the records, which tell the parts of a merge apart.
pub fn describe<V>(view: &Decided<V>, act: Option<&Act>) -> Result<String>
where
    V: Observations + Neighbours + Names,
{
    let name = |id: ActorId| -> Result<String> {
        let actor = match view.base().actor(id)? {
            Some(actor) => Some(actor),
            None => view.actor(id)?,
        };
        Ok(actor.map_or_else(|| id.to_string(), |actor| actor.name))
    };
    let passage = |anchor: &Anchor| -> Result<String> {
        let document = view.heading(anchor.document)?;
        let path = document.map_or(anchor.document.to_string(), |it| it.path().to_owned());
        let (start, end) = (anchor.cue.start(), anchor.cue.end());
        Ok(format!(
            "{} ({path}, bytes {start}..{end})",
            sentence(view, anchor)?
        ))
    };
    Ok(match act {
        None => String::new(),
        Some(Act::Merge { into, from }) => format!("{} into {}", name(*from)?, name(*into)?),
        Some(Act::Unmerge { into, from }) => format!("{} from {}", name(*from)?, name(*into)?),
        Some(Act::Rename { actor, name: new }) => format!("{} to {new}", name(*actor)?),
        Some(Act::Retype { actor, kind }) => format!("{} to {kind}", name(*actor)?),
        Some(Act::Split {
            actor,
            name: new,
            documents,
        }) => {
            let mut paths = Vec::new();
            for &id in documents {
                let document = view.heading(id)?;
                paths.push(document.map_or(id.to_string(), |it| it.path().to_owned()));
            }
            format!("{new} from {} in {}", name(*actor)?, paths.join(", "))
        }
        Some(Act::Confirm(anchor) | Act::Reject(anchor)) => passage(anchor)?,
    })
}
