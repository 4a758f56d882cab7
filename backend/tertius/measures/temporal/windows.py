"""The span that dates name, and the windows before and after a change within it."""

from datetime import date

from tertius.errors import InputError
from tertius.measures.network import Network
from tertius.measures.temporal.slices import Slice
from tertius.measures.temporal.spans import ALWAYS, tie_days
from tertius.model.dates import OPEN_END, OPEN_START, Bounds
from tertius.wording import counted


def observed_span(network: Network, first: date | None = None, last: date | None = None) -> Slice | None:
    """Return the span of days asked for; an end that is not given is the first or last day that any bound names.

    None if an end is not given and no bound of a tie names a day.
    """
    if first is not None and last is not None:
        return Slice(first, last)
    days = tie_days(network)
    named = days[(days != ALWAYS[0]) & (days != ALWAYS[1])]
    if not len(named):
        return None
    return Slice(first or date.fromordinal(int(named.min())), last or date.fromordinal(int(named.max())))


def span_to_look_at(network: Network, first: date | None, last: date | None) -> Slice:
    """Return the `observed_span`.

    Raises
    ------
    InputError
        An end is not given, and no tie has a date.
    """
    span = observed_span(network, first, last)
    if span is None:
        raise InputError(
            "No tie of this network has a date",
            where="first_day, last_day",
            next_step="Give the first and the last day of the span.",
        )
    return span


def windows(change: date | Bounds, first: date, last: date, window: int | None = None) -> tuple[Slice, Slice]:
    """Return the windows before and after a change, within a span of days.

    Parameters
    ----------
    change
        The day, or the bounds of the event's dates: it then came at some time from ``from_earliest`` to
        ``from_latest``.
    first, last
        The span.
    window
        Days in each window; None for all there are.

    Returns
    -------
    tuple of Slice
        Before ends on the day before the change's earliest, after begins on its latest: whenever it came, all of the
        one is before it and none of the other is. Days between the two are in neither.

    Raises
    ------
    InputError
        If the change is undated or a window has no day, or fewer than ``window``.
    """
    begins, ends = (change.from_earliest, change.from_latest) if isinstance(change, Bounds) else (change, change)
    if begins == OPEN_START or ends == OPEN_END:
        raise InputError(
            "Nothing says when the change came", where="change", next_step="Give a day, or an event that has a date."
        )
    size = max(1, window or 1)
    if window is not None and window < 1:
        raise InputError(f"A window of {window} days is too short", where="window", next_step="Take at least one day.")
    if begins.toordinal() - first.toordinal() < size or last.toordinal() - ends.toordinal() + 1 < size:
        raise InputError(
            f"Between {first} and {last} there is less than {counted(size, 'day')} before and after a change from "
            f"{begins} to {ends}",
            where="first, last, window",
            next_step="Take a longer span or a shorter window.",
        )
    before_last, after_first = begins.toordinal() - 1, ends.toordinal()
    before_first = first.toordinal() if window is None else before_last - window + 1
    after_last = last.toordinal() if window is None else after_first + window - 1
    return (
        Slice(date.fromordinal(before_first), date.fromordinal(before_last)),
        Slice(date.fromordinal(after_first), date.fromordinal(after_last)),
    )
