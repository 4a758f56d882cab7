"""The list of countries, against that of the system's time zone database where there is one."""

from pathlib import Path

import pytest

from tertius.errors import InputError
from tertius.model.countries import COUNTRIES, check_country

TABLE = Path("/usr/share/zoneinfo/iso3166.tab")


def test_there_are_249_of_them() -> None:
    # ISO's own count: https://www.iso.org/iso-3166-country-codes.html (officially assigned codes)
    assert len(COUNTRIES) == 249
    assert {"ML", "DZ", "NE", "SS", "CD", "PS", "EH", "GB"} <= COUNTRIES
    assert not {"UK", "EU", "XK", "AN", "YU", "ZZ", "XX"} & COUNTRIES


@pytest.mark.skipif(not TABLE.exists(), reason="no time zone database on this system")
def test_they_are_those_of_the_time_zone_database() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    assert {line.split("\t")[0] for line in lines if not line.startswith("#")} == COUNTRIES


@pytest.mark.parametrize(
    ("written", "meant"), [("UK", "GB"), ("uk", "GB"), ("EL", "GR"), ("ml", "ML"), ("ZR", "CD"), ("Mali", "such as ML")]
)
def test_what_was_probably_meant(written: str, meant: str) -> None:
    with pytest.raises(InputError, match="is no country code") as refused:
        check_country(written)
    assert meant in refused.value.next_step
