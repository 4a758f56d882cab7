"""What the server library refuses by itself, answered as a problem like everything else.

A request that is no HTTP, or whose headers do not end, never becomes a request of the application, and one that comes
when there are too many connections must not. The library answers these in plain text.
"""

import sys
from typing import Any

import h11
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol

from tertius.api import problems
from tertius.api.edge import Edge


def protocol_with(*, max_connections: int) -> type[H11Protocol]:
    """Return the class of connections for a server.

    Parameters
    ----------
    max_connections
        Connections at once, idle ones included; a request that comes beyond them is told to come back.
    """

    class Bounded(_Connection):
        most = max_connections

    return Bounded


class _Connection(H11Protocol):
    """One connection."""

    most = 0

    @property
    def app(self) -> Any:  # noqa: ANN401 - the library's own type of application
        """What answers the next request."""
        crowded = len(self.connections) >= self.most or len(self.tasks) >= self.most
        return _CROWDED if crowded else self._app

    @app.setter
    def app(self, app: Any) -> None:  # noqa: ANN401 - as above
        self._app = app

    def send_400_response(self, msg: str) -> None:
        """Answer what cannot be read as a request; called where the library has caught the parser's error."""
        error = sys.exception()
        endless = isinstance(error, h11.RemoteProtocolError) and error.error_status_hint == 431
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):  # the answer to an earlier request is on its way
            self.transport.close()
            return
        scope: Scope = {"type": "http", "method": "GET", "path": "", "query_string": b"", "headers": []}
        refuse = Edge(_refusing(problems.HEAD_TOO_LARGE if endless else problems.MALFORMED))
        task = self.loop.create_task(refuse(scope, _nothing, self._send_last))
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)

    async def _send_last(self, message: Message) -> None:
        if self.transport.is_closing():
            return
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = [*message["headers"], (b"connection", b"close")]
            event = h11.Response(status_code=status, headers=headers, reason=STATUS_PHRASES[status])
            self.transport.write(self.conn.send(event) or b"")
        else:
            self.transport.write(self.conn.send(h11.Data(data=message.get("body", b""))) or b"")
            self.transport.write(self.conn.send(h11.EndOfMessage()) or b"")
            self.transport.close()


def _refusing(kind: problems.Kind) -> ASGIApp:
    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        answer = problems.respond(
            scope, kind, f"{kind.title}.", headers={"Connection": "close"} if kind.retry else None
        )
        await answer(scope, receive, send)

    return refuse


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


_CROWDED = Edge(_refusing(problems.BUSY))
