"""PageRank: where somebody who follows ties at random is found."""

from typing import Annotated

import numpy as np

from tertius.catalog.declaring import ANY, NODE, About, number
from tertius.catalog.measure import measure
from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency, checked_mask
from tertius.measures.lengths import WEIGHTS, edge_weights
from tertius.measures.network import BoolArray, FloatArray, Network

_ROUNDS = 100_000


@measure(
    "centrality/pagerank",
    title="PageRank",
    question="Where would somebody end up who follows ties at random?",
    version=1,
    networks=ANY,
    columns={**NODE, "pagerank": number("Share of the walker's time spent at the node; all shares sum to 1")},
    conventions=(
        "From a node without outgoing ties the walker jumps to any node, as in networkx and igraph.",
        "Iterated until the shares settle; Neo4j Graph Data Science stops after 20 rounds unless told otherwise.",
        "Page, Brin, Motwani & Winograd (1999), The PageRank Citation Ranking. Stanford InfoLab.",
    ),
)
def pagerank(
    network: Network,
    *,
    damping: Annotated[float, About("Probability of following a tie rather than jumping", min=0.0, max=0.999)] = 0.85,
    weighted: Annotated[bool, About("Weight each tie by its likelihood")] = False,
    weights: Annotated[bool, About(WEIGHTS)] = False,
    mask: BoolArray | None = None,
) -> FloatArray:
    """Return the PageRank of every node.

    The share of its time that a walker spends at the node who follows an edge with probability ``damping``, and
    otherwise goes to any node alike.

    Parameters
    ----------
    network
        Any network.
    damping
        From 0 to below 1.
    weighted
        Choose among a node's edges by their likelihoods; otherwise each alike.
    weights
        Choose among them by their weights besides.
    mask
        (m,) True where an edge is there; all are when not given.

    Returns
    -------
    FloatArray
        (n,) Shares, 1 in all, in the order of ``network.ids``.

    Raises
    ------
    InputError
        If the mask does not fit, weights are to count and the network has none, or damping is not from 0 to below 1, or
        so near to 1 that the shares do not settle.

    Notes
    -----
    Convention: along the direction of the edges, both ways when they have none; from a node without a way out the
    walker goes anywhere alike, so an isolate has what it gets from such jumps. No edge, or all likelihoods 0 when
    weighted: 1 / n each. As networkx and igraph. Time O(n + m) a round, about 200 rounds at 0.85; memory O(n + m).

    References
    ----------
    Brin, S. & Page, L. (1998). The anatomy of a large-scale hypertextual web search engine. Computer Networks 30.
    """
    if not 0.0 <= damping < 1.0:
        raise InputError(f"Damping is {damping}", next_step="Give a number from 0 to below 1; 0.85 is usual.")
    from tertius.measures.kernels.walking import stationary_share

    present = checked_mask(network, mask)
    share = np.zeros(network.n)
    if network.n == 0:
        return share
    arcs = Adjacency.into(network).without_hidden(present)
    counts = edge_weights(network, likelihoods=weighted, weights=weights)[arcs.edges]
    strengths = np.bincount(arcs.heads, weights=counts, minlength=network.n).astype(np.float64)
    if not stationary_share(arcs.start, arcs.heads, counts, strengths, damping, _ROUNDS, share):
        raise InputError(
            f"PageRank did not converge with damping {damping}", next_step="Give a damping further from 1."
        )
    return share
