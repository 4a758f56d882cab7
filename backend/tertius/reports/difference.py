"""What a difference between two runs of a report is made of: kept with the later run, so that every format shows it."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tertius.records.claims import ClaimRecord
from tertius.records.sources import SourceRecord
from tertius.reports.graph_state import LoadFacts
from tertius.wording import counted, verb


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ClaimCounts(_Told):
    """How many claims changed, net."""

    new: int = Field(description="Claims that were not there.")
    changed: int = Field(description="Claims that say something else.")
    closed: int = Field(description="Claims that are gone.")

    @property
    def words(self) -> str:
        """The counts that are not nothing: ``2 claims are new and 1 claim is gone``; empty if all are."""
        told = ((self.new, "new"), (self.changed, "changed"), (self.closed, "gone"))
        parts = [f"{counted(count, 'claim')} {verb(count, 'is', 'are')} {word}" for count, word in told if count]
        return listed(parts)


class ChangeGroup(_Told):
    """The changes that one load made, or that came by one decisions file."""

    name: str = Field(
        description="The load's id; 'undone' and the id of a load that was undone; 'decisions' and the source that "
        "brought them; or all other changes."
    )
    counts: ClaimCounts = Field(description="How many claims of the network's kinds it made, changed and closed.")
    claims_before: list[str] = Field(
        description="Ids of claims as they stood, changed or closed since: some, those first that rows rest on."
    )
    claims_after: list[str] = Field(description="Ids of claims as they stand, new or changed: some likewise.")
    decisions: int = Field(description="Decisions that are new or no longer stand.")
    edges: int = Field(description="Edges of the network that it touches.")


class ShareOfChange(_Told):
    """How much of a change something accounts for."""

    name: str = Field(description="A group of changes, or together: what no group accounts for alone.")
    mean: float = Field(description="Its share of the change of the expected score.")
    error: float = Field(description="The standard error of this share, from simulation.")
    tells: bool = Field(description="Whether it is at least two standard errors; otherwise it is too small to tell.")


class RowChange(_Told):
    """What became of one person, group or edge."""

    ids: list[str] = Field(description="Its id; of an edge, those of both ends.")
    name: str = Field(description="Its name.")
    rank_before: float | None = Field(description="Its rank in the earlier report; null: it had none there.")
    rank_after: float | None = Field(description="Its rank now; null: it has none.")
    score_before: float | None = Field(description="Its expected score in the earlier report.")
    score_after: float | None = Field(description="Its expected score now.")
    change: float = Field(description="The change that the shares add up to.")
    shares: list[ShareOfChange] = Field(description="Who accounts for it, the largest share first.")
    method: float | None = Field(
        description="Score then less the score that today's method gives the claims of then: no change of "
        "claims. Null where it had no score then."
    )


class MeasureDifference(_Told):
    """What changed in the answer of a measure, and why."""

    groups: list[ChangeGroup] = Field(description="Groups of changes that touch the network, most edges first.")
    idle: int = Field(description="Groups of changes that touch nothing of the network: they account for 0.")
    rows: list[RowChange] = Field(description="Whose rank or score changed, the largest change of rank first.")
    exact: bool = Field(description="Whether shares are exact Shapley values; otherwise means of alone and last.")
    versions: list[str] = Field(description="The question's version then and now, where they differ.")


class RowDifference(_Told):
    """One row that is not what it was."""

    what: str = Field(description="came, went or moved.")
    before: dict[str, Any] | None = Field(description="The row as it was; null: it came.")
    after: dict[str, Any] | None = Field(description="The row as it is; null: it went.")
    columns: list[str] = Field(description="Of a row that moved, the columns that differ.")
    claims_gone: list[str] = Field(description="Ids of claims that it rested on and rests on no longer.")
    claims_new: list[str] = Field(description="Ids of claims that it rests on and did not before.")


class SectionDifference(_Told):
    """What changed in one section."""

    title: str = Field(description="Its heading.")
    question: str = Field(description="Its question's id.")
    rows: list[RowDifference] = Field(description="Rows that came, moved or went: those whose rank moved most first.")
    more: int = Field(description="Rows that differ and are not told here.")
    first_only: bool = Field(
        description="Whether either run has only the first of more rows, so that one that went may merely be further "
        "down."
    )
    why: MeasureDifference | None = Field(description="Of a measure, what accounts for its changed scores.")
    note: str = Field(description="Why the two cannot be compared, or the change not explained; empty where they can.")


class ReportDifference(_Told):
    """What changed between two runs of a report."""

    before: str = Field(description="The earlier run's id.")
    then: datetime = Field(description="The moment of the graph that the earlier run is about.")
    after: str = Field(description="The later run's id.")
    claims: ClaimCounts = Field(description="How many claims changed in the whole graph.")
    decisions: int = Field(description="Decisions that are new, or no longer stand, in the whole graph.")
    loads: list[LoadFacts] = Field(description="Loads since, and loads undone since.")
    sections: list[SectionDifference] = Field(description="The sections that either run has, in order.")
    records: dict[str, ClaimRecord] = Field(
        description="By id, claims named here that no row of the later run rests on: those that are gone, and some of "
        "those that a load made."
    )
    sources: dict[str, SourceRecord] = Field(description="The sources of these claims, by id.")
    note: str = Field(default="", description="Why the two runs could not be compared; empty where they could.")

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not self.note and not any(
            section.rows or section.note or (section.why and section.why.rows) for section in self.sections
        )

    @property
    def sentence(self) -> str:
        """What was really new, in one sentence."""
        if self.note:
            return f"What changed could not be told: {self.note}"
        decided = (
            f"{counted(self.decisions, 'decision')} {verb(self.decisions, 'is', 'are')} new or taken back"
            if self.decisions
            else ""
        )
        new = listed([part for part in (self.claims.words, decided) if part])
        undone = sorted(self.loads, key=lambda load: load.status == "undone")
        made = listed([_made(load) for load in undone])
        if not new:
            nothing = "Nothing changed: no" if self.is_empty else "No"
            return f"{nothing} claim and no decision changed since then{f', {made}' if made else ''}."
        rest = "" if not self.is_empty else "; none of it changes a row of this report"
        return f"Since then {new}{f', {made}' if made else ''}{rest}."


def listed(words: list[str]) -> str:
    """Return words as people list them: ``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 2 else words)


def _made(load: LoadFacts) -> str:
    """Return what a load did, after ``by``."""
    if load.status == "undone":
        return f"by undoing the load {load.id}"
    return f"by the load {load.id}{'' if load.status == 'done' else f' ({load.status})'}"
