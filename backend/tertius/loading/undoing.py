"""Undoing a run: what its source said before it is current again, and so are the decisions that it changed.

What was recorded stays recorded. A claim that the run wrote is closed, and the revision that it replaced comes back as
a new revision, so that "what could have been said on that day" keeps its answer. The new revision counts as written by
the run that wrote the old one; so runs can be undone one after the other, the latest first.
"""

import time
import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from tertius import logs
from tertius.graph.connect import Driver
from tertius.graph.transaction import Transaction, transact
from tertius.graph.write import Writer
from tertius.loading import coverage, decisions, gather, groups, premises, releases, retyping, runs
from tertius.loading.derivation import Derivation
from tertius.loading.lease import Run, process
from tertius.loading.report import UndoReport
from tertius.loading.room import Room
from tertius.model.hedges import Assumptions

UNDONE = "undone "
"""What stands before the run by which a claim was closed once an undo of that run brought the claim back."""

PAGE = 500
"""Claims in one transaction."""

_TAKE = (
    "MATCH (r:LoadRun {id: $id}) SET r.stood = CASE r.status WHEN 'undoing' THEN r.stood ELSE r.status END, "
    "r.undone_at = CASE r.status WHEN 'undoing' THEN r.undone_at ELSE datetime() END, "
    "r.status = 'undoing', r.token = $token, r.holder = $holder, r.heartbeat = datetime() RETURN datetime() AS now"
)
_WRITTEN = "MATCH (c:Claim {run_id: $run}) WHERE c.recorded_to IS NULL RETURN c.id AS id"
_CLOSED = "MATCH (c:Claim {source_id: $source}) WHERE c.closed_by = $run RETURN c.id AS id"
_CLOSE = (
    "UNWIND $ids AS id MATCH (c:Claim {id: id}) WHERE c.recorded_to IS NULL "
    "SET c.recorded_to = $now, c.closed_by = $by RETURN c.id AS id"
)
_COVERED = "MATCH (r:LoadRun {id: $id}) WHERE r.coverage IS NOT NULL RETURN r.release_id AS release"
_RESTORE = (
    "UNWIND $ids AS id MATCH (old:Claim {id: id}) WHERE old.closed_by = $run "
    "CALL (old) { MATCH (any:Claim {key: old.key}) RETURN max(any.revision) + 1 AS revision } "
    "CREATE (c:Claim) SET c = old {.*, id: old.key + '.' + revision, revision: revision, recorded_from: $now, "
    "recorded_to: null, closed_by: null, restores: old.id} "
    "SET old.closed_by = $by "
    "WITH old, c "
    "CALL (old, c) { MATCH (old)-[:CITES]->(r:Release) CREATE (c)-[:CITES]->(r) } "
    "CALL (old, c) { MATCH (old)-[a:ABOUT]->(e:Entity) CREATE (c)-[:ABOUT {as: a.as}]->(e) } "
    "RETURN c.id AS id"
)


def undo(
    run_id: str,
    driver: Driver,
    database: str = "neo4j",
    *,
    assumptions: Assumptions | None = None,
    room: Room | None = None,
) -> UndoReport:
    """Undo a source's latest load.

    Parameters
    ----------
    run_id
        The run, from the load's report.
    driver, database
        The database.
    assumptions
        The tables that likelihoods are derived with; the default ones by default.
    room
        The database's disk, where it is one of this machine's.

    Raises
    ------
    NoRoomError
        If the disk is almost full. Undoing it again goes on from there.
    NotFoundError
        If there is no such run.
    ConflictError
        If a later run of its source stands, it is undone already or still going, or what it decided has since been
        built upon.
    """
    began = time.monotonic()
    writer = Writer(driver, database, before=room.check if room else None)
    report = _Undo(run_id, writer, assumptions or Assumptions()).go(began)
    logs.get(__name__).info(
        "undo", run=run_id, withdrawn=report.withdrawn, restored=report.restored, seconds=round(report.seconds, 3)
    )
    return report


@dataclass
class _Undo:
    run_id: str
    writer: Writer
    assumptions: Assumptions

    def go(self, began: float) -> UndoReport:
        token = uuid.uuid4().hex
        source, now, decided = transact(self.writer, partial(self._begin, token=token))
        withdrawn = restored = 0
        with Run(self.writer, self.run_id, token) as run:
            for ids in gather.pages(self.writer, _WRITTEN, PAGE, run=self.run_id):
                withdrawn += transact(self.writer, partial(self._withdraw, run=run, ids=ids, now=now))
            for ids in gather.pages(self.writer, _CLOSED, PAGE, run=self.run_id, source=source):
                restored += transact(self.writer, partial(self._restore, run=run, ids=ids, now=now))
            for ids in gather.pages(self.writer, releases.REPEATED, PAGE, run=self.run_id, source=source):
                transact(self.writer, partial(self._forget, run=run, ids=ids))
            transact(self.writer, partial(self._retype, run=run))
            derivation = Derivation(
                self.writer, self.assumptions, self.run_id, lambda other: not runs.still_going(self.writer, other)
            )
            derived = derivation.settle()
            transact(self.writer, partial(self._end, run=run))
        return UndoReport(
            run_id=self.run_id,
            withdrawn=withdrawn,
            restored=restored,
            decisions=decided,
            derived=derived,
            seconds=time.monotonic() - began,
        )

    def _begin(self, tx: Transaction, token: str) -> tuple[str, datetime, int]:
        """Take the source, and put its description and the run's decisions back: that can still be refused."""
        run = runs.take_latest(tx, self.run_id)
        known = premises.take(tx, self.assumptions)
        now = tx.rows(_TAKE, id=self.run_id, token=token, holder=process())[0]["now"]
        change = decisions.restored(tx, known, self.run_id, now.date())
        decisions.write(tx, known, change, self.run_id)
        runs.restore_source(tx, run, premises.take(tx, self.assumptions))
        return run["source_id"], now, len(change.rows)

    def _end(self, tx: Transaction, run: Run) -> None:
        run.end(tx, "undone", {})
        for row in tx.rows(_COVERED, id=self.run_id):
            coverage.write(tx, row["release"])

    def _forget(self, tx: Transaction, run: Run, ids: list[str]) -> None:
        run.hold(tx)
        releases.forget(tx, self.run_id, ids)

    def _retype(self, tx: Transaction, run: Run) -> None:
        run.hold(tx)
        retyping.take_back(tx, self.run_id)

    def _withdraw(self, tx: Transaction, run: Run, ids: list[str], now: datetime) -> int:
        run.hold(tx)
        groups.move(tx, premises.take(tx, self.assumptions), self.run_id, ids)
        return len(tx.rows(_CLOSE, ids=ids, now=now, by=f"undo {self.run_id}"))

    def _restore(self, tx: Transaction, run: Run, ids: list[str], now: datetime) -> int:
        run.hold(tx)
        new = [row["id"] for row in tx.rows(_RESTORE, ids=ids, now=now, run=self.run_id, by=f"{UNDONE}{self.run_id}")]
        # decisions about who is who may have changed since the old revision was closed
        groups.move(tx, premises.take(tx, self.assumptions), self.run_id, new)
        return len(new)
