"""Splits: verdicts where the answer is known, and on the sample where a reading of the brief gives the counts."""

import csv
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import tertius_loaders
from tertius.errors import InputError, QueryTimeoutError
from tertius.measures.network import Edge, Network, NetworkTie
from tertius.measures.temporal.arrangements import Chance
from tertius.measures.temporal.separation import Separation, separation
from tertius.measures.temporal.slices import Slice
from tertius.measures.temporal.spans import Dates
from tertius.measures.temporal.verdicts import holm
from tertius.model.claim_rows import read_claim
from tertius.model.claims import Claim
from tertius.model.dates import UNDATED, Bounds, read_edtf
from tertius.model.derive import TieKey, derive_tie, tie_keys
from tertius.model.hedges import Assumptions

SAMPLE = Path(tertius_loaders.__file__).parent / "samples" / "mali_2013"
PUBLISHED = date(2013, 2, 5)
TIES_THAT_TIE = ("LEADS", "MEMBER_OF", "KIN_OF", "ASSOCIATE_OF", "ALLIED_WITH")
SPLITS = [read_edtf(when, lasting=False) for when in ("2011-12", "2012-10", "2012-12")]

FIRST, SPLIT, LAST = date(2010, 1, 1), date(2012, 1, 1), date(2013, 12, 31)
BEFORE = Bounds(date(2011, 1, 1), date(2011, 1, 1), date(2011, 6, 1), date(2011, 6, 1))
AFTER = Bounds(date(2012, 6, 1), date(2012, 6, 1), date(2013, 1, 1), date(2013, 1, 1))


def sides(across: Collection[Bounds], within: Collection[Bounds]) -> Network:
    """Ties a0–b0, a1–b1, … across and a0–a1, a1–a2, … on one side."""
    ties = [NetworkTie(f"t{i}", (), bounds) for i, bounds in enumerate([*across, *within])]
    edges = [Edge(f"a{i}", f"b{i}", (frozenset({i}),)) for i in range(len(across))]
    edges += [Edge(f"a{i}", f"a{i + 1}", (frozenset({len(across) + i}),)) for i in range(len(within))]
    return Network.of((), edges, ties)


SPAN = Chance(first=FIRST, last=LAST)


def tried(network: Network, chance: Chance = SPAN, dates: Dates = "certain") -> Separation:
    one = [node for node in network.ids if node[0] == "a"]
    other = [node for node in network.ids if node[0] == "b"]
    return separation(network, one, other, [SPLIT], dates=dates, chance=chance)


def test_ties_that_end_while_others_go_on_have_thinned_out() -> None:
    found = tried(sides([BEFORE] * 6 + [AFTER], [BEFORE] * 5 + [AFTER] * 10))
    split = found.splits[0]
    assert split.verdict == "thinned out"
    assert split.test is not None
    assert (split.test.certain.before, split.test.certain.after) == (6, 1)
    exact = stats.fisher_exact([[6, 1], [5, 10]], alternative="greater").pvalue
    assert split.p == pytest.approx(exact, abs=0.01)
    assert "6 before, 1 after" in split.reason
    assert (found.dated_across, found.undated_across) == (7, 0)
    assert len(found.across) == 7
    # 730 days before the day, 731 from it on
    assert split.per_year("certain") == pytest.approx((6 / (730 / 365.25), 1 / (731 / 365.25)))


def test_ties_that_go_on_while_others_end_have_not() -> None:
    split = tried(sides([AFTER] * 6 + [BEFORE], [BEFORE] * 10 + [AFTER] * 5)).splits[0]
    assert split.verdict == "did not thin out"
    assert split.least_p is not None
    assert split.least_p <= 0.05


def test_when_all_ties_end_alike_it_is_no_separation() -> None:
    split = tried(sides([BEFORE] * 9 + [AFTER] * 3, [BEFORE] * 15 + [AFTER] * 5)).splits[0]
    assert split.verdict == "the data cannot tell"  # a third is left, but so it is of all others
    assert "no more so than chance" in split.reason
    assert split.test is not None
    assert split.test.certain.change == -6


