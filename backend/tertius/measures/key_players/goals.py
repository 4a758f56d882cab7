"""What a set of key players is to be good at, in the form that a search for the best set needs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb
from typing import Literal, Protocol, get_args

import numpy as np

from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency, Int32Array
from tertius.measures.key_players.fragmentation import Cohesion, left_now, left_without_each
from tertius.measures.network import FloatArray, Network
from tertius.measures.positions import as_mask
from tertius.measures.threads import StopFlag, run_blocks
from tertius.wording import counted

Goal = Literal["fragment", "distance_fragment", "reach", "distance_reach"]
"""What the set is to do.

``fragment``, ``distance_fragment``
    Leave the network as fragmented as can be without them: F and dF, see `tertius.measures.key_players.fragmentation`.
``reach``, ``distance_reach``
    Reach as much of it as can be: nodes no more than so many steps from the nearest member; or Σ 1 / d, d being the
    steps from the nearest member and 1 / d = 0 where no path leads. In directed networks paths lead out of the set.
"""

CANDIDATES = 16
"""How many nodes a search tries at least where trying one means searching the network from all its nodes."""

TRIED_AT_ONCE = 1e8
"""Elementary steps that trying nodes beside a set may take; where more would be needed only some nodes are tried."""

_LEVELS = 6  # steps that a search from a node usually takes: the cost of dF is reckoned with

_CHARGED = 64  # sets of which the charges are kept

_ROUNDS = 20  # of setting nodes aside, at most, for the bound of fragmentation


class Objective(Protocol):
    """A goal on one network. Scores are whole or real numbers, the higher the better, of sets of one size k.

    Attributes
    ----------
    n
        Number of nodes.
    slack
        Scores no further apart are alike: sums differ in rounding.
    """

    n: int
    slack: float

    def value(self, score: float, k: int) -> float:
        """Turn the score of a set of k nodes into what is reported."""

    def score(self, members: Int32Array, stop: StopFlag) -> float:
        """Return a set's score."""

    def every(self, first: Int32Array, count: int, stop: StopFlag) -> FloatArray:
        """Return the scores of a set (k,) and those after it in lexicographic order (count,)."""

    def cost(self, k: int) -> float:
        """Return about how many elementary steps the scores of all sets of k nodes take."""

    def trying(self, count: int) -> float:
        """Return about how many elementary steps `adding` takes for so many candidates."""

    def bounding(self) -> float:
        """Return about how many elementary steps `bounds` takes."""

    def candidates(self, members: Int32Array, stop: StopFlag) -> Int32Array:
        """Return the nodes worth trying beside a set, ascending."""

    def adding(self, members: Int32Array, candidates: Int32Array, stop: StopFlag) -> FloatArray:
        """Return the score of a set with each candidate added (c,)."""

    def bounds(self, members: Int32Array, stop: StopFlag) -> Sequence[tuple[float, FloatArray]]:
        """Return bounds on what any nodes add to a set: a number each, and what each node adds to it at most (n,).

        No set that holds the members, or some of them, and others besides scores more than the number and what these
        others add to it.
        """

    def ceiling(self, k: int, way: Sequence[Int32Array], stop: StopFlag) -> float:
        """Return a score that no set of k nodes surpasses, seen from the sets that a search went through."""


