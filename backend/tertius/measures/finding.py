"""What a measure found: rows with their plain score, what each rests on, and how to score them in another world."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
    around = Adjacency.around(network)
    rows = [
        {"node_id": node, "node": name, **{column: values[position] for column, values in columns.items()}}
        for position, (node, name) in enumerate(zip(network.ids, network.names, strict=True))
    ]
    edges = [
        np.unique(around.edges[around.start[position] : around.start[position + 1]]).astype(np.int64)
        for position in range(network.n)
    ]
    return Finding(rows, score, edges, worlds, highest_first, notes=notes)


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
