"""How long an edge is, and how much it counts, when its likelihood or its weight is to have a say."""

from typing import Literal, get_args

import numpy as np

from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency
from tertius.measures.network import FloatArray, Network

Distance = Literal["steps", "inverse", "log", "strength", "cost"]
"""What a path's length is the sum of, over its edges.

``steps``
    1: every edge that is there counts alike, whatever its likelihood.
``inverse``
    1 / likelihood: a doubtful tie is a detour. All likelihoods 1 give ``steps``.
``log``
    −ln(likelihood): the shortest path is the one most likely to hold as a whole, ties being independent. Each edge
    costs `STEP_COST` besides, so that of paths equally likely the one with fewer steps is taken; all likelihoods 1 give
    the paths of ``steps``.
``strength``
    1 / weight: a weight says how strong a tie is, such as how often two met. Parallel ties add up.
``cost``
    The weight: it says what it costs to go along a tie, such as how far apart two are. Of parallel ties the least
    counts.

In ``inverse`` and ``log`` an edge less likely than `LEAST` is no edge.
"""

STEP_COST = 1e-7
"""What a step costs beside −ln(likelihood): it decides only between paths whose likelihoods agree to about 7 digits."""

LEAST = 1e-9
"""Likelihood below which an edge is no way to go."""


def arc_lengths(network: Network, arcs: Adjacency, distance: Distance) -> FloatArray | None:
    """Return the length of each arc (k,), infinite where it is no way to go; None for ``steps``.

    Raises
    ------
    InputError
        If there is no such distance, or the network has no weights and the distance is of them.
    """
    if distance not in get_args(Distance):
        raise InputError(
            f"There is no distance {distance!r}", next_step=f"Take one of {', '.join(get_args(Distance))}."
        )
    if distance == "steps":
        return None
    if distance in ("strength", "cost"):
        return network.costs[arcs.edges] if distance == "cost" else 1.0 / network.strengths[arcs.edges]
    likelihoods = network.likelihoods[arcs.edges]
    usable = likelihoods >= LEAST
    safe = np.where(usable, likelihoods, 1.0)
    lengths = 1.0 / safe if distance == "inverse" else STEP_COST - np.log(np.minimum(safe, 1.0))
    return np.where(usable, lengths, np.inf)


WEIGHTS = "Count each tie by its weight (how strong it is), where the network has weights"
"""What a user is told of the parameter ``weights`` of a measure."""


def edge_weights(network: Network, *, likelihoods: bool, weights: bool) -> FloatArray:
    """Return how much each edge (m,) counts: its likelihood, its weight, both multiplied, or 1.

    Parameters
    ----------
    network
        Any network.
    likelihoods
        Whether an edge counts by its likelihood.
    weights
        Whether it counts by its weight, that is how strong it is; parallel ties add up.

    Raises
    ------
    InputError
        If the network has no weights and they are to count.
    """
    found = network.strengths if weights else np.ones(network.m)
    return found * network.likelihoods if likelihoods else found
