"""A load that is killed, again and again, and run again: the graph is that of a load that nobody killed."""

import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from copies import Copy
from tertius.graph.connect import Driver, Target
from tertius.loading.digest import claims_digest, graph_digest
from tertius.loading.rebuilding import rebuild
from tertius.loading.undoing import undo

Graph = Any

SCRIPT = Path(__file__).with_name("load_to_be_killed.py")
KILLS = 6


def start(target: Target, release: int) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, str(SCRIPT), str(release)],
        env={
            **os.environ,
            "URI": target.uri,
            "PASSWORD": target.password.get_secret_value(),
            "DATABASE": target.database,
        },
        stdout=subprocess.PIPE,
        text=True,
    )


def to_the_end(target: Target, release: int) -> list[str]:
    process = start(target, release)
    told = process.communicate()[0].splitlines()
    assert process.returncode == 0
    return [line for line in told if line.split()[0] in ("ready", "reading", "closing", "deriving", "done")]


def kill_after(target: Target, release: int, steps: int, seconds: float) -> str:
    """Start a load, wait for so many steps and a moment more, kill it, and return the last step that it told."""
    process = start(target, release)
    assert process.stdout is not None
    last = ""
    for _ in range(steps):
        line = process.stdout.readline()
        if not line:
            break
        last = line.strip()
    time.sleep(seconds)  # noqa: TID251 - any moment will do
    process.kill()
    process.communicate()
    return last


def state(driver: Driver, target: Target) -> tuple[str, str]:
    return graph_digest(driver, target.database), claims_digest(driver, target.database)


@dataclass(frozen=True)
class NeverKilled:
    """What two loads leave behind that nobody kills: after the first, after both, and what the second tells."""

    first: Copy
    before: tuple[str, str]
    whole: tuple[str, str]
    steps: int


@pytest.fixture(scope="module")
def never_killed(throwaway: Any) -> NeverKilled:  # noqa: ANN401 - the run's database
    throwaway.empty()
    to_the_end(throwaway.target, 1)
    before, first = state(throwaway.driver, throwaway.target), Copy.of(throwaway.driver, throwaway.target.database)
    steps = len(to_the_end(throwaway.target, 2))
    return NeverKilled(first, before, state(throwaway.driver, throwaway.target), steps)


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_at_random_and_run_again(driver: Driver, never_killed: NeverKilled, empty_db: Target, seed: int) -> None:
    never_killed.first.write(driver, empty_db.database)
    before, whole, steps = never_killed.before, never_killed.whole, never_killed.steps
    assert state(driver, empty_db) == before
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets

    for kill in range(KILLS):
        # late kills too: a load that was killed has less to do the next time
        kill_after(empty_db, 2, chance.randrange(1, steps), chance.uniform(0, 0.05))
        if kill == KILLS // 2:
            rebuild(driver, empty_db.database)  # does not mind what is unfinished
    told = to_the_end(empty_db, 2)

    assert told[-1] == "done"
    assert state(driver, empty_db) == whole
    assert not rebuild(driver, empty_db.database)
    with driver.session(database=empty_db.database) as session:
        left = session.run("MATCH (d:Debt) RETURN count(d) AS n").single(strict=True)["n"]
        runs = session.run("MATCH (r:LoadRun) RETURN r.id AS id, r.status AS status ORDER BY r.number DESC").data()
    assert left == 0
    assert {run["status"] for run in runs} == {"done", "failed"}

    # and all of it can be taken back, the killed runs as well
    for run in runs[:-1]:
        undo(run["id"], driver, empty_db.database)
    assert state(driver, empty_db) == before


def test_what_a_killed_load_owes_another_load_pays(driver: Driver, empty_db: Target, graph: Graph, beta: Any) -> None:  # noqa: ANN401
    to_the_end(empty_db, 1)
    last = kill_after(empty_db, 2, 25, 0)
    assert last.startswith("reading"), "killed before it derived"
    graph.load(beta.document([beta.entity("p1"), beta.claim("n", "NAME", "p1", "Ali")]))
    assert graph.value("MATCH (d:Debt) RETURN count(d)") == 0
    assert not rebuild(driver, empty_db.database)
