from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius_loaders.events.cells import day, degrees, flag, several, whole, whole_or_none


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("17", 17), ("017", 17), ("3.0", 3), ("-1", -1), ("-1.00", -1)])
def test_whole_numbers_as_tables_have_them(text: str, number: int) -> None:
    assert whole(text, "best", least=-1) == number


@pytest.mark.parametrize("text", ["", "1,000", "1_000", " 1", "١", "1e3", "3.5", "NA", "9" * 19, "--1", "70.5"])
def test_what_is_no_whole_number_is_refused_with_its_column(text: str) -> None:
    with pytest.raises(InputError) as refused:
        whole(text, "deaths_a")
    assert refused.value.where == "deaths_a"


def test_a_number_below_what_the_column_can_hold_is_refused() -> None:
    with pytest.raises(InputError, match="The best is -1"):
        whole("-1", "best")


def test_an_empty_cell_is_no_number() -> None:
    assert whole_or_none("", "best") is None


@pytest.mark.parametrize(
    ("text", "number"), [("19.42847", 19.42847), ("-99.12766", -99.12766), ("4", 4.0), ("9e-05", 9e-05)]
)
def test_degrees(text: str, number: float) -> None:
    assert degrees(text, "latitude", limit=180) == number


@pytest.mark.parametrize("text", ["", "91", "-90.5", "19,42847", "nan", "inf", "1e99", "north"])
def test_what_is_no_latitude_is_refused(text: str) -> None:
    with pytest.raises(InputError) as refused:
        degrees(text, "latitude", limit=90)
    assert refused.value.where == "latitude"


@pytest.mark.parametrize(
    "text", ["2009-02-20", "2009-02-20T00:00:00", "2009-02-20 00:00:00.000", "2009-02-20T00:00:00Z", "2009-02-20 00:00"]
)
def test_a_day_with_or_without_its_midnight(text: str) -> None:
    assert day(text, "date_start") == date(2009, 2, 20)


@pytest.mark.parametrize("text", ["", "2009", "2009-02-30", "20/02/2009", "2009-02-20T10:30:00", "0000-01-01"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(InputError) as refused:
        day(text, "date_start")
    assert refused.value.where == "date_start"


@pytest.mark.parametrize(
    ("text", "yes"), [("1", True), ("0", False), ("TRUE", True), ("false", False), ("False", False)]
)
def test_yes_and_no(text: str, yes: bool) -> None:
    assert flag(text, "active_year") is yes


def test_what_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(InputError, match="active_year"):
        flag("2", "active_year")


@pytest.mark.parametrize(
    ("text", "numbers"), [("", ()), ("500", (500,)), ("2;200;900", (2, 200, 900)), ("2, 200", (2, 200))]
)
def test_a_cell_that_lists_numbers(text: str, numbers: tuple[int, ...]) -> None:
    assert several(text, "gwnoa") == numbers


@given(st.text(max_size=40))
@pytest.mark.parametrize(
    "read",
    [
        lambda text: whole(text, "c"),
        lambda text: degrees(text, "c", limit=90),
        lambda text: day(text, "c"),
        lambda text: flag(text, "c"),
        lambda text: several(text, "c"),
    ],
)
def test_no_cell_does_anything_but_be_read_or_refused(read: Callable[[str], object], text: str) -> None:
    with suppress(InputError):
        read(text)
