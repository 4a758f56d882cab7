"""A run of a report, as it is told: when, about what, how far it is, what became of it."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from tertius.graph.whole import Whole
from tertius.loading.lease import live
from tertius.reports.delivering.records import DELIVERY, DeliveryRecord, record
from tertius.reports.plan import Value

Status: TypeAlias = Literal["running", "done", "failed", "cancelled", "stopped"]

WHOLE = {
    "run": Whole(
        always=("section",),
        by_status={
            "running": ("token", "holder"),
            "done": ("finished", "bytes", "sha256"),
            "failed": ("finished", "problem"),
            "cancelled": ("finished",),
        },
    ),
    "deliveries": DELIVERY,
}
"""What a run that is kept, and what becomes of it, have in rows that are read."""


class RunProblem(BaseModel):
    """Why a run failed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(description="The kind of failure.")
    what: str = Field(description="What went wrong, in one sentence.")
    where: str = Field(description="The place; may be empty.")
    next_step: str = Field(description="What can be done; may be empty.")


class ReportRun(BaseModel):
    """A run of a report, without what it found."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(description="The run's id: the report's name and a number.")
    report: str = Field(description="The report's name.")
    title: str = Field(description="The report's title, as it was then.")
    inputs: dict[str, Value] = Field(description="What it was about.")
    due: datetime | None = Field(description="The moment that it was due; null: somebody asked for it.")
    day: date = Field(description="The day that $day stood for.")
    status: Status = Field(
        description="running, done, failed, cancelled by somebody, or stopped: its process ended before it did."
    )
    attempt: int = Field(description="From 1; more where an earlier attempt failed or was stopped.")
    started: datetime = Field(description="When it began.")
    finished: datetime | None = Field(default=None, description="When it ended; null: it has not.")
    sections: int = Field(description="Sections of the report.")
    sections_done: int = Field(description="Sections that are computed.")
    section: str = Field(description="The section that is computed now; empty if none is.")
    bytes: int | None = Field(default=None, description="Bytes that it takes, packed; null: it is not done.")
    sha256: str | None = Field(default=None, description="Digest of what it found, as JSON; null: it is not done.")
    problem: RunProblem | None = Field(default=None, description="Why it failed.")
    deliveries: list[DeliveryRecord] = Field(
        default=[], description="What became of it at each place it is brought to."
    )


class Needless(BaseModel):
    """Why a run that is due was not begun."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    why: str = Field(description="In one sentence.")
    run: ReportRun | None = Field(description="The run that there is; null if it is not kept any more.")


def run_of(row: Mapping[str, Any]) -> ReportRun:
    """Return a run, from what is kept of it.

    Parameters
    ----------
    row
        Its properties as ``run``, the seconds since its last sign of life as ``silent``, and its ``deliveries``.
    """
    kept: dict[str, Any] = row["run"]
    known = {name: kept[name] for name in ReportRun.model_fields if name in kept}
    if kept["status"] == "running" and not live(kept, row["silent"]):
        known["status"] = "stopped"
    problem = json.loads(kept["problem"]) if kept.get("problem") else None
    deliveries = [record(one) for one in row.get("deliveries", ())]
    return ReportRun(
        **{"due": None, **known, "inputs": json.loads(kept["inputs"]), "problem": problem, "deliveries": deliveries}
    )
