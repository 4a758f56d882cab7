"""Runs are kept whole or not at all, once for each time that is due, whoever begins them."""

import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tertius.errors import ConflictError, DataError, InputError, NotFoundError
from tertius.graph.connect import Target
from tertius.graph.read import Reader
from tertius.graph.write import Writer
from tertius.loading.rewinding import rewind
from tertius.reports.compute import ComputedReport, Progress
from tertius.reports.plan import ReportPlan
from tertius.reports.runs import Held, Needless, Runs

pytestmark = pytest.mark.anyio

DUE = datetime(2024, 9, 2, 7, tzinfo=UTC)
DAY = date(2024, 9, 2)

Plan = Callable[[str], ReportPlan]
Computed = Callable[..., Awaitable[ComputedReport]]


@pytest.fixture
def runs(writer: Writer, no_runs: None) -> Runs:
    return Runs(writer, kept=3)


def held(begun: Held | Needless) -> Held:
    assert isinstance(begun, Held)
    return begun


def needless(begun: Held | Needless) -> Needless:
    assert isinstance(begun, Needless)
    return begun


@pytest.fixture
async def report(harbour: Reader, ready: Plan, computed: Computed) -> ComputedReport:
    return await computed(ready("weekly-brokers"), harbour)


def done(runs: Runs, report: ComputedReport, due: datetime | None = None) -> str:
    with held(runs.begin(report.plan, {}, day=DAY, due=due)) as run:
        run.finish(report)
    return run.id


async def test_what_a_run_found_is_read_back_as_it_was(runs: Runs, report: ComputedReport) -> None:
    run_id = done(runs, report, DUE)
    assert runs.read(run_id) == report
    found = runs.get(run_id)
    assert (found.report, found.due, found.day, found.status) == ("weekly-brokers", DUE, DAY, "done")
    assert (found.sections, found.sections_done) == (7, 7)
    assert found.finished is not None
    assert found.finished >= found.started


