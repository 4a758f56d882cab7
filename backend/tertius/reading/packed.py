"""The bytes of a file of data, plain or packed, from the start each time, and never more than may be: input only.

Somebody else has made the file. No more of it is held than a piece; what unpacks to far more than it is, is encrypted,
leads out of its archive or is no plain file is refused with what to do.
"""

import gzip
import hashlib
import io
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import IO

from tertius.errors import DataError
from tertius.wording import counted, printable, quoted

MAX_UNPACKED = 32 * 1024**3
"""Bytes that a file may unpack to."""
MAX_RATIO = 250
"""How many times its size a file may unpack to; text of tables comes to some 5 to 50 times."""
FREE = 16 * 1024**2
"""Bytes of which the ratio is not asked."""
PIECE = 1 << 18
"""Bytes that are read at a time."""

_DIRECTORY = 1 << 20  # the list of what an archive holds: some 10,000 files
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError)


@dataclass(slots=True)
class Packed:
    """A file of data that can be read from its start again and again.

    Attributes
    ----------
    path
        Where it is.
    name
        What its contents are called: the file within an archive, and never with ``.gz`` at the end.
    where
        Its place, in messages.
    """

    path: Path
    name: str
    where: str
    _stamp: tuple[int, ...] = field(repr=False)
    _unpack: Callable[[io.FileIO], IO[bytes]] | None = field(default=None, repr=False)
    _span: tuple[int, int] = field(default=(0, 0), repr=False)
    _raw: io.FileIO | None = field(default=None, repr=False)

    def open(self) -> io.BufferedReader:
        """Open it at its start.

        Raises
        ------
        DataError
            If it is no longer the file that it was. While it is read: if it is damaged, or unpacks to too much.
        """
        raw, stamp = open_plain(self.path)
        if stamp != self._stamp:
            raw.close()
            raise DataError("The file was changed while it was read", where=self.where, next_step="Load it again.")
        self._raw = raw
        if self._unpack is None:
            return io.BufferedReader(raw, PIECE)
        return io.BufferedReader(_Unpacked(raw, self._unpack, self.where, self._span[1] - self._span[0]), PIECE)

    def pieces(self) -> Iterator[bytes]:
        """Yield its bytes from the start, in pieces that end at the end of a line where they can."""
        with self.open() as stream:
            rest = b""
            while piece := stream.read(PIECE):
                end = piece.rfind(b"\n") + 1 or len(piece)
                yield rest + piece[:end]
                rest = piece[end:]
            if rest:
                yield rest

    def position(self) -> float:
        """Return how much of it was read since it was last opened, from 0 to 1."""
        first, last = self._span
        try:
            at = self._raw.tell() if self._raw is not None else first
        except ValueError:  # closed: it was read to its end, or given up
            return 1.0
        return min(1.0, max(0.0, (at - first) / (last - first))) if last > first else 1.0


class _Unpacked(io.RawIOBase):
    """The unpacked bytes of a file: no more than may be, and whatever goes wrong told as a fault of the file."""

    def __init__(self, raw: io.FileIO, unpack: Callable[[io.FileIO], IO[bytes]], where: str, size: int) -> None:
        self._raw, self._where = raw, where
        self._most = min(MAX_UNPACKED, max(FREE, size * MAX_RATIO))
        self._given = 0
        try:
            self._stream = unpack(raw)
        except _DAMAGED as error:
            raw.close()
            raise self._damaged(error) from None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview", /) -> int:  # type: ignore[override]
        try:
            piece = self._stream.read(len(buffer))
        except _DAMAGED as error:
            raise self._damaged(error) from None
        self._given += len(piece)
        if self._given > self._most:
            raise DataError(
                f"The file unpacks to more than {self._most // 1024**2:,} MB, far more than a table of its size would",
                where=self._where,
                next_step="If that is right, unpack it and load the file itself.",
            )
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()

    def _damaged(self, error: BaseException) -> DataError:
        why = "it ends too early" if isinstance(error, EOFError) else printable(str(error))[:120]
        return DataError(
            f"The file is damaged and cannot be unpacked: {why}", where=self._where, next_step="Get the file again."
        )


