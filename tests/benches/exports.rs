//! What exports of the published image of a store cost, each written in one process to nowhere.
//!
//! ```console
//! cargo run --release -p demarche-tests --example exports -- STORE [--statements] FORMAT...
//! ```
//!
//! Prints a line for each format: edges, bytes, processor time, edges a second of it, and the peak
//! of the memory that the process has had so far, which counts the mapped image.

#![allow(clippy::print_stdout, reason = "a bench reports on stdout")]

use std::error::Error;
use std::io::{self, Write};

use cpu_time::ProcessTime;
use demarche_export::{Format, Member, Writer};
use demarche_model::EdgeList;
use demarche_query::{EdgeListing, Listing, ObservationList};
use demarche_store::{Decided, Image};

/// Counts what is written.
struct Nowhere(u64);

impl Write for Nowhere {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).peekable();
    let store = arguments.next().ok_or("STORE [--statements] FORMAT...")?;
    let statements = arguments.next_if(|one| one == "--statements").is_some();
    let view = Decided::drawn(Image::open(&store)?.ok_or("nothing is published")?)?;
    let listing = Listing {
        title: "bench".into(),
        isolates: true,
        ..Listing::default()
    };
    let list: Box<dyn EdgeList> = if statements {
        Box::new(ObservationList::new(&view, listing)?)
    } else {
        Box::new(EdgeListing::new(&view, listing)?)
    };
    let begin = ProcessTime::now();
    let mut edges = 0u64;
    for edge in list.edges() {
        edge?;
        edges += 1;
    }
    report("(read only)", edges, 0, begin);
    for name in arguments {
        let format = Format::named(&name).ok_or("no such format")?;
        let single = [Member {
            name: format.name,
            writer: format.writer,
        }];
        let members = match format.writer {
            Writer::Folder(members) => members,
            _ => &single,
        };
        let begin = ProcessTime::now();
        let mut out = Nowhere(0);
        for member in members {
            if let Writer::Network(write) = member.writer {
                write(&*list, &mut out)?;
            }
        }
        report(&name, edges, out.0, begin);
    }
    Ok(())
}

fn report(name: &str, edges: u64, bytes: u64, begin: ProcessTime) {
    let seconds = begin.elapsed().as_secs_f64();
    #[allow(clippy::cast_precision_loss, reason = "a rate, rounded when printed")]
    let rate = edges as f64 / seconds;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    let peak = peak.unwrap_or_default().replace(['\t', ' '], "");
    println!("{name}: {edges} edges, {bytes} bytes, {seconds:.2} CPU s, {rate:.0}/s, {peak}");
}
