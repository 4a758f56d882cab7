"""The files of the curated sample `mali_2013`, as tests read them."""

import csv
from datetime import date
from pathlib import Path

import tertius_loaders

FOLDER = Path(tertius_loaders.__file__).parent / "samples" / "mali_2013"
PUBLISHED = date(2013, 2, 5)
PARAGRAPHS = 16

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


ENTITIES = {row["id"]: row for row in rows("entities.csv")}
CLAIMS = rows("claims.csv")


def said(subject: str, kind: str, target: str) -> list[Row]:
    """Return the claims of one kind between two ends, or giving one value."""
    return [c for c in CLAIMS if (c["subject"], c["kind"], c["object"] or c["value"]) == (subject, kind, target)]
