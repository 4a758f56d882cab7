"""When each edge of a network holds: its clauses' bounds, compiled once, asked for any span of days."""

from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Literal, get_args

import numpy as np

from tertius.errors import InputError
from tertius.measures.network import BoolArray, IntArray, Network
from tertius.model.dates import OPEN_END, OPEN_START

Dates = Literal["certain", "possible"]
"""Whether dates have to prove that something holds, or need only allow it."""

ALWAYS = (OPEN_START.toordinal(), OPEN_END.toordinal())
"""The first and the last day there is, as ordinals."""


@dataclass(frozen=True)
class EdgeSpans:
    """When the clauses of m edges hold, as ordinals of days (`datetime.date.toordinal`). Make it with `EdgeSpans.of`.

    All ties of a clause must hold at one time. Spells are intervals, and intervals that meet two by two all meet
    (Helly's theorem on the line), so it is enough to compare the ties in pairs, the span of days asked for being one.

    Attributes
    ----------
    start
        (m + 1,) Where each edge's clauses begin.
    could_start, could_end
        (c,) First and last day on which all ties of the clause can hold: latest ``from_earliest``, earliest
        ``to_latest``. Beyond each other when the ties can never hold together.
    begun, lasted
        (c,) All ties have begun by the one for certain, and last until the other for certain: latest ``from_latest``,
        earliest ``to_earliest``. ``begun`` may lie after ``lasted``: then no single day is certain, a longer span may
        be.
    meet
        (c,) Whether the ties of the clause share a day in every admissible reading.
    undated
        (m,) Edges of whose time nothing is known: no clause has a day that is ruled out, or one that is certain.
    """

    start: IntArray
    could_start: IntArray
    could_end: IntArray
    begun: IntArray
    lasted: IntArray
    meet: BoolArray
    undated: BoolArray

    @classmethod
    def of(cls, network: Network) -> "EdgeSpans":
        """Compile the dates of a network. Time and memory O(clauses · ties a clause)."""
        days = np.array(
            [
                (
                    tie.bounds.from_earliest.toordinal(),
                    tie.bounds.from_latest.toordinal(),
                    tie.bounds.to_earliest.toordinal(),
                    tie.bounds.to_latest.toordinal(),
                )
                for tie in network.ties
            ],
            dtype=np.int64,
        ).reshape(-1, 4)
        clauses = [sorted(clause) for edge in network.clauses for clause in edge]
        start = np.array([0, *accumulate(len(edge) for edge in network.clauses)], dtype=np.int64)
        could_start, begun = (np.array([days[c, i].max() for c in clauses], dtype=np.int64) for i in (0, 1))
        lasted, could_end = (np.array([days[c, i].min() for c in clauses], dtype=np.int64) for i in (2, 3))
        nothing: BoolArray = (could_start == ALWAYS[0]) & (could_end == ALWAYS[1])
        nothing &= (begun == ALWAYS[1]) & (lasted == ALWAYS[0])
        return cls(
            start=start,
            could_start=could_start,
            could_end=could_end,
            begun=begun,
            lasted=lasted,
            meet=np.array([_always_meet(days[c, 1], days[c, 2]) for c in clauses], dtype=np.bool_),
            undated=_every(nothing, start),
        )

    def hold(self, first: int, last: int, dates: Dates = "possible") -> BoolArray:
        """Return (m,) which edges hold within a span of days, given by ordinals, both ends included.

        See `holding_within`, whose definition this is.
        """
        if dates == "possible":
            days = np.maximum(self.could_start, first) <= np.minimum(self.could_end, last)
        elif dates == "certain":
            days = self.meet & (self.begun <= last) & (first <= self.lasted) & (first <= last)
        else:
            raise InputError(
                f"Dates cannot be {dates!r}", where="dates", next_step=f"Take one of {', '.join(get_args(Dates))}."
            )
        return _any(days, self.start)


def holding_within(network: Network, first: date, last: date, *, dates: Dates = "possible") -> BoolArray:
    """Return which edges hold at some time within a span of days.

    Parameters
    ----------
    network
        Any network.
    first, last
        The span, both days included.
    dates
        ``possible``: some admissible reading of the dates has all ties of one of the edge's clauses hold on one day of
        the span. ``certain``: one of its clauses does so in every reading. That is strict: an edge that must hold
        because *either* one clause *or* another does, depending on the spell of a tie they share, counts as possible.

    Returns
    -------
    BoolArray
        (m,) A mask, in the order of ``network.sources``. Undated edges are possible on every day and certain on none;
        only within all of time is it certain that one held. An edge without clauses never holds.

    Raises
    ------
    InputError
        If the span ends before it begins, or ``dates`` is neither word.

    Notes
    -----
    For one tie this is DESIGN's rule with the span as the other tie: certain iff from_latest ≤ last and
    first ≤ to_earliest, possible iff from_earliest ≤ last and first ≤ to_latest. Time O(clauses · ties a clause).
    """
    check_span(first, last)
    return EdgeSpans.of(network).hold(first.toordinal(), last.toordinal(), dates)


def check_span(first: date, last: date) -> None:
    """Refuse a span that ends before it begins.

    Raises
    ------
    InputError
        If it does.
    """
    if last < first:
        raise InputError(
            f"The span ends on {last}, before it begins on {first}", where="first, last", next_step="Swap the two days."
        )


def _always_meet(begun: IntArray, lasted: IntArray) -> bool:
    """Say whether each tie has begun before any other can end; its own two ends are in order as they are."""
    order = np.argsort(lasted, kind="stable")
    if len(order) < 2:
        return True
    others = np.full(len(order), lasted[order[0]])  # the earliest end among the others
    others[order[0]] = lasted[order[1]]
    return bool((begun <= others).all())


def _any(clauses: BoolArray, start: IntArray) -> BoolArray:
    """Return for each edge whether any of its clauses is marked."""
    counted = np.concatenate([[0], np.cumsum(clauses)])
    found: BoolArray = counted[start[1:]] > counted[start[:-1]]
    return found


def _every(clauses: BoolArray, start: IntArray) -> BoolArray:
    """Return for each edge whether it has clauses and all of them are marked."""
    counted = np.concatenate([[0], np.cumsum(clauses)])
    size = np.diff(start)
    found: BoolArray = (counted[start[1:]] - counted[start[:-1]] == size) & (size > 0)
    return found
