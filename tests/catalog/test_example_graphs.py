"""A new question finds an example in the graphs that are there: nobody has to change one first."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tertius.catalog.files import cypher_root
from tertius.graph.connect import Target
from tertius.graph.write import Writer
from tertius.model.kinds import ATTRIBUTE_KINDS, TIE_KINDS, EntityType

COAST = cypher_root() / "graphs" / "coast"
OF_ENTITIES = {"NAME": "name", "KIND": "kind", "COUNTRY": "countries", "LOCATION": "lat", "EXTERNAL_ID": "register"}
"""Kinds of attribute that stand in a column of ``entities.csv``."""


def rows(name: str) -> list[dict[str, str]]:
    with (COAST / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_coast_has_one_of_everything() -> None:
    said = {row["kind"] for row in rows("claims.csv")}
    columns = {column for row in rows("entities.csv") for column, value in row.items() if value}
    assert {row["type"] for row in rows("entities.csv")} == set(EntityType)
    assert said >= set(TIE_KINDS)
    assert said | {kind for kind, column in OF_ENTITIES.items() if column in columns} >= set(ATTRIBUTE_KINDS)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "name",
            "aliases",
            "kind",
            "countries",
            "location",
            "external_ids",
            "born",
            "died",
            "established",
            "announced",
        ),
        *("dissolved", "edtf", "from_earliest", "to_latest", "deaths_best", "deaths_low", "deaths_high"),
        *("life_from", "life_to"),
    ],
)
def test_each_property_of_entities_has_a_value_on_the_coast(
    holding: Callable[[str | Path], Target], writer: Writer, name: str
) -> None:
    holding("coast")
    assert writer.rows(f"MATCH (e:Entity) WHERE e.{name} IS NOT NULL AND e.{name} <> [] RETURN e.id AS id")


def test_some_ties_on_the_coast_are_cut_short_and_some_are_disputed(
    holding: Callable[[str | Path], Target], writer: Writer
) -> None:
    holding("coast")
    found = writer.rows(
        "MATCH (a)-[t]->(b) WHERE t.clipped_by IS NOT NULL OR t.disputed "
        "RETURN a.name + ' ' + type(t) + ' ' + b.name AS tie, t.disputed AS disputed, "
        "toString(t.from_earliest) AS first, toString(t.to_latest) AS last ORDER BY tie"
    )
    # As the README of the graph has worked them out.
    assert {row["tie"]: (row["disputed"], row["first"], row["last"]) for row in found} == {
        "Ana Sund ASSOCIATE_OF Milo Brandt": (False, "0001-01-01", "2018-09-30"),
        "Ana Sund MEMBER_OF The Otters": (True, "2015-01-01", "9999-12-31"),
        "Milo Brandt LEADS The Southern Otters": (False, "0001-01-01", "2018-09-30"),
        "Milo Brandt MEMBER_OF The Seals": (True, "2017-01-01", "2019-12-31"),
        "The Seals CONTROLS Northport": (True, "2016-01-01", "9999-12-31"),
        "Vera Holt MEMBER_OF Fishers": (False, "1980-01-01", "9999-12-31"),
    }
