"""Time-respecting paths between nodes: earliest arrival, latest departure, fastest, shortest, and how sure each is.

What follows one tie after another, no tie used before the one that leads to it: news, money, a man on the run.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from tertius.errors import InputError, QueryTimeoutError
from tertius.measures.adjacency import checked_mask
from tertius.measures.network import BoolArray, Network
from tertius.measures.temporal.spans import EdgeSpans, check_span
from tertius.measures.threads import StopFlag
from tertius.model.dates import OPEN_END, OPEN_START

PathKind = Literal["earliest", "latest", "fastest", "shortest"]
"""What is best: the earliest arrival, the latest departure, the fewest days on the way, the fewest steps."""

Verdict = Literal["certain", "possible", "impossible"]
"""One path respects time in every reading of the dates; in some reading there is one; in no reading is there any."""


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
class TemporalPath:
    """How one node reaches another in time.

    Attributes
    ----------
    source, target
        Ids of the two.
    verdict
        Whether there is a path.
    possible
        The best path under the reading that is kindest to it, every tie lasting as long as its dates allow; no reading
        gives a better value. None when it is impossible.
    certain
        The best path among those that respect time in every reading, with the value that it guarantees: the arrival is
        no later, the departure no earlier, days and steps no more, whatever the reading. None unless it is certain.
    """

    source: str
    target: str
    verdict: Verdict
    possible: Route | None
    certain: Route | None


def time_respecting_paths(
    network: Network,
    kind: PathKind,
    *,
    source: str | None = None,
    target: str | None = None,
    first: date = OPEN_START,
    last: date = OPEN_END,
    mask: BoolArray | None = None,
    stop: StopFlag | None = None,
) -> tuple[TemporalPath, ...]:
    """Find the best time-respecting paths of one kind.

    A path uses edge after edge, each on a day on which it holds, within the span and no earlier than the edge before.
    Ties last, so an edge can be used on any day that it holds; using it takes no time, waiting is allowed. A path's
    departure is the day of its first step, its arrival that of its last.

    Dates being uncertain, a *reading* gives each tie one of its admissible spells. A path is **possible** if it
    respects time in some reading; it then does in the one where every tie lasts as long as it may. It is **certain** if
    it does so in every reading, be it on other days in each: exactly if any tie of a step has begun, for certain, by
    the first day on which a tie of a later step may have ended (from_latest ≤ to_earliest), the ties of one step meet
    for certain, and each certainly touches the span. The verdict is ``certain`` if one such path exists.

    Parameters
    ----------
    network
        Any network; directed edges are used along their direction only.
    kind
        What is best.
    source, target
        Ids of the ends. One may be left out: all other nodes then stand for it.
    first, last
        The span, both days included.
    mask
        (m,) True where an edge is there; all are when not given.
    stop
        A flag that another thread or process may raise.

    Returns
    -------
    tuple of TemporalPath
        One for each pair asked for, in the order of ``network.ids``; those that cannot be reached too. From a node to
        itself the empty path: certain, arriving on ``first``, leaving on ``last``.

    Raises
    ------
    InputError
        If neither end is given or one is unknown, the kind is, the span ends before it begins, or the mask does not
        fit.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Strictness: it does not count as certain that in every reading there is some path, now this one, now that one. Nor
    is it seen that a tie used by two steps has the same spell in both: its uses are held apart, which matters only for
    a tie without a single certain day. So ``certain`` is never said wrongly, and is exact for one path of distinct
    ties; ``possible`` and ``impossible`` are said exactly when no such path exists. Undated ties allow any path and
    make none certain, unless the span is all of time.

    Of ``earliest``, ``latest`` and ``shortest``, the path given is one of those with the fewest steps; of ``shortest``,
    among these, one that arrives first. Likelihoods are not looked at: mask by sampled worlds for those.

    Time: ``earliest`` and ``shortest`` O(rounds · clauses), rounds being the steps of the longest path given; so is
    ``latest`` to one target. ``fastest`` keeps for each node the pairs of last start and first end that no other pair
    beats, up to the number of distinct days. With ``target`` alone, or ``latest`` from one source to all, a search for
    each node.

    References
    ----------
    Wu, H., Cheng, J., Huang, S., Ke, Y., Lu, Y. & Xu, Y. (2014). Path problems in temporal graphs. Proc. VLDB Endowment
    7(9), 721–732: the four kinds. Holme, P. & Saramäki, J. (2012). Temporal networks. Physics Reports 519(3), 97–125:
    edges with intervals, time-respecting paths. Uncertain dates: ours.
    """
    check_span(first, last)
    if kind not in get_args(PathKind):
        raise InputError(
            f"There is no kind of path {kind!r}",
            where="kind",
            next_step=f"Take one of {', '.join(get_args(PathKind))}.",
        )
    if source is None and target is None:
        raise InputError(
            "Neither end of the paths is given", where="source, target", next_step="Give at least one of the two."
        )
    begins = None if source is None else network.position(source)
    ends = None if target is None else network.position(target)
    present = checked_mask(network, mask)
    spans = EdgeSpans.of(network)
    window = (first.toordinal(), last.toordinal())
    possible = _Search(
        network, spans.could_start, spans.could_end, spans.could_start <= spans.could_end, present, window, stop
    )
    certain = _Search(network, spans.begun, spans.lasted, spans.meet, present, window, stop)
    found = []
    for one, others in _questions(network.n, kind, begins, ends):
        sure = certain.best(kind, one, others)
        for other, route in possible.best(kind, one, others).items():
            a, b = (other, one) if kind == "latest" else (one, other)
            assured = sure[other]
            verdict: Verdict = "certain" if assured else "possible" if route else "impossible"
            found.append(((a, b), TemporalPath(network.ids[a], network.ids[b], verdict, route, assured)))
    return tuple(path for _, path in sorted(found, key=lambda pair: pair[0]))


def _questions(n: int, kind: PathKind, source: int | None, target: int | None) -> Iterator[tuple[int, list[int]]]:
    """Yield where each search begins, and the nodes it is about; searches for the latest departure run backwards."""
    near, far = (target, source) if kind == "latest" else (source, target)
    if near is not None:
        yield near, [far] if far is not None else [node for node in range(n) if node != near]
    elif far is not None:
        for node in range(n):
            if node != far:
                yield node, [far]


@dataclass(frozen=True, slots=True)
class _Label:
    """A path from where the search began: its last node, latest start, earliest end, and days needed so far."""

    node: int
    start: int
    end: int
    days: int
    before: "_Label | None"
    clause: int


class _Search:
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
        if self._stop is not None and self._stop[0]:
            raise QueryTimeoutError(
                "The search for paths was stopped before it was done",
                next_step="Give it more time, a smaller network or both ends of the path.",
            )
