//! `diff`: what one set of documents, day, extractor or store says and another does not.

use std::io::Write;

use demarche_model::NodeId;
use demarche_query::{
    Change, Changed, Filter, Named, Part, Standpoint, View, named, relation_changes, stance_changes,
};
use wildmatch::WildMatch;

use super::{opening, statement};
use crate::args::{Cli, Diff, Which};
use crate::error::{Failure, Result};
use crate::output::{self, Format, Rows, maybe, rounded};

/// Tells what changed from the first side to the second.
pub fn run(cli: &Cli, args: &Diff, out: &mut dyn Write) -> Result {
    let told = [
        !args.a.is_empty() || !args.b.is_empty(),
        args.a_known_by.or(args.b_known_by).is_some(),
        args.a_extractor.is_some() || args.b_extractor.is_some(),
        args.with.is_some(),
    ];
    if told == [false; 4] {
        return Err(Failure::usage("two sides are needed")
            .hint("documents: --a 'monday*' --b 'tuesday*'")
            .hint("days: --a-known-by 2025-01-31 --b-known-by 2025-02-28")
            .hint("another store: --with OTHER.db")
            .hint("extractors: --a-extractor NAME --b-extractor NAME"));
    }
    let store = super::reader(cli)?;
    let other = match &args.with {
        Some(db) => Some(opening::reader_of(cli, db)?),
        None => None,
    };
    let views: [&dyn View; 2] = [&store, other.as_ref().unwrap_or(&store)];
    let filters = [
        side(views[0], &args.which, &args.a, args.a_known_by)?,
        side(views[1], &args.which, &args.b, args.b_known_by)?,
    ];
    let makers =
        [&args.a_extractor, &args.b_extractor].map(|name| name.as_deref().map(WildMatch::new));
    let made = [0, 1].map(|at: usize| {
        let maker: &Option<WildMatch> = &makers[at];
        move |name: &str| maker.as_ref().is_none_or(|maker| maker.matches(name))
    });
    let [before, after] = [0, 1].map(|at: usize| Part {
        view: views[at],
        filter: &filters[at],
        extractor: &made[at],
    });
    let mut changed = if args.relations {
        relation_changes(before, after)?
    } else {
        stance_changes(before, after)?
    };
    changed.retain(|one| {
        args.only.contains(&one.change) || (args.only.is_empty() && one.change != Change::Same)
    });
    if changed.is_empty() {
        return Err(
            Failure::not_found("nothing changed").hint("`--only same` lists what both sides say")
        );
    }
    let counts = counts(&changed);
    changed.truncate(super::at_most(args.limit));
    if cli.format != Format::Table {
        return data(views, &changed)?.write(out, cli.format);
    }
    for one in &changed {
        tell(views, one, out)?;
    }
    writeln!(out, "\n{counts}")?;
    Ok(())
}

/// The observations of one side.
fn side(
    view: &dyn View,
    which: &Which,
    documents: &[String],
    known_by: Option<demarche_model::Date>,
) -> Result<Filter> {
    let mut which = which.clone();
    which.known_by = known_by.or(which.known_by);
    let all = super::filter(view, &which)?;
    if documents.is_empty() {
        return Ok(all);
    }
    which.documents = documents.to_vec();
    let some = super::filter(view, &which)?;
    let both = match (all.documents, some.documents) {
        (Some(all), Some(some)) => Some(all.intersection(&some).copied().collect()),
        (all, some) => some.or(all),
    };
    Ok(Filter {
        documents: both,
        ..some
    })
}

fn counts(changed: &[Changed]) -> String {
    let each = Change::ALL.iter().filter_map(|&change| {
        let count = changed.iter().filter(|one| one.change == change).count();
        (count > 0).then(|| format!("{count} {}", change.as_str()))
    });
    each.collect::<Vec<_>>().join(", ")
}

/// A node by whichever store has it, the second first.
fn node(views: [&dyn View; 2], id: NodeId) -> Result<String> {
    let [before, after] = views;
    let found: Option<Named> = match named(after, id)? {
        None => named(before, id)?,
        some => some,
    };
    Ok(found.map_or_else(|| id.to_string(), |node| node.name))
}

fn tell(views: [&dyn View; 2], one: &Changed, out: &mut dyn Write) -> Result {
    let word = one.change.as_str();
    let sides = [(views[0], &one.before, "- "), (views[1], &one.after, "+ ")];
    let both = one.before.is_some() && one.after.is_some();
    if both {
        let (from, to) = (node(views, one.from)?, node(views, one.to)?);
        let (middle, office) = match &one.relation {
            None => ("on", None),
            Some((kind, office)) => (kind.row().label, office.as_ref()),
        };
        let office = office.map(|office| format!(": {office}"));
        let head = format!(
            "± {word}: {from} {middle} {to}{}",
            office.unwrap_or_default()
        );
        writeln!(out, "{}  [{}]", output::visible(&head), sizes(one))?;
    }
    for (view, side, mark) in sides {
        let Some(side) = side else { continue };
        let passages = match side.observations.len() {
            1 => String::new(),
            more => format!(" ({more} passages)"),
        };
        let Some(&best) = side.observations.first() else {
            continue;
        };
        if both {
            statement::tell(view, best, mark, 2, out)?;
        } else {
            let head = format!("{mark}{word}{passages}: ");
            statement::tell(view, best, &head, 0, out)?;
        }
    }
    Ok(())
}

/// Net stance and number of passages on both sides.
fn sizes(one: &Changed) -> String {
    let size = |side: &Standpoint| {
        let passages = side.observations.len();
        match side.status {
            Some(status) => format!("{status} by {passages}"),
            None => format!("net {:+.2} by {passages}", side.net),
        }
    };
    let sides = [&one.before, &one.after].map(|side| side.as_ref().map(size));
    match sides {
        [Some(before), Some(after)] => format!("{before}, then {after}"),
        [one, two] => one.or(two).unwrap_or_default(),
    }
}

fn data(views: [&dyn View; 2], changed: &[Changed]) -> Result<Rows> {
    let columns = [
        "change",
        "from",
        "kind",
        "office",
        "to",
        "before_net",
        "before_status",
        "before_evidence",
        "before_quote",
        "before_document",
        "before_observation",
        "before_observations",
        "after_net",
        "after_status",
        "after_evidence",
        "after_quote",
        "after_document",
        "after_observation",
        "after_observations",
    ];
    let mut rows = Rows::new(&columns);
    for one in changed {
        let (kind, office) = match &one.relation {
            None => ("stance", None),
            Some((kind, office)) => (kind.as_str(), office.clone()),
        };
        let mut cells = vec![
            one.change.as_str().into(),
            node(views, one.from)?.into(),
            kind.into(),
            maybe(office),
            node(views, one.to)?.into(),
        ];
        for (view, side) in [(views[0], &one.before), (views[1], &one.after)] {
            let best = side
                .as_ref()
                .and_then(|side| side.observations.first().copied());
            let [quote, document, id] = statement::cells(view, best)?;
            let net = side.as_ref().filter(|_| one.relation.is_none());
            cells.extend([
                rounded(net.map(|side| side.net)),
                maybe(side.as_ref().and_then(|side| side.status)),
                rounded(side.as_ref().map(|side| side.evidence)),
                quote,
                document,
                id,
                statement::ids(side.as_ref().map_or(&[], |side| &side.observations)),
            ]);
        }
        rows.push(cells);
    }
    Ok(rows)
}
