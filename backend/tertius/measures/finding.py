"""What a measure found: rows with their plain score, what each rests on, and how to score them in another world."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, overload

import numpy as np

from tertius.measures.adjacency import Adjacency
from tertius.measures.network import FloatArray, IntArray, Network
from tertius.measures.uncertainty.worlds import WorldMeasure


@dataclass(frozen=True)
class Finding:
    """What a measure found on a network.

    Attributes
    ----------
    rows
        Each row's columns as the measure declares them; numbers may be numpy's, and not a number stands for none.
    score
        (r,) The plain score that the rows are ranked by.
    edges
        For each row the positions of the edges that it rests on; empty where it rests on ``ties``.
    worlds
        The score in several worlds, to sample with: (network, masks (w, m)) → (w, r), such as
        `tertius.measures.uncertainty.worlds.over_worlds` makes it. It can be sent to another process.
    highest_first
        Whether a high score is first.
    ties
        For each row ids of ties, where edges would say too much or too little.
    notes
        What a reader of this answer has to know besides, a sentence each.
    network
        The network that worlds are drawn of, where it is another than the one that was measured.
    """

    rows: Sequence[Mapping[str, Any]]
    score: FloatArray
    edges: Sequence[IntArray] = ()
    worlds: WorldMeasure | None = None
    highest_first: bool = True
    ties: Sequence[Sequence[str]] = ()
    notes: Sequence[str] = ()
    network: Network | None = None


def of_nodes(
    network: Network,
    score: FloatArray,
    worlds: WorldMeasure | None,
    columns: Mapping[str, FloatArray],
    *,
    highest_first: bool = True,
    notes: Sequence[str] = (),
) -> Finding:
    """Return a finding with a row for each node, which rests on the edges around it.

    Parameters
    ----------
    network
        The network.
    score, worlds, highest_first, notes
        As in `Finding`.
    columns
        (n,) arrays by the name of their column, beside ``node_id`` and ``node``.
    """
    rows = _Made(network.n, partial(_row, network, columns))
    edges = _Made(network.n, partial(_edges_around, network))
    return Finding(rows, score, edges, worlds, highest_first, notes=notes)


_T = TypeVar("_T")


@dataclass(frozen=True)
class _Made(Sequence[_T]):
    """So many things, each made when it is asked for: of a hundred thousand rows a reader sees fifty."""

    size: int
    make: Callable[[int], _T]

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, at: int) -> _T: ...
    @overload
    def __getitem__(self, at: slice) -> "Sequence[_T]": ...
    def __getitem__(self, at: "int | slice") -> "_T | Sequence[_T]":
        places = range(self.size)[at]
        return self.make(places) if isinstance(places, int) else [self.make(place) for place in places]


def _row(network: Network, columns: Mapping[str, FloatArray], position: int) -> dict[str, Any]:
    said = {column: values[position] for column, values in columns.items()}
    return {"node_id": network.ids[position], "node": network.names[position], **said}


def _edges_around(network: Network, position: int) -> IntArray:
    around = Adjacency.around(network)
    return np.unique(around.edges[around.start[position] : around.start[position + 1]]).astype(np.int64)


def of_edges(
    network: Network,
    score: FloatArray,
    worlds: WorldMeasure | None,
    columns: Mapping[str, FloatArray],
) -> Finding:
    """Return a finding with a row for each edge, which rests on the edge's own ties; see `of_nodes`."""
    rows = [
        {
            "source_id": network.ids[source],
            "source": network.names[source],
            "target_id": network.ids[target],
            "target": network.names[target],
            **{column: values[position] for column, values in columns.items()},
        }
        for position, (source, target) in enumerate(zip(network.sources, network.targets, strict=True))
    ]
    return Finding(rows, score, [np.array([position]) for position in range(network.m)], worlds)
