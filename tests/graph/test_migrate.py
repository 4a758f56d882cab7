import contextlib
import hashlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tertius.errors import CatalogueError, ConflictError, TertiusError
from tertius.graph import migrate as migrations
from tertius.graph.connect import Driver, Target
from tertius.graph.migrate import Applied, applied, available, migrate
from tertius.graph.write import Writer
from tertius.model.kinds import TIE_KINDS

FIRST = "// one\nCREATE CONSTRAINT harbour_id IF NOT EXISTS FOR (n:Harbour) REQUIRE n.id IS UNIQUE;\n"
SECOND = "CREATE (:Harbour {id: 'a'});\nMATCH (h:Harbour {id: 'a'}) SET h.visits = coalesce(h.visits, 0) + 1;\n"


@pytest.fixture
def bare(throwaway: object, driver: Driver, target: Target) -> Iterator[None]:
    """Take the schema and everything else out of the database, and put the project's own schema back afterwards."""
    throwaway.empty()  # type: ignore[attr-defined]
    _take_all_out(driver, target)
    yield
    _take_all_out(driver, target)
    migrate(driver, target.database)


def _take_all_out(driver: Driver, target: Target) -> None:
    writer = Writer(driver, target.database)
    for row in writer.rows("SHOW CONSTRAINTS YIELD name RETURN name"):
        writer.run(f"DROP CONSTRAINT {row['name']}")
    for row in writer.rows("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"):
        writer.run(f"DROP INDEX {row['name']}")
    writer.run("MATCH (n) WHERE NOT n:ThrowawayTestDatabase DETACH DELETE n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "V0001__Make_harbours_unique.cypher").write_text(FIRST)
    (tmp_path / "V0002__Open_the_first.cypher").write_text(SECOND)
    return tmp_path


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def harbours(driver: Driver, target: Target) -> list[dict[str, object]]:
    return Writer(driver, target.database).rows("MATCH (h:Harbour) RETURN h.id AS id, h.visits AS visits ORDER BY id")


@pytest.mark.usefixtures("bare")
def test_migrations_apply_once_and_in_order(driver: Driver, target: Target, folder: Path) -> None:
    done = migrate(driver, target.database, folder=folder)
    assert done == [Applied(1, "Make harbours unique", sha(FIRST), 1), Applied(2, "Open the first", sha(SECOND), 2)]
    assert migrate(driver, target.database, folder=folder) == []
    assert harbours(driver, target) == [{"id": "a", "visits": 1}]
    assert applied(driver, target.database) == done
    (folder / "V0003__Visit_again.cypher").write_text("MATCH (h:Harbour) SET h.visits = h.visits + 1;")
    assert [one.version for one in migrate(driver, target.database, folder=folder)] == [3]
    assert harbours(driver, target) == [{"id": "a", "visits": 2}]


@pytest.mark.usefixtures("bare")
def test_the_projects_own_schema(driver: Driver, target: Target) -> None:
    migrate(driver, target.database)
    writer = Writer(driver, target.database)
    unique = {
        (row["labelsOrTypes"][0], *row["properties"])
        for row in writer.rows("SHOW CONSTRAINTS YIELD labelsOrTypes, properties RETURN labelsOrTypes, properties")
    }
    nodes = ["Entity", "Source", "Release", "Claim", "Decision", "LoadRun", "Assumptions", "SchemaLock"]
    nodes += ["ReportRun", "Delivery", "AlertFiring", "Snapshot"]
    assert unique == {(name, "id") for name in [*TIE_KINDS, *nodes]} | {
        ("SchemaMigration", "version"),
        ("ReportSeries", "name"),
        ("AlertState", "name"),
        ("ReportRun", "report", "due"),
    }
    indexes = writer.rows(
        "SHOW INDEXES YIELD state, type, labelsOrTypes, properties, owningConstraint "
        "WHERE owningConstraint IS NULL AND type <> 'LOOKUP' RETURN state, type, labelsOrTypes, properties"
    )
    assert {row["state"] for row in indexes} == {"ONLINE"}
    assert {(row["type"], row["labelsOrTypes"][0], *row["properties"]) for row in indexes} >= {
        ("RANGE", "Claim", "key"),
        ("RANGE", "Claim", "tie_id"),
        ("RANGE", "Claim", "source_id"),
        ("RANGE", "Claim", "run_id"),
        ("RANGE", "Entity", "canonical_id"),
        ("POINT", "Entity", "location"),
        ("FULLTEXT", "Entity", "search"),
    }


def test_the_index_of_names_splits_at_spaces_and_does_nothing_else(empty_db: Target, writer: Writer) -> None:
    writer.run("CREATE (:Entity {id: 'a', search: '=the the م.ن is'})")
    for words, ids in {"the": ["a"], "is": ["a"], '"=the"': ["a"], "م.ن": ["a"], "The": [], "م": []}.items():
        found = writer.rows(
            "CALL db.index.fulltext.queryNodes('entity_search', $q) YIELD node RETURN node.id AS id", q=words
        )
        assert [row["id"] for row in found] == ids, words


@pytest.mark.usefixtures("bare")
def test_an_applied_file_that_was_edited(driver: Driver, target: Target, folder: Path) -> None:
    migrate(driver, target.database, folder=folder)
    edited = FIRST + "// a later thought\n"
    (folder / "V0001__Make_harbours_unique.cypher").write_text(edited)
    with pytest.raises(ConflictError) as caught:
        migrate(driver, target.database, folder=folder)
    assert "V0001__Make_harbours_unique.cypher" in caught.value.what
    assert sha(FIRST) in caught.value.what
    assert sha(edited) in caught.value.what


@pytest.mark.usefixtures("bare")
def test_an_applied_file_that_is_gone(driver: Driver, target: Target, folder: Path) -> None:
    migrate(driver, target.database, folder=folder)
    (folder / "V0001__Make_harbours_unique.cypher").unlink()
    with pytest.raises(ConflictError, match="V0001 is missing"):
        migrate(driver, target.database, folder=folder)


@pytest.mark.usefixtures("bare")
def test_a_database_that_is_newer_than_the_code(driver: Driver, target: Target, folder: Path) -> None:
    migrate(driver, target.database, folder=folder)
    (folder / "V0002__Open_the_first.cypher").unlink()
    with pytest.raises(ConflictError, match=r"newer than this Tertius.*V0002.*V0001__Make") as caught:
        migrate(driver, target.database, folder=folder)
    assert "Upgrade" in caught.value.next_step


@pytest.mark.usefixtures("bare")
def test_a_database_that_skipped_one(driver: Driver, target: Target, folder: Path) -> None:
    Writer(driver, target.database).run(
        "CREATE (:SchemaMigration {version: 2, name: 'Open the first', checksum: $c, statements_done: 2, "
        "applied_at: datetime()})",
        c=sha(SECOND),
    )
    with pytest.raises(ConflictError, match="V0002 but not V0001"):
        migrate(driver, target.database, folder=folder)


@pytest.mark.usefixtures("bare")
def test_a_statement_that_the_server_refuses_is_named_and_the_rest_goes_on_later(
    driver: Driver, target: Target, folder: Path
) -> None:
    third = folder / "V0003__Visit.cypher"
    third.write_text("MATCH (h:Harbour) SET h.visits = h.visits + 10;\n\nMATCH (h:Harbour) SETT h.x = 1;\n")
    with pytest.raises(CatalogueError) as caught:
        migrate(driver, target.database, folder=folder)
    assert f"{third}:3" in caught.value.where
    assert [(one.version, one.statements, one.whole) for one in applied(driver, target.database)] == [
        (1, 1, True),
        (2, 2, True),
        (3, 1, False),
    ]
    # What took effect must stand; the statement that was refused may be mended.
    third.write_text("MATCH (h:Harbour) SET h.visits = h.visits + 99;\n\nMATCH (h:Harbour) SET h.x = 1;\n")
    with pytest.raises(ConflictError, match="changed after it was applied"):
        migrate(driver, target.database, folder=folder)
    third.write_text("MATCH (h:Harbour) SET h.visits = h.visits + 10;\n\nMATCH (h:Harbour) SET h.x = 1;\n")
    assert [one.version for one in migrate(driver, target.database, folder=folder)] == [3]
    assert harbours(driver, target) == [{"id": "a", "visits": 11}]
    assert applied(driver, target.database)[2].checksum == sha(third.read_text())


@pytest.mark.usefixtures("bare")
def test_data_that_breaks_a_new_constraint(driver: Driver, target: Target, folder: Path) -> None:
    Writer(driver, target.database).run("CREATE (:Harbour {id: 'a'}), (:Harbour {id: 'a'})")
    with pytest.raises(ConflictError) as caught:
        migrate(driver, target.database, folder=folder)
    assert "V0001__Make_harbours_unique.cypher:2" in caught.value.where


class _PowerCut(BaseException):
    """What no handler catches."""


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("survives", range(7))
def test_a_crash_between_any_two_statements_is_made_good(
    driver: Driver, target: Target, folder: Path, survives: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "V0003__Mixed.cypher").write_text(
        "CREATE INDEX harbour_x IF NOT EXISTS FOR (n:Harbour) ON (n.x);\n"
        "MATCH (h:Harbour) SET h.visits = h.visits + 10;\n"
        "CREATE INDEX harbour_y IF NOT EXISTS FOR (n:Harbour) ON (n.y);\n"
        "DROP INDEX harbour_x IF EXISTS;\n"
        "MATCH (h:Harbour) SET h.visits = h.visits + 100;\n"
    )
    whole, calls = migrations._apply, 0

    def until_the_power_goes(*arguments: object) -> None:
        nonlocal calls
        if calls == survives:
            raise _PowerCut
        calls += 1
        whole(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "_apply", until_the_power_goes)
        with pytest.raises(_PowerCut):
            migrate(driver, target.database, folder=folder)
    migrate(driver, target.database, folder=folder)
    assert harbours(driver, target) == [{"id": "a", "visits": 111}]
    assert [one.whole for one in applied(driver, target.database)] == [True, True, True]
    names = Writer(driver, target.database).rows(
        "SHOW INDEXES YIELD name WHERE name STARTS WITH 'harbour_' RETURN name"
    )
    assert sorted(row["name"] for row in names) == ["harbour_id", "harbour_y"]


PROCESS = """
import sys
from pathlib import Path
from pydantic import SecretStr
from tertius.graph.connect import Target, open_driver
from tertius.graph.migrate import migrate

uri, user, password, database, folder = sys.argv[1:]
with open_driver(Target(uri, user, SecretStr(password), database)) as driver:
    print("ready", flush=True)
    sys.stdin.readline()
    print(*(one.version for one in migrate(driver, database, folder=Path(folder))))
"""


@pytest.mark.usefixtures("bare")
def test_many_processes_that_start_together_apply_each_migration_once(
    driver: Driver, target: Target, folder: Path
) -> None:
    for version in range(3, 9):
        (folder / f"V{version:04d}__Visit.cypher").write_text(
            f"CREATE INDEX harbour_{version} IF NOT EXISTS FOR (n:Harbour) ON (n.x{version});\n"
            "MATCH (h:Harbour) SET h.visits = h.visits + 1;\n"
        )
    arguments = [target.uri, target.user, target.password.get_secret_value(), target.database, str(folder)]
    with contextlib.ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(  # noqa: S603 - this very interpreter
                    [sys.executable, "-c", PROCESS, *arguments],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(6)
        ]
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in started:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        said = [process.communicate() for process in started]
    assert [process.returncode for process in started] == [0] * 6, said
    ran = [[int(version) for version in line.split() if version.isdigit()] for line, _ in said]
    assert sorted(version for versions in ran for version in versions) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert harbours(driver, target) == [{"id": "a", "visits": 7}]


@pytest.mark.usefixtures("bare")
def test_many_threads_that_start_together_on_the_real_schema(driver: Driver, target: Target) -> None:
    outcomes: list[list[Applied] | TertiusError] = []
    gate = threading.Barrier(5)

    def start() -> None:
        gate.wait()
        try:
            outcomes.append(migrate(driver, target.database))
        except TertiusError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=start) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(outcome) for outcome in outcomes if isinstance(outcome, list)) == [0, 0, 0, 0, len(available())]


@pytest.mark.usefixtures("bare")
def test_one_that_waits_too_long_says_who_holds_it_up(driver: Driver, target: Target, folder: Path) -> None:
    migrations._bootstrap(driver, target.database)
    with driver.session(database=target.database) as session, session.begin_transaction() as other:
        other.run("MATCH (l:SchemaLock) SET l.taken_at = datetime()").consume()
        with pytest.raises(ConflictError, match="Another process"):
            migrate(driver, target.database, folder=folder, patience_s=1)
    assert [one.version for one in migrate(driver, target.database, folder=folder)] == [1, 2]
