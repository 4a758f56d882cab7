"""What commands about reports share: the plans, the runs that a database keeps, and what runs reports on it."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from tertius.cli.session import database, room_of

if TYPE_CHECKING:
    from tertius.graph.connect import Target
    from tertius.reports.alerts.rule import AlertRule
    from tertius.reports.alerts.rule_files import Rules
    from tertius.reports.delivering.delivering import Delivering
    from tertius.reports.delivering.records import DeliveryRecord
    from tertius.reports.plan import ReportPlan
    from tertius.reports.plan_files import Plans
    from tertius.reports.runs import Runs
    from tertius.reports.scheduling import Desk
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
    from tertius.reports.alerts.firings import Firings
    from tertius.reports.delivering.delivering import Delivering, of_runs
    from tertius.reports.delivering.records import Deliveries

    makers = {**of_runs(runs), "alert": Firings(runs.writer).parcel}
    return Delivering(Deliveries(runs.writer), makers, settings)


def rules_of(settings: "Settings") -> "Rules":
    """Return the user's alerts."""
    from tertius.cli.asking import catalogue
    from tertius.reports.alerts.rule_files import Rules

    return Rules(settings.config_dir / "alerts", catalogue())


@asynccontextmanager
async def desk_on(settings: "Settings", target: "Target", runs: "Runs") -> "AsyncIterator[Desk]":
    """Give what works on a database, within the limits of the settings."""
    from tertius.answers import Answers
    from tertius.cli.asking import catalogue
    from tertius.graph.connect import open_async_driver
    from tertius.graph.read import Reader
    from tertius.reports.alerts.firings import Firings
    from tertius.reports.alerts.watching import Watching
    from tertius.reports.running import Running
    from tertius.reports.scheduling import Desk

    async with open_async_driver(target, pool_size=4) as driver:
        reader = Reader(driver, target.database, timeout_s=settings.query_timeout_s, max_rows=settings.max_rows)
        answers = Answers(catalogue(), reader, measure_timeout_s=settings.query_timeout_s, cluster=settings.dask)
        yield Desk(
            Running(runs, answers, reader, catalogue()),
            Watching(Firings(runs.writer), answers, reader, catalogue()),
            delivering_of(settings, runs),
        )


def delivered(deliveries: "Sequence[DeliveryRecord]") -> list[str]:
    """Return what became of deliveries, a line each."""
    from tertius.wording import counted, printable

    lines = []
    for one in deliveries:
        place = printable(f"{one.place} ({', '.join(one.formats)})")
        why = printable(one.problem or "")
        if one.status == "delivered":
            lines.append(f"delivered {one.delivered:%Y-%m-%d %H:%M} to {place}")
        elif one.status == "failed":
            lines.append(f"not delivered to {place}, after {counted(one.attempts, 'try', 'tries')}: {why}")
        else:
            tried = f", tried {counted(one.attempts, 'time')}" if one.attempts else ""
            lines.append(f"waits to be delivered to {place}{tried}{': ' if why else ''}{why}")
    return lines


def refuse_nowhere(plan: "ReportPlan | AlertRule") -> None:
    """Refuse to deliver what has no place to be delivered to.

    Raises
    ------
    InputError
        The file says of none.
    """
    from tertius.errors import InputError

    if not plan.deliver:
        raise InputError(
            f"The file of {plan.name} says of no place that it is delivered to.",
            where="deliver",
            next_step="Give it one, such as deliver: [{folder: ~/reports}].",
        )


def delivered_again(
    settings: "Settings", runs: "Runs", about: str, what: str, plan: "ReportPlan | AlertRule"
) -> tuple[list[str], int]:
    """Deliver what is kept where its file says now, and return what became of it and how many tries did not succeed."""
    import asyncio
    from datetime import UTC, datetime

    delivering = delivering_of(settings, runs)
    delivering.deliveries.ask(about, what, plan.deliver, plan.formats)
    failures = asyncio.run(delivering.deliver(lambda: datetime.now(UTC), about))
    return delivered(delivering.deliveries.of(about)), failures
