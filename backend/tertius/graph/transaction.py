"""One transaction of several steps, where what is read decides what is written: all of it takes effect, or none."""

from collections.abc import Callable
from typing import Any, TypeVar

import neo4j

from tertius.graph.values import untold
from tertius.graph.write import Counters, Writer, _counted, _plain_rows

__all__ = ["Transaction", "transact"]

T = TypeVar("T")


class Transaction:
    """An open transaction. Made by :func:`transact`, and valid only inside of it.

    Attributes
    ----------
    counters
        What the statements changed so far.
    """

    def __init__(self, tx: neo4j.Transaction) -> None:
        self._tx = tx
        self.counters = Counters()

    def run(self, cypher: str, /, **params: object) -> Counters:
        """Run a statement for its effect and return what it changed."""
        counters = _counted(self._tx.run(cypher, untold(params)).consume())
        self.counters += counters
        return counters

    def rows(self, cypher: str, /, **params: object) -> list[dict[str, Any]]:
        """Run a statement and return all of its rows, values as in :meth:`Writer.stream`."""
        result = self._tx.run(cypher, untold(params))
        rows = list(_plain_rows(result))
        self.counters += _counted(result.consume())
        return rows


def transact(writer: Writer, work: Callable[[Transaction], T]) -> T:
    """Do work in one transaction of a writer's database.

    Parameters
    ----------
    writer
        Where to write.
    work
        What to do. It runs again from the start after a deadlock, a leader change or a broken connection, so it has
        no effect outside of the transaction. What it raises undoes the transaction.

    Returns
    -------
    T
        What the work returns.

    Raises
    ------
    TertiusError
        As :meth:`Writer.run`; and whatever the work raises.
    """
    return writer.attempt(lambda tx: work(Transaction(tx)), "a write")
