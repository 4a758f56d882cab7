"""Reads a claims folder, or a workbook: the only input of this loader. Everything past this module is pure.

What is opened is read once, whole and bounded, so that what was hashed is what is loaded.
"""

import hashlib
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tertius.errors import DataError
from tertius.loading.loader import BadRow, RawRow, Written
from tertius.model.claim_rows import CONTEXT_COLUMNS
from tertius.reading.encoding import decode
from tertius.reading.table import Table, read_table
from tertius.reading.workbook import Workbook
from tertius.wording import counted, quoted
from tertius_loaders.claims.columns import CLAIMS, COLUMNS, ENDINGS, TABLES, check_columns
from tertius_loaders.claims.nearest import nearest
from tertius_loaders.claims.source import Keys, keys_of_sheet, keys_of_yaml

MAX_BYTES = 64 * 1024 * 1024
"""Bytes that one file may have: some 400,000 claims, far more than anyone writes by hand."""
MAX_YAML_BYTES = 64 * 1024
"""Bytes that ``source.yaml`` may have."""

SOURCE_FILE = "source.yaml"
SOURCE_SHEET = "source"
OWN_SHEETS = ("read me", "lists")
"""Sheets of the workbook that `tertius new claims` writes, which say nothing of the source."""

_BOOK = ".xlsx"
_TABLE_LIKE = (*ENDINGS, ".xls", ".xlsm", ".ods")


@dataclass(frozen=True)
class Folder:
    """A claims folder or workbook as it stood when it was read.

    Attributes
    ----------
    keys
        What it says of its source.
    tables
        The tables by kind, in the order in which they are to be loaded.
    sha256
        Digest of the names and bytes of all the files.
    notes
        How it was read, and what was passed over.
    written
        How each table is written, by its name.
    """

    keys: Keys
    tables: Mapping[str, Table]
    sha256: str
    notes: tuple[str, ...] = ()
    written: Mapping[str, Written] = field(default_factory=dict)

    @property
    def part(self) -> bool:
        """Whether these are rows of another folder that were set aside."""
        return any(table.set_aside for table in self.tables.values())

    @property
    def kinds(self) -> Mapping[str, str]:
        """Which table each name is."""
        return {table.name: kind for kind, table in self.tables.items()}

    def rows(self) -> Iterator[RawRow | BadRow]:
        """Yield every row: the entities, then the claims, then the decisions."""
        for table in self.tables.values():
            for row in table.rows():
                if row.fault is None:
                    yield RawRow(table.name, row.line, row.values)
                else:
                    yield BadRow.of(table.name, row)


def read_folder(path: Path) -> Folder:
    """Read the files of a claims folder, or a workbook that holds all of them as sheets.

    Parameters
    ----------
    path
        The folder or the workbook.

    Raises
    ------
    DataError
        If there is no such folder, a file is missing, empty, too large, leads out of the folder or cannot be read for
        sure, or a header has columns that are not known.
    """
    opened = _Opened(path)
    if opened.book:
        opened.read_book()
    else:
        opened.read_files()
    return opened.folder()


