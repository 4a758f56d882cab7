"""Closeness and harmonic centrality against R and networkx."""

from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.measures.centrality.closeness import Metric, closeness, harmonic
from tertius.measures.network import Network


@pytest.mark.parametrize(
    ("folder", "file"),
    [
        ("mali_walther_christopoulos_2015", "igraph.csv"),
        ("krebs_911_associates", "igraph.csv"),
        ("november17_rhodes", "igraph_and_sna.csv"),
    ],
)
def test_harmonic_agrees_with_igraph_in_r(reference: Callable[[str, str], Any], folder: str, file: str) -> None:
    known = reference(folder, file)
    assert harmonic(known.network, mean=True) == pytest.approx(known.values["harmonic_mean"], abs=1e-9)


def _with_lengths(graph: nx.Graph) -> nx.Graph:
    for _, _, edge in graph.edges(data=True):
        edge["inverse"] = 1 / edge["p"]
    return graph


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize(("distance", "weight"), [("steps", None), ("inverse", "inverse")])
@settings(deadline=None)
@given(data=st.data())
def test_agrees_with_networkx(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    directed: bool,
    distance: Metric,
    weight: str | None,
    data: st.DataObject,
) -> None:
    graph = _with_lengths(data.draw(small_graphs(directed)))
    backwards = graph.reverse() if directed else graph
    network = as_network(graph)
    into = nx.closeness_centrality(graph, distance=weight)  # networkx measures distances to the node
    assert closeness(network, way="in", distance=distance) == pytest.approx(list(into.values()), abs=1e-12)
    out = nx.closeness_centrality(backwards, distance=weight)
    assert closeness(network, distance=distance) == pytest.approx(list(out.values()), abs=1e-12)
    into = nx.harmonic_centrality(graph, distance=weight)
    assert harmonic(network, way="in", distance=distance) == pytest.approx(list(into.values()), abs=1e-12)


@pytest.mark.parametrize(
    ("name", "near", "sums"),
    [
        ("empty", [], []),
        ("one node", [0], [0]),
        ("no edge", [0, 0, 0], [0, 0, 0]),
        ("self-loop", [2 / 3, 1, 2 / 3], [1.5, 2, 1.5]),
        ("parallel", [2 / 3, 1, 2 / 3], [1.5, 2, 1.5]),
        # 2 of 4 others within reach, at 3 steps in all: 2/3 · 2/4
        ("disconnected", [1 / 3, 1 / 2, 1 / 3, 1 / 4, 1 / 4], [1.5, 2, 1.5, 1, 1]),
        ("impossible", [2 / 3, 1, 2 / 3], [1.5, 2, 1.5]),
        ("one way", [2 / 3, 1 / 2, 0], [1.5, 1, 0]),
    ],
)
def test_odd_networks(odd: Mapping[str, Network], name: str, near: list[float], sums: list[float]) -> None:
    assert closeness(odd[name]) == pytest.approx(near)
    assert harmonic(odd[name]) == pytest.approx(sums)
    assert np.isfinite(harmonic(odd[name], mean=True)).all()


def test_nobody_is_near_along_impossible_ties(odd: Mapping[str, Network]) -> None:
    assert closeness(odd["impossible"], distance="inverse").tolist() == [0, 0, 0]
    assert harmonic(odd["impossible"], distance="inverse").tolist() == [0, 0, 0]


def test_refuses_what_has_no_meaning(odd: Mapping[str, Network]) -> None:
    with pytest.raises(InputError, match="Closeness has no distance 'log'"):
        closeness(odd["one way"], distance="log")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no way 'up'"):
        harmonic(odd["one way"], way="up")  # type: ignore[arg-type]
