"""How long a report on a thousand people takes, what its difference adds, and that runs leave no memory behind.

The world is made up from a fixed seed: 1,000 people, 5,000 ties between them and two memberships each in groups of six,
told by eight sources, a third of it with a hedge. *Weekly brokers and commanders* is run on it with 1,000 simulations.
Then a ninth source comes, one is withdrawn, one says some things otherwise, and the report is run again: the second run
takes longer by its difference. Then it is run on the packaged sample, again and again in one process, for its memory.

Run it with ``make bench-reports``. It starts the embedded server on a temporary folder.
"""

import argparse
import asyncio
import gc
import itertools
import random
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import psutil
from engine import server

from tertius import logs
from tertius.answers import Answers
from tertius.catalog.catalogue import Catalogue
from tertius.graph.connect import Driver, Target, open_async_driver, open_driver
from tertius.graph.migrate import migrate
from tertius.graph.read import Reader
from tertius.graph.write import Writer
from tertius.loading.loader import Document, RawRow, Shaped
from tertius.loading.loading import load
from tertius.loading.undoing import undo
from tertius.model.claims import Claim
from tertius.model.dates import read_edtf
from tertius.model.entities import Entity
from tertius.model.hedges import Hedge
from tertius.model.kinds import EntityType
from tertius.model.sources import Release, Source
from tertius.reports.compute import ComputedReport, Progress
from tertius.reports.plan import ReportPlan
from tertius.reports.plan_files import Plans
from tertius.reports.running import Running
from tertius.reports.runs import Held, Runs
from tertius_loaders.claims import load_folder

PEOPLE, GROUPS, IN_A_GROUP, TIES, SOURCES = 1_000, 333, 6, 5_000, 8
HEDGES = (Hedge.STATED, Hedge.STATED, Hedge.REPORTED)
REPORT = "weekly-brokers"
AIM_REPORT_S, AIM_DIFFERENCE_S = 30, 60
SAMPLE = Path(__file__).resolve().parents[1] / "loaders" / "tertius_loaders" / "samples" / "mali_2013"


