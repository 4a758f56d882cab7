"""A network as it could be known on a past day: derived in memory from the claims and decisions as they stood."""

import datetime
from collections.abc import Collection
from dataclasses import replace

from tertius.graph.read import Reader
from tertius.networks.parts import Asked, Found
from tertius.networks.standing import found_in, read_standing
from tertius.records.tables import Tables


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


def end_of(day: datetime.date) -> datetime.datetime:
    """Return the moment when a day ends, in universal time."""
    if day == datetime.date.max:
        return datetime.datetime.max.replace(tzinfo=datetime.UTC)
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min, tzinfo=datetime.UTC)
