"""A month or a year as the days that it has."""

import calendar
import datetime
import re

_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?", re.ASCII)


def period_of(text: object) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last day of a month (``2012-06``) or a year (``2012``); None for any other text."""
    found = _PERIOD.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        return None
    year, month = int(found[1]), int(found[2] or 1)
    if year < 1 or not 1 <= month <= 12:
        return None
    ends = month if found[2] else 12
    return datetime.date(year, month, 1), datetime.date(year, ends, calendar.monthrange(year, ends)[1])
