"""Slices of time: periods of the calendar or rolling windows, and what holds in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

import numpy as np

from tertius.errors import InputError
from tertius.measures.network import BoolArray, Network
from tertius.measures.temporal.spans import Dates, EdgeSpans, check_span
from tertius.wording import counted

Period = Literal["year", "quarter", "month"]
"""A period of the calendar."""

MOST_SLICES = 10_000
"""Slices that a span may be cut into."""

_MONTHS: Mapping[str, int] = {"year": 12, "quarter": 3, "month": 1}


@dataclass(frozen=True, slots=True, order=True)
class Slice:
    """A span of days.

    Attributes
    ----------
    first, last
        Its first and its last day, both included.
    """

    first: date
    last: date


def calendar_slices(first: date, last: date, period: Period) -> tuple[Slice, ...]:
    """Cut a span of days at the turns of years, quarters or months.

    Parameters
    ----------
    first, last
        The span, both days included.
    period
        ``year``, ``quarter`` (from January, April, July, October) or ``month``.

    Returns
    -------
    tuple of Slice
        In order; they cover each day of the span once. The first and the last may be parts of a period.

    Raises
    ------
    InputError
        If the span ends before it begins, the period is unknown, or there are more than `MOST_SLICES` slices.
    """
    check_span(first, last)
    if period not in get_args(Period):
        raise InputError(
            f"There is no period {period!r}", where="period", next_step=f"Take one of {', '.join(get_args(Period))}."
        )
    months = _MONTHS[period]
    begin = (first.year * 12 + first.month - 1) // months
    end = (last.year * 12 + last.month - 1) // months
    _check_count(end - begin + 1)
    starts = [date((index * months) // 12, (index * months) % 12 + 1, 1) for index in range(begin + 1, end + 1)]
    lasts = [date.fromordinal(start.toordinal() - 1) for start in starts]
    return tuple(Slice(*ends) for ends in zip([first, *starts], [*lasts, last], strict=True))


def rolling_slices(first: date, last: date, *, length: int, step: int) -> tuple[Slice, ...]:
    """Move a window over a span of days.

    Parameters
    ----------
    first, last
        The span, both days included.
    length
        Days in the window.
    step
        Days from one window's first day to the next one's. Windows overlap where it is less than the length; where it
        is more, days between them are in no window.

    Returns
    -------
    tuple of Slice
        In order, all of the one length, within the span: the first begins with it.

    Raises
    ------
    InputError
        If the span ends before it begins, length or step is below 1, no window fits, or there would be more than
        `MOST_SLICES`.
    """
    check_span(first, last)
    days = last.toordinal() - first.toordinal() + 1
    if step < 1 or not 1 <= length <= days:
        raise InputError(
            f"A window of {length} days, moved by {step}, does not fit a span of {days} days",
            where="length, step",
            next_step="Take at least one day, and no window longer than the span.",
        )
    _check_count((days - length) // step + 1)
    begins = range(first.toordinal(), last.toordinal() - length + 2, step)
    return tuple(Slice(date.fromordinal(day), date.fromordinal(day + length - 1)) for day in begins)


def slice_masks(network: Network, slices: Sequence[Slice], *, dates: Dates = "possible") -> BoolArray:
    """Return which edges hold within each slice.

    Parameters
    ----------
    network
        Any network.
    slices
        s spans of days.
    dates
        As in `tertius.measures.temporal.spans.EdgeSpans.hold`, which defines what holds.

    Returns
    -------
    BoolArray
        (s, m) Masks.

    Raises
    ------
    InputError
        If a slice ends before it begins, or ``dates`` is neither word.

    Notes
    -----
    Time O(s · clauses), memory O(s · m).
    """
    for one in slices:
        check_span(one.first, one.last)
    spans = EdgeSpans.of(network)
    held = [spans.hold(one.first.toordinal(), one.last.toordinal(), dates) for one in slices]
    return np.stack(held) if held else np.zeros((0, network.m), dtype=np.bool_)


def _check_count(count: int) -> None:
    if count > MOST_SLICES:
        raise InputError(
            f"The span would be cut into {counted(count, 'slice')}, more than {MOST_SLICES}",
            where="first, last",
            next_step="Take a shorter span, longer periods or a larger step.",
        )
