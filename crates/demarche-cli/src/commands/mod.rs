//! A module per command, and what they share: opening the store, finding a name, filters.

mod actors;
mod backup;
mod balance;
mod bridges;
mod chain;
mod check;
mod choose;
mod communities;
mod compact;
mod components;
mod contradictions;
mod decide;
mod decisions;
mod diff;
mod documents;
mod draw;
mod drift;
mod dump;
mod edge;
mod eval;
mod export;
mod factions;
mod forget;
mod import;
mod ingest;
mod issues;
mod lines;
mod network;
mod opening;
mod path;
mod polarisation;
mod query;
mod quotes;
mod rank;
mod rebuild;
mod relations;
mod reliability;
mod restore;
mod review;
mod salvage;
mod shell;
mod show;
mod sources;
mod stances;
mod statement;
mod stats;
mod ties;
mod timeline;
mod who;
mod why;

use std::io::Write;

use demarche_model::{ActorId, NodeId};
use demarche_query::{Resolution, View, Wanted, resolve};
use demarche_store::StoreError;

use self::choose::{filter, walk_filter};
use self::opening::{fresh, open, open_sized, publish, reader};
use crate::args::{Cli, Command};
use crate::error::{Failure, Result};

/// Carries out the command; data goes to `out`.
pub fn run(cli: &Cli, out: &mut dyn Write) -> Result {
    match &cli.command {
        Command::Ingest(args) => ingest::run(cli, args, out),
        Command::Documents => documents::run(cli, out),
        Command::Forget(args) => forget::run(cli, args, out),
        Command::Actors(args) => actors::run(cli, args, out),
        Command::Issues(args) => issues::run(cli, *args, out),
        Command::Show(args) => show::run(cli, args, out),
        Command::Stances(args) => stances::run(cli, args, out),
        Command::Relations(args) => relations::run(cli, args, out),
        Command::Path(args) => path::run(cli, args, out),
        Command::Timeline(args) => timeline::run(cli, args, out),
        Command::Drift(args) => drift::run(cli, args, out),
        Command::Who(args) => who::run(cli, args, out),
        Command::Contradictions(args) => contradictions::run(cli, args, out),
        Command::Chain(args) => chain::run(cli, args, out),
        Command::Quotes(args) => quotes::run(cli, args, out),
        Command::Sources(args) => sources::run(cli, args, out),
        Command::Diff(args) => diff::run(cli, args, out),
        Command::Query(args) => query::run(cli, args, out),
        Command::Why(args) => why::run(cli, args, out),
        Command::Network(args) => network::run(cli, args, out),
        Command::Rank(args) => rank::run(cli, args, out),
        Command::Components(args) => components::run(cli, args, out),
        Command::Communities(args) => communities::run(cli, args, out),
        Command::Balance(args) => balance::run(cli, args, out),
        Command::Factions(args) => factions::run(cli, args, out),
        Command::Bridges(args) => bridges::run(cli, args, out),
        Command::Polarisation(args) => polarisation::run(cli, args, out),
        Command::Draw(args) => draw::run(cli, args, out),
        Command::Export(args) => export::run(cli, args, out),
        Command::Import(args) => import::run(cli, args, out),
        Command::Review(args) => review::run(cli, args, out),
        Command::Merge(args) => decide::merge(cli, args, out),
        Command::Unmerge(args) => decide::unmerge(cli, args, out),
        Command::Rename(args) => decide::rename(cli, args, out),
        Command::Retype(args) => decide::retype(cli, args, out),
        Command::Split(args) => decide::split(cli, args, out),
        Command::Reject(args) => decide::reject(cli, args, out),
        Command::Confirm(args) => decide::confirm(cli, args, out),
        Command::Decisions => decisions::run(cli, out),
        Command::Undo(args) => decide::undo(cli, args, out),
        Command::Shell => shell::run(cli, out),
        Command::Stats => stats::run(cli, out),
        Command::Eval(args) => eval::run(cli, args, out),
        Command::Check => check::run(cli, out),
        Command::Rebuild => rebuild::run(cli, out),
        Command::Compact => compact::run(cli, out),
        Command::Dump(args) => dump::run(cli, args, out),
        Command::Backup(args) => backup::run(cli, args, out),
        Command::Salvage(args) => salvage::run(cli, args, out),
        Command::Restore(args) => restore::run(cli, args, out),
    }
}

/// A failure of the store while a command works on it.
fn failed(error: &StoreError) -> Failure {
    let failure = Failure::because("the store failed", error);
    match opening::room(error) {
        Some(hint) => failure.hint(hint),
        None => failure.hint("`demarche check` tells what is damaged"),
    }
}

/// The node that a name as typed means.
fn find(view: &dyn View, typed: &str, wanted: Wanted) -> Result<NodeId> {
    let what = match wanted {
        Wanted::Any => "actor or issue",
        Wanted::Actor => "actor",
        Wanted::Issue => "issue",
    };
    let offer = |candidate: &demarche_query::Candidate| {
        format!(
            "`{}` ({}, {} links)",
            candidate.name,
            candidate.kind.as_str(),
            candidate.links
        )
    };
    match resolve(view, typed, wanted)? {
        Resolution::One(id) => Ok(id),
        Resolution::Ambiguous(candidates) => {
            let failure = Failure::not_found(format!("`{typed}` may be more than one {what}"));
            Err(candidates
                .iter()
                .fold(failure, |failure, one| failure.hint(offer(one))))
        }
        Resolution::Unknown(candidates) => {
            let failure = Failure::not_found(format!("no {what} called `{typed}`"));
            let near = candidates.iter().take(5);
            let failure = near.fold(failure, |failure, one| {
                failure.hint(format!("did you mean {}?", offer(one)))
            });
            let list = if wanted == Wanted::Issue {
                "issues"
            } else {
                "actors"
            };
            Err(failure.hint(format!("`demarche {list}` lists them all")))
        }
    }
}

/// The actor that an option names.
fn holder(view: &dyn View, typed: Option<&str>) -> Result<Option<ActorId>> {
    let found = typed.map(|name| find(view, name, Wanted::Actor));
    Ok(found.transpose()?.and_then(NodeId::actor))
}

/// The actor or issue that an option names.
fn target(view: &dyn View, typed: Option<&str>) -> Result<Option<NodeId>> {
    typed.map(|name| find(view, name, Wanted::Any)).transpose()
}

/// How many rows a limit lets through: 0 means all.
fn at_most(limit: crate::args::Limit) -> usize {
    if limit.limit == 0 {
        usize::MAX
    } else {
        limit.limit
    }
}

impl From<demarche_query::QueryError> for Failure {
    fn from(error: demarche_query::QueryError) -> Self {
        Failure::because("the question cannot be answered", &error)
            .hint("`demarche check` tells what is damaged")
    }
}
