"""Whatever the server refuses or cannot finish is a problem, the server library's own answers included."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from tertius.api import server
from tertius.api.app import create_app
from tertius.api.edge import Edge
from tertius.api.gate import MAX_HEAD_BYTES
from tertius.api.server import listen, make_server
from tertius.graph.connect import Target
from tertius.settings import Settings

PROBLEM = "application/problem+json"


Until = Callable[[Callable[[], object]], None]


@contextmanager
def running(app: Any, until: Until) -> Iterator[tuple[uvicorn.Server, int, threading.Thread]]:  # noqa: ANN401 - an application
    """Serve an application on a socket."""
    listening = listen(Settings(api_port=0))
    serving = make_server(app, Settings(api_port=0))
    thread = threading.Thread(target=serving.run, args=([listening],), daemon=True)
    thread.start()
    until(lambda: serving.started)
    try:
        yield serving, listening.getsockname()[1], thread
    finally:
        serving.should_exit = True
        thread.join()
        listening.close()


def exchange(port: int, sent: bytes) -> tuple[int, dict[str, str], Any]:
    """Send bytes, and return the answer's status, headers and JSON."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(sent)
        received = b""
        while part := connection.recv(65536):
            received += part
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return int(first.split()[1]), headers, json.loads(body)


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


def test_a_request_under_way_when_the_server_stops_is_a_503(monkeypatch: pytest.MonkeyPatch, until: Until) -> None:
    monkeypatch.setattr(server, "STOP_S", 1)
    begun = threading.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        begun.set()
        await asyncio.sleep(600)

    answers: list[httpx.Response] = []
    with running(Edge(slow), until) as (serving, port, thread):
        asking = threading.Thread(
            target=lambda: answers.append(httpx.get(f"http://127.0.0.1:{port}/v1/questions", timeout=None))
        )
        asking.start()
        until(begun.is_set)
        serving.should_exit = True
        asking.join()
        thread.join()
    (answer,) = answers
    assert answer.status_code == 503
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["type"] == "/v1/problems/stopping"
    assert answer.headers["x-request-id"] == answer.json()["request_id"]
    assert int(answer.headers["retry-after"]) >= 1


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nBad Header: x\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\n\r\n",
        b"GET  /healthz\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(60) + b"\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
    ],
)
def test_what_is_no_http_is_a_problem_too(address: str, sent: bytes) -> None:
    status, headers, problem = exchange(port_of(address), sent)
    assert (status, headers["content-type"]) == (400, PROBLEM)
    assert problem["type"] == "/v1/problems/malformed-request"
    assert problem["request_id"] == headers["x-request-id"]
    assert headers["connection"] == "close"
    assert headers["cache-control"] == "no-store"


def head_of(size: int) -> bytes:
    """Return a request whose line and headers have so many bytes."""
    start = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Padding: "
    return start + b"x" * (size - len(start) - 4) + b"\r\n\r\n"


@pytest.mark.parametrize("in_pieces", [False, True])
@pytest.mark.parametrize(
    ("size", "expected"), [(MAX_HEAD_BYTES, 200), (MAX_HEAD_BYTES + 1, 431), (2 * MAX_HEAD_BYTES, 431), (200_000, 431)]
)
def test_the_limit_of_headers_is_the_one_of_the_documentation(
    address: str, size: int, expected: int, *, in_pieces: bool
) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    assert f"{MAX_HEAD_BYTES:,}; then 431" in page
    sent = head_of(size)
    assert len(sent) == size
    with socket.create_connection(("127.0.0.1", port_of(address))) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        received = b""
        try:
            for start in range(0, size, 5000 if in_pieces else size):
                connection.sendall(sent[start : start + (5000 if in_pieces else size)])
            while part := connection.recv(65536):
                received += part
        except ConnectionError:
            pass  # refused before all of it was sent
    if received or expected == 200:  # a connection that is reset takes the answer with it
        assert received.split()[1] == str(expected).encode()
    if expected == 431 and received:
        assert PROBLEM.encode() in received
        assert b"/v1/problems/head-too-large" in received


def test_beyond_the_connections_a_request_is_a_503_in_the_same_form(
    target: Target, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    monkeypatch.setattr(server, "MAX_CONNECTIONS", 3)
    with running(create_app(Settings(api_port=0), target=target), until) as (_, port, _):
        idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]
        answers = []

        def refused() -> bool:
            sent = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            answers.append(exchange(port, sent))
            return answers[-1][0] == 503

        until(refused)  # the server may not have seen all of them at once
        status, headers, problem = answers[-1]
        assert (status, headers["content-type"]) == (503, PROBLEM)
        assert problem["type"] == "/v1/problems/busy"
        assert headers["retry-after"]
        for one in idle:
            one.close()


def test_a_question_out_of_memory_did_not_take_too_long(target: Target) -> None:
    from tertius.errors import QueryMemoryError
    from tertius.graph.connect import open_async_driver
    from tertius.graph.read import Reader

    async def ask() -> None:
        async with open_async_driver(target) as driver:
            await Reader(driver, target.database, timeout_s=300).run(
                "UNWIND range(1, 2000000000) AS x WITH collect(x) AS xs RETURN size(xs) AS n"
            )

    with pytest.raises(QueryMemoryError, match="needed more memory") as refused:
        asyncio.run(ask())
    assert refused.value.status == 507
    assert "TERTIUS_EMBEDDED_HEAP" in refused.value.next_step