def test_fewer_but_not_beyond_chance_is_no_verdict() -> None:
    split = tried(sides([BEFORE] * 5 + [AFTER] * 2, [BEFORE] * 7 + [AFTER] * 9)).splits[0]
    assert split.verdict == "the data cannot tell"
    assert "neither rare nor common" in split.reason


def test_too_few_dated_ties_cannot_tell_however_they_fall() -> None:
    split = tried(sides([BEFORE, BEFORE], [AFTER] * 3)).splits[0]
    assert split.verdict == "the data cannot tell"
    assert split.least_p == pytest.approx(1 / 10, abs=0.02)  # 5 choose 2
    assert "even the most extreme" in split.reason
    # nor can ties that are all across: there is nothing to compare with
    alone = tried(sides([BEFORE] * 20, [])).splits[0]
    assert alone.verdict == "the data cannot tell"
    assert alone.least_p == 1.0


def test_what_was_enough_for_one_split_may_not_be_for_five() -> None:
    network = sides([BEFORE] * 3, [AFTER] * 4)  # 7 choose 3: p = 1/35 at best
    one, other = ["a0", "a1", "a2", "a3", "a4"], ["b0", "b1", "b2"]
    days = [SPLIT + timedelta(days=i) for i in range(5)]
    alone = separation(network, one, other, days[:1], chance=SPAN)
    assert alone.splits[0].verdict == "thinned out"
    several = separation(network, one, other, days, chance=SPAN)
    assert {split.verdict for split in several.splits} == {"the data cannot tell"}
    assert several.splits[0].p == pytest.approx(5 / 35, abs=0.05)


def test_undated_ties_and_no_ties_cannot_tell() -> None:
    undated = tried(sides([UNDATED] * 4, [BEFORE] * 5 + [AFTER] * 5))
    assert undated.splits[0].verdict == "the data cannot tell"
    assert undated.splits[0].reason == "None of the 4 ties across has a date."
    assert (undated.dated_across, undated.undated_across) == (0, 4)
    network = sides([BEFORE], [BEFORE] * 5)
    none = separation(network, ["a4"], ["b0"], [SPLIT], chance=SPAN)
    assert none.splits[0].reason == "No tie is across."


def test_dates_that_contradict_each_other_cannot_tell() -> None:
    # proved before the split only; allowed after it, while the others are proved after and allowed before
    only_before = Bounds(date(2010, 6, 1), date(2011, 1, 1), date(2011, 6, 1), date(2013, 6, 1))
    only_after = Bounds(date(2012, 2, 1), date(2012, 6, 1), date(2012, 7, 1), date(2013, 6, 1))
    fading = Bounds(date(2010, 6, 1), date(2010, 7, 1), date(2012, 2, 1), date(2012, 3, 1))
    network = sides([only_before] * 6, [only_after] * 6 + [BEFORE] * 6 + [fading] * 2)
    found = tried(network)
    assert found.splits[0].test is not None
    assert found.splits[0].test.certain.p_less < 0.05
    assert (found.splits[0].test.possible.before, found.splits[0].test.possible.after) == (6, 6)
    assert found.splits[0].test.possible.p_less >= 0.5
    assert found.splits[0].verdict == "the data cannot tell"
    assert "by possible ones they did not thin out" in found.splits[0].reason
    assert tried(network, dates="possible").splits[0].verdict == "the data cannot tell"


def test_each_alternative_counts_and_who_is_on_both_sides_is_named() -> None:
    ties = [NetworkTie("allied", (), BEFORE), NetworkTie("kin", (), UNDATED), NetworkTie("m1", (), BEFORE)]
    network = Network.of(
        (), [Edge("a", "b", (frozenset({0}), frozenset({1}))), Edge("a", "c", (frozenset({2}),))], ties
    )
    found = separation(network, ["a", "c"], ["b", "c"], [SPLIT], chance=SPAN)
    assert found.in_both == ("c",)
    assert sorted(found.across) == [("allied",), ("kin",), ("m1",)]
    assert (found.dated_across, found.undated_across) == (2, 1)


