"""Key players against enumerated sets: of published networks, and of small graphs with networkx."""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import combinations
from typing import Any, get_args

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.measures.key_players.goals import Goal, Purpose
from tertius.measures.key_players.sets import Search, best_of_sets, key_players, values_of_sets
from tertius.measures.network import BoolArray, Network
from tertius.measures.uncertainty.worlds import over_worlds

GOALS: tuple[Goal, ...] = get_args(Goal)
NAMED: dict[str, Goal] = {"F": "fragment", "dF": "distance_fragment", "reach": "reach"}


def worth(graph: nx.Graph, members: tuple[int, ...], goal: Goal, steps: int) -> float:
    """Return what the definitions say a set is worth, from the distances that networkx finds."""
    if goal in ("reach", "distance_reach"):
        distances = nx.multi_source_dijkstra_path_length(graph, members, weight=lambda *_: 1)
        others = [d for node, d in distances.items() if node not in members]
        return float(sum(d <= steps for d in others) if goal == "reach" else sum(1 / d for d in others))
    left = graph.subgraph(set(graph) - set(members))
    lengths = [d for _, row in nx.all_pairs_shortest_path_length(left) for d in row.values() if d > 0]
    held = sum(1 / d for d in lengths) if goal == "distance_fragment" else len(lengths)
    return float(1 - held / (len(left) * (len(left) - 1)))


def best(graph: nx.Graph, size: int, goal: Goal, steps: int) -> tuple[float, list[tuple[int, ...]]]:
    """Return the highest worth of all sets of a size, and the sets that have it."""
    values = {members: worth(graph, members, goal, steps) for members in combinations(sorted(graph), size)}
    highest = max(values.values())
    return highest, [members for members, value in values.items() if value > highest - 1e-9]


@pytest.mark.parametrize("folder", ["mali_walther_christopoulos_2015", "krebs_911_associates", "pyntacle_figure_8"])
def test_published_networks(
    reference: Callable[[str, str], Any], key_player_rows: Callable[[str], list[dict[str, str]]], folder: str
) -> None:
    network = reference(folder, "nodes.csv").network
    digits = 5 if folder == "pyntacle_figure_8" else 12
    expected: dict[tuple[str, int], tuple[float, list[set[str]]]] = {}
    for row in key_player_rows(folder):
        if row["members"]:
            _, sets = expected.setdefault((row["measure"], int(row["k"])), (float(row["value"]), []))
            sets.append(set(row["members"].split(";")))
    for (measure, size), (value, sets) in expected.items():
        found = key_players(network, size, goal=NAMED[measure])
        assert found.exact
        assert not found.truncated
        assert round(found.value, digits) == round(value, digits)
        assert found.bound == found.value
        assert found.optima == len(sets)
        listed = [{network.ids[member] for member in members} for members in found.sets]
        assert sorted(map(sorted, listed)) == sorted(map(sorted, sets))
        quick = key_players(network, size, goal=NAMED[measure], search="greedy")
        assert quick.value == pytest.approx(found.value, abs=1e-12)
        assert quick.gap == pytest.approx(0, abs=1e-12)
        assert {network.ids[member] for member in quick.sets[0]} in sets


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("directed", [False, True])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_exact_is_brute_force_and_no_set_passes_the_bound(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    directed: bool,
    goal: Goal,
    data: st.DataObject,
) -> None:
    spare = 0 if "reach" in goal else 2
    graph = data.draw(small_graphs(directed).filter(lambda one: len(one) > spare))
    size = data.draw(st.integers(1, len(graph) - spare))
    steps = data.draw(st.integers(1, 3))
    value, sets = best(graph, size, goal, steps)
    network = as_network(graph)
    exact = key_players(network, size, goal=goal, steps=steps, search="exact")
    assert exact.value == pytest.approx(value, abs=1e-9)
    assert list(exact.sets) == sets
    assert exact.optima == len(sets)
    assert exact.gap == 0
    greedy = key_players(network, size, goal=goal, steps=steps, search="greedy")
    assert greedy.bound >= value - 1e-9
    assert greedy.gap >= 0
    assert greedy.value == pytest.approx(worth(graph, greedy.sets[0], goal, steps), abs=1e-9)
    for baseline in greedy.baselines:
        if baseline.members:
            assert baseline.value == pytest.approx(worth(graph, baseline.members, goal, steps), abs=1e-9)
            assert baseline.value <= greedy.value + 1e-9


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("directed", [False, True])
def test_the_bound_holds_on_networks_with_hubs_and_bridges(
    as_network: Callable[[nx.Graph], Network], directed: bool, goal: Goal
) -> None:
    for graph in (nx.barabasi_albert_graph(40, 2, seed=5), nx.connected_caveman_graph(6, 6), nx.star_graph(20)):
        turned = nx.DiGraph(list(graph.edges)) if directed else graph
        network = as_network(turned)
        exact = key_players(network, 2, goal=goal, search="exact")
        greedy = key_players(network, 2, goal=goal, search="greedy")
        assert greedy.value <= exact.value + 1e-12
        assert exact.value <= greedy.bound + 1e-12
        assert all(one.value <= exact.value + 1e-12 for one in exact.baselines)


