"""Cores: how deep inside the densest part of the network a node sits."""

import numpy as np

from tertius.measures.adjacency import Adjacency, checked_mask, checked_masks
from tertius.measures.kernels.peeling import core_numbers
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.threads import StopFlag, new_flag, run_jobs


def coreness(network: Network, *, mask: BoolArray | None = None) -> FloatArray:
    """Return the core number of every node: the largest k for which it is in the k-core.

    The k-core is the largest part of the network in which everybody has at least k edges to others of that part.

    Parameters
    ----------
    network
        Any network.
    mask
        (m,) True where an edge is there; all are when not given.

    Returns
    -------
    FloatArray
        (n,) Whole numbers, in the order of ``network.ids``.

    Raises
    ------
    InputError
        If the mask does not fit.

    Notes
    -----
    Convention: isolates have 0; the direction of edges is not looked at, but A → B and B → A count as two edges, as in
    networkx and in igraph's ``mode = "all"``. Time and memory O(n + m).

    References
    ----------
    Seidman, S. B. (1983). Network structure and minimum degree. Social Networks 5(3), 269–287.
    Batagelj, V. & Zaveršnik, M. (2003). An O(m) algorithm for cores decomposition of networks. arXiv:cs/0310049.
    """
    return _coreness(Adjacency.around(network).without_hidden(checked_mask(network, mask)))


def coreness_worlds(network: Network, masks: BoolArray, *, stop: StopFlag | None = None) -> FloatArray:
    """Return the `coreness` of every node in each of several worlds.

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

    Notes
    -----
    Time O(w·(n + m)), memory O(w·n).
    """
    present = checked_masks(network, masks)
    arcs = Adjacency.around(network)
    found = np.zeros((len(present), network.n))

    def work(world: int) -> None:
        found[world] = _coreness(arcs.without_hidden(present[world]))

    run_jobs(work, len(present), new_flag() if stop is None else stop)
    return found


def _coreness(arcs: Adjacency) -> FloatArray:
    cores = np.zeros(arcs.n)
    core_numbers(arcs.start, arcs.heads, cores)
    return cores
