"""Measures computed in processes of their own, for a server: started with it and kept, within a time limit.

No measure holds up another request, and none is computed longer than somebody waits for it: it is stopped by a flag
that its kernels look at. A worker that does not stop is ended, and a new one takes its place. `in_thread` does for a
command, and says what a measure's time is.
"""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import struct
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.process import BaseProcess
from typing import Any

from tertius import logs
from tertius.answers.in_thread import do_with, import_measures, too_long
from tertius.answers.jobs import Job
from tertius.errors import QueryTimeoutError, TertiusError

STOP_GRACE_S = 3.0
"""Seconds that a measure has to end itself once its flag is raised."""

START_S = 300.0
"""Seconds that the worker processes have to start and to compile every kernel, on a machine that never did."""


_SLOTS = 1024
_BEGUN = struct.Struct("Hq")


class Workers:
    """Computes jobs in processes of their own.

    Parameters
    ----------
    processes
        How many at once; each uses all cores when it is alone. Others wait their turn, within their time limit.
    """

    def __init__(self, processes: int) -> None:
        self._count = processes
        self._context = multiprocessing.get_context("spawn")  # a fork would copy the server's sockets and locks
        self._flags = self._context.RawArray("B", _SLOTS)
        self._hears, self._tells = self._context.Pipe(duplex=False)  # which job has begun in which process
        self._loop: asyncio.AbstractEventLoop | None = None
        self._free = list(range(_SLOTS))
        self._pids: dict[int, int] = {}
        self._begun: dict[int, Callable[[], None]] = {}
        self._known: set[int] = set()
        self._pool: ProcessPoolExecutor | None = None
        self._meeting: list[Future[None]] = []
        self._starting: list[BaseProcess] = []

    async def ready(self) -> None:
        """Start the processes if they are not there, and wait until each has its libraries and its kernels.

        Raises
        ------
        TertiusError
            They do not start, or not in time.
        """
        try:
            await self._ready()
        except BrokenProcessPool as error:
            raise _ended() from error

    async def _ready(self) -> None:
        self._listen()
        if self._pool is None:
            self._pool = self._start()
        pool = self._pool
        try:
            async with asyncio.timeout(START_S):
                if not all(one.done() for one in self._meeting):
                    await asyncio.to_thread(import_measures)  # an answer is read here, which takes the same libraries
                await asyncio.gather(*(asyncio.shield(asyncio.wrap_future(one)) for one in self._meeting))
        except TimeoutError:
            raise TertiusError(
                f"The processes that compute measures were not ready after {START_S:g} seconds.",
                next_step="Ask again. `python -m tertius.measures.warm` compiles the kernels once for this machine.",
            ) from None
        except BrokenProcessPool:
            self._forget(pool)
            raise

    def _start(self) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(
            self._count,
            mp_context=self._context,
            initializer=_begin,
            initargs=(self._flags, self._tells, self._context.Barrier(self._count), os.getpid()),
        )
        others = set(multiprocessing.active_children())
        # Ctrl-C in a terminal reaches these processes too, and first of all while they start.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            # As many as there are processes, and none of them ends before all have met: so each process takes one.
            self._meeting = [pool.submit(_meet) for _ in range(self._count)]
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        self._starting = [one for one in multiprocessing.active_children() if one not in others]
        return pool

    def _listen(self) -> None:
        """Hear in the loop that runs now which jobs have begun."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._deafen()
            self._loop = loop
            loop.add_reader(self._hears.fileno(), self._hear)

    def _deafen(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._hears.fileno())
        self._loop = None

    def _hear(self) -> None:
        """Take note of the jobs that have begun."""
        while self._hears.poll():
            slot, pid = _BEGUN.unpack(self._hears.recv_bytes())
            self._known.add(pid)
            if slot in self._begun:
                self._pids[slot] = pid
                self._begun[slot]()

    async def run(self, job: Job, timeout_s: float, *, begun: asyncio.Event | None = None) -> Any:  # noqa: ANN401
        """See `Measuring.run`."""
        for last in (False, True):
            try:
                await self._ready()
                # For its turn it waits no longer than another one may take; then it has its own time.
                async with asyncio.timeout(timeout_s + STOP_GRACE_S) as limit:
                    return await self._attempt(job, partial(_at_work, limit, timeout_s, begun))
            except TimeoutError:
                raise too_long(timeout_s) from None
            except BrokenProcessPool as error:
                # A neighbour's process was ended, or the system ended one; nothing says that this job is to blame.
                if last:
                    raise _ended() from error
        raise AssertionError("unreachable")

    async def _attempt(self, job: Job, at_work: Callable[[], None]) -> Any:  # noqa: ANN401 - as Measuring
        if not self._free:  # more than a server lets in
            raise QueryTimeoutError("Too many measures are waiting already.", next_step="Ask again in a while.")
        pool = self._pool
        if pool is None:  # it broke under another job since it was ready
            raise BrokenProcessPool
        slot = self._free.pop(0)  # the one that has been free longest: nothing of its last job is still on its way
        self._flags[slot] = 0
        self._begun[slot] = at_work
        try:
            running = pool.submit(_do_in_slot, job, slot)
        except BaseException as error:
            self._release(slot)
            if isinstance(error, BrokenProcessPool):  # a process was ended since, and nobody was there to notice
                self._forget(pool)
            raise
        answer = asyncio.wrap_future(running)
        answer.add_done_callback(_read)
        # The slot is free again when nobody looks at its flag any more, however this call ends.
        answer.add_done_callback(lambda _: self._release(slot))
        try:
            return await asyncio.shield(answer)
        except BrokenProcessPool:
            self._forget(pool)
            raise
        except asyncio.CancelledError:
            self._flags[slot] = 1
            running.cancel()
            if not running.done():
                asyncio.get_running_loop().call_later(STOP_GRACE_S, self._end, running, slot)
            raise

    def _forget(self, pool: ProcessPoolExecutor) -> None:
        """Have the next job start new processes; those that another job has started already stay."""
        if self._pool is pool:
            self._pool = None
            self._known.clear()

    def close(self) -> None:
        """End the processes, whatever they work on."""
        for slot in range(_SLOTS):
            self._flags[slot] = 1
        if not all(one.done() for one in self._meeting):
            for process in self._starting:  # it would look in vain for what this process shares with it, and say so
                process.kill()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
        self._deafen()

    def processes(self) -> list[int]:
        """Return the ids of the processes that have begun a job."""
        return sorted(self._known)

    def _release(self, slot: int) -> None:
        self._pids.pop(slot, None)
        self._begun.pop(slot, None)
        self._free.append(slot)

    def _end(self, running: "Future[Any]", slot: int) -> None:
        """End the process of a job that did not heed its flag."""
        pid = self._pids.get(slot)
        if running.done() or pid is None:
            return
        logs.get(__name__).warning("worker_ended", pid=pid, why="a measure did not stop when asked to")
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


# --- in a worker process ----------------------------------------------------------------------------------------------

_shared: tuple[Any, Any, Any] | None = None


def _begin(flags: Any, tells: Any, meeting: Any, parent: int) -> None:  # noqa: ANN401 - shared between processes
    """Set a worker up: it leaves Ctrl-C to its parent, and has its libraries and kernels before its first job."""
    global _shared
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with(parent)
    _shared = (flags, tells, meeting)
    with contextlib.suppress(ModuleNotFoundError):  # told when a job is done
        from tertius.measures.warm import compile_kernels

        import_measures()
        compile_kernels()


def _meet() -> None:
    """Wait until every worker is set up."""
    assert _shared is not None  # noqa: S101 - _begin ran
    _shared[2].wait(START_S)


def _do_in_slot(job: Job, slot: int) -> Any:  # noqa: ANN401 - as Measuring
    assert _shared is not None  # noqa: S101 - _begin ran
    flags, tells, _ = _shared
    tells.send_bytes(_BEGUN.pack(slot, os.getpid()))
    return do_with(job, flags, slot)


def _die_with(parent: int) -> None:
    """Have this process end when its parent does, even if that is killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _read(answer: "asyncio.Future[Any]") -> None:
    """Take note of how a job ended that nobody waits for any more."""
    if not answer.cancelled():
        answer.exception()


def _at_work(limit: asyncio.Timeout, timeout_s: float, begun: asyncio.Event | None) -> None:
    """Give a job that has begun its time."""
    with contextlib.suppress(RuntimeError):  # it was given up at the same moment
        limit.reschedule(asyncio.get_running_loop().time() + timeout_s)
    if begun is not None:
        begun.set()


def _ended() -> TertiusError:
    return TertiusError(
        "A process that computes measures ended before it was done.",
        next_step="Ask again; if it ends again, the network is too large for this machine's memory.",
    )
