"""Folders that cannot be loaded at all: said before a row is read, with the file and the next step."""

import gzip
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tertius.errors import DataError
from tertius_loaders.claims import LOADER
from tertius_loaders.claims.read import MAX_BYTES, read_folder

Write = Callable[..., Path]
Read = Callable[[Path], Any]


def refused(path: Path, what: str, next_step: str) -> DataError:
    with pytest.raises(DataError) as caught:
        LOADER.open(path)
    assert what in caught.value.what
    assert next_step in caught.value.next_step
    assert str(path) in caught.value.where
    return caught.value


def test_no_folder(tmp_path: Path) -> None:
    refused(tmp_path / "nowhere", "no such folder", "tertius new claims FOLDER")


def test_a_file_instead_of_a_folder(folder: Write) -> None:
    path = folder() / "claims.csv"

    refused(path, "this is a file", f"Name the folder it is in: {path.parent}")


def test_an_archive_instead_of_a_folder(folder: Write, tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", folder()))

    refused(archive, "this is a file", "Unpack it")


@pytest.mark.parametrize("name", ["source.yaml", "entities.csv", "claims.csv"])
def test_a_file_is_missing(folder: Write, name: str) -> None:
    refused(folder(**{name.replace(".", "_"): None}), f"The folder has no {name}", "tertius new claims")


def test_decisions_may_be_missing(folder: Write, read: Read) -> None:
    found = read(folder(decisions_csv=None))

    assert found.bad == []
    assert found.decisions == []


@pytest.mark.parametrize(
    ("file", "called"),
    [("claims.csv", "Claims.csv"), ("claims.csv", "claim.csv"), ("decisions.csv", "decision.csv")],
)
def test_a_file_under_another_name_is_not_passed_over(folder: Write, file: str, called: str) -> None:
    path = folder()
    (path / file).rename(path / called)

    refused(path, f"The folder has {called}, but no {file}", f"Rename it to {file}.")


@pytest.mark.parametrize("ending", ["xls", "ods", "xlsm"])
def test_a_spreadsheet_that_cannot_be_read_in_place_of_a_table(folder: Write, ending: str) -> None:
    path = folder()
    (path / "decisions.csv").rename(path / f"decisions.{ending}")

    refused(
        path,
        f"has decisions.{ending}, but no decisions.csv",
        "Save it as decisions.xlsx, or as decisions.csv (CSV UTF-8)",
    )


def test_other_files_are_no_concern(folder: Write, read: Read) -> None:
    path = folder()
    for name in ("README.md", "notes.txt", "report@1.bad-rows.csv", ".~lock.claims.csv#"):
        (path / name).write_text("anything")

    assert read(path).bad == []


@pytest.mark.parametrize("name", ["source.yaml", "entities.csv", "claims.csv", "decisions.csv"])
@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"], ids=["nothing", "blank", "only a mark"])
def test_an_empty_file(folder: Write, name: str, content: bytes) -> None:
    refused(folder(**{name.replace(".", "_"): content}), f"{name} is empty", "Give it")


def test_a_table_without_rows_is_fine(folder: Write, read: Read, good: dict[str, str]) -> None:
    heads = {name: text.partition("\n")[0] for name, text in good.items() if name.endswith(".csv")}

    found = read(folder(**{name.replace(".", "_"): text for name, text in heads.items()}))

    assert (found.bad, found.claims, found.entities, found.decisions) == ([], [], [], [])


def test_a_file_far_too_large_is_refused_without_being_read_whole(folder: Write) -> None:
    path = folder()
    with (path / "claims.csv").open("r+b") as file:
        file.truncate(MAX_BYTES * 1_000)  # a sparse file: 64 GB that no disk holds

    refused(path, "claims.csv has more than 65,536 KiB", "split it into several folders")


def test_a_source_that_is_no_page(folder: Write) -> None:
    refused(folder(source_yaml="id: report\n" + "# \n" * 30_000), "source.yaml has more than 64 KiB", "its few keys")


@pytest.mark.parametrize("pack", ["zip", "gzip"])
def test_a_table_that_is_no_plain_text(folder: Write, tmp_path: Path, good: dict[str, str], pack: str) -> None:
    text = good["claims.csv"]
    if pack == "zip":
        with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
            archive.writestr("claims.csv", text)
        raw, what = (tmp_path / "c.zip").read_bytes(), "a zip archive or a workbook"
    else:
        raw, what = gzip.compress(text.encode()), "a gzip archive"

    refused(folder(claims_csv=raw), f"claims.csv is {what}", "choose Save as > CSV UTF-8")


def test_utf_16_without_a_mark(folder: Write, good: dict[str, str]) -> None:
    refused(folder(claims_csv=good["claims.csv"].encode("utf-16-le")), "cannot be read", "CSV UTF-8")


def test_a_link_that_leads_out_of_the_folder(folder: Write, tmp_path: Path) -> None:
    path = folder(claims_csv=None)
    (tmp_path / "secret.csv").write_text("claim_id,subject,kind\n")
    (path / "claims.csv").symlink_to(tmp_path / "secret.csv")

    refused(path, "claims.csv is a link that leads out of the folder", "Put the file itself into the folder")


def test_links_within_the_folder_and_to_the_folder_are_fine(folder: Write, read: Read, tmp_path: Path) -> None:
    path = folder()
    (path / "claims.csv").rename(path / "claims-v2.csv")
    (path / "claims.csv").symlink_to("claims-v2.csv")
    (tmp_path / "link").symlink_to(path)

    assert read(tmp_path / "link").bad == []


def test_a_link_that_leads_nowhere_or_in_a_circle(folder: Write) -> None:
    path = folder(claims_csv=None)
    (path / "claims.csv").symlink_to("claims.csv")

    refused(path, "claims.csv cannot be read", "Check the file")


def test_what_is_no_file(folder: Write) -> None:
    path = folder(claims_csv=None)
    (path / "claims.csv").mkdir()
    refused(path, "claims.csv is no plain file", "Put a plain file in its place")
    (path / "claims.csv").rmdir()

    os.mkfifo(path / "claims.csv")
    refused(path, "claims.csv is no plain file", "Put a plain file in its place")


@pytest.mark.parametrize(
    ("file", "header", "what", "next_step"),
    [
        ("claims.csv", "claim_id,subject,kind,objekt", "has a column 'objekt'", "Use the column object."),
        ("claims.csv", "claim_id,subject,kind,date", "has a column 'date'", "Use the column when."),
        ("claims.csv", "claim_id,subject,kind,colour", "has a column 'colour'", "Delete it, or use one of claim_id, "),
        ("claims.csv", "claim_id,subject,kind,kind", "has 2 columns 'kind'", "Delete or rename it."),
        ("claims.csv", "subject,kind,object", "has no column claim_id", "claim_id,subject,kind,object,value"),
        ("claims.csv", "c1,ana,LEADS,crew", "has a column 'c1'", "use one of claim_id"),
        ("claims.csv", "claim_id,,subject,kind", "has a nameless column", "Delete or rename it."),
        ("claims.csv", '"claim_id,subject', "cannot be read: a quote opens a cell", "without quotes"),
        ("entities.csv", "id,type,country", "has a column 'country'", "Use the column countries."),
        ("entities.csv", "id,type,aliases", "has a column 'aliases'", "Use ALIAS claims, one for each other name"),
        ("entities.csv", "id,type,UN list", "has a column 'un list'", "short name of an authority"),
        ("entities.csv", "type,name", "has no column id", "id,type,name,kind,countries,lat,lon"),
        ("decisions.csv", "kind,left,right,who,when,reason", "has a column 'reason'", "use one of kind, left"),
        ("decisions.csv", "kind,left,right", "has no column who and no column when and no column why", "kind,left"),
    ],
)
def test_a_header_that_is_not_the_files(folder: Write, file: str, header: str, what: str, next_step: str) -> None:
    error = refused(folder(**{file.replace(".", "_"): header + "\n"}), what, next_step)

    assert error.where.endswith(f"{file}, line 1")


def test_a_header_in_another_encoding(folder: Write) -> None:
    refused(folder(claims_csv=b"claim_id,subject,kind,r\xf4le\n"), "has a column 'rôle'", "Use the column role")
    refused(
        folder(claims_csv=b"claim_id,subject,kind,r\xf4le\n1,\xc3\xa9,\xc3\xa9,x\n"),
        "of claims.csv cannot be read",
        "UTF-8",
    )


def test_names_beside_ids_are_read_over(folder: Write, read: Read, good: dict[str, str]) -> None:
    plain = read(folder()).claims
    lines = [f"{line},Whoever,Nobody,report,9" for line in good["claims.csv"].splitlines()]
    lines[0] = good["claims.csv"].splitlines()[0] + ",subject_name,object_name,source,revision"

    found = read(folder(claims_csv="\n".join(lines)))

    assert found.bad == []
    assert found.claims == plain


def test_what_another_source_says_is_no_second_voice(folder: Write, read: Read, good: dict[str, str]) -> None:
    lines = [f"{line},other" for line in good["claims.csv"].splitlines()]
    lines[0] = good["claims.csv"].splitlines()[0] + ",source"

    found = read(folder(claims_csv="\n".join(lines)))

    assert [(bad.line, bad.column, bad.value) for bad in found.bad] == [
        (line, "source", "other") for line in range(2, 6)
    ]
    assert "Load it in a folder of other" in found.bad[0].next_step
    assert not [claim for claim in found.claims if claim.record.startswith("c")]


def test_a_byte_order_mark_and_windows_lines_change_nothing(folder: Write, read: Read, good: dict[str, str]) -> None:
    plain = read(folder())
    marked = {
        name.replace(".", "_"): b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for name, text in good.items()
    }

    found = read(folder(**marked))

    assert found.bad == []
    assert (found.claims, found.entities, found.decisions) == (plain.claims, plain.entities, plain.decisions)


def test_the_digest_is_of_every_byte_of_every_file(folder: Write, good: dict[str, str]) -> None:
    seen = {read_folder(folder()).sha256}
    assert read_folder(folder()).sha256 in seen
    for name, text in good.items():
        path = folder(**{name.replace(".", "_"): text + "\n"})
        seen.add(read_folder(path).sha256)
        folder()

    assert len(seen) == 5


def test_what_was_opened_is_what_is_read_whatever_happens_to_the_files(folder: Write, read: Read) -> None:
    path = folder()
    document = LOADER.open(path)
    before = list(document.rows())

    shutil.rmtree(path)

    assert list(document.rows()) == before
