"""Spread independent jobs over the cores, deterministically, so that a caller can stop them.

Threads rather than a parallel compiler: kernels let go of the interpreter's lock, several requests may run at once in
one process, and results do not depend on how many threads there are, because every job writes a place of its own.
"""

import itertools
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from tertius.errors import QueryTimeoutError

StopFlag = npt.NDArray[np.uint8]
"""An array of one: anything but 0 asks running kernels to stop. It may lie in memory shared between processes."""

BLOCKS = 32
"""Parts that a network's sources are cut into, however many threads there are: sums come out bit by bit the same."""

_this_thread = threading.local()
"""Whether this thread works for others already: jobs within a job then follow one another."""


def new_flag() -> StopFlag:
    """Return a flag that does not stop anything yet."""
    return np.zeros(1, dtype=np.uint8)


def run_jobs(work: Callable[[int], None], jobs: int, stop: StopFlag) -> None:
    """Call ``work`` with 0 … jobs − 1, on as many threads as there are cores (``NUMBA_NUM_THREADS`` lowers it).

    Parameters
    ----------
    work
        Does one job. It must write to no place that another job writes to. Jobs that it starts itself follow one
        another in its own thread.
    jobs
        How many there are.
    stop
        Looked at before every job; set when a job fails, so that the others end too.

    Raises
    ------
    QueryTimeoutError
        If the flag was raised before all was done.
    """
    numbers = itertools.count()

    def run() -> None:
        try:
            while (job := next(numbers)) < jobs and not stop[0]:
                work(job)
        except BaseException:
            stop[0] = 1
            raise

    threads = 1 if _works_for_others() else min(_cores(), jobs)
    if threads <= 1:
        run()
    else:
        with ThreadPoolExecutor(threads, initializer=_work_for_others) as pool:
            running = [pool.submit(run) for _ in range(threads)]
            try:
                failures = [failure for one in running if (failure := one.exception()) is not None]
            except BaseException:
                stop[0] = 1
                raise
        if failures:  # the others then only say that they were stopped
            raise min(failures, key=lambda failure: isinstance(failure, QueryTimeoutError))
    go_on(stop)


def go_on(stop: StopFlag | None, fewer: str = "fewer simulations or a smaller network") -> None:
    """Do nothing unless the flag is raised.

    Parameters
    ----------
    stop
        The flag, if there is one.
    fewer
        What there may be less of to be done in time, for the message.

    Raises
    ------
    QueryTimeoutError
        If the flag is raised.
    """
    if stop is not None and stop[0]:
        raise QueryTimeoutError("The measure was stopped before it was done", next_step=f"Give it more time, {fewer}.")


def run_blocks(work: Callable[[int, int, int], None], count: int, stop: StopFlag) -> None:
    """Cut 0 … count − 1 into `blocks_of` parts and call ``work(block, first, past_the_last)`` for each.

    Raises
    ------
    QueryTimeoutError
        As in `run_jobs`.
    """
    blocks = blocks_of(count)
    run_jobs(lambda block: work(block, count * block // blocks, count * (block + 1) // blocks), blocks, stop)


def blocks_of(count: int) -> int:
    """Return how many parts so many sources are cut into: `BLOCKS` at most, and one within a job."""
    return min(1 if _works_for_others() else BLOCKS, count)


def _works_for_others() -> bool:
    return getattr(_this_thread, "works", False)


def _work_for_others() -> None:
    _this_thread.works = True


def _cores() -> int:
    """Return how many threads may run at once: the cores of this process, or what ``NUMBA_NUM_THREADS`` says."""
    asked = os.environ.get("NUMBA_NUM_THREADS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
