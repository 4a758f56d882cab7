"""The lock of a folder lives and dies with its holders."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

from tertius.embedded import folder_lock

HOLD = """
import sys, time
from pathlib import Path
from tertius.embedded import folder_lock
assert folder_lock.acquire(Path(sys.argv[1]), patience=0) is not None
print("held", flush=True)
time.sleep(600)
"""


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    first = folder_lock.acquire(tmp_path / "lock", patience=0)
    assert first is not None
    assert folder_lock.acquire(tmp_path / "lock", patience=0) is None
    assert folder_lock.is_held(tmp_path / "lock")
    os.close(first)
    assert not folder_lock.is_held(tmp_path / "lock")


def test_a_missing_file_is_not_held(tmp_path: Path) -> None:
    assert not folder_lock.is_held(tmp_path / "lock")
    assert not (tmp_path / "lock").exists()


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path, script: Callable[..., subprocess.Popen[str]]) -> None:
    holder = script(HOLD, tmp_path / "lock")
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    assert folder_lock.is_held(tmp_path / "lock")
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert not folder_lock.is_held(tmp_path / "lock")


def test_a_copy_of_the_descriptor_keeps_it(tmp_path: Path) -> None:
    first = folder_lock.acquire(tmp_path / "lock", patience=0)
    assert first is not None
    copy = os.dup(first)
    os.close(first)
    assert folder_lock.is_held(tmp_path / "lock")
    os.close(copy)
    assert not folder_lock.is_held(tmp_path / "lock")


def test_patience_outlasts_a_short_holder(tmp_path: Path) -> None:
    first = folder_lock.acquire(tmp_path / "lock", patience=0)
    assert first is not None
    threading.Timer(0.2, os.close, [first]).start()
    second = folder_lock.acquire(tmp_path / "lock", patience=300)
    assert second is not None
    os.close(second)


def test_looking_never_keeps_a_starter_out(tmp_path: Path) -> None:
    (tmp_path / "lock").touch()
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            folder_lock.is_held(tmp_path / "lock")

    watchers = [threading.Thread(target=look) for _ in range(3)]
    for watcher in watchers:
        watcher.start()
    try:
        for _ in range(50):
            taken = folder_lock.acquire(tmp_path / "lock", patience=300)
            assert taken is not None
            os.close(taken)
    finally:
        stop.set()
        for watcher in watchers:
            watcher.join()
