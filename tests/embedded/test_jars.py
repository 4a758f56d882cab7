"""Which jars are taken, from where, and when they are looked at again."""

import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from tertius.embedded.jars import fetch_jars
from tertius.errors import EmbeddedServerError

ONE, TWO = "org.example:one:1.0", "org.example.sub:two:2.0"


@pytest.mark.usefixtures("no_own_maven")
def test_a_second_call_asks_nobody(repository: SimpleNamespace, tmp_path: Path) -> None:
    lock = repository.lock(ONE, TWO)
    jars = fetch_jars(tmp_path, repository.url, lock=lock)
    assert [path.read_bytes() for path in jars.class_path] == list(repository.files.values())
    assert len(repository.asked) == 2
    assert fetch_jars(tmp_path, "http://127.0.0.1:9/nothing", lock=lock) == jars


@pytest.mark.usefixtures("no_own_maven")
def test_a_jar_that_was_changed_in_the_cache_is_fetched_again(repository: SimpleNamespace, tmp_path: Path) -> None:
    lock = repository.lock(ONE, TWO)
    first = fetch_jars(tmp_path, repository.url, lock=lock).class_path[0]
    content = first.read_bytes()
    first.write_bytes(b"?" * len(content))
    fetch_jars(tmp_path, repository.url, lock=lock)
    assert first.read_bytes() == content
    assert len(repository.asked) == 3


@pytest.mark.usefixtures("no_own_maven")
def test_a_jar_changed_in_place_is_noticed_though_its_size_and_its_time_are_put_back(
    repository: SimpleNamespace, tmp_path: Path
) -> None:
    lock = repository.lock(ONE, TWO)
    first = fetch_jars(tmp_path, repository.url, lock=lock).class_path[0]
    content, before = first.read_bytes(), first.stat()
    with first.open("r+b") as file:
        file.write(b"?")
    os.utime(first, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (first.stat().st_size, first.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    fetch_jars(tmp_path, repository.url, lock=lock)
    assert first.read_bytes() == content
    assert len(repository.asked) == 3


@pytest.mark.usefixtures("no_own_maven")
def test_a_jar_that_was_deleted_from_the_cache_is_fetched_again(repository: SimpleNamespace, tmp_path: Path) -> None:
    lock = repository.lock(ONE, TWO)
    first = fetch_jars(tmp_path, repository.url, lock=lock).class_path[0]
    first.unlink()
    fetch_jars(tmp_path, repository.url, lock=lock)
    assert first.exists()


def test_the_users_own_maven_repository_is_used_first(
    repository: SimpleNamespace, tmp_path: Path, no_own_maven: Path
) -> None:
    lock = repository.lock(ONE, TWO)
    for jar, content in zip(lock.jars, repository.files.values(), strict=True):
        own = no_own_maven / jar.path
        own.parent.mkdir(parents=True)
        own.write_bytes(content)
    jars = fetch_jars(tmp_path / "cache", "http://127.0.0.1:9/nothing", lock=lock)
    # Theirs may be cleaned away without taking ours along.
    (no_own_maven / lock.jars[0].path).write_bytes(b"")
    assert [path.read_bytes() for path in jars.class_path] == list(repository.files.values())


def test_a_wrong_file_in_the_users_own_repository_is_left_alone(
    repository: SimpleNamespace, tmp_path: Path, no_own_maven: Path
) -> None:
    lock = repository.lock(ONE)
    own = no_own_maven / lock.jars[0].path
    own.parent.mkdir(parents=True)
    own.write_bytes(b"?" * lock.jars[0].size)
    jars = fetch_jars(tmp_path / "cache", repository.url, lock=lock)
    assert jars.class_path[0].read_bytes() == next(iter(repository.files.values()))
    assert own.read_bytes() == b"?" * lock.jars[0].size


@pytest.mark.usefixtures("no_own_maven")
def test_a_disk_without_room_is_noticed_before_anything_is_fetched(repository: SimpleNamespace, tmp_path: Path) -> None:
    lock = repository.lock(ONE)
    lock = replace(lock, jars=(replace(lock.jars[0], size=10**18),))
    with pytest.raises(EmbeddedServerError, match="no room for the server's jars") as caught:
        fetch_jars(tmp_path, repository.url, lock=lock)
    assert re.search(r"1000000000000 MB are needed and \d+ MB are free", str(caught.value))
    assert "TERTIUS_CACHE_DIR" in caught.value.next_step
    assert repository.asked == []


def test_a_disk_that_fills_up_meanwhile_is_named(
    repository: SimpleNamespace, tmp_path: Path, no_own_maven: Path, script: Callable[..., subprocess.Popen[str]]
) -> None:
    # The system itself refuses to write past 50 kB, as it does on a full disk.
    repository.lock(ONE, size=200_000)
    source = """
import json, resource, sys
from pathlib import Path
from tertius.embedded.jars import fetch_jars
from tertius.embedded.lock import Jar, JarLock
from tertius.errors import EmbeddedServerError
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
jar = Jar(sys.argv[3], "0" * 64, 200_000, "server")
try:
    fetch_jars(Path(sys.argv[1]), sys.argv[2], lock=JarLock("0.1", "0.1", "0.1", "0.1", (17,), (jar,)))
except EmbeddedServerError as error:
    print(error)
"""
    process = script(source, tmp_path / "cache", repository.url, ONE, env=os.environ | {"M2_REPO": str(no_own_maven)})
    out, err = process.communicate()
    assert "There is no room for the server's jars: File too large." in out, err
    assert "What has been fetched is kept." in out


@pytest.mark.usefixtures("no_own_maven")
def test_a_cache_that_cannot_be_made_is_named(repository: SimpleNamespace, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(EmbeddedServerError, match="cannot be kept") as caught:
        fetch_jars(tmp_path / "cache", repository.url, lock=repository.lock(ONE))
    assert str(tmp_path / "cache") in caught.value.where


def test_two_processes_fill_one_cache_without_fetching_twice(
    repository: SimpleNamespace, tmp_path: Path, no_own_maven: Path, script: Callable[..., subprocess.Popen[str]]
) -> None:
    names = [f"org.example:many{i}:1.0" for i in range(40)]
    repository.lock(*names, size=20_000)
    source = """
import hashlib, sys
from pathlib import Path
from tertius.embedded.jars import fetch_jars
from tertius.embedded.lock import Jar, JarLock
size = 20_000
jars = tuple(Jar(n, hashlib.sha256((n.encode() * size)[:size]).hexdigest(), size, "server") for n in sys.argv[3:])
fetch_jars(Path(sys.argv[1]), sys.argv[2], lock=JarLock("0.1", "0.1", "0.1", "0.1", (17,), jars))
"""
    environment = os.environ | {"M2_REPO": str(no_own_maven)}
    both = [script(source, tmp_path / "cache", repository.url, *names, env=environment) for _ in range(2)]
    for process in both:
        _, err = process.communicate()
        assert process.returncode == 0, err
    assert len(repository.asked) == len(names)
