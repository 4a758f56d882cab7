"""Copies of a past day that were kept or restored: known for what they are, and up to date, before they are served."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tertius.cli.session import target_of
from tertius.cli.told import tell
from tertius.errors import ConflictError
from tertius.wording import quoted

if TYPE_CHECKING:
    from datetime import date

    from tertius.embedded.past_day import PastDay
    from tertius.settings import Settings


def made_now(day: "date") -> "PastDay":
    """Return what a home says of a copy of a day that this version has made or brought up to date."""
    from tertius.embedded.past_day import PastDay
    from tertius.graph.schema_files import available
    from tertius.model.derive_graph import VERSION

    return PastDay(day, f"schema V{available()[-1].version:04d}, derivation {VERSION}")


def look_over(settings: "Settings") -> None:
    """See to it that a data folder's database can be served as what it is. For whoever is about to start its server.

    A copy of a past day that an earlier version made is brought up to date; one whose making was cut off is finished.
    Of a database that was restored it is found out whether it is such a copy. Others are left alone.

    Parameters
    ----------
    settings
        Where the database is.

    Raises
    ------
    ConflictError
        If it cannot be brought up to date, or somebody else's server was quicker.
    """
    from tertius.embedded import EmbeddedServer
    from tertius.embedded.home import Home
    from tertius.embedded.past_day import past_day, put_past_day
    from tertius.graph.connect import open_driver
    from tertius.graph.migrate import migrate
    from tertius.loading.rewinding import catch_up, rewound_to
    from tertius.networks.past import end_of

    home = Home.of(settings.data_dir)
    found = past_day(home)
    if found is None or (found.day is not None and found == made_now(found.day)):
        return
    what = f"Bringing the copy of {found.day} up to date …" if found.day else "Looking at what was restored …"
    tell(what, err=True)
    own = settings.model_copy(update={"embedded_bolt_port": 0, "embedded_http_port": 0})
    with (
        EmbeddedServer.from_settings(own, brief=True, settling=True) as connection,
        open_driver(target_of(connection)) as driver,
    ):
        moment = end_of(found.day) if found.day else rewound_to(driver, connection.database)
        if moment is None:
            put_past_day(home, None)
            return
        day = last_day_before(moment)
        try:
            migrate(driver, connection.database)
            catch_up(driver, connection.database, moment)
        except ConflictError as error:
            raise ConflictError(
                f"The copy of what was known at the end of {day} cannot be brought up to date: {error.what}",
                where=quoted(settings.data_dir),
                next_step=f"{error.next_step} Or make the copy anew from the database that it was copied from: "
                f"`tertius db snapshot FOLDER --known-at {quoted(day)}`.",
            ) from error
    put_past_day(home, made_now(day))


def last_day_before(moment: datetime) -> "date":
    """Return the last day that had ended by a moment, in universal time."""
    return moment.astimezone(UTC).date() - timedelta(days=1)
