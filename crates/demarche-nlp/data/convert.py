#!/usr/bin/env python3
"""Writes the tables of the rule-based stages from an unpacked en_core_web_sm 3.6.0.

usage: convert.py MODEL_DIRECTORY EN_LEXEME_NORM_JSON_GZ

The model keeps its norm table under hashed words; the second file, of spacy-lookups-data 1.0.5,
gives the words back. Needs spacy 3.6 for the class definitions of its English tokenizer; this
program checks that the model's own patterns are made of exactly them. Writes beside itself:

  classes.tsv     character classes of the tokenizer, as ranges of code points
  units.tsv       units and currencies that are split off a number
  specials.tsv    tokenizer exceptions: orth, norm, orth, norm, ...  (empty norm: none)
  norms.tsv       word form to norm, where it is not simply the lower-case form
  attributes.tsv  attribute ruler: one rule per row, in order
  lemma_*.tsv     lemmatizer: rules, exceptions, and per part of speech the index of known forms
"""

import re
import sys
from pathlib import Path

import spacy.strings
import srsly
from spacy.attrs import IDS
from spacy.lang import char_classes as cc
from spacy.lang.en import English
from spacy.lang.norm_exceptions import BASE_NORMS
from spacy.lang.tokenizer_exceptions import URL_PATTERN
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

OUT = Path(__file__).parent
ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def escape(text):
    return "".join(ESCAPES.get(c, c) for c in text)


def write(name, rows):
    text = "".join("\t".join(escape(cell) for cell in row) + "\n" for row in rows)
    (OUT / name).write_text(text, encoding="utf-8", newline="\n")


def load(path):
    return srsly.msgpack_loads(path.read_bytes())


def check_patterns(tokenizer):
    """The scanners in src/tokenizer are written for these definitions and no others."""
    defaults = English.Defaults
    same = {
        "prefix_search": compile_prefix_regex(defaults.prefixes).pattern,
        "suffix_search": compile_suffix_regex(defaults.suffixes).pattern,
        "infix_finditer": compile_infix_regex(defaults.infixes).pattern,
        "url_match": "(?u)" + URL_PATTERN,
        "token_match": None,
        "faster_heuristics": True,
    }
    for key, expected in same.items():
        if tokenizer[key] != expected:
            sys.exit(f"the model's {key} is not the one of this spacy version")


def single(pieces):
    """The pieces that are exactly one literal character."""
    plain = [piece[1:] if piece.startswith("\\") else piece for piece in pieces]
    return {char for char in plain if len(char) == 1}


def classes():
    """Bit, name and test of every class; the bits are named again in src/tokenizer/class.rs."""
    before_dot = r"[0-9{al}{e}{p}(?:{q})]".format(
        al=cc.ALPHA_LOWER, e=r"%²\-\+", q=cc.CONCAT_QUOTES, p=cc.PUNCT
    )
    icon = re.compile(cc.LIST_ICONS[0]).match
    prefix = single(English.Defaults.prefixes)
    suffix = single(English.Defaults.suffixes)
    url_label = re.compile(r"[A-Za-z0-9\u00a1-\uffff]").match
    return [
        re.compile(f"[{cc.ALPHA}]").match,
        re.compile(f"[{cc.ALPHA_LOWER}]").match,
        re.compile(f"[{cc.ALPHA_UPPER}]").match,
        re.compile(f"[{cc.CONCAT_QUOTES}]").match,
        icon,
        lambda c: c in prefix or icon(c),
        lambda c: c in suffix or icon(c),
        re.compile(before_dot).match,
        str.isspace,
        re.compile(r"\w").match,
        re.compile(r"\d").match,
        str.isalpha,
        url_label,
    ]


def class_rows():
    tests = classes()
    start, bits = 0, 0
    for code in range(0x110001):
        char = chr(code) if code < 0x110000 else ""
        # A Rust string holds no surrogates.
        skip = not char or 0xD800 <= code <= 0xDFFF
        now = 0 if skip else sum(1 << i for i, test in enumerate(tests) if test(char))
        if now != bits:
            if bits:
                yield f"{start:x}", f"{code - 1:x}", f"{bits:x}"
            start, bits = code, now


