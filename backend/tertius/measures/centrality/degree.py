"""Degree: how many ties a node has, or may be expected to have."""

from functools import partial
from typing import Annotated, Literal, get_args

import numpy as np

from tertius.catalog.declaring import ANY, NODE, About, number
from tertius.catalog.measure import measure
from tertius.errors import InputError
from tertius.measures.adjacency import checked_mask
from tertius.measures.finding import Finding, of_nodes
from tertius.measures.lengths import WEIGHTS, edge_weights
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.uncertainty.worlds import over_worlds

Direction = Literal["total", "in", "out"]
"""Which edges of a directed network count: both, those that arrive, those that leave. Undirected: all are the same."""


def degree(
    network: Network, *, direction: Direction = "total", weights: bool = False, mask: BoolArray | None = None
) -> FloatArray:
    """Return the number of edges at every node, or the sum of their weights (strength).

    Parameters
    ----------
    network
        Any network.
    direction
        Which edges of a directed network count.
    weights
        Add up the weights of edges instead of counting them; parallel ties add up.
    mask
        (m,) True where an edge is there; all are when not given.

    Returns
    -------
    FloatArray
        (n,) Edges, in the order of ``network.ids``.

    Raises
    ------
    InputError
        If the mask does not fit, the direction is unknown, or weights are to count and the network has none.

    Notes
    -----
    Convention: an isolate has 0; in a directed network ``total`` counts A → B and B → A as two; parallel ties are one
    edge and self-loops none, as in the network. Time and memory O(n + m).

    References
    ----------
    Freeman, L. C. (1978). Centrality in social networks: conceptual clarification. Social Networks 1(3), 215–239.
    Strength: Barrat, A. et al. (2004). The architecture of complex weighted networks. PNAS 101(11), 3747–3752.
    """
    present = checked_mask(network, mask)
    if weights:
        return _sums(network, direction, network.strengths if present is None else network.strengths * present)
    return _sums(network, direction, None if present is None else present.astype(np.float64))


def expected_degree(
    network: Network, *, direction: Direction = "total", weights: bool = False, mask: BoolArray | None = None
) -> FloatArray:
    """Return the expected number of edges at every node, the sum of their likelihoods; or their expected strength.

    Exact, whatever the edges have in common, since an expectation adds up without independence.

    Parameters
    ----------
    network, direction, weights, mask
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
    expected = edge_weights(network, likelihoods=True, weights=weights)
    return _sums(network, direction, expected if present is None else expected * present)


@measure(
    "centrality/degree",
    title="Degree",
    question="Who is tied to how many others?",
    version=1,
    networks=ANY,
    columns={
        **NODE,
        "degree": number(
            "Number of ties; A → B and B → A are two where ties have a direction. With weights their sum (strength)"
        ),
        "expected_degree": number("Expected number of ties, the sum of their likelihoods, or sum of weights; exact"),
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
    weights: Annotated[bool, About(f"{WEIGHTS}: strength instead of degree")] = False,
) -> Finding:
    """Return a row a node, by its number of ties, or by their strength."""
    score = partial(degree, direction=direction, weights=weights)
    expected = expected_degree(network, direction=direction, weights=weights)
    columns = {"degree": score(network), "expected_degree": expected}
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
