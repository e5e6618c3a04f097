"""Compares demarche with other programs on one made graph, in one run.

    cargo build --release -p demarche-cli
    cargo build --release -p demarche-tests --examples
    pip install networkx ladybug
    python tests/benches/graph.py TARGET NODES EDGES [FOLDER [PROGRAM...]]

TARGET is the folder of the release build; FOLDER keeps the made tables for the next run. Prints a
table, a row for each program (all unless some are named): processor seconds, peak memory and bytes
on disk of a load; the median wall time of a whole process that finds one path; and the mean
processor time, in a process that has asked the same once, of

- a path: the shortest between two nodes, edges taken either way;
- two hops: how many other nodes one or two outgoing edges lead to;
- two hops, filtered: the same over supporting stances with a confidence of at least 0.8.

The nodes are drawn from a seed, evenly from those with a name of their own and an outgoing edge, the
same for each program; the slow ones are asked about the first of them only. All must find the same
counts and lengths, or the script fails. A program that fails is left out, with what it said.

What is compared: demarche answers a path with the best of the shortest ones and all that backs its
hops, the others with a length alone. Its second row asks by name in openCypher; the two hops are then
exactly two, by edges joined where they say the same. SQLite has two indexes and is searched from both ends; networkx
keeps all in memory and has no file. They are loaded from Python, Ladybug by its own reader of tables.
"""

import csv
import json
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SEED = 7
PAIRS = 200
SLOW_PAIRS = 10
COLD_PAIRS = 15
LADYBUG_BYTES = 4 << 30
QUERIES = ("hops", "two_hops", "filtered")


def pairs_of(folder, count):
    with open(folder / "pairs.tsv", encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file][:count]


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


def choose_pairs(folder):
    """Ends by id and by name, so that programs without names are asked the same."""
    names, seen = {}, {}
    for node, name, _ in rows_of(folder / "nodes.csv"):
        names[node] = name
        seen[name] = seen.get(name, 0) + 1
    starts = {row[0] for row in rows_of(folder / "edges.csv")}
    known = [node for node, name in names.items() if seen[name] == 1 and node in starts]
    ends = random.Random(SEED).sample(known, 2 * PAIRS)
    with open(folder / "pairs.tsv", "w", encoding="utf-8") as ids, open(
        folder / "names.tsv", "w", encoding="utf-8"
    ) as named:
        for left, right in zip(ends[::2], ends[1::2]):
            ids.write(f"{left}\t{right}\n")
            named.write(f"{names[left]}\t{names[right]}\n")


def edges_of(folder):
    for left, right, _, sign, confidence, *_ in rows_of(folder / "edges.csv"):
        yield left, right, sign == "+1" and float(confidence) >= 0.8


def peak_mb(who=resource.RUSAGE_SELF):
    return resource.getrusage(who).ru_maxrss / 1024


def measure(queries, pairs):
    """Mean processor milliseconds of each query over the pairs, and the sum of its answers."""
    result = {"pairs": len(pairs)}
    for name, query in queries.items():
        for _ in range(2):
            start = time.process_time()
            total = sum(query(left, right) for left, right in pairs)
            spent = time.process_time() - start
        result[name + "_ms"] = 1000 * spent / len(pairs)
        result[name] = total
    return result


class Networkx:
    pairs = SLOW_PAIRS

    def load(self, folder):
        import networkx

        self.networkx = networkx
        self.graph, self.strong = networkx.DiGraph(), networkx.DiGraph()
        self.plain = networkx.Graph()
        known = {}
        for left, right, is_strong in edges_of(folder):
            # One string for each node, whatever the number of edges.
            left, right = known.setdefault(left, left), known.setdefault(right, right)
            self.graph.add_edge(left, right)
            self.plain.add_edge(left, right)
            if is_strong:
                self.strong.add_edge(left, right)
        return 0

    def hops(self, left, right):
        return self.networkx.shortest_path_length(self.plain, left, right)

    def reach(self, graph, left):
        if left not in graph:
            return 0
        first = set(graph.successors(left))
        return len(first.union(*(graph.successors(node) for node in first)) - {left})

    def two_hops(self, left, _):
        return self.reach(self.graph, left)

    def filtered(self, left, _):
        return self.reach(self.strong, left)


