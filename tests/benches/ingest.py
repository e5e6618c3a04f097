#!/usr/bin/env python3
"""ingest.py DEMARCHE FOLDER...: ingests the `.txt` files of the folders into a new store on one thread and prints
`ingest SECONDS`, the processor time of the whole run, from the start of the program to its end."""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

if len(sys.argv) < 3:
    sys.exit(__doc__)
paths = [path for folder in sys.argv[2:] for path in sorted(Path(folder).glob("*.txt"))]
with tempfile.TemporaryDirectory() as folder:
    command = [sys.argv[1], "ingest", "--quiet", "--jobs", "1", "--db", Path(folder) / "bench.db", *paths]
    before = os.times()
    run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    after = os.times()
# A text that is not English fails alone; anything else would make the figure worthless.
if run.returncode not in (0, 1) or "panicked" in run.stderr:
    sys.exit(run.stderr)
if run.returncode == 1:
    print(run.stderr.strip(), file=sys.stderr)
spent = after.children_user + after.children_system - before.children_user - before.children_system
print(f"ingest {spent:.2f}")
