"""Opening GED's files in all their shapes, which are those of published files."""

import csv
import gzip
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tertius.errors import DataError, InputError
from tertius.loading.loader import BadRow, Coverage, Document, Extent, RawRow
from tertius.reading.table import ADDED
from tertius_loaders.ucdp_ged import LOADER
from tertius_loaders.ucdp_ged.columns import GED_COLUMNS
from tertius_loaders.ucdp_ged.options import GedOptions

FILES = Path(__file__).parent / "files"
SAMPLE, MEXICO, CAR, BGD = (
    FILES / name
    for name in ("ucdp_ged_231_sample.csv", "ged_231_mexico.csv", "ged_231_car.csv", "conflict_data_BGD.csv")
)
COLUMNS_OF_19_1 = """
id year active_year type_of_violence conflict_new_id conflict_name dyad_new_id dyad_name side_a_new_id gwnoa side_a
side_b_new_id gwnob side_b number_of_sources source_article source_office source_date source_headline source_original
where_prec where_coordinates adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region
event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown low best high
""".split()  # noqa: SIM905 - as a table


def opened(*paths: Path, **options: Any) -> Document:  # noqa: ANN401 - an option's value
    return LOADER.open(*paths, options=GedOptions(**options))


def rows(document: Document) -> list[RawRow]:
    found = list(document.rows())
    assert all(isinstance(row, RawRow) for row in found)
    return [row for row in found if isinstance(row, RawRow)]


def records(document: Document) -> list[str]:
    return [document.shape(row).claims[0].record for row in rows(document)]


