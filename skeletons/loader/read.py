"""The only input and output of this loader: it opens the file and streams its rows."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from tertius.errors import DataError
from tertius.loading.loader import BadRow, Document, RawRow, Written
from tertius.model.sources import Release
from tertius.reading.table import Table, read_table
from tertius_loaders.skeleton_name.shape import COLUMNS, SOURCE, records, shape

FORMAT = "skeleton_name/1"
"""Name and version of how rows are shaped; a new version shapes some rows differently."""


class SkeletonNameLoader:
    """Opens the source's file, one release of it, which has the file's name."""

    name = "skeleton_name"

    def open(self, path: Path) -> Document:
        """Open the file, in whatever separator and encoding a spreadsheet has saved it.

        Raises
        ------
        DataError
            If there is no such file, it is no table, or a column is missing.
        """
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise DataError(
                f"The file cannot be read: {error.strerror}", where=str(path), next_step="Check the path."
            ) from error
        table = read_table(raw, name=path.name, where=str(path), known=COLUMNS)
        missing = [name for name in COLUMNS if name not in table.columns]
        if missing:
            raise DataError(
                f"The file has no column {missing[0]}",
                where=f"{path}, line {table.header}",
                next_step=f"Its first line names the columns {', '.join(COLUMNS)}.",
            )
        return Document(
            source=SOURCE,
            release=Release(source=SOURCE.id, version=path.stem, sha256=hashlib.sha256(raw).hexdigest()),
            rows=lambda: read(table),
            shape=shape,
            records=records,
            loader=FORMAT,
            notes=table.notes,
            part=table.set_aside,
            written={path.name: Written(path.name, table.columns, table.separator)},
        )


def read(table: Table) -> Iterator[RawRow | BadRow]:
    """Stream the rows as they stand; one that cannot be read as what is wrong with it."""
    for row in table.rows():
        if row.fault is None:
            yield RawRow(table.name, row.line, row.values)
        else:
            yield BadRow.of(table.name, row)


LOADER = SkeletonNameLoader()
"""What `tertius load skeleton_name PATH` opens the file with."""
