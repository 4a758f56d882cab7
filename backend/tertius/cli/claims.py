"""``tertius claims``: what went in, in the form in which it can go in again."""

import sys
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.form import DELIMITER, DELIMITERS
from tertius.cli.session import database, migrated, read_settings
from tertius.cli.told import tell
from tertius.errors import InputError
from tertius.wording import quoted

if TYPE_CHECKING:
    from tertius.graph.connect import Driver


@click.command()
@click.option("--source", metavar="ID", help="Only the claims of this source, by id or title.")
@click.option("--format", "format_", type=click.Choice(["csv", "json"]), default="csv", help="How to print.")
@click.option("--delimiter", **DELIMITER)
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="Write a whole folder that `tertius load claims` takes; needs --source.",
)
def claims(source: str | None, format_: str, delimiter: str, folder: Path | None) -> None:
    """Print the current claims, one a row, with names beside the ids.

    The CSV columns are those of a claims folder, and source and revision. A
    folder is one source: to load claims again, write a folder for each source
    with --source and --folder. All sources in one file are for reading.
    """
    from tertius.cli.asking import ask
    from tertius.graph.write import Writer
    from tertius.model.cells import MARK, csv_lines
    from tertius.model.claim_rows import EXPORT_COLUMNS
    from tertius.records.export import claim_rows

    settings = read_settings()
    if folder is not None and source is None:
        raise InputError(
            "A folder holds one source", where="--source", next_step="Name the source whose claims to write."
        )
    with database(settings) as target, migrated(target) as driver, ExitStack() as stack:
        if source is not None:
            asked = source
            source = ask(target, settings, lambda _, records: records.source(asked)).id
        if folder is not None and source is not None:
            _write_folder(driver, target.database, source, folder)
            return
        # closed before the driver is, however the reading ends: `| head` ends it early
        rows = stack.enter_context(closing(claim_rows(Writer(driver, target.database), source)))
        if format_ == "csv":
            sys.stdout.write(MARK)
            for line in csv_lines(rows, EXPORT_COLUMNS, DELIMITERS[delimiter]):
                sys.stdout.write(line)
            return
        from pydantic_core import to_json

        sys.stdout.write("[")
        for number, row in enumerate(rows):
            sys.stdout.write(",\n " if number else "\n ")
            sys.stdout.write(to_json(row).decode())
        sys.stdout.write("\n]\n")


def _write_folder(driver: "Driver", name: str, source: str, folder: Path) -> None:
    from tertius.cli.plugins import claims_loader

    changed = claims_loader().export(folder, source, driver, name)
    written = quoted(folder)
    tell(f"Wrote {written}. Load it again with: tertius load claims {written}")
    for record in changed:
        cannot = f"{record} cannot come back exactly as it is; see the loader's README."
        tell(cannot, err=True, first="  ", others="    ")
