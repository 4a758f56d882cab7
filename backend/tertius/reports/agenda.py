"""What is due: reports and alerts as their files are at each look, and what is known of the runs that they wait for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from tertius.catalog.declared import Told
from tertius.errors import NotFoundError
from tertius.reports.plan import ReportPlan, Schedule
from tertius.reports.times import Times
from tertius.wording import quoted

PAUSES_S = (60, 120, 300, 900, 3600)
"""Seconds until a run that failed is tried again: after the first failure, the second, …; the last for all others."""


class Scheduled(Protocol):
    """What is due at times: a report, or an alert."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def schedule(self) -> Schedule | None:
        """When it is due."""
        ...


P = TypeVar("P", bound=Scheduled)
P_co = TypeVar("P_co", bound=Scheduled, covariant=True)


class Seen(Protocol[P_co]):
    """A file that was looked at."""

    @property
    def plan(self) -> P_co | None:
        """What it declares; None if something is wrong with it."""
        ...

    @property
    def faults(self) -> tuple[Told, ...]:
        """All that is wrong."""
        ...


class Files(Protocol[P_co]):
    """The files that declare what is due."""

    def paths(self) -> dict[str, Path]:
        """Return them by name."""
        ...

    def look(self, path: Path) -> Seen[P_co]:
        """Look at one."""
        ...


@dataclass(frozen=True, slots=True)
class Due(Generic[P]):
    """What is due.

    Attributes
    ----------
    plan
        The report, or the alert.
    moment
        When it was due.
    """

    plan: P
    moment: datetime


@dataclass(slots=True)
class _Wait:
    """What is known of the run of a report that was due last."""

    moment: datetime
    tries: int = 0
    until: datetime | None = None  # None: it happened


class Agenda(Generic[P]):
    """What is run when it is due: reports or alerts with a schedule that need no input.

    Files are looked at anew each time, so that one that is added, changed or broken needs no restart.

    Parameters
    ----------
    files
        Those that there are.
    tell
        Called once for each file that cannot be run, as it is now.
    """

    def __init__(self, files: Files[P], tell: Callable[[str, Told], None]) -> None:
        self._files = files
        self._tell = tell
        self._known: dict[Path, tuple[tuple[int, int], Seen[P]]] = {}
        self._waits: dict[str, _Wait] = {}

    def scheduled(self) -> list[P]:
        """Return those that are run when they are due, as their files are now."""
        paths = self._files.paths()
        self._known = {path: known for path, known in self._known.items() if path in paths.values()}
        found = [plan for name, path in paths.items() if (plan := self._read(name, path))]
        names = {plan.name for plan in found}
        self._waits = {name: wait for name, wait in self._waits.items() if name in names}
        return found

    def due(self, now: datetime) -> list[Due[P]]:
        """Return what is to be begun: of each the latest run that was due, unless it is known to be done.

        Those that were due before it are not made up.

        Parameters
        ----------
        now
            The moment of the look.
        """
        found = []
        for plan in self.scheduled():
            times = Times.of(plan.schedule)
            moment = times.last(now) if times else None
            if moment is None:
                continue
            wait = self._waits.get(plan.name)
            if wait is None or wait.moment != moment or (wait.until is not None and wait.until <= now):
                found.append(Due(plan, moment))
        return sorted(found, key=lambda one: one.moment)

    def settled(self, due: Due[P]) -> None:
        """Take note that a run happened, or is not to happen."""
        self._waits[due.plan.name] = _Wait(due.moment)

    def later(self, due: Due[P], now: datetime, *, failed: bool) -> datetime:
        """Take note that a run is to be looked at again, and return when.

        Parameters
        ----------
        due
            The run.
        now
            The moment.
        failed
            Whether it failed: each time the pause is longer. Otherwise something else goes on, which may end soon.
        """
        wait = self._waits.get(due.plan.name)
        tries = wait.tries if wait and wait.moment == due.moment else 0
        until = now + timedelta(seconds=PAUSES_S[min(tries, len(PAUSES_S) - 1) if failed else 0])
        self._waits[due.plan.name] = _Wait(due.moment, tries + failed, until)
        return until

    def _read(self, name: str, path: Path) -> P | None:
        """Return a plan that can be run when it is due; of a file that is no other than before, without reading it."""
        try:
            stat = path.stat()
            signature = (stat.st_mtime_ns, stat.st_size)
            known = self._known.get(path)
            if known is None or known[0] != signature:
                looked = self._files.look(path)
                self._known[path] = (signature, looked)
                if fault := _in_the_way(path, looked):
                    self._tell(name, fault)
        except (OSError, NotFoundError):
            return None  # it went between the two looks
        plan = self._known[path][1].plan
        return plan if plan and plan.schedule and not _needs(plan) else None


def _in_the_way(path: Path, looked: Seen[Scheduled]) -> Told | None:
    if looked.plan is None:
        return looked.faults[0]
    if looked.plan.schedule and (needs := _needs(looked.plan)):
        what = f"It has a schedule and needs {', '.join(needs)}, so it is not run when it is due."
        return Told(quoted(path), what, "Give each of its inputs a value.")
    return None


def _needs(plan: Scheduled) -> list[str]:
    inputs = plan.inputs if isinstance(plan, ReportPlan) else {}
    return [name for name, one in inputs.items() if one.value in (None, "")]
