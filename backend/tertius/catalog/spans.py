"""The day or the span of days that a question is about; a month or a year is taken as its days, and said so."""

from collections.abc import Mapping
from typing import Any

from tertius.catalog.parameter import Param
from tertius.catalog.periods import period_of
from tertius.errors import InputError, UndefinedError

DAY, SPAN = "as_of", ("from_day", "to_day")
"""The parameters of a question that is about one day, or about a span of days; the day goes before the span."""


def takes_periods(name: str, params: Mapping[str, Param]) -> bool:
    """Say whether a month or a year can be given for a parameter of a question."""
    return name in (DAY, *SPAN) and all(one in params and params[one].type == "date" for one in (name, *SPAN))


def with_days(raw: Mapping[str, object], params: Mapping[str, Param]) -> tuple[dict[str, object], list[str]]:
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


def refuse_backwards(params: Mapping[str, Any]) -> None:
    """Refuse a span of days that has no day: nothing could be in it, whatever the sources say.

    Parameters
    ----------
    params
        What a question is asked with. One day (``as_of``) goes before a span, which then is not looked at.

    Raises
    ------
    UndefinedError
        It ends before it begins.
    """
    first, last = (params.get(end) for end in SPAN)
    if params.get(DAY) is None and first is not None and last is not None and last < first:
        raise UndefinedError(
            f"The span ends before it begins: {last} is before {first}.",
            where=", ".join(SPAN),
            next_step="Give a from_day that is no later than to_day, or leave one of them out.",
        )
