"""Editions of GED in a graph, in every order: published rows, put together anew."""

import csv
import itertools
from pathlib import Path
from typing import Any

import pytest

from tertius.graph.connect import Driver, Target
from tertius.graph.wipe import wipe
from tertius.graph.write import Writer
from tertius.loading.digest import graph_digest
from tertius.loading.loading import load
from tertius.loading.opening import open_documents
from tertius_loaders.ucdp_ged import LOADER
from tertius_loaders.ucdp_ged.options import GedOptions

FILES = Path(__file__).parent / "files"
_CURRENT = (
    "MATCH (c:Claim) WHERE c.recorded_to IS NULL AND c.kind IN ['EVENT_RECORD', 'OPPOSED', 'NAME', 'KIND'] "
    "RETURN c.record AS record, c.digest AS digest"
)


def written(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def published(name: str) -> dict[str, str]:
    with (FILES / name).open(encoding="utf-8", newline="") as file:
        return next(csv.DictReader(file))


@pytest.mark.parametrize(
    ("annual", "events"),
    [
        ("GEDEvent_v23_1.csv", {"event 3", "event 4"}),
        ("ged_231_mexico.csv", {"event 2", "event 3", "event 4"}),
    ],
    ids=["the release", "a part of it"],
)
def test_editions_say_the_same_in_whichever_order_they_are_loaded(
    empty_db: Target, driver: Driver, tmp_path: Path, annual: str, events: set[str]
) -> None:
    mexico, car = published("ged_231_mexico.csv"), published("ged_231_car.csv")
    year = {"year": "2022", "date_start": "2022-11-05", "date_end": "2022-11-05", "date_prec": "1"}
    unknown = {"side_b_new_id": "9999", "side_b": "XXX9999 - unidentified", "code_status": "Check dyad"}
    before = {"year": "2021", "date_start": "2021-11-05", "date_end": "2021-11-05", "date_prec": "1"}
    candidate = written(
        tmp_path / "GEDEvent_v22_0_11.csv", mexico | year | unknown | {"id": "1"}, car | year | {"id": "2"}
    )
    release = written(
        tmp_path / annual, mexico | year | {"id": "3", "side_b_new_id": "9999", "side_b": "A known group"}
    )
    older = written(tmp_path / "GEDEvent_v22_1.csv", mexico | before | {"id": "4"})
    writer = Writer(driver, empty_db.database)
    said = []
    for order in itertools.permutations((candidate, release, older)):
        wipe(driver, empty_db.database)
        for file in order:
            assert not load(LOADER.open(file, options=GedOptions()), driver, empty_db.database, yes=True).bad_rows
        current = {row["record"]: row["digest"] for row in writer.rows(_CURRENT)}
        assert {record for record in current if record.startswith("event ")} == events, [file.name for file in order]
        assert not any(record.startswith("ucdp:actor-9999 kind") for record in current), "the release identifies it"
        said.append(current)
    assert all(current == said[0] for current in said)


def test_files_of_several_releases_at_once_are_loads_of_their_own_in_their_order(
    empty_db: Target, driver: Driver, tmp_path: Path
) -> None:
    mexico, car = published("ged_231_mexico.csv"), published("ged_231_car.csv")
    year = {"year": "2022", "date_start": "2022-11-05", "date_end": "2022-11-05", "date_prec": "1"}
    later = {"year": "2023", "date_start": "2023-02-05", "date_end": "2023-02-05", "date_prec": "1"}
    files = [
        written(tmp_path / "GEDEvent_v22_0_11.csv", mexico | year | {"id": "1"}, car | year | {"id": "2"}),
        written(tmp_path / "GEDEvent_v22_01_22_12.csv", mexico | year | {"id": "1", "best": "9", "high": "9"}),
        written(tmp_path / "ged231.csv", mexico | year | {"id": "1", "best": "7", "high": "9"}),
        written(tmp_path / "GEDEvent_v23_0_2.csv", mexico | later | {"id": "3"}),
    ]
    states = set()
    for together, order in ((True, (3, 1, 0, 2)), (False, (0, 1, 2, 3)), (True, (2, 3, 1, 0)), (False, (2, 0, 3, 1))):
        wipe(driver, empty_db.database)
        given = [files[at] for at in order]
        groups = [given] if together else [[file] for file in given]
        opened = [one for group in groups for one in open_documents(LOADER, group)]
        if together:
            assert [document.release.version for _, document in opened] == ["22.0.11", "22.01.22.12", "23.0.2", "23.1"]
        for _, document in opened:
            assert not load(document, driver, empty_db.database, yes=True).bad_rows
        states.add(graph_digest(driver, empty_db.database))
    assert len(states) == 1
    current = Writer(driver, empty_db.database).rows(_CURRENT)
    assert {row["record"] for row in current if row["record"].startswith("event ")} == {"event 1", "event 3"}


_OPPOSED = "MATCH (:Organization)-[t:OPPOSED]->(:Organization) RETURN t.stint + 1900 AS year ORDER BY year"


@pytest.mark.parametrize(
    ("options", "gone"),
    [
        ({}, True),
        ({"country": ("MX",)}, True),
        ({"type_of_violence": ("one-sided",)}, True),
        ({"active_year": False}, True),
        ({"years": "1990..1995"}, True),
        ({"country": ("GT",)}, False),
        ({"years": "2000.."}, False),
        ({"active_year": True}, False),
    ],
    ids=str,
)
@pytest.mark.parametrize("elsewhere", [False, True], ids=["there alone", "in another country, too"])
def test_who_was_against_whom_stands_as_long_as_an_event_says_it(
    empty_db: Target, driver: Driver, tmp_path: Path, options: dict[str, Any], gone: bool, elsewhere: bool
) -> None:
    event = published("ged_231_mexico.csv")
    other = event | {"id": "5", "side_a_new_id": "8001", "side_a": "Another", "dyad_new_id": "99001", "year": "1993"}
    other |= {"date_start": "1993-05-01", "date_end": "1993-05-01"}
    guatemala = event | {"id": "6", "country": "Guatemala", "country_id": "90", "adm_1": "", "adm_2": ""}
    rest = [other, guatemala] if elsewhere else [other]
    first = written(tmp_path / "GEDEvent_v22_1.csv", event, *rest)
    second = written(tmp_path / "GEDEvent_v23_1.csv", *rest)
    load(LOADER.open(first), driver, empty_db.database)
    writer = Writer(driver, empty_db.database)
    assert [row["year"] for row in writer.rows(_OPPOSED)] == [1993, int(event["year"])]
    chosen = LOADER.open(second, options=GedOptions(**options))
    load(chosen, driver, empty_db.database, complete=True, yes=True)
    stands = elsewhere or not gone
    assert [row["year"] for row in writer.rows(_OPPOSED)] == [1993] + [int(event["year"])] * stands
