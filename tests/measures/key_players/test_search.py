"""The order in which all sets are gone through, and what every set is scored with."""

from collections.abc import Callable
from itertools import combinations
from math import comb
from typing import get_args

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.measures.adjacency import Adjacency
from tertius.measures.key_players.goals import Goal, Purpose
from tertius.measures.key_players.search import nth_set, try_every_set
from tertius.measures.network import Network
from tertius.measures.threads import new_flag


@given(st.integers(1, 9), st.data())
def test_sets_come_in_lexicographic_order(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(1, n))
    assert [tuple(nth_set(n, k, rank)) for rank in range(comb(n, k))] == list(combinations(range(n), k))


@pytest.mark.parametrize("goal", get_args(Goal))
@pytest.mark.parametrize("directed", [False, True])
def test_a_part_of_all_sets_is_scored_as_each_by_itself(
    as_network: Callable[[nx.Graph], Network], goal: Goal, directed: bool
) -> None:
    network = as_network(nx.gnm_random_graph(9, 13, seed=2, directed=directed))
    objective = Purpose(goal).on(network, Adjacency.out_of(network))
    sets = list(combinations(range(9), 4))
    flag = new_flag()
    alone = [objective.score(np.array(members, dtype=np.int32), flag) for members in sets]
    for begin in (0, 1, 55, 100):
        part = objective.every(np.array(sets[begin], dtype=np.int32), 26, flag)
        assert part == pytest.approx(np.array(alone[begin : begin + 26]))


def test_the_same_is_found_on_one_thread_and_on_several(
    as_network: Callable[[nx.Graph], Network], monkeypatch: pytest.MonkeyPatch
) -> None:
    network = as_network(nx.gnm_random_graph(24, 40, seed=4))
    found = []
    for threads in (1, 4):
        monkeypatch.setenv("NUMBA_NUM_THREADS", str(threads))
        objective = Purpose("distance_fragment").on(network, Adjacency.out_of(network))
        found.append(try_every_set(objective, 3, 10, new_flag()))
    assert found[0] == found[1]
