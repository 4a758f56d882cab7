"""A network as it could be known on a past day: derived in memory from the claims and decisions as they stood."""

import datetime
from collections.abc import Collection
from dataclasses import replace

from tertius.errors import InputError
from tertius.graph.read import Reader
from tertius.networks.parts import Asked, Found
from tertius.networks.standing import found_in, read_standing
from tertius.records.tables import Tables

FIRST_LOAD = "MATCH (r:LoadRun) RETURN toString(date(min(r.started))) AS first"
"""The day of the first load, in universal time, as text; null if there was none."""


async def read_past(
    reader: Reader,
    asked: Asked,
    belonging: Asked,
    tables: Tables,
    day: datetime.date,
    without: Collection[str] = (),
) -> Found:
    """Read the claims of a past day, and choose a network from what they add up to.

    Parameters
    ----------
    reader, asked, belonging
        As in `tertius.networks.present.read_present`.
    tables
        The tables that the database was derived with.
    day
        The claims and decisions count as they stood when it ended, in universal time.
    without
        Ids or keys of claims that are taken to be back; one that there is not changes nothing.

    Raises
    ------
    InputError
        As `tertius.networks.parts.choose`.
    """
    standing = await read_standing(reader, {*asked[1]["kinds"], *belonging[1]["kinds"]}, end_of(day))
    kept = {
        id_: stood for id_, stood in standing.claims.items() if id_ not in without and stood.claim.key not in without
    }
    return await found_in(replace(standing, claims=kept), asked, belonging, tables)


async def read_first_load(reader: Reader) -> datetime.date | None:
    """Return the day of the first load, in universal time; None if nothing was ever loaded."""
    first = (await reader.run(FIRST_LOAD)).rows[0]["first"]
    return datetime.date.fromisoformat(first) if first else None


def refuse_to_come(day: datetime.date, where: str) -> None:
    """Refuse to say what was known on a day that has not begun.

    Parameters
    ----------
    day
        The day, in universal time.
    where
        What names it, for the message.

    Raises
    ------
    InputError
        If it has not.
    """
    today = datetime.datetime.now(datetime.UTC).date()
    if day > today:
        raise InputError(
            f"{day} has not come yet, so that nobody knows what will be known then",
            where=where,
            next_step=f"Name a day up to {today}, which is today in universal time.",
        )


def nothing_known(day: datetime.date, first: datetime.date | None) -> str | None:
    """Return a sentence if nothing was known at the end of a day; None if something was loaded by then.

    Parameters
    ----------
    day
        The day, in universal time.
    first
        That of the first load; None if there was none.
    """
    if first is None:
        return f"Nothing was known at the end of {day}: nothing has been loaded."
    return f"Nothing was known at the end of {day}: the first load was on {first}." if first > day else None


def end_of(day: datetime.date) -> datetime.datetime:
    """Return the moment when a day ends, in universal time."""
    if day == datetime.date.max:
        return datetime.datetime.max.replace(tzinfo=datetime.UTC)
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min, tzinfo=datetime.UTC)
