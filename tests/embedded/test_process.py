"""A supervised command ends when it is told to, when its owner dies, and when its supervisor dies; never before.

The commands here are small real processes; ``test_crash.py`` does the same to a real server.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tertius.embedded import folder_lock
from tertius.embedded.process import SupervisedProcess
from tertius.errors import EmbeddedServerError

WAIT = [sys.executable, "-c", "import time; time.sleep(600)"]

# Starts a command that waits, says which processes that makes, and then does what the test wants.
OWNER = """
import os, signal, sys, threading, time
from pathlib import Path
from tertius.embedded import folder_lock
from tertius.embedded.process import SupervisedProcess

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs inherit that it is ignored
folder = Path(sys.argv[1])
lock = folder_lock.acquire(folder / "lock", patience=0)
waiting = [sys.executable, "-c", "import time; time.sleep(600)"]
process = SupervisedProcess(waiting, lock=lock, cwd=folder, env=dict(os.environ), output=folder / "out")
os.close(lock)
if sys.argv[2] == "forks":
    if os.fork() == 0:
        time.sleep(600)  # a copy of the owner, with its end of the pipe
print(process.pid, process.supervisor_pid, flush=True)
if sys.argv[2] == "lets go":
    process.let_go()
    sys.exit()
time.sleep(600)
"""

Start = Callable[..., SupervisedProcess]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a supervised command on a locked folder of its own."""
    started: list[SupervisedProcess] = []

    def begin(command: list[str] = WAIT) -> SupervisedProcess:
        lock = folder_lock.acquire(tmp_path / "lock", patience=0)
        assert lock is not None
        try:
            process = SupervisedProcess(command, lock=lock, cwd=tmp_path, env=dict(os.environ), output=tmp_path / "out")
        finally:
            os.close(lock)
        started.append(process)
        return process

    yield begin
    for process in started:
        process.stop()


def test_stop_ends_the_command_and_frees_the_folder(start: Start, tmp_path: Path, gone: Callable[..., bool]) -> None:
    process = start()
    assert folder_lock.is_held(tmp_path / "lock")
    assert process.poll() is None
    process.stop()
    assert gone(process.pid, process.supervisor_pid)
    assert not folder_lock.is_held(tmp_path / "lock")
    process.stop()  # once more is no error


def test_the_exit_status_is_the_commands_own(start: Start, tmp_path: Path) -> None:
    process = start([sys.executable, "-c", "print('out'); import sys; print('err', file=sys.stderr); sys.exit(7)"])
    assert process.wait() == 7
    assert sorted((tmp_path / "out").read_text(encoding="utf-8").split()) == ["err", "out"]
    assert not folder_lock.is_held(tmp_path / "lock")


def test_a_command_that_cannot_be_started_is_named(start: Start, tmp_path: Path) -> None:
    with pytest.raises(EmbeddedServerError, match=r"Java cannot be started: .*No such file") as caught:
        start([str(tmp_path / "no-java")])
    assert caught.value.where == str(tmp_path / "no-java")
    assert not folder_lock.is_held(tmp_path / "lock")


def test_the_command_outlives_the_thread_that_started_it(start: Start) -> None:
    made: list[SupervisedProcess] = []
    thread = threading.Thread(target=lambda: made.append(start()))
    thread.start()
    thread.join()
    # A death signal that was bound to the thread would have come by now.
    with pytest.raises(psutil.TimeoutExpired):
        psutil.Process(made[0].pid).wait(0.3)
    assert made[0].poll() is None


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_command_dies_with_its_owner(
    how: signal.Signals, tmp_path: Path, script: Callable[..., subprocess.Popen[str]], await_end: Callable[..., None]
) -> None:
    owner = script(OWNER, tmp_path, "waits")
    assert owner.stdout is not None
    pids = [int(pid) for pid in owner.stdout.readline().split()]
    owner.send_signal(how)
    owner.wait()
    await_end(*pids)
    assert not folder_lock.is_held(tmp_path / "lock")


def test_a_forked_copy_of_the_owner_does_not_keep_the_command(
    tmp_path: Path, script: Callable[..., subprocess.Popen[str]], await_end: Callable[..., None]
) -> None:
    owner = script(OWNER, tmp_path, "forks", start_new_session=True)
    assert owner.stdout is not None
    pids = [int(pid) for pid in owner.stdout.readline().split()]
    copies = [child.pid for child in psutil.Process(owner.pid).children() if child.pid not in pids]
    assert len(copies) == 1
    owner.kill()
    owner.wait()
    try:
        await_end(*pids)
        assert psutil.pid_exists(copies[0])
    finally:
        os.kill(copies[0], signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has died")
def test_the_command_dies_with_its_supervisor(start: Start, tmp_path: Path, await_end: Callable[..., None]) -> None:
    process = start()
    os.kill(process.supervisor_pid, signal.SIGKILL)
    await_end(process.pid)
    process.stop()
    assert not folder_lock.is_held(tmp_path / "lock")


def test_a_command_that_was_let_go_outlives_its_owner(
    tmp_path: Path, script: Callable[..., subprocess.Popen[str]], await_end: Callable[..., None]
) -> None:
    owner = script(OWNER, tmp_path, "lets go")
    assert owner.stdout is not None
    pid, supervisor = (int(number) for number in owner.stdout.readline().split())
    assert owner.wait() == 0
    try:
        with pytest.raises(psutil.TimeoutExpired):
            psutil.Process(pid).wait(1.5)  # longer than the supervisor takes to look at its parent
        assert folder_lock.is_held(tmp_path / "lock")
    finally:
        os.kill(supervisor, signal.SIGTERM)
    await_end(pid, supervisor)
    assert not folder_lock.is_held(tmp_path / "lock")


def test_ctrl_c_in_the_terminal_does_not_reach_the_command(start: Start) -> None:
    process = start()
    assert os.getpgid(process.pid) != os.getpgid(0)
    assert os.getsid(process.pid) != os.getsid(0)


def test_a_forked_child_cannot_stop_what_its_parent_started(start: Start) -> None:
    process = start()
    child = os.fork()
    if child == 0:
        process.stop()
        os._exit(0)
    os.waitpid(child, 0)
    assert process.poll() is None