def published(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, header: list[str] | None, table: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if header:
            writer.writerow(header)
        writer.writerows(table)
    return path


@pytest.mark.parametrize(("path", "count"), [(SAMPLE, 36), (MEXICO, 49), (CAR, 30), (BGD, 31)])
def test_every_published_shape(path: Path, count: int) -> None:
    document = opened(path, release="23.1")
    events = records(document)
    assert len(events) == len(set(events)) == count
    assert events == [f"event {row['id']}" for row in published(path) if row["id"]]


def test_a_cell_with_line_breaks_is_one_cell() -> None:
    broken = {row["id"]: row["source_article"] for row in published(MEXICO) if "\n" in row["source_article"]}
    assert broken
    document = opened(MEXICO)
    said = {}
    for row in rows(document):
        claim = document.shape(row).claims[0]
        said[row.values["id"]] = str(dict(claim.values)["citation"])
        if row.values["id"] in broken:
            assert claim.locator == f"event {row.values['id']}"
    assert all("\n" in said[key] for key in broken)


def test_release_19_1_has_fewer_columns(tmp_path: Path) -> None:
    sample = published(SAMPLE)
    file = write(tmp_path / "ged191.csv", COLUMNS_OF_19_1, [[row[name] for name in COLUMNS_OF_19_1] for row in sample])
    document = opened(file)
    assert document.release.id == "ucdp-ged@19.1"
    assert records(document) == records(opened(SAMPLE))


def test_a_candidate_file_without_a_header(tmp_path: Path) -> None:
    table = [[row[name] for name in GED_COLUMNS] for row in published(SAMPLE)]
    document = opened(write(tmp_path / "GEDEvent_v26_0_3.csv", None, table))
    assert document.release.version == "26.0.3"
    assert records(document) == records(opened(SAMPLE))
    assert rows(document)[0].line == 1


def test_a_file_without_a_header_and_with_other_columns_says_so(tmp_path: Path) -> None:
    table = [[row[name] for name in COLUMNS_OF_19_1] for row in published(SAMPLE)]
    with pytest.raises(DataError, match="its first one has 42 cells, not the 49 of GED"):
        opened(write(tmp_path / "GEDEvent_v26_0_3.csv", None, table))


def test_zip_and_gzip(tmp_path: Path) -> None:
    packed = tmp_path / "ged231-csv.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(SAMPLE, "GEDEvent_v23_1.csv")
    squeezed = tmp_path / "ged_231.csv.gz"
    squeezed.write_bytes(gzip.compress(SAMPLE.read_bytes()))
    for file in (packed, squeezed):
        document = opened(file)
        assert document.release.version == "23.1"
        assert records(document) == records(opened(SAMPLE))


def test_several_files_of_one_release_are_one_document() -> None:
    both = opened(MEXICO, CAR)
    assert records(both) == records(opened(MEXICO)) + records(opened(CAR))
    assert {row.file for row in rows(both)} == {MEXICO.name, CAR.name}
    assert both.release.sha256 not in (opened(MEXICO).release.sha256, opened(CAR).release.sha256)


def test_files_of_several_releases_are_loaded_one_after_another(tmp_path: Path) -> None:
    other = tmp_path / "GEDEvent_v22_1.csv"
    other.write_bytes(CAR.read_bytes())
    with pytest.raises(DataError, match=r"is of release 23\.1, GEDEvent_v22_1\.csv of 22\.1"):
        opened(MEXICO, other)
    assert opened(MEXICO, other, release="23.1").release.version == "23.1"
    candidate, again = tmp_path / "GEDEvent_v22_0_11.csv", tmp_path / "GEDEvent_v22_01_22_12.csv"
    assert LOADER.by_release([MEXICO, again, other, CAR, candidate]) == [
        (other,),
        (candidate,),
        (again,),
        (MEXICO, CAR),
    ]
    assert LOADER.by_release([MEXICO, other], options=GedOptions(release="23.1")) == [(MEXICO, other)]
    for name in ("mexico.csv", "GEDEvent_v1_5.csv"):
        with pytest.raises(DataError, match="release") as refused:
            LOADER.by_release([MEXICO, tmp_path / name])
        assert refused.value.where == str(tmp_path / name)
        assert "23.1" in refused.value.next_step


def test_a_release_that_no_name_tells_is_asked_for() -> None:
    with pytest.raises(DataError, match="which release") as refused:
        opened(BGD)
    assert "--release" in refused.value.next_step
    document = opened(BGD, release="23.1", published=date(2023, 6, 6))
    assert (document.release.version, document.release.published) == ("23.1", date(2023, 6, 6))


@pytest.mark.parametrize("column", ["id", "date_prec", "side_a_new_id", "low"])
def test_a_column_that_is_needed_and_missing(tmp_path: Path, column: str) -> None:
    names = [name for name in GED_COLUMNS if name != column]
    file = write(tmp_path / "ged231.csv", names, [[row[name] for name in names] for row in published(SAMPLE)])
    with pytest.raises(DataError, match=f"no column {column}") as refused:
        opened(file)
    assert refused.value.where == f"{file}, line 1"
    assert refused.value.next_step


def test_the_list_of_actors_is_told_by_its_columns(tmp_path: Path) -> None:
    file = tmp_path / "ucdp-actor-231.csv"
    file.write_text("ActorId,NameData\n1,Civilians\n", encoding="utf-8")
    with pytest.raises(DataError) as refused:
        opened(file, release="23.1")
    assert "tertius load ucdp-actors" in refused.value.next_step


def test_protests_are_told_to_be_no_ged(tmp_path: Path) -> None:
    named = tmp_path / "GEDEvent_v26_1_4_1101_2512.csv"
    named.write_bytes(SAMPLE.read_bytes())
    by_rows = write(
        tmp_path / "GEDEvent_v26_1.csv",
        list(GED_COLUMNS),
        [[(row | {"type_of_violence": "4"})[name] for name in GED_COLUMNS] for row in published(SAMPLE)],
    )
    for file in (named, by_rows):
        with pytest.raises(DataError, match="protests, which is no part of GED"):
            opened(file)


def test_a_row_without_a_sound_id_is_set_aside_as_nobody_knows_what(tmp_path: Path) -> None:
    for key in ("x", "", "²", "9" * 19, "9" * 5_000):
        table = [[(row | {"id": key})[name] for name in GED_COLUMNS] for row in published(SAMPLE)[:1]]
        (bad,) = opened(write(tmp_path / "ged231.csv", list(GED_COLUMNS), table)).rows()
        assert isinstance(bad, BadRow)
        assert (bad.line, bad.column, bad.value) == (2, "id", key[:200])


@pytest.mark.parametrize("year", ["9" * 5_000, "²"])
def test_a_year_that_is_none_does_not_stop_a_file_of_which_some_years_are_loaded(tmp_path: Path, year: str) -> None:
    first, *rest = published(MEXICO)
    table = [[row[name] for name in GED_COLUMNS] for row in (first | {"year": year}, *rest)]
    document = opened(write(tmp_path / "ged231.csv", list(GED_COLUMNS), table), years="1989..")
    one, *others = rows(document)
    with pytest.raises(InputError, match="The year"):
        document.shape(one)
    assert document.records is not None
    assert f"event {first['id']}" in document.records(one)
    assert len(others) == len(rest)


def test_the_candidate_file_of_april_is_no_file_of_protests(tmp_path: Path) -> None:
    table = [[row[name] for name in GED_COLUMNS] for row in published(SAMPLE)]
    file = write(tmp_path / "GEDEvent_v26_0_4.csv", list(GED_COLUMNS), table)
    assert opened(file).release.version == "26.0.4"


def test_rows_that_were_set_aside_close_and_cover_nothing_under_the_name_of_their_file(tmp_path: Path) -> None:
    header, set_aside = [*ADDED, *GED_COLUMNS], published(MEXICO)[:2]
    table = [["reason", "step", *(row[name] for name in GED_COLUMNS)] for row in set_aside]
    document = opened(write(tmp_path / "GEDEvent_v23_1.csv", header, table))
    assert records(document) == [f"event {row['id']}" for row in set_aside]
    assert document.part
    assert document.replaces is None
    assert document.coverage is None


@pytest.mark.parametrize(
    ("options", "taken"),
    [
        ({"years": "2010..2012"}, lambda row: "2010" <= row["year"] <= "2012"),
        ({"country": ("MX",)}, lambda row: row["country"] == "Mexico"),
        ({"type_of_violence": ("one-sided",)}, lambda row: row["type_of_violence"] == "3"),
        ({"active_year": False}, lambda row: row["active_year"] == "0"),
        (
            {"country": ("Mexico",), "type_of_violence": ("non-state",), "active_year": True},
            lambda row: (row["country"], row["type_of_violence"], row["active_year"]) == ("Mexico", "2", "1"),
        ),
    ],
)
def test_filters(options: dict[str, Any], taken: Callable[[dict[str, str]], bool]) -> None:
    expected = [f"event {row['id']}" for path in (MEXICO, SAMPLE) for row in published(path) if taken(row)]
    document = opened(MEXICO, SAMPLE, **options)
    assert records(document) == expected
    assert expected
    assert document.loader != opened(MEXICO, SAMPLE).loader


def test_a_filtered_load_is_complete_for_what_it_selects() -> None:
    scope = opened(MEXICO, country=("MX",), years="2010..").scope
    assert scope is not None
    assert scope("22.1", "2010 70 2 1")
    assert not scope("22.1", "2010 90 2 1")
    assert not scope("22.1", "2009 70 2 1")
    assert not scope("22.1", "")


def test_an_annual_release_closes_candidate_events_of_its_years(tmp_path: Path) -> None:
    official = tmp_path / "GEDEvent_v23_1.csv"
    official.write_bytes(SAMPLE.read_bytes())
    replaces = opened(official).replaces
    assert isinstance(replaces, Extent)
    assert replaces("22.0.11", "2022 70 2 1")
    assert replaces("22.01.22.12", "2022")
    assert not replaces("23.0.1", "2023 70 2 1")
    assert not replaces("22.1", "2021 70 2 1")
    assert not replaces("22.0.11", "")
    assert opened(SAMPLE, release="22.0.11").replaces is None


def test_a_file_that_may_be_a_part_of_a_release_replaces_events_of_its_countries_alone() -> None:
    document = opened(MEXICO)
    records(document)
    assert document.replaces is not None
    assert document.replaces("22.0.11", "2022 70 2 1")
    assert not document.replaces("22.0.11", "2022 482 2 1")
    assert not document.replaces("22.0.11", "2022")


def test_a_complete_file_that_may_be_a_part_of_a_release_covers_events_of_its_countries_alone() -> None:
    document = opened(MEXICO)
    scope = document.scope
    assert isinstance(scope, Extent)
    assert not scope("22.1", "2010 70 2 1"), "nothing is known before it is read"
    assert not re.fullmatch(scope.parts, "2010 70 2 1")
    records(document)
    parts = ["2010 70 2 1", "2010 482 2 1", "2010 7 2 1", "2010", "", "70", "2010 70"]
    assert [part for part in parts if scope("22.1", part)] == ["2010 70 2 1"]
    assert [part for part in parts if re.fullmatch(scope.parts, part)] == ["2010 70 2 1"], "as it is kept with the load"
    assert not scope("22.0.11", "2010 70 2 1")
    chosen = opened(MEXICO, country=("MX", "CF")).scope
    assert chosen is not None
    assert chosen("22.1", "2010 482 2 1"), "who names countries says that the file is of them"


def test_a_candidate_file_is_complete_for_the_events_of_its_months_alone(tmp_path: Path) -> None:
    official = tmp_path / "GEDEvent_v22_0_11.csv"
    official.write_bytes(SAMPLE.read_bytes())
    scope = opened(official).scope
    assert scope is not None
    assert scope("22.0.11", "2022 70 2 1")
    assert not scope("22.0.10", "2022 70 2 1")
    assert not scope("22.1", "2021 70 2 1")
    assert not scope("22.0.11", "")


def test_which_release_is_newer() -> None:
    newer = opened(MEXICO).newer
    assert newer is not None
    assert [version for version in ("22.1", "23.1", "23.0.1", "23.0.9", "24.1", "mine") if newer(version)] == [
        "23.0.9",
        "24.1",
    ]


def covered(document: Document) -> set[tuple[date, date]]:
    records(document)
    if document.coverage is None:
        return set()
    return {(one.first, one.last) for one in document.coverage() if isinstance(one, Coverage)}


def test_what_a_file_covers(tmp_path: Path) -> None:
    years = sorted(row["year"] for row in published(MEXICO))
    part = (date(int(years[0]), 1, 1), date(int(years[-1]), 12, 31))
    assert covered(opened(MEXICO)) == set(), "it may be a sample"
    assert covered(opened(MEXICO, all_events=True)) == {part}
    assert covered(opened(MEXICO, release="22.0.2")) == set()
    assert covered(opened(MEXICO, release="22.0.2", all_events=True)) == {(date(2022, 2, 1), date(2022, 2, 28))}
    official = tmp_path / "GEDEvent_v23_1.csv"
    official.write_bytes(MEXICO.read_bytes())
    assert covered(opened(official)) == {(date(1989, 1, 1), date(2022, 12, 31))}
    assert covered(opened(official, years="2010..2012")) == {(date(2010, 1, 1), date(2012, 12, 31))}
    assert covered(opened(official, release="22.0.2")) == {(date(2022, 2, 1), date(2022, 2, 28))}
    assert covered(opened(official, type_of_violence=("non-state",))) == set()


def test_what_counts_as_not_observed_is_told_with_the_next_step(tmp_path: Path) -> None:
    official = tmp_path / "GEDEvent_v23_1.csv"
    official.write_bytes(MEXICO.read_bytes())
    assert not opened(official).notes
    assert not opened(MEXICO, all_events=True).notes
    (told,) = opened(MEXICO).notes
    assert "counts as not observed" in told
    assert "--all-events" in told
    for path in (official, MEXICO):
        (told,) = opened(path, type_of_violence=("non-state",)).notes
        assert "does not say of any day that nothing happened" in told


def test_coverage_names_places_that_sound_rows_declare(tmp_path: Path) -> None:
    good, other = published(SAMPLE)[0], published(MEXICO)[0]
    table = [[row[name] for name in GED_COLUMNS] for row in (good, other | {"best": "some"})]
    document = opened(write(tmp_path / "ged231.csv", list(GED_COLUMNS), table))
    declared: set[str] = set()
    for row in rows(document):
        try:
            declared |= {entity.id for entity in document.shape(row).entities}
        except InputError:
            continue
    assert document.coverage is not None
    assert {one.place for one in document.coverage()} <= declared


def test_members_of_coalitions_come_from_the_list_of_actors(tmp_path: Path) -> None:
    side = published(MEXICO)[0]["side_a_new_id"]
    actors = tmp_path / "ucdp-actor-231.csv"
    actors.write_text(
        "ActorId,NameData,OSCoalitionID,NSCoalitionID\n"
        f'301,First of two,,{side}\n302,Second of two,,"{side}, 9999"\n303,Another,,\n',
        encoding="utf-8",
    )
    document = opened(MEXICO, coalitions="members", actors=actors)
    sides = {entity for row in rows(document) for role, entity in document.shape(row).claims[0].about}
    assert {"ucdp:actor-301", "ucdp:actor-302"} <= sides
    assert f"ucdp:actor-{side}" not in sides
    assert document.release.sha256 != opened(MEXICO).release.sha256


@pytest.mark.parametrize("header", ["id,year,side_a", "ActorId,NameData,OSCoalitionID"])
def test_a_file_that_is_no_list_of_actors_leaves_no_coalition_as_it_was(tmp_path: Path, header: str) -> None:
    other = tmp_path / "other.csv"
    other.write_text(f"{header}\n1,2,3\n", encoding="utf-8")
    with pytest.raises(DataError, match="not UCDP's list of actors") as refused:
        opened(MEXICO, coalitions="members", actors=other)
    assert "other.csv, line 1" in refused.value.where


def test_how_far_the_files_were_read() -> None:
    document = opened(MEXICO, CAR)
    assert re.fullmatch(r"[0-9a-f]{64}", document.release.sha256)
    assert document.position is not None
    places = [document.position() for _ in document.rows()]
    assert places == sorted(places)
    assert 0 <= places[0] < 1
    assert places[-1] > 0.5
    assert document.position() == 1.0
