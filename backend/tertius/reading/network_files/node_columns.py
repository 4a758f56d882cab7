"""What a network program's file says of its nodes, gathered one by one."""

from collections.abc import Collection, Mapping
from pathlib import Path

from tertius.errors import DataError
from tertius.model.cells import clean
from tertius.model.spelling import spelled
from tertius.reading.network_files.listing import Nodes
from tertius.wording import quoted

NAMED = ("name", "label", "nodegraphics")
"""Attributes that are what a node is called, the best first; the last is the label that yEd draws."""


class NodeColumns:
    """The nodes of a file.

    Parameters
    ----------
    path
        The file, for messages.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ids: dict[str, int] = {}
        self._columns: dict[str, dict[str, str]] = {}

    def add(self, node: str, line: int) -> None:
        """Add a node.

        Raises
        ------
        DataError
            It is there already.
        """
        if node in self._ids:
            raise DataError(
                f"The node {node[:60]!r} is there twice",
                where=f"{quoted(self._path)}, line {line}",
                next_step="Give each node an id of its own.",
            )
        self._ids[node] = line

    def says(self, node: str, attributes: Mapping[str, str]) -> None:
        """Add what is said of a node, by attribute."""
        for name, text in attributes.items():
            value = spelled(clean(text))
            column = self._columns.setdefault(name, {})
            if value:
                column[node] = value

    def ids(self) -> Collection[str]:
        """Return the ids of the nodes."""
        return self._ids.keys()

    def nodes(self) -> Nodes:
        """Return all that is known of the nodes."""
        folded = {name.casefold(): name for name in reversed(self._columns)}
        names: dict[str, str] = {}
        for named in reversed(NAMED):
            names |= self._columns.get(folded.get(named, ""), {})
        return Nodes(
            tuple(self._ids),
            names,
            {name: of for name, of in self._columns.items() if name != NAMED[-1]},
            lines=self._ids,
        )
