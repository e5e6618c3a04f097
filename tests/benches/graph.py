"""Compares demarche with other programs on one made graph, in one run.

    cargo build --release -p demarche-cli
    cargo build --release -p demarche-tests --examples
    pip install networkx ladybug
    python tests/benches/graph.py TARGET NODES EDGES [FOLDER]

TARGET is the folder of the release build. For each program it tells processor seconds and peak
memory of the load, bytes on disk, and processor milliseconds of: a shortest path between two nodes
(either way, in hops), a count of the nodes that one or two outgoing edges lead to, and the same over
supporting stances with a confidence of at least 0.8. For demarche also the wall time of a whole
`path` command, which starts anew each time. Each program is run in a process of its own; all must
find the same counts and lengths, or it fails. Programs that are not installed are left out, and
networkx beyond three million edges, for its memory.
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
PAIRS = 100
SLOW_PAIRS = 10


def pairs_of(folder, count):
    with open(folder / "pairs.tsv", encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file][:count]


def choose_pairs(folder):
    """Ends that have edges and a name of their own, so that they are found by name."""
    names, seen = {}, {}
    with open(folder / "nodes.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names[row["id:ID"]] = row["name"]
            seen[row["name"]] = seen.get(row["name"], 0) + 1
    chosen = random.Random(SEED)
    ends = []
    with open(folder / "edges.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            node = row[":START_ID"]
            if seen[names[node]] == 1 and chosen.random() < 0.001:
                ends.append(node)
            if len(ends) == 2 * PAIRS:
                break
    chosen.shuffle(ends)
    with open(folder / "pairs.tsv", "w", encoding="utf-8") as ids, open(
        folder / "names.tsv", "w", encoding="utf-8"
    ) as named:
        for left, right in zip(ends[::2], ends[1::2]):
            ids.write(f"{left}\t{right}\n")
            named.write(f"{names[left]}\t{names[right]}\n")


def edges_of(folder):
    with open(folder / "edges.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            strong = row["sign"] == "+1" and float(row["confidence"]) >= 0.8
            yield row[":START_ID"], row[":END_ID"], strong


def measure(queries, pairs):
    """Mean processor milliseconds of each query over the pairs, and the sum of its answers."""
    result = {"pairs": len(pairs)}
    for name, query in queries.items():
        total = 0
        query(*pairs[0])
        start = time.process_time()
        for left, right in pairs:
            total += query(left, right)
        result[name + "_ms"] = 1000 * (time.process_time() - start) / len(pairs)
        result[name] = total
    return result


def with_networkx(folder):
    import networkx

    start = time.process_time()
    graph, strong, plain = networkx.MultiDiGraph(), networkx.DiGraph(), networkx.Graph()
    for left, right, is_strong in edges_of(folder):
        graph.add_edge(left, right)
        plain.add_edge(left, right)
        if is_strong:
            strong.add_edge(left, right)
    load = time.process_time() - start

    def reach(graph, left):
        if left not in graph:
            return 0
        first = set(graph.successors(left))
        return len(first.union(*(graph.successors(node) for node in first)) - {left})

    queries = {
        "hops": lambda left, right: networkx.shortest_path_length(plain, left, right),
        "two_hops": lambda left, _: reach(graph, left),
        "filtered": lambda left, _: reach(strong, left),
    }
    return {"load_s": load, "bytes": 0, **measure(queries, pairs_of(folder, SLOW_PAIRS))}


def with_sqlite(folder):
    path = folder / "graph.sqlite"
    path.unlink(missing_ok=True)
    start = time.process_time()
    base = sqlite3.connect(path)
    base.execute("pragma journal_mode = off")
    base.execute("pragma synchronous = off")
    base.execute("create table edge (source integer, target integer, strong integer)")
    rows = ((int(left[1:]), int(right[1:]), strong) for left, right, strong in edges_of(folder))
    base.executemany("insert into edge values (?, ?, ?)", rows)
    base.execute("create index outward on edge (source, strong, target)")
    base.execute("create index inward on edge (target, source)")
    base.commit()
    load = time.process_time() - start

    def reach(left, strong):
        of = "and strong = 1" if strong else ""
        question = f"""
            with first as (select distinct target from edge where source = ?1 {of})
            select count(*) from (
                select target from first
                union select e.target from first join edge e on e.source = first.target {of}
            ) where target <> ?1"""
        return base.execute(question, (int(left[1:]),)).fetchone()[0]

    def hops(left, right):
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
                rows = base.execute(
                    "select target from edge where source = ?1 "
                    "union all select source from edge where target = ?1",
                    (node,),
                )
                found.update(row[0] for row in rows)
            sides[side] = found - seen[side]
            seen[side] |= found
            steps += 1
        return 0

    queries = {
        "hops": hops,
        "two_hops": lambda left, _: reach(left, False),
        "filtered": lambda left, _: reach(left, True),
    }
    result = measure(queries, pairs_of(folder, PAIRS))
    base.close()
    return {"load_s": load, "bytes": path.stat().st_size, **result}


def with_ladybug(folder):
    import ladybug

    path = folder / "graph.lbug"
    for old in folder.glob("graph.lbug*"):
        old.unlink()
    # Bare columns: its copy takes no signs of a plus and no empty fields for numbers.
    with open(folder / "lbug-nodes.csv", "w", encoding="utf-8") as out:
        with open(folder / "nodes.csv", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                out.write(f"{row['id:ID']}\n")
    with open(folder / "lbug-edges.csv", "w", encoding="utf-8") as out:
        for left, right, strong in edges_of(folder):
            out.write(f"{left},{right},{int(strong)}\n")
    start = time.process_time()
    base = ladybug.Database(str(path))
    link = ladybug.Connection(base)
    link.execute("create node table Node(id string primary key)")
    link.execute("create rel table Edge(from Node to Node, strong int64)")
    link.execute(f"copy Node from '{folder / 'lbug-nodes.csv'}' (header=false)")
    link.execute(f"copy Edge from '{folder / 'lbug-edges.csv'}' (header=false)")
    link.execute("checkpoint")
    load = time.process_time() - start

    def ask(question, **values):
        rows = link.execute(question, values)
        return rows.get_next()[0] if rows.has_next() else 0

    one = "match (a:Node {id: $id})-[e:Edge]->(b:Node)"
    two = "match (a:Node {id: $id})-[e:Edge]->(:Node)-[f:Edge]->(b:Node)"

    def reach(left, first, second):
        question = f"{one} {first} return b.id union {two} {second} return b.id"
        rows = link.execute(question, {"id": left})
        found = set()
        while rows.has_next():
            found.add(rows.get_next()[0])
        return len(found - {left})

    strong_one = "where e.strong = 1"
    strong_two = "where e.strong = 1 and f.strong = 1"
    queries = {
        "hops": lambda left, right: ask(
            "match p = (a:Node {id: $left})-[e:Edge* shortest 1..30]-(b:Node {id: $right}) "
            "return length(e)",
            left=left,
            right=right,
        ),
        "two_hops": lambda left, _: reach(left, "", ""),
        "filtered": lambda left, _: reach(left, strong_one, strong_two),
    }
    result = measure(queries, pairs_of(folder, SLOW_PAIRS))
    size = sum(file.stat().st_size for file in folder.glob("graph.lbug*"))
    return {"load_s": load, "bytes": size, **result}


def with_demarche(folder, target):
    store = folder / "graph.db"
    shutil.rmtree(store, ignore_errors=True)
    program = [target / "demarche", "--quiet", "--db", store]
    tables = [folder / "nodes.csv", folder / "edges.csv"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*program, "import", "--from", "csv", *tables], check=True, stdout=sys.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    load = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    size = sum(file.stat().st_size for file in store.rglob("*") if file.is_file())
    walls = []
    with open(folder / "names.tsv", encoding="utf-8") as file:
        for line in list(file)[:SLOW_PAIRS]:
            start = time.perf_counter()
            ends = line.rstrip("\n").split("\t")
            subprocess.run([*program, "path", *ends], check=True, stdout=subprocess.DEVNULL)
            walls.append(1000 * (time.perf_counter() - start))
    bench = [target / "examples" / "graph", store]
    result = {"load_s": load, "bytes": size, "cold_path_wall_ms": statistics.median(walls)}
    result["load_peak_mb"] = after.ru_maxrss / 1024
    few = folder / "few.tsv"
    with open(folder / "names.tsv", encoding="utf-8") as file:
        few.write_text("".join(list(file)[:SLOW_PAIRS]), encoding="utf-8")
    for name, pairs in (("", folder / "names.tsv"), ("few_", few)):
        out = subprocess.run([*bench, pairs], check=True, stdout=subprocess.PIPE).stdout
        found = json.loads(out)
        result.update({name + key: value for key, value in found.items()})
    return result


PROGRAMS = {"networkx": with_networkx, "sqlite": with_sqlite, "ladybug": with_ladybug}


def run_alone(name, folder):
    """Another process, so that its memory and time are its own."""
    command = [sys.executable, __file__, "--only", name, folder]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        return None
    return json.loads(done.stdout)


def main():
    if sys.argv[1] == "--only":
        name, folder = sys.argv[2], Path(sys.argv[3])
        result = PROGRAMS[name](folder)
        result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(result))
        return 0
    target, nodes, edges = Path(sys.argv[1]).resolve(), sys.argv[2], sys.argv[3]
    folder = Path(sys.argv[4] if len(sys.argv) > 4 else tempfile.mkdtemp()).resolve()
    if not (folder / "edges.csv").exists():
        made = [target / "examples" / "generate", folder, nodes, edges, str(SEED)]
        subprocess.run(made, check=True)
    choose_pairs(folder)
    ours = with_demarche(folder, target)
    print("demarche", json.dumps(ours), flush=True)
    wrong = 0
    for name in PROGRAMS:
        if name == "networkx" and int(edges) > 3_000_000:
            print(name, "left out")
            continue
        other = run_alone(name, folder)
        print(name, json.dumps(other) if other else "left out", flush=True)
        few = "" if other and other["pairs"] == PAIRS else "few_"
        for key in ("hops", "two_hops", "filtered"):
            if other and other[key] != ours[few + key]:
                print(f"{name} finds {key} {other[key]}, demarche {ours[few + key]}")
                wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main())
