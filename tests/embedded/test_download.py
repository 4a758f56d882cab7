"""Downloads over a real connection: in parallel, verified, going on after a break, and what is said when they fail."""

import contextlib
import hashlib
import os
import pty
import re
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from tertius.embedded.jar_file import partial_file
from tertius.embedded.jars import fetch_jars
from tertius.errors import EmbeddedServerError

ONE, TWO = "org.example:one:1.0", "org.example.sub:two:2.0"

pytestmark = pytest.mark.usefixtures("no_own_maven")


def path_of(repository: SimpleNamespace, index: int = 0) -> str:
    return list(repository.files)[index]


def test_a_download_that_breaks_off_goes_on_from_there(repository: SimpleNamespace, tmp_path: Path) -> None:
    lock = repository.lock(ONE, size=100_000)
    repository.cut[path_of(repository)] = 40_000
    jars = fetch_jars(tmp_path, repository.url, lock=lock)
    assert jars.class_path[0].read_bytes() == repository.files[path_of(repository)]
    assert [wanted for _, wanted in repository.asked] == [None, "bytes=40000-"]


def test_the_next_process_goes_on_where_one_was_killed(repository: SimpleNamespace, tmp_path: Path) -> None:
    lock = repository.lock(ONE, TWO)
    part = partial_file(tmp_path / "jars" / lock.jars[0].path)
    part.parent.mkdir(parents=True)
    part.write_bytes(repository.files[path_of(repository)][:1000])
    jars = fetch_jars(tmp_path, repository.url, lock=lock)
    assert (path_of(repository), "bytes=1000-") in repository.asked
    assert jars.class_path[0].read_bytes() == repository.files[path_of(repository)]
    assert not part.exists()


def test_a_part_of_another_file_is_thrown_away(repository: SimpleNamespace, tmp_path: Path) -> None:
    lock = repository.lock(ONE)
    part = partial_file(tmp_path / "jars" / lock.jars[0].path)
    part.parent.mkdir(parents=True)
    part.write_bytes(b"another file")
    jars = fetch_jars(tmp_path, repository.url, lock=lock)
    assert jars.class_path[0].read_bytes() == repository.files[path_of(repository)]


def test_a_server_in_trouble_is_asked_again(repository: SimpleNamespace, tmp_path: Path) -> None:
    lock = repository.lock(ONE)
    repository.refuse[path_of(repository)] = [503, 429]
    fetch_jars(tmp_path, repository.url, lock=lock)
    assert len(repository.asked) == 3


def test_a_wrong_checksum_is_refused_and_nothing_of_it_is_kept(repository: SimpleNamespace, tmp_path: Path) -> None:
    lock = repository.lock(ONE, TWO)
    repository.files[path_of(repository)] = b"?" * lock.jars[0].size
    with pytest.raises(
        EmbeddedServerError, match=r"org\.example:one:1\.0 is not the file that the lock file names"
    ) as caught:
        fetch_jars(tmp_path, repository.url, lock=lock)
    assert lock.jars[0].sha256 in caught.value.what
    assert caught.value.where == repository.url + path_of(repository).removeprefix("/maven2")
    assert "TERTIUS_MAVEN_URL" in caught.value.next_step
    target = tmp_path / "jars" / lock.jars[0].path
    assert not target.exists()
    assert not partial_file(target).exists()


def test_an_answer_longer_than_the_jar_is_refused(repository: SimpleNamespace, tmp_path: Path) -> None:
    lock = repository.lock(ONE)
    repository.files[path_of(repository)] += b"more"
    with pytest.raises(EmbeddedServerError, match="is not the file"):
        fetch_jars(tmp_path, repository.url, lock=lock)


def test_a_missing_jar_is_named_and_what_came_is_kept(repository: SimpleNamespace, tmp_path: Path) -> None:
    lock = repository.lock(ONE, TWO)
    missing = repository.files.pop(path_of(repository, 1))
    with pytest.raises(EmbeddedServerError, match=r"answered 404 for org\.example\.sub:two:2\.0") as caught:
        fetch_jars(tmp_path, repository.url, lock=lock)
    assert "TERTIUS_MAVEN_URL" in caught.value.next_step
    repository.files["/maven2/org/example/sub/two/2.0/two-2.0.jar"] = missing
    fetch_jars(tmp_path, repository.url, lock=lock)


