"""Servers that nobody owns: left behind by a command for the next one, and gone by themselves after a while.

A server takes seconds to start, and a person at a terminal asks one question after another. So a command may let go of
the server that it started; the server's supervisor ends it when it has not been used for a while
(:class:`tertius.embedded.supervisor.Lingering`). Whoever uses a server holds a shared lock meanwhile, so that none goes
under anybody's hands; whoever needs the folder for something else sends away one that is not used (`make_way`).
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import psutil

from tertius.embedded import folder_lock, readiness
from tertius.embedded.connection import Connection, ServerState
from tertius.embedded.home import Home
from tertius.errors import EmbeddedServerError
from tertius.wording import quoted

_STOP_SECONDS = 45.0


@contextmanager
def using(home: Home, made_by: str) -> Iterator[Connection | None]:
    """Use the server that runs in a home, whoever started it: it does not go by itself before the block ends.

    Parameters
    ----------
    home
        Where to look.
    made_by
        The version that this Tertius would start; a lingering server of another one that nobody uses is sent away.

    Yields
    ------
    Connection or None
        ``None`` without a server that answers, and where one is about to go.
    """
    state = ServerState.read(home)
    if state and state.linger and state.made_by != made_by:
        make_way(home)
    lock = _open(home)
    try:
        if lock is not None:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:  # it is being sent away
                yield None
                return
        state = ServerState.read(home)
        if state is None or not readiness.bolt_answers(state.bolt_port):
            yield None
            return
        _note_use(lock)
        try:
            yield state.connection(home)
        finally:
            _note_use(lock)
    finally:
        if lock is not None:
            os.close(lock)


def last_use(home: Home) -> str:
    """Return what tells the last begin or end of a use from every other; empty if there was none.

    Parameters
    ----------
    home
        A server's home.
    """
    with suppress(OSError):
        return home.use.read_text(encoding="ascii", errors="replace")
    return ""


def make_way(home: Home) -> bool:
    """Send a lingering server away that nobody uses, wait until it has gone, and say whether there was one.

    Parameters
    ----------
    home
        Its home.

    Raises
    ------
    EmbeddedServerError
        If it does not go.
    """
    state = ServerState.read(home)
    if state is None or not state.linger:
        return False
    lock = _open(home)
    if lock is None:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        stop(home, state)
        return True
    finally:
        os.close(lock)


def keep(home: Home, state: ServerState) -> bool:
    """Have a server stay until it is stopped, and say whether that was in time.

    Parameters
    ----------
    home
        Its home.
    state
        What it said of itself.
    """
    if not state.linger:
        return True
    lock = _open(home)
    if lock is None:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        replace(state, linger=0.0).write(home)
        return True
    finally:
        os.close(lock)


def stop(home: Home, state: ServerState) -> None:
    """Stop a server that belongs to no process, and wait until it has gone.

    Parameters
    ----------
    home
        Its home.
    state
        What it said of itself.

    Raises
    ------
    EmbeddedServerError
        If it does not go.
    """
    state.withdraw(home)
    server = state.process()
    if server is None:
        return
    with suppress(psutil.NoSuchProcess):
        supervisor = server.parent()
        (supervisor if supervisor and supervisor.pid == state.supervisor else server).terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    # Whoever takes the folder as soon as it is free holds it from then on: that is no server that did not stop.
    while folder_lock.is_held(home.lock) and folder_lock.holder(home.lock) in (state.owner, None):
        if time.monotonic() > deadline:
            with suppress(psutil.NoSuchProcess):
                server.kill()
            raise EmbeddedServerError(
                f"The server (process {state.pid}) did not stop within {_STOP_SECONDS:.0f} s and was killed. "
                "It recovers at its next start.",
                where=quoted(home.log),
                next_step="Start it again; the log says what held it up.",
            )
        time.sleep(0.02)


def _open(home: Home) -> int | None:
    """Open the file that users lock; None where there is none and none can be made, such as on a full disk."""
    try:
        return os.open(home.use, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return None


def _note_use(lock: int | None) -> None:
    """Leave the time of a use: by the clock that all processes of a machine share and that stands while it sleeps."""
    if lock is not None:
        with suppress(OSError):  # a full disk
            os.pwrite(lock, f"{time.monotonic():020.6f}\n".encode(), 0)
