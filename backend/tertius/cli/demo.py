"""``tertius demo``: from an empty database to the first answers with their claims."""

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.session import assumptions_of, database, read_settings, room_of

if TYPE_CHECKING:
    from tertius.answers import Answer, Answers
    from tertius.records.look_ups import Records

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
                quarantine=Path(f"{_SAMPLE}.quarantine.csv"),
                assumptions=assumptions_of(settings),
                room=room_of(settings),
            )
        for line in describe(report):
            click.echo(line)

        async def both(answers: "Answers", _: "Records") -> "list[Answer]":
            return [await answers.ask(name, params, evidence=True) for name, params in _QUESTIONS]

        answers = ask(target, settings, both)
    for (name, params), answer in zip(_QUESTIONS, answers, strict=True):
        _show(name, params, answer)
    click.secho("Go on with", bold=True)
    if "TERTIUS_DATA_DIR" in os.environ:  # `make demo` sets it; a command by itself would look at the user's own data
        click.echo(f"  export TERTIUS_DATA_DIR={shlex.quote(str(settings.data_dir))}")
        click.echo(f"  {'':32}so that your commands find this data")
    for command, what in (
        ("make serve", "API, database and Browser; Ctrl-C stops them"),
        ("http://localhost:7474/browser/", "Neo4j Browser, once they are served"),
        (".venv/bin/tertius query", "all questions, to ask one by its name"),
        (".venv/bin/tertius show ID", "a question's Cypher, to paste there"),
        ("docs/limits.md", "what these ranks can and cannot say"),
    ):
        click.echo(f"  {command:32}{what}")


def _show(name: str, params: dict[str, str], answer: "Answer") -> None:
    from tertius.catalog.catalogue import Catalogue
    from tertius.cli.printing import evidence_lines, table_lines

    question = Catalogue.load().find(name)
    options = " ".join(f"--{option.replace('_', '-')} {value}" for option, value in params.items())
    click.echo()
    click.secho(f"tertius query {name} {options}", dim=True)
    click.secho(question.question, bold=True)
    for line in table_lines(answer, question, numbers=False):
        click.echo(line)
    click.echo()
    click.echo("What row 1 rests on:")
    for line in evidence_lines(answer, question, rows=1):
        click.echo(line)
