"""``tertius measure``: any measure straight on files, without a database."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tertius.cli.asking import catalogue
from tertius.cli.number_options import Decimal
from tertius.cli.told import tell

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
    """Compute a measure on a network from files, without a database; without a name, list them.

    The network is an edge list (a table with the columns source and target,
    and where known likelihood, root, when (EDTF) and kind), a matrix, GraphML,
    GEXF, Pajek or UCINET DL. `tertius query MEASURE` computes the same measure
    on what is loaded.
    """
    if ctx.invoked_subcommand is None:
        for one in catalogue().measures().values():
            click.echo(f"  {one.id:34}  {one.title}")
        tell("\nCompute one: tertius measure centrality/betweenness --edges edges.csv")
        click.echo("(--help shows its options)")


def _command(measure: "Measure", question: "Question") -> click.Command:
    from tertius.catalog.declaring import LIMIT_ON_FILES
    from tertius.cli.form import FORM, form_of, form_options
    from tertius.cli.printing import show
    from tertius.cli.query import explained, option_of, texts_of

    own = {**measure.own_params(), "limit": LIMIT_ON_FILES}
    options: list[click.Parameter] = [
        *_file_options(),
        *(option_of(name, param) for name, param in own.items()),
        *form_options(),
    ]

    def callback(**given: Any) -> None:  # noqa: ANN401 - options of several kinds
        form = form_of(question, **{name: given.pop(name) for name in FORM})
        files = {option.name: given.pop(option.name or "") for option in _file_options()}
        raw = texts_of(given)
        accepted = question.validate_params({name: value for name, value in raw.items() if name != "limit"})
        params = {name: accepted[name] for name in own} | {"limit": LIMIT_ON_FILES.accept("limit", raw)}
        show(_answer(measure, question, params, frozenset(raw), files), question, form)

    return click.Command(
        measure.id, params=options, callback=callback, help=explained(question), short_help=measure.title
    )


def _file_options() -> list[click.Option]:
    from typing import get_args

    from tertius.reading.network_files.options import Format

    path = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
    return [
        click.Option(["--edges"], type=path, required=True, help="Who is tied to whom; - is standard input."),
        click.Option(
            ["--file-format"],
            type=click.Choice(get_args(Format)),
            default="auto",
            help="What the file of edges is  [default: told from the file]",
        ),
        click.Option(["--source-column"], metavar="COLUMN", help="Column of an edge list  [default: source]"),
        click.Option(["--target-column"], metavar="COLUMN", help="Column of an edge list  [default: target]"),
        click.Option(["--weight"], metavar="COLUMN", help="Column, or attribute, that is the weight of a tie."),
        click.Option(
            ["--nodes"], type=click.Path(path_type=Path, dir_okay=False), help="A table with a line for each node."
        ),
        click.Option(["--node-key"], metavar="COLUMN", help="Column of the nodes that the ends of the edges refer to."),
        click.Option(
            ["--directed/--undirected"],
            default=None,
            help="Whether ties have a direction, from source to target  [default: as the file says, else not]",
        ),
        click.Option(
            ["--timeout"],
            type=Decimal(min=0, min_open=True),
            metavar="SECONDS",
            help="Time for the measure itself, once the files are read  [default: TERTIUS_QUERY_TIMEOUT_S]",
        ),
    ]


def _answer(
    measure: "Measure", question: "Question", params: dict[str, Any], given: frozenset[str], files: dict[str, Any]
) -> "Answer":
    from tertius.cli.session import read_settings

    settings = read_settings()
    from tertius.answers.jobs import needs_libraries
    from tertius.answers.measure_files import answer_on_files

    with needs_libraries(measure.id):
        from tertius.reading.network_files.options import Options
    named = {
        name: files[name]
        for name in ("source_column", "target_column", "weight", "node_key", "directed", "file_format")
        if files[name] is not None
    }
    return answer_on_files(
        measure,
        question,
        params,
        files["edges"],
        files["nodes"],
        options=Options(**named, two_mode=measure.two_mode),
        given=given,
        timeout_s=files["timeout"] or settings.query_timeout_s,
        cluster=settings.dask,
    )
