//! `ingest`: reads articles into the store.

use std::io::{IsTerminal, Write};
use std::num::NonZero;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use demarche_extract::{Extractor, Pipeline, Source};
use demarche_model::Extraction;
use demarche_query::summary;
use demarche_store::{Mode, Outcome, SledStore, Stats, Store};
use indicatif::ProgressBar;

use crate::args::{Cli, Ingest};
use crate::error::{Failure, Kind, Result};
use crate::inputs::{Article, Inputs};
use crate::output::Format;
use crate::pipeline::{self, Limits};
use crate::{output, progress};

/// Articles that are flushed together at most. More would lose more work to an interruption; fewer
/// would flush more often.
const GROUP: usize = 64;
/// How long an article waits for others to be flushed with.
const PATIENCE: Duration = Duration::from_secs(2);
/// Articles for each worker that are read before they are needed.
const AHEAD: usize = 8;
/// Bytes of articles under way. Extraction takes some 150 times the bytes of an article.
const WEIGHT: usize = 8 << 20;
/// How many actors, issues and stances the summary names.
const TOP: usize = 6;
/// Observations that a summary goes through in an instant.
const FEW: u64 = 20_000;

/// What became of the articles.
#[derive(Debug, Default)]
struct Tally {
    added: usize,
    replaced: usize,
    unchanged: usize,
    failed: usize,
    /// What the added and replaced ones gave.
    statements: u64,
    relations: u64,
    attributions: u64,
}

impl Tally {
    fn count(&mut self, outcome: Outcome, extraction: &Extraction) {
        match outcome {
            Outcome::Added => self.added += 1,
            Outcome::Replaced(_) => self.replaced += 1,
            Outcome::Unchanged => {
                self.unchanged += 1;
                return;
            }
        }
        self.statements += extraction.statements.len() as u64;
        self.relations += extraction.relations.len() as u64;
        self.attributions += extraction.attributions.len() as u64;
    }

    /// Whether going through a whole store costs little beside what was read into it.
    fn is_much_of(&self, stats: &Stats) -> bool {
        let all = stats.statements + stats.relations + stats.attributions;
        all <= FEW || all / 4 <= self.statements + self.relations + self.attributions
    }
}

/// When a long ingest publishes what it has so far.
struct Rhythm {
    last: Instant,
    pause: Duration,
}

impl Rhythm {
    /// The first pause; short work publishes at its end alone.
    const PAUSE: Duration = Duration::from_secs(20);
    /// How much longer than the publishing itself the next pause is.
    const FACTOR: u32 = 20;

    fn new() -> Self {
        Self {
            last: Instant::now(),
            pause: Self::PAUSE,
        }
    }

    /// Publishes if it is time. The pauses grow with what publishing takes.
    fn beat(&mut self, publish: impl FnOnce()) {
        if self.last.elapsed() < self.pause {
            return;
        }
        let started = Instant::now();
        publish();
        self.pause = Self::PAUSE.max(started.elapsed() * Self::FACTOR);
        self.last = Instant::now();
    }
}

/// Reads the articles; each is stored whole or not at all, and a bad one does not stop the rest.
/// One thread reads, as many as there are cores extract, and this one stores.
pub fn run(cli: &Cli, args: &Ingest, out: &mut dyn Write) -> Result {
    let largest = args.largest.saturating_mul(1 << 20);
    let inputs = Inputs::new(&args.paths, args.manifest.as_deref(), largest)?;
    let extractor = extractor(args.model.as_deref())?;
    #[cfg(feature = "llm")]
    let asker = args.llm.asker()?;
    let store = super::open_sized(cli, Mode::Create, args.memory)?;
    // Only a bar that somebody sees is worth a walk through all folders.
    let count = std::io::stderr().is_terminal() && !cli.quiet;
    let bar = progress::bar(count.then(|| inputs.count()).flatten(), cli.quiet);
    let work = |article| {
        let found = extract(&extractor, args, article);
        #[cfg(feature = "llm")]
        let found = match &asker {
            Some(asker) => found.and_then(|(own, notes)| Ok((asker.refine(own)?, notes))),
            None => found,
        };
        bar.inc(1);
        found
    };
    let mut tally = Tally::default();
    let mut rhythm = Rhythm::new();
    let keep = |results| {
        keep(cli, &store, results, &bar, &mut tally)?;
        rhythm.beat(|| super::publish(cli, &store));
        Ok::<_, Failure>(())
    };
    let stored = pipeline::run(limits(args.jobs), inputs.read(), weight, work, keep);
    super::publish(cli, &store);
    bar.finish_and_clear();
    stored?;
    #[cfg(feature = "llm")]
    if let Some(asker) = asker.filter(|_| !cli.quiet) {
        progress::note(&bar, &asker.tell());
    }
    tell(cli, &tally, out)?;
    match tally.failed {
        0 => Ok(()),
        1 => Err(Failure::new(Kind::Failed, "1 input could not be read")),
        many => Err(Failure::new(
            Kind::Failed,
            format!("{many} inputs could not be read"),
        )),
    }
}

/// How much is under way at a time.
fn limits(jobs: usize) -> Limits {
    let cores = || thread::available_parallelism().map_or(1, NonZero::get);
    let workers = if jobs == 0 { cores() } else { jobs };
    Limits {
        workers,
        items: 3 * GROUP + AHEAD * workers,
        weight: WEIGHT,
        group: GROUP,
        patience: PATIENCE,
    }
}

/// What an article weighs: its bytes, and what goes with it.
fn weight(article: &Result<Article>) -> usize {
    const BESIDE: usize = 1024;
    let bytes = article.as_ref().map_or(0, |article| article.bytes.len());
    bytes + BESIDE
}

