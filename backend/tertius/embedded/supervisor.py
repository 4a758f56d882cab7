"""The process between Tertius and the server: it starts the server, and sees to it that the server ends.

It runs as a program of its own (``python supervisor.py …``, standard library only, so that it is up in a moment), in a
session of its own (Ctrl-C in a terminal reaches Tertius alone, which then stops the server in order). Why a process:

- However Tertius ends, ``kill -9`` included, the control pipe closes, and the server is stopped cleanly.
- Should this process be killed itself, Linux sends the server SIGTERM (``PR_SET_PDEATHSIG``). That signal comes when
  the *thread* that forked ends; here it is the only thread there is, while Tertius may fork from a worker thread.
- A server that shall outlive the command that started it needs a parent that stays: the byte ``d`` in the control pipe
  lets go of Tertius and changes nothing else.

Both this process and the server keep the descriptor of the data folder's lock open: the folder is free exactly when
both are gone.
"""

import ctypes
import os
import select
import signal
import subprocess
import sys
import time

_PR_SET_PDEATHSIG = 1
_DETACH = b"d"


def _die_with(supervisor: int) -> None:
    """Run in the child before it becomes the server."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        # The parent may have died before the line above took effect; then no signal will ever come.
        if os.getppid() != supervisor:
            os._exit(1)


def run(control: int, lock: int, report: int, grace: float, command: list[str]) -> int:
    """Start ``command``, wait for its end or for a reason to end it, and return its exit status.

    Parameters
    ----------
    control
        Read end of the pipe whose other end Tertius holds.
    lock
        Descriptor of the data folder's lock, for the server to inherit.
    report
        Write end of a pipe for one line: the server's process id, or why there is none.
    grace
        Seconds that the server may take to stop before it is killed.
    command
        The server's command line.
    """
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    signal.set_wakeup_fd(wake_write)
    asked_to_stop = []
    signal.signal(signal.SIGTERM, lambda *_: asked_to_stop.append(True))
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    own_pid, parent = os.getpid(), os.getppid()
    try:
        server = subprocess.Popen(  # noqa: S603 - the command is Tertius's own
            command,
            stdin=subprocess.DEVNULL,
            pass_fds=(lock,),
            preexec_fn=lambda: _die_with(own_pid),  # noqa: PLW1509 - this process has one thread
        )
    except (OSError, subprocess.SubprocessError) as error:
        os.write(report, f"error {error}\n".encode())
        return 127
    os.write(report, f"{server.pid}\n".encode())
    os.close(report)

    watched = [wake_read, control]
    while server.poll() is None and not asked_to_stop:
        # A forked child of Tertius may keep the pipe open after Tertius has died: look at the parent too, every second.
        ready, _, _ = select.select(watched, [], [], 1.0)
        if wake_read in ready:
            os.read(wake_read, 512)
        if control in ready:
            if os.read(control, 1) == _DETACH:
                watched.remove(control)
            else:
                break
        if control in watched and os.getppid() != parent:
            break
    return _stop(server, grace)


def _stop(server: "subprocess.Popen[bytes]", grace: float) -> int:
    if server.poll() is None:
        server.terminate()
        deadline = time.monotonic() + grace
        while server.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        if server.poll() is None:
            server.kill()
    code = server.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    _control, _lock, _report, _grace, *_command = sys.argv[1:]
    sys.exit(run(int(_control), int(_lock), int(_report), float(_grace), _command))
