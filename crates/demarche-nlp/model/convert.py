#!/usr/bin/env python3
"""convert.py MODEL_DIR [-o en.bin]: writes the neural parts of a spaCy `en_core_web_sm` model as one compact file.

MODEL_DIR is the unpacked model directory (the one that holds `config.cfg`, `tok2vec/`, `parser/`, ...).
Needs the spaCy version that the model asks for (3.6 for model 3.6.0, with numpy < 2). Run it again to
reproduce `en.bin` byte for byte; `SOURCE.md` names the package, its sha256 and the licence.

The file, little-endian throughout:

    magic    4 bytes  "DNLP"
    version  u32      1
    count    u32      number of sections
    then for each section
      name   u16 length, UTF-8 bytes
      kind   u8       0 f32, 1 f16, 2 u32, 3 strings
      rank   u8       number of dimensions
      dims   u32 each
      size   u32      bytes of data that follow
      data            numbers in row-major order; strings as u16 length and UTF-8 bytes each

Sections, for each encoder E in (tok2vec, ner):
    E.embed.N       hash table of attribute N, rows x 96 (f16)
    E.seeds         hash seed of each attribute (u32)
    E.mix.*         maxout and layer norm after the embedding; W is [96, 3, inputs] (f32, as all below)
    E.conv.N.*      maxout and layer norm of window layer N; W is [96, 3, 3 * 96] (left, self, right)
and
    tagger.W, tagger.b, tagger.labels
    P.linear.*      P in (parser, ner): the reduction from 96 to 64
    P.lower.W       [features, 64, 2, 64], P.lower.b [64, 2], P.lower.pad [features, 64, 2]
    P.upper.*       scores of the moves
    P.moves         names of the moves in score order
    symbols, symbols.ids      strings whose key is a fixed number and not a hash
    chars.alpha, .upper, .digit, .space   inclusive ranges of code points [n, 2] by which words are shaped
"""
import argparse
import struct
import sys

import numpy as np
import spacy
from spacy.symbols import IDS

ATTRIBUTES = {
    "tok2vec": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"],
    "ner": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
}
KIND_F32, KIND_F16, KIND_U32, KIND_STRINGS = range(4)


class Writer:
    def __init__(self):
        self.sections = []

    def add(self, name, kind, dims, data):
        head = name.encode()
        row = struct.pack("<H", len(head)) + head + struct.pack("<BB", kind, len(dims))
        row += b"".join(struct.pack("<I", d) for d in dims) + struct.pack("<I", len(data))
        self.sections.append(row + data)

    def f32(self, name, array):
        self.add(name, KIND_F32, array.shape, np.ascontiguousarray(array, dtype="<f4").tobytes())

    def f16(self, name, array):
        """Halves the hash tables, two thirds of all weights, without an effect on the annotation. Halved layers
        change a head or label in some 20,000 tokens, so these stay as they are."""
        half = np.ascontiguousarray(array, dtype="<f2")
        if not np.isfinite(half).all():
            sys.exit(f"{name}: a weight does not fit into f16")
        self.add(name, KIND_F16, array.shape, half.tobytes())

    def u32(self, name, values):
        array = np.ascontiguousarray(values, dtype="<u4")
        self.add(name, KIND_U32, array.shape, array.tobytes())

    def strings(self, name, values):
        raw = [v.encode() for v in values]
        data = b"".join(struct.pack("<H", len(r)) + r for r in raw)
        self.add(name, KIND_STRINGS, (len(raw),), data)

    def write(self, path):
        with open(path, "wb") as out:
            out.write(b"DNLP" + struct.pack("<II", 1, len(self.sections)))
            out.write(b"".join(self.sections))


def nodes(model, name):
    """The layers of that name which carry weights, in the order of computation."""
    return [n for n in model.walk(order="dfs_pre") if n.name == name and n.param_names]


def write_maxout(out, name, maxout, norm):
    out.f32(f"{name}.W", maxout.get_param("W"))
    out.f32(f"{name}.b", maxout.get_param("b"))
    out.f32(f"{name}.scale", norm.get_param("G"))
    out.f32(f"{name}.shift", norm.get_param("b"))


