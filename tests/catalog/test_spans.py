"""A month or a year in place of a day."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogued import CATALOGUE
from tertius.catalog.parameter import Param
from tertius.catalog.periods import period_of
from tertius.catalog.spans import takes_periods, with_days
from tertius.errors import InputError


def params(*names: str) -> dict[str, Param]:
    return {name: Param(type="date", nullable=True, about="A day", value=None) for name in names}


SPANNED = params("as_of", "from_day", "to_day")


@given(st.integers(1, 9999), st.integers(1, 12))
def test_a_month_is_all_of_its_days(year: int, month: int) -> None:
    found = period_of(f"{year:04}-{month:02}")
    assert found
    first, last = found
    assert (first.year, first.month, first.day) == (last.year, last.month, 1) == (year, month, 1)
    assert last.day == calendar.monthrange(year, month)[1]
    assert period_of(f"{year:04}") == (date(year, 1, 1), date(year, 12, 31))


@pytest.mark.parametrize(
    "text", ["2012-13", "2012-00", "0000", "2012-6", "12", "2012-06-01", "", "２０１２", 2012, None, True]
)
def test_what_is_neither_a_month_nor_a_year(text: object) -> None:
    assert period_of(text) is None


def test_the_day_goes_before_the_span_as_ever() -> None:
    taken, said = with_days({"as_of": "2012-02", "from_day": "2010", "to_day": None}, SPANNED)

    assert taken == {"as_of": None, "from_day": date(2012, 2, 1), "to_day": date(2012, 2, 29)}
    assert said == ["as_of 2012-02 was taken as that month: from_day 2012-02-01, to_day 2012-02-29."]


@pytest.mark.parametrize("end", ["from_day", "to_day"])
@pytest.mark.parametrize("asked", ["2012", "2012-02", "2012-02-03"])
def test_a_slip_in_what_the_day_goes_before_is_told(asked: str, end: str) -> None:
    def days() -> None:
        taken, _ = with_days({"as_of": asked, end: "soon"}, SPANNED)
        SPANNED[end].accept(end, taken)

    with pytest.raises(InputError, match=f"The parameter {end} cannot be 'soon'"):
        days()


def test_days_stay_as_they_are() -> None:
    raw = {"as_of": "2012-02-01", "from_day": date(2012, 2, 1), "to_day": "", "other": "2012"}

    assert with_days(raw, SPANNED) == (raw, [])


@pytest.mark.parametrize(
    ("asked", "known"),
    [({"as_of": "2012-06"}, params("as_of")), ({"day": "2012-06"}, params("day", "from_day", "to_day"))],
)
def test_a_question_about_one_day_says_what_to_do(asked: dict[str, object], known: dict[str, Param]) -> None:
    with pytest.raises(InputError) as caught:
        with_days(asked, known)

    assert caught.value.what.endswith("is one day, and 2012-06 is a month.")
    assert caught.value.where == next(iter(asked))
    assert "2012-06-01 or 2012-06-30" in caught.value.next_step


@pytest.mark.parametrize("question_id", list(CATALOGUE))
def test_every_question_takes_a_month_or_says_what_to_do(question_id: str) -> None:
    question = CATALOGUE[question_id]
    given = question.example_params()
    for name, param in question.params.items():
        if param.type != "date" or param.list:
            continue
        others = {key: value for key, value in given.items() if key not in ("as_of", "from_day", "to_day")}
        if takes_periods(name, question.params):
            question.validate_params({**others, name: "2012-06"})
        else:
            with pytest.raises(InputError, match="is one day") as caught:
                question.validate_params({**others, name: "2012-06"})
            assert caught.value.next_step


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("03/04/2017", "It may be 2017-04-03 or 2017-03-04."),
        ("42798", "it stands for 2017-03-04"),
        ("2012-6", "Write 2012-06."),
        ("June 2012", "Write 2012-06."),
        ("some day", "Give a day as YYYY-MM-DD"),
    ],
)
def test_a_day_written_in_another_way_is_told_how_to_be_written(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        CATALOGUE["brokerage/brokers"].validate_params({"as_of": text})

    assert said in caught.value.next_step


def test_a_day_in_a_span_is_never_lost() -> None:
    taken, _ = with_days({"as_of": "2012"}, SPANNED)
    first, last = taken["from_day"], taken["to_day"]
    assert isinstance(first, date)
    assert isinstance(last, date)
    assert last - first == timedelta(days=365)
