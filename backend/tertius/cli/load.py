"""``tertius load``: bring a source in; one command for every loader, its options made from the loader's own."""

import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tertius.cli.loading_progress import shown_progress
from tertius.cli.session import assumptions_of, migrated_driver, read_settings, room_of
from tertius.cli.told import lines_of
from tertius.errors import ConflictError, InputError, QuarantinedError
from tertius.wording import counted, quoted, verb

if TYPE_CHECKING:
    from tertius.loading.loader import Document, Loader
    from tertius.loading.opening import LoaderOption
    from tertius.loading.report import LoadReport
    from tertius.settings import Settings

_GROUPS = 20
"""Kinds of mistakes that are told on a terminal; the files have every row."""


def _how() -> list[click.Parameter]:
    """Return the options that say how any source is loaded."""
    return [
        click.Option(
            ["--complete"], is_flag=True, help="The file is all that the source says: close the claims that are gone."
        ),
        click.Option(["--yes"], is_flag=True, help="Close even more than 20 % of the source's claims."),
        click.Option(["--dry-run"], is_flag=True, help="Say what would change, and write nothing."),
        click.Option(
            ["--quarantine"],
            type=click.Path(path_type=Path),
            help="Folder for the rows that are set aside  [default: NAME.quarantine in this folder]",
        ),
    ]


_HOW = tuple(one.name or "" for one in _how())


