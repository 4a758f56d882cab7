"""``tertius browser``: what Neo4j Browser can be given, as files."""

from pathlib import Path

import click

from tertius.cli.told import tell
from tertius.wording import quoted


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def browser(folder: Path) -> None:
    """Write what Neo4j Browser can be given into FOLDER.

    tertius.grass gives nodes and ties their looks, tertius-favourites.zip puts
    every question into the favourites: drop each on the Browser's window.
    guide.html is a guide to the graph. `tertius up` serves all three.
    """
    from tertius.browser.favourites import archive, favourites
    from tertius.browser.guide import FAVOURITES, GUIDE, STYLE, guide
    from tertius.browser.style import style_sheet
    from tertius.cli.asking import catalogue
    from tertius.errors import InputError

    questions = catalogue()
    files = {
        STYLE: style_sheet().encode(),
        FAVOURITES: archive(favourites(questions.queries())),
        GUIDE: guide(questions.values()).encode(),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise InputError(
            f"The files cannot be written: {error.strerror or error}.",
            where=quoted(error.filename or folder),
            next_step="Name a folder that can be written into.",
        ) from error
    tell(f"Wrote {', '.join(files)} into {quoted(folder)}. Drop the first two on the window of Neo4j Browser.")
