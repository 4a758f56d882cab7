"""What is due is run once, whatever happens to the clock, the files, the database and the process."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from tertius.answers import Answers
from tertius.catalog.catalogue import Catalogue
from tertius.catalog.declared import Told
from tertius.graph.connect import Target, open_async_driver, open_driver
from tertius.graph.read import Reader
from tertius.graph.write import Writer
from tertius.reports.agenda import Agenda
from tertius.reports.alerts.firings import Firings
from tertius.reports.alerts.rule import AlertRule
from tertius.reports.alerts.rule_files import Rules
from tertius.reports.alerts.watching import Watching
from tertius.reports.delivering.delivering import Delivering, of_runs
from tertius.reports.delivering.records import Deliveries
from tertius.reports.plan import ReportPlan
from tertius.reports.plan_files import READY, Plans
from tertius.reports.running import Running
from tertius.reports.runs import Runs
from tertius.reports.scheduling import Desk, Scheduling
from tertius.settings import Settings

OnDatabase = Callable[[Callable[[Desk], Awaitable[None]]], None]
Opened = Callable[[Target], OnDatabase]

MONDAY = datetime(2024, 9, 2, 7, tzinfo=UTC)


class OverError(Exception):
    """The time of a test is over."""


class Hand:
    """A clock whose hand is moved by whoever waits: so many minutes at a time, until an end."""

    def __init__(self, now: datetime, end: datetime | None = None, minutes: int = 30) -> None:
        self.moment = now
        self._end = end
        self._step = timedelta(minutes=minutes)

    def now(self) -> datetime:
        return self.moment

    def wait(self, seconds: float) -> None:
        self.moment += self._step
        if self._end is None or self.moment > self._end:
            raise OverError


def written(folder: Path, name: str, cron: str, zone: str = "UTC", *sections: str) -> Path:
    """Write a report's file, of a short question unless others are given."""
    path = folder / f"{name}.yaml"
    lines = [f"title: {name}", f'schedule: {{cron: "{cron}", timezone: {zone}}}', "sections:"]
    asked = sections or ("commanders/several",)
    lines += [f"  - {{title: Part {n}, question: {one}}}" for n, one in enumerate(asked)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the user's folder of reports; the ready one with a schedule is not run on a schedule of its own."""
    text = (READY / "weekly-brokers.yaml").read_text(encoding="utf-8")
    cut = text.replace('schedule:\n  cron: "0 7 * * mon"\n  timezone: UTC\n', "")
    assert cut != text
    (tmp_path / "weekly-brokers.yaml").write_text(cut, encoding="utf-8")
    return tmp_path


@pytest.fixture
def told() -> list[tuple[str, Told]]:
    """Give what is said of files that cannot be run."""
    return []


@pytest.fixture
def opened(catalogue: Catalogue) -> Opened:
    """Give a function that returns how a database is had."""

    def of(target: Target) -> OnDatabase:
        def on_database(work: Callable[[Desk], Awaitable[None]]) -> None:
            async def inside() -> None:
                with open_driver(target) as driver:
                    async with open_async_driver(target, pool_size=4) as async_driver:
                        reader = Reader(async_driver, target.database)
                        runs = Runs(Writer(driver, target.database))
                        running = Running(runs, Answers(catalogue, reader), reader, catalogue)
                        watching = Watching(Firings(runs.writer), Answers(catalogue, reader), reader, catalogue)
                        await work(
                            Desk(running, watching, Delivering(Deliveries(runs.writer), of_runs(runs), Settings()))
                        )

            asyncio.run(inside())

        return on_database

    return of


@pytest.fixture
def scheduling(
    folder: Path,
    catalogue: Catalogue,
    opened: Opened,
    holding: Callable[..., Target],
    no_runs: None,
    told: list[tuple[str, Told]],
) -> Callable[..., Scheduling]:
    """Give a function that makes a scheduling on the harbour, with a clock."""
    target = holding("harbour")

    def made(clock: Hand, on: OnDatabase | None = None) -> Scheduling:
        def tell(name: str, fault: Told) -> None:
            told.append((name, fault))

        reports: Agenda[ReportPlan] = Agenda(Plans(folder, catalogue), tell)
        alerts: Agenda[AlertRule] = Agenda(Rules(folder / "alerts", catalogue), tell)
        return Scheduling(reports, alerts, on or opened(target), clock)

    return made


@pytest.fixture
def happened(writer: Writer) -> Callable[[str], list[tuple[datetime | None, str, int]]]:
    """Give a function that returns the runs of a report: when they were due, what became of them, in which attempt."""

    def of(report: str) -> list[tuple[datetime | None, str, int]]:
        found = [(run.due, run.status, run.attempt) for run in Runs(writer).page(report, limit=500).items]
        return sorted(found, key=str)

    return of


Made = Callable[..., Scheduling]
Happened = Callable[[str], list[tuple[datetime | None, str, int]]]


def serve(scheduling: Scheduling) -> None:
    with pytest.raises(OverError):
        scheduling.serve()


def test_what_is_due_is_run_once_and_again_when_it_is_due_again(
    folder: Path, scheduling: Made, happened: Happened
) -> None:
    written(folder, "daily", "0 7 * * *")
    serve(scheduling(Hand(MONDAY - timedelta(minutes=10), MONDAY + timedelta(days=2, hours=1))))
    days = [MONDAY + timedelta(days=n) for n in (-1, 0, 1, 2)]  # that of Sunday is made up
    assert happened("daily") == [(day, "done", 1) for day in days]


@pytest.mark.parametrize(
    ("start", "dues"),
    [
        # in Paris the clock goes from 2 to 3 on the 31st of March, and from 3 to 2 on the 27th of October
        ("2024-03-30T00:00", ["2024-03-29T01:30", "2024-03-30T01:30", "2024-03-31T01:30", "2024-04-01T00:30"]),
        ("2024-10-26T00:00", ["2024-10-25T00:30", "2024-10-26T00:30", "2024-10-27T00:30", "2024-10-28T01:30"]),
    ],
)
def test_each_day_has_one_run_where_the_clock_changes(
    folder: Path, scheduling: Made, happened: Happened, start: str, dues: list[str]
) -> None:
    written(folder, "nightly", "30 2 * * *", "Europe/Paris")
    began = datetime.fromisoformat(f"{start}+00:00")
    serve(scheduling(Hand(began, began + timedelta(days=2, hours=12))))
    assert [due for due, _, _ in happened("nightly")] == [datetime.fromisoformat(f"{due}+00:00") for due in dues]


def test_what_was_missed_is_made_up_once_and_only_the_latest(
    folder: Path, scheduling: Made, happened: Happened
) -> None:
    written(folder, "daily", "0 7 * * *")
    serve(scheduling(Hand(MONDAY)))
    serve(scheduling(Hand(MONDAY + timedelta(days=5, hours=3), MONDAY + timedelta(days=5, hours=6))))
    assert happened("daily") == [(MONDAY, "done", 1), (MONDAY + timedelta(days=5), "done", 1)]


def test_two_at_once_run_it_once(folder: Path, scheduling: Made, happened: Happened) -> None:
    written(folder, "daily", "0 7 * * *")
    together = Barrier(2)

    def one(_: int) -> None:
        together.wait()
        serve(scheduling(Hand(MONDAY, MONDAY + timedelta(hours=2))))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, range(2)))
    assert happened("daily") == [(MONDAY, "done", 1)]


