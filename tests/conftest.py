"""How the tests find a database.

Tertius is tested against a real Neo4j, never a stand-in for one. The first test that wants a database starts the
search; one server then serves the whole run, or each process of it. It is looked for in this order, and the last lines
of the run say which was taken:

1. **A server of yours**: ``TERTIUS_TEST_NEO4J_URI`` with ``TERTIUS_TEST_NEO4J_PASSWORD`` (``…_USER`` and ``…_DATABASE``
   are ``neo4j`` unless set).
2. **A container**: when a Docker engine answers and has the image ``neo4j:5.26-community`` already. Nothing is pulled.
3. **The embedded server**: the one that Tertius itself starts, on a temporary folder and free ports. Its jars come from
   the usual cache, so that only the first run ever downloads.

``TERTIUS_TEST_DATABASE=container`` or ``=embedded`` settles on one of the last two; ``auto`` is the order above. If
none can be had the tests that want one *fail*: a run without a database has shown nothing.

**Nothing is wiped by mistake.** A database is emptied only if it holds a ``:ThrowawayTestDatabase`` node. Servers that
the run started itself get one at once; a server of yours gets one if it is empty, and is refused if it holds anything
else. ``CREATE (:ThrowawayTestDatabase)`` is how you say that a database may be wiped.

**Several processes may share the tests** (``make test`` starts as many as there are cores, four at most). A process
whose tests want a database starts one of its own, as above. A server of yours is one: all that want it run in one
process.

**The run is its own.** ``TERTIUS_…`` variables of your shell are taken out of the environment, except those of the
tests and those that say where jars come from, so that no test talks to a database you work with.

What a test can ask for:

``target``
    Where the database is; what is in it is not defined. For tests that only need a server.
``empty_db``
    The same, migrated and empty.
``holding``
    A function: ``holding("harbour")`` makes the database hold exactly that example graph of ``cypher/graphs`` (or a
    claims folder, by path) and returns the target. Loads only if the database holds something else, so a test that
    then writes must take ``empty_db`` first, which forgets what was loaded, or ``holding_anew`` instead.
``driver``, ``writer``
    A synchronous driver and a writer on it.
``reader``
    An asynchronous reader, for tests marked ``anyio``.
``server``
    What the server says of itself, Graph Data Science included.
``running``
    A function that says, asynchronously, whether the database works on a statement.
``until``, ``until_async``
    Functions that wait until something has happened. A test waits for what it needs, never for a length of time: it
    holds on a machine many times slower.
"""

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from copies import Copy
from databases import found
from left_behind import unchanged
from sharing import DATABASE, longest_first, unit_of
from tertius import logs
from tertius.graph.connect import Driver, Server, Target, open_async_driver, open_driver, server_of
from tertius.graph.migrate import migrate
from tertius.graph.read import Reader
from tertius.graph.wipe import wipe
from tertius.graph.write import Writer

ROOT = Path(__file__).resolve().parents[1]
GRAPHS = ROOT / "cypher" / "graphs"

#: Variables that say where things are fetched from, not which database or API is meant.
_KEPT = ("TERTIUS_CACHE_DIR", "TERTIUS_MAVEN_URL")
_TAKEN = pytest.StashKey[str]()

# A run repeats itself, whoever runs it: what a change broke is told from what chance found, and nothing depends on what
# an earlier run left behind. `pytest --hypothesis-profile=explore` looks for new examples. Neither minds slowness.
_SLOW = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("gate", derandomize=True, **_SLOW)
hypothesis.settings.register_profile("explore", **_SLOW)
hypothesis.settings.load_profile("gate")

#: How often something that ought to happen is looked for, and the pause between two looks. Together they say that it
#: never will: minutes after any machine would have got there.
_LOOKS, _PAUSE_S = 15_000, 0.02


