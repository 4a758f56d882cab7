"""Reach: how many nodes a set of nodes reaches, and how directly."""

from collections.abc import Collection
from typing import Literal, get_args

import numpy as np

from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency, Int32Array, checked_mask, checked_masks
from tertius.measures.kernels.reaching import hops_from
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.positions import checked_positions
from tertius.measures.threads import StopFlag, new_flag, run_jobs

Nearness = Literal["steps", "distance"]
"""What a node is worth to a set: ``steps`` 1 within so many steps (m-reach), ``distance`` 1 / d (distance-weighted)."""


def reach(
    network: Network,
    members: Collection[int],
    *,
    by: Nearness = "steps",
    steps: int = 2,
    count_members: bool = False,
    mask: BoolArray | None = None,
    stop: StopFlag | None = None,
) -> float:
    """Return how many nodes a set of nodes reaches.

    ``steps``: the nodes no more than m steps from the nearest member. ``distance``: the sum over nodes of 1 / d, d
    being the steps from the nearest member and 1 / d = 0 where no path leads.

    Parameters
    ----------
    network
        Any network.
    members
        Positions of the set; none reach nobody.
    by
        Which of the two.
    steps
        m, at least 1; ``distance`` does not look at it.
    count_members
        Whether members count as reached, 1 each. When not, only others do.
    mask
        (m,) True where an edge is there; all are when not given.
    stop
        A flag that another thread or process may raise; looked at before the search.

    Returns
    -------
    float
        Nodes, from 0 to n, or to n less the members where they do not count. Divided by that it is a share; Borgatti's
        distance-weighted reach is such a share.

    Raises
    ------
    InputError
        If a position is none, m is below 1, the mask does not fit or ``by`` is unknown.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Convention: in a directed network paths lead along the direction, out of the set. Likelihoods are not looked at: an
    edge is there or hidden. Time and memory O(n + m).

    References
    ----------
    Borgatti, S. P. (2006). Identifying sets of key players in a social network. Computational & Mathematical
    Organization Theory 12(1), 21–34: section 4.
    """
    worth = worth_by_steps(network.n, by, steps)
    chosen = checked_positions(network.n, members)
    arcs = Adjacency.out_of(network).without_hidden(checked_mask(network, mask))
    found = np.zeros(1)

    def work(_: int) -> None:
        found[0] = worth_reached(arcs, chosen, worth)

    run_jobs(work, 1, new_flag() if stop is None else stop)
    return float(found[0]) - (0 if count_members else len(chosen))


def reach_worlds(
    network: Network,
    masks: BoolArray,
    members: Collection[int],
    *,
    by: Nearness = "steps",
    steps: int = 2,
    count_members: bool = False,
    stop: StopFlag | None = None,
) -> FloatArray:
    """Return the `reach` of a set of nodes in each of several worlds.

    Parameters
    ----------
    network, members, by, steps, count_members, stop
        As in `reach`; the flag is looked at before every world.
    masks
        (w, m) True where an edge is there in a world.

    Returns
    -------
    FloatArray
        (w,)

    Raises
    ------
    InputError, QueryTimeoutError
        As in `reach`.
    """
    present = checked_masks(network, masks)
    worth = worth_by_steps(network.n, by, steps)
    chosen = checked_positions(network.n, members)
    whole = Adjacency.out_of(network)
    found = np.zeros(len(present))

    def work(world: int) -> None:
        found[world] = worth_reached(whole.without_hidden(present[world]), chosen, worth)

    run_jobs(work, len(present), new_flag() if stop is None else stop)
    return found - (0 if count_members else len(chosen))


def worth_by_steps(n: int, by: Nearness, steps: int) -> FloatArray:
    """Return what a node at 0, 1, … steps from a set is worth (h,), 0 further away; a member is worth 1.

    Raises
    ------
    InputError
        If there is no such nearness, or m is below 1.
    """
    if by not in get_args(Nearness):
        raise InputError(
            f"There is no nearness {by!r}", where="by", next_step=f"Take one of {', '.join(get_args(Nearness))}."
        )
    if steps < 1:
        raise InputError(f"{steps} steps reach nobody else", where="steps", next_step="Take at least 1.")
    if by == "steps":
        return np.ones(min(steps, max(n - 1, 0)) + 1)
    return np.asarray(1.0 / np.maximum(np.arange(max(n, 1)), 1.0))


def worth_reached(arcs: Adjacency, members: Int32Array, worth: FloatArray) -> float:
    """Return the worth of all nodes to a set, members among them."""
    hops = np.empty(arcs.n, dtype=np.int32)
    hops_from(arcs.start, arcs.heads, members, hops)
    return float(worth[hops[hops < len(worth)]].sum())
