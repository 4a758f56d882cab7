"""Every question that projects a network, found by walking the catalogue: nothing of it stays in the server's memory.

What can happen to a question happens between projecting and dropping, at each place where it can: an error, a time
limit, somebody who stops waiting; and three of each are asked at once. `tests/api/test_projections.py` and
`tests/cli/test_projections.py` do the same over HTTP and on the command line.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import neo4j.exceptions
import pytest

from catalogued import CATALOGUE
from projecting import ASKED, DROP, ENDLESS, FAILS, PLACES, QUESTIONS, broken, drop_all, held, held_now
from tertius.answers import Answers
from tertius.catalog.catalogue import Catalogue
from tertius.errors import QueryTimeoutError, TertiusError
from tertius.graph.connect import Driver, Server, Target
from tertius.graph.read import Reader

pytestmark = pytest.mark.anyio

Until = Callable[[Callable[[], Awaitable[object]]], Awaitable[None]]


@pytest.fixture
async def harbour(
    holding: Callable[[str | Path], Target], driver: Driver, reader: Reader, server: Server
) -> AsyncIterator[Reader]:
    """Give a reader on the harbour, without any projection before and after."""
    assert server.gds is not None, "The throwaway database has no Graph Data Science: nothing would be shown."
    holding("harbour")
    drop_all(driver)
    yield reader
    drop_all(driver)


def test_there_are_such_questions_and_each_drops_what_it_projects() -> None:
    assert len(QUESTIONS) >= 6
    for question in QUESTIONS.values():
        assert question.cypher.count("gds.graph.project(") == question.cypher.count(DROP) > 0


@pytest.mark.parametrize(("name", "place"), PLACES)
async def test_an_error_in_the_middle(harbour: Reader, driver: Driver, name: str, place: int) -> None:
    question = broken(name, place, FAILS)
    with pytest.raises(TertiusError):
        await harbour.run(question.cypher, question.validate_params(ASKED))
    assert len(held_now(driver)) == 1, "Nothing was there when the error came, so nothing is shown."
    drop_all(driver)
    with pytest.raises(TertiusError):
        await Answers(Catalogue([question]), harbour).ask(name, ASKED)
    assert await held(harbour) == []


@pytest.mark.parametrize("name", QUESTIONS)
async def test_a_time_limit(harbour: Reader, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [Answers(Catalogue([broken(name, place, ENDLESS)]), harbour) for of, place in PLACES if of == name]
    monkeypatch.setattr(harbour, "_timeout_s", 3.0)
    for found in await asyncio.gather(*(one.ask(name, ASKED) for one in asked), return_exceptions=True):
        assert isinstance(found, QueryTimeoutError)
    assert await held(harbour) == []


@pytest.mark.parametrize("name", QUESTIONS)
async def test_somebody_who_stops_waiting(harbour: Reader, name: str, until_async: Until) -> None:
    asking = asyncio.create_task(Answers(Catalogue([broken(name, 0, ENDLESS)]), harbour).ask(name, ASKED))
    await until_async(lambda: held(harbour))
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    # An algorithm that works on it may take a moment to see that nobody waits.
    await until_async(lambda: nothing_held(harbour))


async def nothing_held(reader: Reader) -> bool:
    return not await held(reader)


async def test_somebody_who_stops_waiting_while_it_projects(
    harbour: Reader, running: Callable[..., Awaitable[bool]], until_async: Until
) -> None:
    question = QUESTIONS["centrality/closeness_gds"]
    slowly = "UNWIND edges AS edge UNWIND range(1, 2000000) AS again_and_again"
    cypher = question.cypher.replace("UNWIND edges AS edge\n  WITH gds", f"{slowly}\n  WITH gds")
    assert cypher != question.cypher
    answers = Answers(Catalogue([question.model_copy(update={"cypher": cypher})]), harbour)
    asking = asyncio.create_task(answers.ask(question.id, ASKED))
    await until_async(lambda: running("AS again_and_again"))
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await until_async(lambda: running("AS again_and_again", 0))
    assert await held(harbour) == []


@pytest.mark.parametrize("name", QUESTIONS)
async def test_three_at_once(harbour: Reader, name: str) -> None:
    answers = Answers(CATALOGUE, harbour)
    one, *others = await asyncio.gather(*(answers.ask(name, ASKED) for _ in range(3)))
    assert one.rows
    assert all(other.rows == one.rows for other in others)
    assert await held(harbour) == []


async def test_nothing_to_find_leaves_nothing(harbour: Reader) -> None:
    answers = Answers(CATALOGUE, harbour)
    # For certain nobody met so early; in June 2020 nobody is missed among those that are stated.
    for asked in ({"as_of": "1900-01-01", "dates": "certain"}, {"as_of": "2020-06-30", "min_likelihood": 0.95}):
        for name in QUESTIONS:
            await answers.ask(name, asked)
            assert await held(harbour) == [], (name, asked)


@pytest.mark.parametrize("name", QUESTIONS)
async def test_a_slip_in_the_browser_leaves_nothing(harbour: Reader, driver: Driver, target: Target, name: str) -> None:
    values = QUESTIONS[name].validate_params(ASKED)
    with driver.session(database=target.database) as session:
        for slip in (-1, "many", None, 2.5):
            with pytest.raises(neo4j.exceptions.Neo4jError):
                session.run(QUESTIONS[name].cypher, {**values, "limit": slip}).consume()
            assert held_now(driver) == [], slip
