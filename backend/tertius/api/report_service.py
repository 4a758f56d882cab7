"""Reports for the routes: what can be run, what was, and the runs that this server computes beside its answers."""

import asyncio
from collections.abc import Mapping

from tertius import logs
from tertius.answers import Answers
from tertius.catalog.catalogue import Catalogue
from tertius.errors import NotFoundError, TertiusError
from tertius.graph.connect import Driver, Target, open_driver
from tertius.graph.read import Reader
from tertius.graph.write import Writer
from tertius.loading.room import Room
from tertius.records.paging import Page
from tertius.reports.by_name import Looked
from tertius.reports.compute import ComputedReport
from tertius.reports.difference import ReportDifference
from tertius.reports.plan import ReportPlan, Value
from tertius.reports.plan_files import Plans, look_at
from tertius.reports.running import Running
from tertius.reports.runs import Held, Needless, ReportRun, Runs
from tertius.settings import Settings

MOST_AT_ONCE = 2
"""Runs that one server computes at once: each of them asks one question after the other."""


class Reports:
    """The reports of one server. It connects for them when they are first asked for.

    Parameters
    ----------
    settings
        Where the user's reports are, and how many runs are kept.
    target
        The database.
    catalogue, answers, reader
        What answers their questions.
    """

    def __init__(
        self, settings: Settings, target: Target, catalogue: Catalogue, answers: Answers, reader: Reader
    ) -> None:
        self._settings = settings
        self._target = target
        self._catalogue = catalogue
        self._answers = answers
        self._reader = reader
        self._plans = Plans(settings.config_dir / "reports", catalogue)
        self._driver: Driver | None = None
        self._connecting = asyncio.Lock()
        self._computing: dict[str, asyncio.Task[None]] = {}
        self._beginning = 0
        self._comparing = asyncio.Semaphore(MOST_AT_ONCE)

    async def listed(self) -> list[tuple[str, Looked[ReportPlan]]]:
        """Return every report by name, with what is wrong with it."""

        def look() -> list[tuple[str, Looked[ReportPlan]]]:
            return [(name, look_at(path, self._catalogue)) for name, path in self._plans.paths().items()]

        return await asyncio.to_thread(look)

    async def plan(self, name: str) -> ReportPlan:
        """Return a report, checked.

        Raises
        ------
        NotFoundError, InputError
            As `Plans.get`.
        """
        return await asyncio.to_thread(self._plans.get, name)

    async def page(self, name: str, *, limit: int, offset: int) -> Page[ReportRun]:
        """Return a report's runs, the latest first.

        Raises
        ------
        NotFoundError
            There is no such report, and none of its runs is kept.
        """
        runs = await self._runs()
        page = await asyncio.to_thread(runs.page, name, limit=limit, offset=offset)
        if not page.total:
            await asyncio.to_thread(self._plans.path, name)
        return page

    async def run(self, name: str, run_id: str) -> ReportRun:
        """Return a run of a report.

        Raises
        ------
        NotFoundError
            There is none.
        """
        runs = await self._runs()
        run = await asyncio.to_thread(runs.get, run_id)
        if run.report != name:
            raise NotFoundError(
                f"The run {run_id} is one of {run.report}.", where=run_id, next_step=f"GET /v1/reports/{name}/runs"
            )
        return run

    async def read(self, run: ReportRun) -> ComputedReport:
        """Return what a run found.

        Raises
        ------
        ConflictError, DataError
            As `Runs.read`.
        """
        runs = await self._runs()
        return await asyncio.to_thread(runs.read, run.id)

    async def difference(self, one: ReportRun, other: ReportRun) -> ReportDifference:
        """Return what changed between two runs of a report, from the earlier to the later one.

        Raises
        ------
        ConflictError
            One of them is not done.
        InputError
            They are about different things.
        """
        runs = await self._runs()
        before, after = sorted([await self.read(each) for each in (one, other)], key=lambda report: report.began)
        async with self._comparing:
            return await Running(runs, self._answers, self._reader, self._catalogue).difference(before, after)

    async def begin(self, plan: ReportPlan, given: Mapping[str, Value]) -> ReportRun | None:
        """Begin a run, and go on with it in the background.

        Returns
        -------
        ReportRun or None
            None if as many are computed as can be at once.

        Raises
        ------
        InputError
            An input does not fit.
        """
        if len(self._computing) + self._beginning >= MOST_AT_ONCE:
            return None
        self._beginning += 1
        try:
            runs = await self._runs()
            running = Running(runs, self._answers, self._reader, self._catalogue)
            begun = await running.begin(plan, given, on_lost=lambda: self._stop(begun))
            assert not isinstance(begun, Needless)  # noqa: S101 - only a run that is due can be
            task = asyncio.create_task(self._compute(running, plan, begun))
            self._computing[begun.id] = task
        finally:
            self._beginning -= 1
        task.add_done_callback(lambda _: self._computing.pop(begun.id, None))
        return await asyncio.to_thread(runs.get, begun.id)

    def _stop(self, held: Held | Needless) -> None:
        task = self._computing.get(held.id) if isinstance(held, Held) else None
        if task is not None:
            task.cancel()

    @staticmethod
    async def _compute(running: Running, plan: ReportPlan, held: Held) -> None:
        log = logs.get("api")
        try:
            await running.compute(plan, held)
        except TertiusError as error:
            log.warning("report_failed", run=held.id, error=type(error).__name__)
        else:
            log.info("report_done", run=held.id)

    async def cancel(self, run: ReportRun) -> ReportRun:
        """Cancel a run that goes on, whichever server computes it.

        Raises
        ------
        ConflictError
            It does not go on.
        """
        runs = await self._runs()
        cancelled = await asyncio.to_thread(runs.cancel, run.id)
        if task := self._computing.get(run.id):
            task.cancel()
        return cancelled

    async def close(self) -> None:
        """End what is computed; a run that was due is made up by whoever looks next."""
        tasks = list(self._computing.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._driver is not None:
            await asyncio.to_thread(self._driver.close)

    async def _runs(self) -> Runs:
        async with self._connecting:
            if self._driver is None:
                self._driver = await asyncio.to_thread(open_driver, self._target)
        room = None if self._settings.neo4j_uri else Room(self._settings.data_dir)
        writer = Writer(self._driver, self._target.database, before=room.check if room else None)
        return Runs(writer, kept=self._settings.report_runs)
