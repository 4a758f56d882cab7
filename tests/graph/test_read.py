import asyncio
import datetime
import json
from collections.abc import Awaitable, Callable

import pytest

from tertius.errors import CatalogueError, DatabaseUnavailableError, QueryTimeoutError, UnsupportedError
from tertius.graph.connect import Target, open_async_driver
from tertius.graph.read import Reader
from tertius.graph.write import Writer

pytestmark = pytest.mark.anyio

Running = Callable[..., Awaitable[bool]]
Until = Callable[[Callable[[], Awaitable[object]]], Awaitable[None]]

FOR_EVER = "UNWIND range(1, 1000000000) AS far WITH far WHERE far % 7 = 8 RETURN count(far) AS n"


async def test_rows_by_column_in_the_order_of_the_return(reader: Reader) -> None:
    answer = await reader.run("UNWIND $names AS name RETURN name, size(name) AS letters", {"names": ["Tern", "Gull!"]})
    assert answer.columns == ("name", "letters")
    assert answer.rows == [{"name": "Tern", "letters": 4}, {"name": "Gull!", "letters": 5}]
    assert not answer.truncated
    assert 0 < answer.elapsed_ms < 60_000


async def test_an_answer_without_rows_still_has_columns(reader: Reader) -> None:
    answer = await reader.run("UNWIND [] AS n RETURN n, n AS m")
    assert (answer.columns, answer.rows, answer.truncated) == (("n", "m"), [], False)


@pytest.mark.parametrize(
    ("cypher", "expected"),
    [
        ("null", None),
        ("true", True),
        ("42", 42),
        ("0.5", 0.5),
        ("0.0 / 0.0", None),
        ("1.0 / 0.0", None),
        ("'Zeïd'", "Zeïd"),
        ("date('2012-04-01')", "2012-04-01"),
        ("date('0001-01-01')", None),
        ("date('9999-12-31')", None),
        ("date('0001-01-02')", "0001-01-02"),
        ("datetime('2012-04-01T10:20:30Z')", "2012-04-01T10:20:30Z"),
        ("datetime('2012-04-01T10:20:30.5+01:00')", "2012-04-01T10:20:30.5+01:00"),
        ("localdatetime('2012-04-01T10:20:30')", "2012-04-01T10:20:30"),
        ("duration('P1Y2DT3S')", "P1Y2DT3S"),
        ("point({latitude: 16.77, longitude: -3.01})", {"latitude": 16.77, "longitude": -3.01}),
        ("[date('0001-01-01'), [1, 'a']]", [None, [1, "a"]]),
        ("{a: date('2012-04-01'), b: {c: null}}", {"a": "2012-04-01", "b": {"c": None}}),
    ],
)
async def test_values_as_plain_json(reader: Reader, cypher: str, expected: object) -> None:
    value = (await reader.run(f"RETURN {cypher} AS value")).rows[0]["value"]
    assert value == expected
    assert type(value) is type(expected)
    json.dumps(value, allow_nan=False)


async def test_a_point_on_a_plane_has_no_form_in_json(reader: Reader) -> None:
    with pytest.raises(CatalogueError, match="no form in JSON"):
        await reader.run("RETURN point({x: 1, y: 2}) AS p")


async def test_nodes_relationships_and_paths(empty_db: Target, writer: Writer, reader: Reader) -> None:
    writer.run(
        "CREATE (:Person:Entity {id: 'p', born_earliest: date('0001-01-01')})"
        "-[:LEADS {id: 'LEADS:1', from_earliest: date('2012-04-01')}]->(:Organization:Entity {id: 'o'})"
    )
    person = {"type": "node", "labels": ["Entity", "Person"], "properties": {"id": "p", "born_earliest": None}}
    group = {"type": "node", "labels": ["Entity", "Organization"], "properties": {"id": "o"}}
    tie = {
        "type": "relationship",
        "kind": "LEADS",
        "start": "p",
        "end": "o",
        "properties": {"id": "LEADS:1", "from_earliest": "2012-04-01"},
    }
    whole = await reader.run("MATCH path = (p:Person)-[t:LEADS]->(o) RETURN p, t, path, [o] AS list")
    assert whole.rows == [
        {
            "p": person,
            "t": tie,
            "path": {"type": "path", "nodes": [person, group], "relationships": [tie]},
            "list": [group],
        }
    ]
    # Ends that the answer does not hold are unknown to the driver, so they are null rather than an internal number.
    alone = await reader.run("MATCH ()-[t:LEADS]->() RETURN t")
    assert alone.rows == [{"t": tie | {"start": None, "end": None}}]


