"""``--picture``: an answer as a picture of its own, for a document of one's own."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.errors import InputError
from tertius.wording import quoted

if TYPE_CHECKING:
    from tertius.answers import Answer
    from tertius.catalog.question import Question

PICTURE = click.Option(
    ["--picture"],
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw the answer into this file too, which ends in .svg.",
)


def check_picture(question: "Question", path: Path) -> None:
    """Refuse a picture that cannot be drawn or written, before a server is started for it.

    Parameters
    ----------
    question, path
        The question, and the file.

    Raises
    ------
    InputError
        The file is none of that kind, or in no folder that there is; or no picture shows answers to the question.
    """
    from tertius.reports.pictures import NO_PICTURE, WHAT_IS_DRAWN, figure_for_question

    if path.suffix.lower() != ".svg":
        raise InputError(
            f"A picture is written as .svg, not as {path.suffix or 'a file without an ending'}.",
            where="--picture",
            next_step="Name a file that ends in .svg.",
        )
    if not path.absolute().parent.is_dir():
        raise InputError(
            f"There is no folder {quoted(path.parent)}.",
            where="--picture",
            next_step="Name a file in one that there is.",
        )
    if figure_for_question(question) is None:
        raise InputError(NO_PICTURE, where=question.id, next_step=WHAT_IS_DRAWN)


def draw(answer: "Answer", question: "Question", path: Path) -> None:
    """Draw an answer into a file.

    Parameters
    ----------
    answer, question, path
        The answer, its question, and the file.

    Raises
    ------
    InputError
        The file cannot be written.
    UnsupportedError
        The picture needs what is not installed.
    """
    from tertius.reports.pictures import picture_of

    picture = picture_of(answer, question.title)
    try:
        path.write_text(picture.svg + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"The file cannot be written: {error.strerror or error}.",
            where=quoted(path),
            next_step="Name a file in a folder that can be written to.",
        ) from error
    click.echo(f"Drew {quoted(path)}.", err=True)
