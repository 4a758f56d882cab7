"""A network out of a listing: which lines are one tie, which ties link the same two, and who speaks for each."""

from collections.abc import Mapping, Sequence

import numpy as np

from tertius.measures.files.listed import ListedClauses, ListedNetwork, ListedTies
from tertius.measures.network import BoolArray, FloatArray, IntArray, Network
from tertius.reading.network_files.listing import Coded, Listing, Nodes
from tertius.wording import counted, verb


def assemble(listing: Listing, *, directed: bool) -> tuple[Network, tuple[str, ...]]:
    """Return the network of a listing, and what was put together or left out on the way, a sentence each.

    Lines that name a root and have the same ends, kind and days are one tie: each root is one voice, with the highest
    likelihood of its lines. A line without a root is a tie of its own by a root of its own. Ties of a node with itself
    are left out and counted.

    Parameters
    ----------
    listing
        What a file says.
    directed
        Whether a tie from A to B differs from one from B to A.
    """
    ids, source, target = _ends(listing)
    if not directed:
        source, target = np.minimum(source, target), np.maximum(source, target)
    kept = np.flatnonzero(source != target)
    loops = len(source) - len(kept)
    source, target = source[kept], target[kept]
    likelihood = np.ones(len(kept)) if listing.likelihood is None else listing.likelihood[kept]
    root = np.full(len(kept), -1, dtype=np.int64) if listing.root is None else listing.root.codes[kept].astype(np.int64)
    first, tie_of = _ties(listing, kept, source * len(ids) + target, root)
    ties = _voices(listing, kept, first, tie_of, root, likelihood)
    mutual = None if listing.mutual is None or not directed else listing.mutual[kept[first]]
    sources, targets, clauses = _edges(len(ids), source[first], target[first], mutual)
    network = ListedNetwork(
        ids=ids,
        directed=directed,
        sources=sources,
        targets=targets,
        ties=ties,
        clauses=clauses,
        names=tuple(listing.nodes.names.get(node, node) for node in ids),
        columns=_columns(listing.nodes.columns, ids),
        loops=loops,
        tie_weights=None if listing.weight is None else _highest(listing.weight[kept], tie_of, len(first)),
        first_mode=_first_mode(listing.nodes, ids),
    )
    return network, tuple(_notes(listing, network, len(kept), root, source, target))


def _ends(listing: Listing) -> tuple[tuple[str, ...], IntArray, IntArray]:
    """Return the nodes in order of id, and the ends of the lines as positions among them."""
    ends = listing.source.values
    ids = tuple(sorted({*ends, *listing.nodes.ids}))
    position = {node: index for index, node in enumerate(ids)}
    place = np.fromiter((position[node] for node in ends), dtype=np.int64, count=len(ends))
    return ids, place[listing.source.codes], place[listing.target.codes]


def _ties(listing: Listing, kept: IntArray, pair: IntArray, root: IntArray) -> tuple[IntArray, IntArray]:
    """Return the first line of each tie, ascending, and the tie of each line."""
    lines = np.arange(len(kept))
    named = np.flatnonzero(root >= 0)
    if not len(named):
        return lines, lines
    told = (None if listing.kind is None else listing.kind.codes, listing.when, listing.mutual)
    alike = [pair[named], *(column[kept[named]].astype(np.int64) for column in told if column is not None)]
    _, earliest, group = np.unique(np.stack(alike), axis=1, return_index=True, return_inverse=True)
    lines[named] = named[earliest][group.reshape(-1)]
    return _numbered(lines)


def _numbered(keys: IntArray) -> tuple[IntArray, IntArray]:
    distinct, group = np.unique(keys, return_inverse=True)
    return distinct, group.reshape(-1)


