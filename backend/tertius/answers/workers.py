"""Where measures are worked out: beside the event loop, within a time limit, and only while somebody waits.

`InThread` does for a command: one measure, one process. `Workers` does for a server: processes of their own, started
when first needed and kept, so that no measure holds up another request. Both stop a measure by a flag that its kernels
look at; a worker that does not stop is ended, and a new one takes its place.
"""

import asyncio
import contextlib
import multiprocessing
import os
import signal
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol

from tertius import logs
from tertius.answers.jobs import Job, do
from tertius.errors import QueryTimeoutError, TertiusError

STOP_GRACE_S = 3.0
"""Seconds that a measure has to end itself once its flag is raised."""

_SLOTS = 1024


class Measuring(Protocol):
    """Works jobs out."""

    async def run(self, job: Job, timeout_s: float) -> Any:  # noqa: ANN401 - tertius.measures.run.Result
        """Work a job out within a time.

        Raises
        ------
        QueryTimeoutError
            It took longer.
        TertiusError
            As the measure says.
        """
        ...


class InThread:
    """Works jobs out in this process, in a thread."""

    async def run(self, job: Job, timeout_s: float) -> Any:  # noqa: ANN401 - as Measuring
        """See `Measuring.run`."""
        stop = bytearray(1)
        working = asyncio.create_task(asyncio.to_thread(_do_with, job, stop))
        try:
            async with asyncio.timeout(timeout_s):
                return await asyncio.shield(working)
        except (TimeoutError, asyncio.CancelledError) as error:
            stop[0] = 1
            with contextlib.suppress(TertiusError):
                await working
            if isinstance(error, TimeoutError):
                raise _too_long(timeout_s) from None
            raise


class Workers:
    """Works jobs out in processes of their own.

    Parameters
    ----------
    processes
        How many at once; each uses all cores when it is alone. Others wait their turn, within their time limit.
    """

    def __init__(self, processes: int) -> None:
        self._count = processes
        self._context = multiprocessing.get_context("spawn")  # a fork would copy the server's sockets and locks
        self._flags = self._context.RawArray("B", _SLOTS)
        self._pids = self._context.RawArray("q", _SLOTS)  # which process works on the job of a slot; 0: none yet
        self._free = list(range(_SLOTS))
        self._known: set[int] = set()
        self._pool: ProcessPoolExecutor | None = None

    async def run(self, job: Job, timeout_s: float) -> Any:  # noqa: ANN401 - as Measuring
        """See `Measuring.run`."""
        try:
            async with asyncio.timeout(timeout_s):
                try:
                    return await self._attempt(job)
                except BrokenProcessPool:
                    # A neighbour's process was ended, or the system ended one; nothing says that this job is to blame.
                    return await self._attempt(job)
        except TimeoutError:
            raise _too_long(timeout_s) from None
        except BrokenProcessPool as error:
            raise TertiusError(
                "The process that worked the measure out ended before it was done.",
                next_step="Ask again; if it ends again, the network is too large for this machine's memory.",
            ) from error

    async def _attempt(self, job: Job) -> Any:  # noqa: ANN401 - as Measuring
        if not self._free:  # more than a server lets in
            raise QueryTimeoutError("Too many measures wait already.", next_step="Ask again in a while.")
        slot = self._free.pop()
        self._flags[slot] = 0
        try:
            running = self._submit(job, slot)
        except BaseException:
            self._free.append(slot)
            raise
        # The slot is free again when nobody looks at its flag any more, however this call ends.
        running.add_done_callback(lambda _: self._release(slot))
        try:
            return await asyncio.shield(asyncio.wrap_future(running))
        except BrokenProcessPool:
            self._pool = None
            self._known.clear()
            raise
        except asyncio.CancelledError:
            self._flags[slot] = 1
            running.cancel()
            if not running.done():
                asyncio.get_running_loop().call_later(STOP_GRACE_S, self._end, running, slot)
            raise

    def close(self) -> None:
        """End the processes, whatever they work on."""
        for slot in range(_SLOTS):
            self._flags[slot] = 1
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def processes(self) -> list[int]:
        """Return the ids of the processes that have worked on a job."""
        return sorted(self._known | {pid for pid in self._pids if pid})

    def _release(self, slot: int) -> None:
        self._known.add(self._pids[slot])
        self._known.discard(0)
        self._pids[slot] = 0
        self._free.append(slot)

    def _submit(self, job: Job, slot: int) -> "Future[Any]":
        for _ in range(2):
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    self._count,
                    mp_context=self._context,
                    initializer=_begin,
                    initargs=(self._flags, self._pids, os.getpid()),
                )
            try:
                return self._pool.submit(_do_in_slot, job, slot)
            except BrokenProcessPool:
                self._pool = None
        raise TertiusError("No process to work a measure out could be started.", next_step="See the log.")

    def _end(self, running: "Future[Any]", slot: int) -> None:
        """End the process of a job that did not heed its flag."""
        pid = self._pids[slot]
        if running.done() or not pid:
            return
        logs.get(__name__).warning("worker_ended", pid=pid, why="a measure did not stop when asked to")
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


# --- in a worker process ----------------------------------------------------------------------------------------------

_shared: tuple[Any, Any] | None = None


def _begin(flags: Any, pids: Any, parent: int) -> None:  # noqa: ANN401 - shared arrays
    """Set a worker up: it leaves Ctrl-C to its parent, and is warm before its first job."""
    global _shared
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with(parent)
    _shared = (flags, pids)
    with contextlib.suppress(ModuleNotFoundError):  # told when a job is done
        import tertius.measures.run  # noqa: F401


def _do_in_slot(job: Job, slot: int) -> Any:  # noqa: ANN401 - as Measuring
    assert _shared is not None  # noqa: S101 - _begin ran
    flags, pids = _shared
    pids[slot] = os.getpid()
    return _do_with(job, flags, slot)


def _do_with(job: Job, flags: Any, slot: int = 0) -> Any:  # noqa: ANN401 - a buffer of bytes
    try:
        import numpy as np
    except ModuleNotFoundError:
        return do(job)  # which says what is missing
    return do(job, np.frombuffer(flags, dtype=np.uint8)[slot : slot + 1])


def _die_with(parent: int) -> None:
    """Have this process end when its parent does, even if that is killed."""
    import threading
    import time

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _too_long(timeout_s: float) -> QueryTimeoutError:
    return QueryTimeoutError(
        f"The measure was not done within {timeout_s:g} seconds.",
        where="TERTIUS_QUERY_TIMEOUT_S",
        next_step="Sample fewer worlds, select a smaller network, or give it more time.",
    )
