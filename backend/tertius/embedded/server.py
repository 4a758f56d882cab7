"""Start and stop a Neo4j server as a child process."""

import json
import os
import re
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from tertius.embedded import folder_lock, jvm, readiness, supervisor
from tertius.embedded.home import DATABASE, USER, Home, write_private
from tertius.embedded.jars import fetch_jars
from tertius.embedded.java import find_java
from tertius.embedded.lock import DEFAULT_LINE, load_lock
from tertius.errors import ConflictError, EmbeddedServerError, InputError
from tertius.settings import Settings

_START_SECONDS = 180.0
_STOP_SECONDS = 30.0
_LOCK_SECONDS = 1.0
_PORT_ATTEMPTS = 3
_PAGE_CACHE = "128m"


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
    """

    uri: str
    user: str
    password: str = field(repr=False)
    database: str
    http_url: str
    browser_url: str
    pid: int
    log: Path


@dataclass(frozen=True)
class State:
    """What ``server.json`` says of a running server: enough to find it again and to make sure that it is the one."""

    pid: int
    created: float
    owner: int
    detached: bool
    bolt_port: int
    http_port: int

    @classmethod
    def read(cls, home: Home) -> "State | None":
        """Return the state of the server that runs on ``home`` now, or ``None``.

        The file alone proves nothing: the folder's lock must be held, and the process must be the one that started at
        that time.
        """
        try:
            state = cls(**json.loads(home.state.read_text(encoding="utf-8")))
            alive = psutil.Process(state.pid).create_time() == state.created
        except (OSError, ValueError, TypeError, psutil.Error):
            return None
        return state if alive and folder_lock.is_held(home.lock) else None

    def connection(self, home: Home) -> Connection:
        """Return how to reach that server."""
        return Connection(
            uri=f"bolt://127.0.0.1:{self.bolt_port}",
            user=USER,
            password=home.password(),
            database=DATABASE,
            http_url=f"http://127.0.0.1:{self.http_port}",
            browser_url=f"http://localhost:{self.http_port}/browser/",
            pid=self.pid,
            log=home.log,
        )


class EmbeddedServer:
    """A Neo4j server that lives as long as this object's ``with`` block, and never longer than this process.

    Parameters
    ----------
    data_dir
        Where the server keeps its data; ``neo4j`` below it becomes the server's home, closed to other users.
    cache_dir
        Where downloaded jars are kept.
    heap
        Largest Java heap: a number and ``m`` or ``g``.
    bolt_port, http_port
        Ports on the loopback interface; 0 takes a free one.
    maven_url
        Maven repository to fetch from; ``None``: the public one.
    progress
        Whether to draw a progress bar for a download; ``None``: on a terminal only.
    line
        Release line of the server.
    """

    def __init__(
        self,
        *,
        data_dir: Path,
        cache_dir: Path,
        heap: str = "1g",
        bolt_port: int = 0,
        http_port: int = 0,
        maven_url: str | None = None,
        progress: bool | None = None,
        line: str = DEFAULT_LINE,
    ) -> None:
        if not re.fullmatch(r"[1-9]\d{0,5}[mg]", heap):
            raise InputError(
                f"{heap!r} is no size of a Java heap.", where="heap", next_step="Write a number and m or g, such as 1g."
            )
        for name, port in (("bolt_port", bolt_port), ("http_port", http_port)):
            if not 0 <= port <= 65535:
                raise InputError(f"{port} is no port.", where=name, next_step="Take one from 1 to 65535, or 0.")
        if bolt_port and bolt_port == http_port:
            raise InputError(
                f"Bolt and HTTP cannot share port {bolt_port}.", where="bolt_port, http_port", next_step="Take two."
            )
        self._home = Home.of(data_dir)
        self._cache = Path(cache_dir).expanduser().absolute()
        self._heap = heap
        self._ports = (bolt_port, http_port)
        self._maven_url = maven_url
        self._progress = progress
        self._lock = load_lock(line)
        self._supervisor: subprocess.Popen[bytes] | None = None
        self._control: int | None = None
        self._owner = 0

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Make a server as the settings say."""
        return cls(
            data_dir=settings.data_dir,
            cache_dir=settings.cache_dir,
            heap=settings.embedded_heap,
            bolt_port=settings.embedded_bolt_port,
            http_port=settings.embedded_http_port,
            maven_url=settings.maven_url,
        )

    def __enter__(self) -> Connection:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> Connection:
        """Start the server and wait until Bolt, HTTP and Neo4j Browser answer.

        Returns
        -------
        Connection
            How to reach it.

        Raises
        ------
        ConflictError
            If a server or an admin command is at work on the same data folder, or this object has started already.
        EmbeddedServerError
            If the jars or a Java cannot be had, a port is busy, or the server dies or hangs; its log is kept.
        """
        if self._supervisor is not None:
            raise ConflictError("This server has been started already.", next_step="Call stop() first.")
        java = find_java(self._lock.java)
        jars = fetch_jars(self._cache, self._maven_url, self._progress, lock=self._lock)
        home = self._home
        home.create()
        for attempt in range(1, _PORT_ATTEMPTS + 1):
            lock = take_folder(home)
            try:
                bolt_port, http_port = self._choose_ports()
                home.set_initial_password(home.password())
                home.configure(bolt_port=bolt_port, http_port=http_port, page_cache=_PAGE_CACHE)
                home.link_plugins(jars)
                logged = home.log.stat().st_size if home.log.exists() else 0
                arguments = [f"--home-dir={home.folder}", f"--config-dir={home.conf}"]
                command = jvm.command(java, jars, home, jvm.SERVER, arguments, heap=self._heap)
                pid = self._launch(command, lock)
            finally:
                os.close(lock)  # the supervisor and the server hold it from here on
            try:
                self._wait_until_up(bolt_port, http_port, logged)
                state = State(pid, psutil.Process(pid).create_time(), os.getpid(), False, bolt_port, http_port)
                write_private(home.state, json.dumps(asdict(state)))
                return state.connection(home)
            except _PortTakenError as error:
                self.stop()
                # A free port may be taken between our look and the server's; a port that was asked for is just busy.
                if all(self._ports) or attempt == _PORT_ATTEMPTS:
                    raise _died(home, logged, error.code) from error
            except BaseException:
                self.stop()
                raise
        raise AssertionError("unreachable")

    def stop(self) -> None:
        """Stop the server cleanly and wait until it has gone. Without a running server this does nothing."""
        process, control = self._supervisor, self._control
        # A forked child of this process carries a copy of this object: the server is not the child's to stop.
        if process is None or control is None or self._owner != os.getpid():
            return
        self._supervisor = self._control = None
        self._home.state.unlink(missing_ok=True)
        os.close(control)
        try:
            process.wait(_STOP_SECONDS + 10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def detach(self) -> None:
        """Let go of the running server: from now on it outlives this object and this process.

        Raises
        ------
        ConflictError
            If there is no running server.
        """
        state = State.read(self._home)
        if self._supervisor is None or self._control is None or state is None:
            raise ConflictError("There is no running server to let go of.", next_step="Call start() first.")
        write_private(self._home.state, json.dumps(asdict(state) | {"detached": True}))
        os.write(self._control, b"d")
        os.close(self._control)
        _let_go.append(self._supervisor)
        self._supervisor = self._control = None

    def _choose_ports(self) -> tuple[int, int]:
        for port, name, setting in zip(self._ports, ("Bolt", "HTTP"), ("BOLT", "HTTP"), strict=True):
            if port and not readiness.is_free(port):
                raise EmbeddedServerError(
                    f"The server's {name} port is taken{_by_whom(port)}.",
                    where=f"127.0.0.1:{port}",
                    next_step=f"Stop what listens there, or set TERTIUS_EMBEDDED_{setting}_PORT "
                    "to another port (0 takes a free one).",
                )
        free = [port for port in readiness.free_ports(4) if port not in self._ports]
        bolt, http = self._ports
        return bolt or free[0], http or free[1]

    def _launch(self, command: list[str], lock: int) -> int:
        """Start the supervisor, which starts ``command``; return the server's process id."""
        control_read, control_write = os.pipe()
        report_read, report_write = os.pipe()
        program = [sys.executable, "-I", "-S", "-B", str(Path(supervisor.__file__))]
        program += [str(control_read), str(lock), str(report_write), str(_STOP_SECONDS), *command]
        try:
            with self._home.console.open("wb") as console:
                self._supervisor = subprocess.Popen(  # noqa: S603 - the command is our own
                    program,
                    stdin=subprocess.DEVNULL,
                    stdout=console,
                    stderr=console,
                    cwd=self._home.folder,
                    env=jvm.environment(self._home),
                    pass_fds=(control_read, lock, report_write),
                    start_new_session=True,
                )
        except BaseException:
            os.close(control_write)
            os.close(report_read)
            raise
        finally:
            os.close(control_read)
            os.close(report_write)
        self._control = control_write
        self._owner = os.getpid()
        with os.fdopen(report_read, encoding="utf-8", errors="replace") as report:
            line = report.readline().strip()
        if line.isdigit():
            return int(line)
        self.stop()
        raise EmbeddedServerError(
            f"Java cannot be started: {line.removeprefix('error ') or 'its supervisor died at once'}.",
            where=command[0],
            next_step=f"Look at {self._home.console}, or point JAVA_HOME at another Java.",
        )

    def _wait_until_up(self, bolt_port: int, http_port: int, logged: int) -> None:
        assert self._supervisor is not None  # noqa: S101 - for the type checker
        deadline = time.monotonic() + _START_SECONDS
        waiting = [
            lambda: readiness.bolt_answers(bolt_port),
            lambda: readiness.http_answers(http_port, "/"),
            lambda: readiness.http_answers(http_port, "/browser/"),
        ]
        while waiting:
            code = self._supervisor.poll()
            if code is not None:
                if re.search(r"BindException|Address already in use", self._home.tail(60, since=logged)):
                    raise _PortTakenError(code)
                raise _died(self._home, logged, code)
            if time.monotonic() > deadline:
                raise EmbeddedServerError(
                    f"The server was not up after {_START_SECONDS:.0f} s and was stopped. The last lines of its log:\n"
                    + self._home.tail(since=logged),
                    where=str(self._home.log),
                    next_step="If the machine was merely busy, try again; otherwise the log says more.",
                )
            if waiting[0]():
                waiting.pop(0)
            else:
                time.sleep(0.05)


class _PortTakenError(Exception):
    """The server found a port taken that was free a moment before."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


# Supervisors of servers that were let go: kept so that no warning speaks of a child that is still running.
_let_go: list[subprocess.Popen[bytes]] = []


def take_folder(home: Home) -> int:
    """Take the lock of a home for this process, and return its descriptor.

    Parameters
    ----------
    home
        An existing home.

    Raises
    ------
    ConflictError
        If somebody else holds it; the message names the process.
    """
    descriptor = folder_lock.acquire(home.lock, patience=_LOCK_SECONDS)
    if descriptor is None:
        state = State.read(home)
        if state:
            holder = f"by the server with process id {state.pid}, started by process {state.owner}"
        else:
            with suppress(OSError):
                noted = home.lock.read_text(encoding="ascii", errors="replace").strip()
            holder = f"by process {noted}" if noted else "by another process"
        raise ConflictError(
            f"This data folder is in use {holder}.",
            where=str(home.folder),
            next_step="Use that server (`tertius db status`), stop it first, or set TERTIUS_DATA_DIR to another folder.",
        )
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    return descriptor


def _died(home: Home, logged: int, code: int) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"The server died while it started (exit status {code}). The last lines of its log:\n{home.tail(since=logged)}",
        where=str(home.log),
        next_step="The lines above say why; the whole is in the log and in console.log beside it.",
    )


def _by_whom(port: int) -> str:
    """Name the process that listens on ``port``, if this user may see it."""
    with suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    return ""
