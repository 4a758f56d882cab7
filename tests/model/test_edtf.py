"""EDTF texts: bounds worked out by hand from the specification, and another library where that one is right.

The examples are those of the Library of Congress' EDTF specification (2019), levels 0 and 1 and the range of level 2,
and dates as briefs of armed groups give them.
"""

import re
from datetime import date, timedelta

import edtf
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.model.claims import Claim
from tertius.model.dates import OPEN_END, OPEN_START, Bounds, read_edtf
from tertius.model.derive import derive_tie, tie_keys
from tertius.model.hedges import Assumptions
from tertius.model.kinds import EntityType
from tertius.model.profile import derive_profile

PUBLISHED = date(2013, 2, 5)


def day(text: str) -> date:
    return {"first": OPEN_START, "last": OPEN_END}.get(text) or date.fromisoformat(text)


# text, first and last day that something which happened then can have happened
HAPPENED = [
    # level 0
    ("1985-04-12", "1985-04-12", "1985-04-12"),
    ("1985-04", "1985-04-01", "1985-04-30"),
    ("1985", "1985-01-01", "1985-12-31"),
    ("2012-02", "2012-02-01", "2012-02-29"),
    ("2013-02", "2013-02-01", "2013-02-28"),
    ("1900-02", "1900-02-01", "1900-02-28"),
    ("2000-02-29", "2000-02-29", "2000-02-29"),
    ("0001", "0001-01-01", "0001-12-31"),
    ("9999-12-31", "9999-12-31", "9999-12-31"),
    ("1964/2008", "1964-01-01", "2008-12-31"),
    ("2004-06/2006-08", "2004-06-01", "2006-08-31"),
    ("2004-02-01/2005-02-08", "2004-02-01", "2005-02-08"),
    ("2004-02-01/2005-02", "2004-02-01", "2005-02-28"),
    ("2004-02-01/2005", "2004-02-01", "2005-12-31"),
    ("2005/2006-02", "2005-01-01", "2006-02-28"),
    ("2012-04-06/2012-04-06", "2012-04-06", "2012-04-06"),
    ("2012-04-20/2012-04", "2012-04-20", "2012-04-30"),
    # level 1: seasons, northern and meteorological; a winter is that before or that after
    ("2001-21", "2001-03-01", "2001-05-31"),
    ("2001-22", "2001-06-01", "2001-08-31"),
    ("2001-23", "2001-09-01", "2001-11-30"),
    ("2001-24", "2000-12-01", "2002-02-28"),
    ("2011-24", "2010-12-01", "2012-02-29"),
    ("0001-24", "0001-01-01", "0002-02-28"),
    ("9999-24", "9998-12-01", "9999-12-31"),
    # level 1: unspecified digits from the right
    ("201X", "2010-01-01", "2019-12-31"),
    ("20XX", "2000-01-01", "2099-12-31"),
    ("99XX", "9900-01-01", "9999-12-31"),
    ("001X", "0010-01-01", "0019-12-31"),
    ("2004-XX", "2004-01-01", "2004-12-31"),
    ("1985-04-XX", "1985-04-01", "1985-04-30"),
    ("1985-XX-XX", "1985-01-01", "1985-12-31"),
    # level 1: qualifiers, widened by the printed table
    ("1984?", "1983-01-01", "1985-12-31"),
    ("1984~", "1983-01-01", "1985-12-31"),
    ("1984%", "1982-01-01", "1986-12-31"),
    ("2004-06~", "2004-05-01", "2004-07-31"),
    ("2004-06%", "2004-04-01", "2004-08-31"),
    ("2012-01~", "2011-12-01", "2012-02-29"),
    ("2012-03?", "2012-02-01", "2012-04-30"),
    ("2004-06-11~", "2004-06-08", "2004-06-14"),
    ("2004-06-11%", "2004-06-05", "2004-06-17"),
    ("2012-02-28~", "2012-02-25", "2012-03-02"),
    ("2012-21~", "2011-12-01", "2012-08-31"),
    ("201X~", "2000-01-01", "2029-12-31"),
    ("20XX?", "1900-01-01", "2199-12-31"),
    ("1985-04-XX?", "1985-03-01", "1985-05-31"),
    ("1985-XX~", "1984-01-01", "1986-12-31"),
    ("0001~", "0001-01-01", "0002-12-31"),
    ("9999%", "9997-01-01", "9999-12-31"),
    ("0001-01-02~", "0001-01-01", "0001-01-05"),
    ("9999-12-30%", "9999-12-24", "9999-12-31"),
    ("1984~/2004-06", "1983-01-01", "2004-06-30"),
    ("1984/2004-06~", "1984-01-01", "2004-07-31"),
    ("1984-06-02?/2004-08-08~", "1984-05-30", "2004-08-11"),
    ("2012-21/2012-24", "2012-03-01", "2013-02-28"),
    # level 2: one date of a range
    ("[2012-01..2012-06]", "2012-01-01", "2012-06-30"),
    ("[2012-04-03..2012-04-05]", "2012-04-03", "2012-04-05"),
    ("[2012..2012]", "2012-01-01", "2012-12-31"),
    ("[2011-12-30..2012-01-02]", "2011-12-30", "2012-01-02"),
    ("[1670..1672]", "1670-01-01", "1672-12-31"),
    ("[2012-01~..2012-06]", "2011-12-01", "2012-06-30"),
    ("[2012-21..2012-22]", "2012-03-01", "2012-08-31"),
    ("[2012-01..2012-03]/2012-09", "2012-01-01", "2012-09-30"),
    ("2012-01/[2012-03..2012-05]", "2012-01-01", "2012-05-31"),
    ("[2012-01..2012-03]/..", "2012-01-01", "last"),
    ("/[2012-01..2012-03]", "first", "2012-03-31"),
    # level 1: open and unknown ends
    ("1985-04-12/..", "1985-04-12", "last"),
    ("1985-04/..", "1985-04-01", "last"),
    ("1985/..", "1985-01-01", "last"),
    ("../1985-04-12", "first", "1985-04-12"),
    ("../1985-04", "first", "1985-04-30"),
    ("../1985", "first", "1985-12-31"),
    ("1985-04-12/", "1985-04-12", "last"),
    ("1985/", "1985-01-01", "last"),
    ("/1985-04-12", "first", "1985-04-12"),
    ("/1985-04", "first", "1985-04-30"),
    ("/..", "first", "last"),
    ("../", "first", "last"),
    ("../..", "first", "last"),
    ("", "first", "last"),
    ("  2012-04\t", "2012-04-01", "2012-04-30"),
]


