"""Dates as a table writes them, such as 25/06/2024: never more precise than they are, and never guessed. Pure."""

import re
from collections.abc import Callable
from functools import lru_cache

from tertius.errors import InputError

_TOKEN = re.compile(r"YYYY|YY|MM?|DD?")
_TIME = r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?"
_PATTERNS = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "YY": r"(?P<year>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "D": r"(?P<day>[0-9]{1,2})",
}


@lru_cache(maxsize=64)
def day_format(text: str, *, first_year: int | None = None) -> Callable[[str], str]:
    """Return what turns a date of a format into EDTF.

    Parameters
    ----------
    text
        The format: YYYY, MM and DD, or YYYY and MM, or YYYY, with anything between them. One digit will do for a month
        or a day; a time of day after it, such as 14:05, is passed over, and nothing else is.
    first_year
        The first of the hundred years that YY can mean; by default a format has no YY.

    Raises
    ------
    InputError
        If it is none. So does the function, for a text that is no such date.
    """
    tokens = [found[0] if found[0][0] == "Y" else found[0][0] for found in _TOKEN.finditer(text)]
    parts = "".join(sorted(token[0] for token in tokens))
    if parts not in ("DMY", "MY", "Y") or ("YY" in tokens and first_year is None):
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
        said = {name: int(number) for name, number in found.groupdict().items()}
        if "YY" in tokens and first_year is not None:
            said["year"] = first_year + (said["year"] - first_year) % 100
        return "-".join(f"{said[name]:0{width}}" for name, width in _WIDTHS if name in said)

    return read


_WIDTHS = (("year", 4), ("month", 2), ("day", 2))
