"""Where measures are worked out: in processes of their own, within a time, and no longer than somebody waits."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tertius.answers import in_thread
from tertius.answers.in_thread import InThread, Measuring
from tertius.answers.jobs import Job
from tertius.answers.workers import Workers
from tertius.catalog.catalogue import Catalogue
from tertius.errors import NotFoundError, QueryTimeoutError, UndefinedError
from tertius.measures.network import Network

pytestmark = pytest.mark.anyio

CATALOGUE = Catalogue.load()
LARGE = Network.from_pairs(
    [(str(i), str((i * 7919 + k) % 2000)) for i in range(2000) for k in range(1, 5)], likelihoods=[0.5] * 8000
)
MANY = 20_000
"""Worlds; exact betweenness of so many of the large network takes many minutes."""
PATIENCE_S = 600
"""More than any machine needs for what is over in a moment, its start and its kernels included."""

Until = Callable[[Callable[[], Awaitable[object]]], Awaitable[None]]


def job(measure: str, network: Network, **given: object) -> Job:
    accepted = CATALOGUE.find(measure).validate_params(given)
    return Job(measure, {name: accepted[name] for name in CATALOGUE.measure(measure).own_params()}, network)


def quick() -> Job:
    return job("centrality/degree", Network.from_pairs([("a", "b"), ("b", "c")]), worlds=100)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    workers = Workers(1)
    yield workers
    workers.close()


@pytest.fixture(params=["processes", "thread"])
def measuring(request: pytest.FixtureRequest) -> Measuring:
    if request.param == "thread":
        return InThread()
    given: Workers = request.getfixturevalue("workers")
    return given


def at_work(measuring: Measuring) -> Callable[[], Awaitable[bool]]:
    """Return a function that says whether it has worked since: by the time that its process got, not by the clock."""

    def worked() -> float:
        pids = measuring.processes() if isinstance(measuring, Workers) else [os.getpid()]
        return sum(psutil.Process(pid).cpu_times().user for pid in pids)

    before = worked()

    async def much_more() -> bool:
        return worked() > before + 0.3

    return much_more


async def test_what_comes_back_is_what_the_measure_found(measuring: Measuring) -> None:
    found = await measuring.run(quick(), PATIENCE_S)
    assert [(row["node_id"], row["degree"]) for row in found.rows] == [("b", 2.0), ("a", 1.0), ("c", 1.0)]


async def test_a_measure_that_takes_too_long_is_stopped_and_the_next_is_worked_out(measuring: Measuring) -> None:
    await measuring.run(quick(), PATIENCE_S)  # whatever has to be started
    with pytest.raises(QueryTimeoutError, match="within 2 seconds"):
        await measuring.run(job("centrality/betweenness", LARGE, worlds=MANY), 2)
    assert (await measuring.run(quick(), PATIENCE_S)).rows


async def test_a_measure_that_nobody_waits_for_is_stopped(measuring: Measuring, until_async: Until) -> None:
    await measuring.run(quick(), PATIENCE_S)
    waiting = asyncio.create_task(measuring.run(job("centrality/betweenness", LARGE, worlds=MANY), PATIENCE_S))
    await until_async(at_work(measuring))
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await measuring.run(quick(), PATIENCE_S)).rows


async def test_the_loop_goes_on_while_a_measure_is_worked_out(workers: Workers, until_async: Until) -> None:
    await workers.run(quick(), PATIENCE_S)
    waiting = asyncio.create_task(workers.run(job("centrality/closeness", LARGE, worlds=MANY), PATIENCE_S))
    await until_async(at_work(workers))
    for _ in range(1000):  # a measure in the loop itself would hold it for minutes, and be done after the first turn
        await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_what_a_measure_says_arrives_whole(measuring: Measuring) -> None:
    with pytest.raises(NotFoundError, match="no property 'party'") as refused:
        await measuring.run(job("brokerage/roles", Network.from_pairs([("a", "b")]), groups="party"), PATIENCE_S)
    assert (refused.value.where, bool(refused.value.next_step)) == ("groups", True)
    with pytest.raises(UndefinedError):
        await measuring.run(job("uncertainty/missing", Network.from_pairs([])), PATIENCE_S)


async def test_a_process_that_is_killed_is_replaced(workers: Workers, until_async: Until) -> None:
    await workers.run(quick(), PATIENCE_S)
    waiting = asyncio.create_task(workers.run(job("centrality/betweenness", LARGE, worlds=MANY), PATIENCE_S))
    await until_async(at_work(workers))
    (killed,) = workers.processes()
    os.kill(killed, signal.SIGKILL)

    async def replaced() -> bool:
        return bool(workers.processes()) and killed not in workers.processes()

    await until_async(replaced)  # it is tried once more
    await until_async(at_work(workers))
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await workers.run(quick(), PATIENCE_S)).rows


async def test_a_job_says_when_it_has_begun(measuring: Measuring) -> None:
    begun = asyncio.Event()
    waiting = asyncio.create_task(
        measuring.run(job("centrality/closeness", LARGE, worlds=MANY), PATIENCE_S, begun=begun)
    )
    await begun.wait()
    assert not waiting.done()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


_COLD = """
import asyncio, sys
from tests_of_workers import InThread, Workers, LARGE, job, quick

