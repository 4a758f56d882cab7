"""Reports on the run's real database."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tertius.answers import Answers
from tertius.catalog.catalogue import Catalogue
from tertius.graph.connect import Target
from tertius.graph.read import Reader
from tertius.graph.write import Writer
from tertius.reports.checking import inputs_of
from tertius.reports.compute import Asking, ComputedReport, Progress, compute
from tertius.reports.plan import ReportPlan
from tertius.reports.plan_files import READY, look_at

DAY = date(2024, 9, 2)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Give all questions."""
    return Catalogue.load()


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
    """Leave no run of a report behind, nor find one."""
    forget = "MATCH (n) WHERE n:ReportRun OR n:ReportSeries OR n:ReportPart OR n:Delivery DETACH DELETE n"
    writer.run(forget)
    yield
    writer.run(forget)
