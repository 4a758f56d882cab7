import pytest

from tertius.errors import ConflictError
from tertius.graph.connect import Driver, Target
from tertius.graph.read import Reader
from tertius.model.derive_graph import VERSION
from tertius.records.look_ups import Records
from tertius.records.tables import CurrentTables, defaults, parse

pytestmark = pytest.mark.anyio


def test_the_tables_that_a_project_starts_with() -> None:
    # DESIGN: stated .95, reported .80, believed .70, suspected .50, possible .40, rumoured .25; 1→.90 … 5→.10.
    assert list(defaults().hedges.values()) == [0.95, 0.8, 0.7, 0.5, 0.4, 0.25]
    assert defaults().inferred == 0.5
    assert defaults().credibility == {"1": 0.9, "2": 0.7, "3": 0.5, "4": 0.3, "5": 0.1}


def test_a_text_that_is_missing_has_its_default() -> None:
    row = {"hedges": '{"stated": 0.9}', "credibility": None, "approximate_dates": ""}
    assert parse(row).hedges == {"stated": 0.9}
    assert parse(row).credibility == defaults().credibility
    assert parse(row).inferred == 0.5
    assert parse(row | {"inferred": "0.3"}).inferred == 0.3
    assert parse(row).approximate_dates["year"] == "1 year"


async def test_the_tables_are_those_that_the_graph_was_derived_with(
    empty_db: Target, driver: Driver, reader: Reader
) -> None:
    assert await CurrentTables(reader).get() == defaults()  # nothing was ever loaded
    with driver.session(database=empty_db.database) as session:
        session.run(
            "MERGE (a:Assumptions {id: 'current'}) SET a.hedges = $hedges, a.derivation = $rules",
            hedges='{"stated": 0.6}',
            rules=str(VERSION),
        ).consume()
    assert (await CurrentTables(reader).get()).hedges == {"stated": 0.6}


async def test_a_graph_derived_by_other_rules_is_not_read(empty_db: Target, driver: Driver, reader: Reader) -> None:
    with driver.session(database=empty_db.database) as session:
        session.run("MERGE (a:Assumptions {id: 'current'}) SET a.derivation = '0'").consume()
    with pytest.raises(ConflictError) as refused:
        await CurrentTables(reader).get()
    assert "tertius db rebuild" in refused.value.next_step


async def test_a_graph_of_which_a_part_is_derived_anew_is_not_read(
    empty_db: Target, driver: Driver, reader: Reader
) -> None:
    with driver.session(database=empty_db.database) as session:
        session.run(
            "MERGE (a:Assumptions {id: 'current'}) SET a.derivation = $rules, a.rebuilding = true", rules=str(VERSION)
        ).consume()
    with pytest.raises(ConflictError) as refused:
        await CurrentTables(reader).get()
    assert "tertius db rebuild" in refused.value.next_step


async def test_tables_are_not_read_again_at_once(empty_db: Target, driver: Driver, reader: Reader) -> None:
    tables = CurrentTables(reader)
    before = await tables.get()
    with driver.session(database=empty_db.database) as session:
        session.run("MERGE (a:Assumptions {id: 'current'}) SET a.hedges = '{}'").consume()
    assert await tables.get() is before


@pytest.mark.parametrize("looked_up", ["entity", "entity_ties"])
async def test_what_is_derived_by_other_rules_is_not_shown(
    empty_db: Target, driver: Driver, reader: Reader, looked_up: str
) -> None:
    with driver.session(database=empty_db.database) as session:
        session.run(
            "MERGE (a:Assumptions {id: 'current'}) SET a.derivation = '0' CREATE (:Entity:Person {id: 'x:p'})"
        ).consume()
    with pytest.raises(ConflictError):
        await getattr(Records(reader), looked_up)("x:p")
