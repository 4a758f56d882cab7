"""Axes and places along them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.reports.draw.scale import Scale, day_ticks, round_ticks, spread


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 10, [0, 2, 4, 6, 8, 10]),
        (1, 6, [1, 2, 3, 4, 5, 6]),
        (0, 0.83, [0, 0.2, 0.4, 0.6, 0.8]),
        (3, 3, [3]),
        (-4, 4, [-4, -2, 0, 2, 4]),
    ],
)
def test_round_numbers_stand_under_an_axis(low: float, high: float, ticks: list[float]) -> None:
    assert round_ticks(low, high) == ticks


def test_days_under_an_axis() -> None:
    years = [text for _, text in day_ticks(date(2009, 5, 1), date(2017, 3, 1), 7)]
    assert years == ["2010", "2012", "2014", "2016"]
    assert [text for _, text in day_ticks(date(2012, 1, 20), date(2012, 4, 20), 7)] == ["2012-02", "2012-03", "2012-04"]
    assert day_ticks(date(2012, 1, 2), date(2012, 1, 9), 7) == [(date(2012, 1, 2), "2012-01-02")]


@given(st.dates(), st.integers(min_value=0, max_value=40_000), st.integers(min_value=2, max_value=9))
def test_days_under_an_axis_lie_on_it_and_are_not_too_many(first: date, days: int, most: int) -> None:
    try:
        last = first + timedelta(days=days)
    except OverflowError:
        return
    if last.year > 9990:  # the axis of a timeline never reaches the end of the calendar
        return
    ticks = [day for day, _ in day_ticks(first, last, most)]
    assert 1 <= len(ticks) <= most
    assert all(first <= day <= last for day in ticks)


def test_what_is_beyond_the_ends_is_drawn_at_the_end() -> None:
    scale = Scale(0, 10, 100, 200)
    assert [scale(value) for value in (-5, 0, 5, 10, 15)] == [100, 100, 150, 200, 200]


@given(st.lists(st.floats(min_value=0, max_value=100), min_size=1, max_size=12), st.floats(min_value=0, max_value=8))
def test_places_are_apart_in_order_and_within(wanted: list[float], apart: float) -> None:
    found = spread(wanted, apart, 0, 100)
    assert all(-1e-9 <= place <= 100 + 1e-9 for place in found)
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    gaps = [found[b] - found[a] for a, b in pairwise(order)]
    assert all(gap >= apart - 1e-6 for gap in gaps)


def test_places_that_are_apart_already_stay() -> None:
    assert spread([10, 50, 90], 5, 0, 100) == [10, 50, 90]
