"""Networks from files: an edge list, and a list of nodes with their properties. No database is needed for these.

An edge list is a CSV file with the columns ``source`` and ``target``, UTF-8, and where they are known:

=============  =====================================================================================================
likelihood     that the tie holds, 0 to 1; 1 where it is empty
root           who says so: lines of one root err together where sources err as a whole; else each line by itself
when           EDTF, such as ``2012-04/..``; undated where it is empty
kind           kind of tie, such as LEADS or MEMBER_OF
=============  =====================================================================================================

Each line is a tie of its own; of several between the same two, each alone links them.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tertius.errors import DataError, InputError
from tertius.measures.network import Edge, Network, NetworkTie
from tertius.model.cells import CONTROL, clean
from tertius.model.dates import UNDATED, Bounds, read_edtf

MOST_LINES = 2_000_000
"""Lines that a file may have."""
MOST_CELLS = 200
"""Cells that a line may have."""


@dataclass(frozen=True)
class EdgeList:
    """A network from files.

    Attributes
    ----------
    network
        The network; a tie's id is its kind, if it has one, and its line.
    node_key
        The column of the nodes that the edges' ends refer to; None where no nodes were given.
    notes
        How the files were read, a sentence each.
    """

    network: Network
    node_key: str | None
    notes: tuple[str, ...]


def read_edge_list(
    edges: Path, nodes: Path | None = None, *, node_key: str | None = None, directed: bool = False
) -> EdgeList:
    """Read a network from files.

    Parameters
    ----------
    edges
        CSV with the columns ``source`` and ``target``; see this module for the others.
    nodes
        CSV with a line for each node; isolates are nodes too. Every column is a property that can group the nodes;
        ``name`` is what a node is called.
    node_key
        The column of the nodes that ``source`` and ``target`` refer to. When it is not given it is taken only if
        exactly one column covers every end.
    directed
        Whether a tie from A to B differs from one from B to A.

    Raises
    ------
    DataError
        A file cannot be read; names the file and the line.
    InputError
        The key is no column, or cannot be told from the files.
    """
    rows = list(_rows(edges, ("source", "target")))
    ends = {row[end] for _, row in rows for end in ("source", "target")}
    names: dict[str, str] = {}
    columns: dict[str, dict[str, str]] = {}
    notes: list[str] = []
    if nodes is not None:
        found = list(_rows(nodes, ()))
        key, guessed = _key(node_key, found, ends, nodes)
        if guessed:
            notes.append(f"The ends of the edges were read as the nodes' {key!r}: only that column covers all of them.")
        for line, row in found:
            node = row[key]
            if not node or node in names:
                raise DataError(
                    f"The {key} is empty" if not node else f"The {key} {node[:60]!r} is there twice",
                    where=f"{nodes}, line {line}",
                    next_step="Give each node a key of its own, or name another column with --node-key.",
                )
            names[node] = row.get("name") or node
            for column, value in row.items():
                if value:
                    columns.setdefault(column, {})[node] = value
                else:
                    columns.setdefault(column, {})
        node_key = key
    elif node_key is not None:
        raise InputError("There is no list of nodes", where="--node-key", next_step="Give one with --nodes.")
    ties = [_tie(edges, line, row) for line, row in rows]
    drawn = [Edge(row["source"], row["target"], (frozenset((at,)),)) for at, (_, row) in enumerate(rows)]
    network = Network.of(names, drawn, ties, directed=directed, names=names, columns=columns)
    if not any(row.get("likelihood") for _, row in rows):
        notes.append("The edges have no likelihoods: every tie counts as certain, so no rank has an interval.")
    if network.loops:
        notes.append(f"{network.loops} ties of a node with itself were left out.")
    if (parallel := len(rows) - network.loops - network.m) > 0:
        notes.append(f"{parallel} ties are between two nodes that another tie links already.")
    return EdgeList(network, node_key, tuple(notes))


def _key(
    given: str | None, found: Sequence[tuple[int, Mapping[str, str]]], ends: set[str], path: Path
) -> tuple[str, bool]:
    """Return the column that the ends refer to, and whether it was guessed."""
    columns = list(found[0][1]) if found else []
    covering = [column for column in columns if ends <= {row[column] for _, row in found}]
    if given is None:
        if len(covering) == 1:
            return covering[0], True
        raise InputError(
            f"{len(covering)} columns of the nodes cover every end of the edges"
            if covering
            else "No column of the nodes covers every end of the edges",
            where=str(path),
            next_step=f"Name the column with --node-key: {', '.join(covering or columns) or '(there is none)'}.",
        )
    if given not in columns:
        raise InputError(
            f"The nodes have no column {given[:60]!r}",
            where="--node-key",
            next_step=f"Use one of: {', '.join(columns) or '(there is none)'}.",
        )
    if given not in covering:
        missing = sorted(ends - {row[given] for _, row in found})
        raise InputError(
            f"{len(missing)} ends of the edges are no {given}, such as {missing[0][:60]!r}",
            where="--node-key",
            next_step=f"Use another column ({', '.join(covering)} covers every end)."
            if covering
            else f"Add the missing nodes to {path}, or correct the edges.",
        )
    return given, False


def _tie(path: Path, line: int, row: Mapping[str, str]) -> NetworkTie:
    where = f"{path}, line {line}"
    text = row.get("likelihood", "")
    try:
        likelihood = float(text) if text else 1.0
    except ValueError:
        likelihood = -1.0
    if not 0.0 <= likelihood <= 1.0:
        raise DataError(f"The likelihood {text[:40]!r} is none", where=where, next_step="Give a number from 0 to 1.")
    bounds: Bounds = UNDATED
    if when := row.get("when", ""):
        try:
            bounds = read_edtf(when, lasting=True)
        except InputError as error:
            raise DataError(error.what, where=f"{where}, column when", next_step=error.next_step) from None
    kind = row.get("kind", "")
    return NetworkTie(
        f"{kind}:line {line}" if kind else f"line {line}", ((row.get("root") or f"line {line}", likelihood),), bounds
    )


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the lines of a CSV file with their numbers, cells in the one spelling that claims have too."""
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            header = [clean(cell) for cell in next(reader, [])]
            wrong = [name for name in needed if name not in header]
            if wrong or len(set(header)) < len(header) or not header:
                raise DataError(
                    f"The column {wrong[0]} is missing" if wrong else "The header is empty or names a column twice",
                    where=f"{path}, line 1",
                    next_step=f"The first line names the columns: {', '.join(needed) or 'one a property'}, …",
                )
            for cells in reader:
                line = reader.line_num
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != len(header) or len(cells) > MOST_CELLS or line > MOST_LINES:
                    raise DataError(
                        f"The line has {len(cells)} cells, the header {len(header)}"
                        if len(cells) != len(header)
                        else f"The file has more than {MOST_LINES:,} lines or {MOST_CELLS} columns",
                        where=f"{path}, line {line}",
                        next_step="Put texts with commas between quotation marks."
                        if len(cells) != len(header)
                        else "Use a smaller file.",
                    )
                row = {name: clean(cell) for name, cell in zip(header, cells, strict=True)}
                for name, cell in row.items():
                    if control := None if cell.isprintable() else CONTROL.search(cell):
                        raise DataError(
                            f"The {name} holds the control character U+{ord(control[0]):04X}",
                            where=f"{path}, line {line}",
                            next_step="Take it out.",
                        )
                for name in needed:
                    if not row[name]:
                        raise DataError(
                            f"The {name} is empty", where=f"{path}, line {line}", next_step="Fill it, or drop the line."
                        )
                yield line, row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        said = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else getattr(error, "strerror", None) or error
        raise DataError(
            f"The file cannot be read: {said}.", where=f"{path}, after line {line}", next_step="Check the file."
        ) from error
