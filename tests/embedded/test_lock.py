"""The lock file: what it says, and that it says nothing it should not."""

import re
from importlib.resources import files

import pytest

from tertius.embedded.lock import Jar, load_lock
from tertius.errors import InputError


def test_the_lock_names_the_versions_that_were_tried_together() -> None:
    lock = load_lock()
    assert (lock.line, lock.neo4j, lock.gds, lock.browser) == ("5.26", "5.26.30", "2.13.9", "5.24.0")
    assert lock.java == (17, 21)
    assert 150e6 < lock.size < 170e6


def test_every_jar_is_pinned_once() -> None:
    jars = load_lock().jars
    assert len({jar.coordinates for jar in jars}) == len(jars) > 300
    assert len({jar.path for jar in jars}) == len(jars)
    assert all(re.fullmatch(r"[0-9a-f]{64}", jar.sha256) for jar in jars)
    assert all(jar.size > 0 and jar.part in {"server", "gds"} for jar in jars)


def test_no_version_is_a_moving_one() -> None:
    assert not [jar for jar in load_lock().jars if re.search(r"SNAPSHOT|LATEST|RELEASE|[\[(,]", jar.coordinates)]


def test_a_third_party_library_comes_in_one_version() -> None:
    others = [jar.coordinates.split(":") for jar in load_lock().jars if not jar.coordinates.startswith("org.neo4j")]
    names = [(group, artifact, *classifier) for group, artifact, _, *classifier in others]
    assert len(set(names)) == len(names)


def test_the_file_names_no_host() -> None:
    for lock in (files("tertius.embedded") / "locks").iterdir():
        assert "//" not in lock.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("coordinates", "path"),
    [
        # The layout of Maven's repositories, by its own documentation.
        ("org.neo4j:neo4j:5.26.30", "org/neo4j/neo4j/5.26.30/neo4j-5.26.30.jar"),
        ("io.netty:epoll:4.1:linux-x86_64", "io/netty/epoll/4.1/epoll-4.1-linux-x86_64.jar"),
    ],
)
def test_coordinates_say_where_a_jar_is(coordinates: str, path: str) -> None:
    assert str(Jar(coordinates, "0" * 64, 1, "server").path) == path


def test_an_unknown_line_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"'4\.4'") as caught:
        load_lock("4.4")
    assert "5.26" in caught.value.next_step
