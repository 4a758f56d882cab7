"""Rows set aside: a folder with files in the shape of those that they come from, to be mended and loaded itself."""

import hashlib
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from tertius.errors import ConflictError, DataError, InputError
from tertius.loading.loader import BadRow, RawRow, Written
from tertius.loading.report import BadRows
from tertius.loading.set_aside import BookFile, SetAside, TextFile, written_like
from tertius.wording import quoted

SHOWN = 20
"""Bad rows that a report carries itself; the files have all of them."""
MOST_GROUPS = 500
"""Kinds of mistakes that are told apart."""
LINES_SHOWN = 5
"""Lines that are named of each."""

_MARK = ".set-aside"
"""A file beside those that were written, with their digests: one that somebody changed since is never lost."""


def bad_row(raw: RawRow, error: InputError, *, column: str | None = None) -> BadRow:
    """Set a row aside for what was wrong with it.

    Parameters
    ----------
    raw
        The row.
    error
        What was raised; ``where`` names the column unless ``column`` does.
    column
        The column, where the error cannot know it.
    """
    name = error.where if column is None else column
    # a claim calls the columns "when" and "claim_id" by other names than some datasets do: the value is there if known
    value = raw.values.get(name, "")
    return BadRow(raw.file, raw.line, name, value, error.what, error.next_step, raw.values, unknown=error.unknown)


class Quarantine:
    """A folder of bad rows, made when the first one comes.

    Its files have the columns of those that the rows come from, and the reason and next step of each row; beside them
    lies what they cannot be loaded without. When a load has no bad row, the folder that the last one wrote goes.

    Parameters
    ----------
    path
        The folder.
    written
        How the tables are written, by the name that their rows have for them.
    beside
        Texts of the other files that are needed, by name.
    told
        Adds to a row what is known beyond its document.
    """

    def __init__(
        self,
        path: Path,
        written: Mapping[str, Written] | None = None,
        beside: Mapping[str, str] | None = None,
        told: Callable[[BadRow], BadRow] = lambda row: row,
    ) -> None:
        self._folder = path
        self._written = dict(written or {})
        self._beside = dict(beside or {})
        self._told = told
        self._files: dict[str, TextFile | BookFile] = {}
        self._tables: dict[str, SetAside] = {}
        self._groups: dict[tuple[str, str, str], BadRows] = {}
        self.count = 0
        self.first: list[BadRow] = []
        self.kept: Path | None = None

    @property
    def path(self) -> Path | None:
        """The folder, or None while no row is bad."""
        return self._folder if self.count else None

    @property
    def groups(self) -> tuple[BadRows, ...]:
        """The bad rows by what is wrong with them, the most frequent first."""
        return tuple(sorted(self._groups.values(), key=lambda group: -group.count))

    def add(self, row: BadRow) -> None:
        """Write one bad row.

        Raises
        ------
        DataError
            If the file cannot be written: a load that would lose rows does not go on.
        """
        row = self._told(row)
        try:
            if not self.count:
                self._make_room()
                self._folder.mkdir(parents=True, exist_ok=True)
            self._table(row).add(row)
        except OSError as error:
            raise self._cannot(error) from error
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(row)
        self._group(row)

    def _cannot(self, error: OSError) -> DataError:
        return DataError(
            f"Bad rows cannot be set aside: {error.strerror or error}",
            where=quoted(self._folder),
            next_step="Name a folder for them that can be written to.",
        )

    def _table(self, row: BadRow) -> SetAside:
        if row.file not in self._tables:
            written = self._written.get(row.file) or written_like(row)
            if written.sheet:
                book = self._files.setdefault(written.file, BookFile(self._folder / written.file))
                self._tables[row.file] = book.sheet(written) if isinstance(book, BookFile) else book
            else:
                self._tables[row.file] = self._files[written.file] = TextFile(self._folder / written.file, written)
        return self._tables[row.file]

    def _group(self, row: BadRow) -> None:
        key = (row.file, row.column, f"{_alike(row.reason)} {_alike(row.next_step)}")
        if key not in self._groups and len(self._groups) >= MOST_GROUPS:
            key = (row.file, "", "")
        group = self._groups.get(key)
        meant = _MEANT.search(row.next_step)
        if group is None:
            reason, step = (row.reason, row.next_step) if key[2] else ("Other mistakes", "See the files.")
            group = BadRows(row.file, key[1], reason, step, 0, (), {})
        fits = row.value not in group.values and len(group.values) <= LINES_SHOWN
        self._groups[key] = replace(
            group,
            count=group.count + 1,
            lines=(*group.lines, row.line)[:LINES_SHOWN],
            values={**group.values, **({row.value: meant[0] if meant else ""} if fits else {})},
        )

    def __enter__(self) -> "Quarantine":
        if self._folder.exists() and not (self._folder.is_dir() and (_ours(self._folder) or _empty(self._folder))):
            raise ConflictError(
                "There is something else where the rows that are set aside would be",
                where=quoted(self._folder),
                next_step="Name another folder with --quarantine.",
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self.count:
                for file in self._files.values():
                    file.close()
                for name, text in self._beside.items():
                    (self._folder / name).write_text(text, encoding="utf-8")
                _mark(self._folder)
            elif kind is None:
                self._make_room(clean=True)
        except OSError as problem:
            if kind is None:
                raise self._cannot(problem) from problem

    def _make_room(self, *, clean: bool = False) -> None:
        """Remove what the last load set aside; but keep what somebody has mended since."""
        if not self._folder.is_dir() or _empty(self._folder):
            return
        if _untouched(self._folder):
            shutil.rmtree(self._folder)
        elif clean:
            self.kept = self._folder
        else:
            numbers = range(1, 10_000)
            self.kept = next(
                path for at in numbers if not (path := self._folder.with_name(f"{self._folder.name}.{at}")).exists()
            )
            self._folder.rename(self.kept)


_MEANT = re.compile(r"(?<=Did you mean )[^?]+")


def _alike(text: str) -> str:
    """Return a sentence without what differs from row to row: what is quoted, numbers, what may have been meant."""
    return re.sub(_MEANT.pattern + r"|'[^']*'|\"[^\"]*\"|\d+", "…", text)


def _empty(folder: Path) -> bool:
    return next(folder.iterdir(), None) is None


def _ours(folder: Path) -> bool:
    return (folder / _MARK).is_file()


def _digests(folder: Path) -> str:
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != _MARK
    )


def _mark(folder: Path) -> None:
    (folder / _MARK).write_text(_digests(folder), encoding="utf-8")


def _untouched(folder: Path) -> bool:
    """Say whether a folder holds just what was written into it."""
    return _ours(folder) and (folder / _MARK).read_text(encoding="utf-8") == _digests(folder)