def unit_rows():
    """The longest match counts, so that the order does not matter."""
    pieces = f"{cc.CURRENCY}|{cc.UNITS}".replace("\\$", "$").split("|")
    return [(piece,) for piece in sorted(set(pieces))]


def special_rows(exceptions):
    orth_key, norm_key = IDS["ORTH"], IDS["NORM"]
    for chunk in sorted(exceptions):
        tokens = exceptions[chunk]
        assert chunk == "".join(token[orth_key] for token in tokens), chunk
        assert all(set(token) <= {orth_key, norm_key} for token in tokens), chunk
        yield [cell for token in tokens for cell in (token[orth_key], token.get(norm_key, ""))]


def norm_rows(model, words):
    table = load(model / "vocab" / "lookups.bin")["lexeme_norm"]
    norms = dict(BASE_NORMS)
    found = {spacy.strings.get_string_id(name): name for name in srsly.read_gzip_json(words)}
    missing = [key for key in table if key not in found]
    if missing:
        sys.exit(f"{len(missing)} keys of lexeme_norm have no known string")
    norms.update((found[key], norm) for key, norm in table.items())
    return [(form, norm) for form, norm in sorted(norms.items()) if form.lower() != norm]


REGEXES = {
    "^n'?t$": ["n't", "nt"],
    "^n[ou]thin'$": ["nothin'", "nuthin'"],
    "^y'?$": ["y", "y'"],
}


def condition(name, value):
    """`KEY=a|b`, `KEY!=a|b`; values are never empty and hold no bar."""
    if isinstance(value, bool):
        return f"{name}={'yes' if value else 'no'}"
    if isinstance(value, str):
        values, sign = [value], "="
    elif "REGEX" in value:
        values, sign = REGEXES[value["REGEX"]], "="
    elif "IN" in value:
        values, sign = value["IN"], "="
    else:
        # The empty value stands for a missing annotation; ours is never missing.
        values, sign = [v for v in value["NOT_IN"] if v], "!="
        if not values:
            return ""
    assert all(v and "|" not in v for v in values)
    return f"{name}{sign}{'|'.join(values)}"


def attribute_rows(patterns):
    for rule in patterns:
        assert len(rule["patterns"]) == 1
        tokens = [
            " ".join(filter(None, (condition(*item) for item in sorted(token.items()))))
            for token in rule["patterns"][0]
        ]
        attrs = " ".join(f"{key}={value}" for key, value in sorted(rule["attrs"].items()))
        yield [str(rule["index"]), attrs, *tokens]


def lemma_files(model):
    tables = load(model / "lemmatizer" / "lookups" / "lookups.bin")
    names = {spacy.strings.get_string_id(n): n for n in ("noun", "verb", "adj", "adv", "punct")}
    rules, exceptions = [], []
    for key, table in sorted(tables["lemma_rules"].items(), key=lambda item: names[item[0]]):
        rules += [(names[key], old, new) for old, new in table]
    for key, table in sorted(tables["lemma_exc"].items(), key=lambda item: names[item[0]]):
        exceptions += [(names[key], form, *lemmas) for form, lemmas in sorted(table.items())]
    write("lemma_rules.tsv", rules)
    write("lemma_exceptions.tsv", exceptions)
    for key, forms in tables["lemma_index"].items():
        # Sorted by bytes, which UTF-8 makes the order of code points: searched in place.
        write(f"lemma_index_{names[key]}.tsv", [(form,) for form in sorted(set(forms))])


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    model = Path(sys.argv[1])
    tokenizer = load(model / "tokenizer")
    check_patterns(tokenizer)
    write("classes.tsv", class_rows())
    write("units.tsv", unit_rows())
    write("specials.tsv", special_rows(tokenizer["exceptions"]))
    write("norms.tsv", norm_rows(model, Path(sys.argv[2])))
    write("attributes.tsv", attribute_rows(load(model / "attribute_ruler" / "patterns")))
    lemma_files(model)


if __name__ == "__main__":
    main()
