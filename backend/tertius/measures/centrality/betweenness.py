"""Betweenness: how many shortest paths between others run through a node."""

from typing import Annotated

import numpy as np

from tertius.catalog.declaring import ANY, NODE, About, number
from tertius.catalog.measure import measure
from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency, checked_mask, checked_masks
from tertius.measures.lengths import Distance, arc_lengths
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.threads import StopFlag, blocks_of, new_flag, run_blocks, run_jobs


def betweenness_worlds(
    network: Network,
    masks: BoolArray,
    *,
    distance: Distance = "steps",
    normalized: bool = False,
    stop: StopFlag | None = None,
) -> FloatArray:
    """Return the `betweenness` of every node in each of several worlds.

    The batch form: half the time of world by world, by searching from several sources at once.

    Parameters
    ----------
    network
        Any network.
    masks
        (w, m) True where an edge is there in a world.
    distance, normalized, stop
        As in `betweenness`; the flag is looked at before every 32 sources of every world.

    Returns
    -------
    FloatArray
        (w, n)

    Raises
    ------
    InputError, QueryTimeoutError
        As in `betweenness`.

    Notes
    -----
    Time O(w·n·m) at worst, over the edges that are there; memory O(w·n + m) and 160 n numbers a thread. Sums are taken
    in another order than in `betweenness`: the last digits may differ.
    """
    from tertius.measures.kernels.counting_paths_abreast import ABREAST, MOST_NODES, dependencies_abreast

    flag = new_flag() if stop is None else stop
    present = checked_masks(network, masks)
    whole = Adjacency.out_of(network)
    carried = np.zeros((len(present), network.n))
    arc_lengths(network, whole, distance)  # an unknown distance is refused once, not in a thread

    def work(world: int) -> None:
        arcs = whole.without_hidden(present[world])
        lengths = arc_lengths(network, arcs, distance)
        first = 0
        if lengths is None and network.n <= MOST_NODES:
            first = dependencies_abreast(*arcs.unsigned(), 0, network.n, carried[world], ABREAST, flag)
        _add(arcs, lengths, first, network.n, carried[world], flag)

    run_jobs(work, len(present), flag)
    return _finished(network, carried, normalized)


@measure(
    "centrality/betweenness",
    title="Betweenness",
    question="Who stands on the shortest paths between others?",
    version=1,
    networks=ANY,
    columns={
        **NODE,
        "betweenness": number(
            "Number of pairs of other nodes, each weighted by the share of its shortest paths "
            "that pass through the node"
        ),
    },
    conventions=(
        "An undirected pair counts once, as in igraph and networkx; the ends of a path do not count; pairs that no "
        "path links add nothing.",
        "With log, of paths equally likely the one with fewer steps is taken; igraph takes all of them: where A – C of "
        ".4 is as likely as A – B – C of .8 and .5, B has 0 here and .5 there.",
        "Exact; time grows as nodes times edges times simulations. Brandes (2001), J. Mathematical Sociology 25, "
        "163–177.",
    ),
    batch=betweenness_worlds,
)
def betweenness(
    network: Network,
    *,
    distance: Annotated[
        Distance,
        About(
            "Path length: steps; inverse, where an unlikely tie is a detour of length 1 / likelihood; log, for the "
            "path most likely to hold as a whole; strength, where a tie is 1 / weight long; cost, where it is as long "
            "as its weight"
        ),
    ] = "steps",
    normalized: Annotated[bool, About("As a share of all pairs of other nodes")] = False,
    mask: BoolArray | None = None,
    stop: StopFlag | None = None,
) -> FloatArray:
    """Return the betweenness of every node, exactly.

    The sum, over pairs of other nodes that a path links, of the share of their shortest paths that pass through the
    node.

    Parameters
    ----------
    network
        Any network.
    distance
        What makes a path short: see `tertius.measures.lengths.Distance`.
    normalized
        Divide by the number of pairs of other nodes: (n − 1)(n − 2) / 2, twice as many when directed.
    mask
        (m,) True where an edge is there; all are when not given.
    stop
        A flag that another thread or process may raise; looked at before every source.

    Returns
    -------
    FloatArray
        (n,) Pairs of nodes, in the order of ``network.ids``; from 0 to 1 when normalized.

    Raises
    ------
    InputError
        If the mask does not fit, the distance is unknown, or the number of shortest paths between two nodes is beyond
        a float's range (about 10³⁰⁸).
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Convention: an undirected pair counts once, as in igraph and networkx (NetworKit counts it twice); a directed pair
    is an ordered one. Ends of a path do not count. Pairs that no path links add nothing, so isolates and the
    disconnected are fine. Self-loops and parallel ties play no part: the network has none. Networks of fewer than three
    nodes give 0.

    Time O(n·m), with any length but ``steps`` O(n·(m + n)·log n); memory O(n + m) a thread. The result does not depend
    on the number of threads.

    References
    ----------
    Freeman, L. C. (1977). A set of measures of centrality based on betweenness. Sociometry 40(1), 35–41.
    Brandes, U. (2001). A faster algorithm for betweenness centrality. J. Mathematical Sociology 25(2), 163–177.
    """
    flag = new_flag() if stop is None else stop
    present = checked_mask(network, mask)
    arcs = Adjacency.out_of(network).without_hidden(present)
    lengths = arc_lengths(network, arcs, distance)
    carried = np.zeros((blocks_of(network.n), network.n))

    def work(block: int, first: int, last: int) -> None:
        _add(arcs, lengths, first, last, carried[block], flag)

    run_blocks(work, network.n, flag)
    return _finished(network, carried.sum(axis=0), normalized)


def _add(
    arcs: Adjacency, lengths: FloatArray | None, first: int, last: int, carried: FloatArray, flag: StopFlag
) -> None:
    from tertius.measures.kernels.counting_paths import dependencies_by_length, dependencies_by_steps

    if lengths is None:
        dependencies_by_steps(*arcs.unsigned(), first, last, carried, flag)
    else:
        dependencies_by_length(*arcs.unsigned(), lengths, first, last, carried, flag)


def _finished(network: Network, carried: FloatArray, normalized: bool) -> FloatArray:
    if not np.isfinite(carried).all():
        raise InputError(
            "There are more shortest paths between two nodes than a number can hold",
            next_step="Take approximate betweenness, which draws paths instead of counting them, or a smaller network.",
        )
    ordered = carried if network.directed else carried / 2.0
    pairs = (network.n - 1) * (network.n - 2) / (1 if network.directed else 2)
    return ordered / pairs if normalized and pairs > 0 else ordered
