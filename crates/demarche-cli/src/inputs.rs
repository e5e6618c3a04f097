//! What `ingest` reads: files, folders, JSON Lines of articles, standard input, a manifest.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use demarche_model::Date;
use serde::Deserialize;

use crate::error::{Failure, Kind, Result};

/// Endings of files that hold one article each.
const TEXTS: &[&str] = &["txt", "md"];
/// Endings of files that hold one article a line.
const LINES: &[&str] = &["jsonl", "ndjson"];

/// What is known of an article beside its text.
#[derive(Debug, Clone, Default)]
pub struct Meta {
    /// Headline.
    pub title: Option<String>,
    /// Publisher.
    pub outlet: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Day of publication.
    pub date: Option<Date>,
}

/// One article to read.
#[derive(Debug)]
pub struct Article {
    /// Path as it will be shown, with `/`.
    pub path: String,
    /// Raw bytes.
    pub bytes: Vec<u8>,
    /// What the manifest or the line says of it.
    pub meta: Meta,
}

/// A file that was named or found.
#[derive(Debug)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// One article.
    Text(PathBuf, Meta),
    /// One article a line.
    Lines(PathBuf),
}

/// A line of an article file, and an entry of a manifest.
#[derive(Debug, Deserialize)]
struct Entry {
    #[serde(alias = "path")]
    file: Option<String>,
    text: Option<String>,
    title: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
    date: Option<String>,
}

impl Entry {
    /// An unreadable date is an error, since a guess would be worse.
    fn meta(&self) -> std::result::Result<Meta, String> {
        let date = self.date.as_deref().filter(|date| !date.is_empty());
        // A time of day behind the date carries nothing that a stance needs.
        let day = date.map(|date| date.split(['T', ' ']).next().unwrap_or(date));
        let date = day.map(str::parse).transpose();
        Ok(Meta {
            title: self.title.clone(),
            outlet: self.outlet.clone(),
            url: self.url.clone(),
            date: date.map_err(|error: demarche_model::DateError| error.to_string())?,
        })
    }
}

/// Articles as they are read, failures between them.
pub type Articles = Box<dyn Iterator<Item = Result<Article>> + Send>;

/// What the manifest says, by file name.
type Known = Arc<BTreeMap<String, Meta>>;

/// Where articles come from, and how large one may be.
#[derive(Debug, Clone)]
pub struct Inputs {
    paths: Vec<PathBuf>,
    known: Known,
    largest: u64,
}

impl Inputs {
    /// Reads the manifest; all else is read when it is asked for. An article of more than
    /// `largest` bytes will be a failure.
    pub fn new(paths: &[PathBuf], manifest: Option<&Path>, largest: u64) -> Result<Self> {
        let known = manifest.map(read_manifest).transpose()?.unwrap_or_default();
        Ok(Self {
            paths: paths.to_owned(),
            known: Arc::new(known),
            largest,
        })
    }

    /// How many articles there are; `None` where only reading would tell. Walks the folders.
    pub fn count(&self) -> Option<u64> {
        let mut count = 0;
        for input in self.find() {
            match input {
                Ok(Input::Text(..)) => count += 1,
                Ok(Input::Stdin | Input::Lines(..)) => return None,
                Err(_) => {}
            }
        }
        Some(count)
    }

    /// Reads the articles one by one, in the order of the paths as typed. What cannot be found or
    /// read is one failure, a bad line of a file with an article a line too, and the rest goes
    /// on. Memory: one article, and the names of one folder at each depth.
    pub fn read(self) -> impl Iterator<Item = Result<Article>> + Send {
        let largest = self.largest;
        self.find().flat_map(move |input| match input {
            Ok(input) => read(input, largest),
            Err(failure) => Box::new(std::iter::once(Err(failure))),
        })
    }

    /// The files behind the paths: folders are walked in name order, and in them unknown endings,
    /// links and whatever is no plain file are passed over; a file named outright is read
    /// whatever its ending.
    fn find(&self) -> impl Iterator<Item = Result<Input>> + Send + use<> {
        let known = self.known.clone();
        self.paths.clone().into_iter().flat_map(move |path| {
            let one: Box<dyn Iterator<Item = Result<Input>> + Send> = if path.as_os_str() == "-" {
                Box::new(std::iter::once(Ok(Input::Stdin)))
            } else if path.is_dir() {
                Box::new(walk(path, known.clone()))
            } else {
                Box::new(std::iter::once(Ok(classify(&path, &known))))
            };
            one
        })
    }
}

/// The articles of a folder. One that has none is a failure.
fn walk(folder: PathBuf, known: Known) -> impl Iterator<Item = Result<Input>> + Send {
    let mut entries = walkdir::WalkDir::new(&folder)
        .sort_by_file_name()
        .into_iter();
    let mut empty = true;
    std::iter::from_fn(move || {
        for entry in entries.by_ref() {
            match entry {
                Ok(entry) if entry.file_type().is_file() && ending_is(entry.path(), None) => {
                    empty = false;
                    return Some(Ok(classify(entry.path(), &known)));
                }
                Ok(_) => {}
                Err(error) => {
                    let what = format!("cannot look into `{}`", folder.display());
                    return Some(Err(Failure::because(what, &error)));
                }
            }
        }
        std::mem::take(&mut empty).then(|| {
            let what = format!("no articles in `{}`", folder.display());
            let hint = "articles are files that end in .txt, .md or .jsonl";
            Err(Failure::not_found(what).hint(hint))
        })
    })
}

