"""Once its questions are answered, a run is held against the one before, and kept whatever comes of that."""

from collections.abc import Callable, Iterator

import pytest

from tertius.answers import Answers
from tertius.catalog.catalogue import Catalogue
from tertius.errors import DataError, QueryTimeoutError
from tertius.graph.read import Reader
from tertius.graph.write import Writer
from tertius.reports import comparing
from tertius.reports.compute import ComputedReport, Progress
from tertius.reports.explaining import explain
from tertius.reports.plan import ReportPlan
from tertius.reports.render import FORMS
from tertius.reports.running import Running
from tertius.reports.runs import Held, Runs

pytestmark = pytest.mark.anyio

Plan = Callable[[str], ReportPlan]


@pytest.fixture
def runs(writer: Writer) -> Iterator[Runs]:
    forget = "MATCH (n) WHERE n:ReportRun OR n:ReportSeries OR n:ReportPart DETACH DELETE n"
    writer.run(forget)
    yield Runs(writer)
    writer.run(forget)


@pytest.fixture
def running(harbour: Reader, runs: Runs, catalogue: Catalogue) -> Running:
    return Running(runs, Answers(catalogue, harbour), harbour, catalogue)


async def ran(running: Running, plan: ReportPlan, told: Callable[[Progress], None] = lambda _: None) -> ComputedReport:
    held = await running.begin(plan, {})
    assert isinstance(held, Held)
    return await running.compute(plan, held, told)


async def test_the_last_step_is_to_compare_and_what_it_found_is_kept(running: Running, runs: Runs, ready: Plan) -> None:
    plan = ready("weekly-brokers")
    first = await ran(running, plan)
    steps: list[Progress] = []
    second = await ran(running, plan, steps.append)
    assert [step.title for step in steps[-3:]] == ["", f"What changed since {first.run}", ""]
    assert all(step.done == step.of == 7 for step in steps[-3:])
    kept = runs.read(second.run)
    assert kept == second
    assert kept.difference is not None
    assert (kept.difference.before, kept.difference.is_empty) == (first.run, True)
    page = FORMS["html"].render(kept).decode()
    assert "Nothing changed: no claim and no decision changed since then." in page
    assert "What changed here" not in page


async def test_a_report_that_is_not_to_be_compared_is_not(running: Running, ready: Plan) -> None:
    plan = ready("weekly-brokers").model_copy(update={"compare": "none"})
    await ran(running, plan)
    second = await ran(running, plan)
    assert second.difference is None
    assert len(second.history[0].runs) == 2  # a slope chart compares nothing


async def test_what_cannot_be_explained_is_told_in_its_section_and_the_report_is_there(
    running: Running, ready: Plan, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = ready("weekly-brokers")
    first = await ran(running, plan)
    asked = []

    async def stopped(*given: object) -> None:
        asked.append(given)
        raise QueryTimeoutError("The measure was stopped before it was done", next_step="Give it more time.")

    monkeypatch.setattr(comparing, "explain", stopped)
    later = first.model_copy(update={"run": "weekly-brokers.2", "sections": _with_other_ranks(first)})
    found = await running.difference(first, later)
    assert asked
    assert comparing.explain is not explain
    notes = {section.title: section.note for section in found.sections if section.note}
    assert notes == {
        "On the shortest paths between others": "What accounts for the change could not be worked out: The measure was "
        "stopped before it was done."
    }
    assert found.sections[1].rows


def _with_other_ranks(report: ComputedReport) -> tuple[object, ...]:
    sections = list(report.sections)
    answer = sections[1].answer
    assert answer is not None
    rows = [{**row, "rank": row["rank"] + 1} for row in answer.rows]
    sections[1] = sections[1].model_copy(update={"answer": answer.model_copy(update={"rows": rows})})
    return tuple(sections)


async def test_a_difference_that_fails_says_why_and_the_report_is_kept(
    running: Running, runs: Runs, ready: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = ready("weekly-brokers")
    await ran(running, plan)

    async def failing(*_: object) -> None:
        raise DataError("The earlier claims cannot be read.")

    monkeypatch.setattr("tertius.reports.running.compare", failing)
    second = await ran(running, plan)
    assert runs.get(second.run).status == "done"
    assert second.difference is not None
    assert second.difference.sentence == "What changed could not be told: The earlier claims cannot be read."
    for form in ("html", "md"):
        assert "What changed could not be told" in FORMS[form].render(second).decode()  # type: ignore[index]


async def test_an_earlier_run_that_is_damaged_does_not_fail_the_next(
    running: Running, ready: Plan, writer: Writer
) -> None:
    plan = ready("weekly-brokers")
    await ran(running, plan)
    writer.run("MATCH (p:ReportPart) SET p.content = $none", none=b"")
    second = await ran(running, plan)
    assert second.difference is None
