"""Search for the best set of nodes: every set tried, or one node after another, exchanged, and others ruled out."""

import heapq
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

from tertius.measures.adjacency import Int32Array
from tertius.measures.key_players.goals import Objective, largest
from tertius.measures.threads import StopFlag, run_jobs

STEPS = 3e9
"""Elementary steps that exchanging nodes may take, ruling sets out, and beginning again: some seconds each."""

ROUNDS = 3
"""How often the first set is gone through for exchanges whatever that takes."""

RESTARTS = 50
"""How often at most exchanging begins anew, from the best set with half of its nodes drawn anew."""

_LEAST_STEPS = 5e5  # that any part of a search is reckoned with, in small networks: what calling it takes
_LISTED = 10_000  # best sets that are noted while others are ruled out
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
        How many sets have it; as many as are in ``sets`` where that is not known.
    complete
        Whether every set was tried or ruled out, so that ``optima`` is known.
    ceiling
        A score that no set of this size surpasses.
    """

    score: float
    sets: tuple[tuple[int, ...], ...]
    optima: int
    complete: bool
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
    return Found(best, sets, sum(count for _, count, _ in alike), True, best)


def add_and_exchange(objective: Objective, k: int, starts: Sequence[Int32Array], *, most: int, stop: StopFlag) -> Found:
    """Add the node that helps most k times, then exchange one for another while that helps.

    Exchanging begins from what adding came to, and from each of the sets to start from (k,). Of nodes that help alike
    the first in the network is taken. At most so many of the best sets that were met are kept.

    Raises
    ------
    QueryTimeoutError
        If the flag was raised.
    """
    climber = _Climber(objective, k, stop)
    chosen = np.empty(0, dtype=np.int32)
    way = [chosen]
    for _ in range(k):
        candidates = objective.candidates(chosen, stop)
        scores = objective.adding(chosen, candidates, stop)
        first = int(np.flatnonzero(scores >= scores.max() - objective.slack)[0])
        chosen = np.append(chosen, candidates[first])
        way.append(chosen)
    climber.climb(chosen, at_least=ROUNDS)
    for start in sorted(starts, key=lambda one: -objective.score(one, stop)):
        climber.climb(start)
    best = np.array(climber.sets[0], dtype=np.int32)
    return climber.found(max(climber.score, objective.ceiling(k, [*way, best], stop)), most)


def begin_again(objective: Objective, k: int, found: Found, *, most: int, seed: int, stop: StopFlag) -> Found:
    """Exchange nodes from the best set with half of them drawn anew, up to `RESTARTS` times.

    Raises
    ------
    QueryTimeoutError
        If the flag was raised.
    """
    climber = _Climber(objective, k, stop)
    climber.score, climber.sets = found.score, list(found.sets)
    rng = np.random.default_rng(seed)
    for _ in range(RESTARTS):
        if climber.spent > STEPS or found.ceiling <= climber.score + objective.slack:
            break
        kept = rng.permutation(np.array(climber.sets[0], dtype=np.int32))[: k // 2]
        others = np.setdiff1d(np.arange(objective.n, dtype=np.int32), kept)
        climber.climb(np.append(kept, rng.choice(others, k - len(kept), replace=False)))
    return climber.found(max(climber.score, found.ceiling), most)


class _Climber:
    """Exchanges nodes of sets while that helps, and remembers the best sets that it met."""

    def __init__(self, objective: Objective, k: int, stop: StopFlag) -> None:
        self.score = -np.inf
        self.sets: list[tuple[int, ...]] = []
        self.spent = 0.0
        self._objective = objective
        self._k = k
        self._stop = stop

    def climb(self, members: Int32Array, at_least: int = 0) -> None:
        """Exchange one node after another for the best in its place, round and round until none can be bettered.

        ``at_least`` so many rounds are begun, though it takes more than `STEPS`.
        """
        objective, chosen = self._objective, members
        score = objective.score(chosen, self._stop)
        self._note(score, [chosen])
        unchanged = tried = 0
        while unchanged < self._k and (self.spent <= STEPS or tried < at_least * self._k):
            place = tried % self._k
            if place == 0:
                worth_trying = objective.candidates(chosen, self._stop)
            others = np.delete(chosen, place)
            beside = np.setdiff1d(np.append(worth_trying, chosen[place]), others)
            scores = objective.adding(others, beside, self._stop)
            self.spent += max(_LEAST_STEPS, objective.trying(len(beside)))
            unchanged += 1
            tried += 1
            best = float(scores.max())
            alike = beside[scores >= best - objective.slack]
            if best > score + objective.slack:
                chosen, score, unchanged = np.insert(others, place, alike[0]), best, 1
            self._note(best, [np.append(others, one) for one in alike])

    def found(self, ceiling: float, most: int) -> Found:
        """Return the best of what was met."""
        sets = sorted(self.sets)[:most]
        return Found(self.score, tuple(sets), len(sets), False, ceiling)

    def _note(self, score: float, sets: Sequence[Int32Array]) -> None:
        if score > self.score + self._objective.slack:
            self.score, self.sets = score, []
        if score >= self.score - self._objective.slack and len(self.sets) < _LISTED:
            new = (tuple(sorted(one.tolist())) for one in sets)
            self.sets = list(dict.fromkeys((*self.sets, *new)))


def rule_out(objective: Objective, k: int, found: Found, *, all_best: bool, most: int, stop: StopFlag) -> Found:
    """Rule out sets that no bound lets be better than what was found, and try what is left: branch and bound.

    Sets that share some nodes and avoid others make a branch. Of all branches the one with the highest bound is taken
    next, and cut by the node that could add most; where one node is missing all are tried. So the highest bound of what
    is left falls, and no set surpasses it; once it is that of the best set, this one is proved best; once it is lower,
    all best sets are known. Stops before it takes more than `STEPS`, or notes too many sets that are equally good.

    Parameters
    ----------
    objective, k
        The goal, and the size of the sets.
    found
        The best set so far and a bound to begin with.
    all_best
        Go on until all sets that are as good as the best are known, and not only that none is better.
    most
        Best sets to list.
    stop
        A flag that another thread or process may raise.

    Raises
    ------
    QueryTimeoutError
        If the flag was raised.

    References
    ----------
    Land, A. H. & Doig, A. G. (1960). An automatic method of solving discrete programming problems. Econometrica 28(3),
    497–520.
    """
    slack = objective.slack
    score, sets, spent = found.score, dict.fromkeys(found.sets), 0.0
    everybody = np.arange(objective.n, dtype=np.int32)
    numbers = itertools.count()
    branches = [(-found.ceiling, next(numbers), np.empty(0, dtype=np.int32), everybody)]
    listed: list[tuple[int, ...]] = []
    while branches and -branches[0][0] >= score - 4 * slack:  # a bound is a sum, too, and rounded
        bound, _, members, free = heapq.heappop(branches)
        missing = k - len(members)
        steps = objective.trying(len(free)) if missing == 1 else objective.bounding()
        spent += max(_LEAST_STEPS, steps)
        proved = -bound <= score + slack
        if spent > STEPS or len(listed) > _LISTED or (proved and not all_best):
            best = sorted({*sets, *listed})[:most]
            return Found(score, tuple(best), len(best), False, score if proved else -bound)
        if missing == 1:
            scores = objective.adding(members, free, stop)
            if scores.max() > score + slack:
                score, sets, listed = float(scores.max()), {}, []
            listed += [tuple(sorted((*members.tolist(), one))) for one in free[scores >= score - slack].tolist()]
            continue
        bounds = objective.bounds(members, stop)
        own = min(-bound, *(number + largest(adds[free], missing) for number, adds in bounds))
        number, adds = bounds[0]
        ordered = free[np.argsort(-adds[free], kind="stable")]
        sums = np.concatenate([[0.0], np.cumsum(adds[ordered])])
        # Each branch holds one more node and avoids those before it; they are in order of what the next ones add.
        for at, next_sum in enumerate((sums[missing:] - sums[: len(sums) - missing]).tolist()):
            if min(own, number + next_sum) < score - 4 * slack:
                break
            branch = (-min(own, number + next_sum), next(numbers), np.append(members, ordered[at]), ordered[at + 1 :])
            heapq.heappush(branches, branch)
    best = sorted({*sets, *listed})
    return Found(score, tuple(best[:most]), len(best), True, score)


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
