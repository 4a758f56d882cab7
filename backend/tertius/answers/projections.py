"""Questions that project a network into the memory of Graph Data Science: run so that no projection stays behind.

Each such statement names its projection by a prefix and ``randomUUID()`` and drops it itself. An error or a time limit
between the two would leave it in the server's memory until that restarts. So here the name is chosen before the
statement runs, and whatever goes wrong, that name is dropped. What others left (a killed process,
Neo4j Browser) is swept by age.
"""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Mapping
from typing import Any

from tertius import logs
from tertius.errors import CatalogueError, TertiusError
from tertius.graph.read import Reader, Rows

PREFIX = "tertius-"
"""How the name of every projection begins."""

NAME = f"'{PREFIX}' + randomUUID()"
"""The expression by which a statement names its projection."""

OLD_S = 3_600
"""Seconds after which nobody can still be working on a projection: far beyond any question's time limit."""

SWEEP_EVERY_S = 600.0
"""Seconds between two sweeps by one process."""

_PROJECTS = "gds.graph.project"
_PARAMETER = "projection_name"
# What nobody waits for any more is stopped at the server a moment later, and may project until then.
_AT_WORK = f"SHOW TRANSACTIONS YIELD parameters WHERE parameters.{_PARAMETER} = $name RETURN count(*) AS n"
_LOOKS, _PAUSE_S = 100, 0.05
_DROP = "CALL gds.graph.drop($name, false) YIELD graphName RETURN graphName"
_SWEEP = """
CALL gds.graph.list() YIELD graphName, creationTime
WITH graphName, creationTime
WHERE graphName STARTS WITH $prefix AND creationTime < datetime() - duration({seconds: $seconds})
CALL gds.graph.drop(graphName, false) YIELD graphName AS dropped
RETURN dropped
"""


class Projections:
    """Runs statements that project. Many tasks of one event loop may share it.

    Parameters
    ----------
    reader
        The database.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._swept_at: float | None = None

    async def run(self, cypher: str, params: Mapping[str, Any] | None = None, *, max_rows: int | None = None) -> Rows:
        """Run one statement, and drop its projection if it could not do so itself.

        Parameters
        ----------
        cypher
            The statement; if it projects, it names one projection, by `NAME`.
        params, max_rows
            As in `tertius.graph.read.Reader.run`.

        Raises
        ------
        CatalogueError
            It does not name its projection so.
        TertiusError
            As `tertius.graph.read.Reader.run`.
        """
        if NAME not in cypher and _PROJECTS not in cypher:  # it only calls functions of the plugin
            return await self._reader.run(cypher, params, max_rows=max_rows)
        if cypher.count(NAME) != 1:
            raise CatalogueError(
                "The question does not name its projection as it must.",
                where="requires: [gds]",
                next_step=f"Name it once, by {NAME}, so that it can be dropped when something goes wrong.",
            )
        if self._swept_at is None or time.monotonic() >= self._swept_at + SWEEP_EVERY_S:
            self._swept_at = time.monotonic()
            await self._quietly("swept", self.sweep())
        name = f"{PREFIX}{uuid.uuid4()}"
        named = cypher.replace(NAME, f"${_PARAMETER}")
        try:
            return await self._reader.run(named, {**(params or {}), _PARAMETER: name}, max_rows=max_rows)
        except BaseException:  # a cancelled task included: its projection stays like any other
            await asyncio.shield(self._quietly("dropped", self._drop_once_stopped(name)))
            raise

    async def drop(self, name: str) -> list[str]:
        """Drop one projection, if it is there.

        Returns
        -------
        list of str
            Its name, or nothing.
        """
        return [row["graphName"] for row in (await self._reader.run(_DROP, {"name": name})).rows]

    async def _drop_once_stopped(self, name: str) -> list[str]:
        """Drop one projection when the server no longer works on the statement that makes it, or has for too long."""
        for _ in range(_LOOKS):
            if not (await self._reader.run(_AT_WORK, {"name": name})).rows[0]["n"]:
                break
            await asyncio.sleep(_PAUSE_S)
        return await self.drop(name)

    async def sweep(self, older_than_s: int = OLD_S) -> list[str]:
        """Drop what interrupted statements left.

        Parameters
        ----------
        older_than_s
            Nothing younger than this many seconds is dropped: somebody may be working on it.

        Returns
        -------
        list of str
            Names of what was dropped.
        """
        found = await self._reader.run(_SWEEP, {"prefix": PREFIX, "seconds": older_than_s})
        return [row["dropped"] for row in found.rows]

    async def _quietly(self, done: str, dropping: Awaitable[list[str]]) -> None:
        """Wait for a clean-up: that it fails must not hide what went wrong, or stop what would go right."""
        try:
            names = await dropping
        except TertiusError as error:
            logs.get(__name__).warning("projections", why=error.what)
            return
        if names:
            logs.get(__name__).info("projections", **{done: len(names)})
