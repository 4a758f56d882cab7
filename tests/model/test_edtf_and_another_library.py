"""EDTF texts against another library, where that one is right; its strict bounds ignore qualifiers."""

import re

import edtf
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from model.edtf_texts import HAPPENED
from tertius.errors import InputError
from tertius.model.dates import read_edtf

OTHERS_ERRORS = {
    "2012-04/": "an unknown end is put ten years on",
    "/2012-04": "an unknown start is put ten years back",
    "2012-24": "December of that year alone is taken for the winter",
    "2013-02-29": "accepted, though no day of the calendar",
    "0000": "the year 0, which has no place in date",
    "1XXX": "level 2: a year of level 1 has at most two unspecified digits",
    "2012-04/..": "an open end fails on arithmetic",
    "2012-06/2012-03": "a span that ends before it starts is accepted",
    "2012-21~": "a season with a qualifier is refused, though the specification lets any date have one",
}
LEVELS_0_AND_1 = (
    edtf.Date,
    edtf.Interval,
    edtf.Level1Interval,
    edtf.Season,
    edtf.UncertainOrApproximate,
    edtf.Unspecified,
)
RANGE_OTHERS_READ = re.compile(
    r"\[([0-9]{4}(?:-[01][0-9])?)\.\.([0-9]{4}(?:-[01][0-9])?)\]|\[[-0-9]{10}\.\.[-0-9]{10}\]"
)
"""The ranges that the other library takes: two plain dates; never as an end of a span."""


OTHERS_FAILURES = (edtf.EDTFParseException, ValueError, TypeError, AttributeError)
"""Its refusal of a text, and what escapes from it: on open ends, on ``2012-0X``."""

Day = tuple[int, int, int]


def others(text: str, types: tuple[type, ...] = ()) -> tuple[Day, Day] | None:
    """Return what the other library makes of a text; None when it refuses it or it is not of these types."""
    try:
        parsed = edtf.parse_edtf(text)
        if types and type(parsed) not in types:
            return None
        low, high = parsed.lower_strict(), parsed.upper_strict()
        return (low[0], low[1], low[2]), (high[0], high[1], high[2])
    except OTHERS_FAILURES:
        return None


def ours(text: str) -> tuple[Day, Day] | None:
    try:
        bounds = read_edtf(text, lasting=False)
    except InputError:
        return None
    low, high = bounds.from_earliest, bounds.to_latest
    return (low.year, low.month, low.day), (high.year, high.month, high.day)


@pytest.mark.parametrize("text", OTHERS_ERRORS)
def test_where_the_other_library_is_wrong_we_differ(text: str) -> None:
    assert others(text) != ours(text)


AGREED = [
    text
    for text, *_ in HAPPENED
    if text.strip()
    and not text.endswith("-24")
    and text[0] != "/"
    and text[-1] != "/"
    and ".." not in text.split("/")
    and ("[" not in text or RANGE_OTHERS_READ.fullmatch(text))
]


@pytest.mark.parametrize("text", [text for text in AGREED if not set(text) & set("~?%")])
def test_where_the_other_library_is_right_we_agree(text: str) -> None:
    assert others(text) == ours(text)


@pytest.mark.parametrize("text", [text for text in AGREED if set(text) & set("~?%") and text != "2012-21~"])
def test_a_qualifier_only_widens_what_the_other_library_gives(text: str) -> None:
    theirs, our = others(text), ours(text)
    assert theirs is not None
    assert our is not None
    assert our[0] <= theirs[0] <= theirs[1] <= our[1]
    assert our != theirs


years = st.sampled_from(["2012", "2013", "1900", "0007", "0000", "9999", "201X", "19XX", "1XXX", "X012"])
months = st.sampled_from(["", "", "-02", "-12", "-13", "-00", "-21", "-22", "-23", "-25", "-XX", "-0X", "-4"])
month_days = st.sampled_from(["", "", "-01", "-29", "-30", "-31", "-32", "-00", "-XX", "-1X", "-7"])
marks = st.sampled_from(["", "", "", "~", "?", "%", "~?", "Z", "X"])
sides = st.builds("{}{}{}{}".format, years, months, month_days, marks)
near_misses = sides | st.builds("{}/{}".format, sides, sides)


@settings(max_examples=150)  # the other library takes 10 ms a text
@given(near_misses)
def test_a_text_is_read_exactly_when_it_is_of_level_0_or_1(text: str) -> None:
    assume(not re.search(r"-2[123][~?%]", text))  # refused by the other
    assume("0000" not in text)
    assume("1XXX" not in text)
    theirs, our = others(text, LEVELS_0_AND_1), ours(text)
    if theirs is None or (2013, 2, 29) in theirs or (1900, 2, 29) in theirs:
        assert our is None
    elif theirs[0] > theirs[1]:
        assert our is None or set(text) & set("~?%")  # what is about then can still be in order
    else:
        assert our is not None
        assert our[0] <= theirs[0] <= theirs[1] <= our[1]
        assert our == theirs or set(text) & set("~?%")
