"""Who fought whom: a published dataset against figures computed apart, and what no file covers."""

import csv
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from catalogued import CATALOGUE
from tertius.answers import Answers
from tertius.graph.connect import Driver, Target
from tertius.graph.read import Reader
from tertius.loading.loading import load
from tertius.measures.events import EVENT_NETWORKS
from tertius_loaders.ucdp_ged.options import GedOptions
from tertius_loaders.ucdp_ged.read import LOADER

pytestmark = pytest.mark.anyio

MEXICO = Path(__file__).parent / "ged_mexico" / "ged_231_mexico_dyads.csv"
CIVILIANS, JALISCO = "1", "1151"
"""UCDP's ids of the actor that is none, and of the Jalisco Cartel New Generation."""


@pytest.fixture
def mexico(empty_db: Target, driver: Driver, reader: Reader) -> Answers:
    document = LOADER.open(MEXICO, options=GedOptions(release="23.1", all_events=True))
    report = load(document, driver, empty_db.database)
    assert (report.rows, report.bad_rows) == (69, 0)
    return Answers(CATALOGUE, reader)


# By networkx, from all 18,957 rows of the file that the 69 are from: the simple undirected graph of the two sides.
@pytest.mark.parametrize(
    ("civilians", "nodes", "edges", "components", "first"),
    [
        (
            True,
            74,
            69,
            16,
            {"Jalisco Cartel New Generation": 562.700, "Sinaloa Cartel": 268.283, "Civilians": 225.767},
        ),
        (
            False,
            72,
            63,
            17,
            {"Jalisco Cartel New Generation": 521.167, "Sinaloa Cartel": 229.000, "Los Rojos": 189.167},
        ),
    ],
)
async def test_who_fought_whom_in_mexico(
    mexico: Answers, civilians: bool, nodes: int, edges: int, components: int, first: dict[str, float]
) -> None:
    asked = {"network": "opponents", "civilians": civilians, "worlds": 0, "limit": 100}
    answer = await mexico.ask("centrality/betweenness", asked, evidence=True)
    assert answer.network is not None
    assert (answer.network.nodes, answer.network.edges) == (nodes, edges)
    assert {row["node"]: round(row["betweenness"], 3) for row in answer.rows[:3]} == first
    assert answer.evidence is not None
    # Behind Jalisco's place stand the rows that name it.
    out = set() if civilians else {CIVILIANS}
    with MEXICO.open(encoding="utf-8", newline="") as file:
        sides = {row["id"]: {row["side_a_new_id"], row["side_b_new_id"]} for row in csv.DictReader(file)}
    named = {event for event, actors in sides.items() if JALISCO in actors and not actors & out}
    shown = (answer.evidence.claims[claim] for claim in answer.evidence.rows[0])
    assert {claim.about[0].id for claim in shown} == {f"ucdp:event-{event}" for event in named}
    listed = await mexico.ask("networks/opponents", {"civilians": civilians, "limit": 1000})
    assert listed.row_count == edges
    graph = nx.Graph((row["source_id"], row["target_id"]) for row in listed.rows)
    assert nx.number_connected_components(graph) == components
    assert nx.number_of_selfloops(graph) == 0


async def test_it_is_told_what_no_file_covers(mexico: Answers, reader: Reader) -> None:
    found = await reader.run("MATCH (:Release)-[:COVERS]->(p:Place) RETURN p.id AS id, p.name AS name")
    ((region, name),) = ((row["id"], row["name"]) for row in found.rows)
    # The last of the 69 was in 2023.
    asked: dict[str, Any] = {"region": region, "from_day": "2020-01-01", "to_day": "2024-12-31"}
    told = f"No loaded file covers all of {name} from 2024-01-01 to 2024-12-31: not observed."
    assert (await mexico.ask("networks/opponents", asked)).assumptions.observed == [told]
    measured = await mexico.ask("centrality/degree", asked | {"network": "opponents", "worlds": 0})
    assert measured.network is not None
    assert told in measured.network.notes
    elsewhere = await mexico.ask("networks/allies", {"to_day": "1980-12-31"})
    assert elsewhere.rows == []
    assert elsewhere.assumptions.observed == ["No loaded file covers any place until 1980-12-31: not observed."]
    out = await mexico.ask("networks/opponents", {"sources_out": ["ucdp-ged"]})
    assert out.assumptions.observed == [
        "No loaded file says which places and days it covers: whether nothing happened or nobody looked is not known."
    ]


