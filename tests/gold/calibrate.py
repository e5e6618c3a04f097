#!/usr/bin/env python3
"""Fit what the strengths of rules are worth and write seeds/lexicon/confidence.tsv.

    calibrate.py [--set TEXTS LABELS]... [--target DIR]

Reads the coded passages, both halves, with the program as it stands in this checkout: `cargo run`
of demarche and of the example `strengths` of demarche-extract. Each --set adds a set of texts coded
elsewhere: a folder, and a file with lines `observation id, tab, 1 or 0`, as `label_shared.py`
writes it. Such sets are coded in part only, so that each has a level of its own; they have a say in
how much a feature of a statement counts, not in how sure demarche is on the whole.

The rules were written while reading the dev half, which flatters them; the held half was not read
for them, and serves here only to fit these few weights.

The model is a logistic regression. What the author of a row judged is the prior (the logit of
the strength counts once, features nothing) and is given up as far as the data ask for it; how far
is chosen by leaving out a tenth of the passages at a time. Where that is no better than the
strengths as they are, they stay. Weights are rounded to hundredths of a logit.
Same data, same table. Python 3.9 or newer, standard library only.
"""

import argparse
import json
import math
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TABLE = ROOT / "seeds" / "lexicon" / "confidence.tsv"
HEAD = """\
# What the strengths of rules are worth: weights of a logistic regression in hundredths of a logit.
# Written by tests/gold/calibrate.py after every change of the rules; not to be edited by hand.
#of\tfeature\tweight
"""
LEAST = 12  # rows with a feature, for it to have a weight
PRIORS = [2.0, 8.0, 32.0, 128.0]  # how firmly weights are held back


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def observed(texts, strengths):
    """{id: (file, strength, features)} of the texts of a folder."""
    rows = {}
    for line in run(strengths, *sorted(map(str, pathlib.Path(texts).iterdir()))).splitlines():
        file, key, strength, features = line.split("\t")
        rows[key] = (file, int(strength), features.split())
    return rows


def verdicts(demarche, half):
    """{id: right} by the coding of our passages; another target counts half."""
    with tempfile.TemporaryDirectory() as folder:
        base = ["--db", folder + "/db", "-q"]
        run(demarche, "ingest", str(HERE / "passages" / half), *base)
        coding = str(HERE / "passages" / f"{half}.jsonl")
        found = json.loads(run(demarche, "eval", coding, "--format", "json", *base))
    return {one["observation"]: (one["right"] + one["exact"]) / 2 for one in found["judged"]}


def labels(path):
    with open(path, encoding="utf-8") as lines:
        pairs = (line.split() for line in lines)
        return {key: float(label) for key, label in pairs}


def logit(percent):
    share = min(max(percent, 1), 99) / 100
    return math.log(share / (1 - share))


def chance(score):
    return 1 / (1 + math.exp(-score))


def solve(matrix, right):
    """Gauss with the largest pivot; changes both."""
    size = len(right)
    for at in range(size):
        pivot = max(range(at, size), key=lambda row: abs(matrix[row][at]))
        matrix[at], matrix[pivot] = matrix[pivot], matrix[at]
        right[at], right[pivot] = right[pivot], right[at]
        for row in range(at + 1, size):
            factor = matrix[row][at] / matrix[at][at]
            if factor:
                for column in range(at, size):
                    matrix[row][column] -= factor * matrix[at][column]
                right[row] -= factor * right[at]
    for at in reversed(range(size)):
        known = sum(matrix[at][column] * right[column] for column in range(at + 1, size))
        right[at] = (right[at] - known) / matrix[at][at]
    return right


def fit(rows, names, firmness):
    """Weights by Newton's method. A row is ({name: value}, right, file)."""
    index = {name: at for at, name in enumerate(names)}
    prior = [1.0 if name == "strength" else 0.0 for name in names]
    free = {"base": 1.0}
    hold = [0.01 if name.startswith("set:") else free.get(name, firmness) for name in names]
    weights = prior[:]
    data = [([(index[n], v) for n, v in values.items() if n in index], y) for values, y, _ in rows]
    for _ in range(40):
        gradient = [h * (w - p) for h, w, p in zip(hold, weights, prior)]
        hessian = [[0.0] * len(names) for _ in names]
        for at, firm in enumerate(hold):
            hessian[at][at] = firm
        for values, right in data:
            guess = chance(sum(weights[at] * value for at, value in values))
            for at, value in values:
                gradient[at] += (guess - right) * value
                for other, more in values:
                    hessian[at][other] += guess * (1 - guess) * value * more
        step = solve(hessian, gradient)
        weights = [weight - change for weight, change in zip(weights, step)]
        if max(map(abs, step)) < 1e-9:
            break
    return dict(zip(names, weights))


