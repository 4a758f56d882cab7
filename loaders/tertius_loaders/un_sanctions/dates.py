"""Days as the list writes them, and as its comments say them in English, as EDTF; never more precise than they are.

"Early", "mid-" and "late" in a year are taken widely: from January to June, April to September, July to December.
"""

import re
from datetime import date

from tertius.errors import InputError

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = r"(?P<month>(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?|January|February|March|April|May|June|July|" \
    "August|September|October|November|December)"  # fmt: skip
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_PARTS = {"early": ("01", "06"), "mid": ("04", "09"), "late": ("07", "12")}

WORDS = (
    r"(?:(?:approximately|approx\.|about|around|circa|ca\.|c\.) ?)?(?:(?:early|mid|late)(?: ?[-–] ?| ))?"
    r"(?:(?:[0-3]?[0-9] )?(?:" + _MONTH.replace("?P<month>", "?:") + r"),? )?(?:19|20)[0-9]{2}(?![0-9])(?![-–/][0-9])"
)
"""Pattern of a date in words: ``2010``, ``mid-2013``, ``Mar. 2010``, ``15 Jul. 2008``, ``approximately 2005``."""

_SAID = re.compile(
    r"(?P<about>(?:approximately|approx\.|about|around|circa|ca\.|c\.) ?)?(?:(?P<part>early|mid|late)(?: ?[-–] ?| ))?"
    rf"(?:(?:(?P<day>[0-3]?[0-9]) )?{_MONTH},? )?{_YEAR}",
    re.IGNORECASE,
)


def edtf_of_words(text: str) -> str:
    """Return a date in English words (`WORDS`) as EDTF; nothing if it is none, or no day of the calendar."""
    match = _SAID.fullmatch(text.strip())
    if match is None:
        return ""
    year, month, day, part = match["year"], match["month"], match["day"], match["part"]
    about = "~" if match["about"] else ""
    if part:
        if month or about:
            return ""
        first, last = _PARTS[part.lower()]
        return f"[{year}-{first}..{year}-{last}]"
    if not month:
        return year + about
    number = _MONTHS[month.lower().rstrip(".")]
    if not day:
        return f"{year}-{number:02d}{about}"
    try:
        return date(int(year), number, int(day)).isoformat() + about
    except ValueError:
        return ""


_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[-+][0-9]{2}:[0-9]{2}|Z)?(?:T.*)?")


def day_of(text: str, *, column: str) -> str:
    """Return a day of the list's own fields without the time zone that some have (``1960-01-01-05:00``).

    Raises
    ------
    InputError
        If it is no day; ``where`` is the column.
    """
    match = _DAY.fullmatch(text.strip())
    try:
        return date.fromisoformat(match[1]).isoformat() if match else _refuse(text, column)
    except ValueError:
        return _refuse(text, column)


def _refuse(text: str, column: str) -> str:
    raise InputError(f"{text[:40]!r} is no day", where=column, next_step="Write the day as YYYY-MM-DD.")


_YEARS = re.compile(r"([0-9]{4})\s*(?:[-–/]\s*([0-9]{4}))?")


def edtf_of_years(text: str, *, about: bool, column: str) -> str:
    """Return a year, or a range of years such as ``1963-1968`` or ``1968/1969``, as EDTF.

    Parameters
    ----------
    text
        The year or the years.
    about
        Whether the list calls it approximate.
    column
        Where it stands, for the message.

    Raises
    ------
    InputError
        If it is neither.
    """
    match = _YEARS.fullmatch(text.strip())
    if match is None or match[1] == "0000":
        raise InputError(
            f"{text[:40]!r} is no year", where=column, next_step="Write a year, or two as 1963-1968 for one between."
        )
    mark = "~" if about else ""
    first, last = match[1], match[2]
    if last is None or last == first:
        return first + mark
    if last < first:
        raise InputError(f"{text[:40]!r} ends before it starts", where=column, next_step="Swap the two years.")
    return f"[{first}{mark}..{last}{mark}]"
