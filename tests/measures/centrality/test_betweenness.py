"""Betweenness against R, networkx, published examples and the enumeration of all paths."""

import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, get_args

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogued import CATALOGUE
from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency
from tertius.measures.centrality.betweenness import betweenness
from tertius.measures.kernels.counting_paths import dependencies_by_length, dependencies_by_steps
from tertius.measures.lengths import Distance, arc_lengths
from tertius.measures.network import FloatArray, Network

# The manual of Neo4j's Graph Data Science, betweenness: who follows whom.
_FOLLOWS = [
    ("Alice", "Carol"),
    ("Bob", "Carol"),
    ("Carol", "Dan"),
    ("Carol", "Eve"),
    ("Dan", "Frank"),
    ("Eve", "Frank"),
    ("Frank", "Gale"),
]


def _by_enumeration(graph: nx.Graph, better: Callable[[list[Fraction]], Any]) -> FloatArray:
    """Betweenness over all simple paths; ``better`` is a sort key of a path's likelihoods."""
    scores = np.zeros(len(graph))
    for s, t in itertools.permutations(graph.nodes, 2):
        best: Any = None
        chosen: list[list[int]] = []
        for path in nx.all_simple_paths(graph, s, t):
            key = better([Fraction(graph[a][b]["p"]) for a, b in itertools.pairwise(path)])
            if best is None or key < best:
                best, chosen = key, []
            if key == best:
                chosen.append(path)
        for path in chosen:
            for v in path[1:-1]:
                scores[v] += 1 / len(chosen)
    return scores if graph.is_directed() else scores / 2


def _most_likely(likelihoods: list[Fraction]) -> tuple[Fraction, int]:
    whole = Fraction(1)
    for p in likelihoods:
        whole *= p
    return (-whole, len(likelihoods))


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
    assert betweenness(known.network) == pytest.approx(known.values["betweenness_raw"], abs=1e-9)


@pytest.mark.parametrize(("directed", "scores"), [(True, [0, 0, 8, 3, 3, 5, 0]), (False, [0, 0, 9.5, 3, 3, 5.5, 0])])
def test_agrees_with_the_manual_of_graph_data_science(directed: bool, scores: list[float]) -> None:
    assert betweenness(Network.from_pairs(_FOLLOWS, directed=directed)).tolist() == scores


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
    for normalized in (False, True):
        expected = list(nx.betweenness_centrality(graph, normalized=normalized).values())
        assert betweenness(as_network(graph), normalized=normalized) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize(
    ("distance", "better"),
    [("steps", len), ("inverse", lambda ps: sum(1 / p for p in ps)), ("log", _most_likely)],
)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_agrees_with_all_paths_compared_in_exact_fractions(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    directed: bool,
    distance: Distance,
    better: Callable[[list[Fraction]], Any],
    data: st.DataObject,
) -> None:
    graph = data.draw(small_graphs(directed).filter(lambda g: len(g) <= 6))
    expected = _by_enumeration(graph, better)
    assert betweenness(as_network(graph), distance=distance) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("distance", ["inverse", "log"])
def test_certain_ties_make_every_distance_count_steps(reference: Callable[[str, str], Any], distance: Distance) -> None:
    known = reference("krebs_911_associates", "igraph.csv")
    assert betweenness(known.network, distance=distance) == pytest.approx(known.values["betweenness_raw"], abs=1e-9)


@pytest.mark.parametrize("directed", [False, True])
def test_equal_lengths_are_equal_however_they_add_up(directed: bool) -> None:
    # 1/0.15 + 2/0.4 and 1/0.1 + 1/0.6 are both 35/3; added up as floats they differ in the last digit, both ways round
    pairs = [("a", "b"), ("b", "c"), ("c", "z"), ("a", "m"), ("m", "z")]
    network = Network.from_pairs(pairs, likelihoods=[0.15, 0.4, 0.4, 0.1, 0.6], directed=directed)
    scores = dict(zip(network.ids, betweenness(network, distance="inverse"), strict=True))
    assert scores["m"] == 0.5  # of a and z's two paths one; all that c and b reach, they reach through each other


