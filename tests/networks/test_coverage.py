"""What files cover of the days and places asked about: gaps by enumeration, and the sentences that tell of them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.model.dates import OPEN_END, OPEN_START
from tertius.networks.coverage import Covered, Span, gaps, joined, sentences

ALWAYS = (OPEN_START, OPEN_END)


def day(number: int) -> date:
    return date(2019, 12, 28) + timedelta(days=number)


spans = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda ends: (day(min(ends)), day(max(ends))))


def days(several: list[Span]) -> set[date]:
    return {first + timedelta(days=at) for first, last in several for at in range((last - first).days + 1)}


@given(spans, st.lists(spans, max_size=5))
def test_gaps_are_the_days_that_nothing_covers(asked: Span, covered: list[Span]) -> None:
    found = gaps(asked, covered)
    assert days(found) == days([asked]) - days(covered)
    assert found == sorted(found)
    assert all(one[1] + timedelta(days=1) < other[0] for one, other in pairwise(found))


@given(st.lists(spans, max_size=5))
def test_days_put_together_are_the_same_days(covered: list[Span]) -> None:
    found = joined(covered)
    assert days(found) == days(covered)
    assert all(one[1] + timedelta(days=1) < other[0] for one, other in pairwise(found))


def test_what_reaches_to_the_last_day_that_there_is_leaves_no_gap() -> None:
    assert gaps(ALWAYS, [(date(2000, 1, 1), OPEN_END)]) == [(OPEN_START, date(1999, 12, 31))]
    assert gaps(ALWAYS, [ALWAYS]) == []


YEAR = (date(2019, 1, 1), date(2019, 12, 31))
MALI = Covered("Mali", date(2019, 1, 1), date(2019, 6, 30), whole=True)


@pytest.mark.parametrize(
    ("asked", "region", "covered", "told"),
    [
        (
            YEAR,
            None,
            [],
            "No loaded file says which places and days it covers: whether nothing happened or nobody looked "
            "is not known.",
        ),
        (
            YEAR,
            "Gao",
            [],
            "No loaded file says that it covers any part of Gao: whether nothing happened or nobody looked "
            "is not known.",
        ),
        (
            YEAR,
            "Mali",
            [MALI],
            "No loaded file covers all of Mali from 2019-07-01 to 2019-12-31: not observed.",
        ),
        (
            (date(2019, 2, 1), date(2019, 2, 28)),
            "Mali",
            [MALI],
            "Loaded files cover Mali from 2019-02-01 to 2019-02-28: where no row tells of an event, these files have "
            "none.",
        ),
        (
            ALWAYS,
            "Mali",
            [MALI, Covered("Gao", date(2019, 7, 1), date(2019, 7, 31))],
            "No loaded file covers all of Mali until 2018-12-31; from 2019-07-01 on. Of parts of it: Gao from "
            "2019-07-01 to 2019-07-31. The rest was not observed.",
        ),
        (
            YEAR,
            None,
            [MALI, Covered("Chad", date(2018, 1, 1), date(2020, 1, 1))],
            "Loaded files cover Chad from 2019-01-01 to 2019-12-31; Mali from 2019-01-01 to 2019-06-30. Other places "
            "and days were not observed.",
        ),
        (
            (date(2021, 1, 1), date(2021, 1, 1)),
            None,
            [MALI],
            "No loaded file covers any place on 2021-01-01: not observed.",
        ),
    ],
)
def test_what_was_not_observed_is_told(asked: Span, region: str | None, covered: list[Covered], told: str) -> None:
    assert " ".join(sentences(asked, region, covered)) == told
