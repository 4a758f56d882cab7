"""``tertius db``: start, stop and look after the database."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.copies import look_over
from tertius.cli.days import DAY
from tertius.cli.session import (
    assumptions_of,
    configured_target,
    database,
    in_words,
    migrated_driver,
    read_settings,
    room_of,
    target_of,
)
from tertius.cli.snapshots import refuse_served, refuse_unknowable, rewind_copy
from tertius.cli.told import tell
from tertius.errors import ConflictError, EmbeddedServerError, InputError
from tertius.wording import counted, quoted

if TYPE_CHECKING:
    from tertius.embedded import Connection


@click.group()
def db() -> None:
    """Start, stop, migrate, copy, dump, restore and repair the database."""


@db.command()
def start() -> None:
    """Start the embedded Neo4j in the background."""
    from tertius.cli.planning import plan_in_background
    from tertius.embedded import make_way, start_detached
    from tertius.embedded import status as embedded_status
    from tertius.embedded.home import Home
    from tertius.embedded.past_day import copy_of
    from tertius.graph.connect import open_driver
    from tertius.graph.migrate import migrate

    settings = read_settings()
    refuse_served(settings, "This command")
    make_way(settings.data_dir)
    if embedded_status(settings.data_dir) is None:
        look_over(settings)
    connection = start_detached(settings)
    with open_driver(target_of(connection)) as driver:
        migrate(driver, connection.database)
    plan_in_background()
    tell(f"Neo4j runs at {connection.uri} (process {connection.pid}).")
    if day := copy_of(Home.of(settings.data_dir)):
        tell(f"Nobody can write into it: it is a copy of what was known at the end of {day} (UTC).")
    tell(f"Neo4j Browser: {connection.browser_url} (user {connection.user}; `tertius db password` prints the password)")


@db.command()
def stop() -> None:
    """Stop the embedded Neo4j that `tertius db start` or a command left running."""
    from tertius.embedded import held_by, stop_detached

    settings = read_settings()
    if stop_detached(settings.data_dir):
        click.echo("Neo4j has stopped.")
    elif holder := held_by(settings.data_dir):
        raise ConflictError(
            f"There is no server here to stop, and the data folder is in use by {holder}.",
            where=quoted(settings.data_dir),
            next_step="Wait for that process to end, or end it.",
        )
    else:
        tell("No embedded Neo4j was running.")


@db.command()
def status() -> None:
    """Say which database the commands use, and whether it answers."""
    from tertius.embedded import held_by
    from tertius.embedded import status as embedded_status
    from tertius.graph.connect import open_driver, server_of
    from tertius.graph.migrate import applied
    from tertius.loading.rewinding import rewound_to

    settings = read_settings()
    if settings.neo4j_uri:
        target = configured_target(settings)
    else:
        running = embedded_status(settings.data_dir)
        if running is None:
            holder = held_by(settings.data_dir)
            if holder:
                tell(f"No Neo4j answers on {quoted(settings.data_dir)}, which is in use by {holder}.")
            else:
                tell(f"No embedded Neo4j runs on {quoted(settings.data_dir)}. `tertius db start` starts it.")
            return
        target = target_of(running)
        click.echo(f"Neo4j Browser: {running.browser_url}")
        click.echo(f"Log: {running.log}")
        if running.linger:
            tell(f"It goes by itself after {in_words(running.linger)} without a command.")
    with open_driver(target) as driver:
        server = server_of(driver, target.database)
        versions = [step.version for step in applied(driver, target.database)]
        moment = rewound_to(driver, target.database)
    tell(f"Database: {target.address}, Neo4j {server.version} {server.edition}")
    if moment is not None:
        tell(f"A copy: the claims and decisions as they stood before {moment:%Y-%m-%d %H:%M} UTC")
    click.echo(f"Graph Data Science: {server.gds or 'not there'}")
    click.echo(f"Schema: {f'V{versions[-1]:04d}' if versions else 'none yet; `tertius db migrate` makes it'}")


@db.command()
def password() -> None:
    """Print the embedded server's generated password, to sign in to Neo4j Browser."""
    from tertius.embedded import status as embedded_status

    running = embedded_status(read_settings().data_dir)
    if running is None:
        raise InputError("No embedded Neo4j is running", next_step="Start it with `tertius db start`.")
    click.echo(running.password)


@db.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    from tertius.graph.connect import open_driver
    from tertius.graph.migrate import migrate as apply

    with database(settings := read_settings()) as target, open_driver(target) as driver:
        steps = apply(driver, settings.neo4j_database)
    for step in steps:
        click.echo(f"Applied V{step.version:04d} {step.name}.")
    if not steps:
        tell("The schema is up to date.")


@db.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def wipe(*, yes: bool) -> None:
    """Delete everything in the database, decisions included. The schema stays."""
    from tertius.graph.wipe import wipe as delete_all

    settings = read_settings()
    if not yes:
        place = settings.neo4j_uri or str(settings.data_dir)
        click.confirm(f"Delete all claims, ties and decisions in {place}?", abort=True)
    with migrated_driver(settings) as (driver, name):
        tell(f"Deleted {counted(delete_all(driver, name), 'node')} and all ties.")