def pytest_configure(config: pytest.Config) -> None:
    for name in list(os.environ):
        if name.startswith("TERTIUS_") and not name.startswith("TERTIUS_TEST_") and name not in _KEPT:
            del os.environ[name]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the tests, have each test's id be its own and say whether it wants a database."""
    if not hasattr(config, "workerinput"):
        return
    for item in items:
        wants = "throwaway" in getattr(item, "fixturenames", ())
        # Schemathesis gives all the tests of a function one id, of which only the first would run.
        named = f"{item.parent.nodeid if item.parent else ''}::{item.name}{DATABASE if wants else ''}"
        item._id = item.id.parse(named)  # type: ignore[attr-defined] # there is no public way
        assert item.nodeid == named
    assert len({item.nodeid for item in items}) == len(items), "Two tests share an id: only one would run."
    place = {unit: at for at, unit in enumerate(longest_first(item.nodeid for item in items))}
    items.sort(key=lambda item: place[unit_of(item.nodeid)])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:  # noqa: ANN401 - of pytest-xdist
    """Share the tests by units, in their order."""
    from xdist.scheduler import LoadScopeScheduling

    class ByUnits(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return unit_of(nodeid)

    config.option.loadscopereorder = False
    return ByUnits(config, log)


def pytest_sessionfinish(session: pytest.Session) -> None:
    told: dict[str, object] | None = getattr(session.config, "workeroutput", None)
    if told is not None:
        told["database"] = session.config.stash.get(_TAKEN, None)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401 - of pytest-xdist
    if taken := getattr(node, "workeroutput", {}).get("database"):
        node.config.stash[_TAKEN] = taken


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if _TAKEN in config.stash:
        terminalreporter.write_sep("-", f"throwaway database: {config.stash[_TAKEN]}")


@dataclass
class Throwaway:
    """The one database of the run, and what it holds now."""

    target: Target
    driver: Driver
    server: Server
    holds: str | None = field(default=None)

    def empty(self) -> None:
        """Empty it, if it says that it may be emptied."""
        refuse_to_wipe_a_real_database(self.driver, self.target)
        wipe(self.driver, self.target.database)
        self.holds = None


def refuse_to_wipe_a_real_database(driver: Driver, target: Target) -> None:
    """Raise unless the database carries the marker."""
    with driver.session(database=target.database) as session:
        if session.run("MATCH (m:ThrowawayTestDatabase) RETURN count(m) AS n").single(strict=True)["n"]:
            return
    raise AssertionError(
        f"{target.address} does not say that it may be wiped. If it may: CREATE (:ThrowawayTestDatabase)"
    )


def mark_as_throwaway(driver: Driver, target: Target) -> None:
    """Mark an empty database; one that holds anything must have been marked by its owner."""
    with driver.session(database=target.database) as session:
        session.run(
            "OPTIONAL MATCH (n) WHERE NOT n:SchemaMigration AND NOT n:SchemaLock WITH count(n) AS others "
            "WHERE others = 0 CREATE (:ThrowawayTestDatabase {made: datetime()})"
        ).consume()
    refuse_to_wipe_a_real_database(driver, target)


# --- fixtures ---------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Have no test find the process otherwise than it would alone; what a whole file has set is its own."""
    logs.forget()  # a command sets the level for its whole process, which is over with it
    with unchanged():
        yield
        logs.forget()


@pytest.fixture(scope="session")
def throwaway(request: pytest.FixtureRequest) -> Iterator[Throwaway]:
    """Give the run's database, marked as one that may be wiped, and migrated."""
    with found() as (target, taken), open_driver(target) as driver:
        mark_as_throwaway(driver, target)
        migrate(driver, target.database)
        server = server_of(driver, target.database)
        request.config.stash[_TAKEN] = (
            f"{taken} (Neo4j {server.version} {server.edition}, Graph Data Science {server.gds or 'absent'})"
        )
        yield Throwaway(target, driver, server)


@pytest.fixture(scope="session")
def target(throwaway: Throwaway) -> Target:
    """Where the run's database is."""
    return throwaway.target


@pytest.fixture(scope="session")
def driver(throwaway: Throwaway) -> Driver:
    """Give a synchronous driver on it."""
    return throwaway.driver


@pytest.fixture(scope="session")
def server(throwaway: Throwaway) -> Server:
    """Tell what its server says of itself."""
    return throwaway.server


@pytest.fixture
def empty_db(throwaway: Throwaway) -> Target:
    """Give the run's database, migrated and empty."""
    throwaway.empty()
    return throwaway.target


@pytest.fixture
def writer(driver: Driver, target: Target) -> Writer:
    """Give a writer on the run's database."""
    return Writer(driver, target.database)


@pytest.fixture
async def reader(target: Target) -> AsyncIterator[Reader]:
    """Give a reader on the run's database, in the test's own event loop."""
    async with open_async_driver(target, pool_size=5) as async_driver:
        yield Reader(async_driver, target.database)


@pytest.fixture(scope="session")
def holding(throwaway: Throwaway) -> Callable[..., Target]:
    """Give a function that makes the database hold example graphs or claims folders, in this order, nothing else.

    Those of the checkout are loaded once; what the loads have written is written again for a later test.
    """
    loaded: dict[str, Copy] = {}

    def hold(*graphs: str | Path) -> Target:
        folders = [GRAPHS / graph if isinstance(graph, str) else graph for graph in graphs]
        wanted = " ".join(map(str, folders))
        if throwaway.holds != wanted:
            throwaway.empty()
            if wanted in loaded:
                loaded[wanted].write(throwaway.driver, throwaway.target.database)
            else:
                for folder in folders:
                    _load_claims_folder(throwaway, folder)
                if all(folder.is_relative_to(ROOT) for folder in folders):  # another is of one test alone
                    loaded[wanted] = Copy.of(throwaway.driver, throwaway.target.database)
            throwaway.holds = wanted
        return throwaway.target

    return hold


@pytest.fixture
def holding_anew(holding: Callable[..., Target], throwaway: Throwaway) -> Iterator[Callable[..., Target]]:
    """Give the same for a test that then writes: what it begins with is unchanged, what it leaves is nobody else's."""
    throwaway.holds = None
    yield holding
    throwaway.holds = None


def _load_claims_folder(throwaway: Throwaway, folder: Path) -> None:
    """Load a folder as `tertius load claims` does; a quarantined row is an error here."""
    from tertius_loaders.claims import load_folder

    report = load_folder(folder, throwaway.driver, throwaway.target.database)
    assert not report.bad_rows, report.bad


@pytest.fixture(scope="session")
def running(driver: Driver, target: Target) -> Callable[..., Awaitable[bool]]:
    """Give a function that says whether the database works on so many statements (one) with this text in them.

    Literals are not shown of a statement, so the text has none.
    """
    statement = (
        "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS $text "
        "AND NOT currentQuery STARTS WITH 'SHOW' RETURN count(*) AS n"
    )

    def count(text: str) -> int:
        with driver.session(database=target.database) as session:
            return int(session.run(statement, text=text).single(strict=True)["n"])

    async def so_many(text: str, wanted: int = 1) -> bool:
        assert not re.search(r"[0-9'\"]", text), f"{text!r} would never be found: of a statement no literal is shown."
        return await asyncio.to_thread(count, text) == wanted

    return so_many


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio alone: the driver knows no other."""
    return "asyncio"


@pytest.fixture(scope="session")
def until() -> Callable[[Callable[[], object]], None]:
    """Give a function that waits until what it is given says yes."""

    def wait(happened: Callable[[], object]) -> None:
        for _ in range(_LOOKS):
            if happened():
                return
            time.sleep(_PAUSE_S)  # noqa: TID251 - here alone
        raise AssertionError("What the test waits for does not happen.")

    return wait


@pytest.fixture(scope="session")
def until_async() -> Callable[[Callable[[], Awaitable[object]]], Awaitable[None]]:
    """Give the same for what is asked asynchronously, while the event loop goes on."""

    async def wait(happened: Callable[[], Awaitable[object]]) -> None:
        for _ in range(_LOOKS):
            if await happened():
                return
            await asyncio.sleep(_PAUSE_S)
        raise AssertionError("What the test waits for does not happen.")

    return wait


@pytest.fixture
def two_sources(holding: Callable[[str | Path], Target], reader: Reader) -> Reader:
    """Give a reader on the folder with decisions."""
    holding(Path(__file__).parent / "two_sources")
    return reader


@pytest.fixture
def harbour(holding: Callable[[str | Path], Target], reader: Reader) -> Reader:
    """Give a reader on the harbour."""
    holding("harbour")
    return reader
