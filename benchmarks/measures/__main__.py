"""How fast the measures are: one table, ours beside igraph and networkx, with what they are to hold.

Run it with ``make bench-measures``, or ``python benchmarks/measures --help``. It needs igraph and networkx (the ``dev``
extra), and some minutes. Turns alternate, ours, theirs, ours, theirs, so that whatever else the machine does falls on
all alike; what counts are ratios within a run. It ends with 1 if an aim is not held.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

import centrality
import edge_lists
import key_players
import roles
import whole_questions
from figures import Line, seconds, table

from tertius.measures.warm import compile_kernels

PARTS: dict[str, Callable[[], Iterator[Line]]] = {
    "files": edge_lists.edge_lists,
    "exact": centrality.exact,
    "worlds": centrality.worlds,
    "key-players-exact": key_players.exact,
    "key-players-greedy": key_players.greedy,
    "roles": roles.roles,
    "holes": roles.holes,
    "approximate": centrality.approximate,
    "question": whole_questions.whole_question,
    "paths": whole_questions.paths,
    "overlap": whole_questions.shared,
}


def main() -> int:
    """Run all, or some, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--cold", action="store_true", help="also compile every kernel anew, in a folder of its own")
    given = parser.parse_args()
    began = time.perf_counter()
    clock, processor = time.perf_counter(), time.process_time()
    compile_kernels()
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    print(f"Kernels made ready in {seconds(clock)} ({seconds(processor)} of the processor), apart from all figures.")
    if given.cold:
        print(f"Every kernel compiled anew, start of the process included: {seconds(_cold())} of the processor.")
    print(f"{os.cpu_count()} cores; {_load()} wanted one when this began. Figures: least–median–most.\n", flush=True)
    lines: list[Line] = []
    for name in given.only:
        print(f"… {name}", file=sys.stderr, flush=True)
        lines.extend(PARTS[name]())
    print(table(lines))
    print(f"\nTaken in {seconds(time.perf_counter() - began)}; at the end {_load()} wanted a core.")
    missed = [line.what for line in lines if line.held == "NO"]
    print(f"Not held: {'; '.join(missed)}." if missed else "Every aim is held.")
    return 1 if missed else 0


def _cold() -> float:
    with tempfile.TemporaryDirectory() as folder:
        before = os.times()
        environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
        subprocess.run([sys.executable, "-m", "tertius.measures.warm"], check=True, env=environment)
        after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def _load() -> str:
    return f"{os.getloadavg()[0]:.0f} processes" if hasattr(os, "getloadavg") else "an unknown number of processes"


if __name__ == "__main__":
    sys.exit(main())
