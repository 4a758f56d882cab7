"""``tertius query``: one command for every question, its options made from the question's parameters."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from tertius.cli.asking import ask, catalogue
from tertius.cli.session import database, read_settings

if TYPE_CHECKING:
    from tertius.answers import Answer
    from tertius.catalog.question import Question


class QuestionGroup(click.Group):
    """The catalogue's questions as commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the ids of all questions."""
        return list(catalogue())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the command that asks one question.

        Raises
        ------
        NotFoundError
            If there is none of that id; it names the nearest.
        """
        return question_command(catalogue().find(cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the questions by group."""
        for group, questions in catalogue().groups().items():
            with formatter.section(group):
                formatter.write_dl([(question.id, question.question) for question in questions])


@click.group(
    cls=QuestionGroup, invoke_without_command=True, subcommand_metavar="[QUESTION [OPTIONS]]", options_metavar="[-h]"
)
@click.pass_context
def query(ctx: click.Context) -> None:
    """Ask a question of the catalogue; without a name, list them.

    `tertius query QUESTION --help` shows what can be set.
    """
    if ctx.invoked_subcommand is None:
        width = max(map(len, catalogue()))
        for group, questions in catalogue().groups().items():
            click.secho(group, bold=True)
            lines = ctx.make_formatter()
            with lines.indentation():
                lines.write_dl(
                    [(f"{question.id:{width}}", question.title) for question in questions], col_max=width + 2
                )
            click.echo(lines.getvalue(), nl=False)
        click.echo("\nAsk one: tertius query brokerage/brokers --as-of 2012-06-01")
        click.echo("Its options: tertius query brokerage/brokers --help")


def question_command(question: "Question") -> click.Command:
    """Make the command of a question: an option for each parameter, then format and evidence.

    Values go as text to `Question.validate_params`, so that the command line, the API and Python accept the same.
    """
    options: list[click.Parameter] = [
        *(option_of(name, param) for name, param in question.params.items()),
        format_option(),
        click.Option(["--evidence"], is_flag=True, help="With the claims behind each row."),
    ]

    def callback(format_: str, *, evidence: bool, **given: str | None) -> None:
        raw = {name: value for name, value in given.items() if value is not None}
        question.validate_params(raw)  # before a server is started for a mistake
        answer = _answer(question.id, raw, evidence=evidence)
        show(answer, question, format_)

    return click.Command(
        question.id, params=options, callback=callback, help=explained(question), short_help=question.title
    )


def option_of(name: str, param: Any) -> click.Option:  # noqa: ANN401 - tertius.catalog.parameter.Param
    """Return the option of a parameter; its value goes on as text."""
    return click.Option([f"--{name.replace('_', '-')}", name], metavar=_metavar(param), help=_help(param))


def format_option() -> click.Option:
    """Return the option that says how to print an answer."""
    return click.Option(
        ["--format", "format_"],
        type=click.Choice(["table", "json", "csv"]),
        help="How to print  [default: table on a terminal and in a pipe]",
        default="table",
    )


def explained(question: "Question") -> str:
    """Return a command's help: the question, then its conventions."""
    return "\n\n".join([question.question, *(f"\b\n- {line}" for line in _wrapped(question.conventions))])


def _wrapped(sentences: Sequence[str]) -> list[str]:
    from textwrap import fill

    return [fill(sentence, 74, subsequent_indent="  ") for sentence in sentences]


def _metavar(param: Any) -> str:  # noqa: ANN401 - tertius.catalog.parameter.Param
    choices = "|".join(str(choice) for choice in param.enum or ())
    if 0 < len(choices) <= 20:
        return choices
    word = {"date": "YYYY-MM-DD", "integer": "N", "number": "X", "boolean": "true|false"}.get(param.type, "TEXT")
    return f"{word},…" if param.list else word


def _help(param: Any) -> str:  # noqa: ANN401 - tertius.catalog.parameter.Param
    about = f"{param.about}."
    choices = ", ".join(str(choice) for choice in param.enum or ())
    if len(choices) > 20:
        about += f" One of {choices}."
    if param.required:
        return f"{about}  [required]"
    default = param.default
    if default is None:
        return about
    shown = ", ".join(str(item) for item in default) if isinstance(default, list) else str(default)
    return f"{about}  [default: {shown}]"


