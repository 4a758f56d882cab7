"""A table: named columns, and rows of which each is either whole or a fault. Pure."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace

from tertius.errors import DataError
from tertius.model.cells import clean, unguard
from tertius.reading.cuts import MAX_CELL, Cut, Fault, unreadable, visible
from tertius.reading.delimited import cut, lines_of
from tertius.reading.dialect import dialect_of
from tertius.reading.encoding import decode
from tertius.reading.noticed import Noticed
from tertius.wording import counted

ADDED = ("reason", "next_step")
"""Columns that a file of rows set aside has more than the file they come from; they are read over."""
UNREAD = "unread"
"""A column of such a file: what of a line could not be cut into cells. A row is mended when it is empty again."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes
    ----------
    line
        The line that it starts on, from 1; in a workbook, its row.
    values
        Texts by column. Of a row that cannot be read, as far as they can be told.
    fault
        What is wrong with it; None for a row that can be read.
    """

    line: int
    values: dict[str, str]
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a person saved it.

    Attributes
    ----------
    name
        What to call it.
    columns
        The names in its first row that is not blank, as `column_name` gave them; nameless ones at the end are left out.
    header
        The line of these names.
    separator
        What stands between two cells; empty in a workbook.
    notes
        How it was read, and what was passed over, a sentence each.
    set_aside
        Whether it is a file of rows that a load had set aside: it has the columns `ADDED`.
    max_cell
        Characters that a cell may have.
    """

    name: str
    columns: tuple[str, ...]
    header: int
    separator: str
    notes: tuple[str, ...] = ()
    set_aside: bool = False
    _extra: dict[int, str] = field(default_factory=dict)
    _cuts: Callable[[], Iterator[Cut]] = field(default=lambda: iter(()), repr=False, compare=False)
    max_cell: int = MAX_CELL
    _after: int = 0
    _width: int = 0
    _noticed: Noticed = field(default_factory=Noticed, repr=False, compare=False)

    def rows(self) -> Iterator[Row]:
        """Yield the rows in order, from the first each time; blank ones are passed over."""
        self._noticed.clear()
        expected = self._after + 1
        for one in self._cuts():
            if one.line != expected:
                self._noticed.gap(expected, one.line)
            expected = one.line + one.lines
            yield self._row(one)

    def noticed(self) -> tuple[str, ...]:
        """Return what was noticed in the last pass over the rows, a sentence each: short and long rows, blank ones."""
        return self._noticed.notes(self.name, self._width)

    def _row(self, one: Cut) -> Row:
        if one.plain and one.fault is None and not self._extra and len(one.cells) == len(self.columns):
            texts = [*map(str.strip, one.cells)]  # most rows of most tables: nothing in them needs a closer look
            if not texts[0].startswith("#"):
                return Row(one.line, dict(zip(self.columns, texts, strict=True)))
        texts = [clean(unguard(cell)) for cell in one.cells]
        width = len(self.columns) + len(self._extra)
        if one.fault is None and self.separator and len(texts) < width:
            self._noticed.short.add(one.line)
        # A spreadsheet may leave out empty cells at the end of a row, so a short row is no mistake.
        texts += [""] * (width - len(texts))
        kept = [text for at, text in enumerate(texts[:width]) if at not in self._extra]
        values = dict(zip(self.columns, kept, strict=True))
        fault = self._named(one.fault) or self._fault(one, texts, values)
        if fault is not None:
            values = {column: visible(text) for column, text in values.items()}
        return Row(one.line, values, fault)

    def _named(self, fault: Fault | None) -> Fault | None:
        """Return the fault of a cut line with the name of its column."""
        if fault is None or not fault.column:
            return fault
        at = int(fault.column)
        names = self._names()
        name = names[at] if at < len(names) else ""
        # Written as a text, what a workbook made of the cell could pass for what was meant: it is to be mended first.
        return Fault(name, fault.value, fault.reason, fault.next_step, f"{name or at + 1}: {fault.value}")

    def _names(self) -> list[str]:
        """Return every column of the file in its order."""
        rest = iter(self.columns)
        return [self._extra.get(at) or next(rest) for at in range(len(self.columns) + len(self._extra))]

    def _fault(self, one: Cut, texts: list[str], values: dict[str, str]) -> Fault | None:
        for column, text in values.items():
            if problem := unreadable(text, self.max_cell):
                return Fault(column, visible(text)[:200], *problem)
        width = len(self.columns) + len(self._extra)
        if len(texts) > max(width, self._width) and not any(texts[width:]):
            self._noticed.long.add(one.line)
        if extra := [visible(text) for text in texts[width:] if text]:
            return Fault(
                "",
                extra[0][:200],
                f"The row has {counted(len(one.cells), 'cell')}, the header {width}",
                self._quote_hint(),
                unread=" | ".join(extra),
            )
        unread = next((texts[at] for at, name in self._extra.items() if name == UNREAD), "")
        if unread:
            return Fault(
                UNREAD,
                unread[:200],
                "A part of the row could not be cut into cells",
                f"Write its parts into their cells, and empty the column {UNREAD}.",
                unread=unread,
            )
        if texts and texts[0].startswith("#") and 0 not in self._extra:
            return Fault(
                self.columns[0],
                values[self.columns[0]][:200],
                "A row cannot be commented out: a table has no comments",
                "Delete the row, or take away the # if it is meant.",
            )
        return None

    def _quote_hint(self) -> str:
        if not self.separator:
            return "Give the column a name in the first row, or empty the cell."
        mark = {";": "semicolon", "\t": "tab"}.get(self.separator, "comma")
        example = {";": '"Gao; then Kidal"', "\t": '"Gao\tthen Kidal"'}.get(self.separator, '"Gao, then Kidal"')
        return f"Put quotes around a text that has a {mark} in it: {example}."


