"""Structural holes: whether a node's contacts are tied to each other without it (Burt 1992)."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

import numpy as np

from tertius.catalog.declaring import ANY, NODE, About, number
from tertius.catalog.measure import measure
from tertius.measures.adjacency import Adjacency, checked_mask
from tertius.measures.finding import Finding, of_nodes
from tertius.measures.lengths import WEIGHTS, edge_weights
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.threads import StopFlag, new_flag, run_blocks
from tertius.measures.uncertainty.worlds import over_worlds

HoleScore = Literal["constraint", "effective_size", "efficiency", "hierarchy"]
"""The fields of `StructuralHoles` to rank by."""


@dataclass(frozen=True)
class StructuralHoles:
    """Burt's scores of every node, each (n,) in the order of ``network.ids``; not a number for a node without contacts.

    Attributes
    ----------
    contacts
        How many others a node is tied to, in either direction; 0 for an isolate.
    constraint
        Σ_j (p_ij + Σ_q p_iq p_qj)² over the contacts j: how far the contacts close off a node's room to broker. p_ij is
        the share of i's ties, by weight, that go to j. About 0 for many contacts unknown to each other; 1 for a single
        contact; it may pass 1 where few contacts are tied to each other.
    effective_size
        Σ_j (1 − Σ_q p_iq m_jq): contacts, less those that lead to the same others. m_jq is j's tie to q in proportion
        to j's strongest tie. From 1 to the number of contacts; unweighted and undirected it is
        contacts − 2t / contacts, with t ties among the contacts.
    efficiency
        effective_size / contacts.
    hierarchy
        Coleman–Theil inequality of the contacts' parts in the constraint: 0 when all have the same part, 1 when one has
        all of it. 1 for a single contact, where the formula is 0 / 0 and one contact has all.
    """

    contacts: FloatArray
    constraint: FloatArray
    effective_size: FloatArray
    efficiency: FloatArray
    hierarchy: FloatArray


def structural_holes(
    network: Network,
    *,
    weighted: bool = False,
    weights: bool = False,
    mask: BoolArray | None = None,
    stop: StopFlag | None = None,
) -> StructuralHoles:
    """Return constraint, effective size, efficiency and hierarchy of every node.

    Parameters
    ----------
    network
        Any network.
    weighted
        Weigh each tie by its likelihood: the shares p are of expected ties. Otherwise each edge that is there weighs 1.
    weights
        Weigh each tie by its weight besides, that is how strong it is.
    mask
        (m,) True where an edge is there; all are when not given.
    stop
        A flag that another thread or process may raise; looked at before every node.

    Returns
    -------
    StructuralHoles
        Scores (n,).

    Raises
    ------
    InputError
        If the mask does not fit, or weights are to count and the network has none.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Convention: in a directed network the weight between two nodes is the sum of both directions, a_ij + a_ji, as Burt
    has it, so A ⇄ B weighs twice as much as A → B. Isolates (no edge, or all of likelihood 0 when weighted) are not a
    number, as in networkx and igraph. In the constraint only contacts j are summed over, nobody two steps away.

    Time O(Σ degree²), memory O(n + m) a thread.

    References
    ----------
    Burt, R. S. (1992). Structural Holes: The Social Structure of Competition, ch. 2. Harvard University Press.
    Borgatti, S. P. (1997). Structural holes: unpacking Burt's redundancy measures. Connections 20(1), 35–38.
    """
    from tertius.measures.kernels.ego_networks import contact_sums, ego_holes

    flag = new_flag() if stop is None else stop
    arcs = Adjacency.around(network).without_hidden(checked_mask(network, mask))
    counts = edge_weights(network, likelihoods=weighted, weights=weights)[arcs.edges]
    strengths, strongest = np.zeros(network.n), np.zeros(network.n)
    contact_sums(arcs.start, arcs.heads, counts, strengths, strongest)
    contacts = np.zeros(network.n)
    constraint, effective, hierarchy = np.full((3, network.n), np.nan)

    def work(_: int, first: int, last: int) -> None:
        into = (contacts, constraint, effective, hierarchy)
        ego_holes(arcs.start, arcs.heads, counts, strengths, strongest, first, last, *into, flag)

    run_blocks(work, network.n, flag)
    with np.errstate(invalid="ignore"):
        efficiency = effective / contacts
    return StructuralHoles(contacts, constraint, effective, efficiency, hierarchy)


@measure(
    "brokerage/structural_holes",
    title="Structural holes",
    question="Whose contacts do not know each other?",
    version=1,
    networks=ANY,
    shows=("node", "contacts", "constraint", "effective_size"),
    columns={
        **NODE,
        "contacts": number("Number of others the node is tied to, in either direction"),
        "constraint": number(
            "Burt's constraint: how far the contacts close off room to broker; low is free", nullable=True
        ),
        "effective_size": number("Number of contacts, less those that lead to the same others", nullable=True),
        "efficiency": number("Effective size as a share of the contacts", nullable=True),
        "hierarchy": number("0 if all contacts constrain alike, 1 if a single one does", nullable=True),
    },
    conventions=(
        "An isolate has no scores and comes last. Ranks go by the column chosen: low constraint and low hierarchy "
        "first, high effective size and high efficiency first.",
        "Burt (1992), Structural Holes, chapter 2. Harvard University Press.",
    ),
    defined_by=(structural_holes,),
    scores_nodes=True,
)
def structural_holes_of_nodes(
    network: Network,
    stop: StopFlag,
    *,
    by: Annotated[HoleScore, About("The column to rank by")] = "constraint",
    weighted: Annotated[bool, About("Weight each tie by its likelihood")] = False,
    weights: Annotated[bool, About(WEIGHTS)] = False,
) -> Finding:
    """Return a row a node, by one of Burt's scores."""
    columns = vars(structural_holes(network, weighted=weighted, weights=weights, stop=stop))
    worlds = over_worlds(partial(_one_score, by=by, weighted=weighted, weights=weights))
    return of_nodes(network, columns[by], worlds, columns, highest_first=by in ("effective_size", "efficiency"))


def _one_score(
    network: Network, *, by: HoleScore, weighted: bool, weights: bool, mask: BoolArray, stop: StopFlag | None = None
) -> FloatArray:
    scores = structural_holes(network, weighted=weighted, weights=weights, mask=mask, stop=stop)
    found: FloatArray = getattr(scores, by)
    return found
