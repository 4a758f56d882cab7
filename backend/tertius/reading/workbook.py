"""A workbook as Excel saves it (.xlsx): its sheets as tables, each cell as the text that its reader sees. Pure.

Only cells are read: no formula is computed, no link followed, no program run. What Excel made of a cell by itself is
told: a date where somebody wrote a month, digits that it dropped, a formula whose value it did not keep.
"""

import posixpath
import re
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree
from zipfile import ZipFile

from tertius.errors import DataError
from tertius.reading.cuts import Cut, Fault
from tertius.reading.package import open_package
from tertius.reading.table import Table, table_of

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook as Book

MAX_ROWS = 1_048_576
"""Rows that a sheet may have: as many as Excel allows."""
MAX_CELLS = 20_000_000
"""Cells that a sheet may have, blank ones between others included."""

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})"')
_ESCAPED = re.compile("_x00([01][0-9A-Fa-f])_")
_TEXT_FIRST = (
    "Excel did this when the cell was typed. Format the column as Text (Format cells > Text), then write it again"
)


class Workbook:
    """A workbook whose file is in memory.

    Parameters
    ----------
    raw
        The bytes of the file.
    name, where
        What to call it, and its place, in messages.

    Raises
    ------
    DataError
        If it is no workbook that can be read, or is suspicious.
    """

    def __init__(self, raw: bytes, *, name: str, where: str) -> None:
        self.name, self.where = name, where
        self._raw = raw
        self._parts = self._guarded(lambda: _parts(open_package(raw, name=name, where=where)))
        self._book = self._guarded(lambda: _open(raw, values=False))

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets that hold cells, in their order."""
        return tuple(self._parts)

    def table(
        self, sheet: str, *, called: str = "", known: Collection[str] = (), column_name: Callable[[str], str] = str
    ) -> Table:
        """Return a sheet as a table.

        Parameters
        ----------
        sheet
            Its name.
        called
            What to call it in messages; by default its name.
        known
            Not used: the cells of a workbook need no separator.
        column_name
            As for `tertius.reading.table.read_table`.

        Raises
        ------
        DataError
            If the sheet is empty, too large or damaged, or its cells are merged.
        """
        name = called or f"sheet {sheet}"
        where = f"{self.where}, sheet {sheet}"
        cuts, notes = self.cells(sheet, called=name)
        return table_of(partial(_after, cuts), name=name, where=where, notes=notes, column_name=column_name)

    def first_row(self, sheet: str) -> tuple[str, ...]:
        """Return the cells of a sheet's first row that is not blank, whatever else is in it; none of an empty sheet.

        Parameters
        ----------
        sheet
            Its name.

        Raises
        ------
        DataError
            If the workbook is damaged.
        """

        def read() -> tuple[str, ...]:
            rows = (_row(cells)[0] for cells in _rows(self._book, sheet, f"{self.where}, sheet {sheet}"))
            first = next((texts for texts in rows if any(text.strip() for text in texts)), ())
            return tuple(text.strip() for text in first)

        return tuple(self._guarded(read))

    def cells(self, sheet: str, *, called: str = "") -> tuple[list[Cut], tuple[str, ...]]:
        """Return the rows of a sheet that are not blank, its first one too, and how they were read.

        Parameters
        ----------
        sheet
            Its name.
        called
            As for `table`.

        Raises
        ------
        DataError
            If the sheet is too large or damaged, or its cells are merged.
        """
        name = called or f"sheet {sheet}"
        where = f"{self.where}, sheet {sheet}"
        cuts, formulas, days = self._guarded(lambda: self._cuts(sheet, where))
        notes = []
        if formulas:
            notes.append(
                f"{name} has {formulas} {'formula' if formulas == 1 else 'formulas'}: the values that Excel last "
                f"computed were read."
            )
        if days:
            notes.append(
                f"{name} has {days} {'cell' if days == 1 else 'cells'} that Excel keeps as a day: each was read as the "
                "day that it shows. Write dates as text where the source gives a month or a year."
            )
        if cuts:
            self._check_merged(sheet, name, cuts[0].line, where)
        return cuts, tuple(notes)

    def _guarded(self, read: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is read
        """Read, and tell whatever goes wrong within somebody's file as a fault of the file."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what a workbook has beside its cells is no concern here
                return read()
        except DataError:
            raise
        except Exception as error:
            raise DataError(
                f"{self.name} cannot be read: {type(error).__name__}: {str(error)[:200]}",
                where=self.where,
                next_step="Open it in a spreadsheet and save it again, as .xlsx or as CSV UTF-8.",
            ) from error

    def _cuts(self, sheet: str, where: str) -> tuple[list[Cut], int, int]:
        """Return the rows that are not blank, and how many formulas and how many days Excel keeps in them."""
        cuts: list[Cut] = []
        formulas: dict[int, list[int]] = {}
        days = 0
        for line, cells in enumerate(_rows(self._book, sheet, where), 1):
            if any(cell.data_type == "f" for cell in cells):
                formulas[line] = [at for at, cell in enumerate(cells) if cell.data_type == "f"]
            texts, fault = _row(cells)
            days += sum(isinstance(cell.value, date) and _text(cell)[1] is None for cell in cells)
            if any(text.strip() for text in texts):
                cuts.append(Cut(line, texts, fault))
        if formulas:  # only a second reading gives their values, and few workbooks have any
            book = _open(self._raw, values=True)
            values = {line: cells for line, cells in enumerate(_rows(book, sheet, where), 1) if line in formulas}
            cuts = [_computed(one, formulas.get(one.line, []), values.get(one.line, ())) for one in cuts]
        return cuts, sum(map(len, formulas.values())), days

    def _check_merged(self, sheet: str, name: str, header: int, where: str) -> None:
        """Refuse merged cells: a reader sees the text in all of them, and the file holds it in the first alone."""
        with ZipFile(BytesIO(self._raw)) as archive:
            for column, first, last in _MERGED.findall(archive.read(self._parts[sheet])):
                if int(last) >= header:
                    raise DataError(
                        f"Cells of {name} are merged, from {column.decode()}{int(first)}: only that one has text",
                        where=f"{where}, line {int(first)}",
                        next_step="Unmerge them, and write the text into each.",
                    )


