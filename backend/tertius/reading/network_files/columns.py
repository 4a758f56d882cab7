"""A table read column by column, strictly: a million lines in a second, and no line that means something else.

How quotes are read and what a cell may hold is said in `tertius.reading`. A text without a quote, as nearly every long
edge list is, is cut into cells by splitting, which then means the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import methodcaller
from pathlib import Path

import numpy as np

from tertius.errors import DataError
from tertius.model.cells import clean, unguard
from tertius.reading.cuts import Cut, unreadable, visible
from tertius.reading.delimited import cut, lines_of
from tertius.reading.dialect import Dialect
from tertius.reading.network_files.listing import CodeArray, Coded
from tertius.wording import counted, quoted, verb

MOST_LINES = 10_000_000
"""Lines that a table may have."""
MOST_COLUMNS = 5_000
"""Columns that a table may have: as many nodes as a matrix may have."""
_CHUNK = 1 << 20
"""Characters that are cut into cells at a time."""


@dataclass(frozen=True)
class Grid:
    """A table in columns.

    Attributes
    ----------
    path
        The file.
    header
        The cells of its first line that is not blank; nameless ones at its end are left out.
    header_line
        Where that line is.
    columns
        A column of k cells for each of the header's.
    lines
        (k,) The line of each row.
    separator
        What stands between two cells; empty in a workbook.
    notes
        How it was read and what was passed over, a sentence each.
    """

    path: Path
    header: tuple[str, ...]
    header_line: int
    columns: tuple[Coded, ...]
    lines: CodeArray
    separator: str = ""
    notes: tuple[str, ...] = ()

    def where(self, row: int | np.integer) -> str:
        """Return where a row stands, for a message."""
        return f"{quoted(self.path)}, line {self.lines[row]}"

    def column(self, name: str) -> Coded:
        """Return the column of a name."""
        return self.columns[self.header.index(name)]


def read_columns(text: str, dialect: Dialect, path: Path, notes: Sequence[str] = ()) -> Grid:
    """Return a delimited text as columns.

    Rows may lack cells at their end, as spreadsheets leave them out; blank lines are passed over and counted.

    Parameters
    ----------
    text
        The whole text.
    dialect
        How it is cut.
    path
        The file it comes from, for messages.
    notes
        How it came to be this text.

    Raises
    ------
    DataError
        A line cannot be read; names it.
    """
    rows = _quoted(text, dialect, path) if '"' in text else _plain(text, dialect)
    return _grid(rows, path, dialect.separator, notes)


def grid_of_cuts(cuts: Iterable[Cut], path: Path, notes: Sequence[str] = ()) -> Grid:
    """Return the rows of a workbook's sheet as columns; see `read_columns`."""
    return _grid(_of_cuts(cuts, path), path, "", notes)


def _of_cuts(cuts: Iterable[Cut], path: Path) -> "Iterator[_Block]":
    for one in cuts:
        if one.fault is not None:
            raise DataError(one.fault.reason, where=f"{quoted(path)}, line {one.line}", next_step=one.fault.next_step)
        yield _Block((one.line,), (one.cells,))


@dataclass(frozen=True)
class _Block:
    """Some lines: their numbers, and the cells of each; or, where all lines have ``width`` cells, all in one row."""

    numbers: Sequence[int]
    lines: Sequence[Sequence[str]] = ()
    flat: Sequence[str] = ()
    width: int = 0


