//! What a picture is written as.

use std::io::{IsTerminal, Write};

use demarche_export::{Drawing, FORMATS, Format, Writer};

use super::{Picture, graphviz};
use crate::args::Draw;
use crate::commands::export;
use crate::error::{Failure, Result};

/// A way to write a picture.
pub enum Sink {
    /// A format of graphs that are drawn.
    Format(&'static Format),
    /// Pixels.
    Png,
    /// A page.
    Pdf,
    /// Letters on the terminal.
    Terminal,
    /// Pixels on the terminal.
    Kitty,
}

/// Ways that are no format of the graph itself, with the endings that mean them.
const OTHERS: [(&str, &str); 4] = [
    ("png", "png"),
    ("pdf", "pdf"),
    ("terminal", ""),
    ("kitty", ""),
];

impl Sink {
    /// What `--to` or the ending of the output names; SVG by default.
    pub fn pick(args: &Draw) -> Result<Sink> {
        let ending = args.output.as_deref().and_then(|path| path.extension());
        let ending = ending.map(|ending| ending.to_string_lossy().to_lowercase());
        let named = args.to.as_deref();
        let other = OTHERS.iter().find(|(name, end)| match named {
            Some(to) => to == *name,
            None => !end.is_empty() && ending.as_deref() == Some(end),
        });
        match other {
            Some(("png", _)) => return Ok(Sink::Png),
            Some(("pdf", _)) => return Ok(Sink::Pdf),
            Some(("kitty", _)) => return Ok(Sink::Kitty),
            Some(_) => return Ok(Sink::Terminal),
            None => {}
        }
        let format = match (named, ending) {
            (Some(to), _) => Format::named(to),
            (None, Some(ending)) => Format::of_extension(&ending),
            (None, None) if args.output.is_none() => Format::named("svg"),
            (None, None) => None,
        };
        match format {
            Some(format) if format.is_drawing() => Ok(Sink::Format(format)),
            Some(format) => {
                let what = format!("`{}` holds data, not a picture", format.name);
                Err(Failure::usage(what).hint("`demarche export` writes it"))
            }
            None => Err(unknown(args)),
        }
    }

    /// Whether it tells all words behind an edge.
    pub fn wants_words(&self) -> bool {
        matches!(self, Sink::Format(format) if format.is_wordy())
    }

    /// Writes the picture; tells what the user should know of it.
    pub fn write(
        &self,
        args: &Draw,
        picture: &Picture,
        drawing: &Drawing,
        out: &mut dyn Write,
    ) -> Result<Option<String>> {
        let mut note = None;
        let bytes = match self {
            Sink::Format(format) => match (picture, args.layout.program(), format.writer) {
                (_, Some(_), _) if format.name == "svg" => svg(args, picture, drawing)?,
                (Picture::Timeline(timeline), _, _) => {
                    let mut bytes = Vec::new();
                    match format.name {
                        "svg" => timeline.svg(drawing, &mut bytes),
                        "html" => timeline.html(drawing, &mut bytes),
                        other => {
                            let what = format!("a timeline cannot be drawn as `{other}`");
                            return Err(Failure::usage(what).hint("svg, png, pdf and html can"));
                        }
                    }
                    .map_err(export::failed)?;
                    bytes
                }
                (Picture::Graph(part), _, Writer::Drawing(write)) => {
                    let mut bytes = Vec::new();
                    write(part, drawing, &mut bytes).map_err(export::failed)?;
                    bytes
                }
                _ => return Err(unknown(args)),
            },
            Sink::Png | Sink::Pdf | Sink::Kitty => {
                let svg = svg(args, picture, drawing)?;
                let svg = String::from_utf8_lossy(&svg);
                note = lost(&svg);
                match self {
                    Sink::Pdf => demarche_picture::pdf(&svg).map_err(|error| broken(&error))?,
                    Sink::Kitty => {
                        let png = demarche_picture::png(&svg, args.scale)
                            .map_err(|error| broken(&error))?;
                        demarche_picture::kitty(&png, None).into_bytes()
                    }
                    _ => demarche_picture::png(&svg, args.scale).map_err(|error| broken(&error))?,
                }
            }
            Sink::Terminal => {
                let Picture::Graph(part) = picture else {
                    let failure = Failure::usage("a timeline is not drawn in letters");
                    return Err(failure.hint("`demarche timeline` tells it in words"));
                };
                let columns = terminal_size::terminal_size().map(|(width, _)| width.0);
                let columns = columns.filter(|_| args.output.is_none()).unwrap_or(100);
                demarche_export::letters(part, drawing, columns.into()).into_bytes()
            }
        };
        if args.output.is_none() && matches!(self, Sink::Png | Sink::Pdf | Sink::Kitty) {
            // Standard output as it is: `out` may take escape sequences away.
            let mut raw = std::io::stdout().lock();
            if !matches!(self, Sink::Kitty) && raw.is_terminal() {
                let failure = Failure::usage("pixels and pages are not for a terminal");
                return Err(failure.hint("name a file with `-o FILE`"));
            }
            raw.write_all(&bytes)?;
            raw.flush()?;
            return Ok(note);
        }
        export::into(args.output.as_deref(), out, |out| {
            out.write_all(&bytes)?;
            Ok(out.flush()?)
        })?;
        Ok(note)
    }
}

/// The picture as SVG, laid out as asked for.
fn svg(args: &Draw, picture: &Picture, drawing: &Drawing) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match (picture, args.layout.program()) {
        (Picture::Graph(part), Some(program)) => return graphviz::svg(program, part, drawing),
        (Picture::Graph(part), None) => {
            let Some(Format {
                writer: Writer::Drawing(write),
                ..
            }) = Format::named("svg")
            else {
                return Err(unknown(args));
            };
            write(part, drawing, &mut bytes).map_err(export::failed)?;
        }
        (Picture::Timeline(timeline), None) => {
            timeline.svg(drawing, &mut bytes).map_err(export::failed)?;
        }
        (Picture::Timeline(_), Some(_)) => {
            return Err(Failure::usage("Graphviz does not lay out timelines"));
        }
    }
    Ok(bytes)
}

/// What to say of letters that are drawn as boxes.
fn lost(svg: &str) -> Option<String> {
    let lost = demarche_picture::missing(svg);
    if lost.is_empty() {
        return None;
    }
    let some: String = lost.iter().take(20).collect();
    Some(format!(
        "note: letters that the built-in font lacks are drawn as boxes: {some}; svg and html take \
         them from the fonts of the reader's machine"
    ))
}

fn broken(error: &demarche_picture::PictureError) -> Failure {
    Failure::because("cannot make the picture", error)
}

fn unknown(args: &Draw) -> Failure {
    let formats = FORMATS.iter().filter(|format| format.is_drawing());
    let mut names: Vec<&str> = formats.map(|format| format.name).collect();
    names.extend(OTHERS.map(|(name, _)| name));
    names.sort_unstable();
    let what = match (&args.to, &args.output) {
        (Some(to), _) => format!("no picture format called `{to}`"),
        (None, Some(path)) => format!("the ending of `{}` names no picture format", path.display()),
        (None, None) => "no format".to_owned(),
    };
    Failure::usage(what).hint(format!("formats are {}", names.join(", ")))
}
