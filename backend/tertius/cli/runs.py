"""``tertius runs``: what was loaded when, and how to take the last load back."""

import click

from tertius.cli.session import assumptions_of, migrated_driver, read_settings, room_of

_RUNS = """
MATCH (r:LoadRun) RETURN r.id AS id, r.source_id AS source, r.release_id AS release, r.mode AS mode,
r.status AS status, r.started AS started ORDER BY r.started DESC LIMIT 50
"""


@click.group()
def runs() -> None:
    """List the loads, or undo the latest load of a source."""


@runs.command(name="list")
def list_runs() -> None:
    """List the last 50 loads, newest first."""
    from tertius.graph.write import Writer

    with migrated_driver(read_settings()) as (driver, name):
        rows = Writer(driver, name).rows(_RUNS)
    for row in rows:
        click.echo(
            f"{row['id']}  {row['started']:%Y-%m-%d %H:%M}  {row['status']:8}  {row['mode']:8}  {row['release']}"
        )
    if not rows:
        click.echo("Nothing has been loaded yet. Try `tertius load --sample mali_2013`.")


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
    click.echo(
        f"Undone: {counted(report.withdrawn, 'claim')} withdrawn, {report.restored:,} restored; "
        f"{counted(report.decisions, 'decision')} put back."
    )
