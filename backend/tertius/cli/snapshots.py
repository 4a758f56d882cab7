"""Copies of the embedded database as its claims stood on a day, to be served on their own."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tertius.cli.session import assumptions_of, target_of, wait_for_turn
from tertius.cli.told import tell
from tertius.errors import ConflictError, InputError

if TYPE_CHECKING:
    from tertius.loading.rewinding import RewindReport
    from tertius.settings import Settings

_PREFIX = "known-at-"


def rewind_copy(settings: "Settings", folder: Path, day: date) -> "RewindReport":
    """Make the copy in a data folder what the database was at the end of a day.

    Parameters
    ----------
    settings
        Those of the database that it was copied from.
    folder
        The copy's data folder. It is deleted if this fails.
    day
        The day, in universal time.
    """
    from tertius.embedded import EmbeddedServer
    from tertius.graph.connect import open_driver
    from tertius.graph.migrate import migrate
    from tertius.loading.rewinding import rewind
    from tertius.networks.past import end_of

    own = settings.model_copy(update={"data_dir": folder, "embedded_bolt_port": 0, "embedded_http_port": 0})
    try:
        with (
            EmbeddedServer.from_settings(own, brief=True) as connection,
            open_driver(target_of(connection)) as driver,
        ):
            migrate(driver, connection.database)
            return rewind(driver, connection.database, end_of(day), assumptions=assumptions_of(settings))
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
        If the settings name a database that is not the embedded one.
    ConflictError
        If its server runs.
    """
    from tertius.embedded import copy_database, make_way, status

    refuse_served(settings, "--known-at")
    make_way(settings.data_dir)
    wait_for_turn(settings)
    if status(settings.data_dir) is not None:
        raise ConflictError(
            "The database is in use, so that it cannot be copied",
            where=str(settings.data_dir),
            next_step="Stop its server first: tertius db stop.",
        )
    home = Path(settings.data_dir).expanduser().absolute()
    for left in home.glob(f"{_PREFIX}*"):  # by a process that was killed
        if status(left / "data") is None:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "data"
        tell(f"Copying the database as it was known at the end of {day} …", err=True)
        copy_database(settings.data_dir, copy)
        rewind_copy(settings, copy, day)
        yield settings.model_copy(update={"data_dir": copy})


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
