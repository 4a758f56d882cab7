"""``tertius schedule``: runs reports when they are due, until it is stopped."""

import signal
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING

import click

from tertius.cli.session import configured_target, read_settings

if TYPE_CHECKING:
    from tertius.reports.plan import ReportPlan
    from tertius.reports.plan_files import Told


@click.command()
def schedule() -> None:
    """Run reports when they are due, until Ctrl-C stops it.

    Those that have a schedule and need no input: yours, and the ready ones. A
    file that is added or changed needs no restart. The run that a report was
    due last is made up, once, by whoever looks first: several of these may go
    on at once, beside `tertius report run NAME --if-due`.
    """
    import asyncio

    from tertius import logs
    from tertius.cli.asking import catalogue
    from tertius.cli.reporting import delivering_of, plans_of, running_on, runs_on
    from tertius.reports.agenda import Agenda
    from tertius.reports.scheduling import Desk, Scheduling, WallClock

    settings = read_settings()
    logs.configure(settings.log_level)
    if settings.neo4j_uri:
        configured_target(settings)  # a password that is missing is told now, not when something is due
    # As a service manager ends it; Ctrl-C ends what is computed first.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))

    def on_database(work: "Callable[[Desk], Awaitable[None]]") -> None:
        with runs_on(settings) as (target, runs):

            async def inside() -> None:
                async with running_on(settings, target, runs) as running:
                    await work(Desk(running, delivering_of(settings, runs)))

            asyncio.run(inside())

    def tell(name: str, fault: "Told") -> None:
        logs.get("schedule").warning(
            "not run", report=name, why=fault.what, where=fault.where, next_step=fault.next_step
        )

    clock = WallClock()
    agenda = Agenda(plans_of(settings), catalogue(), tell)
    try:
        for plan in agenda.scheduled():
            click.echo(_line(plan, clock.now()))
        click.echo("Runs what is due. Ctrl-C stops it.")
        Scheduling(agenda, on_database, clock).serve()
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)  # Ctrl-C is how this command ends: no failure


def _line(plan: "ReportPlan", now: "datetime") -> str:
    """Return when a report is due next."""
    from tertius.reports.times import Times

    times = Times.of(plan.schedule)
    found = times.next(now) if times else None
    when = f"{found.astimezone(times.zone):%Y-%m-%d %H:%M %Z}" if times and found else "never again"
    return f"{plan.name}  next due {when}"