fn read(input: Input, largest: u64) -> Articles {
    let (path, bytes, meta) = match input {
        Input::Stdin => {
            let bytes = whole(std::io::stdin().lock(), largest);
            ("stdin".to_owned(), bytes, Meta::default())
        }
        Input::Text(path, meta) => {
            let bytes = fs::File::open(&path).and_then(|file| {
                // A plain file tells its length; reading it would be in vain.
                match file.metadata() {
                    Ok(about) if about.is_file() && about.len() > largest => Err(too_long(largest)),
                    _ => whole(file, largest),
                }
            });
            (shown(&path), bytes, meta)
        }
        Input::Lines(path) => {
            let path_shown = shown(&path);
            return match fs::File::open(&path) {
                Ok(file) => lines(BufReader::new(file), path_shown, largest),
                Err(error) => Box::new(std::iter::once(Err(unreadable(
                    &quoted(&path_shown),
                    &error,
                )))),
            };
        }
    };
    let article = match bytes {
        Ok(bytes) => Ok(Article { path, bytes, meta }),
        Err(error) => Err(unreadable(&quoted(&path), &error)),
    };
    Box::new(std::iter::once(article))
}

/// All that comes from `source`, if it is not too much.
fn whole(source: impl Read, largest: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source
        .take(largest.saturating_add(1))
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > largest {
        return Err(too_long(largest));
    }
    Ok(bytes)
}

fn too_long(largest: u64) -> std::io::Error {
    let what = format!("it is longer than {largest} bytes");
    std::io::Error::new(ErrorKind::FileTooLarge, what)
}

fn quoted(path: &str) -> String {
    format!("`{path}`")
}

fn unreadable(what: &str, error: &std::io::Error) -> Failure {
    let failure = Failure::because(format!("cannot read {what}"), error);
    match error.kind() {
        ErrorKind::FileTooLarge => failure.hint(
            "many articles in one file are read as .jsonl, one a line; `--largest` raises the bound",
        ),
        _ => failure,
    }
}

/// Room in a line for what stands beside the text, and for its escapes.
const BESIDE: u64 = 64 * 1024;

fn lines(mut file: impl BufRead + Send + 'static, path: String, largest: u64) -> Articles {
    let longest = largest.saturating_mul(2).saturating_add(BESIDE);
    let mut number = 0usize;
    let mut next = move || {
        let mut line = Vec::new();
        loop {
            line.clear();
            number += 1;
            let read = (&mut file)
                .take(longest.saturating_add(1))
                .read_until(b'\n', &mut line);
            match read {
                Ok(0) => return None,
                Ok(_) if line.len() as u64 > longest && line.last() != Some(&b'\n') => {
                    let rest = file.skip_until(b'\n');
                    return Some((number, rest.and_then(|_| Err(too_long(longest)))));
                }
                Ok(_) if line.trim_ascii().is_empty() => {}
                Ok(_) => return Some((number, Ok(line))),
                Err(error) => return Some((number, Err(error))),
            }
        }
    };
    let mut broken = false;
    let numbered = std::iter::from_fn(move || {
        if broken { None } else { next() }.inspect(|(_, line)| {
            // A file that fails once may fail for ever.
            broken = line
                .as_ref()
                .is_err_and(|error| error.kind() != ErrorKind::FileTooLarge);
        })
    });
    Box::new(numbered.map(move |(number, line)| {
        let what = || format!("`{path}` line {number}");
        let line = line.map_err(|error| unreadable(&what(), &error))?;
        article_of(&line, &path, number, largest).map_err(|why| {
            Failure::new(Kind::Failed, format!("{}: {why}", what())).hint(
                "each line is an object with `text`, and may have `title`, `date`, `outlet`, `url`",
            )
        })
    }))
}

fn article_of(
    line: &[u8],
    path: &str,
    number: usize,
    largest: u64,
) -> std::result::Result<Article, String> {
    let entry: Entry = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let meta = entry.meta()?;
    let text = entry.text.ok_or("no `text`")?;
    if text.len() as u64 > largest {
        return Err(too_long(largest).to_string());
    }
    Ok(Article {
        path: format!("{path}#{number}"),
        bytes: text.into_bytes(),
        meta,
    })
}

/// A manifest: a JSON array of objects with `file` (matched by its path or its last part) and
/// what is known of it.
fn read_manifest(path: &Path) -> Result<BTreeMap<String, Meta>> {
    let what = || format!("cannot read the manifest `{}`", path.display());
    let bytes = fs::read(path).map_err(|error| Failure::because(what(), &error))?;
    let entries: Vec<Entry> =
        serde_json::from_slice(&bytes).map_err(|error| Failure::because(what(), &error))?;
    let mut known = BTreeMap::new();
    for entry in entries {
        let Some(file) = &entry.file else { continue };
        let wrong =
            |error: String| Failure::new(Kind::Failed, format!("{}: `{file}`: {error}", what()));
        let name = Path::new(file).file_name().unwrap_or_default();
        known.insert(
            name.to_string_lossy().into_owned(),
            entry.meta().map_err(wrong)?,
        );
    }
    Ok(known)
}

fn classify(path: &Path, known: &BTreeMap<String, Meta>) -> Input {
    if ending_is(path, Some(LINES)) {
        return Input::Lines(path.to_owned());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Input::Text(
        path.to_owned(),
        known.get(name.as_ref()).cloned().unwrap_or_default(),
    )
}

fn ending_is(path: &Path, endings: Option<&[&str]>) -> bool {
    let ending = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let any = || TEXTS.iter().chain(LINES).any(|known| **known == *ending);
    endings.map_or_else(any, |endings| endings.contains(&ending.as_str()))
}

/// The path as typed, with `/` on every system.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        text.into_owned()
    } else {
        text.replace('\\', "/")
    }
}
