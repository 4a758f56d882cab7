"""Key players: exact k = 3 on 60 nodes in seconds, greedy k = 10 on 5,000 nodes and 20,000 edges in under a minute.

Run it with ``python benchmarks/measures/key_players.py``. Beside the seconds on the clock stand those of the processor,
all threads together, which other work on the machine hardly changes. The last table tries every set on ever larger
networks: where a few seconds end.
"""

import argparse
import time
from collections.abc import Callable
from typing import get_args

import numpy as np

from tertius.measures.key_player_goals import Goal
from tertius.measures.key_players import KeyPlayers, Search, key_players
from tertius.measures.network import Network
from tertius.measures.warm import compile_kernels

GOALS: tuple[Goal, ...] = get_args(Goal)
NAMES = {"fragment": "F", "distance_fragment": "dF", "reach": "2-step reach", "distance_reach": "sum of 1 / d"}


def network_of(n: int, m: int, power: float) -> Network:
    """Return n nodes and m edges, the ends drawn in proportion to rank ** -power: 0 is at random, .6 has hubs."""
    rng = np.random.default_rng(1)
    weights = np.arange(1, n + 1) ** -power
    weights /= weights.sum()
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < m:
        ends = np.sort(rng.choice(n, (m, 2), p=weights), axis=1)
        pairs.update((int(a), int(b)) for a, b in ends[: m - len(pairs)] if a != b)
    return Network.from_pairs([(f"{a:05}", f"{b:05}") for a, b in sorted(pairs)], nodes=[f"{v:05}" for v in range(n)])


def timed(work: Callable[[], KeyPlayers]) -> tuple[float, float, KeyPlayers]:
    """Return seconds on the clock, seconds of the processor, and what was found."""
    begun, used = time.perf_counter(), time.process_time()
    found = work()
    return time.perf_counter() - begun, time.process_time() - used, found


def run(network: Network, size: int, search: Search) -> None:
    """Print a line for each goal."""
    for goal in GOALS:
        clock, processor, found = timed(lambda: key_players(network, size, goal=goal, search=search))  # noqa: B023
        beside = max(one.value for one in found.baselines)
        print(
            f"  {NAMES[goal]:13} {clock:7.2f} s  {processor:7.2f} s  value {found.value:10.4f}"
            f"  bound {found.bound:10.4f}  best baseline {beside:10.4f}",
            flush=True,
        )


def main() -> None:
    """Run all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="leave out the table of exact sizes")
    quick = parser.parse_args().quick
    compile_kernels()
    print("Exact, k = 3, 60 nodes, 126 edges (seconds)")
    run(network_of(60, 126, 0.6), 3, "exact")
    for name, power in (("at random", 0.0), ("with hubs", 0.6)):
        print(f"Greedy, k = 10, 5,000 nodes, 20,000 edges {name} (under a minute)")
        run(network_of(5000, 20_000, power), 10, "greedy")
    if not quick:
        for n in (100, 150, 200, 400, 800):
            print(f"As chosen by itself, k = 3, {n} nodes, {3 * n} edges")
            network = network_of(n, 3 * n, 0.6)
            for goal in GOALS:
                clock, processor, found = timed(lambda: key_players(network, 3, goal=goal))  # noqa: B023
                how = "exact" if found.exact else "greedy"
                print(f"  {NAMES[goal]:13} {clock:7.2f} s  {processor:7.2f} s  {how}", flush=True)


if __name__ == "__main__":
    main()
