"""Gould–Fernandez brokerage against R's sna and counting from the definition."""

import csv
import itertools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.measures.brokerage.gould_fernandez import ROLES, Null, Role, gould_fernandez
from tertius.measures.memberships import Memberships
from tertius.measures.network import FloatArray, Network

_SNA = ["w_I", "w_O", "b_IO", "b_OI", "b_O", "t"]
_COLUMNS = [
    "w_I_coordinator",
    "w_O_itinerant",
    "b_IO_representative",
    "b_OI_gatekeeper",
    "b_O_liaison",
    "total",
]


def _table(name: str) -> dict[str, list[float]]:
    with (Path(__file__).parents[1] / "reference" / name).open(encoding="utf-8", newline="") as file:
        return {row[""]: [float(row[column]) for column in _SNA] for row in csv.DictReader(file)}


def _counted(network: Network, memberships: Memberships) -> FloatArray:
    """Count (n, 5) from the definition: every ordered pair, every combination of the groups of the three."""
    shares = memberships.profiles[memberships.profile]
    arcs = set(zip(network.sources.tolist(), network.targets.tolist(), strict=True))
    if not network.directed:
        arcs |= {(b, a) for a, b in arcs}
    counts = np.zeros((network.n, 5))
    for i, b, k in itertools.permutations(range(network.n), 3):
        if (i, b) not in arcs or (b, k) not in arcs or (i, k) in arcs:
            continue
        for of_i, of_b, of_k in itertools.product(range(shares.shape[1]), repeat=3):
            if of_i == of_b == of_k:
                role = 0
            elif of_i == of_k:
                role = 1
            elif of_i == of_b:
                role = 2
            elif of_b == of_k:
                role = 3
            else:
                role = 4
            counts[b, role] += shares[i, of_i] * shares[b, of_b] * shares[k, of_k]
    return counts


def test_agrees_with_sna_on_november_17(reference: Callable[[str, str], Any]) -> None:
    known = reference("november17_rhodes", "igraph_and_sna.csv")
    found = gould_fernandez(known.network, Memberships.from_column(known.network, "Faction"))
    for column, name in enumerate(_COLUMNS):
        assert np.array_equal(found.raw[:, column], known.values[name])
        assert found.z[:, column] == pytest.approx(known.values[f"z_{name}"], abs=1e-9)


def test_agrees_with_sna_on_a_directed_network() -> None:
    ring = [("1", "2"), ("2", "3"), ("3", "4"), ("4", "5"), ("5", "6"), ("6", "1"), ("4", "1"), ("2", "5")]
    network = Network.from_pairs(ring, directed=True)
    found = gould_fernandez(network, Memberships.from_labels(["a", "a", "b", "b", "c", "c"]))
    table = _table("directed_ring/sna.csv")
    assert found.raw.tolist() == [table[node] for node in network.ids]


@pytest.mark.parametrize(
    ("labels", "role"),
    [
        (["a", "a", "a"], "coordinator"),
        (["a", "b", "a"], "itinerant"),
        (["a", "a", "b"], "representative"),
        (["a", "b", "b"], "gatekeeper"),
        (["a", "b", "c"], "liaison"),
        ([None, None, None], "coordinator"),
        ([None, "a", None], "itinerant"),
        (["a", None, "b"], "liaison"),
    ],
)
def test_a_path_of_three_is_one_role(odd: Mapping[str, Network], labels: list[str | None], role: Role) -> None:
    found = gould_fernandez(odd["one way"], Memberships.from_labels(labels))
    assert dict(zip(ROLES, found.raw[1].tolist(), strict=True)) == {
        name: float(name in {role, "total"}) for name in ROLES
    }
    assert not found.raw[[0, 2]].any()


@pytest.mark.parametrize("directed", [False, True])
@settings(deadline=None)
@given(data=st.data())
def test_counts_agree_with_the_definition(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    directed: bool,
    data: st.DataObject,
) -> None:
    network = as_network(data.draw(small_graphs(directed)))
    groups = data.draw(st.lists(st.lists(st.sampled_from("abc"), max_size=3), min_size=network.n, max_size=network.n))
    memberships = Memberships.from_groups(groups)
    found = gould_fernandez(network, memberships)
    assert found.raw[:, :5] == pytest.approx(_counted(network, memberships), abs=1e-9)
    assert found.raw[:, 5] == pytest.approx(found.raw[:, :5].sum(axis=1))