@dataclass(frozen=True)
class Purpose:
    """A goal with its conventions.

    Attributes
    ----------
    goal
        See `Goal`.
    steps
        m of ``reach``.
    count_members
        Whether the set counts among those it reaches.
    """

    goal: Goal
    steps: int = 2
    count_members: bool = False

    def checked(self, n: int, size: int) -> "Purpose":
        """Return itself where there are sets of this size in a network of n nodes.

        Raises
        ------
        InputError
            If there are none, or the goal or the steps are not as said.
        """
        if self.goal not in get_args(Goal):
            raise InputError(
                f"There is no goal {self.goal!r}", where="goal", next_step=f"Take one of {', '.join(get_args(Goal))}."
            )
        if self.steps < 1:
            raise InputError(
                f"Nobody else is reached in {counted(self.steps, 'step')}", where="steps", next_step="Take at least 1."
            )
        most = n - 2 if self.removes else n
        if not 1 <= size <= most:
            raise InputError(
                f"There is no set of {size} key players in a network of {n} nodes",
                where="size",
                next_step=f"Take a size from 1 to {most}{', so that a pair of others remains' if self.removes else ''}."
                if most > 0
                else "Choose a larger network.",
            )
        return self

    @property
    def removes(self) -> bool:
        """Whether the set is taken away."""
        return self.goal in ("fragment", "distance_fragment")

    def on(self, network: Network, arcs: Adjacency) -> Objective:
        """Return the goal on a network, of which these arcs are there."""
        if self.goal == "fragment":
            return Fragmenting(arcs, "connected", network.directed)
        if self.goal == "distance_fragment":
            return Fragmenting(arcs, "distance", network.directed)
        return Reaching(arcs, self.worth_by_steps(arcs.n), self.count_members)

    def worth_by_steps(self, n: int) -> FloatArray:
        """Return what a node at 0, 1, … steps from the set is worth (h,), 0 further away; a member is worth 1."""
        if self.goal == "reach":
            return np.ones(min(self.steps, max(n - 1, 0)) + 1)
        return np.asarray(1.0 / np.maximum(np.arange(max(n, 1)), 1.0))


