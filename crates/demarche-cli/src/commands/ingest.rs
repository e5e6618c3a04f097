//! `ingest`: reads articles into the store.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use demarche_extract::{Extractor, Pipeline, Source};
use demarche_model::Extraction;
use demarche_query::summary;
use demarche_store::{Mode, Outcome, SledStore, Store};
use indicatif::ProgressBar;
use rayon::prelude::*;

use crate::args::{Cli, Ingest};
use crate::error::{Failure, Kind, Result};
use crate::inputs::{self, Article, Input};
use crate::output::Format;
use crate::{output, progress};

/// Articles that are extracted side by side and flushed together. More would use more memory
/// and lose more work to an interruption; fewer would flush more often.
const GROUP: usize = 64;
/// How many actors, issues and stances the summary names.
const TOP: usize = 6;

/// What became of the articles.
#[derive(Debug, Default)]
struct Tally {
    added: usize,
    replaced: usize,
    unchanged: usize,
    failed: usize,
}

impl Tally {
    fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Added => self.added += 1,
            Outcome::Replaced(_) => self.replaced += 1,
            Outcome::Unchanged => self.unchanged += 1,
        }
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
pub fn run(cli: &Cli, args: &Ingest, out: &mut dyn Write) -> Result {
    let (found, failures) = inputs::find(&args.paths, args.manifest.as_deref())?;
    let extractor = extractor(args.model.as_deref())?;
    #[cfg(feature = "llm")]
    let asker = args.llm.asker()?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.jobs)
        .build()
        .map_err(|error| Failure::because("cannot start threads", &error))?;
    let store = super::open(cli, Mode::Create)?;
    let countable = found.iter().all(|input| matches!(input, Input::Text(..)));
    let bar = progress::bar(countable.then_some(found.len() as u64), cli.quiet);
    let mut tally = Tally {
        failed: failures.len(),
        ..Tally::default()
    };
    for failure in &failures {
        progress::complain_beside(&bar, failure);
    }
    let mut articles = found.into_iter().flat_map(inputs::read);
    let mut rhythm = Rhythm::new();
    loop {
        let group: Vec<_> = articles.by_ref().take(GROUP).collect();
        if group.is_empty() {
            break;
        }
        let read = |article| {
            let found = extract(&extractor, args, article);
            #[cfg(feature = "llm")]
            let found = match &asker {
                Some(asker) => found.and_then(|(own, notes)| Ok((asker.refine(own)?, notes))),
                None => found,
            };
            bar.inc(1);
            found
        };
        let results: Vec<_> = pool.install(|| group.into_par_iter().map(read).collect());
        keep(cli, &store, results, &bar, &mut tally)?;
        rhythm.beat(|| super::publish(cli, &store));
    }
    super::publish(cli, &store);
    bar.finish_and_clear();
    #[cfg(feature = "llm")]
    if let Some(asker) = asker.filter(|_| !cli.quiet) {
        progress::note(&bar, &asker.tell());
    }
    tell(cli, &store, &tally, out)?;
    match tally.failed {
        0 => Ok(()),
        1 => Err(Failure::new(Kind::Failed, "1 input could not be read")),
        many => Err(Failure::new(
            Kind::Failed,
            format!("{many} inputs could not be read"),
        )),
    }
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
            Ok(outcome) => tally.count(outcome),
            Err(error) => {
                tally.failed += 1;
                let what = format!("cannot store `{}`", extraction.document.path());
                progress::complain_beside(bar, &Failure::because(what, &error));
            }
        }
    }
    Ok(())
}

fn tell(cli: &Cli, store: &SledStore, tally: &Tally, out: &mut dyn Write) -> Result {
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
    let summary = summary(store, TOP)?;
    super::stats::tell(store, &summary, out)?;
    let (Some(actor), Some((holder, target, _))) =
        (summary.top_actors.first(), summary.top_stances.first())
    else {
        return Ok(());
    };
    writeln!(out, "\nTry next:")?;
    let mut suggest = |command: &str| writeln!(out, "  demarche {command}");
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
