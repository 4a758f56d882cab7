"""Who fought whom: a published dataset against figures computed apart, and what no file covers."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tertius.answers import Answers
from tertius.catalog.catalogue import Catalogue
from tertius.graph.connect import Driver, Target
from tertius.graph.read import Reader
from tertius.loading.loader import Coverage, Document, RawRow, Shaped
from tertius.loading.loading import load
from tertius.model.claims import Claim
from tertius.model.dates import read_edtf
from tertius.model.entities import Entity
from tertius.model.kinds import CATEGORY, EVENT_RECORD, EntityType
from tertius.model.sources import Release, Source

pytestmark = pytest.mark.anyio

CATALOGUE = Catalogue.load()
MEXICO = Path(__file__).parent / "ged_mexico" / "ged_231_mexico_dyads.csv"
CIVILIANS = "1"
"""UCDP's id of the actor that is none."""


def rows() -> Iterator[RawRow]:
    with MEXICO.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            yield RawRow(MEXICO.name, number, dict(row))


def shape(raw: RawRow) -> Shaped:
    """Return who fought whom on which days, and what the two are called; of the dataset no more is needed here."""
    row = raw.values
    event, place = f"ged:event-{row['id']}", "ged:mexico"
    sides = {side: f"ged:actor-{row[f'{side}_new_id']}" for side in ("side_a", "side_b")}
    entities = [Entity(event, EntityType.EVENT), Entity(place, EntityType.PLACE)]
    claims = []
    for side, actor in sides.items():
        entities.append(Entity(actor, EntityType.ORGANIZATION))
        about = (("subject", actor),)
        claims.append(Claim(source="ged", record=f"{actor} name", kind="NAME", about=about, value=row[side]))
        if actor == f"ged:actor-{CIVILIANS}":
            claims.append(Claim(source="ged", record=f"{actor} kind", kind="KIND", about=about, value=CATEGORY))
    when = f"{row['date_start'][:10]}/{row['date_end'][:10]}"
    claims.append(
        Claim(
            source="ged",
            record=row["id"],
            kind=EVENT_RECORD,
            about=(("event", event), *sides.items(), ("place", place)),
            edtf=when,
            bounds=read_edtf(when, lasting=False),
            values=(("deaths_best", int(row["best"])),),
        )
    )
    return Shaped(entities=tuple(dict.fromkeys(entities)), claims=tuple(claims))


def covered() -> list[Coverage]:
    return [Coverage("ged:mexico", date(1989, 1, 1), date(2022, 12, 31))]


@pytest.fixture
def mexico(empty_db: Target, driver: Driver, reader: Reader) -> Answers:
    source, release = Source(id="ged", title="UCDP GED, Mexico"), Release(source="ged", version="23.1")
    report = load(Document(source, release, rows, shape, coverage=covered), driver, empty_db.database)
    assert report.bad_rows == 0
    return Answers(CATALOGUE, reader)


# By networkx, from all 18,957 rows of the file that the 69 are from: the simple undirected graph of the two sides.
@pytest.mark.parametrize(
    ("civilians", "nodes", "edges", "first"),
    [
        (
            True,
            74,
            69,
            {"Jalisco Cartel New Generation": 562.700, "Sinaloa Cartel": 268.283, "Civilians": 225.767},
        ),
        (
            False,
            72,
            63,
            {"Jalisco Cartel New Generation": 521.167, "Sinaloa Cartel": 229.000, "Los Rojos": 189.167},
        ),
    ],
)
async def test_who_fought_whom_in_mexico(
    mexico: Answers, civilians: bool, nodes: int, edges: int, first: dict[str, float]
) -> None:
    asked = {"network": "opponents", "civilians": civilians, "worlds": 0, "limit": 100}
    answer = await mexico.ask("centrality/betweenness", asked, evidence=True)
    assert answer.network is not None
    assert (answer.network.nodes, answer.network.edges) == (nodes, edges)
    assert {row["node"]: round(row["betweenness"], 3) for row in answer.rows[:3]} == first
    assert answer.evidence is not None
    # Behind Jalisco's place stand the records of its pairs, at most as many as are shown, each found again by its row.
    assert len(answer.evidence.rows[0]) == 20
    assert {claim.kind for claim in answer.evidence.claims.values()} == {EVENT_RECORD}
    listed = await mexico.ask("networks/opponents", {"civilians": civilians, "limit": 1000})
    assert listed.row_count == edges


async def test_it_is_told_what_no_file_covers(mexico: Answers) -> None:
    asked: dict[str, Any] = {"region": "ged:mexico", "from_day": "2020-01-01", "to_day": "2023-12-31"}
    told = "No loaded file covers all of ged:mexico from 2023-01-01 to 2023-12-31: not observed."
    assert (await mexico.ask("networks/opponents", asked)).assumptions.observed == [told]
    measured = await mexico.ask("centrality/degree", asked | {"network": "opponents", "worlds": 0})
    assert measured.network is not None
    assert told in measured.network.notes
    elsewhere = await mexico.ask("networks/allies", {"to_day": "1980-12-31"})
    assert elsewhere.rows == []
    assert elsewhere.assumptions.observed == ["No loaded file covers any place until 1980-12-31: not observed."]
    out = await mexico.ask("networks/opponents", {"sources_out": ["ged"]})
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
