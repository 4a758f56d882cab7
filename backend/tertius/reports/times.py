"""When a report is due: cron lines read as cron reads them, in a time zone with its daylight saving.

APScheduler finds the times. Two habits of its own are set right here: it counts days of the week from Monday where
every crontab counts from Sunday, and it runs a daily job twice on the night when the clock goes back.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from apscheduler.triggers.cron import CronTrigger

from tertius.reports.plan import Schedule
from tertius.wording import counted

FIELDS = ("minute", "hour", "day of the month", "month", "day of the week")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_PART = re.compile(r"(?P<first>\*|\w+)(-(?P<last>\w+))?(/(?P<step>[1-9][0-9]?))?")
_HORIZON = timedelta(
    days=8 * 366 + 1
)  # between the leap days of 1896 and 1904, or 2096 and 2104, there are eight years
_LOOKING_BACK = (timedelta(hours=1), timedelta(days=1), timedelta(days=32), timedelta(days=367), _HORIZON)


class ScheduleError(ValueError):
    """A schedule that cannot be.

    Attributes
    ----------
    field
        ``cron`` or ``timezone``.
    """

    def __init__(self, field: str, what: str) -> None:
        super().__init__(what)
        self.field = field


class Times:
    """The times of a schedule.

    Parameters
    ----------
    schedule
        The schedule.

    Raises
    ------
    ScheduleError
        Its cron line or time zone is none, or no day is ever right.
    """

    def __init__(self, schedule: Schedule) -> None:
        self._fields = _fields(schedule.cron)
        if schedule.timezone not in available_timezones():
            raise ScheduleError("timezone", f"There is no time zone {schedule.timezone!r}")
        self.zone = ZoneInfo(schedule.timezone)
        self._by_the_clock = not self._fields[1].startswith("*")
        try:
            never = self.next(datetime(2024, 1, 1, tzinfo=UTC)) is None
        except ValueError as error:
            raise ScheduleError("cron", f"{schedule.cron!r} is no cron line: {error}") from None
        if never:
            raise ScheduleError("cron", f"{schedule.cron!r} is never due")

    @classmethod
    def of(cls, schedule: Schedule | None) -> Self | None:
        """Return the times of a schedule, None where there is none."""
        return None if schedule is None else cls(schedule)

    def next(self, after: datetime) -> datetime | None:
        """Return the first time after a moment, in UTC; None if there is none within eight years.

        Parameters
        ----------
        after
            A moment with its time zone.
        """
        return next(self._after(after, after + _HORIZON), None)

    def last(self, now: datetime) -> datetime | None:
        """Return the latest time that is not after a moment, in UTC; None if there is none within eight years.

        Parameters
        ----------
        now
            A moment with its time zone.
        """
        for span in _LOOKING_BACK:
            found = None
            for found in self._after(now - span, now):  # noqa: B007 - the last one is wanted
                pass
            if found is not None:
                return found
        return None

    def _after(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """Give the times after a moment, up to and including another."""
        minute, hour, day, month, day_of_week = self._fields
        trigger = CronTrigger(
            minute=minute, hour=hour, day=day, month=month, day_of_week=day_of_week, timezone=self.zone
        )
        # In UTC: two times of one zone are compared by what the clock shows, which it shows twice as it goes back.
        trigger.end_date = end.astimezone(UTC)
        at = start.astimezone(UTC) + timedelta(microseconds=1)
        while True:
            found = trigger.get_next_fire_time(None, at.astimezone(self.zone))
            if found is None or found.astimezone(UTC) > end:
                return
            due = found.astimezone(UTC)
            if not (self._by_the_clock and _again(due.astimezone(self.zone))):
                yield due
            at = due + timedelta(microseconds=1)


def _again(local: datetime) -> bool:
    """Say whether the clock has shown this time once before, as it goes back."""
    return local.fold == 1 and local.utcoffset() != local.replace(fold=0).utcoffset()


def _fields(cron: str) -> tuple[str, ...]:
    fields = cron.lower().split()
    if len(fields) != len(FIELDS):
        raise ScheduleError(
            "cron", f"{cron!r} has {counted(len(fields), 'part')}; a cron line has five: {', '.join(FIELDS)}"
        )
    for name, field in zip(FIELDS, fields, strict=True):
        if not all(_PART.fullmatch(part) for part in field.split(",")):
            raise ScheduleError("cron", f"{field!r} is no {name} of a cron line")
    if not fields[2].startswith("*") and not fields[4].startswith("*"):
        raise ScheduleError(
            "cron", "A day of the month and a day of the week are given; cron programs differ on whether both must fit"
        )
    return (*fields[:4], ",".join(_days(part) for part in fields[4].split(",")))


def _days(part: str) -> str:
    """Return days of the week by name: 0 and 7 are Sunday, as in every crontab."""
    found = _PART.fullmatch(part)
    assert found is not None  # noqa: S101 - _fields looked
    first, last, step = found["first"], found["last"], int(found["step"] or 1)
    if first == "*":
        return "*" if step == 1 else ",".join(_DAYS[day] for day in range(0, 7, step))
    start = _day(first)
    end = _day(last) if last else start if found["step"] is None else 6
    if end < start:
        end += 7
    return ",".join(dict.fromkeys(_DAYS[day % 7] for day in range(start, end + 1, step)))


def _day(word: str) -> int:
    if word in _DAYS:
        return _DAYS.index(word)
    if word.isdecimal() and int(word) <= 7:
        return int(word)
    raise ScheduleError("cron", f"{word!r} is no day of the week: write {', '.join(_DAYS)}, or 0 to 7 from Sunday")