class Fragmenting:
    """Scores are minus what is left without the set: ordered pairs linked, or the sum of 1 / d."""

    def __init__(self, arcs: Adjacency, by: Cohesion, directed: bool) -> None:
        self.n = arcs.n
        self.slack = max(1e-9, 1e-12 * arcs.n * arcs.n)
        self._arcs = arcs
        self._by = by
        self._directed = directed
        self._by_components = by == "connected" and not directed
        self._charged: dict[bytes, FloatArray] = {}
        tails = np.repeat(np.arange(arcs.n, dtype=np.int32), np.diff(arcs.start))
        self._tails = tails

    def value(self, score: float, k: int) -> float:
        """Return F or dF."""
        remaining = self.n - k
        return 1.0 + score / (remaining * (remaining - 1))

    def score(self, members: Int32Array, stop: StopFlag) -> float:
        """Return minus what is left without the set."""
        gone = as_mask(self.n, members.tolist())
        return -left_now(self._arcs, gone, self._by, stop, fast=self._by_components)

    def every(self, first: Int32Array, count: int, stop: StopFlag) -> FloatArray:
        """Return the scores of sets in lexicographic order."""
        from tertius.measures.kernels.removing import pairs_left_without_sets, spread_left_without_sets

        left = np.zeros(count)
        if self._by_components:
            pairs_left_without_sets(self._arcs.start, self._arcs.heads, first, left, stop)
        else:
            inverse = self._by == "distance"
            spread_left_without_sets(self._arcs.start, self._arcs.heads, first, inverse, left, stop)
        return -left

    def cost(self, k: int) -> float:
        """Return the elementary steps: undirected sets that differ in the last node share one search."""
        once = 3.0 * self.n + len(self._arcs.heads)
        if self._by_components:
            return _sets(self.n, k - 1) * 4 * once + _sets(self.n, k) * 4
        return self.trying(1) * _sets(self.n, k)

    def trying(self, count: int) -> float:
        """Return the steps of one search for all candidates, or of one from every node for each."""
        once = 3.0 * self.n + len(self._arcs.heads)
        return 4 * once if self._by_components else count * _LEVELS * -(-self.n // 64) * once

    def bounding(self) -> float:
        """Return the steps of a search from every node."""
        return 2.0 * self.n * (3.0 * self.n + len(self._arcs.heads))

    def candidates(self, members: Int32Array, stop: StopFlag) -> Int32Array:
        """Return all others, or where that would take too long those that could take most away."""
        others = np.setdiff1d(np.arange(self.n, dtype=np.int32), members)
        tried = len(others) if self._by_components else max(CANDIDATES, int(TRIED_AT_ONCE / self.trying(1)))
        if len(others) <= tried:
            return others
        charges = self._charges(members, stop)[others]
        return np.sort(others[np.argsort(-charges, kind="stable")[:tried]])

    def adding(self, members: Int32Array, candidates: Int32Array, stop: StopFlag) -> FloatArray:
        """Return minus what is left without the set and each candidate."""
        gone = as_mask(self.n, members.tolist())
        return -left_without_each(self._arcs, gone, candidates, self._by, self._directed, stop)

    def ceiling(self, k: int, way: Sequence[Int32Array], stop: StopFlag) -> float:
        """Return a bound by charging pairs to the nodes that could part them.

        A set S of k nodes leaves no less than S and any set A together do. Without A, S parts a pair only if it holds
        an end or hits all shortest paths between; `charge_pairs` then charges S with no less than the pair is worth. So
        S leaves at least what A leaves, less the k largest charges. The same holds for the pairs of neighbours alone,
        which charge nothing but their ends. A is nobody at first; it grows by the k nodes with the largest charges,
        hubs that so many pairs depend on, as long as the bound falls. The way of the search adds nothing to this.
        """
        aside = np.empty(0, dtype=np.int32)
        least = self._left_at_least(aside, k, stop)
        for _ in range(_ROUNDS):
            charges = self._charges(aside, stop)
            aside = np.append(aside, np.argsort(-charges, kind="stable")[:k].astype(np.int32))
            known = self._left_at_least(aside, k, stop)
            if known <= least:
                break
            least = known
        return -least

    def bounds(self, members: Int32Array, stop: StopFlag) -> Sequence[tuple[float, FloatArray]]:
        """Return what charging all pairs says, and what charging the pairs of neighbours with their ends says."""
        there = ~as_mask(self.n, members.tolist())
        between = there[self._tails] & there[self._arcs.heads]
        ends = np.concatenate([self._tails[between], self._arcs.heads[between]])
        at_ends = np.bincount(ends, minlength=self.n).astype(np.float64)
        return (self.score(members, stop), self._charges(members, stop)), (-float(between.sum()), at_ends)

    def _left_at_least(self, aside: Int32Array, k: int, stop: StopFlag) -> float:
        return max(0.0, *(-score - largest(charges, k) for score, charges in self.bounds(aside, stop)))

    def _charges(self, members: Int32Array, stop: StopFlag) -> FloatArray:
        from tertius.measures.kernels.charging import charge_pairs

        key = np.sort(members).tobytes()
        if key not in self._charged:
            if len(self._charged) >= _CHARGED:
                self._charged.clear()
            there = ~as_mask(self.n, members.tolist())
            kept = there[self._tails] & there[self._arcs.heads]
            start = np.zeros(self.n + 1, dtype=np.int32)
            np.cumsum(np.bincount(self._tails[kept], minlength=self.n), out=start[1:])
            begin, heads = start.view(np.uint32), self._arcs.heads[kept].view(np.uint32)
            inverse = self._by == "distance"
            self._charged[key] = _summed(
                self.n, lambda a, b, into: charge_pairs(begin, heads, inverse, a, b, into, stop), stop
            )
        return self._charged[key]


class Reaching:
    """Scores are the worth of all nodes to the set, members among them."""

    def __init__(self, arcs: Adjacency, worth: FloatArray, count_members: bool) -> None:
        self.n = arcs.n
        self.slack = max(1e-9, 1e-12 * arcs.n)
        self._arcs = arcs
        self._worth = worth
        self._count_members = count_members
        self._table: FloatArray | None = None
        self._alone: FloatArray | None = None

    def value(self, score: float, k: int) -> float:
        """Return the reach, without the members themselves where they do not count."""
        return score if self._count_members else score - k

    def score(self, members: Int32Array, stop: StopFlag) -> float:
        """Return the worth of all nodes to a set."""
        from tertius.measures.kernels.reaching import hops_from

        hops = np.empty(self.n, dtype=np.int32)
        hops_from(self._arcs.start, self._arcs.heads, members, hops)
        return float(self._worth[hops[hops < len(self._worth)]].sum())

    def every(self, first: Int32Array, count: int, stop: StopFlag) -> FloatArray:
        """Return the scores of sets in lexicographic order."""
        from tertius.measures.kernels.reaching import worth_of_sets, worth_table

        if len(first) == 1:  # one by one, without n² numbers
            if self._alone is None:
                self._alone = self._gains(np.empty(0, dtype=np.int32), stop)[1]
            return self._alone[first[0] : first[0] + count]
        if self._table is None:
            table = np.zeros((self.n, self.n))
            worth_table(self._arcs.start, self._arcs.heads, self._worth, 0, self.n, table, stop)
            self._table = table
        values = np.zeros(count)
        worth_of_sets(self._table, first, values, stop)
        return values

    def cost(self, k: int) -> float:
        """Return the elementary steps: from every node a search, and for every set the best over its members."""
        return self.bounding() + _sets(self.n, k) * (self.n + 10.0)

    def trying(self, count: int) -> float:
        """Return the steps of a search from every node, whatever the count."""
        return self.bounding()

    def bounding(self) -> float:
        """Return the steps of a search from every node."""
        return float(self.n * (self.n + len(self._arcs.heads)))

    def candidates(self, members: Int32Array, stop: StopFlag) -> Int32Array:
        """Return all others."""
        return np.setdiff1d(np.arange(self.n, dtype=np.int32), members)

    def adding(self, members: Int32Array, candidates: Int32Array, stop: StopFlag) -> FloatArray:
        """Return the worth of all nodes to the set with each candidate."""
        score, gains = self._gains(members, stop)
        return np.asarray(score + gains[candidates])

    def ceiling(self, k: int, way: Sequence[Int32Array], stop: StopFlag) -> float:
        """Return the bound of submodular functions: a set's own score, and the k largest gains of one more node.

        It is the least of those that the sets on the way give.
        """
        sums = (score + largest(gains, k) for members in way for score, gains in self.bounds(members, stop))
        return min(float(self.n), *sums)

    def bounds(self, members: Int32Array, stop: StopFlag) -> Sequence[tuple[float, FloatArray]]:
        """Return the score of the members and what each other node alone would add to it."""
        return (self._gains(members, stop),)

    def _gains(self, members: Int32Array, stop: StopFlag) -> tuple[float, FloatArray]:
        from tertius.measures.kernels.reaching import gains_of_each, hops_from

        hops = np.empty(self.n, dtype=np.int32)
        hops_from(self._arcs.start, self._arcs.heads, members, hops)
        gains = np.zeros(self.n)

        def work(_: int, first: int, last: int) -> None:
            gains_of_each(self._arcs.start, self._arcs.heads, self._worth, hops, first, last, gains, stop)

        run_blocks(work, self.n, stop)
        return self.score(members, stop), gains


def _sets(n: int, k: int) -> float:
    return float(min(comb(n, k), 10**30))  # beyond that a float might not hold it, and nobody waits for it


def largest(numbers: FloatArray, k: int) -> float:
    """Return the sum of the k largest numbers."""
    return float(np.sort(numbers)[-k:].sum())


def _summed(n: int, add: Callable[[int, int, FloatArray], None], stop: StopFlag) -> FloatArray:
    """Add up what blocks of sources write, in their order, so that threads do not change the sum."""
    parts: dict[int, FloatArray] = {}

    def work(block: int, first: int, last: int) -> None:
        into = np.zeros(n)
        add(first, last, into)
        parts[block] = into

    run_blocks(work, n, stop)
    return np.sum([parts[block] for block in sorted(parts)], axis=0) if parts else np.zeros(n)