class LoaderGroup(click.Group):
    """The loaders as commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all loaders."""
        from tertius.cli.plugins import loaders

        return sorted(map(_dashed, loaders()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the command of one loader.

        Raises
        ------
        NotFoundError
            If there is none of that name; it names the nearest.
        """
        from tertius.cli.plugins import loader

        return _command(cmd_name, loader(cmd_name))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the options before a loader's name."""
        return _parsed(super().parse_args, ctx, args, self.params, "")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the loaders with what they load."""
        from tertius.cli.plugins import about_loaders

        with formatter.section("Loaders"):
            formatter.write_dl([(_dashed(name), about) for name, about in about_loaders().items()])


@click.group(
    cls=LoaderGroup,
    params=[
        click.Option(["--sample"], metavar="NAME", help="Load a packaged sample instead, such as mali_2013."),
        *_how(),
    ],
    invoke_without_command=True,
    subcommand_metavar="LOADER PATH...",
)
@click.pass_context
def load(ctx: click.Context, /, sample: str | None, **how: Any) -> None:  # noqa: ANN401 - options of several kinds
    """Load PATH with LOADER (such as `claims`), or a packaged sample.

    `tertius load LOADER --help` shows what can be set. Loading twice changes
    nothing. A bad row never stops a load: it is set aside in a file like the
    one it comes from, with the reason and the next step, and the command ends
    with code 5. Mend the rows there, and load that folder.
    """
    from tertius.cli.plugins import loader, samples

    if ctx.invoked_subcommand is not None:
        if sample is not None:
            raise InputError("A sample and a path cannot be loaded together", next_step="Give one of them.")
        ctx.obj = how
        return
    if sample is None:
        _nothing()
    _load(loader("claims"), [samples().sample_path(sample)], {}, how)


def _nothing() -> NoReturn:
    raise InputError(
        "Nothing to load: give LOADER and PATH",
        next_step="For example `tertius load claims FOLDER`, or the sample: `tertius load --sample mali_2013`.",
    )


def _dashed(name: str) -> str:
    return name.replace("_", "-")


class _LoaderCommand(click.Command):
    """The command of one loader."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the options; of one that there is not, say which was meant."""
        return _parsed(super().parse_args, ctx, args, self.params, self.name or "")


def _parsed(
    parse: Callable[[click.Context, list[str]], list[str]],
    ctx: click.Context,
    args: list[str],
    params: Sequence[click.Parameter],
    name: str,
) -> list[str]:
    from tertius.loading.opening import unknown_option

    try:
        return parse(ctx, args)
    except click.NoSuchOption as error:
        known = [option for param in params for option in param.opts if option.startswith("--")]
        raise unknown_option(error.option_name, known, name) from None
    except click.BadOptionUsage as error:
        called = f"tertius load {quoted(name)}" if name else "tertius load"
        raise InputError(
            error.message.rstrip("."), where=error.option_name, next_step=f"`{called} --help` shows what it takes."
        ) from None


def _command(name: str, loader: "Loader") -> click.Command:
    """Make the command of a loader: its own options, then those of every load.

    Values go as text to the loader's model, so that the command line and Python accept the same.
    """
    from tertius.cli.plugins import about_loaders, sketching
    from tertius.loading.opening import options_of

    own = options_of(loader)
    several = bool(getattr(loader, "many", False))
    params: list[click.Parameter] = [
        click.Argument(["paths"], nargs=-1, type=click.Path(path_type=Path), metavar="PATH..." if several else "PATH"),
        *(_option_of(one) for one in own.values()),
        *(one for one in _how() if one.name not in own),
    ]

    @click.pass_context
    def callback(ctx: click.Context, /, paths: tuple[Path, ...], **given: Any) -> None:  # noqa: ANN401 - of several kinds
        if not paths:
            _nothing()
        before: Mapping[str, Any] = ctx.obj or {}
        how = {name: given.pop(name) or before.get(name) for name in _HOW if name in given}
        if given.pop("sketch", False):
            click.echo(sketching(loader).sketch(paths[0]), nl=False)
            return
        texts = {field: value for field, value in given.items() if value not in (None, (), False)}
        _load(loader, paths, texts, how)

    about = about_loaders().get(name.replace("-", "_"), "")
    return _LoaderCommand(_dashed(name), params=params, callback=callback, help=about)


def _option_of(option: "LoaderOption") -> click.Option:
    if option.flag:
        return click.Option([option.name, option.field], is_flag=True, help=f"{option.about}.")
    short = "|".join(option.choices)
    kinds = {"bool": "true|false", "int": "N", "float": "X", "date": "YYYY-MM-DD", "Path": "FILE"}
    about = f"{option.about}."
    if len(short) > 40:
        about += f" One of {', '.join(option.choices)}."
    if option.many:
        about += " Repeat the option for several."
    if option.needed:
        about += "  [required]"
    elif option.default and "[default" not in about:
        about += f"  [default: {option.default}]"
    return click.Option(
        [option.name, option.field],
        metavar=short if 0 < len(short) <= 40 else kinds.get(option.type.__name__, "TEXT"),
        multiple=option.many,
        help=about,
    )


def _quarantine_of(path: Path) -> Path:
    """Return the folder for rows set aside of what is loaded; what was itself set aside stands beside no others."""
    name = path.resolve().name if path.is_dir() else path.stem
    again = path.resolve().parent.name == f"{name}.quarantine"
    return Path(f"{name}.again.quarantine" if again else f"{name}.quarantine")


def _load(loader: "Loader", paths: Sequence[Path], given: Mapping[str, Any], how: Mapping[str, Any]) -> None:
    """Load, and say what was done: files of several releases one after the other, each as a load of its own."""
    from tertius.loading.opening import open_documents

    settings = read_settings("warning" if sys.stderr.isatty() else "info")  # without a terminal, a line a batch
    documents = open_documents(loader, paths, given)
    named = how.get("quarantine")
    folders = [
        _quarantine_of(some[0]) if named is None else named / document.release.version if len(documents) > 1 else named
        for some, document in documents
    ]
    for one, folder in ((one, folder) for one in paths for folder in folders):
        if folder.resolve() in (one.resolve(), *one.resolve().parents):
            raise ConflictError(
                "What is being loaded stands where the rows that are set aside would be",
                where=quoted(folder),
                next_step="Name another folder with --quarantine.",
            )
    refused = []
    for (some, document), folder in zip(documents, folders, strict=True):
        report = _load_one(document, how, folder, settings)
        if report.bad_rows:
            kept = report.quarantine or folder
            refused.append((report, kept, _again(loader, document, kept, some, given)))
    if len(documents) > 1 and how.get("dry_run"):
        click.echo("  note       Each file is compared with what is loaded now, not with the files before it.")
    if refused:
        bad, rows = (sum(getattr(one, name) for one, _, _ in refused) for name in ("bad_rows", "rows"))
        rest = "would load" if how.get("dry_run") else "is loaded"
        raise QuarantinedError(
            f"{bad:,} of {rows:,} rows were set aside; the rest {rest}",
            where=", ".join(quoted(folder) for _, folder, _ in refused),
            next_step=f"Mend the rows there, and load them:\n{' && '.join(again for _, _, again in refused)}\n"
            "Or mend them in the source, and load it again.",
        )


def _load_one(document: "Document", how: Mapping[str, Any], quarantine: Path, settings: "Settings") -> "LoadReport":
    from tertius.loading.loading import load as load_document

    with migrated_driver(settings) as (driver, database), shown_progress(document) as progress:
        report = load_document(
            document,
            driver,
            database,
            complete=bool(how.get("complete")),
            yes=bool(how.get("yes")),
            dry_run=bool(how.get("dry_run")),
            quarantine=quarantine,
            assumptions=assumptions_of(settings),
            room=room_of(settings),
            progress=progress,
        )
    for line in describe(report):
        click.echo(line)
    return report


def _again(
    loader: "Loader", document: "Document", folder: Path, paths: Sequence[Path], given: Mapping[str, Any]
) -> str:
    """Return the command that loads rows that were set aside once they are mended; several if need be."""
    from tertius.loading.opening import options_of

    tables = sorted(file for file in folder.glob("[!.]*") if file.name not in document.beside)
    whole = paths[0].is_dir() or bool(document.beside) or not tables
    # what a file is called may say which release it is of
    same = whole or {table.name for table in tables} <= {path.name for path in paths}
    if not same and "release" in options_of(loader):
        given = {**given, "release": given.get("release") or document.release.version}
    options = []
    for field, value in given.items():
        option = f"--{_dashed(field)}"
        values = value if isinstance(value, tuple | list) else (value,)
        options += [option] if value is True else [part for one in values for part in (option, str(one))]
    mended = [[folder]] if whole else [tables] if getattr(loader, "many", False) else [[table] for table in tables]
    return " && ".join(
        shlex.join(["tertius", "load", _dashed(loader.name), *map(str, some), *options]) for some in mended
    )


def describe(report: "LoadReport") -> list[str]:
    """Say in a few lines what a load did, or would do."""
    notes = [line for note in report.notes for line in _line("note", note)]
    if report.skipped:
        return [*lines_of(f"{report.release}: the same file was loaded last time; nothing to do."), *notes]
    would = "would be " if report.dry_run else ""
    lines = [
        *lines_of(f"{report.release}: {counted(report.rows, 'row')} in {report.seconds:.1f} s"),
        *notes,
        *_line(
            "claims",
            f"{report.new} {would}new, {report.changed} changed, {report.unchanged} unchanged, {report.closed} closed",
        ),
    ]
    if report.closed_kinds:
        kinds = sorted(report.closed_kinds.items(), key=lambda one: (-one[1], one[0]))
        lines += _line("closed", ", ".join(f"{count:,} {kind}" for kind, count in kinds))
    lines += [line for lost in report.lost for line in _line("lost", f"Of the changed claims: {lost}")]
    lines += _line("entities", f"{report.entities} {would}new")
    if report.decisions:
        lines += _line("decisions", f"{report.decisions} {would}new, changed or withdrawn")
    if report.derived is not None:
        ties = report.derived
        lines += _line("ties", f"{ties.made} made, {ties.changed} changed, {ties.removed} removed")
    if report.older:
        has = verb(report.older, "has", "have")
        older = f"{counted(report.older, 'claim')} {has} changed or gone in a newer release, which stays"
        lines += _line("older", older)
    if report.kept:
        missing = f"{counted(report.kept, 'claim')} missing from the file {verb(report.kept, 'was', 'were')}"
        lines += lines_of(f"{missing} kept, because some of its rows were bad.", first="  ", others="  ")
    if report.repeated:
        says, counts = verb(report.repeated, "says", "say"), verb(report.repeated, "counts", "count")
        said = f"{counted(report.repeated, 'row')} {says} only what earlier rows say and {counts} for nothing"
        lines += _line("repeated", said)
    lines += _set_aside(report)
    if report.kept_quarantine is not None:
        kept = f"{quoted(report.kept_quarantine)} was changed since it was written, and is kept."
        lines += lines_of(kept, first="  ", others="  ")
    if report.run_id and not report.dry_run:
        lines.append(f"  run        {report.run_id}")
        if report.changed or report.closed or (report.complete and report.unchanged):
            lines.append(f"  compare    tertius runs diff {quoted(report.run_id)}")
        if report.lost:
            lines.append(f"  take back  tertius runs undo {quoted(report.run_id)}")
    return lines


def _set_aside(report: "LoadReport") -> list[str]:
    """Say of all rows that were set aside why, and what to do; rows with the same mistake together."""
    lines: list[str] = []
    for group in report.groups[:_GROUPS]:
        at = ", ".join(map(str, group.lines)) + (", …" if group.count > len(group.lines) else "")
        place = f"{group.file}, {group.column}" if group.column else group.file
        rows = f"line {at}" if group.count == 1 else f"{counted(group.count, 'row')}, lines {at}"
        lines += _line("set aside", f"{place}: {rows}")
        lines += _line("", group.reason)
        others = [
            f"{value[:40]!r}" + (f" ({meant}?)" if meant else "")
            for value, meant in list(group.values.items())[1:]
            if value
        ]
        if group.column and others:
            more = ", …" if group.count > len(group.values) else ""
            lines += _line("", f"Likewise: {', '.join(others)}{more}")
        lines += (
            lines_of(f"Next: {group.next_step}", first=_BESIDE, others=f"{_BESIDE}      ") if group.next_step else []
        )
    if rest := report.groups[_GROUPS:]:
        count = sum(group.count for group in rest)
        more = f"{counted(count, 'more row')}, with {counted(len(rest), 'other mistake')}"
        lines += _line("set aside", f"{more}: see {quoted(report.quarantine)}")
    return lines


_BESIDE = " " * 13


def _line(label: str, text: str) -> list[str]:
    """Return a sentence beside its label, in lines that fit the terminal."""
    return lines_of(text, first=f"  {label:11}", others=_BESIDE)
