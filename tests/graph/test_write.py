import datetime
import logging
import threading
import tracemalloc
from collections.abc import Iterator

import pytest

from tertius.errors import CatalogueError, ConflictError, QueryTimeoutError, TertiusError
from tertius.graph.connect import Driver, Target
from tertius.graph.transaction import transact
from tertius.graph.write import Counters, Writer


def test_counters_add_up_and_say_whether_anything_changed() -> None:
    assert Counters(nodes_created=2) + Counters(nodes_created=3, properties_set=1) == Counters(
        nodes_created=5, properties_set=1
    )
    assert not Counters()
    assert Counters(labels_removed=1)


def test_a_run_counts_what_it_changed(empty_db: Target, writer: Writer) -> None:
    made = writer.run("CREATE (a:Person {id: $a})-[:KIN_OF {id: 'k'}]->(b:Person {id: $b})", a="x", b="y")
    assert made == Counters(nodes_created=2, relationships_created=1, properties_set=3, labels_added=2)
    gone = writer.run("MATCH (n:Person) DETACH DELETE n")
    assert (gone.nodes_deleted, gone.relationships_deleted) == (2, 1)
    assert not writer.run("MATCH (n:Person) DETACH DELETE n")


def test_batches_write_every_row_and_hold_one_batch_at_a_time(empty_db: Target, writer: Writer) -> None:
    taken = 0

    def rows() -> Iterator[dict[str, object]]:
        nonlocal taken
        for number in range(10_500):
            taken += 1
            yield {"id": f"p{number}", "born": datetime.date(1970, 1, 1) + datetime.timedelta(days=number)}

    seen_at: list[int] = []
    run = writer.run

    def watched(cypher: str, /, **params: object) -> Counters:
        seen_at.append(taken)
        return run(cypher, **params)

    writer.run = watched  # type: ignore[method-assign]
    counted = writer.batches(
        "UNWIND $rows AS row CREATE (n:Person {id: row.id}) SET n.born_earliest = row.born", rows(), size=1000
    )
    assert counted.nodes_created == 10_500
    assert seen_at == [*range(1000, 10_001, 1000), 10_500]
    assert writer.rows("MATCH (n:Person) RETURN count(DISTINCT n.id) AS n, max(n.born_earliest) AS last") == [
        {"n": 10_500, "last": datetime.date(1970, 1, 1) + datetime.timedelta(days=10_499)}
    ]


def test_no_rows_is_no_transaction(empty_db: Target, writer: Writer) -> None:
    assert writer.batches("THIS IS NOT CYPHER", []) == Counters()


def test_statements_together_take_effect_together(empty_db: Target, writer: Writer) -> None:
    counted = writer.together([("CREATE (:Source {id: $id})", {"id": "a"}), ("CREATE (:Source {id: 'b'})", {})])
    assert counted.nodes_created == 2
    with pytest.raises(ConflictError, match="rule of the schema"):
        writer.together([("CREATE (:Source {id: 'c'})", {}), ("CREATE (:Source {id: 'a'})", {})])
    assert writer.rows("MATCH (s:Source) RETURN s.id AS id ORDER BY id") == [{"id": "a"}, {"id": "b"}]


@pytest.mark.parametrize("kind", ["LEADS", "PARTICIPATED_IN", "WITHIN"])
def test_the_schema_refuses_a_second_tie_of_one_id(empty_db: Target, writer: Writer, kind: str) -> None:
    make = f"MERGE (a:Entity {{id: 'a'}}) MERGE (b:Entity {{id: 'b'}}) CREATE (a)-[:{kind} {{id: '{kind}:1'}}]->(b)"
    writer.run(make)
    with pytest.raises(ConflictError):
        writer.run(make)


