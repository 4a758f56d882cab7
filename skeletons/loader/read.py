"""The only input and output of this loader: it opens the file and streams its rows."""

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

from tertius.errors import DataError
from tertius.loading.loader import BadRow, Document, RawRow
from tertius.model.sources import Release
from tertius_loaders.skeleton_name.shape import COLUMNS, SOURCE, records, shape

FORMAT = "skeleton_name/1"
"""Name and version of how rows are shaped; a new version shapes some rows differently."""


class SkeletonNameLoader:
    """Opens the source's file, one release of it, which has the file's name."""

    name = "skeleton_name"

    def open(self, path: Path) -> Document:
        """Open the file.

        Raises
        ------
        DataError
            If there is no such file.
        """
        try:
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise DataError(
                f"The file cannot be read: {error.strerror}", where=str(path), next_step="Check the path."
            ) from error
        return Document(
            source=SOURCE,
            release=Release(source=SOURCE.id, version=path.stem, sha256=sha256),
            rows=lambda: read(path),
            shape=shape,
            records=records,
            loader=FORMAT,
        )


def read(path: Path) -> Iterator[RawRow | BadRow]:
    """Stream the file's rows as they stand.

    Raises
    ------
    DataError
        If a column is missing, or the file cannot be read on.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, restval="")
            missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise DataError(
                    f"The file has no column {missing[0]}",
                    where=f"{path}, line 1",
                    next_step=f"Its first line names the columns {', '.join(COLUMNS)}.",
                )
            line = rows.line_num + 1
            for row in rows:
                yield RawRow(path.name, line, {name: row[name] for name in COLUMNS})
                line = rows.line_num + 1
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(
            f"The file is not CSV in UTF-8: {error}", where=str(path), next_step="Save it as CSV in UTF-8."
        ) from error


LOADER = SkeletonNameLoader()
"""What `tertius load skeleton_name PATH` opens the file with."""
