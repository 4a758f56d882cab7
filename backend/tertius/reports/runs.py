"""Runs of reports, kept in the database: begun once for each time that is due, and seen only when they are whole.

A run is a node that its computer holds by a lease. What it found is written in one transaction with the word that it is
done: a crash before leaves no half report, and a crash after a whole one.
"""

import hashlib
import json
import uuid
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from tertius.errors import ConflictError, DataError, NotFoundError, TertiusError
from tertius.graph.transaction import Transaction, transact
from tertius.graph.whole import read_whole
from tertius.graph.write import Writer
from tertius.loading.lease import Lease, process
from tertius.records.paging import Page, check_page
from tertius.reports.compute import Asking, ComputedReport, Progress
from tertius.reports.delivering.records import ask
from tertius.reports.plan import Delivery, ReportPlan, Value
from tertius.reports.run import WHOLE, Needless, ReportRun, RunProblem, run_of
from tertius.wording import quoted

__all__ = ["MOST_BYTES", "PART_BYTES", "Held", "Needless", "ReportRun", "RunProblem", "Runs"]

PART_BYTES = 1 << 20
"""Bytes of one part of what a run found."""
MOST_BYTES = 32 << 20
"""Bytes that what a run found may have, packed: a database of the smallest heap writes them in one transaction."""

_SERIES = (
    "MERGE (s:ReportSeries {name: $report}) SET s.number = coalesce(s.number, 0) "  # and with it the node's lock
    "RETURN s.number + 1 AS number, s.settled AS settled, datetime() AS now"
)
_TAKEN = "MATCH (s:ReportSeries {name: $report}) SET s.number = $number"
_SILENT = "duration.inSeconds(r.heartbeat, datetime()).seconds AS silent"
_OF_DUE = (
    "MATCH (r:ReportRun {report: $report, due: $due}) SET r.id = r.id "  # the node's lock
    f"RETURN properties(r) AS run, {_SILENT}"
)
_BEGIN = "MERGE (r:ReportRun {id: $id}) SET r = $run, r.attempt = $attempt, r.started = $now, r.heartbeat = datetime()"
_PROGRESS = "MATCH (r:ReportRun {id: $id}) SET r.sections_done = $done, r.section = $title"
_PART = "MATCH (r:ReportRun {id: $id}) CREATE (r)-[:KEEPS]->(:ReportPart {number: $number, content: $content})"
_SETTLE = (
    "MATCH (s:ReportSeries {name: $report}) "
    "SET s.settled = CASE WHEN s.settled IS NULL OR s.settled < $due THEN $due ELSE s.settled END"
)
_PRUNE = (
    "MATCH (r:ReportRun {report: $report}) WHERE r.status <> 'running' AND r.id <> $id "
    "WITH r ORDER BY r.started DESC SKIP $others "
    "OPTIONAL MATCH (r)-[:KEEPS]->(p:ReportPart) OPTIONAL MATCH (d:Delivery {about: r.id}) DETACH DELETE r, p, d"
)
_DELIVERIES = "COLLECT { MATCH (d:Delivery {about: r.id}) RETURN properties(d) ORDER BY d.kind, d.id } AS deliveries"
_ONE = f"MATCH (r:ReportRun {{id: $id}}) RETURN properties(r) AS run, {_SILENT}, {_DELIVERIES}"
_LIST = (
    "MATCH (r:ReportRun) WHERE $report IS NULL OR r.report = $report "
    f"RETURN properties(r) AS run, {_SILENT}, {_DELIVERIES} ORDER BY r.started DESC, r.id SKIP $offset LIMIT $limit"
)
_COUNT = "MATCH (r:ReportRun) WHERE $report IS NULL OR r.report = $report RETURN count(r) AS total"
_PARTS = "MATCH (r:ReportRun {id: $id})-[:KEEPS]->(p:ReportPart) RETURN p.content AS content ORDER BY p.number"
_BEFORE = (
    "MATCH (r:ReportRun {report: $report}) WHERE r.status = 'done' AND r.inputs = $inputs AND r.started < $started "
    f"RETURN properties(r) AS run, {_SILENT}, [] AS deliveries ORDER BY r.started DESC LIMIT 1"
)
_HOLD = "MATCH (r:ReportRun {id: $id}) SET r.id = $id"
_CANCEL = "MATCH (r:ReportRun {id: $id}) SET r.status = 'cancelled', r.finished = datetime() REMOVE r.token, r.holder"


