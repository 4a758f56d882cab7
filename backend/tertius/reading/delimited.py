"""Text cut into cells, strictly: a line that cannot be cut costs that line alone. Pure."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from tertius.reading.cuts import MAX_CELL, Cut, Fault, visible


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, as CSV counts them."""
    # Not str.splitlines: that also splits at form feeds and Unicode separators, and line numbers would be wrong.
    return list(StringIO(text, newline=""))


def cut(lines: Sequence[str], separator: str, start: int = 0, width: int = 0) -> Iterator[Cut]:
    """Yield each line that is not blank, cut into cells.

    A stray quote makes the lines that follow look like one long cell. A cell that holds whole rows of the table is
    therefore refused, like a quote that does not close or that stands within a cell: its line is a fault, and the next
    ones are read again.

    Parameters
    ----------
    lines
        The lines of a text, from `lines_of`.
    separator
        What stands between two cells.
    start
        The line to begin with, from 0.
    width
        Columns of the table; by default the cells of the first line.
    """
    while start < len(lines):
        reader = csv.reader((lines[index] for index in range(start, len(lines))), delimiter=separator, strict=True)
        done = 0
        try:
            for cells in reader:
                line = start + done + 1
                several, done = reader.line_num - done > 1, reader.line_num
                if several and (hidden := _hidden(cells, separator, width)):
                    yield _swallowed(lines, line, separator, hidden)
                    start = line
                    break
                if any(cell.strip() for cell in cells):
                    width = width or len(cells)
                    yield Cut(line, cells)
            else:
                return
        except csv.Error as error:
            line = start + done + 1
            yield _misquoted(lines, line, separator, error)
            start = line  # only this line is lost: what a runaway quote swallowed is read again


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


def _swallowed(lines: Sequence[str], line: int, separator: str, hidden: int) -> Cut:
    reason = f"A quote opens a cell on this line, and {hidden} of the lines that follow look like rows within it"
    return _stray(lines, line, separator, reason, "Delete the quote, or close the cell with a quote on its own line.")


def _misquoted(lines: Sequence[str], line: int, separator: str, error: csv.Error) -> Cut:
    text = lines[line - 1]
    if "limit" in str(error):
        reason = "A cell that opens on this line with a quote is far too long"
    elif text.count('"') % 2:
        reason = "A quote opens a cell on this line and does not close it before the line ends"
    else:
        reason = "A quote stands within a cell that is in quotes"
    return _stray(
        lines,
        line,
        separator,
        reason,
        'Close the cell with a quote, and write a quote within it twice: "the ""Signers""".',
    )


def _stray(lines: Sequence[str], line: int, separator: str, reason: str, next_step: str) -> Cut:
    """Return a line with a stray quote: the cells before the one that it opens are whole."""
    text = lines[line - 1].rstrip("\r\n")
    whole, rest = _before(text, separator)
    return Cut(line, whole, Fault("", visible(text)[:200], reason, next_step, unread=visible(rest)))


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
