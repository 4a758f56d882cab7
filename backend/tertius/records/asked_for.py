"""What the loads of a source asked for: whether an event that is not there is lacking, or was not asked for."""

import json
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tertius.graph.write import Writer
from tertius.loading.loader import Extent
from tertius.loading.releases import KEY_BYTES

_RUNS = (
    "MATCH (r:LoadRun {source_id: $source}) WHERE r.started <= $until "
    "RETURN r.id AS id, r.release_id AS release, r.started AS started, r.status AS status, r.stood AS stood, "
    "coalesce(r.undone_at, r.finished) AS undone, r.covers AS covers ORDER BY r.number"
)
_LEFT_OUT = (
    "UNWIND $runs AS run MATCH (k:RunKeys {run_id: run}) WHERE k.left_out IS NOT NULL RETURN run, k.left_out AS keys"
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

    def lacking(self, key: str, part: str, run: str, *, at: datetime, since: datetime | None = None) -> bool:
        """Say whether a claim that is not there at a moment was asked for, so that the release lacks it.

        The last load that tells anything of it says so: what one of them withdrew or never had, another may leave out.

        Parameters
        ----------
        key, part, run
            The claim's key, and the part of its source and the load that it is of.
        at
            The moment.
        since
            Only loads after this moment count.
        """
        loads = [one for one in self._loads if one.stands(at) and (since is None or one.started > since)]
        if not loads and since is None:
            return True  # nothing was loaded: everything is new
        digits, version = bytes.fromhex(key), self._versions.get(run, "")
        told = (one.lacks(digits, version, part) for one in reversed(loads))
        return next((lacks for lacks in told if lacks is not None), False)


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
