//! Writes a corpus of made articles, to measure `demarche ingest` on:
//!
//! ```text
//! cargo run --release -p demarche-tests --example corpus -- 100000 corpus.jsonl
//! cargo run --release -p demarche-tests --example corpus -- 1000 folder 7
//! ```
//!
//! Arguments: how many; a `.jsonl` file with one a line, or a folder with a file each, 1,000 in a
//! subfolder; a seed. The same arguments give the same bytes.

use std::fs::{self, File};
use std::io::{BufWriter, Error, Result, Write};
use std::path::Path;

#[path = "articles.rs"]
mod articles;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wrong = || Error::other("usage: corpus COUNT FILE.jsonl|FOLDER [SEED]");
    let (Some(count), Some(to)) = (arguments.first(), arguments.get(1)) else {
        return Err(wrong());
    };
    let count: u64 = count.parse().map_err(|_| wrong())?;
    let seed = arguments.get(2).map_or(Ok(1), |seed| seed.parse());
    let seed: u64 = seed.map_err(|_| wrong())?;
    let to = Path::new(to);
    if to.extension().is_some_and(|ending| ending == "jsonl") {
        return lines(count, to, seed);
    }
    for number in 0..count {
        let folder = to.join(format!("{:04}", number / 1000));
        fs::create_dir_all(&folder)?;
        let text = articles::article(seed, number);
        fs::write(folder.join(format!("{number:07}.txt")), text)?;
    }
    Ok(())
}

fn lines(count: u64, to: &Path, seed: u64) -> Result<()> {
    let mut file = BufWriter::new(File::create(to)?);
    for number in 0..count {
        let text = serde_json::to_string(&articles::article(seed, number))?;
        writeln!(file, "{{\"text\":{text}}}")?;
    }
    file.flush()
}
