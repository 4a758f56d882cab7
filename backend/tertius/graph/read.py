"""Reading, bounded: a question cannot write, cannot run for ever, and cannot return more rows than its limit."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import neo4j

from tertius.errors import QueryTimeoutError, TertiusError
from tertius.graph.connect import ACQUIRE_TIMEOUT_S, CONNECT_TIMEOUT_S, AsyncDriver, Server
from tertius.graph.faults import BROKEN_CONNECTION, DRIVER_ERRORS, translate
from tertius.graph.values import to_json, untold

CHUNK = 5_000
"""Ids that one statement asks about."""

#: What a server that hangs gets on top of a question's own limit, before the client gives up by itself.
_HANG_GRACE_S = ACQUIRE_TIMEOUT_S + CONNECT_TIMEOUT_S


@dataclass(frozen=True, slots=True)
class Rows:
    """What a question returned.

    Attributes
    ----------
    columns
        Column names in the order of the ``RETURN``.
    rows
        One dict a row, keyed by column; values are plain JSON (see :mod:`tertius.graph.values`).
    truncated
        Whether there were more rows than the limit; those are not here.
    elapsed_ms
        From asking for a connection to the last row, in milliseconds.
    """

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    truncated: bool
    elapsed_ms: float


class Reader:
    """One database to ask questions of. Many tasks of one event loop may share it.

    Parameters
    ----------
    driver
        An open asynchronous driver; stays open.
    database
        The database's name.
    timeout_s
        Seconds that a question may take, unless a call says otherwise.
    max_rows
        Rows that an answer may have, unless a call says otherwise.
    """

    def __init__(
        self, driver: AsyncDriver, database: str = "neo4j", *, timeout_s: float = 30.0, max_rows: int = 10_000
    ) -> None:
        self._driver = driver
        self._database = database
        self._timeout_s = timeout_s
        self._max_rows = max_rows

    async def run(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        *,
        max_rows: int | None = None,
        timeout_s: float | None = None,
    ) -> Rows:
        """Run one reading statement.

        Parameters
        ----------
        cypher
            The statement.
        params
            Its parameters: plain Python values, :class:`datetime.date` included.
        max_rows
            Rows at most (at least 1); one more is asked for, to know whether there were more, and none beyond it.
        timeout_s
            Seconds after which the server stops it.

        Returns
        -------
        Rows

        Raises
        ------
        QueryTimeoutError
            It took too long.
        CatalogueError
            It tried to write, or is not valid Cypher for these parameters.
        UnsupportedError
            It calls a procedure or function that the server does not have.
        DatabaseUnavailableError
            The server is gone or refuses the login.
        """
        limit = self._max_rows if max_rows is None else max_rows
        seconds = self._timeout_s if timeout_s is None else timeout_s
        started = time.perf_counter()
        try:
            async with asyncio.timeout(seconds + _HANG_GRACE_S):
                try:
                    columns, records = await self._fetch(cypher, params, limit, seconds)
                except BROKEN_CONNECTION:  # such as a pooled connection to a server restarted since; a read may repeat
                    columns, records = await self._fetch(cypher, params, limit, seconds)
        except DRIVER_ERRORS as error:
            raise self._translated(error) from error
        except TimeoutError as error:
            raise self._hung(seconds) from error
        truncated = len(records) > limit
        if truncated:
            del records[limit:]
        rows = [dict(zip(columns, map(to_json, tuple.__iter__(record)), strict=True)) for record in records]
        return Rows(columns, rows, truncated, (time.perf_counter() - started) * 1e3)

    async def _fetch(
        self, cypher: str, params: Mapping[str, Any] | None, limit: int, seconds: float
    ) -> tuple[tuple[str, ...], list[neo4j.Record]]:
        # An auto-commit transaction: one round trip, where a managed one takes three. The whole answer is one pull, so
        # no row beyond the limit leaves the server; closing the session discards the rest there.
        async with self._driver.session(
            database=self._database, default_access_mode=neo4j.READ_ACCESS, fetch_size=limit + 1
        ) as session:
            result = await session.run(neo4j.Query(cypher, timeout=seconds), untold(params or {}))
            return tuple(result.keys()), await result.fetch(limit + 1)

    async def server(self) -> Server:
        """Ask the server for its version, its edition and its Graph Data Science; also says whether it answers at all.

        Returns
        -------
        Server

        Raises
        ------
        DatabaseUnavailableError
            The server does not answer, or refuses the login.
        """
        kernel = (await self.run(Server.COMPONENTS)).rows[0]
        there = (await self.run(Server.GDS_THERE)).rows[0]["there"]
        gds = (await self.run(Server.GDS_VERSION)).rows[0]["version"] if there else None
        return Server(version=kernel["version"], edition=kernel["edition"], gds=gds)

    def _translated(self, error: Exception) -> TertiusError:
        return translate(error, address=f"database {self._database}", doing="the question")

    def _hung(self, seconds: float) -> TertiusError:
        return QueryTimeoutError(
            f"The server neither answered within {seconds:g} s nor stopped the question.",
            where=f"database {self._database}",
            next_step="Check the server's load and the network to it, then try again.",
        )


def chunks(ids: Sequence[str], size: int = CHUNK) -> Iterator[list[str]]:
    """Yield the ids in lists of at most ``size``, in order."""
    for start in range(0, len(ids), size):
        yield list(ids[start : start + size])
