from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.model.dates import read_edtf
from tertius_loaders.events.dates import happened

FIRST, LAST = date(2012, 3, 1), date(2012, 3, 7)


@pytest.mark.parametrize("throughout", [True, False])
def test_one_day_is_that_day(throughout: bool) -> None:
    assert happened(FIRST, FIRST, throughout=throughout) == "2012-03-01"


def test_a_day_between_is_not_the_span() -> None:
    assert happened(FIRST, LAST, throughout=False) == "[2012-03-01..2012-03-07]"
    assert happened(FIRST, LAST, throughout=True) == "2012-03-01/2012-03-07"


def test_an_event_does_not_end_before_it_starts() -> None:
    with pytest.raises(InputError) as refused:
        happened(LAST, FIRST, throughout=True)
    assert refused.value.where == "date_end"


@given(st.dates(), st.integers(0, 400), st.booleans())
def test_the_bounds_are_the_two_days(first: date, days: int, throughout: bool) -> None:
    last = first + timedelta(min(days, (date.max - first).days))
    bounds = read_edtf(happened(first, last, throughout=throughout), lasting=False)
    assert (bounds.from_earliest, bounds.to_latest) == (first, last)
    assert (bounds.from_latest, bounds.to_earliest) == (last, first)