@pytest.mark.parametrize(("text", "low", "high"), HAPPENED)
def test_what_happened_then_happened_within_its_first_and_last_day(text: str, low: str, high: str) -> None:
    assert read_edtf(text, lasting=False) == Bounds(day(low), day(high), day(low), day(high))


# text, day of publication, the four bounds of a membership; "first" and "last" are the open ends
LASTED = [
    ("2012-04-06", None, "first", "2012-04-06", "2012-04-06", "last"),
    ("2012-04", None, "first", "2012-04-30", "2012-04-01", "last"),
    ("2012", PUBLISHED, "first", "2012-12-31", "2012-01-01", "last"),
    ("201X", None, "first", "2019-12-31", "2010-01-01", "last"),
    ("2012-04~", None, "first", "2012-05-31", "2012-03-01", "last"),
    ("2012-04/2012-06", None, "2012-04-01", "2012-04-30", "2012-06-01", "2012-06-30"),
    ("2012/2012", None, "2012-01-01", "2012-12-31", "2012-01-01", "2012-12-31"),
    ("2012-04-20/2012-04", None, "2012-04-20", "2012-04-20", "2012-04-20", "2012-04-30"),
    ("2012-04/2012-04-03", None, "2012-04-01", "2012-04-03", "2012-04-03", "2012-04-03"),
    ("2012-04/", PUBLISHED, "2012-04-01", "2012-04-30", "2012-04-01", "last"),
    ("/2012-08", PUBLISHED, "first", "2012-08-31", "2012-08-01", "2012-08-31"),
    ("../2012-08", PUBLISHED, "first", "2012-08-31", "2012-08-01", "2012-08-31"),
    # still so when published: the spell covers that day, so it neither began after nor ended before
    ("2012-04/..", PUBLISHED, "2012-04-01", "2012-04-30", "2013-02-05", "last"),
    ("2013/..", PUBLISHED, "2013-01-01", "2013-02-05", "2013-02-05", "last"),
    ("2013-02-05/..", PUBLISHED, "2013-02-05", "2013-02-05", "2013-02-05", "last"),
    ("/..", PUBLISHED, "first", "2013-02-05", "2013-02-05", "last"),
    ("../..", PUBLISHED, "first", "2013-02-05", "2013-02-05", "last"),
    ("2012~/..", PUBLISHED, "2011-01-01", "2013-02-05", "2013-02-05", "last"),
    # on at least one day from January to June: it began by the end of June and ended no earlier than New Year
    ("[2012-01..2012-06]", PUBLISHED, "first", "2012-06-30", "2012-01-01", "last"),
    ("[2012-04-03..2012-04-03]", None, "first", "2012-04-03", "2012-04-03", "last"),
    ("[2012-01-31..2012-02-01]", None, "first", "2012-02-01", "2012-01-31", "last"),
    ("[2012-01..2012-03]/2012-09", None, "2012-01-01", "2012-03-31", "2012-09-01", "2012-09-30"),
    ("2012-01/[2012-03..2012-05]", None, "2012-01-01", "2012-01-31", "2012-03-01", "2012-05-31"),
    ("[2012-01..2012-03]/[2012-02..2012-05]", None, "2012-01-01", "2012-03-31", "2012-02-01", "2012-05-31"),
    ("[2012-01..2012-03]/", PUBLISHED, "2012-01-01", "2012-03-31", "2012-01-01", "last"),
    ("[2012-01..2012-03]/..", PUBLISHED, "2012-01-01", "2012-03-31", "2013-02-05", "last"),
    ("[2012-12..2013-06]/..", PUBLISHED, "2012-12-01", "2013-02-05", "2013-02-05", "last"),
    ("/[2012-01..2012-03]", PUBLISHED, "first", "2012-03-31", "2012-01-01", "2012-03-31"),
    ("../[2012-01..2012-03]", PUBLISHED, "first", "2012-03-31", "2012-01-01", "2012-03-31"),
    # nobody knows when it was published
    ("2012-04/..", None, "2012-04-01", "2012-04-30", "2012-04-01", "last"),
    ("/..", None, "first", "last", "first", "last"),
    ("../", PUBLISHED, "first", "last", "first", "last"),
    ("", PUBLISHED, "first", "last", "first", "last"),
]


