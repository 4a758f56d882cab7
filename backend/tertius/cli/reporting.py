"""What commands about reports share: the plans, the runs that a database keeps, and what runs reports on it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from tertius.cli.session import database, room_of

if TYPE_CHECKING:
    from tertius.graph.connect import Target
    from tertius.reports.delivering.delivering import Delivering
    from tertius.reports.plan_files import Plans
    from tertius.reports.running import Running
    from tertius.reports.runs import Runs
    from tertius.settings import Settings


def plans_of(settings: "Settings") -> "Plans":
    """Return the reports that there are."""
    from tertius.cli.asking import catalogue
    from tertius.reports.plan_files import Plans

    return Plans(settings.config_dir / "reports", catalogue())


@contextmanager
def runs_on(settings: "Settings") -> "Iterator[tuple[Target, Runs]]":
    """Give the database, and the runs that it keeps."""
    from tertius.graph.connect import open_driver
    from tertius.graph.migrate import migrate
    from tertius.graph.write import Writer
    from tertius.reports.runs import Runs

    room = room_of(settings)
    with database(settings) as target, open_driver(target) as driver:
        migrate(driver, target.database)
        writer = Writer(driver, target.database, before=room.check if room else None)
        yield target, Runs(writer, kept=settings.report_runs)


def delivering_of(settings: "Settings", runs: "Runs") -> "Delivering":
    """Return what delivers from the database of some runs."""
    from tertius.reports.delivering.delivering import Delivering, of_runs
    from tertius.reports.delivering.records import Deliveries

    return Delivering(Deliveries(runs.writer), of_runs(runs), settings)


@asynccontextmanager
async def running_on(settings: "Settings", target: "Target", runs: "Runs") -> "AsyncIterator[Running]":
    """Give what runs reports on a database, within the limits of the settings."""
    from tertius.answers import Answers
    from tertius.cli.asking import catalogue
    from tertius.graph.connect import open_async_driver
    from tertius.graph.read import Reader
    from tertius.reports.running import Running

    async with open_async_driver(target, pool_size=4) as driver:
        reader = Reader(driver, target.database, timeout_s=settings.query_timeout_s, max_rows=settings.max_rows)
        answers = Answers(catalogue(), reader, measure_timeout_s=settings.query_timeout_s, cluster=settings.dask)
        yield Running(runs, answers, reader, catalogue())
