"""Which database a command works on: the one that is set, the embedded one that runs, or one started for it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import TYPE_CHECKING

from tertius.cli.told import tell
from tertius.errors import InputError
from tertius.wording import counted, quoted

if TYPE_CHECKING:
    from tertius.embedded import Connection
    from tertius.graph.connect import Driver, Target
    from tertius.loading.room import Room
    from tertius.model.hedges import Assumptions
    from tertius.settings import Settings

_NOT_READ = {
    "float_parsing": "it is no number.",
    "int_parsing": "it is no whole number.",
    "int_from_float": "it is no whole number.",
    "bool_parsing": "it is neither true nor false.",
}


def read_settings(level: str = "warning") -> "Settings":
    """Read the settings from the environment, and set up the log lines that they ask for.

    Parameters
    ----------
    level
        The level of log lines where they ask for none.

    Raises
    ------
    InputError
        Naming the variable that cannot be used; its value is not repeated, since it may be a secret.
    """
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from tertius import logs
    from tertius.settings import Settings

    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = f"TERTIUS_{str(first['loc'][0]).upper()}" if first["loc"] else "TERTIUS_…"
        why = _NOT_READ.get(first["type"], first["msg"])
        raise InputError(
            f"The setting cannot be used: {why}", where=name, next_step="Correct or unset the variable."
        ) from None
    except SettingsError as error:
        # A list that is no JSON; the message names the field and not its value.
        raise InputError(
            f"A setting cannot be read: {error}", where="TERTIUS_…", next_step='Write a list as ["one", "two"].'
        ) from None
    # A command tells its result itself; log lines of every step are for a server, or for who asks.
    # The driver tells of each attempt at a database that is gone; our own error tells of it once, and what to do.
    logs.configure(
        settings.log_level if "log_level" in settings.model_fields_set else level,
        silent=() if settings.log_level == "debug" else ("neo4j",),
    )
    return settings


def target_of(connection: "Connection") -> "Target":
    """Return the database of a running embedded server."""
    from pydantic import SecretStr

    from tertius.graph.connect import Target

    return Target(connection.uri, connection.user, SecretStr(connection.password), connection.database)


@contextmanager
def database(settings: "Settings") -> Iterator["Target"]:
    """Give the database to work on; an embedded server that had to be started for this stays for a while, or ends.

    In order: ``TERTIUS_NEO4J_URI``; an embedded server that runs on the data folder; one started now, on free ports,
    so that a command works beside any other server. On a terminal it then serves the next command too (`lingers_s`);
    elsewhere it ends with this one.
    """
    if settings.neo4j_uri:
        yield configured_target(settings)
        return
    from tertius.cli.copies import look_over
    from tertius.embedded import EmbeddedServer, is_busy, using
    from tertius.errors import ConflictError

    free = settings.model_copy(update={"embedded_bolt_port": 0, "embedded_http_port": 0})
    linger = lingers_s(settings)
    server = EmbeddedServer.from_settings(free, brief=True, linger=linger)
    deadline = monotonic() + settings.turn_wait_s
    while True:
        wait_for_turn(settings, deadline)
        with using(settings.data_dir) as running:
            if running is not None:
                yield target_of(running)
                return
        try:
            look_over(settings)
            tell("Starting the embedded Neo4j …", err=True)
            connection = server.start()
            break
        except ConflictError:
            if not is_busy(settings.data_dir):
                raise  # otherwise another one that waited was quicker
    try:
        if not linger:
            yield target_of(connection)
            return
        with using(settings.data_dir):
            server.detach()
            tell(
                f"It stays for {in_words(linger)} after your last command; `tertius db stop` ends it sooner.", err=True
            )
            yield target_of(connection)
    finally:
        server.stop()  # unless it was let go of


def lingers_s(settings: "Settings") -> float:
    """Return for how many seconds a server that a command starts stays after it: 0 except for a person at a terminal.

    Parameters
    ----------
    settings
        How long it then is.
    """
    watched = sys.stdout.isatty() and sys.stderr.isatty()
    return settings.embedded_linger if watched and not os.environ.get("CI") else 0.0


def in_words(seconds: float) -> str:
    """Return a length of time as a person says it."""
    for size, name in ((3600, "hour"), (60, "minute")):
        if seconds >= size and seconds % size == 0:
            count = int(seconds // size)
            return f"{count} {name}{'s' if count > 1 else ''}"
    return counted(seconds, "second")


def wait_for_turn(settings: "Settings", deadline: float | None = None) -> None:
    """Wait while another command has a server of its own on the data folder: it would end under this one's hands.

    Parameters
    ----------
    settings
        Where the data are, and how long to wait.
    deadline
        When to give up, by the monotonic clock, for one that has waited before.

    Raises
    ------
    ConflictError
        If the folder is still taken then; the message says by whom.
    """
    from tertius.embedded import held_by, is_busy
    from tertius.errors import ConflictError

    if not is_busy(settings.data_dir):
        return
    until = monotonic() + settings.turn_wait_s if deadline is None else deadline
    tell("Another command is at work on this data folder; waiting for it to end …", err=True)
    while is_busy(settings.data_dir):
        if monotonic() > until:
            raise ConflictError(
                f"The data folder is still in use by {held_by(settings.data_dir) or 'another process'}, "
                f"after {settings.turn_wait_s:g} s.",
                where=quoted(settings.data_dir),
                next_step="Wait for that process or end it. Commands that are to work side by side share a server: "
                "`tertius db start`. TERTIUS_TURN_WAIT_S sets how long a command waits.",
            )
        sleep(0.05)


def configured_target(settings: "Settings") -> "Target":
    """Return the database that the settings name.

    Raises
    ------
    InputError
        If ``TERTIUS_NEO4J_URI`` is set without a password.
    """
    from tertius.graph.connect import Target

    if settings.neo4j_uri is None or settings.neo4j_password is None:
        raise InputError(
            "There is an address of a database, but no password for it",
            where="TERTIUS_NEO4J_PASSWORD",
            next_step="Set TERTIUS_NEO4J_PASSWORD, or unset TERTIUS_NEO4J_URI to use the embedded server.",
        )
    return Target(settings.neo4j_uri, settings.neo4j_user, settings.neo4j_password, settings.neo4j_database)


@contextmanager
def migrated_driver(settings: "Settings") -> Iterator[tuple["Driver", str]]:
    """Give an open driver and the database's name, on a database whose schema is up to date."""
    with database(settings) as target, migrated(target) as driver:
        yield driver, target.database


