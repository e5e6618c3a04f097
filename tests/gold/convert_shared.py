#!/usr/bin/env python3
"""Turn a coding with character offsets into the format of `demarche eval`.

    convert_shared.py GOLD.json [--texts FOLDER] > gold.jsonl

GOLD.json is an object with `articles`, each with `file`, `actors` (`name`, `kind`, `aliases`,
`also_accept`), `relationships` (`subject`, `type`, `object`, `office`, `status`) and `stances`
(`holder`, `target`, `polarity`, `target_equivalents`, `holder_also_accept`); relationships and
stances have `start` and `end`, counted in characters of the file, and `evidence`, the words there.
The texts lie in FOLDER, by default that of GOLD.json; they are needed to count bytes.

`mixed` becomes `neutral`, and `personal_rapport_with`, which demarche does not have, becomes
`affiliated_with`. Python 3.9 or newer, standard library only.
"""

import argparse
import json
import pathlib
import sys

POLARITY = {"mixed": "neutral"}
KIND = {"personal_rapport_with": "affiliated_with"}


def passage(item, text):
    """Byte offsets of the item; fails where the words are not there."""
    start, end = item["start"], item["end"]
    if text[start:end] != item["evidence"]:
        sys.exit(f"the text at {start} to {end} is not the evidence of {item.get('id')}")
    return {
        "start": len(text[:start].encode("utf-8")),
        "end": len(text[:end].encode("utf-8")),
    }


def tier(item):
    return {"tier": "optional"} if item.get("tier") == "optional" else {}


def some(**fields):
    return {name: value for name, value in fields.items() if value}


def polarity(word):
    return POLARITY.get(word, word)


def actor(item):
    return {
        "name": item["name"],
        **some(
            kind=item.get("kind"),
            aliases=[name for name in item.get("aliases", []) if name != item["name"]],
            accept=item.get("also_accept"),
        ),
        **tier(item),
    }


def relation(item, text):
    return {
        "subject": item["subject"],
        "kind": KIND.get(item["type"], item["type"]),
        "object": item["object"],
        **some(office=item.get("office"), status=item.get("status")),
        **passage(item, text),
        **tier(item),
    }


def statement(item, text):
    equivalents = [
        {"target": other["target"], "polarity": polarity(other["polarity"])}
        for other in item.get("target_equivalents", [])
    ]
    return {
        "holder": item["holder"],
        **some(accept=item.get("holder_also_accept")),
        "target": item["target"],
        "polarity": polarity(item["polarity"]),
        **some(equivalents=equivalents),
        **passage(item, text),
        **tier(item),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=pathlib.Path)
    parser.add_argument("--texts", type=pathlib.Path)
    options = parser.parse_args()
    folder = options.texts or options.gold.parent
    gold = json.loads(options.gold.read_text(encoding="utf-8"))
    for article in gold["articles"]:
        # Bytes and not `read_text`: that would turn \r\n into \n.
        text = (folder / article["file"]).read_bytes().decode("utf-8")
        document = {
            "file": article["file"],
            "actors": [actor(item) for item in article["actors"]],
            "relations": [relation(item, text) for item in article["relationships"]],
            "statements": [statement(item, text) for item in article["stances"]],
        }
        print(json.dumps(document, ensure_ascii=False))


if __name__ == "__main__":
    main()
