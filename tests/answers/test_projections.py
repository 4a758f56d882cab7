"""No projection stays in the server's memory, whatever goes wrong; and nobody else's is dropped."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tertius.answers import Answers
from tertius.answers.projections import NAME, PREFIX, Projections
from tertius.catalog.catalogue import Catalogue
from tertius.catalog.cypher_text import statements
from tertius.catalog.files import cypher_root
from tertius.errors import CatalogueError, QueryTimeoutError, TertiusError
from tertius.graph.connect import Server, Target
from tertius.graph.read import Reader

pytestmark = pytest.mark.anyio

Until = Callable[[Callable[[], Awaitable[object]]], Awaitable[None]]

LISTED = "CALL gds.graph.list() YIELD graphName RETURN graphName ORDER BY graphName"
PROJECT = (
    "MATCH (p:Person)-[t:MEMBER_OF|LEADS]->(o) WITH $name AS name, p, o "
    "WITH name, gds.graph.project(name, p, o) AS graph RETURN graph.graphName AS name"
)
# Projects, and then fails, or works for ever: what a question could do between projecting and dropping.
BEFORE = f"WITH {NAME} AS name MATCH (p:Person)-[t:MEMBER_OF|LEADS]->(o) WITH name, gds.graph.project(name, p, o) AS g "
FAILS = BEFORE + "RETURN g.graphName AS name, 1 / (g.nodeCount - g.nodeCount) AS never"
ENDLESS = (
    BEFORE + "UNWIND range(1, 1000000) AS i UNWIND range(1, 1000000) AS j RETURN g.graphName AS name, count(*) AS n"
)


@pytest.fixture
async def harbour(holding: Callable[[str | Path], Target], reader: Reader, server: Server) -> AsyncIterator[Reader]:
    """Give a reader on the harbour, without any projection before and after."""
    assert server.gds is not None, "The throwaway database has no Graph Data Science: nothing would be shown."
    holding("harbour")
    await drop_all(reader)
    yield reader
    await drop_all(reader)


async def drop_all(reader: Reader) -> None:
    for name in await listed(reader):
        await reader.run("CALL gds.graph.drop($name) YIELD graphName RETURN graphName", {"name": name})


async def listed(reader: Reader) -> list[str]:
    return [row["graphName"] for row in (await reader.run(LISTED)).rows]


async def test_every_question_that_needs_the_plugin_names_its_projection_so() -> None:
    needing = [question for question in Catalogue.load(cypher_root()).values() if "gds" in question.requires]
    assert needing
    for question in needing:
        assert question.cypher.count(NAME) == 1


async def test_without_help_an_error_leaves_a_projection(harbour: Reader) -> None:
    with pytest.raises(TertiusError):
        await harbour.run(FAILS)
    assert [name.startswith(PREFIX) for name in await listed(harbour)] == [True]


async def test_an_error_leaves_none(harbour: Reader) -> None:
    with pytest.raises(TertiusError):
        await Projections(harbour).run(FAILS)
    assert await listed(harbour) == []


async def test_a_time_limit_leaves_none(harbour: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harbour, "_timeout_s", 3.0)
    with pytest.raises(QueryTimeoutError):
        await Projections(harbour).run(ENDLESS)
    assert await listed(harbour) == []


async def test_a_question_that_nobody_waits_for_leaves_none(harbour: Reader, until_async: Until) -> None:
    asking = asyncio.create_task(Projections(harbour).run(ENDLESS))
    await until_async(lambda: listed(harbour))
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert await listed(harbour) == []


async def test_two_at_once_do_not_meet(harbour: Reader) -> None:
    question = Catalogue.load(cypher_root())["centrality/betweenness_gds"]
    projections = Projections(harbour)
    params = question.validate_params({})
    one, *others = await asyncio.gather(*(projections.run(question.cypher, params) for _ in range(4)))
    assert one.rows
    assert all(other.rows == one.rows for other in others)
    assert await listed(harbour) == []


async def test_a_statement_that_names_its_projection_otherwise_is_refused(harbour: Reader) -> None:
    with pytest.raises(CatalogueError, match="name its projection"):
        await Projections(harbour).run(FAILS.replace(NAME, "'mine'"))


async def test_sweeping_drops_what_is_old_and_ours(harbour: Reader, until_async: Until) -> None:
    projections = Projections(harbour)
    for name in (f"{PREFIX}left", "somebody-else-s"):
        await harbour.run(PROJECT, {"name": name})
    assert await projections.sweep() == []
    swept: list[str] = []

    async def old_enough() -> bool:
        swept.extend(await projections.sweep(older_than_s=1))
        return bool(swept)

    await until_async(old_enough)
    assert swept == [f"{PREFIX}left"]
    assert await listed(harbour) == ["somebody-else-s"]


async def test_the_first_question_sweeps(harbour: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    question = Catalogue.load(cypher_root())["centrality/pagerank_gds"]
    monkeypatch.setattr(Projections.sweep, "__defaults__", (0,))
    await harbour.run(PROJECT, {"name": f"{PREFIX}left"})
    projections = Projections(harbour)
    await projections.run(question.cypher, question.validate_params({}))
    assert await listed(harbour) == []
    await harbour.run(PROJECT, {"name": f"{PREFIX}left"})
    await projections.run(question.cypher, question.validate_params({}))
    assert await listed(harbour) == [f"{PREFIX}left"], "it sweeps now and then, not each time"


async def test_the_file_for_the_browser_sweeps_too(harbour: Reader) -> None:
    text = (cypher_root() / "sweep_projections.cypher").read_text(encoding="utf-8")
    assert re.findall(r"^:param (\w+) => (\w+);$", text, flags=re.MULTILINE) == [("older_than_minutes", "60")]
    (sweep,) = statements(re.sub(r"^:param .*$", "", text, flags=re.MULTILINE))
    for name in (f"{PREFIX}left", "somebody-else-s"):
        await harbour.run(PROJECT, {"name": name})
    assert (await harbour.run(sweep.text, {"older_than_minutes": 60})).rows == []
    assert (await harbour.run(sweep.text, {"older_than_minutes": 0})).rows == [{"dropped": f"{PREFIX}left"}]


async def test_answers_run_such_questions_so(harbour: Reader) -> None:
    catalogue = Catalogue.load(cypher_root())
    answer = await Answers(catalogue, harbour).ask("centrality/betweenness_gds", {"as_of": "2019-06-15"}, evidence=True)
    assert answer.rows[0]["person_id"] == "harbour:ada"
    assert answer.evidence is not None
    assert answer.evidence.counts[0] >= 9, "Ada's edges rest on nine ties"
    question = catalogue["centrality/betweenness_gds"]
    failing = question.model_copy(update={"cypher": FAILS})
    broken = Catalogue([failing])
    with pytest.raises(TertiusError):
        await Answers(broken, harbour).ask(failing.id, {})
    assert await listed(harbour) == []
