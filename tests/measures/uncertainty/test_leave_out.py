"""Ranks without one source after another, worked out by hand."""

import numpy as np
import pytest

from tertius.errors import InputError
from tertius.measures.centrality.betweenness import betweenness_worlds
from tertius.measures.centrality.degree import degree_worlds
from tertius.measures.network import Edge, Network, NetworkTie
from tertius.measures.uncertainty.leave_out import leave_one_source_out, masks_without


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
    masks = masks_without(_network())
    assert list(masks) == ["press", "un"]
    assert masks["press"].tolist() == [True, False, True, False]
    assert masks["un"].tolist() == [True, True, True, True]
    assert masks_without(_network(), least=0.6)["un"].tolist() == [False, True, True, True]


def test_scores_and_ranks_without_each_root() -> None:
    found = leave_one_source_out(_network(), degree_worlds)
    assert found.roots == ("press", "un")
    assert found.ties_lost.tolist() == [3, 1]
    assert found.edges_lost.tolist() == [2, 0]
    assert found.plain_scores.tolist() == [2, 2, 3, 1]
    assert found.scores.tolist() == [[1, 2, 1, 0], [2, 2, 3, 1]]
    assert found.ranks.tolist() == [[2, 1, 2, 4], [2, 2, 1, 4]]
    assert found.rank_low.tolist() == [2, 1, 1, 4]
    assert found.rank_high.tolist() == [2, 2, 2, 4]


def test_a_least_likelihood_is_met_to_twelve_decimals() -> None:
    ties = [NetworkTie("t", (("un", 0.3), ("press", 0.3)))]  # 1 − 0.7 is a float just above, or below, 0.3
    network = Network.of((), [Edge("a", "b", (frozenset({0}),))], ties)
    assert masks_without(network, least=0.3)["un"].tolist() == [True]


def test_degenerate_networks() -> None:
    empty = leave_one_source_out(Network.of((), (), ()), betweenness_worlds)
    assert empty.roots == ()
    assert empty.ranks.shape == (0, 0)
    alone = leave_one_source_out(Network.of("ab", (), ()), degree_worlds)
    assert alone.scores.shape == (0, 2)
    assert alone.rank_low.tolist() == alone.rank_high.tolist() == [1, 1]
    impossible = leave_one_source_out(Network.from_pairs([("a", "b")], likelihoods=[0.0], directed=True), degree_worlds)
    assert impossible.plain_scores.tolist() == [0, 0]
    assert impossible.edges_lost.tolist() == [0]
    with pytest.raises(InputError, match="no likelihood"):
        masks_without(Network.of((), (), ()), least=float(np.nextafter(1, 2)))
