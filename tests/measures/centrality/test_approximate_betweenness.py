"""Sampled betweenness against the exact one: within its bounds as often as it says, and nearer with more samples."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.measures.centrality.approximate_betweenness import approximate_betweenness
from tertius.measures.centrality.betweenness import betweenness
from tertius.measures.network import BoolArray, Network


def _scattered(directed: bool) -> nx.Graph:
    """Several components, hubs and leaves."""
    graph = nx.gnm_random_graph(80, 110, seed=5, directed=directed)
    graph.add_edges_from((0, leaf) for leaf in range(80, 95))
    return graph


@pytest.mark.parametrize("directed", [False, True])
def test_the_bounds_hold_as_often_as_they_say(as_network: Callable[[nx.Graph], Network], directed: bool) -> None:
    network = as_network(_scattered(directed))
    exact = betweenness(network, normalized=True)
    delta, runs = 0.2, 100
    broken = 0.0
    for seed in range(runs):
        found = approximate_betweenness(network, seed=seed, epsilon=0.04, delta=delta)
        outside = (exact < found.low) | (exact > found.high) | (abs(exact - found.estimate) > found.epsilon)
        broken += float(outside.any())
    assert broken <= delta * runs


@pytest.mark.parametrize("directed", [False, True])
def test_the_mean_of_many_runs_is_the_exact_value(as_network: Callable[[nx.Graph], Network], directed: bool) -> None:
    network = as_network(_scattered(directed))
    exact = betweenness(network, normalized=True)
    runs = [approximate_betweenness(network, seed=seed, epsilon=0.02).estimate for seed in range(40)]
    error = np.std(runs, axis=0) / math.sqrt(len(runs))
    assert (abs(np.mean(runs, axis=0) - exact) <= 4.5 * error + 1e-12).all()


def test_every_shortest_path_is_drawn_alike(as_network: Callable[[nx.Graph], Network]) -> None:
    # from 0 to 9 two paths by the left side, one by the right; the middle of each side is counted accordingly
    graph = nx.Graph([(0, 1), (1, 2), (1, 3), (2, 4), (3, 4), (4, 9), (0, 5), (5, 6), (6, 7), (7, 9)])
    network = as_network(graph)
    exact = dict(zip(network.ids, betweenness(network, normalized=True), strict=True))
    found = dict(zip(network.ids, approximate_betweenness(network, seed=3, epsilon=0.005).estimate, strict=True))
    assert found == pytest.approx(exact, abs=0.005)


def test_the_error_falls_with_the_root_of_the_samples(as_network: Callable[[nx.Graph], Network]) -> None:
    network = as_network(_scattered(False))
    exact = betweenness(network, normalized=True)

    def error(epsilon: float) -> tuple[float, int]:
        runs = [approximate_betweenness(network, seed=seed, epsilon=epsilon) for seed in range(20)]
        return float(np.sqrt(np.mean([(run.estimate - exact) ** 2 for run in runs]))), runs[0].samples

    rough, few = error(0.08)
    fine, many = error(0.01)
    assert rough / fine == pytest.approx(math.sqrt(many / few), rel=0.25)


def test_the_number_of_samples_is_that_of_riondato_and_kornaropoulos(reference: Callable[[str, str], Any]) -> None:
    network = reference("krebs_911_associates", "igraph.csv").network
    found = approximate_betweenness(network, seed=1, epsilon=0.05, delta=0.1)
    within = 0.05 * (network.n - 2) / network.n
    vc = math.floor(math.log2(found.vertex_diameter - 2)) + 1
    assert found.samples == math.ceil(0.5 / within**2 * (vc + math.log(2 / 0.1)))


@pytest.mark.parametrize("directed", [False, True])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_shortest_path_is_longer_than_the_vertex_diameter(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    directed: bool,
    data: st.DataObject,
) -> None:
    graph = data.draw(small_graphs(directed))
    longest = max(
        (steps for _, reach in nx.all_pairs_shortest_path_length(graph) for steps in reach.values()), default=0
    )
    found = approximate_betweenness(as_network(graph), seed=0, epsilon=0.3)
    assert longest + 1 <= max(found.vertex_diameter, 1) <= len(graph)


def test_the_seed_decides_and_threads_do_not(
    reference: Callable[[str, str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    network = reference("krebs_911_associates", "igraph.csv").network
    first = approximate_betweenness(network, seed=7, epsilon=0.05)
    assert not np.array_equal(first.estimate, approximate_betweenness(network, seed=8, epsilon=0.05).estimate)
    monkeypatch.setenv("NUMBA_NUM_THREADS", "1")
    again = approximate_betweenness(network, seed=7, epsilon=0.05)
    assert np.array_equal(first.estimate, again.estimate)
    assert np.array_equal(first.low, again.low)


def test_a_mask_hides_edges(
    reference: Callable[[str, str], Any],
    worlds: Callable[[Network, int], BoolArray],
    kept: Callable[[Network, BoolArray], Network],
) -> None:
    network = reference("krebs_911_associates", "igraph.csv").network
    for mask in worlds(network, 4):
        masked = approximate_betweenness(network, seed=1, epsilon=0.1, mask=mask)
        rebuilt = approximate_betweenness(kept(network, mask), seed=1, epsilon=0.1)
        assert np.array_equal(masked.estimate, rebuilt.estimate)


@pytest.mark.parametrize("name", ["empty", "one node", "no edge"])
def test_without_inner_nodes_there_is_nothing_to_draw(odd: Mapping[str, Network], name: str) -> None:
    found = approximate_betweenness(odd[name], seed=1)
    assert found.samples == 0
    assert found.estimate.tolist() == found.low.tolist() == found.high.tolist() == [0] * odd[name].n


@pytest.mark.parametrize("name", ["self-loop", "parallel", "disconnected", "impossible", "one way"])
def test_odd_networks(odd: Mapping[str, Network], name: str) -> None:
    found = approximate_betweenness(odd[name], seed=1, epsilon=0.02)
    assert found.estimate == pytest.approx(betweenness(odd[name], normalized=True), abs=0.02)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"epsilon": 0.0}, "epsilon is 0"),
        ({"epsilon": 1.0}, "epsilon is 1"),
        ({"epsilon": float("nan")}, "epsilon is nan"),
        ({"delta": 0.0}, "delta is 0"),
        ({"delta": 1.0}, "delta is 1"),
        ({"seed": -1}, "seed is -1"),
        ({"epsilon": 1e-5}, "sampled paths"),
    ],
)
def test_refuses_what_cannot_be(odd: Mapping[str, Network], wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        approximate_betweenness(odd["one way"], **{"seed": 1, **wrong})
