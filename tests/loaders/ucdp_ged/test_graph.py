"""Editions of GED in a graph, in every order: published rows, put together anew."""

import csv
import itertools
from pathlib import Path

import pytest

from tertius.graph.connect import Driver, Target
from tertius.graph.wipe import wipe
from tertius.graph.write import Writer
from tertius.loading.loading import load
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
    ("annual", "events", "category"),
    [
        ("GEDEvent_v23_1.csv", {"event 3", "event 4"}, False),
        ("ged_231_mexico.csv", {"event 2", "event 3", "event 4"}, True),
    ],
    ids=["the release", "a part of it"],
)
def test_editions_say_the_same_in_whichever_order_they_are_loaded(
    empty_db: Target, driver: Driver, tmp_path: Path, annual: str, events: set[str], category: bool
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
        kinds = {record for record in current if record.startswith("ucdp:actor-9999 kind")}
        assert bool(kinds) is category, [file.name for file in order]
        said.append(current)
    assert all(current == said[0] for current in said)
