"""A disk that fills and a database that dies during a load: what was written stays, and the load says so and ends."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import neo4j
import pytest
from pydantic import SecretStr

from tertius.embedded import AdminTool, Connection, EmbeddedServer
from tertius.errors import DatabaseUnavailableError, NoRoomError
from tertius.graph.connect import Driver, Target, open_driver
from tertius.graph.migrate import migrate
from tertius.graph.write import GONE_S, Writer
from tertius.loading.loader import Document, RawRow, Shaped
from tertius.loading.loading import load
from tertius.loading.rebuilding import rebuild
from tertius.loading.report import Progress
from tertius.loading.room import LEAST_BYTES, Room
from tertius.model.claims import Claim
from tertius.model.entities import Entity
from tertius.model.kinds import EntityType
from tertius.model.sources import Release, Source
from tertius.settings import Settings

SMALL_DISK_MB = 764
"""A server's start takes forty of them; a load has some eighty until the reserve is touched."""

ENOUGH = 400_000
"""Claims; more than such a disk can hold."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """Give a folder on a small file system and the bytes to keep free; where none may be mounted, a large reserve."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(  # noqa: S603 - the system's own program
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK_MB}m", "tmpfs", str(disk)],  # noqa: S607
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        stat = os.statvfs(disk)
        yield disk, stat.f_bavail * stat.f_frsize - 80_000_000
        return
    yield disk, LEAST_BYTES
    subprocess.run(["umount", "-l", str(disk)], check=True)  # noqa: S603, S607


def endless() -> Document:
    """Return a document of many claims with long notes."""
    source = Source(id="alpha", title="Alpha")

    def rows() -> Iterator[RawRow]:
        for number in range(ENOUGH):
            yield RawRow("endless.csv", number + 2, {"row": str(number)})

    def shape(row: RawRow) -> Shaped:
        person = Entity(f"x:p{row.values['row']}", EntityType.PERSON)
        group = Entity("x:o1", EntityType.ORGANIZATION)
        claim = Claim(
            source="alpha",
            record=row.values["row"],
            kind="MEMBER_OF",
            about=(("subject", person.id), ("object", group.id)),
            note="n" * 900,
        )
        return Shaped(entities=(person, group), claims=(claim,))

    return Document(source, Release(source="alpha", version="1"), rows, shape, records=lambda row: (row.values["row"],))


@contextmanager
def opened(connection: Connection) -> Iterator[Driver]:
    target = Target(connection.uri, connection.user, SecretStr(connection.password), connection.database)
    with open_driver(target) as driver:
        migrate(driver, target.database)
        yield driver


def count(driver: Driver) -> int:
    return cast(int, Writer(driver).rows("MATCH (c:Claim) RETURN count(c) AS n")[0]["n"])


def test_a_load_on_a_disk_that_fills_stops_while_the_database_is_whole(
    small_disk: tuple[Path, int], tmp_path: Path
) -> None:
    disk, least = small_disk
    server = EmbeddedServer(data_dir=disk / "data", cache_dir=Settings().cache_dir, brief=True, heap="512m")
    told: list[Progress] = []
    with server as connection, opened(connection) as driver:
        with pytest.raises(NoRoomError, match="are free on the database's disk") as stopped:
            load(endless(), driver, quarantine=tmp_path / "bad.csv", progress=told.append, room=Room(disk, least))
        assert "load again" in stopped.value.next_step
        written = count(driver)
        assert written == told[-1].claims > 0
        runs = Writer(driver).rows("MATCH (r:LoadRun) RETURN r.status AS status, r.new AS new")
        assert runs == [{"status": "failed", "new": written}]
        with pytest.raises(NoRoomError):
            load(endless(), driver, quarantine=tmp_path / "bad.csv", room=Room(disk, least))
        with pytest.raises(NoRoomError):
            rebuild(driver, room=Room(disk, least))
        assert count(driver) == written
    with server as connection, opened(connection) as driver:
        assert count(driver) == written
    tool = AdminTool(data_dir=disk / "data", cache_dir=Settings().cache_dir)
    assert tool.check().consistent
    tool.dump(tmp_path / "dump")


def test_a_disk_that_cannot_be_seen_stops_nothing(tmp_path: Path) -> None:
    Room(tmp_path / "nowhere").check()
    Room(tmp_path, 0).check()
    with pytest.raises(NoRoomError):
        Room(tmp_path, 10**18).check()


def test_a_load_whose_database_dies_says_so_at_once(
    tmp_path: Path, until: Callable[[Callable[[], object]], None]
) -> None:
    server = EmbeddedServer(data_dir=tmp_path / "data", cache_dir=Settings().cache_dir, brief=True, heap="512m")
    going = threading.Event()
    ended: list[BaseException] = []

    with server as connection:
        pid = connection.pid

        def work() -> None:
            try:
                with opened(connection) as driver:
                    load(endless(), driver, quarantine=tmp_path / "bad.csv", progress=lambda _: going.set())
            except BaseException as error:  # noqa: BLE001 - looked at below
                ended.append(error)

        working = threading.Thread(target=work)
        working.start()
        until(lambda: going.is_set() or ended)
        os.kill(pid, signal.SIGKILL)
        working.join()
    (error,) = ended
    assert isinstance(error, DatabaseUnavailableError)
    # Both threads of a load may be waiting, side by side, and neither goes on afterwards.
    assert GONE_S < 5


def test_a_deadlock_is_tried_again_and_a_fault_of_the_work_is_not(driver: Driver) -> None:
    writer = Writer(driver)
    tries = []

    def unlucky(tx: neo4j.Transaction) -> int:
        tries.append(1)
        if len(tries) < 3:
            raise neo4j.exceptions.Neo4jError._hydrate_neo4j(
                code="Neo.TransientError.Transaction.DeadlockDetected", message="made up"
            )
        return cast(int, tx.run("RETURN 7 AS n").single(strict=True)["n"])

    assert writer.attempt(unlucky, "a test") == 7
    assert len(tries) == 3

    def wrong(_: neo4j.Transaction) -> None:
        tries.append(1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        writer.attempt(wrong, "a test")
    assert len(tries) == 4
