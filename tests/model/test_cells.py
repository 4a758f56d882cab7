"""Cells that a spreadsheet can open: nothing becomes a formula, nothing is changed."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.model.cells import clean, csv_lines, guard, plain_whole, unguard, whole_in_cell

# The first characters that OWASP's page on CSV injection warns of, their full-width forms included.
STARTERS = "=+-@\t\r＝＋－＠"

cells = st.text(
    alphabet=st.one_of(st.sampled_from(STARTERS + "'\",;\n 0.9e"), st.characters(codec="utf-8")), max_size=12
)


@given(st.integers(0, 10**18 - 1), st.integers(0, 3), st.sampled_from(["", ".", ".0", ".00"]))
def test_a_whole_number_is_the_same_with_zeros_about_it(number: int, before: int, after: str) -> None:
    text = ("0" * before + str(number))[-18:] + after
    assert whole_in_cell(text) == number
    assert plain_whole(text) == str(number)


@pytest.mark.parametrize("text", ["", "70.5", "7e1", "7,0", "1 000", "٧", ".0", "9" * 19, "1.0.0", "1.000", "nan"])
def test_what_is_no_whole_number_stays_as_it_is(text: str) -> None:
    assert whole_in_cell(text) is None
    assert plain_whole(text) == text


@given(cells)
def test_guarding_is_undone(text: str) -> None:
    assert unguard(guard(text)) == text


@given(cells)
def test_nothing_guarded_is_a_formula(text: str) -> None:
    assert guard(text)[:1] not in set(STARTERS) or re.fullmatch(r"-\d+([.,]\d+)?([eE][+-]?\d+)?", guard(text))


texts_to_split = st.lists(
    st.lists(st.text(alphabet=STARTERS + "'\",;\n ab1", max_size=10), min_size=2, max_size=3), min_size=1, max_size=3
)


@given(texts_to_split, st.sampled_from(",;\t"), st.sampled_from(",;\t"))
def test_no_formula_starts_wherever_a_spreadsheet_splits(rows: list[list[str]], written: str, split: str) -> None:
    """People choose the separator that their spreadsheet splits at; the file was written with another."""
    columns = ("a", "b", "c")
    lines = csv_lines([dict(zip(columns, row, strict=False)) for row in rows], columns, written)
    for row in csv.reader(io.StringIO("".join(lines), newline=""), delimiter=split):
        for cell in row:
            start = cell.lstrip(" ")[:1]
            # a plain number stays as it is, with what stands beside it where the file is split at the wrong place
            assert start not in set(STARTERS) - set("\t\r") or re.match(r"-\d", cell), cell


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+1", "-", "-2+3", "＝1", ' "=1'])
def test_what_would_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert guard(text) == "'" + text


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("G;=cmd|'/c calc'!A0;x", "G;'=cmd|'/c calc'!A0;x"),
        ("line one\n=2+2", "line one\n'=2+2"),
        ("a\t-12", "a\t'-12"),
        ('a,"@x"', 'a,\'"@x"'),
        ("=1;'=2", "'=1;''=2"),
    ],
)
def test_what_would_start_a_formula_after_a_separator_gets_one_too(text: str, guarded: str) -> None:
    assert guard(text) == guarded
    assert unguard(guarded) == text


@pytest.mark.parametrize("text", ["", "-0.04", "-12", "16.27", "p3", "'quoted'", "a=b", "..", "2012-04/.."])
def test_what_is_no_formula_stays(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text


def test_a_formula_that_somebody_wrote_stays_as_it_is() -> None:
    assert unguard("=1+1") == "=1+1"


@given(st.lists(st.fixed_dictionaries({"a": cells, "b": cells}), max_size=4))
def test_lines_of_csv_hold_the_rows(rows: list[dict[str, str]]) -> None:
    lines = list(csv_lines(rows, ("a", "b")))

    assert len(lines) == len(rows) + 1
    assert all(line.endswith("\n") for line in lines)
    read = list(csv.reader(io.StringIO("".join(lines), newline=""), strict=True))
    assert read[0] == ["a", "b"]
    assert [[unguard(cell) for cell in cells] for cells in read[1:]] == [[row["a"], row["b"]] for row in rows]


def test_columns_that_a_row_lacks_are_empty_and_others_are_left_out() -> None:
    assert list(csv_lines([{"b": "1", "z": "2"}], ("a", "b"))) == ["a,b\n", ",1\n"]


def test_a_cell_is_taken_in_without_blanks_and_in_one_spelling() -> None:
    assert clean("  Me\u0301naka \u00a0") == "M\u00e9naka"
    assert clean("one\r\ntwo\rthree\n") == "one\ntwo\nthree"


@given(cells)
def test_taking_in_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
