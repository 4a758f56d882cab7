"""Degree: how many ties a node has, or may be expected to have."""

from typing import Literal, get_args

import numpy as np

from tertius.errors import InputError
from tertius.measures.adjacency import checked_mask, checked_masks
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.threads import StopFlag, new_flag, run_jobs

Direction = Literal["total", "in", "out"]
"""Which edges of a directed network count: both, those that arrive, those that leave. Undirected: all are the same."""


def degree(network: Network, *, direction: Direction = "total", mask: BoolArray | None = None) -> FloatArray:
    """Return the number of edges at every node.

    Parameters
    ----------
    network
        Any network.
    direction
        Which edges of a directed network count.
    mask
        (m,) True where an edge is there; all are when not given.

    Returns
    -------
    FloatArray
        (n,) Edges, in the order of ``network.ids``.

    Raises
    ------
    InputError
        If the mask does not fit or the direction is unknown.

    Notes
    -----
    Convention: an isolate has 0; in a directed network ``total`` counts A → B and B → A as two; parallel ties are one
    edge and self-loops none, as in the network. Time and memory O(n + m).

    References
    ----------
    Freeman, L. C. (1978). Centrality in social networks: conceptual clarification. Social Networks 1(3), 215–239.
    """
    present = checked_mask(network, mask)
    return _sums(network, direction, None if present is None else present.astype(np.float64))


def expected_degree(network: Network, *, direction: Direction = "total", mask: BoolArray | None = None) -> FloatArray:
    """Return the expected number of edges at every node: the sum of their likelihoods.

    Exact, whatever the edges have in common, since an expectation adds up without independence.

    Parameters
    ----------
    network, direction, mask
        As in `degree`.

    Returns
    -------
    FloatArray
        (n,) Edges.

    Raises
    ------
    InputError
        As in `degree`.

    Notes
    -----
    All likelihoods 1 give `degree`; all 0 give 0. Time and memory O(n + m), the likelihoods of edges apart.
    """
    present = checked_mask(network, mask)
    return _sums(network, direction, network.likelihoods if present is None else network.likelihoods * present)


def degree_worlds(
    network: Network, masks: BoolArray, *, direction: Direction = "total", stop: StopFlag | None = None
) -> FloatArray:
    """Return the `degree` of every node in each of several worlds.

    Parameters
    ----------
    network, direction
        As in `degree`.
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
        As in `degree`.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Time O(w·(n + m)), memory O(w·n).
    """
    present = checked_masks(network, masks)
    counts = np.zeros((len(present), network.n))
    _sums(network, direction, None)  # an unknown direction is refused once, not in a thread

    def work(world: int) -> None:
        counts[world] = _sums(network, direction, present[world].astype(np.float64))

    run_jobs(work, len(present), new_flag() if stop is None else stop)
    return counts


def _sums(network: Network, direction: Direction, weights: FloatArray | None) -> FloatArray:
    if direction not in get_args(Direction):
        raise InputError(
            f"There is no direction {direction!r}", next_step=f"Take one of {', '.join(get_args(Direction))}."
        )
    sums = np.zeros(network.n)
    if direction != "in" or not network.directed:
        sums += np.bincount(network.sources, weights=weights, minlength=network.n)
    if direction != "out" or not network.directed:
        sums += np.bincount(network.targets, weights=weights, minlength=network.n)
    return sums
