"""EDTF texts: bounds worked out by hand from the specification, and another library where that one is right.

The examples are those of the Library of Congress' EDTF specification (2019), levels 0 and 1 and the range of level 2,
and dates as briefs of armed groups give them.
"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.edtf_texts import HAPPENED
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