def _answer(question_id: str, raw: dict[str, str], *, evidence: bool) -> "Answer":
    settings = read_settings()
    with database(settings) as target:
        return ask(target, settings, lambda answers, _: answers.ask(question_id, raw, evidence=evidence))


def show(answer: "Answer", question: "Question", format_: str) -> None:
    """Print an answer.

    Parameters
    ----------
    answer
        The answer.
    question
        Its question.
    format_
        ``json``: the API's answer; ``csv``: the rows, every column, lists separated by semicolons, and what a measure
        stands on by standard error; ``table``.
    """
    from tertius.cli.tables import print_rows, shown_columns

    names = [column.name for column in answer.columns]
    if format_ == "json":
        click.echo(answer.model_dump_json(indent=2, by_alias=True))
        return
    if format_ == "csv":
        from tertius.model.cells import csv_lines

        rows = ({name: _cell(row[name]) for name in names} for row in answer.rows)
        for line in csv_lines(rows, names):
            sys.stdout.write(line)
        sys.stdout.flush()
        _print_grounds(answer, err=True)
        return
    evidence = question.evidence.column if question.evidence else None
    click.secho(question.question, bold=True)
    if not answer.rows:
        click.echo("Nothing in the loaded sources answers this.")
    else:
        print_rows(shown_columns(names, evidence), answer.rows)
    click.echo()
    if answer.truncated:
        click.echo(f"There are more than {answer.row_count} rows; narrow the question.")
    if answer.evidence is not None:
        print_evidence(answer)
    _print_grounds(answer)
    click.secho(_footer(answer), dim=True)


def print_evidence(answer: "Answer", rows: int | None = None) -> None:
    """Print the claims behind each row of an answer, or behind the first few.

    Parameters
    ----------
    answer
        An answer with its evidence.
    rows
        Rows at most; None for all.
    """
    from tertius.cli.evidence import print_claim, print_wrapped

    evidence = answer.evidence
    if evidence is None:
        return
    for number, claim_ids in enumerate(evidence.rows[:rows], start=1):
        click.secho(f"Row {number} rests on {evidence.counts[number - 1]} claims:", bold=True)
        for claim_id in claim_ids:
            print_claim(evidence.claims[claim_id])
        if evidence.rest[number - 1]:
            click.echo(f"  … and {evidence.counts[number - 1] - len(claim_ids)} more: tertius evidence TIE")
        click.echo()
    for source in evidence.sources.values():
        parts = [source.author, source.title, source.publisher]
        print_wrapped("", f"[{source.id}] {', '.join(part for part in parts if part)}")
    click.echo()


def _print_grounds(answer: "Answer", *, err: bool = False) -> None:
    """Print what a measure's answer stands on: its network with the notes, and how sources fall, if they do."""
    from textwrap import fill

    from tertius.cli.tables import console, printable

    grounds = []
    if (facts := answer.network) is not None:
        counted = f"{facts.nodes:,} nodes, {facts.edges:,} edges, {facts.ties:,} ties, {len(facts.roots):,} sources."
        grounds.append(" ".join([f"Network: {counted}", *facts.notes]))
    if falls := answer.assumptions.source_fall:
        listed = ", ".join(f"{grade or 'ungraded'} {p:g}" for grade, p in falls.items())
        grounds.append(f"Sources fall with: {listed}.")
    for ground in grounds:
        click.echo(fill(printable(ground), console().width, subsequent_indent="    "), err=err)


def _cell(value: object) -> str:
    """Return a value for a spreadsheet's cell, null as nothing."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ";".join(_cell(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _footer(answer: "Answer") -> str:
    rows = "1 row" if answer.row_count == 1 else f"{answer.row_count} rows"
    asked = f"{rows}. {answer.question} version {answer.version}, {answer.elapsed_ms:.0f} ms.\n"
    if answer.network is not None and answer.network.question is None:
        return asked + "Ranks are among the ties of the file; likelihoods are the file's own."
    return (
        asked + "Ranks are among published claims; likelihoods come from an assumed table of\n"
        "hedges (--format json prints it)."
    )
