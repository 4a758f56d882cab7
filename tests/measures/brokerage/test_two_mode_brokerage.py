"""Two-mode brokerage against the harbour's worked example, the definition, and all worlds of a small network."""

import itertools
from collections.abc import Mapping
from datetime import date
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import InputError, QueryTimeoutError
from tertius.measures.brokerage.two_mode import TwoMode
from tertius.measures.brokerage.two_mode_brokerage import PairLinks, Score, sole_links, two_mode_brokerage
from tertius.measures.network import BoolArray, Edge, FloatArray, Network, NetworkTie
from tertius.measures.threads import new_flag
from tertius.measures.uncertainty.worlds import Sampling, draw_worlds
from tertius.model.dates import UNDATED, Bounds, read_edtf

_PUBLISHED = date(2020, 6, 30)


def _harbour() -> Network:
    """Build what ``networks/people_organizations`` chooses from cypher/graphs/harbour, without state and category."""
    stated = {
        "LEADS:ada-tern": ("2019/..", 0.95),
        "LEADS:ada-gull": ("2019-03/..", 0.80),
        "MEMBER_OF:ada-skua": ("2019-06/..", 0.70),
        "LEADS:bo-tern": ("2018/..", 0.95),
        "LEADS:bo-night": ("2018/..", 0.95),
        "MEMBER_OF:cleo-tern": ("2017/2018", 0.95),
        "MEMBER_OF:cleo-gull": ("2019/..", 0.95),
        "MEMBER_OF:dag-gull": ("", 0.95),
        "MEMBER_OF:dag-skua": ("", 0.50),
        "LEADS:eli-skua": ("2019/2020-03", 0.95),
        "MEMBER_OF:eli-petrel": ("2020/..", 0.95),
        "LEADS:fay-skua": ("2019-02/2019-12", 0.95),
        "LEADS:gil-night": ("2019-01/2019-09", 0.95),
        "LEADS:hana-gull": ("2019-05", 0.95),
        "MEMBER_OF:ines-petrel": ("2020/..", 0.95),
        "PART_OF:night-tern": ("", 0.95),
    }
    ties = [
        NetworkTie(name, (("harbour", p),), read_edtf(when, lasting=True, published=_PUBLISHED))
        for name, (when, p) in stated.items()
    ]
    place = {tie.id: position for position, tie in enumerate(ties)}
    edges = []
    for tie in ties[:-1]:
        person, group = tie.id.split(":")[1].split("-")
        clause = {place[tie.id]} | ({place["PART_OF:night-tern"]} if group == "night" else set())
        edges.append(Edge(person, "tern" if group == "night" else group, (frozenset(clause),)))
    return Network.of([], edges, ties, directed=True)


def _by_person(links: PairLinks, values: np.typing.NDArray[np.generic]) -> Mapping[str, float]:
    return {person: value for person, value in zip(links.two_mode.person_ids, values.tolist(), strict=True) if value}


def test_the_harbour_is_as_its_readme_works_it_out_for_brokers() -> None:
    # The question leaves out that Eli links the Skuas and the Petrels, who took their place.
    links = PairLinks.of(TwoMode.of(_harbour()))
    found = two_mode_brokerage(links)
    assert _by_person(links, found.pairs) == {"ada": 3, "dag": 1, "eli": 1}
    assert _by_person(links, found.sole_pairs) == {"ada": 2, "eli": 1}
    assert _by_person(links, found.certain_pairs) == {"ada": 3}
    assert _by_person(links, found.expected_pairs) == pytest.approx({"ada": 1.985, "dag": 0.475, "eli": 0.95**2})
    assert _by_person(links, found.groups) == {"ada": 3, "dag": 2, "eli": 2}
    assert _by_person(links, found.credit) == {"ada": 2.5, "dag": 0.5, "eli": 1}
    assert _by_person(links, found.held) == {
        "ada": 3, "bo": 1, "cleo": 2, "dag": 2, "eli": 2, "fay": 1, "gil": 1, "hana": 1, "ines": 1,
    }  # fmt: skip


def test_certain_leaves_ada_alone_with_a_third_sole_pair() -> None:
    links = PairLinks.of(TwoMode.of(_harbour()), dates="certain")
    found = two_mode_brokerage(links)
    assert _by_person(links, found.pairs) == {"ada": 3}
    assert _by_person(links, found.sole_pairs) == {"ada": 3}


