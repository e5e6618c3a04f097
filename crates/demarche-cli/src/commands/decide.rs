//! What a human decides: one command for each kind of decision.

use std::collections::BTreeSet;
use std::io::Write;
use std::time::{Duration, SystemTime};

use demarche_model::{
    Actor, ActorId, Decision, DecisionId, NodeId, ObservationId, Observations, fold_name,
};
use demarche_query::{View, Wanted};
use demarche_store::{Act, Anchor, Claim, Decided, Mode, SledStore, Store};

use super::decisions::describe;
use crate::args::{Cli, Judge, Pair, Rename, Retype, Signed, Split, Undo};
use crate::error::{Failure, Result};
use crate::output::visible;

/// The store with its decisions, open for another one.
type Open<'a> = Decided<&'a SledStore>;

/// `merge`
pub fn merge(cli: &Cli, args: &Pair, out: &mut dyn Write) -> Result {
    take(cli, &args.signed, out, |view| {
        let into = actor(view, &args.into)?;
        let from = actor(view, &args.from)?;
        if into.id == from.id {
            let what = format!("`{}` and `{}` are one already", args.into, args.from);
            return Err(Failure::usage(what).hint("`demarche decisions` tells who was merged"));
        }
        Ok(Act::Merge {
            into: into.id,
            from: from.id,
        })
    })
}

/// `unmerge`
pub fn unmerge(cli: &Cli, args: &Pair, out: &mut dyn Write) -> Result {
    take(cli, &args.signed, out, |view| {
        let into = actor(view, &args.into)?.id;
        let members = members(view, into)?;
        let from = match member(&members, &args.from) {
            Some(from) => from,
            None => actor(view, &args.from)?.id,
        };
        let into = match member(&members, &args.into) {
            Some(into) if from == view.judged().one(from) => into,
            _ => into,
        };
        if into == from {
            let what = format!("`{}` and `{}` are one actor", args.into, args.from);
            let known = members.iter().filter(|actor| actor.id != into);
            let failure = Failure::not_found(what);
            return Err(known.fold(failure, |failure, actor| {
                failure.hint(format!(
                    "`{}` ({}) was merged into it",
                    actor.name, actor.id
                ))
            }));
        }
        Ok(Act::Unmerge { into, from })
    })
}

/// `rename`
pub fn rename(cli: &Cli, args: &Rename, out: &mut dyn Write) -> Result {
    let name = name(&args.name)?;
    take(cli, &args.signed, out, |view| {
        let actor = actor(view, &args.actor)?.id;
        Ok(Act::Rename { actor, name })
    })
}

/// `retype`
pub fn retype(cli: &Cli, args: &Retype, out: &mut dyn Write) -> Result {
    take(cli, &args.signed, out, |view| {
        let actor = actor(view, &args.actor)?.id;
        let kind = args.kind;
        Ok(Act::Retype { actor, kind })
    })
}

/// `split`
pub fn split(cli: &Cli, args: &Split, out: &mut dyn Write) -> Result {
    let name = name(&args.name)?;
    take(cli, &args.signed, out, |view| {
        let actor = actor(view, &args.actor)?.id;
        let mut documents = BTreeSet::new();
        for typed in &args.documents {
            documents.insert(super::forget::find(view, typed)?.id);
        }
        Ok(Act::Split {
            actor,
            name,
            documents: documents.into_iter().collect(),
        })
    })
}

/// `reject`
pub fn reject(cli: &Cli, args: &Judge, out: &mut dyn Write) -> Result {
    take(cli, &args.signed, out, |view| {
        Ok(Act::Reject(anchor(view.base(), &args.observation)?))
    })
}

/// `confirm`
pub fn confirm(cli: &Cli, args: &Judge, out: &mut dyn Write) -> Result {
    take(cli, &args.signed, out, |view| {
        Ok(Act::Confirm(anchor(view.base(), &args.observation)?))
    })
}

/// `undo`
pub fn undo(cli: &Cli, args: &Undo, out: &mut dyn Write) -> Result {
    let id: DecisionId = args.decision.parse().map_err(|error| {
        Failure::usage("`undo` takes the id of a decision")
            .cause(&error)
            .hint("`demarche decisions` lists them")
    })?;
    let store = super::open(cli, Mode::Write)?;
    let view = Decided::new(&store)?;
    let known = view
        .judged()
        .rulings()
        .iter()
        .find(|(item, _)| item.id == id);
    let Some((decision, act)) = known else {
        return Err(Failure::not_found(format!("no decision `{id}`"))
            .hint("`demarche decisions` lists them"));
    };
    let what = describe(&view, act.as_ref())?;
    store.retract(id).map_err(|error| super::failed(&error))?;
    super::publish(cli, &store);
    writeln!(out, "undone: {} {}", decision.action, visible(&what))?;
    Ok(())
}

