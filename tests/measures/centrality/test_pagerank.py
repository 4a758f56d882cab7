"""PageRank against networkx and the equation that defines it."""

from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.measures.centrality.pagerank import pagerank
from tertius.measures.network import Network


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
@settings(deadline=None)
@given(data=st.data())
def test_agrees_with_networkx(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    directed: bool,
    weighted: bool,
    data: st.DataObject,
) -> None:
    graph = data.draw(small_graphs(directed))
    damping = data.draw(st.sampled_from([0.5, 0.85, 0.95]))
    weight = "p" if weighted else None
    # Its own iteration may swing for ever between two neighbouring floats: solve for what its matrix leaves as it is.
    matrix = nx.google_matrix(graph, alpha=damping, weight=weight) if graph else np.zeros((0, 0))
    size = len(graph)
    equations = np.vstack([matrix.T - np.eye(size), np.ones((1, size))])
    expected = np.linalg.lstsq(equations, np.array([*[0.0] * size, 1.0]), rcond=None)[0]
    found = pagerank(as_network(graph), damping=damping, weighted=weighted)
    assert found == pytest.approx(expected, abs=1e-10)
    assert found.sum() == pytest.approx(1, abs=1e-12)


def test_solves_its_equation_where_damping_is_slow(reference: Callable[[str, str], Any]) -> None:
    network = reference("krebs_911_associates", "igraph.csv").network
    share = pagerank(network, damping=0.999)
    steps = np.zeros((network.n, network.n))
    steps[network.sources, network.targets] = steps[network.targets, network.sources] = 1
    steps /= steps.sum(axis=1, keepdims=True)
    assert share == pytest.approx(0.001 / network.n + 0.999 * share @ steps, abs=1e-13)


@pytest.mark.parametrize(
    ("name", "scores"),
    [
        ("empty", []),
        ("one node", [1]),
        ("no edge", [1 / 3] * 3),
        # x = (1 − d)/3 + d·y/2, y = (1 − d)/3 + 2d·x
        ("self-loop", [0.25675675675675674, 0.48648648648648646, 0.25675675675675674]),
        ("parallel", [0.25675675675675674, 0.48648648648648646, 0.25675675675675674]),
    ],
)
def test_odd_networks(odd: Mapping[str, Network], name: str, scores: list[float]) -> None:
    assert pagerank(odd[name]) == pytest.approx(scores)


def test_impossible_ties_lead_nowhere(odd: Mapping[str, Network]) -> None:
    assert pagerank(odd["impossible"], weighted=True) == pytest.approx([1 / 3] * 3)


@pytest.mark.parametrize("damping", [-0.1, 1.0, float("nan")])
def test_refuses_a_damping_out_of_range(odd: Mapping[str, Network], damping: float) -> None:
    with pytest.raises(InputError, match="Damping"):
        pagerank(odd["parallel"], damping=damping)