class Sqlite:
    pairs = PAIRS

    def load(self, folder):
        path = folder / "graph.sqlite"
        path.unlink(missing_ok=True)
        base = sqlite3.connect(path)
        base.execute("pragma journal_mode = off")
        base.execute("pragma synchronous = off")
        base.execute("create table edge (source integer, target integer, strong integer)")
        rows = ((int(left[1:]), int(right[1:]), strong) for left, right, strong in edges_of(folder))
        base.executemany("insert into edge values (?, ?, ?)", rows)
        base.execute("create index outward on edge (source, strong, target)")
        base.execute("create index inward on edge (target, source)")
        base.commit()
        base.close()
        self.open(folder)
        return path.stat().st_size

    def open(self, folder):
        self.base = sqlite3.connect(folder / "graph.sqlite")

    def hops(self, left, right):
        """Breadth first from both ends; the smaller side goes on."""
        sides = [{int(left[1:])}, {int(right[1:])}]
        seen = [set(side) for side in sides]
        steps = 0
        while all(sides):
            if seen[0] & seen[1]:
                return steps
            side = 0 if len(sides[0]) <= len(sides[1]) else 1
            found = set()
            for node in sides[side]:
                rows = self.base.execute(
                    "select target from edge where source = ?1 "
                    "union all select source from edge where target = ?1",
                    (node,),
                )
                found.update(row[0] for row in rows)
            sides[side] = found - seen[side]
            seen[side] |= found
            steps += 1
        return 0

    def reach(self, left, strong):
        of = "and strong = 1" if strong else ""
        question = f"""
            with first as (select distinct target from edge where source = ?1 {of})
            select count(*) from (
                select target from first
                union select e.target from first join edge e on e.source = first.target {of}
            ) where target <> ?1"""
        return self.base.execute(question, (int(left[1:]),)).fetchone()[0]

    def two_hops(self, left, _):
        return self.reach(left, False)

    def filtered(self, left, _):
        return self.reach(left, True)


class Ladybug:
    pairs = SLOW_PAIRS

    def prepare(self, folder):
        """Bare columns: its copy takes no signs of a plus and no empty fields for numbers."""
        with open(folder / "lbug-nodes.csv", "w", encoding="utf-8") as out:
            for node, *_ in rows_of(folder / "nodes.csv"):
                out.write(f"{node}\n")
        with open(folder / "lbug-edges.csv", "w", encoding="utf-8") as out:
            for left, right, strong in edges_of(folder):
                out.write(f"{left},{right},{int(strong)}\n")

    def load(self, folder):
        for old in folder.glob("graph.lbug*"):
            old.unlink()
        self.open(folder)
        self.link.execute("create node table Node(id string primary key)")
        self.link.execute("create rel table Edge(from Node to Node, strong int64)")
        self.link.execute(f"copy Node from '{folder / 'lbug-nodes.csv'}' (header=false)")
        self.link.execute(f"copy Edge from '{folder / 'lbug-edges.csv'}' (header=false)")
        self.link.execute("checkpoint")
        return sum(file.stat().st_size for file in folder.glob("graph.lbug*"))

    def open(self, folder):
        import ladybug

        path = str(folder / "graph.lbug")
        self.base = ladybug.Database(path, buffer_pool_size=LADYBUG_BYTES)
        self.link = ladybug.Connection(self.base)

    def hops(self, left, right):
        rows = self.link.execute(
            "match p = (a:Node {id: $left})-[e:Edge* shortest 1..30]-(b:Node {id: $right}) "
            "return length(e)",
            {"left": left, "right": right},
        )
        return rows.get_next()[0] if rows.has_next() else 0

    def reach(self, left, first, second):
        one = f"match (a:Node {{id: $id}})-[e:Edge]->(b:Node) {first} return b.id"
        two = f"match (a:Node {{id: $id}})-[e:Edge]->(:Node)-[f:Edge]->(b:Node) {second} return b.id"
        rows = self.link.execute(f"{one} union {two}", {"id": left})
        found = set()
        while rows.has_next():
            found.add(rows.get_next()[0])
        return len(found - {left})

    def two_hops(self, left, _):
        return self.reach(left, "", "")

    def filtered(self, left, _):
        return self.reach(left, "where e.strong = 1", "where e.strong = 1 and f.strong = 1")


OTHERS = {"networkx": Networkx, "sqlite": Sqlite, "ladybug": Ladybug}


def load_and_ask(name, folder):
    """What one of the others needs, in this process."""
    program = OTHERS[name]()
    if hasattr(program, "prepare"):
        program.prepare(folder)
    start = time.process_time()
    size = program.load(folder)
    result = {"load_s": time.process_time() - start, "peak_mb": peak_mb(), "bytes": size}
    queries = {query: getattr(program, query) for query in QUERIES}
    return {**result, **measure(queries, pairs_of(folder, program.pairs))}


