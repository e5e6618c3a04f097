//! The command line: every command, flag and help text.

mod decide;
mod disagreement;
mod draw;
mod export;
mod filters;
mod network;
mod path;
mod query;
mod sources;
mod structure;
mod time;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use demarche_model::{ActorKind, Date, Polarity, RelationKind};

use crate::output::Format;

pub use decide::{Judge, Pair, Rename, Retype, Review, Signed, Split, Undo};
pub use disagreement::Contradict;
pub use draw::{Colours, Draw, Layout};
pub use export::{EdgeUnit, Export};
pub use filters::{Walk, Which};
pub use network::{
    Between, Drawn, Equal, Network, NetworkKind, Norm, Qualifier, Spoken, TargetKind,
};
pub use path::PathArgs;
pub use query::{Only, Query};
pub use sources::{ChainArgs, Quotes, Sources};
pub use structure::{
    Balance, Bridges, Communities, Components, Factions, Polarisation, Rank, RankBy, TieKind, Ties,
};
pub use time::{Diff, Drifts, Timeline, Who};

use filters::{actor_kind, fraction, polarity, relation_kind, size};

/// Who takes what position towards whom or what, in which words.
///
/// demarche reads English news articles and statements, and keeps actors, issues, stances and
/// relations in a store on your disk. Every answer can show the passage that it rests on.
#[derive(Debug, Parser)]
#[command(
    name = "demarche",
    version,
    max_term_width = 100,
    infer_subcommands = true
)]
pub struct Cli {
    /// Where the store is
    #[arg(
        long,
        global = true,
        value_name = "FOLDER",
        env = "DEMARCHE_DB",
        default_value = "demarche.db"
    )]
    pub db: PathBuf,

    /// How answers are printed
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "table",
        value_name = "FORMAT"
    )]
    pub format: Format,

    /// Wait for another command that is changing the store, at most so many seconds if given
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        num_args = 0..=1,
        require_equals = true
    )]
    #[allow(
        clippy::option_option,
        reason = "not given, given, given with a number"
    )]
    pub wait: Option<Option<u64>>,

    /// No progress, no notes; errors are still shown
    #[arg(short, long, global = true)]
    pub quiet: bool,

    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The commands, in the order in which a newcomer meets them.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read articles into the store
    Ingest(Ingest),
    /// List the documents
    Documents,
    /// Take a document out of the store, with all that only it proves
    Forget(Forget),
    /// List the actors
    Actors(Actors),
    /// List the issues, with who supports and who opposes them
    Issues(Limit),
    /// Show all that is known of an actor or issue
    Show(Show),
    /// List stances: who supports or opposes what, with the words
    Stances(Stances),
    /// List relations: who is tied to whom and how
    Relations(Relations),
    /// Show how two actors or issues connect, with the words behind each step
    Path(PathArgs),
    /// Tell stances in the order of their dates
    Timeline(Timeline),
    /// Find stances that moved over time, with an earlier and a later quote
    Drift(Drifts),
    /// Tell who holds an office, or held it on a day
    Who(Who),
    /// Find stances of one side, and numbers, that contradict each other
    Contradictions(Contradict),
    /// Tell who is said to think what, according to whom
    Chain(ChainArgs),
    /// List attributed words, exactly as they stand
    Quotes(Quotes),
    /// Tell whom the documents rely on
    Sources(Sources),
    /// Compare two sets of documents, days, extractors or stores
    Diff(Diff),
    /// Ask a question of your own, in openCypher
    Query(Query),
    /// Show what a stance, relation or edge rests on
    Why(Why),
    /// Show who agrees with whom, or which issues go together, as discourse network analysis does
    Network(Network),
    /// Rank actors and issues by what is said of them and by their place in the graph
    Rank(Rank),
    /// List the connected parts of the graph
    Components(Components),
    /// Group actors who stand close together
    Communities(Communities),
    /// Tell whether friends of friends are friends: signed triads, the frustration index
    Balance(Balance),
    /// Divide actors into camps, and show what breaks them
    Factions(Factions),
    /// Find actors and ties without which camps lose touch
    Bridges(Bridges),
    /// Tell how far actors stand apart, over time if wanted
    Polarisation(Polarisation),
    /// Draw a neighbourhood, a path, an issue's two camps, factions, a timeline or an answer
    Draw(Draw),
    /// Write the graph for other tools
    Export(Export),
    /// Read a graph that demarche or another tool wrote
    Import(Import),
    /// Find actors that may be one, and say of each pair whether they are
    Review(Review),
    /// Say that two actors are one
    Merge(Pair),
    /// Say that two actors are not one
    Unmerge(Pair),
    /// Give an actor another name
    Rename(Rename),
    /// Say what an actor is
    Retype(Retype),
    /// Say that some documents mean another actor
    Split(Split),
    /// Say that a statement or relation is wrong
    Reject(Judge),
    /// Say that a statement or relation is right
    Confirm(Judge),
    /// List what was decided, and what of it is about something no longer there
    Decisions,
    /// Take a decision back
    Undo(Undo),
    /// Type commands and queries one after the other, with history and completion
    Shell,
    /// Count what the store holds
    Stats,
    /// Compare the store with your own coding of its documents
    Eval(Eval),
    /// Test the store for damage
    Check,
    /// Write the derived indexes anew from the records
    Rebuild,
    /// Write the store's files anew, in less room
    Compact,
    /// Write all that the store holds to one compressed file
    Dump(Dump),
    /// Make a new store from a dump
    Restore(Restore),
    /// Write a dump into a folder, also while another process changes the store
    Backup(Backup),
    /// Make a new store of what can still be read of a damaged one
    Salvage(Salvage),
}

