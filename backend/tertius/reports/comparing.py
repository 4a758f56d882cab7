"""What changed from one run of a report to another: rows that came, went or moved, why scores changed, what was loaded.

Of a query nothing is attributed: a row is named with the claims of its evidence that are others than before.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tertius.answers import Answer
from tertius.catalog.catalogue import Catalogue
from tertius.catalog.question import Question
from tertius.errors import InputError
from tertius.graph.read import Reader
from tertius.reports.compute import ComputedReport, ComputedSection
from tertius.reports.explaining import Explaining, MeasureDifference, explain

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


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RowDifference(_Told):
    """One row that is not what it was."""

    what: str = Field(description="came, went or moved.")
    before: dict[str, Any] | None = Field(description="The row as it was; null: it came.")
    after: dict[str, Any] | None = Field(description="The row as it is; null: it went.")
    columns: list[str] = Field(description="Of a row that moved, the columns that differ.")
    claims_gone: list[str] = Field(description="Ids of claims that it rested on and rests on no longer.")
    claims_new: list[str] = Field(description="Ids of claims that it rests on and did not before.")


class ClaimCounts(_Told):
    """How many claims changed, net."""

    new: int = Field(description="Claims that were not there.")
    changed: int = Field(description="Claims that say something else.")
    closed: int = Field(description="Claims that are gone.")


class SectionDifference(_Told):
    """What changed in one section."""

    title: str = Field(description="Its heading.")
    question: str = Field(description="Its question's id.")
    rows: list[RowDifference] = Field(description="Rows that went, came or moved, by rank where there is one.")
    more: int = Field(description="Rows that differ and are not told here.")
    why: MeasureDifference | None = Field(description="Of a measure, what accounts for its changed scores.")
    note: str = Field(description="Why the two cannot be compared; empty where they can.")


class ReportDifference(_Told):
    """What changed between two runs of a report."""

    before: str = Field(description="The earlier run's id.")
    after: str = Field(description="The later run's id.")
    claims: ClaimCounts = Field(description="How many claims changed in the whole graph.")
    loads: list[str] = Field(description="Loads since, and loads undone since, by id.")
    sections: list[SectionDifference] = Field(description="The sections that both runs have, in order.")

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not any(section.rows or section.note or (section.why and section.why.rows) for section in self.sections)

    @property
    def sentence(self) -> str:
        """What was really new, in one sentence."""
        counts = [
            f"{count} {'claim' if count == 1 else 'claims'} {word}"
            for count, word in (
                (self.claims.new, "new"),
                (self.claims.changed, "changed"),
                (self.claims.closed, "gone"),
            )
            if count
        ]
        loaded = f", by {', '.join(self.loads)}" if self.loads else ""
        return f"Since then: {', '.join(counts)}{loaded}." if counts else f"Since then no claim changed{loaded}."


async def compare(
    before: ComputedReport, after: ComputedReport, catalogue: Catalogue, reader: Reader, explaining: Explaining
) -> ReportDifference:
    """Compare two runs of one report.

    Parameters
    ----------
    before, after
        The runs, the earlier one first.
    catalogue, reader, explaining
        The questions, the database, and what explanations are computed with.

    Raises
    ------
    InputError
        They are runs of different reports.
    TertiusError
        As `tertius.reports.explaining.explain`.
    """
    if before.plan.name != after.plan.name:
        raise InputError(
            f"{before.run} is a run of {before.plan.name}, {after.run} one of {after.plan.name}.",
            where="report diff",
            next_step="Compare two runs of one report: tertius report list NAME.",
        )
    then, now = (datetime.fromisoformat(run.graph.moment) for run in (before, after))
    earlier = {section.section.title: section for section in before.sections}
    sections = [
        await _section(earlier[section.section.title], section, catalogue, explaining, then, now)
        for section in after.sections
        if section.section.title in earlier
    ]
    known = {load.id: load.status for load in before.graph.loads}
    loads = [
        f"{load.id} (undone)" if load.id in known else load.id
        for load in after.graph.loads
        if known.get(load.id) != load.status
    ]
    counts = (await reader.run(_CLAIMS, {"then": then, "now": now})).rows[0]
    return ReportDifference(
        before=before.run, after=after.run, claims=ClaimCounts(**counts), loads=loads, sections=sections
    )


async def _section(
    before: ComputedSection,
    after: ComputedSection,
    catalogue: Catalogue,
    explaining: Explaining,
    then: datetime,
    now: datetime,
) -> SectionDifference:
    rows: list[RowDifference] = []
    why, note = None, ""
    if before.section.question != after.section.question:
        note = f"It asked {before.section.question} then."
    elif before.answer is None or after.answer is None:
        note = "" if before.answer is after.answer else "It has an answer in one of the two runs only."
    else:
        rows = row_differences(before.answer, after.answer, catalogue[after.section.question])
        if after.kind == "measure" and rows:
            why = await explain(explaining, before.answer, after.answer, then, now)
    return SectionDifference(
        title=after.section.title,
        question=after.section.question,
        rows=rows[:MOST_TOLD],
        more=max(0, len(rows) - MOST_TOLD),
        why=why,
        note=note,
    )


def row_differences(before: Answer, after: Answer, question: Question) -> list[RowDifference]:
    """Return the rows that differ between two answers to one question.

    Rows are the same if all their ids are: the columns that end in ``_id``. Of several with the same ids the first is
    the first, and so on. Where evidence is all that differs, the row is told with the claims and no column.

    Parameters
    ----------
    before, after
        The answers, with their evidence.
    question
        The question.
    """
    behind = question.evidence.column if question.evidence else ""
    keys = [
        name for name, column in question.columns.items() if name.endswith("_id") and not column.list and name != behind
    ] or [name for name, column in question.columns.items() if not column.list and column.type == "string"]
    was, is_now = (_keyed(answer, keys) for answer in (before, after))
    found = []
    for key in [*is_now, *(key for key in was if key not in is_now)]:
        (old, old_claims), (new, new_claims) = was.get(key, (None, ())), is_now.get(key, (None, ()))
        columns = [] if old is None or new is None else [n for n in new if n != behind and new[n] != old.get(n)]
        gone, come = sorted({*old_claims} - {*new_claims}), sorted({*new_claims} - {*old_claims})
        if old is None or new is None or columns or gone or come:
            what = "came" if old is None else "went" if new is None else "moved"
            found.append(
                RowDifference(what=what, before=old, after=new, columns=columns, claims_gone=gone, claims_new=come)
            )
    return found


def _keyed(answer: Answer, keys: Sequence[str]) -> dict[tuple[str, ...], tuple[dict[str, Any], list[str]]]:
    seen: dict[tuple[str, ...], int] = defaultdict(int)
    found = {}
    for number, row in enumerate(answer.rows):
        key = tuple(str(row[name]) for name in keys)
        seen[key] += 1
        claims = answer.evidence.rows[number] if answer.evidence else []
        found[(*key, str(seen[key]))] = (row, list(claims))
    return found
