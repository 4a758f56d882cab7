"""What loaded files cover of the days and places that a question about events asks about, in sentences.

That no row tells of an event means that no source which was loaded tells of one. Whether somebody looked is another
matter: ``(:Release)-[:COVERS {from, to}]->(:Place)`` says which places and days a file would tell of.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tertius.graph.read import Reader
from tertius.model.dates import OPEN_END, OPEN_START

_COVERED = """
MATCH (source:Source)<-[:EDITION_OF]-(:Release)-[covers:COVERS]->(named:Place)
MATCH (place:Entity {id: named.canonical_id})
OPTIONAL MATCH (given:Entity {id: $region})
OPTIONAL MATCH (region:Entity {id: given.canonical_id})
RETURN DISTINCT source.id AS source, place.id AS place_id, coalesce(place.name, place.id) AS place,
  toString(covers.from) AS first, toString(covers.to) AS last,
  region IS NOT NULL AND (place = region OR EXISTS {
    MATCH (region)-[up:WITHIN]->{1,8}(place) WHERE all(tie IN up WHERE tie.likelihood >= 0.5)
  }) AS whole,
  region IS NULL OR EXISTS {
    MATCH (place)-[up:WITHIN]->{1,8}(region) WHERE all(tie IN up WHERE tie.likelihood >= 0.5)
  } AS part
ORDER BY place, place_id, first, last
"""
_REGION = """
MATCH (given:Entity {id: $id})
MATCH (region:Entity {id: given.canonical_id})
RETURN coalesce(region.name, region.id) AS name
"""
_MOST = 1_000_000
_DAY = timedelta(days=1)

SHOWN = 8
"""Places, and spans of days, that a sentence names at most."""

Span = tuple[date, date]
"""The first and the last of some days."""


@dataclass(frozen=True, slots=True)
class Covered:
    """Days of a place that a file covers.

    Attributes
    ----------
    place
        The place's name.
    first, last
        The days.
    whole
        Whether all of the region that is asked for lies in it; else it is a part of it.
    """

    place: str
    first: date
    last: date
    whole: bool = False


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return the same days with those put together that overlap or touch, in order."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and (found[-1][1] == date.max or first <= found[-1][1] + _DAY):
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def gaps(asked: Span, spans: Iterable[Span]) -> list[Span]:
    """Return the days of a span that none of some others has, in order."""
    found: list[Span] = []
    day, last = asked
    for start, end in joined(spans):
        if end < day or start > last:
            continue
        if start > day:
            found.append((day, start - _DAY))
        if end >= last:
            return found
        day = end + _DAY
    return [*found, (day, last)] if day <= last else found


def sentences(asked: Span, region: str | None, covered: Iterable[Covered]) -> list[str]:
    """Say what of the days and the region that are asked about no file covers.

    Parameters
    ----------
    asked
        The days.
    region
        The name of the region; None for anywhere.
    covered
        What files cover of it: places in which it lies, and places in it.
    """
    listed = list(covered)
    if not listed:
        what = f"that it covers any part of {region}" if region else "which places and days it covers"
        return [f"No loaded file says {what}: whether nothing happened or nobody looked is not known."]
    if region is not None:
        missing = gaps(asked, ((one.first, one.last) for one in listed if one.whole))
        if not missing:
            days = _days(asked)
            return [f"Loaded files cover {region} {days}: where no row tells of an event, these files have none."]
        told = f"No loaded file covers all of {region} {_listed(_days(span) for span in missing)}"
        parts = _by_place(asked, (one for one in listed if not one.whole))
        return [
            f"{told}. Of parts of it: {_listed(parts)}. The rest was not observed."
            if parts
            else f"{told}: not observed."
        ]
    parts = _by_place(asked, listed)
    if not parts:
        return [f"No loaded file covers any place {_days(asked)}: not observed."]
    return [f"Loaded files cover {_listed(parts)}. Other places and days were not observed."]


def _by_place(asked: Span, covered: Iterable[Covered]) -> list[str]:
    of_place: dict[str, list[Span]] = defaultdict(list)
    for one in covered:
        first, last = max(one.first, asked[0]), min(one.last, asked[1])
        if first <= last:
            of_place[one.place].append((first, last))
    return [f"{place} {_listed(_days(span) for span in joined(spans))}" for place, spans in sorted(of_place.items())]


def _listed(parts: Iterable[str]) -> str:
    every = list(parts)
    more = f" and {len(every) - SHOWN:,} more" if len(every) > SHOWN else ""
    return "; ".join(every[:SHOWN]) + more


def _days(span: Span) -> str:
    first, last = span
    if first == OPEN_START and last == OPEN_END:
        return "on any day"
    if first == OPEN_START:
        return f"until {last}"
    if last == OPEN_END:
        return f"from {first} on"
    return f"on {first}" if first == last else f"from {first} to {last}"


async def observed(reader: Reader, asked: Span, region: str | None, lets_in: Callable[[str], bool]) -> list[str]:
    """Say what of the days and the region that are asked about no file covers (`sentences`), by the files loaded now.

    Parameters
    ----------
    reader
        The database.
    asked
        The days.
    region
        The id of the region; None for anywhere.
    lets_in
        Says of a source whether its files count.

    Raises
    ------
    QueryTimeoutError, DatabaseUnavailableError
        As `tertius.graph.read.Reader.run`.
    """
    rows = (await reader.run(_COVERED, {"region": region}, max_rows=_MOST)).rows
    named = (await reader.run(_REGION, {"id": region})).rows if region else []
    name = named[0]["name"] if named else region
    covered = (
        Covered(row["place"], date.fromisoformat(row["first"]), date.fromisoformat(row["last"]), row["whole"])
        for row in rows
        if lets_in(row["source"]) and (row["whole"] or row["part"])
    )
    return sentences(asked, name, covered)