def test_files_that_come_change_break_and_are_mended_are_noticed(
    folder: Path, scheduling: Made, happened: Happened, told: list[tuple[str, Told]]
) -> None:
    clock = Hand(MONDAY)
    service = scheduling(clock)
    service.round()
    path = written(folder, "late", "0 7 * * *")
    service.round()
    assert [due for due, _, _ in happened("late")] == [MONDAY]

    written(folder, "other", "0 7 * * *")
    path.write_text(path.read_text(encoding="utf-8").replace("commanders/several", "commanders/severl"))
    clock.moment += timedelta(days=1)
    service.round()
    service.round()
    assert [(name, fault.where) for name, fault in told] == [("late", f"{path}, line 4")]
    assert [due for due, _, _ in happened("late")] == [MONDAY]
    assert [due for due, _, _ in happened("other")] == [MONDAY + timedelta(days=1)]

    written(folder, "late", "0 8 * * *")
    clock.moment += timedelta(hours=1)
    service.round()
    assert [due for due, _, _ in happened("late")] == [MONDAY, MONDAY + timedelta(days=1, hours=1)]
    path.unlink()
    clock.moment += timedelta(days=1)
    service.round()
    assert len(happened("late")) == 2
    assert len(told) == 1


def test_a_report_that_needs_an_input_is_not_run_and_that_is_said(
    folder: Path, scheduling: Made, happened: Happened, told: list[tuple[str, Told]]
) -> None:
    (folder / "one.yaml").write_text(
        'title: One\nschedule: {cron: "0 7 * * *"}\ninputs: {who: {about: A person}}\nsections:\n'
        "  - {title: A, question: evidence/of_entity, params: {entity_id: $who}}\n"
    )
    service = scheduling(Hand(MONDAY))
    service.round()
    service.round()
    assert [(name, "needs who" in fault.what) for name, fault in told] == [("one", True)]
    assert happened("one") == []