def test_a_chain_of_cliques_shows_how_near_the_bound_of_reach_is(as_network: Callable[[nx.Graph], Network]) -> None:
    # three cliques apart: one member of each reaches all, and the bound says that nothing is better
    graph = nx.disjoint_union_all([nx.complete_graph(4)] * 3)
    found = key_players(as_network(graph), 3, goal="reach", steps=1, count_members=True, search="greedy")
    assert found.value == found.bound == 12
    assert found.optima is None


@pytest.mark.parametrize("goal", GOALS)
def test_exchanging_and_ruling_out_find_the_best_of_two_mode_networks(
    as_network: Callable[[nx.Graph], Network], goal: Goal, monkeypatch: pytest.MonkeyPatch
) -> None:
    women = nx.convert_node_labels_to_integers(nx.davis_southern_women_graph())
    crews = nx.bipartite.configuration_model([1] * 20 + [2] * 6 + [5], [4, 9, 2, 14, 3, 5], seed=3)
    monkeypatch.setattr("tertius.measures.key_players.sets.EXACT_STEPS", 0)  # as if the networks were large
    for graph, size in ((women, 2), (nx.Graph(crews), 2)):
        value, sets = best(graph, size, goal, 2)
        found = key_players(as_network(graph), size, goal=goal)
        assert found.value == pytest.approx(value, abs=1e-9)
        assert found.gap == pytest.approx(0, abs=1e-9)
        assert found.exact
        assert (found.optima, list(found.sets)) == (len(sets), sets[:100])


