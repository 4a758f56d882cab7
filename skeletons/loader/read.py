"""The only input and output of this loader: it opens the file and streams its rows."""

from pathlib import Path

from tertius.errors import DataError
from tertius.loading.loader import Document, Written, rows_of
from tertius.model.sources import Release
from tertius.reading.streamed import digest, open_streamed
from tertius_loaders.skeleton_name.shape import COLUMNS, SOURCE, records, shape

FORMAT = "skeleton_name/1"
"""Name and version of how rows are shaped; a new version shapes some rows differently."""


class SkeletonNameLoader:
    """Opens the source's file, one release of it, which has the file's name."""

    name = "skeleton_name"

    def open(self, path: Path) -> Document:
        """Open the file, plain, gzip or zip; in whatever separator and encoding a spreadsheet has saved it.

        Raises
        ------
        DataError
            If there is no such file, it is no table, or a column is missing.
        """
        table = open_streamed(path, separator="", known=COLUMNS)
        missing = [name for name in COLUMNS if name not in table.columns]
        if missing:
            raise DataError(
                f"The file has no column {missing[0]}",
                where=f"{table.where}, line {table.header}",
                next_step=f"Its first line names the columns {', '.join(COLUMNS)}.",
            )
        return Document(
            source=SOURCE,
            release=Release(source=SOURCE.id, version=Path(table.name).stem, sha256=digest([path])),
            rows=lambda: rows_of(table),
            shape=shape,
            records=records,
            loader=FORMAT,
            notes=table.notes,
            part=table.set_aside,
            written={table.name: Written.like(table)},
            position=table.position,
        )


LOADER = SkeletonNameLoader()
"""What `tertius load skeleton_name PATH` opens the file with."""
