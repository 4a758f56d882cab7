"""How an export is opened, what a complete one covers, and what a list of deletions withdraws. All rows are made up."""

import csv
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TypeAlias

import pytest

from tertius.errors import DataError, InputError
from tertius.loading.loader import BadRow, Document, Extent, RawRow
from tertius.model.claims import Claim
from tertius_loaders.acled import LOADER
from tertius_loaders.acled.options import AcledOptions

DAY = "2026-11-20"
NAMED = AcledOptions(release=DAY)

Row: TypeAlias = Callable[..., RawRow]
Write: TypeAlias = Callable[[str, Sequence[RawRow]], Path]


@pytest.fixture
def export(tmp_path: Path) -> Write:
    """Give a function that writes rows as an export."""

    def write(name: str, rows: Sequence[RawRow]) -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0].values))
            writer.writeheader()
            writer.writerows(row.values for row in rows)
        return path

    return write


def events(document: Document) -> list[str]:
    """Return the ids of the events that the document's rows are about."""
    found = []
    for row in document.rows():
        assert not isinstance(row, BadRow)
        found += [str(c.entity("event")) for c in document.shape(row).claims if c.entity("event")]
    return found


def said(document: Document) -> list[Claim]:
    return [claim for row in document.rows() if isinstance(row, RawRow) for claim in document.shape(row).claims]


def test_an_export_is_streamed_row_by_row(row: Row, export: Write) -> None:
    path = export("mali.csv", [row(), row(event_id_cnty="XXA102")])
    document = LOADER.open(path, options=NAMED)
    assert document.release.id == f"acled@{DAY}"
    assert events(document) == ["acled:event-XXA101", "acled:event-XXA102"]
    assert document.withdrawn is None
    assert document.coverage is None


def test_columns_of_older_exports_are_in_capitals_and_some_are_not_there_any_more(row: Row, export: Write) -> None:
    old = {column.upper().replace("SOURCE_SCALE", "SOURCE SCALE"): text for column, text in row().values.items()}
    old |= {"DATA_ID": "7", "EVENT_ID_NO_CNTY": "101", "ISO3": "MLI", "INTER1": "2", "INTERACTION": "12"}
    del old["DISORDER_TYPE"], old["TAGS"], old["CIVILIAN_TARGETING"]
    for later, earlier in (("ASSOC_ACTOR_1", "ALLY_ACTOR_1"), ("ASSOC_ACTOR_2", "ALLY_ACTOR_2")):
        oldest = {earlier if column == later else column: text for column, text in old.items()}
        document = LOADER.open(export("old.csv", [RawRow("old.csv", 2, oldest)]), options=NAMED)
        assert events(document) == ["acled:event-XXA101"]
        assert not any("olumn" in note for note in document.notes)
        assert said(document) == said(LOADER.open(export("new.csv", [RawRow("new.csv", 2, old)]), options=NAMED))


def test_days_in_another_format_are_read_once_it_is_told(row: Row, export: Write) -> None:
    path = export("excel.csv", [row(event_date="06/05/2024"), row(event_id_cnty="XXA102", event_date="31/02/2024")])
    document = LOADER.open(path, options=AcledOptions(release=DAY, date_format="DD/MM/YYYY"))
    good, bad = document.rows()
    assert isinstance(good, RawRow)
    assert document.shape(good).claims[0].edtf == "2024-05-06"
    assert document.records is not None
    assert len(document.records(good)) == len(document.shape(good).claims)
    assert isinstance(bad, RawRow)
    with pytest.raises(InputError) as refused:
        document.shape(bad)
    assert refused.value.where == "event_date"
    assert [row.values["event_date"] for row in (good, bad)] == ["06/05/2024", "31/02/2024"], "set aside as they stand"


def test_an_event_that_came_back_is_not_withdrawn_for_a_day_that_is_none(row: Row, export: Write) -> None:
    path = export("excel.csv", [row(event_date="31/02/2024")])
    deletions = export("gone.csv", [RawRow("d", 2, {"event_id_cnty": "XXA101", "deleted_timestamp": "1"})])
    document = LOADER.open(path, options=AcledOptions(release=DAY, date_format="DD/MM/YYYY", deletions=deletions))
    (bad,) = document.rows()
    with pytest.raises(InputError):
        document.shape(bad)
    assert document.withdrawn is not None
    assert not list(document.withdrawn())