def test_the_day_can_be_moved_instead() -> None:
    rng = np.random.default_rng(2)
    begin = date(2002, 1, 1)
    spells = []
    for _ in range(400):  # ties of a month, in ten years before the split and none after
        starts = begin + timedelta(days=int(rng.integers(0, (SPLIT - begin).days - 30)))
        spells.append(Bounds(starts, starts, starts + timedelta(days=30), starts + timedelta(days=30)))
    network = sides(spells, [])
    one, other = ([f"a{i}" for i in range(400)], [f"b{i}" for i in range(400)])
    moved = Chance(first=begin, last=LAST, null="days", window=120)
    split = separation(network, one, other, [SPLIT], chance=replace(moved, arrangements=5_000)).splits[0]
    assert split.verdict == "thinned out"
    assert split.test is not None
    # 4,383 days less twice 120 leave 4,144 places for the day, the real one among them
    assert split.test.arrangements == 4_143
    # the same ties, and a day in the middle of them
    calm = separation(network, one, other, [date(2007, 1, 1)], chance=moved)
    assert calm.splits[0].verdict != "thinned out"


def test_a_split_outside_the_span_has_no_windows() -> None:
    found = separation(sides([BEFORE], [AFTER]), ["a0"], ["b0"], [date(2014, 1, 1)], chance=SPAN)
    assert found.splits[0].test is None
    assert found.splits[0].p is None
    assert found.splits[0].verdict == "the data cannot tell"
    assert "less than 1 day before and after" in found.splits[0].reason
    assert found.splits[0].per_year("certain") is None


def test_holms_adjustment() -> None:
    # R: p.adjust(c(.01, .04, .03), "holm")
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    # R: p.adjust(c(.5, .9), "holm")
    assert holm([0.5, 0.9]) == pytest.approx([1.0, 1.0])
    assert holm([]) == []


def test_where_nothing_separates_verdicts_of_thinning_out_are_rare() -> None:
    rng = np.random.default_rng(31)
    verdicts = []
    for trial in range(200):
        spells = []
        for _ in range(30):
            begin = FIRST + timedelta(days=int(rng.integers(0, 1300)))
            end = min(LAST, begin + timedelta(days=int(rng.integers(0, 300))))
            spells.append(Bounds(begin, begin, end, end))
        found = tried(sides(spells[:12], spells[12:]), replace(SPAN, arrangements=199, seed=trial))
        verdicts.append(found.splits[0].verdict)
    thinned = verdicts.count("thinned out")
    assert stats.binomtest(thinned, 200, 0.05, alternative="greater").pvalue > 0.01
    assert verdicts.count("did not thin out") > 50


# --- the sample -------------------------------------------------------------------------------------------------------

AQIM = (
    "aqim",
    "katibat-al-mulathimin",
    "abdelmalek-droukdel",
    "abou-zeid",
    "hamada-ag-hama",
    "nabil-abu-alqama",
    "omar-ould-hamaha",
    "yahya-abou-el-hammam",
)


