"""What changed from one run of a report to another: rows that came, went or moved, why scores changed, what was loaded.

Of a query nothing is attributed: a row is named with the claims of its evidence that are others than before.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from tertius.answers import Answer
from tertius.errors import InputError, TertiusError
from tertius.graph.read import Reader, chunks
from tertius.networks.standing import read_decisions
from tertius.records.claims import ClaimRecord, claim_records
from tertius.records.evidence import Evidence
from tertius.records.sources import SourceRecord, source_records
from tertius.reports.compute import ComputedReport, ComputedSection
from tertius.reports.difference import (
    ClaimCounts,
    MeasureDifference,
    ReportDifference,
    RowDifference,
    SectionDifference,
)
from tertius.reports.explaining import Explaining, explain
from tertius.reports.graph_state import LoadFacts
from tertius.reports.rows import key_columns, keyed

MOST_TOLD = 50
"""Rows of one section that are told at most."""

_CLAIMS = """
CALL () {
  MATCH (c:Claim) WHERE $then <= c.recorded_from < $now RETURN DISTINCT c.key AS key
  UNION
  MATCH (c:Claim) WHERE $then <= c.recorded_to < $now RETURN DISTINCT c.key AS key
}
WITH DISTINCT key
MATCH (c:Claim {key: key})
WITH key,
  max(CASE WHEN c.recorded_from < $then AND (c.recorded_to IS NULL OR c.recorded_to >= $then) THEN c.digest END) AS was,
  max(CASE WHEN c.recorded_from < $now AND (c.recorded_to IS NULL OR c.recorded_to >= $now) THEN c.digest END) AS is_now
RETURN sum(CASE WHEN was IS NULL AND is_now IS NOT NULL THEN 1 ELSE 0 END) AS new,
  sum(CASE WHEN was IS NOT NULL AND is_now IS NULL THEN 1 ELSE 0 END) AS closed,
  sum(CASE WHEN was <> is_now THEN 1 ELSE 0 END) AS changed
"""
_TURNED = """
UNWIND $ids AS id
MATCH (c:Claim {id: id})
WHERE (c.recorded_from < $then AND (c.recorded_to IS NULL OR c.recorded_to >= $then))
  <> (c.recorded_from < $now AND (c.recorded_to IS NULL OR c.recorded_to >= $now))