class _Opened:
    """What is being read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.home = path.parent if path.is_file() and path.suffix.lower() == _BOOK else path
        self.names = [path.name] if self.home != path else _names(path)
        self.files = {kind: [f"{kind}{end}" for end in ENDINGS if f"{kind}{end}" in self.names] for kind in TABLES}
        self.book = self._book()
        self.digest = hashlib.sha256()
        self.notes: list[str] = []
        self.keys: Keys | None = None
        self.tables: dict[str, Table] = {}
        self.written: dict[str, Written] = {}

    def _book(self) -> str:
        """Return the workbook that holds the whole, if there is one."""
        if any(self.files.values()):
            return ""
        books = [name for name in self.names if name.lower().endswith(_BOOK) and not name.startswith((".", "~$"))]
        if len(books) > 1:
            raise DataError(
                f"The folder has {counted(len(books), 'workbook')}, {', '.join(books[:3])}, and no other table",
                where=quoted(self.path),
                next_step="Name the one to load: tertius load claims FOLDER/NAME.xlsx",
            )
        return books[0] if books else ""

    def _bytes(self, name: str) -> bytes:
        raw = _read_file(self.home, name)
        self.digest.update(f"{name} {len(raw)}\n".encode())
        self.digest.update(raw)
        return raw

    def _read_yaml(self) -> None:
        where = quoted(self.home / SOURCE_FILE)
        text = decode(self._bytes(SOURCE_FILE), name=SOURCE_FILE, where=where)
        if text.note:
            self.notes.append(text.note)
        if (
            broken := next((at for at, letter in enumerate(text.text) if "\udc80" <= letter <= "\udcff"), None)
        ) is not None:
            raise DataError(
                f"{SOURCE_FILE} is not UTF-8",
                where=f"{where}, line {text.text.count(chr(10), 0, broken) + 1}",
                next_step="Write the line again, and save the file as UTF-8.",
            )
        self.keys = keys_of_yaml(text.text, name=SOURCE_FILE, where=where)

    def read_files(self) -> None:
        """Read a folder of tables, a file each."""
        if SOURCE_FILE in self.names:
            self._read_yaml()
        else:
            self._missing(SOURCE_FILE, SOURCE_FILE)
        for kind in TABLES:
            names = self.files[kind]
            if len(names) > 1:
                raise DataError(
                    f"The folder has both {' and '.join(names)}",
                    where=quoted(self.path),
                    next_step="Keep the one that is meant, and move the other out of the folder.",
                )
            for name in names:
                self._read_table(kind, name)
        part = any(table.set_aside for table in self.tables.values())
        for kind, needed in TABLES.items():
            if not self.files[kind]:
                self._missing(kind, f"{kind}.csv", needed=needed and not part)

    def _read_table(self, kind: str, name: str) -> None:
        where, raw = quoted(self.home / name), self._bytes(name)
        if not name.endswith(_BOOK):
            table = read_table(raw, name=name, where=where, known=COLUMNS[kind], column_name=str.lower)
            self._take(kind, table, where, Written(name, table.columns, table.separator))
            return
        book = Workbook(raw, name=name, where=where)
        sheet = book.sheets[0] if len(book.sheets) == 1 else _named(book.sheets, kind)
        if not sheet:
            raise DataError(
                f"{name} has {counted(len(book.sheets), 'sheet')}, and none is called {kind}",
                where=where,
                next_step=f"Call the sheet with the table {kind}.",
            )
        self._say_left([one for one in book.sheets if one != sheet], name)
        table = book.table(sheet, called=name, column_name=str.lower)
        self._take(kind, table, where, Written(name, table.columns, sheet=sheet))

    def read_book(self) -> None:
        """Read a workbook that holds the tables as sheets, with its source as a sheet or as a file beside it."""
        where = quoted(self.home / self.book)
        book = Workbook(self._bytes(self.book), name=self.book, where=where)
        sheets = {kind: sheet for kind in TABLES if (sheet := _named(book.sheets, kind))}
        source = _named(book.sheets, SOURCE_SHEET)
        if source and SOURCE_FILE in self.names:
            raise DataError(
                f"Both {self.book} and {SOURCE_FILE} say whose words these are",
                where=where,
                next_step=f"Delete the sheet {source} or {SOURCE_FILE}.",
            )
        if source:
            place = f"{where}, sheet {source}"
            table = book.table(source, column_name=str.lower)
            self.keys = keys_of_sheet(table, where=place)
        elif SOURCE_FILE in self.names:
            self._read_yaml()
        for kind, sheet in sheets.items():
            table = book.table(sheet, column_name=str.lower)
            self._take(kind, table, f"{where}, sheet {sheet}", Written(self.book, table.columns, sheet=sheet))
        part = any(table.set_aside for table in self.tables.values())
        missing = [kind for kind, needed in TABLES.items() if needed and not part and kind not in sheets]
        missing += [] if self.keys else [SOURCE_SHEET]
        if missing:
            raise DataError(
                f"{self.book} has no sheet {' and no sheet '.join(missing)}",
                where=where,
                next_step="Its sheets are called source, entities, claims and, if need be, decisions; "
                "`tertius new claims FOLDER --xlsx` writes such a workbook.",
            )
        self._say_left([one for one in book.sheets if one not in (source, *sheets.values())], self.book)

    def _say_left(self, sheets: Sequence[str], name: str) -> None:
        if left := [sheet for sheet in sheets if sheet.casefold() not in OWN_SHEETS]:
            one = len(left) == 1
            self.notes.append(
                f"The sheet{'' if one else 's'} {', '.join(left)} of {name} {'was' if one else 'were'} not read."
            )

    def _take(self, kind: str, table: Table, where: str, written: Written) -> None:
        check_columns(kind, table, where)
        self.tables[kind] = table
        self.written[table.name] = written
        self.notes += table.notes
        if kind == CLAIMS and (
            over := [column for column in table.columns if column in CONTEXT_COLUMNS and column != "source"]
        ):
            one = len(over) == 1
            self.notes.append(
                f"The column{'' if one else 's'} {', '.join(over)} of {table.name}, for people to read, "
                f"{'was' if one else 'were'} passed over."
            )

    def _missing(self, kind: str, name: str, *, needed: bool = True) -> None:
        """Refuse a folder without a file it must have, or with one that was meant to be it under another name."""
        taken = {SOURCE_FILE, *(one for names in self.files.values() for one in names)}
        others = {
            other.casefold(): other
            for other in self.names
            if other not in taken and Path(other).suffix.lower() in (*_TABLE_LIKE, ".yaml", ".yml")
        }
        near = nearest(name, others, cutoff=0.85) or next(
            (one for one in others if Path(one).stem == Path(name).stem), ""
        )
        if near:
            other = others[near]
            old = Path(other).suffix.lower() in _TABLE_LIKE and Path(other).suffix.lower() not in ENDINGS
            raise DataError(
                f"The folder has {other}, but no {name}",
                where=quoted(self.path),
                next_step=f"Save it as {kind}{_BOOK}, or as {name} (CSV UTF-8)."
                if old
                else f"Rename it to {kind}{Path(other).suffix.lower()}."
                if kind in TABLES
                else f"Rename it to {name}.",
            )
        if needed:
            raise DataError(
                f"The folder has no {name}",
                where=quoted(self.path),
                next_step="Add it; `tertius new claims FOLDER` writes an empty folder to start from.",
            )

    def folder(self) -> Folder:
        """Return what was read."""
        taken = {self.book, *(written.file for written in self.written.values())}
        left = [name for name in self.names if Path(name).suffix.lower() in _TABLE_LIKE and name not in taken]
        if left := [name for name in left if not name.startswith((".", "~$")) and not name.endswith(".txt")]:
            self.notes.append(f"{', '.join(left[:5])}{', …' if len(left) > 5 else ''}: not read.")
        ordered = {kind: self.tables[kind] for kind in TABLES if kind in self.tables}
        assert self.keys is not None  # noqa: S101 - without it, it was refused
        return Folder(self.keys, ordered, self.digest.hexdigest(), tuple(self.notes), self.written)


def _named(sheets: Sequence[str], name: str) -> str:
    """Return the sheet of a name, in whatever case."""
    return next((sheet for sheet in sheets if sheet.strip().casefold() == name), "")


def _names(path: Path) -> list[str]:
    """Return the names in the folder."""
    try:
        return sorted(entry.name for entry in path.iterdir())
    except FileNotFoundError:
        raise DataError(
            "There is no such folder",
            where=quoted(path),
            next_step="Check the path, or write an empty folder with: tertius new claims FOLDER",
        ) from None
    except NotADirectoryError:
        packed = path.suffix.lower() in (".zip", ".gz", ".tgz", ".7z")
        book = path.suffix.lower() in _TABLE_LIKE and path.suffix.lower() not in ENDINGS
        raise DataError(
            "A claims folder is a folder, and this is a file",
            where=quoted(path),
            next_step="Save it as an Excel workbook (.xlsx)."
            if book
            else "Unpack it and name the folder."
            if packed
            else f"Name the folder it is in: {quoted(path.parent)}",
        ) from None
    except OSError as error:
        raise DataError(
            f"The folder cannot be read: {error.strerror}", where=quoted(path), next_step="Check its permissions."
        ) from None


def _read_file(path: Path, name: str) -> bytes:
    """Return the bytes of one file, or refuse it."""
    file = path / name
    limit = MAX_YAML_BYTES if name == SOURCE_FILE else MAX_BYTES
    try:
        home, real = path.resolve(strict=True), file.resolve(strict=True)
        if not real.is_relative_to(home):
            raise DataError(
                f"{name} is a link that leads out of the folder",
                where=quoted(file),
                next_step="Put the file itself into the folder.",
            )
        if not stat.S_ISREG(real.stat().st_mode):
            raise DataError(f"{name} is no plain file", where=quoted(file), next_step="Put a plain file in its place.")
        with real.open("rb") as stream:
            too_large = real.stat().st_size > limit
            content = b"" if too_large else stream.read(limit + 1)
            too_large |= len(content) > limit  # it grew since
    except (OSError, RuntimeError) as error:  # a loop of links is a RuntimeError before Python 3.13
        reason = error.strerror if isinstance(error, OSError) else "its link leads in a circle"
        raise DataError(f"{name} cannot be read: {reason}", where=quoted(file), next_step="Check the file.") from None
    if too_large:
        raise DataError(
            f"{name} has more than {limit // 1024:,} KiB",
            where=quoted(file),
            next_step="Keep to its few keys: notes belong in a README.md."
            if name == SOURCE_FILE
            else "Nobody wrote this by hand: split it into several folders, or write a loader for it.",
        )
    if not content.removeprefix(b"\xef\xbb\xbf").strip():
        raise DataError(
            f"{name} is empty",
            where=quoted(file),
            next_step="Give it id and title."
            if name == SOURCE_FILE
            else "Give it at least the line that names its columns.",
        )
    return content
