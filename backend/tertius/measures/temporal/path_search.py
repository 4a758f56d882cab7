"""The search for the best paths that respect time, where each clause has begun and until when it lasts being given."""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tertius.measures.network import BoolArray, Network
from tertius.measures.threads import StopFlag, go_on

PathKind = Literal["earliest", "latest", "fastest", "shortest"]
"""What is best: the earliest arrival, the latest departure, the fewest days on the way, the fewest steps."""


@dataclass(frozen=True, slots=True)
class Step:
    """One edge of a path.

    Attributes
    ----------
    source, target
        Ids of the nodes it leads from and to.
    edge
        Its position in the network.
    ties
        Ids of the ties that it stands on, in order: those of the clause that is used.
    from_day, to_day
        The days on which it can be taken, after the steps before and before the steps after. Of a path that is certain:
        in every reading the first such day is no later than ``from_day``, and the last no earlier than ``to_day``.
        There ``from_day`` may be after ``to_day``, when a source says only that the tie held at some time between.
    """

    source: str
    target: str
    edge: int
    ties: tuple[str, ...]
    from_day: date
    to_day: date


@dataclass(frozen=True, slots=True)
class Route:
    """A path, and what is best about it.

    Attributes
    ----------
    value
        ``earliest``: the day of arrival. ``latest``: the day of departure. ``fastest``: days from departure to arrival,
        0 when all of it can be done on one day. ``shortest``: steps.
    steps
        The path. Empty from a node to itself.
    """

    value: date | int
    steps: tuple[Step, ...]

    @property
    def nodes(self) -> tuple[str, ...]:
        """Ids of the nodes on the way, both ends included; none for the empty path."""
        return (*(step.source for step in self.steps[:1]), *(step.target for step in self.steps))


@dataclass(frozen=True, slots=True)
class _Label:
    """A path from where the search began: its last node, latest start, earliest end, and days needed so far."""

    node: int
    start: int
    end: int
    days: int
    before: "_Label | None"
    clause: int


