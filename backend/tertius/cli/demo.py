"""``tertius demo``: from an empty database to the first answers with their claims."""

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.session import assumptions_of, database, read_settings, room_of
from tertius.wording import quoted

if TYPE_CHECKING:
    from tertius.answers import Answer, Answers
    from tertius.records.look_ups import Records
    from tertius.settings import Settings

LIMITS = "docs/limits.md"
"""The page on what an answer can and cannot say, in a checkout."""

_STEP = 32
"""Characters of a next step beside which there is room to say what it is for."""

_SAMPLE = "mali_2013"
_QUESTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("brokerage/brokers", {"limit": "5"}),
    ("commanders/overlapping", {"as_of": "2012-06-01", "limit": "8"}),
)


@click.command()
def demo() -> None:
    """Load the sample and show the first answers with their claims.

    It starts the embedded Neo4j, loads a 2013 brief on northern Mali claim by
    claim, asks who brokers between the groups and whose commands overlapped,
    and stops what it started.
    """
    from tertius.cli.asking import ask
    from tertius.cli.load import describe
    from tertius.cli.plugins import loader, samples
    from tertius.graph.connect import open_driver
    from tertius.graph.migrate import migrate
    from tertius.loading.loading import load as load_document

    settings = read_settings()
    document = loader("claims").open(samples().sample_path(_SAMPLE))
    with database(settings) as target:
        with open_driver(target) as driver:
            migrate(driver, target.database)
            report = load_document(
                document,
                driver,
                target.database,
                quarantine=Path(f"{_SAMPLE}.quarantine"),
                assumptions=assumptions_of(settings),
                room=room_of(settings),
            )
        for line in describe(report):
            click.echo(line)

        async def both(answers: "Answers", _: "Records") -> "list[Answer]":
            return [await answers.ask(name, params, evidence=True, count=True) for name, params in _QUESTIONS]

        answers = ask(target, settings, both)
    for (name, params), answer in zip(_QUESTIONS, answers, strict=True):
        _show(name, params, answer)
    click.secho("Go on with", bold=True)
    steps = next_steps(settings, os.environ, Path.cwd(), called_as())
    for command, what in steps:
        if len(command) > _STEP:
            click.echo(f"  {command}\n  {'':{_STEP + 2}}{what}")
        else:
            click.echo(f"  {command:{_STEP + 2}}{what}")


def called_as() -> str:
    """Return how this command was called, in a form that can be typed again."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return "python -m tertius.cli"
    found = shutil.which(called.name)
    if found is not None and Path(found).samefile(called):
        return called.name
    here = Path.cwd()
    return str(called.relative_to(here) if called.is_relative_to(here) else called)


def next_steps(settings: "Settings", environment: Mapping[str, str], here: Path, command: str) -> list[tuple[str, str]]:
    """Return what to do after the demo: each a command, an address or a page, and what it is for.

    Parameters
    ----------
    settings
        Where the demo's data are.
    environment
        The environment variables; a data folder that one of them names has to be named again.
    here
        The folder in which the demo ran: `make serve` serves the folder ``.tertius`` in it.
    command
        How ``tertius`` is called.
    """
    steps = []
    serve = f"{command} up"
    if settings.neo4j_uri is None:
        if "TERTIUS_DATA_DIR" in environment:  # a command by itself would look at the user's own data
            folder = quoted(settings.data_dir.absolute())
            steps.append((f"export TERTIUS_DATA_DIR={folder}", "so that your commands find this data"))
        if (here / "Makefile").exists() and settings.data_dir.absolute() == here / ".tertius":
            serve = "make serve"
        steps.append((serve, "API, database and Browser; Ctrl-C stops them"))
        if settings.embedded_http_port:  # of a free port `up` itself says which it is
            browser = f"http://localhost:{settings.embedded_http_port}/browser/"
            steps.append((browser, "Neo4j Browser, once they are served"))
    else:
        steps.append((serve, f"the API on the database at {settings.neo4j_uri}; Ctrl-C stops it"))
    steps += [
        (f"{command} query", "all questions, to ask one by its name"),
        (f"{command} show ID", "a question's Cypher, to paste there"),
    ]
    if (here / LIMITS).exists():
        steps.append((LIMITS, "what these ranks can and cannot say"))
    return steps


def _show(name: str, params: dict[str, str], answer: "Answer") -> None:
    from tertius.catalog.catalogue import Catalogue
    from tertius.cli.printing import evidence_lines, more_rows, table_lines

    question = Catalogue.load().find(name)
    options = [word for option, value in params.items() for word in (f"--{option.replace('_', '-')}", value)]
    click.echo()
    click.secho(shlex.join(["tertius", "query", name, *options]), dim=True)
    click.secho(question.question, bold=True)
    for line in table_lines(answer, question, beside=False):
        click.echo(line)
    click.echo()
    if answer.truncated:
        click.echo(more_rows(answer, question))
    for line in evidence_lines(answer, question, rows=1):
        click.echo(line)