/// The extractor, with the model in that folder or the embedded one.
fn extractor(folder: Option<&Path>) -> Result<Extractor> {
    let extractor = match folder {
        None => Extractor::english(),
        Some(folder) => {
            let pipeline = Pipeline::from_dir(folder).map_err(|error| {
                let what = format!("cannot load the model `{}`", folder.display());
                Failure::because(what, &error).hint(
                    "`--model` takes the unpacked folder of `en_core_web_sm`, `_md` or `_lg` of \
                     spaCy 3.6 to 3.8, the one with `config.cfg` in it",
                )
            })?;
            Extractor::with_pipeline(pipeline)
        }
    };
    extractor.map_err(|error| Failure::because("the built-in lexicon is damaged", &error))
}

/// An extraction with its notes, each naming the article.
type Extracted = (Extraction, Vec<String>);

fn extract(extractor: &Extractor, args: &Ingest, article: Result<Article>) -> Result<Extracted> {
    let article = article?;
    let source = Source {
        bytes: &article.bytes,
        path: &article.path,
        title: article.meta.title.as_deref(),
        outlet: article.meta.outlet.as_deref().or(args.outlet.as_deref()),
        url: article.meta.url.as_deref(),
        date: article.meta.date.or(args.date),
    };
    let wrong = |why: &dyn std::fmt::Display| {
        Failure::new(
            Kind::Failed,
            format!("cannot read `{}`: {why}", article.path),
        )
    };
    // The extractor is not meant to panic; if it does, one article must not end the batch.
    let caught =
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| extractor.extract(&source)));
    let (extraction, notes) = caught
        .map_err(|_| wrong(&"the extractor panicked, which is a fault of demarche"))?
        .map_err(|error| wrong(&error))?;
    let notes = notes.iter().map(|note| {
        let place = note
            .span
            .map(|span| format!(" bytes {}..{}", span.start(), span.end()));
        format!(
            "note: `{}`{}: {}",
            article.path,
            place.unwrap_or_default(),
            note.message
        )
    });
    let notes = notes.collect();
    Ok((extraction, notes))
}

/// Stores what could be read, in the order of the inputs.
fn keep(
    cli: &Cli,
    store: &SledStore,
    results: Vec<Result<Extracted>>,
    bar: &ProgressBar,
    tally: &mut Tally,
) -> Result {
    let mut extractions = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Ok((extraction, notes)) => {
                for note in notes.iter().filter(|_| !cli.quiet) {
                    progress::note(bar, note);
                }
                extractions.push(extraction);
            }
            Err(failure) => {
                tally.failed += 1;
                progress::complain_beside(bar, &failure);
            }
        }
    }
    let outcomes = store
        .ingest_many(&extractions)
        .map_err(|error| super::failed(&error))?;
    for (outcome, extraction) in outcomes.into_iter().zip(&extractions) {
        match outcome {
            Ok(outcome) => tally.count(outcome, extraction),
            Err(error) => {
                tally.failed += 1;
                let what = format!("cannot store `{}`", extraction.document.path());
                progress::complain_beside(bar, &Failure::because(what, &error));
            }
        }
    }
    Ok(())
}

fn tell(cli: &Cli, tally: &Tally, out: &mut dyn Write) -> Result {
    if cli.format != Format::Table {
        let mut rows = output::Rows::new(&["added", "replaced", "unchanged", "failed"]);
        rows.push(vec![
            tally.added.into(),
            tally.replaced.into(),
            tally.unchanged.into(),
            tally.failed.into(),
        ]);
        return rows.write(out, cli.format);
    }
    writeln!(
        out,
        "{} documents added, {} replaced, {} unchanged, {} failed\n",
        tally.added, tally.replaced, tally.unchanged, tally.failed
    )?;
    let Some(view) = super::fresh(cli)? else {
        return Ok(());
    };
    let stats = view.base().stats().map_err(|error| super::failed(&error))?;
    if !tally.is_much_of(&stats) {
        return tell_briefly(tally, &stats, out);
    }
    let summary = summary(&view, TOP)?;
    super::stats::tell(&view, &summary, out)?;
    let (Some(actor), Some((holder, target, _))) =
        (summary.top_actors.first(), summary.top_stances.first())
    else {
        return Ok(());
    };
    writeln!(out, "\nTry next:")?;
    let mut suggest = |command: &str| writeln!(out, "  demarche {}", output::visible(command));
    suggest(&format!("show \"{}\"", actor.node.name))?;
    suggest(&format!("why \"{}\" \"{}\"", holder.name, target.name))?;
    if let Some(issue) = summary.top_issues.first() {
        suggest(&format!("stances --on \"{}\"", issue.node.name))?;
    }
    if let Some(last) = summary
        .top_actors
        .last()
        .filter(|last| last.node.id != actor.node.id)
    {
        suggest(&format!(
            "path \"{}\" \"{}\"",
            actor.node.name, last.node.name
        ))?;
    }
    suggest(&format!("draw \"{}\" -o picture.svg", actor.node.name))?;
    Ok(())
}

/// What a large store got from a few articles, without going through all of it.
fn tell_briefly(tally: &Tally, stats: &Stats, out: &mut dyn Write) -> Result {
    writeln!(
        out,
        "They gave {} statements, {} relations, {} attributions.\n\
         The store holds {} documents, {} actors, {} issues, {} statements, {} relations.\n\n\
         Try next:\n  demarche stats",
        tally.statements,
        tally.relations,
        tally.attributions,
        stats.documents,
        stats.actors,
        stats.issues,
        stats.statements,
        stats.relations
    )?;
    Ok(())
}
