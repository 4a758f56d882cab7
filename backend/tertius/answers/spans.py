"""The span of days that a question is about."""

from collections.abc import Mapping
from typing import Any

from tertius.errors import UndefinedError

SPAN = frozenset({"from_day", "to_day"})
"""The parameters of a question that bound its span."""


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
    first, last = params.get("from_day"), params.get("to_day")
    if params.get("as_of") is None and first is not None and last is not None and last < first:
        raise UndefinedError(
            f"The span ends before it begins: {last} is before {first}.",
            where="from_day, to_day",
            next_step="Give a from_day that is no later than to_day, or leave one of them out.",
        )
