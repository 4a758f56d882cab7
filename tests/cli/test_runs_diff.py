"""``tertius runs diff``: what one release says otherwise than another, counted or change by change."""

import csv
import io
import json
import subprocess
from collections.abc import Callable
from dataclasses import replace

import pytest

from tertius.graph.connect import Driver, Target
from tertius.loading.loading import load
from two_releases import BY_GROUP, FIRST, SECOND, document

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def loaded(driver: Driver, empty_db: Target) -> Target:
    for claims, version in ((FIRST, "1.1"), (SECOND, "2.1")):
        load(document(claims, version), driver, empty_db.database, complete=True, yes=True)
    return empty_db


def test_by_year_and_country(tertius: Run, loaded: Target) -> None:
    told = tertius("runs", "diff", "1.1", "2.1", on=loaded)
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == "days@2.1 (days:2) against days@1.1 (days:1)"
    assert "2 events added, 2 withdrawn" in lines[1]
    assert [line.split() for line in lines if line.startswith("2013")] == [
        ["2013", "Mali", "0", "0", "1", "1", "0", "0", "0", "0"],
        ["2013", "Niger", "0", "2", "0", "0", "0", "0", "0", "0"],
    ]
    few = tertius("runs", "diff", "2.1", "--limit", "2", on=loaded)
    assert "more rows: --limit 0 shows all" in few.stdout
    nothing = tertius("runs", "diff", "days:1", "days:1", on=loaded)
    assert "0 changes: both say the same." in nothing.stdout


def test_change_by_change(tertius: Run, loaded: Target) -> None:
    text = tertius("runs", "diff", "2.1", "--format", "csv", on=loaded).stdout.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    whole = json.loads(tertius("runs", "diff", "2.1", "--format", "json", on=loaded).stdout)
    assert len(rows) == sum(BY_GROUP.values())
    as_text = [{name: "" if value is None else str(value) for name, value in one.items()} for one in whole["changes"]]
    assert sorted(map(str, as_text)) == sorted(map(str, rows))
    assert {(row["change"], row["before"], row["after"]) for row in rows if row["record"] == "e2"} == {
        ("re-dated", "2012-05-01", "2013-05-02"),
        ("deaths", "deaths best 1", "deaths best 4"),
    }


def test_an_older_release_that_was_loaded_later_is_said_to_be(tertius: Run, driver: Driver, empty_db: Target) -> None:
    for version in ("2.1", "1.1"):
        newer = lambda other, version=version: other > version  # noqa: E731
        load(replace(document(FIRST, version), newer=newer), driver, empty_db.database)
    told = tertius("runs", "diff", "1.1", "2.1", on=empty_db)
    assert "days@1.1 (days:2) was loaded after days@2.1 (days:1)" in " ".join(told.stdout.split())
    assert "both say the same" not in told.stdout
    assert (
        "was loaded after"
        in json.loads(tertius("runs", "diff", "1.1", "2.1", "--format", "json", on=empty_db).stdout)["note"]
    )
    assert "was loaded after" in tertius("runs", "diff", "1.1", "2.1", "--format", "csv", on=empty_db).stderr
    assert "was loaded after" not in tertius("runs", "diff", "2.1", "1.1", on=empty_db).stdout
