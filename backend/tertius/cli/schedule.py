"""``tertius schedule``: runs reports when they are due, until it is stopped."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING

import click

from tertius.cli import told
from tertius.cli.session import configured_target, read_settings
from tertius.cli.stopping import heeding_stop_signals

if TYPE_CHECKING:
    from tertius.catalog.declared import Told
    from tertius.reports.agenda import Scheduled
    from tertius.reports.alerts.rule import AlertRule
    from tertius.reports.plan import ReportPlan
    from tertius.reports.scheduling import Desk


@click.command()
# As a service manager ends it: by what Ctrl-C does, which ends what is computed first. A script that starts this in
# the background has Ctrl-C ignored, and with it that way to end.
@heeding_stop_signals()
def schedule() -> None:
    """Run reports and look for alerts when they are due, until Ctrl-C.

    Those that have a schedule and need no input: yours, and the ready reports.
    A file that is added or changed needs no restart. The run that a report was
    due last is made up, once, by whoever looks first: several of these may go
    on at once, beside `tertius report run NAME --if-due`.
    """
    import asyncio

    from tertius import logs
    from tertius.cli.reporting import desk_on, plans_of, rules_of, runs_on
    from tertius.reports.agenda import Agenda
    from tertius.reports.scheduling import Scheduling, WallClock

    settings = read_settings()
    logs.configure(settings.log_level)
    if settings.neo4j_uri:
        configured_target(settings)  # a password that is missing is told now, not when something is due

    def on_database(work: "Callable[[Desk], Awaitable[None]]") -> None:
        with runs_on(settings) as (target, runs):

            async def inside() -> None:
                async with desk_on(settings, target, runs) as desk:
                    await work(desk)

            asyncio.run(inside())

    def tell(name: str, fault: "Told") -> None:
        logs.get("schedule").warning(
            "not run", report=name, why=fault.what, where=fault.where, next_step=fault.next_step
        )

    clock = WallClock()
    reports: Agenda[ReportPlan] = Agenda(plans_of(settings), tell)
    alerts: Agenda[AlertRule] = Agenda(rules_of(settings), tell)
    try:
        scheduled: list[Scheduled] = [*reports.scheduled(), *alerts.scheduled()]
        for one in scheduled:
            click.echo(_line(one, clock.now()))
        told.tell("Runs what is due. Ctrl-C stops it.")
        Scheduling(reports, alerts, on_database, clock).serve()
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)  # Ctrl-C is how this command ends: no failure


def _line(plan: "Scheduled", now: "datetime") -> str:
    """Return when a report or an alert is due next."""
    from tertius.reports.times import Times

    times = Times.of(plan.schedule)
    found = times.next(now) if times else None
    when = f"{found.astimezone(times.zone):%Y-%m-%d %H:%M %Z}" if times and found else "never again"
    return f"{plan.name}  next due {when}"
