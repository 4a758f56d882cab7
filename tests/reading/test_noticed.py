"""Rows that are short, long or blank cost nothing and are told, with their lines."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from tertius.reading.streamed import open_streamed
from tertius.reading.table import read_table
from tertius.reading.workbook import Workbook as Book

TEXT = (
    "a,b,c\n"  # 1
    "1,2,3\n"
    "4,5\n"  # 3: short
    "\n"  # 4: blank
    ",,\n"  # 5: blank, too
    '6,"two\nlines",7\n'  # 6 and 7
    "8,9,10,,\n"  # 8: long
    "11\n"  # 9: short
    "\n\n"  # after the last row: no blank rows, an end
)


def notes_of(text: str, tmp_path: Path) -> tuple[str, ...]:
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode())
    table = open_streamed(path)
    for _ in range(2):  # each pass begins anew
        rows = list(table.rows())
    assert not [row for row in rows if row.fault]
    whole = read_table(text.encode(), name="t.csv", where="t.csv")
    assert list(whole.rows()) == rows
    assert whole.noticed() == table.noticed()
    return table.noticed()


def test_each_kind_is_counted_with_its_lines(tmp_path: Path) -> None:
    assert notes_of(TEXT, tmp_path) == (
        "2 rows of t.csv have fewer cells than the header, which has 3: the missing ones count as empty (lines 3, 9).",
        "1 row of t.csv has more cells than the header, which has 3: those beyond are empty and were passed over "
        "(line 8).",
        "2 blank rows of t.csv were passed over (lines 4, 5).",
    )


@pytest.mark.parametrize("text", ["a,b\n1,2\n3,4\n\n\n", "a,b,,\n1,2,,\n3,4,,\n", "\n\na,b\n1,2\n", "a,b\r\n1,2\r\n"])
def test_a_plain_table_has_nothing_to_tell(text: str, tmp_path: Path) -> None:
    assert notes_of(text, tmp_path) == ()


def test_many_are_counted_and_the_first_named(tmp_path: Path) -> None:
    short, blank = notes_of("a,b\n" + "1\n" * 7 + "\n" * 8 + "1,2\n", tmp_path)
    assert "7 rows" in short
    assert "(lines 2, 3, 4, 5, 6, …)" in short
    assert "8 blank rows" in blank
    assert "(lines 9, 10, 11, 12, 13, …)" in blank


def test_a_sheet_leaves_out_empty_cells_and_has_blank_rows(tmp_path: Path) -> None:
    book = Workbook()
    for cells in (["a", "b"], ["1"], [], ["2", "3"]):
        book.active.append(cells)  # type: ignore[union-attr]
    book.save(tmp_path / "b.xlsx")
    table = Book((tmp_path / "b.xlsx").read_bytes(), name="b.xlsx", where="b.xlsx").table("Sheet")
    assert len(list(table.rows())) == 2
    assert table.noticed() == ("1 blank row of sheet Sheet was passed over (line 3).",)
