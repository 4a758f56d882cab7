"""Ranks without one source after another."""

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from tertius.catalog.declaring import ANY, ORGANIZATIONS, integer, text, truth
from tertius.catalog.measure import measure
from tertius.errors import InputError
from tertius.measures.finding import Finding
from tertius.measures.network import BoolArray, FloatArray, IntArray, Network
from tertius.measures.other_measures import OF_ROLES, RANKED, label, worlds_of
from tertius.measures.run import Context
from tertius.measures.uncertainty.ranks import ranks
from tertius.measures.uncertainty.worlds import WorldMeasure, stoppable


@dataclass(frozen=True)
class WithoutSource:
    """Scores and ranks of n nodes without each of r independent roots.

    Attributes
    ----------
    roots
        The roots, ascending.
    edges
        (r, m) Edges that are left without each.
    ties_lost, edges_lost
        (r,) Ties and edges that stand no more without the root.
    plain_ranks, ranks
        (n,) With every root, and (r, n) without each.
    """

    roots: tuple[str, ...]
    edges: BoolArray
    ties_lost: IntArray
    edges_lost: IntArray
    plain_ranks: FloatArray
    ranks: FloatArray


def leave_one_source_out(
    network: Network,
    measure: WorldMeasure,
    *,
    least: float = 0.0,
    highest_first: bool = True,
) -> WithoutSource:
    """Score and rank the nodes without each independent root in turn.

    Parameters
    ----------
    network
        Any network; the plain ranks are those of the ties that stand with every root, by the same rule.
    measure
        A score in several worlds, such as `tertius.measures.uncertainty.worlds.over_worlds` makes it.
    least
        The likelihood that the network's ties were chosen by. A tie stands if its likelihood without the root is above
        0 and not below this; an edge stands if all ties of one of its clauses do.
    highest_first
        As in `tertius.measures.uncertainty.ranks.ranks`.

    Returns
    -------
    WithoutSource

    Raises
    ------
    InputError
        If ``least`` is not from 0 to 1; and of the measure.

    Notes
    -----
    A root stands for a source and all that repeats it: leaving out a mere copy changes nothing. A network without ties
    has no roots: r is 0. Time: r + 1 worlds of the measure and O(r · clauses).

    References
    ----------
    The jackknife over independent sources rather than observations: Quenouille, M. H. (1956). Notes on bias in
    estimation. Biometrika 43, 353–360.
    """
    standing = _standing(network, least)
    everything = _edges(network, np.array([stands(tie.likelihood, least) for tie in network.ties], dtype=np.bool_))
    ties = sum(stands(tie.likelihood, least) for tie in network.ties)
    masks = np.stack([everything, *(edges for _, edges in standing.values())])
    ranked = ranks(measure(network, masks), highest_first=highest_first)
    return WithoutSource(
        roots=tuple(standing),
        edges=masks[1:],
        ties_lost=np.array([ties - int(left.sum()) for left, _ in standing.values()], dtype=np.int64),
        edges_lost=(everything.sum() - masks[1:].sum(axis=1)).astype(np.int64),
        plain_ranks=ranked[0],
        ranks=ranked[1:],
    )


