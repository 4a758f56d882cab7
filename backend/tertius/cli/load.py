"""``tertius load``: bring a source in."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.session import assumptions_of, migrated_driver, read_settings, room_of
from tertius.errors import ConflictError, InputError, QuarantinedError

if TYPE_CHECKING:
    from tertius.loading.report import LoadReport

_BAD_ROWS = "file,line,column,value,reason"
"""How the first line of every quarantine file begins."""


@click.command()
@click.argument("loader", required=False)
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--sample", metavar="NAME", help="Load a packaged sample instead, such as mali_2013.")
@click.option("--complete", is_flag=True, help="The file is all that the source says: close the claims that are gone.")
@click.option("--yes", is_flag=True, help="Close even more than 20 % of the source's claims.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@click.option(
    "--quarantine",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File for the rows that are set aside  [default: NAME.quarantine.csv in this folder]",
)
def load(
    loader: str | None,
    path: Path | None,
    sample: str | None,
    *,
    complete: bool,
    yes: bool,
    dry_run: bool,
    quarantine: Path | None,
) -> None:
    """Load PATH with LOADER (such as `claims`), or a packaged sample.

    Loading twice changes nothing. A bad row never stops a load: it goes to the
    quarantine file with its line and reason, and the command ends with code 5.
    """
    from tertius.cli.plugins import loader as find_loader
    from tertius.cli.plugins import samples
    from tertius.loading.loading import load as load_document

    if sample is not None:
        if loader or path:
            raise InputError("A sample and a path cannot be loaded together", next_step="Give one of them.")
        loader, path = "claims", samples().sample_path(sample)
    if not loader or not path:
        raise InputError(
            "Nothing to load: give LOADER and PATH",
            next_step="For example `tertius load claims FOLDER`, or the sample: `tertius load --sample mali_2013`.",
        )
    settings = read_settings()
    document = find_loader(loader).open(path)
    if quarantine is None:
        quarantine = Path(f"{path.resolve().name}.quarantine.csv")
    _keep_others(quarantine)
    assumptions = assumptions_of(settings)
    with migrated_driver(settings) as (driver, name):
        report = load_document(
            document,
            driver,
            name,
            complete=complete,
            yes=yes,
            dry_run=dry_run,
            quarantine=quarantine,
            assumptions=assumptions,
            room=room_of(settings),
        )
    for line in describe(report):
        click.echo(line)
    if report.bad_rows:
        rest = "would load" if dry_run else "is loaded"
        raise QuarantinedError(
            f"{report.bad_rows} of {report.rows} rows were set aside; the rest {rest}",
            where=str(report.quarantine or quarantine),
            next_step="Correct the rows there or in the source, and load again.",
        )


def _keep_others(quarantine: Path) -> None:
    """Refuse to write bad rows over a file that holds anything else, such as the one that is being loaded."""
    if not quarantine.is_file():
        return
    with quarantine.open(encoding="utf-8-sig", errors="replace") as file:
        first = file.readline(len(_BAD_ROWS) + 1)
    if first and not first.startswith(_BAD_ROWS):
        raise ConflictError(
            "The quarantine file exists and holds something else",
            where=str(quarantine),
            next_step="Name another file with --quarantine.",
        )


def describe(report: "LoadReport") -> list[str]:
    """Say in a few lines what a load did, or would do."""
    notes = [f"  note       {note}" for note in report.notes]
    if report.skipped:
        return [f"{report.release}: the same file was loaded last time; nothing to do.", *notes]
    would = "would be " if report.dry_run else ""
    lines = [
        f"{report.release}: {report.rows} rows in {report.seconds:.1f} s",
        *notes,
        f"  claims     {report.new} {would}new, {report.changed} changed, {report.unchanged} unchanged, "
        f"{report.closed} closed",
        f"  entities   {report.entities} {would}new",
    ]
    if report.decisions:
        lines.append(f"  decisions  {report.decisions} {would}new, changed or withdrawn")
    if report.derived is not None:
        lines.append(
            f"  ties       {report.derived.made} made, {report.derived.changed} changed, "
            f"{report.derived.removed} removed"
        )
    if report.kept:
        lines.append(f"  {report.kept} claims missing from the file were kept, because some of its rows were bad.")
    for bad in report.bad[:5]:
        value = f" ({bad.value[:40]!r})" if bad.value else ""
        lines.append(f"  set aside: {bad.file} line {bad.line}, {bad.column or 'row'}{value}: {bad.reason}")
    if report.bad_rows > 5:
        lines.append(f"  set aside: {report.bad_rows - 5} more, see the quarantine file")
    if report.run_id and not report.dry_run:
        lines.append(f"  run        {report.run_id}")
    return lines
