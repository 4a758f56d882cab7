"""A month or a year where a question asks for a day: taken as its days where the question has a span, and said so."""

import calendar
import datetime
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tertius.errors import InputError

if TYPE_CHECKING:
    from tertius.catalog.parameter import Param

DAY, SPAN = "as_of", ("from_day", "to_day")
"""The parameters of a question that is about one day, or about a span of days; the day goes before the span."""

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


def takes_periods(name: str, params: Mapping[str, "Param"]) -> bool:
    """Say whether a month or a year can be given for a parameter of a question."""
    return name in (DAY, *SPAN) and all(one in params and params[one].type == "date" for one in (name, *SPAN))


def with_days(raw: Mapping[str, object], params: Mapping[str, "Param"]) -> tuple[dict[str, object], list[str]]:
    """Return what a user gave with each month and year as days, and how it was taken, a sentence each.

    Parameters
    ----------
    raw
        Text or JSON values by parameter.
    params
        The question's parameters.

    Raises
    ------
    InputError
        A month or a year was given where the question needs one day, or what it goes before is no day at all.
    """
    taken, said = dict(raw), []
    for name, given in raw.items():
        param = params.get(name)
        period = period_of(given) if param is not None and param.type == "date" and not param.list else None
        if period is None:
            continue
        first, last = period
        what = "month" if first.month == last.month else "year"
        if not takes_periods(name, params):
            raise InputError(
                f"The parameter {name} is one day, and {given} is a {what}.",
                where=name,
                next_step=f"Give one of its days, such as {first} or {last}: the answer can differ from day to day.",
            )
        if name == DAY:
            for end in SPAN:  # not heeded, yet a slip in it is told, as beside a day
                if period_of(raw.get(end)) is None:
                    params[end].accept(end, raw)
            taken |= {DAY: None, SPAN[0]: first, SPAN[1]: last}
            said.append(f"{DAY} {given} was taken as that {what}: {SPAN[0]} {first}, {SPAN[1]} {last}.")
        elif period_of(raw.get(DAY)) is None:
            day = first if name == SPAN[0] else last
            taken[name] = day
            said.append(
                f"{name} {given} was taken as {'the first' if day == first else 'the last'} day of that {what}, {day}."
            )
    return taken, said
