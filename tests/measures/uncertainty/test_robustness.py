"""Robustness to what is missing, against exact shares over all single changes."""

import math

import networkx as nx
import numpy as np
import pytest

from tertius.errors import InputError, QueryTimeoutError
from tertius.measures.centrality.betweenness import betweenness
from tertius.measures.centrality.degree import degree
from tertius.measures.network import Network
from tertius.measures.uncertainty.robustness import CHANGES, SHARES, Change, robustness
from tertius.measures.uncertainty.worlds import over_worlds

BY_BETWEENNESS, BY_DEGREE = over_worlds(betweenness), over_worlds(degree)
_STAR = [("hub", f"leaf{i}") for i in range(9)]
_KITE = [tuple(map(str, pair)) for pair in nx.krackhardt_kite_graph().edges]


def test_the_centre_of_a_star_stays_first_unless_it_is_gone() -> None:
    found = robustness(Network.from_pairs(_STAR), BY_DEGREE, seed=1, trials=300, shares=(0.1,), top=1)
    by_change = {one.change: one for one in found}
    assert tuple(by_change) == CHANGES
    assert [one.changed for one in found] == [1, 1, 1, 1]
    for change in ("remove_ties", "add_ties"):
        assert by_change[change].first_stays_first == by_change[change].top_overlap == 1.0
    assert by_change["remove_nodes"].first_stays_first == pytest.approx(0.9, abs=4 * math.sqrt(0.09 / 300))
    # a new node has one edge with 9 chances in 10, nine edges with one: nine of ten nodes miss the hub with 1 in 10
    assert by_change["add_nodes"].first_stays_first == pytest.approx(0.99, abs=0.03)


@pytest.mark.parametrize("change", ["remove_ties", "add_ties", "remove_nodes"])
def test_agrees_with_all_single_changes_of_a_kite(change: Change) -> None:
    graph = nx.Graph(_KITE)
    if change == "remove_ties":
        others = [nx.restricted_view(graph, [], [edge]) for edge in graph.edges]
    elif change == "add_ties":
        others = [nx.Graph([*_KITE, pair]) for pair in nx.non_edges(graph)]
    else:
        others = [nx.restricted_view(graph, [node], []) for node in graph.nodes]

    def top(scores: dict[str, float], places: int) -> set[str]:
        return {v for v in scores if sum(other > scores[v] + 1e-9 for other in scores.values()) < places}

    plain = nx.betweenness_centrality(graph, normalized=False)
    first = staying = overlap = 0.0
    for other in others:
        scores = nx.betweenness_centrality(other, normalized=False)
        first += bool(top(plain, 1) & top(scores, 1))
        staying += bool(top(plain, 1) & top(scores, 3))
        overlap += len(top(plain, 3) & top(scores, 3)) / len(top(plain, 3) | top(scores, 3))
    (found,) = robustness(
        Network.from_pairs(_KITE), BY_BETWEENNESS, seed=2, trials=1500, changes=[change], shares=[0.03], top=3
    )
    assert found.changed == 1
    assert found.first_stays_first == pytest.approx(first / len(others), abs=0.055)
    assert found.first_stays_in_top == pytest.approx(staying / len(others), abs=0.055)
    assert found.top_overlap == pytest.approx(overlap / len(others), abs=0.055)


def test_nothing_changed_keeps_everything_and_a_seed_reproduces() -> None:
    network = Network.from_pairs(_KITE)
    for one in robustness(network, BY_BETWEENNESS, seed=0, trials=3, shares=(0.0,), top=3):
        assert (one.changed, one.first_stays_first, one.top_overlap) == (0, 1.0, 1.0)
        assert one.correlation == pytest.approx(1.0)
    once = robustness(network, BY_BETWEENNESS, seed=5, trials=20)
    assert once == robustness(network, BY_BETWEENNESS, seed=5, trials=20)
    assert len(once) == len(CHANGES) * len(SHARES)


def test_more_missing_is_worse() -> None:
    graph = nx.barabasi_albert_graph(60, 2, seed=3)
    network = Network.from_pairs([(f"{a:02}", f"{b:02}") for a, b in graph.edges])
    for change in CHANGES:
        few, many = robustness(network, BY_BETWEENNESS, seed=1, trials=60, changes=[change], shares=(0.02, 0.4))
        assert few.top_overlap > many.top_overlap
        assert few.correlation > many.correlation


@pytest.mark.parametrize("directed", [False, True])
def test_degenerate_networks(directed: bool) -> None:
    one = robustness(Network.from_pairs([("a", "a")], directed=directed), BY_DEGREE, seed=0, trials=4, shares=[0.5])
    assert [found.first_stays_first for found in one] == [1.0, 1.0, 0.0, 1.0]
    assert all(math.isnan(found.correlation) for found in one)
    full = Network.from_pairs(
        [(a, b) for a in "abc" for b in "abc" if a < b or (directed and a != b)], directed=directed
    )
    (added,) = robustness(full, BY_DEGREE, seed=0, trials=4, changes=["add_ties"], shares=[1.0])
    assert added.first_stays_first == 1.0
    everything = robustness(full, BY_DEGREE, seed=0, trials=4, shares=[1.0])
    assert [found.changed for found in everything] == [full.m, full.m, 3, 3]


def test_refuses_what_makes_no_sense() -> None:
    network = Network.from_pairs(_STAR)
    with pytest.raises(InputError, match="without nodes"):
        robustness(Network.of((), (), ()), BY_DEGREE, seed=0)
    with pytest.raises(InputError, match="no change"):
        robustness(network, BY_DEGREE, seed=0, changes=["rewire"])  # type: ignore[list-item]
    for wrong in ({"trials": 0}, {"shares": [1.5]}, {"top": 0}, {"seed": -1}):
        with pytest.raises(InputError, match="out of range"):
            robustness(network, BY_DEGREE, **{"seed": 0, **wrong})  # type: ignore[arg-type]
    with pytest.raises(QueryTimeoutError):
        robustness(network, BY_DEGREE, seed=0, stop=np.ones(1, dtype=np.uint8))
