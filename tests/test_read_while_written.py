"""What is read while somebody rewrites it is what was before or what is after, with nothing missing."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tertius.graph.connect import Driver, Target
from tertius.graph.read import Reader
from tertius.graph.whole import Whole
from tertius.graph.write import Writer
from tertius.loading.properties import DECISION, SOURCE, TIE
from tertius.records.look_ups import Records
from tertius.reports.alerts.firings import Firing, Firings
from tertius.reports.runs import ReportRun, Runs
from tertius_loaders.claims import load_folder

pytestmark = pytest.mark.anyio

MANY = 25
REWRITES = 40
LONG, TOKEN = "Who brokers between the groups of the harbour, and between which of them", "ab" * 16
HELD = "d.token = $token, d.holder = 'host', d.claimed = datetime()"

Read = Callable[[], Awaitable[Any]]

RUNS = (
    "MATCH (r:ReportRun) SET r.status = 'done', r.sha256 = $long, r.bytes = 12345, r.finished = datetime(), "
    "r.section = '' REMOVE r.token, r.holder "
    "WITH count(*) AS n MATCH (d:Delivery) SET d.status = 'failed', d.problem = $long, d.finished = datetime() "
    "REMOVE d.token, d.holder, d.claimed",
    "MATCH (r:ReportRun) SET r.status = 'running', r.token = $token, r.holder = 'host', r.section = $long "
    "REMOVE r.sha256, r.bytes, r.finished "
    f"WITH count(*) AS n MATCH (d:Delivery) SET d.status = 'pending', {HELD} REMOVE d.problem, d.finished",
)
TIES = (
    "MATCH ()-[t:LEADS|MEMBER_OF]->() SET t.asserted_by = ['a'], t.firmness = [0.5]",
    "MATCH ()-[t:LEADS|MEMBER_OF]->() SET t.asserted_by = ['a', 'b', 'c'], t.firmness = [0.5, 0.6, 0.7]",
)
SOURCES = (
    "MATCH (s:Source) SET s.title = 'A', s.author = 'B'",
    "MATCH (s:Source) SET s.title = $long, s.author = $long",
)
DECISIONS = (
    "MATCH (d:Decision) SET d.who = 'A', d.why = 'B'",
    "MATCH (d:Decision) SET d.who = $long, d.why = $long",
)


@pytest.fixture
def records(empty_db: Target, driver: Driver, reader: Reader) -> Records:
    """Give the look-ups on two sources, with decisions, runs of a report and deliveries that are of this test alone."""
    load_folder(Path(__file__).parent / "two_sources", driver, empty_db.database)
    Writer(driver, empty_db.database).run(
        "UNWIND range(1, $many) AS n CREATE (:ReportRun {id: 'weekly.' + n, report: 'weekly', title: 'The week', "
        "inputs: '{}', day: date(), status: 'running', attempt: 1, started: datetime(), heartbeat: datetime(), "
        "sections: 3, sections_done: 0, section: '', token: $token, holder: 'host'}), "
        "(:AlertFiring {id: 'alert.' + n, name: 'new', title: 'New', day: date(), fired: datetime(), number: n, "
        "sentences: [], content: null}), "
        "(d:Delivery {id: n + '/a', about: 'weekly.' + n, what: 'run', kind: 'folder', to: ['/a'], formats: ['html'], "
        "status: 'pending', attempts: 0, reached: [], asked: 1, requested: datetime()}), "
        "(e:Delivery {id: n + '/b', about: 'alert.' + n, what: 'alert', kind: 'folder', to: ['/a'], "
        "formats: ['html'], status: 'pending', attempts: 0, reached: [], asked: 1, requested: datetime()})"
        f"SET {HELD}, {HELD.replace('d.', 'e.')}",
        many=MANY,
        token=TOKEN,
    )
    return Records(reader)


async def hammered(writer: Writer, statements: tuple[str, str], read: Read) -> list[Any]:
    """Rewrite by turns, read as often as that takes, and return what was read."""

    def write(statement: str) -> None:
        writer.run(statement, long=LONG, token=TOKEN)

    write(statements[0])
    found = [await read()]
    with ThreadPoolExecutor(1) as pool:
        for statement in itertools.islice(itertools.cycle(statements[::-1]), REWRITES):
            written = pool.submit(write, statement)
            while not written.done():
                found.append(await read())
            written.result()
    return [*found, await read()]


async def test_runs_alerts_and_their_deliveries(records: Records, writer: Writer) -> None:
    def read() -> tuple[list[ReportRun], list[Firing]]:
        return list(Runs(writer).page(limit=MANY).items), Firings(writer).page(limit=MANY)

    found = await hammered(writer, RUNS, lambda: asyncio.to_thread(read))
    for runs, firings in found:
        for run in runs:
            assert run.section in ("", LONG)
            if run.status == "done":
                assert (run.sha256, run.bytes, run.finished is None) == (LONG, 12345, False)
        for delivery in (delivery for one in (*runs, *firings) for delivery in one.deliveries):
            assert delivery.status == "pending" or delivery.problem == LONG


async def test_ties(records: Records, writer: Writer) -> None:
    (tie, *_) = writer.rows("MATCH ()-[t:LEADS]->() RETURN t.id AS id ORDER BY id")
    found = await hammered(writer, TIES, lambda: records.tie(tie["id"]))
    assert {(tuple(one.asserted_by), tuple(one.firmness)) for one in found} <= {
        (("a",), (0.5,)),
        (("a", "b", "c"), (0.5, 0.6, 0.7)),
    }


async def test_sources(records: Records, writer: Writer) -> None:
    found = await hammered(writer, SOURCES, records.sources)
    assert {one.title for page in found for one in page.items} == {"A", LONG}
    assert {one.author for page in found for one in page.items} == {"B", LONG}


async def test_decisions(records: Records, writer: Writer) -> None:
    found = await hammered(writer, DECISIONS, records.decisions.page)
    assert {one.who for page in found for one in page.items} == {"A", LONG}
    assert {one.why for page in found for one in page.items} == {"B", LONG}


@pytest.mark.parametrize(
    ("statement", "column", "kind"),
    [
        ("MATCH ()-[t]->() WHERE t.likelihood IS NOT NULL RETURN properties(t) AS tie", "tie", TIE),
        ("MATCH (s:Source) RETURN properties(s) AS source", "source", SOURCE),
        ("MATCH (d:Decision) RETURN properties(d) AS decision", "decision", DECISION),
    ],
)
async def test_what_a_load_writes_is_whole(
    records: Records, writer: Writer, statement: str, column: str, kind: Whole
) -> None:
    found = writer.rows(statement)
    assert found
    assert [kind.lacks(row[column]) for row in found] == [set()] * len(found)
