//! What `ingest` reads: files, folders, JSON Lines of articles, standard input, a manifest.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

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

/// Finds the files behind the paths as typed: folders are walked in name order, unknown endings
/// inside folders are passed over, a file named outright is read whatever its ending. What
/// cannot be found is a failure of its own, so that the rest goes on.
pub fn find(paths: &[PathBuf], manifest: Option<&Path>) -> Result<(Vec<Input>, Vec<Failure>)> {
    let known = manifest.map(read_manifest).transpose()?.unwrap_or_default();
    let mut inputs = Vec::new();
    let mut failures = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(Input::Stdin);
            continue;
        }
        if !path.is_dir() {
            inputs.push(classify(path, &known));
            continue;
        }
        let before = inputs.len();
        for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
            match entry {
                Ok(entry) if entry.file_type().is_file() && ending_is(entry.path(), None) => {
                    inputs.push(classify(entry.path(), &known));
                }
                Ok(_) => {}
                Err(error) => {
                    let what = format!("cannot look into `{}`", path.display());
                    failures.push(Failure::because(what, &error));
                }
            }
        }
        if inputs.len() == before {
            let what = format!("no articles in `{}`", path.display());
            let hint = "articles are files that end in .txt, .md or .jsonl";
            failures.push(Failure::not_found(what).hint(hint));
        }
    }
    Ok((inputs, failures))
}

/// Articles as they are read, failures between them.
pub type Articles = Box<dyn Iterator<Item = Result<Article>> + Send>;

/// Reads one input. A file that cannot be read is one failure; a bad line of a file with an
/// article a line is one, and the other lines are read. Such a file is never held whole.
pub fn read(input: Input) -> Articles {
    match input {
        Input::Stdin => {
            let mut bytes = Vec::new();
            let result = std::io::stdin().lock().read_to_end(&mut bytes);
            let article = Article {
                path: "stdin".into(),
                bytes,
                meta: Meta::default(),
            };
            let wrong = |error| Failure::because("cannot read standard input", &error);
            Box::new(std::iter::once(result.map(|_| article).map_err(wrong)))
        }
        Input::Text(path, meta) => {
            let path_shown = shown(&path);
            let result = fs::read(&path).map_err(|error| unreadable(&path_shown, &error));
            let article = result.map(|bytes| Article {
                path: path_shown,
                bytes,
                meta,
            });
            Box::new(std::iter::once(article))
        }
        Input::Lines(path) => {
            let path_shown = shown(&path);
            match fs::File::open(&path) {
                Ok(file) => lines(BufReader::new(file), path_shown),
                Err(error) => Box::new(std::iter::once(Err(unreadable(&path_shown, &error)))),
            }
        }
    }
}

fn unreadable(path: &str, error: &std::io::Error) -> Failure {
    Failure::because(format!("cannot read `{path}`"), error)
}

fn lines(file: impl BufRead + Send + 'static, path: String) -> Articles {
    let numbered = (1usize..).zip(file.split(b'\n'));
    let filled = numbered.filter(|(_, line)| {
        line.as_ref()
            .map_or(true, |line| !line.trim_ascii().is_empty())
    });
    Box::new(filled.map(move |(number, line)| {
        let line = line.map_err(|error| unreadable(&path, &error))?;
        article_of(&line, &path, number).map_err(|why| {
            let what = format!("`{path}` line {number}: {why}");
            Failure::new(Kind::Failed, what).hint(
                "each line is an object with `text`, and may have `title`, `date`, `outlet`, `url`",
            )
        })
    }))
}

fn article_of(line: &[u8], path: &str, number: usize) -> std::result::Result<Article, String> {
    let entry: Entry = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let meta = entry.meta()?;
    let text = entry.text.ok_or("no `text`")?;
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
