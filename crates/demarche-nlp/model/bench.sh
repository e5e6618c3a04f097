#!/bin/sh
# bench.sh PYTHON MODEL_DIR FOLDER...: speed on one thread beside spaCy, in turns, on the same texts.
# PYTHON has the spaCy version that MODEL_DIR asks for. Prints each run and the ratio of the best ones.
set -eu
[ $# -ge 3 ] || { sed -n '2,3s/^# //p' "$0"; exit 2; }
python=$1 model=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
manifest=$here/../Cargo.toml
cargo build --quiet --release --manifest-path "$manifest" --example bench
for _ in 1 2 3; do
    cargo run --quiet --release --manifest-path "$manifest" --example bench -- "$@"
    "$python" "$here/bench_spacy.py" "$model" "$@"
done | awk '{ print; speed = $(NF - 1) + 0; if (speed > best[$1]) best[$1] = speed }
    END { printf "ratio %.1f\n", best["demarche"] / best["spacy"] }'
