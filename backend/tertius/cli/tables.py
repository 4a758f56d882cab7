"""How rows look in a terminal: a table when the columns fit, else one block a row; plain text in a pipe."""

import shutil
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

import click

from tertius.wording import NOTHING, text_of

_TALLEST = 7
"""Lines of a cell beyond which a row reads better as lines of its own."""

PROSE = 100
"""Columns of a terminal beyond which lines of prose are hard to read."""


def terminal_width() -> int:
    """Return the columns of the terminal; in a pipe, where there is no width to keep to, 80 keeps it readable."""
    return shutil.get_terminal_size().columns


def rows_lines(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """Return rows as the lines of a table, or, when that would break words, each row as lines of a column and a value.

    No column is left out for want of room: it may be the one that says how sure a rank is.

    Parameters
    ----------
    columns
        What to show, in order.
    rows
        Values by column.
    """
    room = terminal_width()
    cells = [[text_of(row[name]) for name in columns] for row in rows]
    numbers = [_are_numbers([row[name] for row in rows if row[name] is not None]) for name in columns]
    for gap in (2, 1):
        widths = _widths(columns, cells, room - gap * (len(columns) - 1))
        if widths is not None:
            yield from _table(columns, cells, widths, numbers, " " * gap)
            return
    yield from _blocks(columns, cells, room)


def _are_numbers(values: Sequence[object]) -> bool:
    return bool(values) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _height(texts: Sequence[str], widths: Sequence[int]) -> int:
    return max(len(wrapped(text, width)) for text, width in zip(texts, widths, strict=True))


def _widths(columns: Sequence[str], cells: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Share the room among the columns: each its longest word at least, then most to those with the longest texts.

    None when words would break, or when a cell would become a column of single words.
    """
    texts = [[_heading(name), *(row[index] for row in cells)] for index, name in enumerate(columns)]
    widths = [max(width_of(word) for text in column for word in text.split() or [""]) or 1 for column in texts]
    wanted = [max((width_of(text) for text in column[1:]), default=0) for column in texts]
    spare = room - sum(widths)
    if spare < 0:
        return None
    for _ in range(spare):
        tallest = max(range(len(columns)), key=lambda index: wanted[index] / widths[index])
        if wanted[tallest] <= widths[tallest]:
            break
        widths[tallest] += 1
    return widths if all(_height(row, widths) <= _TALLEST for row in cells) else None


def _table(
    columns: Sequence[str], cells: Sequence[Sequence[str]], widths: Sequence[int], numbers: Sequence[bool], gap: str
) -> Iterator[str]:
    headings = [wrapped(_heading(name), width) for name, width in zip(columns, widths, strict=True)]
    tallest = max(map(len, headings))
    for line in _lines([[""] * (tallest - len(heading)) + heading for heading in headings], widths, numbers, gap):
        yield click.style(line, bold=True)
    for row in cells:
        yield from _lines([wrapped(text, at) for text, at in zip(row, widths, strict=True)], widths, numbers, gap)


def _lines(row: Sequence[Sequence[str]], widths: Sequence[int], numbers: Sequence[bool], gap: str) -> Iterator[str]:
    for number in range(max(map(len, row))):
        parts = [cell[number] if number < len(cell) else "" for cell in row]
        blanks = [" " * (width - width_of(part)) for part, width in zip(parts, widths, strict=True)]
        padded = (
            blank + part if right else part + blank for part, blank, right in zip(parts, blanks, numbers, strict=True)
        )
        yield gap.join(padded).rstrip()


def _blocks(columns: Sequence[str], cells: Sequence[Sequence[str]], room: int) -> Iterator[str]:
    """Return each row as lines of a column and its value; a column without a value is left out of its row."""
    label = max(width_of(_heading(name)) for name in columns)
    number_width = len(str(len(cells)))
    missing = False
    for number, row in enumerate(cells, start=1):
        lead = f"{number:>{number_width}}"
        for name, text in zip(columns, row, strict=True):
            if text == NOTHING:
                missing = True
                continue
            for part in wrapped(text, max(room - label - number_width - 3, 20)):
                heading = _heading(name) if name else ""
                yield f"{lead} {heading}{' ' * (label - width_of(heading))}  {part}"
                lead, name = " " * number_width, ""
    if missing:
        yield ""
        yield "A column that is not listed has no value in that row."


def wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines of at most so many columns of a terminal; a word is broken only where it is longer.

    Parameters
    ----------
    text
        Any text; blanks between its words count as one.
    width
        Columns, at least 2.
    """
    lines, line = [], ""
    for word in text.split():
        if line and width_of(line) + 1 + width_of(word) <= width:
            line += f" {word}"
            continue
        if line:
            lines.append(line)
        while width_of(word) > width:
            fits = next(end for end in range(len(word), 0, -1) if width_of(word[:end]) <= width or end == 1)
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    return [*lines, line]


def width_of(text: str) -> int:
    """Return the columns that a text takes in a terminal: two for each wide letter, none for what combines."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def _heading(name: str) -> str:
    return name.replace("_", " ")
