"""Decisions of one's own: a claims folder whose ``decisions.csv`` a command writes, a row at a time.

Nothing that stands there is ever lost: a row is added, or the day in its column ``undone``, and the file is replaced as
a whole under a lock, or not at all. A file that cannot be read to its end is refused with its line.
"""

import csv
import fcntl
import io
import os
import re
import shutil
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import yaml

from tertius.errors import ConflictError, DataError, InputError
from tertius.loading.decisions import TakenBack
from tertius.model.cells import guard
from tertius.model.claim_rows import CLAIM_COLUMNS
from tertius.model.decisions import Decision
from tertius.model.ids import fingerprint
from tertius.reading.delimited import lines_of
from tertius.reading.encoding import decode
from tertius.reading.table import Table, read_table
from tertius.wording import quoted
from tertius_loaders.claims.columns import DECISION_COLUMNS, ENTITY_COLUMNS
from tertius_loaders.claims.decisions import read_decision
from tertius_loaders.claims.read import SOURCE_FILE, read_folder
from tertius_loaders.claims.source import read_source
from tertius_loaders.claims.write import write_files

FILE = "decisions.csv"
_OTHERS = ("decisions.xlsx", "decisions.tsv", "decisions.txt")


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A row of the file.

    Attributes
    ----------
    line
        The line that it starts on, from 1.
    decision
        What it decides.
    about
        What it is about, as the row calls it.
    """

    line: int
    decision: Decision
    about: str


@contextmanager
def own_decisions(folder: Path, *, who: str, patience: float) -> Iterator["OwnDecisions"]:
    """Give the decisions of a folder, made if there is none, and keep others from writing there meanwhile.

    Parameters
    ----------
    folder
        A claims folder, or where one is to be.
    who
        Whose decisions a new folder holds; its id and title say so.
    patience
        Seconds to wait for another command that writes there.

    Raises
    ------
    ConflictError
        If another command writes there all the while.
    DataError
        If the folder or its file cannot be read; it names the line.
    InputError
        If the folder cannot be written.
    """
    with _lock(folder, patience):
        if not any(folder.iterdir()):
            _make(folder, who)
        yield OwnDecisions(folder)


def _make(folder: Path, who: str) -> None:
    plain = re.sub(r"[^a-z0-9]+", "-", who.lower()).strip("-")[:40].strip("-")
    said = {
        "id": f"decisions-{plain if plain.replace('-', '') else fingerprint(who, size=4)}",
        "title": f"Decisions of {who}",
    }
    write_files(
        folder,
        {
            SOURCE_FILE: yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=10_000),
            "entities.csv": ",".join(ENTITY_COLUMNS) + "\n",
            "claims.csv": ",".join(CLAIM_COLUMNS) + "\n",
            FILE: ",".join(DECISION_COLUMNS) + "\n",
        },
    )


@contextmanager
def _lock(folder: Path, patience: float) -> Iterator[None]:
    """Hold the folder itself, which needs no file to be left there; the kernel gives it up with the process."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise InputError(
            f"The folder cannot be written: {error.strerror}", where=quoted(folder), next_step="Name another folder."
        ) from None
    until = time.monotonic() + patience
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise ConflictError(
                        f"Another command has been writing decisions for {patience:g} s",
                        where=quoted(folder),
                        next_step="Wait for it to end, or end it, and try again.",
                    ) from None
                time.sleep(0.02)
        yield
    finally:
        os.close(descriptor)


