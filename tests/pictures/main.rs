//! Pictures as the command makes them: those of the README, those of awkward names in every
//! format, and pages in a browser.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that fails tells where; one that is skipped tells why"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder with a store.
struct Place(TempDir);

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    here.canonicalize().unwrap()
}

impl Place {
    /// With the bundled articles.
    fn with_articles() -> Place {
        let place = Place(tempfile::tempdir().unwrap());
        // Documents go by the path that they are given.
        let articles = place.0.path().join("seeds/articles");
        fs::create_dir_all(&articles).unwrap();
        for file in fs::read_dir(root().join("seeds/articles")).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), articles.join(file.file_name())).unwrap();
        }
        place.succeed(&["ingest", "--quiet", "seeds/articles"]);
        place
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
        command.current_dir(self.0.path()).args(args);
        command.env_remove("DEMARCHE_DB").output().unwrap()
    }

    #[track_caller]
    fn succeed(&self, args: &[&str]) -> Output {
        let output = self.run(args);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {told}");
        output
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.path().join(name)).unwrap()
    }
}

/// Written anew with `PICTURES=overwrite`.
#[test]
fn the_gallery_is_what_its_commands_make() {
    let place = Place::with_articles();
    let folder = root().join("crates/demarche-export/pictures");
    let commands = fs::read_to_string(folder.join("commands.txt")).unwrap();
    let mut made = vec!["commands.txt".to_owned()];
    for line in commands.lines() {
        let words = shlex::split(line).unwrap();
        let args: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
        place.succeed(&args);
        let name = args.last().unwrap();
        let now = place.read(name);
        let kept = folder.join(name);
        if std::env::var("PICTURES").is_ok_and(|wish| wish == "overwrite") {
            fs::write(&kept, &now).unwrap();
        }
        assert!(
            fs::read(&kept).unwrap() == now,
            "`{line}` draws another picture now"
        );
        made.push((*name).to_owned());
    }
    for file in fs::read_dir(folder).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(made.contains(&name), "no command makes `{name}`");
    }
}

/// Names that break careless writers, tied to each other.
fn awkward() -> Place {
    let place = Place(tempfile::tempdir().unwrap());
    let names = [
        "plain",
        "\"quoted\" and 'single'",
        "<b>bold</b> & <i>&amp;</i> ]]> <!-- -->",
        "back\\slash",
        "line\nfeed\r\ntab\t",
        "\u{1}\u{8}\u{1b}[31m\u{7f}",
        "שלום \u{200f}עולם العربية",
        "\u{202e}gnp.exe\u{202c}",
        "e\u{301} Sprūds 北约 🇺🇦",
        "Володимир Зеленський",
        "a very long name of an actor that never seems to come to an end but then it does",
    ];
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut nodes = "id:ID,name,kind\n".to_owned();
    let mut edges = ":START_ID,:END_ID,:TYPE,sign,confidence,valid_from\n".to_owned();
    for (number, name) in names.iter().enumerate() {
        let kind = ["person", "organization", "state", "group"][number % 4];
        nodes.extend([&number.to_string(), ",", &quoted(name), ",", kind, "\n"]);
        let sign = ["1", "-1", "0"][number % 3];
        let date = ["2025-02-12", "2024", ""][number % 3];
        for other in [0, (number + 3) % names.len(), number] {
            let ends = format!("{number},{other},STANCE,{sign},0.8,{date}\n");
            edges.push_str(&ends);
        }
    }
    fs::write(place.0.path().join("nodes.csv"), nodes).unwrap();
    fs::write(place.0.path().join("edges.csv"), edges).unwrap();
    place.succeed(&["import", "--from", "csv", "nodes.csv", "edges.csv"]);
    place
}

#[test]
fn awkward_names_are_drawn_in_every_format() {
    let place = awkward();
    let heads: [(&str, &[u8]); 6] = [
        ("svg", b"<svg"),
        ("png", b"\x89PNG\r\n\x1a\n"),
        ("pdf", b"%PDF-1."),
        ("html", b"<!doctype html>"),
        ("dot", b"digraph"),
        ("terminal", b"All actors and issues"),
    ];
    for (format, head) in heads {
        for what in [&[][..], &["plain", "--issue"], &["--factions"]] {
            let mut args = vec!["draw", "--to", format, "-o", "one"];
            args.extend(what);
            place.succeed(&args);
            let one = place.read("one");
            place.succeed(&args);
            assert!(one == place.read("one"), "{args:?} draws two pictures");
            let title = format == "terminal" && !what.is_empty();
            assert!(one.starts_with(head) || title, "{args:?}");
        }
    }
    let noted = place.succeed(&["draw", "-o", "all.png"]);
    let told = String::from_utf8(noted.stderr).unwrap();
    assert!(
        told.contains("drawn as boxes") && told.contains('北'),
        "{told}"
    );
    // A picture goes through a pipe as it is.
    assert_eq!(
        place.succeed(&["draw", "--to", "png"]).stdout,
        place.read("all.png")
    );
}

/// Where a browser is, if any.
fn browser() -> Option<&'static str> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    names.into_iter().find(|name| {
        let version = Command::new(name).arg("--version").output();
        version.is_ok_and(|output| output.status.success())
    })
}

/// What `check.js` found on a page: a line for each step.
fn steps(program: &str, place: &Place, page: &str) -> Vec<String> {
    let html = String::from_utf8(place.read(page)).unwrap();
    let (head, tail) = html.rsplit_once("</body>").unwrap();
    let check = include_str!("check.js");
    let tried = format!("{head}<script>{check}</script></body>{tail}");
    let path = place.0.path().join(format!("tried-{page}"));
    fs::write(&path, tried).unwrap();
    let profile = place.0.path().join("profile");
    let output = Command::new(program)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--virtual-time-budget=10000",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", path.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8(output.stdout).unwrap();
    let (_, rest) = dom
        .split_once("<pre id=\"steps\">")
        .unwrap_or_else(|| panic!("no steps: {}", String::from_utf8_lossy(&output.stderr)));
    let (steps, _) = rest.split_once("</pre>").unwrap();
    steps.lines().map(str::to_owned).collect()
}

#[test]
fn pages_are_searched_filtered_and_clicked() {
    let Some(program) = browser() else {
        eprintln!("SKIPPED: no chromium, so no page is tried in a browser");
        return;
    };
    let place = Place::with_articles();
    place.succeed(&["draw", "NATO", "-o", "page.html"]);
    place.succeed(&["draw", "Donald Trump", "--timeline", "-o", "time.html"]);
    for page in ["page.html", "time.html"] {
        let steps = steps(program, &place, page);
        assert!(steps.len() > 10, "{page}: {steps:#?}");
        let wrong = steps.iter().filter(|step| !step.starts_with("ok "));
        assert_eq!(wrong.collect::<Vec<_>>(), Vec::<&String>::new(), "{page}");
    }
    let awkward = awkward();
    awkward.succeed(&["draw", "-o", "page.html"]);
    let steps = self::steps(program, &awkward, "page.html");
    assert!(
        steps.iter().all(|step| step.starts_with("ok ")),
        "{steps:#?}"
    );
}
