"""What the files of a network say, whatever their format: which it is, is told from the file and said."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from tertius.errors import DataError, InputError
from tertius.reading.dialect import dialect_of
from tertius.reading.encoding import HOW, Text, decode
from tertius.reading.network_files.columns import Grid, grid_of_cuts, read_columns
from tertius.reading.network_files.edge_list import KNOWN, is_edge_list, read_edge_list
from tertius.reading.network_files.ends import refuse_look_alikes
from tertius.reading.network_files.formats import kind_of
from tertius.reading.network_files.gexf import read_gexf
from tertius.reading.network_files.given import Given, too_large
from tertius.reading.network_files.graphml import read_graphml
from tertius.reading.network_files.listing import Listing, Nodes
from tertius.reading.network_files.matrix import has_one_name_twice, is_matrix, is_nameless, read_matrix
from tertius.reading.network_files.node_table import read_nodes
from tertius.reading.network_files.options import Options
from tertius.reading.network_files.pajek import read_pajek
from tertius.reading.network_files.ucinet import read_dl
from tertius.reading.workbook import Workbook
from tertius.wording import counted, quoted

MOST_BYTES_OF_FORMATS = 1 << 28
"""Bytes that a file may have which is no table: each of its ties takes more room than a line of one."""

Of = TypeVar("Of")
_AS_IT_IS = Options()
_NO_LIST = InputError(
    "Columns name the ends of ties in an edge list alone",
    where="--source-column, --target-column",
    next_step="Leave them out, or use --file-format edges.",
)
_BROKEN = re.compile("[\udc80-\udcff]")  # a byte of a UTF-8 file that is none


@dataclass(frozen=True)
class Table:
    """A table of nodes: the name of its file, and the column that the ends of ties refer to."""

    file: str
    key: str


@dataclass(frozen=True)
class Listed:
    """What files say of a network.

    Attributes
    ----------
    listing
        Its ties, and what is known of its nodes.
    node_key
        The column of the nodes that the ties' ends refer to; None where no nodes were given.
    written
        What the file of ties writes for a node, by id, where that is not the id: for a group in a list of two modes.
    tables
        Which table describes a node, by id.
    modes
        The people and the groups, where the file of ties has two modes; None where it does not say so.
    """

    listing: Listing
    node_key: str | None = None
    written: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    modes: tuple[frozenset[str], frozenset[str]] | None = None


def read_listing(
    edges: Given, nodes: Given | None = None, options: Options = _AS_IT_IS, *, groups: Given | None = None
) -> Listed:
    """Read what files say of a network.

    Parameters
    ----------
    edges
        What says which nodes are tied: an edge list (see `tertius.reading.network_files.edge_list`), a matrix, GraphML,
        GEXF, Pajek or UCINET DL.
    nodes
        A table with a line for each node; isolates are nodes too.
    options
        What the user says of the files.
    groups
        A table like ``nodes`` for the groups of a two-mode network; ``nodes`` is then for the people alone.

    Raises
    ------
    DataError
        A file cannot be read; names the file and the line.
    InputError
        An option does not fit the files.
    """
    if groups is not None and options.file_format == "auto" and kind_of(edges.path, edges.raw) == "table":
        options = replace(options, file_format="two-mode")
    listing = _listing(edges, options)
    node_key, people = None, listing.nodes.first_mode
    written = dict(listing.nodes.names) if listing.format == "two-mode list" else {}
    tables: dict[str, Table] = {}
    if groups is not None:
        listing = _with_groups(listing, groups, options, written, tables)
    second = {*listing.source.values, *listing.nodes.ids}
    if nodes is not None:
        ends = set(listing.source.values) if not written and groups is None else people or frozenset()
        known, node_key, told = read_node_table(nodes, ends, options.node_key, strict=options.as_written)
        if groups is None:
            ids = {name: one for one, name in written.items() if name not in ends}
            known = renamed(known, ids)
        tables.update(dict.fromkeys(known.ids, Table(nodes.path.name, node_key)))
        listing = replace(listing, nodes=together(listing.nodes, known), notes=(*listing.notes, *told))
        if people is not None and groups is not None:
            people |= set(known.ids)
    elif options.node_key is not None:
        raise InputError("There is no list of nodes", where="--node-key", next_step="Give one with --nodes.")
    refuse_look_alikes(
        {*listing.source.values, *listing.nodes.ids}, lambda name: _first(edges.path, nodes, listing, name)
    )
    return Listed(listing, node_key, written, tables, None if people is None else (people, frozenset(second - people)))


def renamed(nodes: Nodes, ids: Mapping[str, str]) -> Nodes:
    """Return what a table says of nodes by other ids."""

    def by_id(of: Mapping[str, Of]) -> dict[str, Of]:
        return {ids.get(name, name): value for name, value in of.items()}

    return Nodes(
        [ids.get(name, name) for name in nodes.ids],
        by_id(nodes.names),
        {column: by_id(values) for column, values in nodes.columns.items()},
        nodes.first_mode,
        by_id(nodes.lines),
    )


def read_node_table(
    nodes: Given, ends: Collection[str], key: str | None, *, strict: bool = False
) -> tuple[Nodes, str, tuple[str, ...]]:
    """Read a table of nodes alone; see `tertius.reading.network_files.node_table.read_nodes`."""
    return read_nodes(_grid(nodes, "nodes", ()), ends, key, strict=strict)


def _with_groups(
    listing: Listing, groups: Given, options: Options, written: dict[str, str], tables: dict[str, Table]
) -> Listing:
    """Return the listing with what a table says of the second mode; adds to what is written and what has a table."""
    grid = _grid(groups, "groups", ())
    people = listing.nodes.first_mode
    if people is None:
        raise InputError(
            "A table of groups is for a list, or a matrix, of people and groups",
            where=quoted(grid.path),
            next_step="Leave it out, or say --file-format two-mode.",
        )
    ids = {written.get(end, end): end for end in {*listing.source.values, *listing.nodes.ids} - people}
    known, key, told = read_nodes(grid, ids.keys(), options.group_key, strict=options.as_written, option="--group-key")
    mark = next((one.removesuffix(name) for one, name in written.items()), "group " if people & set(known.ids) else "")
    for name in known.ids:  # a group without a tie
        ids.setdefault(name, f"{mark}{name}")
    written.update((one, name) for name, one in ids.items() if one != name)

    described = renamed(known, ids)
    tables.update(dict.fromkeys(described.ids, Table(groups.path.name, key)))
    return replace(listing, nodes=together(listing.nodes, described), notes=(*listing.notes, *told))


def _listing(edges: Given, options: Options) -> Listing:
    """Return what the file of edges says."""
    kind = kind_of(edges.path, edges.raw, options.file_format)
    named = (options.source_column, options.target_column) != (_AS_IT_IS.source_column, _AS_IT_IS.target_column)
    if named and (kind != "table" or options.file_format == "matrix"):
        raise _NO_LIST
    if kind != "table" and len(edges.raw) > MOST_BYTES_OF_FORMATS:
        raise too_large(quoted(edges.path), MOST_BYTES_OF_FORMATS)
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
    listed = [name.casefold() for name in grid.header if name.casefold() in (known[0].casefold(), known[1].casefold())]
    if named and options.file_format == "two-mode" and not listed:
        raise _NO_LIST
    if (
        named
        or (options.file_format == "two-mode" and len(listed) == 2)
        or options.file_format == "edges"
        or (guessing and (is_edge_list(grid.header, options) or not (is_matrix(grid) or has_one_name_twice(grid))))
    ):
        return read_edge_list(grid, options)  # which says what is missing
    if guessing and is_nameless(grid):
        raise DataError(
            "The first line has numbers and no names",
            where=f"{quoted(edges.path)}, line {grid.header_line}",
            next_step="Write a first line that names the columns (source, target); or, where it is a matrix without "
            "names, use --file-format matrix.",
        )
    if options.weight is not None:
        raise InputError(
            "The weights of a matrix are its cells",
            where="--weight",
            next_step="Leave --weight out, and say how they count: --weights true, or --distance strength or cost.",
        )
    two_mode = None if guessing else options.file_format == "two-mode"
    return read_matrix(grid, two_mode=two_mode, signed=options.as_written)


def _text(given: Given) -> Text:
    text = decode(given.raw, name=given.path.name, where=quoted(given.path))
    if broken := _BROKEN.search(text.text):
        raise DataError(
            "The file is UTF-8 with letters in it that are not",
            where=f"{quoted(given.path)}, line {text.text.count(chr(10), 0, broken.start()) + 1}",
            next_step=f"Write them again, and save the file as UTF-8. {HOW}",
        )
    return text


def _grid(given: Given, sheet: str, known: Collection[str]) -> Grid:
    """Return a table as columns: of a workbook the sheet of that name, else its only one."""
    if not given.raw.startswith(b"PK"):
        text = decode(given.raw, name=given.path.name, where=quoted(given.path))
        dialect = dialect_of(text.text, known=known, name=given.path.name, where=quoted(given.path))
        return read_columns(text.text, dialect, given.path, (text.note,) if text.note else ())
    book = Workbook(given.raw, name=given.path.name, where=quoted(given.path))
    named = [one for one in book.sheets if one.casefold() == sheet] or list(book.sheets)
    if len(named) != 1:
        raise DataError(
            f"The workbook has {counted(len(named), 'sheet')}, and none is called {sheet}"
            if named
            else "The workbook has no sheet",
            where=quoted(given.path),
            next_step=f"Call the sheet with the {sheet} {sheet}.",
        )
    cuts, notes = book.cells(named[0])
    return grid_of_cuts(cuts, given.path, (f"The sheet {named[0]!r} of the workbook was read.", *notes))


def together(edges: Nodes, table: Nodes) -> Nodes:
    """Return what the file of edges and the table of nodes say of nodes; what both say is the table's."""
    return Nodes(
        tuple(dict.fromkeys([*edges.ids, *table.ids])),
        {**edges.names, **table.names},
        {name: {**edges.columns.get(name, {}), **of} for name, of in {**edges.columns, **table.columns}.items()},
        edges.first_mode if edges.first_mode is not None else table.first_mode,
        {**edges.lines, **table.lines},
    )


def _first(edges: Path, nodes: Given | None, listing: Listing, name: str) -> str:
    """Return where a node is named first, for a message."""
    if name not in listing.source.values:
        return quoted(nodes.path if nodes else edges)
    code = listing.source.values.index(name)
    tie = int(np.argmax((listing.source.codes == code) | (listing.target.codes == code)))
    return f"{edges}, {listing.places.name(tie)}"
