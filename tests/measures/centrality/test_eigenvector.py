"""Eigenvector centrality against R, networkx and the equation that defines it."""

from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.measures.centrality.eigenvector import eigenvector
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
    assert eigenvector(known.network) == pytest.approx(known.values["eigen"], abs=1e-9)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
@settings(deadline=None)
@given(data=st.data())
def test_agrees_with_networkx_where_everything_is_connected(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    directed: bool,
    weighted: bool,
    data: st.DataObject,
) -> None:
    graph = data.draw(
        small_graphs(directed).filter(
            lambda g: len(g) > 2 and (nx.is_strongly_connected(g) if directed else nx.is_connected(g))
        )
    )
    expected = np.array(list(nx.eigenvector_centrality_numpy(graph, weight="p" if weighted else None).values()))
    assert eigenvector(as_network(graph), weighted=weighted) == pytest.approx(expected / expected.max(), abs=1e-9)


def test_a_long_ring_settles_although_its_eigenvalues_are_close() -> None:
    # all alike but one chord: the largest two eigenvalues of a path-like network nearly agree
    ring = nx.path_graph(150)
    network = Network.from_pairs([(f"{a:04}", f"{b:04}") for a, b in ring.edges])
    expected = np.sin(np.pi * np.arange(1, 151) / 151)  # known in closed form
    assert eigenvector(network) == pytest.approx(expected / expected.max(), abs=1e-9)


def test_a_path_beyond_a_dense_decomposition() -> None:
    path = nx.path_graph(600)
    network = Network.from_pairs([(f"{a:04}", f"{b:04}") for a, b in path.edges])
    expected = np.sin(np.pi * np.arange(1, 601) / 601)
    assert eigenvector(network) == pytest.approx(expected / expected.max(), abs=1e-9)


def test_a_two_sided_network_does_not_swing() -> None:
    star = Network.from_pairs([("hub", leaf) for leaf in "abcd"])
    assert dict(zip(star.ids, eigenvector(star), strict=True)) == pytest.approx(
        {"a": 0.5, "b": 0.5, "c": 0.5, "d": 0.5, "hub": 1.0}
    )


def test_the_largest_component_is_taken_even_beside_a_denser_one() -> None:
    triangle = [("a", "b"), ("b", "c"), ("c", "a")]
    path = [("p", "q"), ("q", "r"), ("r", "s")]
    scores = eigenvector(Network.from_pairs([*triangle, *path]))
    golden = (np.sqrt(5) - 1) / 2
    assert scores == pytest.approx([0, 0, 0, golden, 1, 1, golden], abs=1e-12)


def test_of_components_equally_large_the_one_with_the_largest_eigenvalue() -> None:
    scores = eigenvector(Network.from_pairs([("a", "b"), ("b", "c"), ("p", "q"), ("q", "r"), ("r", "p")]))
    assert scores == pytest.approx([0, 0, 0, 1, 1, 1], abs=1e-12)
    scores = eigenvector(Network.from_pairs([("c", "d"), ("a", "b")]))
    assert scores.tolist() == [1, 1, 1, 1]  # two pairs alike: neither is taken for the letter that its ids begin with


def test_a_directed_network_without_a_cycle_has_no_scores(odd: Mapping[str, Network]) -> None:
    assert eigenvector(odd["one way"]).tolist() == [0, 0, 0]


def test_a_directed_network_is_scored_by_the_edges_that_arrive_in_its_largest_cycle() -> None:
    pairs = [("a", "b"), ("b", "c"), ("c", "a"), ("a", "c"), ("c", "z"), ("y", "a")]
    scores = eigenvector(Network.from_pairs(pairs, directed=True))
    arrive = np.array([[0, 0, 1], [1, 0, 0], [1, 1, 0]])
    assert scores[3:].tolist() == [0, 0]
    value = (arrive @ scores[:3])[2] / scores[2]
    assert arrive @ scores[:3] == pytest.approx(value * scores[:3], abs=1e-12)
    assert scores.max() == 1


@pytest.mark.parametrize(
    ("name", "scores"),
    [
        ("empty", []),
        ("one node", [0]),
        ("no edge", [0, 0, 0]),
        ("self-loop", [0.5**0.5, 1, 0.5**0.5]),
        ("parallel", [0.5**0.5, 1, 0.5**0.5]),
        ("disconnected", [0.5**0.5, 1, 0.5**0.5, 0, 0]),
    ],
)
def test_odd_networks(odd: Mapping[str, Network], name: str, scores: list[float]) -> None:
    assert eigenvector(odd[name]) == pytest.approx(scores)


def test_impossible_ties_lend_nothing(odd: Mapping[str, Network]) -> None:
    assert eigenvector(odd["impossible"], weighted=True).tolist() == [0, 0, 0]
    assert eigenvector(odd["impossible"])[1] == 1


def test_identical_components_have_identical_scores() -> None:
    paths = [("a", "b"), ("b", "c"), ("x", "y"), ("y", "z")]
    scores = eigenvector(Network.from_pairs(paths, nodes=["lone"]))
    half = 1 / 2**0.5  # of the ends of a path of three
    assert scores == pytest.approx([half, 1, half, 0, half, 1, half])
    # Of two of one size, the one whose eigenvalue is larger: a triangle's is 2, a path's the root of 2.
    mixed = eigenvector(Network.from_pairs([*paths[:2], *paths[2:], ("x", "z")]))
    assert mixed.tolist() == pytest.approx([0, 0, 0, 1, 1, 1])
