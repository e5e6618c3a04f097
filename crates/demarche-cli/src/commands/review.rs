//! `review`: which actors may be one?

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Write};

use demarche_model::ActorId;
use demarche_query::{Duplicate, duplicates};
use demarche_store::{Act, Mode, Store};

use super::decide::{author, sign};
use crate::args::{Cli, Review};
use crate::error::Result;
use crate::output::{Format, Rows, visible};

/// What the user says of a pair.
enum Answer {
    One,
    Two,
    Skip,
    Quit,
}

/// What was said so far, so that nothing is asked that follows from it.
#[derive(Default)]
struct Said {
    merged: BTreeMap<ActorId, ActorId>,
    apart: BTreeSet<(ActorId, ActorId)>,
}

impl Said {
    fn one(&self, actor: ActorId) -> ActorId {
        let mut at = actor;
        while let Some(&into) = self.merged.get(&at) {
            at = into;
        }
        at
    }

    fn settles(&self, one: ActorId, two: ActorId) -> bool {
        let apart = |&(a, b): &(ActorId, ActorId)| {
            let now = (self.one(a), self.one(b));
            now == (one, two) || now == (two, one)
        };
        one == two || self.apart.iter().any(apart)
    }
}

/// Lists the pairs, or asks about one after the other. Each answer is stored at once; the store is
/// not locked while the user thinks.
pub fn run(cli: &Cli, args: &Review, out: &mut dyn Write) -> Result {
    let view = super::reader(cli)?;
    let mut pairs = duplicates(&view, &|one, two| view.judged().different(one, two))?;
    pairs.truncate(super::at_most(args.limit));
    if args.list || cli.format != Format::Table {
        return list(cli, &pairs, out);
    }
    let author = author(&args.signed)?;
    let mut said = Said::default();
    let (mut merged, mut kept, mut taken, mut left) = (0u32, 0u32, 0u32, pairs.len());
    let mut lines = std::io::stdin().lock().lines();
    for (number, pair) in (1usize..).zip(&pairs) {
        let (Some(into), Some(from)) = (pair.into.id.actor(), pair.from.id.actor()) else {
            continue;
        };
        let (into, from) = (said.one(into), said.one(from));
        if said.settles(into, from) {
            left -= 1;
            continue;
        }
        show(pair, number, pairs.len(), out)?;
        let act = match ask(&mut lines, out)? {
            Answer::One => {
                merged += 1;
                said.merged.insert(from, into);
                Act::Merge { into, from }
            }
            Answer::Two => {
                kept += 1;
                said.apart.insert((into.min(from), into.max(from)));
                Act::Unmerge { into, from }
            }
            Answer::Skip => continue,
            Answer::Quit => break,
        };
        let store = super::open(cli, Mode::Write)?;
        let decided = sign(&act, &author, taken);
        store
            .decide(&decided)
            .map_err(|error| super::failed(&error))?;
        taken += 1;
        left -= 1;
    }
    if taken > 0 {
        super::publish(cli, &super::open(cli, Mode::Write)?);
    }
    writeln!(out, "{merged} merged, {kept} kept apart, {left} left")?;
    Ok(())
}

fn show(pair: &Duplicate, number: usize, all: usize, out: &mut dyn Write) -> Result {
    let reasons: Vec<String> = pair.reasons.iter().map(ToString::to_string).collect();
    writeln!(out, "{number} of {all}")?;
    let both = [(&pair.into, pair.links.0), (&pair.from, pair.links.1)];
    for (node, links) in both {
        let (name, kind) = (visible(&node.name), node.kind.as_str());
        let plural = if links == 1 { "" } else { "s" };
        writeln!(out, "  {name} ({kind}, {links} link{plural})")?;
    }
    writeln!(out, "  {}", visible(&reasons.join("; ")))?;
    Ok(())
}

/// Asks until the answer is one; the end of the input quits.
fn ask(
    lines: &mut impl Iterator<Item = std::io::Result<String>>,
    out: &mut dyn Write,
) -> Result<Answer> {
    loop {
        write!(out, "are they one? y(es), n(o), s(kip), q(uit): ")?;
        out.flush()?;
        let Some(line) = lines.next().transpose()? else {
            writeln!(out)?;
            return Ok(Answer::Quit);
        };
        return Ok(match line.trim().to_lowercase().as_str() {
            "y" | "yes" => Answer::One,
            "n" | "no" => Answer::Two,
            "s" | "skip" => Answer::Skip,
            "q" | "quit" => Answer::Quit,
            _ => continue,
        });
    }
}

fn list(cli: &Cli, pairs: &[Duplicate], out: &mut dyn Write) -> Result {
    let columns = [
        "into", "from", "kind", "score", "reasons", "into_id", "from_id",
    ];
    let hidden = ["into_id", "from_id"];
    let mut rows = Rows::new(&columns).flexible("reasons").only_data(&hidden);
    for pair in pairs {
        let reasons: Vec<String> = pair.reasons.iter().map(ToString::to_string).collect();
        rows.push(vec![
            pair.into.name.clone().into(),
            pair.from.name.clone().into(),
            pair.into.kind.as_str().into(),
            (f64::from(pair.score) / 1000.0).into(),
            reasons.into(),
            pair.into.id.to_string().into(),
            pair.from.id.to_string().into(),
        ]);
    }
    rows.write(out, cli.format)
}
