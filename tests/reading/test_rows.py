"""Rows of a CSV file that people wrote, in every way that people and spreadsheets write them."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.model.cells import clean, csv_lines
from tertius.reading.cuts import MAX_CELL
from tertius.reading.table import Row, read_table

HEADER = "id,type,name"


def rows(text: str) -> list[Row]:
    return list(read_table(text.encode(), name="t.csv", where="t.csv", column_name=str.lower).rows())


def good(text: str) -> list[tuple[int, dict[str, str]]]:
    found = rows(text)
    assert all(row.fault is None for row in found), found
    return [(row.line, row.values) for row in found]


ANA = {"id": "ana", "type": "Person", "name": "Ana"}
BEN = {"id": "ben", "type": "Person", "name": "Ben"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
def test_line_ends_of_every_machine(end: str) -> None:
    assert good(end.join([HEADER, "ana,Person,Ana", "ben,Person,Ben"])) == [(2, ANA), (3, BEN)]


def test_blank_lines_and_rows_of_commas_are_passed_over_and_lines_still_count() -> None:
    assert good(f"\n\n{HEADER}\n\nana,Person,Ana\n   \n,,\n,,,,,\nben,Person,Ben\n\n") == [(5, ANA), (9, BEN)]


def test_commas_too_many_or_too_few_at_the_end_are_no_mistake() -> None:
    assert good(f"{HEADER},,\nana,Person,Ana,,\nben,Person\n") == [(2, ANA), (3, BEN | {"name": ""})]


def test_columns_in_any_order_and_case() -> None:
    assert good(" Name , ID,TYPE\nAna, ana ,Person\n") == [(2, ANA)]


def test_a_text_over_several_lines_keeps_the_line_numbers_right() -> None:
    found = good(f'{HEADER}\nana,Person,"Ana\r\nof the\nDock"\n\nben,Person,Ben\n')

    assert found == [(2, ANA | {"name": "Ana\nof the\nDock"}), (6, BEN)]


def test_form_feeds_and_unicode_line_separators_end_no_line() -> None:
    assert good(f"{HEADER}\nana,Person,A\u2028na\nben,Person,Ben\n") == [(2, ANA | {"name": "A\u2028na"}), (3, BEN)]


def test_quotes_commas_and_doubled_quotes() -> None:
    assert good(f'{HEADER}\nana,Person,"Ana, ""the Dock"""\n') == [(2, ANA | {"name": 'Ana, "the Dock"'})]


def test_a_quote_in_the_middle_of_a_plain_cell_is_a_quote() -> None:
    assert good(f'{HEADER}\nana,Person,Ana "the Dock"\n') == [(2, ANA | {"name": 'Ana "the Dock"'})]


def test_formulas_stay_as_they_are_and_an_exports_apostrophe_goes() -> None:
    text = f"{HEADER}\nana,Person,=1+1\nben,Person,'=1+1\nzoe,Person,''=1+1\n"

    assert [row["name"] for _, row in good(text)] == ["=1+1", "=1+1", "'=1+1"]


def test_accents_in_two_spellings_are_one() -> None:
    assert good(f"{HEADER}\nana,Person,Me\u0301naka\n") == good(f"{HEADER}\nana,Person,M\u00e9naka\n")


def test_the_longest_cell_and_one_longer() -> None:
    assert len(good(f"{HEADER}\nana,Person,{'x' * MAX_CELL}\n")[0][1]["name"]) == MAX_CELL
    assert rows(f"{HEADER}\nana,Person,{'x' * (MAX_CELL + 1)}\n")[0].fault


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_quote_that_does_not_close_costs_its_line_wherever_it_stands(count: int) -> None:
    lines = [f"e{number},Person,Name {number}" for number in range(6)]
    for bad in range(count):
        lines[2 * bad] = f'e{2 * bad},Person,"Name'

    found = rows("\n".join([HEADER, *lines]))

    assert [row.line for row in found if row.fault] == [2 + 2 * bad for bad in range(count)]
    assert next(row.values for row in found if row.fault) == {"id": "e0", "type": "Person", "name": ""}
    assert sum(row.fault is None for row in found) == 6 - count


def test_a_file_of_nothing_but_quotes_ends() -> None:
    found = rows(HEADER + "\n" + '"a\n' * 2_000)

    assert all(row.fault for row in found)
    assert [row.line for row in found] == list(range(2, 2_002))


_letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffd") | st.sampled_from(
    "\",\n\r=-'"
)
_cells = st.text(_letters, max_size=9).map(clean)
_ids = _cells.map(lambda text: f"e{text}")


@given(st.lists(st.fixed_dictionaries({"id": _ids, "type": _cells, "name": _cells}), max_size=5))
def test_what_is_written_is_read(entities: list[dict[str, str]]) -> None:
    text = "".join(csv_lines(entities, ("id", "type", "name")))

    assert [row for _, row in good(text)] == entities


def test_python_reads_the_same_rows_from_a_clean_file(tmp_path: Path) -> None:
    text = f'{HEADER}\nana,Person,"A, na"\nben,Person,"B\nen"\n'

    assert [row for _, row in good(text)] == list(csv.DictReader(io.StringIO(text, newline="")))
