"""PageRank: where somebody who follows ties at random is found."""

import numpy as np

from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency, checked_mask, checked_masks
from tertius.measures.kernels.walking import stationary_share
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.threads import StopFlag, new_flag, run_jobs

_ROUNDS = 100_000


def pagerank(
    network: Network, *, damping: float = 0.85, weighted: bool = False, mask: BoolArray | None = None
) -> FloatArray:
    """Return the PageRank of every node.

    The share of its time that a walker spends at the node who follows an edge with probability ``damping``, and
    otherwise goes to any node alike.

    Parameters
    ----------
    network
        Any network.
    damping
        From 0 to below 1.
    weighted
        Choose among a node's edges by their likelihoods; otherwise each alike.
    mask
        (m,) True where an edge is there; all are when not given.

    Returns
    -------
    FloatArray
        (n,) Shares, 1 in all, in the order of ``network.ids``.

    Raises
    ------
    InputError
        If the mask does not fit, or damping is not from 0 to below 1, or so near to 1 that the shares do not settle.

    Notes
    -----
    Convention: along the direction of the edges, both ways when they have none; from a node without a way out the
    walker goes anywhere alike, so an isolate has what it gets from such jumps. No edge, or all likelihoods 0 when
    weighted: 1 / n each. As networkx and igraph. Time O(n + m) a round, about 200 rounds at 0.85; memory O(n + m).

    References
    ----------
    Brin, S. & Page, L. (1998). The anatomy of a large-scale hypertextual web search engine. Computer Networks 30.
    """
    _check(damping)
    return _share(network, Adjacency.into(network), damping, weighted, checked_mask(network, mask))


def pagerank_worlds(
    network: Network,
    masks: BoolArray,
    *,
    damping: float = 0.85,
    weighted: bool = False,
    stop: StopFlag | None = None,
) -> FloatArray:
    """Return the `pagerank` of every node in each of several worlds.

    Parameters
    ----------
    network, damping, weighted
        As in `pagerank`.
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
        As in `pagerank`.
    QueryTimeoutError
        If the flag was raised.
    """
    _check(damping)
    present = checked_masks(network, masks)
    arcs = Adjacency.into(network)
    found = np.zeros((len(present), network.n))

    def work(world: int) -> None:
        found[world] = _share(network, arcs, damping, weighted, present[world])

    run_jobs(work, len(present), new_flag() if stop is None else stop)
    return found


def _check(damping: float) -> None:
    if not 0.0 <= damping < 1.0:
        raise InputError(f"Damping is {damping}", next_step="Give a number from 0 to below 1; 0.85 is usual.")


def _share(network: Network, whole: Adjacency, damping: float, weighted: bool, mask: BoolArray | None) -> FloatArray:
    share = np.zeros(network.n)
    if network.n == 0:
        return share
    arcs = whole.without_hidden(mask)
    weights = network.likelihoods[arcs.edges] if weighted else np.ones(len(arcs.edges))
    strengths = np.bincount(arcs.heads, weights=weights, minlength=network.n).astype(np.float64)
    if not stationary_share(arcs.start, arcs.heads, weights, strengths, damping, _ROUNDS, share):
        raise InputError(
            f"The shares did not settle with damping {damping}", next_step="Give a damping further from 1."
        )
    return share
