"""How long a person waits: start, stop, the first question and the next ones, each by the clock and by the processor.

Run ``make bench-pace``, or ``python benchmarks/pace.py --tertius ELSEWHERE/.venv/bin/tertius`` for another checkout.
The commands are run as a person runs them, each a process of its own, on the sample in a data folder of their own; jars
and the class-data archive come from the usual cache. It prints a table for `benchmarks/README.md`.
"""

import argparse
import json
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

QUESTION = ("query", "brokerage/brokers")
MEASURE = ("query", "centrality/betweenness")
SHOWN = ("click", "rich", "pydantic", "pydantic_settings", "structlog", "neo4j", "numpy", "numba", "scipy", "psutil")
_OTHERS = "others, Python's own included"


@dataclass
class Times:
    """Seconds of several runs: by the clock, by the processor in the command, and by the processor in the server."""

    wall: list[float] = field(default_factory=list)
    command: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)

    def row(self, what: str) -> str:
        """Return the line of the table: least, median and most of each."""
        return (
            f"| {what} | {len(self.wall)} | {_spread(self.wall)} | {_spread(self.command)} | {_spread(self.server)} |"
        )


class Bench:
    """Commands of one checkout on a data folder of their own.

    Parameters
    ----------
    tertius
        The command.
    folder
        The data folder.
    """

    def __init__(self, tertius: Path, folder: Path) -> None:
        self._tertius = tertius
        self._state = folder / "neo4j" / "server.json"
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        ports = {"TERTIUS_EMBEDDED_BOLT_PORT": "0", "TERTIUS_EMBEDDED_HTTP_PORT": "0"}
        self.env = {**kept, **ports, "TERTIUS_DATA_DIR": str(folder)}

    def run(self, *arguments: str, into: Times | None = None, terminal: bool = False) -> str:
        """Run a command, note its times, and return what it printed."""
        before, used, began = self._server(), resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        command = [str(self._tertius), *arguments]
        said = _on_terminal(command, self.env) if terminal else _in_pipe(command, self.env)
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        if into is not None:
            into.wall.append(wall)
            into.command.append(after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime)
            if (now := self._server()) is not None:
                into.server.append(now - (before or 0.0))
        return said

    def _server(self) -> float | None:
        """Return the processor seconds of the server that runs, as far as this system tells."""
        try:
            pid = json.loads(self._state.read_text(encoding="utf-8"))["pid"]
            words = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except (OSError, ValueError, KeyError):
            return None
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def settle(self) -> None:
        """Wait until the server has nothing to do but what it does by itself."""
        before = self._server()
        while True:
            time.sleep(1)
            now = self._server()
            if now is None or before is None or now - before < 0.1:
                return
            before = now

    def imports(self, *arguments: str) -> tuple[dict[str, float], float]:
        """Return the milliseconds that a command's imports take by package, and those that it takes in all."""
        python = self._tertius.with_name("python")
        began = time.perf_counter()
        done = subprocess.run(  # noqa: S603 - our own command
            [python, "-X", "importtime", "-m", "tertius.cli", *arguments],
            env=self.env,
            capture_output=True,
            text=True,
            check=True,
        )
        total = (time.perf_counter() - began) * 1000
        found: dict[str, float] = dict.fromkeys((*SHOWN, "tertius", _OTHERS), 0.0)
        for own, name in re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", done.stderr):
            package = name.partition(".")[0]
            found[package if package in found else _OTHERS] += int(own) / 1000
        return found, total


def _in_pipe(command: list[str], env: dict[str, str]) -> str:
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout  # noqa: S603


def _on_terminal(command: list[str], env: dict[str, str]) -> str:
    ours, theirs = os.openpty()
    text = b""
    environment = {name: value for name, value in env.items() if name != "CI"}
    with subprocess.Popen(command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs):  # noqa: S603
        os.close(theirs)
        try:
            while part := os.read(ours, 4096):
                text += part
        except OSError:  # how Linux tells that nobody has the terminal any more
            pass
    os.close(ours)
    return text.decode()


def _spread(values: list[float]) -> str:
    if not values:
        return "–"
    return f"{min(values):.2f}–{statistics.median(values):.2f}–{max(values):.2f}"


def measure(bench: Bench, runs: int, say: Callable[[str], None]) -> dict[str, Times]:
    """Run everything, and return the times by what was run."""
    found: dict[str, Times] = {}

    def timed(what: str, *arguments: str, terminal: bool = False) -> None:
        bench.run(*arguments, into=found.setdefault(what, Times()), terminal=terminal)
        say(f"  {what}: {found[what].wall[-1]:.2f} s")

    bench.run("db", "start")
    bench.run("load", "--sample", "mali_2013")
    bench.run(*MEASURE)  # compiles kernels, once a machine
    bench.run("db", "stop")
    for _ in range(runs):
        timed("`--help`", "--help")
        timed("`db start`", "db", "start")
        timed("the first question, at once after that", *QUESTION)
        bench.run("db", "stop")
        bench.run("db", "start")
        bench.settle()
        timed("the first question, some seconds after a start", *QUESTION)
        for _ in range(3):
            timed("a question of a running server", *QUESTION)
        timed("the first measure", *MEASURE)
        for _ in range(2):
            timed("a measure of a running server", *MEASURE)
        timed("`db stop`", "db", "stop")
        timed("a question without a server, in a pipe (start, ask, stop)", *QUESTION)
        timed("the same on a terminal", *QUESTION, terminal=True)
        timed("the next question on the terminal", *QUESTION, terminal=True)
        bench.run("db", "stop")
    return found


def where(bench: Bench, *arguments: str) -> str:
    """Say where the time of a command goes that a running server answers."""
    bench.run("db", "start")
    bench.settle()
    for _ in range(3):
        answer = json.loads(bench.run(*arguments, "--format", "json"))
    found, total = min((bench.imports(*arguments) for _ in range(5)), key=lambda one: one[1])
    bench.run("db", "stop")
    parts = ", ".join(f"{name} {ms:.0f}" for name, ms in sorted(found.items(), key=lambda one: -one[1]) if ms >= 1)
    return (
        f"`tertius {' '.join(arguments)}`: {total:.0f} ms with the imports timed, of which imports "
        f"{sum(found.values()):.0f} ({parts}). The answer itself, with what a measure imports for it, "
        f"{answer['elapsed_ms']:.0f} ms."
    )


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5, help="how often everything is done (5)")
    parser.add_argument("--tertius", type=Path, default=Path(sys.executable).with_name("tertius"), help="the command")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="tertius-pace-"))
    bench = Bench(given.tertius.absolute(), folder)
    load = os.getloadavg()[0]
    try:
        found = measure(bench, given.runs, lambda line: print(line, file=sys.stderr, flush=True))
        print(
            f"Python {platform.python_version()}, {os.cpu_count()} cores; {load:.1f} processes wanted a core when it "
            f"began, {os.getloadavg()[0]:.1f} when it ended. Least–median–most, in seconds."
        )
        print("\n| what | runs | by the clock | processor, command | processor, server |\n|---|---|---|---|---|")
        for what, times in found.items():
            print(times.row(what))
        for arguments in (QUESTION, MEASURE):
            print(f"\n{where(bench, *arguments)}")
    finally:
        subprocess.run([str(given.tertius), "db", "stop"], env=bench.env, capture_output=True, check=False)  # noqa: S603
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
