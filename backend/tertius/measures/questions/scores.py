"""The measures that give every node a score: what other measures ask again of a changed network."""

from typing import TYPE_CHECKING, Literal, get_args

from tertius.catalog.measure import Measure
from tertius.measures.questions import brokerage, centrality

if TYPE_CHECKING:
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

ABOUT = "The measure whose ranks are looked at, as it is when nothing is said of its own parameters"

_OF: dict[str, Measure] = {
    value.id: value
    for module in (centrality, brokerage)
    for value in vars(module).values()
    if isinstance(value, Measure) and value.id in get_args(Score)
}


def finding(score: Score, context: "Context", groups: str) -> "Finding":
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