def score(weights, values):
    return sum(weights.get(name, 0.0) * value for name, value in values.items())


def loss(pairs):
    """Mean negative log likelihood of (chance, right), chances of 0.01 to 0.99."""
    floor = [(min(max(guess, 0.01), 0.99), right) for guess, right in pairs]
    terms = (y * math.log(p) + (1 - y) * math.log(1 - p) for p, y in floor)
    return -sum(terms) / len(floor)


def gap(pairs):
    """Expected calibration error in tenths, as `demarche eval` has it."""
    bins = {}
    for guess, right in pairs:
        bins.setdefault(min(int(guess * 10), 9), []).append((guess, right))
    gaps = (abs(sum(g for g, _ in one) - sum(r for _, r in one)) for one in bins.values())
    return sum(gaps) / len(pairs)


def left_out(rows, names, firmness):
    """(chance, right) of every own row by weights fitted without a tenth of the passages."""
    pairs = []
    files = sorted({file for _, _, file in rows if file})
    for fold in range(10):
        out = set(files[fold::10])
        weights = fit([row for row in rows if row[2] not in out], names, firmness)
        pairs += [(chance(score(weights, v)), y) for v, y, file in rows if file in out]
    return pairs


def calibrate(sort, sets):
    """Weights for statements or relations; `sets` is [(observed, verdicts)], ours first."""
    rows, counts = [], {}
    for number, (seen, judged) in enumerate(sets):
        for key, right in sorted(judged.items()):
            if key not in seen or key[0] != sort[0]:
                continue
            file, strength, features = seen[key]
            values = {"base": 1.0, "strength": logit(strength), **dict.fromkeys(features, 1.0)}
            if number:
                values[f"set:{number}"] = 1.0
            for feature in features:
                counts[feature] = counts.get(feature, 0) + 1
            rows.append((values, float(right), file if number == 0 else ""))
    own = [row for row in rows if row[2]]
    if len(own) < 10:
        sys.exit(f"only {len(own)} coded {sort}s: nothing to fit on")
    names = ["base", "strength", *(f"set:{n}" for n in range(1, len(sets)))]
    names += sorted(name for name, count in counts.items() if count >= LEAST)
    by_prior = {}
    for firmness in PRIORS:
        pairs = left_out(rows, names, firmness)
        by_prior[firmness] = (loss(pairs), gap(pairs))
    firmness = min(PRIORS, key=lambda prior: by_prior[prior][0])
    before = [(chance(values["strength"]), right) for values, right, _ in own]
    share = sum(right for _, right, _ in own) / len(own)
    flat = loss([(share, right) for _, right, _ in own])
    print(
        f"{sort}: {len(own)} own rows, {len(rows)} in all, {share:.3f} of the own right; "
        f"loss: constant {flat:.4f}, strengths {loss(before):.4f}, "
        f"fitted and left out {by_prior[firmness][0]:.4f} (firmness {firmness:g}); "
        f"error: strengths {gap(before):.4f}, left out {by_prior[firmness][1]:.4f}",
        file=sys.stderr,
    )
    if by_prior[firmness][0] >= loss(before):
        return []
    weights = fit(rows, names, firmness)
    kept = {name: round(100 * w) for name, w in weights.items() if not name.startswith("set:")}
    return [(sort, name, weight) for name, weight in kept.items() if weight or name == "base"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--set", nargs=2, action="append", default=[], metavar=("TEXTS", "LABELS"))
    parser.add_argument("--target", default=str(ROOT / "target"), help="cargo's target folder")
    args = parser.parse_args()
    build = ["cargo", "build", "-q", "--target-dir", args.target]
    run(*build, "-p", "demarche-cli")
    run(*build, "-p", "demarche-extract", "--example", "strengths")
    debug = pathlib.Path(args.target) / "debug"
    strengths = str(debug / "examples" / "strengths")
    demarche = str(debug / "demarche")
    seen, judged = {}, {}
    for half in ("dev", "held"):
        seen.update(observed(HERE / "passages" / half, strengths))
        judged.update(verdicts(demarche, half))
    sets = [(seen, judged)]
    sets += [(observed(texts, strengths), labels(path)) for texts, path in args.set]
    # Other sets code but a few of the ties that a text has, so that kinds would be compared by that.
    lines = sorted(calibrate("statement", sets) + calibrate("relation", sets[:1]))
    text = HEAD + "".join(f"{sort}\t{name}\t{weight}\n" for sort, name, weight in lines)
    TABLE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