RETURN id
"""
_CHUNK = 2_000


async def compare(before: ComputedReport, after: ComputedReport, explaining: Explaining) -> ReportDifference:
    """Compare two runs of one report.

    Parameters
    ----------
    before, after
        The runs, the earlier one first.
    explaining
        What explanations are computed with, the database included.

    Returns
    -------
    ReportDifference
        A section whose change cannot be explained says why, and the others are told.

    Raises
    ------
    InputError
        They are runs of different reports, or about different things.
    TertiusError
        The database does not answer.
    """
    _refuse_others(before, after)
    reader = explaining.reader
    then, now = (datetime.fromisoformat(run.graph.moment) for run in (before, after))
    earlier = {section.section.title: section for section in before.sections}
    titles = {section.section.title for section in after.sections}
    sections = [
        await _section(earlier.get(section.section.title), section, explaining, then, now) for section in after.sections
    ]
    sections += [
        _said(section, "The report had this section then.")
        for section in before.sections
        if section.section.title not in titles
    ]
    decisions = [set(await read_decisions(reader, moment)) for moment in (then, now)]
    records = await _records(before, after, sections, explaining)
    return ReportDifference(
        before=before.run,
        then=then,
        after=after.run,
        claims=ClaimCounts(**(await reader.run(_CLAIMS, {"then": then, "now": now})).rows[0]),
        decisions=len(decisions[0] ^ decisions[1]),
        loads=_loads(before, after),
        sections=sections,
        records=records,
        sources=await _sources(before, records, reader),
    )


def unexplained(before: ComputedReport, after: ComputedReport, why: str) -> ReportDifference:
    """Return the difference of two runs that could not be compared.

    Parameters
    ----------
    before, after
        The runs.
    why
        What was in the way, in a sentence.
    """
    return ReportDifference(
        before=before.run,
        then=datetime.fromisoformat(before.graph.moment),
        after=after.run,
        claims=ClaimCounts(new=0, changed=0, closed=0),
        decisions=0,
        loads=_loads(before, after),
        sections=[],
        records={},
        sources={},
        note=why,
    )


def _refuse_others(before: ComputedReport, after: ComputedReport) -> None:
    if before.plan.name != after.plan.name:
        raise InputError(
            f"{before.run} is a run of {before.plan.name}, {after.run} one of {after.plan.name}.",
            where="report diff",
            next_step="Compare two runs of one report. To list them: tertius report list NAME",
        )
    if before.inputs != after.inputs:
        raise InputError(
            f"{before.run} and {after.run} are about different things: "
            f"{_about(before) or 'nothing'} and {_about(after) or 'nothing'}.",
            where="report diff",
            next_step="Compare two runs that were given the same. To list them: tertius report list NAME",
        )


def _about(report: ComputedReport) -> str:
    return ", ".join(f"{name}={value}" for name, value in report.inputs.items())


def _loads(before: ComputedReport, after: ComputedReport) -> list[LoadFacts]:
    known = {load.id: load.status for load in before.graph.loads}
    return [load for load in after.graph.loads if known.get(load.id) != load.status]


async def _section(
    before: ComputedSection | None, after: ComputedSection, explaining: Explaining, then: datetime, now: datetime
) -> SectionDifference:
    if before is None:
        return _said(after, "The report did not have this section then.")
    if before.section.question != after.section.question:
        return _said(after, f"It asked {before.section.question} then.")
    if before.answer is None or after.answer is None:
        same = before.answer is after.answer
        return _said(after, "" if same else "It has an answer in one of the two runs only.")
    pair, behind = (before.answer, after.answer), after.evidence_column
    turned = await _turned(explaining.reader, _doubtful(*pair, behind), then, now)
    rows = row_differences(*pair, behind, turned)
    why: MeasureDifference | None = None
    note = ""
    if after.kind == "measure" and rows:
        try:
            why = await explain(explaining, *pair, then, now)
        except TertiusError as error:
            note = f"What accounts for the change could not be worked out: {error.what.rstrip('.')}."
    return SectionDifference(
        title=after.section.title,
        question=after.section.question,
        rows=rows[:MOST_TOLD],
        more=max(0, len(rows) - MOST_TOLD),
        first_only=any(answer.truncated for answer in pair),
        why=why,
        note=note,
    )


def _said(section: ComputedSection, note: str) -> SectionDifference:
    return SectionDifference(
        title=section.section.title,
        question=section.section.question,
        rows=[],
        more=0,
        first_only=False,
        why=None,
        note=note,
    )


def row_differences(
    before: Answer, after: Answer, behind: str | None, turned: Collection[str] = ()
) -> list[RowDifference]:
    """Return the rows that differ between two answers to one question: those whose rank moved most first.

    Rows are the same if all their ids are: the columns that end in ``_id``. Of several with the same ids the first is
    the first, and so on. Where evidence is all that differs, the row is told with the claims and no column.

    Parameters
    ----------
    before, after
        The answers, with their evidence.
    behind
        The column of the ids that each row rests on.
    turned
        Claims that came or went in the graph. Of a row with more claims than an answer shows only these are told:
        others may merely have made room for each other.
    """
    keys = key_columns(after, behind)
    was, is_now = keyed(before, keys), keyed(after, keys)
    found = []
    for key in [*is_now, *(key for key in was if key not in is_now)]:
        at, to = was.get(key), is_now.get(key)
        old, new = (None if at is None else before.rows[at]), (None if to is None else after.rows[to])
        columns = [] if old is None or new is None else [n for n in new if n != behind and new[n] != old.get(n)]
        (old_claims, old_whole), (new_claims, new_whole) = _rests_on(before, at), _rests_on(after, to)
        gone, come = old_claims - new_claims, new_claims - old_claims
        if not (old_whole and new_whole):
            gone, come = gone & set(turned), come & set(turned)
        if old is None or new is None or columns or gone or come:
            what = "came" if old is None else "went" if new is None else "moved"
            found.append(
                RowDifference(
                    what=what,
                    before=old,
                    after=new,
                    columns=columns,
                    claims_gone=sorted(gone),
                    claims_new=sorted(come),
                )
            )
    return sorted(found, key=_least_moved)


def _least_moved(row: RowDifference) -> float:
    """Return what puts rows in order: how far a rank moved, and before them the rows that came or went."""
    ranks = [each.get("rank") for each in (row.before, row.after) if each is not None]
    if len(ranks) == 1:
        return float("-inf")
    return -abs(float(ranks[0] or 0) - float(ranks[1] or 0))


def _rests_on(answer: Answer, position: int | None) -> tuple[set[str], bool]:
    """Return the claims that are shown of a row, and whether they are all that it rests on."""
    if position is None or answer.evidence is None:
        return set(), True
    claims = answer.evidence.rows[position]
    return set(claims), answer.evidence.counts[position] <= len(claims)


def _doubtful(before: Answer, after: Answer, behind: str | None) -> set[str]:
    """Return the claims that came or went in rows whose claims are not all shown."""
    keys = key_columns(after, behind)
    was, is_now = keyed(before, keys), keyed(after, keys)
    found: set[str] = set()
    for key in was.keys() | is_now.keys():
        (old, old_whole), (new, new_whole) = _rests_on(before, was.get(key)), _rests_on(after, is_now.get(key))
        if not (old_whole and new_whole):
            found |= old ^ new
    return found


async def _turned(reader: Reader, ids: Iterable[str], then: datetime, now: datetime) -> set[str]:
    """Return which of these claims stood at one of two moments only."""
    found: set[str] = set()
    for chunk in chunks(sorted(ids), _CHUNK):
        rows = await reader.run(_TURNED, {"ids": chunk, "then": then, "now": now}, max_rows=len(chunk))
        found.update(row["id"] for row in rows.rows)
    return found


async def _records(
    before: ComputedReport, after: ComputedReport, sections: Iterable[SectionDifference], explaining: Explaining
) -> dict[str, ClaimRecord]:
    """Return the claims that a difference names and the later run does not hold: as they were then, where they were."""
    named: dict[str, None] = {}
    for section in sections:
        for row in section.rows:
            named.update(dict.fromkeys([*row.claims_new, *row.claims_gone]))
        for group in section.why.groups if section.why else ():
            named.update(dict.fromkeys([*group.claims_after, *group.claims_before]))
    held = {id_ for evidence in _evidence(after) for id_ in evidence.claims}
    then = {id_: claim for evidence in _evidence(before) for id_, claim in evidence.claims.items()}
    found = {}
    for chunk in chunks([id_ for id_ in named if id_ not in held], _CHUNK):
        found.update(await claim_records(explaining.reader, chunk, explaining.tables))
    known = then | found  # as the graph has it now, with the day on which it was closed
    return {id_: known[id_] for id_ in named if id_ not in held and id_ in known}


async def _sources(before: ComputedReport, records: dict[str, ClaimRecord], reader: Reader) -> dict[str, SourceRecord]:
    then = {id_: source for evidence in _evidence(before) for id_, source in evidence.sources.items()}
    ids = sorted({claim.source_id for claim in records.values()})
    known = then | await source_records(reader, ids)
    return {id_: known[id_] for id_ in ids}


def _evidence(report: ComputedReport) -> list[Evidence]:
    return [section.answer.evidence for section in report.sections if section.answer and section.answer.evidence]
