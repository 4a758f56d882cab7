"""Releases of one source in their order: what newer ones that are loaded already say, lack, and have withdrawn.

A claim is of the last release that said it: the one that wrote its revision, or a newer one that repeated it word for
word (``repeated_by``, ids of runs). What the newest release says of it stands, and so does that a newer one covers it
and does not have it: releases can be loaded in any order.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tertius.graph.transaction import Transaction
from tertius.loading.loader import Document, Extent

SAID_BY = "coalesce(last(c.repeated_by), c.run_id)"
"""Cypher for the run that said the claim ``c`` last."""

KEY_BYTES = 12

_RUNS = (
    "MATCH (r:LoadRun {source_id: $source}) WHERE r.status <> 'undone' "
    "RETURN r.id AS id, r.release_id AS release, r.status AS status, r.closes AS closes ORDER BY r.number"
)
_KEYS = "UNWIND $runs AS run MATCH (k:RunKeys {run_id: run}) RETURN run, k.gone AS gone, k.spared AS spared"
_KEEP = "CREATE (k:RunKeys {run_id: $run, gone: $gone, spared: $spared, left_out: $left_out})"
_REPEAT = (
    "UNWIND $ids AS id MATCH (c:Claim {id: id}) WHERE NOT $run IN coalesce(c.repeated_by, []) "
    "SET c.repeated_by = coalesce(c.repeated_by, []) + $run"
)
REPEATED = "MATCH (c:Claim {source_id: $source}) WHERE $run IN c.repeated_by RETURN c.id AS id"
"""Ids of the claims that a run repeated."""
_UNREPEAT = (
    "UNWIND $ids AS id MATCH (c:Claim {id: id}) WITH c, [run IN c.repeated_by WHERE run <> $run] AS others "
    "SET c.repeated_by = CASE WHEN others = [] THEN null ELSE others END, "
    "c.unrepeated = coalesce(c.unrepeated, []) + $run"
)


@dataclass(frozen=True, slots=True)
class _Closed:
    """What a newer release does not have: all of an extent but what it says, and what its bad rows may say."""

    extent: Extent
    spared: frozenset[bytes]


@dataclass(frozen=True)
class Releases:
    """The loads of a document's source, as the document sees them.

    Attributes
    ----------
    own
        The version of the document's release.
    versions
        The version that each run loaded, but for those that were undone.
    ahead
        The runs that loaded newer releases.
    closed
        What these do not have.
    gone
        Keys of the claims that these withdrew, or that they say and yet newer ones close.
    """

    own: str
    versions: Mapping[str, str]
    ahead: frozenset[str] = frozenset()
    closed: tuple[_Closed, ...] = ()
    gone: frozenset[bytes] = frozenset()
    _covering: dict[str, list[_Closed]] = field(default_factory=dict, init=False)

    def version(self, run: str) -> str:
        """Return the version of the release that a run loaded."""
        return self.versions.get(run, self.own)

    def lacks(self, key: str, part: str) -> bool:
        """Say whether a newer release closes this claim, if the document says it."""
        if not self.ahead:
            return False
        if part not in self._covering:
            self._covering[part] = [one for one in self.closed if one.extent(self.own, part)]
        digits = bytes.fromhex(key)
        return digits in self.gone or any(digits not in one.spared for one in self._covering[part])


def take(tx: Transaction, document: Document) -> Releases:
    """Return the loads of a document's source, as they stand in this transaction."""
    runs = tx.rows(_RUNS, source=document.source.id)
    own = document.release.version
    versions = {run["id"]: run["release"].removeprefix(f"{document.source.id}@") for run in runs}
    newer = document.newer or (lambda _: False)
    after = {version for version in set(versions.values()) if version != own and newer(version)}
    ahead = frozenset(run for run, version in versions.items() if version in after)
    if not ahead:
        return Releases(own, versions)
    kept = {row["run"]: row for row in tx.rows(_KEYS, runs=list(ahead))}
    closed = tuple(
        _Closed(Extent(*extent), frozenset(_keys(kept.get(run["id"], {}).get("spared"))))
        for run in runs
        if run["id"] in ahead and run["status"] == "done"
        for extent in json.loads(run["closes"] or "[]")
    )
    gone = frozenset(key for row in kept.values() for key in _keys(row["gone"]))
    return Releases(own, versions, ahead, closed, gone)


def _keys(together: bytes | None) -> Iterable[bytes]:
    found = together or b""
    return (found[start : start + KEY_BYTES] for start in range(0, len(found), KEY_BYTES))


def ordered(document: Document, releases: Releases) -> Releases | None:
    """Return the releases if their order matters to a document: to one that knows of none, it costs nothing."""
    return releases if document.newer is not None else None


def repeat(tx: Transaction, run: str, ids: list[str]) -> None:
    """Note that a run repeated these claims of older releases."""
    tx.run(_REPEAT, run=run, ids=ids)


def forget(tx: Transaction, run: str, ids: list[str]) -> None:
    """Take back that a run repeated these claims; that it did stays known, for a copy of an earlier day."""
    tx.run(_UNREPEAT, run=run, ids=ids)


def keep(tx: Transaction, run: str, *, gone: Iterable[bytes], spared: Iterable[bytes], left_out: bytes = b"") -> None:
    """Keep which claims are gone by what a run says, which it spared since its bad rows may say them, and the rest.

    The rest is what its files have and was not asked for.
    """
    one, other = b"".join(sorted(gone)), b"".join(sorted(spared))
    if one or other or left_out:
        tx.run(_KEEP, run=run, gone=one or None, spared=other or None, left_out=left_out or None)
