"""Overlap of groups: whom they share, for how long, and how often chance alone would be called a finding."""

from dataclasses import replace
from datetime import date
from math import inf
from typing import get_args

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import binom, hypergeom

from tertius.errors import InputError, QueryTimeoutError
from tertius.measures.brokerage.two_mode import TwoMode
from tertius.measures.brokerage.two_mode_brokerage import PairLinks
from tertius.measures.network import BoolArray, Edge, FloatArray, Network, NetworkTie
from tertius.measures.sharing.backbone import fixed_row, sdsm
from tertius.measures.sharing.overlap import Correction, Score, overlap, shared
from tertius.measures.threads import new_flag
from tertius.measures.uncertainty.worlds import Sampling, draw_worlds
from tertius.model.dates import read_edtf

Cells = npt.NDArray[np.bool_]


def _of(cells: Cells) -> TwoMode:
    """Make a two-mode network of a matrix with a row a group and a column a person, who may be in no group."""
    pairs = [(f"p{person:03}", f"g{group:03}") for group, person in zip(*np.nonzero(cells), strict=True)]
    people = [f"p{person:03}" for person in range(cells.shape[1])]
    network = Network.from_pairs(pairs, nodes=people, directed=True)
    rows = np.array([network.position(person) for person in people], dtype=np.int64)
    return replace(TwoMode.of(network), people=rows, row=np.searchsorted(rows, network.sources))


def _crews() -> TwoMode:
    stated = [
        ("LEADS", "ada", "Terns", "2019-01-01/2019-03-31"),
        ("LEADS", "ada", "Gulls", "2019-03-22/2019-12-31"),
        ("LEADS", "bo", "Terns", "2018/.."),
        ("MEMBER_OF", "bo", "Gulls", "2019-05"),
        ("MEMBER_OF", "cleo", "Terns", "2017/2018"),
        ("MEMBER_OF", "cleo", "Gulls", "2019/2020"),
        ("MEMBER_OF", "dag", "Gulls", ""),
        ("MEMBER_OF", "dag", "Skuas", ""),
        ("MEMBER_OF", "eli", "Skuas", ""),
        ("LEADS", "ada", "Terns", "2019-06-01/2019-06-30"),
    ]
    ties = [
        NetworkTie(f"{kind}:{number}", (("s", 0.9),), read_edtf(when, lasting=True, published=date(2020, 6, 30)))
        for number, (kind, _, _, when) in enumerate(stated)
    ]
    edges = [Edge(person, group, (frozenset({n}),)) for n, (_, person, group, _) in enumerate(stated)]
    return TwoMode.of(Network.of([], edges, ties, directed=True))


def test_who_is_shared_and_for_how_long() -> None:
    found = overlap(_crews())
    assert _crews().group_ids == ("Gulls", "Skuas", "Terns")
    assert list(zip(found.one.tolist(), found.other.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 2)]
    assert (found.members_one.tolist(), found.members_other.tolist()) == ([4, 4, 2], [2, 3, 3])
    assert found.shared.tolist() == [1, 3, 0]
    assert found.shared_leaders.tolist() == [0, 1, 0]
    assert found.together_possible.tolist() == [1, 2, 0]  # Cleo was in the one after the other
    assert found.together_certain.tolist() == [0, 2, 0]
    # Ada: 22 to 31 March and all of June. Bo: some day of May 2019 at least, as long as he leads the Terns at most
    assert found.least_days.tolist() == [0, 10 + 30 + 1, 0]
    assert found.most_days.tolist() == [inf, inf, 0]
    people = found.shared_people
    assert people.leads_both.tolist() == [False, True, False, False]
    assert people.least_days.tolist() == [0, 40, 1, 0]
    assert people.most_days.tolist() == [inf, 40, inf, 0]


def test_who_could_be_together_links_the_two() -> None:
    found, links = overlap(_crews()), PairLinks.of(_crews())
    assert links.pairs.tolist() == [[0, 1], [0, 2]]
    assert np.bincount(links.pair).tolist() == found.together_possible[:2].tolist()
    assert np.bincount(PairLinks.of(_crews(), dates="certain").pair).tolist() == [found.together_certain[1]]


def test_a_window_bounds_every_figure() -> None:
    found = overlap(_crews(), window=(date(2019, 3, 30), date(2019, 5, 31)))
    assert found.most_days.tolist() == [63, 2 + 63, 0]
    assert found.least_days.tolist() == [0, 2 + 1, 0]
    assert found.shared.tolist() == [1, 3, 0]


def test_every_pair_leads_to_its_ties() -> None:
    two_mode = _crews()
    found = overlap(two_mode)
    ties = sorted({tie for edge in found.edges(1).tolist() for tie in two_mode.network.tie_ids(edge)})
    assert ties == ["LEADS:0", "LEADS:1", "LEADS:2", "LEADS:9", "MEMBER_OF:3", "MEMBER_OF:4", "MEMBER_OF:5"]
    assert found.edges(2).tolist() == []