def open_plain(path: Path) -> tuple[io.FileIO, tuple[int, ...]]:
    """Open a plain file, and return it with what tells it from another one.

    Raises
    ------
    DataError
        If there is none, it cannot be read, or it is a folder, a pipe or a device.
    """
    try:
        # a pipe is not opened at all: that would wait for somebody to write into it
        kind = path.stat().st_mode
        if stat.S_ISREG(kind):
            flags = (
                os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
            )
            raw = io.FileIO(os.open(path, flags), "r")
            found = os.fstat(raw.fileno())
            if stat.S_ISREG(found.st_mode):
                return raw, (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
            raw.close()
    except FileNotFoundError:
        raise DataError("There is no such file", where=quoted(path), next_step="Check the path.") from None
    except (OSError, ValueError, RuntimeError) as error:  # a NUL in a path; a loop of links
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise DataError(f"The file cannot be read: {reason}", where=quoted(path), next_step="Check the path.") from None
    if stat.S_ISDIR(kind):
        raise DataError("This is a folder, and a file is needed", where=quoted(path), next_step="Name the file in it.")
    raise DataError(
        "This is no plain file but a pipe or a device, which can be read only once",
        where=quoted(path),
        next_step="Save what it gives as a file, and name that.",
    )


def open_packed(path: Path, *, member: str | Sequence[str] = "*.csv") -> Packed:
    """Look at a file, plain, gzip or zip, so that its bytes can be read.

    Parameters
    ----------
    path
        The file. ``archive.zip/name.csv`` is one file of several in an archive.
    member
        Patterns of the file's name within an archive.

    Raises
    ------
    DataError
        If there is no such file, it is no plain one, or the archive does not hold exactly one file of that name.
    """
    inside = ""
    if not path.exists():
        for parent in path.parents:
            if parent.is_file():
                path, inside = parent, path.relative_to(parent).as_posix()
                break
    raw, stamp = open_plain(path)
    where = quoted(f"{path}/{inside}" if inside else path)
    size = stamp[2]
    with raw:
        head = raw.read(4)
        if head[:2] == b"\x1f\x8b" and not inside:
            name = path.name[:-3] if path.name.lower().endswith(".gz") else path.name
            return Packed(path, name, where, stamp, _gunzip, (0, size))
        if head == b"PK\x03\x04" or (head == b"PK\x05\x06" and size >= 22):
            patterns = (inside,) if inside else (member,) if isinstance(member, str) else member
            found = _found(raw, patterns, path, exact=bool(inside))
            name = _shown(found.filename.rpartition("/")[2])
            span = (found.header_offset, found.header_offset + found.compress_size)
            return Packed(path, name, quoted(f"{path}/{_shown(found.filename)}"), stamp, _Unzip(found.filename), span)
    if inside:
        raise DataError(
            "There is no such file", where=where, next_step=f"Check the path: {quoted(path)} is no zip archive."
        )
    return Packed(path, path.name, where, stamp, None, (0, size))


def digest(paths: Sequence[Path]) -> str:
    """Return the SHA-256 of a file's bytes; of several files, that of their digests in the order given.

    Raises
    ------
    DataError
        If a file cannot be read.
    """
    digests = [_digest(path) for path in paths]
    return digests[0] if len(digests) == 1 else hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _digest(path: Path) -> str:
    while not path.exists() and path.parent != path and not path.parent.is_dir():
        path = path.parent  # a file within an archive: the archive
    raw, _ = open_plain(path)
    with raw:
        try:
            return hashlib.file_digest(raw, "sha256").hexdigest()
        except OSError as error:
            raise DataError(
                f"The file cannot be read: {error.strerror}", where=quoted(path), next_step="Check the disk."
            ) from None


def _gunzip(raw: io.FileIO) -> IO[bytes]:
    return gzip.GzipFile(fileobj=raw, mode="rb")  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class _Unzip:
    """Opens one file of an archive."""

    member: str

    def __call__(self, raw: io.FileIO) -> IO[bytes]:
        return _archive(raw).open(self.member)


class _Bounded(io.BufferedReader):
    """A file of which nobody takes more at once than the list of an archive's files may have."""

    def read(self, size: int | None = -1, /) -> bytes:
        most = _DIRECTORY if size is None or size < 0 else size
        if most > _DIRECTORY:
            raise zipfile.BadZipFile("it says that it holds far too many files")
        return super().read(most)


def _archive(raw: io.FileIO) -> zipfile.ZipFile:
    return zipfile.ZipFile(_Bounded(raw, PIECE))


def _found(raw: io.FileIO, patterns: Sequence[str], path: Path, *, exact: bool) -> zipfile.ZipInfo:
    """Return the one file of an archive that is meant."""

    def refuse(what: str, next_step: str) -> DataError:
        return DataError(what, where=quoted(path), next_step=next_step)

    raw.seek(0)
    try:
        held = [one for one in _archive(raw).infolist() if not one.is_dir()]
    except _DAMAGED as error:
        raise refuse(f"The archive cannot be read: {printable(str(error))[:120]}", "Get the file again.") from None
    names = [one.filename for one in held]
    if odd := next((name for name in names if _climbs(name)), None):
        raise refuse(
            f"The archive has a file that leads out of it: {_shown(odd)}",
            "Nobody packs a table so. Get it from its publisher, or unpack it with care and name the file.",
        )
    if "xl/workbook.xml" in names:
        raise refuse("This is a workbook", "Save its sheet as CSV UTF-8, and load that.")
    fitting = [one for one in held if (one.filename == patterns[0] if exact else _fits(one, patterns))]
    if len(fitting) != 1:
        shown = [_shown(one.filename) for one in fitting] or [_shown(name) for name in names]
        listed = ", ".join(shown[:5]) + (", …" if len(shown) > 5 else "")
        if not names:
            raise refuse("The archive is empty", "Get the file again.")
        if exact or not fitting:
            what = patterns[0] if exact else " or ".join(patterns)
            raise refuse(
                f"The archive holds no file {_shown(what)}, but {listed}", "Unpack it, and name the file to load."
            )
        raise refuse(
            f"The archive holds {counted(len(fitting), 'file')} that could be meant: {listed}",
            f"Name one: {quoted(f'{path}/{shown[0]}')}",
        )
    (found,) = fitting
    if found.flag_bits & 1:
        raise refuse(f"{_shown(found.filename)} has a password", "Unpack it, and name the file itself.")
    if stat.S_ISLNK(found.external_attr >> 16):
        raise refuse(f"{_shown(found.filename)} is a link", "Pack the file itself.")
    if names.count(found.filename) > 1:
        raise refuse(f"The archive has two files {_shown(found.filename)}", "Unpack it, and name the file to load.")
    return found


def _climbs(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or name[1:2] == ":"


def _fits(one: zipfile.ZipInfo, patterns: Sequence[str]) -> bool:
    folder, _, name = one.filename.rpartition("/")
    return (
        not name.startswith(".")
        and "__MACOSX" not in folder.split("/")
        and any(fnmatch(name.lower(), pattern.lower()) for pattern in patterns)
    )


def _shown(name: str) -> str:
    return printable(name.encode("utf-8", "replace").decode())[:100]
