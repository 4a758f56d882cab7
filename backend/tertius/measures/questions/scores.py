"""The measures that others ask again of a changed network: those that score nodes, and those that rank other rows."""

from typing import TYPE_CHECKING, Any, Literal, get_args

from tertius.catalog.measure import Measure
from tertius.measures.questions import brokerage, centrality, key_players, sharing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tertius.measures.finding import Finding
    from tertius.measures.run import Context

Score = Literal[
    "centrality/betweenness",
    "centrality/degree",
    "centrality/closeness",
    "centrality/harmonic",
    "centrality/eigenvector",
    "centrality/pagerank",
    "centrality/cores",
    "centrality/articulation",
    "brokerage/structural_holes",
    "brokerage/roles",
]

Ranked = Literal[
    "centrality/betweenness",
    "centrality/degree",
    "centrality/closeness",
    "centrality/harmonic",
    "centrality/eigenvector",
    "centrality/pagerank",
    "centrality/cores",
    "centrality/articulation",
    "centrality/bridges",
    "brokerage/structural_holes",
    "brokerage/roles",
    "brokerage/sole_links",
    "commanders/shared",
    "key_players/sets",
]

ABOUT = "The measure whose ranks are looked at, as it is when nothing is said of its own parameters"

_OF: dict[str, Measure] = {
    value.id: value
    for module in (centrality, brokerage, key_players, sharing)
    for value in vars(module).values()
    if isinstance(value, Measure) and value.id in get_args(Ranked)
}


def finding(score: Ranked, context: "Context", groups: str) -> "Finding":
    """Return what one of these measures finds, with its own defaults.

    Parameters
    ----------
    score
        Which.
    context
        The network and what belongs to it.
    groups
        What makes a group, for the measure that needs groups.

    Raises
    ------
    InputError
        The measure is not defined on the network, or there are no such groups.
    """
    from tertius.measures.run import find

    measure = _OF[score]
    defaults = {name: param.default for name, param in measure.own_params().items()}
    return find(measure, {**defaults, "groups": groups, "worlds": 0}, context)


def label(row: "Mapping[str, Any]") -> str:
    """Return what a row is about, by name: a node, both ends of an edge, two groups, a set."""
    if "node" in row:
        return str(row["node"])
    if "nodes" in row:
        return f"{', '.join(row['chosen_by'])}: {', '.join(row['nodes'])}"
    one, other = ("source", "target") if "source" in row else ("one", "other")
    return f"{row[one]} – {row[other]}"
