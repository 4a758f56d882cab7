"""Rows of a CSV file that people wrote: parsed so that a line that cannot be read costs that line alone. Pure."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import StringIO

from tertius.errors import DataError
from tertius.loading.loader import BadRow, RawRow
from tertius.model.cells import CONTROL, clean, unguard
from tertius_loaders.claims.columns import check_columns

MAX_CELL = 10_000
"""Characters that one cell may have."""


@dataclass(frozen=True)
class Table:
    """One CSV file of a folder.

    Attributes
    ----------
    name
        The file's name.
    text
        Its text; bytes that are not UTF-8 stand in it as lone surrogates.
    """

    name: str
    text: str

    @cached_property
    def _lines(self) -> list[str]:
        # Not str.splitlines: that also splits at form feeds and Unicode separators, and line numbers would be wrong.
        return list(StringIO(self.text, newline=""))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names in the first line that is not blank, in lower case; a nameless column at the end is dropped."""
        return self._header[0]

    @cached_property
    def _header(self) -> tuple[tuple[str, ...], int]:
        """The columns, and the index of the line after them."""
        index = 0
        while index < len(self._lines):
            cells, used = _parse(self._lines, index)
            index += used
            if any(cell.strip() for cell in cells):
                names = [cell.strip().lower() for cell in cells]
                while names and not names[-1]:
                    names.pop()
                return tuple(names), index
        return (), index

    def check(self, where: str) -> None:
        """Refuse a file whose header cannot be read or is not the file's.

        Parameters
        ----------
        where
            What to call the file in the message.

        Raises
        ------
        DataError
            If no row can be read with this header.
        """
        try:
            columns = self.columns
        except csv.Error:
            raise DataError(
                f"The line that names the columns of {self.name} has a quote that does not close",
                where=f"{where}, line 1",
                next_step="Write the names without quotes.",
            ) from None
        where = f"{where}, line {self._header[1]}"
        for column in columns:
            if _unreadable(column):
                raise DataError(
                    f"The column name {_visible(column)[:40]!r} of {self.name} cannot be read",
                    where=where,
                    next_step="Save the file as plain text with commas, in UTF-8.",
                )
        check_columns(self.name, columns, where)

    def rows(self) -> Iterator[RawRow | BadRow]:
        """Yield the rows in order; one that cannot be read as a `BadRow`."""
        index = self._header[1]
        while index < len(self._lines):
            line = index + 1
            try:
                cells, used = _parse(self._lines, index)
            except csv.Error as error:
                index += 1  # only this line is lost: what a runaway quote swallowed is read again
                yield self._misquoted(line, error)
                continue
            index += used
            if any(cell.strip() for cell in cells):
                yield self._row(line, cells)

    def _row(self, line: int, cells: list[str]) -> RawRow | BadRow:
        row = {column: unguard(clean(cell)) for column, cell in zip(self.columns, cells, strict=False)}
        # A spreadsheet may leave out empty cells at the end of a row, so a short row is no mistake.
        row |= dict.fromkeys(self.columns[len(cells) :], "")
        shown = {column: _visible(text) for column, text in row.items()}
        for column, text in row.items():
            problem = _unreadable(text)
            if problem:
                return BadRow(self.name, line, column, _visible(text)[:200], *problem, row=shown)
        extra = [cell.strip() for cell in cells[len(self.columns) :] if cell.strip()]
        if extra:
            return BadRow(
                self.name,
                line,
                "",
                _visible(extra[0])[:200],
                f"The row has {len(cells)} cells, the header {len(self.columns)}",
                'Put quotes around a text that has a comma in it: "Gao, then Kidal".',
                row=shown,
            )
        if cells[0].lstrip().startswith("#"):
            return BadRow(
                self.name,
                line,
                self.columns[0],
                shown[self.columns[0]][:200],
                "A row cannot be commented out: CSV has no comments",
                "Delete the row, or take away the # if it is meant.",
                row=shown,
            )
        return RawRow(self.name, line, row)

    def _misquoted(self, line: int, error: csv.Error) -> BadRow:
        text = self._lines[line - 1].rstrip("\r\n")
        # The cells before the quote that fails are whole: they say which claim the line was meant to carry.
        whole = text.partition('"')[0].split(",")[:-1]
        row = {column: _visible(unguard(clean(cell))) for column, cell in zip(self.columns, whole, strict=False)}
        if "limit" in str(error):
            reason = "A cell that opens on this line with a quote is far too long"
        elif text.count('"') % 2:
            reason = "A quote opens a cell on this line and does not close it before the line ends"
        else:
            reason = "A quote stands within a cell that is in quotes"
        return BadRow(
            self.name,
            line,
            "",
            _visible(text)[:200],
            reason,
            'Close the cell with a quote, and write a quote within it twice: "the ""Signers""".',
            row=row,
        )


def _parse(lines: list[str], start: int) -> tuple[list[str], int]:
    """Return the cells of the row that starts on a line, and how many lines it takes."""
    reader = csv.reader((lines[index] for index in range(start, len(lines))), strict=True)
    cells = next(reader)
    return cells, reader.line_num


_BROKEN = re.compile(r"[\udc80-\udcff]+")


def _visible(text: str) -> str:
    r"""Return a text that can be written anywhere: each byte that is not UTF-8 as ``\xe9``."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _unreadable(text: str) -> tuple[str, str] | None:
    """Return what is wrong with a cell's text and what to do, or None."""
    if len(text) > MAX_CELL:
        return f"The cell has {len(text):,} characters", f"Use {MAX_CELL:,} at most: a note is a paraphrase."
    broken = None if text.isascii() else _BROKEN.search(text)
    if broken:
        raw = broken[0].encode("utf-8", "surrogateescape")
        read = raw.decode("cp1252", "replace")
        hint = "" if "\ufffd" in read else f" ({read!r} in Windows-1252, which older programs write)"
        return (
            f"After {broken.start()} characters, the bytes {raw[:8].hex(' ')} are not UTF-8{hint}",
            "Write the text again, and save the file as UTF-8.",
        )
    control = CONTROL.search(text)
    if control:
        what = "a NUL byte" if control[0] == "\0" else f"the control character U+{ord(control[0]):04X}"
        return f"The cell holds {what} after {control.start()} characters", "Delete it."
    return None
