"""Eigenvector centrality: a node counts as much as those it is tied to."""

from typing import TYPE_CHECKING, Annotated

import numpy as np

from tertius.catalog.declaring import ANY, NODE, About, number
from tertius.catalog.measure import measure
from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency, checked_mask
from tertius.measures.lengths import WEIGHTS, edge_weights
from tertius.measures.network import BoolArray, FloatArray, Network

if TYPE_CHECKING:
    from scipy.sparse import csr_array

SAME_EIGENVALUE = 1e-9
"""Eigenvalues no further apart than this share are one: they are found in rounds, and rounded."""

_ROUNDS = 2000  # of power iteration, before a slower method that needs no gap between the two largest eigenvalues
_DENSE = 300  # nodes up to which that method is a complete decomposition


@measure(
    "centrality/eigenvector",
    title="Eigenvector centrality",
    question="Who is tied to those who are central themselves?",
    version=2,
    networks=ANY,
    columns={**NODE, "eigenvector": number("From 0 to 1; the highest score is 1")},
    conventions=(
        "Computed in the largest component; every other node has 0. Of components of equal size the one with the "
        "largest eigenvalue is taken, or several that share it, each with a highest score of 1. Directed networks: in "
        "the largest strongly connected component, by incoming ties.",
        "Bonacich (1972), J. Mathematical Sociology 2(1), 113–120.",
    ),
)
def eigenvector(
    network: Network,
    *,
    weighted: Annotated[bool, About("Weight each tie by its likelihood")] = False,
    weights: Annotated[bool, About(WEIGHTS)] = False,
    mask: BoolArray | None = None,
) -> FloatArray:
    """Return the eigenvector centrality of every node, the largest score being 1.

    The leading eigenvector of the adjacency matrix: each score is proportional to the sum of the scores of the nodes
    from which an edge arrives.

    Parameters
    ----------
    network
        Any network.
    weighted
        Count each edge by its likelihood: the leading eigenvector of the expected adjacency matrix. Otherwise each edge
        that is there counts 1.
    weights
        Count each edge by its weight besides, that is how strong it is.
    mask
        (m,) True where an edge is there; all are when not given.

    Returns
    -------
    FloatArray
        (n,) From 0 to 1, in the order of ``network.ids``.

    Raises
    ------
    InputError
        If the mask does not fit, weights are to count and the network has none, or the scores did not settle (a very
        long and thin component).

    Notes
    -----
    Convention: it is taken in the largest component, every other node has 0. The eigenvector of a disconnected network
    lives in one component anyway; the one with the largest eigenvalue (which igraph takes) may be a triangle beside a
    ring of hundreds. Of components equally large the one with the largest eigenvalue is taken, or all that share it (to
    `SAME_EIGENVALUE`), so that identical components have identical scores. A directed network: in the largest strongly
    connected component, by the edges that arrive; none of two or more nodes (no cycle), all 0. No edge, or all
    likelihoods 0 when weighted: all 0. The scale (largest score 1) is that of igraph in R; networkx's vectors have
    length 1.

    Time O(n + m) a round, rounds by how far the two largest eigenvalues are apart; memory O(n + m).

    References
    ----------
    Bonacich, P. (1972). Factoring and weighting approaches to status scores and clique identification. J. Mathematical
    Sociology 2(1), 113–120.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    arcs = Adjacency.into(network).without_hidden(checked_mask(network, mask))
    counts = edge_weights(network, likelihoods=weighted, weights=weights)[arcs.edges]
    scores = np.zeros(network.n)
    if not (counts > 0).any():
        return scores
    matrix = csr_array((counts, arcs.heads, arcs.start), shape=(network.n, network.n), copy=True)  # the arcs are kept
    matrix.eliminate_zeros()
    count, labels = connected_components(matrix, directed=network.directed, connection="strong")
    sizes = np.bincount(labels, minlength=count)
    if sizes.max() == 1:
        return scores
    best = -1.0
    for component in np.flatnonzero(sizes == sizes.max()):
        members = np.flatnonzero(labels == component).astype(np.int32)
        within, value = _leading(matrix, network.directed, members)
        if value > best * (1.0 + SAME_EIGENVALUE):
            best = value
            scores[:] = 0.0
        if value >= best * (1.0 - SAME_EIGENVALUE):
            scores[members] = within
    return scores


def _leading(matrix: "csr_array", directed: bool, members: np.typing.NDArray[np.int32]) -> tuple[FloatArray, float]:
    """Return the leading eigenvector over the members, its largest entry 1, and its eigenvalue."""
    from scipy.sparse import csr_array

    from tertius.measures.kernels.walking import leading_vector

    part = csr_array(matrix[members][:, members])
    size = len(members)
    scores = np.zeros(size)
    start, heads = part.indptr.astype(np.int32), part.indices.astype(np.int32)
    if not leading_vector(start, heads, part.data, _ROUNDS, scores):
        scores = np.abs(_slowly(part, directed))
        scores /= scores.max()
    return scores, float((part @ scores).sum() / scores.sum())


def _slowly(part: "csr_array", directed: bool) -> FloatArray:
    from scipy.sparse.linalg import ArpackNoConvergence, eigs, eigsh

    if part.shape[0] <= _DENSE:
        if not directed:
            return np.asarray(np.linalg.eigh(part.toarray())[1][:, -1])
        values, vectors = np.linalg.eig(part.toarray())
        return np.asarray(vectors[:, np.argmax(values.real)].real)
    begin = np.ones(part.shape[0])
    try:
        if not directed:
            return np.asarray(eigsh(part, k=1, which="LA", v0=begin, tol=0)[1][:, 0])
        return np.asarray(eigs(part, k=1, which="LR", v0=begin, tol=0)[1][:, 0].real)
    except ArpackNoConvergence as error:
        raise InputError(
            "The eigenvector scores did not converge: the largest component is very long and thin",
            next_step="Take degree or harmonic centrality, or a smaller network.",
        ) from error
