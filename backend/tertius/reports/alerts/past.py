"""What an alert would have told in the past: over the runs of reports that are kept and hold what it watches."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tertius.catalog.catalogue import Catalogue
from tertius.errors import TertiusError
from tertius.reports.alerts.rule import AlertRule
from tertius.reports.alerts.watching import tell
from tertius.reports.compute import ComputedReport, ComputedSection
from tertius.reports.plan import asked
from tertius.reports.runs import Runs

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class WouldTell:
    """What an alert would have told when a run was done.

    Attributes
    ----------
    run, when
        The run, and when it was computed.
    says
        The sentences; empty: nothing. Of the first run there is nothing to tell.
    rows
        Rows of the section, and whether there were more.
    more
        Whether the section was cut off at its limit.
    """

    run: str
    when: datetime
    says: tuple[str, ...]
    rows: int
    more: bool


def over_past(rule: AlertRule, runs: Runs, catalogue: Catalogue) -> Iterator[WouldTell]:
    """Give what an alert would have told, run by run, the earliest first.

    Two runs at most are in memory.

    Parameters
    ----------
    rule
        The alert.
    runs
        The runs that are kept, of any report.
    catalogue
        The questions.
    """
    before: ComputedReport | None = None
    for run_id in reversed(_done(runs)):
        found = _section_alone(rule, runs.read(run_id), catalogue)
        if found is None:
            continue
        answer = found.sections[0].answer
        assert answer is not None  # noqa: S101 - _section_alone looked
        _, says = (None, ()) if before is None else tell(rule, before, found)
        yield WouldTell(run_id, found.ended, tuple(says), len(answer.rows), answer.truncated)
        before = found


def _done(runs: Runs) -> list[str]:
    """Return the ids of all runs that are done, the latest first."""
    found: list[str] = []
    offset = 0
    while page := runs.page(limit=_AT_ONCE, offset=offset).items:
        found += [run.id for run in page if run.status == "done"]
        offset += len(page)
    return found


def _section_alone(rule: AlertRule, report: ComputedReport, catalogue: Catalogue) -> ComputedReport | None:
    """Return a report with the section alone that asked what an alert asks; None if there is none."""
    wanted = _params(rule, report, catalogue)
    for section in report.sections:
        same = section.section.question == rule.question and _of_section(section, catalogue) == wanted
        if same and section.answer is not None:
            return report.model_copy(update={"sections": (section,), "history": (), "difference": None})
    return None


def _params(rule: AlertRule, report: ComputedReport, catalogue: Catalogue) -> dict[str, Any]:
    plan, question = rule.plan(), catalogue.find(rule.question)
    given = asked(plan, plan.sections[0], question.params, {}, report.day)
    return _but_limit(question.validate_params(given))


def _of_section(section: ComputedSection, catalogue: Catalogue) -> dict[str, Any] | None:
    try:
        return _but_limit(catalogue.find(section.section.question).validate_params(section.asked))
    except TertiusError:
        return None  # it was asked of an earlier version, with parameters that there are no more


def _but_limit(params: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if name != "limit"}
