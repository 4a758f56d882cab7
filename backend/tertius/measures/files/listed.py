"""The ties and clauses of a network of many lines: kept as arrays, made one by one when somebody asks for one.

A million ties as objects take a gigabyte and most of a minute; what most measures ask of them is their number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np

from tertius.measures.network import BoolArray, Clause, FloatArray, IntArray, Network, NetworkTie
from tertius.model.dates import UNDATED, Bounds
from tertius.reading.network_files.listing import CodeArray, Coded, Places


@dataclass(frozen=True)
class ListedTies(Sequence[NetworkTie]):
    """The t ties of a list.

    Attributes
    ----------
    places, kind, when, spans
        As in `Listing`, for each tie.
    start
        (t + 1,) Where each tie's voices begin.
    roots
        The roots that the list names.
    root, chance
        (v,) Each voice's root, −1 for the place that it stands at, and its probability.
    """

    places: Places
    kind: Coded | None
    when: CodeArray | None
    spans: Sequence[Bounds]
    start: IntArray
    roots: Sequence[str]
    root: IntArray
    chance: FloatArray
    voice_places: Places

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, at: int) -> NetworkTie: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[NetworkTie, ...]: ...
    def __getitem__(self, at: int | slice) -> NetworkTie | tuple[NetworkTie, ...]:
        if isinstance(at, slice):
            return tuple(self[tie] for tie in range(*at.indices(len(self))))
        tie = range(len(self))[at]
        voices = tuple(
            (self.roots[self.root[voice]] if self.root[voice] >= 0 else self.voice_places.name(voice), p)
            for voice, p in enumerate(self.chance[self.start[tie] : self.start[tie + 1]].tolist(), int(self.start[tie]))
        )
        bounds = UNDATED if self.when is None else self.spans[self.when[tie]]
        return NetworkTie(self.id(tie), voices, bounds)

    def __iter__(self) -> Iterator[NetworkTie]:
        return (self[tie] for tie in range(len(self)))

    def id(self, tie: int) -> str:
        """Return the id of a tie: its kind, if it has one, and its place."""
        kind = self.kind.cell(tie) if self.kind else ""
        return f"{kind}:{self.places.name(tie)}" if kind else self.places.name(tie)

    @property
    def likelihoods(self) -> FloatArray:
        """(t,) 1 − Π(1 − p) over the voices of each."""
        if len(self.chance) == len(self):  # and where there is none
            return self.chance
        return 1.0 - np.multiply.reduceat(1.0 - self.chance, self.start[:-1])

    def told(self) -> Iterator[bytes]:
        """Yield all that tells these ties from others, for a digest; each part says how long it is."""
        for coded in (self.kind, Coded(self.root.astype(np.int32), self.roots)):
            yield b"-" if coded is None else repr((len(coded.codes), list(coded.values))).encode()
            yield b"" if coded is None else coded.codes.tobytes()
        for places in (self.places, self.voice_places):
            yield repr((len(places), places.word, places.part_word)).encode() + places.numbers.tobytes()
            yield b"-" if places.parts is None else places.parts.tobytes()
        yield repr((len(self), list(self.spans))).encode()
        yield b"-" if self.when is None else self.when.tobytes()
        yield self.start.tobytes()
        yield self.chance.tobytes()

    @property
    def certain(self) -> BoolArray:
        """(t,) Whether a voice of each cannot err."""
        return np.logical_or.reduceat(self.chance >= 1.0, self.start[:-1]) if len(self) else np.ones(0, dtype=np.bool_)

    @property
    def unnamed(self) -> int:
        """How many voices the list gives no name."""
        return int((self.root < 0).sum())


@dataclass(frozen=True)
class ListedClauses(Sequence[tuple[Clause, ...]]):
    """The alternatives of m edges, each of them one tie alone.

    Attributes
    ----------
    start
        (m + 1,) Where each edge's ties begin.
    ties
        (c,) Positions of ties, ascending within an edge.
    """

    start: IntArray
    ties: IntArray

    def __len__(self) -> int:
        return len(self.start) - 1

    @overload
    def __getitem__(self, at: int) -> tuple[Clause, ...]: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[tuple[Clause, ...], ...]: ...
    def __getitem__(self, at: int | slice) -> tuple[Clause, ...] | tuple[tuple[Clause, ...], ...]:
        if isinstance(at, slice):
            return tuple(self[edge] for edge in range(*at.indices(len(self))))
        return tuple(Clause(frozenset((tie,))) for tie in self.of(range(len(self))[at]))

    def __iter__(self) -> Iterator[tuple[Clause, ...]]:
        return (self[edge] for edge in range(len(self)))

    def of(self, edge: int) -> list[int]:
        """Return the ties of an edge."""
        found: list[int] = self.ties[self.start[edge] : self.start[edge + 1]].tolist()
        return found

    def told(self) -> Iterator[bytes]:
        """Yield all that tells these clauses from others, for a digest."""
        yield repr((len(self), len(self.ties))).encode()
        yield self.start.tobytes()
        yield self.ties.tobytes()

    def one_of(self, holds: BoolArray) -> BoolArray:
        """Return (m,) whether one tie of each edge holds, by whether each of the ties does."""
        return np.logical_or.reduceat(holds[self.ties], self.start[:-1]) if len(self) else np.ones(0, dtype=np.bool_)

    def any_of(self, likelihoods: FloatArray) -> FloatArray:
        """Return (m,) the probability that at least one tie of each edge holds, by the ties' own (t,)."""
        of_ties = likelihoods[self.ties]
        if len(of_ties) == len(self):
            return of_ties
        return 1.0 - np.multiply.reduceat(1.0 - of_ties, self.start[:-1])


class ListedNetwork(Network):
    """A network of listed ties: what is asked of all of them at once is answered without making them.

    Of its parts exchanged for others, as measures do to try what would be, it is as any network.
    """

    @cached_property
    def likelihoods(self) -> FloatArray:
        """(m,) As of any network."""
        if isinstance(self.ties, ListedTies) and isinstance(self.clauses, ListedClauses):
            return self.clauses.any_of(self.ties.likelihoods)
        return super().likelihoods

    @cached_property
    def certain(self) -> bool:
        """As of any network."""
        if isinstance(self.ties, ListedTies) and isinstance(self.clauses, ListedClauses):
            return bool(self.clauses.one_of(self.ties.certain).all())
        return super().certain

    @cached_property
    def settled(self) -> bool:
        """As of any network."""
        if isinstance(self.ties, ListedTies):
            return bool(np.isin(self.ties.chance, (0.0, 1.0)).all())
        return super().settled

    @cached_property
    def strengths(self) -> FloatArray:
        """(m,) As of any network."""
        return self._by_edge(np.add) if isinstance(self.clauses, ListedClauses) else super().strengths

    @cached_property
    def costs(self) -> FloatArray:
        """(m,) As of any network."""
        return self._by_edge(np.minimum) if isinstance(self.clauses, ListedClauses) else super().costs

    def _by_edge(self, of: "np.ufunc") -> FloatArray:
        assert isinstance(self.clauses, ListedClauses)  # noqa: S101 - asked before
        weights = self._weights()[self.clauses.ties]
        found: FloatArray = of.reduceat(weights, self.clauses.start[:-1]) if len(weights) else weights
        return found

    def tie_ids(self, edge: int) -> list[str]:
        """Return the ids of the ties that an edge stands on, in order."""
        if isinstance(self.ties, ListedTies) and isinstance(self.clauses, ListedClauses):
            return sorted(map(self.ties.id, self.clauses.of(edge)))
        return super().tie_ids(edge)