def _voices(
    listing: Listing, kept: IntArray, first: IntArray, tie_of: IntArray, root: IntArray, likelihood: FloatArray
) -> ListedTies:
    """Return the ties with a voice for each of their roots, in the order in which the file names them."""
    named = () if listing.root is None else listing.root.values
    earliest, chance = np.arange(len(root)), likelihood
    if (root >= 0).any():  # else each line speaks for itself
        speaks = np.where(root >= 0, root, len(named) + np.arange(len(root)))
        _, earliest, voice = np.unique(
            tie_of * (len(named) + len(root)) + speaks, return_index=True, return_inverse=True
        )
        chance = _highest(likelihood, voice.reshape(-1), len(earliest))
        order = np.lexsort((earliest, tie_of[earliest]))
        earliest, chance = earliest[order], chance[order]
    return ListedTies(
        places=listing.places.take(kept[first]),
        kind=None if listing.kind is None else Coded(listing.kind.codes[kept[first]], listing.kind.values),
        when=None if listing.when is None else listing.when[kept[first]],
        spans=listing.spans,
        start=_starts(tie_of[earliest], len(first)),
        roots=named,
        root=root[earliest],
        chance=chance,
        voice_places=listing.places.take(kept[earliest]),
    )


def _highest(values: FloatArray, group: IntArray, groups: int) -> FloatArray:
    if groups == len(values) and (group[:-1] < group[1:]).all():
        return values
    found = np.full(groups, -np.inf)
    np.maximum.at(found, group, values)
    return found


def _starts(of: IntArray, count: int) -> IntArray:
    return np.concatenate([[0], np.cumsum(np.bincount(of, minlength=count))]).astype(np.int64)


def _edges(
    n: int, source: IntArray, target: IntArray, mutual: BoolArray | None
) -> tuple[IntArray, IntArray, ListedClauses]:
    """Return the ends of the edges in order, and the ties that each stands on."""
    ties = np.arange(len(source))
    if mutual is not None:
        both = np.flatnonzero(mutual)
        source, target = np.concatenate([source, target[both]]), np.concatenate([target, source[both]])
        ties = np.concatenate([ties, both])
    pair = source * n + target
    order = np.argsort(pair, kind="stable") if mutual is None else np.lexsort((ties, pair))
    pair = pair[order]
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    start = np.append(first, len(pair)).astype(np.int64)
    return pair[first] // max(n, 1), pair[first] % max(n, 1), ListedClauses(start, ties[order])


def _columns(columns: Mapping[str, Mapping[str, str]], ids: Sequence[str]) -> dict[str, tuple[str | None, ...]]:
    return {column: tuple(values.get(node) for node in ids) for column, values in columns.items()}


def _first_mode(nodes: Nodes, ids: Sequence[str]) -> BoolArray | None:
    if nodes.first_mode is None:
        return None
    return np.fromiter((node in nodes.first_mode for node in ids), dtype=np.bool_, count=len(ids))


def _notes(
    listing: Listing, network: Network, lines: int, root: IntArray, source: IntArray, target: IntArray
) -> list[str]:
    """Return what was put together or left out, counted."""
    line = "line" if listing.places.word == "line" else "tie"
    chances = listing.likelihood is not None and bool((listing.likelihood < 1.0).any())
    notes = []
    if listing.likelihood is None:
        notes.append("The edges have no likelihoods: every tie counts as certain, so no rank has an interval.")
    if loops := network.loops:
        notes.append(f"{counted(loops, 'tie')} of a node with itself {verb(loops, 'was', 'were')} left out.")
    if joined := lines - len(network.ties):
        notes.append(
            f"{counted(joined, line)} {verb(joined, 'repeats', 'repeat')} a tie of an earlier line: each root counts "
            "once for it."
        )
    if unnamed := _several((source * len(network.ids) + target)[root < 0]):
        notes.append(
            f"{counted(unnamed, 'pair')} of nodes {verb(unnamed, 'has', 'have')} several {line}s without a root: each "
            f"{line} was taken as an independent source" + (", so their likelihoods were combined." if chances else ".")
        )
    parallel = len(network.clauses.ties) - network.m if isinstance(network.clauses, ListedClauses) else 0
    if parallel:
        notes.append(
            f"{counted(parallel, 'tie')} {verb(parallel, 'is', 'are')} between two nodes that another tie links "
            "already."
        )
    return notes


def _several(pairs: IntArray) -> int:
    """Return how many pairs are there several times."""
    pairs = np.sort(pairs)
    again = pairs[1:][pairs[1:] == pairs[:-1]]
    return len(np.unique(again))
