"""``tertius query``: one command for every question, its options made from the question's parameters."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tertius.cli.asking import ask, catalogue
from tertius.cli.drawing import PICTURE, check_picture, draw
from tertius.cli.form import FORM, form_of, form_options
from tertius.cli.printing import show
from tertius.cli.session import database, read_settings
from tertius.cli.told import tell

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
        tell("\nAsk one: tertius query brokerage/brokers --as-of 2012-06-01")
        tell("Its options: tertius query brokerage/brokers --help")


def question_command(question: "Question") -> click.Command:
    """Make the command of a question: an option for each parameter, then format and evidence.

    Values go as text to `Question.validate_params`, so that the command line, the API and Python accept the same.
    """
    options: list[click.Parameter] = [
        *(option_of(name, param) for name, param in question.params.items()),
        *form_options(),
        click.Option(["--evidence"], is_flag=True, help="With the claims behind each row."),
        PICTURE,
    ]

    def callback(*, evidence: bool, picture: Path | None, **given: Any) -> None:  # noqa: ANN401 - options of several kinds
        form = form_of(question, **{name: given.pop(name) for name in FORM})  # before a server is started for a mistake
        raw = texts_of(given)
        question.validate_params(raw)
        if picture is not None:
            check_picture(question, picture)
        answer = _answer(question.id, raw, evidence=evidence or form.name == "xlsx", count=form.name == "table")
        show(answer, question, form)
        if picture is not None:
            draw(answer, question, picture)

    return click.Command(
        question.id, params=options, callback=callback, help=explained(question), short_help=question.title
    )


def option_of(name: str, param: Any) -> click.Option:  # noqa: ANN401 - tertius.catalog.parameter.Param
    """Return the option of a parameter; its value goes on as text, of a list as often as the option is given."""
    option = f"--{name.replace('_', '-')}"
    return click.Option([option, name], metavar=_metavar(name, param), help=_help(param), multiple=param.list)


def texts_of(given: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """Return what the options of `option_of` were given, without those that were not."""
    texts = {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}
    return {name: value for name, value in texts.items() if value is not None and value != []}


def explained(question: "Question") -> str:
    """Return a command's help: the question, then its conventions."""
    return "\n\n".join([question.question, *(f"\b\n- {line}" for line in _wrapped(question.conventions))])


def _wrapped(sentences: Sequence[str]) -> list[str]:
    from textwrap import fill

    return [fill(sentence, 74, subsequent_indent="  ") for sentence in sentences]


def _metavar(name: str, param: Any) -> str:  # noqa: ANN401 - tertius.catalog.parameter.Param
    if param.type == "date" and name in ("as_of", "from_day", "to_day"):
        return "YYYY[-MM[-DD]]"
    choices = "|".join(str(choice) for choice in param.enum or ())
    if 0 < len(choices) <= 20:
        return choices
    return {"date": "YYYY-MM-DD", "integer": "N", "number": "X", "boolean": "true|false"}.get(param.type, "TEXT")


def _help(param: Any) -> str:  # noqa: ANN401 - tertius.catalog.parameter.Param
    about = f"{param.about}."
    choices = ", ".join(str(choice) for choice in param.enum or ())
    if len(choices) > 20:
        about += f" One of {choices}."
    if param.list:
        about += " Repeat the option for several."
    if param.required:
        return f"{about}  [required]"
    default = param.default
    if default is None:
        return about
    items = default if isinstance(default, list) else [default]
    shown = ", ".join(str(item).lower() if isinstance(item, bool) else str(item) for item in items)
    return f"{about}  [default: {shown}]"


def _answer(question_id: str, raw: dict[str, str | list[str]], *, evidence: bool, count: bool) -> "Answer":
    settings = read_settings()
    with database(settings) as target:
        return ask(target, settings, lambda answers, _: answers.ask(question_id, raw, evidence=evidence, count=count))
