"""Where measures are computed: what every place promises, and the plainest one, a thread of this process.

`InThread` does for a command: one measure, one process. A measure is stopped by a flag that its kernels look at.

A measure's time is its own: the limit does not count what it takes to import the libraries and to compile the kernels,
which a machine does once.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from tertius.answers.jobs import Job, do
from tertius.catalog.registered import registered
from tertius.errors import QueryTimeoutError, TertiusError
from tertius.wording import counted

PATIENCE = 20
"""How many times its limit a measure may take by the clock, on a machine that is busy with others."""


class Measuring(Protocol):
    """Computes jobs."""

    async def run(self, job: Job, timeout_s: float, *, begun: asyncio.Event | None = None) -> Any:  # noqa: ANN401
        """Compute a job within a time.

        Parameters
        ----------
        job
            What to compute.
        timeout_s
            Seconds that it may take, from when all that it needs is there.
        begun
            Set once the job is being computed.

        Returns
        -------
        tertius.measures.run.Result

        Raises
        ------
        QueryTimeoutError
            It took longer.
        TertiusError
            As the measure says.
        """
        ...


class InThread:
    """Computes jobs in this process, in a thread.

    Its time does not run while the machine is busy with others: it is the least of what the clock says, compiling left
    out, and what the processor gave this process.

    Parameters
    ----------
    limit
        What sets the time limit, for the message.
    """

    def __init__(self, limit: str = "TERTIUS_QUERY_TIMEOUT_S") -> None:
        self._limit = limit

    async def run(self, job: Job, timeout_s: float, *, begun: asyncio.Event | None = None) -> Any:  # noqa: ANN401
        """See `Measuring.run`."""
        await asyncio.to_thread(_wake_compiler)
        stop = bytearray(1)
        with _compiling() as compiled_s:
            clock, processor = time.monotonic(), time.process_time()

            def spent_s() -> float:
                on_clock = time.monotonic() - clock - compiled_s()
                if job.cluster is not None:  # others work for it
                    return on_clock
                return min(on_clock, max(time.process_time() - processor, on_clock / PATIENCE))

            working = asyncio.create_task(asyncio.to_thread(do_with, job, stop))
            if begun is not None:
                begun.set()
            left = timeout_s
            while True:
                try:
                    async with asyncio.timeout(left):
                        return await asyncio.shield(working)
                except (TimeoutError, asyncio.CancelledError) as error:
                    left = timeout_s - spent_s()
                    if isinstance(error, TimeoutError) and left > 0:
                        continue
                    stop[0] = 1
                    with contextlib.suppress(TertiusError):
                        await working
                    if isinstance(error, TimeoutError):
                        raise too_long(timeout_s, self._limit) from None
                    raise


def import_measures() -> None:
    """Import what measures need, where it is installed."""
    with contextlib.suppress(ModuleNotFoundError):  # told when a job is done
        import tertius.measures.run  # noqa: F401

        registered()


def _wake_compiler() -> None:
    """Have the compiler itself at hand, which takes about a second; a kernel is compiled when it is first called."""
    import_measures()
    with contextlib.suppress(ModuleNotFoundError):  # told when a job is done
        from tertius.measures.network import Network
        from tertius.measures.uncertainty.worlds import Sampling, draw_worlds

        draw_worlds(Network.from_pairs([("a", "b")]), Sampling(worlds=1))


@contextlib.contextmanager
def _compiling() -> Iterator[Callable[[], float]]:
    """Give a function that says for how many seconds this process has compiled kernels since."""
    try:
        from tertius.measures.kernels.clock import compile_clock
    except ModuleNotFoundError:  # told when the job is done
        yield lambda: 0.0
        return
    with compile_clock() as clock:
        yield clock.seconds


def do_with(job: Job, flags: Any, slot: int = 0) -> Any:  # noqa: ANN401 - a buffer of bytes
    """Compute a job in this process; a flag, raised, stops it.

    Parameters
    ----------
    job
        What to compute.
    flags, slot
        Bytes that can be written elsewhere meanwhile, and which of them is the job's.
    """
    try:
        import numpy as np
    except ModuleNotFoundError:
        return do(job)  # which says what is missing
    return do(job, np.frombuffer(flags, dtype=np.uint8)[slot : slot + 1])


def too_long(timeout_s: float, limit: str = "TERTIUS_QUERY_TIMEOUT_S") -> QueryTimeoutError:
    """Return the error of a measure that took longer than it may.

    Parameters
    ----------
    timeout_s
        Seconds that it may take.
    limit
        What sets them.
    """
    return QueryTimeoutError(
        f"The measure was not done within {counted(timeout_s, 'second')}.",
        where=limit,
        next_step="Run fewer simulations, select a smaller network, or give it more time.",
    )