async def test_nothing_is_known_of_what_a_folder_covers(
    holding: Callable[[str | Path], Target], reader: Reader
) -> None:
    holding("delta")
    answer = await Answers(CATALOGUE, reader).ask("networks/opponents", {"region": "The Valley"})
    assert [(row["source"], row["target"], row["events"]) for row in answer.rows] == [
        ("The Army", "The Clan", 1),
        ("The Army", "The Rebels", 2),
        ("The Clan", "The Militia", 1),
        ("The Militia", "The Rebels", 1),
    ]
    assert answer.assumptions.observed == [
        "No loaded file says that it covers any part of The Valley: whether nothing happened or nobody looked is not "
        "known."
    ]


REQUIRED: dict[str, dict[str, Any]] = {
    "time/before_after": {"change": "2020-01-01"},
    "time/paths": {"from_node": "delta:army"},
    "what_if/without": {"without_nodes": ["delta:rebels"]},
    "compare/separation": {"one": "delta:army", "other": "delta:militia", "splits": ["2020-03-01"]},
}
MEASURES = [name for name in CATALOGUE if CATALOGUE[name].kind == "measure"]
OF_EVENTS = [
    (name, network)
    for name in MEASURES
    for network in EVENT_NETWORKS
    if network in (CATALOGUE[name].params["network"].enum or ())
]


def test_every_measure_of_a_network_of_one_kind_of_node_takes_them() -> None:
    of_people_alone = {"brokerage/sole_links", "commanders/shared"}  # which ask who is in which group
    assert {name for name, _ in OF_EVENTS} == {*MEASURES} - of_people_alone


@pytest.mark.parametrize(("name", "network"), OF_EVENTS)
async def test_a_measure_answers_on_a_network_of_events_with_its_evidence(
    holding: Callable[[str | Path], Target], reader: Reader, name: str, network: str
) -> None:
    holding("delta")
    own = {"worlds": 50} if "worlds" in CATALOGUE[name].params else {}
    groups = {"groups": "kind"} if "groups" in CATALOGUE[name].params else {}
    asked = {"network": network, **own, **groups, **REQUIRED.get(name, {})}
    answer = await Answers(CATALOGUE, reader).ask(name, asked, evidence=True)
    assert answer.network is not None
    assert answer.evidence is not None
    for row, behind in zip(answer.rows, answer.evidence.rows, strict=True):
        assert bool(row["tie_ids"]) == bool(behind)


@pytest.mark.parametrize(
    ("weigh_by", "strength"),
    [
        # Three events with the Army, one each with Clan and Militia; 4 + 10 + 0, 2 and 0 deaths.
        ("events", 3 + 1 + 1),
        ("log", math.log(4) + math.log(2) + math.log(2)),
        ("deaths", 14 + 2),
    ],
)
async def test_strength_adds_up_what_pairs_weigh(
    holding: Callable[[str | Path], Target], reader: Reader, weigh_by: str, strength: float
) -> None:
    holding("delta")
    asked = {"network": "opponents", "weigh_by": weigh_by, "weights": True, "worlds": 0}
    answer = await Answers(CATALOGUE, reader).ask("centrality/degree", asked)
    first = next(row for row in answer.rows if row["node"] == "The Rebels")
    assert first["degree"] == pytest.approx(strength)


async def test_who_fought_whom_year_by_year(holding: Callable[[str | Path], Target], reader: Reader) -> None:
    holding("delta")
    asked = {"network": "opponents", "measure": "centrality/degree", "cut": "year", "worlds": 0}
    days = {"first_day": "2019-01-01", "last_day": "2020-12-31"}
    answer = await Answers(CATALOGUE, reader).ask("time/slices", asked | days)
    # e1 was in 2019, e2 may have been; e3 and e5 were in 2020: Army and Militia against Rebels and Clan; these two.
    assert {row["first_day"]: row["edges"] for row in answer.rows} == {"2019-01-01": 1, "2020-01-01": 5}
