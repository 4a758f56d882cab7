"""Published networks in the database: measured there, they are what they are in their files."""

import asyncio
import csv
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from catalogued import CATALOGUE
from tertius.answers import Answers
from tertius.answers.measure_files import answer_on_files
from tertius.catalog.declaring import LIMIT_ON_FILES
from tertius.graph.connect import Driver, Target
from tertius.graph.read import Reader
from tertius.loading.loading import load
from tertius.loading.report import LoadReport
from tertius.reading.network_files.options import Options
from tertius_loaders.network import LOADER
from tertius_loaders.network.options import NetworkOptions

pytestmark = pytest.mark.anyio

PUBLISHED = Path(__file__).parent / "published"
KEYS = {"london_gang": "name", "november17": "name", "mali": "name"}


def bring(
    driver: Driver,
    target: Target,
    path: Path,
    quarantine: Path | None = None,
    *,
    complete: bool = False,
    **options: object,
) -> LoadReport:
    said = {"source_id": "pub", "title": "A publication"} if "source.yaml" not in _names(path) else {}
    document = LOADER.open(path, options=NetworkOptions(**{**said, **options}))
    return load(document, driver, target.database, quarantine=quarantine, complete=complete, yes=True)


def _names(path: Path) -> list[str]:
    return [one.name for one in path.iterdir()] if path.is_dir() else []


def on_files(measure_id: str, folder: Path, key: str) -> dict[str, float]:
    measure = CATALOGUE.measure(measure_id)
    own = {name: param.default for name, param in measure.own_params().items()}
    answer = answer_on_files(
        measure,
        CATALOGUE[measure_id],
        own | {"worlds": 0, "limit": LIMIT_ON_FILES.accept("limit", {"limit": "0"})},
        folder / "edges.csv",
        folder / "nodes.csv",
        options=Options(node_key=key),
    )
    return scores(answer.rows, measure_id)


def scores(rows: list[dict[str, Any]], measure_id: str) -> dict[str, float]:
    return {str(row["node"]): float(row[measure_id.partition("/")[2]]) for row in rows}


@pytest.mark.parametrize("name", KEYS)
async def test_a_network_that_is_loaded_has_the_scores_of_its_file(
    driver: Driver, empty_db: Target, reader: Reader, name: str
) -> None:
    report = bring(driver, empty_db, PUBLISHED / name, tie=["ASSOCIATE_OF"], node_key=KEYS[name])
    assert not report.bad_rows
    for measure_id in ("centrality/degree", "centrality/betweenness"):
        given = {"network": "people", "kinds": ["ASSOCIATE_OF"], "worlds": 0, "limit": 500}
        answer = await Answers(CATALOGUE, reader).ask(measure_id, given)
        assert not answer.truncated
        loaded = scores(answer.rows, measure_id)
        wanted = await asyncio.to_thread(on_files, measure_id, PUBLISHED / name, KEYS[name])
        assert len(loaded) > 20
        assert loaded == pytest.approx({node: score for node, score in wanted.items() if node in loaded}, abs=1e-9)
        assert not any(score for node, score in wanted.items() if node not in loaded)


async def test_allegiances_between_gangs_are_a_network_of_organizations(
    driver: Driver, empty_db: Target, reader: Reader
) -> None:
    folder = PUBLISHED / "montreal"
    report = bring(driver, empty_db, folder, tie=["ALLIED_WITH"], source_type="organization", node_key="name")
    assert not report.bad_rows
    with (folder / "edges.csv").open(encoding="utf-8", newline="") as file:
        published = nx.Graph((row["source"], row["target"]) for row in csv.DictReader(file))
    wanted = {
        "centrality/degree": dict(published.degree()),
        "centrality/betweenness": nx.betweenness_centrality(published, normalized=False),
    }
    answers = Answers(CATALOGUE, reader)
    for measure_id, right in wanted.items():
        answer = await answers.ask(measure_id, {"network": "organizations", "worlds": 0, "limit": 500}, evidence=True)
        assert answer.network is not None
        assert (answer.network.nodes, answer.network.edges) == (len(published), published.number_of_edges())
        assert scores(answer.rows, measure_id) == pytest.approx(right, abs=1e-9)
        assert answer.evidence is not None
        assert all(answer.evidence.rows)
    listed = await answers.ask("networks/organizations", {"limit": 1_000})
    assert {frozenset((row["source"], row["target"])) for row in listed.rows} == set(map(frozenset, published.edges))
    for elsewhere in ("opponents", "allies"):
        assert not (await answers.ask(f"networks/{elsewhere}", {})).rows, "an alliance is no event"


TIES = """source,target,tie,since
1,Coast,member,2012
1,Harbour,member,2012-13
2,Coast,member,2011
2,Coast,member,2012-14
3,Harbour,chief,2010
"""
NODES = "id,name,born\n1,Ana,1970\n2,Ben,70s\n3,Cy,1980~\n"
GIVEN = {"tie": ["member=MEMBER_OF", "chief=LEADS"], "tie_column": "tie", "when": "since", "file_format": "two-mode"}


