"""Fragmentation against enumerated sets of published networks and against networkx."""

from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency
from tertius.measures.key_players.fragmentation import Cohesion, fragmentation, left_without_each
from tertius.measures.network import FloatArray, Network
from tertius.measures.threads import new_flag

BOTH: tuple[Cohesion, ...] = ("connected", "distance")


def defined(graph: nx.Graph, by: Cohesion) -> float:
    """Return what the definition says, from the distances that networkx finds."""
    n = len(graph)
    distances = [d for _, row in nx.all_pairs_shortest_path_length(graph) for d in row.values() if d > 0]
    held = sum(1.0 / d for d in distances) if by == "distance" else len(distances)
    return float(1.0 - held / (n * (n - 1)))


def without_each(network: Network, by: Cohesion) -> FloatArray:
    """Return the fragmentation that the search for key players sees when each node goes by itself."""
    nobody, everybody = np.zeros(network.n, dtype=np.bool_), np.arange(network.n, dtype=np.int32)
    left = left_without_each(Adjacency.out_of(network), nobody, everybody, by, network.directed, new_flag())
    remaining = network.n - 1
    return np.asarray(1.0 - left / (remaining * (remaining - 1)))


@pytest.mark.parametrize(
    ("folder", "digits"),
    [("mali_walther_christopoulos_2015", 12), ("krebs_911_associates", 12), ("pyntacle_figure_8", 5)],
)
def test_published_networks_without_their_key_players(
    reference: Callable[[str, str], Any],
    key_player_rows: Callable[[str], list[dict[str, str]]],
    folder: str,
    digits: int,
) -> None:
    network = reference(folder, "nodes.csv").network
    for row in key_player_rows(folder):
        if row["measure"] == "reach":
            continue
        without = [network.position(name) for name in row["members"].split(";") if name]
        by: Cohesion = "connected" if row["measure"] == "F" else "distance"
        assert round(fragmentation(network, without=without, by=by), digits) == round(float(row["value"]), digits)


@pytest.mark.parametrize("by", BOTH)
@pytest.mark.parametrize("directed", [False, True])
@settings(deadline=None)
@given(data=st.data())
def test_agrees_with_networkx(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    directed: bool,
    by: Cohesion,
    data: st.DataObject,
) -> None:
    graph = data.draw(small_graphs(directed).filter(lambda one: len(one) > 2))
    network = as_network(graph)
    without = data.draw(st.sets(st.sampled_from(sorted(graph)), max_size=len(graph) - 2))
    left = graph.subgraph(set(graph) - without)
    assert fragmentation(network, without=without, by=by) == pytest.approx(defined(left, by), abs=1e-12)
    expected = [defined(graph.subgraph(set(graph) - {v}), by) for v in graph]
    assert without_each(network, by) == pytest.approx(np.array(expected), abs=1e-12)


@pytest.mark.parametrize("by", BOTH)
@pytest.mark.parametrize("directed", [False, True])
def test_agrees_with_networkx_where_sources_fill_several_words(
    as_network: Callable[[nx.Graph], Network], directed: bool, by: Cohesion
) -> None:
    graph = nx.gnm_random_graph(150, 190, seed=3, directed=directed)
    network = as_network(graph)
    assert fragmentation(network, by=by) == pytest.approx(defined(graph, by), abs=1e-12)
    without = {5, 64, 128}
    left = graph.subgraph(set(graph) - without)
    assert fragmentation(network, without=without, by=by) == pytest.approx(defined(left, by), abs=1e-12)
    each = without_each(network, by)
    for v in (0, 63, 149):
        assert each[v] == pytest.approx(defined(graph.subgraph(set(graph) - {v}), by), abs=1e-12)


@pytest.mark.parametrize(
    ("name", "connected", "distance"),
    [
        ("no edge", 1.0, 1.0),
        ("self-loop", 0.0, 1 - 5 / 6),
        ("parallel", 0.0, 1 - 5 / 6),
        ("disconnected", 1 - 8 / 20, 1 - 7 / 20),
        ("impossible", 0.0, 1 - 5 / 6),
        ("one way", 1 - 3 / 6, 1 - 2.5 / 6),
    ],
)
def test_odd_networks(odd: Mapping[str, Network], name: str, connected: float, distance: float) -> None:
    assert fragmentation(odd[name]) == pytest.approx(connected)
    assert fragmentation(odd[name], by="distance") == pytest.approx(distance)


@pytest.mark.parametrize("name", ["empty", "one node"])
def test_a_network_without_pairs_is_refused(odd: Mapping[str, Network], name: str) -> None:
    for by in BOTH:
        with pytest.raises(InputError, match="pairs"):
            fragmentation(odd[name], by=by)


def test_refuses_what_makes_no_sense(odd: Mapping[str, Network]) -> None:
    network = odd["disconnected"]
    with pytest.raises(InputError, match="position 5"):
        fragmentation(network, without=[5])
    with pytest.raises(InputError, match="position -1"):
        fragmentation(network, without=[-1])
    with pytest.raises(InputError, match="what remains is 1 node"):
        fragmentation(network, without=range(4))
    with pytest.raises(InputError, match="nearness"):
        fragmentation(network, by="nearness")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="mask"):
        fragmentation(network, mask=np.ones(2, dtype=np.bool_))
