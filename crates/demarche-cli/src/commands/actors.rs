//! `actors`: who holds stances.

use std::io::Write;

use demarche_model::{Actor, Observations};
use demarche_query::{Standing, Standings};

use crate::args::{Actors, Cli};
use crate::error::Result;
use crate::output::{Rows, maybe};

/// Lists the actors, those that the texts say most about first, then those without any
/// observation by name.
pub fn run(cli: &Cli, args: &Actors, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let limit = super::at_most(args.limit);
    let standings = Standings::of(&store)?;
    let fits = |actor: &Actor| args.kind.is_none_or(|kind| kind == actor.kind);
    let mut listed = Vec::new();
    for standing in standings.top(&store, limit, |id| {
        let actor = match id.actor() {
            Some(id) => store.actor(id)?,
            None => None,
        };
        Ok(actor.as_ref().is_some_and(fits))
    })? {
        let actor = match standing.node.id.actor() {
            Some(id) => store.actor(id)?,
            None => None,
        };
        listed.extend(actor.map(|actor| (actor, Some(standing))));
    }
    if listed.len() < limit {
        let mut silent = Vec::new();
        for actor in store.actors() {
            let actor = actor?;
            if fits(&actor) && standings.observations(actor.id.into())? == 0 {
                silent.push((actor, None));
            }
        }
        silent.sort_by(|(left, _), (right, _)| left.name.cmp(&right.name));
        listed.extend(silent);
    }
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
    for (actor, standing) in listed.into_iter().take(limit) {
        let count = |pick: fn(&Standing) -> usize| standing.as_ref().map_or(0, pick);
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
