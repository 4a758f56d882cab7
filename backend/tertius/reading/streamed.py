"""A table of any size as a stream of rows: the rules of `tertius.reading.table`, without the file in memory.

It is for files that programs write: separator and column names are known, and nothing about a column is guessed.
"""

import io
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from tertius.errors import DataError, InputError, TertiusError
from tertius.reading.cuts import MAX_RECORD, Cut
from tertius.reading.delimited import cut
from tertius.reading.dialect import SEPARATORS, dialect_of
from tertius.reading.encoding import Encoding, encoding_named, encoding_of, is_marked
from tertius.reading.packed import Packed, digest, open_packed
from tertius.reading.table import Row, Table, table_of
from tertius.wording import counted

__all__ = ["Streamed", "digest", "open_streamed"]

MAX_KEPT = 1 << 24
"""Characters of one line that are kept: such a line is set aside whole, a longer one as far as here."""

Columns: TypeAlias = Sequence[str] | Callable[[Sequence[str]], Sequence[str] | None]
"""Names of the columns; or, given the cells of the first line: the names if that is a row, None if it names them."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """A table in a file that is read anew for each pass over its rows.

    Attributes
    ----------
    table
        The table; its rows are a stream.
    """

    table: Table
    _packed: Packed = field(repr=False)

    @property
    def name(self) -> str:
        """What the file is called: of an archive, the file within."""
        return self.table.name

    @property
    def where(self) -> str:
        """Its place, for messages."""
        return self._packed.where

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        return self.table.columns

    @property
    def header(self) -> int:
        """The line of these names; 0 if the file has none."""
        return self.table.header

    @property
    def separator(self) -> str:
        """What stands between two cells."""
        return self.table.separator

    @property
    def notes(self) -> tuple[str, ...]:
        """How it was read, and what was passed over, a sentence each."""
        return self.table.notes

    @property
    def set_aside(self) -> bool:
        """Whether it is a file of rows that a load had set aside."""
        return self.table.set_aside

    def noticed(self) -> tuple[str, ...]:
        """Return what was noticed in the last pass over the rows, a sentence each."""
        return self.table.noticed()

    def position(self) -> float:
        """Return how much of the file this pass over its rows has read, from 0 to 1."""
        return self._packed.position()

    def rows(self) -> Iterator[Row]:
        """Yield the rows in order, from the first each time; blank ones are passed over.

        Raises
        ------
        DataError
            If the file cannot be read to its end.
        """
        return self.table.rows()


def open_streamed(
    path: Path,
    *,
    encoding: str | None = None,
    separator: str = ",",
    columns: Columns | None = None,
    member: str | Sequence[str] = "*.csv",
    quotes: bool = True,
    known: Collection[str] = (),
    column_name: Callable[[str], str] = str,
) -> Streamed:
    """Open a table and read the line that names its columns.

    The file is looked through once, to tell its encoding, unless that is given. A line of HXL tags below the header is
    passed over and told.

    Parameters
    ----------
    path
        The file: plain, gzip or zip. ``archive.zip/name.csv`` is one file of several in an archive.
    encoding
        Its encoding, unless it begins with the mark of UTF-8 or UTF-16. By default UTF-8 or, where most letters are
        none, Windows-1252, which a note tells.
    separator
        What stands between two cells; empty to tell it from the first lines. Where commas are expected and the first
        line has none, or says ``sep=;``, it is told, too: a spreadsheet writes what its country's settings say.
    columns
        The names of the columns of a file that does not name them. A function is asked whether it does.
    member
        Patterns of the table's name within an archive.
    quotes
        Whether cells may stand in quotes.
    known, column_name
        As for `tertius.reading.table.read_table`.

    Raises
    ------
    DataError
        If it cannot be read as such a table.
    InputError
        If the encoding or the separator is none.
    """
    if len(separator) > 1 or separator in ('"', "\r", "\n"):
        raise InputError(
            f"The separator {separator[:20]!r} is no single character",
            where="separator",
            next_step=f"Use one for {', '.join(SEPARATORS.values())}.",
        )
    packed = open_packed(Path(path), member=member)
    where = packed.where
    found = encoding_named(encoding) if encoding else None
    if found is None or is_marked(next(iter(packed.pieces()), b"")):
        found = encoding_of(packed.pieces, name=packed.name, where=where)
    lines = partial(_lines, packed, found)
    start, expected = 0, separator
    if not separator or (separator == "," and _is_cut_otherwise(next(lines(), ""))):
        text = "".join(islice(lines(), 1_000))[:MAX_RECORD]
        dialect = dialect_of(text, known=known, name=packed.name, where=where)
        separator, start = dialect.separator, dialect.said

    def cuts(start: int, width: int) -> Iterator[Cut]:
        try:
            yield from cut(lines(), separator, start, width, quotes=quotes, whole=True)
        except DataError as error:
            raise error if error.where else error.at(where) from None

    notes = [found.note] if found.note else []
    if expected and separator != expected:
        notes.append(f"The cells of {packed.name} are separated by {SEPARATORS[separator]}.")
    named = _named(columns, cuts, start)
    if named is None:
        table = _without_tags(
            table_of(
                cuts,
                start=start,
                name=packed.name,
                where=where,
                separator=separator,
                notes=tuple(notes),
                column_name=column_name,
            ),
            cuts,
        )
    else:
        width = len(named)
        table = Table(
            packed.name,
            tuple(named),
            0,
            separator,
            tuple(notes),
            _cuts=lambda: cuts(start, width),
            _after=start,
            _width=width,
        )
    return Streamed(table, packed)


def _named(columns: Columns | None, cuts: Callable[[int, int], Iterator[Cut]], start: int) -> Sequence[str] | None:
    """Return the names of the columns of a file that does not name them; None for one that does."""
    if columns is None or not callable(columns):
        return columns
    first = next(cuts(start, 0), None)
    return None if first is None or first.fault is not None else columns([cell.strip() for cell in first.cells])


def _is_cut_otherwise(first: str) -> bool:
    """Say whether a first line is not cut by commas: it says so, or has semicolons or tabs in it and no comma."""
    says_so = first[:20].lstrip(' \t\ufeff"').lower().startswith("sep=")
    return says_so or ("," not in first and (";" in first or "\t" in first))


_TAG = re.compile(r"#[A-Za-z][A-Za-z0-9_]*(\s*\+\s*[A-Za-z0-9_]+)*")


def _without_tags(table: Table, cuts: Callable[[int, int], Iterator[Cut]]) -> Table:
    """Return a table that begins after its line of HXL tags, if it has one (hxlstandard.org)."""
    first = next(table.rows(), None)
    filled = [text for text in first.values.values() if text] if first is not None else []
    if first is None or table.set_aside or not filled or not all(map(_TAG.fullmatch, filled)):
        return table
    note = f"Line {first.line} of {table.name} holds HXL tags and was passed over."
    line, width = first.line, len(table.columns)
    return replace(table, notes=(*table.notes, note), _cuts=lambda: cuts(line, width), _after=line)


def _lines(packed: Packed, encoding: Encoding) -> Iterator[str]:
    """Yield the lines of a file as CSV counts them; of one that is far too long, its start and how long it is."""
    with packed.open() as stream:
        stream.read(encoding.mark)
        text = io.TextIOWrapper(stream, encoding.codec, encoding.errors, newline="")
        done = 0
        try:
            for line in iter(partial(text.readline, MAX_RECORD), ""):
                done += 1
                if len(line) < MAX_RECORD or line[-1] in "\r\n":
                    yield line
                else:
                    yield _rest_of(line, text)
        except TertiusError:
            raise
        except UnicodeError:
            raise DataError(
                f"{packed.name} is not in the encoding {encoding.codec} to its end",
                where=f"{packed.where}, after line {done}",
                next_step="Name its encoding, or save it as UTF-8.",
            ) from None
        except OSError as error:
            raise DataError(
                f"The file cannot be read on: {error.strerror}",
                where=f"{packed.where}, after line {done}",
                next_step="Check the disk, and load it again.",
            ) from None


def _rest_of(line: str, text: io.TextIOWrapper) -> str:
    """Return a line that is far too long, as far as it is kept."""
    kept, more, end = [line], 0, ""
    length = len(line)
    while not end and (piece := text.readline(MAX_RECORD)):
        end = piece[len(piece.rstrip("\r\n")) :]
        if length < MAX_KEPT:
            kept.append(piece)
            length += len(piece)
        else:
            more += len(piece)
    if not more:
        return "".join(kept)
    return f"{''.join(kept)} … {counted(more, 'more character')}{end or chr(10)}"
