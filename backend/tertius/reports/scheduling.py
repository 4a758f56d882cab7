"""Running reports when they are due, for as long as somebody wants: what ``tertius schedule`` does.

Who runs what is decided in the database (`Runs.begin`), so that any number of these may go on at once. Between two runs
nothing is held: the database is opened for what is due, and may be away until then.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol, TypeAlias

from tertius import logs
from tertius.errors import ConflictError, DatabaseUnavailableError, InputError, NoRoomError, TertiusError
from tertius.reports.agenda import Agenda, Due, P
from tertius.reports.alerts.rule import AlertRule
from tertius.reports.alerts.watching import Watching
from tertius.reports.compute import Progress
from tertius.reports.delivering.delivering import Delivering
from tertius.reports.plan import ReportPlan
from tertius.reports.running import Running
from tertius.reports.runs import Held, Needless

LOOK_S = 15.0
"""Seconds between two looks at what is due: a changed file, and a clock that was set, are noticed after so many."""

AWAY_S = (15, 30, 60, 120, 300)
"""Seconds until a database that is away is tried again; the last for all later times."""

_LOG = logs.get("schedule")


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """Return the moment, with its time zone."""
        ...

    def wait(self, seconds: float) -> None:
        """Come back after some seconds, or before."""
        ...


class WallClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """See `Clock.now`."""
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        """See `Clock.wait`."""
        time.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Desk:
    """What works on an open database.

    Attributes
    ----------
    running
        Runs reports.
    watching
        Looks for alerts.
    delivering
        Delivers what they found.
    """

    running: Running
    watching: Watching
    delivering: Delivering


OnDatabase: TypeAlias = Callable[[Callable[[Desk], Awaitable[None]]], None]
"""Opens the database, does the work on it in an event loop of its own, and closes it."""


class Scheduling:
    """Runs what is due, one report after the other.

    Parameters
    ----------
    reports, alerts
        What is due.
    on_database
        How the database is had.
    clock
        The time.
    told
        Called before each section of a run, with the run's id.
    """

    def __init__(
        self,
        reports: Agenda[ReportPlan],
        alerts: Agenda[AlertRule],
        on_database: OnDatabase,
        clock: Clock,
        told: Callable[[str, Progress], None] = lambda _run, _progress: None,
    ) -> None:
        self._reports = reports
        self._alerts = alerts
        self._on_database = on_database
        self._clock = clock
        self._told = told
        self._away = 0
        self._again: datetime | None = None
        # When something is to be delivered: what was left from before is looked for at first.
        self._delivery: datetime | None = clock.now()

    def serve(self) -> None:
        """Run what is due until this is interrupted; what was interrupted is made up by whoever looks next."""
        while True:
            self.round()
            self._clock.wait(LOOK_S)

    def round(self) -> None:
        """Look once at what is due, and run it.

        Raises
        ------
        InputError
            The settings do not lead to a database.
        """
        now = self._clock.now()
        reports, alerts = self._reports.due(now), self._alerts.due(now)
        if self._again is not None and now < self._again:
            return
        if not reports and not alerts and (self._delivery is None or now < self._delivery):
            return
        try:
            self._on_database(partial(self._work, reports, alerts))
        except InputError:
            raise
        except TertiusError as error:
            self._is_away(error)
            return
        if self._away:
            _LOG.info("The database answers again.")
        self._away, self._again = 0, None

    def _is_away(self, error: TertiusError) -> None:
        """Wait before the database is tried again, longer each time; say so the first time."""
        pause = AWAY_S[min(self._away, len(AWAY_S) - 1)]
        self._again = self._clock.now() + timedelta(seconds=pause)
        if not self._away:
            _LOG.warning("The database cannot be used; it is tried again and again.", why=error.what, where=error.where)
        self._away += 1

    async def _work(self, reports: Sequence[Due[ReportPlan]], alerts: Sequence[Due[AlertRule]], desk: Desk) -> None:
        await self._deliver(desk)
        for alert in alerts:
            await self._attempt(self._alerts, alert, partial(self._look, alert, desk.watching))
            await self._deliver(desk)
        for report in reports:
            await self._attempt(self._reports, report, partial(self._run, report, desk.running))
            await self._deliver(desk)

    async def _deliver(self, desk: Desk) -> None:
        """Deliver what is to be delivered now, and take note when there is more to do."""
        await desk.delivering.deliver(self._clock.now)
        self._delivery = await asyncio.to_thread(desk.delivering.deliveries.next, self._clock.now())

    async def _attempt(self, agenda: Agenda[P], due: Due[P], work: Callable[[], Awaitable[None]]) -> None:
        """Do what is due, and take note if it fails."""
        try:
            await work()
        except (DatabaseUnavailableError, NoRoomError):
            raise
        except TertiusError as error:
            # A load that goes on will end; anything else may take somebody's hand.
            again = agenda.later(due, self._clock.now(), failed=not isinstance(error, ConflictError))
            facts = {"why": error.what, "next_step": error.next_step, "again": again.isoformat()}
            _LOG.warning("failed", **_facts(due), **facts)
        except Exception:  # noqa: BLE001 - a mistake of ours in one of them must not end the others
            agenda.later(due, self._clock.now(), failed=True)
            _LOG.exception("failed", **_facts(due))

    async def _look(self, due: Due[AlertRule], watching: Watching) -> None:
        """Look for an alert."""
        look = await watching.look(due.plan, due=due.moment)
        self._alerts.settled(due)
        if look.fired:
            _LOG.info("told", alert=due.plan.name, due=due.moment.isoformat(), id=look.fired)

    async def _run(self, due: Due[ReportPlan], running: Running) -> None:
        """Run a report, unless it happened or goes on elsewhere."""
        computing: asyncio.Task[object] | None = None
        lost = False

        def on_lost() -> None:
            nonlocal lost
            lost = True
            if computing is not None:
                computing.cancel()

        begun = await running.begin(due.plan, {}, due=due.moment, on_lost=on_lost)
        if isinstance(begun, Needless):
            if begun.run is not None and begun.run.status == "running":
                self._reports.later(due, self._clock.now(), failed=False)  # whoever computes it may be killed
            else:
                self._reports.settled(due)
            return
        began = time.monotonic()
        computing = asyncio.create_task(running.compute(due.plan, begun, partial(self._told, begun.id), deliver=True))
        try:
            await computing
        except asyncio.CancelledError:
            if not lost:
                raise
            self._reports.later(due, self._clock.now(), failed=False)
            _LOG.warning("cancelled", **_facts(due, begun))
            return
        self._reports.settled(due)
        _LOG.info("done", **_facts(due, begun), seconds=round(time.monotonic() - began, 1))


def _facts(due: Due[Any], held: Held | None = None) -> dict[str, object]:
    run = {} if held is None else {"run": held.id, "attempt": held.attempt}
    what = "report" if isinstance(due.plan, ReportPlan) else "alert"
    return {what: due.plan.name, "due": due.moment.isoformat(), **run}
