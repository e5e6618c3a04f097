//! `shell`: commands and queries one after the other, with history and completion.

mod complete;
mod input;
mod pager;

use std::ffi::OsString;
use std::io::{BufRead, IsTerminal, Write, stdin};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{CompletionType, Config, Editor};

use self::complete::Helper;
use self::input::{DOTS, Entry, is_complete, read};
use crate::args::{Cli, Command};
use crate::error::{Failure, Result};
use crate::output::Format;
use crate::progress;

/// What shapes the answers to come.
struct Session {
    db: PathBuf,
    #[allow(clippy::option_option, reason = "as on the command line")]
    wait: Option<Option<u64>>,
    quiet: bool,
    format: Format,
    timer: bool,
    /// Options that every question takes.
    only: Vec<String>,
    /// What the last entry took, until it is told.
    spent: Option<Duration>,
}

/// Whether the shell goes on.
enum After {
    Go,
    Quit,
}

/// Reads entries until the end of the input or `.quit`. From a terminal with a line editor; else
/// plainly, and then it fails in the end if any entry failed.
pub fn run(cli: &Cli, out: &mut dyn Write) -> Result {
    let mut session = Session {
        db: cli.db.clone(),
        wait: cli.wait,
        quiet: cli.quiet,
        format: cli.format,
        timer: false,
        only: Vec::new(),
        spent: None,
    };
    if stdin().is_terminal() {
        edited(&mut session)
    } else {
        plain(&mut session, out)
    }
}

fn plain(session: &mut Session, out: &mut dyn Write) -> Result {
    let mut text = String::new();
    let (mut failed, mut lines) = (0usize, stdin().lock().lines());
    loop {
        let line = lines.next().transpose();
        let line = line.map_err(|error| Failure::because("cannot read the input", &error))?;
        let ended = line.is_none();
        text.push_str(&line.unwrap_or_default());
        text.push('\n');
        if ended || is_complete(&text) {
            match session.take(&std::mem::take(&mut text), out) {
                Ok(After::Go) => {
                    out.flush()?;
                    session.tell_time();
                }
                Ok(After::Quit) => break,
                Err(failure) if failure.is_broken_pipe() => return Err(failure),
                Err(failure) => {
                    out.flush()?;
                    failed += 1;
                    progress::complain(&failure);
                }
            }
        }
        if ended {
            break;
        }
    }
    match failed {
        0 => Ok(()),
        1 => Err(Failure::new(crate::error::Kind::Failed, "an entry failed")),
        many => Err(Failure::new(
            crate::error::Kind::Failed,
            format!("{many} entries failed"),
        )),
    }
}

fn edited(session: &mut Session) -> Result {
    let broken = |error: ReadlineError| Failure::because("cannot use the terminal", &error);
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .auto_add_history(true)
        .max_history_size(5_000)
        .map_err(broken)?
        .build();
    let mut editor: Editor<Helper, FileHistory> = Editor::with_config(config).map_err(broken)?;
    editor.set_helper(Some(Helper::new(session.db.clone())));
    let history = history();
    if let Some(path) = &history {
        // None yet, on the first day.
        let _ = editor.load_history(path);
    }
    if !session.quiet {
        progress::say("`.help` tells what can be typed here, Tab completes, Ctrl-D ends");
    }
    loop {
        let text = match editor.readline("demarche> ") {
            Ok(text) => text,
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(broken(error)),
        };
        let mut answer = Vec::new();
        let after = session.take(&text, &mut answer);
        pager::show(&answer)?;
        match after {
            Ok(After::Go) => session.tell_time(),
            Ok(After::Quit) => break,
            Err(failure) => progress::complain(&failure),
        }
    }
    if let Some(path) = &history {
        let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        let kept = folder.map_err(ReadlineError::from);
        if let Err(error) = kept.and_then(|()| editor.save_history(path)) {
            progress::say(&format!("note: the history is not kept: {error}"));
        }
    }
    Ok(())
}

/// Where the history is kept: `DEMARCHE_HISTORY`, else in the user's folder of states.
fn history() -> Option<PathBuf> {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(path) = named("DEMARCHE_HISTORY") {
        return Some(path.into());
    }
    let state = named("XDG_STATE_HOME").map(PathBuf::from);
    let home = || named("HOME").map(|home| PathBuf::from(home).join(".local/state"));
    Some(state.or_else(home)?.join("demarche/history"))
}

/// What a command's words come to.
enum Parsed {
    Command(Box<Cli>),
    /// Help that was asked for.
    Help(String),
}

impl Session {
    /// Carries out one entry.
    fn take(&mut self, text: &str, out: &mut dyn Write) -> Result<After> {
        let started = Instant::now();
        let words = match read(text)? {
            Entry::Nothing => return Ok(After::Go),
            Entry::Dot(name, value) => return self.dot(&name, value.as_deref(), out),
            Entry::Query(text) => self.question(text),
            Entry::Words(words) => words,
        };
        let result = self.carry_out(words, out);
        self.spent = self.timer.then(|| started.elapsed());
        result.map(|()| After::Go)
    }

