"""What one release says otherwise than another, on the real database, against changes made by hand."""

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tertius.errors import InputError, NotFoundError
from tertius.graph.connect import Driver, Target
from tertius.graph.write import Writer
from tertius.loading.loader import Extent
from tertius.loading.loading import load
from tertius.loading.undoing import undo
from tertius.model.claims import Claim
from tertius.model.sources import Release, Source
from tertius.records.load_changes import Change, changes
from tertius.records.load_moments import moments
from tertius_loaders.acled import LOADER as ACLED
from tertius_loaders.acled.options import AcledOptions
from tertius_loaders.acled.shape import COLUMNS
from tertius_loaders.ucdp_ged import LOADER
from tertius_loaders.ucdp_ged.options import GedOptions
from two_releases import ACTORS, BY_GROUP, FIRST, PLACES, SECOND, document


@pytest.fixture
def loaded(driver: Driver, empty_db: Target, writer: Writer) -> Writer:
    for claims, version in ((FIRST, "1.1"), (SECOND, "2.1")):
        load(document(claims, version), driver, empty_db.database, complete=True, yes=True)
    return writer


def found(writer: Writer, *names: str) -> list[Change]:
    return list(changes(writer, *moments(writer, *names)))


def test_changes_by_year_and_country(loaded: Writer) -> None:
    one = found(loaded, "1.1", "2.1")
    assert Counter((change.year, change.country, change.change) for change in one) == BY_GROUP
    told = {(change.record, change.change): change for change in one}
    moved = told["e2", "re-dated"]
    assert (moved.id, moved.before, moved.after) == ("x:e2", "2012-05-01", "2013-05-02")
    deadly = told["e2", "deaths"]
    assert (deadly.before, deadly.after) == ("deaths best 1", "deaths best 4")
    assert (told["e5", "places"].before, told["e5", "places"].after) == ("A well", "Gao")
    assert told["e6", "sides"].after == "side a The Owls; side b The Wild Cats"
    renamed = told["name o2, new", "renamed"]
    assert (renamed.name, renamed.before, renamed.after) == ("The Grey Bats", "The Bats", "The Grey Bats")
    assert (told["name o3", "renamed"].before, told["name o3", "renamed"].after) == ("The Cats", "The Wild Cats")
    assert (told["e7", "other"].before, told["e7", "other"].after) == ("", "note as told by others")
    assert told["e9", "added"].after == "2015-03-02; deaths best 1; Gao; side a The Owls; side b The Grey Bats"
    assert told["e4", "withdrawn"].after == ""


@pytest.mark.parametrize("names", [("days:1", "days:2"), ("days@1.1", "days@2.1"), ("2.1",), ("days:2",)])
def test_loads_and_releases_by_any_of_their_names(loaded: Writer, names: tuple[str, ...]) -> None:
    assert len(found(loaded, *names)) == sum(BY_GROUP.values())


def test_the_other_way_round_what_was_added_is_withdrawn(loaded: Writer) -> None:
    def turned(change: Change) -> Change:
        other = {"added": "withdrawn", "withdrawn": "added"}
        return replace(change, change=other.get(change.change, change.change), before=change.after, after=change.before)

    key = lambda change: (change.claim, change.change)  # noqa: E731
    there = {key(turned(change)): turned(change) for change in found(loaded, "1.1", "2.1")}
    back = {key(change): change for change in found(loaded, "2.1", "1.1")}
    of_names = {one for one in (*there, *back) if one[1] == "renamed"}
    assert {one: there[one] for one in there.keys() - of_names} == {one: back[one] for one in back.keys() - of_names}
    assert sorted((there[one].before, there[one].after) for one in there.keys() & of_names) == sorted(
        (back[one].before, back[one].after) for one in back.keys() & of_names
    )


def test_the_first_load_added_everything_and_the_same_again_nothing(
    loaded: Writer, driver: Driver, empty_db: Target
) -> None:
    assert Counter(change.change for change in found(loaded, "1.1")) == {"added": 7, "other": len(PLACES + ACTORS)}
    again = load(replace(document(SECOND, "2.2")), driver, empty_db.database, complete=True)
    assert found(loaded, "2.1", "2.2") == []
    assert found(loaded, str(again.run_id)) == []


def test_what_was_undone_is_still_told_and_what_stands_differs_by_nothing(
    loaded: Writer, driver: Driver, empty_db: Target
) -> None:
    undo("days:2", driver, empty_db.database)
    assert len(found(loaded, "days:2")) == sum(BY_GROUP.values())
    load(document(FIRST, "1.2"), driver, empty_db.database, complete=True)
    assert found(loaded, "1.1", "1.2") == []


def test_what_is_gone_keeps_the_name_that_it_had(loaded: Writer, driver: Driver, empty_db: Target) -> None:
    load(document(PLACES, "3.1"), driver, empty_db.database, complete=True, yes=True)
    gone = {change.id: change.name for change in found(loaded, "3.1") if change.id.startswith("x:o")}
    assert gone == {"x:o1": "The Owls", "x:o2": "The Grey Bats", "x:o3": "The Wild Cats"}
    (lost,) = [change for change in found(loaded, "3.1") if change.record == "e6"]
    assert "side a The Owls; side b The Wild Cats" in lost.before


