"""What a poorer document takes away from claims is told, before it is done and after it, with the reason."""

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

from tertius.loading.facts import FACTS, facts_of, told
from tertius.loading.undoing import undo
from tertius.model.claims import RECORD_VALUES
from tertius_loaders.acled import LOADER as ACLED
from tertius_loaders.acled.options import AcledOptions
from tertius_loaders.ucdp_ged import LOADER as GED

Graph = Any
MadeUp = Any

GED_ROWS = Path(__file__).parents[1] / "loaders" / "ucdp_ged" / "files" / "ged_231_mexico.csv"


def written(path: Path, rows: list[dict[str, str]], without: tuple[str, ...]) -> Path:
    kept = [name for name in rows[0] if name not in without]
    path.parent.mkdir()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, kept, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_coordinates_that_a_poorer_file_of_the_release_lacks(graph: Graph, tmp_path: Path) -> None:
    with GED_ROWS.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))[:9]
    rich = GED.open(written(tmp_path / "rich" / "GEDEvent_v23_1.csv", rows, ()))
    poor = GED.open(
        written(tmp_path / "poor" / "ged_231_car.csv", rows, ("latitude", "longitude", "number_of_sources"))
    )
    first = graph.load(rich)
    assert first.lost == ()
    points = graph.value("MATCH (c:Claim) WHERE c.recorded_to IS NULL AND c.latitude IS NOT NULL RETURN count(c)")
    counts = graph.value("MATCH (c:Claim) WHERE c.recorded_to IS NULL AND c.sources IS NOT NULL RETURN count(c)")
    assert points == 9
    expected = ["latitude (9): the file has no column latitude", "longitude (9): the file has no column longitude"]
    expected += [f"number of sources ({counts}): the file has no column number_of_sources"] * bool(counts)
    foretold = graph.load(poor, dry_run=True)
    done = graph.load(poor)
    assert sorted(foretold.lost) == sorted(done.lost) == sorted(expected)
    undo(done.run_id, graph.driver)
    assert points == graph.value(
        "MATCH (c:Claim) WHERE c.recorded_to IS NULL AND c.latitude IS NOT NULL RETURN count(c)"
    )


def test_every_fact_that_a_revision_lacks_is_told(graph: Graph, alpha: MadeUp) -> None:
    values: dict[str, Any] = {name: {str: "said", int: 1, float: 1.5}[kind] for name, kind in RECORD_VALUES.items()}
    more = {"locator": "p. 1", "note": "a note", "hedge_word": "stated", "credibility": 2}
    event = alpha.event("r", "e1", "o1", "p1", "l1")
    rich, poor = replace(event, values=tuple(values.items()), **more), replace(event, edtf="", values=())
    tie = alpha.claim("t", "LEADS", "p1", "o1", when="2012", role="emir")
    entities = alpha.entities("e1", "o1", "p1", "l1")
    assert facts_of(rich) | facts_of(tie) == set(FACTS)
    graph.load(alpha.document([*entities, rich, tie]))
    second = alpha.document([*entities, poor, replace(tie, role="", edtf="")], version="2")
    done = graph.load(replace(second, lacks={"role": "no column"}))
    text = "; ".join(done.lost)
    assert all(name.replace("_", " ") in text for name in FACTS if name not in ("edtf", "sources"))
    assert "date (2)" in text
    assert "role (1): no column" in text


def test_what_a_complete_load_closes_is_told_by_kind(graph: Graph, alpha: MadeUp) -> None:
    said = [*alpha.entities("p1", "o1"), alpha.claim("n", "NAME", "p1", "Ali"), alpha.claim("a", "ALIAS", "p1", "Aly")]
    graph.load(alpha.document([*said, alpha.claim("b", "ALIAS", "p1", "Alley"), alpha.claim("l", "LEADS", "p1", "o1")]))
    poorer = alpha.document(said[:3], version="2")
    for dry_run in (True, False):
        report = graph.load(poorer, complete=True, yes=True, dry_run=dry_run)
        assert report.closed_kinds == {"ALIAS": 2, "LEADS": 1}


def test_reasons_are_told_once_with_what_they_took() -> None:
    lacks = dict.fromkeys(("latitude", "longitude"), "it has no x")
    assert told({"note": 3, "latitude": 12, "longitude": 12, "role": 3}, lacks) == (
        "latitude (12), longitude (12): it has no x",
        "role (3), note (3): not said in this file any more",
    )


def test_loaders_say_what_their_files_lack(tmp_path: Path) -> None:
    from loaders.acled.editions import FIRST

    export = written(tmp_path / "x" / "mali.csv", list(FIRST), ("fatalities", "source"))
    poor = ACLED.open(export, options=AcledOptions(release="2026-11-20"))
    assert poor.lacks == {
        "deaths_best": "the file has no column fatalities",
        "citation": "the file has no column source",
    }
