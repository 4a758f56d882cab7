"""Expectations and variances of brokerage against the enumeration of every network on a few nodes."""

import itertools

import numpy as np
import pytest

from tertius.measures.brokerage.moments import (
    MOST_PROFILES,
    exact_node_variances,
    node_expectations,
    published_node_moments,
)
from tertius.measures.memberships import Memberships
from tertius.measures.network import FloatArray

_DENSITY = 0.37
_WHOLE = [
    ["a", "a", "b", None, "b"],
    ["a", "a", "a", "b", "a"],
    ["a", "b", "c", "d", "e"],
    ["a", "a", "a", "a", "a"],
]
_SHARED = [
    [["a"], ["a", "b"], ["b", "c"], ["a", "b"], ["a", "c", "d"]],
    [["a", "b"], ["a", "b"], ["a", "b"], ["b", "a"], ["a", "b"]],
]


def _by_enumeration(memberships: Memberships, directed: bool) -> tuple[FloatArray, FloatArray]:
    """Means and variances (n, 6) of the nodes' counts over all networks, arcs or ties independent.

    Each network is counted from the definition: every ordered pair, every combination of the groups of the three.
    """
    n = memberships.n
    shares = memberships.profiles[memberships.profile]
    weights = np.zeros((n, n, n, 6))
    for i, b, k in itertools.permutations(range(n), 3):
        for of_i, of_b, of_k in itertools.product(range(shares.shape[1]), repeat=3):
            if of_i == of_b == of_k:
                role = 0
            elif of_i == of_k:
                role = 1
            elif of_i == of_b:
                role = 2
            elif of_b == of_k:
                role = 3
            else:
                role = 4
            share = shares[i, of_i] * shares[b, of_b] * shares[k, of_k]
            weights[i, b, k, role] += share
            weights[i, b, k, 5] += share
    pairs = [(a, b) for a in range(n) for b in range(n) if (a != b if directed else a < b)]
    mean, square = np.zeros((n, 6)), np.zeros((n, 6))
    for there in itertools.product((0, 1), repeat=len(pairs)):
        ties = np.zeros((n, n))
        for (a, b), present in zip(pairs, there, strict=True):
            ties[a, b] = present
            if not directed:
                ties[b, a] = present
        open_paths = ties[:, :, None] * ties[None, :, :] * (1 - ties[:, None, :])
        counts = np.einsum("ibk,ibkr->br", open_paths, weights)
        chance = _DENSITY ** sum(there) * (1 - _DENSITY) ** (len(pairs) - sum(there))
        mean += chance * counts
        square += chance * counts**2
    return mean, square - mean**2


@pytest.mark.parametrize("groups", [*_WHOLE, *_SHARED])
@pytest.mark.parametrize(("n", "directed"), [(4, True), (5, False)])
def test_moments_are_exact(groups: list[str | None] | list[list[str]], n: int, directed: bool) -> None:
    if isinstance(groups[0], list):
        memberships = Memberships.from_groups([list(of) for of in groups[:n] if isinstance(of, list)])
    else:
        memberships = Memberships.from_labels([of for of in groups[:n] if not isinstance(of, list)])
    mean, variance = _by_enumeration(memberships, directed)
    assert node_expectations(memberships, _DENSITY) == pytest.approx(mean, abs=1e-12)
    nodes = exact_node_variances(memberships, _DENSITY, reciprocal=not directed)
    assert nodes == pytest.approx(variance, abs=1e-12)


@pytest.mark.parametrize("labels", _WHOLE)
def test_the_published_formulas_for_a_node_are_exact_when_arcs_are_independent(labels: list[str | None]) -> None:
    memberships = Memberships.from_labels(labels[:4])
    mean, variance = _by_enumeration(memberships, directed=True)
    expected, variances = published_node_moments(memberships.counts.astype(np.float64), _DENSITY)
    assert expected[memberships.profile] == pytest.approx(mean, abs=1e-12)
    assert variances[memberships.profile] == pytest.approx(variance, abs=1e-12)


@pytest.mark.parametrize("density", [0.0, 1.0])
def test_nothing_varies_without_ties_or_with_all(density: float) -> None:
    memberships = Memberships.from_groups([["a"], ["a", "b"], ["b"], ["b", "c"]])
    assert not node_expectations(memberships, density).any()
    assert not exact_node_variances(memberships, density, reciprocal=True).any()


def test_too_many_ways_to_belong_are_not_guessed_at() -> None:
    many = Memberships.from_shares([{"a": (i + 1) / 1000, "b": 1 - (i + 1) / 1000} for i in range(MOST_PROFILES + 1)])
    assert np.isnan(exact_node_variances(many, 0.1, reciprocal=False)).all()
    assert np.isfinite(node_expectations(many, 0.1)).all()
