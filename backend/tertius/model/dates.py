"""Uncertain dates: the source's own EDTF text, kept as it is, and the four bounds that it allows.

Of EDTF (ISO 8601-2) all dates of levels 0 and 1 and the range ``[a..b]`` of level 2 are read, in the years 1 to 9999,
without times of day. A bound decides whether two commands overlapped, so both syntax and bounds are ours; why is in
``docs/decisions/0003``. An admissible spell of a tie is any pair of days ``start <= end`` with
``from_earliest <= start <= from_latest`` and ``to_earliest <= end <= to_latest``.
"""

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from tertius.errors import InputError
from tertius.model.date_hints import FORMS, hint

OPEN_START = date.min
"""Stands for a start that nothing bounds; a null would drop the row in Cypher."""
OPEN_END = date.max
"""Stands for an end that nothing bounds."""

_STEPS: Mapping[str, tuple[int, str]] = {
    "day": (3, "day"),
    "month": (1, "month"),
    "season": (3, "month"),
    "year": (1, "year"),
    "decade": (10, "year"),
    "century": (100, "year"),
}

APPROXIMATE: Mapping[str, str] = MappingProxyType(
    {unit: f"{count} {step}{'s' if count > 1 else ''}" for unit, (count, step) in _STEPS.items()}
)
"""How far ``~`` (approximate) and ``?`` (uncertain) widen a date each way, by its precision; ``%`` (both), twice."""


