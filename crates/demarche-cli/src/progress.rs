//! What goes to standard error: the progress bar, notes, complaints.

use std::io::Write;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::error::Failure;

/// A bar over `length` steps; hidden when quiet or when standard error is no terminal. A
/// `length` of `None` shows a count.
pub fn bar(length: Option<u64>, quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let bar = length.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    let template = match length {
        Some(_) => "{bar:30} {pos}/{len} {wide_msg} {eta}",
        None => "{spinner} {pos} {wide_msg}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("━━╌"));
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// Prints a note above the bar.
pub fn note(bar: &ProgressBar, text: &str) {
    bar.suspend(|| say(text));
}

/// Prints a line.
pub fn say(text: &str) {
    write_line(&crate::output::visible(text));
}

/// Prints a failure above the bar; the work goes on.
pub fn complain_beside(bar: &ProgressBar, failure: &Failure) {
    bar.suspend(|| complain(failure));
}

/// Prints a failure.
pub fn complain(failure: &Failure) {
    write_line(&failure.to_string());
}

/// A failure to write to standard error can be reported nowhere.
fn write_line(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}
