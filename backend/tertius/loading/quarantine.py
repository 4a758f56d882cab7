"""Rows set aside: a file with each bad row, where it stands, what is wrong with it and what to do."""

import csv
import json
from pathlib import Path
from types import TracebackType
from typing import TextIO

from tertius.errors import DataError, InputError
from tertius.loading.loader import BadRow, RawRow
from tertius.model.cells import guard

COLUMNS = ("file", "line", "column", "value", "reason", "next_step", "row")
"""The file's columns; ``row`` is the whole row as JSON, so that nothing is lost.

A bad row's text is anybody's, and people open the file in a spreadsheet: what would be a formula there has an
apostrophe before it (`tertius.model.cells.unguard` takes it away). In ``row`` every text stands as it was read.
"""

SHOWN = 20
"""Bad rows that a report carries itself; the file has all of them."""


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
    return BadRow(raw.file, raw.line, name, raw.values.get(name, ""), error.what, error.next_step, raw.values)


class Quarantine:
    """A CSV file of bad rows, made when the first one comes. Rows go straight to disk.

    Parameters
    ----------
    path
        The file. An older one of that name is replaced.
    """

    def __init__(self, path: Path) -> None:
        self._target = path
        self._file: TextIO | None = None
        self.count = 0
        self.first: list[BadRow] = []

    @property
    def path(self) -> Path | None:
        """The file, or None while no row is bad."""
        return self._target if self.count else None

    def add(self, row: BadRow) -> None:
        """Write one bad row.

        Raises
        ------
        DataError
            If the file cannot be written: a load that would lose rows does not go on.
        """
        try:
            if self._file is None:
                self._target.parent.mkdir(parents=True, exist_ok=True)
                # a lone surrogate is what a broken byte became when it was read: it must not break the writing too
                self._file = self._target.open("w", encoding="utf-8", errors="backslashreplace", newline="")
                csv.writer(self._file).writerow(COLUMNS)
            whole = json.dumps(dict(row.row), ensure_ascii=False)
            texts = (row.file, str(row.line), row.column, row.value, row.reason, row.next_step, whole)
            csv.writer(self._file).writerow(guard(text) for text in texts)
            self._file.flush()
        except OSError as error:
            raise DataError(
                f"Bad rows cannot be set aside: {error.strerror or error}",
                where=str(self._target),
                next_step="Name a file for them in a folder that can be written to.",
            ) from error
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(row)

    def __enter__(self) -> "Quarantine":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
