"""Reads a claims folder: the only input of this loader. Everything past this module is pure.

A folder is read once, whole and bounded, so that what was hashed is what is loaded.
"""

import codecs
import hashlib
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tertius.errors import DataError
from tertius.loading.loader import BadRow, RawRow
from tertius_loaders.claims.columns import FILES
from tertius_loaders.claims.nearest import nearest
from tertius_loaders.claims.table import Table

MAX_CSV_BYTES = 64 * 1024 * 1024
"""Bytes that one CSV file may have: some 400,000 claims, far more than anyone writes by hand."""
MAX_YAML_BYTES = 64 * 1024
"""Bytes that ``source.yaml`` may have."""

SOURCE_FILE = "source.yaml"


@dataclass(frozen=True)
class Folder:
    """A claims folder as it stood when it was read.

    Attributes
    ----------
    path
        Where it is.
    source_yaml
        The text of ``source.yaml``.
    tables
        The CSV files by name, in the order in which they are to be loaded.
    sha256
        Digest of the names and bytes of all the files.
    """

    path: Path
    source_yaml: str
    tables: Mapping[str, Table]
    sha256: str

    def rows(self) -> Iterator[RawRow | BadRow]:
        """Yield every row: the entities, then the claims, then the decisions."""
        for table in self.tables.values():
            yield from table.rows()


def read_folder(path: Path) -> Folder:
    """Read the files of a claims folder.

    Parameters
    ----------
    path
        The folder.

    Raises
    ------
    DataError
        If there is no such folder, a file is missing, empty, too large, no plain text or leads out of the folder, or a
        header has columns that are not known.
    """
    names = _names(path)
    digest = hashlib.sha256()
    raw: dict[str, bytes] = {}
    for name in (SOURCE_FILE, *FILES):
        if name not in names:
            _check_missing(path, name, names)
            continue
        raw[name] = _read_file(path, name)
        digest.update(f"{name} {len(raw[name])}\n".encode())
        digest.update(raw[name])
    try:
        source = raw[SOURCE_FILE].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[SOURCE_FILE].count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{SOURCE_FILE} is not UTF-8",
            where=f"{path / SOURCE_FILE}, line {line}",
            next_step="Write the line again, and save the file as UTF-8.",
        ) from None
    tables = {}
    for name in FILES:
        if name in raw:
            text = raw[name].removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
            tables[name] = Table(name, text)
            tables[name].check(str(path / name))
    return Folder(path, source, tables, digest.hexdigest())


def _names(path: Path) -> list[str]:
    """Return the names in the folder."""
    try:
        return sorted(entry.name for entry in path.iterdir())
    except FileNotFoundError:
        raise DataError(
            "There is no such folder",
            where=str(path),
            next_step="Check the path, or write an empty folder with: tertius new claims FOLDER",
        ) from None
    except NotADirectoryError:
        packed = path.suffix.lower() in (".zip", ".gz", ".tgz", ".7z", ".xlsx", ".ods")
        raise DataError(
            "A claims folder is a folder, and this is a file",
            where=str(path),
            next_step="Unpack it and name the folder." if packed else f"Name the folder it is in: {path.parent}",
        ) from None
    except OSError as error:
        raise DataError(
            f"The folder cannot be read: {error.strerror}", where=str(path), next_step="Check its permissions."
        ) from None


_TEXTS, _BOOKS = (".csv", ".yaml", ".yml"), (".txt", ".tsv", ".xlsx", ".xls", ".ods")


def _check_missing(path: Path, name: str, names: list[str]) -> None:
    """Refuse a folder without a file it must have, or with one that was meant to be it under another name."""
    stem = name.rpartition(".")[0]
    others = {
        other.casefold(): other
        for other in names
        if other not in (SOURCE_FILE, *FILES) and Path(other).suffix.lower() in (*_TEXTS, *_BOOKS)
    }
    near = nearest(name, others, cutoff=0.85) or next((one for one in others if one.rpartition(".")[0] == stem), "")
    if near:
        other = others[near]
        raise DataError(
            f"The folder has {other}, but no {name}",
            where=str(path),
            next_step=f"Save it as {name}: plain text with commas, in UTF-8."
            if Path(other).suffix.lower() in _BOOKS
            else f"Rename it to {name}.",
        )
    if FILES.get(name, True):
        raise DataError(
            f"The folder has no {name}",
            where=str(path),
            next_step="Add it; tertius new claims FOLDER writes an empty folder to start from.",
        )


_PACKED = {
    b"PK\x03\x04": "a zip archive or a spreadsheet",
    b"\x1f\x8b": "a gzip archive",
    codecs.BOM_UTF16_LE: "text in UTF-16",
    codecs.BOM_UTF16_BE: "text in UTF-16",
}


def _read_file(path: Path, name: str) -> bytes:
    """Return the bytes of one file, or refuse it."""
    file = path / name
    limit = MAX_YAML_BYTES if name == SOURCE_FILE else MAX_CSV_BYTES
    try:
        home, real = path.resolve(strict=True), file.resolve(strict=True)
        if not real.is_relative_to(home):
            raise DataError(
                f"{name} is a link that leads out of the folder",
                where=str(file),
                next_step="Put the file itself into the folder.",
            )
        if not stat.S_ISREG(real.stat().st_mode):
            raise DataError(f"{name} is no plain file", where=str(file), next_step="Put a plain file in its place.")
        with real.open("rb") as stream:
            too_large = real.stat().st_size > limit
            content = b"" if too_large else stream.read(limit + 1)
            too_large |= len(content) > limit  # it grew since
    except (OSError, RuntimeError) as error:  # a loop of links is a RuntimeError before Python 3.13
        reason = error.strerror if isinstance(error, OSError) else "its link leads in a circle"
        raise DataError(f"{name} cannot be read: {reason}", where=str(file), next_step="Check the file.") from None
    if too_large:
        raise DataError(
            f"{name} has more than {limit // 1024:,} KiB",
            where=str(file),
            next_step="Keep to its ten keys: notes belong in a README.md."
            if name == SOURCE_FILE
            else "Nobody wrote this by hand: split it into several folders, or write a loader for it.",
        )
    if not content.removeprefix(codecs.BOM_UTF8).strip():
        raise DataError(
            f"{name} is empty",
            where=str(file),
            next_step="Give it at least the line that names its columns." if name in FILES else "Give it id and title.",
        )
    for mark, what in _PACKED.items():
        if content.startswith(mark):
            raise DataError(
                f"{name} is {what}", where=str(file), next_step="Save it as plain text with commas, in UTF-8."
            )
    return content
