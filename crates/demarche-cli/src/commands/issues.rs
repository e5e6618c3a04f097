//! `issues`: what stances are about.

use std::io::Write;

use demarche_model::{NodeId, Observations};
use demarche_query::{Standings, named};

use crate::args::{Cli, Limit};
use crate::error::Result;
use crate::output::{Format, Rows};

/// Names that a table shows of those an issue is about.
const NAMES: usize = 2;

/// Lists the issues, those with the most stances first.
pub fn run(cli: &Cli, limit: Limit, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let columns = [
        "label", "support", "oppose", "neutral", "about", "wordings", "id",
    ];
    let mut rows = Rows::new(&columns).flexible("wordings").only_data(&["id"]);
    let wanted = |id: NodeId| Ok(id.issue().is_some());
    for standing in Standings::of(&store)?.top(&store, super::at_most(limit), wanted)? {
        let NodeId::Issue(id) = standing.node.id else {
            continue;
        };
        let Some(issue) = store.issue(id)? else {
            continue;
        };
        let mut about = Vec::with_capacity(issue.about.len());
        for &actor in &issue.about {
            about.extend(named(&store, actor.into())?.map(|actor| actor.name));
        }
        rows.push(vec![
            issue.label.into(),
            standing.received.support.into(),
            standing.received.oppose.into(),
            standing.received.neutral.into(),
            if cli.format == Format::Table {
                short(&about).into()
            } else {
                about.into()
            },
            issue.aliases.into(),
            issue.id.to_string().into(),
        ]);
    }
    rows.write(out, cli.format)
}

fn short(names: &[String]) -> String {
    let shown = names.iter().take(NAMES).map(String::as_str);
    let shown = shown.collect::<Vec<_>>().join("; ");
    match names.len().saturating_sub(NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