/// `ingest`
#[derive(Debug, Args)]
pub struct Ingest {
    /// Files, folders, or `-` for standard input: .txt, .md, or .jsonl with an article a line
    ///
    /// In folders, links and whatever is no plain file are passed over.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Day of publication of articles that do not tell theirs: 2025, 2025-02 or 2025-02-12
    #[arg(long)]
    pub date: Option<Date>,
    /// Publisher of articles that do not tell theirs
    #[arg(long)]
    pub outlet: Option<String>,
    /// JSON array of objects with `file`, `title`, `date`, `outlet`, `url`
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// Folder of a spaCy model to read English with, in the place of the embedded one
    ///
    /// The unpacked folder of `en_core_web_sm`, `en_core_web_md` or `en_core_web_lg` of spaCy 3.6
    /// to 3.8: the one that holds `config.cfg`. The word vectors of the larger models are held in
    /// memory. Records name the model, so that those of two models can be told apart; reading an
    /// article again with another model replaces its records.
    #[arg(long, value_name = "DIR", env = "DEMARCHE_MODEL")]
    pub model: Option<PathBuf>,
    /// How many articles are read side by side; 0 for one a core
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub jobs: usize,
    /// Largest article that is read, in MiB
    ///
    /// Extraction takes some 150 times an article's size in memory, and about 10 s a MiB.
    #[arg(long, default_value_t = 8, value_name = "MIB")]
    pub largest: u64,
    /// Size of the pages that the store keeps in memory, where they take about twice as much
    ///
    /// More of them makes reading into a store of many thousand articles somewhat faster.
    #[arg(long, default_value = "32M", value_name = "SIZE", value_parser = size)]
    pub memory: usize,
    #[cfg(feature = "llm")]
    #[command(flatten)]
    pub llm: crate::llm::Asked,
}

/// `forget`
#[derive(Debug, Args)]
pub struct Forget {
    /// Id, path or file name of the document
    pub document: String,
}

/// How many rows are printed.
#[derive(Debug, Clone, Copy, Args)]
pub struct Limit {
    /// At most so many rows; 0 for all
    #[arg(short = 'n', long, default_value_t = 0, value_name = "N")]
    pub limit: usize,
}

