"""Search for the best set of nodes: every set tried, or one node after another and then exchanged."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

from tertius.measures.adjacency import Int32Array
from tertius.measures.key_players.goals import Objective
from tertius.measures.threads import StopFlag, run_jobs

SWEEPS = 3
"""How often at most the whole set is gone through for exchanges that help."""

_AT_ONCE = 1 << 16  # sets whose scores are held at once in a thread
_PARTS = 64  # into which all sets are cut at least


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes
    ----------
    score
        The best score.
    sets
        Sets that have it, each ascending, in lexicographic order; the first of them where there are too many.
    optima
        How many sets have it; as many as are in ``sets`` where not every set was tried.
    ceiling
        A score that no set of this size surpasses.
    """

    score: float
    sets: tuple[tuple[int, ...], ...]
    optima: int
    ceiling: float


def try_every_set(objective: Objective, k: int, most: int, stop: StopFlag) -> Found:
    """Try every set of k nodes and keep at most so many of the best.

    Raises
    ------
    QueryTimeoutError
        If the flag was raised.
    """
    total = comb(objective.n, k)
    step = max(1, min(_AT_ONCE, -(-total // _PARTS)))
    bests: list[tuple[float, int, list[int]] | None] = [None] * -(-total // step)
    objective.every(nth_set(objective.n, k, 0), 0, stop)  # what is computed once is not left to a thread

    def work(part: int) -> None:
        begin = part * step
        scores = objective.every(nth_set(objective.n, k, begin), min(step, total - begin), stop)
        best = float(scores.max())
        alike = np.flatnonzero(scores >= best - objective.slack)
        bests[part] = (best, len(alike), (alike[:most] + begin).tolist())

    run_jobs(work, len(bests), stop)
    parts = [part for part in bests if part is not None]
    best = max(score for score, _, _ in parts)
    alike = [part for part in parts if part[0] >= best - objective.slack]
    ranks = [rank for _, _, those in alike for rank in those][:most]
    sets = tuple(tuple(nth_set(objective.n, k, rank).tolist()) for rank in ranks)
    return Found(best, sets, sum(count for _, count, _ in alike), best)


def add_and_exchange(objective: Objective, k: int, starts: Sequence[Int32Array], stop: StopFlag) -> Found:
    """Add the node that helps most k times, then exchange one for another while that helps.

    Where one of the sets to start from (k,) is better than what adding came to, it is exchanged from there. Of nodes
    that help alike the first in the network is taken.

    Raises
    ------
    QueryTimeoutError
        If the flag was raised.
    """
    chosen = np.empty(0, dtype=np.int32)
    way = [chosen]
    score = -np.inf
    for _ in range(k):
        added, score = _best_beside(objective, chosen, objective.candidates(chosen, stop), stop)
        chosen = np.append(chosen, np.int32(added))
        way.append(chosen)
    for start in starts:
        if (reached := objective.score(start, stop)) > score + objective.slack:
            chosen, score = start, reached
    for _ in range(SWEEPS):
        before = score
        worth_trying = objective.candidates(chosen, stop)
        for place in range(k):
            others = np.delete(chosen, place)
            beside = np.setdiff1d(np.append(worth_trying, chosen[place]), others)
            added, reached = _best_beside(objective, others, beside, stop)
            if reached > score + objective.slack:
                chosen = np.insert(others, place, np.int32(added))
                score = reached
        if score <= before:
            break
    ceiling = objective.ceiling(k, [*way, chosen], stop)
    return Found(score, (tuple(sorted(chosen.tolist())),), 1, max(score, ceiling))


def nth_set(n: int, k: int, rank: int) -> Int32Array:
    """Return the set of k of n numbers that so many others precede in lexicographic order."""
    members: list[int] = []
    number = 0
    while len(members) < k:
        behind = comb(n - number - 1, k - len(members) - 1)
        if rank < behind:
            members.append(number)
        else:
            rank -= behind
        number += 1
    return np.array(members, dtype=np.int32)


def _best_beside(
    objective: Objective, members: Int32Array, candidates: Int32Array, stop: StopFlag
) -> tuple[int, float]:
    scores = objective.adding(members, candidates, stop)
    first = int(np.flatnonzero(scores >= scores.max() - objective.slack)[0])
    return int(candidates[first]), float(scores[first])
