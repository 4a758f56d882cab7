"""Brokerage roles and structural holes on 5,000 nodes and 50,000 edges: all roles in under a second.

Run it with ``python benchmarks/measures/roles.py``. networkx's constraint, from a sample of the nodes, stands beside
the structural holes; nothing that can be installed from Python has the roles.
"""

import statistics
import time
from collections.abc import Callable

import networkx as nx
import numpy as np

from tertius.measures.gould_fernandez import gould_fernandez
from tertius.measures.memberships import Memberships
from tertius.measures.network import Network
from tertius.measures.structural_holes import structural_holes
from tertius.measures.warm import compile_kernels

TURNS = 5
NODES = 5000
EDGES = 50_000
SAMPLE = 20  # nodes of networkx


def random_network(*, directed: bool) -> Network:
    """Return a network in which a few people have many ties: ends drawn in proportion to rank ** -0.5."""
    rng = np.random.default_rng(1)
    weights = np.arange(1, NODES + 1) ** -0.5
    weights /= weights.sum()
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < EDGES:
        ends = rng.choice(NODES, (EDGES, 2), p=weights)
        if not directed:
            ends = np.sort(ends, axis=1)
        for a, b in ends[: EDGES - len(pairs)]:
            if a != b:
                pairs.add((int(a), int(b)))
    return Network.from_pairs(
        [(f"{a:05}", f"{b:05}") for a, b in sorted(pairs)], nodes=[f"{v:05}" for v in range(NODES)], directed=directed
    )


def median_of(work: Callable[[], object]) -> float:
    """Return the median seconds over the turns."""
    seconds = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def main() -> None:
    """Run all."""
    compile_kernels()
    rng = np.random.default_rng(2)
    one = Memberships.from_labels([f"g{v}" for v in rng.integers(0, 10, NODES)])
    several = Memberships.from_groups(
        [[f"g{g}" for g in rng.integers(0, 10, rng.integers(1, 3))] for _ in range(NODES)]
    )
    print(f"All Gould–Fernandez roles with z-scores, {NODES:,} nodes, {EDGES:,} edges (under 1 s)")
    for directed in (True, False):
        network = random_network(directed=directed)
        for name, groups in (("one group each", one), ("one or two of ten groups", several)):
            seconds = median_of(lambda: gould_fernandez(network, groups))  # noqa: B023
            print(f"  {'directed' if directed else 'undirected':10} {name:25} {seconds * 1e3:7.0f} ms")
    network = random_network(directed=False)
    ours = median_of(lambda: structural_holes(network))
    graph = nx.Graph(list(zip(network.sources.tolist(), network.targets.tolist(), strict=True)))
    nodes = rng.choice(NODES, SAMPLE, replace=False).tolist()
    begun = time.perf_counter()
    nx.constraint(graph, nodes=nodes)
    theirs = (time.perf_counter() - begun) * NODES / SAMPLE
    print("Structural holes, the same undirected network")
    print(f"  ours, four scores {ours * 1e3:.0f} ms; networkx, constraint alone from {SAMPLE} nodes, {theirs:.0f} s")


if __name__ == "__main__":
    main()
