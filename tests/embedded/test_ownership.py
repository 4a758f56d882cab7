"""What a server leaves for others to find is taken away by that server alone, and a wait for it has an end."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner

from tertius.cli.main import tertius
from tertius.embedded import EmbeddedServer, folder_lock, held_by, is_busy, status
from tertius.embedded.connection import ServerState
from tertius.embedded.home import Home
from tertius.errors import ConflictError

HOLD = """
import sys, time
from pathlib import Path
from tertius.embedded import folder_lock
descriptor = folder_lock.acquire(Path(sys.argv[1]), patience=0)
assert descriptor is not None
folder_lock.sign(descriptor)
print("held", flush=True)
time.sleep(600)
"""


@pytest.fixture
def held(
    tmp_path: Path, script: Callable[..., subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[subprocess.Popen[str]]:
    """Have a process hold a data folder that says of no server."""
    home = Home.of(tmp_path / "data")
    home.create()
    holder = script(HOLD, home.lock)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    monkeypatch.setenv("TERTIUS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TERTIUS_TURN_WAIT_S", "0.2")
    return holder


def test_a_command_whose_server_died_leaves_the_state_of_the_next_one(
    tmp_path: Path, cache_dir: Path, await_end: Callable[..., None]
) -> None:
    first = EmbeddedServer(data_dir=tmp_path, cache_dir=cache_dir, brief=True)
    second = EmbeddedServer(data_dir=tmp_path, cache_dir=cache_dir, brief=True)
    died = first.start()
    os.kill(died.pid, signal.SIGKILL)
    await_end(died.pid)
    with second as connection:
        first.stop()
        assert status(tmp_path) == connection
        with pytest.raises(ConflictError, match=f"process id {connection.pid}"):
            EmbeddedServer(data_dir=tmp_path, cache_dir=cache_dir).start()
    assert status(tmp_path) is None
    assert not Home.of(tmp_path).state.exists()


def test_a_state_is_withdrawn_by_its_own_server_alone(tmp_path: Path) -> None:
    home = Home.of(tmp_path)
    own = psutil.Process()
    mine = ServerState(own.pid, own.create_time(), own.pid, own.pid, detached=True, bolt_port=1, http_port=2)
    before = ServerState(own.pid, own.create_time() - 1, own.pid, own.pid, detached=True, bolt_port=1, http_port=2)
    mine.write(home)
    before.withdraw(home)
    assert home.state.exists()
    mine.withdraw(home)
    assert not home.state.exists()
    mine.withdraw(home)
    home.state.write_text("{", encoding="utf-8")
    mine.withdraw(home)
    assert home.state.read_text(encoding="utf-8") == "{"


@pytest.mark.parametrize(
    "arguments",
    [["db", "migrate"], ["query", "networks/people_by_organization"], ["runs", "list"], ["up", "--port", "0"]],
)
def test_a_command_that_waits_for_a_folder_says_so_and_does_not_wait_for_ever(
    held: subprocess.Popen[str], arguments: list[str]
) -> None:
    done = CliRunner().invoke(tertius, arguments)
    assert isinstance(done.exception, ConflictError), done.output
    assert f"process {held.pid}" in done.exception.what
    assert "TERTIUS_TURN_WAIT_S" in done.exception.next_step
    assert "waiting for it to end" in done.output


def test_a_folder_that_is_held_is_not_said_to_be_at_rest(held: subprocess.Popen[str], tmp_path: Path) -> None:
    assert is_busy(tmp_path / "data")
    assert f"process {held.pid}" in (held_by(tmp_path / "data") or "")
    said = CliRunner().invoke(tertius, ["db", "status"])
    assert f"in use by process {held.pid}" in " ".join(said.output.split())
    stopped = CliRunner().invoke(tertius, ["db", "stop"])
    assert isinstance(stopped.exception, ConflictError)
    held.kill()
    held.wait()
    assert held_by(tmp_path / "data") is None
    assert "No embedded Neo4j runs" in CliRunner().invoke(tertius, ["db", "status"]).output


def test_whoever_took_the_lock_has_signed_it(tmp_path: Path) -> None:
    assert folder_lock.holder(tmp_path / "lock") is None
    descriptor = folder_lock.acquire(tmp_path / "lock", patience=0)
    assert descriptor is not None
    folder_lock.sign(descriptor)
    assert folder_lock.holder(tmp_path / "lock") == os.getpid()
    os.close(descriptor)
