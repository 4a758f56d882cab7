"""Versions and file names as UCDP's download pages have them (2018 to 2026)."""

import re
from datetime import date
from itertools import pairwise

import pytest

from tertius_loaders.ucdp_ged.editions import CANDIDATES, Kind, edition, is_official, is_protest, version_in


@pytest.mark.parametrize(
    ("name", "version", "official"),
    [
        ("GEDEvent_v26_1.csv", "26.1", True),
        ("GEDEvent_v23_1 (1).csv", "23.1", True),
        ("ged231-csv.zip", "23.1", True),
        ("ged191.csv", "19.1", True),
        ("GEDEvent_v26_0_3.csv", "26.0.3", True),
        ("GEDEvent_v26_0_4.csv", "26.0.4", True),
        ("GEDEvent_v22_0_4.csv", "22.0.4", True),
        ("GEDEvent_v25_0_11.csv", "25.0.11", True),
        ("GEDEvent_v26_01_26_04.csv", "26.01.26.04", True),
        ("GEDEvent_v26_4_26_6.csv", "26.4.26.6", True),
        ("GEDEvent_v26_01_26_06.csv", "26.01.26.06", True),
        ("gedevent_v24_1.CSV", "24.1", True),
        ("ged_231_car.csv", "23.1", False),
        ("ged_231_mexico.csv.gz", "23.1", False),
        ("ucdp_ged_231_sample1000.csv", "23.1", False),
        ("GEDEvent_v23_1_mali.csv", "23.1", False),
        ("conflict_data_BGD.csv", "", False),
        ("merged2310.csv", "", False),
        ("damaged231.csv", "", False),
    ],
)
def test_a_release_is_told_by_the_name_of_its_file(name: str, version: str, official: bool) -> None:
    assert version_in(name) == version
    assert is_official(name) is official
    assert not is_protest(name)


def test_protests_are_told_by_the_name_of_their_file() -> None:
    assert is_protest("GEDEvent_v26_1_4_1101_2512.csv")


@pytest.mark.parametrize(
    ("version", "kind", "first", "last"),
    [
        ("23.1", Kind.ANNUAL, date(1989, 1, 1), date(2022, 12, 31)),
        ("17.2", Kind.ANNUAL, date(1989, 1, 1), date(2016, 12, 31)),
        ("26.0.2", Kind.CANDIDATE, date(2026, 2, 1), date(2026, 2, 28)),
        ("24.0.2", Kind.CANDIDATE, date(2024, 2, 1), date(2024, 2, 29)),
        ("26.01.26.06", Kind.CANDIDATE, date(2026, 1, 1), date(2026, 6, 30)),
        ("25.01.25.12", Kind.CANDIDATE, date(2025, 1, 1), date(2025, 12, 31)),
        ("652.1601.1911", Kind.OTHER, None, None),
        ("5.0", Kind.OTHER, None, None),
        ("26.0.13", Kind.OTHER, None, None),
        ("26.06.26.01", Kind.OTHER, None, None),
        ("mali", Kind.OTHER, None, None),
    ],
)
def test_what_an_edition_covers(version: str, kind: Kind, first: date | None, last: date | None) -> None:
    found = edition(version)
    assert (found.kind, found.first, found.last) == (kind, first, last)
    assert (re.fullmatch(CANDIDATES, version) is not None) is (kind is Kind.CANDIDATE or version[:3] in ("26.",))


def test_editions_stand_in_the_order_in_which_they_were_published() -> None:
    # Candidate files come out about the 20th of the next month, annual releases in May or June.
    order = [
        "24.1",
        "25.0.1",
        "25.0.4",
        "25.1",
        "25.0.5",
        "25.0.12",
        "26.0.1",
        "26.0.3",
        "26.01.26.03",
        "26.1",
        "26.0.8",
    ]
    for older, newer in pairwise(order):
        assert edition(newer).is_newer_than(edition(older)), (older, newer)
        assert not edition(older).is_newer_than(edition(newer)), (older, newer)
    for version in order:
        assert not edition("mali").is_newer_than(edition(version))
        assert not edition(version).is_newer_than(edition("mali"))
        assert not edition(version).is_newer_than(edition(version))


@pytest.mark.parametrize(
    ("version", "told", "not_told"),
    [
        ("26.0.3", ["26.0.3"], ["26.0.2", "26.0.30", "26.1", "26x0x3", "26.01.26.03"]),
        (
            "26.01.26.06",
            ["26.0.1", "26.0.6", "26.01.26.03", "26.01.26.06"],
            ["26.0.7", "25.0.3", "26.01.26.09", "26.1"],
        ),
    ],
)
def test_a_candidate_file_of_several_months_speaks_for_those_months(
    version: str, told: list[str], not_told: list[str]
) -> None:
    pattern = edition(version).months()
    assert all(re.fullmatch(pattern, other) for other in told)
    assert not any(re.fullmatch(pattern, other) for other in not_told)