def said(driver: Driver, target: Target) -> list[tuple[str, ...]]:
    statement = (
        "MATCH (c:Claim) WHERE c.recorded_to IS NULL MATCH (c)-[part:ABOUT]->(e) WITH c, part, e ORDER BY part.as DESC "
        "RETURN c.record AS record, c.kind AS kind, coalesce(c.value, '') AS value, c.edtf AS edtf, "
        "collect(e.id) AS about ORDER BY record"
    )
    records, _, _ = driver.execute_query(statement, database_=target.database)
    return [(row["record"], row["kind"], row["value"] or "", row["edtf"] or "", *row["about"]) for row in records]


@pytest.mark.parametrize("again", [False, True])
def test_rows_that_are_set_aside_load_from_there_once_mended(
    driver: Driver, empty_db: Target, tmp_path: Path, *, again: bool
) -> None:
    folder, aside = tmp_path / "network", tmp_path / "aside"
    folder.mkdir()
    (folder / "source.yaml").write_text("id: pub\ntitle: A publication\n")
    (folder / "edges.csv").write_text(TIES)
    (folder / "nodes.csv").write_text(NODES)
    given = {**GIVEN, "attribute": ["born=BORN"]}
    report = bring(driver, empty_db, folder, aside, **given)
    assert sorted((row.file, row.line, row.column) for row in report.bad) == [
        ("edges.csv", 3, "since"),
        ("edges.csv", 5, "since"),
        ("nodes.csv", 3, "born"),
    ]
    for name, wrong, right in (("edges.csv", "2012-13", "2012-12"), ("nodes.csv", "70s", "197X")):
        text = (aside / name).read_text(encoding="utf-8-sig")
        (aside / name).write_text(text.replace(wrong, right).replace("2012-14", "2012-11"))
    # with the options of the first load, as the command to do so has them, or without
    mended = bring(driver, empty_db, aside, tmp_path / "still", **(given if again else {}))
    assert not mended.bad_rows
    once = said(driver, empty_db)

    for name, wrong, right in (("edges.csv", "2012-13", "2012-12"), ("nodes.csv", "70s", "197X")):
        text = (folder / name).read_text()
        (folder / name).write_text(text.replace(wrong, right).replace("2012-14", "2012-11"))
    whole = bring(driver, empty_db, folder, aside, **given)
    assert (whole.new, whole.changed, whole.closed, whole.bad_rows) == (0, 0, 0, 0)
    assert said(driver, empty_db) == once
    assert len([row for row in once if row[1] in ("MEMBER_OF", "LEADS")]) == 5
    ties, _, _ = driver.execute_query(
        "MATCH (a)-[t:MEMBER_OF|LEADS]->(b) RETURN a.name AS a, b.name AS b, t.claims AS claims ORDER BY a, b",
        database_=empty_db.database,
    )
    assert [(row["a"], row["b"], row["claims"]) for row in ties] == [
        ("Ana", "Coast", 1),
        ("Ana", "Harbour", 1),
        ("Ben", "Coast", 2),
        ("Cy", "Harbour", 1),
    ]


def test_a_complete_network_closes_nothing_of_the_publications_others(
    driver: Driver, empty_db: Target, tmp_path: Path
) -> None:
    for part, text in (("friends", "a,b\nb,c\n"), ("kin", "a,c\nb,c\n")):
        (tmp_path / f"{part}.csv").write_text(f"source,target\n{text}")
        kind = {"friends": "ASSOCIATE_OF", "kin": "KIN_OF"}[part]
        bring(driver, empty_db, tmp_path / f"{part}.csv", part=part, tie=[kind])
    (tmp_path / "kin.csv").write_text("source,target\na,c\n")
    report = bring(driver, empty_db, tmp_path / "kin.csv", complete=True, part="kin", tie=["KIN_OF"])
    assert report.closed == 2  # the tie, and what b is called there
    ties = sorted(row[0] for row in said(driver, empty_db) if "NAME" not in row)
    assert ties == ["friends: ASSOCIATE_OF a b", "friends: ASSOCIATE_OF b c", "kin: KIN_OF a c"]


def test_an_end_that_only_a_mended_tie_names_has_its_name(driver: Driver, empty_db: Target, tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text("source,target,when\nAnn Lee,b,20x1\nb,c,2012\n")
    given = {"tie": ["ASSOCIATE_OF"], "source_id": "pub", "title": "A publication"}
    aside = tmp_path / "aside"
    assert bring(driver, empty_db, tmp_path / "n.csv", aside, **given).bad_rows == 1
    text = (aside / "edges.csv").read_text(encoding="utf-8-sig")
    (aside / "edges.csv").write_text(text.replace("b,20x1", "b,2011"))
    assert not bring(driver, empty_db, aside, tmp_path / "still", **given).bad_rows
    assert ("Ann~Lee NAME", "NAME", "Ann Lee", "", "pub:Ann~Lee") in said(driver, empty_db)
