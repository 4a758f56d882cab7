"""``tertius runs``: what was loaded when, what a release changed, and how to take the last load back."""

from contextlib import closing

import click

from tertius.cli.form import DELIMITER, DELIMITERS
from tertius.cli.number_options import Whole
from tertius.cli.session import assumptions_of, migrated_driver, read_settings, room_of
from tertius.cli.told import tell

_RUNS = """
MATCH (r:LoadRun) RETURN r.id AS id, r.source_id AS source, r.release_id AS release, r.mode AS mode,
r.status AS status, r.started AS started ORDER BY r.started DESC LIMIT 50
"""


@click.group()
def runs() -> None:
    """List the loads, say what one changed, or undo the latest load of a source."""


@runs.command(name="list")
def list_runs() -> None:
    """List the last 50 loads, newest first."""
    from tertius.graph.write import Writer

    with migrated_driver(read_settings()) as (driver, name):
        rows = Writer(driver, name).rows(_RUNS)
    for row in rows:
        line = f"{row['id']}  {row['started']:%Y-%m-%d %H:%M}  {row['status']:8}  {row['mode']:8}  {row['release']}"
        click.echo(line)
    if not rows:
        tell("Nothing has been loaded yet. Try `tertius load --sample mali_2013`.")


@runs.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="[B]", required=False)
@click.option("--format", "format_", type=click.Choice(["table", "csv", "json"]), default="table", help="How to print.")
@click.option("--delimiter", **DELIMITER)
@click.option("--limit", type=Whole(0, 100_000), default=40, help="Maximum rows of the table, 0 for all  [default: 40]")
def diff(first: str, second: str | None, format_: str, delimiter: str, limit: int) -> None:
    """Say what a source says otherwise after load B than after load A.

    A and B are loads (`tertius runs list`) or releases of one source, such as
    ucdp-ged@25.1, or 25.1. A alone is compared with what stood before it.

    The table counts by year and country: events that the release added and
    withdrew, apart from those that the options of a load left out; of others the
    dates, deaths, places and sides changed; actors renamed; and whatever else.
    --format csv or json has every change with what it said before and says after.
    """
    from tertius.cli import changed_by_load
    from tertius.graph.write import Writer
    from tertius.records.load_changes import changes
    from tertius.records.load_moments import moments

    with migrated_driver(read_settings()) as (driver, name):
        writer = Writer(driver, name)
        before, after = moments(writer, first, second)
        with closing(changes(writer, before, after)) as found:
            if format_ == "csv":
                if told := changed_by_load.order_told(before, after):
                    click.echo(told, err=True)
                lines = changed_by_load.csv_of(found, DELIMITERS[delimiter])
            elif format_ == "json":
                lines = changed_by_load.json_of(found, before, after)
            else:
                lines = changed_by_load.table_of(found, before, after, limit)
            for line in lines:
                click.echo(line, nl=False)


@runs.command()
@click.argument("run_id")
def undo(run_id: str) -> None:
    """Undo the load RUN_ID: the claims stand as they stood before it."""
    from tertius.loading.undoing import undo as undo_run
    from tertius.wording import counted

    settings = read_settings()
    assumptions = assumptions_of(settings)
    with migrated_driver(settings) as (driver, name):
        report = undo_run(run_id, driver, name, assumptions=assumptions, room=room_of(settings))
    tell(
        f"Undone: {counted(report.withdrawn, 'claim')} withdrawn, {report.restored:,} restored; "
        f"{counted(report.decisions, 'decision')} put back."
    )
