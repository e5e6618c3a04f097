"""Entities by followthemoney: every value belongs to its schema, every link to its ends."""

import json
import sys
import unicodedata

from expected import check, need
from records import Records

followthemoney = need("followthemoney")
ROLE = {"support": "supports", "oppose": "opposes", "neutral": "is neutral on"}


def plain(name):
    """Letters and digits: the library tidies up quotation marks, spaces and accents."""
    return "".join(one for one in unicodedata.normalize("NFC", name) if one.isalnum())


for folder in sys.argv[1:]:
    records = Records(folder)
    entities = {}
    for line in open(records.file("graph.ftm"), encoding="utf-8", newline="\n"):
        data = json.loads(line)
        # Not cleaned: what is no value of its property's type would be dropped then.
        entity = followthemoney.model.get_proxy(data, cleaned=False)
        check("new id", entity.id in entities, False)
        entities[entity.id] = entity
        for name in data["properties"]:
            prop = entity.schema.get(name)
            check(f"{entity.schema.name}.{name} is there", prop is not None, True)
            check(f"{entity.schema.name}.{name} is no stub", prop.stub, False)
    for entity in entities.values():
        for prop in entity.iterprops():
            if prop.type.name == "entity":
                for end in entity.get(prop):
                    check("the other end is there", end in entities, True)
                    fits = entities[end].schema.is_a(prop.range)
                    check(f"{entity.schema.name}.{prop.name} leads to the right schema", fits, True)
    for record in records.all("actor"):
        found = [plain(name) for name in entities[record["id"]].get("name")]
        check("name", found or [""], [plain(record["name"])])
    for record in records.all("statement"):
        entity = entities[record["id"]]
        check("holder", entity.get("subject"), [record["holder"]])
        check("target", entity.get("object"), [record["target"]])
        check("role", entity.get("role"), [ROLE[record["polarity"]]])
        check("document", entity.get("proof"), [record["document"]])
        check("date", entity.get("date"), [record["date"]] if record["date"] else [])
    for record in records.all("relation"):
        check("relation", record["id"] in entities, True)
    print(f"followthemoney {followthemoney.__version__}: {len(entities)} entities")
