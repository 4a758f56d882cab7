"""Sheets of a workbook (.xlsx): a head that stays in view, filters, and cells that are what they say.

Numbers are numbers. Days are text, as uncertain dates must be, and no cell is a formula: what a source wrote stays what
it wrote. A text that is longer than a cell can hold is cut there, and says so.
"""

import io
import json
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from tertius.answers.spreadsheet_csv import cell_text

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MOST = 32_767
"""Characters that a cell can hold."""

_CUT = " … (cut: a cell holds no more; the JSON has all of it)"
_EXACT = 10**15
"""Whole numbers beyond it are not exact in a spreadsheet, and go as text."""
_LOOKED_AT = 200
"""Rows by which a column is made as wide as it needs."""
_NARROWEST, _WIDEST = 10, 60
_LINE, _MOST_LINES = 15.0, 12
"""Height of a line, and how many of them a row shows at once."""


def new_workbook() -> "Workbook":
    """Return an empty workbook, for `add_sheet`."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = "Tertius"
    return book


def add_sheet(book: "Workbook", title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Add a sheet to a workbook.

    Parameters
    ----------
    book
        The workbook.
    title
        The sheet's name.
    columns
        The head of each column.
    rows
        Values by column.
    """
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet: Worksheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0  # on paper as wide as the page, on as many pages as it takes
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    ahead = list(islice(iterator := iter(rows), _LOOKED_AT))
    for position, name in enumerate(columns):
        texts = [name + " ▾", *(cell_text(row[position]) for row in ahead)]
        longest = max(len(line) for text in texts for line in text.split("\n"))
        sheet.column_dimensions[get_column_letter(position + 1)].width = min(max(longest + 2, _NARROWEST), _WIDEST)
    top = Alignment(vertical="top")
    wrapped = Alignment(vertical="top", wrap_text=True)
    bold = Font(name="Calibri", size=11, bold=True)
    sheet.append([_cell(sheet, name, font=bold, alignment=top) for name in columns])
    last = 1
    for last, row in enumerate(chain(ahead, iterator), start=2):
        lines = [_lines(value) for value in row]
        if max(lines) > 1:  # programs other than Excel leave a row one line high
            sheet.row_dimensions[last].height = _LINE * min(max(lines), _MOST_LINES)
        sheet.append(
            [_cell(sheet, value, alignment=wrapped if n > 1 else top) for value, n in zip(row, lines, strict=True)]
        )
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"


def finished(book: "Workbook") -> bytes:
    """Return a workbook as a file.

    Parameters
    ----------
    book
        The workbook.
    """
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _lines(value: object) -> int:
    """Return how many lines a value takes in the widest column; a list of ids, which has no blanks, stays on one."""
    text = cell_text(value) if isinstance(value, str | list | tuple) else ""
    return sum(1 + len(line) // _WIDEST for line in text.split("\n")) if " " in text else 1


def _cell(sheet: "Worksheet", value: object, **style: Any) -> Any:  # noqa: ANN401 - openpyxl is imported late
    from openpyxl.cell import WriteOnlyCell

    if value is None or value == "":
        return None
    if isinstance(value, bool):
        cell = WriteOnlyCell(sheet, value)
    elif isinstance(value, int | float) and abs(value) <= _EXACT:
        # Its shortest text that is exactly it: the library itself would round to 16 digits.
        cell = WriteOnlyCell(sheet, json.dumps(value))
        cell.data_type = "n"
    else:
        cell = WriteOnlyCell(sheet, _fitting(cell_text(value)))
        cell.data_type = "s"  # whatever it begins with
        cell.quotePrefix = True  # and it stays a text when somebody edits it
    for name, one in style.items():
        setattr(cell, name, one)
    return cell


def _fitting(text: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    text = ILLEGAL_CHARACTERS_RE.sub(" ", text)
    return text if len(text) <= MOST else text[: MOST - len(_CUT)] + _CUT