@pytest.mark.parametrize("null", ["published", "arcs"])
@pytest.mark.parametrize("directed", [False, True])
@settings(deadline=None)
@given(data=st.data())
def test_one_group_each_is_the_classic_case_of_shares(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    directed: bool,
    null: Null,
    data: st.DataObject,
) -> None:
    network = as_network(data.draw(small_graphs(directed)))
    labels = data.draw(st.lists(st.sampled_from(["a", "b", None]), min_size=network.n, max_size=network.n))
    classic = gould_fernandez(network, Memberships.from_labels(labels), null=null)
    nearly = Memberships.from_shares([{} if of is None else {of: 1.0} for of in labels])
    shared = gould_fernandez(network, nearly, null=null)
    assert np.array_equal(classic.raw, shared.raw)
    assert classic.z == pytest.approx(shared.z, nan_ok=True)


def test_shares_that_approach_one_group_approach_the_classic_case(reference: Callable[[str, str], Any]) -> None:
    known = reference("november17_rhodes", "igraph_and_sna.csv").network
    labels = [label or "none" for label in known.columns["Faction"]]
    classic = gould_fernandez(known, Memberships.from_labels(labels), null="arcs")
    tiny = 1e-9  # another code path: nobody is wholly in one group
    nearly = Memberships.from_shares([{label: 1 - tiny, "elsewhere": tiny} for label in labels])
    shared = gould_fernandez(known, nearly, null="arcs")
    assert shared.raw == pytest.approx(classic.raw, abs=1e-5)
    assert shared.expected == pytest.approx(classic.expected, abs=1e-5)
    assert shared.sd == pytest.approx(classic.sd, abs=1e-5)
    assert shared.z == pytest.approx(classic.z, abs=1e-5)


def test_a_role_that_nobody_can_have_has_no_score(reference: Callable[[str, str], Any]) -> None:
    known = reference("november17_rhodes", "igraph_and_sna.csv").network
    thirds = Memberships.from_shares([{"x": 1 / 3, "y": 2 / 3} if i % 2 else {"y": 1.0} for i in range(known.n)])
    for null in ("published", "arcs", "ties"):
        found = gould_fernandez(known, thirds, null=null)
        assert not found.raw[:, 4].any()
        assert not found.expected[:, 4].any()
        assert np.isnan(found.z[:, 4]).all()


def test_undirected_ties_vary_more_than_independent_arcs(reference: Callable[[str, str], Any]) -> None:
    known = reference("november17_rhodes", "igraph_and_sna.csv").network
    groups = Memberships.from_column(known, "Faction")
    arcs, ties = (gould_fernandez(known, groups, null=null) for null in ("arcs", "ties"))
    assert ties.expected == pytest.approx(arcs.expected)
    # in sum both directions of a pair come together or not at all; representative and gatekeeper split them
    assert ties.sd[:, 5] == pytest.approx(np.sqrt(2) * arcs.sd[:, 5])
    assert ties.sd[:, 2] == pytest.approx(arcs.sd[:, 2])


@pytest.mark.parametrize("name", ["empty", "one node", "no edge"])
def test_without_edges_nothing_is_brokered_or_expected(odd: Mapping[str, Network], name: str) -> None:
    found = gould_fernandez(odd[name], Memberships.from_labels(["a"] * odd[name].n))
    assert found.raw.shape == (odd[name].n, 6)
    assert not found.raw.any()
    assert not found.expected.any()
    assert np.isnan(found.z).all()


@pytest.mark.parametrize(
    ("name", "total"), [("self-loop", 2), ("parallel", 2), ("disconnected", 2), ("impossible", 2), ("one way", 1)]
)
def test_odd_networks(odd: Mapping[str, Network], name: str, total: int) -> None:
    found = gould_fernandez(odd[name], Memberships.from_labels([None] * odd[name].n))
    assert found.raw[:, 5].tolist() == [0, total, 0, 0, 0][: odd[name].n]


def test_a_complete_network_brokers_nothing() -> None:
    network = Network.from_pairs(list(itertools.combinations("abcd", 2)))
    found = gould_fernandez(network, Memberships.from_labels(["x", "x", "y", "y"]))
    assert found.density == 1
    assert not found.raw.any()
    assert np.isnan(found.z).all()


def test_refuses_what_does_not_fit(odd: Mapping[str, Network]) -> None:
    groups = Memberships.from_labels(["a", "b", "c"])
    with pytest.raises(InputError, match="no null"):
        gould_fernandez(odd["one way"], groups, null="bootstrap")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="for undirected networks"):
        gould_fernandez(odd["one way"], groups, null="ties")
    with pytest.raises(InputError, match="Memberships of 3 nodes do not fit a network of 5"):
        gould_fernandez(odd["disconnected"], groups)
