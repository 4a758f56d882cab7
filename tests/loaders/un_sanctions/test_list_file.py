"""The list's file: entries as flat rows, hostile and broken files, rows set aside that are loaded again."""

import csv
import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.un_sanctions.lists import EXCERPT, entry, whole
from tertius.errors import DataError
from tertius.loading.loader import BadRow, Document, RawRow
from tertius.reading.table import ADDED
from tertius_loaders.un_sanctions import LOADER
from tertius_loaders.un_sanctions.entries import COLUMNS
from tertius_loaders.un_sanctions.list_file import MOST_FIELDS, MOST_TEXT

Listed = Callable[..., Path]


def rows(document: Document) -> list[RawRow]:
    found = list(document.rows())
    assert all(isinstance(row, RawRow) for row in found)
    return [row for row in found if isinstance(row, RawRow)]


def test_an_entry_is_one_row_that_keeps_all_of_it(listed: Listed) -> None:
    path = listed(
        entry(
            DATAID="1",
            FIRST_NAME="  ADA\n   MARIA ",
            REFERENCE_NUMBER="QDi.901 ",
            TITLE="<VALUE>Dr.</VALUE><VALUE> </VALUE>",
            INDIVIDUAL_ALIAS="<QUALITY>Good</QUALITY><ALIAS_NAME>A</ALIAS_NAME><ALIAS_NAME>B</ALIAS_NAME>",
            NATIONALITY2="Iraqi",
            NEW_FIELD="<PART>something</PART>",
        )
    )
    document = LOADER.open(path)
    (row,) = rows(document)
    assert tuple(row.values) == COLUMNS
    said = {column: text for column, text in row.values.items() if text}
    assert said == {
        "DATAID": "1",
        "TYPE": "INDIVIDUAL",
        "REFERENCE_NUMBER": "QDi.901",
        "FIRST_NAME": "ADA MARIA",
        "TITLE": '["Dr."]',
        "NATIONALITY": '["Iraqi"]',
        "ALIAS": '[{"QUALITY": "Good", "ALIAS_NAME": "A"}]',
        "OTHER": '{"INDIVIDUAL_ALIAS/ALIAS_NAME": ["B"], "NEW_FIELD": ["something"]}',
        "EDITION": "2020-01-02T03:04:05.678Z",
    }
    assert (document.release.version, str(document.release.published)) == ("2020-01-02T03:04:05", "2020-01-02")


def test_white_space_between_elements_says_nothing(listed: Listed) -> None:
    tight = EXCERPT.read_text(encoding="utf-8")
    loose = tight.replace("><", ">\n\t  <").replace("</FIRST_NAME>", "  \n</FIRST_NAME>")
    one, other = listed(name="one.xml"), listed(name="other.xml")
    one.write_text(tight, encoding="utf-8")
    other.write_text(loose, encoding="utf-8")
    assert [row.values for row in rows(LOADER.open(one))] == [row.values for row in rows(LOADER.open(other))]


