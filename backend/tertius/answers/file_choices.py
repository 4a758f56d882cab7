"""What of a measure's parameters can be told from files where a user does not say it: groups, weights, rows."""

import sys
from collections.abc import Mapping
from typing import Any

from tertius.catalog.declaring import ORGANIZATIONS
from tertius.catalog.measure import Measure
from tertius.errors import InputError
from tertius.model.naming import said
from tertius.model.spelling import spelled
from tertius.wording import counted

SEVERAL = ";"
"""What stands between the groups of a node that is in several."""

_WEIGHTS = "weights"
_STRENGTH, _COST = "strength", "cost"


def every_row(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters as a measure takes them: a limit of 0 as one that nothing reaches."""
    return {**params, "limit": params["limit"] or sys.maxsize}


def nodes_of(
    measure: Measure,
    params: Mapping[str, Any],
    network: Any,  # noqa: ANN401 - as in grouped
) -> tuple[dict[str, Any], list[str]]:
    """Return the parameters with ids of nodes where one node alone has the name, and what has to be said of that.

    What names no node, or several, is left: a measure knows whether it names something else, and refuses it if not.

    Parameters
    ----------
    measure, params
        The measure, and its parameters.
    network
        The network.
    """
    from tertius.measures.named import positions_named

    told: list[str] = []

    def taken(text: str) -> str:
        found = positions_named(network, text)
        id_ = str(network.ids[found[0]]) if len(found) == 1 else text
        if id_ != spelled(text):
            told.append(said(text, id_))
        return id_

    named = {name for name, param in measure.own_params().items() if param.id_of == "entity" and params[name]}
    ids = {
        name: [taken(one) for one in given] if isinstance(given := params[name], list) else taken(given)
        for name in named
    }
    return {**params, **ids}, told


def grouped(
    measure: Measure,
    params: Mapping[str, Any],
    network: Any,  # noqa: ANN401 - tertius.measures.network.Network; numpy is imported late
    node_key: str | None,
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the parameters with the property of the nodes that groups them, and what was chosen, if it was.

    Organizations are known of a database. Of files a property is taken where only one can group the nodes: where at
    least two of them have the same value, and not all.

    Parameters
    ----------
    measure, params
        The measure, and its parameters.
    network, node_key
        The network, and the column of its nodes that is their key.

    Raises
    ------
    InputError
        No property groups the nodes, or several may.
    """
    if not measure.takes_groups:
        return dict(params), ()
    groups, notes = params["groups"], []
    if groups == ORGANIZATIONS and ORGANIZATIONS not in network.columns:
        may = [column for column in network.columns if column not in (node_key, "name") and _groups(network, column)]
        if len(may) != 1:
            others = [column for column in network.columns if column not in (node_key, "name")]
            raise InputError(
                "Files know no organizations, and "
                + (
                    f"{counted(len(may), 'property', 'properties')} of the nodes may group them"
                    if may
                    else "no property of the nodes is the same for two of them and not for all"
                    if others
                    else "no property of the nodes groups them"
                ),
                where="--groups",
                next_step=f"Name one with --groups: {', '.join(may or others)}."
                if may or others
                else "Give a list of nodes with --nodes, and name the column with --groups.",
            )
        groups = may[0]
        notes.append(f"The nodes were grouped by {groups!r}: only that property groups them.")
    elif groups not in network.columns:
        alike = [column for column in network.columns if column.casefold() == groups.casefold()]
        groups = alike[0] if len(alike) == 1 else groups
    several = sum(SEVERAL in value for value in network.columns.get(groups, ()) if value)
    if several:
        notes.append(
            f"{several} node{' is' if several == 1 else 's are'} in several groups (with {SEVERAL} between), in equal "
            "shares."
        )
    return {**params, "groups": groups}, tuple(notes)


def _groups(network: Any, column: str) -> bool:  # noqa: ANN401 - as above
    values = [value for value in network.columns[column] if value]
    return 1 < len(set(values)) < len(values)


def weighed(
    measure: Measure, params: Mapping[str, Any], given: frozenset[str], weighted: bool, column: str | None
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the parameters with what counts weights, where the user named the weights, and what was chosen.

    Parameters
    ----------
    measure, params
        The measure, and its parameters.
    given
        The parameters that the user gave.
    weighted
        Whether the ties have weights.
    column
        The column of the weights that the user named.

    Raises
    ------
    InputError
        The measure can read a weight as strength or as cost, and the user did not say which.
    """
    if not weighted:
        return dict(params), ()
    counts = [name for name, param in measure.params.items() if name == _WEIGHTS or _STRENGTH in (param.enum or ())]
    if not counts:
        return dict(params), ("The weights of the ties were read, and this measure does not count them.",)
    name = counts[0]
    if name in given:
        return dict(params), ()
    choices = measure.params[name].enum or ()
    if column is None:
        ask = f"--{name} {'true' if name == _WEIGHTS else _STRENGTH}"
        or_cost = f" (a weight is how strong a tie is) or --{name} {_COST}" if _COST in choices else ""
        return dict(params), (f"The ties have weights, which were not counted: {ask}{or_cost} counts them.",)
    if _COST in choices:
        raise InputError(
            "A weight may say how strong a tie is, or what it costs to go along it",
            where="--weight",
            next_step=f"Say which: --{name} {_STRENGTH}, or --{name} {_COST}.",
        )
    return {**params, name: True if name == _WEIGHTS else _STRENGTH}, (
        f"The column {column!r} is the weight of the ties, and was counted.",
    )
