"""Running a report: begun, computed, kept; or what kept it from that."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, date, datetime

from tertius.answers import Answers
from tertius.catalog.catalogue import Catalogue
from tertius.errors import ConflictError, InputError, TertiusError
from tertius.graph.read import Reader
from tertius.reports.checking import inputs_of, refuse_values
from tertius.reports.compute import ComputedReport, Progress, compute
from tertius.reports.plan import ReportPlan, Value
from tertius.reports.runs import Held, Needless, Runs
from tertius.reports.times import Times


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
        self, plan: ReportPlan, held: Held, told: Callable[[Progress], None] = lambda _: None
    ) -> ComputedReport:
        """Compute a run that was begun, and keep it.

        Parameters
        ----------
        plan, held
            What `begin` was given and gave.
        told
            Called before each section, and at the end.

        Raises
        ------
        TertiusError
            Why it failed, which is kept too.
        """

        async def tell(progress: Progress) -> None:
            told(progress)
            await asyncio.to_thread(held.tell, progress)

        async with _holding(held):
            try:
                report = await compute(plan, held.asking, self._answers, self._reader, self._catalogue, told=tell)
                await asyncio.to_thread(held.finish, report)
            except TertiusError as error:
                with contextlib.suppress(ConflictError):  # if the run is not ours any more, there is nobody to tell
                    await asyncio.to_thread(held.fail, error)
                raise
        return report


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
