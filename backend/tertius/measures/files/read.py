"""A network from files, whatever their format: which it is, is told from the file and said."""

import re
import sys
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tertius.errors import DataError, InputError
from tertius.measures.files.assembling import assemble
from tertius.measures.files.columns import Grid, grid_of_cuts, read_columns
from tertius.measures.files.edge_list import KNOWN, is_edge_list, read_edge_list
from tertius.measures.files.ends import refuse_look_alikes
from tertius.measures.files.formats import kind_of
from tertius.measures.files.gexf import read_gexf
from tertius.measures.files.graphml import read_graphml
from tertius.measures.files.listing import Listing, Nodes
from tertius.measures.files.matrix import has_one_name_twice, is_matrix, is_nameless, read_matrix
from tertius.measures.files.node_table import read_nodes
from tertius.measures.files.options import Options
from tertius.measures.files.pajek import read_pajek
from tertius.measures.files.ucinet import read_dl
from tertius.measures.network import Network
from tertius.reading.dialect import dialect_of
from tertius.reading.encoding import HOW, Text, decode
from tertius.reading.workbook import Workbook
from tertius.wording import counted

MOST_BYTES = 1 << 30
"""Bytes that a file may have."""
MOST_BYTES_OF_FORMATS = 1 << 28
"""Bytes that a file may have which is no table: each of its ties takes more room than a line of one."""


_AS_IT_IS = Options()
_BROKEN = re.compile("[\udc80-\udcff]")  # a byte of a UTF-8 file that is none


@dataclass(frozen=True)
class Given:
    """A file as it was given.

    Attributes
    ----------
    path
        Its path; of what came by standard input, a name for it.
    raw
        Its bytes.
    """

    path: Path
    raw: bytes

    @classmethod
    def standard_input(cls) -> "Given":
        """Read standard input.

        Raises
        ------
        DataError
            It is too large.
        """
        raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise _too_large("standard input")
        return cls(Path("standard input"), raw)

    @classmethod
    def of(cls, path: Path) -> "Given":
        """Read a file.

        Raises
        ------
        DataError
            It cannot be read, or is too large.
        """
        try:
            if path.stat().st_size > MOST_BYTES:
                raise _too_large(str(path))
            return cls(path, path.read_bytes())
        except OSError as error:
            raise DataError(
                f"The file cannot be read: {error.strerror or error}.", where=str(path), next_step="Check the file."
            ) from error


def _too_large(where: str, most: int = MOST_BYTES) -> DataError:
    return DataError(f"The file has more than {most >> 20:,} MB", where=where, next_step="Use a part of it.")


@dataclass(frozen=True)
class FromFiles:
    """A network from files.

    Attributes
    ----------
    network
        The network; a tie's id is its kind, if it has one, and its line, of several lines the first.
    format
        What the file of edges was read as, in words.
    node_key
        The column of the nodes that the edges' ends refer to; None where no nodes were given.
    weighted
        Whether its ties have weights.
    notes
        How the files were read, and what was passed over, a sentence each.
    """

    network: Network
    format: str
    node_key: str | None
    weighted: bool
    notes: tuple[str, ...]


def read_network(edges: Given, nodes: Given | None = None, options: Options = _AS_IT_IS) -> FromFiles:
    """Read a network from files.

    Parameters
    ----------
    edges
        What says which nodes are tied: an edge list (see `tertius.measures.files.edge_list`), a matrix, GraphML, GEXF,
        Pajek or UCINET DL.
    nodes
        A table with a line for each node; isolates are nodes too. Every column is a property that can group the nodes;
        ``name`` is what a node is called.
    options
        What the user says of the files.

    Raises
    ------
    DataError
        A file cannot be read; names the file and the line.
    InputError
        An option does not fit the files.
    """
    listing = _listing(edges, options)
    node_key, notes = None, list(listing.notes)
    if nodes is not None:
        known, node_key, told = read_nodes(_grid(nodes, "nodes", ()), set(listing.source.values), options.node_key)
        listing = replace(listing, nodes=_together(listing.nodes, known))
        notes += told
    elif options.node_key is not None:
        raise InputError("There is no list of nodes", where="--node-key", next_step="Give one with --nodes.")
    refuse_look_alikes(
        {*listing.source.values, *listing.nodes.ids}, lambda name: _first(edges.path, nodes, listing, name)
    )
    directed = bool(listing.directed)
    if options.directed is not None:
        directed = options.directed
    elif options.two_mode and listing.nodes.first_mode is not None and _leads_across(listing):
        directed = True
    elif listing.directed is not None and not listing.format.endswith("matrix"):
        notes.append(f"Its ties have {'a' if directed else 'no'} direction.")
    network, told = assemble(listing, directed=directed)
    if not network.n:
        raise DataError(
            "The file has neither ties nor nodes",
            where=str(edges.path),
            next_step="Check that it is the file you meant.",
        )
    if options.two_mode and directed:
        network, alone = _with_people_in_no_group(network)
        told = (*told, *alone)
    return FromFiles(network, listing.format, node_key, listing.weight is not None, (*notes, *told))


