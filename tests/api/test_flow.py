"""How many at once, how long, and for whom: with a real server on a socket where the client matters."""

import asyncio

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from tertius.api import flow
from tertius.api.flow import Flow

pytestmark = pytest.mark.anyio


class Slow:
    """Answers once it is let go; remembers how many ran at once and which were cancelled."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.running = self.most = self.cancelled = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.running -= 1
        await PlainTextResponse("done")(scope, receive, send)


def client(app: Flow) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost", timeout=None)


async def settled() -> None:
    """Let every task go on until it waits for something: nothing here waits for the world outside."""
    for _ in range(1000):
        await asyncio.sleep(0)


async def test_no_more_run_at_once_than_there_are_places_and_the_queue_is_served() -> None:
    slow = Slow()
    async with client(Flow(slow, places=2, deadline_s=600)) as http:
        asking = [asyncio.create_task(http.get("/v1/x")) for _ in range(2 + 2 * flow.QUEUE_PER_PLACE)]
        await settled()
        assert slow.running == 2
        slow.go.set()
        assert {(await one).status_code for one in asking} == {200}
        assert slow.most == 2


async def test_beyond_the_queue_the_client_is_told_to_come_back_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "QUEUE_WAIT_S", 600)
    slow = Slow()
    async with client(Flow(slow, places=1, deadline_s=600)) as http:
        asking = [asyncio.create_task(http.get("/v1/x")) for _ in range(1 + flow.QUEUE_PER_PLACE)]
        await settled()
        refused = await http.get("/v1/x")
        open_path = asyncio.create_task(http.get("/healthz"))
        await settled()
        assert refused.status_code == 503
        assert refused.json()["type"] == "/v1/problems/busy"
        assert int(refused.headers["retry-after"]) >= 1
        assert slow.running == 2, "a path outside of the bounds is worked on"
        slow.go.set()
        assert {(await one).status_code for one in [*asking, open_path]} == {200}
        assert (await http.get("/v1/x")).status_code == 200, "every place was given back"


async def test_nobody_waits_in_the_queue_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "QUEUE_WAIT_S", 0.05)
    slow = Slow()
    async with client(Flow(slow, places=1, deadline_s=600)) as http:
        first = asyncio.create_task(http.get("/v1/x"))
        await settled()
        assert (await http.get("/v1/x")).status_code == 503
        slow.go.set()
        assert (await first).status_code == 200
        assert (await http.get("/v1/x")).status_code == 200


async def test_a_request_past_its_deadline_is_given_up_and_said_so() -> None:
    slow = Slow()
    bounded = Flow(slow, places=1, deadline_s=0.05)
    async with client(bounded) as http:
        late = await http.get("/v1/x")
        assert late.status_code == 504
        assert late.json()["type"] == "/v1/problems/query-timeout"
        assert slow.cancelled == 1
        bounded._deadline_s = 600
        slow.go.set()
        assert (await http.get("/v1/x")).status_code == 200


async def test_work_stops_when_nobody_waits_for_it_any_more() -> None:
    slow = Slow()
    bounded = Flow(slow, places=1, deadline_s=600)
    messages = asyncio.Queue[dict[str, object]]()
    messages.put_nowait({"type": "http.request", "body": b"", "more_body": False})
    sent: list[object] = []

    async def send(message: object) -> None:
        sent.append(message)

    scope = {"type": "http", "path": "/v1/x", "query_string": b"", "headers": [], "method": "GET"}
    working = asyncio.create_task(bounded(scope, messages.get, send))  # type: ignore[arg-type]
    await settled()
    assert slow.running == 1
    messages.put_nowait({"type": "http.disconnect"})
    await working
    assert (slow.running, slow.cancelled, sent) == (0, 1, [])
    assert not working.cancelled()


async def test_a_server_that_shuts_down_can_cancel() -> None:
    slow = Slow()
    bounded = Flow(slow, places=1, deadline_s=600)
    scope = {"type": "http", "path": "/v1/x", "query_string": b"", "headers": [], "method": "GET"}
    working = asyncio.create_task(bounded(scope, asyncio.Queue().get, lambda _: asyncio.sleep(0)))  # type: ignore[arg-type]
    await settled()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