    /// A question as a command.
    fn question(&self, text: String) -> Vec<String> {
        let mut words = vec!["query".to_owned()];
        words.extend(self.only.iter().cloned());
        words.extend(["--".to_owned(), text]);
        words
    }

    /// Has every question to come see only a part of the graph.
    fn narrow(&mut self, options: &str) -> Result {
        let open = || Failure::usage("a quotation mark is open");
        let words = shlex::split(options).ok_or_else(open)?;
        let before = std::mem::replace(&mut self.only, words);
        if let Err(failure) = self.parse(self.question("RETURN 1".into())) {
            self.only = before;
            return Err(failure);
        }
        Ok(())
    }

    /// Tells what the last entry took, once its answer is out.
    fn tell_time(&mut self) {
        if let Some(spent) = self.spent.take() {
            progress::say(&format!("{:.1} ms", spent.as_secs_f64() * 1e3));
        }
    }

    /// Runs a command as the shell of the system would, with this session's options before its own.
    fn carry_out(&self, words: Vec<String>, out: &mut dyn Write) -> Result {
        match self.parse(words)? {
            Parsed::Command(cli) => super::run(&cli, out),
            Parsed::Help(text) => Ok(write!(out, "{text}")?),
        }
    }

    fn parse(&self, words: Vec<String>) -> Result<Parsed> {
        let mut line: Vec<OsString> =
            vec!["demarche".into(), "--db".into(), self.db.clone().into()];
        let format = self.format.to_possible_value();
        if let Some(format) = &format {
            line.extend(["--format".into(), format.get_name().into()]);
        }
        if self.quiet {
            line.push("--quiet".into());
        }
        match self.wait {
            Some(Some(seconds)) => line.push(format!("--wait={seconds}").into()),
            Some(None) => line.push("--wait".into()),
            None => {}
        }
        line.extend(words.into_iter().map(OsString::from));
        let cli = match Cli::try_parse_from(line) {
            Ok(cli) => cli,
            Err(error) if !error.use_stderr() => {
                return Ok(Parsed::Help(error.render().ansi().to_string()));
            }
            Err(error) => {
                let text = error.render().to_string();
                let what = text.trim().trim_start_matches("error: ");
                let failure = Failure::usage(what.lines().next().unwrap_or_default());
                let tips = what
                    .lines()
                    .filter_map(|line| line.trim().strip_prefix("tip: "));
                let failure = tips.fold(failure, Failure::hint);
                return Err(failure.hint("`.help` tells what can be typed here"));
            }
        };
        if matches!(cli.command, Command::Shell) {
            return Err(Failure::usage("this is the shell already"));
        }
        Ok(Parsed::Command(Box::new(cli)))
    }

    fn dot(&mut self, name: &str, value: Option<&str>, out: &mut dyn Write) -> Result<After> {
        match (name, value) {
            ("quit" | "exit", None) => return Ok(After::Quit),
            ("help", None) => help(out)?,
            ("mode", None) => {
                let format = self.format.to_possible_value();
                writeln!(out, "{}", format.as_ref().map_or("", |one| one.get_name()))?;
            }
            ("mode", Some(word)) => {
                let wrong = |_| Failure::usage("`.mode` takes table, json or csv");
                self.format = Format::from_str(word, true).map_err(wrong)?;
            }
            ("timer", None) => writeln!(out, "{}", if self.timer { "on" } else { "off" })?,
            ("timer", Some("on")) => self.timer = true,
            ("timer", Some("off")) => self.timer = false,
            ("timer", Some(_)) => return Err(Failure::usage("`.timer` takes on or off")),
            ("only", None) if self.only.is_empty() => writeln!(out, "all")?,
            ("only", None) => writeln!(out, "{}", self.only.join(" "))?,
            ("only", Some("all")) => self.only.clear(),
            ("only", Some(options)) => self.narrow(options)?,
            ("db", None) => writeln!(out, "{}", self.db.display())?,
            _ => {
                let failure = Failure::usage(format!("no such entry `.{name}`"));
                let known: Vec<_> = DOTS.iter().map(|row| row.0).collect();
                return Err(failure.hint(format!("there are {}", known.join(", "))));
            }
        }
        Ok(After::Go)
    }
}

fn help(out: &mut dyn Write) -> Result {
    writeln!(
        out,
        "A command as on the command line, without `demarche`: show NATO\n\
         A query in openCypher, over as many lines as it takes, with `;` at its end:\n  \
         MATCH (a:Actor)-[s:STANCE]->(i:Issue) RETURN a.name, s.polarity, i.name LIMIT 5;\n"
    )?;
    for (name, what) in DOTS {
        writeln!(out, "{name:<24}{what}")?;
    }
    writeln!(
        out,
        "\n`help` lists the commands, `help COMMAND` tells of one."
    )?;
    Ok(())
}
