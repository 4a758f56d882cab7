"""Text cut into cells, strictly: a line that cannot be cut costs that line alone. Pure."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import Literal

from tertius.errors import DataError
from tertius.reading.cuts import MAX_CELL, MAX_RECORD, Cut, Fault, is_plain, visible
from tertius.wording import counted


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, as CSV counts them."""
    # Not str.splitlines: that also splits at form feeds and Unicode separators, and line numbers would be wrong.
    return list(StringIO(text, newline=""))


MAX_AGAIN = 1 << 26
"""Characters that may be read again because of quotes that do not close."""


class _TooLongError(csv.Error):
    """A row with more characters than one may have."""


class _Lines:
    """Lines, of which those of the row that is being read can be read again."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self._budget = MAX_AGAIN
        self.row: list[str] = []

    def feed(self) -> Iterator[str]:
        """Yield the lines, and keep those of the row; whoever has taken the row empties it."""
        row, length = self.row, 0
        while True:
            line = self._again.popleft() if self._again else next(self._lines, None)
            if line is None:
                return
            length = len(line) + (length if row else 0)
            row.append(line)
            if length > MAX_RECORD:
                raise _TooLongError
            yield line

    def back(self) -> str:
        """Give back all lines of the row but its first, and return that.

        Raises
        ------
        DataError
            If that was done so often that the file is none of the kind.
        """
        first, *rest = self.row
        self.row.clear()
        self._budget -= sum(map(len, rest))
        if self._budget < 0:
            raise DataError(
                "Too many lines open a cell with a quote that does not close",
                next_step="If the quotes belong to the texts, save the table anew with a program that doubles them.",
            )
        self._again.extendleft(reversed(rest))
        return first


def cut(
    lines: Iterable[str], separator: str, start: int = 0, width: int = 0, *, quotes: bool = True, whole: bool = False
) -> Iterator[Cut]:
    """Yield each line that is not blank, cut into cells; no more of the text is held than the row that is being cut.

    A stray quote makes the lines that follow look like one long cell. A cell that holds whole rows of the table is
    therefore refused, like a quote that does not close or that stands within a cell: its line is a fault, and the next
    ones are read again.

    Parameters
    ----------
    lines
        The lines of a text, as CSV counts them.
    separator
        What stands between two cells.
    start
        The line to begin with, from 0.
    width
        Columns of the table; by default the cells of the first line.
    quotes
        Whether a cell may stand in quotes; else a quote is a letter like any other.
    whole
        Whether a program wrote it: a last line that does not end and has too few cells is then a part of a row.

    Raises
    ------
    DataError
        If most of the text would have to be read again and again because of quotes that do not close.
    """
    source = _Lines(islice(lines, start, None))
    row, done = source.row, start
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE
    while True:
        reader = csv.reader(source.feed(), delimiter=separator, strict=True, quoting=quoting)
        try:
            for cells in reader:
                line = done + 1
                if len(row) == 1:
                    plain = is_plain(row[0])
                elif hidden := _hidden(cells, separator, width):
                    yield _swallowed(source.back(), line, separator, hidden)
                    done = line
                    break
                else:
                    plain = sum(map(len, row)) <= MAX_CELL and all(map(is_plain, row))
                    if plain:  # but for the line ends within its cells, all of one form from here on
                        cells = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells]
                if any(map(str.strip, cells)):
                    width = width or len(cells)
                    if whole and len(cells) < width and row[-1][-1:] not in "\r\n":
                        yield Cut(line, cells, _unfinished(len(cells), width, row), lines=len(row))
                    else:
                        yield Cut(line, cells, None, plain, len(row))
                done += len(row)
                row.clear()
            else:
                return
        except csv.Error as error:
            done += 1  # only this line is lost: what a runaway quote swallowed is read again
            yield _misquoted(source.back(), done, separator, error)


_WIDE = 4
"""Columns from which on a line of a text is hardly ever cut into as many cells by chance."""


def _hidden(cells: Sequence[str], separator: str, width: int) -> int:
    """Say how many lines within the cells look like rows of the table."""
    most = 0
    for cell in cells:
        if "\n" in cell or "\r" in cell:
            marks = [line.count(separator) for line in lines_of(cell)[1:]]
            if width >= _WIDE:
                most = max(most, sum(count >= width - 1 for count in marks))
            elif width > 1 and all(count == width - 1 for count in marks[:-1] or marks):
                most = max(most, len(marks))
    return most


def _unfinished(cells: int, width: int, row: Sequence[str]) -> Fault:
    return Fault(
        "",
        visible("".join(row))[:200],
        f"The file ends within this row: it has {counted(cells, 'cell')}, the header {width}",
        "Get the file again: it was cut off. If the row is whole, end it with an empty line.",
    )


def _swallowed(text: str, line: int, separator: str, hidden: int) -> Cut:
    reason = f"A quote opens a cell on this line, and {hidden} of the lines that follow look like rows within it"
    return _stray(text, line, separator, reason, "Delete the quote, or close the cell with a quote on its own line.")


def _misquoted(text: str, line: int, separator: str, error: csv.Error) -> Cut:
    next_step = 'Close the cell with a quote, and write a quote within it twice: "the ""Signers""".'
    if len(text) > MAX_RECORD:
        shown = visible(text[:200])
        reason = f"The line has {counted(len(text.rstrip()), 'character')}; {MAX_RECORD:,} at most are cut into cells"
        return Cut(line, [], Fault("", shown, reason, _SHORTEN, unread=visible(text.rstrip("\r\n"))))
    if isinstance(error, _TooLongError) or "limit" in str(error):
        quoted = '"' in text
        reason = f"A cell that opens on this line{' with a quote' if quoted else ''} is far too long"
        next_step = next_step if quoted else _SHORTEN
    elif text.count('"') % 2:
        reason = "A quote opens a cell on this line and does not close it before the line ends"
    else:
        reason = "A quote stands within a cell that is in quotes"
    return _stray(text, line, separator, reason, next_step)


_SHORTEN = "Shorten it, or check whether line ends were lost."


def _stray(text: str, line: int, separator: str, reason: str, next_step: str) -> Cut:
    """Return a line with a stray quote: the cells before the one that it opens are whole."""
    text = text.rstrip("\r\n")
    whole, rest = _before(text, separator)
    return Cut(line, whole, Fault("", visible(text[:400])[:200], reason, next_step, unread=visible(rest)))


def _before(text: str, separator: str) -> tuple[list[str], str]:
    """Return the cells of a line before the quote that fails, and the rest of it."""
    cells: list[str] = []
    while True:
        if text.startswith('"'):
            closing = _closing(text)
            if not 0 < closing <= MAX_CELL or text[closing + 1 : closing + 2] != separator:
                return cells, text
            cells.append(text[1:closing].replace('""', '"'))
            text = text[closing + 2 :]
            continue
        cell, mark, rest = text.partition(separator)
        if not mark:
            return cells, text
        cells.append(cell)
        text = rest


def _closing(text: str) -> int:
    """Return where the quote is that closes the cell which a text begins with, or -1."""
    at = 1
    while True:
        at = text.find('"', at)
        if at < 0 or text[at + 1 : at + 2] != '"':
            return at
        at += 2
