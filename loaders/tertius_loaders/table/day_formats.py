"""Dates as a table writes them, such as 25/06/2024: never more precise than they are, and never guessed. Pure."""

import re
from collections.abc import Callable
from functools import lru_cache

from tertius.errors import InputError

_TOKEN = re.compile(r"YYYY|MM?|DD?")
_TIME = r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?"
_PATTERNS = {"YYYY": r"(?P<year>[0-9]{4})", "M": r"(?P<month>[0-9]{1,2})", "D": r"(?P<day>[0-9]{1,2})"}


@lru_cache(maxsize=64)
def day_format(text: str) -> Callable[[str], str]:
    """Return what turns a date of a format into EDTF.

    Parameters
    ----------
    text
        The format: YYYY, MM and DD, or YYYY and MM, or YYYY, with anything between them. One digit will do for a month
        or a day; a time of day after it, such as 14:05, is passed over, and nothing else is.

    Raises
    ------
    InputError
        If it is none. So does the function, for a text that is no such date.
    """
    tokens = ["YYYY" if found[0] == "YYYY" else found[0][0] for found in _TOKEN.finditer(text)]
    if len(set(tokens)) < len(tokens) or "YYYY" not in tokens or ("D" in tokens and "M" not in tokens):
        raise InputError(
            f"{text[:40]!r} is no format of dates",
            where="date_format",
            next_step="Write it with YYYY, MM and DD, such as DD/MM/YYYY.",
        )
    literal = [re.escape(part) for part in _TOKEN.split(text)]
    pattern = literal[0] + "".join(_PATTERNS[token] + rest for token, rest in zip(tokens, literal[1:], strict=True))
    written = re.compile(rf"{pattern}(?:{_TIME})?", re.ASCII)

    def read(cell: str) -> str:
        found = written.fullmatch(cell)
        if found is None:
            raise InputError(
                f"{cell[:40]!r} is no date of the form {text}", next_step="Correct it, or the date_format."
            )
        said = found.groupdict()
        return "-".join(f"{int(said[name]):0{width}}" for name, width in _WIDTHS if name in said)

    return read


_WIDTHS = (("year", 4), ("month", 2), ("day", 2))
