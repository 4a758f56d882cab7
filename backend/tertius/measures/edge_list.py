"""Networks from files: an edge list, and a list of nodes with their properties. No database is needed for these.

An edge list is a CSV file with the columns ``source`` and ``target``, UTF-8, and where they are known with these, each
named in whatever case:

=============  =====================================================================================================
likelihood     that the tie holds, 0 to 1; 1 where it is empty
root           who says so: lines of one root err together where sources err as a whole; else tie by tie
when           EDTF, such as ``2012-04/..``; undated where it is empty
kind           kind of tie, such as LEADS or MEMBER_OF
=============  =====================================================================================================

Lines that name a root and have the same ends, kind and ``when`` are one tie: each root is one voice, with the highest
likelihood of its lines, and the tie holds with 1 − Π(1 − p) over the voices, as in the model. A line without a root is
a tie of its own by a root of its own. Of several ties between the same two, each alone links them.
"""

import csv
from collections import Counter
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
KNOWN = ("source", "target", "likelihood", "root", "when", "kind")
"""The columns of an edge list that mean something here."""


@dataclass(frozen=True)
class EdgeList:
    """A network from files.

    Attributes
    ----------
    network
        The network; a tie's id is its kind, if it has one, and its line, of several lines the first.
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
        CSV with the columns ``source`` and ``target``; see this module for the others and for which lines are one tie.
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
    rows = list(_rows(edges, ("source", "target"), known=KNOWN))
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
    ties, ends_of = _ties(edges, rows, directed=directed)
    drawn = [Edge(source, target, (frozenset((at,)),)) for at, (source, target) in enumerate(ends_of)]
    network = Network.of(names, drawn, ties, directed=directed, names=names, columns=columns)
    if unused := [column for column in (rows[0][1] if rows else ()) if column not in KNOWN]:
        named = ", ".join(repr(column[:60]) for column in unused[:5]) + (", …" if len(unused) > 5 else "")
        notes.append(
            f"The column{'s' if len(unused) > 1 else ''} {named} {'were' if len(unused) > 1 else 'was'} not used."
        )
    chances = any(row.get("likelihood") for _, row in rows)
    if not chances:
        notes.append("The edges have no likelihoods: every tie counts as certain, so no rank has an interval.")
    if network.loops:
        notes.append(f"{network.loops} ties of a node with itself were left out.")
    if (joined := len(rows) - len(ties)) > 0:
        notes.append(f"{joined} lines repeat a tie of an earlier line: each root counts once for it.")
    if unnamed := _pairs_without_roots(rows, directed=directed):
        notes.append(
            f"{unnamed} pairs of nodes have several lines without a root: each line was taken as an independent source"
            + (", so their likelihoods were combined." if chances else ".")
        )
    if (parallel := len(ties) - network.loops - network.m) > 0:
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
            f"{len(missing)} ends of the edges are not in the column {given}, such as {missing[0][:60]!r}",
            where="--node-key",
            next_step=f"Use another column ({', '.join(covering)} covers every end)."
            if covering
            else f"Add the missing nodes to {path}, or correct the edges.",
        )
    return given, False


def _ties(
    path: Path, rows: Sequence[tuple[int, Mapping[str, str]]], *, directed: bool
) -> tuple[list[NetworkTie], list[tuple[str, str]]]:
    """Return the ties of the lines, each named by its first line, and the ends of each."""
    at: dict[tuple[tuple[str, str], str, Bounds], int] = {}
    named: list[tuple[str, Bounds]] = []
    voices: list[dict[str, float]] = []
    ends_of: list[tuple[str, str]] = []
    for line, row in rows:
        likelihood, bounds = _likelihood(path, line, row), _bounds(path, line, row)
        kind, root = row.get("kind", ""), row.get("root", "")
        new = len(named)
        # A line that names nobody cannot be told from one by a source of its own.
        told = at.setdefault((_ends(row, directed=directed), kind, bounds), new) if root else new
        if told == new:
            named.append((f"{kind}:line {line}" if kind else f"line {line}", bounds))
            voices.append({})
            ends_of.append((row["source"], row["target"]))
        voice = root or f"line {line}"
        voices[told][voice] = max(likelihood, voices[told].get(voice, 0.0))
    ties = [NetworkTie(id_, tuple(of.items()), bounds) for (id_, bounds), of in zip(named, voices, strict=True)]
    return ties, ends_of


def _ends(row: Mapping[str, str], *, directed: bool) -> tuple[str, str]:
    """Return the ends of a line, in one order where there is no direction."""
    source, target = row["source"], row["target"]
    return (source, target) if directed or source <= target else (target, source)


def _pairs_without_roots(rows: Sequence[tuple[int, Mapping[str, str]]], *, directed: bool) -> int:
    """Return how many pairs of nodes have several lines that name no root."""
    lines = Counter(
        _ends(row, directed=directed) for _, row in rows if not row.get("root") and row["source"] != row["target"]
    )
    return sum(count > 1 for count in lines.values())


def _likelihood(path: Path, line: int, row: Mapping[str, str]) -> float:
    text = row.get("likelihood", "")
    try:
        likelihood = float(text) if text else 1.0
    except ValueError:
        likelihood = -1.0
    if not 0.0 <= likelihood <= 1.0:
        raise DataError(
            f"The likelihood {text[:40]!r} is not a number from 0 to 1",
            where=f"{path}, line {line}",
            next_step="Give a number from 0 to 1.",
        )
    return likelihood


def _bounds(path: Path, line: int, row: Mapping[str, str]) -> Bounds:
    if not (when := row.get("when", "")):
        return UNDATED
    try:
        return read_edtf(when, lasting=True)
    except InputError as error:
        raise DataError(error.what, where=f"{path}, line {line}, column when", next_step=error.next_step) from None


def _rows(path: Path, needed: tuple[str, ...], known: tuple[str, ...] = ()) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the lines of a CSV file with their numbers, cells in the one spelling that claims have too.

    Columns that are known are named so whatever their case in the file.
    """
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            header = [clean(cell) for cell in next(reader, [])]
            header = [name.lower() if name.lower() in known else name for name in header]
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
