"""The only input and output of this loader: it opens the table and its mapping, and streams the rows."""

from collections.abc import Collection
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from tertius.catalog.declared import read_declared
from tertius.errors import DataError, InputError, NotFoundError
from tertius.loading.loader import Document, Written, rows_of
from tertius.reading.packed import open_plain
from tertius.reading.parquet import open_parquet
from tertius.reading.streamed import Streamed, digest, open_streamed
from tertius.reading.table import Table
from tertius.reading.workbook import Workbook
from tertius.wording import counted, quoted
from tertius_loaders.table.mapping import KIND, TableMapping, TablePart, columns_named, faults, source_of, unsaid
from tertius_loaders.table.shape import Shaper
from tertius_loaders.table.sketch import sketch

FORMAT = "table/2"
"""Name and version of how rows are shaped; a new version shapes some rows differently."""
MAX_BOOK = 64 * 1024 * 1024
"""Bytes that a workbook may have: it is read as a whole."""
_MEMBERS = ("*.csv", "*.tsv", "*.txt")


class TableOptions(BaseModel):
    """Options of ``tertius load table``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mapping: Path | None = Field(None, description="The file that says what the columns mean")
    sketch: bool = Field(False, description="Print a first mapping from the table's columns, and load nothing")


class TableLoader:
    """Opens a table with its mapping."""

    name = "table"
    options = TableOptions

    def open(self, path: Path, *, options: TableOptions | None = None) -> Document:
        """Open the table, and hold the mapping against its columns; no row is kept.

        Raises
        ------
        DataError
            If there is no such table, or the mapping has a fault: all of them are told.
        InputError
            If no mapping is named.
        """
        file = (options or TableOptions()).mapping
        if file is None:
            raise InputError(
                "A table needs a mapping that says what its columns mean",
                where="mapping",
                next_step="Name it with --mapping. To print one to start from: "
                f"tertius load table {quoted(path)} --sketch > mapping.yaml",
            )
        mapping, table = _both(file, path)
        source, release = source_of(mapping.source, sha256=digest([path]))
        shaper = Shaper(mapping, source, release)
        return Document(
            source=source,
            release=release,
            rows=lambda: rows_of(table),
            shape=shaper.shape,
            records=shaper.records,
            lacks=unsaid(mapping),
            key=mapping.key,
            key_step="If they are two things, add to the mapping's key a column that tells them apart, such as key: "
            f"[{', '.join(mapping.key)}, COLUMN].",
            loader=f"{FORMAT} mapping={sha256(mapping.model_dump_json().encode()).hexdigest()[:16]}",
            notes=table.notes,
            noticed=table.noticed,
            part=table.set_aside,
            written={table.name: _written(path, table, mapping.table)},
            position=table.position if isinstance(table, Streamed) else None,
        )

    def sketch(self, path: Path) -> str:
        """Return the text of a first mapping, from the names of a table's columns.

        Of several sheets of a workbook the first is taken that has several columns.

        Raises
        ------
        DataError
            If there is no such table.
        """
        sheets = Workbook(_raw_book(path), name=path.name, where=quoted(path)).sheets if _is_book(path) else []
        if len(sheets) < 2:
            table = _table(path, TablePart(), needed=())
            return sketch(table.columns, Path(table.name).stem)
        opened: list[tuple[str, Streamed | Table]] = []
        for sheet in sheets:
            with suppress(DataError):  # a page of remarks, or an empty one
                opened.append((sheet, _table(path, TablePart(sheet=sheet), needed=())))
        if not opened:
            _table(path, TablePart(sheet=sheets[0]), needed=())  # says why
        chosen, table = next((one for one in opened if len(one[1].columns) > 1), opened[0])
        return sketch(table.columns, path.stem, (chosen, *(sheet for sheet in sheets if sheet != chosen)))


LOADER = TableLoader()
"""What `tertius load table FILE --mapping M.yaml` opens the files with."""


def _is_book(path: Path) -> bool:
    return path.suffix.lower() == ".xlsx"


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in (".parquet", ".pq")


def _written(path: Path, table: Streamed | Table, part: TablePart) -> Written:
    """Say how rows that are set aside are written: those of a Parquet file as CSV, which a person can mend."""
    if _is_parquet(path):
        return Written(f"{path.stem}.csv", table.columns, ",")
    return Written(table.name, table.columns, table.separator, (part.sheet or "table") if _is_book(path) else "")


def _table(path: Path, part: TablePart, *, needed: Collection[str]) -> Streamed | Table:
    if _is_parquet(path):
        return open_parquet(path, needed=needed)
    if not _is_book(path):
        separator = "\t" if not part.separator and path.name.lower().endswith((".tsv", ".tsv.gz")) else part.separator
        return open_streamed(path, encoding=part.encoding or None, separator=separator, member=_MEMBERS)
    book = Workbook(_raw_book(path), name=path.name, where=quoted(path))
    sheets = book.sheets
    sheet = part.sheet or (sheets[0] if len(sheets) == 1 else "")
    if sheet not in sheets:
        raise DataError(
            f"There is no sheet {sheet[:60]!r}" if sheet else f"The workbook has {counted(len(sheets), 'sheet')}",
            where=quoted(path),
            next_step=f"Name one in the mapping, as table: {{sheet: …}}: {', '.join(sheets[:10])}.",
        )
    return book.table(sheet, called=path.name)


def _raw_book(path: Path) -> bytes:
    """Return the bytes of a workbook, which is read as a whole."""
    raw_file, _ = open_plain(path)
    with raw_file as stream:
        raw = stream.read(MAX_BOOK + 1)
    if len(raw) > MAX_BOOK:
        raise DataError(
            f"The workbook has more than {MAX_BOOK // 1024**2} MB",
            where=quoted(path),
            next_step="Save its sheet as CSV UTF-8, and load that.",
        )
    return raw


def _both(file: Path, path: Path) -> tuple[TableMapping, Streamed | Table]:
    """Read a mapping and open its table; tell all that is wrong with the mapping, its columns, too."""
    try:
        found, _ = read_declared(file, KIND, lambda _: ())
        try:
            needed = {column for _, column in columns_named(found)} if found else ()
            table = _table(path, found.table if found else TablePart(), needed=needed)
        except (DataError, InputError):
            if found:
                raise
            table = None  # what is wrong with the mapping may be why
        mapping, told = read_declared(file, KIND, lambda said: faults(said, table.columns if table else None))
    except NotFoundError as error:
        raise DataError(error.what.rstrip("."), where=error.where, next_step=error.next_step) from None
    if mapping is not None and table is not None:
        return mapping, table
    first, *others = told
    more = [f"{one.where.rpartition(', ')[2]}: {one.what} {one.next_step}" for one in others]
    raise DataError(
        first.what.rstrip("."),
        where=first.where,
        next_step="\n         ".join([first.next_step, *(["And besides:"] if more else []), *more]),
    )
