"""Writing, for the loader engine: transactions with retries, batches by ``UNWIND``, and rows streamed back.

A deadlock or a leader change is tried again for up to thirty seconds, a broken connection for three: a server that is
gone stays gone, and whoever waits should be told. Each call is therefore one whole transaction and may run more than
once on the way to its one effect.
"""

import copy
import itertools
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import neo4j

from tertius.graph.connect import Driver
from tertius.graph.faults import BROKEN_CONNECTION, DRIVER_ERRORS, translated
from tertius.graph.values import to_python, untold

T = TypeVar("T")

#: Seconds for which a transaction is tried again: after a deadlock or the like, and after a broken connection.
RETRY_S = 30.0
GONE_S = 3.0
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 2.0
#: Rows in one transaction: large enough that the round trip does not matter, small enough for a small server's heap.
BATCH_ROWS = 5_000
#: Records that the server sends ahead in a stream.
_STREAM_AHEAD = 5_000


@dataclass(frozen=True)
class Counters:
    """What a write changed, as the server counted it. Counters add up with ``+``.

    A property that is set to the value it had counts as set: that is the server's way of counting.
    """

    nodes_created: int = 0
    nodes_deleted: int = 0
    relationships_created: int = 0
    relationships_deleted: int = 0
    properties_set: int = 0
    labels_added: int = 0
    labels_removed: int = 0

    def __add__(self, other: "Counters") -> "Counters":
        return Counters(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return any(getattr(self, f.name) for f in fields(self))


def _counted(summary: neo4j.ResultSummary) -> Counters:
    seen = summary.counters
    return Counters(*(getattr(seen, f.name) for f in fields(Counters)))


class Writer:
    """One database to write to.

    Its transactions see each other's effects also on a cluster (they share bookmarks). Safe to use from several
    threads, as the driver is.

    Parameters
    ----------
    driver
        An open synchronous driver; stays open.
    database
        The database's name.
    timeout_s
        Seconds that one transaction may take; None leaves it to the server.
    before
        Called before each transaction; what it raises keeps the transaction from being begun.
    """

    def __init__(
        self,
        driver: Driver,
        database: str = "neo4j",
        *,
        timeout_s: float | None = None,
        before: Callable[[], None] | None = None,
    ) -> None:
        self._driver = driver
        self._database = database
        self._timeout_s = timeout_s
        self._before = before
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()

    def _session(self) -> neo4j.Session:
        return self._driver.session(database=self._database, bookmark_manager=self._bookmarks)

    def _translated(self, doing: str) -> AbstractContextManager[None]:
        return translated(f"database {self._database}", doing)

    def run(self, cypher: str, /, **params: object) -> Counters:
        """Run one statement in a transaction of its own.

        Parameters
        ----------
        cypher
            The statement.
        **params
            Its parameters: plain Python values, dates included.

        Returns
        -------
        Counters

        Raises
        ------
        ConflictError
            It breaks a uniqueness constraint.
        DatabaseUnavailableError
            The server is gone, or stayed in trouble through every retry.
        QueryTimeoutError
            It took longer than ``timeout_s``.
        """
        return self.together([(cypher, params)])

    def together(self, statements: Sequence[tuple[str, Mapping[str, Any]]]) -> Counters:
        """Run several statements in one transaction: all of them take effect, or none.

        Parameters
        ----------
        statements
            Pairs of a statement and its parameters, run in order.

        Returns
        -------
        Counters
            Summed over the statements.

        Raises
        ------
        TertiusError
            As :meth:`run`.
        """

        def work(tx: neo4j.Transaction) -> Counters:
            total = Counters()
            for cypher, params in statements:
                total += _counted(tx.run(cypher, untold(params)).consume())
            return total

        return self.attempt(work, "a write")

    def attempt(self, work: Callable[[neo4j.Transaction], T], doing: str) -> T:
        """Do work in one transaction, and again where a second attempt may succeed.

        Parameters
        ----------
        work
            What to do; it has no effect outside of the transaction.
        doing
            What that is, to finish "The server refused …".

        Returns
        -------
        T
            What the work returns.

        Raises
        ------
        TertiusError
            As :meth:`run`; and whatever the work raises.
        """
        if self._before is not None:
            self._before()
        began, pause = time.monotonic(), _FIRST_PAUSE_S
        with self._translated(doing):
            while True:
                try:
                    with self._session() as session, session.begin_transaction(timeout=self._timeout_s) as tx:
                        done = work(tx)
                        tx.commit()
                        return done
                except DRIVER_ERRORS as error:
                    patience = GONE_S if isinstance(error, BROKEN_CONNECTION) else RETRY_S
                    if not error.is_retryable() or time.monotonic() - began + pause > patience:
                        raise
                time.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - so that two at odds do not meet again
                pause = min(2 * pause, _LONGEST_PAUSE_S)

    def unchecked(self) -> "Writer":
        """Return this writer without what is called before each transaction, to leave things in order by."""
        free = copy.copy(self)
        free._before = None
        return free

    def batches(
        self, cypher: str, rows: Iterable[Mapping[str, Any]], *, size: int = BATCH_ROWS, **params: object
    ) -> Counters:
        """Run a statement over many rows, ``size`` rows a transaction; never more than one batch in memory.

        Parameters
        ----------
        cypher
            A statement that starts with ``UNWIND $rows AS row``.
        rows
            The rows, taken lazily.
        size
            Rows in one transaction.
        **params
            Further parameters, the same in every batch.

        Returns
        -------
        Counters
            Summed over the batches. When a batch fails, those before it stay written.

        Raises
        ------
        TertiusError
            As :meth:`run`.
        """
        total = Counters()
        source = iter(rows)
        while batch := list(itertools.islice(source, size)):
            total += self.run(cypher, rows=batch, **params)
        return total

    def rows(self, cypher: str, /, **params: object) -> list[dict[str, Any]]:
        """Read, or write and return, all rows of one statement, in a managed transaction of its own.

        Parameters
        ----------
        cypher, **params
            As for :meth:`run`.

        Returns
        -------
        list of dict
            Values as in :meth:`stream`.

        Raises
        ------
        TertiusError
            As :meth:`run`.
        """
        return self.attempt(lambda tx: list(_plain_rows(tx.run(cypher, untold(params)))), "a statement")

    def stream(
        self, cypher: str, params: Mapping[str, Any] | None = None, *, ahead: int = _STREAM_AHEAD
    ) -> Iterator[dict[str, Any]]:
        """Read rows one after the other; the client never holds more than ``ahead`` of them.

        Parameters
        ----------
        cypher, params
            A reading statement.
        ahead
            Rows that the server sends at a time.

        Yields
        ------
        dict
            One row by column; dates as :class:`datetime.date`, date-times as :class:`datetime.datetime`, the other
            values as the driver gives them. A date that marks an open end stays that date.

        Raises
        ------
        TertiusError
            As :meth:`run`; also in the middle of the stream, which is not tried again.
        """
        with (
            self._translated("a read"),
            self._driver.session(
                database=self._database,
                bookmark_manager=self._bookmarks,
                default_access_mode=neo4j.READ_ACCESS,
                fetch_size=ahead,
            ) as session,
        ):
            query = neo4j.Query(cypher, timeout=self._timeout_s)
            yield from _plain_rows(session.run(query, untold(params or {})))


def _plain_rows(result: neo4j.Result) -> Iterator[dict[str, Any]]:
    columns = result.keys()
    for record in result:
        # `tuple.__iter__` skips the driver's slow check of every value for being broken; `to_python` refuses those too.
        yield dict(zip(columns, map(to_python, tuple.__iter__(record)), strict=True))
