"""Other measures, as some measures ask them: for their ranks on a changed network."""

from collections.abc import Mapping
from typing import Any

from tertius.catalog.declaring import ORGANIZATIONS, About
from tertius.catalog.registered import registered
from tertius.errors import InputError
from tertius.measures.finding import Finding
from tertius.measures.run import Context, find
from tertius.measures.uncertainty.worlds import WorldMeasure

MEASURE = About("The measure whose ranks are compared, with its own defaults", choices="scores")
"""Of the parameter that names a measure which scores nodes."""

RANKED = About(MEASURE.about, choices="ranked")
"""Of the parameter that names any measure whose rows have ranks."""

OF_ROLES = About(f"Grouping, for brokerage/roles only: {ORGANIZATIONS}, or a property of the nodes")
"""Of the parameter that says what makes a group."""


def worlds_of(measure_id: str, context: Context, groups: str) -> tuple[Finding, WorldMeasure]:
    """Return what another measure finds, with its own defaults, and its score in several worlds.

    Parameters
    ----------
    measure_id
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
    asked = next(one for one in registered() if one.id == measure_id)
    defaults = {name: param.default for name, param in asked.own_params().items()}
    found = find(asked, {**defaults, "groups": groups, "worlds": 0}, context)
    if found.worlds is None:
        raise InputError(f"{measure_id} has no score in simulations", where="measure", next_step="Take another.")
    return found, found.worlds


def scores_nodes(measure_id: str) -> bool:
    """Say whether a measure has a row for each node, by nothing but the network's edges."""
    asked = next(one for one in registered() if one.id == measure_id)
    return asked.scores_nodes and not asked.takes_groups


def label(row: Mapping[str, Any]) -> str:
    """Return what a row is about, by name: a node, both ends of an edge, two groups, a set."""
    if "node" in row:
        return str(row["node"])
    if "nodes" in row:
        return f"{', '.join(row['chosen_by'])}: {', '.join(row['nodes'])}"
    one, other = ("source", "target") if "source" in row else ("one", "other")
    return f"{row[one]} – {row[other]}"
