"""A dataset that has been through another program, a spreadsheet or R, says what it said before."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from loaders.kit import Edition, editions_of, opened
from tertius.loading.loader import Document, RawRow
from tertius.model.claims import Claim

LOADERS = ("acled", "ucdp_actors", "ucdp_ged")
"""Those that read the published table of somebody else, whose columns they know."""

Rows = list[list[str]]


def written(rows: Rows, separator: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


def with_nothing_as(nothing: str, rows: Rows) -> Rows:
    header, *rest = rows
    return [header, *([cell or nothing for cell in row] for row in rest)]


def as_a_table_in_memory_does(rows: Rows) -> Rows:
    header, *rest = rows
    return [header, *([re.sub(r"^(-?[0-9]+)$", r"\1.0", cell) for cell in row] for row in rest)]


def in_other_capitals(rows: Rows, change: Callable[[str], str]) -> Rows:
    return [list(map(change, rows[0])), *rows[1:]]


PROGRAMS: dict[str, Callable[[Rows], bytes]] = {
    "semicolons": lambda rows: written(rows, ";").encode(),
    "semicolons and a line that says so": lambda rows: ("sep=;\r\n" + written(rows, ";")).encode("utf-8-sig"),
    "commas and a line that says so": lambda rows: ("sep=,\r\n" + written(rows)).encode("utf-8-sig"),
    "tabs, as Excel's Unicode text": lambda rows: written(rows, "\t").encode("utf-16"),
    "capitals": lambda rows: written(in_other_capitals(rows, str.upper)).encode(),
    "small letters": lambda rows: written(in_other_capitals(rows, str.lower)).encode(),
    "NA where a cell is empty, as R": lambda rows: written(with_nothing_as("NA", rows)).encode(),
    "NULL where a cell is empty, as databases": lambda rows: written(with_nothing_as("NULL", rows)).encode(),
    "<Null> where a cell is empty, as ArcGIS": lambda rows: written(with_nothing_as("<Null>", rows)).encode(),
    "70.0 for 70": lambda rows: written(as_a_table_in_memory_does(rows)).encode(),
}


@pytest.fixture(params=LOADERS)
def loader(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def said(document: Document) -> set[Claim]:
    """Return the claims of a document's rows, none of which is set aside."""
    rows = list(document.rows())
    assert all(isinstance(row, RawRow) for row in rows), rows
    return {claim for row in rows if isinstance(row, RawRow) for claim in document.shape(row).claims}


def first_of(loader: str, folder: Path) -> tuple[Edition, Path, Rows]:
    edition = editions_of(loader, folder).first
    (file,) = edition.paths
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return edition, file, list(csv.reader(stream))


@pytest.mark.parametrize("program", PROGRAMS)
def test_it_says_the_same(loader: str, program: str, tmp_path: Path) -> None:
    edition, file, rows = first_of(loader, tmp_path / "first")
    as_published = said(opened(loader, edition))

    file.write_bytes(PROGRAMS[program](rows))

    assert said(opened(loader, edition)) == as_published


def test_what_separates_the_cells_is_told(loader: str, tmp_path: Path) -> None:
    edition, file, rows = first_of(loader, tmp_path / "first")
    assert not [note for note in opened(loader, edition).notes if "separated" in note]

    file.write_text(written(rows, ";"), encoding="utf-8", newline="")

    assert f"The cells of {file.name} are separated by semicolons." in opened(loader, edition).notes


def test_a_column_that_is_not_known_is_told_and_changes_nothing(loader: str, tmp_path: Path) -> None:
    edition, file, rows = first_of(loader, tmp_path / "first")
    before = opened(loader, edition)
    as_published = said(before)
    header, *rest = rows
    wider = [[*header, "weather", "tide"], *([*row, "rain", ""] for row in rest)]
    other = file.with_name(f"other-{file.name}")
    file.rename(other)
    file.write_text(written(wider), encoding="utf-8", newline="")

    document = opened(loader, replace(edition, paths=(file,)))

    assert said(document) == as_published
    assert [note for note in document.notes if note not in before.notes] == [
        "Not known here and not read: the columns weather, tide."
    ]
