"""How fast a dataset of events loads: UCDP GED at full size through its loader, against a bare-driver loop.

The rows are those of GED files, keyed anew until there are enough: events, actors, dyads and points get numbers of
their own, so that there are about as many places and actors as in the real one. Without ``--from`` they are made of
the rows that the tests have.

Four things are measured, each turn in a process of its own, on an emptied and migrated database:

1. **bare**: what a person would write for speed and nothing else (`bare_events`). It reads and shapes the same file.
2. **first**: the loader, with ties, profiles and roll-ups; its peak memory; where its time goes, sampled.
3. **again**: the same file once more.
4. **changed**: a file in which one row in a hundred has another count of deaths.

The graphs of bare and first are compared by counting nodes, relationships and properties: a faster loop that writes
less is no comparison. Times are by the clock; seconds of the processor, of this process alone, stand beside them.

Run it with ``make bench-load``, or ``python benchmarks/load.py --help``.
"""

import argparse
import csv
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import as_a_command  # noqa: F401 - first
from bare_events import bare_load
from engine import _CONTENT, server
from sampled import Samples

from tertius.graph.connect import Driver, Target, open_driver
from tertius.graph.migrate import migrate
from tertius.graph.wipe import wipe
from tertius.loading.loader import Document
from tertius.loading.loading import load
from tertius_loaders.ucdp_ged import LOADER
from tertius_loaders.ucdp_ged.columns import GED_COLUMNS
from tertius_loaders.ucdp_ged.options import GedOptions

ROWS = 350_000
GENERATIONS = 16
"""How often actors are keyed anew: with the rows of four countries and a sample of the world, some 6,000 actors."""
POINTS = 60_000
"""Points at most, about as many as in GED itself."""
HELD = {"bare": 0.9, "rows": 2_000, "memory": 400, "changed": 8}
FIXTURES = Path(__file__).parents[1] / "tests" / "loaders" / "ucdp_ged" / "files"


# --- the file ---------------------------------------------------------------------------------------------------------


def published(paths: Sequence[Path]) -> list[dict[str, str]]:
    """Return the rows of GED files in their published shapes, without lines of tags."""
    rows = []
    for path in paths:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig", newline="") as file:
            rows += [{name: row.get(name) or "" for name in GED_COLUMNS} for row in csv.DictReader(file) if row["id"]]
    return rows