def read_table(
    raw: bytes,
    *,
    name: str,
    where: str,
    known: Collection[str] = (),
    column_name: Callable[[str], str] = str,
    max_cell: int = MAX_CELL,
) -> Table:
    """Read a table of plain text: CSV, or cells separated by semicolons or tabs.

    Parameters
    ----------
    raw
        The bytes of the file.
    name, where
        What to call it, and its place, in messages.
    known
        Names of columns to expect, in lower case: they decide which separator is meant where there are several.
    column_name
        What a column is called here, given its name in the file without blanks around it; such as `str.lower`.
    max_cell
        Characters that a cell may have.

    Raises
    ------
    DataError
        If it is no text in an encoding and with separators that are known, or its header cannot be read.
    """
    text = decode(raw, name=name, where=where)
    dialect = dialect_of(text.text, known=known, name=name, where=where)
    lines = lines_of(text.text)
    notes = (text.note,) if text.note else ()
    table = table_of(
        lambda start, width: cut(lines, dialect.separator, start, width),
        start=dialect.said,
        name=name,
        where=where,
        separator=dialect.separator,
        notes=notes,
        column_name=column_name,
    )
    return replace(table, max_cell=max_cell)


def table_of(
    cuts: Callable[[int, int], Iterator[Cut]],
    *,
    start: int = 0,
    name: str,
    where: str,
    separator: str = "",
    notes: tuple[str, ...] = (),
    column_name: Callable[[str], str] = str,
) -> Table:
    """Return the table whose first line that is not blank names its columns.

    Parameters
    ----------
    cuts
        Gives the lines that are not blank after a number of lines, cut into cells, given how many there are to be in
        each; 0 while that is not known.
    start
        Lines before the table.
    name, where, column_name
        As for `read_table`.
    separator, notes
        As for a `Table`.

    Raises
    ------
    DataError
        If the header cannot be read, has a nameless column amid others, or names one twice.
    """
    first = next(cuts(start, 0), None)
    if first is None:
        raise DataError(f"{name} is empty", where=where, next_step="Give it at least the line that names its columns.")
    where = f"{where}, line {first.line}"
    if first.fault is not None:
        raise DataError(
            f"The line that names the columns of {name} cannot be read: {first.fault.reason[:1].lower()}"
            f"{first.fault.reason[1:]}",
            where=where,
            next_step="Write the names as plain text, without quotes.",
        )
    names = [column_name(clean(unguard(cell))) for cell in first.cells]
    while names and not names[-1]:
        names.pop()
    _check_names(names, name, where)
    set_aside = all(column in names for column in ADDED)
    extra = {at: column for at, column in enumerate(names) if set_aside and column in (*ADDED, UNREAD)}
    return Table(
        name,
        tuple(column for at, column in enumerate(names) if at not in extra),
        first.line,
        separator,
        notes,
        set_aside,
        extra,
        lambda: cuts(first.line, len(names)),
        _after=first.line,
        _width=len(first.cells),
    )


def _check_names(names: list[str], name: str, where: str) -> None:
    for column in names:
        if unreadable(column) or "\n" in column:
            raise DataError(
                f"The column name {visible(column)[:40]!r} of {name} cannot be read",
                where=where,
                next_step="Write it in one line, and save the file as UTF-8.",
            )
        if names.count(column) > 1 or not column:
            raise DataError(
                f"{name} has {counted(names.count(column), 'column')} {column[:40]!r}"
                if column
                else f"{name} has a nameless column",
                where=where,
                next_step="Delete or rename it.",
            )
