"""Drawn spells against the list of all that are admitted."""

from collections import Counter
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tertius.measures.network import IntArray, Network, NetworkTie
from tertius.measures.temporal.spans import tie_days
from tertius.measures.temporal.spells import draw_spells
from tertius.model.dates import UNDATED, Bounds

FIRST, LAST = date(2012, 1, 1).toordinal(), date(2012, 1, 6).toordinal()


def as_days(*bounds: Bounds) -> IntArray:
    return tie_days(Network.of((), (), [NetworkTie(str(i), (), b) for i, b in enumerate(bounds)]))


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_every_spell_drawn_is_admitted(
    small_bounds: Callable[[int], st.SearchStrategy[Bounds]],
    readings: Callable[[Bounds, int], list[frozenset[int]]],
    data: st.DataObject,
) -> None:
    bounds = data.draw(small_bounds(6))
    drawn = draw_spells(as_days(bounds), FIRST, LAST, 50, np.random.default_rng(1))
    allowed = {(min(spell), max(spell)) for spell in readings(bounds, 6)}
    assert {(int(s) - FIRST, int(e) - FIRST) for s, e in drawn[:, 0]} <= allowed


@pytest.mark.parametrize(
    ("days", "admitted"),
    [
        ((0, 5, 0, 5), [(s, e) for s in range(6) for e in range(s, 6)]),
        ((0, 3, 2, 5), [(s, e) for s in range(4) for e in range(2, 6) if s <= e]),
        ((1, 1, 4, 4), [(1, 4)]),
    ],
)
def test_all_admitted_spells_are_equally_likely(
    day: Callable[[int], date], days: tuple[int, int, int, int], admitted: list[tuple[int, int]]
) -> None:
    bounds = Bounds(*(day(number) for number in days))
    drawn = draw_spells(as_days(bounds), FIRST, LAST, 20_000, np.random.default_rng(3))
    counts = Counter((int(s) - FIRST, int(e) - FIRST) for s, e in drawn[:, 0])
    assert sorted(counts) == sorted(admitted)
    if len(admitted) > 1:
        assert stats.chisquare([counts[spell] for spell in admitted]).pvalue > 0.001


def test_what_lies_outside_the_span_stays_outside(day: Callable[[int], date]) -> None:
    bounds = [
        Bounds(date(2011, 1, 1), date(2011, 2, 1), date(2011, 3, 1), date(2011, 4, 1)),
        Bounds(date(2013, 1, 1), date(2013, 2, 1), date(2013, 3, 1), date(2013, 4, 1)),
        Bounds(date(2011, 1, 1), date(2011, 2, 1), date(2013, 3, 1), date(2013, 4, 1)),
        UNDATED,
        Bounds(from_latest=day(2), to_earliest=day(2)),  # seen on the third day
    ]
    drawn = draw_spells(as_days(*bounds), FIRST, LAST, 200, np.random.default_rng(5))
    assert (drawn[:, 0, 1] < FIRST).all()
    assert (drawn[:, 1, 0] > LAST).all()
    assert (drawn[:, 2:4] == [FIRST, LAST]).all()
    assert (drawn[:, 4, 0] <= FIRST + 2).all()
    assert (drawn[:, 4, 1] >= FIRST + 2).all()
    assert draw_spells(as_days(), FIRST, LAST, 3, np.random.default_rng(0)).shape == (3, 0, 2)
    assert draw_spells(as_days(*bounds), FIRST, LAST, 0, np.random.default_rng(0)).shape == (0, 5, 2)
