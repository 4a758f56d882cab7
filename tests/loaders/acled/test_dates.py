"""Days of ACLED, and regular expressions for spans of them."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.model.dates import read_edtf
from tertius_loaders.acled.dates import days_between, event_day, in_format, when

DAYS = st.dates(date(1997, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [("16-May-24", "2024-05-16"), ("1-Jan-97", "1997-01-01"), ("31 Dec 99", "1999-12-31"), ("05-Jun-00", "2000-06-05")],
)
def test_a_year_of_two_digits_is_one_that_acled_has(text: str, day: str) -> None:
    assert event_day(text).isoformat() == day


@pytest.mark.parametrize("text", ["05/06/2024", "31/12/1999", "5.6.2024", "05-06-2024", "05/06/24"])
def test_numbers_alone_are_a_day_only_once_somebody_says_how_they_are_written(text: str) -> None:
    with pytest.raises(InputError) as refused:
        event_day(text)
    assert refused.value.where == "event_date"
    assert "--date-format DD/MM/YYYY" in refused.value.next_step


@given(DAYS, st.sampled_from(["DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "YYYY/MM/DD", "MM/DD/YY"]))
def test_a_day_in_the_format_that_is_told_is_that_day_and_iso_text_stays(day: date, form: str) -> None:
    written = form.replace("DD", f"{day.day:02}").replace("MM", f"{day.month:02}").replace("YYYY", f"{day.year}")
    written = written.replace("YY", f"{day.year % 100:02}")
    assert in_format(written, form) == in_format(day.isoformat(), form) == in_format(day.isoformat(), "") == day


def test_a_format_that_is_told_goes_before_the_one_that_days_are_expected_in() -> None:
    assert in_format("2024-06-05", "YYYY-DD-MM") == date(2024, 5, 6)
    with pytest.raises(InputError):
        in_format("2024-06-25", "YYYY-DD-MM")


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
