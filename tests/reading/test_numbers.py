"""Numbers as people write them."""

import pytest

from tertius.errors import InputError
from tertius.reading.numbers import decimal, whole


@pytest.mark.parametrize(
    "text", ["", "0_1", "1e3", "1.0", "1,0", "１２", "٣", "²", "0x1", "1 000", "+", "NaN", "inf", "1" * 19, " 1", "1\n"]
)
def test_what_is_no_whole_number(text: str) -> None:
    with pytest.raises(InputError, match="is no whole number"):
        whole(text)


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("-3", -3), ("+4", 4), ("9" * 18, 10**18 - 1)])
def test_whole_numbers(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "0_1", "1_0.5", "１", "٣,٥", "nan", "inf", "-inf", "1e999", "0x1p3", "1.2.3", "1 234,5", ".", "1,2,3", "½"],
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(InputError):
        decimal(text)


@pytest.mark.parametrize(
    ("text", "separator", "number"),
    [
        ("0,5", ";", 0.5),
        ("0.5", ";", 0.5),
        ("0,5", ",", 0.5),
        ("0,234", ",", 0.234),
        ("-16,27", "\t", -16.27),
        ("1,234", ";", 1.234),
        ("1E-05", ",", 1e-5),
        ("1,5e-3", ";", 1.5e-3),
        ("12", ",", 12.0),
    ],
)
def test_numbers_with_a_point_or_a_comma(text: str, separator: str, number: float) -> None:
    assert decimal(text, separator=separator) == number


@pytest.mark.parametrize("text", ["1,234", "12,000", "-3,141"])
def test_a_comma_that_may_stand_between_thousands_is_not_guessed(text: str) -> None:
    with pytest.raises(InputError, match="may be"):
        decimal(text, separator=",")
