"""Sources searched abreast: the same counts as networkx, whether they go abreast to the end or part of the way."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from tertius.measures.adjacency import Adjacency
from tertius.measures.centrality.betweenness import betweenness_worlds
from tertius.measures.kernels.counting_paths_abreast import ABREAST, dependencies_abreast
from tertius.measures.network import Network


def random_network(n: int, m: int, *, directed: bool, seed: int) -> Network:
    made = nx.gnm_random_graph(n, m, seed=seed, directed=directed)
    return Network.from_pairs(
        [(f"{a:04}", f"{b:04}") for a, b in made.edges], nodes=[f"{v:04}" for v in made], directed=directed
    )


def by_networkx(network: Network, mask: np.typing.NDArray[np.bool_]) -> list[float]:
    graph: nx.Graph[int] = nx.DiGraph() if network.directed else nx.Graph()
    graph.add_nodes_from(range(network.n))
    graph.add_edges_from(zip(network.sources[mask].tolist(), network.targets[mask].tolist(), strict=True))
    found = nx.betweenness_centrality(graph, normalized=False)
    return [found[node] for node in range(network.n)]


def sources_abreast(network: Network) -> int:
    arcs = Adjacency.out_of(network)
    carried = np.zeros(network.n)
    return dependencies_abreast(*arcs.unsigned(), 0, network.n, carried, ABREAST, np.zeros(1, np.uint8))


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize(("n", "m"), [(31, 60), (32, 60), (33, 200), (70, 25), (100, 130), (150, 900)])
def test_worlds_of_every_density(n: int, m: int, directed: bool) -> None:
    network = random_network(n, m, directed=directed, seed=n)
    masks = np.random.default_rng(7).random((4, network.m)) < 0.7
    masks[0], masks[1] = True, False
    expected = [by_networkx(network, mask) for mask in masks]
    assert np.allclose(betweenness_worlds(network, masks), expected, rtol=1e-9, atol=1e-9)


def test_all_that_fit_go_abreast_in_a_network_with_short_paths() -> None:
    assert sources_abreast(random_network(150, 900, directed=False, seed=1)) == 4 * ABREAST  # 22 are left over
    assert sources_abreast(random_network(31, 200, directed=False, seed=1)) == 0, "fewer than a row"


def test_a_chain_goes_on_one_by_one_and_loses_nothing() -> None:
    # A node with a others to its left and b to its right lies between a · b pairs.
    network = Network.from_pairs(pairwise(f"{v:04}" for v in range(200)))
    assert sources_abreast(network) == 0
    found = betweenness_worlds(network, np.ones((1, network.m), dtype=np.bool_))
    assert found[0].tolist() == [v * (199 - v) for v in range(200)]


def test_a_dense_half_goes_abreast_and_a_chain_after_it_does_not() -> None:
    # The first 96 nodes know each other; a chain of 100 hangs on the last of them.
    clique = [(f"{a:04}", f"{b:04}") for a in range(96) for b in range(a)]
    network = Network.from_pairs([*clique, *pairwise(f"{v:04}" for v in range(95, 196))])
    assert sources_abreast(network) == 3 * ABREAST
    everything = np.ones((1, network.m), dtype=np.bool_)
    assert np.allclose(betweenness_worlds(network, everything)[0], by_networkx(network, everything[0]), rtol=1e-9)


def test_a_raised_flag_ends_it() -> None:
    network = random_network(150, 900, directed=False, seed=1)
    stop = np.ones(1, np.uint8)
    carried = np.zeros(network.n)
    arcs = Adjacency.out_of(network)
    assert dependencies_abreast(*arcs.unsigned(), 0, network.n, carried, ABREAST, stop) == 0
    assert not carried.any()