def write_file(path: Path, base: list[dict[str, str]], count: int, *, changed: bool) -> None:
    """Write ``count`` rows in the 49 columns of GED, keyed anew; in one of a hundred two more died, if ``changed``."""
    points = max(1, POINTS // len({(row["latitude"], row["longitude"]) for row in base}))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, GED_COLUMNS)
        writer.writeheader()
        for number in range(count):
            copy, at = divmod(number, len(base))
            row = {**base[at], "id": str(number + 1)}
            generation = copy % GENERATIONS
            for column in ("side_a_new_id", "side_b_new_id", "dyad_new_id"):
                if row[column] != "1" and row[column]:
                    row[column] = str(int(row[column]) + generation * 100_000)
            if row["latitude"]:
                row["latitude"] = f"{float(row['latitude']) % 80 + (copy % points) * 0.0001:.6f}"
            if changed and number % 100 == 7:
                row |= {name: str(int(row[name]) + 2) for name in ("best", "high", "deaths_unknown")}
            writer.writerow(row)


def opened(path: Path) -> Document:
    """Open a file as the command line would."""
    return LOADER.open(path, options=GedOptions(release="23.1", all_events=True))


# --- turns ------------------------------------------------------------------------------------------------------------


def turn(way: str, folder: Path, target: Target, size: int) -> dict[str, Any]:
    """Load into the empty database, in this process, and say how long it took and how much memory."""
    file, changed = folder / "ged.csv", folder / "ged-changed.csv"
    result: dict[str, Any] = {"way": way}
    with open_driver(target) as driver:
        if way == "bare":
            result |= _timed("bare", lambda: bare_load(driver, opened(file), size))
        else:
            with Samples() as samples:
                report, timed = _loaded(driver, target, file, size, folder)
            result |= {f"first_{name}": value for name, value in timed.items()}
            assert report.bad_rows == 0, report.bad
            result |= {"claims": report.new, "where": samples.most(24)}
        result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        with driver.session(database=target.database) as session:
            for name, query in _CONTENT.items():
                result[name] = session.run(query).single(strict=True).data()
        if way == "loader":
            report, timed = _loaded(driver, target, file, size, folder)
            assert report.skipped
            result |= {f"again_{name}": value for name, value in timed.items()}
            with Samples() as samples:
                report, timed = _loaded(driver, target, changed, size, folder)
            result |= {f"changed_{name}": value for name, value in timed.items()}
            result |= {"changes": report.changed, "changed_where": samples.most(24)}
            assert (report.new, report.closed, report.bad_rows) == (0, 0, 0), report
            result["peak_changed_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return result


def _loaded(driver: Driver, target: Target, file: Path, size: int, folder: Path) -> tuple[Any, dict[str, float]]:
    reports = []
    timed = _timed(
        "load",
        lambda: reports.append(
            load(opened(file), driver, target.database, batch=size, quarantine=folder / "quarantine")
        ),
    )
    return reports[0], {"seconds": timed["load_seconds"], "processor": timed["load_processor"]}


def _timed(what: str, work: Callable[[], object]) -> dict[str, float]:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return {
        f"{what}_seconds": time.perf_counter() - clock,
        f"{what}_processor": time.process_time() - processor,
    }


def separately(way: str, folder: Path, target: Target, size: int) -> dict[str, Any]:
    """Empty the database and run a turn in a process of its own."""
    with open_driver(target) as driver:
        wipe(driver, target.database)
    command = [sys.executable, __file__, "--turn", way, "--folder", str(folder), "--uri", target.uri]
    done = subprocess.run(  # noqa: S603 - ourselves
        [*command, "--batch", str(size)],
        env={**os.environ, "BENCH_PASSWORD": target.password.get_secret_value()},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> None:
    """Run the turns and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--turns", type=int, default=1)
    parser.add_argument("--batch", type=int, default=2_000)
    parser.add_argument("--from", dest="base", type=Path, nargs="+", help="GED files whose rows are keyed anew")
    parser.add_argument("--uri", help="a throwaway server; its password in BENCH_PASSWORD. It is emptied.")
    parser.add_argument("--turn", choices=("bare", "loader"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    with server(options.uri) as target:
        if options.turn:
            print(json.dumps(turn(options.turn, options.folder, target, options.batch)))
            return
        with open_driver(target) as driver:
            migrate(driver, target.database)
        base = published(options.base or sorted(FIXTURES.glob("*.csv")))
        with tempfile.TemporaryDirectory(prefix="tertius-bench-load-") as name:
            small, full = Path(name) / "small", Path(name) / "full"
            for folder, count in ((small, min(20_000, options.rows // 10)), (full, options.rows)):
                folder.mkdir()
                write_file(folder / "ged.csv", base, count, changed=False)
                write_file(folder / "ged-changed.csv", base, count, changed=True)
            print("warming up", flush=True)
            for way in ("bare", "loader"):
                separately(way, small, target, options.batch)
            report(options.rows, [_pair(full, target, options) for _ in range(options.turns)])


def _pair(folder: Path, target: Target, options: argparse.Namespace) -> dict[str, dict[str, Any]]:
    pair = {way: separately(way, folder, target, options.batch) for way in ("bare", "loader")}
    for name in _CONTENT:
        if pair["bare"][name] != pair["loader"][name]:
            print(f"NOT THE SAME {name}: bare {pair['bare'][name]}, loader {pair['loader'][name]}")
    return pair


def report(count: int, pairs: list[dict[str, dict[str, Any]]]) -> None:
    """Print what came of the turns, and whether the aims are held."""

    def middle(way: str, name: str) -> float:
        return median(pair[way][name] for pair in pairs)

    ratio = median(pair["bare"]["bare_seconds"] / pair["loader"]["first_seconds"] for pair in pairs)
    faster = median(pair["loader"]["first_seconds"] / pair["loader"]["changed_seconds"] for pair in pairs)
    speed, peak = count / middle("loader", "first_seconds"), middle("loader", "peak_mb")
    graph = pairs[0]["loader"]
    print(
        f"\n{count:,} events: {graph['claims']:,} claims, {graph['nodes']['n']:,} nodes, "
        f"{graph['relationships']['n']:,} relationships; medians of {len(pairs)}"
    )
    for what, way, name in (
        ("bare loop", "bare", "bare"),
        ("first load", "loader", "first"),
        ("the same file again", "loader", "again"),
        ("one row in 100 changed", "loader", "changed"),
    ):
        seconds = middle(way, f"{name}_seconds")
        pace = f"{count / seconds:10,.0f} rows/s" if name != "again" else " " * 17
        print(f"  {what:24} {seconds:8.2f} s {pace}  (processor {middle(way, f'{name}_processor'):7.2f} s)")
    for what, value, aim, held in (
        ("first load / bare loop", f"{ratio:.2f}", f"at least {HELD['bare']}", ratio >= HELD["bare"]),
        ("rows a second, with ties", f"{speed:,.0f}", f"at least {HELD['rows']:,}", speed >= HELD["rows"]),
        ("peak memory", f"{peak:.0f} MB", f"at most {HELD['memory']} MB", peak <= HELD["memory"]),
        ("first / one in 100 changed", f"{faster:.1f}", f"at least {HELD['changed']}", faster >= HELD["changed"]),
    ):
        print(f"  {what:27} {value:>9}   aim: {aim:16} {'held' if held else 'NOT HELD'}")
    for title, name in (("the first load", "where"), ("the load of the changed file", "changed_where")):
        print(f"\nWhere the threads of {title} were (samples of every thread; waiting for the server counts, too):")
        for function, share in graph[name]:
            print(f"  {share:6.1%}  {function}")


if __name__ == "__main__":
    main()
