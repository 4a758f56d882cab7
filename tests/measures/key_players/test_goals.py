"""Reach against distances that networkx finds, and an enumerated set of a published network."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.measures.adjacency import Adjacency
from tertius.measures.key_players.goals import Goal, Purpose
from tertius.measures.network import Network
from tertius.measures.threads import new_flag


def reach(
    network: Network, members: Collection[int], goal: Goal = "reach", steps: int = 2, count: bool = False
) -> float:
    """Return what a set of nodes is worth."""
    objective = Purpose(goal, steps, count).on(network, Adjacency.out_of(network))
    return objective.value(objective.score(np.array(sorted(members), dtype=np.int32), new_flag()), len(members))


def test_two_step_reach_of_a_published_network(reference: Callable[[str, str], Any]) -> None:
    network = reference("pyntacle_figure_8", "nodes.csv").network
    members = [network.position("HA"), network.position("NP")]
    assert reach(network, members) == 25
    assert reach(network, members, count=True) == 27


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
    assert reach(network, members, "distance_reach") == pytest.approx(sum(1 / d for d in others))
    assert reach(network, members, "distance_reach", count=True) == pytest.approx(
        sum(1 / d for d in others) + len(members)
    )


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
    assert reach(odd[name], [0], "distance_reach") == distance
    assert reach(odd[name], []) == 0