def test_the_number_of_threads_does_not_change_a_bit(
    reference: Callable[[str, str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    network = reference("krebs_911_associates", "igraph.csv").network
    many = betweenness(network)
    monkeypatch.setenv("NUMBA_NUM_THREADS", "1")
    assert np.array_equal(many, betweenness(network))


@pytest.mark.parametrize(
    ("name", "scores"),
    [
        ("empty", []),
        ("one node", [0]),
        ("no edge", [0, 0, 0]),
        ("self-loop", [0, 1, 0]),
        ("parallel", [0, 1, 0]),
        ("disconnected", [0, 1, 0, 0, 0]),
        ("impossible", [0, 1, 0]),
        ("one way", [0, 1, 0]),
    ],
)
def test_odd_networks(odd: Mapping[str, Network], name: str, scores: list[float]) -> None:
    assert betweenness(odd[name]).tolist() == scores
    assert np.isfinite(betweenness(odd[name], normalized=True)).all()


@pytest.mark.parametrize("distance", ["inverse", "log"])
def test_nothing_runs_along_impossible_ties(odd: Mapping[str, Network], distance: Distance) -> None:
    assert betweenness(odd["impossible"], distance=distance).tolist() == [0, 0, 0]


def test_a_number_of_paths_beyond_counting_is_refused() -> None:
    steps = 1100  # each doubles the number of shortest paths
    pairs = [
        pair
        for i in range(steps)
        for pair in (
            (f"{i:05}", f"{i:05}a"),
            (f"{i:05}", f"{i:05}b"),
            (f"{i:05}a", f"{i + 1:05}"),
            (f"{i:05}b", f"{i + 1:05}"),
        )
    ]
    with pytest.raises(InputError, match="more shortest paths"):
        betweenness(Network.from_pairs(pairs))


def test_refuses_what_does_not_fit(odd: Mapping[str, Network]) -> None:
    with pytest.raises(InputError, match="no distance"):
        betweenness(odd["one way"], distance="miles")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="does not fit"):
        betweenness(odd["one way"], mask=np.ones(1, dtype=np.bool_))


@pytest.mark.parametrize("distance", get_args(Distance))
def test_a_raised_flag_ends_a_search_before_its_next_source(odd: Mapping[str, Network], distance: Distance) -> None:
    network = odd["disconnected"]
    weighted = replace(network, tie_weights=np.ones(len(network.ties)))
    arcs = Adjacency.out_of(weighted)
    lengths = arc_lengths(weighted, arcs, distance)
    carried, raised = np.zeros(arcs.n), np.ones(1, dtype=np.uint8)
    if lengths is None:
        dependencies_by_steps(*arcs.unsigned(), 0, arcs.n, carried, raised)
    else:
        dependencies_by_length(*arcs.unsigned(), lengths, 0, arcs.n, carried, raised)
    assert not carried.any()


def test_of_paths_equally_likely_the_one_of_fewer_steps_is_taken_and_igraph_takes_both() -> None:
    pairs, likelihoods = [("a", "b"), ("b", "c"), ("a", "c")], [0.8, 0.5, 0.4]
    network = Network.from_pairs(pairs, likelihoods=likelihoods)
    assert betweenness(network, distance="log").tolist() == [0, 0, 0]
    graph = igraph.Graph.TupleList(pairs)
    theirs = graph.betweenness(weights=[-math.log(p) for p in likelihoods])
    assert dict(zip(graph.vs["name"], theirs, strict=True)) == {"a": 0, "b": 0.5, "c": 0}
    said = " ".join(CATALOGUE["centrality/betweenness"].conventions)
    assert "igraph takes all of them" in said
