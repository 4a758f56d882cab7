"""Uncertainty of measures whose rows are no nodes: edges, pairs of groups, sets."""

from functools import partial

import numpy as np
import pytest

from tertius.errors import InputError
from tertius.measures.key_players.goals import Purpose
from tertius.measures.key_players.sets import values_of_sets
from tertius.measures.network import Network
from tertius.measures.uncertainty.robustness import robustness
from tertius.measures.uncertainty.worlds import over_worlds

BY_SETS = over_worlds(partial(values_of_sets, sets=((2,), (1,)), purpose=Purpose("fragment")))


def test_how_often_the_best_set_stays_best_when_a_tie_goes_by_trying_each() -> None:
    # A path of five: without the middle it falls into two and two, without the second into one and three.
    path = Network.from_pairs([("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")])
    stays = []
    for edge in range(path.m):
        mask = np.ones((1, path.m), dtype=np.bool_)
        mask[0, edge] = False
        middle, second = BY_SETS(path, mask)[0]
        stays.append(middle >= second)
    (held,) = robustness(path, BY_SETS, seed=1, trials=400, changes=["remove_ties"], shares=[0.25])
    share = sum(stays) / len(stays)
    assert held.changed == 1
    assert abs(held.first_stays_first - share) < 4 * (share * (1 - share) / 400) ** 0.5 + 1e-9
    assert 0 < share <= 1


def test_nothing_can_be_added_to_a_measure_of_other_rows() -> None:
    path = Network.from_pairs([("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")])
    with pytest.raises(InputError, match="only the removal of ties"):
        robustness(path, BY_SETS, seed=1, changes=["add_nodes"])
