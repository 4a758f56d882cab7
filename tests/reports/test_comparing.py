"""Two runs of a report: around nothing, and around a second document with decisions."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from catalogued import CATALOGUE
from tertius.errors import InputError
from tertius.graph.read import Reader
from tertius.loading.undoing import undo
from tertius.records.tables import CurrentTables
from tertius.reports.comparing import compare
from tertius.reports.compute import ComputedReport
from tertius.reports.difference import ReportDifference
from tertius.reports.explaining import Explaining
from tertius.reports.plan import ReportPlan
from tertius_loaders.claims import load_folder
from tertius_loaders.samples import sample_path

pytestmark = pytest.mark.anyio

Plan = Callable[[str], ReportPlan]
Computed = Callable[..., Awaitable[ComputedReport]]
SAHEL = Path(__file__).parents[1] / "sahel_2017"


@pytest.fixture
def brief(throwaway: Any, reader: Reader) -> Reader:  # noqa: ANN401 - of the top conftest
    """Give a reader on the sample alone, which the test may add to."""
    throwaway.empty()
    assert not load_folder(sample_path("mali_2013"), throwaway.driver, throwaway.target.database).bad_rows
    return reader


async def compared(reader: Reader, before: ComputedReport, after: ComputedReport) -> ReportDifference:
    explaining = Explaining(reader, CATALOGUE, await CurrentTables(reader).get())
    return await compare(before, after, explaining)


async def test_two_runs_on_one_graph_do_not_differ(brief: Reader, ready: Plan, computed: Computed) -> None:
    plan = ready("weekly-brokers")
    found = await compared(brief, await computed(plan, brief), await computed(plan, brief))
    assert found.is_empty
    assert found.sentence == "Nothing changed: no claim and no decision changed since then."


async def test_a_second_document_is_named_by_what_it_changed(
    brief: Reader,
    ready: Plan,
    computed: Computed,
    throwaway: Any,  # noqa: ANN401 - of the top conftest
) -> None:
    plan = ready("weekly-brokers")
    before = await computed(plan, brief)
    report = load_folder(SAHEL, throwaway.driver, throwaway.target.database)
    assert not report.bad_rows
    after = await computed(plan, brief)
    found = await compared(brief, before, after)
    assert (found.claims.new, found.claims.changed, found.claims.closed) == (report.new, 0, 0)
    assert found.sentence == (
        f"Since then {report.new} claims are new and 7 decisions are new or taken back, by the load sahel-2017:1."
    )
    by_title = {section.title: section for section in found.sections}
    brokers = by_title["Brokers between groups"]
    assert brokers.why is None
    came = [row.after for row in brokers.rows if row.what == "came"]
    assert all(row for row in came)
    for row in brokers.rows:
        assert row.columns or row.claims_gone or row.claims_new or row.what != "moved"
    between = by_title["On the shortest paths between others"].why
    assert between is not None
    assert {group.name for group in between.groups} == {"sahel-2017:1", "decisions sahel-2017"}
    assert between.exact
    for moved in between.rows:
        assert sum(share.mean for share in moved.shares) == pytest.approx(moved.change, abs=1e-9)
    # The other way round once the load is undone: what came has gone, and the brief stands alone again.
    undo("sahel-2017:1", throwaway.driver, throwaway.target.database)
    back = await compared(brief, after, await computed(plan, brief))
    assert (back.claims.new, back.claims.closed) == (0, report.new)
    assert [(load.id, load.status) for load in back.loads] == [("sahel-2017:1", "undone")]
    gone = {row.before["person_id"] for row in back.sections[0].rows if row.what == "went" and row.before}
    assert gone == {row["person_id"] for row in came if row}
    assert (await compared(brief, before, await computed(plan, brief))).is_empty


async def test_runs_of_two_reports_are_not_compared(harbour: Reader, ready: Plan, computed: Computed) -> None:
    one = await computed(ready("weekly-brokers"), harbour)
    other = await computed(ready("group-profile"), harbour, group="harbour:tern")
    with pytest.raises(InputError, match="is a run of"):
        await compared(harbour, one, other)
