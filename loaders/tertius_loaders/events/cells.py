"""Cells of an event dataset, each read as its column's type and as nothing else: no type is guessed from a value."""

import re
from collections.abc import Mapping
from datetime import date

from tertius.errors import InputError
from tertius.model.cells import plain_whole, whole_in_cell

_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{0,25})?(?:[eE]-[0-9]{1,2})?")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
NULLS = frozenset({"NULL", "null", "NA", "N/A", "n/a", "<Null>", "<NULL>", "#N/A"})
"""What programs write for an empty cell, as they write it: Nan is a province, Na a village."""

_SMALL: Mapping[str, int] = {str(number): number for number in range(10_000)}
_FLAGS: Mapping[str, bool] = {"1": True, "0": False, "true": True, "false": False}


def number_in(text: str) -> int | None:
    """Return the whole number in a cell, from 0 on; None if it holds none, for who has yet to tell what it means."""
    number = _SMALL.get(text)
    if number is None:
        number = whole_in_cell(text)
    return None if number is None or number < 0 else number


def plain(text: str) -> str:
    """Return a code as the dataset writes it, ``2`` for ``2.0`` or ``02``; what is no number as it stands."""
    return text if text in _SMALL else plain_whole(text)


def whole(text: str, column: str, *, least: int = 0) -> int:
    """Return the whole number in a cell.

    Parameters
    ----------
    text
        The cell, without blanks around it.
    column
        Its column, for the message.
    least
        The smallest number that the column can hold.

    Raises
    ------
    InputError
        If it is empty, no whole number, or too small.
    """
    number = _SMALL.get(text, -1)
    if number < 0:
        found = whole_in_cell(text)
        if found is None:
            raise _unlike(text, column, "whole number", "Write a whole number.")
        number = found
    if number < least:
        raise InputError(f"The {column} is {number}", where=column, next_step=f"Write {least} or more.")
    return number


def whole_or_none(text: str, column: str, *, least: int = 0) -> int | None:
    """Return the whole number in a cell, or None if it is empty (`whole`)."""
    return whole(text, column, least=least) if text else None


def degrees(text: str, column: str, *, limit: int) -> float:
    """Return the degrees in a cell, from ``-limit`` to ``limit``; of 0 and −0 always 0, so that they are one place.

    Raises
    ------
    InputError
        If it is no number, or beyond the limit.
    """
    number = float(text) + 0.0 if _DEGREES.fullmatch(text) else None
    if number is None or abs(number) > limit:
        raise _unlike(text, column, f"number of degrees from -{limit} to {limit}", "Write it with a decimal point.")
    return number


def day(text: str, column: str) -> date:
    """Return the day in a cell: ``2009-02-20``, with or without a midnight behind it.

    Raises
    ------
    InputError
        If it is no day of the calendar, or has a time of day.
    """
    match = _DAY.fullmatch(text)
    try:
        if match is not None:
            return date.fromisoformat(match[1])
    except ValueError:
        pass
    raise _unlike(text, column, "day", "Write a day as YYYY-MM-DD.")


def flag(text: str, column: str) -> bool:
    """Return the yes or no in a cell: ``1`` or ``true``, ``0`` or ``false``, in any case.

    Raises
    ------
    InputError
        If it is none of these.
    """
    found = _FLAGS.get(text) if text in _FLAGS else _FLAGS.get(plain(text).lower())
    if found is None:
        raise _unlike(text, column, "yes or no", "Write 1 or 0, true or false.")
    return found


def several(text: str, column: str) -> tuple[int, ...]:
    """Return the whole numbers in a cell that lists them, such as ``2;200;900``; none if it is empty.

    Raises
    ------
    InputError
        If one of them is no whole number.
    """
    parts = [part for part in re.split(r"[;,\s]+", text) if part]
    return tuple(whole(part, column) for part in parts)


def _unlike(text: str, column: str, what: str, next_step: str) -> InputError:
    if not text:
        return InputError(f"The {column} is empty", where=column, next_step=next_step)
    return InputError(f"The {column} {text[:40]!r} is no {what}", where=column, next_step=next_step)
