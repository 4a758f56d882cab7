"""Runs: what each load of a source did. One at a time goes on, by the lease that it holds."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tertius import __version__
from tertius.errors import ConflictError, NotFoundError
from tertius.graph.transaction import Transaction, transact
from tertius.graph.whole import Whole, read_whole
from tertius.graph.write import Writer
from tertius.loading import debts, premises, releases
from tertius.loading.debts import Debt
from tertius.loading.lease import LEASE_S, Run, live, process
from tertius.loading.loader import Document
from tertius.loading.releases import Releases
from tertius.model.hedges import Assumptions
from tertius.model.ids import fingerprint
from tertius.model.sources import Release, Source
from tertius.wording import counted

_HOLD_SOURCE = "MERGE (s:Source {id: $source}) SET s.id = $source RETURN properties(s) AS source"
# What an ended run keeps is read under its lock: its end may be going into the store. One that goes on keeps its own.
_RUNS = (
    "MATCH (r:LoadRun {source_id: $source}) WITH r ORDER BY r.number "
    "FOREACH (one IN CASE WHEN r.status IN ['running', 'undoing'] THEN [] ELSE [r] END | SET one.number = one.number) "
    "RETURN properties(r) AS run, "
    "duration.inSeconds(r.heartbeat, datetime()).seconds AS silent ORDER BY r.number"
)
_LAST = "MATCH (r:LoadRun {source_id: $source}) RETURN properties(r) AS run ORDER BY r.number DESC LIMIT 1"
_ENDED = Whole(always=("status", "recipe"), by_status={"done": ("bad_rows", "rows", "new", "changed", "unchanged")})
_RUN = (
    "MATCH (r:LoadRun {id: $id}) RETURN properties(r) AS run, "
    "duration.inSeconds(r.heartbeat, datetime()).seconds AS silent"
)
_RUNNING = "MATCH (r:LoadRun) WHERE r.status IN ['running', 'undoing'] AND r.id <> $id RETURN r.id AS id"
_NOW = "RETURN datetime() AS now"
_FAIL = "MATCH (r:LoadRun {id: $id}) SET r.status = 'failed', r.finished = datetime()"
_FORGET = "MATCH (r:LoadRun {source_id: $source, token: $token}) DELETE r"
_START = "CREATE (r:LoadRun) SET r = $run, r.started = $now, r.heartbeat = datetime()"
_SOURCE = "MATCH (s:Source {id: $id}) SET s += $source"
_RELEASE = "MATCH (s:Source {id: $source}) MERGE (r:Release {id: $id}) SET r += $release MERGE (r)-[:EDITION_OF]->(s)"
_STORED_RELEASE = "MATCH (r:Release {id: $id})-[:EDITION_OF]->(:Source) RETURN properties(r) AS release"


def source_properties(source: Source) -> dict[str, Any]:
    """Return a source's properties."""
    return {
        "id": source.id,
        "title": source.title,
        "author": source.author,
        "publisher": source.publisher,
        "url": source.url,
        "licence": source.licence,
        "reliability": source.reliability,
        "derived_from": list(source.derived_from),
    }


def release_properties(release: Release) -> dict[str, Any]:
    """Return a release's properties."""
    return {
        "id": release.id,
        "version": release.version,
        "published": release.published,
        "sha256": release.sha256,
    }


def recipe(document: Document, *, complete: bool) -> str:
    """Return a digest of all that a load's result depends on, besides the graph: what was opened, and what reads it."""
    source, release = source_properties(document.source), release_properties(document.release)
    return fingerprint(
        json.dumps([source, release], default=str, sort_keys=True), document.loader, __version__, str(complete)
    )


@dataclass(frozen=True)
class Start:
    """What a run found when it began.

    Attributes
    ----------
    now
        The moment, by the server's clock, that everything the run records is recorded at.
    first
        Whether the source had no run before, so that it can have no claims.
    last
        The run before, if it was done and stands.
    known
        The decisions and sources that the run starts with.
    releases
        The other releases of the source.
    """

    now: datetime
    first: bool
    last: str | None
    known: premises.Premises
    releases: Releases