@contextmanager
def migrated(target: "Target") -> Iterator["Driver"]:
    """Give an open driver of a database whose schema is brought up to date."""
    from tertius.graph.connect import open_driver
    from tertius.graph.migrate import migrate

    with open_driver(target) as driver:
        migrate(driver, target.database)
        yield driver


def room_of(settings: "Settings") -> "Room | None":
    """Return the disk of the database that the settings name; None where it cannot be seen from here."""
    from tertius.loading.room import Room

    return None if settings.neo4j_uri else Room(settings.data_dir)


def assumptions_of(settings: "Settings") -> "Assumptions":
    """Return the tables of probabilities: the defaults, with what the settings change in them.

    Raises
    ------
    InputError
        If the settings name a hedge or a grade that there is not.
    """
    from tertius.model.hedges import Assumptions, Hedge

    default = Assumptions()
    unknown = [*(set(settings.hedges) - set(Hedge)), *(set(settings.credibility) - set(default.credibility))]
    if unknown:
        raise InputError(
            f"The tables have no {unknown[0]!r}",
            where="TERTIUS_HEDGES or TERTIUS_CREDIBILITY",
            next_step=f"Use the hedges {', '.join(Hedge)} and the grades 1 to 5.",
        )
    return Assumptions(
        hedges={hedge: settings.hedges.get(hedge, p) for hedge, p in default.hedges.items()},
        credibility={grade: settings.credibility.get(grade, p) for grade, p in default.credibility.items()},
        inferred=default.inferred if settings.inferred is None else settings.inferred,
    )
