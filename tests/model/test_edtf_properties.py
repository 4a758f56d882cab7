"""EDTF texts as a whole: no date more precise than its source, and no text that does harm."""

import string
from calendar import monthrange
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.model.dates import APPROXIMATE, UNDATED, Bounds, read_edtf

days = st.dates(min_value=date(10, 1, 1), max_value=date(9989, 12, 31))
qualifiers = st.sampled_from(["", "~", "?", "%"])
COARSER: list[Callable[[date], str]] = [
    lambda d: d.isoformat(),
    lambda d: d.isoformat()[:7],
    lambda d: d.isoformat()[:7] + "-XX",
    lambda d: d.isoformat()[:4],
    lambda d: d.isoformat()[:4] + "-XX-XX",
    lambda d: d.isoformat()[:3] + "X",
    lambda d: d.isoformat()[:2] + "XX",
]
"""Ever coarser texts for one day."""


def contains(wide: Bounds, narrow: Bounds) -> bool:
    return (
        wide.from_earliest <= narrow.from_earliest
        and wide.from_latest >= narrow.from_latest
        and wide.to_earliest <= narrow.to_earliest
        and wide.to_latest >= narrow.to_latest
    )


@given(days, qualifiers, st.booleans())
def test_the_bounds_of_a_coarser_text_contain_those_of_a_finer_one(when: date, mark: str, lasting: bool) -> None:
    assume(when.year >= 100)
    texts = [coarse(when) + mark for coarse in COARSER]
    bounds = [read_edtf(text, lasting=lasting) for text in texts]
    for narrow, wide in pairwise(bounds):
        assert contains(wide, narrow)


@given(days, days, st.sampled_from([0, 1, 3]), st.sampled_from([0, 1, 3]), qualifiers, qualifiers, st.booleans())
def test_a_span_between_coarser_ends_contains_the_finer_one(
    one: date, other: date, left: int, right: int, first: str, last: str, lasting: bool
) -> None:
    start, end = sorted((one, other))
    fine = read_edtf(f"{start.isoformat()}{first}/{end.isoformat()}{last}", lasting=lasting)
    coarse = read_edtf(f"{COARSER[left](start)}{first}/{COARSER[right](end)}{last}", lasting=lasting)
    assert contains(coarse, fine)
    for open_one in ("/", f"{start.isoformat()}{first}/", f"/{end.isoformat()}{last}"):
        if open_one != "/":
            assert contains(read_edtf(open_one, lasting=lasting), fine)


@given(days, days, st.sampled_from([0, 1, 3]), st.sampled_from([0, 1, 3]), st.booleans())
def test_a_range_contains_each_date_within_it_and_as_a_side_of_a_span_too(
    one: date, other: date, left: int, right: int, lasting: bool
) -> None:
    start, end = sorted((one, other))
    ranged = f"[{COARSER[left](start)}..{COARSER[right](end)}]"
    for when in (start, end):
        for text in ("{}", "{}/", "{}/..", "/{}"):
            narrow, wide = (read_edtf(text.format(t), lasting=lasting) for t in (when.isoformat(), ranged))
            assert contains(wide, narrow)
    assert read_edtf(f"[{start}..{start}]", lasting=lasting) == read_edtf(start.isoformat(), lasting=lasting)
    assert read_edtf(ranged, lasting=False) == read_edtf(ranged[1:-1].replace("..", "/"), lasting=False)


@given(days, st.sampled_from(range(7)), st.booleans())
def test_a_qualifier_widens_and_both_widen_most(when: date, precision: int, lasting: bool) -> None:
    assume(when.year >= 100)
    text = COARSER[precision](when)
    plain, about, unsure, both = (read_edtf(text + mark, lasting=lasting) for mark in ("", "~", "?", "%"))
    assert about == unsure
    assert contains(about, plain)
    assert contains(both, about)
    assert len({plain, about, both}) == 3


@given(st.integers(2, 9998), st.sampled_from([21, 22, 23]))
def test_a_season_but_winter_lies_within_its_year(year: int, season: int) -> None:
    bounds = read_edtf(f"{year:04}-{season}", lasting=False)
    assert contains(read_edtf(f"{year:04}", lasting=False), bounds)
    assert bounds.to_latest.day == monthrange(year, bounds.to_latest.month)[1]


@given(days, st.dates(date(9990, 1, 1)))
def test_still_so_when_published_is_certain_on_that_day(start: date, published: date) -> None:
    for text in (f"{start.isoformat()}/..", f"{start.isoformat()[:4]}/..", f"{start.isoformat()[:7]}~/..", "/.."):
        assert read_edtf(text, lasting=True, published=published).holds_on(published) == "certain"


def test_the_table_that_is_printed_names_every_precision() -> None:
    assert dict(APPROXIMATE) == {
        "day": "3 days",
        "month": "1 month",
        "season": "3 months",
        "year": "1 year",
        "decade": "10 years",
        "century": "100 years",
    }


# --- hostile text

alphabet = st.text(alphabet="0123456789X-/~?%.YSE[]{}^,:TZ+ ", max_size=30)


@given(alphabet | st.text(), st.booleans(), st.none() | st.dates())
@example("2012-25", False, None)
@example("9999-24%/9999-24%", True, date.max)
@example("0001-24%", True, date.min)
def test_any_text_gives_bounds_or_an_input_error_and_nothing_else(
    text: str, lasting: bool, published: date | None
) -> None:
    try:
        outcome: Bounds | InputError = read_edtf(text, lasting=lasting, published=published)
    except InputError as error:
        outcome = error
    if isinstance(outcome, InputError):
        assert outcome.next_step
        assert len(str(outcome)) < 1000


@pytest.mark.parametrize(
    "text",
    [
        "2" * 5_000_000,
        "2012-" * 1_000_000,
        "X" * 1_000_000,
        "/" * 1_000_000,
        "." * 1_000_000,
        "[" * 1_000_000,
        "2012~" + "~" * 1_000_000,
        "2012" + "\u0300" * 1_000_000,
        "\ud800" * 1_000_000,
        "".join(chr(code) for code in range(0x250)) * 1000,
    ],
    ids=lambda text: ascii(text[:6]),
)
def test_a_huge_text_is_refused_at_once(text: str) -> None:
    # Looking at each character once for every other would take days.
    with pytest.raises(InputError) as caught:
        read_edtf(text, lasting=True)
    assert len(str(caught.value)) < 1000


def test_nothing_is_written_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    for text in ("2012/..", "../2012", "", "2012-0X", "201X-04", "nonsense"):
        with suppress(InputError):
            read_edtf(text, lasting=True)
    assert capsys.readouterr() == ("", "")


def test_blank_is_undated() -> None:
    for text in ("", " ", "\t\n", string.whitespace):
        assert read_edtf(text, lasting=True) == read_edtf(text, lasting=False) == UNDATED
