"""When an event of ACLED happened: a day, and how closely it is known. Pure."""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from tertius.errors import InputError
from tertius_loaders.events.cells import day as plain_day
from tertius_loaders.events.dates import happened
from tertius_loaders.table.day_formats import day_format

_SPELT = re.compile(r"([0-9]{1,2})[ -]([A-Za-z]{3,9})[ -]([0-9]{4}|[0-9]{2})")
_NUMBERS = re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})")
_FIRST_YEAR = 1997  # of ACLED: a year of two digits is one from then on, so that 97 is no 2097
_MONTHS = {
    name.lower(): number for names in (calendar.month_name, calendar.month_abbr) for number, name in enumerate(names)
}

_EXPORTED = re.compile(r"(?:ACLED[ _-]*)?(?:([0-9]{4})[-/._]?([0-9]{2})[-/._]?([0-9]{2})|(.*))", re.IGNORECASE)

DAY, WEEK, MONTH = 1, 2, 3
"""Codes of ``time_precision``."""


def event_day(text: str, column: str = "event_date") -> date:
    """Return the day in a cell: ``2024-05-16``, or ``16 May 2024`` or ``16-May-24`` as exports write it.

    Raises
    ------
    InputError
        If it is no day, or one that two people may read as two days, such as ``05/06/2024``.
    """
    spelt = _SPELT.fullmatch(text)
    month = _MONTHS.get(spelt[2].lower()) if spelt else None
    if _NUMBERS.fullmatch(text):
        raise InputError(
            f"The {column} {text!r} can be read as two days, or by a rule that nobody has told",
            where=column,
            next_step="Say how the export writes its days: --date-format DD/MM/YYYY, or DD/MM/YY; or write this "
            "one as YYYY-MM-DD.",
        )
    if not spelt or not month:
        return plain_day(text, column)
    year = int(spelt[3])
    if len(spelt[3]) == 2:
        year = _FIRST_YEAR + (year - _FIRST_YEAR) % 100
    return plain_day(f"{year:04}-{month:02}-{int(spelt[1]):02}", column)


def check_format(form: str) -> Callable[[str], str]:
    """Return what reads days in a format, such as ``DD/MM/YYYY``; a YY is a year from 1997 on, ACLED's first.

    Raises
    ------
    InputError
        If it is none, or has no day.
    """
    read = day_format(form, first_year=_FIRST_YEAR)
    if "D" not in form:
        raise InputError(
            f"The format {form[:40]!r} has no day, and every event of ACLED has one",
            where="date_format",
            next_step="Write it with the year, MM and DD, such as DD/MM/YYYY or DD/MM/YY.",
        )
    return read


def in_format(text: str, form: str) -> date:
    """Return the day in a cell that is written in a format (`check_format`), or, if none is told, as `event_day`.

    What is of another form is read as if none were told, if it can be.

    Raises
    ------
    InputError
        If it can not, or is no day of the calendar in the format that it has.
    """
    if not form:
        return event_day(text)
    try:
        told = check_format(form)(text)
    except InputError as error:
        try:
            return event_day(text)
        except InputError:
            raise error.at("event_date") from None
    return event_day(told)


def export_day(text: str) -> date:
    """Return the day by which an export is called: ``2024-05-16``, ``20240516``, ``16 May 2024``, ``ACLED 2024-05-16``.

    Raises
    ------
    InputError
        If it is no day, so that nothing would tell which of two exports is the later one.
    """
    match = _EXPORTED.fullmatch(" ".join(text.split()))
    year, month, day, other = match.groups() if match else ("", "", "", "")
    try:
        return event_day(f"{year}-{month}-{day}" if year else other or "", "release")
    except InputError:
        raise InputError(
            f"{text[:40]!r} is no day, and exports are put in order by their days",
            where="release",
            next_step="Write the day of the export, such as 2026-11-20.",
        ) from None


def when(day: date, precision: int) -> str:
    """Return the EDTF text of an event, no more precise than the code that stands beside its day.

    Parameters
    ----------
    day
        The day that is coded.
    precision
        ``DAY``: the event happened on it. ``WEEK``: in the course of a week, of which the day stands for all, so on
        a day of one of the weeks that have it. ``MONTH``: in the course of its month.
    """
    if precision == DAY:
        return day.isoformat()
    if precision == MONTH:
        return f"{day.year:04}-{day.month:02}"
    week = timedelta(days=6)
    return happened(max(day, date.min + week) - week, min(day, date.max - week) + week, throughout=False)


def days_between(first: date, last: date) -> str:
    """Return a regular expression for the days from one to another, as ``YYYY-MM-DD``."""
    parts = []
    day = first
    while day <= last:
        month_end = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        if (day.month, day.day) == (1, 1) and (end := day.replace(month=12, day=31)) <= last:
            parts.append(f"{day.year:04}-..-..")
        elif day.day == 1 and (end := month_end) <= last:
            parts.append(f"{day.year:04}-{day.month:02}-..")
        else:
            parts.append((end := day).isoformat())
        if end == date.max:
            break
        day = end + timedelta(days=1)
    return "|".join(parts)
