"""What the graph was made of when a report was computed: the loads in order, and the rules and tables they went by."""

import hashlib
import json

from pydantic import BaseModel, ConfigDict, Field

from tertius.errors import ConflictError
from tertius.graph.read import Reader
from tertius.loading.lease import LEASE_S, live

_STATE = """
OPTIONAL MATCH (a:Assumptions {id: 'current'})
WITH a
OPTIONAL MATCH (r:LoadRun)
WITH a, r ORDER BY r.source_id, r.number
RETURN toString(datetime()) AS moment, toString(a.derived_at) AS derived_at, a.version AS decided,
  [a.hedges, a.credibility, a.inferred, a.approximate_dates, a.derivation] AS tables,
  collect(CASE WHEN r IS NULL THEN null ELSE {
    id: r.id, source_id: r.source_id, release_id: r.release_id, mode: r.mode, status: r.status, recipe: r.recipe,
    started: toString(r.started), holder: r.holder,
    silent: duration.inSeconds(r.heartbeat, datetime()).seconds
  } END) AS loads
"""


class LoadFacts(BaseModel):
    """One load of a source."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(description="The load's id.")
    source_id: str = Field(description="The source.")
    release_id: str = Field(description="The edition that was read.")
    status: str = Field(description="done, undone, or how else it ended.")
    started: str | None = Field(description="When it began, ISO 8601.")


class GraphState(BaseModel):
    """The graph as it stood."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    moment: str = Field(description="When it was looked at, by the database's clock, ISO 8601.")
    digest: str = Field(
        description="SHA-256 over the loads, the decisions' number and the tables: the same loads in the same order, "
        "by the same rules, give the same digest."
    )
    derived_at: str | None = Field(description="When ties were last derived, by the database's clock.")
    loads: tuple[LoadFacts, ...] = Field(description="The loads, by source and in order.")

    def still(self, now: "GraphState") -> bool:
        """Return whether nothing was loaded, undone or decided between this and a later look.

        Parameters
        ----------
        now
            The later look.
        """
        return (self.digest, self.derived_at) == (now.digest, now.derived_at)


async def graph_state(reader: Reader) -> GraphState:
    """Look at what the graph is made of.

    Parameters
    ----------
    reader
        The database.

    Raises
    ------
    ConflictError
        A load or an undo is going on: what is read meanwhile would be of neither state.
    DatabaseUnavailableError
        The database does not answer.
    """
    row = (await reader.run(_STATE)).rows[0]
    for load in row["loads"]:
        if live(load, load["silent"]):
            raise ConflictError(
                f"{load['source_id']} is being loaded, so that answers would mix two states of the graph.",
                where=load["id"],
                next_step="Run the report when the load has ended. If it died on another machine, it counts as ended "
                f"after {LEASE_S} seconds.",
            )
    told = [
        row["decided"],
        row["tables"],
        [[load[name] for name in ("id", "release_id", "mode", "status", "recipe")] for load in row["loads"]],
    ]
    return GraphState(
        moment=row["moment"],
        digest=hashlib.sha256(json.dumps(told).encode()).hexdigest(),
        derived_at=row["derived_at"],
        loads=tuple(LoadFacts(**{name: load[name] for name in LoadFacts.model_fields}) for load in row["loads"]),
    )
