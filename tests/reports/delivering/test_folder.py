"""A folder gets whole files, under names of their own, and nothing outside of it is touched."""

from dataclasses import replace
from pathlib import Path

import pytest

from tertius.errors import DeliveryError
from tertius.reports.delivering.folder import put

from .conftest import PARCEL

NAME = "weekly-brokers.12-2024-09-02-3fa94c1e"


def test_the_files_are_there_and_twice_is_once(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    for _ in range(2):
        put(folder, PARCEL)
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
            f"{NAME}.{file.ending}": file.content for file in PARCEL.files
        }


def test_a_run_of_the_same_name_from_another_database_is_not_in_the_way(tmp_path: Path) -> None:
    put(tmp_path, PARCEL)
    put(tmp_path, replace(PARCEL, mark="00000000", files=PARCEL.files[:1]))
    assert len(list(tmp_path.iterdir())) == 4
    assert (tmp_path / f"{NAME}.html").read_bytes() == PARCEL.files[0].content


def test_a_link_that_lies_in_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("precious")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / f".{NAME}.html.part").symlink_to(outside)
    (folder / f"{NAME}.html").symlink_to(outside)
    put(folder, PARCEL)
    assert outside.read_text() == "precious"
    assert (folder / f"{NAME}.html").read_bytes() == PARCEL.files[0].content
    assert not (folder / f"{NAME}.html").is_symlink()


def test_what_cannot_be_written_is_told_with_its_folder(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(DeliveryError) as caught:
        put(blocked / "reports", PARCEL)
    assert caught.value.where == str(blocked / "reports")