/// `actors`
#[derive(Debug, Args)]
pub struct Actors {
    /// Only of this kind: person, organization, state, group
    #[arg(long, value_parser = actor_kind)]
    pub kind: Option<ActorKind>,
    #[command(flatten)]
    pub limit: Limit,
}

/// `show`
#[derive(Debug, Args)]
pub struct Show {
    /// An actor or issue
    pub name: String,
}

/// `stances`
#[derive(Debug, Args)]
pub struct Stances {
    /// Only stances of this actor
    #[arg(long, value_name = "NAME")]
    pub holder: Option<String>,
    /// Only stances on this actor or issue
    #[arg(long, value_name = "NAME")]
    pub on: Option<String>,
    /// Only support, oppose or neutral
    #[arg(long, value_parser = polarity)]
    pub polarity: Option<Polarity>,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub limit: Limit,
}

/// `relations`
#[derive(Debug, Args)]
pub struct Relations {
    /// Only relations of this actor
    pub name: Option<String>,
    /// Only of this kind, such as `holds_office`
    #[arg(long, value_parser = relation_kind)]
    pub kind: Option<RelationKind>,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub limit: Limit,
}

/// `why`
#[derive(Debug, Args)]
pub struct Why {
    /// Id of a statement or relation, or the name of a holder or subject
    pub first: String,
    /// Name of the target or object
    pub second: Option<String>,
    #[command(flatten)]
    pub limit: Limit,
}

/// `import`
#[derive(Debug, Args)]
pub struct Import {
    /// Format, where the ending of the file does not tell: jsonl, csv, graphml, node-link or dna
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<String>,
    /// File to read, `-` for standard input; for csv a table of nodes and one of edges
    ///
    /// What the tables hold is described in crates/demarche-export/CSV.md. In short, nodes have
    /// `id:ID,name,kind` with kind person, organization, state, group or issue; edges have
    /// `:START_ID,:END_ID,:TYPE,sign,confidence,valid_from,valid_to` with type STANCE, ABOUT,
    /// BROADER or a kind of relation. What other files have to tell is in FORMATS.md beside it.
    #[arg(required = true, num_args = 1..=2, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Memory for sorting; what is beyond goes to files in the store's folder
    #[arg(long, value_name = "SIZE", default_value = "512M", value_parser = size)]
    pub memory: usize,
    /// With dna, note what the coder left as it was as confirmed
    ///
    /// A statement that the list leaves out is rejected, one that it changes is replaced by the
    /// coder's; `demarche decisions` lists all of that, and `undo` takes it back.
    #[arg(long)]
    pub confirm: bool,
    #[command(flatten)]
    pub signed: Signed,
}

/// `eval`
#[derive(Debug, Args)]
pub struct Eval {
    /// Coded documents, JSON or JSON Lines, as crates/demarche-cli/GOLD.md describes
    pub gold: PathBuf,
    /// List so many misses and false alarms with their passages; with csv, only them
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub errors: usize,
    /// How much two passages must share to be the same place, 0 to 1; 0 for any word
    #[arg(long, default_value_t = 0.0, value_name = "X", value_parser = fraction)]
    pub min_overlap: f64,
    /// Only statements and relations at least this sure, 0 to 1
    #[arg(long, value_name = "X", value_parser = fraction)]
    pub min_confidence: Option<f64>,
}

/// `dump`
#[derive(Debug, Args)]
pub struct Dump {
    /// File to write, usually `NAME.jsonl.gz`
    pub file: PathBuf,
}

/// `backup`
#[derive(Debug, Args)]
pub struct Backup {
    /// Folder to write to
    pub folder: PathBuf,
}

/// `salvage`
#[derive(Debug, Args)]
pub struct Salvage {
    /// Where the new store will be; nothing may be there yet
    pub folder: PathBuf,
}

/// `restore`
#[derive(Debug, Args)]
pub struct Restore {
    /// A dump, or JSON Lines with texts; `-` for standard input. The store that `--db` names must
    /// not be there yet
    pub file: PathBuf,
}
