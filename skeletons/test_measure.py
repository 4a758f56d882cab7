"""Skeleton title against networkx, and on networks at the edge of sense."""

from collections.abc import Callable, Mapping

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.measures.network import Network
from tertius.measures.skeleton_group.skeleton_name import skeleton_name


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
    assert skeleton_name(as_network(graph)).tolist() == [ties for _, ties in graph.degree]


@pytest.mark.parametrize(
    ("name", "scores"),
    [
        ("empty", []),
        ("no edge", [0, 0, 0]),
        ("disconnected", [1, 2, 1, 1, 1]),
        ("one way", [1, 2, 1]),
    ],
)
def test_odd_networks(odd: Mapping[str, Network], name: str, scores: list[float]) -> None:
    assert skeleton_name(odd[name]).tolist() == scores