def test_a_deadlock_is_tried_again(empty_db: Target, driver: Driver, target: Target) -> None:
    # Each takes its two locks in the other's order: without retries one of a pair would fail.
    seed = Writer(driver, target.database)
    seed.run("CREATE (:Source {id: 'a', version: 0}), (:Source {id: 'b', version: 0})")
    rounds, failures = 30, []

    def climb(first: str, second: str) -> None:
        try:
            for _ in range(rounds):
                Writer(driver, target.database).together(
                    [
                        ("MATCH (s:Source {id: $id}) SET s.version = s.version + 1", {"id": first}),
                        ("MATCH (s:Source {id: $id}) SET s.version = s.version + 1", {"id": second}),
                    ]
                )
        except TertiusError as error:
            failures.append(error)

    threads = [threading.Thread(target=climb, args=pair) for pair in [("a", "b"), ("b", "a")] * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert seed.rows("MATCH (s:Source) RETURN s.id AS id, s.version AS n ORDER BY id") == [
        {"id": "a", "n": 4 * rounds},
        {"id": "b", "n": 4 * rounds},
    ]


def test_a_transaction_that_takes_too_long_is_stopped_and_undone(
    empty_db: Target, driver: Driver, target: Target
) -> None:
    hasty = Writer(driver, target.database, timeout_s=0.5)
    with pytest.raises(QueryTimeoutError):
        hasty.run("CREATE (:Source {id: 'a'}) WITH 1 AS one UNWIND range(1, 1000000000) AS n RETURN count(n % 7)")
    assert Writer(driver, target.database).rows("MATCH (s:Source) RETURN s.id AS id") == []


def test_a_stream_gives_plain_python(empty_db: Target, writer: Writer) -> None:
    row = next(
        writer.stream(
            "RETURN date('9999-12-31') AS open, datetime('2012-04-01T10:20:30Z') AS then, "
            "[date('2012-04-01')] AS days, {a: date('2012-04-01')} AS map, "
            "point({latitude: 1.5, longitude: 2.5}) AS place, $x AS x",
            {"x": 1},
        )
    )
    day = datetime.date(2012, 4, 1)
    assert row == {
        "open": datetime.date(9999, 12, 31),
        "then": datetime.datetime(2012, 4, 1, 10, 20, 30, tzinfo=datetime.UTC),
        "days": [day],
        "map": {"a": day},
        "place": {"latitude": 1.5, "longitude": 2.5},
        "x": 1,
    }
    assert type(row["open"]) is datetime.date
    assert type(row["then"]) is datetime.datetime


def test_a_stream_does_not_hold_its_rows(empty_db: Target, writer: Writer) -> None:
    tracemalloc.start()
    try:
        total = sum(
            len(row["text"])
            for row in writer.stream(
                "UNWIND range(1, 40000) AS n RETURN reduce(t = toString(n), i IN range(1, 100) | t + 'x') AS text",
                ahead=500,
            )
        )
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert total > 4_000_000
    assert peak < 2_000_000


def test_a_stream_that_is_left_gives_its_connection_back(empty_db: Target, writer: Writer) -> None:
    for _ in range(30):  # three times the pool
        rows = writer.stream("UNWIND range(1, 1000000) AS n RETURN n", ahead=10)
        assert next(rows) == {"n": 1}
        rows.close()  # type: ignore[attr-defined]


def test_one_can_write_while_reading_a_stream(empty_db: Target, writer: Writer) -> None:
    writer.batches("UNWIND $rows AS row CREATE (:Source {id: row.id})", [{"id": str(n)} for n in range(100)])
    for row in writer.stream("MATCH (s:Source) RETURN s.id AS id", ahead=10):
        writer.run("MATCH (s:Source {id: $id}) SET s.title = 'seen'", id=row["id"])
    assert writer.rows("MATCH (s:Source {title: 'seen'}) RETURN count(s) AS n") == [{"n": 100}]


def test_a_node_is_not_plain(writer: Writer, empty_db: Target) -> None:
    with pytest.raises(CatalogueError, match="plain Python"):
        writer.rows("CREATE (n:Source {id: 'a'}) RETURN n")
    assert writer.rows("MATCH (s:Source) RETURN s.id AS id") == []  # and the write is undone


def test_a_batch_is_not_spelled_out_for_a_log(writer: Writer, caplog: pytest.LogCaptureFixture) -> None:
    """The driver makes a text of all that it sends: of a batch that takes as long as sending it, and names people."""
    caplog.set_level(logging.DEBUG, "neo4j")
    rows, cypher = [{"name": "Omar Ould Hamaha"}], "UNWIND $rows AS row RETURN row.name AS name"
    assert writer.rows(cypher, rows=rows) == rows
    assert list(writer.stream(cypher, {"rows": rows})) == rows
    assert transact(writer, lambda tx: tx.rows(cypher, rows=rows)) == rows
    writer.run(cypher, rows=rows)
    transact(writer, lambda tx: tx.run(cypher, rows=rows))
    sent = [record.getMessage() for record in caplog.records if " C: RUN " in record.getMessage()]
    assert sum("<1 value>" in message for message in sent) == 5
    assert not any("Omar" in message for message in sent)