def _part(claims: list[Claim], *places: str) -> list[Claim]:
    """Return what is not an event, and of the events those at these places, which are their parts."""
    parted = [replace(one, part=dict(one.about)["place"]) if one.kind == "EVENT_RECORD" else one for one in claims]
    return [one for one in parted if not one.part or one.part in places]


def _of(writer: Writer, what: str, *names: str) -> set[str]:
    return {change.record for change in found(writer, *names) if change.change == what}


def test_what_was_not_asked_for_is_not_withdrawn(driver: Driver, empty_db: Target, writer: Writer) -> None:
    def loads(claims: list[Claim], version: str, *places: str) -> str:
        scope = Extent(parts="|".join(("", *places)))
        some = replace(document(_part(claims, *places), version), scope=scope, loader=f"only {places}")
        return str(load(some, driver, empty_db.database, complete=True, yes=True).run_id)

    everywhere = ("x:l1", "x:l2", "x:l3")
    first = loads(FIRST, "1.1", *everywhere)
    undo(first, driver, empty_db.database)
    second = loads(SECOND, "2.1", "x:l1")  # the same source, another part of it
    assert _of(writer, "withdrawn", first, second) == set()
    assert _of(writer, "not asked for", first, second) == {"e3", "e4"}
    assert _of(writer, "added", first, second) == {"e9"}
    assert _of(writer, "added", second, first) == set()
    assert _of(writer, "newly asked for", second, first) == {"e3", "e4"}
    assert _of(writer, "withdrawn", second, first) == {"e9"}
    third = loads(SECOND, "2.2", *everywhere)
    assert _of(writer, "newly asked for", second, third) == {"e8"}
    assert _of(writer, "withdrawn", first, third) == {"e3", "e4"}, "asked for, and not there"


def test_an_event_that_a_filter_drops_since_it_changed_is_not_withdrawn(
    driver: Driver, empty_db: Target, tmp_path: Path
) -> None:
    files = Path(__file__).parents[1] / "loaders" / "ucdp_ged" / "files"
    with (files / "ged_231_mexico.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            {**row, "year": "2012", "date_start": "2012-05-01", "date_end": "2012-05-01"}
            for row in csv.DictReader(file)
        ]
    stays, moves, goes = rows[:3]
    runs = []
    moved = [stays, moves | {"year": "2011", "date_start": "2011-05-01", "date_end": "2011-05-01"}]
    for version, some, years in (
        ("22_1", [stays, moves, goes], "2012.."),
        ("23_1", moved, "2012.."),
        ("23_1", moved, ""),
    ):
        path = tmp_path / f"GEDEvent_v{version}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(stays))
            writer.writeheader()
            writer.writerows(some)
        opened = LOADER.open(path, options=GedOptions(years=years))
        runs.append(str(load(opened, driver, empty_db.database, complete=True, yes=True).run_id))
    graph = Writer(driver, empty_db.database)
    assert _of(graph, "withdrawn", *runs[:2]) == {f"event {goes['id']}"}
    assert _of(graph, "not asked for", *runs[:2]) == {f"event {moves['id']}"}
    assert _of(graph, "newly asked for", *runs[1:]) == {f"event {moves['id']}"}, "the last load left it out"
    assert _of(graph, "added", *runs[1:]) == set()


def test_a_candidate_event_that_the_annual_release_does_not_have_is_withdrawn_by_it(
    driver: Driver, empty_db: Target, tmp_path: Path
) -> None:
    files = Path(__file__).parents[1] / "loaders" / "ucdp_ged" / "files"
    with (files / "ged_231_mexico.csv").open(encoding="utf-8", newline="") as file:
        of_2022 = {"year": "2022", "date_start": "2022-11-05", "date_end": "2022-11-05"}
        stays, goes, comes = [{**row, **of_2022} for row, _ in zip(csv.DictReader(file), range(3), strict=False)]
    runs = []
    # a part of the release, and then all of it, in which another event is gone that had come as a candidate
    for name, some in (
        ("GEDEvent_v22_0_11.csv", [stays, goes]),
        ("ged_231_mexico.csv", [stays, comes]),
        ("GEDEvent_v24_1.csv", [comes]),
    ):
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(stays))
            writer.writeheader()
            writer.writerows(some)
        opened = LOADER.open(tmp_path / name, options=GedOptions())
        runs.append(str(load(opened, driver, empty_db.database, complete=True, yes=True).run_id))
    graph = Writer(driver, empty_db.database)
    candidate, part, whole = runs
    for names, gone, come in (((candidate, part), goes, {comes["id"]}), ((part, whole), stays, set())):
        assert _of(graph, "withdrawn", *names) == {f"event {gone['id']}"}
        assert _of(graph, "not asked for", *names) == set()
        assert _of(graph, "added", *names) | _of(graph, "newly asked for", *names) == {f"event {one}" for one in come}


