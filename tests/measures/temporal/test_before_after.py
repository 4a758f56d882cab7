"""Before and after: p-values against exact distributions, uniform where nothing changed, small where something did."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from scipy import stats

from tertius.errors import InputError, QueryTimeoutError
from tertius.measures.network import BoolArray, Edge, FloatArray, Network, NetworkTie
from tertius.measures.temporal.arrangements import Chance
from tertius.measures.temporal.before_after import BeforeAfter, before_after
from tertius.measures.temporal.counting import Statistic, degree_of, density, number_across
from tertius.measures.temporal.slices import Slice, slice_masks
from tertius.model.dates import UNDATED, Bounds, read_edtf

FIRST, CHANGE, LAST = date(2010, 1, 1), date(2012, 1, 1), date(2013, 12, 31)


def compared(
    network: Network,
    statistic: Statistic,
    change: date = CHANGE,
    spells: int = 0,
    **asked: Any,  # noqa: ANN401 - the fields of Chance
) -> BeforeAfter:
    """Compare before and after by what chance does over the three years."""
    chance = Chance(**{"first": FIRST, "last": LAST, **asked})
    return before_after(network, statistic, change, chance=chance, spells=spells)


def spell(first: date, last: date) -> Bounds:
    return Bounds(first, first, last, last)


BEFORE, AFTER = spell(date(2011, 1, 1), date(2011, 6, 1)), spell(date(2012, 6, 1), date(2013, 1, 1))


def pairs(across: list[Bounds], within: list[Bounds]) -> Network:
    """Ties a0–b0, a1–b1, … across and c0–d0, c1–d1, … elsewhere, each an edge of its own."""
    ends = [(f"a{i:03}", f"b{i:03}") for i in range(len(across))] + [
        (f"c{i:03}", f"d{i:03}") for i in range(len(within))
    ]
    ties = [NetworkTie(f"t{i}", (), bounds) for i, bounds in enumerate([*across, *within])]
    return Network.of((), [Edge(a, b, (frozenset({i}),)) for i, (a, b) in enumerate(ends)], ties)


def across(network: Network) -> tuple[list[str], list[str]]:
    return [node for node in network.ids if node[0] == "a"], [node for node in network.ids if node[0] == "b"]


@pytest.mark.parametrize(("k", "lost", "n", "early"), [(5, 4, 12, 6), (6, 6, 20, 9), (4, 1, 9, 5)])
def test_shuffled_dates_give_fishers_exact_p(k: int, lost: int, n: int, early: int) -> None:
    """Of n ties, k across, ``early`` held before only and the rest after only: the hypergeometric distribution."""
    links = [BEFORE] * lost + [AFTER] * (k - lost)
    others = [BEFORE] * (early - lost) + [AFTER] * (n - k - early + lost)
    network = pairs(links, others)
    found = compared(network, number_across(*across(network)), seed=1)
    table = [[lost, k - lost], [early - lost, n - k - early + lost]]
    for dates in (found.certain, found.possible):
        assert (dates.before, dates.after) == (lost, k - lost)
        expected = stats.fisher_exact(table, alternative="greater").pvalue
        assert dates.p_less == pytest.approx(expected, abs=4 * (expected * (1 - expected) / 9999) ** 0.5 + 2e-4)
        expected = stats.fisher_exact(table, alternative="less").pvalue
        assert dates.p_greater == pytest.approx(expected, abs=4 * (expected * (1 - expected) / 9999) ** 0.5 + 2e-4)
        # change = k − 2 · (those of the k that get an early date)
        chance = stats.hypergeom(n, early, k)
        assert dates.null_mean == pytest.approx(k - 2 * chance.mean(), abs=0.1)
        assert dates.null_sd == pytest.approx(2 * chance.std(), rel=0.05)
        assert dates.quantiles[0.5] == k - 2 * chance.median()
        least = chance.pmf(min(k, early))
        assert dates.least_p_less == pytest.approx(least, abs=4 * (least / 9999) ** 0.5 + 2e-4)
    assert found.arrangements == 9999
    assert (found.dated, found.undated) == (n, 0)


def random_network(rng: np.random.Generator, ties: int) -> tuple[Network, FloatArray]:
    """Ties that begin on any day and last up to a year, whatever edge they are: nothing changes. Edges have weights."""
    days = (LAST - FIRST).days
    spells = []
    for _ in range(ties):
        begin = int(rng.integers(0, days))
        end = min(days, begin + int(rng.integers(0, 365)))
        doubt = int(rng.integers(0, 60))
        spells.append(
            Bounds(
                FIRST + timedelta(days=begin),
                FIRST + timedelta(days=min(end, begin + doubt)),
                FIRST + timedelta(days=max(begin, end - doubt)),
                FIRST + timedelta(days=end),
            )
        )
    return pairs(spells, []), rng.normal(size=ties)


def test_where_nothing_changes_p_is_uniform_when_dates_are_shuffled() -> None:
    rng = np.random.default_rng(20)
    found: dict[str, list[float]] = {"certain": [], "possible": [], "sampled": []}
    for trial in range(300):
        network, weights = random_network(rng, 25)

        def weighted(_: Network, masks: BoolArray, weights: FloatArray = weights) -> FloatArray:
            return masks @ weights

        result = compared(network, weighted, arrangements=99, spells=2, seed=trial)
        assert result.sampled is not None
        found["certain"].append(result.certain.p_less)
        found["possible"].append(result.possible.p_less)
        found["sampled"].append(result.sampled.p_less)
    for name, values in found.items():
        # p lies on 1/100 … 1: uniform there, so half a step lower it is as good as uniform on 0 … 1
        assert stats.kstest(np.array(values) - 0.005, "uniform").pvalue > 0.01, name


def test_where_nothing_changes_p_is_uniform_when_the_day_is_moved() -> None:
    rng = np.random.default_rng(21)
    window = 200
    values = []
    for trial in range(300):
        network, weights = random_network(rng, 60)

        def weighted(_: Network, masks: BoolArray, weights: FloatArray = weights) -> FloatArray:
            return masks @ weights

        room = (LAST - FIRST).days + 1 - 2 * window
        change = FIRST + timedelta(days=window + int(rng.integers(0, room + 1)))
        result = compared(
            network,
            weighted,
            change,
            window=window,
            null="days",
            arrangements=99,
            seed=trial,
        )
        assert result.arrangements == 99
        values.append(result.possible.p_less)
    # days beside each other may give the same change, which makes p a little larger, never smaller
    assert stats.kstest(np.array(values) - 0.005, "uniform").pvalue > 0.01


def shared(rng: np.random.Generator) -> Network:
    """People in groups: an edge stands on two memberships, and each membership carries many edges."""
    people, groups = 12, 3
    ties: list[NetworkTie] = []
    member: dict[tuple[int, int], int] = {}
    for person in range(people):
        for group in range(groups):
            if rng.random() < 0.6:
                begin = int(rng.integers(0, 1200))
                length = int(rng.integers(30, 800))
                member[person, group] = len(ties)
                first = FIRST + timedelta(days=begin)
                last = min(LAST, first + timedelta(days=length))
                ties.append(NetworkTie(f"t{len(ties)}", (), spell(first, last)))
    edges = [
        Edge(f"p{a:02}", f"p{b:02}", (frozenset({member[a, g], member[b, g]}),))
        for g in range(groups)
        for a in range(people)
        for b in range(a + 1, people)
        if (a, g) in member and (b, g) in member
    ]
    return Network.of((), edges, ties)


@pytest.mark.parametrize("parallel", [False, True])
def test_p_is_that_of_all_arrangements_when_each_is_made_as_a_network(parallel: bool) -> None:
    """Five ties, 120 arrangements: some edges stand on two of them, some on either of two."""
    whens = ["2010/2012-03", "2011/2011-06", "2011-12/2013", "2012-06~", "2012"]
    clauses = [[{0}, {1}], [{2}], [{3}, {4}]] if parallel else [[{0, 1}], [{1, 2}, {3}], [{4, 2}]]

    def build(order: Sequence[int]) -> Network:
        ties = [NetworkTie(f"t{i}", (), read_edtf(whens[j], lasting=True)) for i, j in enumerate(order)]
        edges = [Edge("ab"[i > 1], "xyz"[i], tuple(map(frozenset, one))) for i, one in enumerate(clauses)]
        return Network.of((), edges, ties)

    network = build(range(5))
    statistic = number_across(["a"], ["x", "y"])
    found = compared(network, statistic, seed=8)
    everything: dict[str, list[float]] = {"certain": [], "possible": []}
    for order in itertools.permutations(range(5)):
        other = build(order)
        for dates, changes in everything.items():
            windows = (Slice(FIRST, CHANGE - timedelta(days=1)), Slice(CHANGE, LAST))
            before, after = statistic(other, slice_masks(other, windows, dates=dates))  # type: ignore[arg-type]
            changes.append(after - before)
    for change, changes in ((found.certain, everything["certain"]), (found.possible, everything["possible"])):
        assert change.change == changes[0]
        exact = float(np.mean(np.array(changes) <= changes[0]))
        assert change.p_less == pytest.approx(exact, abs=4 * (exact * (1 - exact) / 9999) ** 0.5 + 2e-4)
        assert change.null_mean == pytest.approx(np.mean(changes), abs=0.05)
        assert set(change.null.tolist()) == set(changes)


def test_edges_that_share_ties_find_nothing_too_often() -> None:
    rng = np.random.default_rng(22)
    values = []
    for trial in range(300):
        network = shared(rng)
        one, other = network.ids[:6], network.ids[6:]
        found = compared(network, number_across(one, other), arrangements=99, seed=trial)
        values.append(found.certain.p_less)
    for level in (0.05, 0.1, 0.25, 0.5):
        hits = sum(value <= level for value in values)
        assert stats.binomtest(hits, 300, level, alternative="greater").pvalue > 0.01


def test_what_really_thins_out_is_found() -> None:
    rng = np.random.default_rng(23)
    network, _ = random_network(rng, 60)
    links = [spell(FIRST, CHANGE - timedelta(days=30 + i)) for i in range(8)]
    others = [tie.bounds for tie in network.ties]
    network = pairs(links, others)
    found = compared(network, number_across(*across(network)), spells=5)
    assert found.sampled is not None
    for change in (found.certain, found.possible, found.sampled):
        assert (change.before, change.after) == (8, 0)
        assert change.p_less < 0.01
        assert change.p_greater > 0.9
        assert change.p_two_sided == 2 * change.p_less


def test_the_day_is_moved_over_every_place_that_leaves_room() -> None:
    """Ten days, ties on days 1 to 5; windows of two days. Worked out by hand."""
    ties = [spell(date(2012, 1, d), date(2012, 1, d)) for d in (1, 2, 3, 4, 5)]
    network = pairs(ties, [])
    found = compared(
        network,
        number_across(*across(network)),
        date(2012, 1, 6),
        first=date(2012, 1, 1),
        last=date(2012, 1, 10),
        window=2,
        null="days",
    )
    assert (found.before, found.after) == (
        Slice(date(2012, 1, 4), date(2012, 1, 5)),
        Slice(date(2012, 1, 6), date(2012, 1, 7)),
    )
    # the change on 3, 4, …, 9 January: 0, 0, −1, −2, −1, 0, 0
    assert found.certain.change == -2
    assert sorted(found.certain.null.tolist()) == [-1, -1, 0, 0, 0, 0]
    assert found.certain.p_less == 1 / 7
    assert found.certain.p_greater == 1.0
    assert found.certain.least_p_greater == 5 / 7
    assert found.arrangements == 6


def test_a_statistic_that_does_not_tell_ties_apart_cannot_change_by_shuffling() -> None:
    network = pairs([BEFORE] * 4, [AFTER])
    found = compared(network, density, arrangements=99)
    assert found.certain.change == pytest.approx(-3 / 45)
    assert found.certain.p_less == found.certain.p_greater == found.certain.p_two_sided == 1.0
    assert found.certain.least_p_less == 1.0


def test_undated_ties_are_not_shuffled() -> None:
    network = pairs([UNDATED, UNDATED], [BEFORE, AFTER])
    found = compared(network, number_across(*across(network)), arrangements=50, spells=3)
    assert (found.dated, found.undated) == (2, 2)
    assert (found.certain.before, found.certain.after) == (0, 0)
    assert (found.possible.before, found.possible.after) == (2, 2)
    assert found.sampled is not None
    assert (found.sampled.before, found.sampled.after) == (2, 2)
    assert found.certain.p_less == found.possible.p_less == 1.0


def test_a_seed_reproduces() -> None:
    network, _ = random_network(np.random.default_rng(9), 20)
    one, again = (compared(network, degree_of("a000"), arrangements=99, spells=2, seed=4) for _ in range(2))
    assert one.certain.null.tolist() == again.certain.null.tolist()
    assert one.sampled is not None
    assert again.sampled is not None
    assert one.sampled.null.tolist() == again.sampled.null.tolist()


def test_odd_networks(odd: Mapping[str, Network]) -> None:
    for name, network in odd.items():
        asked: dict[str, Any] = {"arrangements": 9, "spells": 2}
        if network.n < 2:
            with pytest.raises(InputError, match="no density"):
                compared(network, density, **asked)
            continue
        found = compared(network, density, **asked)
        assert found.dated == 0, name
        assert found.possible.before == found.possible.after, name
        assert found.certain.p_less == 1.0, name
    one_way = odd["one way"]
    found = compared(one_way, density, arrangements=0)
    assert found.possible.before == pytest.approx(2 / 6)
    assert found.possible.p_less == 1.0
    assert np.isnan(found.possible.null_mean)
    assert found.possible.quantiles == {}


def test_wrong_questions_are_refused() -> None:
    network = pairs([BEFORE], [AFTER])
    with pytest.raises(InputError, match="No tie of this network has a date"):
        compared(pairs([UNDATED], []), density, first=None)
    with pytest.raises(InputError, match="no null"):
        compared(network, density, null="edges")
    with pytest.raises(InputError, match="fixed length"):
        compared(network, density, null="days")
    for wrong in ({"arrangements": -1}, {"seed": -1}, {"spells": -1}):
        with pytest.raises(InputError, match="Nobody can draw"):
            compared(network, density, **wrong)
    with pytest.raises(InputError, match="not a number"):
        compared(network, lambda _, masks: np.full(len(masks), np.nan))
    with pytest.raises(QueryTimeoutError):
        compared(network, density, stop=np.ones(1, dtype=np.uint8))
