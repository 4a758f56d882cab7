"""ACLED in a graph, on rows that are made up: who took part as what, and what a list of deletions closes."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest

from tertius.graph.connect import Driver, Target
from tertius.graph.write import Writer
from tertius.loading.loader import RawRow
from tertius.loading.loading import load
from tertius.loading.report import LoadReport
from tertius_loaders.acled import LOADER
from tertius_loaders.acled.options import AcledOptions

Row: TypeAlias = Callable[..., RawRow]
Load: TypeAlias = Callable[..., LoadReport]

_TOOK_PART = "MATCH (o:Organization)-[t:PARTICIPATED_IN]->(e:Event {id: $event}) RETURN o.name AS name, t.side AS side"
_EVENT = (
    "MATCH (e:Event {id: $event})-[:OCCURRED_AT]->(p:Place) "
    "RETURN e.edtf AS edtf, e.kind AS kind, e.deaths_best AS deaths, p.name AS place"
)
_EVENTS = (
    "MATCH (c:Claim {kind: 'EVENT_RECORD'}) WHERE c.recorded_to IS NULL RETURN c.record AS record ORDER BY c.record"
)


@pytest.fixture
def loads(empty_db: Target, driver: Driver, tmp_path: Path) -> Load:
    """Give a function that loads rows as an export of a day."""

    def run(day: str, rows: Sequence[RawRow], *, deleted: Sequence[str] = (), complete: bool = False) -> LoadReport:
        path = tmp_path / f"{day}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0].values))
            writer.writeheader()
            writer.writerows(row.values for row in rows)
        deletions = None
        if deleted:
            deletions = tmp_path / f"{day}-deleted.csv"
            lines = "".join(f"{key},1800000000\n" for key in deleted)
            deletions.write_text(f"event_id_cnty,deleted_timestamp\n{lines}", encoding="utf-8")
        document = LOADER.open(path, options=AcledOptions(release=day, deletions=deletions))
        return load(document, driver, empty_db.database, complete=complete, yes=True)

    return run


def test_who_took_part_as_what_and_where(row: Row, loads: Load, writer: Writer) -> None:
    loads("2024-06-01", [row(time_precision="3", geo_precision="3", actor2="Civilians (Mali)", inter2="Civilians")])
    took_part = {(r["name"], r["side"]) for r in writer.rows(_TOOK_PART, event="acled:event-XXA101")}
    assert took_part == {
        ("Harbour Brigade", "side_a"),
        ("Dockers", "with_a"),
        ("Crane Operators", "with_a"),
        ("Civilians (Mali)", "side_b"),
        ("Coast Guard of Ruritania", "with_b"),
    }
    (event,) = writer.rows(_EVENT, event="acled:event-XXA101")
    assert dict(event) == {"edtf": "2024-05", "kind": "Battles: Armed clash", "deaths": 3, "place": "Gao"}
    (civilians,) = writer.rows("MATCH (o:Organization {name: 'Civilians (Mali)'}) RETURN o.kind AS kind")
    assert civilians["kind"] == "category"


def test_deleted_events_are_closed_and_others_stay(row: Row, loads: Load, writer: Writer) -> None:
    loads("2024-06-01", [row(), row(event_id_cnty="XXA102"), row(event_id_cnty="XXA103")])
    report = loads("2024-06-08", [row(fatalities="4"), row(event_id_cnty="XXA102")], deleted=["XXA102", "XXA999"])
    assert (report.changed, report.closed) == (1, 1)
    assert [r["record"] for r in writer.rows(_EVENTS)] == ["event XXA101", "event XXA103"]


def test_a_complete_export_closes_what_is_gone_from_its_own_types_and_days(
    row: Row, loads: Load, writer: Writer
) -> None:
    riot = {"event_type": "Riots", "sub_event_type": "Mob violence"}
    loads(
        "2024-06-01",
        [
            row(event_date="2024-05-01"),
            row(event_id_cnty="XXA102", event_date="2024-05-10"),
            row(event_id_cnty="XXA103", event_date="2024-05-31"),
            row(event_id_cnty="XXA104", event_date="2024-05-10", **riot),
            row(event_id_cnty="XXA105", event_date="2024-04-30"),
        ],
    )
    later = [row(event_date="2024-05-01"), row(event_id_cnty="XXA103", event_date="2024-05-31")]
    report = loads("2024-06-08", later, complete=True)
    assert report.closed == 1
    assert [r["record"] for r in writer.rows(_EVENTS)] == [f"event XXA10{n}" for n in (1, 3, 4, 5)]
    older = loads("2024-05-01", [row(event_date="2024-05-01", fatalities="9")])
    assert older.changed == 0, "an export called by an earlier day has not the last word"
