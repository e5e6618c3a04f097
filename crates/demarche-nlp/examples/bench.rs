//! `cargo run --release -p demarche-nlp --example bench -- FOLDER...`: annotates every `.txt` file
//! on one thread and prints tokens per CPU second. `model/bench.sh` runs it beside spaCy.
#![allow(clippy::print_stdout, reason = "an example speaks to its user")]

use std::path::Path;
use std::process::ExitCode;

use cpu_time::ProcessTime;
use demarche_nlp::Pipeline;

/// Texts annotated before the clock starts.
const WARM_UP: usize = 5;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut texts = Vec::new();
    for folder in std::env::args().skip(1) {
        read(Path::new(&folder), &mut texts)?;
    }
    if texts.is_empty() {
        println!("usage: bench FOLDER...");
        return Ok(ExitCode::from(2));
    }
    let pipeline = Pipeline::english();
    for text in texts.iter().take(WARM_UP) {
        pipeline.annotate(text);
    }
    let start = ProcessTime::now();
    let tokens: usize = texts
        .iter()
        .map(|text| pipeline.annotate(text).tokens.len())
        .sum();
    let seconds = start.elapsed().as_secs_f64();
    let count = f64::from(u32::try_from(tokens)?);
    println!(
        "demarche {tokens} tokens {seconds:.2} CPU s {:.0} tokens/s",
        count / seconds
    );
    Ok(ExitCode::SUCCESS)
}

/// All `.txt` files of a folder, sorted by name.
fn read(folder: &Path, texts: &mut Vec<String>) -> std::io::Result<()> {
    let mut paths = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    for path in paths
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
    {
        texts.push(String::from_utf8_lossy(&std::fs::read(path)?).into_owned());
    }
    Ok(())
}
