"""Start and stop a Neo4j server as a child process."""

import errno
import os
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from tertius import __version__
from tertius.embedded import jvm, readiness
from tertius.embedded.archive import ClassArchive, find_archive
from tertius.embedded.connection import Connection, ServerState
from tertius.embedded.failing import died_in_silence, lost_a_port, port_taken, refuse_damaged, why_died
from tertius.embedded.home import Home
from tertius.embedded.jars import JarSet, fetch_jars
from tertius.embedded.java import find_java
from tertius.embedded.lock import DEFAULT_LINE, JarLock, load_lock
from tertius.embedded.past_day import past_day
from tertius.embedded.process import SupervisedProcess
from tertius.embedded.taking import take_folder
from tertius.errors import ConflictError, EmbeddedServerError, InputError
from tertius.settings import Settings
from tertius.wording import quoted

_START_SECONDS = 300.0
_ATTEMPTS = 4
# A new store takes two megabytes; a server with less than this would stop halfway through its first load.
_NEEDED_BYTES = 100_000_000


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
    brief
        Whether the server is for minutes at most, such as one command or one run of the tests: it starts with half the
        processor time, and answers more slowly in the long run.
    linger
        Seconds without a use after which the server goes by itself once `detach` has let go of it; 0: it then stays.
    salvage
        Whether to recover what can be read of a damaged transaction log and to cut the rest off; `repair` alone does.
    read_only
        Whether nobody can write into the database, whoever connects. A copy of a past day is always served so.
    settling
        Whether it is made, brought up to date or looked at, if it is such a copy, and so can be written into.
    greeting
        What Neo4j Browser does when somebody has connected; nothing by default.
    line, more
        Release line of the server; further settings of Neo4j, by their names.

    Raises
    ------
    InputError
        If a value cannot be used.
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
        brief: bool = False,
        linger: float = 0.0,
        salvage: bool = False,
        read_only: bool = False,
        settling: bool = False,
        greeting: jvm.Greeting | None = None,
        line: str = DEFAULT_LINE,
        more: Mapping[str, str] | None = None,
    ) -> None:
        _check(heap, bolt_port, http_port)
        self._home = Home.of(data_dir)
        self._cache = Path(cache_dir).expanduser().absolute()
        self._heap = heap
        self._ports = (bolt_port, http_port)
        self._maven_url = maven_url
        self._progress = progress
        self._brief = brief
        self._linger = linger
        self._salvage = salvage
        self._read_only = read_only
        self._settling = settling
        self._greeting = greeting
        self._more = more
        self._lock = load_lock(line)
        self._process: SupervisedProcess | None = None
        self._state: ServerState | None = None
        self._had_ports: tuple[int, int] | None = None

    @classmethod
    def from_settings(
        cls,
        settings: Settings,
        *,
        brief: bool = False,
        linger: float = 0.0,
        salvage: bool = False,
        read_only: bool = False,
        settling: bool = False,
        greeting: jvm.Greeting | None = None,
    ) -> Self:
        """Make a server as the settings say.

        Parameters
        ----------
        settings
            Where its data and jars are, its heap and its ports.
        brief
            Whether it is for minutes at most.
        linger
            Seconds that it stays unused once it is let go of; 0: for good.
        salvage
            Whether to recover what can be read of a damaged transaction log.
        read_only
            Whether nobody can write into the database.
        settling
            Whether a copy of a past day is made, brought up to date or looked at.
        greeting
            What Neo4j Browser does when somebody has connected.
        """
        return cls(
            data_dir=settings.data_dir,
            cache_dir=settings.cache_dir,
            heap=settings.embedded_heap,
            bolt_port=settings.embedded_bolt_port,
            http_port=settings.embedded_http_port,
            maven_url=settings.maven_url,
            brief=brief,
            linger=linger,
            salvage=salvage,
            read_only=read_only,
            settling=settling,
            greeting=greeting,
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
        if self._process is not None:
            raise ConflictError("This server has been started already.", next_step="Call stop() first.")
        java = find_java(self._lock.java)
        jars = fetch_jars(self._cache, self._maven_url, self._progress, lock=self._lock)
        archive = find_archive(java, jars, self._cache)
        self._home.create()
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._start_once(java, jars, archive)
            except EmbeddedServerError as error:
                # A free port may be gone between our look and the server's; one that was asked for is simply busy.
                if lost_a_port(error) and not all(self._ports) and attempt < _ATTEMPTS:
                    continue
                if archive is None or not died_in_silence(error):
                    raise
                # It may have been the archive. If it was, the next session makes a new one.
                used = archive.identity()
                connection = self._start_once(java, jars, None)
                archive.discard(used)
                return connection
        raise AssertionError("every attempt returns or raises")

    def is_running(self) -> bool:
        """Say whether the server that was started still runs."""
        return self._process is not None and self._process.poll() is None

    def start_again(self) -> Connection:
        """Start a server that has died again, on the ports that it had.

        Returns
        -------
        Connection
            As before, but for the process.

        Raises
        ------
        ConflictError, EmbeddedServerError
            As :meth:`start`.
        """
        if self._had_ports:
            self._ports = self._had_ports
        self.stop()
        return self.start()

    def stop(self) -> None:
        """Stop the server cleanly and wait until it has gone. Without a running server this does nothing."""
        process, self._process = self._process, None
        state, self._state = self._state, None
        if process:
            if process.is_mine and state:
                state.withdraw(self._home)
            process.stop()

    def detach(self) -> None:
        """Let go of the running server: from now on it outlives this object and this process.

        Raises
        ------
        ConflictError
            If there is no running server.
        """
        if self._process is None or self._state is None or self._process.poll() is not None:
            raise ConflictError("There is no running server to let go of.", next_step="Call start() first.")
        replace(self._state, detached=True).write(self._home)
        self._process.let_go()
        self._process = self._state = None

    def _start_once(self, java: Path, jars: JarSet, archive: ClassArchive | None) -> Connection:
        home = self._home
        lock = take_folder(home)
        try:
            home.need_room(_NEEDED_BYTES)
            used = archive.identity() if archive else None
            bolt_port, http_port = self._choose_ports()
            home.prepare(jars)
            logged = _size(home.log)
            noted = _size(home.debug)
            command = jvm.command(
                java,
                jars,
                home,
                jvm.SERVER,
                jvm.server_arguments(
                    home,
                    bolt_port,
                    http_port,
                    salvage=self._salvage,
                    read_only=self._read_only or (past_day(home) is not None and not self._settling),
                    greeting=self._greeting,
                    more=self._more,
                ),
                heap=self._heap,
                options=[*(archive.options() if archive else ()), *(jvm.BRIEF if self._brief else jvm.STAYING)],
            )
            self._process = process = SupervisedProcess(
                command,
                lock=lock,
                cwd=home.folder,
                env=jvm.environment(home),
                output=home.console,
                archive=(archive, jvm.archiving(java, jars, archive)) if archive and not archive.exists else None,
                linger=(self._linger, home.use, home.state) if self._linger else None,
            )
        except OSError as error:
            raise home.unusable(error) from error
        finally:
            os.close(lock)  # the supervisor and the server hold it from here on
        try:
            self._wait_until_up(process, bolt_port, http_port, logged)
            refuse_damaged(home, noted)
            state = ServerState(
                pid=process.pid,
                created=psutil.Process(process.pid).create_time(),
                supervisor=process.supervisor_pid,
                owner=os.getpid(),
                detached=False,
                bolt_port=bolt_port,
                http_port=http_port,
                brief=self._brief and not self._linger,
                linger=self._linger,
                made_by=_version(self._lock),
            )
            state.write(home)
            self._state, self._had_ports = state, (bolt_port, http_port)
        except BaseException as error:
            self.stop()
            if isinstance(error, OSError):
                raise home.unusable(error) from error
            raise
        if archive and used and not archive.is_used_by(process.pid):
            archive.discard(used)  # so that the next session makes one that fits
        return state.connection(home)

    def _choose_ports(self) -> tuple[int, int]:
        for port, name in zip(self._ports, ("Bolt", "HTTP"), strict=True):
            if port and not readiness.is_free(port):
                raise port_taken(name, port)
        free = [port for port in readiness.free_ports(4) if port not in self._ports]
        return self._ports[0] or free[0], self._ports[1] or free[1]

    def _wait_until_up(self, process: SupervisedProcess, bolt_port: int, http_port: int, logged: int) -> None:
        deadline, look = time.monotonic() + _START_SECONDS, time.monotonic() + 1
        questions = [
            lambda: readiness.bolt_answers(bolt_port),
            lambda: readiness.http_answers(http_port, "/"),
            lambda: readiness.http_answers(http_port, "/browser/"),
        ]
        while questions:
            code = process.poll()
            if code is not None:
                raise why_died(self._home, logged, code, self._ports)
            if time.monotonic() > deadline:
                raise EmbeddedServerError(
                    f"The server was not up after {_START_SECONDS:.0f} s and was stopped. Its last lines:\n"
                    + self._home.tail(since=logged),
                    where=quoted(self._home.log),
                    next_step="If the machine was merely busy, try again; otherwise the log says more.",
                )
            if time.monotonic() > look:
                look = time.monotonic() + 1
                # The server goes on trying for ever; nobody shall wait for that.
                if "No space left on device" in self._home.tail(200, since=logged):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._home.folder))
            if questions[0]():
                questions.pop(0)
            else:
                time.sleep(0.05)


def version() -> str:
    """Return the version of the server that `EmbeddedServer` starts, and of what configures it."""
    return _version(load_lock())


def _version(lock: JarLock) -> str:
    return f"{lock.name} by {__version__}"


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _check(heap: str, bolt_port: int, http_port: int) -> None:
    if not re.fullmatch(r"[1-9]\d{0,5}[mg]", heap):
        raise InputError(
            f"{heap!r} is not the size of a Java heap.",
            where="heap",
            next_step="Write a number and m or g, such as 1g.",
        )
    for name, port in (("bolt_port", bolt_port), ("http_port", http_port)):
        if not 0 <= port <= 65535:
            raise InputError(
                f"{port} is not a port.", where=name, next_step="Use one from 1 to 65535, or 0 for a free one."
            )
    if bolt_port and bolt_port == http_port:
        raise InputError(
            f"Bolt and HTTP cannot share port {bolt_port}.",
            where="bolt_port, http_port",
            next_step="Give each its own, or 0 to take a free one.",
        )
