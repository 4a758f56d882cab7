"""Why a server is not started, or not used: a port that somebody else has, a database that cannot be opened."""

from contextlib import suppress

import psutil

from tertius.embedded.home import Home, read_from
from tertius.errors import EmbeddedServerError
from tertius.wording import quoted

_DAMAGED = "Error reading transaction logs, recovery not possible"


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


def _by_whom(port: int) -> str:
    """Name the process that listens on ``port``, if this user may see it."""
    with suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            address = connection.laddr
            if connection.status == psutil.CONN_LISTEN and address and address.port == port and connection.pid:
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    return ""