def test_columns_of_population_are_told_to_be_left_out(row: Row, export: Write) -> None:
    counted = RawRow("made-up.csv", 2, {**row().values, "population_best": "12000"})
    notes = LOADER.open(export("mali.csv", [counted]), options=NAMED).notes
    assert any("population_best" in note for note in notes)
    assert not any("olumn" in note for note in LOADER.open(export("mali.csv", [row()]), options=NAMED).notes)


def test_what_counts_as_not_observed_is_told_with_the_next_step(row: Row, export: Write) -> None:
    path = export("mali.csv", [row()])
    assert "--all-events" in "".join(LOADER.open(path, options=NAMED).notes)
    assert not LOADER.open(path, options=AcledOptions(release=DAY, all_events=True)).notes
    (told,) = LOADER.open(path, options=AcledOptions(release=DAY, event_type=("Battles",))).notes
    assert "does not say of any day that nothing happened" in told


def test_whether_an_event_is_deleted_is_not_guessed_from_a_time_that_cannot_be_read(row: Row, export: Write) -> None:
    deletions = export("gone.csv", [RawRow("d", 2, {"event_id_cnty": "XXA102", "deleted_timestamp": "1716400000"})])
    rows = [row(timestamp="May 2024"), row(event_id_cnty="XXA102", timestamp="2024-05-21 14:00")]
    document = LOADER.open(export("mali.csv", rows), options=AcledOptions(release=DAY, deletions=deletions))
    _, bad = document.rows()
    assert isinstance(bad, BadRow)
    assert (bad.line, bad.column, bad.value) == (3, "timestamp", "2024-05-21 14:00")
    assert document.withdrawn is not None
    assert not list(document.withdrawn())


def test_deleted_events_are_withdrawn_unless_they_came_back(row: Row, export: Write) -> None:
    rows = [
        row(),
        row(event_id_cnty="XXA102", timestamp="1716300000"),
        row(event_id_cnty="XXA103", timestamp="1716300000"),
        row(event_id_cnty="XXA104"),
    ]
    deletions = export(
        "deleted.csv",
        [
            RawRow("deleted.csv", 2, {"event_id_cnty": "XXA102", "deleted_timestamp": "1716400000"}),
            RawRow("deleted.csv", 3, {"event_id_cnty": "XXA103", "deleted_timestamp": "1716200000"}),
            RawRow("deleted.csv", 4, {"event_id_cnty": "XXA104", "deleted_timestamp": ""}),
            RawRow("deleted.csv", 5, {"event_id_cnty": "XXA999", "deleted_timestamp": "1716400000"}),
        ],
    )
    document = LOADER.open(export("mali.csv", rows), options=AcledOptions(release=DAY, deletions=deletions))
    assert events(document) == ["acled:event-XXA101", "acled:event-XXA103"]
    assert document.withdrawn is not None
    assert sorted(document.withdrawn()) == ["event XXA102", "event XXA104", "event XXA999"]


@pytest.mark.parametrize(
    "cells",
    [
        {"event_id_cnty": "", "deleted_timestamp": "1716400000"},
        {"event_id_cnty": "XXA1", "deleted_timestamp": "yesterday"},
        {"event": "XXA1", "deleted_timestamp": "1716400000"},
    ],
)
def test_a_list_of_deletions_that_cannot_be_read_whole_withdraws_nothing(
    row: Row, export: Write, cells: dict[str, str]
) -> None:
    deletions = export("deleted.csv", [RawRow("deleted.csv", 2, cells)])
    path = export("mali.csv", [row()])
    with pytest.raises(DataError) as error:
        LOADER.open(path, options=AcledOptions(release=DAY, deletions=deletions))
    assert "deleted.csv" in error.value.where


def test_a_list_of_deletions_is_no_export(export: Write) -> None:
    path = export("deleted.csv", [RawRow("x", 2, {"event_id_cnty": "XXA1", "deleted_timestamp": "1716400000"})])
    with pytest.raises(DataError, match="list of deletions"):
        LOADER.open(path)


