"""Rewinding a copy of a database: what was recorded from a moment on is taken out, and the rest derived again.

Afterwards every question is answered as the claims and decisions stood at that moment. Nobody should do that to the
only copy; `tertius db snapshot` makes one first. As in a network of a past day, the tables of assumptions, and which
sources repeat which, stay those of now: the graph keeps no older ones.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from tertius.errors import ConflictError
from tertius.graph.connect import Driver
from tertius.graph.transaction import Transaction, transact
from tertius.graph.write import Writer
from tertius.loading import coverage, gather, premises, retyping
from tertius.loading.decisions import unpacked
from tertius.loading.past_decisions import FIELDS, recorded_at, was_standing
from tertius.loading.rebuilding import rebuild
from tertius.loading.undoing import UNDONE
from tertius.model.derive_graph import VERSION
from tertius.model.hedges import Assumptions

PAGE = 2_000
"""Nodes in one transaction."""

_LATER = "MATCH (c:Claim) WHERE c.recorded_from >= $moment RETURN c.id AS id"
_CLOSED_LATER = "MATCH (c:Claim) WHERE c.recorded_to >= $moment RETURN c.id AS id"
_FORGET = "UNWIND $ids AS id MATCH (c:Claim {id: id}) DETACH DELETE c"
# What an undo of later brought back had been closed by the run that was undone.
_RESTORED_LATER = "MATCH (c:Claim) WHERE c.restores IS NOT NULL AND c.recorded_from >= $moment RETURN c.restores AS id"
_UNRESTORE = (
    "UNWIND $ids AS id MATCH (c:Claim {id: id}) WHERE c.closed_by STARTS WITH $undone "
    "SET c.closed_by = substring(c.closed_by, size($undone))"
)
_REOPEN = "UNWIND $ids AS id MATCH (c:Claim {id: id}) SET c.recorded_to = null, c.closed_by = null"
# Nobody had spoken of it, nor decided anything about it.
_UNSAID = (
    "MATCH (e:Entity) WHERE NOT EXISTS { (e)<-[:ABOUT]-(:Claim) } AND NOT EXISTS { (e)-[:SAME_AS]-() } "
    "AND NOT EXISTS { MATCH (d:Decision) WHERE e.id IN [d.left, d.right] } RETURN e.id AS id"
)
_LEAVE = "UNWIND $ids AS id MATCH (e:Entity {id: id}) DETACH DELETE e"
_DECISIONS = f"MATCH (d:Decision) RETURN d {{{FIELDS}}} AS decision"
_PUT = "UNWIND $rows AS row MATCH (d:Decision {id: row.id}) SET d = row"
_DROP = "UNWIND $ids AS id MATCH (d:Decision {id: id}) DETACH DELETE d"
_LATER_RUNS = "MATCH (r:LoadRun) WHERE r.started >= $moment DETACH DELETE r"
_UNDONE_LATER = (
    "MATCH (r:LoadRun) WHERE r.status IN ['undone', 'undoing'] AND coalesce(r.undone_at, r.finished) >= $moment"
)
_STANDING_AGAIN = f"{_UNDONE_LATER} RETURN r.id AS id ORDER BY r.number"
_STANDING_RUNS = (
    f"{_UNDONE_LATER} SET r.status = coalesce(r.stood, 'done') "
    "REMOVE r.stood, r.undone_at, r.typed_back, r.token, r.holder"
)
# What a report or an alert found later was known to nobody.
_LATER_REPORTS = (
    "MATCH (r:ReportRun) WHERE r.started >= $moment OPTIONAL MATCH (r)-[:KEEPS]->(p:ReportPart) "
    "OPTIONAL MATCH (d:Delivery {about: r.id}) DETACH DELETE r, p, d"
)
_LATER_FIRINGS = (
    "MATCH (f:AlertFiring) WHERE f.fired >= $moment OPTIONAL MATCH (d:Delivery {about: f.id}) DETACH DELETE f, d"
)
_LATER_LOOKS = "MATCH (s:AlertState) WHERE s.checked >= $moment DETACH DELETE s"
_DEBTS = "MATCH (d:Debt) DETACH DELETE d"
_KEYS = "MATCH (k:RunKeys) WHERE NOT EXISTS { MATCH (r:LoadRun {id: k.run_id}) } DELETE k"
_ROWS = "MATCH (k:RunRows) DELETE k"
# Runs of later repeated nothing; those that were undone since, the last ones of then, still do, in their order.
_REPEATED_OTHERWISE = (
    "MATCH (c:Claim) WHERE any(run IN c.repeated_by WHERE NOT run IN $runs) OR c.unrepeated IS NOT NULL "
    "RETURN c.id AS id"
)
_REPEAT = (
    "UNWIND $ids AS id MATCH (c:Claim {id: id}) "
    "WITH c, [run IN coalesce(c.repeated_by, []) WHERE run IN $runs] "
    "+ [run IN $again WHERE run IN coalesce(c.unrepeated, [])] AS repeated, "
    "[run IN coalesce(c.unrepeated, []) WHERE run IN $runs AND NOT run IN $again] AS others "
    "SET c.repeated_by = CASE WHEN repeated = [] THEN null ELSE repeated END, "
    "c.unrepeated = CASE WHEN others = [] THEN null ELSE others END"
)
_RUNS = "MATCH (r:LoadRun) RETURN r.id AS id"
_RELEASES = "MATCH (r:Release) RETURN r.id AS id"
_UNREAD = (
    "MATCH (r:Release) WHERE NOT EXISTS { (r)<-[:CITES]-(:Claim) } "
    "AND NOT EXISTS { MATCH (run:LoadRun {release_id: r.id}) } DETACH DELETE r"
)
_UNKNOWN = "MATCH (s:Source) WHERE NOT EXISTS { (s)<-[:EDITION_OF]-(:Release) } DETACH DELETE s"
_MARK = "MERGE (s:Snapshot {id: 'snapshot'}) SET s.moment = $moment, s.made = null"
_MADE = "MATCH (s:Snapshot {id: 'snapshot'}) SET s.made = datetime()"
_MARKED = "MATCH (s:Snapshot {id: 'snapshot'}) RETURN s.moment AS moment, s.made IS NOT NULL AS made"


@dataclass(frozen=True, slots=True, kw_only=True)
class RewindReport:
    """What rewinding took back.

    Attributes
    ----------
    forgotten, reopened
        Revisions of claims that were recorded since; those that were closed since and are current again.
    decisions
        Decisions that were made, changed or taken back since.
    entities
        Entities that nobody had spoken of.
    claims
        Claims that are current now.
    """

    forgotten: int
    reopened: int
    decisions: int
    entities: int
    claims: int


def rewind(driver: Driver, database: str, moment: datetime, *, assumptions: Assumptions | None = None) -> RewindReport:
    """Make a database what it was at a moment. What came later is gone from it for good: work on a copy.

    A rewinding that was cut off can be done again.

    Parameters
    ----------
    driver, database
        The copy, migrated, on which nobody else works.
    moment
        With its time zone; what was recorded before it stays.
    assumptions
        The tables that the database was derived with; the default ones by default.

    Raises
    ------
    ConflictError
        If the database was derived with other tables, or is itself a copy of an earlier moment.
    """
    writer = Writer(driver, database)
    before = rewound_to(driver, database)
    if before is not None and before < moment:
        raise ConflictError(
            f"The database is a copy of what was known at {before:%Y-%m-%d %H:%M} UTC, and knows nothing of later days",
            where=f"database {database}",
            next_step="Name an earlier day, or use the database that it was made from.",
        )
    transact(writer, lambda tx: premises.peek(tx, assumptions or Assumptions()))
    writer.run(_MARK, moment=moment)
    _each(writer, _RESTORED_LATER, _UNRESTORE, moment=moment, undone=UNDONE)
    forgotten = _each(writer, _LATER, _FORGET, moment=moment)
    reopened = _each(writer, _CLOSED_LATER, _REOPEN, moment=moment)
    decisions = transact(writer, partial(_decide, moment=moment))
    transact(writer, partial(retyping.rewind, moment=moment))
    entities = _each(writer, _UNSAID, _LEAVE)
    again = [row["id"] for row in writer.rows(_STANDING_AGAIN, moment=moment)]
    reports = _LATER_REPORTS, _LATER_FIRINGS, _LATER_LOOKS
    for statement in (_LATER_RUNS, _STANDING_RUNS, _DEBTS, _KEYS, _ROWS, _UNREAD, _UNKNOWN, *reports):
        writer.run(statement, moment=moment)
    runs = [row["id"] for row in writer.rows(_RUNS)]
    _each(writer, _REPEATED_OTHERWISE, _REPEAT, runs=runs, again=[run for run in again if run in runs])
    for row in writer.rows(_RELEASES):
        transact(writer, partial(coverage.write, release=row["id"]))
    rebuild(driver, database, assumptions=assumptions)
    writer.run(_MADE)
    claims = writer.rows("MATCH (c:Claim) WHERE c.recorded_to IS NULL RETURN count(c) AS claims")[0]["claims"]
    return RewindReport(forgotten=forgotten, reopened=reopened, decisions=decisions, entities=entities, claims=claims)


def rewound_to(driver: Driver, database: str = "neo4j") -> datetime | None:
    """Return the moment that a database was rewound to; None if it is no such copy."""
    rows = Writer(driver, database).rows(_MARKED)
    moment: datetime | None = rows[0]["moment"] if rows else None
    return moment


def catch_up(driver: Driver, database: str, moment: datetime) -> None:
    """Finish a copy that an earlier version made, or whose rewinding was cut off.

    It is derived again by the rules of now where they are others, with its own tables of probabilities.

    Parameters
    ----------
    driver, database
        The copy, migrated, on which nobody else works.
    moment
        What it is, or is to be, a copy of.

    Raises
    ------
    ConflictError
        If it was derived by rules of a later version, or is a copy of an earlier moment.
    """
    writer = Writer(driver, database)
    assumptions, version, outdated = transact(writer, premises.of_graph) or (Assumptions(), VERSION, False)
    if version > VERSION:
        raise ConflictError(
            f"The database was derived by rules of version {version}; these are version {VERSION}",
            where="(:Assumptions {id: 'current'})",
            next_step="Upgrade Tertius.",
        )
    if outdated:
        rebuild(driver, database, assumptions=assumptions)
    rows = writer.rows(_MARKED)
    if not rows or not rows[0]["made"] or rows[0]["moment"] > moment:
        rewind(driver, database, moment, assumptions=assumptions)


def _each(writer: Writer, find: str, work: str, **params: object) -> int:
    count = 0
    for ids in gather.pages(writer, find, PAGE, **params):
        writer.run(work, ids=ids, **params)
        count += len(ids)
    return count


def _decide(tx: Transaction, moment: datetime) -> int:
    """Put every decision back to what it was; those of later go."""
    rows, gone = [], []
    for found in tx.rows(_DECISIONS):
        now = json.loads(json.dumps(found["decision"], default=str))  # days and moments as text, as what is packed
        then = recorded_at(now, moment)
        if then is None:
            gone.append(now["id"])
        else:
            again = _as_it_stood(then, moment)
            if again != now:
                rows.append(unpacked(again))
    tx.run(_PUT, rows=rows)
    tx.run(_DROP, ids=gone)
    premises.changed(tx)
    return len(rows) + len(gone)


def _as_it_stood(row: Mapping[str, Any], moment: datetime) -> dict[str, Any]:
    standing = {"undone": None, "undone_by": None} if row.get("undone") and was_standing(row, moment) else {}
    return {**row, **standing}