def _listing(edges: Given, options: Options) -> Listing:
    """Return what the file of edges says."""
    kind = kind_of(edges.path, edges.raw, options.file_format)
    named = (options.source_column, options.target_column) != (_AS_IT_IS.source_column, _AS_IT_IS.target_column)
    if named and (kind != "table" or options.file_format in ("matrix", "two-mode")):
        raise InputError(
            "Columns name the ends of ties in an edge list alone",
            where="--source-column, --target-column",
            next_step="Leave them out, or use --file-format edges.",
        )
    if kind != "table" and len(edges.raw) > MOST_BYTES_OF_FORMATS:
        raise _too_large(str(edges.path), MOST_BYTES_OF_FORMATS)
    if kind == "graphml":
        return read_graphml(edges.raw, edges.path, options)
    if kind == "gexf":
        return read_gexf(edges.raw, edges.path, options)
    if kind in ("pajek", "dl"):
        text = _text(edges)
        read = read_pajek if kind == "pajek" else read_dl
        return read(text.text, edges.path, options, (text.note,) if text.note else ())
    known = (options.source_column, options.target_column, *KNOWN)
    grid = _grid(edges, "edges", [name.casefold() for name in known])
    guessing = options.file_format == "auto"
    if (
        named
        or options.file_format == "edges"
        or (guessing and (is_edge_list(grid.header, options) or not (is_matrix(grid) or has_one_name_twice(grid))))
    ):
        return read_edge_list(grid, options)  # which says what is missing
    if guessing and is_nameless(grid):
        raise DataError(
            "The first line has numbers and no names",
            where=f"{edges.path}, line {grid.header_line}",
            next_step="Write a first line that names the columns (source, target); or, where it is a matrix without "
            "names, use --file-format matrix.",
        )
    if options.weight is not None:
        raise InputError(
            "The weights of a matrix are its cells",
            where="--weight",
            next_step="Leave --weight out, and say how they count: --weights true, or --distance strength or cost.",
        )
    return read_matrix(grid, two_mode=None if guessing else options.file_format == "two-mode")


def _text(given: Given) -> Text:
    text = decode(given.raw, name=given.path.name, where=str(given.path))
    if broken := _BROKEN.search(text.text):
        raise DataError(
            "The file is UTF-8 with letters in it that are not",
            where=f"{given.path}, line {text.text.count(chr(10), 0, broken.start()) + 1}",
            next_step=f"Write them again, and save the file as UTF-8. {HOW}",
        )
    return text


def _grid(given: Given, sheet: str, known: Collection[str]) -> Grid:
    """Return a table as columns: of a workbook the sheet of that name, else its only one."""
    if not given.raw.startswith(b"PK"):
        text = decode(given.raw, name=given.path.name, where=str(given.path))
        dialect = dialect_of(text.text, known=known, name=given.path.name, where=str(given.path))
        return read_columns(text.text, dialect, given.path, (text.note,) if text.note else ())
    book = Workbook(given.raw, name=given.path.name, where=str(given.path))
    named = [one for one in book.sheets if one.casefold() == sheet] or list(book.sheets)
    if len(named) != 1:
        raise DataError(
            f"The workbook has {counted(len(named), 'sheet')}, and none is called {sheet}"
            if named
            else "The workbook has no sheet",
            where=str(given.path),
            next_step=f"Call the sheet with the {sheet} {sheet}.",
        )
    cuts, notes = book.cells(named[0])
    return grid_of_cuts(cuts, given.path, (f"The sheet {named[0]!r} of the workbook was read.", *notes))


def _together(edges: Nodes, table: Nodes) -> Nodes:
    """Return what the file of edges and the table of nodes say of nodes; what both say is the table's."""
    return Nodes(
        tuple(dict.fromkeys([*edges.ids, *table.ids])),
        {**edges.names, **table.names},
        {**edges.columns, **table.columns},
        edges.first_mode if edges.first_mode is not None else table.first_mode,
    )


def _with_people_in_no_group(network: Network) -> tuple[Network, list[str]]:
    """Return a two-mode network that knows who of its nodes without a tie is a person, and how many there are."""
    tied = np.zeros(network.n, dtype=np.bool_)
    tied[network.sources] = tied[network.targets] = True
    told = network.first_mode is not None
    first = network.first_mode if network.first_mode is not None else ~tied
    if not (count := int((first & ~tied).sum())):
        return network, []
    said = f"{count:,} {'person is' if count == 1 else 'people are'} in no group, and count as people."
    if not told:
        said = (
            f"{count:,} node{' has' if count == 1 else 's have'} no tie and {'counts' if count == 1 else 'count'} as "
            f"{'a person' if count == 1 else 'people'} in no group. Where some are groups, add a column type to the "
            "nodes (person or organization)."
        )
    return (network if told else replace(network, first_mode=first)), [said]


def _leads_across(listing: Listing) -> bool:
    """Say whether every tie leads from the first mode to the other."""
    people = listing.nodes.first_mode or frozenset()
    first = np.array([node in people for node in listing.source.values], dtype=np.bool_)
    return bool(first[listing.source.codes].all() and not first[listing.target.codes].any())


def _first(edges: Path, nodes: Given | None, listing: Listing, name: str) -> str:
    """Return where a node is named first, for a message."""
    if name not in listing.source.values:
        return str(nodes.path if nodes else edges)
    code = listing.source.values.index(name)
    tie = int(np.argmax((listing.source.codes == code) | (listing.target.codes == code)))
    return f"{edges}, {listing.places.name(tie)}"
