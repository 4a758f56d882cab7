"""What the tests of the embedded server share: the jars of the user's cache, and a small repository of made-up ones.

Servers here are real. Their jars come from the usual cache (``TERTIUS_CACHE_DIR``), which the first run fills.
"""

import hashlib
import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import neo4j
import psutil
import pytest

from tertius.embedded import Connection, folder_lock, supervisor
from tertius.embedded.lock import JarLock, parse_lock
from tertius.settings import Settings


@pytest.fixture(scope="session")
def cache_dir() -> Path:
    """Return the user's own cache, so that only the first run ever downloads."""
    return Settings().cache_dir


class Repository(SimpleNamespace):
    """A Maven repository on the loopback interface, with faults on order.

    ``files`` holds what each path serves; ``cut``, paths that break off after so many bytes, once each; ``refuse``,
    paths that answer with the next status of a list while it lasts; ``asked``, every request: its path and its Range
    header; ``url``, the repository's address.
    """

    def __init__(self) -> None:
        super().__init__(files={}, cut={}, refuse={}, asked=[], url="")

    def lock(self, *coordinates: str, size: int = 3000) -> JarLock:
        """Publish made-up jars of ``size`` bytes and return the lock file that fits them."""
        rows = []
        for name in coordinates:
            group, artifact, version = name.split(":")
            content = (name.encode() * size)[:size]
            self.files[f"/maven2/{group.replace('.', '/')}/{artifact}/{version}/{artifact}-{version}.jar"] = content
            digest = hashlib.sha256(content).hexdigest()
            rows.append({"jar": name, "part": "server", "size": size, "sha256": digest})
        head: dict[str, object] = {"line": "0.1", "neo4j": "0.1", "browser": "0.1", "gds": "0.1", "java": [17, 21]}
        return parse_lock(json.dumps(head | {"jars": rows}))


@pytest.fixture
def repository() -> Iterator[Repository]:
    """Serve a repository over HTTP, with ranges as RFC 9110 wants them."""
    shelf = Repository()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            shelf.asked.append((self.path, wanted))
            if shelf.refuse.get(self.path):
                self.send_response(shelf.refuse[self.path].pop(0))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            content = shelf.files.get(self.path)
            if content is None:
                self.send_error(404)
                return
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
            self.send_response(206 if wanted else 200)
            if wanted:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            end = shelf.cut.pop(self.path, None)
            self.wfile.write(content[start:end])
            if end is not None:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shelf.url = f"http://127.0.0.1:{server.server_port}/maven2"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield shelf
    server.shutdown()
    server.server_close()


@pytest.fixture
def no_own_maven(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give this test an empty Maven repository in the place of the user's own."""
    folder = tmp_path / "own-maven"
    monkeypatch.setenv("M2_REPO", str(folder))
    return folder


@pytest.fixture
def script(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a Python program in a process of its own; what still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(source: str, *arguments: object, **options: object) -> subprocess.Popen[str]:
        file = tmp_path / f"program{len(started)}.py"
        file.write_text(source, encoding="utf-8")
        process: subprocess.Popen[str] = subprocess.Popen(  # noqa: S603
            [sys.executable, str(file), *map(str, arguments)],
            **({"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | options),
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def alive(pid: int) -> bool:
    """Say whether a process does anything: a dead one that nobody has asked after yet does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def gone() -> Callable[..., bool]:
    """Return a function that says whether all of these processes have gone already."""
    return lambda *pids: not any(alive(pid) for pid in pids)


@pytest.fixture
def await_end(until: Callable[[Callable[[], object]], None], gone: Callable[..., bool]) -> Callable[..., None]:
    """Return a function that waits until these processes have gone."""
    return lambda *pids: until(lambda: gone(*pids))


@pytest.fixture(scope="session")
def cypher() -> Callable[..., list[list[object]]]:
    """Return a function that runs one statement on a server and returns its rows."""

    def run(connection: Connection, statement: str, **parameters: object) -> list[list[object]]:
        with neo4j.GraphDatabase.driver(connection.uri, auth=(connection.user, connection.password)) as driver:
            return [list(record.values()) for record in driver.execute_query(statement, parameters).records]

    return run


@dataclass
class Running:
    """A supervisor, and the other ends of its pipes."""

    process: subprocess.Popen[bytes]
    control: int
    report: int
    output: int

    def line(self) -> str:
        return self._read(self.report)

    def up(self) -> str:
        return self._read(self.output)

    def _read(self, descriptor: int) -> str:
        text = b""
        while not text.endswith(b"\n"):
            part = os.read(descriptor, 1)
            if not part:
                break
            text += part
        return text.decode().strip()


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Run the supervisor on a command, with the pipes that Tertius would hold."""
    running: list[Running] = []

    def run(*command: str, grace: float = 10.0, folder: Path = tmp_path, **more: object) -> Running:
        control_read, control = os.pipe()
        report, report_write = os.pipe()
        output, output_write = os.pipe()
        lock = folder_lock.acquire(folder / "lock", patience=0)
        assert lock is not None
        orders = {"command": command, "control": control_read, "report": report_write, "lock": lock, "grace": grace}
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, supervisor.__file__, json.dumps(orders | more)],
            pass_fds=(control_read, report_write, lock),
            stdout=output_write,
            start_new_session=True,
        )
        for descriptor in (control_read, report_write, output_write, lock):
            os.close(descriptor)
        running.append(Running(process, control, report, output))
        return running[-1]

    yield run
    for one in running:
        for descriptor in (one.control, one.report, one.output):
            try:
                os.close(descriptor)
            except OSError:
                continue
        if one.process.poll() is None:
            one.process.terminate()
        one.process.wait()