def test_a_file_without_a_column_is_refused(row: Row, export: Write) -> None:
    cells = {column: text for column, text in row().values.items() if column != "time_precision"}
    with pytest.raises(DataError, match="no column time_precision"):
        LOADER.open(export("mali.csv", [RawRow("x", 2, cells)]))


def test_a_complete_export_covers_the_types_countries_and_days_that_it_has(row: Row, export: Write) -> None:
    rows = [
        row(event_date="2024-03-01"),
        row(event_id_cnty="XXA102", event_date="2024-03-31", event_type="Riots"),
        row(event_id_cnty="XXB101", event_date="2024-05-05", country="Niger", iso="562"),
        row(event_id_cnty="XXA103", event_date="somewhen"),
    ]
    document = LOADER.open(export("mali.csv", rows), options=NAMED)
    for raw in document.rows():
        assert isinstance(raw, RawRow)
        with suppress(InputError):
            document.shape(raw)
    assert isinstance(document.scope, Extent)
    kept = Extent(document.scope.releases, document.scope.parts)
    covered = {
        part: (document.scope("2024-01-01", part), kept("2024-01-01", part))
        for part in (
            "2024-03-15 / Battles / Mali",
            "2024-03-31 / Riots / Mali",
            "2024-02-29 / Battles / Mali",
            "2024-04-01 / Battles / Mali",
            "2024-03-15 / Protests / Mali",
            "2024-03-15 / Battles / Niger",
            "2024-05-05 / Riots / Niger",
            "",
        )
    }
    assert [part for part, yes in covered.items() if yes == (True, True)] == [
        "2024-03-15 / Battles / Mali",
        "2024-03-31 / Riots / Mali",
        "2024-05-05 / Riots / Niger",
    ]
    assert set(covered.values()) == {(True, True), (False, False)}


def test_days_without_events_are_known_only_if_the_user_says_that_the_file_has_all(row: Row, export: Write) -> None:
    rows = [row(event_date="2024-03-01"), row(event_id_cnty="XXA102", event_date="2024-03-31")]
    document = LOADER.open(export("mali.csv", rows), options=AcledOptions(release=DAY, all_events=True))
    places = {
        entity.id for raw in document.rows() if isinstance(raw, RawRow) for entity in document.shape(raw).entities
    }
    assert document.coverage is not None
    (coverage,) = document.coverage()
    assert (coverage.first, coverage.last) == (date(2024, 3, 1), date(2024, 3, 31))
    assert coverage.place in places


def test_a_row_that_cannot_be_shaped_covers_no_day(row: Row, export: Write) -> None:
    rows = [row(), row(event_id_cnty="XXB101", country="Niger", iso="562", geo_precision="9")]
    document = LOADER.open(export("two.csv", rows), options=AcledOptions(release=DAY, all_events=True))
    places = set()
    for raw in document.rows():
        assert isinstance(raw, RawRow)
        with suppress(InputError):
            places |= {entity.id for entity in document.shape(raw).entities}
    assert document.coverage is not None
    (coverage,) = document.coverage()
    assert coverage.place in places


def test_exports_called_by_their_days_know_which_is_newer(row: Row, export: Write) -> None:
    path = export("mali.csv", [row()])
    newer = LOADER.open(path, options=AcledOptions(release="2026-11-20")).newer
    assert newer is not None
    assert [v for v in ("2026-11-19", "2026-11-20", "2026-11-27", "mali") if newer(v)] == ["2026-11-27"]
    with pytest.raises(DataError, match="which day the export is") as asked:
        LOADER.open(path)
    assert "--release" in asked.value.next_step


def test_a_country_whose_code_is_not_known_is_not_passed_over(row: Row, export: Write) -> None:
    rows = [row(iso=""), row(event_id_cnty="XXB101", country="Ruritania", iso="")]
    path = export("two.csv", rows)
    good, bad = LOADER.open(path, options=AcledOptions(release=DAY, country=("ML",))).rows()
    assert isinstance(good, RawRow)
    assert isinstance(bad, BadRow)
    assert (bad.column, bad.row["event_id_cnty"]) == ("iso", "XXB101")
    (only,) = LOADER.open(path, options=AcledOptions(release=DAY, country=("Ruritania",))).rows()
    assert isinstance(only, RawRow)
