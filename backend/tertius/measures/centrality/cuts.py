"""Articulation points and bridges: the people and the ties whose loss would split a component."""

import numpy as np

from tertius.catalog.declaring import ANY, NODE, number, text
from tertius.catalog.measure import measure
from tertius.measures.adjacency import Adjacency, checked_mask
from tertius.measures.finding import Finding, of_edges
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.uncertainty.worlds import over_worlds


@measure(
    "centrality/articulation",
    title="Articulation points",
    question="Without whom would the network fall apart?",
    version=1,
    networks=ANY,
    columns={**NODE, "pieces": number("Number of additional components without the node, itself not counted")},
    conventions=(
        "A node is an articulation point if pieces is above 0; an isolate has 0. Direction is ignored.",
        "Hopcroft & Tarjan (1973), Communications of the ACM 16(6), 372–378.",
    ),
)
def articulation(network: Network, *, mask: BoolArray | None = None) -> FloatArray:
    """Return for every node how many components more there would be without it, the node itself not counted.

    An articulation point is a node with 1 or more.

    Parameters
    ----------
    network
        Any network.
    mask
        (m,) True where an edge is there; all are when not given.

    Returns
    -------
    FloatArray
        (n,) Whole numbers from 0, in the order of ``network.ids``.

    Raises
    ------
    InputError
        If the mask does not fit.

    Notes
    -----
    Convention: components are weak, the direction of edges is not looked at. An isolate has 0: without it nothing
    splits. Time and memory O(n + m).

    References
    ----------
    Hopcroft, J. & Tarjan, R. (1973). Algorithm 447: efficient algorithms for graph manipulation. Comm. ACM 16(6).
    """
    return _search(network, mask)[0]


def bridges(network: Network, *, mask: BoolArray | None = None) -> BoolArray:
    """Return for every edge whether its ends would no longer be linked without it.

    Parameters
    ----------
    network
        Any network.
    mask
        (m,) True where an edge is there; all are when not given.

    Returns
    -------
    BoolArray
        (m,) In the order of ``network.sources``; false for an edge that is not there.

    Raises
    ------
    InputError
        If the mask does not fit.

    Notes
    -----
    Convention: the direction of edges is not looked at; A → B and B → A are one link, and both are marked when it is a
    bridge. Time and memory O(n + m).

    References
    ----------
    Hopcroft, J. & Tarjan, R. (1973). Algorithm 447: efficient algorithms for graph manipulation. Comm. ACM 16(6).
    """
    return _search(network, mask)[1]


@measure(
    "centrality/bridges",
    title="Bridges",
    question="Which single ties hold parts of the network together?",
    version=1,
    networks=ANY,
    columns={
        "source_id": text("Id of one end"),
        "source": text("Name"),
        "target_id": text("Id of the other end"),
        "target": text("Name"),
        "bridge": number("1 if the network falls apart without the tie, else 0"),
        "likelihood": number("Likelihood that the two are tied at all"),
    },
    conventions=("In a simulation without the tie it is no bridge. Direction is ignored.",),
    defined_by=(bridges,),
)
def bridging_ties(network: Network) -> Finding:
    """Return a row an edge, bridges first."""
    plain = bridges(network).astype(np.float64)
    return of_edges(network, plain, over_worlds(bridges), {"bridge": plain, "likelihood": network.likelihoods})


def _search(network: Network, mask: BoolArray | None) -> tuple[FloatArray, BoolArray]:
    from tertius.measures.kernels.peeling import cut_search

    present = checked_mask(network, mask)
    arcs = Adjacency.around(network).without_hidden(present)
    pieces = np.zeros(network.n)
    parent = np.empty(network.n, dtype=np.int32)
    hangs = np.empty(network.n, dtype=np.bool_)
    cut_search(arcs.start, arcs.heads, pieces, parent, hangs)
    sources, targets = network.sources, network.targets
    cuts = (hangs[targets] & (parent[targets] == sources)) | (hangs[sources] & (parent[sources] == targets))
    return np.maximum(pieces, 0.0), cuts if present is None else cuts & present
