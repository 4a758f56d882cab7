"""The process between Tertius and the server: it starts the server, and sees to it that the server ends.

It runs as a program of its own (``python supervisor.py ORDERS``, standard library only, so that it is up in a moment),
in a session of its own (Ctrl-C in a terminal reaches Tertius alone, which then stops the server in order). Why a
process:

- However Tertius ends, ``kill -9`` included, the control pipe closes, and the server is stopped cleanly.
- Should this process be killed itself, Linux sends the server SIGTERM (``PR_SET_PDEATHSIG``). That signal comes when
  the *thread* that forked ends; here it is the only thread there is, while Tertius may fork from a worker thread.
- A server that shall outlive the command that started it needs a parent that stays.

Tertius says what it wants by one byte in the control pipe: ``d``, let go of me and go on; ``s``, stop. The end of the
pipe without a byte means that Tertius has died. A server that was let go of may have been told to linger: it then ends
by itself once nobody has used it for a while (see :class:`Lingering`). This process answers in the report pipe: the
server's process id, or ``error`` and why there is none; later ``stopped`` where that comes before this process's end,
since a class-data archive is still to be made.

Both this process and the server keep the descriptor of the data folder's lock open: the folder is free exactly when
both are gone, or when the server is and this process says so.
"""

import ctypes
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

_PR_SET_PDEATHSIG = 1
_ARCHIVE_SECONDS = 600.0


def _die_with(supervisor: int, *, nice: int = 0) -> None:
    """Run in the child before it becomes the server, or what makes the archive."""
    os.nice(nice)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        # The parent may have died before the line above took effect; then no signal will ever come.
        if os.getppid() != supervisor:
            os._exit(1)


class Lingering:
    """When a server that nobody owns goes by itself: so many seconds after its last use.

    Whoever uses it holds a shared lock on a file, and leaves in it the monotonic clock's reading at the begin and the
    end of the use (``tertius.embedded.lingering``). The lock goes with a process, however it ends. Nothing is looked at
    before the time is up, and a machine that sleeps meanwhile has not used any of it.

    Parameters
    ----------
    seconds
        How long the server stays unused.
    lock
        The file that its users lock.
    state
        What the server has left for others to find; it says with 0 seconds that the server is to stay for good.
    """

    def __init__(self, *, seconds: float, lock: str, state: str) -> None:
        self._seconds = seconds
        self._state = state
        self._lock = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._until: float | None = time.monotonic() + seconds

    def left(self) -> float | None:
        """Return the seconds until there is something to look at; None if there never will be."""
        return None if self._until is None else max(0.0, self._until - time.monotonic())

    def is_over(self, server: int) -> bool:
        """Say whether to end the server now. From then on nobody can begin to use it.

        Parameters
        ----------
        server
            Its process.
        """
        now = time.monotonic()
        if self._until is None or now < self._until:
            return False
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._until = now + self._seconds
            return False
        self._until = self._used_last(now) + self._seconds
        with suppress(OSError, ValueError, AttributeError):
            with open(self._state, encoding="utf-8") as file:  # noqa: PTH123 - keeps imports few
                state = json.load(file)
            if state.get("pid") == server:
                if not state.get("linger"):
                    self._until = None
                elif now >= self._until:
                    os.unlink(self._state)  # noqa: PTH108
        if self._until is not None and now >= self._until:
            return True
        fcntl.flock(self._lock, fcntl.LOCK_UN)
        return False

    def forget(self) -> None:
        """Leave the file of the users to the next server."""
        os.close(self._lock)

    def _used_last(self, now: float) -> float:
        try:
            return min(now, float(os.pread(self._lock, 64, 0)))
        except ValueError:  # nobody has used it
            return now - self._seconds