def test_p_is_hypergeometric_over_everybody_in_the_network() -> None:
    found = overlap(_crews())
    assert found.people == 5
    assert found.p_hypergeometric == pytest.approx([hypergeom.sf(0, 5, 4, 2), hypergeom.sf(2, 5, 4, 3), 1])
    assert found.expected_hypergeometric == pytest.approx([4 * 2 / 5, 4 * 3 / 5, 2 * 3 / 5])
    assert found.smallest_p == pytest.approx(
        [hypergeom.sf(1, 5, 4, 2), hypergeom.sf(2, 5, 4, 3), hypergeom.sf(1, 5, 2, 3)]
    )
    more = np.array([[True, False, False, False]] * 2)  # two groups with the one and only person of four
    assert overlap(_of(more)).p_hypergeometric.tolist() == [0.25]


@pytest.mark.parametrize("correction", ["bh", "by"])
def test_q_is_the_definition_of_the_correction(correction: Correction) -> None:
    rng = np.random.default_rng(5)
    found = overlap(_of(rng.random((6, 40)) < 0.3), correction=correction)
    count = len(found.one)
    factor = 1.0 if correction == "bh" else sum(1 / i for i in range(1, count + 1))
    for p, q in ((found.p_hypergeometric, found.q_hypergeometric), (found.p_sdsm, found.q_sdsm)):
        rising = np.sort(p)
        expected = [
            min(1.0, *(factor * count * rising[r] / (r + 1) for r in range(count) if rising[r] >= own)) for own in p
        ]
        assert q == pytest.approx(expected)


def test_a_planted_overlap_is_found_by_both_nulls() -> None:
    cells = np.zeros((6, 120), dtype=np.bool_)
    for group in range(6):
        cells[group, group * 18 : group * 18 + 20] = True  # neighbours share two
    cells[0, 54:74] = True  # the members of group 3 are in group 0 too
    cells[0, :20] = False
    found = overlap(_of(cells))
    pairs = list(zip(found.one.tolist(), found.other.tolist(), strict=True))
    assert [pair for pair, is_more in zip(pairs, found.more_than_chance(), strict=True) if is_more] == [(0, 3)]


def _curveball(rows: list[set[int]], rng: np.random.Generator, trades: int) -> None:
    """Let two groups at a time trade members that only one of them has: all margins stay (Strona et al. 2014)."""
    for _ in range(trades):
        one, other = rng.choice(len(rows), 2, replace=False)
        both = rows[one] & rows[other]
        pool = sorted(rows[one] ^ rows[other])
        rng.shuffle(pool)
        own = len(rows[one]) - len(both)
        rows[one], rows[other] = both | set(pool[:own]), both | set(pool[own:])


def _cells(rows: list[set[int]], people: int) -> Cells:
    cells = np.zeros((len(rows), people), dtype=np.bool_)
    for group, members in enumerate(rows):
        cells[group, sorted(members)] = True
    return cells


_DRAWS = 300
_LEVEL = 0.05
_MOST_BY_LUCK = int(binom.ppf(0.999, _DRAWS, _LEVEL))  # findings in so many draws, if each has the level itself


def test_false_findings_stay_below_the_level_when_both_margins_are_fixed() -> None:
    """Memberships without any structure but sizes of groups and a few busy people: no finding is a true one."""
    rng = np.random.default_rng(11)
    weights = np.where(np.arange(60) < 6, 8.0, 1.0)
    rows = [
        set(rng.choice(60, size, replace=False, p=weights / weights.sum()).tolist())
        for size in (4, 5, 6, 8, 8, 10, 11, 12)
    ]
    given = _cells(rows, 60)
    _curveball(rows, rng, 500)
    below, findings, of_sizes_alone = 0, 0, 0
    for _ in range(_DRAWS):
        _curveball(rows, rng, 40)
        cells = _cells(rows, 60)
        assert (cells.sum(axis=0) == given.sum(axis=0)).all()
        found = overlap(_of(cells))
        below += int((found.p_sdsm <= _LEVEL).sum())
        findings += bool(found.more_than_chance(_LEVEL).any())
        of_sizes_alone += int((found.p_hypergeometric <= _LEVEL).sum())
    assert below <= _LEVEL * _DRAWS * 28  # pairs of eight groups
    assert findings <= _LEVEL * _DRAWS
    assert of_sizes_alone > _LEVEL * _DRAWS * 28  # busy people: why one null is not enough


def test_false_findings_of_the_hypergeometric_test_stay_below_the_level_when_people_are_alike() -> None:
    """Groups of fixed sizes draw anybody: the null itself. The tests of the pairs are not independent."""
    rng = np.random.default_rng(12)
    one, other = np.triu_indices(8, 1)
    below, findings = np.zeros(len(one)), 0
    for _ in range(_DRAWS):
        rows = [set(rng.choice(40, size, replace=False).tolist()) for size in (4, 6, 8, 10, 12, 14, 16, 18)]
        p = fixed_row(_cells(rows, 40)).p[one, other]
        below += p <= _LEVEL
        findings += bool(overlap(_of(_cells(rows, 40))).q_hypergeometric.min() <= _LEVEL)
    assert (below <= _MOST_BY_LUCK).all()
    assert below.sum() <= _LEVEL * _DRAWS * len(one)
    assert findings <= _MOST_BY_LUCK


