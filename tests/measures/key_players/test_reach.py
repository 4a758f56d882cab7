"""Reach against distances that networkx finds, and an enumerated set of a published network."""

from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import InputError, QueryTimeoutError
from tertius.measures.key_players.reach import reach, reach_worlds
from tertius.measures.network import BoolArray, Network


def test_two_step_reach_of_a_published_network(reference: Callable[[str, str], Any]) -> None:
    network = reference("pyntacle_figure_8", "nodes.csv").network
    members = [network.position("HA"), network.position("NP")]
    assert reach(network, members) == 25
    assert reach(network, members, count_members=True) == 27


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
    members = data.draw(st.sets(st.sampled_from(sorted(graph)), min_size=1))
    steps = data.draw(st.integers(1, 9))
    distances = nx.multi_source_dijkstra_path_length(graph, members, weight=lambda *_: 1)
    others = [d for node, d in distances.items() if node not in members]
    network = as_network(graph)
    assert reach(network, members, steps=steps) == sum(d <= steps for d in others)
    assert reach(network, members, by="distance") == pytest.approx(sum(1 / d for d in others))
    assert reach(network, members, by="distance", count_members=True) == pytest.approx(
        sum(1 / d for d in others) + len(members)
    )


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_worlds_are_what_a_network_without_the_hidden_edges_gives(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    worlds: Callable[[Network, int], BoolArray],
    kept: Callable[[Network, BoolArray], Network],
    data: st.DataObject,
) -> None:
    network = as_network(data.draw(small_graphs(True)))
    masks = worlds(network, 4)
    values = reach_worlds(network, masks, [0], by="distance")
    for value, mask in zip(values, masks, strict=True):
        assert value == reach(kept(network, mask), [0], by="distance") == reach(network, [0], by="distance", mask=mask)
    assert values[1] == 0  # every edge hidden


@pytest.mark.parametrize(
    ("name", "two_steps", "distance"),
    [
        ("one node", 0, 0),
        ("no edge", 0, 0),
        ("self-loop", 2, 1.5),
        ("parallel", 2, 1.5),
        ("disconnected", 2, 1.5),
        ("impossible", 2, 1.5),
        ("one way", 2, 1.5),
    ],
)
def test_odd_networks(odd: Mapping[str, Network], name: str, two_steps: float, distance: float) -> None:
    assert reach(odd[name], [0]) == two_steps
    assert reach(odd[name], [0], by="distance") == distance
    assert reach(odd[name], []) == 0


def test_refuses_what_makes_no_sense(odd: Mapping[str, Network]) -> None:
    with pytest.raises(InputError, match="position 0"):
        reach(odd["empty"], [0])
    with pytest.raises(InputError, match="0 steps"):
        reach(odd["parallel"], [0], steps=0)
    with pytest.raises(InputError, match="nearness"):
        reach(odd["parallel"], [0], by="far")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="mask"):
        reach(odd["parallel"], [0], mask=np.ones(1, dtype=np.bool_))


def test_stops_when_asked(odd: Mapping[str, Network]) -> None:
    with pytest.raises(QueryTimeoutError):
        reach(odd["parallel"], [0], stop=np.ones(1, dtype=np.uint8))
    with pytest.raises(QueryTimeoutError):
        reach_worlds(odd["parallel"], np.ones((1, 2), dtype=np.bool_), [0], stop=np.ones(1, dtype=np.uint8))
