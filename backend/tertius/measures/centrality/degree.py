"""Degree: how many ties a node has, or may be expected to have."""

from functools import partial
from typing import Annotated, Literal, get_args

import numpy as np

from tertius.catalog.declaring import ANY, NODE, About, number
from tertius.catalog.measure import measure
from tertius.errors import InputError
from tertius.measures.adjacency import checked_mask
from tertius.measures.finding import Finding, of_nodes
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.uncertainty.worlds import over_worlds

Direction = Literal["total", "in", "out"]
"""Which edges of a directed network count: both, those that arrive, those that leave. Undirected: all are the same."""


def degree(network: Network, *, direction: Direction = "total", mask: BoolArray | None = None) -> FloatArray:
    """Return the number of edges at every node.

    Parameters
    ----------
    network
        Any network.
    direction
        Which edges of a directed network count.
    mask
        (m,) True where an edge is there; all are when not given.

    Returns
    -------
    FloatArray
        (n,) Edges, in the order of ``network.ids``.

    Raises
    ------
    InputError
        If the mask does not fit or the direction is unknown.

    Notes
    -----
    Convention: an isolate has 0; in a directed network ``total`` counts A → B and B → A as two; parallel ties are one
    edge and self-loops none, as in the network. Time and memory O(n + m).

    References
    ----------
    Freeman, L. C. (1978). Centrality in social networks: conceptual clarification. Social Networks 1(3), 215–239.
    """
    present = checked_mask(network, mask)
    return _sums(network, direction, None if present is None else present.astype(np.float64))


def expected_degree(network: Network, *, direction: Direction = "total", mask: BoolArray | None = None) -> FloatArray:
    """Return the expected number of edges at every node: the sum of their likelihoods.

    Exact, whatever the edges have in common, since an expectation adds up without independence.

    Parameters
    ----------
    network, direction, mask
        As in `degree`.

    Returns
    -------
    FloatArray
        (n,) Edges.

    Raises
    ------
    InputError
        As in `degree`.

    Notes
    -----
    All likelihoods 1 give `degree`; all 0 give 0. Time and memory O(n + m), the likelihoods of edges apart.
    """
    present = checked_mask(network, mask)
    return _sums(network, direction, network.likelihoods if present is None else network.likelihoods * present)


@measure(
    "centrality/degree",
    title="Degree",
    question="Who is tied to how many others?",
    version=1,
    networks=ANY,
    columns={
        **NODE,
        "degree": number("Number of ties; A → B and B → A are two where ties have a direction"),
        "expected_degree": number("Expected number of ties: the sum of their likelihoods, computed exactly"),
    },
    conventions=(
        "Parallel ties between two nodes count once, self-loops not at all; an isolate has 0.",
        "Freeman (1978), Social Networks 1(3), 215–239.",
    ),
    defined_by=(degree, expected_degree),
    scores_nodes=True,
)
def degrees(
    network: Network,
    *,
    direction: Annotated[Direction, About("Which ends of a directed tie count; ignored in undirected networks")] = (
        "total"
    ),
) -> Finding:
    """Return a row a node, by its number of ties."""
    score = partial(degree, direction=direction)
    columns = {"degree": score(network), "expected_degree": expected_degree(network, direction=direction)}
    return of_nodes(network, columns["degree"], over_worlds(score), columns)


def _sums(network: Network, direction: Direction, weights: FloatArray | None) -> FloatArray:
    if direction not in get_args(Direction):
        raise InputError(
            f"There is no direction {direction!r}", next_step=f"Take one of {', '.join(get_args(Direction))}."
        )
    sums = np.zeros(network.n)
    if direction != "in" or not network.directed:
        sums += np.bincount(network.sources, weights=weights, minlength=network.n)
    if direction != "out" or not network.directed:
        sums += np.bincount(network.targets, weights=weights, minlength=network.n)
    return sums
