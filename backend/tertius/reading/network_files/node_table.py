"""A table with a line for each node: its names, its properties, and isolates."""

from collections.abc import Collection, Sequence

import numpy as np

from tertius.errors import DataError, InputError
from tertius.model.spelling import spelled
from tertius.reading.network_files.columns import Grid
from tertius.reading.network_files.ends import as_number, node_ids
from tertius.reading.network_files.listing import Coded, Nodes
from tertius.wording import counted, quoted

PERSON = frozenset({"person", "people"})
"""What the column ``type`` calls a person."""


def read_nodes(
    grid: Grid, ends: Collection[str], key: str | None, *, strict: bool = False, option: str = "--node-key"
) -> tuple[Nodes, str, tuple[str, ...]]:
    """Return what a table says of nodes, the column that the ends refer to, and how that was told.

    Parameters
    ----------
    grid
        The table. Every column is a property that can group the nodes; ``name`` is what a node is called. Where the
        column ``type`` says person or organization, as in a claims folder, the people are the first mode.
    ends
        The ends of the edges.
    key
        The column that they refer to; when it is not given it is taken only if it is certain: where one column alone
        covers every end, and no other that could be a key has half of them or more. Where ids 0, 1, … stand beside
        names 1, 2, …, one node too few makes the wrong column cover all.
    strict
        Whether that holds even for a column that has the ends and nothing else.
    option
        How it is given.

    Raises
    ------
    DataError
        A key is empty or there twice; names the line.
    InputError
        The key is no column, or cannot be told from the files.
    """
    doubled = [name for name in grid.header if not name or grid.header.count(name) > 1]
    if doubled and (doubled[0] or len(grid.header) == 1):
        raise DataError(
            "The header is empty or names a column twice",
            where=f"{quoted(grid.path)}, line {grid.header_line}",
            next_step="Give each column a name of its own.",
        )
    at, notes = _key(key, grid, ends, option, strict=strict)
    ids = _ids(grid, at, option)
    columns = {
        name: {ids[row]: value for row, value in _said(column)}
        for name, column in zip(grid.header, grid.columns, strict=True)
        if name
    }
    kinds = columns.get("type", {})
    people = frozenset(node for node, kind in kinds.items() if kind.casefold() in PERSON)
    return (
        Nodes(
            ids,
            columns.get("name", {}),
            columns,
            people if people else None,
            dict(zip(ids, grid.lines.tolist(), strict=True)),
        ),
        grid.header[at],
        (*grid.notes, *notes),
    )


def _said(column: Coded) -> list[tuple[int, str]]:
    values = [spelled(value) for value in column.values]
    return [(row, values[code]) for row, code in enumerate(column.codes.tolist()) if code >= 0]


def _key(given: str | None, grid: Grid, ends: Collection[str], option: str, *, strict: bool) -> tuple[int, list[str]]:
    """Return the column that the ends refer to, and a note if it was guessed."""
    wanted = set(ends)
    cells = [{spelled(value) for value in column.values} for column in grid.columns]
    named = [(at, name) for at, name in enumerate(grid.header) if name]
    covering = [name for at, name in named if wanted <= cells[at]]
    every = [name for _, name in named]
    if given is None:
        plain = {as_number(end) for end in wanted}
        shared = {name: len(plain & {as_number(cell) for cell in cells[at]}) for at, name in named}
        rivals = [
            name
            for at, name in named
            if name not in covering and _may_be_key(grid.columns[at]) and 2 * shared[name] >= len(plain)
        ]
        whole = len(covering) == 1 and not strict and wanted == cells[grid.header.index(covering[0])]
        if len(covering) == 1 and rivals and not whole:
            raise InputError(
                f"The ends of the edges may be the nodes' {covering[0]} or {rivals[0]}: {covering[0]} has all of "
                f"them, {rivals[0]} {shared[rivals[0]]:,} of {len(plain):,}",
                where=quoted(grid.path),
                next_step=f"Name the column with {option}: {', '.join((covering[0], *rivals))}.",
            )
        if len(covering) == 1:
            return grid.header.index(covering[0]), [
                f"The ends of the edges were read as the nodes' {covering[0]!r}: only that column covers all of them."
            ]
        raise InputError(
            f"Every end of the edges is in {counted(len(covering), 'column')} of the nodes"
            if covering
            else "No column of the nodes covers every end of the edges",
            where=quoted(grid.path),
            next_step=f"Name the column with {option}: {', '.join(covering or every) or '(there is none)'}.",
        )
    found = given if given in every else next((one for one in every if one.casefold() == given.casefold()), None)
    if found is None:
        raise InputError(
            f"The nodes have no column {given[:60]!r}",
            where=option,
            next_step=f"Use one of: {', '.join(every) or '(there is none)'}.",
        )
    if found not in covering:
        missing = sorted(wanted - cells[grid.header.index(found)])
        count = f"{len(missing)} ends of the edges are" if len(missing) > 1 else "1 end of the edges is"
        raise InputError(
            f"{count} not in the column {found}, such as {missing[0][:60]!r}",
            where=option,
            next_step=f"Add the missing nodes to {quoted(grid.path)}, or correct the edges"
            + (f"; or use another column, if {', '.join(covering)} is what they mean." if covering else "."),
        )
    return grid.header.index(found), []


def _may_be_key(column: Coded) -> bool:
    """Say whether a column gives nearly every node a value of its own, as one does that has a slip or two."""
    return 5 * len(column.values) >= 4 * len(column.codes)


def _ids(grid: Grid, at: int, option: str) -> Sequence[str]:
    """Return the id of each row's node."""
    column = grid.columns[at]
    key = grid.header[at]
    first: dict[str, int] = {}
    values = node_ids(column.values, lambda value: grid.where(int(np.argmax(column.codes == value))))
    for row, code in enumerate(column.codes.tolist()):
        node = values[code] if code >= 0 else ""
        if not node or first.setdefault(node, row) != row:
            raise DataError(
                f"The {key} is empty" if not node else f"The {key} {node[:60]!r} is there twice",
                where=grid.where(row),
                next_step=f"Give each node a key of its own, or name another column with {option}.",
            )
    return list(first)