class Held(Lease):
    """A run that is being computed. Use it in a ``with``."""

    LABEL = "ReportRun"

    def __init__(
        self,
        writer: Writer,
        asking: Asking,
        plan: ReportPlan,
        token: str,
        kept: int,
        on_lost: Callable[[], None] | None,
        attempt: int,
    ) -> None:
        super().__init__(writer, asking.run, token, on_lost=on_lost)
        self.asking = asking
        self.attempt = attempt
        self._plan = plan
        self._kept = kept

    def lost(self) -> ConflictError:
        """See `Lease.lost`."""
        return ConflictError(
            "The run was cancelled, or another process took it over after a long silence of this one.",
            where=self.id,
            next_step=f"See what became of it: tertius report list {quoted(self._plan.name)}",
        )

    def tell(self, progress: Progress) -> None:
        """Keep how far the run is.

        Raises
        ------
        ConflictError
            As `lost`.
        """

        def work(tx: Transaction) -> None:
            self.hold(tx)
            tx.run(_PROGRESS, id=self.id, done=progress.done, title=progress.title)

        transact(self._writer, work)

    def finish(self, report: ComputedReport, deliver: Sequence[Delivery] = ()) -> None:
        """Keep what the run found: all of it is there afterwards, and the oldest runs beyond the kept ones are gone.

        Parameters
        ----------
        report
            What it found.
        deliver
            Where it is to be delivered.

        Raises
        ------
        ConflictError
            As `lost`.
        DataError
            It is too much to be kept.
        """
        content = report.model_dump_json(by_alias=True).encode()
        packed = zlib.compress(content)
        if len(packed) > MOST_BYTES:
            raise DataError(
                f"What the report found takes {len(packed) / 1e6:.0f} MB, and {MOST_BYTES / 1e6:.0f} MB can be kept.",
                where=self._plan.name,
                next_step="Lower the limits of its sections.",
            )

        def work(tx: Transaction) -> None:
            for number, start in enumerate(range(0, len(packed), PART_BYTES)):
                tx.run(_PART, id=self.id, number=number, content=packed[start : start + PART_BYTES])
            counts = {"bytes": len(packed), "sha256": hashlib.sha256(content).hexdigest(), "section": ""}
            self.end(tx, "done", {**counts, "sections_done": len(report.sections)})
            self._settle(tx)
            ask(tx, self.id, "run", deliver, self._plan.formats)
            tx.run(_PRUNE, report=self._plan.name, id=self.id, others=self._kept - 1)

        transact(self._writer, work)

    def fail(self, error: TertiusError) -> None:
        """Keep why the run failed. One that is due can be begun again.

        Raises
        ------
        ConflictError
            As `lost`.
        """
        where = " ".join([error.where, *getattr(error, "__notes__", ())]).strip()
        problem = RunProblem(title=error.title, what=error.what, where=where, next_step=error.next_step)

        def work(tx: Transaction) -> None:
            self.end(tx, "failed", {"problem": problem.model_dump_json(), "section": ""})
            tx.run(_PRUNE, report=self._plan.name, id=self.id, others=self._kept - 1)

        transact(self._writer, work)

    def _settle(self, tx: Transaction) -> None:
        if self.asking.due is not None:
            tx.run(_SETTLE, report=self._plan.name, due=self.asking.due)