MEXICO = Path(__file__).parents[1] / "loaders" / "ucdp_ged" / "files" / "ged_231_mexico.csv"


def _of_month(month: int, *countries: tuple[str, str]) -> list[dict[str, str]]:
    """Return an event of a month of 2026 in each country, as GED writes it."""
    with MEXICO.open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    day = {"year": "2026", "date_start": f"2026-{month:02}-05", "date_end": f"2026-{month:02}-05"}
    return [
        {**row, **day, "id": f"{month}{number}", "country": country, "country_id": number}
        for country, number in countries
    ]


def _written(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


BOTH = (("Mexico", "70"), ("Guatemala", "90"))


@pytest.mark.parametrize("first", ["GEDEvent_v26_0_3.csv", "GEDEvent_v26_1.csv", "GEDEvent_v26_01_26_03.csv"])
def test_the_events_of_another_month_are_added_and_those_that_a_filter_left_out_newly_asked_for(
    driver: Driver, empty_db: Target, tmp_path: Path, first: str
) -> None:
    march, april = _of_month(3, *BOTH), _of_month(4, *BOTH)
    if "v26_1" in first:
        march = [
            {key: value.replace("2026-", "2025-") for key, value in row.items()} | {"year": "2025"} for row in march
        ]
    runs = []
    for name, rows, country in (
        (first, march, ("Mexico",)),
        ("GEDEvent_v26_0_4.csv", april, ("Mexico",)),
        ("GEDEvent_v26_0_4.csv", april, ()),  # the filter is widened
        ("GEDEvent_v26_0_5.csv", _of_month(5, *BOTH), ()),
        (first, march, ()),
    ):
        opened = LOADER.open(_written(tmp_path / name, rows), options=GedOptions(country=country))
        runs.append(str(load(opened, driver, empty_db.database, complete=True, yes=True).run_id))
    graph = Writer(driver, empty_db.database)
    for number, added, asked in (
        (1, {"event 470"}, set()),
        (2, set(), {"event 490"}),
        (3, {"event 570", "event 590"}, set()),
        (4, set(), {"event 390"}),
    ):
        pair = runs[number - 1], runs[number]
        assert (_of(graph, "added", *pair), _of(graph, "newly asked for", *pair)) == (added, asked), number
        assert (_of(graph, "withdrawn", *reversed(pair)), _of(graph, "not asked for", *reversed(pair))) == (
            added,
            asked,
        )
    assert _of(graph, "added", runs[0], runs[4]) == {"event 470", "event 490", "event 570", "event 590"}


def test_the_events_of_the_next_days_of_an_export_are_added(driver: Driver, empty_db: Target, tmp_path: Path) -> None:
    one = {**dict.fromkeys(COLUMNS, ""), "time_precision": "1", "event_type": "Battles", "geo_precision": "1"}
    one |= {"actor1": "Harbour Brigade", "location": "Gao", "latitude": "16.27", "longitude": "-0.04"}
    one |= {"fatalities": "3", "inter1": "Rebel group", "interaction": "Sole rebel group action"}

    def row(number: int, day: int, country: str = "Mali", iso: str = "466") -> dict[str, str]:
        there = {"country": country, "iso": iso, "event_date": f"2024-05-{day:02}", "year": "2024"}
        return one | there | {"event_id_cnty": f"XXA{number}", "timestamp": "1716300000"}

    days = [row(1, 2), row(2, 9, "Niger", "562")]
    runs = []
    for release, rows, country in (
        ("2024-05-15", days, ("Mali",)),
        ("2024-05-22", [*days, row(3, 10)], ("Mali",)),
        ("2024-05-23", [*days, row(3, 10)], ()),
    ):
        opened = ACLED.open(
            _written(tmp_path / f"{release}.csv", rows), options=AcledOptions(release=release, country=country)
        )
        runs.append(str(load(opened, driver, empty_db.database, complete=True, yes=True).run_id))
    graph = Writer(driver, empty_db.database)
    for pair, added, asked in ((runs[:2], {"XXA3"}, set()), (runs[1:], set(), {"XXA2"})):
        for what, expected in (("added", added), ("newly asked for", asked)):
            assert {record.split()[-1] for record in _of(graph, what, *pair)} == expected


def test_what_cannot_be_compared(loaded: Writer, driver: Driver, empty_db: Target) -> None:
    with pytest.raises(NotFoundError, match=r"no load and no loaded release '3\.1'"):
        moments(loaded, "3.1")
    other = document([], "1.1")
    load(
        replace(other, source=Source(id="nights", title="Nights"), release=Release(source="nights", version="1.1")),
        driver,
    )
    with pytest.raises(InputError, match=r"Several sources have a release 1\.1") as refused:
        moments(loaded, "1.1")
    assert "days@1.1 or nights@1.1" in refused.value.next_step
    with pytest.raises(InputError, match="is a load of days, nights:1 one of nights"):
        moments(loaded, "days:1", "nights:1")
