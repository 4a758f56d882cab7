"""The HTTP server around the application: where it listens, and its own bounds."""

import errno
import socket

import uvicorn
from fastapi import FastAPI

from tertius.api.gate import MAX_HEAD_BYTES
from tertius.api.protocol import protocol_with
from tertius.errors import ConflictError, InputError
from tertius.settings import Settings

#: Connections at once, idle ones included. Questions have their own, much lower bound: see `tertius.api.flow`.
MAX_CONNECTIONS = 1_000
#: Seconds that an idle connection is kept, and that running requests have at a stop.
IDLE_S = 30
STOP_S = 5


def listen(settings: Settings) -> socket.socket:
    """Take the address that the API listens on.

    Parameters
    ----------
    settings
        ``api_host``, ``api_port``; port 0 takes a free one, which ``getsockname()`` tells.

    Returns
    -------
    socket.socket
        Bound, and so nobody else's. Hand it to `serve`, or close it.

    Raises
    ------
    ConflictError
        Somebody else listens there.
    InputError
        The address is none of this machine's.
    """
    where = f"{settings.api_host}:{settings.api_port}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.api_host, settings.api_port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
        )[0]
        # The protocol has to be named: only then does asyncio switch off Nagle's algorithm on the connections, without
        # which every answer waits 40 ms for the acknowledgement of its own headers.
        found = socket.socket(family, kind, protocol)
        try:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind(address)
        except BaseException:
            found.close()
            raise
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ConflictError(
                "Something else listens there already.",
                where=where,
                next_step="Stop it, or set TERTIUS_API_PORT to another port (0 takes a free one).",
            ) from error
        raise InputError(
            f"The API cannot listen there: {error.strerror or error}.",
            where=where,
            next_step="Correct TERTIUS_API_HOST and TERTIUS_API_PORT; ports below 1024 need rights.",
        ) from error
    return found


def make_server(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """Make the HTTP server for the application; it starts with ``run(sockets=[…])``.

    h11 parses the requests. The faster parser on offer wins two tenths of a millisecond and has no bound on headers.

    Parameters
    ----------
    app
        The application.
    settings
        For the log level.
    """
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=protocol_with(max_connections=MAX_CONNECTIONS),
            loop="auto",  # uvloop where it is installed: it halves what a question takes, the driver's part included
            ws="none",
            lifespan="on",
            log_config=None,
            log_level="critical" if settings.log_level == "error" else "error",
            access_log=False,  # the application writes its own, without what was asked for
            server_header=False,
            proxy_headers=False,
            h11_max_incomplete_event_size=MAX_HEAD_BYTES,
            timeout_keep_alive=IDLE_S,
            timeout_graceful_shutdown=STOP_S,
        )
    )


def serve(server: uvicorn.Server, listening: socket.socket) -> None:
    """Serve until the process is told to stop (SIGINT, SIGTERM), or the server's ``should_exit`` is set.

    Parameters
    ----------
    server
        From `make_server`.
    listening
        From `listen`; closed at the end.
    """
    with listening:
        server.run(sockets=[listening])
