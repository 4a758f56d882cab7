"""A network as a matrix: a row and a column for each node, or people as rows and groups as columns."""

import numpy as np

from tertius.errors import DataError, InputError
from tertius.reading.network_files.columns import Grid
from tertius.reading.network_files.ends import node_ids
from tertius.reading.network_files.listing import CodeArray, Coded, FloatArray, IntArray, Listing, Nodes, Places
from tertius.reading.numbers import decimal
from tertius.wording import counted, quoted


def is_matrix(grid: Grid) -> bool:
    """Say whether all cells beside the first column are numbers or empty, and at least one column is beside it."""
    return len(grid.columns) > 1 and all(_is_number(value, grid) for value in _values(grid))


def has_one_name_twice(grid: Grid) -> bool:
    """Say whether every row has the name of a column: a matrix, even where one of its cells is no number."""
    rows = [name.strip() for name in grid.columns[0].values] if grid.columns else []
    return len(rows) > 1 and set(rows) == {name.strip() for name in grid.header[1:]}


def is_nameless(grid: Grid) -> bool:
    """Say whether a table begins with a number: nothing in it is a name, as in a matrix of numbers alone."""
    return all(_is_number(cell, grid) for cell in grid.header)


def _values(grid: Grid) -> set[str]:
    return {value for column in grid.columns[1:] for value in column.values}


def _is_number(text: str, grid: Grid) -> bool:
    try:
        decimal(text, separator=grid.separator)
    except InputError:
        return False
    return True


def read_matrix(grid: Grid, *, two_mode: bool | None = None, signed: bool = False) -> Listing:
    """Return what a matrix says: its first row and its first column name the nodes, a cell above 0 is a tie.

    The value is the tie's weight where they are not all 1. Cells that are empty or 0 are no ties. A matrix of numbers
    alone has no names: its nodes are numbered.

    Parameters
    ----------
    grid
        The table.
    two_mode
        Whether rows and columns are nodes of two kinds; None to tell it from their names.
    signed
        Whether a cell below 0 is a tie, too; its value is then the column ``value`` of the ties.

    Raises
    ------
    DataError
        A cell is no number, or is below 0; a name is missing, or there twice; rows and columns do not name the same
        nodes. Names the line.
    """
    if is_nameless(grid):
        return _read_nameless(grid, two_mode=bool(two_mode), signed=signed)
    rows, columns = _row_names(grid), _column_names(grid)
    common = set(rows) & set(columns)
    if two_mode is None:
        two_mode = not common
        if two_mode and len(rows) == len(columns) and (_is_numbering(rows) or _is_numbering(columns)):
            raise _numbered(grid, rows)
        if common and set(rows) != set(columns):
            raise _unlike(grid, rows, columns)
    elif two_mode and common:
        raise DataError(
            f"{min(common)[:60]!r} is the name of a row and of a column: no matrix of people and groups has that",
            where=f"{quoted(grid.path)}, line {grid.header_line}",
            next_step="Give people and groups names of their own, or read it with --file-format matrix.",
        )
    elif not two_mode and set(rows) != set(columns):
        raise _unlike(grid, rows, columns)
    values = _matrix(grid, signed=signed)
    return listing_of_matrix(
        values,
        rows,
        columns,
        line=grid.lines,
        two_mode=two_mode,
        signed=signed,
        notes=grid.notes,
    )


def listing_of_matrix(
    values: FloatArray,
    rows: list[str],
    columns: list[str],
    *,
    line: CodeArray | None = None,
    two_mode: bool,
    signed: bool = False,
    notes: tuple[str, ...] = (),
) -> Listing:
    """Return the ties of a matrix.

    Where rows and columns name the same nodes and each cell is as its mirror, ties have no direction, and the first of
    the two is the tie's place.

    Parameters
    ----------
    values
        (r, c) Above 0 where there is a tie.
    rows, columns
        The names of the nodes.
    line
        (r,) The line of each row; they are numbered where none is given.
    two_mode
        Whether rows and columns are nodes of two kinds.
    signed
        As in `read_matrix`.
    notes
        How it was read.
    """
    ids = [*rows, *columns] if two_mode else rows
    directed: bool | None = None
    notes = (*notes,)
    if not two_mode:
        place = {name: at for at, name in enumerate(rows)}
        order = np.array([place[name] for name in columns], dtype=np.int64)
        square = np.zeros_like(values)
        square[:, order] = values
        directed = not np.array_equal(square, square.T)
        notes = (
            *notes,
            "The matrix is not the same across its diagonal: ties were read as directed, from row to column."
            if directed
            else "The matrix is the same across its diagonal: each two cells were read as one tie without a direction.",
        )
        shown = values if directed else np.where(_upper(order, len(rows)), values, 0.0)
        at, to = np.nonzero(shown)
        target = order[to]
    else:
        at, to = np.nonzero(values)
        target = to + len(rows)
        notes = (
            *notes,
            f"A two-mode matrix: {counted(len(rows), 'row')} and {counted(len(columns), 'column')}.",
        )
    weight = values[at, to].astype(np.float64)
    plain = bool((weight == 1.0).all())
    numbers = np.arange(1, len(rows) + 1, dtype=np.int32) if line is None else line
    return Listing(
        Coded(at.astype(np.int32), ids),
        Coded(target.astype(np.int32), ids),
        places=Places(numbers[at], "line" if line is not None else "row", (to + 1).astype(np.int32)),
        nodes=Nodes(
            ids,
            first_mode=frozenset(rows) if two_mode else None,
            lines={} if line is None else dict(zip(rows, line.tolist(), strict=True)),
        ),
        weight=None if plain or signed else weight,
        directed=directed,
        mutual=None if directed is not False else np.ones(len(at), dtype=np.bool_),
        format="two-mode matrix" if two_mode else "matrix",
        notes=notes,
        columns={"value": Coded.of([f"{value:.15g}" for value in weight.tolist()])} if signed else {},
        weight_column="value" if signed else "",
    )