def test_eli_may_have_been_in_both_but_need_not() -> None:
    """Skuas to March 2020 at the latest, Petrels from January 2020 at the earliest: possible, not certain."""
    links = PairLinks.of(TwoMode.of(_harbour()))
    assert not links.certain[links.person == links.two_mode.person_ids.index("eli")].any()


def test_a_link_leads_to_its_edges_and_ties() -> None:
    links = PairLinks.of(TwoMode.of(_harbour()))
    network, group_ids = links.two_mode.network, links.two_mode.group_ids
    for link in range(links.network.m):
        one, other = links.edges[link]
        assert links.network.ids[links.network.sources[link]] == network.ids[network.sources[one]]
        assert [group_ids[group] for group in links.pairs[links.pair[link]]] == [
            network.ids[network.targets[edge]] for edge in (one, other)
        ]
        assert links.network.tie_ids(link) == sorted(network.tie_ids(one) + network.tie_ids(other))
        assert links.network.names[links.network.targets[link]] == " – ".join(
            group_ids[group] for group in links.pairs[links.pair[link]]
        )
    # Gulls and Skuas: Ada and Dag; Ada alone links the Terns to both, Eli alone the Petrels to the Skuas
    assert np.bincount(links.pair).tolist() == [2, 1, 1, 1]


def in_worlds(network: Network, masks: BoolArray, score: Score = "pairs") -> FloatArray:
    """Return a score of each person in each world, as the measure samples it from the network of links."""
    found = sole_links(network, new_flag(), by=score)
    assert found.worlds is not None
    assert found.network is not None
    return found.worlds(found.network, masks)


@st.composite
def _two_mode(draw: st.DrawFn) -> tuple[set[tuple[int, int]], Network]:
    cells = draw(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 4))))
    return cells, Network.from_pairs([(f"p{a}", f"g{b}") for a, b in cells], directed=True)


@given(_two_mode())
@settings(deadline=None)
def test_is_the_definition(given_cells: tuple[set[tuple[int, int]], Network]) -> None:
    cells, network = given_cells
    links = PairLinks.of(TwoMode.of(network))
    found = two_mode_brokerage(links)
    linkers = {
        pair: [a for a in range(6) if {(a, pair[0]), (a, pair[1])} <= cells]
        for pair in itertools.combinations(range(5), 2)
    }
    for row, person in enumerate(links.two_mode.person_ids):
        own = [by for by in linkers.values() if int(person[1:]) in by]
        assert found.pairs[row] == len(own)
        assert found.sole_pairs[row] == sum(len(by) == 1 for by in own)
        assert found.credit[row] == pytest.approx(sum(1 / len(by) for by in own))
        assert found.expected_pairs[row] == pytest.approx(len(own))
        assert found.held[row] == sum(a == int(person[1:]) for a, _ in cells)
        assert found.groups[row] == (found.held[row] if own else 0)
    assert found.credit.sum() == pytest.approx(sum(bool(by) for by in linkers.values()))


def _uncertain() -> Network:
    """Two people, three groups, shared ties, alternatives of different times."""
    spring, autumn = read_edtf("2012-03/2012-05", lasting=True), read_edtf("2012-09/2012-11", lasting=True)
    ties = [
        NetworkTie("LEADS:a-x-spring", (("r", 0.5), ("s", 0.2)), spring),
        NetworkTie("MEMBER_OF:a-x-autumn", (("r", 0.3),), autumn),
        NetworkTie("LEADS:a-y-autumn", (("s", 0.8),), autumn),
        NetworkTie("MEMBER_OF:b-u", (("r", 0.9),), UNDATED),
        NetworkTie("PART_OF:u-x", (("t", 0.6),), UNDATED),
        NetworkTie("PART_OF:u-z", (("t", 0.7),), UNDATED),
        NetworkTie("MEMBER_OF:b-z", (("s", 0.4),), spring),
        NetworkTie("MEMBER_OF:b-y", (("s", 0.55),), spring),
    ]
    edges = [
        Edge("a", "X", (frozenset({0}), frozenset({1}))),
        Edge("a", "Y", (frozenset({2}),)),
        Edge("b", "X", (frozenset({3, 4}),)),
        Edge("b", "Z", (frozenset({3, 5}), frozenset({6}))),
        Edge("b", "Y", (frozenset({7}),)),
    ]
    return Network.of([], edges, ties, directed=True)


