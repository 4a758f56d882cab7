"""Running a report: begun, computed, kept; or what kept it from that."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from datetime import UTC, date, datetime

from tertius import logs
from tertius.answers import Answers
from tertius.catalog.catalogue import Catalogue
from tertius.errors import ConflictError, InputError, TertiusError
from tertius.graph.read import Reader
from tertius.measures.threads import StopFlag, new_flag
from tertius.records.tables import CurrentTables
from tertius.reports.checking import inputs_of, refuse_values
from tertius.reports.comparing import compare, unexplained
from tertius.reports.compute import ComputedReport, Progress, compute
from tertius.reports.difference import ReportDifference
from tertius.reports.explaining import Explaining
from tertius.reports.history import histories
from tertius.reports.plan import ReportPlan, Value
from tertius.reports.runs import Held, Needless, Runs
from tertius.reports.times import Times

LONGEST_S = 300.0
"""Seconds after which a difference is left as it is: what accounts for the rest of it is then not told."""


class Running:
    """Runs reports on one database.

    Parameters
    ----------
    runs
        Where they are kept.
    answers, reader, catalogue
        What answers their questions.
    """

    def __init__(self, runs: Runs, answers: Answers, reader: Reader, catalogue: Catalogue) -> None:
        self._runs = runs
        self._answers = answers
        self._reader = reader
        self._catalogue = catalogue

    async def begin(
        self,
        plan: ReportPlan,
        given: Mapping[str, Value],
        *,
        due: datetime | None = None,
        on_lost: Callable[[], None] | None = None,
    ) -> Held | Needless:
        """Begin a run, once all that it is given fits.

        Parameters
        ----------
        plan
            The report, checked.
        given
            Values of its inputs that come with this run.
        due, on_lost
            As `Runs.begin`; ``on_lost`` is called in this event loop.

        Raises
        ------
        InputError
            An input that the report does not have or that does not fit.
        """
        inputs = inputs_of(plan, given)
        day = day_of(plan, due)
        refuse_values(plan, inputs, self._catalogue, day)
        loop = asyncio.get_running_loop()

        def lost() -> None:
            if on_lost is not None:
                loop.call_soon_threadsafe(on_lost)

        return await asyncio.to_thread(self._runs.begin, plan, inputs, day=day, due=due, on_lost=lost)

    async def compute(
        self,
        plan: ReportPlan,
        held: Held,
        told: Callable[[Progress], None] = lambda _: None,
        *,
        deliver: bool = False,
    ) -> ComputedReport:
        """Compute a run that was begun, tell what changed since the latest one before it, and keep both.

        Parameters
        ----------
        plan, held
            What `begin` was given and gave.
        told
            Called before each section, before it is compared, and at the end.
        deliver
            Whether it is to be delivered where the plan says; `tertius.reports.delivering` does that.

        Raises
        ------
        TertiusError
            Why it failed, which is kept too. That what changed cannot be told is no failure: the report says so.
        """

        async def tell(progress: Progress) -> None:
            told(progress)
            await asyncio.to_thread(held.tell, progress)

        async with _holding(held):
            try:
                report = await compute(plan, held.asking, self._answers, self._reader, self._catalogue, told=tell)
                report = await self._beside_the_last(report, tell)
                await asyncio.to_thread(held.finish, report, plan.deliver if deliver else ())
            except TertiusError as error:
                with contextlib.suppress(ConflictError):  # if the run is not ours any more, there is nobody to tell
                    await asyncio.to_thread(held.fail, error)
                raise
        return report

    async def difference(self, before: ComputedReport, after: ComputedReport) -> ReportDifference:
        """Tell what changed from one run to another: what the later one keeps, or worked out now.

        Parameters
        ----------
        before, after
            The runs, the earlier one first.

        Raises
        ------
        TertiusError
            As `tertius.reports.comparing.compare`.
        """
        kept = after.difference
        if kept is not None and kept.before == before.run and not kept.note:
            return kept
        tables = await CurrentTables(self._reader).get()
        with _stopping(LONGEST_S) as stop:
            return await compare(before, after, Explaining(self._reader, self._catalogue, tables, stop))

    async def _beside_the_last(
        self, report: ComputedReport, tell: Callable[[Progress], Awaitable[None]]
    ) -> ComputedReport:
        """Return a report with what changed since the latest one before it, and with the ranks of the last runs."""
        try:
            before = await asyncio.to_thread(self._last_before, report.run)
        except TertiusError as error:
            logs.get(__name__).warning("earlier_run_not_read", run=report.run, error=type(error).__name__)
            before = None
        report = report.model_copy(update={"history": histories(report, before)})
        if before is None or report.plan.compare == "none":
            return report
        count = len(report.sections)
        await tell(Progress(count, count, f"What changed since {before.run}"))
        try:
            difference = await self.difference(before, report)
        except TertiusError as error:
            difference = unexplained(before, report, error.what)
        await tell(Progress(count, count, ""))
        return report.model_copy(update={"difference": difference})

    def _last_before(self, run_id: str) -> ComputedReport | None:
        found = self._runs.before(self._runs.get(run_id))
        return self._runs.read(found.id) if found else None


@contextlib.contextmanager
def _stopping(seconds: float) -> Iterator[StopFlag]:
    """Give a flag that is raised after a time, and once the caller is done or cancelled."""
    flag = new_flag()
    timer = asyncio.get_running_loop().call_later(seconds, flag.fill, 1)
    try:
        yield flag
    finally:
        timer.cancel()
        flag[0] = 1


@contextlib.asynccontextmanager
async def _holding(held: Held) -> AsyncIterator[None]:
    """Hold a run without holding up the event loop."""
    held.__enter__()
    try:
        yield
    except BaseException as error:
        await asyncio.shield(asyncio.to_thread(held.__exit__, type(error), error, error.__traceback__))
        raise
    await asyncio.to_thread(held.__exit__, None, None, None)


def day_of(plan: ReportPlan, due: datetime | None) -> date:
    """Return the day that ``$day`` stands for: the day that a run is due, or today, where its schedule is.

    Parameters
    ----------
    plan
        The report.
    due
        When the run is due; None for now.
    """
    times = Times.of(plan.schedule)
    return (due or datetime.now(UTC)).astimezone(times.zone if times else UTC).date()


def last_due(plan: ReportPlan, now: datetime | None = None) -> datetime:
    """Return the latest time at which a report was due.

    Parameters
    ----------
    plan
        The report.
    now
        Until when; now by default.

    Raises
    ------
    InputError
        It has no schedule, or was never due.
    """
    times = Times.of(plan.schedule)
    if times is None:
        raise InputError(
            f"The report {plan.name} has no schedule, so it is never due.",
            where="schedule",
            next_step="Give its file a schedule, or run it without --if-due.",
        )
    due = times.last(now or datetime.now(UTC))
    if due is None:
        raise InputError(
            f"The report {plan.name} has not been due yet.", where="schedule.cron", next_step="Run it without --if-due."
        )
    return due
