"""A table in a Parquet file, as texts: its values are written as its reader would see them in a CSV.

It needs the extra ``parquet`` (pyarrow). Rows are read a few at a time.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from tertius.errors import DataError, UnsupportedError
from tertius.reading.cuts import MAX_CELL, Cut, is_plain
from tertius.reading.packed import open_plain
from tertius.reading.table import Table, table_of
from tertius.wording import printable, quoted

AT_ONCE = 1_000
"""Rows that are read together."""
MAX_GROUP = 512 * 1024 * 1024
"""Bytes that a group of rows may have once it is unpacked: a program that reads it holds one at a time."""

_SHOWN = 10
_FAULTS = (OSError, ValueError, OverflowError, NotImplementedError, MemoryError)


def open_parquet(path: Path, *, needed: Collection[str] | None = None) -> Table:
    """Open a Parquet file and read what its columns are called; the rows are a stream.

    Days and moments are ISO text, a moment at midnight as its day; of a list its values are parted by semicolons; what
    has no value is empty. Line 1 holds the names, so that lines are those of the same table saved as CSV.

    Parameters
    ----------
    path
        The file.
    needed
        The columns that are needed; None for all. Of the others one with values that no cell can hold is left out,
        which a note tells.

    Raises
    ------
    UnsupportedError
        If pyarrow is not installed.
    DataError
        If there is no such file, it cannot be read, or a column that is needed holds what no cell can.
    """
    stream, _ = open_plain(path)
    stream.close()
    opened = _opened(path)
    groups = opened.metadata
    largest = max((groups.row_group(at).total_byte_size for at in range(groups.num_row_groups)), default=0)
    if largest > MAX_GROUP:
        raise DataError(
            f"A group of its rows takes {largest / 1e6:,.0f} MB; at most {MAX_GROUP / 1e6:,.0f} MB are read at once",
            where=quoted(path),
            next_step="Write the file with smaller groups of rows, or save it as CSV.",
        )
    columns = dict(zip(opened.schema_arrow.names, opened.schema_arrow.types, strict=True))
    left_out = [name for name, kind in columns.items() if _is_nested(kind)]
    for name in left_out:
        if needed is None or name in needed or len(left_out) == len(columns):
            kind = columns[name]
            raise DataError(
                f"The column {name[:60]!r} holds {str(kind)[:60]}, and no cell of a table can",
                where=quoted(path),
                next_step="Leave the column out, or write its parts into columns of their own.",
            )
    opened.close()
    names = tuple(name for name in opened.schema_arrow.names if name not in left_out)
    shown = ", ".join(printable(name)[:60] for name in left_out[:_SHOWN]) + ", …" * (len(left_out) > _SHOWN)
    return table_of(
        _cutting(path, names, whole=not left_out),
        start=0,
        name=path.name,
        where=quoted(path),
        separator="",
        notes=(f"Left out, since no cell of a table can hold their values: {shown}.",) if left_out else (),
    )


def _cutting(path: Path, names: tuple[str, ...], *, whole: bool) -> Callable[[int, int], Iterator[Cut]]:
    def cuts(after: int, _: int) -> Iterator[Cut]:
        line = 1
        if line > after:
            yield Cut(line, list(names))
        opened = _opened(path)
        try:
            for batch in opened.iter_batches(AT_ONCE, columns=None if whole else list(names), use_threads=False):
                columns = [[_text(value) for value in column.to_pylist()] for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    line += 1
                    if line > after:
                        yield Cut(
                            line, list(cells), plain=sum(map(len, cells)) <= MAX_CELL and all(map(is_plain, cells))
                        )
        except _FAULTS as error:
            raise _unreadable(path, error, line) from None
        finally:
            opened.close()

    return cuts


def _opened(path: Path) -> Any:  # noqa: ANN401 - pyarrow has no types
    try:
        from pyarrow import parquet  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        raise UnsupportedError(
            "Parquet files need pyarrow",
            where=quoted(path),
            next_step="Save the table as CSV, or install it: pip install 'tertius[parquet]'",
        ) from None
    try:
        return parquet.ParquetFile(path)
    except _FAULTS as error:
        raise _unreadable(path, error, 0) from None


def _unreadable(path: Path, error: Exception, line: int) -> DataError:
    said = " ".join(str(error).split())[:200]
    return DataError(
        f"The file cannot be read as Parquet{f' after line {line}' if line else ''}: {said}",
        where=quoted(path),
        next_step="Write it again, or save the table as CSV.",
    )


def _is_nested(kind: Any) -> bool:  # noqa: ANN401 - a type of pyarrow
    from pyarrow import types  # type: ignore[import-untyped, unused-ignore]

    if types.is_list(kind) or types.is_large_list(kind):
        kind = kind.value_type
    return bool(types.is_nested(kind) or types.is_binary(kind) or types.is_large_binary(kind))


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a column holds
    """Return a value's text."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float():
            return "" if value != value else f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            whole = value.tzinfo is None and value.time() == time()
            return value.date().isoformat() if whole else value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case list():
            return ";".join(map(_text, value))
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)
