"""Cells of a CSV file that a spreadsheet may open: no text from outside becomes a formula, and none is changed."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from tertius.model.spelling import composed

# In a spreadsheet a cell that starts with one of these is a formula, and a formula from outside can do harm. People
# choose what their spreadsheet splits at, so what follows a separator or a line's end may become a cell's start.
_STARTS = re.compile(r"""(?:^|(?<=[;,\t\r\n]))(?=['" ]*[=+\-@\t\r＝＋－＠])""")
_GUARDED = re.compile(r"""(?:^|(?<=[;,\t\r\n]))'(?=['" ]*[=+\-@\t\r＝＋－＠])""")
_NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?")
_WHOLE = re.compile(r"([+-]?[0-9]{1,18})(?:\.(?:0{0,2}|0{4,30}))?")  # digits that a database can store as a number

MARK = "\ufeff"
"""The byte order mark, without which Excel takes UTF-8 for an alphabet of its own."""

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Characters that no text of a source needs, and that can steer a terminal; tabs and line feeds are none of them."""


def guard(text: str) -> str:
    """Return the text as a spreadsheet can open it: an apostrophe wherever it would start a formula.

    That is at its start, and after a separator or a line's end, at which a spreadsheet may split it. A plain number
    stays as it is. `unguard` takes the apostrophes away again, for every text there is.
    """
    return text if _NUMBER.fullmatch(text) else _STARTS.sub("'", text)


def unguard(text: str) -> str:
    """Return the text that `guard` was given; a formula without an apostrophe before it stays as it is."""
    return _GUARDED.sub("", text)


def whole_in_cell(text: str) -> int | None:
    """Return the whole number in a cell as any program may have written it, None if it is none.

    A spreadsheet, or a table in memory, in whose column a cell is empty writes 70 as ``70.0``. ``70.5`` is no whole
    number, nor is ``7e1``: how a program shortens a long one loses digits. ``1.000`` is a thousand to many.
    """
    found = _WHOLE.fullmatch(text)
    return None if found is None else int(found[1])


def plain_whole(text: str) -> str:
    """Return a whole number as it is mostly written, 70 for ``70.0`` or ``070``; any other text as it is."""
    number = whole_in_cell(text)
    return text if number is None else str(number)


def clean(text: str) -> str:
    """Return the text of a cell as it is taken in: no blanks around it, one form of line end and of accented letters.

    Two spellings that look the same (``é`` as one character, or as ``e`` and an accent) become one, so that an id
    typed on one machine is found when it was typed on another.
    """
    return composed(text.replace("\r\n", "\n").replace("\r", "\n").strip())


def csv_lines(rows: Iterable[Mapping[str, str]], columns: Sequence[str], delimiter: str = ",") -> Iterator[str]:
    r"""Yield the rows as lines of CSV, each ending in ``\n``, the columns first; every text through `guard`.

    Parameters
    ----------
    rows
        Texts by column; a column that is not there is empty.
    columns
        The columns, in order.
    delimiter
        What stands between two cells.
    """
    buffer = io.StringIO()
    # "\r\n" so that a lone \r or \n within a cell is quoted
    writer = csv.writer(buffer, lineterminator="\r\n", delimiter=delimiter)
    for row in chain((dict(zip(columns, columns, strict=True)),), rows):
        writer.writerow(guard(row.get(column, "")) for column in columns)
        yield buffer.getvalue()[:-2] + "\n"
        buffer.seek(0)
        buffer.truncate()
