"""The supervisor as a program: what it says, and how it ends a command that does not want to end."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tertius.embedded import folder_lock

Supervise = Callable[..., Any]

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
)

# Ends in order when it is told to, as the server does, and leaves a list.
ENDING = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
open(sys.argv[1], "w").write("one\\n" + "long" * 2000 + "\\ntwo\\n")
print("up", flush=True)
time.sleep(600)
"""

# Makes an archive of the list once there is a file that says "go".
MAKING = """
import os, sys, time
classes, part, go = sys.argv[1:]
print(os.getpid(), os.nice(0), flush=True)
while not os.path.exists(go):
    time.sleep(0.01)
open(part, "w").write(open(classes).read())
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


@pytest.fixture
def archive(tmp_path: Path) -> dict[str, Any]:
    """Give the orders for an archive that is made when there is a file called go."""
    paths = {name: str(tmp_path / name) for name in ("classes", "arguments", "part", "file")}
    making = [sys.executable, "-c", MAKING, paths["classes"], paths["part"], str(tmp_path / "go")]
    return {"command": making, **paths}


def left(archive: dict[str, Any]) -> set[str]:
    return {name for name in ("classes", "arguments", "part", "file") if Path(archive[name]).exists()}


def test_the_folder_is_given_back_while_the_archive_is_made(
    supervise: Supervise, tmp_path: Path, archive: dict[str, Any]
) -> None:
    running = supervise(sys.executable, "-c", ENDING, archive["classes"], archive=archive)
    running.line()
    assert running.up() == "up"
    assert folder_lock.is_held(tmp_path / "lock")
    os.write(running.control, b"s")
    assert running.line() == "stopped"
    assert running.up().endswith(" 19"), "it is made at the lowest priority"
    assert running.process.poll() is None
    assert not folder_lock.is_held(tmp_path / "lock")
    assert "file" not in left(archive)
    (tmp_path / "go").touch()
    assert running.process.wait() == 143
    assert Path(archive["file"]).read_text(encoding="utf-8") == "one\ntwo\n"
    assert left(archive) == {"file"}


def test_nothing_is_made_when_the_owner_has_died(
    supervise: Supervise, tmp_path: Path, archive: dict[str, Any], gone: Callable[..., bool]
) -> None:
    running = supervise(sys.executable, "-c", ENDING, archive["classes"], archive=archive)
    pid = int(running.line())
    assert running.up() == "up"
    (tmp_path / "go").touch()
    os.close(running.control)
    running.process.wait()
    assert gone(pid)
    assert left(archive) == set()


def test_what_makes_an_archive_ends_with_the_supervisor(
    supervise: Supervise, archive: dict[str, Any], await_end: Callable[..., None]
) -> None:
    for end in (signal.SIGTERM, signal.SIGKILL):
        running = supervise(sys.executable, "-c", ENDING, archive["classes"], archive=archive)
        running.line()
        assert running.up() == "up"
        os.write(running.control, b"s")
        maker = int(running.up().split()[0])
        running.process.send_signal(end)
        running.process.wait()
        await_end(maker)
        assert "file" not in left(archive)


def test_two_supervisors_do_not_make_the_same_archive(
    supervise: Supervise, tmp_path: Path, archive: dict[str, Any]
) -> None:
    first = supervise(sys.executable, "-c", ENDING, archive["classes"], archive=archive)
    first.line()
    assert first.up() == "up"
    os.write(first.control, b"s")
    assert first.up().endswith(" 19")
    others = {**archive, **{name: f"{archive[name]}2" for name in ("classes", "arguments", "part")}}
    second = supervise(sys.executable, "-c", ENDING, others["classes"], archive=others)
    second.line()
    assert second.up() == "up"
    os.write(second.control, b"s")
    assert second.process.wait() == 143
    (tmp_path / "go").touch()
    first.process.wait()
    assert left(archive) == {"file"}
    assert left({**others, "file": archive["file"]}) == {"file"}


def test_the_command_inherits_the_lock_and_nothing_else(supervise: Supervise, tmp_path: Path) -> None:
    running = supervise(sys.executable, "-c", LIST_OPEN_FILES)
    running.line()
    assert running.up() == str([(tmp_path / "lock").stat().st_ino])
