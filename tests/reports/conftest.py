"""Reports on the run's real database."""

import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalogued import CATALOGUE
from tertius.answers import Answers
from tertius.catalog.catalogue import Catalogue
from tertius.graph.connect import Target
from tertius.graph.read import Reader
from tertius.graph.write import Writer
from tertius.reports.checking import inputs_of
from tertius.reports.compute import Asking, ComputedReport, Progress, compute
from tertius.reports.plan import ReportPlan
from tertius.reports.plan_files import READY, look_at
from tertius.reports.run import WHOLE

DAY = date(2024, 9, 2)

HOSTILE = (
    "</td></style></svg></title><script>alert(1)</script><img src=x onerror=alert(1)> \" ' & {{7*7}} {% raw %} "
    "[a](javascript:alert(1)) | `b` **c** <!-- http://evil.example www.evil.example a@evil.example \u202eold\u202c"
)
WRITTEN_BY_OTHERS = {
    "name", "note", "locator", "hedge_word", "role", "value", "title", "author", "publisher", "url", "licence",
    "person", "one", "other", "organization", "groups", "units", "node", "source", "first", "first_without",
    "moved_most", "roots",
    "who", "why",
}  # fmt: skip


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Give all questions."""
    return CATALOGUE


@pytest.fixture(scope="session")
def ready(catalogue: Catalogue) -> Callable[[str], ReportPlan]:
    """Give a function that returns a report that comes with Tertius."""

    def plan(name: str) -> ReportPlan:
        looked = look_at(READY / f"{name}.yaml", catalogue)
        assert looked.plan is not None, looked.faults
        return looked.plan

    return plan


@pytest.fixture(scope="session")
def computed(catalogue: Catalogue) -> Callable[..., Awaitable[ComputedReport]]:
    """Give a function that computes a report on a database: ``await computed(plan, reader, group="harbour:tern")``."""

    async def run(
        plan: ReportPlan,
        reader: Reader,
        *,
        told: Callable[[Progress], Awaitable[None]] | None = None,
        **inputs: str,
    ) -> ComputedReport:
        asking = Asking(run="a-run", due=None, day=DAY, inputs=inputs_of(plan, inputs))
        return await compute(plan, asking, Answers(catalogue, reader), reader, catalogue, told=told)

    return run


@pytest.fixture
def sahel(holding: Callable[..., Target]) -> Target:
    """Give the database with the sample, and a made-up second document with decisions over it."""
    import tertius_loaders.samples.mali_2013 as sample

    return holding(Path(sample.__file__).parent, Path(__file__).parents[1] / "sahel_2017")


@pytest.fixture
def no_runs(writer: Writer) -> Iterator[None]:
    """Leave no run of a report behind, nor find one. What is kept is whole, whatever became of it."""
    forget = "MATCH (n:ReportRun|ReportSeries|ReportPart|Delivery|AlertState|AlertFiring) DETACH DELETE n"
    writer.run(forget)
    yield
    for label, whole in (("ReportRun", WHOLE["run"]), ("Delivery", WHOLE["deliveries"])):
        for row in writer.rows(f"MATCH (n:{label}) RETURN properties(n) AS kept"):
            assert not whole.lacks(row["kept"]), row
    writer.run(forget)


@pytest.fixture
async def weekly(
    harbour: Reader, ready: Callable[[str], ReportPlan], computed: Callable[..., Awaitable[ComputedReport]]
) -> ComputedReport:
    """Give the weekly report of the harbour."""
    return await computed(ready("weekly-brokers"), harbour)


@pytest.fixture
async def profile(
    harbour: Reader, ready: Callable[[str], ReportPlan], computed: Callable[..., Awaitable[ComputedReport]]
) -> ComputedReport:
    """Give the profile of one of the harbour's groups."""
    return await computed(ready("group-profile"), harbour, group="harbour:tern")


@pytest.fixture(scope="session")
def rewritten() -> Callable[[ComputedReport, str], ComputedReport]:
    """Give a function that puts a text in the place of whatever a source or a curator wrote in a report."""

    def rewrite(value: Any, text: str, key: str = "") -> Any:  # noqa: ANN401 - any JSON
        if isinstance(value, dict):
            return {name: rewrite(one, text, name) for name, one in value.items()}
        if isinstance(value, list):
            return [rewrite(one, text, key) for one in value]
        return text if isinstance(value, str) and value and key in WRITTEN_BY_OTHERS else value

    def report(real: ComputedReport, text: str) -> ComputedReport:
        told = json.loads(real.model_dump_json(by_alias=True))
        told["sections"] = rewrite(told["sections"], text)
        for section, known in zip(told["sections"], real.sections, strict=True):
            section["section"]["title"] = f"{text[:120]} {known.section.title}"
            if known.answer is not None:
                for column, named in zip(section["answer"]["columns"], known.answer.columns, strict=True):
                    column["name"] = named.name
        return ComputedReport.model_validate(told)

    return report


@pytest.fixture
def hostile(weekly: ComputedReport, rewritten: Callable[[ComputedReport, str], ComputedReport]) -> ComputedReport:
    """Give the weekly report with marks of every form of page in what others wrote."""
    return rewritten(weekly, HOSTILE)