def median_wall_ms(commands):
    walls = []
    for command in commands:
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        walls.append(1000 * (time.perf_counter() - start))
    return statistics.median(walls)


def other(name, folder):
    """One of the others in a process of its own, so that memory and time are its own."""
    itself = [sys.executable, __file__]
    done = subprocess.run([*itself, "--load", name, folder], stdout=subprocess.PIPE, check=True)
    result = json.loads(done.stdout)
    if hasattr(OTHERS[name], "open"):
        pairs = pairs_of(folder, min(COLD_PAIRS, OTHERS[name].pairs))
        result["cold_ms"] = median_wall_ms([[*itself, "--path", name, folder, *p] for p in pairs])
    return result


def demarche(folder, target):
    store = folder / "graph.db"
    shutil.rmtree(store, ignore_errors=True)
    program = [target / "demarche", "--quiet", "--db", store]
    tables = [folder / "nodes.csv", folder / "edges.csv"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*program, "import", "--from", "csv", *tables], check=True, stdout=sys.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    load = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    size = sum(file.stat().st_size for file in store.rglob("*") if file.is_file())
    with open(folder / "names.tsv", encoding="utf-8") as file:
        lines = list(file)
    cold = [[*program, "path", *line.rstrip("\n").split("\t")] for line in lines[:COLD_PAIRS]]
    result = {"load_s": load, "peak_mb": peak_mb(resource.RUSAGE_CHILDREN), "bytes": size}
    result["cold_ms"] = median_wall_ms(cold)
    few = folder / "few.tsv"
    few.write_text("".join(lines[:SLOW_PAIRS]), encoding="utf-8")
    for name, pairs in (("few_", few), ("", folder / "names.tsv")):
        command = [target / "examples" / "graph", store, pairs]
        out = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
        result.update({name + key: value for key, value in json.loads(out).items()})
    command = [target / "examples" / "cypher", store, folder / "names.tsv"]
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    result["cypher"] = json.loads(out)
    return result


def told(results):
    """The table."""
    heads = ["program", "load CPU s", "peak MB", "on disk MB", "cold path, wall ms"]
    heads += ["path, CPU ms", "two hops, CPU ms", "filtered, CPU ms", "asked"]
    lines = [heads, ["---"] * len(heads)]
    for name, found in results.items():
        cold = f"{found['cold_ms']:.0f}" if "cold_ms" in found else "loads anew"
        size = f"{found['bytes'] / 1e6:.0f}" if found["bytes"] else "none"
        cells = [name, f"{found['load_s']:.0f}", f"{found['peak_mb']:.0f}", size, cold]
        cells += [f"{found[query + '_ms']:.3g}" for query in QUERIES]
        lines.append([*cells, str(found["pairs"])])
        if asked := found.get("cypher"):
            named = ("shortest_path_ms", "two_hops_distinct_ms", "two_hops_sure_ms")
            cells = ["demarche, by a question in openCypher", "", "", "", ""]
            cells += [f"{asked[query]:.3g}" for query in named]
            lines.append([*cells, str(found["pairs"])])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main():
    if sys.argv[1] == "--load":
        print(json.dumps(load_and_ask(sys.argv[2], Path(sys.argv[3]))))
        return 0
    if sys.argv[1] == "--path":
        program = OTHERS[sys.argv[2]]()
        program.open(Path(sys.argv[3]))
        print(program.hops(*sys.argv[4:6]))
        return 0
    target, nodes, edges = Path(sys.argv[1]).resolve(), sys.argv[2], sys.argv[3]
    folder = Path(sys.argv[4] if len(sys.argv) > 4 else tempfile.mkdtemp()).resolve()
    wanted = sys.argv[5:] or ["demarche", *OTHERS]
    if not (folder / "edges.csv").exists():
        made = [target / "examples" / "generate", folder, nodes, edges, str(SEED)]
        subprocess.run(made, check=True)
    if not (folder / "names.tsv").exists():
        choose_pairs(folder)
    results, wrong = {}, 0
    for name in wanted:
        try:
            found = demarche(folder, target) if name == "demarche" else other(name, folder)
        except (subprocess.CalledProcessError, OSError) as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
            continue
        print(name, json.dumps(found), file=sys.stderr, flush=True)
        results[name] = found
    ours = results.get("demarche", {})
    for name, found in results.items():
        few = "" if found["pairs"] == PAIRS else "few_"
        for query in QUERIES:
            if ours and found[query] != ours[few + query]:
                print(f"{name}: {query} {found[query]}, demarche {ours[few + query]}")
                wrong = 1
    print(told(results))
    return wrong


if __name__ == "__main__":
    sys.exit(main())
