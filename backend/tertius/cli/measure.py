"""``tertius measure``: any measure straight on files, without a database."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tertius.cli.asking import catalogue

if TYPE_CHECKING:
    from tertius.answers import Answer
    from tertius.catalog.measure import Measure
    from tertius.catalog.question import Question


class MeasureGroup(click.Group):
    """The catalogue's measures as commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the ids of all measures."""
        return list(catalogue().measures())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the command of one measure.

        Raises
        ------
        NotFoundError
            If there is none of that id; it names the nearest.
        """
        return _command(catalogue().measure(cmd_name), catalogue().find(cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the measures with what they ask."""
        with formatter.section("Measures"):
            formatter.write_dl([(one.id, one.asks) for one in catalogue().measures().values()])


@click.group(
    cls=MeasureGroup, invoke_without_command=True, subcommand_metavar="[MEASURE --edges FILE …]", options_metavar="[-h]"
)
@click.pass_context
def measure(ctx: click.Context) -> None:
    """Compute a measure on an edge list, without a database; without a name, list them.

    The edge list is a CSV file with the columns source and target, and where
    known likelihood, root, when (EDTF) and kind. `tertius query MEASURE`
    computes the same measure on what is loaded.
    """
    if ctx.invoked_subcommand is None:
        for one in catalogue().measures().values():
            click.echo(f"  {one.id:34}  {one.title}")
        click.echo("\nCompute one: tertius measure centrality/betweenness --edges edges.csv")
        click.echo("(--help shows its options)")


def _command(measure: "Measure", question: "Question") -> click.Command:
    from tertius.cli.printing import FORM, form_of, form_options, show
    from tertius.cli.query import explained, option_of

    options: list[click.Parameter] = [
        click.Option(
            ["--edges"],
            type=click.Path(path_type=Path, dir_okay=False),
            required=True,
            help="CSV with source and target.",
        ),
        click.Option(
            ["--nodes"], type=click.Path(path_type=Path, dir_okay=False), help="CSV with a line for each node."
        ),
        click.Option(["--node-key"], metavar="COLUMN", help="Column of the nodes that source and target refer to."),
        click.Option(["--directed"], is_flag=True, help="Ties have a direction, from source to target."),
        *(option_of(name, param) for name, param in measure.own_params().items()),
        *form_options(),
    ]

    def callback(
        edges: Path,
        nodes: Path | None,
        node_key: str | None,
        *,
        directed: bool,
        **given: Any,  # noqa: ANN401 - options of several kinds
    ) -> None:
        form = form_of(question, **{name: given.pop(name) for name in FORM})
        raw = {name: value for name, value in given.items() if value is not None}
        accepted = question.validate_params(raw)
        params = {name: accepted[name] for name in measure.own_params()}
        show(_answer(measure, question, params, edges, nodes, node_key, directed), question, form)

    return click.Command(
        measure.id, params=options, callback=callback, help=explained(question), short_help=measure.title
    )


def _answer(
    measure: "Measure",
    question: "Question",
    params: dict[str, Any],
    edges: Path,
    nodes: Path | None,
    node_key: str | None,
    directed: bool,
) -> "Answer":
    from tertius.cli.session import read_settings

    settings = read_settings()
    from tertius.answers.measure_files import answer_on_files

    return answer_on_files(
        measure,
        question,
        params,
        edges,
        nodes,
        node_key=node_key,
        directed=directed,
        timeout_s=settings.query_timeout_s,
        cluster=settings.dask,
    )
