"""Rows of GED as the loader hands them on, read by Python's own csv module, and what the loader makes of them."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tertius.loading.loader import RawRow, Shaped
from tertius.model.claims import Claim
from tertius.model.kinds import EVENT_RECORD
from tertius_loaders.ucdp_ged.shape import Shaper

FILES = Path(__file__).parent / "files"


@pytest.fixture
def rows_of() -> Callable[[str], list[dict[str, str]]]:
    """Read the rows of a file, without its line of tags."""

    def read(name: str) -> list[dict[str, str]]:
        with (FILES / name).open(encoding="utf-8-sig", newline="") as file:
            return [row for row in csv.DictReader(file) if row["id"]]

    return read


EVENT = {
    "id": "182027",
    "relid": "MEX-1992-2-14353-10",
    "year": "1992",
    "active_year": "0",
    "code_status": "Clear",
    "type_of_violence": "2",
    "dyad_new_id": "14353",
    "dyad_name": "Sinaloa Cartel - Tijuana Cartel",
    "side_a_new_id": "775",
    "side_a": "Sinaloa Cartel",
    "side_b_new_id": "799",
    "side_b": "Tijuana Cartel",
    "number_of_sources": "-1",
    "source_article": "San Diego Union Tribune, 29 May 1993",
    "where_prec": "1",
    "where_coordinates": "Puerto Vallarta town",
    "adm_1": "Jalisco state",
    "adm_2": "Puerto Vallarta municipality",
    "latitude": "20.617",
    "longitude": "-105.23018",
    "country": "Mexico",
    "country_id": "70",
    "region": "Americas",
    "event_clarity": "1",
    "date_prec": "4",
    "date_start": "1992-11-01",
    "date_end": "1992-11-30",
    "deaths_a": "0",
    "deaths_b": "0",
    "deaths_civilians": "0",
    "deaths_unknown": "6",
    "best": "6",
    "high": "6",
    "low": "6",
    "gwnoa": "",
    "gwnob": "",
}
"""An event as GED 23.1 has it, but for what nobody reads."""


@pytest.fixture(scope="session")
def event() -> dict[str, str]:
    """Give the event's row."""
    return EVENT


@pytest.fixture
def shaped() -> Callable[..., Shaped]:
    """Say what the event above says, with some of its cells changed."""
    shaper = Shaper()
    return lambda **cells: shaper.shape(RawRow("ged.csv", 2, {**EVENT, **cells}))


@pytest.fixture
def event_of(shaped: Callable[..., Shaped]) -> Callable[..., Claim]:
    """Return the record of the event above, with some of its cells changed."""

    def record(**cells: str) -> Claim:
        return next(claim for claim in shaped(**cells).claims if claim.kind == EVENT_RECORD)

    return record
