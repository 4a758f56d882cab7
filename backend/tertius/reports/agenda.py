"""Which reports are due: plans as their files are at each look, and what is known of the runs that they wait for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tertius.catalog.catalogue import Catalogue
from tertius.errors import NotFoundError
from tertius.reports.plan import ReportPlan
from tertius.reports.plan_files import Looked, Plans, Told, look_at
from tertius.reports.times import Times

PAUSES_S = (60, 120, 300, 900, 3600)
"""Seconds until a run that failed is tried again: after the first failure, the second, …; the last for all others."""


@dataclass(frozen=True, slots=True)
class Due:
    """A run that is due.

    Attributes
    ----------
    plan
        The report.
    moment
        When it was due.
    """

    plan: ReportPlan
    moment: datetime


@dataclass(slots=True)
class _Wait:
    """What is known of the run of a report that was due last."""

    moment: datetime
    tries: int = 0
    until: datetime | None = None  # None: it happened


class Agenda:
    """The reports that are run when they are due: those with a schedule that need no input.

    Files are looked at anew each time, so that one that is added, changed or broken needs no restart.

    Parameters
    ----------
    plans
        The reports that there are.
    catalogue
        What they are held against.
    tell
        Called once for each file that cannot be run, as it is now.
    """

    def __init__(self, plans: Plans, catalogue: Catalogue, tell: Callable[[str, Told], None]) -> None:
        self._plans = plans
        self._catalogue = catalogue
        self._tell = tell
        self._files: dict[Path, tuple[tuple[int, int], Looked]] = {}
        self._waits: dict[str, _Wait] = {}

    def scheduled(self) -> list[ReportPlan]:
        """Return the reports that are run when they are due, as their files are now."""
        paths = self._plans.paths()
        self._files = {path: known for path, known in self._files.items() if path in paths.values()}
        found = [plan for name, path in paths.items() if (plan := self._read(name, path))]
        names = {plan.name for plan in found}
        self._waits = {name: wait for name, wait in self._waits.items() if name in names}
        return found

    def due(self, now: datetime) -> list[Due]:
        """Return the runs that are to be begun: of each report the latest that was due, unless it is known to be done.

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

    def settled(self, due: Due) -> None:
        """Take note that a run happened, or is not to happen."""
        self._waits[due.plan.name] = _Wait(due.moment)

    def later(self, due: Due, now: datetime, *, failed: bool) -> datetime:
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

    def _read(self, name: str, path: Path) -> ReportPlan | None:
        """Return a plan that can be run when it is due; of a file that is no other than before, without reading it."""
        try:
            stat = path.stat()
            signature = (stat.st_mtime_ns, stat.st_size)
            known = self._files.get(path)
            if known is None or known[0] != signature:
                looked = look_at(path, self._catalogue)
                self._files[path] = (signature, looked)
                if fault := _in_the_way(path, looked):
                    self._tell(name, fault)
        except (OSError, NotFoundError):
            return None  # it went between the two looks
        plan = self._files[path][1].plan
        return plan if plan and plan.schedule and not _needs(plan) else None


def _in_the_way(path: Path, looked: Looked) -> Told | None:
    if looked.plan is None:
        return looked.faults[0]
    if looked.plan.schedule and (needs := _needs(looked.plan)):
        what = f"The report has a schedule and needs {', '.join(needs)}, so it is not run when it is due."
        return Told(str(path), what, "Give each of its inputs a value.")
    return None


def _needs(plan: ReportPlan) -> list[str]:
    return [name for name, one in plan.inputs.items() if one.value in (None, "")]