@db.command()
def rebuild() -> None:
    """Derive every tie and every name, alias and date again from the claims."""
    from tertius.loading.rebuilding import rebuild as rebuild_graph

    settings = read_settings()
    assumptions = assumptions_of(settings)
    with migrated_driver(settings) as (driver, name):
        derived = rebuild_graph(driver, name, assumptions=assumptions, room=room_of(settings)).derived
    tell(
        f"Derived again: {counted(derived.made, 'tie')} made, {derived.changed} changed, {derived.removed} removed, "
        f"{counted(derived.profiles, 'entity', 'entities')} changed."
    )


@db.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def dump(file: Path) -> None:
    """Write the embedded database to FILE. The server must not be running."""
    from tertius.embedded import AdminTool

    settings = read_settings()
    refuse_served(settings, "This command")
    if file.exists():
        raise ConflictError("The file is there already", where=quoted(file), next_step="Choose another name.")
    AdminTool.from_settings(settings).dump(file)
    click.echo(f"Dumped to {quoted(file)}.")


@db.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(file: Path, *, yes: bool) -> None:
    """Replace the embedded database by what FILE holds. The server must not be running."""
    from tertius.embedded import AdminTool
    from tertius.embedded.home import Home
    from tertius.embedded.past_day import copy_of

    settings = read_settings()
    refuse_served(settings, "This command")
    if not file.is_file():
        raise InputError(
            "There is no such file", where=quoted(file), next_step="Name a file made by `tertius db dump`."
        )
    if not yes:
        click.confirm(f"Replace the database in {quoted(settings.data_dir)}?", abort=True)
    AdminTool.from_settings(settings).restore(file)
    click.echo(f"Restored from {quoted(file)}.")
    look_over(settings)
    if day := copy_of(Home.of(settings.data_dir)):
        tell(f"Nobody can write into it: it is a copy of what was known at the end of {day} (UTC).")


@db.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--known-at", type=DAY, help="Make the copy what the database was at the end of this day (UTC).")
def snapshot(folder: Path, known_at: date | None) -> None:
    """Copy the embedded database into FOLDER, a data folder of its own.

    The server must not be running. With --known-at the copy holds the claims and
    decisions as they stood on that day, every question answers from them, and
    nobody can write into it; the database itself stays as it is.
    `TERTIUS_DATA_DIR=FOLDER tertius up` serves it.
    """
    from tertius.embedded import copy_database

    settings = read_settings()
    refuse_served(settings, "This command")
    if known_at is not None:
        refuse_unknowable(settings, known_at)
    look_over(settings)
    if known_at is None:
        copy_database(settings.data_dir, folder)
        click.echo(f"Copied to {quoted(folder)}.")
    else:
        refuse_unknowable(settings, known_at)
        report, nothing = rewind_copy(settings, folder, known_at)
        click.echo(f"Copied to {quoted(folder)}.")
        tell(
            f"As of the end of {known_at}: {counted(report.claims, 'claim')}; {report.forgotten} of later taken out, "
            f"{report.reopened} standing again, {counted(report.decisions, 'decision')} put back."
        )
        if nothing:
            tell(nothing)
    tell(f"Serve it: TERTIUS_DATA_DIR={quoted(folder)} tertius up")


@db.command()
def repair() -> None:
    """Open a database that a full disk or a crash left damaged.

    It copies the database first, recovers all that can be read of its
    transaction log, says what was cut off, and checks the result.
    """
    from tertius.embedded import repair as repair_database

    settings = read_settings()
    refuse_served(settings, "This command")
    report, (claims, unfinished) = repair_database(settings, _look)
    tell(f"The database as it was: {report.copy}")
    tell(f"Recovered: {counted(report.recovered, 'transaction')}; {counted(claims, 'claim')} are there now.")
    for cut in report.cuts:
        after = f" after {cut.last:%Y-%m-%d %H:%M:%S} UTC" if cut.last else ""
        tell(f"Cut: {counted(cut.bytes, 'byte')} of the log of {cut.database}: what was being written{after}.")
    if not report.cuts:
        tell("Cut: nothing; the log could be read to its end.")
    for run, release in unfinished:
        tell(f"Unfinished: the load {run} of {release}. Load it again: what is there stays, the rest is added.")
    if not report.consistent:
        found = [line for check in report.checks.values() for line in check.findings]
        raise EmbeddedServerError(
            f"The repaired database is not consistent: {counted(len(found), 'finding')}, such as "
            f"{(found or ['(none)'])[0]}",
            where=quoted(report.copy),
            next_step="Restore a dump (`tertius db restore FILE`), or wipe the database and load its sources again.",
        )
    tell("Checked: the database is consistent.")


def _look(connection: "Connection") -> tuple[int, list[tuple[str, str]]]:
    """Return how many claims are current, and which loads were cut off."""
    from tertius.graph.connect import open_driver
    from tertius.graph.write import Writer

    with open_driver(target_of(connection)) as driver:
        writer = Writer(driver, connection.database)
        count = writer.rows("MATCH (c:Claim) WHERE c.recorded_to IS NULL RETURN count(c) AS claims")[0]["claims"]
        runs = writer.rows(
            "MATCH (r:LoadRun) WHERE r.status = 'running' RETURN r.id AS id, r.release_id AS release ORDER BY id"
        )
    return count, [(run["id"], run["release"]) for run in runs]
