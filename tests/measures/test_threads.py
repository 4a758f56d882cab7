"""Jobs on several threads: each once, failures told, stopped when asked."""

import threading
import time

import numba
import numpy as np
import pytest

from tertius.errors import QueryTimeoutError
from tertius.measures.threads import BLOCKS, new_flag, run_blocks, run_jobs


@pytest.fixture(params=[1, 4])
def threads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Do the same with one thread and with several, whatever the machine has."""
    monkeypatch.setattr(numba.config, "NUMBA_NUM_THREADS", request.param)
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
    monkeypatch.setattr(numba.config, "NUMBA_NUM_THREADS", 3)
    meeting = threading.Barrier(3, timeout=10)

    def work(_: int) -> None:
        meeting.wait()  # breaks unless three are there at once

    run_jobs(work, 3, new_flag())


def test_a_failure_is_raised_and_ends_the_rest(threads: int) -> None:
    done: list[int] = []

    def work(job: int) -> None:
        if job == 3:
            raise ZeroDivisionError
        time.sleep(0.001)
        done.append(job)

    with pytest.raises(ZeroDivisionError):
        run_jobs(work, 10_000, new_flag())
    assert len(done) < 100


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