def test_expected_pairs_are_the_mean_over_all_worlds() -> None:
    network = _uncertain()
    expected = np.zeros(2)
    for held in itertools.product([False, True], repeat=len(network.ties)):
        chance = np.prod([t.likelihood if h else 1 - t.likelihood for t, h in zip(network.ties, held, strict=True)])
        # a in X and Y by the autumn's ties alone; b in X by the unit with Z by a tie of its own; both with Y
        a, x, z, y = held[1] and held[2], held[3] and held[4], (held[3] and held[5]) or held[6], held[7]
        b = (x and held[6]) + (x and y) + (z and y)
        expected += chance * np.array([a, b])
    links = PairLinks.of(TwoMode.of(network))
    assert two_mode_brokerage(links).expected_pairs == pytest.approx(expected, abs=1e-12)
    drawn = in_worlds(network, draw_worlds(links.network, Sampling(20_000, 4)))
    assert drawn.mean(axis=0) == pytest.approx(expected, abs=4 * 1.5 / np.sqrt(20_000))


@pytest.mark.parametrize("score", get_args(Score))
def test_a_world_is_the_measure_of_the_links_that_it_leaves(score: Score) -> None:
    rng = np.random.default_rng(2)
    cells = [(f"p{a}", f"g{b}") for a in range(8) for b in range(5) if rng.random() < 0.5]
    network = Network.from_pairs(cells, directed=True)
    links = PairLinks.of(TwoMode.of(network))
    masks: BoolArray = rng.random((20, links.network.m)) < 0.6
    masks[0], masks[1] = True, False
    found = in_worlds(network, masks, score)
    for world, mask in enumerate(masks):
        assert found[world] == pytest.approx(getattr(two_mode_brokerage(links, mask=mask), score))
    assert (found[1] == 0).all()


def test_certain_and_impossible_ties_leave_nothing_to_chance() -> None:
    pairs = [("a", "X"), ("a", "Y"), ("b", "X"), ("b", "Z"), ("c", "Y"), ("c", "Z")]
    network = Network.from_pairs(pairs, likelihoods=[1, 1, 1, 1, 0, 1], directed=True)
    links = PairLinks.of(TwoMode.of(network))
    found = in_worlds(network, draw_worlds(links.network, Sampling(50, 3)))
    assert (found == two_mode_brokerage(links).expected_pairs).all()
    assert found[0].tolist() == [1, 1, 0]


def test_a_unit_has_to_be_part_of_the_group_while_both_ties_hold() -> None:
    def linked(part_of: Bounds) -> int:
        spell = read_edtf("2012-01-01/2012-12-31", lasting=True)
        ties = [
            NetworkTie("LEADS:unit", (("s", 1.0),), spell),
            NetworkTie("PART_OF:x", (("s", 1.0),), part_of),
            NetworkTie("MEMBER_OF:y", (("s", 1.0),), read_edtf("2012-10-01/2012-12-31", lasting=True)),
        ]
        edges = [Edge("a", "X", (frozenset({0, 1}),)), Edge("a", "Y", (frozenset({2}),))]
        return PairLinks.of(TwoMode.of(Network.of([], edges, ties, directed=True))).network.m

    assert linked(read_edtf("2012-01-01/2012-12-31", lasting=True)) == 1
    assert linked(read_edtf("2011-01-01/2012-06-30", lasting=True)) == 0


@pytest.mark.parametrize("pairs", [[], [("a", "X")], [("a", "X"), ("b", "X")], [("a", "X"), ("b", "Y")]])
def test_nothing_to_link_is_nothing_linked(pairs: list[tuple[str, str]]) -> None:
    links = PairLinks.of(TwoMode.of(Network.from_pairs(pairs, directed=True)))
    found = two_mode_brokerage(links)
    assert found.pairs.tolist() == found.groups.tolist() == [0] * len({a for a, _ in pairs})


def test_refuses_what_it_does_not_know_and_stops_when_asked() -> None:
    two_mode = TwoMode.of(_harbour())
    with pytest.raises(InputError, match="'likely'"):
        PairLinks.of(two_mode, dates="likely")  # type: ignore[arg-type]
    flag = new_flag()
    flag[0] = 1
    with pytest.raises(QueryTimeoutError):
        PairLinks.of(two_mode, stop=flag)