def _open(raw: bytes, *, values: bool) -> "Book":
    from openpyxl import load_workbook  # takes a while, and most tables are plain text

    return load_workbook(BytesIO(raw), read_only=True, data_only=values, keep_links=False)


def _parts(archive: ZipFile) -> Mapping[str, str]:
    """Return the part of the archive that holds each sheet of cells."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - looked through for entities before
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {
        link.get("Id"): posixpath.normpath(posixpath.join("/xl", link.get("Target", ""))).lstrip("/")
        for link in links
        if link.get("Type", "").endswith("/worksheet")
    }
    sheets = book.iter(f"{_MAIN}sheet")
    return {sheet.get("name", ""): targets[id_] for sheet in sheets if (id_ := sheet.get(_RELATION)) in targets}


def _rows(book: "Book", sheet: str, where: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a sheet, blank ones included; each is as long as its last cell says."""
    found: Any = book[sheet]
    found.reset_dimensions()  # what the file says of its size may be wrong, and rows would be lost
    cells = 0
    for count, row in enumerate(found.iter_rows(), 1):
        cells += len(row) + 1
        if count > MAX_ROWS or cells > MAX_CELLS:
            raise DataError(
                f"The sheet has more than {MAX_ROWS:,} rows or {MAX_CELLS:,} cells",
                where=where,
                next_step="Delete the rows and columns after the last one that is filled.",
            )
        yield row


def _row(cells: tuple[Any, ...]) -> tuple[list[str], Fault | None]:
    texts: list[str] = []
    fault = None
    for at, cell in enumerate(cells):
        text, wrong = _text(cell)
        texts.append(text)
        if wrong is not None and fault is None:
            fault = Fault(str(at), text, *wrong)
    return texts, fault


def _computed(one: Cut, formulas: list[int], cells: tuple[Any, ...]) -> Cut:
    """Return a row with the values of its formulas."""
    texts, fault = list(one.cells), one.fault
    for at in formulas:
        if at >= len(cells) or cells[at].value is None:
            wrong: tuple[str, str] | None = (
                "The cell holds a formula whose value is not in the file",
                "Write the value itself, or open the workbook in a spreadsheet and save it again.",
            )
        else:
            texts[at], wrong = _text(cells[at])
        if wrong is not None and fault is None:
            fault = Fault(str(at), texts[at][:200], *wrong)
    return Cut(one.line, texts, fault)


_MOST_DIGITS = 15
"""Digits that Excel keeps of a number."""


def _text(cell: Any) -> tuple[str, tuple[str, str] | None]:  # noqa: ANN401 - a cell of openpyxl, of several classes
    """Return a cell's text as its reader sees it, and what is wrong with it and what to do."""
    value = cell.value
    if value is None:
        return "", None
    if isinstance(value, str):
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if "_x00" in value else value
        if cell.data_type == "e":
            return text, (f"The cell holds the error {text[:20]}", "Correct it, or write the value itself.")
        return text, None
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), None
    if isinstance(value, datetime):
        return _day(value, cell.number_format or "")
    if isinstance(value, int | float):
        if abs(value) >= 10**_MOST_DIGITS:
            return f"{value:.0f}", (
                f"Excel keeps {_MOST_DIGITS} digits of a number, and this one has more",
                f"{_TEXT_FIRST}.",
            )
        return (str(int(value)) if value == int(value) else repr(value)), None
    return str(value), None


def _day(value: datetime, shown: str) -> tuple[str, tuple[str, str] | None]:
    """Return the day that a cell holds; or, where it shows no day, both readings."""
    day = value.date().isoformat()
    if value != datetime(value.year, value.month, value.day):
        return value.isoformat(sep=" "), None
    plain = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", shown).lower()
    if "d" in plain:
        return day, None
    return day, (
        f"Excel keeps the day {day} in this cell and shows no day, so a month or a year was written",
        f"{_TEXT_FIRST}: {day[:7] if 'm' in plain else day[:4]}.",
    )


def _after(cuts: list[Cut], line: int, _: int) -> Iterator[Cut]:
    return (one for one in cuts if one.line > line)
