"""Structural holes: whether a node's contacts are tied to each other without it (Burt 1992)."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency, checked_mask, checked_masks
from tertius.measures.kernels.ego_networks import contact_sums, ego_holes
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.threads import StopFlag, new_flag, run_blocks, run_jobs

HoleScore = Literal["constraint", "effective_size", "efficiency", "hierarchy"]
"""The fields of `StructuralHoles` that worlds can be asked for."""


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
    network: Network, *, weighted: bool = False, mask: BoolArray | None = None, stop: StopFlag | None = None
) -> StructuralHoles:
    """Return constraint, effective size, efficiency and hierarchy of every node.

    Parameters
    ----------
    network
        Any network.
    weighted
        Weigh each tie by its likelihood: the shares p are of expected ties. Otherwise each edge that is there weighs 1.
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
        If the mask does not fit.
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
    flag = new_flag() if stop is None else stop
    arcs = Adjacency.around(network).without_hidden(checked_mask(network, mask))
    found = _empty(network)
    prepared = _prepared(network, arcs, weighted)
    run_blocks(lambda _, first, last: _fill(arcs, prepared, first, last, found, flag), network.n, flag)
    contacts, constraint, effective, hierarchy = found
    with np.errstate(invalid="ignore"):
        efficiency = effective / contacts
    return StructuralHoles(contacts, constraint, effective, efficiency, hierarchy)


def structural_holes_worlds(
    network: Network,
    masks: BoolArray,
    *,
    score: HoleScore = "constraint",
    weighted: bool = False,
    stop: StopFlag | None = None,
) -> FloatArray:
    """Return one score of `structural_holes` of every node in each of several worlds.

    Parameters
    ----------
    network, weighted, stop
        As in `structural_holes`.
    masks
        (w, m) True where an edge is there in a world.
    score
        Which.

    Returns
    -------
    FloatArray
        (w, n) Not a number in a world in which a node has no contact.

    Raises
    ------
    InputError
        If the masks do not fit or there is no such score.
    QueryTimeoutError
        If the flag was raised.
    """
    if score not in get_args(HoleScore):
        raise InputError(f"There is no score {score!r}", next_step=f"Take one of {', '.join(get_args(HoleScore))}.")
    flag = new_flag() if stop is None else stop
    present = checked_masks(network, masks)
    whole = Adjacency.around(network)
    chosen = np.empty((len(present), network.n))

    def work(world: int) -> None:
        arcs = whole.without_hidden(present[world])
        found = _empty(network)
        _fill(arcs, _prepared(network, arcs, weighted), 0, network.n, found, flag)
        if score == "constraint":
            chosen[world] = found[1]
        elif score == "hierarchy":
            chosen[world] = found[3]
        elif score == "effective_size":
            chosen[world] = found[2]
        else:
            with np.errstate(invalid="ignore"):
                chosen[world] = found[2] / found[0]

    run_jobs(work, len(present), flag)
    return chosen


def _empty(network: Network) -> FloatArray:
    """(4, n) Contacts, constraint, effective size, hierarchy, as they are without contacts."""
    found = np.full((4, network.n), np.nan)
    found[0] = 0.0
    return found


def _prepared(network: Network, arcs: Adjacency, weighted: bool) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the arcs' weights, and each node's sum of them and strongest contact."""
    weights = network.likelihoods[arcs.edges] if weighted else np.ones(len(arcs.edges))
    strengths, strongest = np.zeros(network.n), np.zeros(network.n)
    contact_sums(arcs.start, arcs.heads, weights, strengths, strongest)
    return weights, strengths, strongest


def _fill(
    arcs: Adjacency,
    prepared: tuple[FloatArray, FloatArray, FloatArray],
    first: int,
    last: int,
    found: FloatArray,
    flag: StopFlag,
) -> None:
    ego_holes(arcs.start, arcs.heads, *prepared, first, last, found[0], found[1], found[2], found[3], flag)
