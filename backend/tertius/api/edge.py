"""The outermost layer: the request's id, the headers of every answer, HEAD, the access log, and the last resort.

The log has one line a request and never what was asked for: the method, the route's template (not its ids), the
status, the time and the request's id.
"""

import asyncio
import re
import secrets
import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tertius import logs
from tertius.api import problems

_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")

_HEADERS = (
    # Answers are about people and change with every load: no cache keeps them, no page frames or embeds them.
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")

#: What the log says when the client went away before it was answered.
CLIENT_LEFT = 499


class Edge:
    """Wraps the whole application.

    Parameters
    ----------
    app
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._log = logs.get("api")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and log it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        method = scope["method"]
        bodiless = method == "HEAD"
        if bodiless:  # the same answer as GET, headers and all, and then no body
            scope["method"] = "GET"
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        status = CLIENT_LEFT

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = list(message["headers"])
                headers += _HEADERS
                headers.append((b"x-request-id", request_id.encode()))
                if not any(name == b"content-security-policy" for name, _ in headers):
                    headers.append(_POLICY)
                message = {**message, "headers": headers}
            elif bodiless:
                message = {**message, "body": b""}
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_on)
            except Exception as error:  # noqa: BLE001 - the last resort: whatever it is, the client gets an answer
                self._log.error("defect", route=_template(scope), exc_info=error)
                if status == CLIENT_LEFT:
                    await self._apologise(problems.INTERNAL, scope, receive, send_on)
            except asyncio.CancelledError:
                # Only a server that has waited long enough at its stop cancels a request up to here. The client is
                # told so; to cancel on would have the server library answer in its own words.
                if status == CLIENT_LEFT:
                    await self._apologise(problems.STOPPING, scope, receive, send_on)
            self._log.info(
                "request",
                method=method,
                route=_template(scope),
                status=status,
                ms=round((time.perf_counter() - started) * 1000, 2),
            )

    @staticmethod
    async def _apologise(kind: problems.Kind, scope: Scope, receive: Receive, send: Send) -> None:
        answer = problems.respond(scope, kind, f"{kind.title}.")
        await answer(scope, receive, send)


def _request_id(scope: Scope) -> str:
    """Take the id that the client or a proxy gave, if it is a plain one; otherwise make one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _GIVEN_ID.fullmatch(value):
            return str(value, "ascii")
    return secrets.token_hex(8)


def _template(scope: Scope) -> str | None:
    """Return the path of the route that matched, with its parameters' names in the place of their values."""
    path: str | None = getattr(scope.get("route"), "path", None)
    return path
