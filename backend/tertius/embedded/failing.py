"""Why a server is not started, or not used: a port that somebody else has, a database that cannot be opened."""

import re
from contextlib import suppress

import psutil

from tertius.embedded.home import Home, read_from
from tertius.errors import EmbeddedServerError
from tertius.wording import quoted

_DAMAGED = "Error reading transaction logs, recovery not possible"


class _JavaDiedError(EmbeddedServerError):
    """The server's process ended before it was up, and the server itself has not said why."""


class _PortTakenError(EmbeddedServerError):
    """The server found a port taken that was free a moment before."""


def lost_a_port(error: EmbeddedServerError) -> bool:
    """Say whether the server found a port taken that was free a moment before."""
    return isinstance(error, _PortTakenError)


def died_in_silence(error: EmbeddedServerError) -> bool:
    """Say whether the server's process ended before it was up, and the server itself has not said why."""
    return isinstance(error, _JavaDiedError)


def port_taken(name: str, port: int) -> EmbeddedServerError:
    """Return the error that a port which was asked for is busy.

    Parameters
    ----------
    name
        What it is for, ``Bolt`` or ``HTTP``.
    port
        The port.
    """
    return EmbeddedServerError(
        f"The server's {name} port is taken{_by_whom(port)}.",
        where=f"127.0.0.1:{port}",
        next_step=f"Stop what listens there, or set TERTIUS_EMBEDDED_{name.upper()}_PORT "
        "to another port (0 takes a free one).",
    )


def refuse_damaged(home: Home, noted: int) -> None:
    """Refuse a server that is up without its database, since that cannot be recovered from its transaction log.

    Parameters
    ----------
    home
        Its folder.
    noted
        How long its debug log was before it started.

    Raises
    ------
    EmbeddedServerError
        If it is so.
    """
    if _DAMAGED in read_from(home.debug, noted):
        raise EmbeddedServerError(
            "The database cannot be opened: its transaction log is damaged, as a full disk may leave it.",
            where=quoted(home.debug),
            next_step="`tertius db repair` copies the database, recovers all that can be read, and says what it cut.",
        )


def why_died(home: Home, logged: int, code: int, ports: tuple[int, int]) -> EmbeddedServerError:
    """Return the error of a server whose process has ended before it was up.

    Parameters
    ----------
    home
        Its folder.
    logged
        How long its log was before it started.
    code
        The process's exit status.
    ports
        The Bolt and HTTP ports that were asked for; 0 for any.
    """
    tail = home.tail(since=logged)
    if re.search(r"BindException|Address already in use", home.tail(80, since=logged)):
        return _PortTakenError(
            f"A port was taken before the server could listen on it. Its last lines:\n{tail}",
            where=f"127.0.0.1, Bolt {ports[0] or 'any'}, HTTP {ports[1] or 'any'}",
            next_step="Try again, or set TERTIUS_EMBEDDED_BOLT_PORT and TERTIUS_EMBEDDED_HTTP_PORT to 0, "
            "which takes free ones.",
        )
    kind = EmbeddedServerError if re.search(r" ERROR ", tail) else _JavaDiedError
    return kind(
        f"The server died while it started (exit status {code}). Its last lines:\n{tail}",
        where=quoted(home.log),
        next_step=f"The lines above say why; the whole is in that log and in {home.console.name} beside it.",
    )


def _by_whom(port: int) -> str:
    """Name the process that listens on ``port``, if this user may see it."""
    with suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            address = connection.laddr
            if connection.status == psutil.CONN_LISTEN and address and address.port == port and connection.pid:
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    return ""
