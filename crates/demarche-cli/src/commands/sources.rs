//! `sources`: whom the documents rely on, and what rests on sources without a name.

use std::io::Write;

use demarche_query::{Claim, Origin, SourceUse, StanceQuery, View, claims, sources};
use serde_json::{Value, json};

use super::{edge, statement};
use crate::args::{Cli, Sources};
use crate::error::{Failure, Result};
use crate::output::{Format, Rows, rounded};

/// Lists sources, or with `--anonymous` the stances that unnamed ones relay.
pub fn run(cli: &Cli, args: &Sources, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let filter = super::filter(&store, &args.which)?;
    let limit = super::at_most(args.limit);
    if args.anonymous {
        let query = StanceQuery {
            holder: super::holder(&store, args.holder.as_deref())?,
            target: super::target(&store, args.on.as_deref())?,
            polarity: None,
            filter,
        };
        let mut found = claims(&store, &query)?;
        if found.is_empty() {
            return Err(Failure::not_found("no stance rests on an unnamed source")
                .hint("`demarche sources` lists all sources"));
        }
        found.truncate(limit);
        if cli.format == Format::Table {
            return found.iter().try_for_each(|one| tell(&store, one, out));
        }
        return claimed(&store, &found)?.write(out, cli.format);
    }
    let mut found = sources(&store, &filter)?;
    if found.is_empty() {
        return Err(Failure::not_found("no sources").hint("`demarche ingest FILES` reads articles"));
    }
    found.truncate(limit);
    table(cli, &store, &found)?.write(out, cli.format)
}

fn share(part: usize, whole: usize) -> Value {
    #[allow(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let share = (whole > 0).then(|| (part as f64 / whole as f64 * 100.0).round() / 100.0);
    rounded(share)
}

fn table(cli: &Cli, view: &dyn View, found: &[SourceUse]) -> Result<Rows> {
    let columns = [
        "source",
        "unnamed",
        "documents",
        "attributions",
        "quoted",
        "statements",
        "hedged",
        "relayed",
    ];
    let mut rows = Rows::new(&columns).flexible("source");
    for one in found {
        let source = match one.source {
            Origin::Actor(id) => edge::name(view, id.into())?,
            Origin::Nobody => "(nobody mentioned)".to_owned(),
            Origin::Article => "(the articles themselves)".to_owned(),
        };
        rows.push(vec![
            source.into(),
            match cli.format {
                Format::Table => if one.unnamed { "yes" } else { "" }.into(),
                _ => one.unnamed.into(),
            },
            one.documents.into(),
            one.attributions.into(),
            share(one.quotes, one.attributions),
            one.statements.into(),
            share(one.hedged, one.statements),
            one.relayed.into(),
        ]);
    }
    Ok(rows)
}

fn tell(view: &dyn View, claim: &Claim, out: &mut dyn Write) -> Result {
    let unnamed = claim.unnamed.len();
    let rests = match claim.named.len() {
        0 if unnamed == 1 => "an unnamed source only".to_owned(),
        0 => format!("unnamed sources only, {unnamed} passages"),
        named => format!("unnamed sources {unnamed}, named {named}"),
    };
    let head = format!("{rests}: ");
    for (ids, head) in [(&claim.unnamed, head.as_str()), (&claim.named, "  named: ")] {
        if let Some(&best) = ids.first() {
            statement::tell(view, best, head, 0, out)?;
        }
    }
    Ok(())
}

fn claimed(view: &dyn View, found: &[Claim]) -> Result<Rows> {
    let columns = [
        "holder",
        "polarity",
        "target",
        "only_unnamed",
        "unnamed",
        "named",
        "quote",
        "document",
        "statement",
        "unnamed_statements",
        "named_statements",
    ];
    let mut rows = Rows::new(&columns);
    for one in found {
        let best = one.unnamed.first().copied();
        let [quote, document, id] = statement::cells(view, best)?;
        rows.push(vec![
            edge::name(view, one.holder.into())?.into(),
            one.polarity.as_str().into(),
            edge::name(view, one.target)?.into(),
            json!(one.rests_on_unnamed_only()),
            one.unnamed.len().into(),
            one.named.len().into(),
            quote,
            document,
            id,
            statement::ids(&one.unnamed),
            statement::ids(&one.named),
        ]);
    }
    Ok(rows)
}
