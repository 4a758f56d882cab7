"""What the loads of a source asked for: whether an event that is not there is lacking, or was not asked for."""

import json
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tertius.graph.write import Writer
from tertius.loading.loader import Extent
from tertius.loading.releases import KEY_BYTES
from tertius.model.claims import Claim
from tertius.model.kinds import EVENT_RECORD

_RUNS = (
    "MATCH (r:LoadRun {source_id: $source}) WHERE r.started <= $until "
    "RETURN r.id AS id, r.release_id AS release, r.started AS started, r.status AS status, r.stood AS stood, "
    "coalesce(r.undone_at, r.finished) AS undone, r.covers AS covers ORDER BY r.number"
)
_LEFT_OUT = (
    "UNWIND $runs AS run MATCH (k:RunKeys {run_id: run}) WHERE k.left_out IS NOT NULL RETURN run, k.left_out AS keys"
)
_LAST = (
    "MATCH (c:Claim {source_id: $source}) WHERE c.kind = $kind AND c.recorded_from <= $at "
    "AND (c.recorded_to IS NULL OR c.recorded_to > $at) RETURN max(c.from_earliest) AS last"
)


@dataclass(frozen=True, slots=True)
class _Load:
    id: str
    started: datetime
    undone: datetime | None
    covers: Sequence[Extent]
    left_out: bytes = b""

    def stands(self, at: datetime) -> bool:
        """Say whether it was loaded, and not undone yet."""
        return self.started <= at and (self.undone is None or self.undone > at)

    def lacks(self, key: bytes, version: str, part: str) -> bool | None:
        """Say whether it asked for a claim that is not there: False if its files have it, None if it tells nothing."""
        if _has(self.left_out, key):
            return False
        return True if any(extent(version, part) for extent in self.covers) else None

    def passes_over(self, version: str) -> bool:
        """Say whether its release speaks of what this release gives: what it does not cover was not asked for, then."""
        return bool(self.covers) and self.covers[0].speaks_of(version)


class AskedFor:
    """What the loads of a source asked for until a moment.

    Parameters
    ----------
    writer
        The database, which is only read.
    source
        The source.
    until
        The moment.
    """

    def __init__(self, writer: Writer, source: str, until: datetime) -> None:
        rows = writer.rows(_RUNS, source=source, until=until)
        done = [row for row in rows if (row["stood"] or row["status"]) == "done"]
        keys = {row["run"]: row["keys"] for row in writer.rows(_LEFT_OUT, runs=[row["id"] for row in done])}
        self._writer = writer
        self._source = source
        self._last: dict[datetime, date | None] = {}
        self._versions = {row["id"]: row["release"].partition("@")[2] for row in rows}
        self._loads = [
            _Load(
                row["id"],
                row["started"],
                row["undone"] if row["status"] in ("undone", "undoing") else None,
                _extents(row["covers"]),
                bytes(keys.get(row["id"], b"")),
            )
            for row in done
        ]

    def lacks(self, claim: Claim, run: str, *, at: datetime) -> bool:
        """Say whether a claim of an event that is not there at a moment, and comes later, was lacking then.

        The last load that tells anything of it says so. What none of them could have been asked for was lacking, too:
        the next months of the source, be they of another file or begin after all that the files before told of.

        Parameters
        ----------
        claim, run
            The claim, and the load that it is of.
        at
            The moment.
        """
        loads = [one for one in self._loads if one.stands(at)]
        told = self._told(claim, run, loads)
        if told is None:
            version = self._versions.get(run, "")
            return not any(one.passes_over(version) for one in loads) or self._is_later(claim, at)
        return told

    def withdrew(self, claim: Claim, run: str, *, at: datetime, since: datetime) -> bool:
        """Say whether a claim that is not there any more was asked for by a load between two moments that lacks it.

        The last load that tells anything of it says so: what one of them withdrew, another may leave out.
        """
        loads = [one for one in self._loads if one.stands(at) and one.started > since]
        return self._told(claim, run, loads) or False

    def _told(self, claim: Claim, run: str, loads: Sequence[_Load]) -> bool | None:
        key, version, part = bytes.fromhex(claim.key), self._versions.get(run, ""), claim.part
        told = (one.lacks(key, version, part) for one in reversed(loads))
        return next((lacks for lacks in told if lacks is not None), None)

    def _is_later(self, claim: Claim, at: datetime) -> bool:
        """Say whether an event begins later than any that the source told of at a moment."""
        if at not in self._last:
            found = self._writer.rows(_LAST, source=self._source, kind=EVENT_RECORD, at=at)
            self._last[at] = found[0]["last"]
        last = self._last[at]
        return last is not None and claim.bounds.from_earliest > last


def _extents(covers: str | None) -> Sequence[Extent]:
    """Return what a load covers; one of which nothing is kept is taken to cover all of its source."""
    return [Extent(*pair) for pair in json.loads(covers)] if covers else [Extent()]


def _has(keys: bytes, key: bytes) -> bool:
    """Say whether a key is among others that stand in order, one after the other."""

    def at(number: int) -> bytes:
        return keys[number * KEY_BYTES : (number + 1) * KEY_BYTES]

    count = len(keys) // KEY_BYTES
    found = bisect_left(range(count), key, key=at)
    return found < count and at(found) == key
