"""The outermost layer: ids, headers, HEAD, the access log, and an answer whatever breaks."""

import re
from typing import Any

import httpx
import pytest
import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, Router

from tertius import logs
from tertius.api.edge import Edge

pytestmark = pytest.mark.anyio


async def hello(request: Request) -> PlainTextResponse:
    request.scope["route"] = Route("/people/{id}", hello)
    return PlainTextResponse("hello")


async def broken(request: Request) -> PlainTextResponse:
    raise ValueError(f"cannot look up {request.query_params['q']}")


APP = Edge(Router(routes=[Route("/people/{id}", hello), Route("/broken", broken)]))


async def ask(method: str, path: str, **headers: str) -> tuple[httpx.Response, list[Any]]:
    transport = httpx.ASGITransport(APP)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        with structlog.testing.capture_logs(
            processors=[structlog.contextvars.merge_contextvars, logs.frames_only]
        ) as lines:
            answer = await client.request(method, path, headers=headers)
    return answer, lines


async def test_every_answer_carries_the_headers_that_keep_it_out_of_caches_and_frames() -> None:
    for path in ("/people/7", "/nothing"):
        answer, _ = await ask("GET", path)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in answer.headers
        assert "server" not in answer.headers


async def test_a_request_id_is_made_or_kept_and_is_in_the_log() -> None:
    answer, (line,) = await ask("GET", "/people/7")
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["x-request-id"])
    assert line["request_id"] == answer.headers["x-request-id"]
    answer, (line,) = await ask("GET", "/people/7", **{"X-Request-ID": "trace-1.a_B"})
    assert answer.headers["x-request-id"] == line["request_id"] == "trace-1.a_B"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "a;b", "<script>"])
async def test_a_request_id_that_is_no_plain_one_is_not_taken_over(given: str) -> None:
    answer, _ = await ask("GET", "/people/7", **{"X-Request-ID": given})
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["x-request-id"])


async def test_head_has_the_headers_of_get_and_no_body() -> None:
    got, _ = await ask("GET", "/people/7")
    headed, (line,) = await ask("HEAD", "/people/7")
    assert headed.status_code == 200
    assert headed.headers["content-length"] == got.headers["content-length"] == "5"
    assert headed.content == b""
    assert line["method"] == "HEAD"


async def test_the_log_has_one_line_a_request_and_nothing_that_was_asked_for() -> None:
    _, lines = await ask("GET", "/people/secret-person?q=secret-name")
    (line,) = lines
    assert line["event"] == "request"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/people/{id}", 200)
    assert line["ms"] >= 0
    assert "secret" not in repr(lines)
    _, (line,) = await ask("GET", "/nothing/secret")
    assert (line["route"], line["status"]) == (None, 404)
    assert "secret" not in repr(line)


async def test_a_defect_is_answered_and_logged_without_its_message() -> None:
    answer, lines = await ask("GET", "/broken?q=secret")
    assert answer.status_code == 500
    problem = answer.json()
    assert problem["type"] == "/v1/problems/internal"
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert "ValueError" not in answer.text
    defect, line = lines
    assert defect["error"] == "ValueError"
    assert defect["request_id"] == problem["request_id"]
    assert any(frame.endswith(" broken") for frame in defect["frames"])
    assert line["status"] == 500
    assert "secret" not in repr(lines)
    assert "secret" not in answer.text