async def test_dates_go_in_as_python_dates(reader: Reader) -> None:
    answer = await reader.run("RETURN $day + duration('P1D') AS next", {"day": datetime.date(2012, 2, 28)})
    assert answer.rows == [{"next": "2012-02-29"}]


@pytest.mark.parametrize(
    ("there", "cap", "truncated"), [(4, 5, False), (5, 5, False), (6, 5, True), (1, 1, False), (2, 1, True)]
)
async def test_the_row_cap(reader: Reader, there: int, cap: int, truncated: bool) -> None:
    answer = await reader.run("UNWIND range(1, $there) AS n RETURN n", {"there": there}, max_rows=cap)
    assert [row["n"] for row in answer.rows] == list(range(1, min(there, cap) + 1))
    assert answer.truncated is truncated


async def test_rows_beyond_the_cap_are_never_made(reader: Reader) -> None:
    # Making them all would take longer than the reader waits.
    answer = await reader.run("UNWIND range(1, 1000000000000) AS n RETURN n", max_rows=10)
    assert len(answer.rows) == 10


@pytest.mark.parametrize(
    "cypher",
    [
        "CREATE (n:Person {id: 'x'}) RETURN n",
        "MERGE (n:Person {id: 'x'}) RETURN n.id AS id",
        "MATCH (n) DETACH DELETE n",
        "CREATE INDEX forbidden FOR (n:Person) ON (n.nothing)",
        "CALL db.createLabel('Forbidden')",
        "CALL { CREATE (n:Person {id: 'x'}) } IN TRANSACTIONS",
    ],
)
async def test_a_write_is_refused(empty_db: Target, writer: Writer, reader: Reader, cypher: str) -> None:
    writer.run("CREATE (:Person {id: 'kept'})")
    with pytest.raises(CatalogueError, match="tried to write"):
        await reader.run(cypher)
    assert writer.rows("MATCH (n:Person) RETURN n.id AS id") == [{"id": "kept"}]


async def test_a_runaway_question_is_stopped_by_the_server(
    reader: Reader, running: Running, until_async: Until
) -> None:
    with pytest.raises(QueryTimeoutError, match="longer than its limit") as caught:
        await reader.run(FOR_EVER, timeout_s=0.5)
    assert "TERTIUS_QUERY_TIMEOUT_S" in caught.value.next_step
    await until_async(lambda: running("AS far", 0))


async def test_the_limits_of_the_reader_hold_unless_a_call_says_otherwise(target: Target) -> None:
    async with open_async_driver(target) as driver:
        bounded = Reader(driver, target.database, timeout_s=3, max_rows=2)
        assert len((await bounded.run("UNWIND range(1, 9) AS n RETURN n")).rows) == 2
        assert len((await bounded.run("UNWIND range(1, 9) AS n RETURN n", max_rows=9)).rows) == 9
        with pytest.raises(QueryTimeoutError):
            await bounded.run(FOR_EVER)


@pytest.mark.parametrize(
    ("cypher", "error", "said"),
    [
        ("RETUN 1", CatalogueError, "RETUN"),
        ("RETURN $day AS day", CatalogueError, "day"),
        ("RETURN no.such(1) AS one", UnsupportedError, "no.such"),
        ("CALL no.such.procedure()", UnsupportedError, "no.such.procedure"),
    ],
)
async def test_mistakes_in_a_question(reader: Reader, cypher: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        await reader.run(cypher)


async def test_a_mistake_leaves_the_reader_usable(reader: Reader) -> None:
    for _ in range(10):
        with pytest.raises(CatalogueError):
            await reader.run("RETUN 1")
    assert (await reader.run("RETURN 1 AS one")).rows == [{"one": 1}]


async def test_many_questions_at_once_share_a_small_pool(reader: Reader) -> None:
    answers = await asyncio.gather(*(reader.run("RETURN $n AS n", {"n": n}) for n in range(100)))
    assert [answer.rows[0]["n"] for answer in answers] == list(range(100))


async def test_a_pool_that_stays_full_says_so(
    target: Target, running: Running, until_async: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tertius.graph.connect.ACQUIRE_TIMEOUT_S", 0.2)
    async with open_async_driver(target, pool_size=1) as driver:
        reader = Reader(driver, target.database)
        slow = asyncio.create_task(reader.run(FOR_EVER, timeout_s=600))
        await until_async(lambda: running("AS far"))
        with pytest.raises(DatabaseUnavailableError, match="busy"):
            await reader.run("RETURN 1 AS one")
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
