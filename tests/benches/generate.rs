//! Writes a made graph as two tables, the same for the same seed:
//!
//! ```console
//! cargo run --release -p demarche-tests --example generate -- FOLDER NODES EDGES SEED
//! ```
//!
//! How often a node is an end of an edge follows a power law: the share of the node of rank `r`
//! falls as `r^-0.6`, so degrees have an exponent of about 2.7. Which node has which rank is mixed.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use fastrand::Rng;

/// The rank of an end is `nodes * u^SKEW` for an even `u` from 0 to 1.
const SKEW: f64 = 2.5;

const SYLLABLES: &[&str] = &[
    "ba", "ber", "bran", "ca", "dal", "den", "do", "el", "fa", "gar", "gu", "hel", "ian", "ka",
    "ken", "la", "lin", "ma", "mor", "na", "nov", "ol", "pe", "ra", "ros", "sa", "ste", "ta", "ul",
    "va", "wen", "zo",
];
/// The kinds of nodes, with how many of a thousand are of them.
const KINDS: &[(&str, u32)] = &[
    ("person", 700),
    ("organization", 200),
    ("group", 45),
    ("state", 5),
    ("issue", 50),
];
const RELATIONS: &[&str] = &[
    "HOLDS_OFFICE",
    "MEMBER_OF",
    "PART_OF",
    "ADVISER_TO",
    "ENVOY_TO",
    "EMPLOYED_BY",
    "AFFILIATED_WITH",
    "ALLY_OF",
    "MET_WITH",
    "SPOKE_TO",
    "NEGOTIATED_WITH",
    "COOPERATES_WITH",
    "SANCTIONED",
    "SUPPLIED_AID_TO",
    "THREATENED",
];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, nodes, edges, seed] = arguments.as_slice() else {
        return Err("FOLDER NODES EDGES SEED".into());
    };
    let folder = Path::new(folder);
    let (nodes, edges) = (nodes.parse()?, edges.parse::<u64>()?);
    let mut random = Rng::with_seed(seed.parse()?);
    fs::create_dir_all(folder)?;
    let kinds = write_nodes(&folder.join("nodes.csv"), nodes, &mut random)?;
    write_edges(&folder.join("edges.csv"), &kinds, edges, &mut random)
}

/// Writes the nodes; returns which of them are issues.
fn write_nodes(path: &Path, nodes: u32, random: &mut Rng) -> Result<Vec<bool>, Box<dyn Error>> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "id:ID,name,kind")?;
    let mut issues = Vec::new();
    for number in 0..nodes {
        let mut ticket = random.u32(0..1000);
        let kind = KINDS.iter().find(|(_, share)| {
            let found = ticket < *share;
            ticket = ticket.saturating_sub(*share);
            found
        });
        let (kind, _) = kind.ok_or("the shares of kinds do not add up")?;
        let name = format!("{} {}", word(2, random), word(4, random));
        writeln!(out, "n{number},{name},{kind}")?;
        issues.push(*kind == "issue");
    }
    out.flush()?;
    Ok(issues)
}

fn write_edges(
    path: &Path,
    issues: &[bool],
    edges: u64,
    random: &mut Rng,
) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(
        out,
        ":START_ID,:END_ID,:TYPE,sign,confidence,valid_from,valid_to"
    )?;
    let mut written = 0;
    while written < edges {
        let (from, to) = (end(issues.len(), random), end(issues.len(), random));
        if from == to {
            continue;
        }
        let kind = match (issues[from], issues[to]) {
            (true, true) => "BROADER",
            (true, false) => "ABOUT",
            (false, true) => "STANCE",
            (false, false) if random.u32(0..100) < 60 => "STANCE",
            (false, false) => random.choice(RELATIONS).ok_or("no relations")?,
        };
        write!(out, "n{from},n{to},{kind},")?;
        match kind {
            "BROADER" | "ABOUT" => writeln!(out, ",,,")?,
            "STANCE" => {
                let sign = ["+1", "-1", "0"][[0, 1, 0, 1, 0, 1, 2][random.usize(0..7)]];
                write!(out, "{sign},0.{:02},", random.u32(30..100))?;
                day(&mut out, random)?;
                writeln!(out, ",")?;
            }
            _ => {
                write!(out, ",0.{:02},", random.u32(30..100))?;
                if random.bool() {
                    day(&mut out, random)?;
                }
                write!(out, ",")?;
                if random.u32(0..5) == 0 {
                    write!(out, "2026-{:02}", random.u32(1..13))?;
                }
                writeln!(out)?;
            }
        }
        written += 1;
    }
    out.flush()?;
    Ok(())
}

fn day(out: &mut impl Write, random: &mut Rng) -> std::io::Result<()> {
    let (year, month) = (random.u32(2015..2026), random.u32(1..13));
    write!(out, "{year}-{month:02}-{:02}", random.u32(1..29))
}

/// A node, the more often the lower its rank.
fn end(nodes: usize, random: &mut Rng) -> usize {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "a place below the number of nodes"
    )]
    let rank = (nodes as f64 * random.f64().powf(SKEW)) as usize % nodes;
    // Mixes ranks over all numbers: no number of nodes here has this prime as a factor.
    rank * 7_368_787 % nodes
}

fn word(syllables: usize, random: &mut Rng) -> String {
    let parts = (0..syllables).filter_map(|_| random.choice(SYLLABLES).copied());
    let mut word: String = parts.collect();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word
}
