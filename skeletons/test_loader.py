"""Skeleton title in a real graph: what a file says, once."""

from pathlib import Path

from tertius.graph.connect import Driver, Target
from tertius.graph.write import Writer
from tertius.loading.loading import load
from tertius_loaders.skeleton_name import LOADER

ROWS = """\
row_id,person_id,person,organization_id,organization,role,when
r1,ada,Ada Ferris,terns,The Terns,skipper,2019-03/2020
r2,bo,Bo Lindqvist,terns,The Terns,,2018
r2,bo,Bo Lindqvist,terns,The Terns,,2018
r3,cleo,Cleo Marsh,gulls,The Gulls,,some day
"""
"""A row is repeated word for word, and the date of the last is none."""


def test_rows_become_ties_with_their_claims(driver: Driver, empty_db: Target, writer: Writer, tmp_path: Path) -> None:
    file = tmp_path / "edition-1.csv"
    file.write_text(ROWS, encoding="utf-8")
    report = load(LOADER.open(file), driver, empty_db.database, quarantine=tmp_path / "bad.csv")

    # Two who led, and three names; the repeated row counts once, and the bad one is set aside with its place.
    assert (report.rows, report.new, report.bad_rows) == (4, 5, 1)
    assert [(bad.line, bad.column, bad.value) for bad in report.bad] == [(5, "when", "some day")]
    ties = list(
        writer.stream(
            "MATCH (p:Person)-[t:LEADS]->(o:Organization) "
            "RETURN p.name AS person, o.name AS organization, t.roles AS roles, t.claims AS claims, "
            "toString(t.from_latest) AS from_latest, toString(t.to_earliest) AS to_earliest ORDER BY p.id"
        )
    )
    assert ties == [
        {
            "person": "Ada Ferris",
            "organization": "The Terns",
            "roles": ["skipper"],
            "claims": 1,
            "from_latest": "2019-03-31",
            "to_earliest": "2020-01-01",
        },
        {
            "person": "Bo Lindqvist",
            "organization": "The Terns",
            "roles": [],
            "claims": 1,
            "from_latest": "2018-12-31",  # seen in 2018, on whichever day
            "to_earliest": "2018-01-01",
        },
    ]


def test_a_second_load_changes_nothing(driver: Driver, empty_db: Target, tmp_path: Path) -> None:
    file = tmp_path / "edition-1.csv"
    file.write_text(ROWS, encoding="utf-8")
    for new in (5, 0):
        report = load(LOADER.open(file), driver, empty_db.database, quarantine=tmp_path / "bad.csv")
        assert (report.new, report.changed, report.closed) == (new, 0, 0)
