"""What somebody may have meant by a date that cannot be read: in EDTF, and only what can be read."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.model.date_hints import FORMS, day_hint, hint, is_day
from tertius.model.dates import read_edtf


def said_of(text: str) -> str:
    with pytest.raises(InputError) as caught:
        read_edtf(text, lasting=True)
    return caught.value.next_step


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("03/04/2017", ["2017-04-03", "2017-03-04"]),
        ("3.4.2017", ["2017-04-03", "2017-03-04"]),
        ("03-04-2017", ["2017-04-03", "2017-03-04"]),
        ("26/06/2012", ["2012-06-26"]),
        ("06/26/2012", ["2012-06-26"]),
        ("05/05/2012", ["2012-05-05"]),
        ("03/04/17", ["2017-04-03", "2017-03-04", "1917-04-03", "1917-03-04"]),
        ("03/04/2017 00:00:00", ["2017-04-03", "2017-03-04"]),
        ("2017/3/4", ["2017-03-04"]),
        ("2017.03.04", ["2017-03-04"]),
        ("2017-3", ["2017-03"]),
        ("2017-3-4", ["2017-03-04"]),
        ("2017-3/2017-9", ["2017-03/2017-09"]),
        ("2017/3", ["2017-03"]),
        ("03/2017", ["2017-03"]),
        ("2012-2013", ["2012/2013"]),
        ("2012–2013", ["2012/2013"]),
        ("2012-04-01T10:30:00Z", ["2012-04-01"]),
        ("April 2012", ["2012-04"]),
        ("3 avril 2017", ["2017-04-03"]),
        ("1er août 2012", ["2012-08-01"]),
        ("Apr-12", ["2012-04", "1912-04"]),
        ("avr.-12", ["2012-04", "1912-04"]),
        ("August 5, 2012", ["2012-08-05"]),
        ("juin 2012", ["2012-06"]),
        ("juillet 2012", ["2012-07"]),
        ("spring 2012", ["2012-21"]),
        ("hiver 2012", ["2012-24"]),
        ("c. 2012", ["2012~"]),
        ("avant 2012-04", ["/2012-04"]),
        ("depuis 2012-04", ["2012-04/.."]),
        ("between 2012-01 and 2012-06", ["[2012-01..2012-06]"]),
        ("les années 2010", ["201X"]),
    ],
)
def test_both_readings_in_edtf(text: str, readings: list[str]) -> None:
    *others, last = readings
    one = f"Write {last}" + ("" if last.endswith("..") else ".")
    several = f"It may be {', '.join(others)} or {last}. Write the one that the source means."
    assert said_of(text) == (several if others else one)


@given(st.dates(date(1927, 5, 18), date(2173, 10, 13)), st.sampled_from(["", ".5", ",25"]))
def test_a_day_that_excel_made_a_number_of_is_named(day: date, hour: str) -> None:
    number = (day - date(1899, 12, 30)) / timedelta(days=1)

    said = said_of(f"{number:.0f}{hour}")

    assert f"it stands for {day}." in said
    assert "format the column as Text" in said


@pytest.mark.parametrize(
    "text", ["some day", "31/02/2017", "30 February 2012", "2012-13", "13/13/2017", "２０１７", "1/2/3"]
)
def test_nothing_is_proposed_that_cannot_be(text: str) -> None:
    assert said_of(text) == FORMS


@given(st.text(alphabet="0123456789-/.~[] aprilvé", max_size=20))
def test_whatever_is_proposed_can_be_read(text: str) -> None:
    try:
        read_edtf(text, lasting=True)
    except InputError as error:
        said = error.next_step
    else:
        return
    for one in re.findall(r"(?:Write|be|or|,) ([0-9X~/.\[\]-]+[0-9X~/\]]|[0-9-]+/\.\.)(?=[.,]? |\.?$)", said):
        if said != FORMS:
            read_edtf(one, lasting=True)


def test_a_day_is_asked_for_where_only_a_day_will_do() -> None:
    assert day_hint("2012-04") == "Write the day as YYYY-MM-DD."
    assert day_hint("1 March 2013") == "Write 2013-03-01."
    assert day_hint("03/04/2017").startswith("It may be 2017-04-03 or 2017-03-04.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("03/04/2012", "It may be 2012-04-03 or 2012-03-04. Give the one that you mean."),
        ("41000", "Excel made this number of a date: it stands for 2012-04-01. Give that."),
        ("2012-6-1", "Write 2012-06-01."),
    ],
)
def test_who_asks_has_neither_a_source_nor_a_column(text: str, said: str) -> None:
    assert hint(text, can_be_read=is_day, asked=True) == said
