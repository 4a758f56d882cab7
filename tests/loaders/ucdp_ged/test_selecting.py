import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius_loaders.ucdp_ged.selecting import Selection, event_part

ROW = {"year": "2009", "country_id": "482", "type_of_violence": "1", "active_year": "1"}

selections = st.builds(
    Selection,
    first_year=st.none() | st.integers(2007, 2010),
    last_year=st.none() | st.integers(2008, 2011),
    countries=st.frozensets(st.sampled_from(["48", "482", "500"])),
    violence=st.frozensets(st.sampled_from(["1", "2", "3"])),
    active=st.sampled_from(["", "0", "1"]),
)


@given(
    selections,
    st.integers(2006, 2012),
    st.sampled_from([48, 482, 500]),
    st.integers(1, 3),
    st.booleans(),
    st.booleans(),
)
def test_a_load_covers_the_part_of_an_event_exactly_if_it_takes_its_row(
    selection: Selection, year: int, country: int, violence: int, active: bool, words: bool
) -> None:
    row = {
        "year": str(year),
        "country_id": str(country),
        "type_of_violence": str(violence),
        "active_year": str(active).lower() if words else str(int(active)),
    }
    part = event_part(year, country, violence, active)
    assert (re.fullmatch(selection.parts(), part) is not None) is selection.takes(row)
    assert (re.fullmatch(selection.parts(of_events=True), part) is not None) is selection.takes(row)
    assert (re.fullmatch(selection.parts(last=2009), part) is not None) is (selection.takes(row) and year <= 2009)


@pytest.mark.parametrize(
    ("selection", "part", "covered"),
    [
        (Selection(), "", True),
        (Selection(), "2009", True),
        (Selection(first_year=2009, last_year=2010), "", False),
        (Selection(first_year=2009, last_year=2010), "2009", True),
        (Selection(first_year=2009, last_year=2010), "2011", False),
        (Selection(countries=frozenset({"482"})), "", False),
        (Selection(countries=frozenset({"482"})), "2009", False),
        (Selection(violence=frozenset({"1"})), "2009", False),
        (Selection(active="1"), "2009", False),
    ],
)
def test_names_and_dyads_are_covered_where_nothing_that_could_say_them_is_left_out(
    selection: Selection, part: str, covered: bool
) -> None:
    assert (re.fullmatch(selection.parts(), part) is not None) is covered
    assert re.fullmatch(selection.parts(of_events=True), part) is None


@given(selections, st.fixed_dictionaries({name: st.sampled_from(["0", "1", "2", "482", "2009"]) for name in ROW}))
def test_numbers_as_spreadsheets_write_them_are_selected_alike(selection: Selection, row: dict[str, str]) -> None:
    for zeros in (".0", ".00"):
        assert selection.takes({name: text + zeros for name, text in row.items()}) is selection.takes(row)
    half = Selection(2009, 2009, frozenset({"482"}), frozenset({"1"}), "1")
    assert half.takes({name: text + ".5" for name, text in row.items()}), "it cannot be told"


@pytest.mark.parametrize("column", ROW)
def test_a_row_that_cannot_be_told_is_not_passed_over(column: str) -> None:
    selection = Selection(2009, 2009, frozenset({"482"}), frozenset({"1"}), "1")
    assert selection.takes(ROW)
    assert selection.takes({**ROW, column: "?"})
    assert not selection.takes({**ROW, column: {"active_year": "0", "type_of_violence": "2"}.get(column, "2100")})


def test_a_year_that_ends_before_it_starts_covers_nothing() -> None:
    assert re.fullmatch(Selection(first_year=2012).parts(last=2009), "2010 482 1 1") is None
