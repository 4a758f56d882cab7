"""Servers that outlive the command that started them, and finding any server by its data folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tertius.embedded import folder_lock, lingering, readiness
from tertius.embedded.connection import Connection, ServerState, holder
from tertius.embedded.home import Home
from tertius.embedded.server import EmbeddedServer, version
from tertius.errors import ConflictError
from tertius.settings import Settings
from tertius.wording import quoted


def status(data_dir: Path) -> Connection | None:
    """Return how to reach the server that runs on a data folder, whoever started it.

    Parameters
    ----------
    data_dir
        The data folder, as for :class:`~tertius.embedded.EmbeddedServer`.

    Returns
    -------
    Connection or None
        ``None`` if there is no server or it does not answer; a stale file is never believed.
    """
    home = Home.of(data_dir)
    state = ServerState.read(home)
    if state is None or not readiness.bolt_answers(state.bolt_port):
        return None
    return state.connection(home)


@contextmanager
def using(data_dir: Path) -> Iterator[Connection | None]:
    """Use the server that runs on a data folder, whoever started it: it does not go by itself before the block ends.

    Parameters
    ----------
    data_dir
        The data folder, as for :class:`~tertius.embedded.EmbeddedServer`.

    Yields
    ------
    Connection or None
        How to reach it; ``None`` if there is no server, or none that answers, or one that is about to go.
    """
    with lingering.using(Home.of(data_dir), version()) as connection:
        yield connection


def last_use(data_dir: Path) -> str:
    """Return what tells the last begin or end of a use (`using`) from every other; empty if there was none.

    Parameters
    ----------
    data_dir
        The data folder, as for :class:`~tertius.embedded.EmbeddedServer`.
    """
    return lingering.last_use(Home.of(data_dir))


def make_way(data_dir: Path) -> bool:
    """Send a lingering server away that nobody uses, wait until it has gone, and say whether there was one.

    Parameters
    ----------
    data_dir
        The data folder, as for :class:`~tertius.embedded.EmbeddedServer`.

    Raises
    ------
    EmbeddedServerError
        If it does not go.
    """
    return lingering.make_way(Home.of(data_dir))


def is_busy(data_dir: Path) -> bool:
    """Say whether a data folder is taken by what passes: another command's own server, or one that starts or stops.

    Whoever finds it so does well to wait: that server ends with its command, whatever others have begun on it.

    Parameters
    ----------
    data_dir
        The data folder, as for :class:`~tertius.embedded.EmbeddedServer`.
    """
    home = Home.of(data_dir)
    state = ServerState.read(home)
    if state is not None:
        return state.brief
    try:
        return folder_lock.is_held(home.lock)
    except OSError:
        return False  # no folder that could be taken; whoever uses it says why


def held_by(data_dir: Path) -> str | None:
    """Say in words who holds a data folder; ``None`` if nobody does.

    Parameters
    ----------
    data_dir
        The data folder, as for :class:`~tertius.embedded.EmbeddedServer`.
    """
    home = Home.of(data_dir)
    try:
        return holder(home) if folder_lock.is_held(home.lock) else None
    except OSError:
        return None


def start_detached(settings: Settings) -> Connection:
    """Start a server that goes on after this process has ended; :func:`stop_detached` stops it.

    Parameters
    ----------
    settings
        Where its data are, its ports and its heap.

    Returns
    -------
    Connection
        How to reach it; that of the running one if there is one already.

    Raises
    ------
    ConflictError
        If a server runs there that ends with another process.
    EmbeddedServerError
        As :meth:`~tertius.embedded.EmbeddedServer.start`.
    """
    home = Home.of(settings.data_dir)
    lingering.make_way(home)
    state = ServerState.read(home)
    if state and state.detached and lingering.keep(home, state):
        return state.connection(home)
    server = EmbeddedServer.from_settings(settings)
    connection = server.start()
    server.detach()
    return connection


def stop_detached(data_dir: Path) -> bool:
    """Stop the detached server of a data folder and wait until it has gone.

    Parameters
    ----------
    data_dir
        The data folder.

    Returns
    -------
    bool
        Whether there was one to stop.

    Raises
    ------
    ConflictError
        If the server there belongs to a process that still runs.
    EmbeddedServerError
        If it does not go.
    """
    home = Home.of(data_dir)
    state = ServerState.read(home)
    if state is None:
        return False
    if not state.detached:
        raise ConflictError(
            f"The server on this data folder (process {state.pid}) belongs to process {state.owner} and ends with it.",
            where=quoted(home.folder),
            next_step=f"Stop process {state.owner}, for example by Ctrl-C in its terminal.",
        )
    lingering.stop(home, state)
    return True
