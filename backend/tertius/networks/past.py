"""A network as it could be known on a past day: derived in memory from the claims and decisions as they stood."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tertius.errors import InputError
from tertius.graph.read import Reader
from tertius.networks.parts import Asked, Found
from tertius.networks.standing import found_in, read_standing
from tertius.records.tables import Tables

RECORD = """
CALL () {
  MATCH (r:LoadRun) WHERE EXISTS { (:Claim {run_id: r.id}) }
  RETURN toString(date(min(r.started))) AS first, count(CASE WHEN r.started < $moment
    AND (r.status <> 'undone' OR coalesce(r.undone_at, r.finished) >= $moment) THEN 1 END) AS standing
}
OPTIONAL MATCH (s:Snapshot {id: 'snapshot'})
RETURN first, standing, toString(date(s.moment) - duration({days: 1})) AS copy_of
"""
"""What a database can say of a moment. A load that wrote nothing, as it failed, is none."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a database can say of a moment.

    Attributes
    ----------
    first
        The day of the first load that wrote anything, in universal time; None if there was none.
    standing
        How many loads had written something by then and were not undone yet.
    copy_of
        The last day of which the database knows, if it is a copy of a past day; None if it is none.
    """

    first: datetime.date | None
    standing: int
    copy_of: datetime.date | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Record":
        """Return it from the row that `RECORD` gives."""
        days = [datetime.date.fromisoformat(row[name]) if row[name] else None for name in ("first", "copy_of")]
        return cls(days[0], row["standing"], days[1])


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


async def read_record(reader: Reader, day: datetime.date) -> Record:
    """Return what a database can say of the end of a day, in universal time."""
    return Record.of((await reader.run(RECORD, {"moment": end_of(day)})).rows[0])


def refuse_unknowable(day: datetime.date, where: str, copy_of: datetime.date | None = None) -> None:
    """Refuse to say what was known on a day that has not begun, or that comes after all that a copy knows.

    Parameters
    ----------
    day
        The day, in universal time.
    where
        What names it, for the message.
    copy_of
        The day of which the database is a copy; None if it is none.

    Raises
    ------
    InputError
        If nobody can say that, or the database cannot.
    """
    today = datetime.datetime.now(datetime.UTC).date()
    if day > today:
        raise InputError(
            f"{day} has not come yet, so that nobody knows what will be known then",
            where=where,
            next_step=f"Name a day up to {today}, which is today in universal time.",
        )
    if copy_of is not None and day > copy_of:
        raise InputError(
            f"The database is a copy of what was known at the end of {copy_of}, and knows nothing of later days",
            where=where,
            next_step=f"Name a day up to {copy_of}, or use the database that it was copied from.",
        )


def nothing_known(day: datetime.date, record: Record) -> str | None:
    """Return a sentence if nothing was known at the end of a day; None if something was loaded by then.

    Parameters
    ----------
    day
        The day, in universal time.
    record
        What the database can say of its end.
    """
    if record.standing:
        return None
    if record.first is None:
        why = "nothing has been loaded."
    elif record.first > day:
        why = f"the first load was on {record.first}."
    else:
        why = "whatever had been loaded by then had been undone."
    return f"Nothing was known at the end of {day}: {why}"


def end_of(day: datetime.date) -> datetime.datetime:
    """Return the moment when a day ends, in universal time."""
    if day == datetime.date.max:
        return datetime.datetime.max.replace(tzinfo=datetime.UTC)
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min, tzinfo=datetime.UTC)
