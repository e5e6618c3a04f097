#!/bin/sh
# ingest.sh PYTHON MODEL_DIR FOLDER...: speed of the whole ingest on one thread, into a new store, beside spaCy's
# pipeline alone, in turns, on the same texts. PYTHON has the spaCy version that MODEL_DIR asks for. Tokens are
# those that spaCy counts. Prints each run and the ratio of the best ones.
set -eu
[ $# -ge 3 ] || { sed -n '2,4s/^# //p' "$0"; exit 2; }
python=$1 model=$2
shift 2
root=$(cd "$(dirname "$0")/../.." && pwd)
cargo build --quiet --release --locked --manifest-path "$root/Cargo.toml" -p demarche-cli
target=${CARGO_TARGET_DIR:-$root/target}
for _ in 1 2 3; do
    "$python" "$root/crates/demarche-nlp/model/bench_spacy.py" "$model" "$@"
    "$python" "$root/tests/benches/ingest.py" "$target/release/demarche" "$@"
done | awk '
    $1 == "spacy" { print; tokens = $2; if ($(NF - 1) > spacy) spacy = $(NF - 1) }
    $1 == "ingest" {
        speed = tokens / $2
        printf "ingest %d tokens %.2f CPU s %d tokens/s\n", tokens, $2, speed
        if (speed > best) best = speed
    }
    END { printf "ratio %.1f\n", best / spacy }'
