"""An edge list: a table with a line for each tie.

It has the columns ``source`` and ``target``, or two that the user names, and where they are known with these, each
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

A list of two modes (``two-mode``) has people as its sources and groups as its targets: person 1 is not group 1.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from tertius.errors import DataError
from tertius.reading.network_files.cells import likelihoods, spans, weights
from tertius.reading.network_files.columns import Grid
from tertius.reading.network_files.ends import node_ids
from tertius.reading.network_files.listing import Coded, Listing, Nodes, Places
from tertius.reading.network_files.options import Options
from tertius.wording import quoted

KNOWN = ("likelihood", "root", "when", "kind")
"""The columns beside the ends that mean something here, whatever the case of their names."""


def read_edge_list(grid: Grid, options: Options) -> Listing:
    """Return what an edge list says.

    Raises
    ------
    DataError
        A column is missing or named twice, or a cell cannot be read; names the line.
    """
    used: list[int] = []
    source, target = (
        _ends(grid, _needed(grid, name, option, used))
        for name, option in ((options.source_column, "--source-column"), (options.target_column, "--target-column"))
    )
    source, target, nodes = _sides(source, target, grid.header[used[1]], apart=options.file_format == "two-mode")
    word = "two-mode list" if nodes.first_mode is not None else "edge list"
    if options.as_written:
        _refuse_doubled(grid)
        beside = {name: grid.columns[at] for at, name in enumerate(grid.header) if name and at not in used}
        return Listing(source, target, Places(grid.lines), nodes, columns=beside, format=word, notes=grid.notes)
    known = {name: at for name in KNOWN if (at := _find(grid, name)) is not None and at not in used}
    weight = None if options.weight is None else _needed(grid, options.weight, "--weight", used)
    used += known.values()
    columns = {name: grid.columns[at] for name, at in known.items()}
    when = spans(columns["when"], lambda row: f"{grid.where(row)}, column when") if "when" in columns else None
    return Listing(
        source,
        target,
        places=Places(grid.lines),
        nodes=nodes,
        likelihood=likelihoods(columns["likelihood"], grid.where, separator=grid.separator)
        if "likelihood" in columns
        else None,
        weight=None
        if weight is None
        else weights(grid.columns[weight], grid.where, separator=grid.separator, name=grid.header[weight]),
        root=columns.get("root"),
        kind=columns.get("kind"),
        when=when[0] if when else None,
        spans=when[1] if when else (),
        format=word,
        notes=(*grid.notes, *_unused(grid, used)),
    )


def is_edge_list(header: Sequence[str], options: Options) -> bool:
    """Say whether a table with these columns names both ends of a tie."""
    named = [name.casefold() for name in header]
    return all(name.casefold() in named for name in (options.source_column, options.target_column))


def _find(grid: Grid, name: str) -> int | None:
    """Return the position of a column, whatever the case of its name; None where there is none.

    Raises
    ------
    DataError
        There are two.
    """
    found = [at for at, one in enumerate(grid.header) if one.casefold() == name.casefold()]
    if len(found) > 1:
        raise DataError(
            f"The header names a column twice: {name[:60]!r}",
            where=f"{quoted(grid.path)}, line {grid.header_line}",
            next_step="Delete or rename one of them.",
        )
    return found[0] if found else None


def _needed(grid: Grid, name: str, option: str, used: list[int]) -> int:
    at = _find(grid, name)
    if at is None or at in used:
        named = [one for one in grid.header if one]
        raise DataError(
            f"The column {name[:60]} is missing" if at is None else f"The column {name[:60]} was named for two things",
            where=f"{quoted(grid.path)}, line {grid.header_line}",
            next_step=f"The first line names the columns. Name this one with {option}: {', '.join(named[:10])}"
            f"{', …' if len(named) > 10 else ''}.",
        )
    used.append(at)
    return at


def _ends(grid: Grid, at: int) -> Coded:
    column = grid.columns[at]
    if (empty := column.codes < 0).any():
        raise DataError(
            f"The {grid.header[at]} is empty",
            where=grid.where(int(np.argmax(empty))),
            next_step="Fill it, or drop the line.",
        )
    return Coded(column.codes, node_ids(column.values, lambda value: grid.where(int(np.argmax(column.codes == value)))))


def _refuse_doubled(grid: Grid) -> None:
    """Refuse a header that names two columns alike."""
    for name in grid.header:
        _find(grid, name) if name else None


def _sides(source: Coded, target: Coded, of: str, *, apart: bool) -> tuple[Coded, Coded, Nodes]:
    """Return both ends as codes into the same values; where people and groups are named apart, those are two modes.

    A group goes by the name of its column as well, since a person may have its name or number, if not in this edition.
    """
    if not apart:
        return *_together(source, target), Nodes()
    people, groups = list(source.values), list(target.values)
    called = [f"{of} {name}" for name in groups]
    if common := set(people) & set(called):
        raise DataError(
            f"{min(common)[:60]!r} is the name of a person and of a group",
            where=of,
            next_step="Name the column of the groups otherwise.",
        )
    names = dict(zip(called, groups, strict=True))
    return *_together(source, Coded(target.codes, called)), Nodes((*people, *called), names, {}, frozenset(people))


def _together(source: Coded, target: Coded) -> tuple[Coded, Coded]:
    """Return both ends as codes into the same values."""
    place: dict[str, int] = {}
    codes = []
    for end in (source, target):
        moved = np.array([place.setdefault(value, len(place)) for value in end.values], dtype=np.int32)
        codes.append(moved[end.codes] if len(moved) else end.codes)
    values = tuple(place)
    return Coded(codes[0], values), Coded(codes[1], values)


def _unused(grid: Grid, used: Iterable[int]) -> list[str]:
    left = [name or f"no. {at + 1}" for at, name in enumerate(grid.header) if at not in set(used)]
    if not left:
        return []
    named = ", ".join(repr(column[:60]) for column in left[:5]) + (", …" if len(left) > 5 else "")
    return [f"The column{'s' if len(left) > 1 else ''} {named} {'were' if len(left) > 1 else 'was'} not used."]
