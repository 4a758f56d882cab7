"""Tables in columns: one verdict however they are cut, and it is that of the csv module where that is strict."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import DataError
from tertius.reading.dialect import Dialect
from tertius.reading.network_files import columns
from tertius.reading.network_files.columns import Grid, read_columns

PATH = Path("edges.csv")
TEXTS = st.text(alphabet='ab;, \t\n\r"é\u200b\x00', max_size=60)


def rows_of(grid: Grid) -> list[tuple[int, list[str]]]:
    return [(int(line), [column.cell(row) for column in grid.columns]) for row, line in enumerate(grid.lines)]


def verdict(text: str, separator: str = ",") -> object:
    """Return the header and the rows, or where the text was refused."""
    try:
        grid = read_columns(text, Dialect(separator), PATH)
    except DataError as error:
        return error.where
    return grid.header, rows_of(grid), grid.notes


@given(TEXTS.map(lambda text: text.replace('"', "")), st.sampled_from([1, 3, 8]))
def test_a_text_is_read_alike_whether_it_is_split_or_read_cell_by_cell(text: str, chunk: int) -> None:
    text = "a,b\n" + text
    split = verdict(text)
    quoted = verdict(text.replace("a,b", '"a",b', 1))  # one quote, and the whole text is read cell by cell
    assert quoted == split
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "_CHUNK", chunk)
        assert verdict(text) == split


@given(TEXTS)
def test_nothing_is_read_that_a_strict_reader_reads_otherwise(text: str) -> None:
    found = verdict("a,b\n" + text)
    if isinstance(found, str):
        return
    assert isinstance(found, tuple)
    strict = [row for row in csv.reader(StringIO("a,b\n" + text, newline=""), strict=True) if any(map(str.strip, row))]
    assert [cells for _, cells in found[1]] == [
        [cell.replace("\r\n", "\n").replace("\r", "\n").strip() for cell in (*row, "")[:2]] for row in strict[1:]
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('a,b\nc,"d\ne,f\ng,h"\ni,j\n', "edges.csv, line 2"),  # a stray quote, and another one
        ('a,b\nc,d\n"e,f\n', "edges.csv, line 3"),
        ('a,b\nc,d\n"e" x,f\n', "edges.csv, line 3"),
        ("a,b\nc,d\ne,f,g\n", "edges.csv, line 3"),
        ("a,b\nc,d\n\ne\x00,f\n", "edges.csv, line 4, column a"),
        ("a,b\nc,d\ne,\ufffd\n", "edges.csv, line 3, column b"),
    ],
)
def test_a_malformed_line_is_refused_by_its_number(text: str, where: str) -> None:
    assert verdict(text) == where


def test_blank_and_short_lines_are_counted() -> None:
    grid = read_columns("\na,b,c\n\n1,2\n,,\n3,4,5,,\n", Dialect(), PATH)
    assert rows_of(grid) == [(4, ["1", "2", ""]), (6, ["3", "4", "5"])]
    assert grid.header_line == 2
    assert "3 blank lines were passed over." in grid.notes
    assert any(note.startswith("1 line has fewer cells") for note in grid.notes)


def test_a_formula_is_the_text_that_a_spreadsheet_was_kept_from_computing() -> None:
    grid = read_columns("a\n'=SUM(1)\n", Dialect(), PATH)
    assert grid.columns[0].values == ("=SUM(1)",)
