"""Numbers as people write them, and nothing else that a programming language would take for one. Pure."""

import re

from tertius.errors import InputError

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"(?=[+-]?[.,]?[0-9])([+-]?[0-9]{0,30})(?:([.,])([0-9]{1,30}))?(?:[eE]([+-]?[0-9]{1,3}))?")


def whole(text: str) -> int:
    """Return a whole number: digits 0 to 9, and a sign if need be. Neither ``1e3`` nor ``1_000`` nor ``１`` is one.

    Raises
    ------
    InputError
        If it is none.
    """
    if not _WHOLE.fullmatch(text):
        raise InputError(f"{text[:40]!r} is no whole number", next_step="Write the digits 0 to 9, such as 12.")
    return int(text)


def decimal(text: str, *, separator: str = "") -> float:
    """Return a number, with a point or a comma before its decimals.

    Parameters
    ----------
    text
        The text. Thousands are not told apart by any mark.
    separator
        What separates the cells of the table. Where that is a comma, ``1,234`` may be one number or the other.

    Raises
    ------
    InputError
        If it is none, or may be two.
    """
    found = _DECIMAL.fullmatch(text)
    if found is None:
        raise InputError(
            f"{text[:40]!r} is no number", next_step="Write the digits 0 to 9 and a point before decimals, such as 0.5."
        )
    head, mark, tail, power = found.groups()
    if mark == "," and separator == "," and len(tail) == 3 and head.lstrip("+-0"):
        raise InputError(
            f"{text[:40]!r} may be {head}.{tail} or {head}{tail}",
            next_step="Write a point before decimals, and no mark between thousands.",
        )
    number = float(f"{head}.{tail or 0}e{power or 0}")
    if number in (float("inf"), float("-inf")):
        raise InputError(f"{text[:40]!r} is too large a number", next_step="Write a smaller one.")
    return number
