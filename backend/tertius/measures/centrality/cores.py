"""Cores: how deep inside the densest part of the network a node sits."""

import numpy as np

from tertius.catalog.declaring import ANY, NODE, number
from tertius.catalog.measure import measure
from tertius.measures.adjacency import Adjacency, checked_mask
from tertius.measures.network import BoolArray, FloatArray, Network


@measure(
    "centrality/cores",
    title="Cores",
    question="Who is in the densest part of the network?",
    version=1,
    networks=ANY,
    columns={**NODE, "core": number("Core number: the largest k for which the node is in the k-core")},
    conventions=(
        "The k-core is what remains when nodes with fewer than k ties are removed, again and again. Incoming and "
        "outgoing ties count alike, A → B and B → A as two. An isolate has 0.",
        "Seidman (1983), Social Networks 5(3), 269–287.",
    ),
)
def coreness(network: Network, *, mask: BoolArray | None = None) -> FloatArray:
    """Return the core number of every node: the largest k for which it is in the k-core.

    The k-core is the largest part of the network in which everybody has at least k edges to others of that part.

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
    Convention: isolates have 0; the direction of edges is not looked at, but A → B and B → A count as two edges, as in
    networkx and in igraph's ``mode = "all"``. Time and memory O(n + m).

    References
    ----------
    Seidman, S. B. (1983). Network structure and minimum degree. Social Networks 5(3), 269–287.
    Batagelj, V. & Zaveršnik, M. (2003). An O(m) algorithm for cores decomposition of networks. arXiv:cs/0310049.
    """
    from tertius.measures.kernels.peeling import core_numbers

    arcs = Adjacency.around(network).without_hidden(checked_mask(network, mask))
    cores = np.zeros(arcs.n)
    core_numbers(arcs.start, arcs.heads, cores)
    return cores
