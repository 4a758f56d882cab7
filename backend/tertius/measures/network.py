"""The network a measure works on: nodes, edges, and the ties that every edge stands on.

An edge may stand on more than one tie. "A and B were in one group" holds when A's tie to the group *and* B's tie to it
hold; it may hold through several groups. So each edge carries alternatives: clauses, each a set of ties that must all
hold. A tie in turn holds when at least one of its independent roots speaks true. That is all that a sampled world, a
withdrawn source or a likelihood needs, and it is compiled once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tertius.errors import InputError
from tertius.measures.likelihood import probability_of_any
from tertius.model.dates import UNDATED, Bounds

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
        When the tie can have started and ended. Of a PART_OF that only rolls a unit up, certain bounds are as wide as
        possible ones: there it need only be possible.
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
class Edge:
    """One edge on its way into a network.

    Attributes
    ----------
    source, target
        Node ids.
    clauses
        Alternatives; each a set of positions in the network's ties that must all hold.
    """

    source: str
    target: str
    clauses: tuple[frozenset[int], ...]


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
    """

    ids: tuple[str, ...]
    directed: bool
    sources: IntArray
    targets: IntArray
    ties: tuple[NetworkTie, ...]
    clauses: tuple[tuple[frozenset[int], ...], ...]
    names: tuple[str, ...]
    columns: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    loops: int = 0

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
        merged: dict[tuple[str, str], dict[frozenset[int], None]] = {}
        known = set(nodes)
        loops = 0
        for edge in edges:
            known.update((edge.source, edge.target))
            if edge.source == edge.target:
                loops += 1
                continue
            for clause in edge.clauses:
                if not clause or min(clause) < 0 or max(clause) >= len(ties):
                    raise InputError(
                        f"The edge {edge.source} – {edge.target} stands on a tie that is not given",
                        next_step="Give every edge the positions of its ties.",
                    )
            ends = (edge.source, edge.target)
            if not directed and edge.target < edge.source:
                ends = (edge.target, edge.source)
            merged.setdefault(ends, {}).update(dict.fromkeys(edge.clauses))
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
            clauses=tuple(tuple(merged[ends]) for ends in ordered),
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
        directed, columns
            As in `of`.

        Raises
        ------
        InputError
            If the likelihoods are not one a pair, each from 0 to 1.
        """
        listed = list(pairs)
        chances = [1.0] * len(listed) if likelihoods is None else [float(p) for p in likelihoods]
        if len(chances) != len(listed) or not all(0.0 <= p <= 1.0 for p in chances):
            raise InputError("The likelihoods do not fit the pairs", next_step="Give one a pair, each from 0 to 1.")
        ties = [NetworkTie(str(index), ((str(index), p),)) for index, p in enumerate(chances)]
        edges = [Edge(a, b, (frozenset((index,)),)) for index, (a, b) in enumerate(listed)]
        return cls.of(nodes, edges, ties, directed=directed, columns=columns)

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
        return np.array([probability_of_any(clauses, of_tie) for clauses in self.clauses], dtype=np.float64)

    def tie_ids(self, edge: int) -> list[str]:
        """Return the ids of the ties that an edge stands on, in order."""
        return sorted({self.ties[position].id for clause in self.clauses[edge] for position in clause})

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