def test_what_is_not_ruled_out_in_time_is_said(
    as_network: Callable[[nx.Graph], Network], monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = nx.gnm_random_graph(18, 36, seed=1)
    value, _ = best(graph, 3, "fragment", 2)
    monkeypatch.setattr("tertius.measures.key_players.search.STEPS", 1e6)
    found = key_players(as_network(graph), 3, search="greedy")
    assert not found.exact
    assert found.optima is None
    assert found.value <= value + 1e-12 < found.bound
    again = key_players(as_network(graph), 3, search="greedy")
    assert again == found


def test_many_best_sets_are_counted_and_some_listed(odd: Mapping[str, Network]) -> None:
    network = Network.from_pairs([], nodes=[f"{v:02}" for v in range(12)])
    found = key_players(network, 3, most_sets=5)
    assert found.optima == 220
    assert found.truncated
    assert found.sets == ((0, 1, 2), (0, 1, 3), (0, 1, 4), (0, 1, 5), (0, 1, 6))
    assert found.value == 1.0
    assert found.before == 1.0


def test_large_networks_are_searched_greedily_by_themselves() -> None:
    pairs = [(f"{v:04}", f"{(v + 1) % 900:04}") for v in range(900)]
    found = key_players(Network.from_pairs(pairs), 4)
    assert not found.exact
    # four cuts of a ring of 900: at best parts of 224 each
    assert found.value <= 1 - 4 * 224 * 223 / (896 * 895) <= found.bound + 1e-12
    assert key_players(Network.from_pairs(pairs), 4) == found


def test_random_is_the_mean_of_seeded_draws(odd: Mapping[str, Network]) -> None:
    network = odd["disconnected"]  # a – b – c, d – e; without one node F is 1 - 2/6, or 1 - 4/12 without b …
    values = {"a": 1 - 4 / 12, "b": 1 - 2 / 12, "c": 1 - 4 / 12, "d": 1 - 6 / 12, "e": 1 - 6 / 12}
    many = key_players(network, 1, draws=4000, seed=1).baselines[-1]
    assert many.name == "random"
    assert many.value == pytest.approx(sum(values.values()) / 5, abs=0.01)
    assert key_players(network, 1, draws=4000, seed=1).baselines[-1] == many
    assert key_players(network, 1, draws=10, seed=1) != key_players(network, 1, draws=10, seed=2)


@pytest.mark.parametrize("goal", GOALS)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_worlds_are_what_networks_without_the_hidden_edges_give(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    worlds: Callable[[Network, int], BoolArray],
    kept: Callable[[Network, BoolArray], Network],
    goal: Goal,
    data: st.DataObject,
) -> None:
    directed = data.draw(st.booleans())
    network = as_network(data.draw(small_graphs(directed).filter(lambda one: len(one) > 3)))
    masks = worlds(network, 4)
    sets = tuple(combinations(range(network.n), 2))
    purpose = Purpose(goal)
    values = over_worlds(partial(values_of_sets, sets=(*sets, (0,), ()), purpose=purpose))(network, masks)
    optimal = over_worlds(partial(best_of_sets, sets=sets, purpose=purpose))(network, masks)
    assert np.isnan(values[:, -1]).all()  # the random sets are not one set
    for world, mask in enumerate(masks):
        left = kept(network, mask)
        found = key_players(left, 2, goal=goal, search="exact")
        assert key_players(network, 2, goal=goal, search="exact", mask=mask) == found
        assert tuple(one for one, is_best in zip(sets, optimal[world], strict=True) if is_best) == found.sets
        for members, value in zip(sets, values[world], strict=False):
            assert (value >= found.value - 1e-9) == (members in found.sets)
    assert (optimal[1] == 1).all()  # every edge hidden: all sets are alike
    assert (values[1, :-1] == (0.0 if "reach" in goal else 1.0)).all()


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("search", ["exact", "greedy"])
def test_odd_networks(odd: Mapping[str, Network], goal: Goal, search: Search) -> None:
    for name, network in odd.items():
        least = 1 if "reach" in goal else 3
        if network.n < least:
            with pytest.raises(InputError, match="no set of 1 key players"):
                key_players(network, 1, goal=goal, search=search)
        else:
            hidden = key_players(network, 1, goal=goal, search=search, mask=np.zeros(network.m, dtype=np.bool_))
            assert hidden.value == (0.0 if "reach" in goal else 1.0), name
            assert key_players(network, 1, goal=goal, search=search).gap >= 0


def test_refuses_what_makes_no_sense(odd: Mapping[str, Network]) -> None:
    network = odd["disconnected"]
    for wrong in ({"goal": "best"}, {"search": "lucky"}, {"steps": 0}, {"most_sets": 0}, {"draws": 0}, {"seed": -1}):
        with pytest.raises(InputError):
            key_players(network, 1, **wrong)
    with pytest.raises(InputError, match="no set of 4"):
        key_players(network, 4)
    with pytest.raises(InputError, match="no set of 0"):
        key_players(network, 0)