def _plain(text: str, dialect: Dialect) -> Iterator[_Block]:
    """Yield the lines of a text without quotes, some ten thousand at a time."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text, mark = text.removesuffix("\n"), dialect.separator
    at, line = 0, 1
    while at <= len(text):
        end = text.find("\n", min(at + _CHUNK, len(text)))
        end = len(text) if end < 0 else end
        block = text[at:end]
        lines = block.split("\n")
        marks = set(map(methodcaller("count", mark), lines))
        if at and len(marks) == 1:
            yield _Block(
                range(line, line + len(lines)), flat=block.replace("\n", mark).split(mark), width=marks.pop() + 1
            )
        else:
            said = max(0, dialect.said + 1 - line)
            yield _Block(range(line + said, line + len(lines)), [one.split(mark) for one in lines[said:]])
        at, line = end + 1, line + len(lines)


def _quoted(text: str, dialect: Dialect, path: Path) -> Iterator[_Block]:
    """Yield the lines of a text with quotes one by one; those that are blank, too."""
    lines = lines_of(text)
    due = dialect.said + 1
    for one in cut(lines, dialect.separator, dialect.said):
        if one.fault is not None:
            raise DataError(one.fault.reason, where=f"{quoted(path)}, line {one.line}", next_step=one.fault.next_step)
        yield _Block(range(due, one.line), [[""]] * (one.line - due))
        yield _Block((one.line,), (one.cells,))
        due = one.line + 1 + sum(len(lines_of(cell)) - 1 for cell in one.cells if "\n" in cell or "\r" in cell)
    yield _Block(range(due, len(lines) + 1), [[""]] * (len(lines) + 1 - due))


def _grid(blocks: Iterator[_Block], path: Path, separator: str, notes: Sequence[str]) -> Grid:
    header: tuple[str, ...] = ()
    header_line = blank = short = 0
    known: list[defaultdict[str, int]] = []
    codes: list[list[CodeArray]] = []
    numbers: list[CodeArray] = []
    for block in blocks:
        where, lines = block.numbers, block.lines
        if not header:
            before = sum(1 for _ in _blanks(lines))
            blank += before
            if before == len(lines):
                continue
            header, header_line = _header(lines[before], path, where[before])
            known = [_numbering() for _ in header]
            codes = [[] for _ in header]
            where, lines = where[before + 1 :], lines[before + 1 :]
        if not where:
            continue
        if where[-1] > MOST_LINES:
            raise DataError(
                f"The file has more than {MOST_LINES:,} lines", where=quoted(path), next_step="Use a part of it."
            )
        if block.width == len(header):
            columns = [block.flat[at :: block.width] for at in range(block.width)]
        else:
            if block.width:
                lines = [block.flat[at : at + block.width] for at in range(0, len(block.flat), block.width)]
            if set(map(len, lines)) != {len(header)}:
                lines, fewer = _fitted(lines, where, len(header), path, separator)
                short += fewer
            columns = list(zip(*lines, strict=True))
        for cells, place, column in zip(columns, known, codes, strict=True):
            column.append(np.fromiter(map(place.__getitem__, cells), dtype=np.int32, count=len(where)))
        numbers.append(np.asarray(where, dtype=np.int32))
    if not header:
        raise DataError(
            "The file is empty",
            where=f"{quoted(path)}, line 1",
            next_step="Its first line names the columns: source, target, …",
        )
    at = np.concatenate(numbers) if numbers else np.empty(0, dtype=np.int32)
    read = [
        _read(np.concatenate(own) if own else at, list(place), at, path, name)
        for own, place, name in zip(codes, known, header, strict=True)
    ]
    said = np.any([column.codes >= 0 for column in read], axis=0)
    blank += int(len(at) - said.sum())
    if not said.all():
        at, read = at[said], [Coded(column.codes[said], column.values) for column in read]
    told = list(notes)
    if blank:
        told.append(f"{counted(blank, 'blank line')} {verb(blank, 'was', 'were')} passed over.")
    if short:
        told.append(
            f"{counted(short, 'line')} {verb(short, 'has', 'have')} fewer cells than the header: what is missing "
            "counts as empty."
        )
    return Grid(path, header, header_line, tuple(read), at, separator, tuple(told))


def _numbering() -> defaultdict[str, int]:
    """Return a dictionary that gives each new text the next number."""
    place: defaultdict[str, int] = defaultdict()
    place.default_factory = place.__len__
    return place


def _blanks(lines: Sequence[Sequence[str]]) -> Iterator[object]:
    """Yield the lines before the first that says something."""
    for cells in lines:
        if any(cell.strip() for cell in cells):
            return
        yield cells


def _header(cells: Sequence[str], path: Path, line: int) -> tuple[tuple[str, ...], int]:
    names = [clean(unguard(cell)) for cell in cells]
    for name in names:
        if problem := unreadable(name):
            raise _unreadable(problem, f"{quoted(path)}, line {line}")
    while not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise DataError(
            f"The table has {counted(len(names), 'column')}",
            where=quoted(path),
            next_step=f"Use {MOST_COLUMNS:,} at most.",
        )
    return tuple(names), line


def _fitted(
    lines: Sequence[Sequence[str]], where: Sequence[int], width: int, path: Path, separator: str
) -> tuple[list[Sequence[str]], int]:
    """Return the lines with as many cells as the header, and how many that are not blank had fewer."""
    fitted: list[Sequence[str]] = []
    short = 0
    for cells, line in zip(lines, where, strict=True):
        if len(cells) > width and any(cell.strip() for cell in islice(cells, width, None)):
            raise DataError(
                f"The line has {counted(len(cells), 'cell')}, the header {width}",
                where=f"{quoted(path)}, line {line}",
                next_step=f"Put quotes around a text that holds {_NAMED.get(separator, 'a separator')}."
                if separator
                else "Give the column a name in the first row, or empty the cell.",
            )
        short += len(cells) < width and any(cell.strip() for cell in cells)
        fitted.append(list(cells[:width]) + [""] * (width - len(cells)))
    return fitted, short


_NAMED = {",": "a comma", ";": "a semicolon", "\t": "a tab"}


def _read(codes: CodeArray, raw: Sequence[str], lines: CodeArray, path: Path, column: str) -> Coded:
    """Return a column with each of its values in the one spelling that everything has, and −1 where it says nothing."""
    values: dict[str, int] = {}
    place = np.full(len(raw), -1, dtype=np.int32)
    for code, text in enumerate(raw):
        value = clean(unguard(text))
        if problem := unreadable(value):
            line = lines[np.argmax(codes == code)]
            raise _unreadable(
                problem, f"{quoted(path)}, line {line}" + (f", column {visible(column)[:40]}" if column else "")
            )
        if value:
            place[code] = values.setdefault(value, len(values))
    return Coded(place[codes] if len(raw) else codes, tuple(values))


def _unreadable(problem: tuple[str, str], where: str) -> DataError:
    return DataError(problem[0], where=where, next_step=problem[1])