class OwnDecisions:
    """The decisions in a folder, as they stand and as they are to be.

    Parameters
    ----------
    folder
        A claims folder.

    Attributes
    ----------
    folder, path
        The folder, and its file of decisions.
    source
        The id of its source.
    rows
        What the file holds by now.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / FILE
        if other := next((name for name in _OTHERS if (folder / name).exists()), ""):
            raise DataError(
                f"The folder keeps its decisions in {other}, to which no row can be added from here",
                where=quoted(folder),
                next_step=f"Save it as {FILE} and move {other} away, or name another folder.",
            )
        read = read_folder(folder)
        self.source = read_source(read.keys, sha256=read.sha256)[0].id
        self._before = self._found = self.path.read_bytes() if self.path.exists() else None
        raw = ",".join(DECISION_COLUMNS).encode("utf-8-sig") + b"\n" if self._found is None else self._found
        text = decode(raw, name=FILE, where=quoted(self.path))
        if text.note:
            raise DataError(
                f"{FILE} is not UTF-8, and a row in UTF-8 would spoil it",
                where=quoted(self.path),
                next_step="Save it as CSV UTF-8.",
            )
        self._marked = raw.startswith(b"\xef\xbb\xbf")
        self._lines = lines_of(text.text)
        self._claims = _claim_ids(folder)
        self.rows: tuple[OwnRow, ...] = ()
        self._table = self._read()
        self._end = "\r\n" if self._lines[self._table.header - 1].endswith("\r\n") else "\n"

    def _read(self) -> Table:
        """Read the lines as they are to be."""
        where = quoted(self.path)
        table = read_table(self._bytes(), name=FILE, where=where, known=DECISION_COLUMNS, column_name=str.lower)
        if table.set_aside:
            raise DataError(
                f"{FILE} holds rows that a load had set aside", where=where, next_step="Name the folder they came from."
            )
        rows = []
        for row in table.rows():
            where = f"{quoted(self.path)}, line {row.line}"
            if row.fault is not None:
                raise DataError(
                    f"Line {row.line} of {FILE} cannot be read: {row.fault.reason}",
                    where=where,
                    next_step=f"{row.fault.next_step} Nothing was written.",
                )
            try:
                decision = read_decision(row.values, source=self.source, claims=self._claims)
            except InputError as error:
                raise DataError(
                    f"Line {row.line} of {FILE} decides nothing: {error.what}",
                    where=f"{where}, column {error.where}",
                    next_step=f"{error.next_step} Nothing was written.",
                ) from None
            about = " and ".join(row.values[end] for end in ("left", "right") if row.values.get(end))
            rows.append(OwnRow(row.line, decision, about))
        self.rows = tuple(rows)
        return table

    def _bytes(self) -> bytes:
        return "".join(self._lines).encode("utf-8-sig" if self._marked else "utf-8", "surrogateescape")

    def standing(self, decision_id: str) -> OwnRow | None:
        """Return the row that decides a question, if one does that was not taken back."""
        return next((row for row in self.rows if row.decision.id == decision_id and not row.decision.undone), None)

    def add(self, row: Mapping[str, str]) -> OwnRow:
        """Add a row at the end.

        Parameters
        ----------
        row
            Its texts by column, as `tertius_loaders.claims.decisions.decision_row` gives them.

        Raises
        ------
        DataError
            If the file lacks a column that the row needs, or the row decides nothing.
        ConflictError
            If a row that stands says the very same.
        """
        for column, text in row.items():
            if text and column not in self._table.columns:
                raise self._lacks(column)
        if self._lines and not self._lines[-1].endswith(("\n", "\r")):
            self._lines[-1] += self._end
        cells = [guard(row.get(column, "")) for column in self._table.columns]
        self._lines += lines_of(self._line(cells))
        there = self.rows
        self._table = self._read()
        added = self.rows[-1]
        for one in there:
            if one.decision.undone is None and replace(one.decision, when=added.decision.when) == added.decision:
                raise ConflictError(
                    f"Line {one.line} of {FILE} says so already, since {one.decision.when}",
                    where=quoted(self.path),
                    next_step=f"There is nothing to write. To load it: tertius load claims {quoted(self.folder)}",
                )
        return added

    def take_back(self, row: OwnRow, day: date | None) -> None:
        """Say in a row on which day it was taken back; None: it was not."""
        if "undone" not in self._table.columns:
            raise self._lacks("undone")
        at = row.line - 1
        reader = csv.reader(self._lines[at:], delimiter=self._table.separator, strict=True)
        cells = next(reader)
        cells += [""] * (len(self._table.columns) - len(cells))
        cells[self._table.columns.index("undone")] = day.isoformat() if day else ""
        ended = self._lines[at + reader.line_num - 1].endswith(("\n", "\r"))
        line = self._line(cells)
        self._lines[at : at + reader.line_num] = lines_of(line if ended else line.removesuffix(self._end))
        self._table = self._read()

    def follow(self, undone: Iterable[TakenBack], day: date) -> list[OwnRow]:
        """Bring the rows in line with the graph after a load of them was undone there.

        Otherwise the next load would bring back what a person has just taken back.

        Parameters
        ----------
        undone
            What the undoing took back (`tertius.loading.decisions.taken_back`).
        day
            Today.

        Returns
        -------
        The rows that changed, as they are now.
        """
        lines: list[int] = []
        for one in undone:
            about = [row for row in self.rows if row.decision.id == one.now.id]
            counts = self.standing(one.now.id) or (about[-1] if about else None)
            if counts is None or not one.has(counts.decision):
                continue
            if counts.decision.undone is None:
                self.take_back(counts, one.now.undone or day)
                lines.append(counts.line)
            if again := [row for row in about if replace(row.decision, undone=None) == one.now]:
                self.take_back(again[-1], None)
                lines.append(again[-1].line)
        return [row for row in self.rows if row.line in lines]

    def _line(self, cells: list[str]) -> str:
        buffer = io.StringIO()
        # with both line ends a lone \r or \n within a cell is quoted
        csv.writer(buffer, delimiter=self._table.separator, lineterminator="\r\n").writerow(cells)
        return buffer.getvalue()[:-2] + self._end

    def _lacks(self, column: str) -> DataError:
        return DataError(
            f"{FILE} has no column {column}",
            where=f"{quoted(self.path)}, line {self._table.header}",
            next_step=f"Add {column} to the line that names the columns. Nothing was written.",
        )

    @contextmanager
    def tried(self) -> Iterator[Path]:
        """Give a copy of the folder with the file as it is to be, to look ahead with; it goes afterwards."""
        with tempfile.TemporaryDirectory(prefix="tertius-decisions-") as made:
            copy = Path(made) / self.folder.resolve().name
            shutil.copytree(self.folder, copy, ignore=shutil.ignore_patterns(".*"))
            (copy / FILE).write_bytes(self._bytes())
            yield copy

    def save(self) -> None:
        """Put the file in place, whole.

        Raises
        ------
        ConflictError
            If somebody else changed it since it was read. It is as they left it.
        InputError
            If it cannot be written. It is as it was.
        """
        there = self.path.read_bytes() if self.path.exists() else None
        if there != self._found:
            raise ConflictError(
                f"{FILE} was changed meanwhile",
                where=quoted(self.path),
                next_step="Save it where it is open, and try again. Nothing was written.",
            )
        self._put(self._bytes())

    def restore(self) -> None:
        """Put the file back as it was when it was read: what was saved since is not to count.

        Raises
        ------
        ConflictError
            If somebody else changed it since it was saved. It is as they left it.
        InputError
            If it cannot be written. It is as it was saved.
        """
        there = self.path.read_bytes() if self.path.exists() else None
        if there != self._found:
            raise ConflictError(
                f"{FILE} was changed meanwhile, so that a row that is not loaded was not taken out of it",
                where=quoted(self.path),
                next_step="Delete the row there, or load the folder when the database takes it.",
            )
        if self._before is None:
            self.path.unlink(missing_ok=True)
            self._found = None
        else:
            self._put(self._before, left="The row that is not loaded is still in it.")

    def _put(self, content: bytes, *, left: str = "The file is as it was.") -> None:
        target = self.path.resolve()
        fresh = target.with_name(f".{FILE}.{os.getpid()}")
        try:
            with fresh.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                shutil.copymode(target, fresh)
            fresh.replace(target)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise InputError(
                f"{FILE} cannot be written: {error.strerror}",
                where=quoted(self.path),
                next_step=f"Free some room, or check the folder's permissions. {left}",
            ) from None
        self._found = content


def _claim_ids(folder: Path) -> Collection[str]:
    """Return the ``claim_id`` of every claim that the folder has itself: a decision may name it by that alone."""
    path = folder / "claims.csv"
    if not path.exists():
        return ()
    table = read_table(
        path.read_bytes(), name=path.name, where=quoted(path), known=CLAIM_COLUMNS, column_name=str.lower
    )
    return {row.values.get("claim_id", "") for row in table.rows()} - {""}