class Supervisor:
    """One server and its end.

    Parameters
    ----------
    command
        The server's command line.
    control
        Read end of the pipe whose other end Tertius holds.
    report
        Write end of the pipe that Tertius reads.
    lock
        Descriptor of the data folder's lock, for the server to inherit.
    grace
        Seconds that the server may take to stop before it is killed.
    archive
        ``None``, or the class-data archive that is made after the server has stopped: ``command``, what makes it;
        ``classes``, the list that the server leaves for that; ``arguments``, another file that the command reads;
        ``part``, the file that it writes; ``file``, its name once complete.
    linger
        ``None``, or the parameters of `Lingering`, for a server that is let go of for a while and not for good.
    """

    def __init__(
        self,
        *,
        command: list[str],
        control: int,
        report: int,
        lock: int,
        grace: float,
        archive: dict[str, Any] | None = None,
        linger: dict[str, Any] | None = None,
    ) -> None:
        self._command = command
        self._control = control
        self._report = report
        self._lock = lock
        self._grace = grace
        self._archive = archive
        self._linger = linger

    def run(self) -> int:
        """Start the server, wait for its end or for a reason to end it, and return its exit status."""
        wake, wake_write = os.pipe()
        os.set_blocking(wake_write, False)
        signal.set_wakeup_fd(wake_write)
        terminated: list[int] = []
        signal.signal(signal.SIGTERM, lambda number, _: terminated.append(number))
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        own, parent = os.getpid(), os.getppid()
        try:
            server = subprocess.Popen(  # noqa: S603 - the command is Tertius's own
                self._command,
                stdin=subprocess.DEVNULL,
                pass_fds=(self._lock,),
                preexec_fn=lambda: _die_with(own),  # safe: this process has one thread
            )
        except (OSError, subprocess.SubprocessError) as error:
            self._tell(f"error {error}")
            return 127
        self._tell(str(server.pid))

        watched = [wake, self._control]
        wanted = False
        lingering: Lingering | None = None
        while server.poll() is None:
            # A forked child of Tertius may keep the pipe open after Tertius has died: look at the parent too.
            patience = 1.0 if self._control in watched else lingering.left() if lingering else None
            ready, _, _ = select.select(watched, [], [], patience)
            if wake in ready:
                os.read(wake, 512)
            if terminated or (lingering is not None and lingering.is_over(server.pid)):
                wanted = True
                break
            if self._control in ready:
                word = os.read(self._control, 1)
                if word != b"d":
                    wanted = word == b"s"
                    break
                watched.remove(self._control)
                lingering = Lingering(**self._linger) if self._linger else None
            elif self._control in watched and os.getppid() != parent:
                break
        self._stop(server)
        if lingering:
            lingering.forget()
        code = server.returncode
        if self._archive:
            # By SIGTERM a Java virtual machine ends in order, with this status.
            if wanted and code in {0, 143, -signal.SIGTERM}:
                self._give_back()
                self._make_archive(self._archive, wake, terminated)
            for left in ("classes", "arguments", "part"):
                with suppress(OSError):
                    os.unlink(self._archive[left])  # noqa: PTH108 - keeps imports few
        return code if code >= 0 else 128 - code

    def _stop(self, server: "subprocess.Popen[bytes]") -> None:
        """End the server if it still runs."""
        if server.poll() is None:
            server.terminate()
            try:
                server.wait(self._grace)
            except subprocess.TimeoutExpired:
                server.kill()
        server.wait()

    def _give_back(self) -> None:
        """Let others have the data folder: nobody needs to wait for what follows."""
        fcntl.flock(self._lock, fcntl.LOCK_UN)
        self._tell("stopped")

    def _make_archive(self, archive: dict[str, Any], wake: int, terminated: list[int]) -> None:
        """Make the archive unless another supervisor does, at the lowest priority, and until somebody ends this."""
        own = os.getpid()
        with suppress(OSError):
            making = os.open(archive["file"] + ".making", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(making, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.exists(archive["file"]):  # noqa: PTH110 - another session was quicker
                return
            _drop_long_lines(archive["classes"])
            maker = subprocess.Popen(  # noqa: S603 - the command is Tertius's own
                archive["command"], stdin=subprocess.DEVNULL, preexec_fn=lambda: _die_with(own, nice=19)
            )
            deadline = time.monotonic() + _ARCHIVE_SECONDS
            already = len(terminated)
            while maker.poll() is None and len(terminated) == already and time.monotonic() < deadline:
                if select.select([wake], [], [], max(0.0, deadline - time.monotonic()))[0]:
                    os.read(wake, 512)
            if maker.poll() is None:
                maker.kill()
            if maker.wait() == 0:
                os.replace(archive["part"], archive["file"])  # noqa: PTH105

    def _tell(self, line: str) -> None:
        with suppress(OSError):  # nobody listens any more
            os.write(self._report, line.encode() + b"\n")


def _drop_long_lines(path: str) -> None:
    """Take the lines out of a list of classes that Java writes and cannot read again: those of 4,096 bytes and more."""
    with open(path, "rb") as listed:  # noqa: PTH123
        lines = [line for line in listed if len(line) < 4000]
    with open(path, "wb") as listed:  # noqa: PTH123
        listed.writelines(lines)


if __name__ == "__main__":
    sys.exit(Supervisor(**json.loads(sys.argv[1])).run())
