"""What a person reads when the network or the server gives way, tried through a relay that can be made to fail."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import urlsplit

import pytest

from tertius.errors import DatabaseUnavailableError, QueryTimeoutError
from tertius.graph.connect import Target, open_async_driver
from tertius.graph.read import Reader

pytestmark = pytest.mark.anyio


class Relay:
    """A way to the server that can be cut, or fall silent."""

    def __init__(self, host: str, port: int) -> None:
        self._there = (host, port)
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.flows = asyncio.Event()
        self.flows.set()
        self.connections = 0

    async def __aenter__(self) -> "Relay":
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.flows.set()
        self._server.close()
        self.cut()
        for task in self._tasks:
            task.cancel()

    def cut(self) -> None:
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    async def refuse(self) -> None:
        self._server.close()
        self.cut()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        there_reader, there_writer = await asyncio.open_connection(*self._there)
        self._open |= {writer, there_writer}
        for pair in ((reader, there_writer), (there_reader, writer)):
            task = asyncio.create_task(self._pump(*pair))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                await self.flows.wait()
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()


@pytest.fixture
async def relay(target: Target) -> AsyncIterator[Relay]:
    parts = urlsplit(target.uri)
    assert parts.hostname is not None
    async with Relay(parts.hostname, parts.port or 7687) as relay:
        yield relay


@pytest.fixture
async def relayed(target: Target, relay: Relay) -> AsyncIterator[Reader]:
    through = dataclasses.replace(target, uri=f"bolt://127.0.0.1:{relay.port}")
    async with open_async_driver(through) as driver:
        yield Reader(driver, target.database)


async def test_a_connection_that_broke_while_idle_costs_nobody_an_error(relay: Relay, relayed: Reader) -> None:
    for _ in range(5):
        assert (await relayed.run("RETURN 1 AS one")).rows == [{"one": 1}]
        relay.cut()
    assert relay.connections >= 5


async def test_a_server_that_goes_away_is_reported_and_found_again(
    relay: Relay, relayed: Reader, reader: Reader
) -> None:
    await relayed.run("RETURN 1 AS one")
    await relay.refuse()
    with pytest.raises(DatabaseUnavailableError, match="does not answer") as caught:
        await relayed.run("RETURN 1 AS one")
    assert caught.value.next_step
    assert (await reader.run("RETURN 1 AS one")).rows == [{"one": 1}]


async def test_a_server_that_falls_silent_does_not_hold_a_question_for_ever(
    relay: Relay, relayed: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tertius.graph.read._HANG_GRACE_S", 0.5)
    await relayed.run("RETURN 1 AS one")
    relay.flows.clear()
    with pytest.raises(QueryTimeoutError, match=r"neither answered within .* nor stopped"):
        await relayed.run("RETURN 1 AS one", timeout_s=0.5)
    relay.flows.set()
    assert (await relayed.run("RETURN 1 AS one")).rows == [{"one": 1}]


async def test_a_question_that_is_cancelled_gives_its_connection_back(
    target: Target,
    running: Callable[..., Awaitable[bool]],
    until_async: Callable[[Callable[[], Awaitable[object]]], Awaitable[None]],
) -> None:
    async with open_async_driver(target, pool_size=1) as driver:
        reader = Reader(driver, target.database)
        for _ in range(3):
            task = asyncio.create_task(reader.run("UNWIND range(1, 1000000000) AS far RETURN count(far % 7) AS n"))
            await until_async(lambda: running("AS far"))
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert (await reader.run("RETURN 1 AS one")).rows == [{"one": 1}]
