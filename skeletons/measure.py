"""Skeleton title: how many ties each node has."""

import numpy as np

from tertius.catalog.declaring import ANY, NODE, number
from tertius.catalog.measure import measure
from tertius.measures.adjacency import Adjacency, checked_mask
from tertius.measures.network import BoolArray, FloatArray, Network


@measure(
    "skeleton_group/skeleton_name",
    title="Skeleton title",
    question="Who has the most ties?",
    version=1,
    networks=ANY,
    columns={**NODE, "ties": number("Number of ties")},
    conventions=("Incoming and outgoing ties count alike, A → B and B → A as two. An isolate has 0.",),
)
def skeleton_name(network: Network, *, mask: BoolArray | None = None) -> FloatArray:
    """Return the number of ties of every node.

    Parameters
    ----------
    network
        Any network.
    mask
        (m,) True where an edge is there; all are when not given.

    Returns
    -------
    FloatArray
        (n,) Whole numbers, in the order of ``network.ids``.

    Raises
    ------
    InputError
        If the mask does not fit.

    Notes
    -----
    Convention: isolates have 0; A → B and B → A count as two. Time and memory O(n + m).

    References
    ----------
    Freeman, L. C. (1978). Centrality in social networks: conceptual clarification. Social Networks 1(3), 215–239.
    """
    arcs = Adjacency.around(network).without_hidden(checked_mask(network, mask))
    return np.diff(arcs.start).astype(np.float64)
