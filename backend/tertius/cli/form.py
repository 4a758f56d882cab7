"""The form in which an answer is printed: the options that choose it, and what they give."""

import difflib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tertius.errors import InputError

if TYPE_CHECKING:
    from tertius.catalog.question import Question

DELIMITERS = {",": ",", ";": ";", "tab": "\t"}
"""What may stand between the cells of CSV, by what is given for ``--delimiter``."""

DELIMITER: dict[str, Any] = {
    "type": click.Choice(list(DELIMITERS)),
    "default": ",",
    "help": "What stands between the cells of csv  [default: the comma]",
}
"""The option ``--delimiter``."""

FORM = ("format_", "columns", "wide", "delimiter", "decimal", "output")
"""The parameters that the options of `form_options` give a command."""

_BY_NAME = ("json", "csv", "xlsx")
_ENDING = {"table": "txt"}


@dataclass(frozen=True, kw_only=True)
class Form:
    """How an answer is to be printed.

    Attributes
    ----------
    name
        ``table``, ``json``, ``csv`` or ``xlsx``.
    columns
        The columns, in order; empty for those that the form has at first.
    wide
        Whether a table has every column.
    delimiter, decimal
        As in `tertius.answers.spreadsheet_csv.csv_of`.
    output
        The file to write; None for standard output.
    """

    name: str = "table"
    columns: tuple[str, ...] = ()
    wide: bool = False
    delimiter: str = ","
    decimal: str = "."
    output: Path | None = None


def form_options() -> list[click.Parameter]:
    """Return the options that say how to print an answer; `form_of` takes what they give."""
    return [
        click.Option(
            ["--columns"],
            multiple=True,
            metavar="NAME",
            help="A column to show; several with commas between, or the option again.",
        ),
        click.Option(["--wide"], is_flag=True, help="Every column in the table."),
        click.Option(
            ["--format", "format_"],
            type=click.Choice(["table", "json", "csv", "xlsx"]),
            help="How to print. csv: for a spreadsheet, with --evidence the claims in columns of their own; xlsx: "
            "rows, claims, sources and assumptions as sheets.  [default: by --output, else table]",
        ),
        click.Option(["--delimiter"], **DELIMITER),
        click.Option(
            ["--decimal"],
            type=click.Choice([".", ","]),
            default=".",
            help="What stands before the decimals of a number in csv  [default: the point]",
        ),
        click.Option(
            ["--output"],
            metavar="FILE",
            type=click.Path(path_type=Path, dir_okay=False),
            help="Write to this file instead of the terminal.",
        ),
    ]


def form_of(
    question: "Question",
    *,
    format_: str | None,
    columns: Sequence[str],
    wide: bool,
    delimiter: str,
    decimal: str,
    output: Path | None,
) -> Form:
    """Return how to print, from what the options of `form_options` gave.

    Raises
    ------
    InputError
        There is no such column, a workbook would go to the terminal, or a file would not be what its name says.
    """
    told = "" if output is None else output.suffix.removeprefix(".").lower()
    told = told if told in _BY_NAME else ""
    if format_ and told and format_ != told:
        raise InputError(
            f"The file is called .{told}, and --format is {format_}.",
            where="--output",
            next_step=f"Leave --format out, or call the file .{_ENDING.get(format_, format_)}.",
        )
    format_ = format_ or told or "table"
    names = tuple(dict.fromkeys(part.strip() for given in columns for part in given.split(",") if part.strip()))
    for name in names:
        if name not in question.columns:
            close = difflib.get_close_matches(name, question.columns, n=1)
            hint = f"Did you mean {close[0]}? " if close else ""
            raise InputError(
                f"The answer has no column {name!r}.",
                where="--columns",
                next_step=f"{hint}It has {', '.join(question.columns)}.",
            )
    if names and format_ == "json":
        raise InputError(
            "JSON is the whole answer, as the API gives it.",
            where="--columns",
            next_step="Leave --columns out, or use --format csv or xlsx.",
        )
    if format_ == "xlsx" and output is None and sys.stdout.isatty():
        raise InputError(
            "A workbook is no text for a terminal.",
            where="--format xlsx",
            next_step="Name a file for it: --output answer.xlsx.",
        )
    if output is not None and not output.absolute().parent.is_dir():
        raise InputError(
            f"There is no folder {output.parent}.", where="--output", next_step="Name a file in one that there is."
        )
    return Form(
        name=format_,
        columns=names,
        wide=wide,
        delimiter=DELIMITERS[delimiter],
        decimal=decimal,
        output=output,
    )
