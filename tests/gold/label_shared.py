#!/usr/bin/env python3
"""Tell which observations of an export a set that others coded calls right.

    label_shared.py EVAL SET EXPORT.jsonl > labels.tsv

EVAL is the folder with the scorers and data of the open sets, SET one of plover, re3d, seesaw, and
EXPORT.jsonl what demarche made of the texts of that set. Each line is `observation id, tab, 1 or
0`, as `calibrate.py --set` reads it; what the set says nothing about is left out. How well the
confidence holds on them goes to standard error: rows, share right, mean confidence, expected
calibration error in tenths, Brier score. SEESAW is for that only: nothing is fitted to it.
Python 3.9 or newer, standard library only.
"""

import argparse
import importlib
import pathlib
import sys


def plover(module, folder, export):
    records = module.load(folder / "plover_gsr.json")
    documents = zip(module.documents(records), records.values())
    gold = {document.name: module.gold_of(record) for document, record in documents}
    gold = {name: coded for name, coded in gold.items() if coded}

    def right(item, key):
        coded = gold[item["document"]]
        return any(module.agrees(key, one) and module.signs_agree(key, one) for one in coded)

    for item in export.statements:
        targets = export.target_names(item)
        if item["document"] in gold and item["polarity"] != "neutral" and targets:
            sign = module.POLARITY[item["polarity"]]
            ends = (tuple(export.names[item["holder"]]), tuple(map(tuple, targets)))
            yield item, right(item, (*ends, sign, False))
    for item in export.relations:
        kind = item["kind"]
        if item["document"] in gold and kind in module.RELATION_SIGN:
            ends = (tuple(export.names[item["subject"]]), (tuple(export.names[item["object"]]),))
            yield item, right(item, (*ends, module.RELATION_SIGN[kind], kind in module.SYMMETRIC))


def seesaw(module, folder, export):
    rows = module.load(folder / "seesaw_valid.jsonl")
    for document, row in zip(module.documents(rows), rows):
        gold = {entry[1:] for entry in module.gold_of(row)}
        for item in export.statements:
            if item["document"] != document.name or item["polarity"] not in module.POLARITY:
                continue
            holder, target = (
                module.place(export.names[item[end]], export.kind[item[end]], row["entities"])
                for end in ("holder", "target")
            )
            if holder is not None and target is not None and holder != target:
                yield item, (holder, module.POLARITY[item["polarity"]], target) in gold


def re3d(module, folder, export):
    levels = {
        "friendly": ({"Likes", "AlliesOf"}, module.FRIENDLY),
        "hostile": ({"Dislikes", "FightingAgainst"}, module.HOSTILE),
        "CommWith": ({"CommWith"}, module.TYPES["CommWith"]),
    }
    for _, document, entities, relations in module.load(folder / "re3d"):
        entity, names, actors = module.entities_of(entities, relations)
        gold, loose = module.gold_of(relations, entity, names, actors)
        unnamed = {one for one, known in names.items() if not known}

        def place(actor):
            return module.place(export.names[actor], names)

        for item in export.statements + export.relations:
            word = item.get("polarity") or item["kind"]
            if item["document"] != f"{document['_id']}.txt" or word == "neutral":
                continue
            if "holder" in item:
                others = export.about.get(item["target"], [item["target"]])
                first = place(item["holder"])
                second = set().union(*(place(one) for one in others if one != item["holder"]))
            else:
                first, second = place(item["subject"]), place(item["object"])
            for level, (types, words) in levels.items():
                if word not in words:
                    continue
                mine = {row for row in gold if row[0] in types}
                either = level != "CommWith" or level in module.SYMMETRIC
                hit = any(module.joins(row, first, second, either) for row in mine)
                near = {
                    row
                    for group in module.NEAR
                    for row in gold - mine
                    if types & group and row[0] in group
                }
                open_rows = {row for row in loose if row[0] in types}
                if hit or not module.excused(first, second, level, near, open_rows, unnamed):
                    yield item, hit
                    break


def tell(name, rows):
    bins, squares = {}, 0.0
    for item, right in rows:
        sure = item["confidence"]
        bins.setdefault(min(int(round(sure * 100)) // 10, 9), []).append((sure, right))
        squares += (sure - right) ** 2
    gaps = (abs(sum(sure for sure, _ in one) - sum(r for _, r in one)) for one in bins.values())
    if rows:
        mean = sum(item["confidence"] for item, _ in rows) / len(rows)
        share = sum(right for _, right in rows) / len(rows)
        print(
            f"{name}: {len(rows)} rows, {share:.3f} right, mean confidence {mean:.3f}, "
            f"error {sum(gaps) / len(rows):.3f}, Brier {squares / len(rows):.3f}",
            file=sys.stderr,
        )


def main():
    sets = {"plover": plover, "re3d": re3d, "seesaw": seesaw}
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("eval", type=pathlib.Path)
    parser.add_argument("set", choices=sorted(sets))
    parser.add_argument("export")
    args = parser.parse_args()
    sys.path.insert(0, str(args.eval))
    export = importlib.import_module("export").Export(args.export)
    rows = list(sets[args.set](importlib.import_module(args.set), args.eval, export))
    for item, right in rows:
        print(item["id"], int(right), sep="\t")
    tell("statements", [row for row in rows if "holder" in row[0]])
    tell("relations", [row for row in rows if "holder" not in row[0]])


if __name__ == "__main__":
    main()
