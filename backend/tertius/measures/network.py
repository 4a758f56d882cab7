"""The network a measure works on: nodes, edges, and the ties that every edge stands on.

An edge may stand on more than one tie. "A and B were in one group" holds when A's tie to the group *and* B's tie to it
hold; it may hold through several groups. So each edge carries alternatives: clauses, each a set of ties that must all
hold, at one and the same moment, and on no other days than those for which the units among them counted as the groups.
A tie in turn holds when at least one of its independent roots speaks true. That is all that a simulated world, a
withdrawn source, a day or a likelihood needs, and it is compiled once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tertius.errors import InputError
from tertius.measures.likelihood import probability_of_any
from tertius.model.dates import OPEN_END, OPEN_START, UNDATED, Bounds

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class NetworkTie:
    """A tie as the uncertainty of a measure sees it.

    Attributes
    ----------
    id
        The tie's id in the graph, or the line of an edge list.
    voices
        (root, probability) of each independent root: the best asserting claim of each.
    bounds
        When the tie can have started and ended.
    """

    id: str
    voices: tuple[tuple[str, float], ...]
    bounds: Bounds = UNDATED

    @property
    def likelihood(self) -> float:
        """1 − Π(1 − p) over the roots."""
        against = 1.0
        for _, p in self.voices:
            against *= 1.0 - p
        return 1.0 - against


@dataclass(frozen=True, slots=True)
class Clause:
    """One alternative behind an edge.

    Attributes
    ----------
    ties
        Positions, in the network's ties, of those that must all hold.
    first, last
        The days to which the alternative is cut, whatever its ties allow: before and after them a unit counts as
        something else. "Ansar Dine, until 2017-02-28" is the tie to it, and this last day.
    """

    ties: frozenset[int]
    first: date = OPEN_START
    last: date = OPEN_END

    def __iter__(self) -> Iterator[int]:
        """Return the positions of its ties."""
        return iter(self.ties)

    def __len__(self) -> int:
        """Return how many ties must hold."""
        return len(self.ties)

    @property
    def cut(self) -> bool:
        """Whether it is cut to some days."""
        return self.first > OPEN_START or self.last < OPEN_END

    def joined(self, other: "Clause") -> "Clause | None":
        """Return the alternative in which both hold, or None when no day is left to them."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Clause(self.ties | other.ties, first, last) if first <= last else None


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge on its way into a network.

    Attributes
    ----------
    source, target
        Node ids.
    clauses
        Alternatives; a plain set of positions in the network's ties is one that is not cut.
    """

    source: str
    target: str
    clauses: tuple[Clause | frozenset[int], ...]


@dataclass(frozen=True)
class Network:
    """An immutable network. Make it with `Network.of`.

    Attributes
    ----------
    ids
        Node ids, n of them, in ascending order; every array below refers to positions in it.
    directed
        Whether an edge has a direction.
    sources, targets
        (m,) Ends of each edge; undirected edges once, with source < target. No self-loops, no two edges alike.
    ties
        The ties that the edges stand on.
    clauses
        Per edge its alternatives, as in `Edge`.
    names
        A name for each node.
    columns
        Properties of the nodes by column, each n long, None where a node has none.
    loops
        How many self-loops were left out.
    tie_weights
        (t,) A weight above 0 for each tie, such as how often two met; None where nothing is known of weights.
    first_mode
        (n,) In a two-mode network which nodes are of the first mode, such as people, an edge or none; None where only
        the edges tell.
    """

    ids: tuple[str, ...]
    directed: bool
    sources: IntArray
    targets: IntArray
    ties: Sequence[NetworkTie]
    clauses: Sequence[tuple[Clause, ...]]
    names: tuple[str, ...]
    columns: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    loops: int = 0
    tie_weights: FloatArray | None = None
    first_mode: BoolArray | None = None

    @classmethod
    def of(
        cls,
        nodes: Iterable[str],
        edges: Iterable[Edge],
        ties: Sequence[NetworkTie],
        *,
        directed: bool = False,
        names: Mapping[str, str] | None = None,
        columns: Mapping[str, Mapping[str, str]] | None = None,
    ) -> "Network":
        """Compile a network.

        Parallel edges become one, with the alternatives of both; self-loops are left out and counted.

        Parameters
        ----------
        nodes
            Node ids. Ends of edges that are not among them are added.
        edges
            The edges.
        ties
            What the edges' clauses point into.
        directed
            Whether an edge from A to B differs from one from B to A.
        names
            A node's name by its id; the id stands in where there is none.
        columns
            Column → node id → value.

        Raises
        ------
        InputError
            If a clause is empty or points beyond the ties.
        """
        merged: dict[tuple[str, str], tuple[Clause, ...]] = {}
        known = set(nodes)
        loops = 0
        for edge in edges:
            known.update((edge.source, edge.target))
            if edge.source == edge.target:
                loops += 1
                continue
            clauses = tuple([clause if isinstance(clause, Clause) else Clause(clause) for clause in edge.clauses])
            for clause in clauses:
                if not clause.ties or min(clause) < 0 or max(clause) >= len(ties):
                    raise InputError(
                        f"The edge {edge.source} – {edge.target} stands on a tie that is not given",
                        next_step="Give every edge the positions of its ties.",
                    )
            ends = (edge.source, edge.target)
            if not directed and edge.target < edge.source:
                ends = (edge.target, edge.source)
            if len(clauses) > 1 or ends in merged:
                clauses = tuple(dict.fromkeys((*merged.get(ends, ()), *clauses)))
            merged[ends] = clauses
        ids = tuple(sorted(known))
        position = {node: index for index, node in enumerate(ids)}
        ordered = sorted(merged)
        given = columns or {}
        return cls(
            ids=ids,
            directed=directed,
            sources=np.array([position[source] for source, _ in ordered], dtype=np.int64),
            targets=np.array([position[target] for _, target in ordered], dtype=np.int64),
            ties=tuple(ties),
            clauses=tuple([merged[ends] for ends in ordered]),
            names=tuple((names or {}).get(node, node) for node in ids),
            columns={column: tuple(values.get(node) for node in ids) for column, values in given.items()},
            loops=loops,
        )

    @classmethod
    def from_pairs(
        cls,
        pairs: Iterable[tuple[str, str]],
        *,
        nodes: Iterable[str] = (),
        likelihoods: Sequence[float] | None = None,
        weights: Sequence[float] | None = None,
        directed: bool = False,
        columns: Mapping[str, Mapping[str, str]] | None = None,
    ) -> "Network":
        """Make a network of plain pairs: each is a tie of its own, by a root of its own.

        Parameters
        ----------
        pairs
            (source, target) ids.
        nodes
            Further nodes, such as isolates.
        likelihoods
            One for each pair; 1 when not given.
        weights
            One for each pair, above 0; the network has none when not given.
        directed, columns
            As in `of`.

        Raises
        ------
        InputError
            If the likelihoods are not one a pair, each from 0 to 1, or the weights not one a pair, each above 0.
        """
        listed = list(pairs)
        chances = [1.0] * len(listed) if likelihoods is None else [float(p) for p in likelihoods]
        if len(chances) != len(listed) or not all(0.0 <= p <= 1.0 for p in chances):
            raise InputError("The likelihoods do not fit the pairs", next_step="Give one a pair, each from 0 to 1.")
        if weights is not None and (len(weights) != len(listed) or not all(weight > 0.0 for weight in weights)):
            raise InputError("The weights do not fit the pairs", next_step="Give one a pair, each above 0.")
        ties = [NetworkTie(str(index), ((str(index), p),)) for index, p in enumerate(chances)]
        edges = [Edge(a, b, (frozenset((index,)),)) for index, (a, b) in enumerate(listed)]
        network = cls.of(nodes, edges, ties, directed=directed, columns=columns)
        return network if weights is None else replace(network, tie_weights=np.array(weights, dtype=np.float64))

    @property
    def n(self) -> int:
        """Number of nodes."""
        return len(self.ids)

    @property
    def m(self) -> int:
        """Number of edges."""
        return len(self.sources)

    @cached_property
    def likelihoods(self) -> FloatArray:
        """(m,) The exact probability of each edge: that at least one of its clauses holds, ties independent."""
        of_tie = [tie.likelihood for tie in self.ties]
        alternatives = ([clause.ties for clause in clauses] for clauses in self.clauses)
        return np.array([probability_of_any(one, of_tie) for one in alternatives], dtype=np.float64)

    @cached_property
    def certain(self) -> bool:
        """Whether every edge is there whoever errs, sources as a whole apart: its ties have a voice that cannot err."""
        sure = [any(p >= 1.0 for _, p in tie.voices) for tie in self.ties]
        if all(sure):
            return all(self.clauses)
        return all(any(all(sure[tie] for tie in clause) for clause in edge) for edge in self.clauses)

    @cached_property
    def settled(self) -> bool:
        """Whether no voice can be right or wrong, sources as a whole apart: all worlds are then one and the same."""
        return all(p in (0.0, 1.0) for tie in self.ties for _, p in tie.voices)

    @cached_property
    def strengths(self) -> FloatArray:
        """(m,) The weight of each edge where weights say how strong: the sum over its ties.

        Raises
        ------
        InputError
            If nothing is known of weights.
        """
        weights = self._weights()
        return np.array([sum(weights[tie] for tie in _ties(edge)) for edge in self.clauses], dtype=np.float64)

    @cached_property
    def costs(self) -> FloatArray:
        """(m,) The weight of each edge where weights say what it costs to go along it: the least of its ties'.

        Raises
        ------
        InputError
            If nothing is known of weights.
        """
        weights = self._weights()
        costs = [min((weights[tie] for tie in _ties(edge)), default=np.inf) for edge in self.clauses]
        return np.array(costs, dtype=np.float64)

    def _weights(self) -> FloatArray:
        if self.tie_weights is None:
            raise InputError(
                "The ties of this network have no weights",
                next_step="Do not count weights, or measure a file that has some: tertius measure … --weight COLUMN",
            )
        return self.tie_weights

    def tie_ids(self, edge: int) -> list[str]:
        """Return the ids of the ties that an edge stands on, in order."""
        return sorted({self.ties[position].id for clause in self.clauses[edge] for position in clause})

    def bounds(self, clause: Clause) -> list[Bounds]:
        """Return the bounds of all that has to hold at one moment for an alternative: its ties, and its cut."""
        found = [self.ties[position].bounds for position in sorted(clause)]
        return [*found, Bounds(clause.first, clause.first, clause.last, clause.last)] if clause.cut else found

    def position(self, node: str) -> int:
        """Return a node's position by its id.

        Raises
        ------
        InputError
            If there is no such node.
        """
        found = self._positions.get(node)
        if found is None:
            raise InputError(f"There is no node {node!r} in this network", next_step="Check the id and the selection.")
        return found

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {node: index for index, node in enumerate(self.ids)}


def _ties(clauses: tuple[Clause, ...]) -> set[int]:
    return {tie for clause in clauses for tie in clause}
