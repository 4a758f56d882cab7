"""``tertius up`` when its database dies: started again, or the command ends and says why."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
import pytest

from tertius.embedded import EmbeddedServer, keeping, start_detached, status, stop_detached
from tertius.embedded.connection import ServerState
from tertius.embedded.home import Home
from tertius.errors import EmbeddedServerError, TertiusError
from tertius.settings import Settings

LOAD = 20
"""Requests at once: as many as the pool has connections, so that none waits."""

Until = Callable[[Callable[[], object]], None]
Up = Callable[..., tuple["subprocess.Popen[str]", str]]


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    """Start ``tertius up`` on a data folder, wait until it serves, and give the process and its address."""
    started: list[subprocess.Popen[str]] = []

    def start() -> tuple["subprocess.Popen[str]", str]:
        environment = {
            **os.environ,
            "TERTIUS_DATA_DIR": str(tmp_path / "data"),
            "TERTIUS_EMBEDDED_BOLT_PORT": "0",
            "TERTIUS_EMBEDDED_HTTP_PORT": "0",
            "TERTIUS_API_PORT": "0",
            "TERTIUS_MEASURE_WORKERS": "1",
            "TERTIUS_QUERY_TIMEOUT_S": "600",
        }
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "tertius.cli", "up"],
            stdout=subprocess.PIPE,
            stderr=(tmp_path / "log").open("w"),
            text=True,
            env=environment,
        )
        started.append(process)
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("API"):
                return process, line.split()[1].rstrip("/")
        raise AssertionError((tmp_path / "log").read_text())

    yield start
    for process in started:
        process.terminate()
        process.wait()


def ready(address: str) -> httpx.Response:
    return httpx.get(f"{address}/readyz", timeout=None)


def questions(address: str) -> list[int]:
    """Ask many questions at once and return the statuses."""
    with ThreadPoolExecutor(LOAD) as pool:
        url = f"{address}/v1/sources"
        return [one.status_code for one in pool.map(lambda _: httpx.get(url, timeout=None), range(LOAD))]


def test_a_database_that_died_is_started_again_and_ready_means_ready(up: Up, tmp_path: Path, until: Until) -> None:
    process, address = up()
    home = Home.of(tmp_path / "data")
    until(lambda: ready(address).status_code == 200)
    assert set(questions(address)) == {200}  # so that the pool is full of connections to what dies now
    first = ServerState.read(home)
    assert first is not None
    psutil.Process(first.pid).kill()
    until(lambda: ready(address).status_code == 503)
    until(lambda: ready(address).status_code == 200)
    assert set(questions(address)) == {200}
    second = ServerState.read(home)
    assert second is not None
    assert second.pid != first.pid
    assert (second.bolt_port, second.http_port) == (first.bolt_port, first.http_port)
    assert process.poll() is None


def test_a_database_that_somebody_else_stopped_ends_the_command_with_a_code_and_a_reason(
    up: Up, tmp_path: Path, until: Until
) -> None:
    settings = Settings(data_dir=tmp_path / "data", embedded_bolt_port=0, embedded_http_port=0)
    start_detached(settings)
    try:
        process, address = up()
        until(lambda: ready(address).status_code == 200)
    finally:
        stop_detached(settings.data_dir)
    assert process.wait() == EmbeddedServerError.exit_code
    assert "has stopped" in (tmp_path / "log").read_text()


def test_it_takes_the_place_of_a_server_that_lingers(up: Up, tmp_path: Path, until: Until) -> None:
    left = EmbeddedServer(data_dir=tmp_path / "data", cache_dir=Settings().cache_dir, brief=True, linger=600.0)
    first = left.start()
    left.detach()
    _, address = up()
    until(lambda: ready(address).status_code == 200)
    now = status(tmp_path / "data")
    assert now is not None
    assert now.pid != first.pid
    assert not now.linger


def test_a_database_that_cannot_be_started_again_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "PAUSES_S", (0.0, 0.0))
    server = EmbeddedServer(data_dir=tmp_path, cache_dir=Settings().cache_dir, brief=True)
    reasons: list[TertiusError] = []
    with server as connection:
        # A folder where the server's configuration should be keeps every further start from succeeding.
        conf = Home.of(tmp_path).conf / "neo4j.conf"
        conf.unlink()
        conf.mkdir()
        with keeping.Kept(server, reasons.append) as watch:
            os.kill(connection.pid, signal.SIGKILL)
            watch._thread.join()
        (reason,) = reasons
        assert "2 times" in reason.what
        assert reason.next_step
    assert status(tmp_path) is None
