"""Expected times are read off a calendar: 2 September 2024 is a Monday; Paris changes on 31 March and 27 October."""

from datetime import UTC, datetime

import pytest

from tertius.reports.plan import Schedule
from tertius.reports.times import ScheduleError, Times


def times(cron: str, timezone: str = "UTC") -> Times:
    return Times(Schedule(cron=cron, timezone=timezone))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("1", "2024-09-02"),
        ("mon", "2024-09-02"),
        ("0", "2024-09-08"),
        ("7", "2024-09-08"),
        ("sun", "2024-09-08"),
        ("5-7", "2024-09-06"),
        ("fri-mon", "2024-09-02"),
        ("sat,3", "2024-09-04"),
        ("1-7/3", "2024-09-02"),
        ("2/2", "2024-09-03"),
    ],
)
def test_days_of_the_week_count_from_sunday(day: str, due: str) -> None:
    assert times(f"0 7 * * {day}").next(at("2024-09-01T08:00")) == at(f"{due}T07:00")  # a Sunday, an hour after seven


def test_a_daily_report_is_due_once_a_day_when_the_clock_changes() -> None:
    paris = times("30 2 * * *", "Europe/Paris")
    found, moment = [], at("2024-03-29T12:00")
    for _ in range(3):
        moment = paris.next(moment) or moment
        found.append(moment)
    # On 31 March the clock shows no half past two: it is half past three then.
    assert found == [at("2024-03-30T01:30"), at("2024-03-31T01:30"), at("2024-04-01T00:30")]
    found, moment = [], at("2024-10-25T12:00")
    for _ in range(3):
        moment = paris.next(moment) or moment
        found.append(moment)
    # On 27 October it shows half past two twice: the first one counts.
    assert found == [at("2024-10-26T00:30"), at("2024-10-27T00:30"), at("2024-10-28T01:30")]


def test_an_hourly_report_is_due_every_hour_when_the_clock_changes() -> None:
    paris = times("0 * * * *", "Europe/Paris")
    moment, found = at("2024-10-26T22:30"), []
    for _ in range(4):
        moment = paris.next(moment) or moment
        found.append(moment.hour)
    assert found == [23, 0, 1, 2]


@pytest.mark.parametrize("cron", ["*/15 * * * *", "0 7 * * mon", "30 2 * * *", "0 12 1 * *", "0 0 29 2 *"])
@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris", "Africa/Bamako", "America/St_Johns"])
def test_the_last_time_is_the_one_after_which_the_next_is_still_to_come(cron: str, zone: str) -> None:
    schedule = times(cron, zone)
    for now in (at("2024-03-31T01:30"), at("2024-10-27T01:10"), at("2023-06-07T08:09")):
        last, upcoming = schedule.last(now), schedule.next(now)
        assert last is not None
        assert upcoming is not None
        assert last <= now < upcoming
        assert schedule.next(last) == upcoming


def test_a_time_is_its_own_last_one() -> None:
    assert times("0 7 * * mon").last(at("2024-09-02T07:00")) == at("2024-09-02T07:00")


@pytest.mark.parametrize(
    ("cron", "said"),
    [
        ("0 7 * *", "five"),
        ("0 7 * * 8", "'8' is no day of the week"),
        ("0 7 * * mun", "'mun' is no day of the week"),
        ("61 7 * * *", "no cron line"),
        ("0 0 30 2 *", "never due"),
        ("*/0 * * * *", "no minute"),
        ("0 7 1 * 1", "cron programs differ"),
        ("0 7 * * 1;2", "no day of the week"),
        ("0 7 ؟ * *", "no day of the month"),
    ],
)
def test_a_line_that_is_none_is_refused(cron: str, said: str) -> None:
    with pytest.raises(ScheduleError, match=said) as caught:
        times(cron)
    assert caught.value.field == "cron"


@pytest.mark.parametrize("zone", ["Mali/Bamako", "../UTC", "CEST"])
def test_a_time_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(ScheduleError, match="no time zone") as caught:
        times("0 7 * * *", zone)
    assert caught.value.field == "timezone"
