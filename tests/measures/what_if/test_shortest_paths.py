"""Shortest paths of pairs against networkx."""

from collections.abc import Callable, Mapping
from math import comb

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.measures.network import Network
from tertius.measures.what_if.shortest_paths import PairPaths, shortest_paths


@pytest.mark.parametrize("directed", [False, True])
@settings(deadline=None)
@given(data=st.data())
def test_agrees_with_networkx(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    directed: bool,
    data: st.DataObject,
) -> None:
    graph = data.draw(small_graphs(directed))
    without = data.draw(st.sets(st.sampled_from(sorted(graph))))
    network = as_network(graph)
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=network.m, max_size=network.m)), dtype=np.bool_)
    left = nx.DiGraph() if directed else nx.Graph()
    left.add_nodes_from(set(graph) - without)
    ends = zip(network.sources.tolist(), network.targets.tolist(), mask, strict=True)
    left.add_edges_from((a, b) for a, b, there in ends if there and not {a, b} & without)
    pairs = [(a, b) for a in graph for b in graph]
    found = shortest_paths(network, pairs, without=without, mask=mask)
    for (a, b), one in zip(pairs, found, strict=True):
        if a in left and b in left and nx.has_path(left, a, b):
            paths = sorted(nx.all_shortest_paths(left, a, b))
            assert one == PairPaths(a, b, len(paths[0]) - 1, tuple(paths[0]), len(paths))
        else:
            assert one == PairPaths(a, b, None, (), 0)


def test_more_paths_than_a_float_can_count() -> None:
    # a grid of 300 by 300 has binomial(598, 299) ways from corner to corner
    side = 300
    name = {(x, y): f"{x:03}-{y:03}" for x in range(side) for y in range(side)}
    pairs = [(name[x, y], name[x + 1, y]) for x in range(side - 1) for y in range(side)]
    pairs += [(name[x, y], name[x, y + 1]) for x in range(side) for y in range(side - 1)]
    network = Network.from_pairs(pairs)
    (found,) = shortest_paths(network, [(0, network.n - 1)])
    assert found.length == 598
    assert found.count == comb(598, 299)


def test_odd_networks(odd: Mapping[str, Network]) -> None:
    assert shortest_paths(odd["empty"], []) == ()
    assert shortest_paths(odd["one node"], [(0, 0)]) == (PairPaths(0, 0, 0, (0,), 1),)
    assert shortest_paths(odd["disconnected"], [(0, 3)]) == (PairPaths(0, 3, None, (), 0),)
    assert shortest_paths(odd["one way"], [(0, 2), (2, 0)]) == (
        PairPaths(0, 2, 2, (0, 1, 2), 1),
        PairPaths(2, 0, None, (), 0),
    )
    with pytest.raises(InputError, match="position 0"):
        shortest_paths(odd["empty"], [(0, 0)])
