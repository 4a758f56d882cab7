"""How rows look in a terminal: a table when the columns fit, else one block a row; plain text in a pipe."""

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

_NARROWEST = 7
"""Characters below which a column stops being readable."""


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
    """Print rows as a table, or as blocks when a table would be too narrow to read.

    Parameters
    ----------
    columns
        What to show, in order.
    rows
        Values by column.
    """
    out = console()
    cells = [[text_of(row[name]) for name in columns] for row in rows]
    if _fits(columns, cells, out.width):
        _print_table(out, columns, rows, cells)
        return
    width = max(len(name) for name in columns)
    for number, values in enumerate(cells):
        if number:
            click.echo()
        for name, value in zip(columns, values, strict=True):
            click.echo(_wrapped(_heading(name).ljust(width), value, out.width))


def _fits(columns: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> bool:
    """Say whether every column gets its longest word, and no cell more than a few lines."""
    needed = 0
    spare = 0
    for index, name in enumerate(columns):
        words = [*_heading(name).split(), *(word for row in cells for word in row[index].split())]
        longest = max((len(word) for word in words), default=0)
        widest = max((len(row[index]) for row in cells), default=0)
        least = max(min(longest, 24), min(_NARROWEST, widest))
        needed += least + 2
        spare += max(0, min(widest, 60) - least)
    return needed <= width and spare <= 3 * (width - needed) + 20


def _heading(name: str) -> str:
    return name.replace("_", " ")


def _print_table(
    out: "Console", columns: Sequence[str], rows: Sequence[Mapping[str, object]], cells: Sequence[Sequence[str]]
) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for name in columns:
        number = all(isinstance(row[name], int | float) and not isinstance(row[name], bool) for row in rows)
        table.add_column(_heading(name), justify="right" if number and rows else "left", overflow="fold")
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    out.print(table)


def _wrapped(label: str, value: str, width: int) -> str:
    from textwrap import wrap

    lines = wrap(value, max(20, width - len(label) - 2)) or [""]
    indent = " " * (len(label) + 2)
    return f"{label}  " + f"\n{indent}".join(lines)
