"""The values that an attribute's claim can give."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.model.claim_values import check_value, parse_location
from tertius.model.claims import RECORD_VALUES
from tertius.model.kinds import EVENT_RECORD, TIE_KINDS

DATED = ("BORN", "DIED", "ESTABLISHED", "ANNOUNCED", "DISSOLVED", "OCCURRED")
GOOD_VALUES = {
    **dict.fromkeys(("NAME", "ALIAS", "KIND", "EXTERNAL_ID"), "Ansar al-Din"),
    **dict.fromkeys(("COUNTRY", "NATIONALITY"), "ML"),
    "LOCATION": "16.27,-0.04",
    **dict.fromkeys(("DEATHS_BEST", "DEATHS_LOW", "DEATHS_HIGH"), "12"),
}


@pytest.mark.parametrize("kind", ["COUNTRY", "NATIONALITY"])
@pytest.mark.parametrize("value", ["ml", "MLI", "M", "A1", "M ", "ÄÖ", "Mali", "ＭＬ", "", "12", "XX", "UK", "EU"])
def test_a_country_is_a_code_that_iso_3166_assigned(kind: str, value: str) -> None:
    with pytest.raises(InputError) as caught:
        check_value(kind, value)
    assert caught.value.where == "value"


@pytest.mark.parametrize("value", ["-1", "1.0", "1e3", "about 10", "٣", "²", "1_000", "1,000", " 7", "1234567890", ""])
def test_a_count_of_lives_is_a_whole_number(value: str) -> None:
    for kind in ("DEATHS_BEST", "DEATHS_LOW", "DEATHS_HIGH"):
        with pytest.raises(InputError):
            check_value(kind, value)


@pytest.mark.parametrize("kind", [*TIE_KINDS, *DATED, EVENT_RECORD, "x", ""])
def test_a_kind_without_a_value_takes_none(kind: str) -> None:
    with pytest.raises(InputError):
        check_value(kind, "x")


@pytest.mark.parametrize("kind", GOOD_VALUES)
def test_a_good_value_passes(kind: str) -> None:
    check_value(kind, GOOD_VALUES[kind])


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_location_is_read_back_exactly(latitude: float, longitude: float) -> None:
    assume(abs(latitude) > 1e-20 or latitude == 0)
    assume(abs(longitude) > 1e-20 or longitude == 0)
    assert parse_location(f"{latitude},{longitude}") == (latitude, longitude)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("16.27,-0.04", (16.27, -0.04)),
        ("+90, 180", (90.0, 180.0)),
        (" -90.0 ,-180. ", (-90.0, -180.0)),
        ("0,0", (0, 0)),
    ],
)
def test_a_location_is_latitude_and_longitude(text: str, place: tuple[float, float]) -> None:
    assert parse_location(text) == place


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            ",",
            "16.27",
            "16.27,",
            ",0",
            "16.27;-0.04",
            "16,27,0,04",
            "1,2,3",
            "N16,E2",
            "91,0",
            "0,181",
            "-90.001,0",
        ),
        *(
            "nan,0",
            "0,nan",
            "inf,0",
            "0,-infinity",
            "1_6,2",
            "１６,2",
            "٣,٤",
            "0x10,2",
            "16.27,-0.04\x00",
            "1e9,0",
            "1e1,0",
        ),
        "9" * 1_000_000,
        "1." + "0" * 1_000_000 + ",0",
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_location_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_location(text)
    assert caught.value.where == "value"
    assert len(str(caught.value)) < 500


def test_what_a_record_can_say_is_of_one_type_each() -> None:
    assert {name: kind.__name__ for name, kind in RECORD_VALUES.items()} == {
        **dict.fromkeys(("name", "event_kind", "citation", "remark"), "str"),
        **dict.fromkeys(("deaths_best", "deaths_low", "deaths_high", "deaths_civilians"), "int"),
        **dict.fromkeys(("sources", "date_precision", "place_precision"), "int"),
        **dict.fromkeys(("latitude", "longitude"), "float"),
    }
