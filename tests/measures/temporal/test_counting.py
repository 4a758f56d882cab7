"""What is counted in a window, by hand and by networkx."""

import networkx as nx
import numpy as np
import pytest

from tertius.errors import InputError
from tertius.measures.network import Network
from tertius.measures.temporal.counting import degree_of, density, edges_across, number_across


def test_across_is_one_end_in_each_set() -> None:
    network = Network.from_pairs([("a", "b"), ("b", "c"), ("c", "d"), ("a", "a2")], directed=True)
    ends = [(network.ids[s], network.ids[t]) for s, t in zip(network.sources, network.targets, strict=True)]
    assert [pair for pair, hit in zip(ends, edges_across(network, ["b", "d"], ["c"]), strict=True) if hit] == [
        ("b", "c"),
        ("c", "d"),
    ]
    # somebody in both is across to either
    assert [pair for pair, hit in zip(ends, edges_across(network, ["a", "b"], ["b"]), strict=True) if hit] == [
        ("a", "b")
    ]
    with pytest.raises(InputError, match="no node"):
        edges_across(network, [], ["a"])
    with pytest.raises(InputError, match="no node 'z'"):
        edges_across(network, ["z"], ["a"])


@pytest.mark.parametrize("directed", [False, True])
def test_numbers_agree_with_networkx(directed: bool) -> None:
    kind = nx.DiGraph if directed else nx.Graph
    graph = nx.gnp_random_graph(9, 0.4, seed=4, directed=directed)
    network = Network.from_pairs([(str(a), str(b)) for a, b in graph.edges], nodes=map(str, graph), directed=directed)
    masks = np.random.default_rng(1).random((5, network.m)) < 0.5
    sides = [["0", "1", "2"], ["3", "4", "5", "6"]]
    ends = [(network.ids[s], network.ids[t]) for s, t in zip(network.sources, network.targets, strict=True)]
    for row, mask in enumerate(masks):
        left = kind()
        left.add_nodes_from(network.ids)
        left.add_edges_from(pair for pair, there in zip(ends, mask, strict=True) if there)
        assert density(network, masks)[row] == pytest.approx(nx.density(left))
        assert degree_of("3")(network, masks)[row] == left.degree("3")
        cut = sum(1 for _ in nx.edge_boundary(left, *sides))
        cut += sum(1 for _ in nx.edge_boundary(left, *reversed(sides))) if directed else 0
        assert number_across(*sides)(network, masks)[row] == cut