@pytest.fixture(scope="module")
def sample() -> Network:
    """Who is tied to whom among the brief's people and groups, rivalry left out: what its claims add up to."""
    claims: dict[TieKey, list[Claim]] = defaultdict(list)
    with (SAMPLE / "claims.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            claim = read_claim(row, source="mali-2013", published=PUBLISHED)
            for key in tie_keys(claim):
                if key.kind in TIES_THAT_TIE:
                    claims[key].append(claim)
    ties: list[NetworkTie] = []
    edges: list[Edge] = []
    for key, said in sorted(claims.items(), key=lambda item: item[0].id):
        tie = derive_tie(key, said, {}, Assumptions())
        if tie is not None:
            edges.append(Edge(key.subject, key.object, (frozenset({len(ties)}),)))
            ties.append(NetworkTie(key.id, (("mali-2013", tie.likelihood),), tie.bounds))
    return Network.of((), edges, ties)


def full(*names: str) -> list[str]:
    return [f"mali-2013:{name}" for name in names]


def counts(found: Separation) -> list[tuple[float, float, float, float]]:
    tests = [split.test for split in found.splits if split.test is not None]
    return [(t.certain.before, t.certain.after, t.possible.before, t.possible.after) for t in tests]


def test_the_brief_dates_three_of_the_four_ties_across_aqim_and_mujao(sample: Network) -> None:
    # By hand: AQIM and MUJAO cooperated, seen in January 2013 (p5); Hamaha leads MUJAO since April 2012 and still did
    # on publication (p10); Belmokhtar's battalion held Gao with it until some day from April 2012 to publication (p9);
    # he helped it himself (p8), undated.
    since = Chance(first=date(2007, 1, 1))
    found = separation(sample, full(*AQIM, "mokhtar-belmokhtar"), full("mujao"), SPLITS, chance=since)
    assert len(found.across) == 4
    assert (found.dated_across, found.undated_across) == (3, 1)
    # certain before, certain after, possible before, possible after
    assert counts(found) == [
        (0, 3, 3, 4),  # before December 2011 Hamaha did not lead MUJAO; the rest the brief leaves open
        (1, 2, 4, 4),  # Hamaha led it by the end of April 2012; cooperation is only seen in January 2013
        (1, 2, 4, 4),
    ]
    assert {split.verdict for split in found.splits} == {"the data cannot tell"}
    # About December 2011 nothing could have been found, however the dates are arranged.
    first = found.splits[0].least_p
    assert first is not None
    assert first > 0.05
    assert found.splits[0].test is not None
    assert found.splits[0].test.before == Slice(date(2007, 1, 1), date(2011, 11, 30))
    assert found.splits[0].test.after == Slice(date(2011, 12, 31), PUBLISHED)


def test_the_brief_cannot_tell_whether_belmokhtars_ties_with_aqim_thin_out(sample: Network) -> None:
    # By hand: he led in AQIM until some day of 2012 (p2), no start given; he led its battalion on some day from April
    # 2012 to publication (p9); Hamaha is close to him on publication (p10) and possibly his father-in-law, undated.
    found = separation(sample, full("mokhtar-belmokhtar"), full(*AQIM), SPLITS)
    assert len(found.across) == 4
    assert (found.dated_across, found.undated_across) == (3, 1)
    # The day in 2012 on which he stopped leading in AQIM is after December 2011 for certain, and was his; so is a day
    # at the battalion. Whether he had begun before any of the splits, or went on until the later two, is not said.
    assert counts(found) == [(0, 3, 4, 4), (0, 1, 4, 4), (0, 1, 4, 4)]
    assert {split.verdict for split in found.splits} == {"the data cannot tell"}
    # No date that the brief gives lies before December 2011: no rate for so long as nobody knows
    assert found.splits[0].per_year("certain") is None


def test_the_day_cannot_tell_either(sample: Network) -> None:
    for window in (30, 60):
        moved = Chance(window=window, null="days", arrangements=999)
        found = separation(sample, full("mokhtar-belmokhtar"), full(*AQIM), SPLITS, chance=moved)
        assert {split.verdict for split in found.splits} == {"the data cannot tell"}


def test_odd_networks(odd: Mapping[str, Network]) -> None:
    for name, network in odd.items():
        if network.n < 2:
            continue
        found = separation(network, ["a"], ["b"], [SPLIT], chance=Chance(arrangements=9))
        assert found.splits[0].verdict == "the data cannot tell", name
        assert found.undated_across == len(found.across), name
    with pytest.raises(InputError, match="no node"):
        separation(odd["empty"], ["a"], ["b"], [SPLIT])


def test_wrong_questions_are_refused() -> None:
    network = sides([BEFORE], [AFTER])
    with pytest.raises(InputError, match="0 splits"):
        separation(network, ["a0"], ["b0"], [])
    with pytest.raises(InputError, match="level 1"):
        separation(network, ["a0"], ["b0"], [SPLIT], alpha=1.0)
    with pytest.raises(InputError, match="Nothing says when"):
        separation(network, ["a0"], ["b0"], [UNDATED])
    with pytest.raises(QueryTimeoutError):
        separation(network, ["a0"], ["b0"], [SPLIT], chance=Chance(stop=np.ones(1, dtype=np.uint8)))