def begin(writer: Writer, document: Document, assumptions: Assumptions, *, complete: bool) -> tuple[Run, Start]:
    """Start a load: take its source, write the source and the release as they are now, and open the run's record.

    Raises
    ------
    ConflictError
        If another load of the source is going, an undo of it was cut off, or the graph was derived with other
        assumptions.
    """
    token = uuid.uuid4().hex

    def work(tx: Transaction) -> tuple[str, Start]:
        source = document.source.id
        before = tx.rows(_HOLD_SOURCE, source=source)[0]["source"]
        tx.run(_FORGET, source=source, token=token)  # of a first attempt whose answer was lost
        runs = tx.rows(_RUNS, source=source)
        _refuse_second(runs)
        for row in runs:
            if row["run"]["status"] == "running":
                tx.run(_FAIL, id=row["run"]["id"])
        number = max((row["run"]["number"] for row in runs), default=0) + 1
        run_id = f"{source}:{number}"
        premises.ensure(tx, assumptions)
        known = premises.take(tx, assumptions)
        others = releases.take(tx, document)
        now = tx.rows(_NOW)[0]["now"]
        tx.run(
            _START,
            now=now,
            run={
                "id": run_id,
                "number": number,
                "loader": document.loader,
                "source_id": source,
                "release_id": document.release.id,
                "sha256": document.release.sha256,
                "mode": "complete" if complete else "add",
                "recipe": recipe(document, complete=complete),
                "status": "running",
                "token": token,
                "holder": process(),
                "source_before": json.dumps(before) if len(before) > 1 else None,
            },
        )
        known = put_source(tx, run_id, source_properties(document.source), before, known, first=not runs)
        _put_release(tx, document.release)
        last = runs[-1]["run"] if runs else {}
        stands = last["id"] if last.get("status") == "done" else None
        return run_id, Start(now=now, first=not runs, last=stands, known=known, releases=others)

    run_id, start = transact(writer, work)
    return Run(writer, run_id, token), start


def _refuse_second(runs: list[dict[str, Any]]) -> None:
    for row in runs:
        if row["run"]["status"] == "undoing" and not live(row["run"], row["silent"]):
            raise ConflictError(
                "Undoing a load of this source was cut off",
                where=row["run"]["id"],
                next_step=f"Finish it first: undo {row['run']['id']} again.",
            )
        if live(row["run"], row["silent"]):
            raise ConflictError(
                f"Another load of {row['run']['source_id']} is going on (its last sign of life is "
                f"{counted(row['silent'], 'second')} old)",
                where=row["run"]["id"],
                next_step=f"Wait for it to end. If it died on another machine, try again in {LEASE_S} seconds.",
            )


def put_source(
    tx: Transaction,
    run_id: str,
    wanted: Mapping[str, Any],
    found: Mapping[str, Any],
    known: premises.Premises,
    *,
    first: bool = False,
) -> premises.Premises:
    """Write a source's properties if they differ, and owe what a change of its origin touches.

    The claims of a source's first run are derived with its origin as it is from now on: nothing of it is owed.

    Returns
    -------
    Premises
        The premises with that change.
    """
    if any(found.get(name) != value for name, value in wanted.items()):
        tx.run(_SOURCE, id=wanted["id"], source=dict(wanted))
    if list(found.get("derived_from") or ()) == list(wanted.get("derived_from") or ()):
        return known
    premises.changed(tx)
    after = premises.take(tx, known.assumptions)
    touched = set(regrouped(known.roots, after.roots))
    debts.owe(tx, run_id, Debt(sources=touched - {wanted["id"]} if first else touched))
    return after


