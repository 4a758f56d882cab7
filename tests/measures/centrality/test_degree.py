"""Degree against R and enumeration."""

import itertools
from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.measures.centrality.degree import degree, expected_degree
from tertius.measures.network import Network
from tertius.measures.uncertainty.worlds import over_worlds


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
    assert np.array_equal(degree(known.network), known.values["degree"])


@settings(deadline=None)
@given(data=st.data())
def test_agrees_with_networkx_in_each_direction(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    data: st.DataObject,
) -> None:
    graph = data.draw(small_graphs(True))
    network = as_network(graph)
    assert degree(network).tolist() == [d for _, d in graph.degree()]
    assert degree(network, direction="in").tolist() == [d for _, d in graph.in_degree()]
    assert degree(network, direction="out").tolist() == [d for _, d in graph.out_degree()]


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_the_expected_degree_is_the_mean_over_all_worlds(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    data: st.DataObject,
) -> None:
    network = as_network(data.draw(small_graphs(False).filter(lambda g: g.number_of_edges() <= 8)))
    masks = np.array(list(itertools.product((False, True), repeat=network.m)), dtype=np.bool_)
    weights = np.where(masks, network.likelihoods, 1 - network.likelihoods).prod(axis=1)
    assert expected_degree(network) == pytest.approx(weights @ over_worlds(degree)(network, masks), abs=1e-12)


@pytest.mark.parametrize(
    ("name", "scores"),
    [
        ("empty", []),
        ("one node", [0]),
        ("no edge", [0, 0, 0]),
        ("self-loop", [1, 2, 1]),
        ("parallel", [1, 2, 1]),
        ("disconnected", [1, 2, 1, 1, 1]),
        ("impossible", [1, 2, 1]),
        ("one way", [1, 2, 1]),
    ],
)
def test_odd_networks(odd: Mapping[str, Network], name: str, scores: list[float]) -> None:
    assert degree(odd[name]).tolist() == scores


def test_nothing_is_expected_of_impossible_ties(odd: Mapping[str, Network]) -> None:
    assert expected_degree(odd["impossible"]).tolist() == [0, 0, 0]


def test_refuses_what_does_not_fit(odd: Mapping[str, Network]) -> None:
    with pytest.raises(InputError, match="does not fit 2 edges"):
        degree(odd["one way"], mask=np.ones(3, dtype=np.bool_))
    with pytest.raises(InputError, match="does not fit 2 edges"):
        degree(odd["one way"], mask=np.ones(2))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="do not fit 2 edges"):
        over_worlds(degree)(odd["one way"], np.ones(2, dtype=np.bool_))
    with pytest.raises(InputError, match="no direction"):
        degree(odd["one way"], direction="up")  # type: ignore[arg-type]
