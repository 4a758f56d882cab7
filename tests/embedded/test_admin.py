"""Neo4j's admin tool on a real store: dump, restore, check and bulk import."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from neo4j.exceptions import ClientError

from tertius.embedded import AdminTool, EmbeddedServer
from tertius.embedded.home import Home
from tertius.errors import ConflictError, EmbeddedServerError, NotFoundError
from tertius.settings import Settings

Cypher = Callable[..., list[list[object]]]
COUNT = "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(DISTINCT n), count(r)"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, cache_dir: Path, cypher: Cypher) -> Settings:
    """Make a store with three nodes and two ties, and stop its server."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("store") / "with a space (é)",
        cache_dir=cache_dir,
        embedded_bolt_port=0,
        embedded_http_port=0,
    )
    with EmbeddedServer.from_settings(settings, brief=True) as connection:
        cypher(connection, "CREATE (:A {n: 1})-[:T]->(:A {n: 2})-[:T]->(:A {n: 3})")
        with pytest.raises(ConflictError, match=f"process id {connection.pid}"):
            AdminTool.from_settings(settings).check()
    return settings


def test_a_sound_store_passes_the_check(store: Settings) -> None:
    tool = AdminTool.from_settings(store)
    for database in ("neo4j", "system"):
        report = tool.check(database)
        assert (report.consistent, report.findings, report.file) == (True, (), None)


def test_a_damaged_store_does_not_pass(store: Settings, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(store.data_dir, tmp_path / "copy", symlinks=True)
    nodes = Home.of(tmp_path / "copy").folder / "data" / "databases" / "neo4j" / "neostore.nodestore.db"
    content = bytearray(nodes.read_bytes())
    # Fifteen bytes a record, sixteen bytes of header: the second node's first relationship becomes one there is not.
    content[16 + 15 + 4] ^= 0x3F
    nodes.write_bytes(content)
    report = AdminTool(data_dir=tmp_path / "copy", cache_dir=store.cache_dir).check()
    assert not report.consistent
    assert report.findings
    assert report.file is None or report.file.exists()


def test_what_was_dumped_comes_back(store: Settings, tmp_path: Path, cypher: Cypher) -> None:
    tool = AdminTool.from_settings(store)
    dump = tmp_path / "données.dump"
    tool.dump(dump)
    assert stat.S_IMODE(dump.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [dump.name]
    with pytest.raises(ConflictError, match="there already"):
        tool.dump(dump)

    with EmbeddedServer.from_settings(store, brief=True) as connection:
        password = connection.password
        cypher(connection, "MATCH (n) DETACH DELETE n")
    broken = tmp_path / "broken.dump"
    broken.write_bytes(dump.read_bytes()[:-200])
    with pytest.raises(EmbeddedServerError, match="could not be restored, and nothing was changed"):
        tool.restore(broken)
    assert tool.check().consistent
    tool.restore(dump)
    with EmbeddedServer.from_settings(store, brief=True) as connection:
        assert connection.password == password
        assert cypher(connection, COUNT) == [[3, 2]]


def test_a_dump_can_begin_a_new_folder_and_so_can_an_import(store: Settings, tmp_path: Path, cypher: Cypher) -> None:
    AdminTool.from_settings(store).dump(tmp_path / "dump")
    fresh = store.model_copy(update={"data_dir": tmp_path / "fresh"})
    AdminTool.from_settings(fresh).restore(tmp_path / "dump")
    with EmbeddedServer.from_settings(fresh, brief=True) as connection:
        assert cypher(connection, COUNT) == [[3, 2]]
        with pytest.raises(ClientError, match="read-only"):  # it may be a copy of a past day: nobody has looked yet
            cypher(connection, "CREATE (:Slip)")

    files = tmp_path / "a folder (2)"
    files.mkdir()
    people, ties = files / "people.csv", files / "ties.csv"
    people.write_text("id:ID,name\n1,Ængus\n2,بلال\n3,Chinua\n4,Dieu\n", encoding="utf-8")
    ties.write_text(":START_ID,:END_ID,when:int\n1,2,2012\n2,3,2012\n3,1,2013\n", encoding="utf-8")
    said = AdminTool.from_settings(fresh).bulk_import([("Person", [people])], [("KNOWS", [ties])])
    assert "4 nodes" in said
    with EmbeddedServer.from_settings(fresh, brief=True) as connection:
        assert cypher(connection, COUNT) == [[4, 3]]
        rows = cypher(connection, "MATCH (p:Person)-[k:KNOWS]->() RETURN p.name, k.when ORDER BY p.id")
    assert rows == [["Ængus", 2012], ["بلال", 2012], ["Chinua", 2013]]
    assert AdminTool.from_settings(fresh).check().consistent


def test_an_import_that_fails_says_why(store: Settings, tmp_path: Path) -> None:
    fresh = store.model_copy(update={"data_dir": tmp_path / "fresh"})
    with pytest.raises(EmbeddedServerError, match=r"The import failed(?s:.*)nothing\.csv"):
        AdminTool.from_settings(fresh).bulk_import([("Person", [tmp_path / "nothing.csv"])], [])


def test_without_a_database_there_is_nothing_to_work_on(tmp_path: Path, cache_dir: Path) -> None:
    tool = AdminTool(data_dir=tmp_path / "data", cache_dir=cache_dir)
    with pytest.raises(NotFoundError, match="no database in this data folder"):
        tool.check()
    with pytest.raises(NotFoundError, match="no database in this data folder"):
        tool.dump(tmp_path / "dump")
    with pytest.raises(NotFoundError, match="no such dump"):
        tool.restore(tmp_path / "dump")
    assert not (tmp_path / "data").exists()


def test_a_dump_into_a_folder_that_is_not_there_is_named(store: Settings, tmp_path: Path) -> None:
    with pytest.raises(EmbeddedServerError, match="dump cannot be written") as caught:
        AdminTool.from_settings(store).dump(tmp_path / "nowhere" / "dump")
    assert caught.value.where == str(tmp_path / "nowhere" / "dump")
