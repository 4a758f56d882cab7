"""The tables of assumptions that the live graph was derived with: read there, printed with every answer."""

import json
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tertius.catalog.versions import DERIVATION, read
from tertius.errors import ConflictError
from tertius.graph.read import Reader
from tertius.model.dates import APPROXIMATE
from tertius.model.derive_graph import VERSION
from tertius.model.hedges import Assumptions, Hedge

_READ = """
MATCH (a:Assumptions {id: 'current'})
RETURN a.hedges AS hedges, a.credibility AS credibility, a.inferred AS inferred,
  a.approximate_dates AS approximate_dates, a.derivation AS derivation, a.rebuilding AS rebuilding
"""

FRESH_S = 5.0
"""Seconds for which tables that were read are used again: a load that changes them re-derives every tie, which takes
longer than that, and reading them at every question would cost as much as a quick question itself."""


@cache
def _digest() -> str:
    recorded = read().get(DERIVATION)
    return recorded["digest"] if recorded else ""


class Tables(BaseModel):
    """The probabilities behind every likelihood. They are assumptions, not findings."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    hedges: dict[str, float] = Field(description="Probability that a claim holds, by how its source hedges it.")
    credibility: dict[str, float] = Field(
        description="Probability by the claim's Admiralty grade, 1 to 5, where it has one; it goes before the hedge."
    )
    inferred: float | None = Field(
        description="Probability of what the curator inferred from a source, unless its grade or a lower hedge says "
        "otherwise; null where no likelihood rests on these tables."
    )
    approximate_dates: dict[str, str] = Field(description="By how much an approximate date is widened, by its unit.")
    derivation: int = Field(default=VERSION, description="Version of the rules by which claims add up to ties.")
    derivation_digest: str = Field(default_factory=_digest, description="SHA-256 of these rules, as code.")

    @property
    def assumptions(self) -> Assumptions:
        """The tables as the model takes them."""
        return Assumptions(
            hedges={Hedge(hedge): p for hedge, p in self.hedges.items()},
            credibility={int(grade): p for grade, p in self.credibility.items()},
            inferred=self.inferred or 0.0,
        )


def defaults() -> Tables:
    """Return the model's own tables: what a database that holds no load yet would be derived with."""
    assumed = Assumptions()
    return Tables(
        hedges={str(hedge): p for hedge, p in assumed.hedges.items()},
        credibility={str(grade): p for grade, p in assumed.credibility.items()},
        inferred=assumed.inferred,
        approximate_dates=dict(APPROXIMATE),
    )


def parse(row: Mapping[str, Any]) -> Tables:
    """Return the tables that a row of the database holds as JSON texts; a text that is missing has its default."""
    known = defaults()
    return Tables(
        **{
            name: json.loads(row[name]) if row.get(name) else getattr(known, name)
            for name in ("hedges", "credibility", "inferred", "approximate_dates")
        }
    )


class CurrentTables:
    """Reads the tables of one database, at most once in `FRESH_S` seconds.

    Parameters
    ----------
    reader
        The database.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._tables: Tables | None = None
        self._until = 0.0

    async def get(self) -> Tables:
        """Return the tables; the model's own where nothing was ever loaded.

        Raises
        ------
        DatabaseUnavailableError
            The database does not answer.
        ConflictError
            The graph was derived by rules of another version, or is being derived again, so that part of it is not yet
            what these tables make of the claims.
        """
        now = time.monotonic()
        if self._tables is None or now >= self._until:
            rows = (await self._reader.run(_READ)).rows
            if rows and rows[0]["derivation"] != str(VERSION):
                found = rows[0]["derivation"] or 0
                raise ConflictError(
                    f"The graph was derived by rules of version {found}; these are version {VERSION}",
                    where="(:Assumptions {id: 'current'})",
                    next_step="Derive everything again from the claims: tertius db rebuild",
                )
            if rows and rows[0]["rebuilding"]:
                raise ConflictError(
                    "Everything is being derived again from the claims, or that was cut off",
                    where="(:Assumptions {id: 'current'})",
                    next_step="Wait for the rebuild to end; if none is running, run it again: tertius db rebuild",
                )
            self._tables = parse(rows[0]) if rows else defaults()
            self._until = now + FRESH_S
        return self._tables
