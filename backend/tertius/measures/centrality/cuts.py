"""Articulation points and bridges: the people and the ties whose loss would split a component."""

import numpy as np

from tertius.measures.adjacency import Adjacency, checked_mask, checked_masks
from tertius.measures.kernels.peeling import cut_search
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.threads import StopFlag, new_flag, run_jobs


def articulation(network: Network, *, mask: BoolArray | None = None) -> FloatArray:
    """Return for every node how many components more there would be without it, the node itself not counted.

    An articulation point is a node with 1 or more.

    Parameters
    ----------
    network
        Any network.
    mask
        (m,) True where an edge is there; all are when not given.

    Returns
    -------
    FloatArray
        (n,) Whole numbers from 0, in the order of ``network.ids``.

    Raises
    ------
    InputError
        If the mask does not fit.

    Notes
    -----
    Convention: components are weak, the direction of edges is not looked at. An isolate has 0: without it nothing
    splits. Time and memory O(n + m).

    References
    ----------
    Hopcroft, J. & Tarjan, R. (1973). Algorithm 447: efficient algorithms for graph manipulation. Comm. ACM 16(6).
    """
    return _search(network, Adjacency.around(network), checked_mask(network, mask))[0]


def bridges(network: Network, *, mask: BoolArray | None = None) -> BoolArray:
    """Return for every edge whether its ends would no longer be linked without it.

    Parameters
    ----------
    network
        Any network.
    mask
        (m,) True where an edge is there; all are when not given.

    Returns
    -------
    BoolArray
        (m,) In the order of ``network.sources``; false for an edge that is not there.

    Raises
    ------
    InputError
        If the mask does not fit.

    Notes
    -----
    Convention: the direction of edges is not looked at; A → B and B → A are one link, and both are marked when it is a
    bridge. Time and memory O(n + m).

    References
    ----------
    Hopcroft, J. & Tarjan, R. (1973). Algorithm 447: efficient algorithms for graph manipulation. Comm. ACM 16(6).
    """
    return _search(network, Adjacency.around(network), checked_mask(network, mask))[1]


def articulation_worlds(network: Network, masks: BoolArray, *, stop: StopFlag | None = None) -> FloatArray:
    """Return the `articulation` of every node in each of several worlds.

    Parameters
    ----------
    network
        Any network.
    masks
        (w, m) True where an edge is there in a world.
    stop
        A flag that another thread or process may raise; looked at before every world.

    Returns
    -------
    FloatArray
        (w, n)

    Raises
    ------
    InputError
        If the masks do not fit.
    QueryTimeoutError
        If the flag was raised.
    """
    return _worlds(network, masks, stop)[0]


def bridges_worlds(network: Network, masks: BoolArray, *, stop: StopFlag | None = None) -> BoolArray:
    """Return the `bridges` of each of several worlds.

    Parameters
    ----------
    network, masks, stop
        As in `articulation_worlds`.

    Returns
    -------
    BoolArray
        (w, m)

    Raises
    ------
    InputError, QueryTimeoutError
        As in `articulation_worlds`.
    """
    return _worlds(network, masks, stop)[1]


def _worlds(network: Network, masks: BoolArray, stop: StopFlag | None) -> tuple[FloatArray, BoolArray]:
    present = checked_masks(network, masks)
    arcs = Adjacency.around(network)
    pieces = np.zeros((len(present), network.n))
    cuts = np.zeros((len(present), network.m), dtype=np.bool_)

    def work(world: int) -> None:
        pieces[world], cuts[world] = _search(network, arcs, present[world])

    run_jobs(work, len(present), new_flag() if stop is None else stop)
    return pieces, cuts


def _search(network: Network, whole: Adjacency, mask: BoolArray | None) -> tuple[FloatArray, BoolArray]:
    arcs = whole.without_hidden(mask)
    pieces = np.zeros(network.n)
    parent = np.empty(network.n, dtype=np.int32)
    hangs = np.empty(network.n, dtype=np.bool_)
    cut_search(arcs.start, arcs.heads, pieces, parent, hangs)
    sources, targets = network.sources, network.targets
    cuts = (hangs[targets] & (parent[targets] == sources)) | (hangs[sources] & (parent[sources] == targets))
    return np.maximum(pieces, 0.0), cuts if mask is None else cuts & mask
