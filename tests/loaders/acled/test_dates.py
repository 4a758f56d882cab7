"""Days of ACLED, and regular expressions for spans of them."""

import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tertius.model.dates import read_edtf
from tertius_loaders.acled.dates import days_between, when

DAYS = st.dates(date(1997, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(0, 1_500), DAYS)
def test_a_span_has_its_days_and_no_others(first: date, length: int, day: date) -> None:
    last = first + timedelta(days=length)
    pattern = re.compile(days_between(first, last))
    for one in (day, first, last, first - timedelta(days=1), last + timedelta(days=1)):
        assert bool(pattern.fullmatch(one.isoformat())) is (first <= one <= last)


@given(st.dates(), st.sampled_from([1, 2, 3]))
def test_what_is_said_of_a_day_always_has_it_and_can_be_read(day: date, precision: int) -> None:
    bounds = read_edtf(when(day, precision), lasting=False)
    assert bounds.from_earliest <= day <= bounds.to_latest
    width = (bounds.to_latest - bounds.from_earliest).days + 1
    assert {1: width == 1, 2: 7 <= width <= 13, 3: 28 <= width <= 31}[precision]
