"""Slices of time, against enumerating every reading of the dates, the calendar, and measures of what each leaves."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import InputError, QueryTimeoutError
from tertius.measures.centrality.betweenness import betweenness_worlds
from tertius.measures.centrality.degree import degree_worlds
from tertius.measures.network import BoolArray, Edge, Network, NetworkTie
from tertius.measures.temporal.slices import (
    Slice,
    calendar_slices,
    rolling_slices,
    score_slices,
    slice_masks,
)
from tertius.measures.temporal.spans import EdgeSpans, holding_within
from tertius.model.dates import Bounds, read_edtf

DAYS = 6
Days = Callable[[int], date]
Draws = Callable[[int], st.SearchStrategy[Bounds]]
Readings = Callable[[Bounds, int], list[frozenset[int]]]
ZERO = date(2012, 1, 1)


def dated(*whens: str) -> Network:
    """Make a path a–b–c… whose ties carry these EDTF dates."""
    names = "abcdefgh"
    return Network.of(
        (),
        [Edge(names[i], names[i + 1], (frozenset({i}),)) for i in range(len(whens))],
        [NetworkTie(f"t{i}", (("s", 0.5),), read_edtf(when, lasting=True)) for i, when in enumerate(whens)],
    )


def test_years_quarters_and_months_turn_as_the_calendar_does() -> None:
    first, last = date(2011, 11, 15), date(2013, 2, 5)
    assert calendar_slices(first, last, "year") == (
        Slice(first, date(2011, 12, 31)),
        Slice(date(2012, 1, 1), date(2012, 12, 31)),
        Slice(date(2013, 1, 1), last),
    )
    quarters = calendar_slices(first, last, "quarter")
    assert [one.first for one in quarters] == [
        first,
        date(2012, 1, 1),
        date(2012, 4, 1),
        date(2012, 7, 1),
        date(2012, 10, 1),
        date(2013, 1, 1),
    ]
    months = calendar_slices(date(2012, 1, 31), date(2012, 3, 1), "month")
    assert months == (
        Slice(date(2012, 1, 31), date(2012, 1, 31)),
        Slice(date(2012, 2, 1), date(2012, 2, 29)),
        Slice(date(2012, 3, 1), date(2012, 3, 1)),
    )
    assert calendar_slices(date.max, date.max, "month") == (Slice(date.max, date.max),)


@given(begin=st.dates(date(1990, 1, 1), date(2020, 1, 1)), days=st.integers(0, 2000))
def test_calendar_slices_cover_every_day_once(begin: date, days: int) -> None:
    end = begin + timedelta(days=days)
    for period in ("year", "quarter", "month"):
        slices = calendar_slices(begin, end, period)
        covered = [one.first + timedelta(days=i) for one in slices for i in range((one.last - one.first).days + 1)]
        assert covered == [begin + timedelta(days=i) for i in range(days + 1)]


def test_windows_roll_and_all_have_one_length() -> None:
    slices = rolling_slices(date(2012, 1, 1), date(2012, 1, 10), length=4, step=3)
    assert slices == (
        Slice(date(2012, 1, 1), date(2012, 1, 4)),
        Slice(date(2012, 1, 4), date(2012, 1, 7)),
        Slice(date(2012, 1, 7), date(2012, 1, 10)),
    )
    assert len(rolling_slices(date(2012, 1, 1), date(2012, 1, 10), length=10, step=1)) == 1


@pytest.mark.parametrize(
    ("length", "step"),
    [(0, 1), (11, 1), (1, 0)],
)
def test_windows_that_do_not_fit_are_refused(length: int, step: int) -> None:
    with pytest.raises(InputError, match="does not fit"):
        rolling_slices(date(2012, 1, 1), date(2012, 1, 10), length=length, step=step)


def test_wrong_spans_are_refused() -> None:
    with pytest.raises(InputError, match="before it begins"):
        calendar_slices(date(2012, 1, 2), date(2012, 1, 1), "year")
    with pytest.raises(InputError, match="no period"):
        calendar_slices(date(2012, 1, 1), date(2012, 1, 1), "week")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="more than"):
        calendar_slices(date.min, date.max, "month")
    with pytest.raises(InputError, match="more than"):
        rolling_slices(date.min, date.max, length=1, step=1)
    with pytest.raises(InputError, match="Dates cannot be"):
        holding_within(dated("2012"), ZERO, ZERO, dates="sure")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no slice"):
        score_slices(dated("2012"), degree_worlds, [])


def test_masks_by_hand() -> None:
    network = dated("2011/2012", "2012-06", "2012-11/", "")
    slices = calendar_slices(date(2011, 1, 1), date(2013, 12, 31), "year")
    # seen in June 2012: perhaps in 2011 and 2013 too; begun in November 2012, no end known; undated
    assert slice_masks(network, slices).tolist() == [
        [True, True, False, True],
        [True, True, True, True],
        [False, True, True, True],
    ]
    # the first began at some time of 2011 and ended in 2012
    assert slice_masks(network, slices, dates="certain").tolist() == [
        [True, False, False, False],
        [True, True, True, False],
        [False, False, False, False],
    ]
    assert EdgeSpans.of(network).undated.tolist() == [False, False, False, True]
    # on the last day of 2011 it had begun and not ended; on the first day it need not have begun
    assert holding_within(network, date(2011, 12, 31), date(2011, 12, 31), dates="certain")[0]
    assert not holding_within(network, date(2011, 1, 1), date(2011, 1, 1), dates="certain")[0]


def test_each_slice_is_scored_as_the_network_that_it_leaves(kept: Callable[[Network, BoolArray], Network]) -> None:
    network = dated("2011/2012", "2012-06", "2012-11/", "")
    slices = calendar_slices(date(2011, 1, 1), date(2013, 12, 31), "year")
    found = score_slices(network, betweenness_worlds, slices)
    assert found.edges.tolist() == [3, 4, 3]
    assert found.undated == 1
    for row, mask in zip(found.scores, slice_masks(network, slices), strict=True):
        left = kept(network, mask)
        assert row.tolist() == betweenness_worlds(left, np.ones((1, left.m), dtype=np.bool_))[0].tolist()
    assert found.ranks.tolist()[1] == [4, 2, 1, 2, 4]
    assert [sure.worlds for sure in found.uncertainty] == [0, 0, 0]
    assert found.uncertainty[0].rank_low.tolist() == found.ranks[0].tolist()


def test_ranks_of_a_slice_carry_what_sampled_worlds_say() -> None:
    network = dated("2011/2012", "2012-11/")
    slices = calendar_slices(date(2011, 1, 1), date(2012, 12, 31), "year")
    found = score_slices(network, degree_worlds, slices, worlds=4000, seed=7)
    # each tie stands on one voice of ½: in 2011 only a–b can hold
    early, late = found.uncertainty
    assert early.expected == pytest.approx([0.5, 0.5, 0.0], abs=0.03)
    assert late.expected == pytest.approx([0.5, 1.0, 0.5], abs=0.05)
    # in 2011 a is first always: alike with all in half of the worlds, ahead of c in the rest
    assert early.p_first.tolist()[0] == 1.0
    assert early.p_first.tolist()[2] == pytest.approx(0.5, abs=0.03)
    # the drawing is the same in each slice: b is first alone in 2012 in the worlds that have both ties
    assert late.p_first_alone.tolist()[1] == pytest.approx(0.25, abs=0.03)
    again = score_slices(network, degree_worlds, slices, worlds=4000, seed=7)
    assert again.uncertainty[1].expected.tolist() == late.expected.tolist()


def test_odd_networks(odd: Mapping[str, Network]) -> None:
    slices = [Slice(ZERO, date(2012, 1, 4)), Slice(date(2012, 1, 5), date(2012, 1, 6))]
    for network in odd.values():
        every = slice_masks(network, slices)
        assert every.shape == (2, network.m)
        assert every.all()  # undated ties are possible on every day
        assert not slice_masks(network, slices, dates="certain").any()
        assert EdgeSpans.of(network).undated.all()
        found = score_slices(network, degree_worlds, slices, worlds=3)
        assert found.scores.shape == found.ranks.shape == (2, network.n)
    assert slice_masks(odd["parallel"], []).shape == (0, 2)
    sure = score_slices(odd["impossible"], degree_worlds, slices, worlds=5).uncertainty[0]
    assert sure.expected.tolist() == [0, 0, 0]


def test_stops_when_asked() -> None:
    stop = np.ones(1, dtype=np.uint8)
    with pytest.raises(QueryTimeoutError):
        score_slices(dated("2012"), partial(degree_worlds, stop=stop), [Slice(ZERO, ZERO)], stop=stop)
