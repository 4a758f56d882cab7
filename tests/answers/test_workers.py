"""Where measures are worked out: in processes of their own, within a time, and no longer than somebody waits."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator

import pytest

from tertius.answers.jobs import Job
from tertius.answers.workers import InThread, Measuring, Workers
from tertius.catalog.catalogue import Catalogue
from tertius.errors import NotFoundError, QueryTimeoutError, UndefinedError
from tertius.measures.network import Network

pytestmark = pytest.mark.anyio

CATALOGUE = Catalogue.load()
LARGE = Network.from_pairs([(str(i), str((i * 7919 + k) % 2000)) for i in range(2000) for k in range(1, 5)])
MANY = 20_000
"""Worlds; exact betweenness of so many of the large network takes many minutes."""


def job(measure: str, network: Network, **given: object) -> Job:
    accepted = CATALOGUE.find(measure).validate_params(given)
    return Job(measure, {name: accepted[name] for name in CATALOGUE.measure(measure).own_params()}, network)


def quick() -> Job:
    return job("centrality/degree", Network.from_pairs([("a", "b"), ("b", "c")]), worlds=100)


@pytest.fixture(params=["processes", "thread"])
async def measuring(request: pytest.FixtureRequest) -> AsyncIterator[Measuring]:
    if request.param == "thread":
        yield InThread()
        return
    workers = Workers(2)
    yield workers
    workers.close()


async def test_what_comes_back_is_what_the_measure_found(measuring: Measuring) -> None:
    found = await measuring.run(quick(), 60)
    assert [(row["node_id"], row["degree"]) for row in found.rows] == [("b", 2.0), ("a", 1.0), ("c", 1.0)]


async def test_a_measure_that_takes_too_long_is_stopped_and_the_next_is_worked_out(measuring: Measuring) -> None:
    await measuring.run(quick(), 60)  # whatever has to be started
    began = time.monotonic()
    with pytest.raises(QueryTimeoutError, match="within 2 seconds"):
        await measuring.run(job("centrality/betweenness", LARGE, worlds=MANY), 2)
    assert time.monotonic() - began < 20  # handing over the network included
    assert (await measuring.run(quick(), 60)).rows


async def test_a_measure_that_nobody_waits_for_is_stopped(measuring: Measuring) -> None:
    await measuring.run(quick(), 60)
    waiting = asyncio.create_task(measuring.run(job("centrality/betweenness", LARGE, worlds=MANY), 300))
    await asyncio.sleep(1.5)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    began = time.monotonic()
    assert (await measuring.run(quick(), 60)).rows
    assert time.monotonic() - began < 20


async def test_the_loop_goes_on_while_a_measure_is_worked_out() -> None:
    workers = Workers(1)
    try:
        await workers.run(quick(), 60)
        longest = 0.0
        waiting = asyncio.create_task(workers.run(job("centrality/closeness", LARGE, worlds=MANY), 3))
        before = time.monotonic()
        while not waiting.done():
            await asyncio.sleep(0.005)
            now = time.monotonic()
            longest, before = max(longest, now - before), now
        with pytest.raises(QueryTimeoutError):
            await waiting
    finally:
        workers.close()
    assert longest < 1.0  # the machine may be busy; a measure in the loop itself would hold it for all of three seconds


async def test_what_a_measure_says_arrives_whole(measuring: Measuring) -> None:
    with pytest.raises(NotFoundError, match="no property 'party'") as refused:
        await measuring.run(job("brokerage/roles", Network.from_pairs([("a", "b")]), groups="party"), 60)
    assert (refused.value.where, bool(refused.value.next_step)) == ("groups", True)
    with pytest.raises(UndefinedError):
        await measuring.run(job("uncertainty/missing", Network.from_pairs([])), 60)


async def test_a_process_that_is_killed_is_replaced() -> None:
    workers = Workers(1)
    try:
        await workers.run(quick(), 60)
        waiting = asyncio.create_task(workers.run(job("centrality/betweenness", LARGE, worlds=MANY), 8))
        await asyncio.sleep(2)
        assert workers.processes()
        os.kill(workers.processes()[0], signal.SIGKILL)
        with pytest.raises(QueryTimeoutError):  # it was tried once more, and takes minutes
            await waiting
        assert (await workers.run(quick(), 60)).rows
    finally:
        workers.close()


_PARENT = """
import asyncio, sys
from tests_of_workers import quick
from tertius.answers.workers import Workers

async def main():
    workers = Workers(1)
    await workers.run(quick(), 60)
    print(workers.processes()[0], flush=True)
    await asyncio.sleep(60)

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_workers_end_with_their_parent_even_if_it_is_killed(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "tests_of_workers.py").write_text(Path(__file__).read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "parent.py").write_text(_PARENT, encoding="utf-8")
    parent = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, str(folder / "parent.py")], stdout=subprocess.PIPE, text=True, cwd=folder
    )
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            break
        if Path(f"/proc/{worker}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
            break
        await asyncio.sleep(0.2)
    else:
        pytest.fail("the worker outlived its parent")
