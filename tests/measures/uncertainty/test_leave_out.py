"""Ranks without one source after another, worked out by hand."""

import numpy as np
import pytest

from tertius.errors import InputError
from tertius.measures.centrality.betweenness import betweenness
from tertius.measures.centrality.degree import degree
from tertius.measures.network import Edge, Network, NetworkTie
from tertius.measures.uncertainty.leave_out import leave_one_source_out
from tertius.measures.uncertainty.worlds import over_worlds

BY_DEGREE = over_worlds(degree)


def _network() -> Network:
    """a–b by both roots, a–c by the press only, b–c by the UN only or through two ties of the press."""
    ties = [
        NetworkTie("ab", (("un", 0.5), ("press", 0.5))),
        NetworkTie("ac", (("press", 0.9),)),
        NetworkTie("bc", (("un", 0.9),)),
        NetworkTie("bg", (("press", 0.9),)),
        NetworkTie("cg", (("press", 0.9),)),
    ]
    edges = [
        Edge("a", "b", (frozenset({0}),)),
        Edge("a", "c", (frozenset({1}),)),
        Edge("b", "c", (frozenset({2}), frozenset({3, 4}))),
        Edge("c", "d", (frozenset({1}),)),
    ]
    return Network.of("abcd", edges, ties)


def test_an_edge_stands_while_somebody_else_says_so() -> None:
    found = leave_one_source_out(_network(), BY_DEGREE)
    assert found.roots == ("press", "un")
    assert found.edges.tolist() == [[True, False, True, False], [True, True, True, True]]
    assert leave_one_source_out(_network(), BY_DEGREE, least=0.6).edges[1].tolist() == [False, True, True, True]


def test_scores_and_ranks_without_each_root() -> None:
    found = leave_one_source_out(_network(), BY_DEGREE)
    assert found.roots == ("press", "un")
    assert found.ties_lost.tolist() == [3, 1]
    assert found.edges_lost.tolist() == [2, 0]
    # degrees with every source 2, 2, 3, 1; without the press 1, 2, 1, 0
    assert found.plain_ranks.tolist() == [2, 2, 1, 4]
    assert found.ranks.tolist() == [[2, 1, 2, 4], [2, 2, 1, 4]]


def test_a_least_likelihood_is_met_to_twelve_decimals() -> None:
    ties = [NetworkTie("t", (("un", 0.3), ("press", 0.3)))]  # 1 − 0.7 is a float just above, or below, 0.3
    network = Network.of((), [Edge("a", "b", (frozenset({0}),))], ties)
    assert leave_one_source_out(network, BY_DEGREE, least=0.3).edges[1].tolist() == [True]


def test_degenerate_networks() -> None:
    empty = leave_one_source_out(Network.of((), (), ()), over_worlds(betweenness))
    assert empty.roots == ()
    assert empty.ranks.shape == (0, 0)
    alone = leave_one_source_out(Network.of("ab", (), ()), BY_DEGREE)
    assert alone.ranks.shape == (0, 2)
    assert alone.plain_ranks.tolist() == [1, 1]
    impossible = leave_one_source_out(Network.from_pairs([("a", "b")], likelihoods=[0.0], directed=True), BY_DEGREE)
    assert impossible.plain_ranks.tolist() == [1, 1]
    assert impossible.edges_lost.tolist() == [0]
    with pytest.raises(InputError, match="not a likelihood"):
        leave_one_source_out(Network.of((), (), ()), BY_DEGREE, least=float(np.nextafter(1, 2)))
