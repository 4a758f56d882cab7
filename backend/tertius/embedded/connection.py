"""How to reach a running server, and how one process finds the server that another has started."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

from tertius.embedded import folder_lock
from tertius.embedded.home import DATABASE, USER, Home, write_private


@dataclass(frozen=True)
class Connection:
    """How to reach a running server.

    Attributes
    ----------
    uri
        Bolt address, on the loopback interface.
    user, password
        The server's one account. The password is left out of ``repr``.
    database
        The database to use.
    http_url
        Address of the HTTP interface.
    browser_url
        Address of Neo4j Browser.
    pid
        Process id of the server.
    log
        The server's own log file.
    linger
        Seconds without a use after which it goes by itself; 0: it does not.
    """

    uri: str
    user: str
    password: str = field(repr=False)
    database: str
    http_url: str
    browser_url: str
    pid: int
    log: Path
    linger: float = 0.0


@dataclass(frozen=True)
class ServerState:
    """What ``server.json`` says of a running server: enough to find it again, and to be sure that it is the one.

    Attributes
    ----------
    pid, created
        The server's process and when it began, in seconds since 1970: a process id alone may have been given away.
    supervisor, owner
        The processes that started it: its supervisor, and whoever asked for it.
    detached
        Whether it outlives its owner.
    bolt_port, http_port
        Where it listens on the loopback interface.
    brief
        Whether it is there for one command, and ends with it: nobody else should begin anything on it.
    linger
        Seconds without a use after which it goes by itself; 0: it stays until it is stopped.
    made_by
        The version that started it.
    """

    pid: int
    created: float
    supervisor: int
    owner: int
    detached: bool
    bolt_port: int
    http_port: int
    brief: bool = False
    linger: float = 0.0
    made_by: str = ""

    def write(self, home: Home) -> None:
        """Leave the state for other processes to find.

        Parameters
        ----------
        home
            The server's home.
        """
        write_private(home.state, json.dumps(asdict(self)) + "\n")

    @classmethod
    def read(cls, home: Home) -> "ServerState | None":
        """Return the state of the server that runs now, or ``None``.

        The file alone proves nothing: the folder must be locked, and the process must be the one that began then.

        Parameters
        ----------
        home
            Where to look.
        """
        state = cls._written(home)
        return state if state and state.process() and folder_lock.is_held(home.lock) else None

    @classmethod
    def _written(cls, home: Home) -> "ServerState | None":
        try:
            return cls(**json.loads(home.state.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def process(self) -> psutil.Process | None:
        """Return the server's process; ``None`` if it has gone, whatever has its id now."""
        try:
            process = psutil.Process(self.pid)
            return process if process.create_time() == self.created else None
        except (ValueError, TypeError, psutil.Error):
            return None

    def withdraw(self, home: Home) -> None:
        """Take the file away that :meth:`write` left. That of a server which has started here since stays.

        Parameters
        ----------
        home
            The server's home.
        """
        there = self._written(home)
        if there and (there.pid, there.created) == (self.pid, self.created):
            home.state.unlink(missing_ok=True)

    def connection(self, home: Home) -> Connection:
        """Return how to reach the server.

        Parameters
        ----------
        home
            The server's home.
        """
        return Connection(
            uri=f"bolt://127.0.0.1:{self.bolt_port}",
            user=USER,
            password=home.password(),
            database=DATABASE,
            http_url=f"http://127.0.0.1:{self.http_port}",
            browser_url=f"http://localhost:{self.http_port}/browser/",
            pid=self.pid,
            log=home.log,
            linger=self.linger,
        )


def holder(home: Home) -> str:
    """Say in words who holds a home's lock, as far as it can be known.

    Parameters
    ----------
    home
        A home whose lock is held.
    """
    state = ServerState.read(home)
    if state:
        return f"the server with process id {state.pid}, which process {state.owner} started"
    program = f"@{home.folder / 'run'}"
    with suppress(psutil.Error):
        for process in psutil.process_iter(["cmdline"]):
            if any(word.startswith(program) for word in process.info["cmdline"] or ()):
                return (
                    f"a Neo4j program (process {process.pid}), which is starting, stopping, or can no longer be found"
                )
    pid = folder_lock.holder(home.lock)
    return f"process {pid}, which is starting, stopping or repairing a server" if pid else "another process"
