"""Nodes that are read while others write them, read whole.

Neo4j shows committed values, but not those of one node at one moment: while a transaction's changes go into the store,
a property that is new or has grown is missing for an instant, and what took no more room is there already. So whoever
reads a node that others change says what it has whenever it is whole, and reads again while it lacks any of that.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tertius.graph.read import Rows

PAUSES_S = (0.0, 0.001, 0.005, 0.02, 0.1, 0.2, 0.5, 1.0)
"""Pauses between two looks, and one look more than these: the instant is over long before, even on a busy machine."""

ROW = ""
"""Stands for a whole row, where its columns are a node's properties."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Whole:
    """What a node of some kind has whenever it is whole.

    Attributes
    ----------
    always
        Properties that it always has.
    by_status
        Those that it has besides where its ``status`` is this.
    together
        Properties of which it has all or none; if they are lists, of the same length.
    """

    always: tuple[str, ...] = ()
    by_status: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    together: tuple[str, ...] = ()

    def lacks(self, node: Mapping[str, Any]) -> set[str]:
        """Return what a node lacks.

        Parameters
        ----------
        node
            Its properties; a null is none.
        """
        has = {name for name, value in node.items() if value is not None}
        needs = {*self.always, *self.by_status.get(node.get("status", ""), ())}
        if not has.isdisjoint(self.together):
            needs.update(self.together)
            if len({len(node[name]) for name in self.together if isinstance(node.get(name), list)}) > 1:
                return {*(needs - has), *self.together}
        return needs - has


def read_whole(
    read: Callable[[], list[Row]], kinds: Mapping[str, Whole], *, pauses: Sequence[float] = PAUSES_S
) -> list[Row]:
    """Read rows, and again while a node in them is not whole.

    Parameters
    ----------
    read
        Reads them.
    kinds
        By column what the node, or each of the nodes, in it has; by `ROW` what the row itself has.
    pauses
        Seconds between two looks.

    Returns
    -------
    list of dict
        What the first look found at which all were whole. One that never is, since somebody else wrote it so, is
        returned as it is.
    """
    rows = read()
    for pause in pauses:
        if _whole(rows, kinds):
            break
        time.sleep(pause)
        rows = read()
    return rows


async def read_whole_async(
    read: Callable[[], Awaitable[Rows]], kinds: Mapping[str, Whole], *, pauses: Sequence[float] = PAUSES_S
) -> Rows:
    """Do the same with what is read asynchronously. See `read_whole`."""
    rows = await read()
    for pause in pauses:
        if _whole(rows.rows, kinds):
            break
        await asyncio.sleep(pause)
        rows = await read()
    return rows


def _whole(rows: Sequence[Row], kinds: Mapping[str, Whole]) -> bool:
    return not any(kind.lacks(node) for row in rows for column, kind in kinds.items() for node in _nodes(row, column))


def _nodes(row: Row, column: str) -> Iterator[Mapping[str, Any]]:
    found = row if column == ROW else row[column]
    if isinstance(found, list):
        yield from found
    elif found is not None:
        yield found
