#!/usr/bin/env python3
"""bench_spacy.py MODEL_DIR FOLDER...: annotates every `.txt` file with spaCy's `nlp.pipe` on one thread and
prints tokens per CPU second, as `examples/bench.rs` does."""
import os
import sys
import time
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import spacy  # noqa: E402, after the number of threads is set

WARM_UP = 5

if len(sys.argv) < 3:
    sys.exit(__doc__)
nlp = spacy.load(sys.argv[1])
paths = [path for folder in sys.argv[2:] for path in sorted(Path(folder).glob("*.txt"))]
texts = [path.read_bytes().decode(errors="replace") for path in paths]
for _ in nlp.pipe(texts[:WARM_UP]):
    pass
start = time.process_time()
tokens = sum(len(doc) for doc in nlp.pipe(texts))
seconds = time.process_time() - start
print(f"spacy {tokens} tokens {seconds:.2f} CPU s {tokens / seconds:.0f} tokens/s")