def write_encoder(out, name, model):
    extract = [n for n in model.walk() if n.name == "extract_features"]
    found = [IDS_TO_NAME[c] if isinstance(c, int) else c for c in extract[0].attrs["columns"]]
    if found != ATTRIBUTES[name]:
        sys.exit(f"{name}: attributes {found}, expected {ATTRIBUTES[name]}")
    tables = sorted(nodes(model, "hashembed"), key=lambda n: n.attrs["column"])
    for i, table in enumerate(tables):
        out.f16(f"{name}.embed.{i}", table.get_param("E"))
    out.u32(f"{name}.seeds", [t.attrs["seed"] for t in tables])
    pairs = list(zip(nodes(model, "maxout"), nodes(model, "layernorm")))
    mix = [p for p in pairs if p[0].get_dim("nI") == 96 * len(tables)]
    convs = [p for p in pairs if p[0].get_dim("nI") == 3 * 96]
    if len(mix) != 1 or len(convs) != 4 or pairs != mix + convs:
        sys.exit(f"{name}: not the architecture this script knows")
    write_maxout(out, f"{name}.mix", *mix[0])
    for i, pair in enumerate(convs):
        write_maxout(out, f"{name}.conv.{i}", *pair)


def write_scorer(out, name, pipe):
    model = pipe.model
    reduce_ = model.get_ref("tok2vec").layers[-1]
    lower, upper = model.get_ref("lower"), model.get_ref("upper")
    out.f32(f"{name}.linear.W", reduce_.get_param("W"))
    out.f32(f"{name}.linear.b", reduce_.get_param("b"))
    out.f32(f"{name}.lower.W", lower.get_param("W"))
    out.f32(f"{name}.lower.b", lower.get_param("b"))
    out.f32(f"{name}.lower.pad", lower.get_param("pad")[0])
    out.f32(f"{name}.upper.W", upper.get_param("W"))
    out.f32(f"{name}.upper.b", upper.get_param("b"))
    if model.attrs["unseen_classes"]:
        sys.exit(f"{name}: unseen classes are not supported")
    moves = [pipe.moves.get_class_name(i) for i in range(upper.get_dim("nO"))]
    out.strings(f"{name}.moves", moves)


def ranges(test):
    """Inclusive ranges of the code points (without surrogates) that pass the test."""
    found = []
    for point in range(sys.maxunicode + 1):
        if not 0xD800 <= point <= 0xDFFF and test(chr(point)):
            if found and found[-1][1] == point - 1:
                found[-1][1] = point
            else:
                found.append([point, point])
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model_dir")
    parser.add_argument("-o", "--output", default="en.bin")
    args = parser.parse_args()
    nlp = spacy.load(args.model_dir)
    out = Writer()
    write_encoder(out, "tok2vec", nlp.get_pipe("tok2vec").model)
    write_encoder(out, "ner", nlp.get_pipe("ner").model.get_ref("tok2vec"))
    softmax = nodes(nlp.get_pipe("tagger").model, "softmax")[0]
    out.f32("tagger.W", softmax.get_param("W"))
    out.f32("tagger.b", softmax.get_param("b"))
    out.strings("tagger.labels", nlp.get_pipe("tagger").labels)
    write_scorer(out, "parser", nlp.get_pipe("parser"))
    write_scorer(out, "ner", nlp.get_pipe("ner"))
    symbols = sorted((s, i) for s, i in IDS.items() if s)
    out.strings("symbols", [s for s, _ in symbols])
    out.u32("symbols.ids", [i for _, i in symbols])
    out.u32("chars.alpha", ranges(str.isalpha))
    out.u32("chars.upper", ranges(lambda c: c.isalpha() and c.isupper()))
    out.u32("chars.digit", ranges(lambda c: not c.isalpha() and c.isdigit()))
    out.u32("chars.space", ranges(str.isspace))
    out.write(args.output)


IDS_TO_NAME = {i: s for s, i in IDS.items()}

if __name__ == "__main__":
    main()
