"""When each edge of a network holds: its clauses' bounds, compiled once, asked for any span of days."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from tertius.errors import InputError
from tertius.measures.network import BoolArray, IntArray, Network
from tertius.model.dates import OPEN_END, OPEN_START

Dates = Literal["certain", "possible"]
"""Whether dates have to prove that something holds, or need only allow it."""

ALWAYS = (OPEN_START.toordinal(), OPEN_END.toordinal())
"""The first and the last day there is, as ordinals."""


@dataclass(frozen=True)
class Clauses:
    """The clauses of m edges as arrays. Make it with `Clauses.of`.

    Attributes
    ----------
    edge_start
        (m + 1,) Where each edge's clauses begin.
    clause_start
        (c,) Where each clause's ties begin.
    ties
        (l,) The ties.
    cuts
        (c, 2) The first and the last day to which each clause is cut, as ordinals.
    """

    edge_start: IntArray
    clause_start: IntArray
    ties: IntArray
    cuts: IntArray

    @classmethod
    def of(cls, network: Network) -> "Clauses":
        """Compile the clauses of a network. Time and memory O(clauses · ties a clause)."""
        clauses = [clause for edge in network.clauses for clause in edge]
        cuts = [(clause.first.toordinal(), clause.last.toordinal()) for clause in clauses]
        return cls(
            edge_start=np.array([0, *accumulate(len(edge) for edge in network.clauses)], dtype=np.int64),
            clause_start=np.array([0, *accumulate(len(clause) for clause in clauses)], dtype=np.int64)[:-1],
            ties=np.array([tie for clause in clauses for tie in sorted(clause)], dtype=np.int64),
            cuts=np.array(cuts, dtype=np.int64).reshape(-1, 2),
        )

    @classmethod
    def of_ties(cls, count: int) -> "Clauses":
        """Make each of so many ties the one clause of an edge of its own."""
        each = np.arange(count + 1, dtype=np.int64)
        return cls(each, each[:-1], each[:-1], np.tile(np.array(ALWAYS, dtype=np.int64), (count, 1)))

    @cached_property
    def one_an_edge(self) -> bool:
        """Whether every edge has one clause."""
        return bool((np.diff(self.edge_start) == 1).all())

    @cached_property
    def one_a_clause(self) -> bool:
        """Whether every clause is one tie, and cut to no days."""
        return len(self.clause_start) == len(self.ties) and bool((self.cuts == ALWAYS).all())

    def any_of(self, marked: BoolArray) -> BoolArray:
        """Return (…, m) for each edge whether any of its clauses (…, c) is marked."""
        if self.one_an_edge:
            return marked
        counted = self._counted(marked)
        found: BoolArray = counted[..., self.edge_start[1:]] > counted[..., self.edge_start[:-1]]
        return found

    def all_of(self, marked: BoolArray) -> BoolArray:
        """Return (…, m) for each edge whether it has clauses (…, c) and all of them are marked."""
        counted = self._counted(marked)
        size = np.diff(self.edge_start)
        found: BoolArray = counted[..., self.edge_start[1:]] - counted[..., self.edge_start[:-1]] == size
        return found & (size > 0)

    @staticmethod
    def _counted(marked: BoolArray) -> npt.NDArray[np.int32]:
        counted = np.zeros((*marked.shape[:-1], marked.shape[-1] + 1), dtype=np.int32)
        np.cumsum(marked, axis=-1, out=counted[..., 1:])
        return counted


@dataclass(frozen=True)
class EdgeSpans:
    """When the c clauses of m edges hold, as ordinals of days (`datetime.date.toordinal`). Make it with `EdgeSpans.of`.

    All ties of a clause must hold at one time. Spells are intervals, and intervals that meet two by two all meet
    (Helly's theorem on the line), so it is enough to compare the ties in pairs, the days to which the clause is cut and
    the span of days asked for being two more.

    Attributes
    ----------
    clauses
        Which clauses each edge has.
    could_start, could_end
        (…, c) First and last day on which all ties of the clause can hold: latest ``from_earliest``, earliest
        ``to_latest``. Beyond each other when the ties can never hold together.
    begun, lasted
        (…, c) All ties have begun by the one for certain, and last until the other for certain: latest ``from_latest``,
        earliest ``to_earliest``. ``begun`` may lie after ``lasted``: then no single day is certain, a longer span may
        be.
    meet
        (…, c) Whether the ties of the clause share a day in every admissible reading.
    """

    clauses: Clauses
    could_start: IntArray
    could_end: IntArray
    begun: IntArray
    lasted: IntArray
    meet: BoolArray

    @classmethod
    def of(cls, network: Network) -> "EdgeSpans":
        """Compile the dates of a network. Time and memory O(clauses · ties a clause)."""
        return cls.of_days(Clauses.of(network), tie_days(network))

    @classmethod
    def of_days(cls, clauses: Clauses, days: IntArray) -> "EdgeSpans":
        """Compile dates (…, t, 4) of t ties, as `tie_days` gives them, several sets of them at once."""
        if not len(clauses.clause_start):
            none = np.zeros((*days.shape[:-2], 0), dtype=np.int64)
            return cls(clauses, none, none, none, none, none.astype(np.bool_))
        of_ties = days[..., clauses.ties, :]
        begins, ends = of_ties[..., 1], of_ties[..., 2]
        begun = np.maximum.reduceat(begins, clauses.clause_start, axis=-1)
        lasted = np.minimum.reduceat(ends, clauses.clause_start, axis=-1)
        first, last = clauses.cuts.T
        return cls(
            clauses=clauses,
            could_start=np.maximum(np.maximum.reduceat(of_ties[..., 0], clauses.clause_start, axis=-1), first),
            could_end=np.minimum(np.minimum.reduceat(of_ties[..., 3], clauses.clause_start, axis=-1), last),
            begun=np.maximum(begun, first),
            lasted=np.minimum(lasted, last),
            meet=_always_meet(clauses, begins, ends, lasted) & (begun <= last) & (first <= lasted),
        )

    @property
    def undated(self) -> BoolArray:
        """(…, m) Edges of whose time nothing is known: for no clause is a day ruled out, or certain."""
        nothing: BoolArray = (self.could_start == ALWAYS[0]) & (self.could_end == ALWAYS[1])
        nothing &= (self.begun == ALWAYS[1]) & (self.lasted == ALWAYS[0])
        return self.clauses.all_of(nothing)

    def hold(self, first: int, last: int, dates: Dates = "possible") -> BoolArray:
        """Return (…, m) which edges hold at some time within a span of days, given by ordinals, both included.

        Parameters
        ----------
        first, last
            The span.
        dates
            ``possible``: some admissible reading of the dates has all ties of one of the edge's clauses hold on one day
            of the span. ``certain``: one of its clauses does so in every reading. That is strict: an edge that must
            hold because *either* one clause *or* another does, depending on the spell of a tie they share, counts as
            possible.

        Raises
        ------
        InputError
            If ``dates`` is neither word.

        Notes
        -----
        Undated edges are possible on every day and certain on none; only within all of time is it certain that one
        held. An edge without clauses never holds. For one tie: certain iff from_latest ≤ last and first ≤ to_earliest,
        possible iff from_earliest ≤ last and first ≤ to_latest. Time O(clauses · ties a clause).
        """
        if dates == "possible":
            days = np.maximum(self.could_start, first) <= np.minimum(self.could_end, last)
        elif dates == "certain":
            days = self.meet & (self.begun <= last) & (first <= self.lasted) & (first <= last)
        else:
            raise InputError(
                f"Dates cannot be {dates!r}", where="dates", next_step=f"Take one of {', '.join(get_args(Dates))}."
            )
        return self.clauses.any_of(days)


def tie_days(network: Network) -> IntArray:
    """Return (t, 4) the bounds of each tie as ordinals: from_earliest, from_latest, to_earliest, to_latest."""
    return np.array(
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


def _always_meet(clauses: Clauses, begins: IntArray, ends: IntArray, lasted: IntArray) -> BoolArray:
    """Return for each clause whether each of its ties has begun before any other can end.

    A tie's own two ends are in order as they are, so each is compared with the earliest end among the others.
    """
    size = np.diff(clauses.clause_start, append=len(clauses.ties))
    earliest = np.repeat(lasted, size, axis=-1)
    is_first = ends == earliest
    alone = np.repeat(np.add.reduceat(is_first.astype(np.int64), clauses.clause_start, axis=-1), size, axis=-1) == 1
    second = np.minimum.reduceat(np.where(is_first, ALWAYS[1], ends), clauses.clause_start, axis=-1)
    others = np.where(is_first & alone, np.repeat(second, size, axis=-1), earliest)
    met: BoolArray = np.logical_and.reduceat(begins <= others, clauses.clause_start, axis=-1)
    return met
