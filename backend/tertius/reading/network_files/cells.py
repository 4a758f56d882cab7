"""Cells that mean something: a likelihood, a weight, when a tie held. Each value is looked at once."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from tertius.errors import DataError, InputError
from tertius.model.dates import UNDATED, Bounds, read_edtf
from tertius.reading.network_files.listing import CodeArray, Coded, FloatArray
from tertius.reading.numbers import decimal

Where = Callable[[int], str]
"""Where a row stands in its file, such as ``edges.csv, line 7``."""

Read = TypeVar("Read")


def likelihoods(column: Coded, where: Where, *, separator: str = "") -> FloatArray | None:
    """Return a likelihood for each row, 1 where none is given; None where none is given anywhere.

    Raises
    ------
    DataError
        One is no number from 0 to 1.
    """

    def read(text: str) -> float:
        likelihood = decimal(text, separator=separator)
        if not 0.0 <= likelihood <= 1.0:
            raise InputError("", next_step="")
        return likelihood

    return _numbers(
        column, where, read, "The likelihood {!r} is not a number from 0 to 1", "Give a number from 0 to 1."
    )


def weights(column: Coded, where: Where, *, separator: str = "", name: str = "weight") -> FloatArray | None:
    """Return a weight for each row, 1 where none is given; None where none is given anywhere.

    Raises
    ------
    DataError
        One is no number above 0.
    """

    def read(text: str) -> float:
        weight = decimal(text, separator=separator)
        if weight <= 0.0:
            raise InputError("", next_step="")
        return weight

    said = f"The {name} {{!r}} is not a number above 0"
    return _numbers(column, where, read, said, "Give a number above 0; leave the line out where there is no tie.")


def spans(column: Coded, where: Where) -> tuple[CodeArray, list[Bounds]] | None:
    """Return when each row holds, as positions in a list of bounds; None where no row says.

    Two spellings of the same days are the same.

    Raises
    ------
    DataError
        One is no EDTF.
    """
    if not (column.codes >= 0).any():
        return None
    place: dict[Bounds, int] = {UNDATED: 0}
    read = _each(column, where, lambda text: read_edtf(text, lasting=True), "")
    positions = np.array([place.setdefault(bounds, len(place)) for bounds in read] + [0], dtype=np.int32)
    return positions[column.codes], list(place)  # −1, which says nothing, is the last of the positions


def _numbers(column: Coded, where: Where, read: Callable[[str], float], said: str, next_step: str) -> FloatArray | None:
    if not (column.codes >= 0).any():
        return None
    numbers = [*_each(column, where, read, said, next_step), 1.0]
    return np.array(numbers, dtype=np.float64)[column.codes]  # as above


def _each(column: Coded, where: Where, read: Callable[[str], Read], said: str, next_step: str = "") -> list[Read]:
    """Return what each distinct value means."""
    found = []
    for code, text in enumerate(column.values):
        try:
            found.append(read(text))
        except InputError as error:
            rows = np.flatnonzero(column.codes == code)
            if len(rows):  # a value may stand only in rows that are left out
                raise DataError(
                    said.format(text[:40]) if said else error.what,
                    where=where(int(rows[0])),
                    next_step=error.next_step or next_step,
                ) from None
            raise
    return found
