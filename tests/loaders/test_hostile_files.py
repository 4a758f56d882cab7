"""Files that are not what they should be, for every loader: a clear error or rows, in bounded memory, and no more."""

import gzip
import io
import os
import shlex
import shutil
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from loaders.kit import Edition, editions_of, opened
from tertius.cli.plugins import loaders
from tertius.errors import DataError, InputError, TertiusError
from tertius.loading.loader import BadRow

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(9))
    + b"]><CONSOLIDATED_LIST>&j;</CONSOLIDATED_LIST>"
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<CONSOLIDATED_LIST><INDIVIDUALS>&x;</INDIVIDUALS></CONSOLIDATED_LIST>"
)
LAUGHS = b"a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c]\n"


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def zipped_alone(content: bytes) -> bytes:
    return zipped({"a.csv": content})


def with_line(good: bytes, line: bytes) -> bytes:
    """Return a file with a line after its first."""
    first, end, rest = good.partition(b"\n")
    return first + end + line + b"\n" + rest


@cache
def bomb(pack: Callable[[bytes], bytes]) -> bytes:
    """Return a bomb; making one takes a while."""
    return pack(b"0" * (96 << 20))


FILES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "blank": lambda _: b"\n \n\t\n",
    "NULs": lambda _: b"\0" * 10_000,
    "no text": lambda _: bytes(range(256)) * 40,
    "NULs among its bytes": lambda good: good.replace(b"a", b"a\0", 9),
    "bytes of no encoding": lambda good: with_line(good, b"\xff\xfe\x81\x8d" * 9),
    "UTF-16 without its mark": lambda good: good.decode("utf-8", "replace").encode("utf-16-le"),
    "UTF-32": lambda good: good.decode("utf-8", "replace").encode("utf-32"),
    "cut in the middle": lambda good: good[: len(good) // 2],
    "a quote that never closes": lambda good: with_line(good, b'1,"'),
    "a cell of 10 MB": lambda good: with_line(good, b'1,"' + b"x" * 10_000_000 + b'",2'),
    "a line of 10 MB": lambda good: with_line(good, b"x" * 10_000_000),
    "a million cells": lambda good: with_line(good, b"," * 1_000_000),
    "cells of formulas": lambda good: with_line(good, b'=cmd|"/C calc"!A0,@SUM(1),+1,-1'),
    "a gzip bomb": lambda _: bomb(gzip.compress),
    "a zip bomb": lambda _: bomb(zipped_alone),
    "a zip within a zip": lambda good: zipped({"a.zip": zipped({"a.csv": good})}),
    "a path that climbs out": lambda good: zipped({"../../a.csv": good}),
    "two tables": lambda good: zipped({"a.csv": good, "b.csv": good}),
    "XML that grows": lambda _: BOMB,
    "XML that reads a file": lambda _: OUTSIDE,
    "XML without an end": lambda _: b"<a>" * 200_000,
    "a billion laughs": lambda _: LAUGHS,
}


def files_of(edition: Edition) -> list[Path]:
    """Return every file of an edition, those that its options name, too."""
    named = [Path(value) for value in edition.options.values() if isinstance(value, Path | str)]
    given = [*edition.paths, *(path for path in named if path.is_file())]
    return sorted(
        {file for path in given for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()}
    )


@pytest.fixture(params=sorted(loaders()))
def loader(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def first(loader: str, tmp_path: Path) -> tuple[str, Edition]:
    """Give each loader with the first edition of its source."""
    return loader, editions_of(loader, tmp_path / "editions").first


def read(loader: str, edition: Edition) -> Iterator[str]:
    """Read all that a loader can, and yield what it refuses; nothing but the errors that it may raise passes."""
    try:
        document = opened(loader, edition)
        for row in document.rows():
            if isinstance(row, BadRow):
                assert row.next_step
                assert row.line >= 0
                yield row.reason
                continue
            if document.records is not None:
                document.records(row)
            try:
                document.shape(row)
            except InputError as error:
                yield error.what
    except (DataError, InputError) as error:
        assert_told(error)
        yield error.what


def assert_told(error: TertiusError) -> None:
    assert error.what
    assert error.next_step
    assert "Traceback" not in str(error)
    assert "root:" not in str(error), "what another file holds is not told"


@pytest.mark.parametrize("what", FILES)
def test_a_hostile_file_is_told_as_one(first: tuple[str, Edition], what: str) -> None:
    loader, edition = first
    for file in files_of(edition):
        good = file.read_bytes()
        file.write_bytes(FILES[what](good))
        tracemalloc.start()
        told = sum(1 for _ in read(loader, edition))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 200 << 20, f"{file.name}: {peak:,} bytes"
        if what in ("NULs", "a zip within a zip", "UTF-32"):
            assert told, f"{file.name}: no word of {what}"
        file.write_bytes(good)
    assert not list(read(loader, edition)), "and whole again, every row is good"


def place_of(loader: str, edition: Edition) -> str:
    """Return the first word of the place that a refusal names, as a shell reads it."""
    with pytest.raises((DataError, InputError)) as refused:
        list(opened(loader, edition).rows())
    return shlex.split(refused.value.where)[0].removesuffix(",")


def test_a_path_with_blanks_can_be_copied(loader: str, tmp_path: Path) -> None:
    folder = tmp_path / "what's new, really (2)"
    edition = editions_of(loader, folder / "editions").first
    lost = folder / "not here.csv"
    assert place_of(loader, replace(edition, paths=(lost,))) == str(lost)
    for file in edition.paths:
        if file.is_file():
            file.write_bytes(b"\0" * 10_000)
            assert place_of(loader, edition) == str(file)
        else:
            shutil.rmtree(file)
            file.mkdir()
            assert place_of(loader, edition) == str(file)


def test_what_is_no_plain_file_is_not_waited_for(first: tuple[str, Edition], tmp_path: Path) -> None:
    loader, edition = first
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for path in (tmp_path / "pipe", tmp_path / "loop", tmp_path / "nowhere.csv", Path("/dev/null")):
        assert [*read(loader, replace(edition, paths=(path,)))], path
    file = files_of(edition)[0]
    if file not in edition.paths:  # a folder: what is in it leads nowhere else
        shutil.move(file, tmp_path / "kept")
        file.symlink_to("/etc/passwd")
        assert [*read(loader, edition)]
