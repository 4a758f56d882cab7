"""A damaged transaction log: told as such, and opened with all that can be read of it."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import neo4j
import pytest
from click.testing import CliRunner

from tertius.cli.main import tertius
from tertius.embedded import AdminTool, Connection, EmbeddedServer, repair
from tertius.embedded.home import Home
from tertius.errors import ConflictError, EmbeddedServerError, NotFoundError
from tertius.settings import Settings

Cypher = Callable[..., list[list[object]]]
KEPT, LOST = 30, 20


def written(log: Path) -> int:
    """Return the bytes of a log that hold transactions; the rest is set aside for those to come."""
    return len(log.read_bytes().rstrip(b"\0"))


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory, cache_dir: Path) -> Settings:
    """Make a store whose server was killed, and whose log is unreadable after the transaction number `KEPT`."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("damaged"), cache_dir=cache_dir, embedded_bolt_port=0, embedded_http_port=0
    )
    home = Home.of(settings.data_dir)
    log = home.folder / "data" / "transactions" / "neo4j" / "neostore.transaction.db.0"
    server = EmbeddedServer.from_settings(settings, brief=True)
    connection = server.start()
    each = "CALL (id) { CREATE (:Claim {id: id, note: $note}) } IN TRANSACTIONS OF 1 ROW"
    auth = (connection.user, connection.password)
    with neo4j.GraphDatabase.driver(connection.uri, auth=auth) as driver, driver.session() as session:
        for first, end in ((0, KEPT), (KEPT, KEPT + LOST)):
            at = written(log)
            session.run(f"UNWIND range($first, $end - 1) AS id {each}", first=first, end=end, note="x" * 100).consume()
    os.kill(connection.pid, signal.SIGKILL)
    server.stop()
    with log.open("r+b") as file:
        file.seek(at + 20)
        file.write(b"\xa5" * 200)
    return settings


@pytest.fixture
def own(damaged: Settings, tmp_path: Path) -> Settings:
    """Give a copy of the damaged store for this test to mend."""
    shutil.copytree(damaged.data_dir, tmp_path / "data", symlinks=True)
    return damaged.model_copy(update={"data_dir": tmp_path / "data"})


def test_a_server_does_not_start_on_a_damaged_log_and_says_what_to_do(own: Settings) -> None:
    with pytest.raises(EmbeddedServerError, match="transaction log is damaged") as refused:
        EmbeddedServer.from_settings(own, brief=True).start()
    assert "tertius db repair" in refused.value.next_step
    with pytest.raises(ConflictError) as unclean:
        AdminTool.from_settings(own).dump(own.data_dir / "dump")
    assert "tertius db repair" in unclean.value.next_step


def test_a_repair_keeps_a_copy_and_all_that_could_be_read(own: Settings, cypher: Cypher) -> None:
    home = Home.of(own.data_dir)
    before = (home.folder / "data/transactions/neo4j/neostore.transaction.db.0").read_bytes()

    def look(connection: Connection) -> list[list[object]]:
        return cypher(connection, "MATCH (c:Claim) RETURN c.id ORDER BY c.id")

    report, found = repair(own, look)
    assert found == [[number] for number in range(KEPT)]
    assert report.consistent
    assert set(report.checks) == {"neo4j", "system"}
    (cut,) = report.cuts
    assert cut.database == "neo4j"
    assert cut.last is not None
    # Each of the transactions that are gone has a note of a hundred characters.
    assert cut.bytes > LOST * 100
    assert (report.copy / "transactions/neo4j/neostore.transaction.db.0").read_bytes() == before
    assert report.copy.stat().st_mode & 0o777 == 0o700
    with EmbeddedServer.from_settings(own, brief=True) as connection:
        assert look(connection) == found
    AdminTool.from_settings(own).dump(own.data_dir / "dump")
    assert "fail_on_corrupted" not in (home.conf / "neo4j.conf").read_text(encoding="utf-8")


def test_the_command_says_what_was_recovered_and_what_was_cut(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTIUS_DATA_DIR", str(own.data_dir))
    monkeypatch.setenv("TERTIUS_CACHE_DIR", str(own.cache_dir))
    done = CliRunner().invoke(tertius, ["db", "repair"])
    assert done.exit_code == 0, done.output
    assert f"{KEPT} claims are there now" in done.output
    assert "bytes of the log of neo4j" in done.output
    assert "the database is consistent" in done.output
    again = CliRunner().invoke(tertius, ["db", "repair"])
    assert "Cut: nothing" in again.output, again.output


def test_a_repair_that_fails_leaves_the_database_as_it_was(own: Settings) -> None:
    home = Home.of(own.data_dir)
    log = home.folder / "data/transactions/neo4j/neostore.transaction.db.0"
    before = log.read_bytes()

    def look(_: Connection) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        repair(own, look)
    assert log.read_bytes() == before
    assert not list(home.folder.glob("before-repair-*"))


def test_without_room_for_the_copy_nothing_is_touched(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tertius.embedded.copying._SPARE_BYTES", 10**18)
    with pytest.raises(EmbeddedServerError, match="copy before a repair takes") as refused:
        repair(own, lambda _: None)
    assert "Free some space" in refused.value.next_step
    assert not list(Home.of(own.data_dir).folder.glob("before-repair-*"))


def test_without_a_database_there_is_nothing_to_repair(tmp_path: Path, cache_dir: Path) -> None:
    with pytest.raises(NotFoundError, match="no database"):
        repair(Settings(data_dir=tmp_path / "data", cache_dir=cache_dir), lambda _: None)
    assert not (tmp_path / "data").exists()


def test_a_start_that_changes_nothing_writes_no_configuration(tmp_path: Path, cache_dir: Path, cypher: Cypher) -> None:
    def server(*, salvage: bool = False) -> EmbeddedServer:  # on free ports, which differ from one start to the next
        return EmbeddedServer(data_dir=tmp_path, cache_dir=cache_dir, brief=True, salvage=salvage)

    with server(salvage=True):
        conf = Home.of(tmp_path).conf / "neo4j.conf"
    before = conf.stat()
    with server() as connection:
        assert cypher(connection, "RETURN 1") == [[1]]
    assert (conf.stat().st_ino, conf.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    conf.write_text("server.default_listen_address=0.0.0.0\n", encoding="utf-8")
    with server():
        assert "127.0.0.1" in conf.read_text(encoding="utf-8")