/// Who signs, and from when on.
pub fn author(signed: &Signed) -> Result<(String, SystemTime)> {
    let user = || {
        let mut names = ["USER", "USERNAME", "LOGNAME"].into_iter();
        names.find_map(|name| std::env::var(name).ok())
    };
    let author = signed.author.clone().or_else(user);
    let author = author.filter(|author| !author.trim().is_empty());
    let author = author.ok_or_else(|| {
        Failure::usage("nobody is named who decides").hint("`--author NAME` names somebody")
    })?;
    Ok((author, signed.time.unwrap_or_else(SystemTime::now)))
}

/// The record of a decision: times have one length, so that they sort as texts. `later` tells
/// decisions of one run apart.
pub fn sign(act: &Act, (author, time): &(String, SystemTime), later: u32) -> Decision {
    let time = *time + Duration::from_micros(later.into());
    act.decision(author, &humantime::format_rfc3339_micros(time).to_string())
}

/// Takes the decision that `act` makes of the store as it is.
fn take(
    cli: &Cli,
    signed: &Signed,
    out: &mut dyn Write,
    act: impl FnOnce(&Open) -> Result<Act>,
) -> Result {
    let author = author(signed)?;
    let store = super::open(cli, Mode::Write)?;
    let act = act(&Decided::new(&store)?)?;
    let decision = sign(&act, &author, 0);
    store
        .decide(&decision)
        .map_err(|error| super::failed(&error))?;
    super::publish(cli, &store);
    let view = Decided::new(&store)?;
    let what = describe(&view, Some(&act))?;
    writeln!(
        out,
        "{}: {} {}",
        decision.id,
        decision.action,
        visible(&what)
    )?;
    if let Act::Split { actor, name, .. } = &act {
        let mut links = 0usize;
        let part = NodeId::from(Act::part(*actor, name));
        demarche_model::Neighbours::neighbours(&view, part, &mut |_| links += 1)?;
        let plural = if links == 1 { "" } else { "s" };
        writeln!(out, "`{}` has {links} link{plural} now", visible(name))?;
    }
    Ok(())
}

/// The actor that is meant, as it is now.
fn actor(view: &Open, typed: &str) -> Result<Actor> {
    let id = super::find(view, typed, Wanted::Actor)?;
    let found = match id {
        NodeId::Actor(id) => view.actor(id)?,
        NodeId::Issue(_) => None,
    };
    found.ok_or_else(|| Failure::not_found(format!("no actor `{typed}`")))
}

/// All that are this one now, as the records have them.
fn members(view: &Open, one: ActorId) -> Result<Vec<Actor>> {
    let mut members = Vec::new();
    let mut known: BTreeSet<ActorId> = BTreeSet::from([one]);
    for (_, act) in view.judged().rulings() {
        if let Some(Act::Merge { into, from }) = act {
            known.extend(
                [into, from]
                    .into_iter()
                    .filter(|&&id| view.judged().one(id) == one),
            );
        }
    }
    for id in known {
        let apart = view.base().actor(id)?;
        members.extend(apart.or(view.actor(id)?.filter(|actor| actor.id == id)));
    }
    Ok(members)
}

/// The only member of that id or name, or else with that alias.
fn member(members: &[Actor], typed: &str) -> Option<ActorId> {
    let folded = fold_name(typed);
    let same = |name: &String| fold_name(name) == folded;
    let tiers: [&dyn Fn(&Actor) -> bool; 3] = [
        &|actor| actor.id.to_string() == typed.trim(),
        &|actor| same(&actor.name),
        &|actor| actor.aliases.iter().any(same),
    ];
    for tier in tiers {
        let mut found = members.iter().filter(|actor| tier(actor));
        match (found.next(), found.next()) {
            (Some(only), None) => return Some(only.id),
            (None, _) => {}
            _ => return None,
        }
    }
    None
}

fn name(typed: &str) -> Result<String> {
    let name = typed.trim();
    if fold_name(name).is_empty() {
        return Err(Failure::usage(format!("`{typed}` is no name")));
    }
    Ok(name.to_owned())
}

fn anchor(store: &impl Observations, typed: &str) -> Result<Anchor> {
    let id: ObservationId = typed.parse().map_err(|error| {
        Failure::usage("an observation is named by its id")
            .cause(&error)
            .hint("`demarche why` and `demarche stances --format json` print ids")
    })?;
    let found = match id {
        ObservationId::Statement(id) => store.statement(id)?.as_ref().map(Anchor::from),
        ObservationId::Relation(id) => store.relation(id)?.as_ref().map(Anchor::from),
    };
    found.ok_or_else(|| Failure::not_found(format!("no statement or relation `{id}`")))
}

/// What a passage says, as a sentence.
pub fn sentence(view: &dyn View, anchor: &Anchor) -> Result<String> {
    let from = super::edge::name(view, anchor.from.into())?;
    let to = super::edge::name(view, anchor.to)?;
    let verb = match anchor.claim {
        Some(Claim::Stance(polarity)) => super::edge::verb(polarity),
        Some(Claim::Relation(kind)) => kind.row().label,
        None => "and",
    };
    Ok(format!("{from} {verb} {to}"))
}
