"""Files of data from strangers: their bytes, or what is wrong and what to do, and never more memory than a piece."""

import contextlib
import gzip
import hashlib
import io
import os
import re
import stat
import tracemalloc
import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import DataError
from tertius.reading import packed
from tertius.reading.packed import digest, open_packed

TEXT = b"id,name\n1,Gao\n"


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two files of one name, on purpose
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def contents(path: Path, **options: str) -> bytes:
    with open_packed(path, **options).open() as stream:
        return stream.read()


def refused(path: Path, **options: str) -> DataError:
    with pytest.raises(DataError) as caught:
        contents(path, **options)
    assert str(path) in caught.value.where
    assert caught.value.next_step
    return caught.value


def test_plain_gzip_and_zip_hold_the_same(tmp_path: Path) -> None:
    plain = tmp_path / "a.csv"
    plain.write_bytes(TEXT)
    gz = tmp_path / "a.csv.GZ"
    gz.write_bytes(gzip.compress(TEXT[:5]) + gzip.compress(TEXT[5:]))
    archive = zipped(tmp_path / "a.zip", {"folder/a.csv": TEXT, "README.txt": b"!", "__MACOSX/._a.csv": b"x"})

    for path in (plain, gz, archive, archive / "folder" / "a.csv"):
        found = open_packed(path)
        assert found.name == "a.csv"
        assert contents(path) == b"".join(found.pieces()) == TEXT
        assert found.position() == 1.0
    assert contents(archive, member="*.TXT") == b"!"


def test_pieces_end_at_line_ends_and_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "PIECE", 16)
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 50 + b"\nab\ncd\n" + b"y" * 40)
    pieces = list(open_packed(path).pieces())
    assert b"".join(pieces) == path.read_bytes()
    assert max(map(len, pieces)) <= 32


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one", zipped(tmp_path / "two.zip", {"a.csv": TEXT})
    one.write_bytes(TEXT)
    assert digest([one]) == hashlib.sha256(TEXT).hexdigest()
    assert digest([two]) == digest([two / "a.csv"]) == hashlib.sha256(two.read_bytes()).hexdigest()
    assert len({digest([one]), digest([one, two]), digest([two, one]), digest([one, one])}) == 4


@pytest.mark.parametrize(
    ("members", "what"),
    [
        ({}, "empty"),
        ({"a.txt": TEXT, "b.zip": b"PK"}, r"holds no file \*\.csv, but a\.txt, b\.zip"),
        ({"b.csv": TEXT, "a.csv": TEXT}, "2 files that could be meant: b.csv, a.csv"),
        ({"a.csv": TEXT, "../../etc/a.txt": b""}, r"leads out of it: \.\./\.\./etc"),
        ({"/etc/a.csv": TEXT}, "leads out"),
        ({"..\\a.csv": TEXT}, "leads out"),
        ({"C:\\a.csv": TEXT}, "leads out"),
        ({"a.csv": TEXT, "xl/workbook.xml": b""}, "workbook"),
    ],
)
def test_an_archive_that_does_not_say_which_table(members: dict[str, bytes], what: str, tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", members)
    assert re.search(what, refused(path).what)


def test_one_of_several_tables_can_be_named(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"b.csv": b"b", "x/a.csv": b"a"})
    assert refused(path).next_step == f"Name one: {path}/b.csv"
    assert contents(path / "x/a.csv") == b"a"
    with pytest.raises(DataError, match=r"no file c\.csv, but b\.csv"):
        open_packed(path / "c.csv")


def test_a_link_and_a_file_with_a_password_in_an_archive(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "l.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "is a link" in refused(tmp_path / "l.zip").what

    raw = bytearray(zipped(tmp_path / "p.zip", {"a.csv": TEXT}).read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "p.zip").write_bytes(raw)
    assert "password" in refused(tmp_path / "p.zip").what


def test_a_bomb_is_refused_before_it_fills_anything(tmp_path: Path) -> None:
    zeros = b"1,2,3\n" * (100 * 1024**2 // 6)
    bombs = [tmp_path / "b.csv.gz", zipped(tmp_path / "b.zip", {"b.csv": zeros})]
    bombs[0].write_bytes(gzip.compress(zeros))
    assert max(path.stat().st_size for path in bombs) * packed.MAX_RATIO < len(zeros)
    del zeros
    for path in bombs:
        tracemalloc.start()
        with pytest.raises(DataError, match="unpacks to more than"):
            for _ in open_packed(path).pieces():
                pass
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024**2
        tracemalloc.stop()


def test_an_archive_that_claims_a_million_files_is_not_listed(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "m.zip", "w") as archive:
        for at in range(12_000):
            archive.writestr(f"{at:060}.txt", b"")
    assert "far too many" in refused(tmp_path / "m.zip").what


def test_what_is_no_plain_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "away").symlink_to(tmp_path / "nowhere")
    for name, what in (
        ("pipe", "a pipe or a device"),
        ("loop", "symbolic links"),
        ("away", "no such file"),
        ("x", "no such file"),
    ):
        assert what in refused(tmp_path / name).what
    assert "pipe or a device" in refused(Path("/dev/zero")).what
    assert "folder" in refused(tmp_path).what
    with pytest.raises(DataError):
        open_packed(Path("a\0b"))
    (tmp_path / "real.csv").write_bytes(TEXT)
    (tmp_path / "link.csv").symlink_to("real.csv")
    assert contents(tmp_path / "link.csv") == TEXT


def test_a_file_that_changes_under_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT)
    found = open_packed(path)
    path.write_bytes(TEXT + b"2,Kidal\n")
    with pytest.raises(DataError, match="was changed"):
        found.open()


def _archives() -> list[bytes]:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", TEXT * 9)
    return [stream.getvalue(), gzip.compress(TEXT * 9)]


@given(
    st.sampled_from(_archives()),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6),
    st.integers(0, 400),
)
def test_a_damaged_archive_is_told_as_one(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes, changes: list[tuple[int, int]], cut: int
) -> None:
    bent = bytearray(raw)
    for at, byte in changes:
        bent[at % len(bent)] = byte
    path = tmp_path_factory.mktemp("bent") / "a"
    path.write_bytes(bent[: len(bent) - cut] if cut < len(bent) else bent)
    with contextlib.suppress(DataError):
        contents(path)