@measure(
    "uncertainty/without_each_source",
    title="Leave-one-source-out",
    question="Whose rank depends on a single source?",
    version=2,
    networks=ANY,
    shows=("source", "ties_lost", "first_without", "first_stays", "moved_most", "rank", "rank_without"),
    columns={
        "source": text("The independent source that is left out, with all that repeats it"),
        "ties_lost": integer("Number of ties that no longer stand"),
        "edges_lost": integer("Number of edges that no longer stand"),
        "first": text("Names of those who are first with every source, ten at most", several=True),
        "first_without": text("Names of those who are first without it, ten at most", several=True),
        "first_stays": truth("Whether somebody who was first still is"),
        "moved": integer("Number of rows whose rank changes"),
        "moved_most": text("Names of the rows whose rank changes most, ten at most; empty if none does", several=True),
        "rank": integer("Rank of these rows with every source", nullable=True),
        "rank_without": integer("Rank of these rows without it", nullable=True),
    },
    spread="none",
    conventions=(
        "A tie stands without a source if what the others say makes it likely enough to have been selected.",
        "Sources without which most ties are lost come first. Where a single source is behind everything, nothing is "
        "left to rank: all are then equal.",
    ),
    defined_by=(leave_one_source_out,),
)
def without_each_source(
    context: Context,
    *,
    measure: Annotated[str, RANKED] = "centrality/betweenness",
    groups: Annotated[str, OF_ROLES] = ORGANIZATIONS,
) -> Finding:
    """Return a row a source. One world of the measure for each."""
    found, worlds = worlds_of(measure, context, groups)
    network = found.network or context.network
    scored = stoppable(worlds, context.stop)
    without = leave_one_source_out(network, scored, least=context.least, highest_first=found.highest_first)
    names = [label(row) for row in found.rows]
    rows: list[dict[str, Any]] = []
    for position, root in enumerate(without.roots):
        shift = without.ranks[position] - without.plain_ranks
        # Those that move farthest; of these, whoever was best and is best, and all who were and are just so.
        order = np.lexsort((without.ranks[position], without.plain_ranks, -np.abs(shift)))
        most = int(order[0]) if names and shift[order[0]] else None
        alike = without.plain_ranks == without.plain_ranks[most]
        alike &= without.ranks[position] == without.ranks[position][most]
        rows.append(
            {
                "source": root,
                "ties_lost": without.ties_lost[position],
                "edges_lost": without.edges_lost[position],
                "first": _first(names, without.plain_ranks),
                "first_without": _first(names, without.ranks[position]),
                "first_stays": bool(((without.plain_ranks == 1) & (without.ranks[position] == 1)).any()),
                "moved": int((shift != 0).sum()),
                "moved_most": []
                if most is None
                else [name for name, one in zip(names, alike, strict=True) if one][:10],
                "rank": None if most is None else int(without.plain_ranks[most]),
                "rank_without": None if most is None else int(without.ranks[position][most]),
            }
        )
    order = np.argsort(-without.ties_lost, kind="stable")
    lost = [
        sorted({tie for edge in np.flatnonzero(~left).tolist() for tie in network.tie_ids(edge)})
        for left in without.edges
    ]
    return Finding([rows[i] for i in order], np.zeros(len(rows)), ties=[lost[i] for i in order])


def _first(names: list[str], ranked: FloatArray) -> list[str]:
    """Return the names of what is first, the first few where many are."""
    return [name for name, place in zip(names, ranked, strict=True) if place == 1][:10]


def _standing(network: Network, least: float) -> dict[str, tuple[BoolArray, BoolArray]]:
    """Return by root which ties and which edges stand without it."""
    if not 0.0 <= least <= 1.0:
        raise InputError(f"{least} is not a likelihood", where="least", next_step="Take one from 0 to 1.")
    whole = np.array([stands(tie.likelihood, least) for tie in network.ties], dtype=np.bool_)
    spoken: dict[str, list[int]] = {}
    for position, tie in enumerate(network.ties):
        for root, _ in tie.voices:
            spoken.setdefault(root, []).append(position)
    found = {}
    for root in sorted(spoken):
        left = whole.copy()
        for position in spoken[root]:
            against = 1.0
            for other, p in network.ties[position].voices:
                against *= 1.0 if other == root else 1.0 - p
            left[position] = stands(1.0 - against, least)
        found[root] = (left, _edges(network, left))
    return found


def stands(likelihood: float, least: float) -> bool:
    """Say whether a tie of this likelihood stands: it is possible, and no less likely than asked."""
    return likelihood > 0.0 and round(likelihood, 12) >= least  # likelihoods in the graph keep 12 decimals


def _edges(network: Network, ties: BoolArray) -> BoolArray:
    return np.array(
        [any(all(ties[tie] for tie in clause) for clause in edge) for edge in network.clauses], dtype=np.bool_
    )
