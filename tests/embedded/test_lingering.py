"""A server that a command leaves behind: it serves whoever comes, goes by itself, and is never an orphan."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tertius.embedded import EmbeddedServer, last_use, lingering, make_way, status, stop_detached, supervisor, using
from tertius.embedded.connection import ServerState
from tertius.embedded.home import Home

Until = Callable[[Callable[[], object]], None]
Supervise = Callable[..., Any]

SLEEPER = "import time; time.sleep(600)"
SHORT_S = 0.05

LEAVES = """
import sys, time
from pathlib import Path
from tertius.embedded import EmbeddedServer, using
server = EmbeddedServer(data_dir=Path(sys.argv[1]), cache_dir=Path(sys.argv[2]), brief=True, linger=float(sys.argv[3]))
connection = server.start()
with using(Path(sys.argv[1])):
    server.detach()
    print(connection.pid, flush=True)
    time.sleep(600)
"""


def orders(folder: Path, seconds: float = SHORT_S) -> dict[str, object]:
    folder.mkdir(exist_ok=True)
    return {"seconds": seconds, "lock": str(folder / "use.lock"), "state": str(folder / "server.json")}


@pytest.fixture
def let_go(supervise: Supervise, tmp_path: Path) -> Callable[[str], Any]:
    """Start a program under a supervisor that lets it linger, in a folder of its own, and let go of it."""

    def start(name: str) -> Any:  # noqa: ANN401 - of the conftest
        folder = tmp_path / name
        running = supervise(sys.executable, "-c", SLEEPER, linger=orders(folder), folder=folder)
        running.line()
        os.write(running.control, b"d")
        return running

    return start


def test_what_nobody_uses_goes_by_itself(let_go: Callable[[str], Any]) -> None:
    assert let_go("unused").process.wait() == 128 + signal.SIGTERM


def test_what_somebody_uses_stays_until_they_are_gone_however_they_go(
    let_go: Callable[[str], Any], tmp_path: Path, script: Callable[..., subprocess.Popen[str]]
) -> None:
    (tmp_path / "used").mkdir()
    user = script(
        "import fcntl, sys, time\nfile = open(sys.argv[1], 'w')\nfcntl.flock(file, fcntl.LOCK_SH)\n"
        "print('held', flush=True)\ntime.sleep(600)",
        tmp_path / "used" / "use.lock",
    )
    assert user.stdout is not None
    assert user.stdout.readline() == "held\n"
    used = let_go("used")
    for turn in range(3):  # three others come and go meanwhile
        let_go(f"unused{turn}").process.wait()
    assert used.process.poll() is None
    user.kill()
    assert used.process.wait() == 128 + signal.SIGTERM


def test_a_removed_folder_does_not_keep_it(let_go: Callable[[str], Any], tmp_path: Path) -> None:
    (tmp_path / "removed").mkdir()
    with (tmp_path / "removed" / "use.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        removed = let_go("removed")
        let_go("unused").process.wait()
        shutil.rmtree(tmp_path / "removed")
    assert removed.process.wait() == 128 + signal.SIGTERM


def test_what_belongs_to_somebody_does_not_linger(
    supervise: Supervise, let_go: Callable[[str], Any], tmp_path: Path
) -> None:
    folder = tmp_path / "owned"
    owned = supervise(sys.executable, "-c", SLEEPER, linger=orders(folder), folder=folder)
    owned.line()
    for turn in range(3):
        let_go(f"unused{turn}").process.wait()
    assert owned.process.poll() is None
    os.close(owned.control)  # its owner has died
    owned.process.wait()


class Clock:
    """The monotonic clock, as the test sets it."""

    def __init__(self, now: float) -> None:
        self.now = now

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock(1000.0)
    monkeypatch.setattr(supervisor.time, "monotonic", clock.monotonic)
    return clock


def test_every_use_begins_the_wait_anew(clock: Clock, tmp_path: Path) -> None:
    home = Home(tmp_path)
    waiting = supervisor.Lingering(seconds=10, lock=str(home.use), state=str(home.state))
    assert waiting.left() == 10
    clock.now = 1009
    lock = lingering._open(home)
    assert lock is not None
    lingering._note_use(lock)
    os.close(lock)
    clock.now = 1010
    assert not waiting.is_over(1)
    assert waiting.left() == 9
    clock.now = 1018
    assert not waiting.is_over(1)
    clock.now = 1019
    assert waiting.is_over(1)


def test_while_it_goes_nobody_can_begin(clock: Clock, tmp_path: Path) -> None:
    home = Home(tmp_path)
    own = psutil.Process()
    state = ServerState(own.pid, own.create_time(), 1, 1, detached=True, bolt_port=1, http_port=2, linger=10.0)
    state.write(home)
    waiting = supervisor.Lingering(seconds=10, lock=str(home.use), state=str(home.state))
    clock.now += 10
    assert waiting.is_over(own.pid)
    assert not home.state.exists()
    with (home.use).open("r+") as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    with lingering.using(home, "") as found:
        assert found is None


def test_one_that_is_to_stay_stays(clock: Clock, tmp_path: Path) -> None:
    home = Home(tmp_path)
    own = psutil.Process()
    state = ServerState(own.pid, own.create_time(), 1, 1, detached=True, bolt_port=1, http_port=2, linger=10.0)
    state.write(home)
    waiting = supervisor.Lingering(seconds=10, lock=str(home.use), state=str(home.state))
    assert lingering.keep(home, state)
    clock.now += 10
    assert not waiting.is_over(own.pid)
    assert waiting.left() is None
    clock.now += 1_000_000
    assert not waiting.is_over(own.pid)
    assert json.loads(home.state.read_text(encoding="utf-8"))["pid"] == own.pid


def test_the_state_of_another_server_is_not_taken_away(clock: Clock, tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.state.write_text(json.dumps({"pid": 1, "linger": 0}), encoding="utf-8")
    waiting = supervisor.Lingering(seconds=10, lock=str(home.use), state=str(home.state))
    clock.now += 10
    assert waiting.is_over(2)
    assert home.state.exists()


def test_a_real_server_outlives_its_killed_starter_serves_others_and_goes(
    tmp_path: Path,
    cache_dir: Path,
    script: Callable[..., subprocess.Popen[str]],
    cypher: Callable[..., list[list[object]]],
    await_end: Callable[..., None],
) -> None:
    starter = script(LEAVES, tmp_path, cache_dir, SHORT_S)
    assert starter.stdout is not None
    pid = int(starter.stdout.readline())
    with using(tmp_path) as connection:
        assert connection is not None
        assert connection.pid == pid
        starter.kill()
        starter.wait()
        assert cypher(connection, "RETURN 1") == [[1]]
        assert not make_way(tmp_path)  # it is in use
        assert status(tmp_path) == connection
    await_end(pid)
    assert status(tmp_path) is None
    assert not Home.of(tmp_path).state.exists()


def test_a_real_server_goes_with_its_keeper_and_makes_way_for_another_version(
    tmp_path: Path, cache_dir: Path, await_end: Callable[..., None]
) -> None:
    home = Home.of(tmp_path)

    def leave() -> ServerState:
        server = EmbeddedServer(data_dir=tmp_path, cache_dir=cache_dir, brief=True, linger=600.0)
        server.start()
        server.detach()
        state = ServerState.read(home)
        assert state is not None
        return state

    first = leave()
    before = last_use(tmp_path)
    with using(tmp_path):
        during = last_use(tmp_path)
    assert len({before, during, last_use(tmp_path)}) == 3
    psutil.Process(first.supervisor).kill()
    await_end(first.pid)
    assert status(tmp_path) is None

    second = leave()
    with lingering.using(home, second.made_by) as connection:
        assert connection is not None
    with lingering.using(home, "a newer one") as connection:
        assert connection is None
    await_end(second.pid)
    assert not stop_detached(tmp_path)