def rows(source: int, *, otherwise: int = 0) -> Iterator[RawRow]:
    """Yield one row for each tie that a source tells of; the first few say something else, if they are to."""
    chance = random.Random(20130205)
    seats = [("MEMBER_OF", one, group) for group in range(GROUPS) for one in chance.sample(range(PEOPLE), IN_A_GROUP)]
    told = [*(("ASSOCIATE_OF", *chance.sample(range(PEOPLE), 2)) for _ in range(TIES)), *seats]
    for number, (kind, subject, target) in enumerate(told):
        year, hedge, of = chance.randrange(1990, 2013), chance.choice(HEDGES), chance.randrange(SOURCES)
        if of != source % SOURCES or (source >= SOURCES and number > len(told) // SOURCES):
            continue
        values = {"kind": kind, "subject": str(subject), "object": str(target), "hedge": hedge.value}
        values["date"] = f"{year}/{year + 1 if number < otherwise else year + 10}"
        yield RawRow("ties.csv", number + 2, values)


def document(source: int, version: int, told: Iterable[RawRow]) -> Document:
    """Return one source's edition as a loader would open it."""
    name = f"source-{source}"

    def shape(row: RawRow) -> Shaped:
        of_group = row.values["kind"] == "MEMBER_OF"
        subject = f"made-up:person-{row.values['subject']}"
        target = f"made-up:{'group' if of_group else 'person'}-{row.values['object']}"
        claim = Claim(
            source=name,
            record=f"tie {row.line}",
            kind=row.values["kind"],
            about=(("subject", subject), ("object", target)),
            hedge=Hedge(row.values["hedge"]),
            edtf=row.values["date"],
            bounds=read_edtf(row.values["date"], lasting=True),
        )
        other = EntityType.ORGANIZATION if of_group else EntityType.PERSON
        return Shaped(entities=(Entity(subject, EntityType.PERSON), Entity(target, other)), claims=(claim,))

    known = list(told)
    return Document(
        source=Source(id=name, title=f"Made-up source {source}"),
        release=Release(source=name, version=str(version), published=date(2024, 1, version), sha256=f"{version:064x}"),
        rows=lambda: iter(known),
        shape=shape,
        loader="benchmark/1",
    )


def change(driver: Driver, database: str) -> None:
    """Add a source, withdraw one, and have one say some things otherwise."""
    load(document(SOURCES, 1, rows(SOURCES)), driver, database)
    undo("source-1:1", driver, database)
    load(document(2, 2, rows(2, otherwise=400)), driver, database)


@asynccontextmanager
async def running(target: Target) -> AsyncIterator[tuple[Running, ReportPlan]]:
    """Give what runs the report on a database."""
    catalogue = Catalogue.load()
    plan = Plans(Path("/nowhere"), catalogue).get(REPORT)
    with open_driver(target) as driver:
        async with open_async_driver(target) as reading:
            reader = Reader(reading, target.database, timeout_s=300)
            answers = Answers(catalogue, reader, measure_timeout_s=300)
            yield Running(Runs(Writer(driver, target.database), kept=10), answers, reader, catalogue), plan


async def run(how: Running, plan: ReportPlan) -> tuple[ComputedReport, dict[str, float]]:
    """Run the report once; return what it found, and the seconds of each step by its title."""
    begun = await how.begin(plan, {})
    assert isinstance(begun, Held)
    moments: list[tuple[str, float]] = []
    report = await how.compute(plan, begun, lambda progress: moments.append((_step(progress), time.perf_counter())))
    moments.append(("kept", time.perf_counter()))
    return report, {title: later - at for (title, at), (_, later) in itertools.pairwise(moments)}


def _step(progress: Progress) -> str:
    return progress.title or "kept"


def timed(target: Target) -> None:
    """Run the report on a thousand people, twice, and print how long each step took."""
    with open_driver(target) as driver:
        migrate(driver, target.database)
        for source in range(SOURCES):
            load(document(source, 1, rows(source)), driver, target.database)

    async def work() -> None:
        async with running(target) as (how, plan):
            _, first = await run(how, plan)
            with open_driver(target) as driver:
                await asyncio.to_thread(change, driver, target.database)
            report, second = await run(how, plan)
        sections = {section.title for section in plan.sections}
        for steps in (first, second):
            for title, seconds in steps.items():
                print(f"  {title:60} {seconds:7.2f} s")
            whole = sum(seconds for title, seconds in steps.items() if title in sections)
            print(f"  all sections {whole:.1f} s, the rest {sum(steps.values()) - whole:.1f} s")
            print(f"  aims: {AIM_REPORT_S} s and {AIM_DIFFERENCE_S} s")
        assert report.difference is not None
        print(f"  {report.difference.sentence}")

    print(f"{PEOPLE:,} people, {TIES:,} ties, {GROUPS * IN_A_GROUP:,} memberships, {SOURCES} sources")
    asyncio.run(work())


def remembered(target: Target, runs: int) -> None:
    """Run the report on the sample again and again, and print what memory the process holds."""
    with open_driver(target) as driver:
        migrate(driver, target.database)
        load_folder(SAMPLE, driver, target.database)

    async def work() -> None:
        async with running(target) as (how, plan):
            for number in range(1, runs + 1):
                await run(how, plan)
                if number in (1, 5, 10) or number % (runs // 4) == 0:
                    gc.collect()
                    print(f"  after {number:4} runs {psutil.Process().memory_info().rss / 1e6:7.1f} MB")

    print("the sample, one process")
    asyncio.run(work())


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=100)
    options = parser.parse_args()
    logs.configure("warning")
    with server(None) as target:
        timed(target)
    with server(None) as target:
        remembered(target, options.runs)


if __name__ == "__main__":
    main()
