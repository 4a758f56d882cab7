"""Small days, and every reading that uncertain dates allow on them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import strategies as st

from tertius.model.dates import Bounds

ZERO = date(2012, 1, 1)


@pytest.fixture(scope="session")
def day() -> Callable[[int], date]:
    """``day(number)``: days counted from 1 January 2012."""

    def counted(number: int) -> date:
        return ZERO + timedelta(days=number)

    return counted


@pytest.fixture(scope="session")
def small_bounds(day: Callable[[int], date]) -> Callable[[int], st.SearchStrategy[Bounds]]:
    """``small_bounds(days)``: bounds on the first few days; a start never certain to lie after every end."""

    @st.composite
    def drawn(draw: st.DrawFn, days: int) -> Bounds:
        a, b = sorted((draw(st.integers(0, days - 1)), draw(st.integers(0, days - 1))))
        c, d = sorted((draw(st.integers(0, days - 1)), draw(st.integers(0, days - 1))))
        if a > d:
            a, b, c, d = c, d, a, b
        return Bounds(day(a), day(b), day(c), day(d))

    return drawn


@pytest.fixture(scope="session")
def readings(day: Callable[[int], date]) -> Callable[[Bounds, int], list[frozenset[int]]]:
    """``readings(bounds, days)``: every admissible spell, as the days that it covers."""

    def listed(bounds: Bounds, days: int) -> list[frozenset[int]]:
        return [
            frozenset(range(start, end + 1))
            for start in range(days)
            for end in range(start, days)
            if bounds.from_earliest <= day(start) <= bounds.from_latest
            and bounds.to_earliest <= day(end) <= bounds.to_latest
        ]

    return listed
