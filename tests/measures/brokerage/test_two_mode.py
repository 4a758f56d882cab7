"""People and groups as a matrix."""

from datetime import date

import numpy as np
import pytest

from tertius.errors import InputError
from tertius.measures.brokerage.two_mode import TwoMode
from tertius.measures.network import Clause, Edge, Network, NetworkTie


def test_an_edge_leads_from_a_row_to_a_column() -> None:
    network = Network.from_pairs([("b", "X"), ("a", "Y"), ("b", "Y"), ("c", "Z")], directed=True)
    two_mode = TwoMode.of(network)
    assert two_mode.person_ids == ("a", "b", "c")
    assert two_mode.group_ids == ("X", "Y", "Z")
    assert two_mode.matrix().tolist() == [[False, True, False], [True, True, False], [False, False, True]]
    ends = [(two_mode.person_ids[r], two_mode.group_ids[c]) for r, c in zip(two_mode.row, two_mode.column, strict=True)]
    assert ends == [(network.ids[s], network.ids[t]) for s, t in zip(network.sources, network.targets, strict=True)]


def test_a_mask_hides_edges_and_keeps_the_shape() -> None:
    two_mode = TwoMode.of(Network.from_pairs([("a", "X"), ("a", "Y"), ("b", "X")], directed=True))
    mask = np.array([False, True, False])
    assert two_mode.matrix(mask).tolist() == [[False, True], [False, False]]
    assert two_mode.edges_by_person() == [[0, 1], [2]]
    with pytest.raises(InputError, match="does not fit 3 edges"):
        two_mode.matrix(mask[:2])


def test_groups_come_in_order_even_if_their_ids_lie_between_those_of_people() -> None:
    two_mode = TwoMode.of(Network.from_pairs([("m", "z"), ("m", "a"), ("b", "n"), ("b", "a")], directed=True))
    assert two_mode.person_ids == ("b", "m")
    assert two_mode.group_ids == ("a", "n", "z")
    assert two_mode.matrix().tolist() == [[True, True, False], [True, False, True]]


def test_a_node_without_an_edge_is_neither() -> None:
    network = Network.from_pairs([("a", "X")], nodes=["lone", "other"], directed=True)
    assert TwoMode.of(network).shape == (1, 1)


def test_refuses_what_is_no_two_mode_network() -> None:
    with pytest.raises(InputError, match="b would be both a person and a group"):
        TwoMode.of(Network.from_pairs([("a", "b"), ("b", "c")], directed=True))
    with pytest.raises(InputError, match="without directions"):
        TwoMode.of(Network.from_pairs([("a", "b")]))


def test_nothing_is_a_two_mode_network_too() -> None:
    two_mode = TwoMode.of(Network.from_pairs([], directed=True))
    assert two_mode.shape == (0, 0)
    assert two_mode.matrix().shape == (0, 0)
    assert two_mode.edges_by_person() == []


def test_one_tie_that_reaches_two_groups_is_not_two_ties() -> None:
    ties = [
        NetworkTie("LEADS:unit", (("s", 0.9),)),
        NetworkTie("PART_OF:x", (("s", 0.9),)),
        NetworkTie("PART_OF:y", (("s", 0.9),)),
        NetworkTie("MEMBER_OF:y", (("s", 0.9),)),
    ]
    edges = [
        Edge("a", "X", (frozenset({0, 1}),)),
        Edge("a", "Y", (frozenset({0, 2}), frozenset({3}))),
        Edge("b", "Y", (frozenset({3}),)),
    ]
    two_mode = TwoMode.of(Network.of([], edges, ties, directed=True))
    assert list(two_mode.ways_in_both(0, 1)) == [Clause(frozenset({0, 1, 3}))]
    assert [two_mode.leads(edge) for edge in range(3)] == [True, True, False]


def test_two_ties_to_units_of_one_unit_may_share_a_part_of() -> None:
    ties = [NetworkTie(name, (("s", 0.9),)) for name in ("LEADS:u", "LEADS:v", "PART_OF:w", "PART_OF:x")]
    edges = [Edge("a", "X", (frozenset({0, 2}),)), Edge("a", "Y", (frozenset({1, 2, 3}),))]
    two_mode = TwoMode.of(Network.of([], edges, ties, directed=True))
    assert list(two_mode.ways_in_both(0, 1)) == [Clause(frozenset({0, 1, 2, 3}))]


def test_groups_at_other_times_are_not_both() -> None:
    # u was part of X until 2015, and of Y since; v of Y since 2014.
    ties = [NetworkTie(name, (("s", 0.9),)) for name in ("LEADS:u", "LEADS:v", "PART_OF:x", "PART_OF:y", "PART_OF:z")]
    end, begin, other = date(2015, 12, 31), date(2016, 1, 1), date(2014, 1, 1)
    before, after = Clause(frozenset({0, 2}), last=end), Clause(frozenset({0, 3}), begin)
    edges = [Edge("a", "X", (before,)), Edge("a", "Y", (after, Clause(frozenset({1, 4}), other)))]
    two_mode = TwoMode.of(Network.of([], edges, ties, directed=True))
    assert list(two_mode.ways_in_both(0, 1)) == [Clause(frozenset({0, 1, 2, 4}), other, end)]
    assert list(two_mode.ways_in_both(1, 0)) == [Clause(frozenset({0, 1, 2, 4}), other, end)]
    alone = TwoMode.of(
        Network.of([], [edges[0], Edge("a", "Y", (Clause(frozenset({1}), begin),))], ties, directed=True)
    )
    assert list(alone.ways_in_both(0, 1)) == []