@pytest.mark.parametrize(("text", "published", "fe", "fl", "te", "tl"), LASTED)
def test_a_date_of_what_lasts_says_when_it_was_seen_or_its_span(
    text: str, published: date | None, fe: str, fl: str, te: str, tl: str
) -> None:
    assert read_edtf(text, lasting=True, published=published) == Bounds(day(fe), day(fl), day(te), day(tl))


@pytest.mark.parametrize("text", ["2012-04-03", "2012-03", "2012-04", "[2012-03-10..2012-04-03]", "[2012-03..2012-04]"])
def test_seen_then_admits_just_the_spells_that_share_a_day_with_the_period(text: str) -> None:
    period = read_edtf(text, lasting=False)
    seen = read_edtf(text, lasting=True)
    days = [date(2012, 2, 25) + timedelta(days=i) for i in range(70)]
    for start in days:
        for end in days[days.index(start) :]:
            shares = any(period.from_earliest <= day <= period.to_latest for day in (start, end)) or (
                start < period.from_earliest and end > period.to_latest
            )
            admits = seen.from_earliest <= start <= seen.from_latest and seen.to_earliest <= end <= seen.to_latest
            assert admits == shares


@given(st.data())
def test_what_a_range_makes_certain_and_possible_is_what_its_readings_say(data: st.DataObject) -> None:
    """Readings: every pair start <= end of a small calendar that shares a day with the range."""
    calendar = [date(2012, 2, 26) + timedelta(days=i) for i in range(9)]
    ordered = st.tuples(st.sampled_from(calendar), st.sampled_from(calendar)).map(sorted)
    (a, b), (x, y) = data.draw(ordered), data.draw(ordered)
    readings = [(s, e) for s in calendar for e in calendar if s <= e and s <= b and e >= a]
    bounds = read_edtf(f"[{a}..{b}]", lasting=True)
    span = Bounds(x, x, y, y)
    assert (bounds.overlaps(span) == "certain") == all(s <= y and x <= e for s, e in readings) == (x <= a and b <= y)
    for day in calendar:
        assert (bounds.holds_on(day) == "certain") == all(s <= day <= e for s, e in readings) == (a == day == b)
        assert bounds.holds_on(day) != "no"


