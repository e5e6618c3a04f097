#!/usr/bin/env python3
"""Writes tests/fixtures/parity.tsv: spaCy's annotation of tests/fixtures/sentences.txt.

usage: reference.py MODEL_DIRECTORY        (spacy 3.6, en_core_web_sm 3.6.0)

One row per token: text, `_` if a plain space follows, norm (empty: the lower-case text), tag,
part of speech, lemma (empty: the text), head (relative), relation, `S` at the start of a sentence,
entity (`B-` or `I-` and its label). An empty row closes a text.
"""

import re
import sys
from pathlib import Path

import spacy

FIXTURES = Path(__file__).parent.parent / "tests" / "fixtures"
NAMES = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}
SIGNS = {value: name for name, value in NAMES.items()}


def unescape(text):
    def plain(match):
        return NAMES.get(match[1]) or chr(int(match[2], 16))

    return re.sub(r"\\(?:([tnr\\])|u\{([0-9a-f]+)\})", plain, text)


def escape(text):
    def sign(char):
        if char in SIGNS:
            return "\\" + SIGNS[char]
        visible = char == " " or char.isprintable()
        return char if visible else f"\\u{{{ord(char):x}}}"

    return "".join(map(sign, text))


def texts():
    for line in (FIXTURES / "sentences.txt").read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("# "):
            yield unescape(line)


def row(token):
    entity = "" if token.ent_iob_ == "O" else f"{token.ent_iob_}-{token.ent_type_}"
    return [
        token.text,
        "_" if token.whitespace_ else "",
        "" if token.norm_ == token.text.lower() else token.norm_,
        token.tag_,
        token.pos_,
        "" if token.lemma_ == token.text else token.lemma_,
        str(token.head.i - token.i),
        token.dep_,
        "S" if token.is_sent_start else "",
        entity,
    ]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    nlp = spacy.load(sys.argv[1])
    with open(FIXTURES / "parity.tsv", "w", encoding="utf-8", newline="\n") as out:
        # One by one: a batch changes the last bits of the scores.
        for text in texts():
            for token in nlp(text):
                out.write("\t".join(map(escape, row(token))).rstrip("\t") + "\n")
            out.write("\n")


if __name__ == "__main__":
    main()
