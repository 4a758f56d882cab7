"""Several things at one and the same moment: whether the dates allow it, whether they guarantee it, and when.

A row of an answer rests on several intervals: its ties, the days for which a unit counted as a group, the days that
were asked about. Each has four bounds. That all of them hold on one day is *possible* when the latest of the first days
is no later than the earliest of the last days. It is *certain* when every way to read the dates has such a day: when no
interval must begin after another may have ended. Pairs suffice, since intervals of which every two meet have a day in
common (Helly's theorem in one dimension).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tertius.model.dates import OPEN_END, OPEN_START, Bounds, Overlap


@dataclass(frozen=True, slots=True)
class Interval:
    """One thing that has to hold, and its days.

    Unlike `tertius.model.dates.Bounds` it is never tightened: cut to some days, an interval may hold certainly on none.

    Attributes
    ----------
    id
        What it is, such as a tie's id. Two intervals with one id are one and the same, and are not compared.
    from_earliest, from_latest, to_earliest, to_latest
        When it can have begun and ended.
    """

    id: str
    from_earliest: date = OPEN_START
    from_latest: date = OPEN_END
    to_earliest: date = OPEN_START
    to_latest: date = OPEN_END

    @classmethod
    def of(cls, tie_id: str, bounds: Bounds) -> "Interval":
        """Return the interval of a tie."""
        return cls(tie_id, bounds.from_earliest, bounds.from_latest, bounds.to_earliest, bounds.to_latest)

    @classmethod
    def days(cls, first: date, last: date) -> "Interval":
        """Return a fixed run of days: those asked about, or those for which a unit counted as a group."""
        return cls("", first, first, last, last)


def window(intervals: Iterable[Interval]) -> tuple[date, date]:
    """Return the first and the last day on which all can hold; none can if the first is after the last."""
    several = list(intervals)
    return (
        max((one.from_earliest for one in several), default=OPEN_START),
        min((one.to_latest for one in several), default=OPEN_END),
    )


def together(intervals: Iterable[Interval], day: date | None = None) -> Overlap:
    """Say whether all hold at one and the same moment.

    Parameters
    ----------
    intervals
        What has to hold.
    day
        The moment, or None for any.
    """
    several = list(intervals)
    if day is not None:
        if all(one.from_latest <= day <= one.to_earliest for one in several):
            return Overlap.CERTAIN
        possible = all(one.from_earliest <= day <= one.to_latest for one in several)
        return Overlap.POSSIBLE if possible else Overlap.NO
    first, last = window(several)
    if first > last:
        return Overlap.NO
    meet = all(a.from_latest <= b.to_earliest for a in several for b in several if a.id != b.id)
    return Overlap.CERTAIN if meet else Overlap.POSSIBLE
