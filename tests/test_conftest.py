"""The tests' own safety: a database that does not say that it may be wiped is left alone."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Protocol

import pytest

from sharing import LONG
from tertius.graph.connect import Driver, Target
from tertius.graph.write import Writer
from tertius.loading.rebuilding import rebuild


class Wipeable(Protocol):
    def empty(self) -> None: ...


@pytest.fixture
def conftest(request: pytest.FixtureRequest) -> ModuleType:
    here = str(Path(__file__).with_name("conftest.py"))
    return next(
        plugin for plugin in request.config.pluginmanager.get_plugins() if getattr(plugin, "__file__", None) == here
    )


@pytest.fixture
def somebodys(empty_db: Target, writer: Writer) -> Iterator[None]:
    """Make the database look like one that somebody works with; and a throwaway again afterwards."""
    writer.together(
        [("MATCH (m:ThrowawayTestDatabase) DELETE m", {}), ("CREATE (:Entity {id: $id})", {"id": "a life's work"})]
    )
    yield
    writer.together([("MATCH (e:Entity) DELETE e", {}), ("CREATE (:ThrowawayTestDatabase)", {})])


@pytest.mark.usefixtures("somebodys")
def test_a_database_without_the_marker_is_never_wiped(throwaway: Wipeable, writer: Writer) -> None:
    with pytest.raises(AssertionError, match="does not say that it may be wiped"):
        throwaway.empty()
    assert writer.rows("MATCH (e:Entity) RETURN e.id AS id") == [{"id": "a life's work"}]


@pytest.mark.usefixtures("somebodys")
def test_a_database_that_holds_something_is_never_marked(
    conftest: ModuleType, driver: Driver, target: Target, writer: Writer
) -> None:
    with pytest.raises(AssertionError, match="does not say that it may be wiped"):
        conftest.mark_as_throwaway(driver, target)
    assert writer.rows("MATCH (m:ThrowawayTestDatabase) RETURN m.made AS made") == []


def test_an_empty_database_is_marked(conftest: ModuleType, empty_db: Target, driver: Driver, writer: Writer) -> None:
    writer.run("MATCH (m:ThrowawayTestDatabase) DELETE m")
    conftest.mark_as_throwaway(driver, empty_db)
    assert writer.rows("MATCH (m:ThrowawayTestDatabase) RETURN count(m) AS n") == [{"n": 1}]


def test_what_is_loaded_is_known_until_somebody_empties_the_database(
    holding: Callable[[str], Target], throwaway: Wipeable, writer: Writer, request: pytest.FixtureRequest
) -> None:
    count = "MATCH (c:Claim) RETURN count(c) AS n"
    holding("harbour")
    loaded = writer.rows(count)[0]["n"]
    assert loaded > 0
    writer.run("CREATE (:Claim {id: 'trace', key: 'trace', revision: 1})")
    holding("harbour")  # no second load, so the trace is still there
    assert writer.rows(count)[0]["n"] == loaded + 1
    request.getfixturevalue("empty_db")
    assert writer.rows(count) == [{"n": 0}]
    holding("harbour")
    assert writer.rows(count)[0]["n"] == loaded
    throwaway.empty()


@pytest.mark.parametrize("graph", ["harbour", "coast"])
def test_what_is_written_again_is_what_was_loaded(
    graph: str, holding: Callable[[str], Target], throwaway: Wipeable, writer: Writer, driver: Driver, target: Target
) -> None:
    everything = (
        "MATCH (n) WHERE NOT n:ThrowawayTestDatabase RETURN labels(n) AS what, properties(n) AS said",
        "MATCH (a)-[t]->(b) RETURN [type(t), labels(a), properties(a), labels(b), properties(b)] AS what, "
        "properties(t) AS said",
    )

    def there() -> list[list[str]]:
        return [
            sorted(json.dumps(row, sort_keys=True, default=repr) for row in writer.rows(cypher))
            for cypher in everything
        ]

    throwaway.empty()
    holding(graph)
    loaded = there()
    assert all(loaded)
    throwaway.empty()
    holding(graph)
    assert there() == loaded
    assert not rebuild(driver, target.database), "and it is what its claims add up to"
    throwaway.empty()


def test_what_takes_longest_begins_first(conftest: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TERTIUS_TEST_NEO4J_URI", raising=False)
    ids = [
        *(f"tests/model/test_many.py::test_{number}" for number in range(9)),
        "tests/cli/test_told.py::test_one",
        "tests/graph/test_read.py::test_one@database",
        *(f"tests/loading/test_{name}.py::test_one@database" for name in "ab"),
        "tests/loading/test_a.py::test_plain",
        f"{LONG[-1]}::test_one",
    ]
    assert conftest.longest_first(ids) == [
        "tests/loading@database",
        "tests/graph@database",
        LONG[-1],
        "tests/cli/test_told.py",
        "tests/model/test_many.py",
        "tests/loading/test_a.py",
    ]
    monkeypatch.setenv("TERTIUS_TEST_NEO4J_URI", "bolt://one-server:7687")
    assert conftest.longest_first(ids)[0] == "@database"
    assert len(conftest.longest_first(ids)) == 5


def test_what_is_known_to_be_long_is_there() -> None:
    root = Path(__file__).resolve().parents[1]
    assert [file for file in LONG if not (root / file).is_file()] == []


def test_no_variable_of_the_shell_reaches_the_tests(
    conftest: ModuleType, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    import os

    monkeypatch.setenv("TERTIUS_NEO4J_URI", "bolt://somewhere-real:7687")
    monkeypatch.setenv("TERTIUS_MAVEN_URL", "https://mirror.example")
    monkeypatch.setenv("TERTIUS_TEST_OTHER", "kept")
    conftest.pytest_configure(pytestconfig)
    assert "TERTIUS_NEO4J_URI" not in os.environ
    assert os.environ["TERTIUS_MAVEN_URL"] == "https://mirror.example"
    assert os.environ["TERTIUS_TEST_OTHER"] == "kept"
