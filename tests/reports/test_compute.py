from collections.abc import Awaitable, Callable

import pytest

from tertius.errors import ConflictError, InputError, NotFoundError
from tertius.graph.read import Reader
from tertius.graph.write import Writer
from tertius.reports.checking import inputs_of
from tertius.reports.compute import ComputedReport, Progress
from tertius.reports.plan import ReportPlan

pytestmark = pytest.mark.anyio

Plan = Callable[[str], ReportPlan]
Computed = Callable[..., Awaitable[ComputedReport]]


async def test_a_report_holds_every_answer_with_its_evidence(harbour: Reader, ready: Plan, computed: Computed) -> None:
    told: list[Progress] = []

    async def tell(progress: Progress) -> None:
        told.append(progress)

    report = await computed(ready("weekly-brokers"), harbour, told=tell)
    assert [section.section.title for section in report.sections] == [one.title for one in report.plan.sections]
    assert [(one.done, one.of) for one in told] == [(number, 7) for number in range(8)]
    answers = [section.answer for section in report.sections if section.answer]
    assert len(answers) == 7
    for answer in answers:
        assert answer.rows or answer.question == "events/places"  # the harbour has no event at a place
        assert answer.evidence is not None
        assert len(answer.evidence.rows) == len(answer.rows)
        assert set(answer.params) >= {"min_likelihood", "dates"}
    assert answers[0].params["limit"] == 10


async def test_a_report_is_the_same_read_back_from_json(harbour: Reader, ready: Plan, computed: Computed) -> None:
    report = await computed(ready("group-profile"), harbour, group="harbour:tern")
    assert ComputedReport.model_validate_json(report.model_dump_json(by_alias=True)) == report


async def test_what_is_not_defined_here_is_told_and_the_rest_is_there(
    harbour: Reader, ready: Plan, computed: Computed
) -> None:
    plan = ready("weekly-brokers")
    backwards = plan.sections[1].model_copy(update={"params": {"from_day": "2019-06-01", "to_day": "2019-05-01"}})
    report = await computed(plan.model_copy(update={"sections": (plan.sections[0], backwards)}), harbour)
    assert report.sections[0].answer is not None
    assert report.sections[1].answer is None
    assert report.sections[1].refusal is not None
    assert "ends before it begins" in report.sections[1].refusal.what


async def test_an_id_that_nothing_has_fails_the_run_and_names_the_section(
    harbour: Reader, ready: Plan, computed: Computed
) -> None:
    with pytest.raises(NotFoundError) as caught:
        await computed(ready("group-profile"), harbour, group="harbour:nobody")
    assert "'Commanders whose commands in the group overlap'" in caught.value.__notes__[0]


def test_a_report_about_something_needs_to_know_about_what(ready: Plan) -> None:
    with pytest.raises(InputError, match="'group'") as caught:
        inputs_of(ready("group-profile"), {})
    assert "--set group=" in caught.value.next_step
    with pytest.raises(InputError, match="'grup'"):
        inputs_of(ready("group-profile"), {"grup": "harbour:tern"})


async def test_nothing_is_computed_while_a_load_goes_on(
    harbour: Reader, writer: Writer, ready: Plan, computed: Computed
) -> None:
    from tertius.loading.lease import process

    writer.run(
        "CREATE (:LoadRun {id: 'other:1', source_id: 'other', number: 1, status: 'running', release_id: 'other@1', "
        "holder: $holder, heartbeat: datetime()})",
        holder=process(),
    )
    try:
        with pytest.raises(ConflictError, match="other is being loaded"):
            await computed(ready("weekly-brokers"), harbour)
    finally:
        writer.run("MATCH (r:LoadRun {id: 'other:1'}) DELETE r")


async def test_a_report_is_begun_again_if_the_graph_changes_under_it(
    harbour: Reader, writer: Writer, ready: Plan, computed: Computed
) -> None:
    plan = ready("weekly-brokers").model_copy(update={"sections": ready("weekly-brokers").sections[:1]})
    begun = []

    def changing(times: int) -> Callable[[Progress], Awaitable[None]]:
        async def told(progress: Progress) -> None:
            if progress.title:
                begun.append(progress)
                if len(begun) <= times:
                    writer.run("MATCH (a:Assumptions {id: 'current'}) SET a.derived_at = datetime()")

        return told

    report = await computed(plan, harbour, told=changing(1))
    assert len(begun) == 2
    assert report.sections[0].answer is not None
    begun.clear()
    with pytest.raises(ConflictError, match="changed 3 times"):
        await computed(plan, harbour, told=changing(9))
