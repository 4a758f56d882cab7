"""Ranks without one source after another."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tertius.errors import InputError
from tertius.measures.network import BoolArray, FloatArray, IntArray, Network
from tertius.measures.uncertainty.ranks import Equals, ranks
from tertius.measures.uncertainty.worlds import WorldMeasure


@dataclass(frozen=True)
class WithoutSource:
    """Scores and ranks of n nodes without each of r independent roots.

    Attributes
    ----------
    roots
        The roots, ascending.
    ties_lost, edges_lost
        (r,) Ties and edges that stand no more without the root.
    plain_scores, plain_ranks
        (n,) With every root.
    scores, ranks
        (r, n) Without each.
    rank_low, rank_high
        (n,) Best and worst rank over all roots left out and none.
    """

    roots: tuple[str, ...]
    ties_lost: IntArray
    edges_lost: IntArray
    plain_scores: FloatArray
    plain_ranks: FloatArray
    scores: FloatArray
    ranks: FloatArray
    rank_low: FloatArray
    rank_high: FloatArray


def masks_without(network: Network, *, least: float = 0.0) -> Mapping[str, BoolArray]:
    """Return for each independent root which edges are left when it says nothing.

    Parameters
    ----------
    network
        Any network.
    least
        The likelihood that the network's ties were chosen by. A tie stands if its likelihood without the root is above
        0 and not below this; an edge stands if all ties of one of its clauses do.

    Returns
    -------
    Mapping
        (m,) masks by root, ascending.

    Raises
    ------
    InputError
        If ``least`` is not from 0 to 1.

    Notes
    -----
    A root stands for a source and all that repeats it: leaving out a mere copy changes nothing. Time O(r · clauses).
    """
    return {root: edges for root, (_, edges) in _standing(network, least).items()}


def leave_one_source_out(
    network: Network,
    measure: WorldMeasure,
    *,
    least: float = 0.0,
    equals: Equals = "min",
    highest_first: bool = True,
) -> WithoutSource:
    """Score and rank the nodes without each independent root in turn.

    Parameters
    ----------
    network
        Any network; the plain scores are those of the ties that stand with every root, by the same rule.
    measure
        The batch form of a score, such as ``betweenness_worlds``.
    least
        As in `masks_without`.
    equals, highest_first
        As in `tertius.measures.uncertainty.ranks.ranks`.

    Returns
    -------
    WithoutSource

    Raises
    ------
    InputError
        As in `masks_without`, and of the measure.

    Notes
    -----
    A network without ties has no roots: r is 0 and the interval of ranks is the plain rank. Time: r + 1 worlds of the
    measure.

    References
    ----------
    The jackknife over independent sources rather than observations: Quenouille, M. H. (1956). Notes on bias in
    estimation. Biometrika 43, 353–360.
    """
    standing = _standing(network, least)
    everything = _edges(network, np.array([stands(tie.likelihood, least) for tie in network.ties], dtype=np.bool_))
    ties = sum(stands(tie.likelihood, least) for tie in network.ties)
    masks = np.stack([everything, *(edges for _, edges in standing.values())])
    scores = measure(network, masks)
    ranked = ranks(scores, equals=equals, highest_first=highest_first)
    return WithoutSource(
        roots=tuple(standing),
        ties_lost=np.array([ties - int(left.sum()) for left, _ in standing.values()], dtype=np.int64),
        edges_lost=(everything.sum() - masks[1:].sum(axis=1)).astype(np.int64),
        plain_scores=scores[0],
        plain_ranks=ranked[0],
        scores=scores[1:],
        ranks=ranked[1:],
        rank_low=ranked.min(axis=0),
        rank_high=ranked.max(axis=0),
    )


def _standing(network: Network, least: float) -> dict[str, tuple[BoolArray, BoolArray]]:
    """Return by root which ties and which edges stand without it."""
    if not 0.0 <= least <= 1.0:
        raise InputError(f"{least} is no likelihood", where="least", next_step="Take one from 0 to 1.")
    whole = np.array([stands(tie.likelihood, least) for tie in network.ties], dtype=np.bool_)
    spoken: dict[str, list[int]] = {}
    for position, tie in enumerate(network.ties):
        for root, _ in tie.voices:
            spoken.setdefault(root, []).append(position)
    found = {}
    for root in sorted(spoken):
        left = whole.copy()
        for position in spoken[root]:
            against = 1.0
            for other, p in network.ties[position].voices:
                against *= 1.0 if other == root else 1.0 - p
            left[position] = stands(1.0 - against, least)
        found[root] = (left, _edges(network, left))
    return found


def stands(likelihood: float, least: float) -> bool:
    """Say whether a tie of this likelihood stands: it is possible, and no less likely than asked."""
    return likelihood > 0.0 and round(likelihood, 12) >= least  # likelihoods in the graph keep 12 decimals


def _edges(network: Network, ties: BoolArray) -> BoolArray:
    return np.array(
        [any(all(ties[tie] for tie in clause) for clause in edge) for edge in network.clauses], dtype=np.bool_
    )
