"""Gleditsch and Ward's numbers, against codes that are known from elsewhere."""

import pytest

from tertius.model.countries import COUNTRIES
from tertius_loaders.ucdp.states import ISO_OF_NAME, ISO_OF_STATE


def test_every_code_is_one_of_iso_3166() -> None:
    assert {*ISO_OF_STATE.values(), *ISO_OF_NAME.values()} <= COUNTRIES
    assert all(number.isdigit() and not number.startswith("0") for number in ISO_OF_STATE)


# From the states that UCDP names beside their numbers in its actor list; today's territory for those that are gone.
@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("70", "MX"),
        ("404", "GW"),
        ("432", "ML"),
        ("436", "NE"),
        ("475", "NG"),
        ("484", "CG"),
        ("490", "CD"),
        ("345", "RS"),
        ("365", "RU"),
        ("678", "YE"),
        ("680", "YE"),
        ("731", "KP"),
        ("732", "KR"),
        ("751", "IN"),
        ("816", "VN"),
        ("817", "VN"),
        ("910", "PG"),
    ],
)
def test_states_have_the_code_of_their_territory(number: str, code: str) -> None:
    assert ISO_OF_STATE[number] == code


def test_what_iso_has_no_code_for_is_left_out() -> None:
    assert "347" not in ISO_OF_STATE, "Kosovo"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("Congo", "CG"),
        ("DR Congo (Zaire)", "CD"),
        ("Guinea", "GN"),
        ("Guinea-Bissau", "GW"),
        ("Papua New Guinea", "PG"),
        ("Austria", "AT"),
        ("Australia", "AU"),
        ("South Yemen", "YE"),
        ("Russia (Soviet Union)", "RU"),
        ("United Kingdom", "GB"),
        ("eSwatini (Swaziland)", "SZ"),
    ],
)
def test_names_that_are_easily_confused(name: str, code: str) -> None:
    assert ISO_OF_NAME[name] == code


def test_a_state_that_lies_in_two_countries_of_today_is_left_out() -> None:
    assert "Czechoslovakia" not in ISO_OF_NAME
