"""Looking, for an alert: its question asked, held against what it saw last, and told if it is to be."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tertius.answers import Answers
from tertius.catalog.catalogue import Catalogue
from tertius.errors import InputError, UndefinedError
from tertius.graph.read import Reader
from tertius.reports.alerts.firings import Firings
from tertius.reports.alerts.judging import judge, kept_to, sentences
from tertius.reports.alerts.rule import AlertRule
from tertius.reports.compute import Asking, ComputedReport, compute
from tertius.reports.running import day_of


@dataclass(frozen=True, slots=True)
class Look:
    """What an alert saw.

    Attributes
    ----------
    fired
        The id of what it told; None if it told nothing.
    says
        What it told, or why it tells nothing.
    """

    fired: str | None
    says: tuple[str, ...]


class Watching:
    """Looks for alerts on one database.

    Parameters
    ----------
    firings
        What they saw and told.
    answers, reader, catalogue
        What answers their questions.
    """

    def __init__(self, firings: Firings, answers: Answers, reader: Reader, catalogue: Catalogue) -> None:
        self.firings = firings
        self._answers = answers
        self._reader = reader
        self._catalogue = catalogue

    async def look(self, rule: AlertRule, *, due: datetime | None = None) -> Look:
        """Look for an alert, and tell what it watches for if that is new; where to, `Delivering` knows.

        The first look tells nothing: there is nothing yet that it could have changed from.

        Parameters
        ----------
        rule
            The alert, checked.
        due
            When this look is due; None: somebody asks for it.

        Raises
        ------
        UndefinedError
            Its question has no answer now; what it saw before stays.
        TertiusError
            As `tertius.reports.compute.compute`.
        """
        seen = await asyncio.to_thread(self.firings.seen, rule)
        if due is not None and seen.due is not None and due <= seen.due:
            return Look(None, ("It looked already.",))
        plan = rule.plan()
        asking = Asking(f"alert.{rule.name}", due, day_of(plan, due), {})
        now = await compute(plan, asking, self._answers, self._reader, self._catalogue)
        [section] = now.sections
        if section.refusal is not None:
            raise UndefinedError(section.refusal.what, where=rule.name, next_step=section.refusal.next_step)
        if seen.report is None:
            await asyncio.to_thread(self.firings.keep, rule, seen, now, None, ())
            return Look(None, ("It watches from now on: what is there already is not told.",))
        told, says = tell(rule, seen.report, now)
        fired = await asyncio.to_thread(self.firings.keep, rule, seen, now, told, says)
        return Look(fired, tuple(says) if fired else ("Nothing that it watches for is new.",))


def tell(rule: AlertRule, before: ComputedReport, after: ComputedReport) -> tuple[ComputedReport | None, Sequence[str]]:
    """Return what an alert tells from one look to the next: the rows with their evidence, and the sentences.

    Parameters
    ----------
    rule
        The alert.
    before, after
        What it saw, both of one section.

    Returns
    -------
    tuple
        None and no sentence if it tells nothing. Rows that left are told as they were.
    """
    was, is_now = before.sections[0], after.sections[0]
    if was.answer is None or is_now.answer is None:
        raise InputError("A section without an answer cannot be held against another.", where=rule.name)
    changes = judge(rule, was.answer, is_now.answer, is_now.evidence_column)
    if not changes:
        return None, ()
    since = datetime.fromisoformat(before.graph.moment)
    says = sentences(rule, was.answer, is_now.answer, changes, since)
    if rule.when.leaves:
        return kept_to(before, [one.before for one in changes if one.before is not None], says), says
    return kept_to(after, [one.after for one in changes if one.after is not None], says), says