def in_worlds(network: Network, masks: BoolArray, score: Score) -> FloatArray:
    """Return a score of every pair of groups in each world, as the measure samples it."""
    worlds = shared(network, new_flag(), by=score).worlds
    assert worlds is not None
    return worlds(network, masks)


@pytest.mark.parametrize("score", get_args(Score))
def test_a_world_is_the_overlap_of_what_it_leaves(score: Score) -> None:
    rng = np.random.default_rng(3)
    network = _of(rng.random((5, 20)) < 0.4).network
    masks = rng.random((12, network.m)) < 0.7
    masks[0], masks[1] = True, False
    found = in_worlds(network, masks, score)
    everybody, groups = TwoMode.of(network).person_ids, TwoMode.of(network).group_ids
    for world, mask in enumerate(masks):
        # the same people, and of each only the groups that the world leaves
        left = {(network.ids[network.sources[e]], network.ids[network.targets[e]]) for e in np.flatnonzero(mask)}
        by_group = np.array([[(person, group) in left for person in everybody] for group in groups])
        chance = {"shared": fixed_row(by_group).shared, "p_hypergeometric": fixed_row(by_group).p}
        expected = chance.get(score, sdsm(by_group).p)[np.triu_indices(len(by_group), 1)]
        assert found[world] == pytest.approx(expected)
    assert (found[1] == (0 if score == "shared" else 1)).all()


def test_certain_and_impossible_ties_leave_nothing_to_chance() -> None:
    pairs = [("a", "X"), ("a", "Y"), ("b", "X"), ("b", "Y"), ("c", "Y"), ("d", "X")]
    network = Network.from_pairs(pairs, likelihoods=[1, 1, 1, 0, 1, 1], directed=True)
    scores: tuple[Score, ...] = get_args(Score)
    for score in scores:
        worlds = in_worlds(network, draw_worlds(network, Sampling(30, 1)), score)
        assert (worlds == in_worlds(network, network.likelihoods[np.newaxis] > 0, score)).all()


def test_shared_people_to_expect_are_the_mean_over_worlds() -> None:
    network = Network.from_pairs(
        [("a", "X"), ("a", "Y"), ("b", "X"), ("b", "Y")], likelihoods=[0.5, 0.8, 0.3, 0.9], directed=True
    )
    found = in_worlds(network, draw_worlds(network, Sampling(20_000, 1)), "shared")
    assert found.mean() == pytest.approx(0.5 * 0.8 + 0.3 * 0.9, abs=0.02)


@pytest.mark.parametrize(
    ("cells", "pairs"),
    [
        (np.zeros((0, 0)), 0),
        (np.zeros((3, 4)), 0),  # groups without anybody are not in the network
        (np.ones((1, 4)), 0),
        (np.ones((3, 1)), 3),
        (np.ones((3, 4)), 3),
    ],
)
def test_where_nothing_could_be_otherwise_nothing_is_found(cells: Cells, pairs: int) -> None:
    found = overlap(_of(cells.astype(np.bool_)))
    assert len(found.one) == pairs
    for values in (found.p_hypergeometric, found.q_hypergeometric, found.p_sdsm, found.q_sdsm, found.smallest_p):
        assert values.tolist() == [1.0] * pairs
    assert not found.more_than_chance(0.05).any()


def test_one_tie_to_a_unit_of_two_groups_is_shared_but_never_together() -> None:
    ties = [NetworkTie(name, (("s", 0.9),)) for name in ("LEADS:unit", "PART_OF:x", "PART_OF:y")]
    edges = [Edge("a", "X", (frozenset({0, 1}),)), Edge("a", "Y", (frozenset({0, 2}),))]
    found = overlap(TwoMode.of(Network.of([], edges, ties, directed=True)))
    assert (found.shared.tolist(), found.together_possible.tolist(), found.most_days.tolist()) == ([1], [0], [0])


def test_sdsm_is_asked_with_groups_as_rows() -> None:
    cells = np.random.default_rng(1).random((4, 15)) < 0.4
    assert overlap(_of(cells)).p_sdsm == pytest.approx(sdsm(cells).p[np.triu_indices(4, 1)])


def test_refuses_what_it_does_not_know_and_stops_when_asked() -> None:
    two_mode = _crews()
    with pytest.raises(InputError, match="no correction"):
        overlap(two_mode, correction="bonferroni")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="before it starts"):
        overlap(two_mode, window=(date(2019, 2, 1), date(2019, 1, 1)))
    flag = new_flag()
    flag[0] = 1
    with pytest.raises(QueryTimeoutError):
        overlap(two_mode, stop=flag)
