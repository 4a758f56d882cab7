"""Files of rows set aside: in the shape of the file that they come from, with what is wrong and what to do added."""

import csv
import re
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from tertius.loading.loader import BadRow, Written
from tertius.model.cells import guard
from tertius.reading.cuts import LOST
from tertius.reading.table import ADDED, UNREAD

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook


class SetAside(Protocol):
    """Takes the bad rows of one table, one after the other."""

    def add(self, row: BadRow) -> None:
        """Write a row."""
        ...

    def close(self) -> None:
        """Write the file to its end."""
        ...


def written_like(row: BadRow) -> Written:
    """Return how the table of a row is written, where its loader does not say."""
    name = re.sub(r"[^\w.@-]+", "_", Path(row.file).name) or "rows"
    name = name if name.endswith((".csv", ".tsv", ".txt")) else f"{name}.csv"
    return Written(name, tuple(row.row), "\t" if name.endswith((".tsv", ".txt")) else ",")


def told(row: BadRow) -> str:
    """Return the reason of a row with the place where it stood."""
    return f"line {row.line}{f', {row.column}' if row.column else ''}: {row.reason}"


def _texts(row: BadRow, columns: Sequence[str]) -> list[str]:
    """Return the cells of a row, those that were added last."""
    kept = [row.row.get(column, "") for column in columns]
    others = [f"{column}: {text}" for column, text in row.row.items() if column not in columns]
    return [*kept, told(row), row.next_step, row.unread or " | ".join(others)]


class TextFile:
    """CSV in the separator of the file that the rows come from. Rows go straight to disk.

    Parameters
    ----------
    path
        The file; it is replaced.
    written
        How the file is written that they come from.
    """

    def __init__(self, path: Path, written: Written) -> None:
        self._path, self._written = path, written
        # Whether a row could not be cut into cells is known at the end: till then the rows are written without the last
        # column, and with it beside. Nothing is read back, so that no cell is too long for it.
        self._wide_path = path.with_name(f"{path.name}.part")
        self._unread = False
        with ExitStack() as files:
            self._narrow, self._wide = (files.enter_context(_opened(one)) for one in (path, self._wide_path))
            self._write((*written.columns, *ADDED, UNREAD))
            self._files = files.pop_all()

    def _write(self, cells: Sequence[str]) -> None:
        # A lone surrogate is what a broken byte became when it was read: no row may hold what is written for it.
        texts = [guard(re.sub("[\ud800-\udfff]", LOST, cell)) for cell in cells]
        for file, row in ((self._narrow, texts[:-1]), (self._wide, texts)):
            csv.writer(file, delimiter=self._written.separator or ",").writerow(row)
            file.flush()

    def add(self, row: BadRow) -> None:
        """Write a row."""
        cells = _texts(row, self._written.columns)
        self._unread = self._unread or bool(cells[-1])
        self._write(cells)

    def close(self) -> None:
        """Leave out the last column if every row could be cut into cells."""
        self._files.close()
        if self._unread:
            self._wide_path.replace(self._path)
        else:
            self._wide_path.unlink()


def _opened(path: Path) -> TextIO:
    # A byte order mark, without which spreadsheets take UTF-8 for something else.
    return path.open("w", encoding="utf-8-sig", errors="replace", newline="")


class BookFile:
    """A workbook with the sheets that the rows come from.

    Parameters
    ----------
    path
        The file; it is replaced when it is closed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: dict[Written, list[list[str]]] = {}

    def sheet(self, written: Written) -> "BookSheet":
        """Return what takes the rows of one sheet."""
        return BookSheet(self._rows.setdefault(written, []), written)

    def close(self) -> None:
        """Write the workbook."""
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        for written, rows in self._rows.items():
            head = [*written.columns, *ADDED, UNREAD]
            width = len(head) - (not any(row[-1] for row in rows))
            _write_sheet(book, written.sheet, [row[:width] for row in (head, *rows)])
        book.save(self._path)


class BookSheet:
    """The rows of one sheet."""

    def __init__(self, rows: list[list[str]], written: Written) -> None:
        self._rows, self._written = rows, written

    def add(self, row: BadRow) -> None:
        """Keep a row until the workbook is written."""
        self._rows.append(_texts(row, self._written.columns))

    def close(self) -> None:
        """Leave it to the workbook."""


_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def _write_sheet(book: "Workbook", name: str, rows: Sequence[Sequence[str]]) -> None:
    from openpyxl.cell import WriteOnlyCell

    sheet: Any = book.create_sheet(name)
    for row in rows:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=_NOT_IN_XML.sub(LOST, text)[:32_767])
            cell.data_type = "s"  # a text, whatever it begins with: no formula
            cell.number_format = "@"  # and typed into later, a text as well: no date, no number
            cells.append(cell)
        sheet.append(cells)
