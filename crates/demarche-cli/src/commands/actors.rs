//! `actors`: who holds stances.

use std::io::Write;

use demarche_model::{NodeId, Observations};
use demarche_query::{Standing, summary};

use crate::args::{Actors, Cli};
use crate::error::Result;
use crate::output::{Rows, maybe};

/// Lists the actors, those that the texts say most about first, then those without any
/// observation by name.
pub fn run(cli: &Cli, args: &Actors, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let standings = summary(&store, usize::MAX)?.top_actors;
    let rank = |id: NodeId| standings.iter().position(|one| one.node.id == id);
    let mut actors = store.actors().collect::<std::result::Result<Vec<_>, _>>()?;
    actors.sort_by_cached_key(|actor| {
        (
            rank(actor.id.into()).unwrap_or(usize::MAX),
            actor.name.clone(),
        )
    });
    actors.retain(|actor| args.kind.is_none_or(|kind| kind == actor.kind));
    let columns = [
        "name",
        "kind",
        "stances_held",
        "stances_received",
        "relations",
        "aliases",
        "id",
    ];
    let mut rows = Rows::new(&columns).flexible("aliases").only_data(&["id"]);
    for actor in actors.into_iter().take(super::at_most(args.limit)) {
        let count = |pick: fn(&Standing) -> usize| {
            rank(actor.id.into()).map_or(0, |rank| pick(&standings[rank]))
        };
        rows.push(vec![
            actor.name.clone().into(),
            actor.kind.as_str().into(),
            count(|one| one.held.total()).into(),
            count(|one| one.received.total()).into(),
            count(|one| one.relations).into(),
            if actor.aliases.is_empty() {
                maybe(None::<&str>)
            } else {
                actor.aliases.clone().into()
            },
            actor.id.to_string().into(),
        ]);
    }
    rows.write(out, cli.format)
}
