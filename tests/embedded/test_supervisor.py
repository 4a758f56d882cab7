"""The supervisor as a program: what it says, and how it ends a command that does not want to end."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tertius.embedded import folder_lock

Supervise = Callable[..., Any]

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
)

# Ends as the server does that writes a class-data archive: it says in its log that it has stopped, and then goes on,
# until there is a file that says "go".
ARCHIVING = """
import os, signal, sys, time
log, part, go = sys.argv[1:]
def stop(*_):
    with open(log, "a") as file:
        file.write("2026-01-01 00:00:00.000+0000 INFO  Stopped.\\n")
    while not os.path.exists(go):
        time.sleep(0.01)
    open(part, "w").write("classes")
    sys.exit(143)
signal.signal(signal.SIGTERM, stop)
print("up", flush=True)
time.sleep(600)
"""

LIST_OPEN_FILES = """
import os
found = []
for descriptor in range(3, 4096):
    try:
        found.append(os.fstat(descriptor).st_ino)
    except OSError:
        continue
print(found)
"""


def test_it_reports_the_commands_process(supervise: Supervise) -> None:
    running = supervise(sys.executable, "-c", "import os; print(os.getpid())")
    assert running.line() == running.up()
    assert running.process.wait() == 0


def test_it_reports_why_there_is_no_process(supervise: Supervise, tmp_path: Path) -> None:
    running = supervise(str(tmp_path / "nothing"))
    assert running.line().startswith("error ")
    assert running.process.wait() == 127


def test_a_stubborn_command_is_killed_after_its_grace(supervise: Supervise, gone: Callable[..., bool]) -> None:
    running = supervise(sys.executable, "-c", STUBBORN, grace=0.5)
    pid = int(running.line())
    assert running.up() == "up"
    os.write(running.control, b"s")
    assert running.process.wait() == 128 + signal.SIGKILL
    assert gone(pid)


def test_the_folder_is_given_back_while_the_archive_is_written(supervise: Supervise, tmp_path: Path) -> None:
    log, part, file = tmp_path / "log", tmp_path / "part", tmp_path / "file"
    log.write_text("INFO  Stopped.\n", encoding="utf-8")  # of an earlier session: it must not count
    running = supervise(
        sys.executable, "-c", ARCHIVING, str(log), str(part), str(tmp_path / "go"),
        archive={"log": str(log), "part": str(part), "file": str(file)},
    )  # fmt: skip
    running.line()
    assert running.up() == "up"
    assert folder_lock.is_held(tmp_path / "lock")
    os.write(running.control, b"s")
    assert running.line() == "stopped"
    assert running.process.poll() is None
    assert not folder_lock.is_held(tmp_path / "lock")
    assert not file.exists()
    (tmp_path / "go").touch()
    assert running.process.wait() == 143
    assert file.read_text(encoding="utf-8") == "classes"
    assert not part.exists()


def test_nothing_is_left_to_write_an_archive_when_the_owner_has_died(
    supervise: Supervise, tmp_path: Path, gone: Callable[..., bool]
) -> None:
    log, part, file = tmp_path / "log", tmp_path / "part", tmp_path / "file"
    running = supervise(
        sys.executable, "-c", ARCHIVING, str(log), str(part), str(tmp_path / "never"),
        archive={"log": str(log), "part": str(part), "file": str(file)},
    )  # fmt: skip
    pid = int(running.line())
    assert running.up() == "up"
    os.close(running.control)
    running.process.wait()
    assert gone(pid)
    assert "Stopped." in log.read_text(encoding="utf-8")
    assert not file.exists()
    assert not part.exists()


def test_the_command_inherits_the_lock_and_nothing_else(supervise: Supervise, tmp_path: Path) -> None:
    running = supervise(sys.executable, "-c", LIST_OPEN_FILES)
    running.line()
    assert running.up() == str([(tmp_path / "lock").stat().st_ino])
