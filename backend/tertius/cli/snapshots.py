"""Copies of the embedded database as its claims stood on a day, to be served on their own."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tertius.cli.copies import look_over, made_now
from tertius.cli.session import assumptions_of, target_of, wait_for_turn
from tertius.cli.told import tell
from tertius.errors import ConflictError, InputError
from tertius.wording import quoted

if TYPE_CHECKING:
    from tertius.loading.rewinding import RewindReport
    from tertius.settings import Settings

_PREFIX = "known-at-"


def rewind_copy(settings: "Settings", folder: Path, day: date) -> tuple["RewindReport", str | None]:
    """Copy the embedded database, and make the copy what the database was at the end of a day.

    Parameters
    ----------
    settings
        Those of the database, whose server does not run.
    folder
        The copy's data folder, a new one. It is deleted if this fails. Nobody can write into the copy.
    day
        The day, in universal time.

    Returns
    -------
    What rewinding took back, and a sentence if nothing was known on that day.
    """
    from tertius.embedded import EmbeddedServer, copy_database
    from tertius.embedded.home import Home
    from tertius.embedded.past_day import PastDay, put_past_day
    from tertius.graph.connect import open_driver
    from tertius.graph.migrate import migrate
    from tertius.graph.write import Writer
    from tertius.loading.rewinding import rewind
    from tertius.networks.past import RECORD, Record, end_of, nothing_known

    copy_database(settings.data_dir, folder, of=PastDay(day))
    own = settings.model_copy(update={"data_dir": folder, "embedded_bolt_port": 0, "embedded_http_port": 0})
    try:
        with (
            EmbeddedServer.from_settings(own, brief=True, settling=True) as connection,
            open_driver(target_of(connection)) as driver,
        ):
            migrate(driver, connection.database)
            record = Record.of(Writer(driver, connection.database).rows(RECORD, moment=end_of(day))[0])
            report = rewind(driver, connection.database, end_of(day), assumptions=assumptions_of(settings))
        put_past_day(Home.of(folder), made_now(day))
        return report, nothing_known(day, record)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@contextmanager
def known_at(settings: "Settings", day: date) -> Iterator["Settings"]:
    """Give the settings of a copy of the database as it was at the end of a day, until the block ends.

    Parameters
    ----------
    settings
        Those of the embedded database, which stays as it is.
    day
        The day, in universal time.

    Raises
    ------
    InputError
        If the settings name a database that is not the embedded one, or it cannot say what was known then.
    ConflictError
        If its server runs.
    """
    from tertius.embedded import make_way, status

    refuse_served(settings, "--known-at")
    refuse_unknowable(settings, day)
    make_way(settings.data_dir)
    wait_for_turn(settings)
    if status(settings.data_dir) is not None:
        raise ConflictError(
            "The database is in use, so that it cannot be copied",
            where=quoted(settings.data_dir),
            next_step="Stop its server first: tertius db stop",
        )
    look_over(settings)
    refuse_unknowable(settings, day)
    home = Path(settings.data_dir).expanduser().absolute()
    for left in home.glob(f"{_PREFIX}*"):  # by a process that was killed
        if status(left / "data") is None:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "data"
        tell(f"Copying the database as it was known at the end of {day} …", err=True)
        _, nothing = rewind_copy(settings, copy, day)
        if nothing:
            tell(nothing, err=True)
        yield settings.model_copy(update={"data_dir": copy})


def refuse_unknowable(settings: "Settings", day: date) -> None:
    """Refuse a day of which the embedded database cannot say what was known.

    Raises
    ------
    InputError
        If it has not come yet, or the database is itself a copy of an earlier one.
    """
    from tertius.embedded.home import Home
    from tertius.embedded.past_day import copy_of
    from tertius.networks import past

    past.refuse_unknowable(day, "--known-at", copy_of(Home.of(settings.data_dir)))


def refuse_served(settings: "Settings", option: str) -> None:
    """Refuse an option that only the embedded server has.

    Raises
    ------
    InputError
        If ``TERTIUS_NEO4J_URI`` is set.
    """
    if settings.neo4j_uri:
        raise InputError(
            f"{option} works on the embedded server only",
            where="TERTIUS_NEO4J_URI",
            next_step="Unset TERTIUS_NEO4J_URI, or use that server's own tools.",
        )
