"""Jobs on several threads: each once, failures told, stopped when asked."""

import threading
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest

from tertius.errors import QueryTimeoutError
from tertius.measures.threads import BLOCKS, new_flag, run_blocks, run_jobs


@pytest.fixture(params=[1, 4])
def threads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Do the same with one thread and with several, whatever the machine has."""
    monkeypatch.setenv("NUMBA_NUM_THREADS", str(request.param))
    return int(request.param)


@pytest.mark.parametrize("jobs", [0, 1, 3, 500])
def test_every_job_is_done_once(threads: int, jobs: int) -> None:
    done = np.zeros(max(jobs, 1), dtype=np.int64)

    def work(job: int) -> None:
        done[job] += 1

    run_jobs(work, jobs, new_flag())
    assert done[:jobs].tolist() == [1] * jobs


@pytest.mark.parametrize("count", [0, 1, BLOCKS - 1, BLOCKS, 1000])
def test_blocks_cover_everything_once_whatever_the_threads(threads: int, count: int) -> None:
    seen: list[tuple[int, int, int]] = []
    run_blocks(lambda block, first, last: seen.append((block, first, last)), count, new_flag())
    seen.sort()
    assert [block for block, _, _ in seen] == list(range(min(BLOCKS, count)))
    assert [item for _, first, last in seen for item in range(first, last)] == list(range(count))


def test_several_threads_work_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_NUM_THREADS", "3")
    meeting = threading.Barrier(3)

    def work(_: int) -> None:
        meeting.wait()  # goes on only when three are there at once

    run_jobs(work, 3, new_flag())


class Flag(npt.NDArray[np.uint8] if TYPE_CHECKING else np.ndarray):
    """A flag that others can wait for."""

    raised: threading.Event

    def __setitem__(self, key: object, value: object) -> None:
        super().__setitem__(key, value)  # type: ignore[index]
        self.raised.set()


def test_a_failure_is_raised_and_ends_the_rest(threads: int) -> None:
    flag = new_flag().view(Flag)
    flag.raised = threading.Event()
    done: list[int] = []

    def work(job: int) -> None:
        if job == 3:
            raise ZeroDivisionError
        if job > 3:
            flag.raised.wait()  # the failing job raises it
        done.append(job)

    with pytest.raises(ZeroDivisionError):
        run_jobs(work, 10_000, flag)
    assert set(done) <= set(range(3 + threads))  # what had begun by then, and nothing after


def test_jobs_within_a_job_follow_one_another_and_their_failure_is_told(threads: int) -> None:
    flag = new_flag()
    seen: list[set[int]] = []

    def work(job: int) -> None:
        inside: set[int] = set()
        run_jobs(lambda _: inside.add(threading.get_ident()), 20, flag)
        seen.append(inside)
        if job == 5:
            run_jobs(lambda number: 1 // (7 - number), 20, flag)

    with pytest.raises(ZeroDivisionError):
        run_jobs(work, 1000, flag)
    if threads > 1:
        assert all(len(inside) == 1 for inside in seen)


def test_a_raised_flag_ends_the_work(threads: int) -> None:
    flag = new_flag()
    done: list[int] = []

    def work(job: int) -> None:
        done.append(job)
        if job == 5:
            flag[0] = 1

    with pytest.raises(QueryTimeoutError, match="stopped"):
        run_jobs(work, 10_000, flag)
    assert len(done) < 100


def test_a_flag_raised_before_lets_nothing_begin(threads: int) -> None:
    flag = new_flag()
    flag[0] = 1
    with pytest.raises(QueryTimeoutError):
        run_jobs(lambda _: pytest.fail("begun"), 3, flag)
