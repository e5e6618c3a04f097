//! Long answers go through a pager.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::process::{Command, Stdio};

use anstream::{AutoStream, ColorChoice};

use crate::error::Result;

/// Prints an answer; with `PAGER`, or `less`, where it is longer than the terminal.
pub fn show(answer: &[u8]) -> Result {
    let stdout = io::stdout();
    let lines = answer.split(|&byte| byte == b'\n').count();
    let height = terminal_size::terminal_size().map(|(_, height)| usize::from(height.0));
    if stdout.is_terminal() && height.is_some_and(|height| lines > height) && paged(answer)? {
        return Ok(());
    }
    let mut out = AutoStream::auto(stdout);
    out.write_all(answer)?;
    out.flush()?;
    Ok(())
}

/// Whether a pager took the answer: false where there is none.
fn paged(answer: &[u8]) -> Result<bool> {
    let named = std::env::var("PAGER")
        .ok()
        .filter(|name| !name.trim().is_empty());
    let line = named.unwrap_or_else(|| "less -FRX".to_owned());
    let mut words = shlex::split(&line).unwrap_or_default().into_iter();
    let Some(program) = words.next() else {
        return Ok(false);
    };
    let Ok(mut child) = Command::new(program)
        .args(words)
        .stdin(Stdio::piped())
        .spawn()
    else {
        return Ok(false);
    };
    if let Some(mut input) = child.stdin.take() {
        let plain = AutoStream::choice(&io::stdout()) == ColorChoice::Never;
        let stripped = plain.then(|| anstream::adapter::strip_bytes(answer).into_vec());
        let written = input.write_all(stripped.as_deref().unwrap_or(answer));
        // Who has read enough closes the pager.
        written.or_else(|error| match error.kind() {
            ErrorKind::BrokenPipe => Ok(()),
            _ => Err(error),
        })?;
    }
    child.wait()?;
    Ok(true)
}
