"""What is left when something is killed: of the owner no orphan, of the server every acknowledged commit."""

import contextlib
import os
import random
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import neo4j
import psutil
import pytest
from neo4j.exceptions import DriverError, Neo4jError

from tertius.embedded import AdminTool, Connection, EmbeddedServer, status
from tertius.embedded.home import Home
from tertius.errors import ConflictError

Until = Callable[[Callable[[], object]], None]
ROUNDS = 4
SEED = 2012

OWNER = """
import sys, time
from pathlib import Path
from tertius.embedded import EmbeddedServer
server = EmbeddedServer(data_dir=Path(sys.argv[1]), cache_dir=Path(sys.argv[2]), brief=True)
print("starting", flush=True)
print(server.start().pid, flush=True)
time.sleep(600)
"""


def server_processes(data_dir: Path) -> list[int]:
    """Return every process whose command line names the data folder: the server and its supervisor."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        command = " ".join(process.info["cmdline"] or [])
        if f"{data_dir}/neo4j/run" in command and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process.pid)
    return found


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_owner_leaves_no_orphan(
    how: signal.Signals,
    tmp_path: Path,
    cache_dir: Path,
    script: Callable[..., subprocess.Popen[str]],
    await_end: Callable[..., None],
) -> None:
    owner = script(OWNER, tmp_path, cache_dir)
    assert owner.stdout is not None
    assert owner.stdout.readline() == "starting\n"
    assert owner.stdout.readline().strip().isdigit()
    processes = server_processes(tmp_path)
    assert len(processes) == 2
    owner.send_signal(how)
    owner.wait()
    await_end(*processes)
    assert server_processes(tmp_path) == []
    assert status(tmp_path) is None
    # It was told, and stopped in order.
    assert Home.of(tmp_path).log.read_text(encoding="utf-8").rstrip().endswith("Stopped.")


def test_an_owner_killed_while_it_starts_the_server_leaves_no_orphan(
    tmp_path: Path, cache_dir: Path, script: Callable[..., subprocess.Popen[str]], until: Until
) -> None:
    log = Home.of(tmp_path).log

    def logged() -> int:
        return log.stat().st_size if log.exists() else 0

    # Killed at once; when there is a server beside its supervisor; and when that has begun to write its log.
    for far_enough in (1, 2, 3):
        before = logged()
        owner = script(OWNER, tmp_path, cache_dir)
        assert owner.stdout is not None
        assert owner.stdout.readline() == "starting\n"
        until(lambda: len(server_processes(tmp_path)) + (logged() > before) >= far_enough)  # noqa: B023 - called at once
        owner.kill()
        owner.wait()
        until(lambda: not server_processes(tmp_path))


class Writer(threading.Thread):
    """Commit one small transaction after the other and remember which were acknowledged."""

    def __init__(self, connection: Connection, name: str, first: int) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.acknowledged: list[str] = []
        self._connection, self._name, self._first = connection, name, first

    def run(self) -> None:
        auth = (self._connection.user, self._connection.password)
        with (
            neo4j.GraphDatabase.driver(self._connection.uri, auth=auth) as driver,
            driver.session() as session,
            contextlib.suppress(DriverError, Neo4jError, OSError),
        ):
            for number in range(self._first, self._first + 1_000_000):
                key = f"{self._name}-{number}"
                self.asked.append(key)
                # A transaction by hand: nothing is tried twice behind our back.
                with session.begin_transaction() as transaction:
                    transaction.run(
                        "CREATE (c:Claim {key: $key})-[:ABOUT]->(:Entity {key: $key, note: $note})",
                        key=key,
                        note="x" * (number % 300),
                    ).consume()
                    transaction.commit()
                self.acknowledged.append(key)


def test_a_killed_server_loses_no_acknowledged_commit(
    tmp_path: Path, cache_dir: Path, cypher: Callable[..., list[list[object]]], until: Until
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - moments to kill at, not secrets
    server = EmbeddedServer(data_dir=tmp_path, cache_dir=cache_dir, brief=True)
    tool = AdminTool(data_dir=tmp_path, cache_dir=cache_dir)
    asked: set[str] = set()
    acknowledged: set[str] = set()
    connection = server.start()
    cypher(connection, "CREATE CONSTRAINT claim_key FOR (c:Claim) REQUIRE c.key IS UNIQUE")
    cypher(connection, "CALL db.awaitIndexes(60)")
    for number in range(ROUNDS):
        writers = [Writer(connection, name, number * 1_000_000) for name in ("a", "b")]
        for writer in writers:
            writer.start()
        enough = chance.randint(10, 80)
        until(lambda: sum(len(writer.acknowledged) for writer in writers) >= enough)  # noqa: B023 - called at once
        os.kill(connection.pid, signal.SIGKILL)
        for writer in writers:
            writer.join()
            asked.update(writer.asked)
            acknowledged.update(writer.acknowledged)
        server.stop()
        if number == 0:
            # Before it has recovered, the store is behind: a check now would prove nothing, and is refused.
            with pytest.raises(ConflictError, match="not stopped cleanly"):
                tool.check()

        connection = server.start()  # what it has recovered, the next round writes on
        rows = cypher(connection, "MATCH (c:Claim)-[:ABOUT]->(e:Entity) WHERE c.key = e.key RETURN c.key")
        found = {str(key) for (key,) in rows}
        assert len(rows) == len(found)
        assert acknowledged <= found <= asked
        assert cypher(connection, "MATCH (n) RETURN count(n)") == [[2 * len(found)]]
    server.stop()
    report = tool.check()  # what a round had damaged would still be
    assert report.consistent, report.findings
    assert len(acknowledged) >= ROUNDS * 10