LEVEL_2 = [
    *("156X-12-25", "15XX-12-25", "XXXX-12-XX", "1XXX-XX", "1XXX-12", "1984-1X", "XXXX", "1XXX", "20X2", "201X-04"),
    *("2012-XX-03", "20XX-XX", "2004-06-1X", "2004-06~-11", "2004?-06-11", "?2004-06-~10", "2004-~06", "~2012"),
    *("2004-06-XX/2004-07-03", "201X/2015", "2012/201X", "2012-XX/..", "2004-06-~01/2004-06-~20"),
    *(f"2001-{code}" for code in range(25, 42)),
    *("1950S2", "Y171010000S3", "Y17E8", "[1667,1668,1670..1672]", "{1960,1961-12}", "[..1984]", "1984..1986"),
    *(
        "[1760-01,1760-02,1760-12..]",
        "[1760-12..]",
        "[1667,1760-12]",
        "{1667..1672}",
        "{1960..1961}/1970",
        "{..1983-12-31}",
    ),
    *("[1667]", "[]", "[..]", "[1667..1668..1669]", "[1667..1668", "1667..1668]", "[1667..1668]~", "[1667...1668]"),
    *("[1667.. 1668]", "[ 1667..1668]", "[1667..1668]/ 1670", "[1667/1668]", "[[1667..1668]]", "[166X..1668]"),
    *(
        "[1667..16XX]",
        "[1667-XX..1668]",
        "2012/[..]",
        "[..]/2012",
        "[..2011]/2012",
        "2012/[2013..]",
        "[2012,2013]/2014",
    ),
    *(
        "[2012..2013][2014..2015]",
        "..[2012..2013]",
        "[2012..2013]..",
        "[2012..2013]//",
        "[",
        "]",
        "[/",
        "{",
        "[..",
        "..]",
    ),
    *("2001-21^southernHemisphere", "2001-21-05", "2001-21-XX"),
]
OUTSIDE = ["0000", "0000-01", "0000-01-01", "000X", "00XX", "00XX~", "/0000", "-1985", "-0001", "Y170000002", "Y-17000"]
IMPOSSIBLE = [
    *("2012-13", "2012-00", "2012-04-31", "2012-04-00", "2013-02-29", "1900-02-29", "2012-02-30", "2012-04-31~"),
    *("2012-01-32", "2012-99-99", "2012-04-31/2012-05", "2012/2013-02-29", "2012-20", "2012-42", "2012-00-XX"),
]
REVERSED = ["2012/2011", "2012-06/2012-03", "2012-04-02/2012-04-01", "2012-23/2012-21", "2013-01-01/2012"]
REVERSED += ["[2012..2011]", "[2012-06..2012-03]/2013", "[2013..2014]/2012", "[2013..2014]/[2011..2012]"]
OTHER = [
    *(
        "/",
        "..",
        "...",
        "//",
        "2012//2013",
        "2012/2013/2014",
        "2012..",
        "..2012",
        ".. /2012",
        "2012 /2013",
        "2012/ 2013",
    ),
    *("2012-4", "2012-04-1", "12", "201", "20120401", "2012-W05", "2012-102", "2012/04/01", "01/04/2012", "April 2012"),
    *("1985-04-12T23:20:30", "1985-04-12T23:20:30Z", "2012~~", "2012~?", "2012?~", "2012x", "201x", "2012-xx", "null"),
    *(
        "2012-04-01~/2012-04-01~/",
        "2012-",
        "-",
        "--",
        "~",
        "X",
        "2012−04",
        "2012–04",
        "+2012",
        "2012\n2013",
        "2012\x00",
    ),
    *("٢٠١٢", "２０１２", "2012-0४", "²012", "2012-0①", "𝟐𝟎𝟏𝟐", "2012\u200b", "\u202e2012", "2012\ud800"),
]
REFUSED = LEVEL_2 + OUTSIDE + IMPOSSIBLE + REVERSED + OTHER


