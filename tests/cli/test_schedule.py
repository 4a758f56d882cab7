"""``tertius schedule`` as a service manager has it: started, ended in the middle of a run, started again."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tertius.graph.connect import Target
from tertius.graph.write import Writer
from tertius.reports.runs import Runs

Until = Callable[[Callable[[], object]], None]

# Due on the first of each year, so that the test has nothing to wait for; it would take an hour.
LONG = 'title: Long\nschedule: {cron: "0 0 1 1 *"}\nsections:\n' + "".join(
    f"  - {{title: Part {n}, question: brokerage/roles, params: {{worlds: 20000, seed: {n}}}}}\n" for n in range(20)
)
SHORT = 'title: Long\nschedule: {cron: "0 0 1 1 *"}\nsections:\n  - {title: A, question: commanders/several}\n'
NEVER = "title: Weekly\nsections:\n  - {title: A, question: commanders/several}\n"


@pytest.fixture
def harbour_db(holding: Callable[..., Target], writer: Writer) -> Iterator[Target]:
    forget = "MATCH (n:ReportRun|ReportSeries|ReportPart|Delivery|AlertState|AlertFiring) DETACH DELETE n"
    target = holding("harbour")
    writer.run(forget)
    yield target
    writer.run(forget)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_it_is_told_and_the_run_is_made_up(
    sign: signal.Signals,
    surroundings: Callable[[Target | None, dict[str, str]], dict[str, str]],
    tmp_path: Path,
    harbour_db: Target,
    writer: Writer,
    until: Until,
) -> None:
    folder = tmp_path / "config" / "reports"
    folder.mkdir(parents=True)
    (folder / "weekly-brokers.yaml").write_text(NEVER)
    (folder / "long.yaml").write_text(LONG)
    runs = Runs(writer)

    def started() -> "subprocess.Popen[str]":
        # as a script starts it in the background, where Ctrl-C is ignored
        return subprocess.Popen(
            ["/bin/sh", "-c", 'trap "" INT; exec "$@"', "sh", sys.executable, "-m", "tertius.cli", "schedule"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=surroundings(harbour_db, {}),
        )

    def statuses() -> list[tuple[str, str, int]]:
        return [(run.id, run.status, run.attempt) for run in runs.page("long").items]

    first = started()
    until(lambda: statuses() == [("long.1", "running", 1)])
    first.send_signal(sign)
    out, err = first.communicate()
    assert first.returncode == 0, err
    assert out.splitlines()[0].startswith("long  next due ")
    assert err.splitlines()[-1] == "Stopped."
    assert statuses() == [("long.1", "stopped", 1)]

    (folder / "long.yaml").write_text(SHORT)
    second = started()
    until(lambda: statuses() == [("long.1", "done", 2)])
    second.send_signal(sign)
    out, err = second.communicate()
    assert second.returncode == 0, err
    said = [json.loads(line) for line in err.splitlines()[:-1]]
    ours = [line for line in said if line["log"] == "schedule"]
    assert [(line["event"], line["run"], line["attempt"]) for line in ours] == [("done", "long.1", 2)]


def test_a_password_that_is_missing_is_told_at_once(
    tertius: Callable[..., "subprocess.CompletedProcess[str]"],
) -> None:
    done = tertius("schedule", TERTIUS_NEO4J_URI="bolt://127.0.0.1:1")
    assert done.returncode == 2
    assert "TERTIUS_NEO4J_PASSWORD" in done.stderr
