"""Bounds against enumeration: every spell (start, end) of a small calendar, admitted or not."""

from datetime import date, timedelta
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.model.dates import OPEN_END, OPEN_START, UNDATED, Bounds, Overlap, hull, intersection

Spell = tuple[date, date]
Raw = tuple[date, date, date, date]

DAYS = tuple(date(2012, 2, 27) + timedelta(days=i) for i in range(4))  # over a leap day
FIRST_DAYS = tuple(OPEN_START + timedelta(days=i) for i in range(4))
LAST_DAYS = tuple(OPEN_END - timedelta(days=i) for i in reversed(range(4)))
CALENDARS = (DAYS, FIRST_DAYS, LAST_DAYS)


def admitted(raw: Raw, days: tuple[date, ...] = DAYS) -> frozenset[Spell]:
    """Enumerate what the definition admits: start and end within their bounds, start no later than end."""
    from_earliest, from_latest, to_earliest, to_latest = raw
    return frozenset(
        (start, end)
        for start, end in product(days, days)
        if start <= end and from_earliest <= start <= from_latest and to_earliest <= end <= to_latest
    )


def four(bounds: Bounds) -> Raw:
    return bounds.from_earliest, bounds.from_latest, bounds.to_earliest, bounds.to_latest


def every_raw(days: tuple[date, ...] = DAYS) -> list[Raw]:
    return list(product(days, days, days, days))


DISTINCT = {admitted(raw): Bounds(*raw) for raw in every_raw() if admitted(raw)}
"""One bounds for every set of spells that bounds can admit on the small calendar."""


def test_the_enumeration_is_not_empty() -> None:
    assert len(DISTINCT) >= 50


@pytest.mark.parametrize("days", CALENDARS, ids=["leap", "first", "last"])
def test_bounds_exist_exactly_when_a_spell_does(days: tuple[date, ...]) -> None:
    for raw in every_raw(days):
        if admitted(raw, days):
            Bounds(*raw)
        else:
            with pytest.raises(InputError) as caught:
                Bounds(*raw)
            assert caught.value.next_step


@pytest.mark.parametrize("days", CALENDARS, ids=["leap", "first", "last"])
def test_tightening_loses_no_spell_and_every_bound_is_attained(days: tuple[date, ...]) -> None:
    for raw in every_raw(days):
        spells = admitted(raw, days)
        if not spells:
            continue
        bounds = Bounds(*raw)
        assert admitted(four(bounds), days) == spells
        starts, ends = {start for start, _ in spells}, {end for _, end in spells}
        assert four(bounds) == (min(starts), max(starts), min(ends), max(ends))


def test_tightening_again_changes_nothing() -> None:
    for bounds in DISTINCT.values():
        assert Bounds(*four(bounds)) == bounds


def truth(every: bool, some: bool) -> Overlap:
    return Overlap.CERTAIN if every else Overlap.POSSIBLE if some else Overlap.NO


def test_holds_on_is_certain_when_every_spell_covers_the_day_and_possible_when_some_does() -> None:
    days = (DAYS[0] - timedelta(days=1), *DAYS, DAYS[-1] + timedelta(days=1))
    for spells, bounds in DISTINCT.items():
        for day in days:
            covers = [start <= day <= end for start, end in spells]
            assert bounds.holds_on(day) is truth(all(covers), any(covers)), (bounds, day)


def test_overlap_is_certain_when_every_pair_of_spells_overlaps_and_possible_when_some_does() -> None:
    for (spells, bounds), (others, other) in product(DISTINCT.items(), repeat=2):
        shares = [a[0] <= b[1] and b[0] <= a[1] for a, b in product(spells, others)]
        assert bounds.overlaps(other) is truth(all(shares), any(shares)), (bounds, other)


def test_intersection_admits_just_the_spells_that_both_admit() -> None:
    for (spells, bounds), (others, other) in product(DISTINCT.items(), repeat=2):
        together = intersection([bounds, other])
        assert together == DISTINCT.get(spells & others), (bounds, other)


def test_hull_is_the_narrowest_bounds_over_the_spells_of_both() -> None:
    for (spells, bounds), (others, other) in product(DISTINCT.items(), repeat=2):
        union = spells | others
        starts, ends = {start for start, _ in union}, {end for _, end in union}
        assert four(hull([bounds, other])) == (min(starts), max(starts), min(ends), max(ends))


some_bounds = st.sampled_from(sorted(DISTINCT.values(), key=four))


@given(st.lists(some_bounds, min_size=1, max_size=4))
def test_several_are_combined_exactly_and_in_any_order(several: list[Bounds]) -> None:
    by_bounds = {bounds: spells for spells, bounds in DISTINCT.items()}
    common = frozenset.intersection(*(by_bounds[bounds] for bounds in several))
    union = frozenset.union(*(by_bounds[bounds] for bounds in several))
    for order in permutations(several):
        assert intersection(order) == DISTINCT.get(common)
        assert admitted(four(hull(order))) >= union
        assert hull(order) == hull(several)


@given(st.dates(), st.dates(), st.dates(), st.dates())
def test_on_the_whole_calendar_the_tightened_bounds_are_in_order(a: date, b: date, c: date, d: date) -> None:
    try:
        bounds = Bounds(a, b, c, d)
    except InputError:
        assert a > b or c > d or a > d
        return
    assert bounds.from_earliest <= bounds.from_latest <= bounds.to_latest
    assert bounds.from_earliest <= bounds.to_earliest <= bounds.to_latest


def test_nothing_known_holds_on_every_day_as_a_possibility() -> None:
    assert four(UNDATED) == (OPEN_START, OPEN_END, OPEN_START, OPEN_END)
    for day in (OPEN_START, date(2012, 6, 1), OPEN_END):
        assert UNDATED.holds_on(day) is Overlap.POSSIBLE
    assert UNDATED.overlaps(UNDATED) is Overlap.POSSIBLE


def test_nothing_to_satisfy_leaves_all_open_and_nothing_to_cover_is_an_error() -> None:
    assert intersection([]) == UNDATED
    with pytest.raises(ValueError, match="empty"):
        hull([])


def test_undated_is_neutral() -> None:
    for bounds in DISTINCT.values():
        assert intersection([bounds, UNDATED]) == bounds
        assert hull([bounds, UNDATED]) == UNDATED


def test_the_words_are_those_of_the_answers() -> None:
    assert [overlap.value for overlap in Overlap] == ["certain", "possible", "no"]
