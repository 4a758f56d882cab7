"""Sets of nodes that cost no search: what a set of key players has to be better than."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency, Int32Array
from tertius.measures.centrality.betweenness import betweenness
from tertius.measures.centrality.cores import coreness
from tertius.measures.centrality.degree import degree
from tertius.measures.key_players.fragmentation import left_without_each
from tertius.measures.key_players.goals import Objective
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.positions import as_mask
from tertius.measures.threads import StopFlag, go_on, run_jobs

BaselineName = Literal["degree", "betweenness", "corehd", "random"]
"""Nodes with the most edges; on the most shortest paths; taken off by CoreHD; drawn."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A set that was not searched for, and what it is worth.

    Attributes
    ----------
    name
        How it was chosen.
    members
        Positions, ascending; none for ``random``, which is not one set.
    value
        As of the key players; for ``random`` the mean over the draws.
    """

    name: BaselineName
    members: tuple[int, ...]
    value: float


def baselines(
    network: Network,
    objective: Objective,
    k: int,
    *,
    seed: int,
    draws: int,
    mask: BoolArray | None,
    stop: StopFlag,
) -> tuple[Baseline, ...]:
    """Return the baselines for sets of k nodes. Of nodes that score alike the first in the network is taken.

    ``betweenness`` is left out where there are more shortest paths than can be counted.

    Raises
    ------
    QueryTimeoutError
        If the flag was raised.
    """
    chosen: list[tuple[BaselineName, Int32Array]] = [("degree", _first(degree(network, mask=mask), k))]
    with suppress(InputError):  # too many paths; the mask was looked at before
        chosen.append(("betweenness", _first(betweenness(network, mask=mask, stop=stop), k)))
    chosen.append(("corehd", corehd(network, k, mask=mask, stop=stop)))
    rng = np.random.default_rng(seed)
    drawn = [rng.choice(objective.n, k, replace=False).astype(np.int32) for _ in range(draws)]
    values = values_of(objective, [*(members for _, members in chosen), *drawn], stop)
    named = [
        Baseline(name, tuple(sorted(members.tolist())), float(value))
        for (name, members), value in zip(chosen, values[: len(chosen)], strict=True)
    ]
    return (*named, Baseline("random", (), float(values[len(chosen) :].mean())))


def values_of(objective: Objective, sets: list[Int32Array], stop: StopFlag) -> FloatArray:
    """Return the value of each set (s,).

    Raises
    ------
    QueryTimeoutError
        If the flag was raised.
    """
    values = np.zeros(len(sets))

    def work(one: int) -> None:
        values[one] = objective.value(objective.score(sets[one], stop), len(sets[one]))

    run_jobs(work, len(sets), stop)
    return values


def corehd(network: Network, k: int, *, mask: BoolArray | None, stop: StopFlag) -> Int32Array:
    """Take off k nodes one after another, each time the one with the most edges inside the 2-core that is left.

    Once no 2-core is left, a forest is, and the node is taken whose loss leaves the fewest pairs connected: our way to
    break trees; the paper's looks at the largest component alone. Directions are not looked at, and A → B and B → A are
    one edge.

    Returns
    -------
    Int32Array
        (k,) Positions in the order in which they were taken.

    Raises
    ------
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Time O(k·(n + m)).

    References
    ----------
    Zdeborová, L., Zhang, P. & Zhou, H.-J. (2016). Fast and simple decycling and dismantling of networks. Scientific
    Reports 6, 37954.
    """
    there = np.ones(network.m, dtype=np.bool_) if mask is None else mask.copy()
    low = np.minimum(network.sources, network.targets)
    high = np.maximum(network.sources, network.targets)
    kept = np.flatnonzero(there)
    _, first = np.unique(low[kept] * network.n + high[kept], return_index=True)
    there[:] = False
    there[kept[first]] = True
    taken: list[int] = []
    for _ in range(k):
        go_on(stop, "fewer key players or a smaller network")
        core = coreness(network, mask=there) >= 2
        if core.any():
            inside = there & core[low] & core[high]
            edges = np.bincount(low[inside], minlength=network.n) + np.bincount(high[inside], minlength=network.n)
            node = int(np.argmax(edges))
        else:
            forest = Adjacency.around(network).without_hidden(there)
            others = np.setdiff1d(np.arange(network.n, dtype=np.int32), np.array(taken, dtype=np.int32))
            gone = as_mask(network.n, taken)
            left = left_without_each(forest, gone, others, "connected", False, stop)
            node = int(others[np.argmin(left)])
        taken.append(node)
        there &= (low != node) & (high != node)
    return np.array(taken, dtype=np.int32)


def _first(scores: FloatArray, k: int) -> Int32Array:
    return np.argsort(-np.round(scores, 9), kind="stable")[:k].astype(np.int32)