class Runs:
    """The runs that a database keeps.

    Parameters
    ----------
    writer
        The database.
    kept
        Runs of one report that are kept; the oldest go first.
    """

    def __init__(self, writer: Writer, *, kept: int = 100) -> None:
        self.writer = writer
        self._kept = kept

    def begin(
        self,
        plan: ReportPlan,
        inputs: Mapping[str, Value],
        *,
        day: date,
        due: datetime | None = None,
        on_lost: Callable[[], None] | None = None,
    ) -> Held | Needless:
        """Begin a run.

        Parameters
        ----------
        plan, inputs
            The report, and what it is about.
        day
            The day that ``$day`` stands for.
        due
            When it is due; None where somebody asks for it, which can always be done once more.
        on_lost
            Called from another thread once the run is cancelled or taken over.

        Returns
        -------
        Held or Needless
            `Needless` if the run that is due happened, goes on, or was cancelled. One that failed, or whose process
            ended before it did, is begun again.
        """
        token = uuid.uuid4().hex
        moment = None if due is None else due.astimezone(UTC)

        def work(tx: Transaction) -> Held | Needless:
            series = tx.rows(_SERIES, report=plan.name)[0]
            run_id, attempt = f"{plan.name}.{series['number']}", 1
            if moment is not None:
                for row in tx.rows(_OF_DUE, report=plan.name, due=moment):
                    run = run_of(row)
                    if run.status not in ("failed", "stopped"):
                        said = {"running": "goes on already", "done": "is done already"}.get(
                            run.status, "was cancelled"
                        )
                        return Needless(why=f"The run due at {moment:%Y-%m-%d %H:%M} UTC {said}: {run.id}.", run=run)
                    run_id, attempt = run.id, run.attempt + 1
                if attempt == 1 and series["settled"] is not None and moment <= series["settled"]:
                    return Needless(why=f"The run due at {moment:%Y-%m-%d %H:%M} UTC is done already.", run=None)
            told: dict[str, Any] = {
                "id": run_id,
                "report": plan.name,
                "title": plan.title,
                "inputs": _written(inputs),
                "due": moment,
                "day": day,
                "status": "running",
                "token": token,
                "holder": process(),
                "sections": len(plan.sections),
                "sections_done": 0,
                "section": "",
            }
            tx.run(_BEGIN, id=run_id, run=told, attempt=attempt, now=series["now"])
            if attempt == 1:
                tx.run(_TAKEN, report=plan.name, number=series["number"])
            asking = Asking(run_id, moment, day, dict(inputs))
            return Held(self.writer, asking, plan, token, self._kept, on_lost, attempt)

        return transact(self.writer, work)

    def get(self, run_id: str) -> ReportRun:
        """Return a run.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        rows = self._rows(_ONE, id=run_id)
        if not rows:
            raise _no_run(run_id)
        return run_of(rows[0])

    def page(self, report: str | None = None, *, limit: int = 50, offset: int = 0) -> Page[ReportRun]:
        """Return runs, the latest first.

        Parameters
        ----------
        report
            Of which report; None for all.
        limit, offset
            Which stretch of the list.

        Raises
        ------
        InputError
            A limit or an offset that cannot be.
        """
        check_page(limit, offset)
        rows = self._rows(_LIST, report=report, limit=limit, offset=offset)
        total = self.writer.rows(_COUNT, report=report)[0]["total"]
        return Page[ReportRun](items=[run_of(row) for row in rows], limit=limit, offset=offset, total=total)

    def before(self, run: ReportRun) -> ReportRun | None:
        """Return the latest whole run of the same report, about the same, that began before another one.

        Parameters
        ----------
        run
            The other one.
        """
        rows = self._rows(_BEFORE, report=run.report, inputs=_written(run.inputs), started=run.started)
        return run_of(rows[0]) if rows else None

    def read(self, run_id: str) -> ComputedReport:
        """Return what a run found.

        Raises
        ------
        NotFoundError
            There is no such run.
        ConflictError
            It is not done.
        DataError
            What is kept of it is damaged.
        """
        run = self.get(run_id)
        if run.status != "done":
            raise _not_done(run)
        packed = b"".join(row["content"] for row in self.writer.rows(_PARTS, id=run_id))
        try:
            content = zlib.decompress(packed)
        except zlib.error:
            content = b""
        if hashlib.sha256(content).hexdigest() != run.sha256:
            raise DataError(
                "What is kept of the run is damaged.", where=run_id, next_step=f"Run it again: {_command(run)}"
            )
        return ComputedReport.model_validate_json(content)

    def cancel(self, run_id: str) -> ReportRun:
        """Cancel a run that goes on. One that was due is not made up again.

        Raises
        ------
        NotFoundError
            There is no such run.
        ConflictError
            It does not go on.
        """

        def work(tx: Transaction) -> None:
            tx.run(_HOLD, id=run_id)  # the node's lock, so that it does not end meanwhile
            rows = tx.rows(_ONE, id=run_id)
            if not rows:
                raise _no_run(run_id)
            run = run_of(rows[0])
            if run.status not in ("running", "stopped"):
                raise ConflictError(
                    f"The run is {run.status} already.", where=run_id, next_step="Nothing is to be done."
                )
            tx.run(_CANCEL, id=run_id)
            if run.due is not None:
                tx.run(_SETTLE, report=run.report, due=run.due)

        transact(self.writer, work)
        return self.get(run_id)

    def _rows(self, cypher: str, **params: object) -> list[dict[str, Any]]:
        return read_whole(lambda: self.writer.rows(cypher, **params), WHOLE)


def _written(inputs: Mapping[str, Value]) -> str:
    return json.dumps(dict(inputs), sort_keys=True, ensure_ascii=False)


def _no_run(run_id: str) -> NotFoundError:
    report = run_id.rpartition(".")[0]
    return NotFoundError(
        f"There is no run {run_id[:80]!r}.",
        where=run_id[:80],
        next_step=f"List the runs: tertius report list {quoted(report)}"
        if report
        else "List the runs: tertius report list",
    )


def _not_done(run: ReportRun) -> ConflictError:
    if run.problem is not None:
        return ConflictError(f"The run failed: {run.problem.what}", where=run.id, next_step=run.problem.next_step)
    said = {
        "running": f"The run goes on: {run.sections_done} of {run.sections} sections are computed.",
        "cancelled": "The run was cancelled.",
    }
    return ConflictError(
        said.get(run.status, "The run's process ended before it did, and nothing of it is kept."),
        where=run.id,
        next_step="Wait for it." if run.status == "running" else f"Run it again: {_command(run)}",
    )


def _command(run: ReportRun) -> str:
    return f"tertius report run {quoted(run.report)}"