def _read_nameless(grid: Grid, *, two_mode: bool, signed: bool) -> Listing:
    """Return what a matrix of numbers alone says."""
    first = Coded.of(grid.header)
    moved = [np.where(column.codes < 0, -1, column.codes + len(first.values)) for column in grid.columns]
    columns = [
        Coded(np.append(first.codes[at], codes).astype(np.int32), (*first.values, *column.values))
        for at, (codes, column) in enumerate(zip(moved, grid.columns, strict=True))
    ]
    lines = np.concatenate([np.array([grid.header_line], dtype=np.int32), grid.lines])
    names = tuple(f"column {at + 1}" for at in range(len(columns)))
    values = _matrix(
        Grid(grid.path, ("", *names), grid.header_line, (first, *columns), lines, grid.separator), signed=signed
    )
    height, width = values.shape
    if not two_mode and height != width:
        raise DataError(
            f"The matrix has {counted(height, 'row')} and {counted(width, 'column')}, and no names",
            where=f"{quoted(grid.path)}, line {grid.header_line}",
            next_step="Give as many rows as columns; or use --file-format two-mode: rows are people, columns groups.",
        )
    rows = [f"row {at + 1}" if two_mode else str(at + 1) for at in range(height)]
    across = list(names) if two_mode else rows
    notes = (*grid.notes, "The matrix has no names: its nodes were numbered.")
    return listing_of_matrix(values, rows, across, line=lines, two_mode=two_mode, signed=signed, notes=notes)


def _upper(order: IntArray, n: int) -> "np.typing.NDArray[np.bool_]":
    """Return (n, n) which cells are on the diagonal or above it, whatever the order of the columns."""
    return np.arange(n)[:, None] <= order[None, :]


def _matrix(grid: Grid, *, signed: bool) -> FloatArray:
    found = np.zeros((len(grid.lines), len(grid.columns) - 1))
    for at, column in enumerate(grid.columns[1:]):
        numbers = np.zeros(len(column.values) + 1)
        for code, text in enumerate(column.values):
            try:
                numbers[code] = decimal(text, separator=grid.separator)
            except InputError as error:
                raise _refused(grid, column, code, at, error.what, error.next_step) from None
            if numbers[code] < 0 and not signed:
                raise _refused(
                    grid,
                    column,
                    code,
                    at,
                    f"The cell {text[:40]!r} is below 0",
                    "Give 0 or nothing where there is no tie.",
                )
        found[:, at] = numbers[column.codes]  # −1, an empty cell, is the last of them
    return found


def _refused(grid: Grid, column: Coded, code: int, at: int, what: str, next_step: str) -> DataError:
    where = f"{grid.where(int(np.argmax(column.codes == code)))}, column {grid.header[at + 1][:40]}"
    return DataError(what, where=where, next_step=next_step)


def _row_names(grid: Grid) -> list[str]:
    first = grid.columns[0]
    if (empty := first.codes < 0).any():
        raise DataError(
            "A row of the matrix has no name",
            where=grid.where(int(np.argmax(empty))),
            next_step="Name each row in its first cell.",
        )
    values = node_ids(first.values, lambda value: grid.where(int(np.argmax(first.codes == value))))
    names = [values[code] for code in first.codes.tolist()]
    seen: set[str] = set()
    for row, name in enumerate(names):
        if name in seen:
            raise DataError(
                f"Two rows are called {name[:60]!r}", where=grid.where(row), next_step="Give each a name of its own."
            )
        seen.add(name)
    return names


def _column_names(grid: Grid) -> list[str]:
    where = f"{quoted(grid.path)}, line {grid.header_line}"
    names = node_ids(grid.header[1:], lambda _: where)
    for name in names:
        if not name or names.count(name) > 1:
            raise DataError(
                f"Two columns are called {name[:60]!r}" if name else "A column of the matrix has no name",
                where=where,
                next_step="Give each a name of its own.",
            )
    return names


def _is_numbering(names: list[str]) -> bool:
    """Say whether names are only the numbers that programs give to rows (0, 1, …) or columns (V1, V2, …)."""
    return any(
        names == [f"{mark}{at + first}" for at in range(len(names))] for mark in ("", "V", "X") for first in (0, 1)
    )


def _numbered(grid: Grid, rows: list[str]) -> DataError:
    return DataError(
        f"The matrix has as many rows as columns, and the {'rows' if _is_numbering(rows) else 'columns'} have numbers "
        "for names",
        where=f"{quoted(grid.path)}, line {grid.header_line}",
        next_step="Where they are the same nodes, give rows and columns the same names; else use --file-format "
        "two-mode: rows are people, columns groups.",
    )


def _unlike(grid: Grid, rows: list[str], columns: list[str]) -> DataError:
    rest = sorted(set(rows) ^ set(columns))
    return DataError(
        f"The matrix has {counted(len(rows), 'row')} and {counted(len(columns), 'column')}, and not the same names: "
        f"{rest[0][:60]!r} is "
        f"{'a row' if rest[0] in rows else 'a column'} alone",
        where=f"{quoted(grid.path)}, line {grid.header_line}",
        next_step="Name the same nodes in both; or use --file-format two-mode, where rows are people, columns groups.",
    )
