"""Articulation points and bridges against R, networkx and taking nodes and edges away."""

from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.measures.centrality.cuts import articulation, bridges
from tertius.measures.network import Network


@pytest.mark.parametrize(
    ("folder", "file"),
    [
        ("mali_walther_christopoulos_2015", "igraph.csv"),
        ("krebs_911_associates", "igraph.csv"),
        ("november17_rhodes", "igraph_and_sna.csv"),
    ],
)
def test_agrees_with_igraph_in_r(reference: Callable[[str, str], Any], folder: str, file: str) -> None:
    known = reference(folder, file)
    assert np.array_equal(articulation(known.network) > 0, known.values["articulation"] > 0)


@pytest.mark.parametrize("directed", [False, True])
@settings(deadline=None)
@given(data=st.data())
def test_counts_the_components_that_are_left(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    directed: bool,
    data: st.DataObject,
) -> None:
    graph = data.draw(small_graphs(directed))
    loose = graph.to_undirected()
    before = nx.number_connected_components(loose)
    more = []
    for v in loose:
        rest = loose.subgraph(set(loose) - {v})
        more.append(nx.number_connected_components(rest) - before if len(rest) and loose.degree(v) else 0)
    assert articulation(as_network(graph)).tolist() == more
    assert {v for v, extra in enumerate(more) if extra} == set(nx.articulation_points(loose))


@pytest.mark.parametrize("directed", [False, True])
@settings(deadline=None)
@given(data=st.data())
def test_bridges_agree_with_networkx(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    directed: bool,
    data: st.DataObject,
) -> None:
    graph = data.draw(small_graphs(directed))
    network = as_network(graph)
    expected = {frozenset(ends) for ends in nx.bridges(graph.to_undirected())}
    found = bridges(network)
    for edge, (source, target) in enumerate(zip(network.sources, network.targets, strict=True)):
        assert found[edge] == (frozenset((int(source), int(target))) in expected)


def test_a_long_chain_is_searched_without_recursion() -> None:
    chain = [(f"{i:06}", f"{i + 1:06}") for i in range(20_000)]
    network = Network.from_pairs(chain)
    assert articulation(network).sum() == 19_999
    assert bridges(network).all()


@pytest.mark.parametrize(
    ("name", "more", "cut"),
    [
        ("empty", [], []),
        ("one node", [0], []),
        ("no edge", [0, 0, 0], []),
        ("self-loop", [0, 1, 0], [True, True]),
        ("parallel", [0, 1, 0], [True, True]),
        ("disconnected", [0, 1, 0, 0, 0], [True, True, True]),
        ("impossible", [0, 1, 0], [True, True]),
        ("one way", [0, 1, 0], [True, True]),
    ],
)
def test_odd_networks(odd: Mapping[str, Network], name: str, more: list[float], cut: list[bool]) -> None:
    assert articulation(odd[name]).tolist() == more
    assert bridges(odd[name]).tolist() == cut


def test_both_directions_of_a_pair_are_one_link() -> None:
    network = Network.from_pairs([("a", "b"), ("b", "a"), ("b", "c"), ("c", "d"), ("d", "b")], directed=True)
    found = {
        (network.ids[s], network.ids[t]): bool(cut)
        for s, t, cut in zip(network.sources, network.targets, bridges(network), strict=True)
    }
    assert found == {("a", "b"): True, ("b", "a"): True, ("b", "c"): False, ("c", "d"): False, ("d", "b"): False}
