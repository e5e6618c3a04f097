//! What networks and the shape of the graph cost:
//! `cargo bench -p demarche-tests --bench networks -- [STORE]`.
//!
//! Networks are drawn from 100,000 statements made from a seed, imported and published. With a
//! store its parts, ranks, triads, communities and camps are timed too.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench reports on stdout"
)]

use std::path::Path;
use std::time::Instant;

use cpu_time::ProcessTime;
use demarche_model::{
    ActorId, ActorKind, Confidence, Document, DocumentId, EdgeRow, HalfKind, IssueId, NodeId,
    NodeRow, Polarity,
};
use demarche_query::{
    Aggregation, Discourse, EqualStatements, Filter, Mode, NetworkSpec, Normalization, RankOptions,
    Scope, Signed, Unit, View, Windows, communities, connected, factions, frustration, rank,
    triads,
};
use demarche_store::{Decided, Image, Mode as Open, SledStore};

const STATEMENTS: u32 = 100_000;
const ACTORS: u32 = 3_000;
const ISSUES: u32 = 800;

fn main() {
    let words = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"));
    let store = words.into_iter().next();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("networks.db");
    make(&path);
    let view = Decided::drawn(Image::open(&path).unwrap().unwrap()).unwrap();
    networks(&view);
    if let Some(store) = store {
        let image = Image::open(Path::new(&store)).unwrap().unwrap();
        shape(&Decided::drawn(image).unwrap());
    }
}

fn networks(view: &dyn View) {
    let (discourse, cost) = timed(|| Discourse::read(view, &Scope::default()).unwrap());
    println!("read {} statements: {cost}", discourse.len());
    let rows = [
        ("congruence", Mode::Actors, Normalization::None),
        ("congruence, average", Mode::Actors, Normalization::Average),
        ("congruence of issues", Mode::Issues, Normalization::None),
    ];
    for (what, mode, normalization) in rows {
        let spec = NetworkSpec {
            mode,
            normalization,
            aggregation: Aggregation::Congruence,
            ..NetworkSpec::default()
        };
        let (drawn, cost) = timed(|| discourse.network(&spec));
        println!(
            "{what} ({} nodes, {} edges): {cost}",
            drawn.network.nodes.len(),
            drawn.network.edges.len()
        );
    }
    let spec = NetworkSpec {
        duplicates: EqualStatements::Month,
        ..NetworkSpec::default()
    };
    let months = Windows {
        unit: Unit::Month,
        width: 3,
        step: 1,
    };
    let (drawn, cost) = timed(|| discourse.windows(&spec, months));
    println!("subtract in {} windows: {cost}", drawn.len());
}

fn shape(view: &dyn View) {
    let any = Filter::default();
    let (found, cost) = timed(|| connected(view, &any).unwrap());
    println!(
        "components ({} nodes, {} parts): {cost}",
        found.nodes.len(),
        found.sizes.len()
    );
    let options = RankOptions {
        rounds: 20,
        tolerance: 0.0,
        ..RankOptions::default()
    };
    let (found, cost) = timed(|| rank(view, &any, &options).unwrap());
    println!(
        "signed degree and {} rounds of PageRank: {cost}",
        found.rounds
    );
    let (graph, cost) = timed(|| Signed::read(view, &any, false).unwrap());
    println!(
        "signed graph ({} actors, {} ties): {cost}",
        graph.len(),
        graph.count()
    );
    let (found, cost) = timed(|| triads(&graph, 5));
    println!("{} triads: {cost}", found.total());
    let (found, cost) = timed(|| communities(&graph, false, 1.0, 1));
    println!(
        "{} communities, modularity {:.4}: {cost}",
        found.groups.len(),
        found.modularity
    );
    let (found, cost) = timed(|| factions(&graph, None, 1));
    println!(
        "{} camps, {:.4} whole: {cost}",
        found.camps.len(),
        found.whole().unwrap_or(1.0)
    );
    let (found, cost) = timed(|| frustration(&graph, 1));
    println!(
        "frustration index from {} to {}: {cost}",
        found.lower, found.upper
    );
}

/// Imports and publishes statements: few actors say much and few issues are much spoken of.
fn make(path: &Path) {
    let store = SledStore::open(path, Open::Create).unwrap();
    let mut rows: Vec<NodeRow> = (0..ACTORS + ISSUES).map(row).collect();
    rows.sort_unstable_by_key(|row| row.id);
    let mut import = store.import(rows, 256 << 20).unwrap();
    let mut dice = fastrand::Rng::with_seed(1);
    let mut drawn = |below: u32| {
        let share = dice.f64();
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a number that fits"
        )]
        let place = (share * share * f64::from(below)) as u32;
        place.min(below - 1)
    };
    for _ in 0..STATEMENTS {
        let (from, to) = (drawn(ACTORS), ACTORS + drawn(ISSUES));
        let (month, day) = (drawn(36), 1 + drawn(28));
        let date = format!("{}-{:02}-{day:02}", 2023 + month / 12, 1 + month % 12);
        let edge = EdgeRow {
            from,
            to,
            kind: HalfKind::Stance,
            polarity: Some([Polarity::Support, Polarity::Oppose][drawn(2) as usize]),
            confidence: Confidence::from_percent(80),
            first: date.parse().ok(),
            last: None,
        };
        import.push(&edge).unwrap();
    }
    let document = Document {
        id: DocumentId::of(&["networks"]),
        paths: vec!["networks.csv".into()],
        title: Some("Networks".into()),
        outlet: None,
        url: None,
        date: "2025-02-12".parse().ok(),
        sha256: [0; 32],
        text: None,
    };
    import.finish(document, &mut |_| {}).unwrap();
    store.publish().unwrap();
}

fn row(number: u32) -> NodeRow {
    let parts = ["networks", &number.to_string()];
    let id: NodeId = if number < ACTORS {
        ActorId::of(&parts).into()
    } else {
        IssueId::of(&parts).into()
    };
    NodeRow {
        id,
        kind: id.actor().map(|_| ActorKind::Person),
        name: format!("Name {number}").into(),
    }
}

/// Milliseconds that the processor worked on it, and milliseconds that passed.
struct Cost(f64, f64);

impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.1} CPU ms, {:.1} ms passed", self.0, self.1)
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    let (busy, started) = (ProcessTime::now(), Instant::now());
    let result = work();
    let times = [busy.elapsed(), started.elapsed()];
    let [busy, passed] = times.map(|time| time.as_secs_f64() * 1e3);
    (result, Cost(busy, passed))
}
