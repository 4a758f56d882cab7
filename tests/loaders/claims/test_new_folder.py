"""An empty folder to start from: it loads as it is, and nothing is ever overwritten."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tertius.errors import ConflictError, InputError
from tertius.model.kinds import EntityType
from tertius_loaders.claims import LOADER
from tertius_loaders.claims.new_folder import new_folder

Read = Callable[[Path], Any]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("report", "report"),
        ("Mali: a study #2", "mali-a-study-2"),
        ("Étude", "etude"),
        ("дневник", "document"),
        ("{x}", "x"),
        ("yes", "yes"),
        ("1.10", "1-10"),
        ("x" * 100, "x" * 64),
    ],
)
def test_it_loads_as_it_is(tmp_path: Path, read: Read, name: str, source: str) -> None:
    new_folder(tmp_path / name)

    found = read(tmp_path / name)

    assert (found.bad, found.claims, found.entities, found.decisions) == ([], [], [], [])
    assert (found.document.source.id, found.document.source.title) == (source, name)
    assert found.document.release.published is None


def test_it_says_what_goes_where(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "my report"
    LOADER.new(path)

    assert sorted(file.name for file in path.iterdir()) == [
        "README.md",
        "claims.csv",
        "decisions.csv",
        "entities.csv",
        "source.yaml",
    ]
    page = (path / "README.md").read_text(encoding="utf-8")
    assert len(page.splitlines()) <= 45, "a page, not a manual"
    assert f"tertius load claims '{path}' --dry-run" in page
    with (path / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
        columns = next(csv.reader(file))
    assert all(f"`{column}`" in page for column in columns)
    assert all(kind in page for kind in EntityType)
    assert (path / "claims.csv").read_bytes().startswith(b"\xef\xbb\xbf"), "so that spreadsheets read UTF-8"


def test_what_a_newcomer_fills_in_loads(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "report"
    new_folder(path)
    source = (path / "source.yaml").read_text(encoding="utf-8")
    (path / "source.yaml").write_text(
        source.replace("published:", "published: 2013-02-05").replace("url:", "url: https://example.org")
    )
    with (path / "entities.csv").open("a", encoding="utf-8") as file:
        file.write("abou-zeid,Person,Abou Zeid\naqim,Organization,AQIM,group,,,\n")
    with (path / "claims.csv").open("a", encoding="utf-8") as file:
        file.write("p3-1,abou-zeid,LEADS,aqim,,emir,,2012-04/..,,reportedly,,,p3,\n")

    found = read(path)

    assert found.bad == []
    assert found.records == ["p3-1"]
    assert found.document.release.id == "report@2013-02-05"


def test_an_empty_folder_that_is_there_is_used(tmp_path: Path, read: Read) -> None:
    (tmp_path / "report").mkdir()
    new_folder(tmp_path / "report")

    assert read(tmp_path / "report").bad == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(ConflictError, match=r"not empty: it has notes\.txt"):
        new_folder(tmp_path)

    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("mine")

    for path in (tmp_path / "report", tmp_path / "report" / "new"):
        with pytest.raises(ConflictError, match="a file where the folder would be"):
            new_folder(path)


def test_a_folder_that_cannot_be_made() -> None:
    with pytest.raises(InputError, match="cannot be written") as caught:
        new_folder(Path("/proc/nowhere/report"))

    assert caught.value.next_step
