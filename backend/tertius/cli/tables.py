"""How rows look in a terminal: a table when the columns fit, else one block a row; plain text in a pipe."""

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console


_TALLEST = 7
"""Lines of a cell beyond which a row reads better as lines of its own."""


def console() -> "Console":
    """Return a console on standard output: colour on a terminal only, never wider than it."""
    from rich.console import Console

    # In a pipe there is no width to keep to; 80 keeps it readable wherever it ends up.
    return Console(file=sys.stdout, highlight=False, soft_wrap=False, emoji=False, markup=False)


def text_of(value: object) -> str:
    """Return a value as a person reads it: lists with commas, null as a dash, numbers short."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list | tuple):
        return ", ".join(text_of(item) for item in value) or "–"
    if isinstance(value, Mapping):
        return " ".join(f"{key}={text_of(item)}" for key, item in value.items())
    return printable(str(value))


def printable(text: str) -> str:
    """Return the text without control characters: what a source wrote must not steer a terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


def shown_columns(columns: Sequence[str], evidence: str | None) -> list[str]:
    """Return the columns that a person wants in a table.

    Left out: the evidence column, and an id beside its name (``person_id`` beside ``person``).
    """
    return [
        name
        for name in columns
        if name != evidence
        and not (name.endswith("_id") and name.removesuffix("_id") in columns)
        and not (name.endswith("_ids") and name.removesuffix("_ids") + "s" in columns)
    ]


def print_rows(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> None:
    """Print rows as a table, or, when a table would break words, each row as a few lines of "column: value".

    No column is left out for want of room: it may be the one that says how sure a rank is.

    Parameters
    ----------
    columns
        What to show, in order.
    rows
        Values by column.
    """
    out = console()
    cells = [[text_of(row[name]) for name in columns] for row in rows]
    for gap in (2, 1):
        widths = _widths(columns, cells, out.width - gap * (len(columns) - 1))
        if widths is not None:
            _print_table(out, columns, rows, cells, widths, gap)
            return
    for number, values in enumerate(cells, start=1):
        pairs = [f"{_heading(name)}: {value}" for name, value in zip(columns, values, strict=True)]
        for line in _flowing(pairs, out.width, f"{number:>3}. "):
            click.echo(line)


def _widths(columns: Sequence[str], cells: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Share the room among the columns: each its longest word at least, then most to those with the longest texts.

    None when words would break, or when a cell would become a column of single words.
    """
    widths = _longest_words(columns, cells)
    wanted = [max((len(row[index]) for row in cells), default=0) for index in range(len(columns))]
    spare = room - sum(widths)
    if spare < 0:
        return None
    for _ in range(spare):
        tallest = max(range(len(columns)), key=lambda index: wanted[index] / widths[index])
        if wanted[tallest] <= widths[tallest]:
            break
        widths[tallest] += 1
    tallest_cell = max((most / width for most, width in zip(wanted, widths, strict=True) if width), default=0)
    return widths if tallest_cell <= _TALLEST else None


def _longest_words(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> list[int]:
    """Return for each column the characters of its longest word, its heading's included."""
    return [
        max(len(word) for text in (_heading(name), *(row[index] for row in cells)) for word in text.split() or [""])
        for index, name in enumerate(columns)
    ]


def _flowing(pairs: Sequence[str], width: int, lead: str) -> list[str]:
    """Return the pairs one after the other, a new line where the next does not fit."""
    from textwrap import wrap

    indent = " " * len(lead)
    lines, line = [], lead
    for pair in pairs:
        joined = pair if line in (lead, indent) else f" · {pair}"
        if len(line) + len(joined) <= width:
            line += joined
            continue
        if line.strip():
            lines.append(line)
        parts = wrap(pair, width - len(indent)) or [pair]
        lines += [indent + part for part in parts[:-1]]
        line = indent + parts[-1]
    return [*lines, line]


def _heading(name: str) -> str:
    return name.replace("_", " ")


def _print_table(
    out: "Console",
    columns: Sequence[str],
    rows: Sequence[Mapping[str, object]],
    cells: Sequence[Sequence[str]],
    widths: Sequence[int],
    gap: int,
) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False, padding=0)
    for index, (name, width) in enumerate(zip(columns, widths, strict=True)):
        if index:
            table.add_column("", width=gap)
        number = bool(rows) and all(
            isinstance(row[name], int | float) and not isinstance(row[name], bool) for row in rows
        )
        table.add_column(_heading(name), justify="right" if number else "left", overflow="fold", width=width)
    for row in cells:
        spaced = [Text(part) for cell in row for part in ("", cell)]
        table.add_row(*spaced[1:])
    out.print(table)
