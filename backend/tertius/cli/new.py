"""``tertius new``: start a source of your own; in a checkout, a question, a measure or a loader."""

import inspect
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from tertius.cli.told import tell
from tertius.errors import UnsupportedError
from tertius.wording import counted, quoted


class NewGroup(click.Group):
    """What can be started: `question`, `measure` and `loader`, and a folder for each loader that reads such."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the command of a reserved word, or the one that writes a folder for a loader."""
        return super().get_command(ctx, cmd_name) or _folder_for(cmd_name)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write both ways to call it."""
        formatter.write_usage(ctx.command_path, "LOADER FOLDER")
        formatter.write_usage(ctx.command_path, "question|measure|loader [NAME]", prefix="       ")


@click.group(cls=NewGroup)
def new() -> None:
    """Write an empty FOLDER that LOADER (such as `claims`) can load.

    It holds the files with their columns and a page on how to fill them.

    In a checkout of Tertius, the words question, measure and loader start one of
    these; CONTRIBUTING.md says what comes after.
    """


def _folder_for(loader: str) -> click.Command:
    """Return the command that writes an empty folder for a loader."""

    @click.command(loader, help=f"Write an empty FOLDER that the loader {loader} can load.")
    @click.argument("folder", type=click.Path(path_type=Path))
    @click.option("--xlsx", is_flag=True, help="One Excel workbook with a sheet each and lists to choose from.")
    def write_folder(folder: Path, *, xlsx: bool) -> None:
        from tertius.cli.plugins import loader as find_loader

        found = find_loader(loader)
        write = getattr(found, "new", None)
        if write is None:
            raise UnsupportedError(
                f"The loader {found.name} reads files of others; there is nothing to write by hand",
                next_step="Try `tertius new claims FOLDER`.",
            )
        if xlsx and "xlsx" not in inspect.signature(write).parameters:
            raise UnsupportedError(
                f"The loader {found.name} has no workbook to start from", next_step="Leave out --xlsx."
            )
        write(folder, **({"xlsx": True} if xlsx else {}))
        what = "the workbook" if xlsx else "the files"
        written = quoted(folder)
        tell(f"Wrote {written}. Open its README, fill {what}, then: tertius load {quoted(found.name)} {written}")

    return write_folder


_EXAMPLE = click.option(
    "--example", is_flag=True, help="Fill in the example, as the question answers it on its graph, for you to check."
)
_SAME_ANSWERS = click.option(
    "--same-answers",
    metavar="ID",
    multiple=True,
    help="Of a committed question (or `all`) whose text changed and whose answers did not: keep its version.",
)


@new.command()
@click.argument("name", required=False)
@_EXAMPLE
@_SAME_ANSWERS
def question(name: str | None, *, example: bool, same_answers: Sequence[str]) -> None:
    """Write the Cypher file of a new question, NAME being group/name.

    Of a question that is there, and without NAME, it brings what follows from
    the questions up to date: the record of versions and the API's summary.
    """
    from tertius.cli.skeletons import write_question

    _question("question", name, write_question, example=example, same_answers=same_answers)


@new.command()
@click.argument("name", required=False)
@_EXAMPLE
@_SAME_ANSWERS
def measure(name: str | None, *, example: bool, same_answers: Sequence[str]) -> None:
    """Write the module of a new measure and its test, NAME being group/name.

    Of a measure that is there, and without NAME, it brings what follows from
    the measures up to date: the record of versions and the API's summary.
    """
    from tertius.cli.skeletons import write_measure

    _question("measure", name, write_measure, example=example, same_answers=same_answers)


@new.command()
@click.argument("name")
def loader(name: str) -> None:
    """Write the folder of a new loader, and its test."""
    from tertius.cli.skeletons import write_loader

    for path in write_loader(name):
        click.echo(f"Wrote {quoted(path)}")
    tell(f"Change them; `tertius load {quoted(name)} FILE.csv` works already.")


def _question(
    kind: str, name: str | None, write: Callable[[str], list[Path]], *, example: bool, same_answers: Sequence[str]
) -> None:
    """Write a question or measure that is not there yet, fill in its example if asked, and record versions."""
    import importlib

    from tertius.api import reference
    from tertius.catalog import registered, versions
    from tertius.catalog.files import checkout
    from tertius.cli.session import read_settings
    from tertius.cli.skeletons import parts_of
    from tertius.cli.worked_examples import fill_in, is_there

    root = checkout()
    if example and name is None:
        raise click.UsageError("--example needs the NAME of a question.")
    if name is not None:
        parts_of(name)
    fresh = name is not None and not is_there(name)
    if name is not None and fresh:
        for path in write(name):
            click.echo(f"Wrote {quoted(path)}")
        registered.registered.cache_clear()
        importlib.invalidate_caches()
    if name is not None and example:
        path, rows = fill_in(name, read_settings())
        tell(f"Wrote {counted(rows, 'row')} into {quoted(path)}: check them by hand, or by another library.")
    changed = versions.record(same_answers=same_answers)
    for line in changed or ["The record of versions is up to date."]:
        click.echo(line)
    reference.main(root / "docs")
    if fresh and not example:
        tell(f"Change it, then: tertius new {quoted(kind)} {quoted(name)} --example")
