"""What Gould–Fernandez counts would be by chance: expectations and variances given size, density and groups.

Chance is a network in which every arc is there with probability d, the density. A brokered pair i → b → k, i ↛ k then
occurs with probability q = d²(1 − d). Variances add up, over pairs of such triads that share an arc, the covariance of
the two: d³(1 − d)³ where an arc that both need is shared, d⁵(1 − d) where one that neither may have, and −q² where
what one needs the other may not have.
"""

import itertools
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from tertius.measures.memberships import Memberships
from tertius.measures.network import FloatArray

Tensor = npt.NDArray[np.float64]

MOST_PROFILES = 256
"""Different ways to belong to groups up to which a node's variance is computed for shared memberships: the time grows
with the third power."""

MOST_PROFILES_NETWORK = 64
"""The same for the variance of the whole network's counts, where it is computed exactly."""

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


def published_network_variances(sizes: FloatArray, density: float) -> FloatArray:
    """Return the variances (6,) of the whole network's counts, everyone being in one group, as R's sna has them.

    They leave out some couples of triads: in the roles of representative and gatekeeper, those in which one needs an
    arc that the other may not have; in the coordinator's and the total, two couples on the same three nodes. For exact
    ones see `exact_network_variances`.
    """
    n, total = sizes, sizes.sum()
    s2, s3, s4 = (n**2).sum(), (n**3).sum(), (n**4).sum()
    needed = (density * (1 - density)) ** 3
    opposed = density**4 * (1 - density) ** 2
    barred = density**5 * (1 - density)
    chance = density**2 * (1 - density)
    one_group = n * (n - 1) * (n - 2)
    two_groups = n * (n - 1) * (total - n)
    three = total**3 - 3 * total * s2 + 2 * s3  # ordered triples of nodes in three groups
    three_and_one = s2 * total**2 - s2**2 - 2 * s3 * total + 2 * s4  # the same, times the size of one of the groups
    across = (two_groups * ((total - 3) * needed + (n - 2) * barred)).sum()
    shared = np.array(
        [
            (one_group * ((4 * n - 10) * needed - 4 * (n - 3) * opposed + (n - 3) * barred)).sum(),
            (
                n
                * (n - 1)
                * (((2 * n - 6) * (total - n) + 2 * (s2 - n**2)) * needed + (total - n - 1) * (total - n) * barred)
            ).sum(),
            across,
            across,
            ((4 * total - 2) * (needed - opposed) + (total - 1) * barred) * three
            - (8 * (needed - opposed) + 2 * barred) * three_and_one,
            total
            * (total - 1)
            * (total - 2)
            * ((4 * total - 10) * needed - 4 * (total - 3) * opposed + (total - 3) * barred),
        ]
    )
    triads = np.array(
        [
            one_group.sum(),
            two_groups.sum(),
            two_groups.sum(),
            two_groups.sum(),
            three,
            total * (total - 1) * (total - 2),
        ]
    )
    return np.asarray(chance * (1 - chance) * triads + shared)


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


def exact_network_variances(memberships: Memberships, density: float, *, reciprocal: bool) -> FloatArray:
    """Return the variances (6,) of the whole network's counts, all couples of triads that share an arc counted.

    Parameters
    ----------
    memberships, density, reciprocal
        As in `exact_node_variances`.

    Returns
    -------
    FloatArray
        Exact; not a number beyond `MOST_PROFILES_NETWORK` profiles.
    """
    size = len(memberships.profiles)
    if size > MOST_PROFILES_NETWORK:
        return np.full(6, np.nan)
    if size == 0:  # nobody is there, and nothing varies
        return np.zeros(6)
    counts = memberships.counts.astype(np.float64)
    weights = np.stack([role_weights(memberships, broker) for broker in range(size)], axis=2)  # (6, i, b, k)
    return np.array([_network_variance(of_role, counts, density, reciprocal) for of_role in weights])


_ARCS = ((0, 1), (1, 2), (0, 2))  # of a triad (i, b, k): needed, needed, barred
_NEEDED = (True, True, False)


def _network_variance(weights: Tensor, counts: FloatArray, density: float, reciprocal: bool) -> float:
    size = len(counts)
    eye = np.eye(size)
    apart = counts[:, None] * counts[None, :] - np.diag(counts)
    triples = apart[:, :, None] * (counts[None, None, :] - eye[:, None, :] - eye[None, :, :])
    total = 0.0
    for order in itertools.permutations(range(3)):  # the other triad is on the same three nodes
        both = _covariance(order, density, reciprocal)
        if both:
            total += both * float((triples * weights * np.transpose(weights, np.argsort(order))).sum())
    for (mine, seen), (theirs, also) in itertools.product(_views(weights), repeat=2):  # on two of them and a fourth
        both = _covariance_of_arcs(_NEEDED[mine], _NEEDED[theirs], density)
        for shared in (also, also.swapaxes(0, 1)) if reciprocal else (also,):
            product = _without_ends(seen, counts) * _without_ends(shared, counts)
            product -= _without_ends(seen * shared, counts)
            total += both * float((apart * product).sum())
    return total


def _views(weights: Tensor) -> Iterator[tuple[int, Tensor]]:
    """For each arc of a triad the weights by (its tail, its head, the third node)."""
    for arc, (tail, head) in enumerate(_ARCS):
        yield arc, np.transpose(weights, (tail, head, 3 - tail - head))


def _without_ends(seen: Tensor, counts: FloatArray) -> FloatArray:
    """Sum over the third node, which is neither the tail nor the head."""
    both = np.arange(len(counts))
    return np.asarray(
        seen @ counts - seen[both[:, None], both[None, :], both[:, None]] - seen[both[:, None], both, both]
    )


def _covariance_of_arcs(mine_needs: bool, theirs_needs: bool, density: float) -> float:
    if mine_needs != theirs_needs:
        return -(density**4) * (1 - density) ** 2
    return (density * (1 - density)) ** 3 if mine_needs else density**5 * (1 - density)


def _covariance(order: tuple[int, ...], density: float, reciprocal: bool) -> float:
    """Of the triad (0, 1, 2) and the one that has ``order`` as its i, b and k."""
    states: dict[tuple[int, int], bool] = {}
    shared = False
    for nodes in ((0, 1, 2), order):
        for (tail, head), needed in zip(_ARCS, _NEEDED, strict=True):
            ends = (nodes[tail], nodes[head])
            arc = (min(ends), max(ends)) if reciprocal else ends
            if arc in states:
                shared = True
                if states[arc] != needed:
                    return -(density**4) * (1 - density) ** 2
            states[arc] = needed
    if not shared:
        return 0.0
    needs = sum(states.values())
    return float(density**needs * (1 - density) ** (len(states) - needs) - density**4 * (1 - density) ** 2)