class Overlap(StrEnum):
    """Whether something holds together in time: in every admissible reading, in some, or in none."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Bounds:
    """When a spell can have started and ended.

    The bounds are tightened on making, since a spell starts no later than it ends: ``from_latest`` is never after
    ``to_latest``, ``to_earliest`` never before ``from_earliest``.

    Raises
    ------
    InputError
        If no spell is admissible.
    """

    from_earliest: date = OPEN_START
    from_latest: date = OPEN_END
    to_earliest: date = OPEN_START
    to_latest: date = OPEN_END

    def __post_init__(self) -> None:
        if self.from_latest > self.to_latest:
            object.__setattr__(self, "from_latest", self.to_latest)
        if self.to_earliest < self.from_earliest:
            object.__setattr__(self, "to_earliest", self.from_earliest)
        if self.from_earliest > self.from_latest or self.to_earliest > self.to_latest:
            raise InputError(
                f"No spell can start between {self.from_earliest} and {self.from_latest} "
                f"and end between {self.to_earliest} and {self.to_latest}",
                next_step="Check the order of the two dates.",
            )

    def holds_on(self, day: date) -> Overlap:
        """Say whether the spell covers the day."""
        if self.from_latest <= day <= self.to_earliest:
            return Overlap.CERTAIN
        return Overlap.POSSIBLE if self.from_earliest <= day <= self.to_latest else Overlap.NO

    def overlaps(self, other: "Bounds") -> Overlap:
        """Say whether the two spells share a day."""
        if self.from_latest <= other.to_earliest and other.from_latest <= self.to_earliest:
            return Overlap.CERTAIN
        if self.from_earliest <= other.to_latest and other.from_earliest <= self.to_latest:
            return Overlap.POSSIBLE
        return Overlap.NO


UNDATED = Bounds()
"""Nothing is known of the dates."""


def intersection(bounds: Iterable[Bounds]) -> Bounds | None:
    """Return the bounds that admit just the spells that all of the given ones admit, or None when no spell is left."""
    several = list(bounds)
    if not several:
        return UNDATED
    try:
        return Bounds(
            max(b.from_earliest for b in several),
            min(b.from_latest for b in several),
            max(b.to_earliest for b in several),
            min(b.to_latest for b in several),
        )
    except InputError:
        return None


def hull(bounds: Iterable[Bounds]) -> Bounds:
    """Return the narrowest bounds that admit every spell that any of the given ones, at least one, admits."""
    several = list(bounds)
    return Bounds(
        min(b.from_earliest for b in several),
        max(b.from_latest for b in several),
        min(b.to_earliest for b in several),
        max(b.to_latest for b in several),
    )


@lru_cache(maxsize=16_384)
def read_edtf(text: str, *, lasting: bool, published: date | None = None) -> Bounds:
    """Read an EDTF text of level 0 or 1, or with a range ``[a..b]`` of level 2, into bounds.

    Conventions: a single date on a lasting kind means *seen then* (outer bounds stay open), on any other *happened
    then*; ``a/b`` is a span for a lasting kind and "at some time within" for any other; ``[a..b]`` is one date from a
    to b that is not known more closely, so seen (or happened) on at least one day between, and as an end of a span an
    end between; an unknown end adds nothing; ``..`` as an end of a lasting kind means *still so when the source was
    published*; ``..`` as a start adds nothing;
    ``~`` and ``?`` widen by the table ``APPROXIMATE``, ``%`` twice; a season is the northern meteorological one, and
    a winter may be that of the year's beginning (from December of the year before) or of its end.

    Parameters
    ----------
    text
        The text as the source's claim has it; empty for no date.
    lasting
        Whether the kind lasts (`tertius.model.kinds.is_lasting`).
    published
        The day the source was published, for ``..``.

    Raises
    ------
    InputError
        If the text is none of these, is a year outside 1 to 9999, or is impossible.
    """
    text = text.strip()
    if not text:
        return UNDATED
    try:
        return _read(text, lasting=lasting, published=published)
    except InputError as error:
        if error.next_step != FORMS or len(text) > _LONGEST:
            raise
        raise InputError(error.what, next_step=hint(text, can_be_read=_can_be_read)) from None


def _read(text: str, *, lasting: bool, published: date | None) -> Bounds:
    """Read a text that is not empty."""
    if text in ("/", "..") or len(text) > _LONGEST:
        raise _unreadable(text)
    first, slash, second = text.partition("/")
    if not slash:
        low, high = _side(first, text)
        return Bounds(from_latest=high, to_earliest=low) if lasting else Bounds(low, high, low, high)
    start = None if first in ("", "..") else _side(first, text)
    end = None if second in ("", "..") else _side(second, text)
    if start and end and start[0] > end[1]:
        raise InputError(f"{text!r} ends before it starts", next_step="Swap the two dates.")
    from_earliest, from_latest = start or (OPEN_START, OPEN_END)
    to_earliest, to_latest = end or (OPEN_START, OPEN_END)
    if not lasting:
        return Bounds(from_earliest, to_latest, from_earliest, to_latest)
    if second == ".." and published is not None:
        if start and start[0] > published:
            raise InputError(
                f"{text!r} starts after the source was published ({published})",
                next_step="Correct the date, or leave the end empty if it lies ahead.",
            )
        from_latest, to_earliest = min(from_latest, published), published
    return Bounds(from_earliest, from_latest, to_earliest, to_latest)


_LONGEST = len("[2012-04-01~..2012-04-01~]/[2012-04-01~..2012-04-01~]")
_SIDE = re.compile(r"([0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-([0-9]{2}|XX)(?:-([0-9]{2}|XX))?)?([~?%]?)")


def _unreadable(text: str) -> InputError:
    return InputError(f"{text[:60]!r} is no date that can be read", next_step=FORMS)


def _can_be_read(text: str) -> bool:
    try:
        _read(text, lasting=True, published=None)
    except InputError:
        return False
    return True


def _side(side: str, text: str) -> tuple[date, date]:
    """Return the first and the last day that one side of an EDTF text allows: a date, or a range of dates."""
    if side[0] not in "[{":
        return _period(side, text)
    if side[0] == "{" or "," in side:
        raise InputError(
            f"{text[:60]!r} lists several dates",
            next_step="For one date that is not known more closely, write the first and the last that it can be: "
            "[2012-01..2012-06]. For several that all hold, write a row for each.",
        )
    first, dots, last = side[1:-1].partition("..")
    if not dots or side[-1] != "]":
        raise _unreadable(text)
    if not (first and last):
        raise InputError(
            f"{text[:60]!r} has a range without its {'last' if first else 'first'} date",
            next_step="Give a range both its dates: [2012-01..2012-06].",
        )
    low, high = _period(first, text)[0], _period(last, text)[1]
    if low > high:
        raise InputError(f"The range {side!r} ends before it starts", next_step="Swap the two dates.")
    return low, high


def _period(side: str, text: str) -> tuple[date, date]:
    """Return the first and the last day that a single date allows."""
    match = _SIDE.fullmatch(side)
    if match is None:
        raise _unreadable(text)
    year, month, day, qualifier = match.groups()
    unspecified = "X" in side
    if unspecified and (
        "/" in text or "[" in text or (month and "X" in year) or (month == "XX" and day not in (None, "XX"))
    ):
        raise _unreadable(text)  # level 2: no span or range may have unspecified digits, nor may any but the last ones
    first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if first_year < 1:
        raise InputError(f"{text!r} lies before the year 1", next_step="Use a year from 0001 to 9999.")
    if month in (None, "XX"):
        low, high = date(first_year, 1, 1), date(last_year, 12, 31)
        unit = ("year", "decade", "century")[year.count("X")]
    elif month in _SEASONS and day is None:
        low, high = _season(month, first_year)
        unit = "season"
    elif not "01" <= month <= "12":
        raise _unreadable(text)
    elif day in (None, "XX"):
        low, high = date(first_year, int(month), 1), _month_end(first_year, int(month))
        unit = "month"
    else:
        try:
            low = high = date(first_year, int(month), int(day))
        except ValueError:
            raise InputError(f"{text!r} is not a day of the calendar", next_step="Correct the day.") from None
        unit = "day"
    for _ in range({"~": 1, "?": 1, "%": 2}.get(qualifier, 0)):
        low, high = _widen(low, high, unit)
    return low, high


_SEASONS: Mapping[str, tuple[int, int]] = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 2)}


def _season(code: str, year: int) -> tuple[date, date]:
    begins, ends = _SEASONS[code]
    if code != "24":
        return date(year, begins, 1), _month_end(year, ends)
    low = date(year - 1, begins, 1) if year > OPEN_START.year else OPEN_START
    return low, _month_end(year + 1, ends) if year < OPEN_END.year else OPEN_END


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _widen(low: date, high: date, unit: str) -> tuple[date, date]:
    count, step = _STEPS[unit]
    if step == "day":
        days = timedelta(days=count)
        return (
            low - days if low - OPEN_START > days else OPEN_START,
            high + days if OPEN_END - high > days else OPEN_END,
        )
    months = count * 12 if step == "year" else count
    return _shift(low, -months), _shift(high, months)


def _shift(day: date, months: int) -> date:
    """Move a period's first or last day by whole months; a month's last day stays a month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year < OPEN_START.year:
        return OPEN_START
    if year > OPEN_END.year:
        return OPEN_END
    return date(year, month + 1, 1) if day.day == 1 else _month_end(year, month + 1)
