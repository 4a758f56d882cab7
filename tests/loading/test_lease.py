"""Whether the holder of a lease still lives; what follows from it for loads is in ``test_runs.py``."""

import os
import subprocess
import sys

import pytest

from tertius.loading.lease import LEASE_S, dead, live, process


def test_a_process_that_is_gone_is_dead_at_once() -> None:
    script = "from tertius.loading.lease import process; print(process())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603
    assert dead(done.stdout.strip())


def test_this_one_is_not() -> None:
    assert not dead(process())


def test_one_with_the_same_number_that_started_at_another_time_is() -> None:
    host, boot, pid, _ = process().split()
    assert int(pid) == os.getpid()
    assert dead(f"{host} {boot} {pid} 1")


@pytest.mark.parametrize("holder", ["", "elsewhere x 1 1", "odd"])
def test_of_another_machine_nobody_knows(holder: str) -> None:
    assert not dead(holder)


@pytest.mark.parametrize(
    ("status", "silent", "holder", "expected"),
    [
        ("running", 0, "elsewhere x 1 1", True),
        ("undoing", 0, "elsewhere x 1 1", True),
        ("running", LEASE_S, "elsewhere x 1 1", True),
        ("running", LEASE_S + 1, "elsewhere x 1 1", False),
        ("running", None, "elsewhere x 1 1", False),
        ("done", 0, "elsewhere x 1 1", False),
    ],
)
def test_a_run_lives_while_its_lease_does(status: str, silent: int | None, holder: str, expected: bool) -> None:
    assert live({"status": status, "holder": holder}, silent) is expected
