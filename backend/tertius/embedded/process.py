"""A child process under a supervisor: it ends when it is told to, or when this process does."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from tertius.embedded import supervisor
from tertius.embedded.archive import ClassArchive
from tertius.errors import EmbeddedServerError

_GRACE_SECONDS = 30.0

# Supervisors that go on without us: kept, so that no warning speaks of a child that is still running.
_let_go: list["subprocess.Popen[bytes]"] = []


class SupervisedProcess:
    """Start a command that cannot outlive this process (see :mod:`tertius.embedded.supervisor`).

    Parameters
    ----------
    command
        The command line.
    lock
        Descriptor of the data folder's lock; the command inherits it.
    cwd
        Its working folder.
    env
        Its environment.
    output
        File for what it prints; an older one is replaced.
    archive
        A class-data archive that is made when the command has ended in order, and the command that makes it.
    linger
        For how many seconds it stays unused once it is let go of, the file that users lock, and the server's state;
        ``None``: it stays until it is stopped.

    Raises
    ------
    EmbeddedServerError
        If the command cannot be started.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        lock: int,
        cwd: Path,
        env: Mapping[str, str],
        output: Path,
        archive: tuple[ClassArchive, Sequence[str]] | None = None,
        linger: tuple[float, Path, Path] | None = None,
    ) -> None:
        control_read, self._control = os.pipe()
        report_read, report_write = os.pipe()
        orders: dict[str, object] = {
            "command": list(command),
            "control": control_read,
            "report": report_write,
            "lock": lock,
            "grace": _GRACE_SECONDS,
        }
        if archive:
            made, making = archive
            orders["archive"] = {
                "command": list(making),
                "classes": str(made.classes),
                "arguments": str(made.arguments),
                "part": str(made.part),
                "file": str(made.file),
            }
        if linger:
            seconds, lock_file, state = linger
            orders["linger"] = {"seconds": seconds, "lock": str(lock_file), "state": str(state)}
        self._report = os.fdopen(report_read, encoding="utf-8", errors="replace")
        self._owner = os.getpid()
        try:
            with output.open("wb") as console:
                self._supervisor = subprocess.Popen(  # noqa: S603 - the command is our own
                    [sys.executable, "-I", "-S", "-B", str(Path(supervisor.__file__)), json.dumps(orders)],
                    stdin=subprocess.DEVNULL,
                    stdout=console,
                    stderr=console,
                    cwd=cwd,
                    env=env,
                    pass_fds=(control_read, lock, report_write),
                    start_new_session=True,
                )
        except OSError as error:
            self._close_pipes()
            raise EmbeddedServerError(
                f"The server's supervisor cannot be started: {error.strerror or error}.",
                where=sys.executable,
                next_step="Check the limits on processes and memory of this account.",
            ) from error
        finally:
            os.close(control_read)
            os.close(report_write)
        self.pid = 0
        line = self._report.readline().strip()
        if not line.isdigit():
            self.stop()
            raise EmbeddedServerError(
                f"Java cannot be started: {line.removeprefix('error ') or 'its supervisor died at once'}.",
                where=command[0],
                next_step=f"Look at {output}, or point JAVA_HOME at another Java.",
            )
        self.pid = int(line)
        self._created = 0.0
        with suppress(psutil.NoSuchProcess):
            self._created = psutil.Process(self.pid).create_time()

    @property
    def is_mine(self) -> bool:
        """Whether this process started it, and is not a forked copy of the one that did."""
        return self._owner == os.getpid()

    @property
    def supervisor_pid(self) -> int:
        """Process id of the supervisor; SIGTERM to it is a clean stop."""
        return self._supervisor.pid

    def poll(self) -> int | None:
        """Return the exit status, or ``None`` while the process runs."""
        return self._supervisor.poll()

    def wait(self) -> int:
        """Wait for the end and return the exit status."""
        return self._supervisor.wait()

    def stop(self) -> None:
        """Stop the process cleanly and return when it has let go of its files."""
        # A forked child of this process carries a copy of this object: the command is not the child's to stop.
        if not self.is_mine or self._report.closed:
            return
        try:
            if self._supervisor.poll() is None:
                with suppress(BrokenPipeError):  # the supervisor is on its way out
                    os.write(self._control, b"s")
                if self._report.readline().strip() == "stopped":
                    _let_go.append(self._supervisor)
                    return
                self._supervisor.wait()
            if self._supervisor.returncode < 0 and self.pid:
                self._end_without_supervisor()
        finally:
            self._close_pipes()

    def let_go(self) -> None:
        """Let the process outlive this one."""
        os.write(self._control, b"d")
        self._close_pipes()
        _let_go.append(self._supervisor)

    def _end_without_supervisor(self) -> None:
        """Wait for the command, whose supervisor has been killed; on Linux it has been sent SIGTERM by that already."""
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(self.pid)
            if process.create_time() != self._created:
                return
            process.terminate()
            try:
                process.wait(_GRACE_SECONDS)
            except psutil.TimeoutExpired:
                process.kill()

    def _close_pipes(self) -> None:
        os.close(self._control)
        self._report.close()
