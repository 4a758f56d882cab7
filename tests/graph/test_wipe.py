import pytest

from tertius.graph.connect import Driver, Target
from tertius.graph.migrate import applied
from tertius.graph.wipe import wipe
from tertius.graph.write import Writer


def test_a_wipe_takes_the_data_and_leaves_the_schema(
    empty_db: Target, driver: Driver, target: Target, writer: Writer
) -> None:
    schema = "SHOW INDEXES YIELD name, state RETURN name, state ORDER BY name"
    before = (applied(driver, target.database), writer.rows(schema))
    # A node with more ties than one of the wipe's transactions takes.
    writer.run(
        "CREATE (hub:Entity {id: 'hub'}) WITH hub UNWIND range(1, 60000) AS n "
        "CREATE (:Entity {id: toString(n)})-[:LINK]->(hub)"
    )
    assert wipe(driver, target.database) == 60_001
    assert writer.rows("MATCH ()-[r]->() RETURN count(r) AS n") == [{"n": 0}]
    assert writer.rows("MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label ORDER BY label") == [
        {"label": "SchemaLock"},
        {"label": "SchemaMigration"},
        {"label": "ThrowawayTestDatabase"},
    ]
    assert (applied(driver, target.database), writer.rows(schema)) == before
    assert wipe(driver, target.database) == 0


@pytest.mark.parametrize("times", [1, 2])
def test_what_was_there_can_be_written_again(empty_db: Target, writer: Writer, driver: Driver, times: int) -> None:
    for _ in range(times):
        writer.run("CREATE (:Source {id: 'a'})")  # the constraint holds, and the wipe freed the id
        wipe(driver, empty_db.database)
