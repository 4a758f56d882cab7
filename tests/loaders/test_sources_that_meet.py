"""Three sources in one graph: UCDP's actors and events meet by UCDP's ids; nothing of ACLED meets them by a name."""

import csv
from pathlib import Path

import pytest

from tertius.graph.connect import Driver, Target
from tertius.graph.write import Writer
from tertius.loading.loading import load
from tertius.loading.rebuilding import rebuild
from tertius_loaders.acled import LOADER as ACLED
from tertius_loaders.acled.options import AcledOptions
from tertius_loaders.acled.shape import COLUMNS
from tertius_loaders.ucdp_actors import LOADER as ACTORS
from tertius_loaders.ucdp_ged import LOADER as GED
from tertius_loaders.ucdp_ged.options import GedOptions

HERE = Path(__file__).parent
LIST = HERE / "ucdp_actors" / "data" / "ucdp-actor-221-cut.csv"
EVENTS = HERE / "ucdp_ged" / "files" / "ged_231_mexico.csv"
SINALOA = "ucdp:actor-775"

MADE_UP = dict.fromkeys(COLUMNS, "") | {
    "event_id_cnty": "MEX1",
    "event_date": "2020-05-16",
    "time_precision": "1",
    "event_type": "Battles",
    "actor1": "Sinaloa Cartel",
    "actor2": "Civilians (Mexico)",
    "country": "Mexico",
    "iso": "484",
}


@pytest.fixture
def loaded(empty_db: Target, driver: Driver, tmp_path: Path) -> Target:
    """Load fifty actors, Mexican events, and one event in the form of ACLED's, which is made up."""
    export = tmp_path / "mexico.csv"
    with export.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(MADE_UP))
        writer.writeheader()
        writer.writerow(MADE_UP)
    for document in (
        ACTORS.open(LIST),
        GED.open(EVENTS, options=GedOptions(release="23.1")),
        ACLED.open(export, options=AcledOptions(release="2026-11-20")),
    ):
        report = load(document, driver, empty_db.database)
        assert report.bad_rows == 0
    return empty_db


def test_actors_of_events_are_those_of_the_list(loaded: Target, driver: Driver, writer: Writer) -> None:
    with EVENTS.open(encoding="utf-8-sig", newline="") as file:
        fought = sum("775" in (row["side_a_new_id"], row["side_b_new_id"]) for row in csv.DictReader(file))
    (sinaloa,) = writer.rows(
        "MATCH (o:Organization {id: $id}) RETURN o.name AS name, o.kind AS kind, "
        "COUNT { (o)-[:PARTICIPATED_IN]->(:Event) } AS events, COUNT { (o)<-[:SPLIT_FROM]-() } AS splinters",
        id=SINALOA,
    )
    assert dict(sinaloa) == {"name": "Sinaloa Cartel", "kind": "group", "events": fought, "splinters": 1}
    (named,) = writer.rows(
        "MATCH (c:Claim {kind: 'NAME'})-[:ABOUT]->(:Organization {id: $id}) "
        "RETURN collect(DISTINCT c.source_id) AS sources",
        id=SINALOA,
    )
    assert sorted(named["sources"]) == ["ucdp-actor", "ucdp-ged"]
    assert not rebuild(driver, loaded.database)


def test_the_two_of_ucdp_are_one_voice(loaded: Target, writer: Writer) -> None:
    assert loaded
    origins = {
        row["id"]: row["origins"]
        for row in writer.rows("MATCH (s:Source) RETURN s.id AS id, s.derived_from AS origins")
        if row["origins"]
    }
    assert origins == {"ucdp-actor": ["ucdp"], "ucdp-ged": ["ucdp"]}


def test_one_name_in_two_authorities_is_two_organizations(loaded: Target, writer: Writer) -> None:
    assert loaded
    rows = writer.rows("MATCH (o:Organization {name: 'Sinaloa Cartel'}) RETURN o.id AS id, labels(o) AS labels")
    ids = {row["id"]: row["labels"] for row in rows}
    assert len(ids) == 2
    assert SINALOA in ids
    assert {id_.partition(":")[0] for id_ in ids} == {"ucdp", "acled"}
    assert not any("Merged" in labels for labels in ids.values())
    (between,) = writer.rows(
        "MATCH (a:Entity)-[t]-(b:Entity) WHERE a.id STARTS WITH 'acled:' AND b.id STARTS WITH 'ucdp:' "
        "RETURN count(t) AS n"
    )
    assert between["n"] == 0
