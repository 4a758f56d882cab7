"""Numbers that sum up a network whose edges come and go, to be compared before and after a day."""

from collections.abc import Callable, Collection

import numpy as np

from tertius.errors import InputError
from tertius.measures.network import BoolArray, FloatArray, Network

Statistic = Callable[[Network, BoolArray], FloatArray]
"""A network and masks (w, m) in, one number for each mask (w,) out."""


def edges_across(network: Network, one: Collection[str], other: Collection[str]) -> BoolArray:
    """Return which edges have one end in one set of nodes and the other end in the other.

    Parameters
    ----------
    network
        Any network; the direction of edges is not looked at.
    one, other
        Ids of nodes. A node may be in both: an edge from it to a node of either set is across.

    Returns
    -------
    BoolArray
        (m,)

    Raises
    ------
    InputError
        If a set is empty, or an id is unknown.
    """
    for name, nodes in (("one", one), ("other", other)):
        if not nodes:
            raise InputError(f"The set {name!r} has no node", where=name, next_step="Give at least one id.")
    inside = np.zeros((2, network.n), dtype=np.bool_)
    for row, nodes in enumerate((one, other)):
        inside[row, [network.position(node) for node in nodes]] = True
    found: BoolArray = (inside[0, network.sources] & inside[1, network.targets]) | (
        inside[1, network.sources] & inside[0, network.targets]
    )
    return found


def number_across(one: Collection[str], other: Collection[str]) -> Statistic:
    """Return the statistic "how many edges link the two sets of nodes", as `edges_across` says it."""

    def count(network: Network, masks: BoolArray) -> FloatArray:
        return _sizes(masks[:, edges_across(network, one, other)])

    return count


def degree_of(node: str) -> Statistic:
    """Return the statistic "how many edges has this node", in and out together."""

    def count(network: Network, masks: BoolArray) -> FloatArray:
        position = network.position(node)
        there = (network.sources == position) | (network.targets == position)
        return _sizes(masks[:, there])

    return count


def density(network: Network, masks: BoolArray) -> FloatArray:
    """Return the statistic "share of the pairs of nodes that an edge links"; ordered pairs if the network is directed.

    Raises
    ------
    InputError
        If there are fewer than two nodes: no pair, no share.
    """
    pairs = network.n * (network.n - 1) / (1 if network.directed else 2)
    if not pairs:
        raise InputError(
            f"A network of {network.n} nodes has no density", where="network", next_step="Select two nodes or more."
        )
    return _sizes(masks) / pairs


def _sizes(masks: BoolArray) -> FloatArray:
    return np.asarray(masks.sum(axis=1), dtype=np.float64)
