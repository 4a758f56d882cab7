"""Core numbers against R and networkx."""

from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.measures.centrality.cores import coreness
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
    assert np.array_equal(coreness(known.network), known.values["coreness"])


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
    assert coreness(as_network(graph)).tolist() == list(nx.core_number(graph).values())


@pytest.mark.parametrize(
    ("name", "scores"),
    [
        ("empty", []),
        ("one node", [0]),
        ("no edge", [0, 0, 0]),
        ("self-loop", [1, 1, 1]),
        ("parallel", [1, 1, 1]),
        ("disconnected", [1, 1, 1, 1, 1]),
        ("impossible", [1, 1, 1]),
        ("one way", [1, 1, 1]),
    ],
)
def test_odd_networks(odd: Mapping[str, Network], name: str, scores: list[float]) -> None:
    assert coreness(odd[name]).tolist() == scores
