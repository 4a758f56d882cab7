"""Closeness and harmonic centrality: how near a node is to the others."""

from typing import Annotated, Literal, get_args

import numpy as np

from tertius.catalog.declaring import ANY, NODE, About, number
from tertius.catalog.measure import measure
from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency, checked_mask
from tertius.measures.lengths import arc_lengths
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.threads import StopFlag, new_flag, run_blocks

Way = Literal["out", "in"]
"""From the node to the others along the edges, or from the others to the node. Undirected: the same."""

Metric = Literal["steps", "inverse", "strength", "cost"]
"""Of the distances in `tertius.measures.lengths` those whose sum means something: −ln(likelihood) is near 0 for a
certain tie, so that a sum of its inverses would measure nothing but certain ties."""

_LENGTH = (
    "Length of a tie: steps; inverse: 1 / likelihood; or by its weight, read as strength: 1 / weight, or as cost: the "
    "weight"
)


@measure(
    "centrality/closeness",
    title="Closeness",
    question="Who is near to those within reach?",
    version=1,
    networks=ANY,
    columns={**NODE, "closeness": number("From 0 to 1; in a connected network the inverse of the mean distance")},
    conventions=(
        "Wasserman & Faust's formula for networks that may be disconnected: r / Σd · r / (n − 1), where r is the "
        "number of nodes within reach. A node that reaches nobody has 0.",
        "Wasserman & Faust (1994), Social Network Analysis, p. 201.",
    ),
)
def closeness(
    network: Network,
    *,
    distance: Annotated[Metric, About(_LENGTH)] = "steps",
    way: Annotated[Way, About("Distances from the node or to it; the same in undirected networks")] = "out",
    mask: BoolArray | None = None,
    stop: StopFlag | None = None,
) -> FloatArray:
    """Return the closeness of every node, by Wasserman and Faust's formula for networks that may be disconnected.

    r / Σd · r / (n − 1), where r is the number of other nodes within reach and Σd the sum of the distances to them.

    Parameters
    ----------
    network
        Any network.
    distance
        ``steps``, ``inverse`` (an edge is 1 / likelihood long), ``strength`` (1 / weight) or ``cost`` (the weight).
    way
        Distances from the node or to it. networkx takes ``in``, igraph and sna ``out``; it matters only when directed.
    mask
        (m,) True where an edge is there; all are when not given.
    stop
        A flag that another thread or process may raise; looked at before every source.

    Returns
    -------
    FloatArray
        (n,) From 0 to 1, in the order of ``network.ids``.

    Raises
    ------
    InputError
        If the mask does not fit, or the distance or the way is unknown.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Convention: nodes out of reach do not enter the sum; a node that reaches none has 0, and so has the only node of a
    network. In a connected network it is the inverse of the mean distance. Time O(n·m), with ``inverse``
    O(n·(m + n)·log n); memory O(n + m) a thread.

    References
    ----------
    Wasserman, S. & Faust, K. (1994). Social Network Analysis, p. 201. Cambridge University Press.
    """
    reached, totals, _ = _distances(network, distance, way, mask, stop)
    others = max(network.n - 1, 1)
    scores: FloatArray = np.divide(reached * reached, totals * others, out=np.zeros_like(totals), where=totals > 0)
    return scores


@measure(
    "centrality/harmonic",
    title="Harmonic centrality",
    question="Who is near to the others, those out of reach counted as infinitely far?",
    version=1,
    networks=ANY,
    columns={**NODE, "harmonic": number("Sum over the other nodes of 1 / distance; 0 for those out of reach")},
    conventions=("Marchiori & Latora (2000), Physica A 285, 539–546. An isolate has 0.",),
)
def harmonic(
    network: Network,
    *,
    distance: Annotated[Metric, About(_LENGTH)] = "steps",
    way: Annotated[Way, About("Distances from the node or to it; the same in undirected networks")] = "out",
    mean: Annotated[bool, About("Divide by the number of other nodes")] = False,
    mask: BoolArray | None = None,
    stop: StopFlag | None = None,
) -> FloatArray:
    """Return the harmonic centrality of every node: the sum over the other nodes of 1 / distance.

    Parameters
    ----------
    network, distance, way, mask, stop
        As in `closeness`.
    mean
        Divide by n − 1, as igraph does when asked to normalize.

    Returns
    -------
    FloatArray
        (n,) From 0 to n − 1, or to 1 when a mean, in the order of ``network.ids``.

    Raises
    ------
    InputError, QueryTimeoutError
        As in `closeness`.

    Notes
    -----
    Convention: a node out of reach adds 0, so that the disconnected are comparable; an isolate has 0. Time and memory
    as `closeness`.

    References
    ----------
    Marchiori, M. & Latora, V. (2000). Harmony in the small-world. Physica A 285, 539–546.
    Rochat, Y. (2009). Closeness centrality extended to unconnected graphs: the harmonic centrality index. ASNA.
    """
    inverses = _distances(network, distance, way, mask, stop)[2]
    return np.asarray(inverses / max(network.n - 1, 1) if mean else inverses)


def _arcs(network: Network, distance: Metric, way: Way) -> Adjacency:
    if way not in get_args(Way):
        raise InputError(f"There is no way {way!r}", next_step=f"Take one of {', '.join(get_args(Way))}.")
    if distance not in get_args(Metric):
        raise InputError(
            f"Closeness has no distance {distance!r}", next_step=f"Take one of {', '.join(get_args(Metric))}."
        )
    return Adjacency.out_of(network) if way == "out" else Adjacency.into(network)


def _distances(
    network: Network, distance: Metric, way: Way, mask: BoolArray | None, stop: StopFlag | None
) -> FloatArray:
    """(3, n) Others within reach, the sum of the distances to them, the sum of their inverses."""
    flag = new_flag() if stop is None else stop
    arcs = _arcs(network, distance, way).without_hidden(checked_mask(network, mask))
    lengths = arc_lengths(network, arcs, distance)
    found = np.zeros((3, network.n))
    run_blocks(lambda _, first, last: _fill(arcs, lengths, first, last, found, flag), network.n, flag)
    return found


def _fill(
    arcs: Adjacency, lengths: FloatArray | None, first: int, last: int, found: FloatArray, flag: StopFlag
) -> None:
    from tertius.measures.kernels.counting_paths import distances_by_length, distances_by_steps

    if lengths is None:
        distances_by_steps(*arcs.unsigned(), first, last, found[0], found[1], found[2], flag)
    else:
        distances_by_length(*arcs.unsigned(), lengths, first, last, found[0], found[1], found[2], flag)
