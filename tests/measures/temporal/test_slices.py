"""Slices of time, against enumerating every reading of the dates, the calendar, and measures of what each leaves."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.measures.network import Edge, Network, NetworkTie
from tertius.measures.temporal.slices import Slice, calendar_slices, rolling_slices, slice_masks
from tertius.measures.temporal.spans import EdgeSpans
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
        slice_masks(dated("2012"), [Slice(ZERO, ZERO)], dates="sure")  # type: ignore[arg-type]


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
    days = [Slice(day, day) for day in (date(2011, 12, 31), date(2011, 1, 1))]
    assert slice_masks(network, days, dates="certain")[:, 0].tolist() == [True, False]


def test_odd_networks(odd: Mapping[str, Network]) -> None:
    slices = [Slice(ZERO, date(2012, 1, 4)), Slice(date(2012, 1, 5), date(2012, 1, 6))]
    for network in odd.values():
        every = slice_masks(network, slices)
        assert every.shape == (2, network.m)
        assert every.all()  # undated ties are possible on every day
        assert not slice_masks(network, slices, dates="certain").any()
        assert EdgeSpans.of(network).undated.all()
    assert slice_masks(odd["parallel"], []).shape == (0, 2)
