"""No label and no type of relationship can be added without the style sheet and the guide knowing of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tertius.browser.vocabulary import EVIDENCE, SHOWN, vocabulary
from tertius.graph.connect import Driver, Target
from tertius.model.kinds import TIE_KINDS
from tertius_loaders.samples import sample_path

TWO_SOURCES = Path(__file__).parents[1] / "two_sources"


def test_what_a_migration_names_is_known(tmp_path: Path) -> None:
    schema = tmp_path / "schema"
    schema.mkdir()
    (schema / "V0001__First.cypher").write_text(
        "// FOR (n:Comment) is none.\n"
        "CREATE CONSTRAINT person_id IF NOT EXISTS FOR (n:Person) REQUIRE n.id IS UNIQUE;\n"
        "CREATE INDEX a IF NOT EXISTS FOR (n:Ledger) ON (n.name);\n"
        "CREATE CONSTRAINT b IF NOT EXISTS FOR ()-[t:PAID]-() REQUIRE t.id IS UNIQUE;\n"
        "UNWIND ['Shelf', 'Drawer'] AS name CALL db.createLabel(name);\n"
        "CALL db.createRelationshipType('LIES_IN');\n"
        "UNWIND ['colour'] AS name CALL db.createProperty(name);\n"
    )
    known = vocabulary(tmp_path)
    assert {"Ledger", "Shelf", "Drawer"} <= set(known.internals)
    assert not {"Person", "Comment", "colour"} & set(known.internals)
    assert known.others == ("LIES_IN", "PAID")
    assert known.ties == tuple(TIE_KINDS)


@pytest.mark.parametrize("graph", ["coast", "harbour", TWO_SOURCES, sample_path("mali_2013")], ids=str)
def test_what_a_database_has_is_known(
    graph: str | Path, holding: Callable[[str | Path], Target], driver: Driver
) -> None:
    known = vocabulary()
    target = holding(graph)
    with driver.session(database=target.database) as session:
        labels = {row["label"] for row in session.run("CALL db.labels()")}
        types = {row["relationshipType"] for row in session.run("CALL db.relationshipTypes()")}
    assert labels <= {*SHOWN, *known.internals, "Entity"}
    assert types <= {*known.ties, *known.others}
    assert set(EVIDENCE) <= types
