"""How a text is cut into cells: by commas, semicolons or tabs. Pure."""

import csv
import re
from collections.abc import Collection
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from tertius.errors import DataError

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
"""The separators that are known, and what they are called."""

# What follows is taken whole: if blanks could be of either kind, a line of n of them would be tried in n² ways.
_SEP_LINE = re.compile(r'\s*+"?sep=(.?)"?[,;\s]*+', re.IGNORECASE)
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text is cut.

    Attributes
    ----------
    separator
        What stands between two cells.
    said
        Lines before the table that only say so (`sep=;`).
    """

    separator: str = ","
    said: int = 0


def dialect_of(text: str, *, known: Collection[str] = (), name: str = "The file", where: str = "") -> Dialect:
    """Tell how a table is cut into cells, from a line ``sep=;`` if there is one, else from the line with its columns.

    Of several separators in that line, the one that gives the most columns that are known is meant; where none does,
    the one by which the first lines have as many cells as that line.

    Parameters
    ----------
    text
        The table's text.
    known
        Names of columns to expect, in lower case.
    name, where
        What to call the file, and its place, in messages.

    Raises
    ------
    DataError
        If the line ``sep=`` names a separator that is not known, or two separators do equally well.
    """
    lines = list(islice(StringIO(text, newline=""), 1_000))
    start = next((index for index, line in enumerate(lines) if line.strip(" \t\r\n,;")), len(lines))
    said = _SEP_LINE.fullmatch(lines[start]) if start < len(lines) else None
    if said:
        if said[1] in SEPARATORS:
            return Dialect(said[1], start + 1)
        raise DataError(
            f"{name} says that its cells are separated by {said[1]!r}" if said[1] else f"{name} names no separator",
            where=f"{where}, line {start + 1}",
            next_step="Use commas, semicolons or tabs: sep=; for example.",
        )
    there = [mark for mark in SEPARATORS if mark in (lines[start] if start < len(lines) else text)]
    if start == len(lines):
        return Dialect(there[0] if there else ",")
    if len(there) < 2:
        return Dialect(there[0] if there else ",")
    scores = {mark: _score(lines[start : start + _LOOKED_AT], mark, known) for mark in there}
    best = max(scores.values())
    fitting = [mark for mark, score in scores.items() if score == best]
    if len(fitting) > 1:
        raise DataError(
            f"The cells of {name} may be separated by {' or by '.join(SEPARATORS[mark] for mark in fitting)}",
            where=f"{where}, line {start + 1}",
            next_step=f"Say which, in a first line of its own: sep={fitting[0]}",
        )
    return Dialect(fitting[0])


def _score(lines: list[str], mark: str, known: Collection[str]) -> tuple[int, int]:
    """Say how many of the columns are known, and how many lines have as many cells as there are columns."""
    try:
        rows = list(csv.reader(lines, delimiter=mark))
    except csv.Error:
        return 0, 0
    width = len(rows[0])
    found = sum(cell.strip().lower() in known for cell in rows[0])
    return found, sum(len(row) == width for row in rows) if width > 1 else 0
