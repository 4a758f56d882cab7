"""Nodes by id or by name: one is taken, several are listed with what tells them apart, the nearest are named."""

import unicodedata

import pytest

from tertius.errors import AmbiguousError, NotFoundError
from tertius.measures.named import node_named, nodes_named, positions_named
from tertius.measures.network import Edge, Network, NetworkTie

NAMES = {
    "s:ines": "Inès Valléry",
    "s:ali-1": "Ali Ould Moussa",
    "s:ali-2": "Ali Ag Wossey",
    "s:ali": "Ali",
    "s:mnla": "M.N.L.A.",
    "s:qaida": "تنظيم القَاعِدَة",
    "Café Élite": "Café Élite",
}


@pytest.fixture
def network() -> Network:
    return Network.of(
        NAMES,
        [Edge("s:ines", "s:ali-1", (frozenset({0}),)), Edge("s:ines", "s:mnla", (frozenset({0}),))],
        [NetworkTie("t", (("r", 1.0),))],
        names=NAMES,
        columns={"type": {"s:ali-1": "Person", "s:ali-2": "Person"}, "countries": {"s:ali-2": "ML NE"}},
    )


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("s:ines", "s:ines"),
        ("ines", "s:ines"),
        ("vallery", "s:ines"),
        ("Valléry, Inès", "s:ines"),
        (unicodedata.normalize("NFD", "Inès Valléry"), "s:ines"),
        ("Ine\u0300s\u200b", "s:ines"),
        ("ALI", "s:ali"),  # the whole name of one, a word of others'
        ("ali-2", "s:ali-2"),
        ("wos", "s:ali-2"),
        ("MNLA", "s:mnla"),
        ("القاعدة", "s:qaida"),
        (unicodedata.normalize("NFD", "Café Élite"), "Café Élite"),
        ("cafe", "Café Élite"),
    ],
)
def test_one_node_is_taken(network: Network, text: str, id_: str) -> None:
    assert network.ids[node_named(network, text)] == id_


def test_several_are_told_apart(network: Network) -> None:
    with pytest.raises(AmbiguousError) as caught:
        node_named(network, "Al", where="from_node")
    assert caught.value.where == "from_node"
    assert "s:ali-1: Ali Ould Moussa (Person; 1 tie)" in caught.value.next_step
    assert "s:ali-2: Ali Ag Wossey (Person, ML, NE; 0 ties)" in caught.value.next_step


def test_the_nearest_is_named(network: Network) -> None:
    with pytest.raises(NotFoundError) as caught:
        node_named(network, "Valery")
    assert "s:ines: Inès Valléry" in caught.value.next_step
    with pytest.raises(NotFoundError):
        node_named(network, "***")


def test_the_id_of_an_organization_stands_for_its_people(network: Network) -> None:
    found = nodes_named(network, ["x:crew", "MNLA"], {"s:ines": ["x:crew"], "s:ali": ["x:crew"]})
    assert [network.ids[place] for place in found] == ["s:ali", "s:ines", "s:mnla"]
    assert positions_named(network, "x:crew") == []
