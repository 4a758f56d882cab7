"""How many questions are worked on at once, for how long, and for whom: only as long as somebody waits for the answer.

Questions hold a database connection each, so as many run at once as the pool has connections. A short queue takes the
burst; what comes beyond it is told to come back (503 with Retry-After) at once, rather than made to wait for a
time-out.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tertius.api import problems
from tertius.errors import QueryTimeoutError
from tertius.wording import counted

#: Requests that may wait, for each one that runs.
QUEUE_PER_PLACE = 4
#: Seconds that one may wait in the queue.
QUEUE_WAIT_S = 2.0
#: Seconds beyond a question's own limit before the whole request is given up: the database stops it first, and says so.
GRACE_S = 5.0


class Flow:
    """Bounds the work behind it; everything outside ``prefix`` passes.

    Parameters
    ----------
    app
        What answers.
    places
        Requests at once.
    deadline_s
        Seconds that one may take in all, once it runs.
    prefix
        The paths that need a place.
    """

    def __init__(self, app: ASGIApp, *, places: int, deadline_s: float, prefix: str = "/v1/") -> None:
        self._app = app
        self._places = asyncio.Semaphore(places)
        self._queue = places * QUEUE_PER_PLACE
        self._waiting = 0
        self._deadline_s = deadline_s
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer once there is a place, while somebody waits."""
        if scope["type"] != "http" or not scope["path"].startswith(self._prefix):
            await self._app(scope, receive, send)
            return
        if not await self._take_place():
            busy = problems.respond(scope, problems.BUSY, "Every place is taken and the queue is full.")
            await busy(scope, receive, send)
            return
        try:
            await self._answer(scope, receive, send)
        finally:
            self._places.release()

    async def _take_place(self) -> bool:
        if not self._places.locked():
            await self._places.acquire()  # does not wait
            return True
        if self._waiting >= self._queue:
            return False
        self._waiting += 1
        try:
            async with asyncio.timeout(QUEUE_WAIT_S):
                await self._places.acquire()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
        return True

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in this task, while another one watches whether the client is still there."""
        answering = asyncio.current_task()
        assert answering is not None  # noqa: S101 - a coroutine runs in a task
        begun = left = False

        async def send_on(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        async def watch() -> None:
            nonlocal left
            while (await receive())["type"] != "http.disconnect":
                pass  # a body, which nothing reads; the gate has seen that it is empty
            if not begun:
                left = True
                answering.cancel()

        watcher = asyncio.create_task(watch())
        try:
            async with asyncio.timeout(self._deadline_s):
                await self._app(scope, receive, send_on)
        except TimeoutError:
            if begun:
                raise
            late = problems.respond(
                scope,
                problems.kind_of(QueryTimeoutError),
                f"No answer within {counted(self._deadline_s, 'second')}.",
                next_step="Narrow the question: a day, fewer kinds of tie, a lower limit.",
            )
            await late(scope, receive, send)
        except asyncio.CancelledError:
            # Ours only if the client left; a server that shuts down cancels too, and that must go on up.
            if not left or answering.uncancel() > 0:
                raise
        finally:
            watcher.cancel()
