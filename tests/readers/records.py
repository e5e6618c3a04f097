"""The records of a folder, from the JSON Lines, which hold all there is."""

import json
from pathlib import Path


class Records:
    """Records by type, in their order."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.of = {}
        for line in (self.folder / "graph.jsonl").read_text("utf-8").split("\n"):
            if line:
                record = json.loads(line)
                self.of.setdefault(record["type"], []).append(record)

    def all(self, kind):
        return self.of.get(kind, [])

    def file(self, name):
        return str(self.folder / name)
