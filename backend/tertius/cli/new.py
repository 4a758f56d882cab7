"""``tertius new``: start a source of your own."""

from pathlib import Path

import click

from tertius.errors import UnsupportedError


@click.command()
@click.argument("loader")
@click.argument("folder", type=click.Path(path_type=Path))
def new(loader: str, folder: Path) -> None:
    """Write an empty FOLDER that LOADER (such as `claims`) can load.

    It holds the files with their columns and a page on how to fill them.
    """
    from tertius.cli.plugins import loader as find_loader

    found = find_loader(loader)
    write = getattr(found, "new", None)
    if write is None:
        raise UnsupportedError(
            f"The loader {found.name} reads files of others; there is nothing to write by hand",
            next_step="Try `tertius new claims FOLDER`.",
        )
    write(folder)
    click.echo(f"Wrote {folder}. Open its README, fill the files, then: tertius load {found.name} {folder}")
