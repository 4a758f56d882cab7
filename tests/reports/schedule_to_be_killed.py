"""Runs what is due and stops for good in the middle of a run, so that a test can kill it; see `test_scheduling`."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from tertius import logs
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
from tertius.reports.compute import Progress
from tertius.reports.delivering.delivering import Delivering, of_runs
from tertius.reports.delivering.records import Deliveries
from tertius.reports.plan import ReportPlan
from tertius.reports.plan_files import Plans
from tertius.reports.running import Running
from tertius.reports.runs import Runs
from tertius.reports.scheduling import Desk, Scheduling
from tertius.settings import Settings

target = Target(os.environ["URI"], "neo4j", SecretStr(os.environ["PASSWORD"]), os.environ["DATABASE"])
logs.configure("warning")
catalogue = Catalogue.load()


class Stopped:
    """A clock that shows one moment."""

    def now(self) -> datetime:
        return datetime.fromisoformat(sys.argv[2]).astimezone(UTC)

    def wait(self, seconds: float) -> None:
        raise AssertionError("The run was to be held up.")


def on_database(work: Callable[[Desk], Awaitable[None]]) -> None:
    async def inside() -> None:
        with open_driver(target) as driver:
            async with open_async_driver(target, pool_size=4) as async_driver:
                reader = Reader(async_driver, target.database)
                runs = Runs(Writer(driver, target.database))
                running = Running(runs, Answers(catalogue, reader), reader, catalogue)
                watching = Watching(Firings(runs.writer), Answers(catalogue, reader), reader, catalogue)
                await work(Desk(running, watching, Delivering(Deliveries(runs.writer), of_runs(runs), Settings())))

    asyncio.run(inside())


def held_up(run: str, progress: Progress) -> None:
    if progress.done == 1:
        print(run, flush=True)
        sys.stdin.read()


def refuse(name: str, fault: Told) -> None:
    sys.exit(f"{name}: {fault}")


folder = Path(sys.argv[1])
reports: Agenda[ReportPlan] = Agenda(Plans(folder, catalogue), refuse)
alerts: Agenda[AlertRule] = Agenda(Rules(folder / "alerts", catalogue), refuse)
Scheduling(reports, alerts, on_database, Stopped(), held_up).serve()
