"""Fragmentation: how far a network falls apart, as it is or without some of its nodes."""

from collections.abc import Collection
from typing import Literal, get_args

import numpy as np

from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency, Int32Array, checked_mask
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.positions import as_mask
from tertius.measures.threads import StopFlag, new_flag, run_jobs
from tertius.wording import counted

Cohesion = Literal["connected", "distance"]
"""What holds two nodes together: ``connected`` that a path links them (F), ``distance`` how short it is (dF)."""


def fragmentation(
    network: Network,
    *,
    without: Collection[int] = (),
    by: Cohesion = "connected",
    mask: BoolArray | None = None,
    stop: StopFlag | None = None,
) -> float:
    """Return how fragmented a network is, once some of its nodes are taken away.

    ``connected``: F, the share of ordered pairs of remaining nodes that no path links. ``distance``: dF, 1 minus the
    mean of 1 / d over these pairs, d in steps and 1 / d = 0 where no path leads.

    Parameters
    ----------
    network
        Any network.
    without
        Positions of the nodes to take away; they are no part of the pairs that are left.
    by
        Which of the two.
    mask
        (m,) True where an edge is there; all are when not given.
    stop
        A flag that another thread or process may raise.

    Returns
    -------
    float
        From 0 (everybody is linked; for dF: adjacent) to 1 (all are isolates).

    Raises
    ------
    InputError
        If fewer than two nodes remain, a position is none, the mask does not fit or ``by`` is unknown.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Convention: a directed pair is linked when a path leads from one to the other along the direction. Likelihoods are
    not looked at: an edge is there or hidden. F of undirected networks takes time O(n + m), otherwise O(n·(n + m) / 64)
    for each step of the longest path, 64 sources being searched at once; memory O(n + m).

    References
    ----------
    Borgatti, S. P. (2006). Identifying sets of key players in a social network. Computational & Mathematical
    Organization Theory 12(1), 21–34: equations 4, 9 and 10.
    """
    arcs = Adjacency.out_of(network).without_hidden(checked_mask(network, mask))
    fast = _by_components(network.directed, by)
    gone = as_mask(network.n, without)
    remaining = int((~gone).sum())
    if remaining < 2:
        raise InputError(
            f"Fragmentation is about pairs of nodes, and what remains is {counted(remaining, 'node')}",
            next_step="Take away fewer nodes, or choose a larger network.",
        )
    flag = new_flag() if stop is None else stop
    left = np.zeros(1)

    def work(_: int) -> None:
        left[0] = left_now(arcs, gone, by, flag, fast=fast)

    run_jobs(work, 1, flag)
    return float(1.0 - left[0] / (remaining * (remaining - 1)))


def left_without_each(
    arcs: Adjacency, gone: BoolArray, candidates: Int32Array, by: Cohesion, directed: bool, stop: StopFlag
) -> FloatArray:
    """Return what is left when each candidate (c,) goes as well: ordered pairs linked, or the sum of 1 / d (c,).

    Raises
    ------
    QueryTimeoutError
        If the flag was raised.
    """
    from tertius.measures.kernels.removing import pairs_left_without_each, spread_left_without_each

    left = np.zeros(len(candidates))
    if _by_components(directed, by):
        everybody = np.empty(arcs.n)
        pairs_left_without_each(arcs.start, arcs.heads, gone, everybody)
        return np.asarray(everybody[candidates])
    parts = np.array_split(np.arange(len(candidates)), min(len(candidates), 64) or 1)

    def work(part: int) -> None:
        chosen = parts[part]
        into = np.zeros(len(chosen))
        spread_left_without_each(arcs.start, arcs.heads, gone, candidates[chosen], by == "distance", into, stop)
        left[chosen] = into

    run_jobs(work, len(parts), stop)
    return left


def left_now(arcs: Adjacency, gone: BoolArray, by: Cohesion, stop: StopFlag, *, fast: bool) -> float:
    """Return the ordered pairs linked, or the sum of 1 / d, without the nodes that are gone."""
    from tertius.measures.kernels.removing import pairs_left_without_each, spread_left_without_each

    if fast:
        return pairs_left_without_each(arcs.start, arcs.heads, gone, np.empty(arcs.n))
    left = np.zeros(1)
    nobody_else = np.array([-1], dtype=np.int32)
    spread_left_without_each(arcs.start, arcs.heads, gone, nobody_else, by == "distance", left, stop)
    return float(left[0])


def _by_components(directed: bool, by: Cohesion) -> bool:
    if by not in get_args(Cohesion):
        raise InputError(
            f"There is no cohesion {by!r}", where="by", next_step=f"Take one of {', '.join(get_args(Cohesion))}."
        )
    return by == "connected" and not directed