class PathSearch:
    """Searches over clauses that have begun by ``starts`` and last until ``ends``.

    A path respects time iff no start is after the end of a later step, and each lies within the window. Within one step
    a start may be after the end: that is a tie known to have held at some time between, on no certain day.
    """

    def __init__(
        self,
        network: Network,
        starts: Iterable[int],
        ends: Iterable[int],
        usable: Iterable[bool],
        mask: BoolArray | None,
        window: tuple[int, int],
        stop: StopFlag | None,
    ) -> None:
        self._network = network
        self._starts = [int(day) for day in starts]
        self._ends = [int(day) for day in ends]
        self._first, self._last = window
        self._stop = stop
        self._clauses = [(edge, clause) for edge, clauses in enumerate(network.clauses) for clause in clauses]
        self._out: list[list[tuple[int, int]]] = [[] for _ in range(network.n)]
        self._into: list[list[tuple[int, int]]] = [[] for _ in range(network.n)]
        for clause, ((edge, _), fit) in enumerate(zip(self._clauses, usable, strict=True)):
            if fit and (mask is None or mask[edge]):
                a, b = int(network.sources[edge]), int(network.targets[edge])
                for tail, head in [(a, b)] if network.directed else [(a, b), (b, a)]:
                    self._out[tail].append((clause, head))
                    self._into[head].append((clause, tail))

    def best(self, kind: PathKind, begin: int, wanted: Sequence[int]) -> dict[int, Route | None]:
        """Return the best path between one node and each of those wanted."""
        if kind == "fastest":
            labels = self._fastest(begin, wanted)
        else:
            rounds = self._rounds(begin, backwards=kind == "latest")
            labels = {node: several[0 if kind == "shortest" else -1] for node, several in rounds.items()}
        return {node: self._route(kind, labels[node]) if node in labels else None for node in wanted}

    def _rounds(self, begin: int, *, backwards: bool = False) -> dict[int, list[_Label]]:
        """Return for each node reached its labels: the fewest steps first, then each with more steps that is earlier.

        Backwards, time runs the other way: days change their sign, starts and ends their places.
        """
        starts, ends, first, last, arcs = self._starts, self._ends, self._first, self._last, self._out
        if backwards:
            starts, ends = [-day for day in self._ends], [-day for day in self._starts]
            first, last, arcs = -self._last, -self._first, self._into
        labels = {begin: [_Label(begin, first, last, 0, None, -1)]}
        improved = [labels[begin][0]]
        while improved:
            self._check()
            arrived: dict[int, _Label] = {}
            for label in improved:
                for clause, head in arcs[label.node]:
                    start = max(label.start, starts[clause])
                    if label.start > ends[clause] or start > last:
                        continue
                    best = arrived.get(head) or (labels[head][-1] if head in labels else None)
                    if best is None or start < best.start:
                        arrived[head] = _Label(head, start, last, 0, label, clause)
            for head, label in arrived.items():
                labels.setdefault(head, []).append(label)
            improved = [arrived[head] for head in sorted(arrived)]
        return labels

    def _fastest(self, begin: int, wanted: Sequence[int]) -> dict[int, _Label]:
        """Return for each node wanted a label with the fewest days, taking labels in the order of their days.

        A label is dropped when one already taken at its node started no later and ended no earlier: nothing that
        follows it would be better for it.
        """
        missing = set(wanted) & self._rounds(begin).keys()
        taken: list[list[tuple[int, int]]] = [[] for _ in range(self._network.n)]
        found: dict[int, _Label] = {}
        count = 0
        heap = [(0, 0, count, _Label(begin, self._first, self._last, 0, None, -1))]
        while heap and missing:
            days, steps, number, label = heapq.heappop(heap)
            if any(start <= label.start and label.end <= end for start, end in taken[label.node]):
                continue
            taken[label.node].append((label.start, label.end))
            if label.node in missing:
                missing.remove(label.node)
                found[label.node] = label
            if number % 256 == 0:
                self._check()
            for clause, head in self._out[label.node]:
                start = max(label.start, self._starts[clause])
                if label.start > self._ends[clause] or start > self._last:
                    continue
                end = min(label.end, self._ends[clause])
                if any(other <= start and end <= until for other, until in taken[head]):
                    continue
                count += 1
                # Only a step that begins after an earlier one may have ended makes one wait.
                wait = max(days, self._starts[clause] - label.end)
                heapq.heappush(heap, (wait, steps + 1, count, _Label(head, start, end, wait, label, clause)))
        return found

    def _route(self, kind: PathKind, label: _Label) -> Route:
        chain: list[tuple[int, int]] = []  # (clause, the node it leads to), from the end that the search reached
        days, at = label.days, label
        while at.before is not None:
            chain.append((at.clause, at.node))
            at = at.before
        nodes = [at.node, *(node for _, node in reversed(chain))]
        clauses = [clause for clause, _ in reversed(chain)]
        if kind == "latest":
            nodes.reverse()
            clauses.reverse()
        from_days, day = [], self._first
        for clause in clauses:
            day = max(day, self._starts[clause])
            from_days.append(day)
        to_days, day = [], self._last
        for clause in reversed(clauses):
            day = min(day, self._ends[clause])
            to_days.append(day)
        steps = tuple(
            self._step(clause, (a, b), (start, end))
            for clause, a, b, start, end in zip(
                clauses, nodes[:-1], nodes[1:], from_days, reversed(to_days), strict=True
            )
        )
        value: date | int = days if kind == "fastest" else len(steps)
        if kind == "earliest":
            value = steps[-1].from_day if steps else date.fromordinal(self._first)
        elif kind == "latest":
            value = steps[0].to_day if steps else date.fromordinal(self._last)
        return Route(value, steps)

    def _step(self, clause: int, ends: tuple[int, int], days: tuple[int, int]) -> Step:
        edge, ties = self._clauses[clause]
        source, target = (self._network.ids[end] for end in ends)
        from_day, to_day = (date.fromordinal(day) for day in days)
        return Step(source, target, edge, tuple(sorted(self._network.ties[tie].id for tie in ties)), from_day, to_day)

    def _check(self) -> None:
        go_on(self._stop, "a smaller network or both ends of the path")
