"""Weights of ties, counted where a measure knows them, as igraph counts them."""

from pathlib import Path
from typing import Any

import igraph
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.measures.brokerage.structural_holes import structural_holes
from tertius.measures.centrality.betweenness import betweenness, betweenness_worlds
from tertius.measures.centrality.closeness import closeness, harmonic
from tertius.measures.centrality.degree import degree, expected_degree
from tertius.measures.centrality.eigenvector import eigenvector
from tertius.measures.centrality.pagerank import pagerank
from tertius.measures.files.read import read_network
from tertius.measures.network import Network
from tertius.reading.network_files.given import Given
from tertius.reading.network_files.options import Options

NODES = 7


@st.composite
def weighted_pairs(draw: st.DrawFn) -> list[tuple[int, int, int]]:
    pairs = [(a, b) for a in range(NODES) for b in range(a)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1, max_size=14))
    return [(a, b, draw(st.sampled_from([1, 2, 3, 5, 10]))) for a, b in chosen]


def both(pairs: list[tuple[int, int, int]]) -> tuple[Network, Any]:
    """Return a network from a file, and igraph's of the same ties; a weight in tenths, as files have them."""
    lines = [f"{a}\t{b}\t{weight / 10}" for a, b, weight in pairs]
    raw = "\n".join(["source\ttarget\tdays", *lines]).encode()
    nodes = "\n".join(["id", *map(str, range(NODES))]).encode()
    read = read_network(Given(Path("e.csv"), raw), Given(Path("n.csv"), nodes), Options(weight="days"))
    graph = igraph.Graph(n=NODES, edges=[(a, b) for a, b, _ in pairs])
    graph.es["weight"] = [weight / 10 for _, _, weight in pairs]
    return read.network, graph


@given(weighted_pairs())
def test_strength_and_what_walks_by_strength(pairs: list[tuple[int, int, int]]) -> None:
    network, graph = both(pairs)
    assert degree(network, weights=True) == pytest.approx(np.array(graph.strength(weights="weight")))
    assert expected_degree(network, weights=True) == pytest.approx(degree(network, weights=True))
    assert pagerank(network, weights=True) == pytest.approx(np.array(graph.pagerank(weights="weight")), abs=1e-6)
    constraint = structural_holes(network, weights=True).constraint
    assert constraint == pytest.approx(np.array(graph.constraint(weights="weight")), nan_ok=True)
    if graph.is_connected():
        vector = np.array(graph.eigenvector_centrality(weights="weight"))
        assert eigenvector(network, weights=True) == pytest.approx(vector, abs=1e-6)


@given(weighted_pairs())
def test_paths_by_strength_and_by_cost(pairs: list[tuple[int, int, int]]) -> None:
    network, graph = both(pairs)
    for distance, lengths in (("cost", graph.es["weight"]), ("strength", [1 / w for w in graph.es["weight"]])):
        between = np.array(graph.betweenness(weights=lengths))
        assert betweenness(network, distance=distance) == pytest.approx(between)  # type: ignore[arg-type]
        every = np.ones((1, network.m), dtype=np.bool_)
        assert betweenness_worlds(network, every, distance=distance)[0] == pytest.approx(between)  # type: ignore[arg-type]
        near = np.array(graph.harmonic_centrality(weights=lengths, normalized=False))
        assert harmonic(network, distance=distance) == pytest.approx(near)  # type: ignore[arg-type]
        if graph.is_connected():
            close = np.array(graph.closeness(weights=lengths))
            assert closeness(network, distance=distance) == pytest.approx(close)  # type: ignore[arg-type]


def test_parallel_ties_add_up_in_strength_and_the_least_of_them_is_the_cost() -> None:
    raw = b"source,target,w,root\na,b,2,\nb,a,3,\nb,c,1,x\nb,c,4,x\n"
    network = read_network(Given(Path("e.csv"), raw), None, Options(weight="w")).network
    assert network.strengths.tolist() == [5.0, 4.0]  # the two lines of x are one tie, of their larger weight
    assert network.costs.tolist() == [2.0, 4.0]
    plain = Network.of((), [], network.ties[:0])
    with pytest.raises(InputError, match="no weights"):
        _ = plain.strengths
    again = Network(
        ids=network.ids,
        directed=False,
        sources=network.sources,
        targets=network.targets,
        ties=tuple(network.ties),
        clauses=tuple(network.clauses),
        names=network.names,
        tie_weights=network.tie_weights,
    )
    assert again.strengths.tolist() == network.strengths.tolist()
    assert again.costs.tolist() == network.costs.tolist()
    assert again.likelihoods.tolist() == network.likelihoods.tolist()
    assert [again.tie_ids(edge) for edge in range(2)] == [network.tie_ids(edge) for edge in range(2)]
    assert again.certain == network.certain