async def main():
    measuring = Workers(1) if sys.argv[1] == "processes" else InThread()
    # Two seconds are two hundred times what it takes, and not enough to import the libraries and compile the kernels.
    found = await measuring.run(job("centrality/betweenness", quick().network, worlds=10), 2.0)
    print(len(found.rows), flush=True)

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.mark.parametrize("where", ["processes", "thread"])
def test_a_first_measure_has_all_of_its_time_though_nothing_is_compiled_yet(tmp_path: Path, where: str) -> None:
    (tmp_path / "tests_of_workers.py").write_text(Path(__file__).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "cold.py").write_text(_COLD, encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, str(tmp_path / "cold.py"), where],
        env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "3\n", done.stderr


_PARENT = """
import asyncio, sys
from tests_of_workers import quick
from tertius.answers.workers import Workers

async def main():
    workers = Workers(1)
    await workers.run(quick(), 600)
    print(workers.processes()[0], flush=True)
    await asyncio.sleep(600)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_workers_end_with_their_parent_even_if_it_is_killed(
    tmp_path: Path, until: Callable[[Callable[[], object]], None]
) -> None:
    (tmp_path / "tests_of_workers.py").write_text(Path(__file__).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "parent.py").write_text(_PARENT, encoding="utf-8")
    parent = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, str(tmp_path / "parent.py")], stdout=subprocess.PIPE, text=True, cwd=tmp_path
    )
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    until(lambda: not psutil.pid_exists(worker) or psutil.Process(worker).status() == psutil.STATUS_ZOMBIE)


async def test_time_does_not_run_while_the_machine_is_busy_with_others(monkeypatch: pytest.MonkeyPatch) -> None:
    await InThread().run(quick(), PATIENCE_S)  # whatever has to be compiled
    got = iter(range(1_000_000))

    class Clock:
        """A machine whose clock runs on, and which gives no time to this process."""

        monotonic = staticmethod(lambda: next(got) / 10)
        process_time = staticmethod(lambda: 0.0)

    monkeypatch.setattr(in_thread, "time", Clock)
    monkeypatch.setattr(in_thread, "PATIENCE", 1_000_000)
    assert len((await InThread().run(job("centrality/betweenness", LARGE, worlds=0), 0.001)).rows) == 50
    Clock.process_time = staticmethod(lambda: next(got) / 10)
    with pytest.raises(QueryTimeoutError, match=r"within 0\.001 seconds"):
        await InThread().run(job("centrality/betweenness", LARGE, worlds=MANY), 0.001)


STARTING = """
import asyncio, os, signal, sys
from tertius.answers.workers import Workers

async def start():
    workers = Workers(2)
    ready = asyncio.create_task(workers.ready())
    while workers._pool is None:
        await asyncio.sleep(0)
    if sys.argv[1] == "interrupt":
        signal.signal(signal.SIGINT, lambda *_: None)
        os.killpg(0, signal.SIGINT)  # as a terminal does
        await ready
    ready.cancel()
    workers.close()

if __name__ == "__main__":
    asyncio.run(start())
"""


@pytest.mark.parametrize("how", ["close", "interrupt"])
async def test_processes_that_are_stopped_while_they_start_say_nothing(tmp_path: Path, how: str) -> None:
    program = tmp_path / "starting.py"
    program.write_text(STARTING, encoding="utf-8")
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, str(program), how],
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
