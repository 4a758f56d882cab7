"""Days together, against going through every admissible reading of the dates."""

import itertools
from datetime import date, timedelta
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.measures.sharing.together import ANY_TIME, Days, Window, days_together
from tertius.model.dates import OPEN_END, OPEN_START, UNDATED, Bounds, Overlap, read_edtf

_FIRST = date(2012, 2, 26)  # the days go over the end of February of a leap year
_DAYS = range(6)


def _day(number: int) -> date:
    return _FIRST + timedelta(days=number)


@st.composite
def _bounds(draw: st.DrawFn) -> Bounds:
    starts = sorted(draw(st.tuples(st.sampled_from(_DAYS), st.sampled_from(_DAYS))))
    ends = sorted(draw(st.tuples(st.sampled_from(_DAYS), st.sampled_from(_DAYS))))
    if starts[0] > ends[1]:
        starts, ends = ends, starts
    return Bounds(*map(_day, (*starts, *ends)))


def _spells(bounds: Bounds) -> list[tuple[int, int]]:
    days = [(_day(start), _day(end), (start, end)) for start in _DAYS for end in _DAYS if start <= end]
    return [
        spell
        for start, end, spell in days
        if bounds.from_earliest <= start <= bounds.from_latest and bounds.to_earliest <= end <= bounds.to_latest
    ]


def _enumerated(ties: list[Bounds], alternatives: list[tuple[int, ...]], window: Window) -> Days:
    """Count the days of every reading: each tie has any of its spells, in all the alternatives it is part of."""
    counted = [day for day in _DAYS if (window[0] or _FIRST) <= _day(day) <= (window[1] or _day(_DAYS[-1]))]
    found = []
    for reading in itertools.product(*map(_spells, ties)):
        held = [{day for day in counted if start <= day <= end} for start, end in reading]
        found.append(len(set().union(*(set.intersection(*(held[tie] for tie in way)) for way in alternatives))))
    return Days(min(found), max(found))


_WINDOWS = st.one_of(
    st.just(ANY_TIME),
    st.tuples(st.sampled_from(_DAYS), st.sampled_from(_DAYS)).map(lambda two: (_day(min(two)), _day(max(two)))),
)


@given(st.lists(_bounds(), min_size=1, max_size=3), _WINDOWS)
@settings(max_examples=300, deadline=None)
def test_one_alternative_is_as_counted_over_all_readings(ties: list[Bounds], window: Window) -> None:
    assert days_together([ties], window) == _enumerated(ties, [tuple(range(len(ties)))], window)


_WAYS = st.lists(
    st.sets(st.integers(0, 2), min_size=1).map(lambda way: tuple(sorted(way))), min_size=1, max_size=3, unique=True
)


@given(st.lists(_bounds(), min_size=3, max_size=3), _WAYS, _WINDOWS)
@settings(max_examples=300, deadline=None)
def test_alternatives_are_counted_once_and_least_is_never_too_high(
    ties: list[Bounds], ways: list[tuple[int, ...]], window: Window
) -> None:
    found = days_together([[ties[tie] for tie in way] for way in ways], window)
    counted = _enumerated(ties, ways, window)
    assert found.most == counted.most
    assert found.least <= counted.least
    if all(ties[tie].from_latest <= ties[tie].to_earliest for way in ways for tie in way):
        assert found.least == counted.least


@given(_bounds(), _bounds())
def test_two_ties_agree_with_the_overlap_of_their_bounds(one: Bounds, other: Bounds) -> None:
    found = days_together([[one, other]])
    assert found.certain == (one.overlaps(other) is Overlap.CERTAIN)
    assert found.possible == (one.overlaps(other) is not Overlap.NO)


def test_a_day_may_be_certain_though_nobody_knows_which() -> None:
    seen = read_edtf("2012-04", lasting=True)
    throughout = read_edtf("2012-03/2012-06", lasting=True)
    # from 1 March to 30 June at the longest; the sighting is one day of April at least
    assert days_together([[seen, throughout]]) == (1, 31 + 30 + 31 + 30)


def test_what_nothing_bounds_is_infinite_unless_a_window_is_given() -> None:
    since = Bounds(date(2012, 1, 1), date(2012, 1, 31), date(2012, 6, 30), OPEN_END)
    assert days_together([[since, UNDATED]]) == (0, inf)
    assert days_together([[since, since]]) == (31 - 31 + 1 + 29 + 31 + 30 + 31 + 30, inf)
    assert days_together([[since, UNDATED]], (date(2012, 1, 1), date(2012, 12, 31))) == (0, 366)
    assert days_together([[since, UNDATED]], (None, date(2012, 12, 31))) == (0, 366)
    always = Bounds(OPEN_START, OPEN_START, OPEN_END, OPEN_END)
    assert days_together([[always]]) == (inf, inf)


def test_no_alternative_has_no_day_and_a_window_must_be_in_order() -> None:
    assert days_together([]) == (0, 0)
    with pytest.raises(InputError, match="before it starts"):
        days_together([], (date(2012, 2, 1), date(2012, 1, 1)))
