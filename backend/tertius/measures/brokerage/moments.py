"""What Gould–Fernandez counts would be by chance: expectations and variances given size, density and groups.

Chance is a network in which every arc is there with probability d, the density. A brokered pair i → b → k, i ↛ k then
occurs with probability q = d²(1 − d). A broker's variances add up, over pairs of its triads that share an arc that both
need, the covariance of the two: d³(1 − d)³.
"""

import numpy as np
import numpy.typing as npt

from tertius.measures.memberships import Memberships
from tertius.measures.network import FloatArray

Tensor = npt.NDArray[np.float64]

MOST_PROFILES = 256
"""Different ways to belong to groups up to which a node's variance is computed for shared memberships: the time grows
with the third power."""

_ROUNDING = 1e-12  # of shares of a pair: what adding and taking away floats leaves of nothing


def published_node_moments(sizes: FloatArray, density: float) -> tuple[FloatArray, FloatArray]:
    """Return the expectations and variances of a broker's counts, by the broker's group, everyone being in one group.

    Parameters
    ----------
    sizes
        (g,) Nodes of each group.
    density
        Arcs that are there, of those that could be.

    Returns
    -------
    tuple
        (g, 6) expectations, (g, 6) variances: the five roles and their total. Closed forms of Gould & Fernandez (1989),
        exact when arcs are independent; the same as R's sna.
    """
    n, total = sizes, sizes.sum()
    rest = total - n
    rest2 = (n**2).sum() - n**2  # of the other groups: sums of squares and cubes of their sizes
    rest3 = (n**3).sum() - n**3
    pairs = np.stack(
        [
            (n - 1) * (n - 2),
            rest2 - rest,
            (n - 1) * rest,
            (n - 1) * rest,
            rest**2 - rest2,
            np.full_like(n, (total - 1) * (total - 2)),
        ],
        axis=1,
    )
    across = (n - 1) * rest * (rest - 1) + rest * (n - 1) * (n - 2)
    sharing = np.stack(  # ordered couples of pairs that go through the same arc at the broker
        [
            2 * (n - 1) * (n - 2) * (n - 3),
            2 * (rest3 - 3 * rest2 + 2 * rest),
            across,
            across,
            2 * (rest * (rest - 1) * rest - (2 * rest - 1) * rest2 + rest3),
            np.full_like(n, 2 * (total - 1) * (total - 2) * (total - 3)),
        ],
        axis=1,
    )
    chance = density**2 * (1 - density)
    return chance * pairs, chance * (1 - chance) * pairs + (density * (1 - density)) ** 3 * sharing


def role_weights(memberships: Memberships, broker: int) -> Tensor:
    """Return (6, u, u) how much of each role a broker of one profile has between an i and a k of two others."""
    profiles = memberships.profiles
    same = profiles @ profiles.T
    every = (profiles * profiles[broker]) @ profiles.T
    to, onward = same[:, broker, None], same[None, broker, :]
    weights = np.stack(
        [every, same - every, to - every, onward - every, 1 - to - onward - same + 2 * every, np.ones_like(same)]
    )
    weights[weights < _ROUNDING] = 0.0
    return weights


def node_expectations(memberships: Memberships, density: float) -> FloatArray:
    """Return the expectations (n, 6) of every node's counts, for shared memberships; O(u·g) and exact."""
    profiles, counts = memberships.profiles, memberships.counts.astype(np.float64)
    n = memberships.n
    mass, squares = counts @ profiles, counts @ profiles**2
    others = mass - profiles  # (u, g) what all but the broker have of each group
    same_ends = others**2 - (squares - profiles**2)  # ordered pairs of others in the same group
    every = (profiles * same_ends).sum(axis=1)
    ends = same_ends.sum(axis=1)
    one_end = (n - 2) * (profiles * others).sum(axis=1)
    pairs = (n - 1) * (n - 2)
    liaison = pairs - 2 * one_end - ends + 2 * every
    liaison[liaison < _ROUNDING * pairs] = 0.0
    columns = [every, ends - every, one_end - every, one_end - every, liaison]
    expected = density**2 * (1 - density) * np.stack([*columns, np.full(len(profiles), float(pairs))], axis=1)
    return np.asarray(expected[memberships.profile])


def exact_node_variances(memberships: Memberships, density: float, *, reciprocal: bool) -> FloatArray:
    """Return the variances (n, 6) of every node's counts, for shared memberships.

    Parameters
    ----------
    memberships
        Of n nodes.
    density
        Of arcs.
    reciprocal
        Whether an arc is there exactly when its reverse is: the ties of an undirected network.

    Returns
    -------
    FloatArray
        Exact; not a number beyond `MOST_PROFILES` profiles.
    """
    if len(memberships.profiles) > MOST_PROFILES:
        return np.full((memberships.n, 6), np.nan)
    chance = density**2 * (1 - density)
    variances = np.empty((len(memberships.profiles), 6))
    for broker in range(len(memberships.profiles)):
        counts = memberships.counts.astype(np.float64)
        counts[broker] -= 1
        weights = role_weights(memberships, broker)
        halves = 1.0
        if reciprocal:  # a pair is brokered in both directions or in none
            weights = weights + weights.swapaxes(1, 2)
            halves = 0.5
        apart = counts[:, None] * counts[None, :] - np.diag(counts)
        itself = np.diagonal(weights, axis1=1, axis2=2)
        squares = weights**2
        of_itself = itself**2
        alone = (squares * apart).sum(axis=(1, 2))
        sharing = np.zeros(6)
        for axis in (1, 2):
            row = (weights * counts[None, :]).sum(axis=2) if axis == 2 else (weights * counts[:, None]).sum(axis=1)
            row2 = (squares * counts[None, :]).sum(axis=2) if axis == 2 else (squares * counts[:, None]).sum(axis=1)
            sharing += (counts * ((row - itself) ** 2 - (row2 - of_itself))).sum(axis=1)
        variances[broker] = halves * chance * (1 - chance) * alone
        variances[broker] += halves * (density * (1 - density)) ** 3 * sharing
    return np.asarray(variances[memberships.profile])
