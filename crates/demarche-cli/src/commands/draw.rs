//! `draw`: pictures.

mod answer;
mod camps;
mod graphviz;
mod sink;
mod times;
pub(super) mod words;

use std::io::Write;

use demarche_export::{Drawing, Plan, Theme, Timeline};
use demarche_model::{NodeId, Subgraph};
use demarche_query::{View, Wanted, k_shortest, neighbourhood, subgraph_of_paths, whole};

use self::sink::Sink;
use super::ties::counted;
use crate::args::{Cli, Colours, Draw, Layout};
use crate::error::{Failure, Result};
use crate::progress;

/// How many paths between two names are drawn.
const PATHS: usize = 3;

/// What is drawn.
enum Picture {
    Graph(Subgraph),
    Timeline(Timeline),
}

/// Draws what was asked for in the format that `--to` or the ending of the output names.
pub fn run(cli: &Cli, args: &Draw, out: &mut dyn Write) -> Result {
    let sink = Sink::pick(args)?;
    let store = super::reader(cli)?;
    let mut drawing = Drawing {
        title: Some(title(args)).filter(|title| !title.is_empty()),
        legend: !args.no_legend,
        theme: match args.theme {
            Colours::Light => Theme::Light,
            Colours::Dark => Theme::Dark,
        },
        ..Drawing::default()
    };
    let picture = picture(&store, args, &mut drawing)?;
    if let Picture::Graph(part) = &picture {
        if part.nodes.is_empty() {
            return Err(Failure::not_found("there is nothing to draw"));
        }
        if sink.wants_words() {
            drawing.said = words::behind(&store, part)?;
        }
    }
    let drawn = sink.write(args, &picture, &drawing, out)?;
    if let Some(path) = args.output.as_deref().filter(|_| !cli.quiet) {
        let what = match &picture {
            Picture::Graph(part) => {
                let nodes = counted(part.nodes.len(), "node");
                format!("{nodes} and {}", counted(part.edges.len(), "edge"))
            }
            Picture::Timeline(timeline) => {
                let marks = timeline.lanes.iter().map(|lane| lane.marks.len());
                let lanes = counted(timeline.lanes.len(), "lane");
                format!("{} in {lanes}", counted(marks.sum(), "statement"))
            }
        };
        progress::say(&format!("drew {what} into `{}`", path.display()));
    }
    if !cli.quiet
        && let Some(note) = drawn
    {
        progress::say(&note);
    }
    Ok(())
}

fn picture(
    view: &(impl View + demarche_cypher::Source),
    args: &Draw,
    drawing: &mut Drawing,
) -> Result<Picture> {
    let filter = super::walk_filter(view, &args.walk)?;
    if let Some(text) = &args.query {
        return Ok(Picture::Graph(answer::part(view, text, &filter, drawing)?));
    }
    let names = args.names.iter();
    let centres = names
        .map(|name| super::find(view, name, Wanted::Any))
        .collect::<Result<Vec<NodeId>>>()?;
    if args.timeline {
        return times::timeline(view, args, &centres, drawing).map(Picture::Timeline);
    }
    let part = if args.path {
        let &[from, to] = centres.as_slice() else {
            return Err(Failure::usage("`--path` takes two names"));
        };
        drawing.start = Some(from);
        let paths = k_shortest(view, from, to, PATHS, &filter)?;
        subgraph_of_paths(view, &paths)?
    } else if args.issue {
        let &[issue] = centres.as_slice() else {
            let failure = Failure::usage("`--issue` takes one name");
            return Err(failure.hint("`demarche issues` lists issues"));
        };
        drawing.plan = Plan::Camps(issue);
        camps::sides(view, issue, args, filter, drawing)?
    } else if args.factions {
        camps::factions(view, &centres, args, drawing)?
    } else if centres.is_empty() {
        whole(view, &filter)?
    } else {
        neighbourhood(view, &centres, args.hops, &filter, args.nodes)?
    };
    Ok(Picture::Graph(part))
}

fn title(args: &Draw) -> String {
    if let Some(title) = &args.title {
        return title.clone();
    }
    let names = args.names.join(", ");
    match args.names.as_slice() {
        _ if args.query.is_some() => "Answer".to_owned(),
        [one, other] if args.path => format!("From {one} to {other}"),
        [one, other] if args.timeline => format!("{one} on {other} over time"),
        _ if args.timeline => format!("{names} over time"),
        _ if args.issue => format!("Who supports and who opposes: {names}"),
        [] if args.factions => "Factions".to_owned(),
        _ if args.factions => format!("Factions around {names}"),
        [] => "All actors and issues".to_owned(),
        _ => names,
    }
}

impl Layout {
    /// The program of Graphviz that does it; `None` for the built-in layout.
    fn program(self) -> Option<&'static str> {
        match self {
            Layout::Auto => None,
            Layout::Graphviz => Some("dot"),
            Layout::Neato => Some("neato"),
            Layout::Fdp => Some("fdp"),
            Layout::Sfdp => Some("sfdp"),
            Layout::Twopi => Some("twopi"),
            Layout::Circo => Some("circo"),
        }
    }
}