@pytest.mark.parametrize("lasting", [True, False])
@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_date_that_is_read_is_refused_with_a_next_step(text: str, lasting: bool) -> None:
    with pytest.raises(InputError) as caught:
        read_edtf(text, lasting=lasting, published=PUBLISHED)
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("text", "what", "next_step"),
    [
        ("{1960,1961-12}", "lists several dates", "write a row for each"),
        ("[2012-01,2012-03]", "lists several dates", "[2012-01..2012-06]"),
        ("[2012-01..2012-03,2013-05..2013-06]", "lists several dates", "[2012-01..2012-06]"),
        ("[..1984]", "without its first date", "both its dates: [2012-01..2012-06]"),
        ("1983/[1984..]", "without its last date", "both its dates: [2012-01..2012-06]"),
        ("[2012-06..2012-01]", "The range '[2012-06..2012-01]' ends before it starts", "Swap"),
        ("[2012 to 2013]", "no date that can be read", "[2012-01..2012-06] (on some day between)"),
    ],
)
def test_another_set_is_refused_with_what_to_write(text: str, what: str, next_step: str) -> None:
    with pytest.raises(InputError) as caught:
        read_edtf(text, lasting=True)
    assert what in caught.value.what
    assert next_step in caught.value.next_step


def test_what_lasts_cannot_begin_after_its_source_said_so() -> None:
    with pytest.raises(InputError, match="after the source was published"):
        read_edtf("2013-02-06/..", lasting=True, published=PUBLISHED)
    with pytest.raises(InputError):
        read_edtf("2014/..", lasting=True, published=PUBLISHED)


# --- against another implementation, whose strict bounds ignore qualifiers

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


# --- the text itself


@pytest.mark.parametrize("text", [text for text, *_ in HAPPENED if text == text.strip() and text])
def test_the_text_comes_out_as_it_went_in(text: str) -> None:
    born = Claim(
        source="s",
        record="1",
        kind="BORN",
        about=(("subject", "s:p"),),
        edtf=text,
        bounds=read_edtf(text, lasting=False),
    )
    profile = derive_profile(EntityType.PERSON, "s:p", [born], {}, Assumptions())
    assert profile["born"] == text


@pytest.mark.parametrize("text", [text for text, *_ in HAPPENED if text])
def test_a_tie_by_one_claim_has_that_claims_bounds(text: str) -> None:
    about = (("subject", "s:p"), ("object", "s:o"))
    bounds = read_edtf(text, lasting=True, published=date(9999, 1, 1))
    leads = Claim(source="s", record="1", kind="LEADS", about=about, edtf=text, bounds=bounds)
    tie = derive_tie(tie_keys(leads)[0], [leads], {}, Assumptions())
    assert tie is not None
    assert tie.bounds == bounds
