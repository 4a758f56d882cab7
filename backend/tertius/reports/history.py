"""The ranks of a section's rows over the last runs: kept with each run, so that a slope chart needs no other one."""

from datetime import date
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from tertius.answers import Answer
from tertius.reports.rows import key_columns, keyed, name_of

if TYPE_CHECKING:
    from tertius.reports.compute import ComputedReport

MOST_RUNS = 10
"""Runs that a history goes back, the latest included."""


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RankedRun(_Kept):
    """A run in which there were ranks."""

    run: str = Field(description="Its id.")
    day: date = Field(description="The day that $day stood for.")


class RankLine(_Kept):
    """The ranks of one row from run to run."""

    ids: list[str] = Field(description="What tells the row apart.")
    name: str = Field(description="Its name, as it was last.")
    ranks: list[int | None] = Field(description="Its rank in each run; null where it was not among the rows.")


class RankHistory(_Kept):
    """The ranks of one section over the last runs."""

    title: str = Field(description="The section's heading.")
    question: str = Field(description="Its question's id.")
    runs: list[RankedRun] = Field(description=f"The runs, the oldest first, {MOST_RUNS} at most.")
    lines: list[RankLine] = Field(description="Rows of these runs: those of the latest first, in its order.")


def extended(
    title: str, answer: Answer, run: RankedRun, earlier: RankHistory | None, *, behind: str | None = None
) -> RankHistory | None:
    """Return a section's history with one more run.

    Parameters
    ----------
    title, answer
        The section, and its answer in that run.
    run
        The run.
    earlier
        Its history until then; of another question it is left out.
    behind
        The column of the ids that each row rests on.

    Returns
    -------
    RankHistory or None
        None if the answer has no ranks.
    """
    if "rank" not in {column.name for column in answer.columns}:
        return None
    old = earlier if earlier is not None and earlier.question == answer.question else None
    kept = old.runs[-(MOST_RUNS - 1) :] if old else []
    before = {tuple(line.ids): line.ranks[-len(kept) :] for line in old.lines} if old and kept else {}
    names = {tuple(line.ids): line.name for line in old.lines} if old else {}
    now: dict[tuple[str, ...], int | None] = {}
    for key, position in keyed(answer, key_columns(answer, behind)).items():
        row = answer.rows[position]
        names[key] = name_of(row) or " – ".join(key[:-1])
        now[key] = None if row["rank"] is None else int(row["rank"])
    lines = [
        RankLine(ids=list(key), name=names[key], ranks=[*before.get(key, [None] * len(kept)), now.get(key)])
        for key in [*now, *(key for key in before if key not in now)]
    ]
    return RankHistory(
        title=title,
        question=answer.question,
        runs=[*kept, run],
        lines=[line for line in lines if any(rank is not None for rank in line.ranks)],
    )


def histories(report: "ComputedReport", before: "ComputedReport | None") -> tuple[RankHistory, ...]:
    """Return the histories of a report's sections: those of the run before it, with its own ranks.

    Parameters
    ----------
    report
        The report.
    before
        The latest run before it about the same, if there is one; it may have been kept without a history.
    """
    known = {} if before is None else {one.title: one for one in before.history or histories(before, None)}
    found = []
    for section in report.sections:
        title, history = section.section.title, known.get(section.section.title)
        if section.answer is not None:
            run = RankedRun(run=report.run, day=report.day)
            history = extended(title, section.answer, run, history, behind=section.evidence_column)
        if history is not None:
            found.append(history)
    return tuple(found)
