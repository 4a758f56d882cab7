"""Of a command that projects a network nothing stays in the server's memory: time limits at once, and Ctrl-C."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from projecting import ASKED, DROP, ENDLESS, QUESTIONS, drop_all, held_now
from tertius.catalog.files import cypher_root
from tertius.graph.connect import Driver, Target

CHECKOUT = Path(__file__).resolve().parents[2]

Begin = Callable[[str, float], "subprocess.Popen[str]"]


@pytest.fixture
def begin(
    tmp_path: Path,
    holding: Callable[[str | Path], Target],
    driver: Driver,
    surroundings: Callable[[Target | None, dict[str, str]], dict[str, str]],
) -> Iterator[Begin]:
    """Give a function that begins to ask a question of the harbour that does not end, with a time limit."""
    for folder in ("backend", "loaders"):
        shutil.copytree(CHECKOUT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(cypher_root(), tmp_path / "cypher")
    for name in QUESTIONS:
        file = tmp_path / "cypher" / f"{name}.cypher"
        file.write_text(file.read_text(encoding="utf-8").replace(DROP, ENDLESS + DROP, 1), encoding="utf-8")
    paths = os.pathsep.join(str(tmp_path / folder) for folder in ("backend", "loaders"))
    env = surroundings(holding("harbour"), {"PYTHONPATH": paths})
    drop_all(driver)
    begun = []

    def ask(name: str, limit_s: float) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tertius.cli", "query", name, "--as-of", ASKED["as_of"]]
        limited = {**env, "TERTIUS_QUERY_TIMEOUT_S": str(limit_s)}
        process = subprocess.Popen(  # noqa: S603 - our own command
            command,
            cwd=tmp_path,
            env=limited,
            stderr=subprocess.PIPE,
            text=True,
            # However the tests were started, a command of a terminal listens to Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        begun.append(process)
        return process

    yield ask
    for process in begun:
        process.kill()
        process.wait()
    drop_all(driver)


def test_a_time_limit_of_three_at_once(begin: Begin, driver: Driver) -> None:
    three = [begin(name, 3) for name in list(QUESTIONS)[:3]]
    for process in three:
        _, said = process.communicate()
        assert process.returncode not in (0, None)
        assert "longer than" in said, said
    assert held_now(driver) == []


def test_ctrl_c(begin: Begin, driver: Driver, until: Callable[[Callable[[], object]], None]) -> None:
    asking = begin(list(QUESTIONS)[-1], 600)
    until(lambda: held_now(driver))
    asking.send_signal(signal.SIGINT)
    asking.communicate()
    assert held_now(driver) == []
