"""The tables for the Discourse Network Analyzer, by Python's csv; positions as Java counts them."""

import csv
import sys

from expected import check
from records import Records

# A text may be longer than the reader expects of a field.
csv.field_size_limit(1 << 30)


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


for folder in sys.argv[1:]:
    records = Records(folder)
    documents = {row["number"]: row for row in rows(records.file("dna-documents.csv"))}
    texts = {record["id"]: record["text"] for record in records.all("document")}
    found = {row["section"]: row["text"] for row in documents.values()}
    check("texts", found, {key: text.replace("\0", "\ufffd") for key, text in texts.items()})
    names = {record["id"]: record["name"] for record in records.all("actor")}
    names |= {record["id"]: record["label"] for record in records.all("issue")}
    names = {key: name.replace("\0", "\ufffd") for key, name in names.items()}
    said = {row["statement"]: row for row in rows(records.file("dna-statements.csv"))}
    wanted = {
        record["id"]: record
        for record in records.all("statement")
        if record["polarity"] != "neutral"
    }
    check("statements", sorted(said), sorted(wanted))
    for key, row in said.items():
        record = wanted[key]
        document = documents[row["document"]]
        check("document", document["section"], record["document"])
        units = document["text"].encode("utf-16-le")
        passage = units[2 * int(row["start"]) : 2 * int(row["end"])].decode("utf-16-le")
        check("passage", passage, record["evidence"].replace("\0", "\ufffd"))
        check("holder", row["person"] or row["organization"], names[record["holder"]])
        check("concept", row["concept"], names[record["target"]])
        check("agreement", row["agreement"], "1" if record["polarity"] == "support" else "0")
    print(f"{len(documents)} documents, {len(said)} statements")