def regrouped(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """Return the sources whose voice is shared with others than before."""

    def voices(roots: Mapping[str, str]) -> dict[str, frozenset[str]]:
        return {source: frozenset(other for other, root in roots.items() if root == roots[source]) for source in roots}

    old, new = voices(before), voices(after)
    alone = {source: frozenset((source,)) for source in old.keys() | new.keys()}
    return {source for source in alone if old.get(source, alone[source]) != new.get(source, alone[source])}


def _put_release(tx: Transaction, release: Release) -> None:
    wanted = release_properties(release)
    rows = tx.rows(_STORED_RELEASE, id=release.id)
    if not rows or any(rows[0]["release"].get(name) != value for name, value in wanted.items()):
        tx.run(_RELEASE, source=release.source, id=release.id, release=wanted)


def same_as_last(tx: Transaction, document: Document, *, complete: bool) -> dict[str, Any] | None:
    """Return the source's last run, if it was a whole and clean load of the very same, so that loading it does nothing.

    That no other run, no undo and no unpaid debt came since is part of it. A load with bad rows is never the same
    again: a row may have been bad for something that another source has since brought.
    """
    if not document.release.sha256:
        return None
    runs = read_whole(lambda: tx.rows(_LAST, source=document.source.id), {"run": _ENDED})
    if not runs or debts.owed(tx):
        return None
    last: dict[str, Any] = runs[0]["run"]
    same = last["status"] == "done" and last["recipe"] == recipe(document, complete=complete) and not last["bad_rows"]
    return last if same else None


def is_going(tx: Transaction, run_id: str) -> bool:
    """Say whether a run is live."""
    rows = tx.rows(_RUN, id=run_id)
    return bool(rows) and live(rows[0]["run"], rows[0]["silent"])


def still_going(writer: Writer, run_id: str) -> bool:
    """Say whether a run is live, in a transaction of its own."""
    return transact(writer, lambda tx: is_going(tx, run_id))


def others(tx: Transaction, run_id: str) -> list[str]:
    """Return the ids of the other runs that say that they are going."""
    return [row["id"] for row in tx.rows(_RUNNING, id=run_id)]


def take_latest(tx: Transaction, run_id: str) -> dict[str, Any]:
    """Return a run that can be undone, and lock its source until the transaction ends.

    Raises
    ------
    NotFoundError
        If there is no such run.
    ConflictError
        If it is going on, was undone, or a later run of its source stands.
    """
    rows = tx.rows(_RUN, id=run_id)
    if not rows:
        raise NotFoundError(f"There is no load {run_id[:80]!r}", next_step="List the loads: tertius runs list")
    tx.rows(_HOLD_SOURCE, source=rows[0]["run"]["source_id"])
    row = tx.rows(_RUN, id=run_id)[0]  # again, under the lock
    run: dict[str, Any] = row["run"]
    if run["status"] == "undone":
        raise ConflictError("That load was undone already", where=run_id, next_step="There is nothing left to do.")
    if live(run, row["silent"]):
        raise ConflictError("That load is going on", where=run_id, next_step="Wait for it to end.")
    later = [
        other["run"] for other in tx.rows(_RUNS, source=run["source_id"]) if other["run"]["number"] > run["number"]
    ]
    standing = [other["id"] for other in later if other["status"] != "undone"]
    if standing:
        raise ConflictError(
            f"{run['source_id']} was loaded again since",
            where=run_id,
            next_step=f"Undo the latest load first: {standing[-1]}.",
        )
    return run


def restore_source(tx: Transaction, run: Mapping[str, Any], known: premises.Premises) -> None:
    """Describe a run's source as it was described before the run; if it was not known, it joins no others any more."""
    before = json.loads(run["source_before"]) if run.get("source_before") else None
    found = tx.rows(_HOLD_SOURCE, source=run["source_id"])[0]["source"]
    put_source(tx, run["id"], before or {"id": run["source_id"], "derived_from": []}, found, known)