def test_one_that_fails_is_tried_again_after_a_while_and_holds_nobody_up(
    folder: Path, scheduling: Made, happened: Happened
) -> None:
    path = folder / "bad.yaml"
    path.write_text(
        'title: Bad\nschedule: {cron: "0 6 * * *"}\nsections:\n'
        "  - {title: A, question: evidence/of_entity, params: {entity_id: nobody-has-this-id}}\n"
    )
    written(folder, "good", "0 7 * * *")
    clock = Hand(MONDAY)
    service = scheduling(clock)
    service.round()
    due = MONDAY - timedelta(hours=1)
    assert happened("bad") == [(due, "failed", 1)]
    assert happened("good") == [(MONDAY, "done", 1)]
    for seconds, attempt in ((59, 1), (1, 2), (119, 2), (1, 3), (60, 3)):
        clock.moment += timedelta(seconds=seconds)
        service.round()
        assert happened("bad") == [(due, "failed", attempt)]
    path.write_text(path.read_text(encoding="utf-8").replace("nobody-has-this-id", "harbour:tern"))
    clock.moment += timedelta(seconds=240)
    service.round()
    assert happened("bad") == [(due, "done", 4)]


def test_a_database_that_is_away_is_waited_for(
    folder: Path, scheduling: Made, happened: Happened, opened: Opened, target: Target
) -> None:
    from socket import socket

    written(folder, "daily", "0 7 * * *")
    tried: list[datetime] = []
    clock = Hand(MONDAY, MONDAY + timedelta(minutes=3), minutes=0)
    clock._step = timedelta(seconds=15)
    with socket() as held:  # a port where nobody listens
        held.bind(("127.0.0.1", 0))
        away = opened(Target(f"bolt://127.0.0.1:{held.getsockname()[1]}", target.user, target.password))

        def on_database(work: Callable[[Desk], Awaitable[None]]) -> None:
            tried.append(clock.now())
            (away if len(tried) < 3 else opened(target))(work)

        serve(scheduling(clock, on_database))
    assert [(one - MONDAY).total_seconds() for one in tried] == [0, 15, 45]
    assert happened("daily") == [(MONDAY, "done", 1)]


def test_what_it_ran_is_delivered_and_tried_again_when_nothing_is_due(
    folder: Path, scheduling: Made, writer: Writer, tmp_path: Path
) -> None:
    blocked = tmp_path / "out"
    blocked.write_text("")
    path = written(folder, "daily", "0 7 * * *")
    path.write_text(f"{path.read_text(encoding='utf-8')}deliver:\n- {{folder: '{blocked}', formats: [json]}}\n")
    clock = Hand(MONDAY)
    service = scheduling(clock)
    service.round()
    blocked.unlink()
    for seconds in (59, 1):
        assert not blocked.exists()
        clock.moment += timedelta(seconds=seconds)
        service.round()
    [made] = list(blocked.iterdir())
    assert made.name.startswith("daily.1-2024-09-02-")
    [found] = Runs(writer).get("daily.1").deliveries
    assert (found.status, found.attempts) == ("delivered", 2)


def test_alerts_look_when_they_are_due_and_a_broken_one_holds_nobody_up(
    folder: Path, scheduling: Made, writer: Writer, told: list[tuple[str, Told]]
) -> None:
    alerts = folder / "alerts"
    alerts.mkdir()
    text = 'title: A\nquestion: commanders/several\nwhen: {enters: rows}\nschedule: {cron: "0 * * * *"}\n'
    (alerts / "several.yaml").write_text(text)
    (alerts / "broken.yaml").write_text(text.replace("enters", "entres"))
    (alerts / "backwards.yaml").write_text(f"{text}params: {{from_day: 2020-01-01, to_day: 2019-01-01}}\n")
    clock = Hand(MONDAY)
    service = scheduling(clock)
    for _ in range(2):
        service.round()
        [(name, (checked, matched))] = Firings(writer).states().items()
        assert (name, matched) == ("several", 1)
    clock.moment += timedelta(hours=1)
    service.round()
    assert Firings(writer).states()["several"][0] > checked
    assert [name for name, _ in told] == ["broken"]


def test_one_that_was_killed_in_the_middle_is_made_up_by_the_next(
    folder: Path, scheduling: Made, happened: Happened, target: Target
) -> None:
    written(folder, "daily", "0 7 * * *", "UTC", "commanders/several", "commanders/overlapping")
    script = Path(__file__).with_name("schedule_to_be_killed.py")
    where = {"URI": target.uri, "PASSWORD": target.password.get_secret_value(), "DATABASE": target.database}
    service = scheduling(Hand(MONDAY))
    with subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, str(script), str(folder), MONDAY.isoformat()],
        env={**os.environ, **where},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "daily.1"
        service.round()
        assert happened("daily") == [(MONDAY, "running", 1)]
        process.kill()
    assert happened("daily") == [(MONDAY, "stopped", 1)]
    serve(scheduling(Hand(MONDAY + timedelta(minutes=1))))
    assert happened("daily") == [(MONDAY, "done", 2)]
    service._clock.moment += timedelta(minutes=1)  # type: ignore[attr-defined]
    service.round()
    assert happened("daily") == [(MONDAY, "done", 2)]
