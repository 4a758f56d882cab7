"""The list in a graph: how many of each kind there are, counted by eye in the cut list, and what they lead back to."""

from pathlib import Path

import pytest

from tertius.graph.connect import Driver, Target
from tertius.graph.write import Writer
from tertius.loading.loading import load
from tertius.loading.report import LoadReport
from tertius_loaders.ucdp.actor_list import Coalitions
from tertius_loaders.ucdp_actors import LOADER
from tertius_loaders.ucdp_actors.options import ActorsOptions

CUT = Path(__file__).parent / "data" / "ucdp-actor-221-cut.csv"

_COUNTS = "MATCH (:Organization)-[t]->(:Organization) WHERE t.id IS NOT NULL RETURN type(t) AS kind, count(t) AS ties"
_ACTOR = "MATCH (o:Organization {id: $id}) RETURN o.name AS name, o.kind AS kind, o.aliases AS aliases"
_SAID = (
    "MATCH (c:Claim)-[:CITES]->(r:Release) WHERE c.recorded_to IS NULL "
    "RETURN c.record AS record, c.locator AS locator, c.edtf AS edtf, r.id AS release"
)


@pytest.fixture
def loaded(empty_db: Target, driver: Driver) -> LoadReport:
    """Load the cut list, coalitions as coded."""
    return load(LOADER.open(CUT), driver, empty_db.database)


def test_the_graph_has_as_many_of_each_as_the_list(loaded: LoadReport, writer: Writer) -> None:
    assert (loaded.rows, loaded.bad_rows) == (50, 0)
    assert {row["kind"]: row["ties"] for row in writer.rows(_COUNTS)} == {
        "SPLIT_FROM": 11,
        "JOINED": 16,
        "ALLIED_WITH": 9 + 78,
    }
    (organizations,) = writer.rows("MATCH (o:Organization) RETURN count(o) AS n")
    assert organizations["n"] == 50 + 54


def test_an_actor_has_todays_name_and_every_older_one(loaded: LoadReport, writer: Writer) -> None:
    assert not loaded.bad
    (aqim,) = writer.rows(_ACTOR, id="ucdp:actor-539")
    assert (aqim["name"], aqim["kind"]) == ("AQIM", "group")
    assert {"GSPC", "Salafist Group for Preaching and Combat"} <= {*aqim["aliases"]}
    (coalition,) = writer.rows(_ACTOR, id="ucdp:actor-7963")
    assert coalition["name"] == "Government of Ethiopia, Government of Eritrea"
    assert coalition["kind"] == "coalition"


def test_every_claim_leads_back_to_release_and_row(loaded: LoadReport, writer: Writer) -> None:
    said = list(writer.rows(_SAID))
    assert len(said) == loaded.new
    assert {row["release"] for row in said} == {"ucdp-actor@22.1"}
    assert all(row["locator"].startswith("ActorId ") for row in said)
    assert not [row for row in said if row["edtf"]]


def test_coalitions_as_members_after_coalitions_as_coded(
    loaded: LoadReport, driver: Driver, empty_db: Target, writer: Writer
) -> None:
    assert loaded.new
    document = LOADER.open(CUT, options=ActorsOptions(coalitions=Coalitions.MEMBERS))
    load(document, driver, empty_db.database, complete=True, yes=True)
    counts = {row["kind"]: row["ties"] for row in writer.rows(_COUNTS)}
    assert (counts["SPLIT_FROM"], counts["JOINED"]) == (11, 16)
    (coalitions,) = writer.rows(
        "MATCH (c:Claim {kind: 'KIND', value: 'coalition'}) WHERE c.recorded_to IS NULL RETURN count(c) AS n"
    )
    assert coalitions["n"] == 0
