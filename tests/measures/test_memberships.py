"""Groups of nodes, wholly and in shares."""

import pytest

from tertius.errors import InputError
from tertius.measures.memberships import Memberships
from tertius.measures.network import Network


def test_nodes_without_a_group_are_a_class_of_their_own() -> None:
    given = Memberships.from_labels(["x", None, "y", None, "x"])
    assert given.groups == ("x", "y", None)
    assert given.profiles[given.profile].tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0], [0, 0, 1], [1, 0, 0]]
    assert given.counts[given.profile].tolist() == [2, 2, 1, 2, 2]
    assert given.whole


def test_several_groups_are_shared_alike() -> None:
    given = Memberships.from_groups([["a"], ["b", "a"], [], ["c", "b", "a", "b"]])
    assert given.groups == ("a", "b", "c", None)
    assert given.profiles[given.profile].tolist() == [
        [1, 0, 0, 0],
        [0.5, 0.5, 0, 0],
        [0, 0, 0, 1],
        [1 / 3, 1 / 3, 1 / 3, 0],
    ]
    assert not given.whole


def test_shares_that_are_alike_are_one_profile() -> None:
    given = Memberships.from_shares([{"a": 0.25, "b": 0.75}, {"b": 0.75, "a": 0.25}, {"a": 0.75, "b": 0.25}])
    assert len(given.profiles) == 2
    assert given.profile.tolist() == [0, 0, 1]


@pytest.mark.parametrize("shares", [{"a": 0.5}, {"a": 1.5, "b": -0.5}, {"a": 1.0, "b": 0.0}, {"a": float("nan")}])
def test_refuses_shares_that_are_none(shares: dict[str, float]) -> None:
    with pytest.raises(InputError, match="shares of groups") as caught:
        Memberships.from_shares([{"a": 1.0}, shares])
    assert caught.value.where == "node 1"


def test_reads_a_column_of_the_network() -> None:
    network = Network.from_pairs([("a", "b"), ("b", "c")], columns={"Faction": {"a": "1", "c": "2"}})
    assert Memberships.from_column(network, "Faction").groups == ("1", "2", None)
    with pytest.raises(InputError, match="no column 'Party'") as caught:
        Memberships.from_column(network, "Party")
    assert "Faction" in caught.value.next_step


def test_nobody_belongs_to_nothing() -> None:
    assert Memberships.from_labels([]).n == 0
    assert Memberships.from_labels([]).groups == ()