async def test_what_is_found_is_kept_in_parts_of_bounded_size(
    runs: Runs, report: ComputedReport, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tertius.reports.runs.PART_BYTES", 1_000)
    run_id = done(runs, report)
    sizes = writer.rows(
        "MATCH (:ReportRun {id: $id})-[:KEEPS]->(p) RETURN size(p.content) AS n ORDER BY p.number", id=run_id
    )
    assert len(sizes) > 3
    assert {row["n"] for row in sizes[:-1]} == {1_000}
    assert runs.read(run_id) == report


async def test_too_much_is_refused_and_nothing_of_it_stays(
    runs: Runs, report: ComputedReport, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tertius.reports.runs.MOST_BYTES", 1_000)
    with held(runs.begin(report.plan, {}, day=DAY)) as run:
        with pytest.raises(DataError, match="can be kept"):
            run.finish(report)
        run.fail(DataError("too much"))
    assert writer.rows("MATCH (p:ReportPart) RETURN count(p) AS n")[0]["n"] == 0
    assert runs.get(run.id).status == "failed"


async def test_a_run_that_is_due_happens_once(runs: Runs, report: ComputedReport) -> None:
    run_id = done(runs, report, DUE)
    again = needless(runs.begin(report.plan, {}, day=DAY, due=DUE))
    assert "is done already" in again.why
    assert again.run is not None
    assert again.run.id == run_id
    assert held(runs.begin(report.plan, {}, day=DAY, due=DUE + timedelta(days=7))).id != run_id


async def test_a_run_that_somebody_asks_for_can_be_had_any_number_of_times(runs: Runs, report: ComputedReport) -> None:
    assert len({done(runs, report) for _ in range(3)}) == 3


async def test_a_look_that_begins_nothing_takes_no_number(runs: Runs, report: ComputedReport) -> None:
    done(runs, report, DUE)
    for _ in range(3):
        needless(runs.begin(report.plan, {}, day=DAY, due=DUE))
    assert done(runs, report, DUE + timedelta(days=7)) == "weekly-brokers.2"


async def test_a_due_time_is_the_same_in_any_time_zone(runs: Runs, report: ComputedReport) -> None:
    done(runs, report, DUE)
    from zoneinfo import ZoneInfo

    needless(runs.begin(report.plan, {}, day=DAY, due=DUE.astimezone(ZoneInfo("Asia/Tokyo"))))


async def test_of_many_that_begin_at_once_one_runs(runs: Runs, report: ComputedReport) -> None:
    with ThreadPoolExecutor(8) as pool:
        begun = list(pool.map(lambda _: runs.begin(report.plan, {}, day=DAY, due=DUE), range(8)))
    assert sum(isinstance(one, Held) for one in begun) == 1
    assert all("goes on already" in one.why for one in begun if isinstance(one, Needless))


async def test_nothing_is_seen_of_a_run_that_is_not_done(runs: Runs, report: ComputedReport, writer: Writer) -> None:
    with held(runs.begin(report.plan, {}, day=DAY, due=DUE)) as run:
        run.tell(Progress(2, 5, "Third"))
        found = runs.get(run.id)
        assert (found.status, found.sections_done, found.section) == ("running", 2, "Third")
        with pytest.raises(ConflictError, match="2 of 7 sections"):
            runs.read(run.id)
        run.finish(report)
    assert runs.get(run.id).section == ""


async def test_a_run_that_failed_says_why_and_is_begun_again_under_its_id(runs: Runs, report: ComputedReport) -> None:
    error = InputError("Something is wrong.", where="here", next_step="Mend it.")
    with held(runs.begin(report.plan, {}, day=DAY, due=DUE)) as run:
        run.fail(error)
    with pytest.raises(ConflictError, match="Something is wrong") as caught:
        runs.read(run.id)
    assert caught.value.next_step == "Mend it."
    with held(runs.begin(report.plan, {}, day=DAY, due=DUE)) as again:
        assert again.id == run.id
        again.finish(report)
    found = runs.get(run.id)
    assert (found.status, found.attempt, found.problem) == ("done", 2, None)
    assert runs.read(run.id) == report


async def test_a_cancelled_run_cannot_be_finished_and_is_not_made_up(runs: Runs, report: ComputedReport) -> None:
    with held(runs.begin(report.plan, {}, day=DAY, due=DUE)) as run:
        assert runs.cancel(run.id).status == "cancelled"
        with pytest.raises(ConflictError, match="cancelled"):
            run.finish(report)
        with pytest.raises(ConflictError, match="cancelled"):
            run.tell(Progress(1, 5, "x"))
    with pytest.raises(ConflictError, match="was cancelled"):
        runs.read(run.id)
    assert "was cancelled" in needless(runs.begin(report.plan, {}, day=DAY, due=DUE)).why
    with pytest.raises(ConflictError, match="cancelled already"):
        runs.cancel(run.id)


async def test_who_holds_hears_that_it_was_cancelled(
    runs: Runs, report: ComputedReport, monkeypatch: pytest.MonkeyPatch, until: Callable[[Callable[[], object]], None]
) -> None:
    monkeypatch.setattr("tertius.loading.lease.RENEW_S", 0.05)
    heard: list[bool] = []
    with held(runs.begin(report.plan, {}, day=DAY, on_lost=lambda: heard.append(True))) as run:
        runs.cancel(run.id)
        until(lambda: heard)


async def test_the_oldest_runs_go_and_what_happened_is_still_known(
    runs: Runs, report: ComputedReport, writer: Writer
) -> None:
    first = done(runs, report, DUE)
    for week in range(1, 6):
        done(runs, report, DUE + timedelta(days=7 * week))
    page = runs.page("weekly-brokers")
    assert page.total == 3
    assert [run.due for run in page.items] == [DUE + timedelta(days=7 * week) for week in (5, 4, 3)]
    parts = writer.rows("MATCH (p:ReportPart) RETURN count(p) AS n, count { (p)<-[:KEEPS]-() } AS held")
    assert sum(row["n"] for row in parts) == 3
    with pytest.raises(NotFoundError, match=first):
        runs.read(first)
    assert needless(runs.begin(report.plan, {}, day=DAY, due=DUE)).run is None


async def test_the_run_before_is_the_latest_whole_one_about_the_same(
    writer: Writer, no_runs: None, report: ComputedReport
) -> None:
    runs = Runs(writer)

    def finished(**inputs: str) -> str:
        with held(runs.begin(report.plan, inputs, day=DAY)) as run:
            run.finish(report)
        return run.id

    one = finished(group="a")
    finished(group="b")
    with held(runs.begin(report.plan, {"group": "a"}, day=DAY)) as failed:
        failed.fail(InputError("no"))
    last = runs.get(finished(group="a"))
    before = runs.before(last)
    assert before is not None
    assert before.id == one
    assert runs.before(before) is None


async def test_what_is_damaged_is_told_as_such(runs: Runs, report: ComputedReport, writer: Writer) -> None:
    run_id = done(runs, report)
    writer.run("MATCH (:ReportRun {id: $id})-[:KEEPS]->(p) SET p.content = null", id=run_id)
    writer.run("MATCH (:ReportRun {id: $id})-[:KEEPS]->(p) SET p.content = $bad", id=run_id, bad=b"bad")
    with pytest.raises(DataError, match="damaged"):
        runs.read(run_id)


async def test_a_run_whose_process_was_killed_is_made_up(runs: Runs, report: ComputedReport, target: Target) -> None:
    script = Path(__file__).with_name("run_to_be_killed.py")
    where = {"URI": target.uri, "PASSWORD": target.password.get_secret_value(), "DATABASE": target.database}
    with subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, str(script), DUE.isoformat()],
        env={**os.environ, **where},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        run_id = process.stdout.readline().strip()
        assert runs.get(run_id).status == "running"
        assert "goes on already" in needless(runs.begin(report.plan, {}, day=DAY, due=DUE)).why
        process.kill()
    assert runs.get(run_id).status == "stopped"
    with held(runs.begin(report.plan, {}, day=DAY, due=DUE)) as again:
        assert again.id == run_id
        again.finish(report)
    assert runs.get(run_id).attempt == 2
    assert runs.page("weekly-brokers").total == 1


async def test_a_copy_of_a_past_day_has_nothing_that_was_found_later(
    runs: Runs,
    report: ComputedReport,
    writer: Writer,
    throwaway: Any,  # noqa: ANN401 - of the top conftest
) -> None:
    try:
        early = done(runs, report)
        moment = writer.rows("RETURN datetime() AS now")[0]["now"]
        late = done(runs, report)
        parts = "MATCH (p:ReportPart) RETURN count(p) AS n"
        both = writer.rows(parts)[0]["n"]
        for name, fired in (("before", moment - timedelta(hours=1)), ("after", moment)):
            told = {"name": name, "id": f"{name}:1", "fired": fired}
            writer.run("CREATE (f:AlertFiring) SET f = $told CREATE (:Delivery {id: f.id, about: f.id})", told=told)
            writer.run("CREATE (:AlertState {name: $name, checked: $fired})", name=name, fired=fired)
        rewind(throwaway.driver, throwaway.target.database, moment)
        assert runs.read(early) == report
        with pytest.raises(NotFoundError):
            runs.get(late)
        assert 2 * writer.rows(parts)[0]["n"] == both
        kept = writer.rows("MATCH (n:AlertFiring|AlertState|Delivery) RETURN coalesce(n.name, n.about) AS of")
        assert sorted(row["of"] for row in kept) == ["before", "before", "before:1"]
    finally:
        throwaway.empty()
