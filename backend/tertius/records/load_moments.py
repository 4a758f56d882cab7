"""Which loads are meant, by their ids or by the releases that they loaded, and the moments before and after them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tertius.errors import InputError, NotFoundError
from tertius.graph.write import Writer

_RUNS = (
    "MATCH (r:LoadRun) RETURN r.id AS id, r.source_id AS source, r.release_id AS release, r.status AS status, "
    "r.started AS started ORDER BY source, r.number"
)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a source said at some time.

    Attributes
    ----------
    source
        Its id.
    run, release
        The load after which it said that, and what that load loaded; empty before the first one.
    at
        The time: what was recorded until then, and not closed.
    """

    source: str
    run: str
    release: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.release} ({self.run})" if self.run else "nothing loaded"


def moments(writer: Writer, first: str, second: str | None = None) -> tuple[Moment, Moment]:
    """Return the moments to compare.

    Parameters
    ----------
    writer
        The database, which is only read.
    first, second
        Ids of loads (``ucdp-ged:2``), or releases, as ``ucdp-ged@25.1`` or by the version alone where one source has
        it. A release is what its last load left. Without a second one, the first is compared with what stood before it.

    Raises
    ------
    NotFoundError
        If there is no such load or release.
    InputError
        If several sources have such a release, or the two are of two sources.
    """
    runs = writer.rows(_RUNS)
    one = _found(runs, first)
    if second is not None:
        other = _found(runs, second)
        if one["source"] != other["source"]:
            raise InputError(
                f"{one['id']} is a load of {one['source']}, {other['id']} one of {other['source']}",
                where=second,
                next_step="Compare two loads of one source. To list them: tertius runs list",
            )
        return _after(one), _after(other)
    before = [run for run in runs if run["source"] == one["source"] and run["started"] < one["started"]]
    begun = one["started"]
    while first != one["id"] and before and before[-1]["status"] == "failed" and _same_release(before[-1], one):
        begun = before.pop()["started"]  # a release whose load was cut off and went on is what all of them wrote
    last = next((run for run in reversed(before) if run["status"] != "undone"), None)
    at = begun - _INSTANT
    return Moment(one["source"], last["id"] if last else "", last["release"] if last else "", at), _after(one)


def _same_release(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(one["release"] == other["release"])


def _after(run: Mapping[str, Any]) -> Moment:
    return Moment(run["source"], run["id"], run["release"], run["started"])


def _found(runs: Sequence[Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    for run in runs:
        if run["id"] == name:
            return run
    of_release = [run for run in runs if name in (run["release"], run["release"].partition("@")[2])]
    sources = sorted({run["source"] for run in of_release})
    if len(sources) > 1:
        listed = " or ".join(f"{source}@{name}" for source in sources[:3])
        raise InputError(f"Several sources have a release {name}", where=name, next_step=f"Write {listed}.")
    if not of_release:
        raise NotFoundError(
            f"There is no load and no loaded release {name[:80]!r}", next_step="List the loads: tertius runs list"
        )
    standing = [run for run in of_release if run["status"] == "done"]
    return (standing or of_release)[-1]
