"""What if some nodes or edges were not there: the network before and after, side by side."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from tertius.errors import InputError
from tertius.measures.adjacency import checked_mask
from tertius.measures.key_players.fragmentation import Cohesion, fragmentation
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.positions import as_mask
from tertius.measures.threads import StopFlag, new_flag
from tertius.measures.uncertainty.ranks import ranks
from tertius.measures.uncertainty.worlds import WorldMeasure, stoppable
from tertius.measures.what_if.shortest_paths import PairPaths, shortest_paths


@dataclass(frozen=True)
class Picture:
    """A network as it is, or as it would be.

    Attributes
    ----------
    nodes, edges
        How many there are.
    component_sizes
        Nodes in each component, the largest first. The direction of edges is not looked at: weak components.
    fragmentation, distance_fragmentation
        F and dF among the nodes that are there; not a number where fewer than two are.
    scores, ranks
        (n,) By the score asked for, 1 being first; not a number for nodes that are gone. None when none was asked for.
    paths
        The pairs asked for, in their order.
    """

    nodes: int
    edges: int
    component_sizes: tuple[int, ...]
    fragmentation: float
    distance_fragmentation: float
    scores: FloatArray | None
    ranks: FloatArray | None
    paths: tuple[PairPaths, ...]

    @property
    def components(self) -> int:
        """How many components there are."""
        return len(self.component_sizes)


@dataclass(frozen=True)
class WhatIf:
    """A network before and after something was taken away.

    Attributes
    ----------
    gone
        Positions of the nodes taken away, ascending.
    edges_lost
        (e,) Positions of the edges that are there before and not after.
    before, after
        Both pictures.
    """

    gone: tuple[int, ...]
    edges_lost: tuple[int, ...]
    before: Picture
    after: Picture


def what_if(
    network: Network,
    *,
    nodes: Collection[int] = (),
    hidden: BoolArray | None = None,
    score: WorldMeasure | None = None,
    highest_first: bool = True,
    pairs: Sequence[tuple[int, int]] = (),
    mask: BoolArray | None = None,
    stop: StopFlag | None = None,
) -> WhatIf:
    """Return what a network is like with and without some of its nodes and edges.

    Parameters
    ----------
    network
        Any network; it is not changed.
    nodes
        Positions of the nodes to take away, with their edges.
    hidden
        (m,) True for each edge to take away: those of a group, of a source or of claims that fall. For voices that fall
        it is the opposite of `tertius.measures.what_if.without_voices.edges_left`.
    score
        A score in several worlds, such as `tertius.measures.uncertainty.worlds.over_worlds` makes it.
    highest_first
        As in `tertius.measures.uncertainty.ranks.ranks`.
    pairs
        Positions of two nodes each, whose shortest paths are asked about.
    mask
        (m,) True where an edge is there to begin with; all are when not given.
    stop
        A flag that another thread or process may raise; handed to the score if it takes one.

    Returns
    -------
    WhatIf

    Raises
    ------
    InputError
        If a position is none, or a mask does not fit; and of the score.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Convention: nodes that are gone are no part of components, F, dF and ranks. What the score is given is the network
    with their edges hidden, as in a sampled world: they are isolates to it, so a score that is divided by the number of
    nodes still counts them. Ranks are among the nodes that remain. Likelihoods play no part but in the score.

    Time: two worlds of the score, dF twice (see `tertius.measures.key_players.fragmentation`), and O(n + m) for each
    end of a pair.

    References
    ----------
    F and dF: Borgatti, S. P. (2006). Identifying sets of key players in a social network. Computational & Mathematical
    Organization Theory 12(1), 21–34.
    """
    flag = new_flag() if stop is None else stop
    gone = as_mask(network.n, nodes)
    taken = checked_mask(network, hidden)
    present = checked_mask(network, mask)
    there = np.ones(network.m, dtype=np.bool_) if present is None else present.copy()
    left = there & ~gone[network.sources] & ~gone[network.targets]
    if taken is not None:
        left &= ~taken
    given = None if score is None else np.asarray(stoppable(score, flag)(network, np.stack([there, left])))
    if given is not None and given.shape != (2, network.n):
        raise InputError(
            f"A score of shape {given.shape} is not one of {network.n} nodes in two worlds",
            where="score",
            next_step="Take the batch form of a score of nodes.",
        )
    nobody = np.zeros(network.n, dtype=np.bool_)
    pictures = [
        _picture(network, mask_, gone_, None if given is None else given[at], highest_first, pairs, flag)
        for at, (mask_, gone_) in enumerate([(there, nobody), (left, gone)])
    ]
    before, after = pictures
    return WhatIf(
        gone=tuple(np.flatnonzero(gone).tolist()),
        edges_lost=tuple(np.flatnonzero(there & ~left).tolist()),
        before=before,
        after=after,
    )


def _picture(
    network: Network,
    mask: BoolArray,
    gone: BoolArray,
    given: FloatArray | None,
    highest_first: bool,
    pairs: Sequence[tuple[int, int]],
    stop: StopFlag,
) -> Picture:
    away = np.flatnonzero(gone).tolist()
    remaining = network.n - len(away)
    held: list[float] = []
    cohesions: tuple[Cohesion, ...] = ("connected", "distance")
    for by in cohesions:
        held.append(
            fragmentation(network, without=away, by=by, mask=mask, stop=stop) if remaining > 1 else float("nan")
        )
    scores = ranked = None
    if given is not None:
        scores = np.where(gone, np.nan, given)
        ranked = np.full(network.n, np.nan)
        ranked[~gone] = ranks(scores[~gone], highest_first=highest_first)
    return Picture(
        nodes=remaining,
        edges=int(mask.sum()),
        component_sizes=_component_sizes(network, mask, gone),
        fragmentation=held[0],
        distance_fragmentation=held[1],
        scores=scores,
        ranks=ranked,
        paths=shortest_paths(network, pairs, without=away, mask=mask, stop=stop),
    )


def _component_sizes(network: Network, mask: BoolArray, gone: BoolArray) -> tuple[int, ...]:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    if network.n == 0:
        return ()
    ends = (network.sources[mask], network.targets[mask])
    links = csr_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(network.n, network.n))
    _, labels = connected_components(links, directed=False)
    sizes = np.bincount(labels[~gone])
    return tuple(sorted(sizes[sizes > 0].tolist(), reverse=True))
