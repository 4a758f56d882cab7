from typing import Any

import pytest
from pydantic import ValidationError

from tertius.errors import InputError
from tertius_loaders.ucdp_ged.options import GedOptions
from tertius_loaders.ucdp_ged.selecting import Selection


@pytest.mark.parametrize(
    ("years", "first", "last"),
    [
        ("", None, None),
        ("2010", 2010, 2010),
        ("2010..2015", 2010, 2015),
        ("2010..", 2010, None),
        ("..2015", None, 2015),
    ],
)
def test_years(years: str, first: int | None, last: int | None) -> None:
    assert GedOptions(years=years).selection() == Selection(first_year=first, last_year=last)


@pytest.mark.parametrize("years", ["..", "2015..2010", "20", "2010-2015", "2010 2015", "20102015", "0001..", "next"])
def test_what_are_no_years(years: str) -> None:
    with pytest.raises(InputError) as refused:
        GedOptions(years=years).selection()
    assert refused.value.where == "years"


# Gleditsch and Ward: 432 Mali, 490 DR Congo, 678 Yemen (North) and 680 South Yemen, 365 Russia.
@pytest.mark.parametrize(
    ("country", "numbers"),
    [
        ("ML", {"432"}),
        ("ml", {"432"}),
        ("Mali", {"432"}),
        ("DR Congo (Zaire)", {"490"}),
        ("dr congo (zaire)", {"490"}),
        ("432", {"432"}),
        ("YE", {"678", "680"}),
        ("347", {"347"}),
    ],
)
def test_countries(country: str, numbers: set[str]) -> None:
    assert GedOptions(country=(country,)).selection().countries == numbers


def test_a_country_that_there_is_not_leads_to_the_nearest() -> None:
    with pytest.raises(InputError, match="Malli") as refused:
        GedOptions(country=("Malli",)).selection()
    assert "Did you mean Mali?" in refused.value.next_step


def test_types_of_violence_and_active_years() -> None:
    options: dict[str, Any] = {"type_of_violence": ("state-based", "one-sided"), "active_year": True}
    assert GedOptions(**options).selection() == Selection(violence=frozenset({"1", "3"}), active="1")


@pytest.mark.parametrize("options", [{"type_of_violence": ("1",)}, {"coalitions": "split"}, {"from": "2010"}])
def test_what_is_no_option_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GedOptions(**options)


def test_members_of_coalitions_need_the_list_that_names_them() -> None:
    options: dict[str, Any] = {"coalitions": "members"}
    with pytest.raises(InputError, match="list of actors") as refused:
        GedOptions(**options)
    assert refused.value.where == "actors"


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ({"actors": "ucdp-actor-231.csv"}, "actors"),
        ({"all_events": True, "type_of_violence": ("non-state",)}, "all_events"),
        ({"all_events": True, "active_year": False}, "all_events"),
    ],
)
def test_an_option_that_says_nothing_beside_the_others_is_refused(options: dict[str, Any], where: str) -> None:
    with pytest.raises(InputError) as refused:
        GedOptions(**options)
    assert refused.value.where == where
    assert "--" in refused.value.next_step


@pytest.mark.parametrize(
    ("called", "version"),
    [
        ("23.1", "23.1"),
        ("GED 23.1", "23.1"),
        ("v23.1", "23.1"),
        ("23_1", "23.1"),
        ("23-1", "23.1"),
        (" UCDP GED version 23.01 ", "23.1"),
        ("2023.1", "23.1"),
        ("GEDEvent_v23_1.csv", "23.1"),
        ("ged231-csv.zip", "23.1"),
        ("26.0.3", "26.0.3"),
        ("Candidate v26.0.03", "26.0.3"),
        ("26.1.26.6", "26.01.26.06"),
        ("GEDEvent_v26_01_26_06", "26.01.26.06"),
    ],
)
def test_a_release_is_called_as_ucdp_calls_it(called: str, version: str) -> None:
    assert GedOptions(release=called).release == version


@pytest.mark.parametrize(
    "called", ["2023", "231", "mine", "23.1 corrected", "26.0.13", "1.5", "23.1.2.3.4", "23", "２３.1"]
)
def test_a_release_that_cannot_be_put_in_order_is_refused(called: str) -> None:
    with pytest.raises(InputError) as refused:
        GedOptions(release=called)
    assert refused.value.where == "release"
    assert all(form in refused.value.next_step for form in ("23.1", "26.0.3", "26.01.26.06"))


def test_the_recipe_is_one_for_every_way_of_saying_the_same() -> None:
    assert GedOptions().recipe() == ""
    assert GedOptions(country=("Mali", "TD")).recipe() == GedOptions(country=("TD", "ML", "432")).recipe()
    assert GedOptions(years="2010").recipe() == GedOptions(years="2010..2010").recipe()
    every: dict[str, Any] = {
        "years": "2010..",
        "country": ("ML",),
        "type_of_violence": ("non-state",),
        "active_year": False,
        "coalitions": "members",
        "actors": "ucdp-actor-231.csv",
    }
    assert GedOptions(**every).recipe() == " years=2010.. countries=432 violence=2 active=0 coalitions=members"
    assert GedOptions(release="23.1").recipe() == ""
