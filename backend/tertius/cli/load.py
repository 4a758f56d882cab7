"""``tertius load``: bring a source in."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.session import assumptions_of, migrated_driver, read_settings, room_of
from tertius.errors import ConflictError, InputError, QuarantinedError
from tertius.wording import counted, verb

if TYPE_CHECKING:
    from tertius.loading.report import LoadReport

_GROUPS = 20
"""Kinds of mistakes that are told on a terminal; the files have every row."""


@click.command()
@click.argument("loader", required=False)
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--sample", metavar="NAME", help="Load a packaged sample instead, such as mali_2013.")
@click.option("--complete", is_flag=True, help="The file is all that the source says: close the claims that are gone.")
@click.option("--yes", is_flag=True, help="Close even more than 20 % of the source's claims.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@click.option(
    "--quarantine",
    type=click.Path(path_type=Path),
    help="Folder for the rows that are set aside  [default: NAME.quarantine in this folder]",
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

    Loading twice changes nothing. A bad row never stops a load: it is set aside
    in a file like the one it comes from, with the reason and the next step, and
    the command ends with code 5. Mend the rows there, and load that folder.
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
        quarantine = Path(f"{path.resolve().name if path.is_dir() else path.stem}.quarantine")
    if quarantine.resolve() in (path.resolve(), *path.resolve().parents):
        raise ConflictError(
            "What is being loaded stands where the rows that are set aside would be",
            where=str(quarantine),
            next_step="Name another folder with --quarantine.",
        )
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
        folder = report.quarantine or quarantine
        whole = path.is_dir() or bool(document.beside)
        mended = folder if whole else folder / next(iter(sorted(file.name for file in folder.glob("[!.]*"))), "")
        raise QuarantinedError(
            f"{report.bad_rows:,} of {report.rows:,} rows were set aside; the rest {rest}",
            where=str(folder),
            next_step=f"Mend the rows there, and load them: tertius load {loader} {shlex.quote(str(mended))}. "
            "Or mend them in the source, and load it again.",
        )


def describe(report: "LoadReport") -> list[str]:
    """Say in a few lines what a load did, or would do."""
    notes = [line for note in report.notes for line in _wrapped(note, "  note       ", " " * 13)]
    if report.skipped:
        return [f"{report.release}: the same file was loaded last time; nothing to do.", *notes]
    would = "would be " if report.dry_run else ""
    lines = [
        f"{report.release}: {counted(report.rows, 'row')} in {report.seconds:.1f} s",
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
    if report.older:
        has = verb(report.older, "has", "have")
        lines.append(
            f"  older      {counted(report.older, 'claim')} {has} changed or gone in a newer release, which stays"
        )
    if report.kept:
        missing = f"{counted(report.kept, 'claim')} missing from the file {verb(report.kept, 'was', 'were')}"
        lines.append(f"  {missing} kept, because some of its rows were bad.")
    if report.repeated:
        says = verb(report.repeated, "says", "say")
        lines.append(f"  repeated   {counted(report.repeated, 'row')} {says} what an earlier row says")
    lines += _set_aside(report)
    if report.kept_quarantine is not None:
        lines.append(f"  {report.kept_quarantine} was changed since it was written, and is kept.")
    if report.run_id and not report.dry_run:
        lines.append(f"  run        {report.run_id}")
    return lines


def _set_aside(report: "LoadReport") -> list[str]:
    """Say of all rows that were set aside why, and what to do; rows with the same mistake together."""
    lines: list[str] = []
    for group in report.groups[:_GROUPS]:
        at = ", ".join(map(str, group.lines)) + (", …" if group.count > len(group.lines) else "")
        place = f"{group.file}, {group.column}" if group.column else group.file
        rows = f"line {at}" if group.count == 1 else f"{counted(group.count, 'row')}, lines {at}"
        lines += _wrapped(f"{place}: {rows}", "  set aside  ", " " * 13)
        lines += _wrapped(group.reason, " " * 13, " " * 13)
        others = [
            f"{value[:40]!r}" + (f" ({meant}?)" if meant else "")
            for value, meant in list(group.values.items())[1:]
            if value
        ]
        if group.column and others:
            more = ", …" if group.count > len(group.values) else ""
            lines += _wrapped(f"Likewise: {', '.join(others)}{more}", " " * 13, " " * 13)
        lines += _wrapped(f"Next: {group.next_step}", " " * 13, " " * 19) if group.next_step else []
    if rest := report.groups[_GROUPS:]:
        count = sum(group.count for group in rest)
        more = f"{counted(count, 'more row')}, with {counted(len(rest), 'other mistake')}"
        lines.append(f"  set aside  {more}: see {report.quarantine}")
    return lines


def _wrapped(text: str, first: str, others: str) -> list[str]:
    """Return a sentence in lines that fit the terminal."""
    from textwrap import wrap

    from tertius.cli.tables import PROSE, terminal_width
    from tertius.wording import printable

    width = max(40, min(terminal_width(), PROSE))
    return wrap(printable(text), width, initial_indent=first, subsequent_indent=others, break_on_hyphens=False)