BROKEN: dict[str, tuple[str | bytes, str]] = {
    "truncated": (whole(entry(DATAID="1", FIRST_NAME="A"))[:-40], "no sound XML"),
    "bomb": ('<!DOCTYPE l [<!ENTITY a "b">]><CONSOLIDATED_LIST>&a;</CONSOLIDATED_LIST>', "document type"),
    "another document": ("<html><body>The list</body></html>", "outermost element is html"),
    "no day": ("<CONSOLIDATED_LIST><INDIVIDUALS/></CONSOLIDATED_LIST>", "does not say when it was made"),
    "wrong day": (whole(made="yesterday"), "no day on which a list was made"),
    "wrong encoding": (whole(entry(DATAID="1", FIRST_NAME="é")).encode("latin-1"), "no sound XML"),
    "long text": (whole(entry(DATAID="1", FIRST_NAME="A", COMMENTS1="a" * (MOST_TEXT + 1))), "characters"),
    "many fields": (whole(entry(DATAID="1", TITLE="<VALUE/>" * (MOST_FIELDS + 1))), "elements"),
    "a table": ("DATAID,NAME\n1,A\n", "neither the UN's list as XML"),
    "packed by gzip": (gzip.compress(whole().encode()), "packed"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "picture.xml"),
    "empty": (b"", "empty"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_sound_list_is_refused_before_anything_is_read(name: str, tmp_path: Path) -> None:
    content, what = BROKEN[name]
    path = tmp_path / "picture.xml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(DataError) as refused:
        LOADER.open(path)
    assert what in str(refused.value)
    assert "picture.xml" in refused.value.where
    assert refused.value.next_step


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no such file"):
        LOADER.open(tmp_path / "none.xml")


def test_a_field_that_stands_twice_sets_the_entry_aside_with_both(listed: Listed) -> None:
    first = entry(DATAID="1", FIRST_NAME="A").replace("</INDIVIDUAL>", "<FIRST_NAME>B</FIRST_NAME></INDIVIDUAL>")
    bad, good = LOADER.open(listed(first, entry(DATAID="2", FIRST_NAME="C"))).rows()
    assert isinstance(bad, BadRow)
    assert (bad.column, bad.value, json.loads(bad.row["OTHER"])) == ("FIRST_NAME", "A", {"FIRST_NAME": ["B"]})
    assert isinstance(good, RawRow)


def test_a_number_that_two_entries_have_names_neither(listed: Listed) -> None:
    document = LOADER.open(
        listed(
            entry(DATAID="1", FIRST_NAME="ADA", REFERENCE_NUMBER="QDi.901"),
            entry(DATAID="2", FIRST_NAME="BO", REFERENCE_NUMBER="QDi901."),
            entry(DATAID="3", FIRST_NAME="CLEO", COMMENTS1="Brother of Ada (QDi.901)."),
        )
    )
    ids = [document.shape(row).entities[0].id for row in rows(document)]
    assert ids == ["un:1", "un:2", "un:3"]
    assert not any(claim.kind == "KIN_OF" for row in rows(document) for claim in document.shape(row).claims)
    assert any("several entries have" in note for note in document.notes)


def test_entries_of_a_kind_that_is_not_known_are_counted_in_a_note(tmp_path: Path) -> None:
    path = tmp_path / "list.xml"
    odd = (entry("VESSEL", DATAID="2", FIRST_NAME="B"), entry("VESSEL", DATAID="3"), entry("Individual", DATAID="4"))
    path.write_text(whole(entry(DATAID="1", FIRST_NAME="A"), *odd), encoding="utf-8")
    document = LOADER.open(path)
    assert len(list(document.rows())) == 1
    assert any("2 elements VESSEL" in note for note in document.notes)
    assert any("1 element Individual" in note for note in document.notes)


def test_an_entry_with_long_comments_that_was_set_aside_is_read_again(listed: Listed, tmp_path: Path) -> None:
    (row,) = rows(LOADER.open(listed(entry(DATAID="1", FIRST_NAME="ADA", COMMENTS1="Seen in Fen. " * 4_000))))
    path = tmp_path / "aside.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        mended = {**row.values, "DATAID": "1.0"}  # as a spreadsheet may write it
        table.writerows(([*mended, *ADDED], [*mended.values(), *("" for _ in ADDED)]))
    (again,) = LOADER.open(path).rows()
    assert isinstance(again, RawRow)
    assert again.values == row.values


@pytest.mark.parametrize(
    ("made", "version"),
    [
        ("2015-03-27T17:37:13.000-04:00", "2015-03-27T17:37:13"),
        ("2015-03-27 17:37", "2015-03-27T17:37:00"),
        ("20150327T173713Z", "2015-03-27T17:37:13"),
        ("2015-03-27", "2015-03-27T00:00:00"),
        ("2015-03-27Z", "2015-03-27T00:00:00"),
        ("2015-03-27-04:00", "2015-03-27T00:00:00"),
    ],
)
def test_a_list_is_called_by_the_moment_that_it_was_made_however_it_is_written(
    tmp_path: Path, made: str, version: str
) -> None:
    path = tmp_path / "list.xml"
    text = whole(entry(DATAID="1", FIRST_NAME="A"))
    path.write_text(re.sub('dateGenerated="[^"]*"', f'dateGenerated="{made}"', text), encoding="utf-8")
    document = LOADER.open(path)
    assert document.release.version == version
    assert document.newer is not None
    assert [other for other in ("2015-03-26T23:59:59", "2015-03-27T17:37:14") if document.newer(other)] == [
        "2015-03-27T17:37:14"
    ]


@pytest.mark.parametrize("made", ["27/03/2015", "March 2015", "2015", "2015-02-30"])
def test_a_list_that_cannot_be_put_in_order_is_refused(tmp_path: Path, made: str) -> None:
    path = tmp_path / "list.xml"
    text = whole(entry(DATAID="1", FIRST_NAME="A"))
    path.write_text(re.sub('dateGenerated="[^"]*"', f'dateGenerated="{made}"', text), encoding="utf-8")
    with pytest.raises(DataError, match="is no day on which a list was made"):
        LOADER.open(path)
