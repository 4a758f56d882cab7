"""Servers that outlive the command that started them, found again by their data folder."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tertius.embedded import EmbeddedServer, start_detached, status, stop_detached
from tertius.embedded.home import Home
from tertius.errors import ConflictError
from tertius.settings import Settings

START = """
import sys
from pathlib import Path
from tertius.embedded import start_detached
from tertius.settings import Settings
connection = start_detached(Settings(
    data_dir=Path(sys.argv[1]), cache_dir=Path(sys.argv[2]), embedded_bolt_port=0, embedded_http_port=0
))
print(connection.pid, connection.uri)
"""


def test_a_detached_server_outlives_its_starter_and_can_be_stopped_by_anybody(
    tmp_path: Path,
    cache_dir: Path,
    script: Callable[..., subprocess.Popen[str]],
    cypher: Callable[..., list[list[object]]],
    await_end: Callable[..., None],
) -> None:
    starter = script(START, tmp_path, cache_dir)
    out, err = starter.communicate()
    assert starter.returncode == 0, err
    pid, uri = out.split()

    found = status(tmp_path)
    assert found is not None
    assert (str(found.pid), found.uri) == (pid, uri)
    assert cypher(found, "RETURN 1") == [[1]]

    settings = Settings(data_dir=tmp_path, cache_dir=cache_dir, embedded_bolt_port=0, embedded_http_port=0)
    assert start_detached(settings) == found
    with pytest.raises(ConflictError, match=f"process id {pid}"):
        EmbeddedServer.from_settings(settings).start()

    assert stop_detached(tmp_path)
    assert status(tmp_path) is None
    assert not stop_detached(tmp_path)
    await_end(int(pid))  # a first session writes its class data after it has stopped


def test_a_server_that_belongs_to_a_process_is_not_stopped_by_another(tmp_path: Path, cache_dir: Path) -> None:
    settings = Settings(data_dir=tmp_path, cache_dir=cache_dir, embedded_bolt_port=0, embedded_http_port=0)
    with EmbeddedServer.from_settings(settings, brief=True) as connection:
        with pytest.raises(ConflictError, match=f"belongs to process {os.getpid()}"):
            stop_detached(tmp_path)
        with pytest.raises(ConflictError):
            start_detached(settings)
        assert status(tmp_path) == connection


def leave_state(data_dir: Path, **changed: object) -> None:
    home = Home.of(data_dir)
    home.create()
    state: dict[str, object] = {
        "pid": os.getpid(),
        "created": psutil.Process().create_time(),
        "supervisor": os.getpid(),
        "owner": os.getpid(),
        "detached": True,
        "bolt_port": 1,
        "http_port": 2,
    }
    home.state.write_text(json.dumps(state | changed), encoding="utf-8")


def test_without_a_server_there_is_no_status(tmp_path: Path) -> None:
    assert status(tmp_path) is None
    assert not stop_detached(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("changed", [{}, {"created": 1.0}, {"pid": 2**22 + 1}, {"pid": "x"}, {"more": 1}])
def test_a_stale_state_is_never_believed(tmp_path: Path, changed: dict[str, object]) -> None:
    leave_state(tmp_path, **changed)
    assert status(tmp_path) is None
    assert not stop_detached(tmp_path)  # or this process would be gone now


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"pid": 1}'])
def test_a_broken_state_is_no_state(tmp_path: Path, text: str) -> None:
    leave_state(tmp_path)
    Home.of(tmp_path).state.write_text(text, encoding="utf-8")
    assert status(tmp_path) is None
