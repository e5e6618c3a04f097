#!/usr/bin/env python3
"""Compares demarche-nlp with spaCy on every .txt file of some folders.

usage: compare.py [--show N] [--load] MODEL_DIRECTORY FOLDER...

Run it with a Python that has the spacy of the model (3.6 with numpy<2 for 3.6.0), one thread: both
sides then report their tokens per second on the same texts. MODEL_DIRECTORY is an unpacked
en_core_web_sm 3.6.0, whose weights are embedded in demarche-nlp, or with --load, which has
demarche-nlp read the directory too, any en_core_web_sm, _md or _lg of 3.6 to 3.8. Builds the
example `annotate` with cargo. Exit code 1 if a bar is missed.
"""

import os

# Before numpy is loaded: one thread each.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import spacy

BARS = {
    "token boundaries": 99.9,
    "norms": 99.9,
    "spaces": 99.9,
    "tags": 99.9,
    "parts of speech": 99.9,
    "lemmas": 99.8,
    "heads (UAS)": 99.7,
    "heads and relations (LAS)": 99.7,
    "sentences": 99.7,
    "entities": 99.5,
}
ROOT = Path(__file__).resolve().parents[3]


def ours(paths, model):
    build = ["cargo", "build", "--release", "-q", "-p", "demarche-nlp", "--example", "annotate"]
    subprocess.run(build, cwd=ROOT, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    command = [target / "release" / "examples" / "annotate", *model, *paths]
    run = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    *documents, total = [json.loads(line) for line in run.stdout.rstrip("\n").split("\n")]
    for document in documents:
        names = ("start", "end", "space", "norm", "tag", "upos", "lemma", "head", "dep")
        document["tokens"] = [dict(zip(names, token)) for token in document["tokens"]]
    return documents, total


def theirs(doc):
    """spaCy's annotation in the form of ours, with byte offsets."""
    text, at, offsets = doc.text, 0, [0]
    for char in text:
        at += len(char.encode("utf-8"))
        offsets.append(at)
    tokens = [
        {
            "start": offsets[t.idx],
            "end": offsets[t.idx + len(t)],
            "space": bool(t.whitespace_),
            "norm": t.norm_,
            "tag": t.tag_,
            "upos": t.pos_,
            "lemma": t.lemma_,
            "head": t.head.i,
            "dep": t.dep_,
        }
        for t in doc
    ]
    return {
        "tokens": tokens,
        "sentences": [[s.start, s.end] for s in doc.sents],
        "entities": [[e.start, e.end, e.label_] for e in doc.ents],
    }


def span(token):
    return token["start"], token["end"]


def ranges(document, name):
    tokens = document["tokens"]
    return {
        (tokens[start]["start"], tokens[end - 1]["end"], *label)
        for start, end, *label in document[name]
    }


class Scores:
    def __init__(self, show):
        self.right, self.all, self.show = Counter(), Counter(), show
        self.shown = Counter()

    def differ(self, name, *what):
        self.shown[name] += 1
        if self.shown[name] <= self.show:
            print(f"  {name}:", *what)

    def sets(self, name, ours, theirs, where):
        self.right[name] += 2 * len(ours & theirs)
        self.all[name] += len(ours) + len(theirs)
        for item in sorted(ours ^ theirs):
            self.differ(name, where(item), "ours" if item in ours else "theirs", *item[2:])

    def add(self, text, a, b):
        data = text.encode("utf-8")
        def where(item):
            return repr(data[item[0] : item[1]].decode("utf-8", "replace"))

        self.sets("token boundaries", set(map(span, a["tokens"])), set(map(span, b["tokens"])), where)
        by_span = {span(token): token for token in a["tokens"]}
        fields = {"norm": "norms", "space": "spaces", "tag": "tags", "upos": "parts of speech",
                  "lemma": "lemmas"}
        for token in b["tokens"]:
            mine = by_span.get(span(token))
            for field, name in fields.items():
                self.one(name, mine and mine[field], token[field], where(span(token)))
            head = mine and span(a["tokens"][mine["head"]])
            wanted = span(b["tokens"][token["head"]])
            self.one("heads (UAS)", head, wanted, where(span(token)))
            label = mine and (head, mine["dep"])
            self.one("heads and relations (LAS)", label, (wanted, token["dep"]), where(span(token)))
        for name in ("sentences", "entities"):
            self.sets(name, ranges(a, name), ranges(b, name), where)

    def one(self, name, mine, wanted, where):
        self.right[name] += mine == wanted
        self.all[name] += 1
        if mine != wanted:
            self.differ(name, where, "ours", repr(mine), "theirs", repr(wanted))

    def report(self):
        missed = False
        for name, bar in BARS.items():
            value = 100 * self.right[name] / max(1, self.all[name])
            note = "" if value >= bar else f"  below the bar of {bar}"
            missed |= value < bar
            kind = 2 if name in ("token boundaries", "sentences", "entities") else 1
            print(f"{name:26} {value:8.4f} %  of {self.all[name] // kind}{note}")
        return missed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--show", type=int, default=5, help="differences to show per measure")
    parser.add_argument("--load", action="store_true", help="both sides read MODEL_DIRECTORY")
    parser.add_argument("model")
    parser.add_argument("folders", nargs="+", type=Path)
    options = parser.parse_args()
    paths = sorted(path for folder in options.folders for path in folder.rglob("*.txt"))
    if not paths:
        sys.exit("no .txt file found")
    # Newlines stay as they are: offsets count.
    texts = [path.read_bytes().decode("utf-8", "replace") for path in paths]
    mine, total = ours(paths, ["--model", options.model] if options.load else [])
    nlp = spacy.load(options.model)
    list(nlp.pipe(texts[:2]))
    start = time.process_time()
    # One text per batch for the figures: a batch changes the last bits of the scores.
    docs = [nlp(text) for text in texts]
    alone = time.process_time() - start
    start = time.process_time()
    list(nlp.pipe(texts))
    piped = time.process_time() - start
    scores = Scores(options.show)
    for text, a, doc in zip(texts, mine, docs):
        scores.add(text, a, theirs(doc))
    missed = scores.report()
    tokens = sum(map(len, docs))
    print(f"{len(texts)} texts, {tokens} tokens")
    fast, pipe = total["tokens"] / total["seconds"], tokens / piped
    print(f"tokens per CPU second: ours {fast:.0f}, spaCy {tokens / alone:.0f} one by one, "
          f"{pipe:.0f} with nlp.pipe; {fast / pipe:.1f} times")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