def test_no_network_is_said_in_plain_words(repository: SimpleNamespace, tmp_path: Path) -> None:
    lock = repository.lock(ONE)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # taken, but nobody listens: every connection is refused
        url = f"http://someone:secret@127.0.0.1:{nobody.getsockname()[1]}/maven2"
        with pytest.raises(EmbeddedServerError, match="cannot be fetched") as caught:
            fetch_jars(tmp_path, url, lock=lock)
    assert "Check the network" in caught.value.next_step
    assert "HTTPS_PROXY" in caught.value.next_step
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/maven2", "not an address", "http://[::1"])
def test_an_impossible_address_is_refused_at_once(
    repository: SimpleNamespace, tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tertius.embedded.download._ATTEMPTS", 10**9)  # with pauses ever longer: it would never end
    with pytest.raises(EmbeddedServerError, match="cannot be fetched"):
        fetch_jars(tmp_path, address, lock=repository.lock(ONE))


def test_the_first_failure_ends_the_other_downloads(repository: SimpleNamespace, tmp_path: Path) -> None:
    names = [f"org.example:many{i}:1.0" for i in range(200)]
    lock = repository.lock(*names)
    for path in repository.files:
        repository.refuse[path] = [404]
    with pytest.raises(EmbeddedServerError):
        fetch_jars(tmp_path, repository.url, lock=lock)
    assert len(repository.asked) < len(names)


@pytest.fixture
def slow_repository() -> Iterator[tuple[str, dict[str, int]]]:
    """Serve one byte string whatever is asked, once eight ask at once, and count how many are under way at once."""
    counted = {"now": 0, "most": 0}
    guard, eight = threading.Lock(), threading.Event()
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def answer(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            while connection.recv(4096):
                with guard:
                    counted["now"] += 1
                    counted["most"] = max(counted["most"], counted["now"])
                    if counted["now"] >= 8:
                        eight.set()
                eight.wait()
                with guard:
                    counted["now"] -= 1
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\njar!")

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", counted
    eight.set()
    listener.close()


def test_downloads_run_side_by_side(
    repository: SimpleNamespace, slow_repository: tuple[str, dict[str, int]], tmp_path: Path
) -> None:
    url, counted = slow_repository
    lock = repository.lock(*(f"org.example:many{i}:1.0" for i in range(48)))
    digest = hashlib.sha256(b"jar!").hexdigest()
    lock = replace(lock, jars=tuple(replace(jar, size=4, sha256=digest) for jar in lock.jars))
    fetch_jars(tmp_path, url, lock=lock)
    assert 8 <= counted["most"] <= 16


def test_the_progress_bar_is_drawn_on_a_terminal_only(
    repository: SimpleNamespace, tmp_path: Path, script: Callable[..., subprocess.Popen[str]]
) -> None:
    repository.lock(ONE, size=2_000_000)
    source = """
import hashlib, sys
from pathlib import Path
from tertius.embedded.jars import fetch_jars
from tertius.embedded.lock import Jar, JarLock
size = 2_000_000
jar = Jar(sys.argv[3], hashlib.sha256((sys.argv[3].encode() * size)[:size]).hexdigest(), size, "server")
fetch_jars(Path(sys.argv[1]), sys.argv[2], lock=JarLock("0.1", "0.1", "0.1", "0.1", (17,), (jar,)))
"""
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "80"}
    terminal, end = pty.openpty()
    process = script(source, tmp_path / "a", repository.url, ONE, env=environment, stderr=end)
    os.close(end)
    drawn = b""
    with contextlib.suppress(OSError):  # how Linux reports the end of a terminal
        while part := os.read(terminal, 4096):
            drawn += part
    os.close(terminal)
    assert process.wait() == 0
    assert b"Fetching Neo4j (1 jar)" in drawn
    assert re.search(rb"2\.0.*MB", drawn)

    piped = script(source, tmp_path / "b", repository.url, ONE, env=environment)
    assert piped.communicate() == ("", "")
