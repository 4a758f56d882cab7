"""Betweenness against igraph and networkx: exact, in sampled worlds, and by sampled paths.

Run it with ``python benchmarks/measures/centrality.py``; ``--quick`` takes a fifth of the worlds. It needs igraph and
networkx (the ``dev`` extra). Turns alternate, so that whatever else the machine does falls on all of them alike; ratios
are medians over the turns, and results are compared, not only times. networkx counts exact betweenness from a sample of
the sources, and its time is scaled to all of them: the work of each source is alike, and all would take minutes.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import igraph
import networkx as nx
import numpy as np

from tertius.measures.adjacency import Adjacency
from tertius.measures.approximate_betweenness import approximate_betweenness
from tertius.measures.betweenness import betweenness, betweenness_worlds
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.warm import compile_kernels

TURNS = 5
SOURCES = 50  # of networkx, in a turn


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Return the seconds a piece of work takes, and what it returns."""
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def random_network(n: int, m: int, seed: int, *, likely: bool = False) -> Network:
    """Return n nodes and m edges at random, with likelihoods from ¼ to 0.95 or all certain."""
    rng = np.random.default_rng(seed)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < m:
        a, b = sorted(int(v) for v in rng.integers(0, n, 2))
        if a != b:
            pairs.add((a, b))
    likelihoods = rng.uniform(0.25, 0.95, m).tolist() if likely else None
    return Network.from_pairs(
        [(f"{a:05}", f"{b:05}") for a, b in sorted(pairs)], nodes=[f"{v:05}" for v in range(n)], likelihoods=likelihoods
    )


def scale_free_network(n: int, m: int, seed: int) -> Network:
    """Return n nodes and m edges, the ends drawn in proportion to rank ** -0.6: degrees fall off by a power law."""
    rng = np.random.default_rng(seed)
    weights = np.arange(1, n + 1) ** -0.6
    weights /= weights.sum()
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < m:
        ends = np.sort(rng.choice(n, (m, 2), p=weights), axis=1)
        pairs.update((int(a), int(b)) for a, b in ends[: m - len(pairs)] if a != b)
    return Network.from_pairs([(f"{a:05}", f"{b:05}") for a, b in sorted(pairs)], nodes=[f"{v:05}" for v in range(n)])


def edge_list(network: Network) -> list[tuple[int, int]]:
    """Return the edges as pairs of numbers."""
    return list(zip(network.sources.tolist(), network.targets.tolist(), strict=True))


def exact() -> None:
    """5,000 nodes, 20,000 edges: at least 40 times networkx, at most 1.1 times igraph's time."""
    network = random_network(5000, 20_000, seed=1)
    other = igraph.Graph(n=network.n, edges=edge_list(network))
    slow = nx.Graph(edge_list(network))
    ours, theirs, slowest = [], [], []
    for turn in range(TURNS):
        seconds, found = timed(lambda: betweenness(network))
        ours.append(seconds)
        seconds, expected = timed(other.betweenness)
        theirs.append(seconds)
        assert np.allclose(found, expected, atol=1e-6)  # type: ignore[arg-type]
        seconds, _ = timed(lambda: nx.betweenness_centrality(slow, k=SOURCES, seed=turn))  # noqa: B023
        slowest.append(seconds * network.n / SOURCES)
    arcs = Adjacency.out_of(network)
    building, _ = timed(lambda: Adjacency.out_of(network))
    print("Exact betweenness, 5,000 nodes, 20,000 edges")
    print(
        f"  ours {statistics.median(ours):8.2f} s   (of it {building * 1e3:.0f} ms to lay out {len(arcs.heads):,} arcs)"
    )
    print(
        f"  igraph {statistics.median(theirs):6.2f} s   ours takes {ratio(ours, theirs):.2f} of its time (at most 1.1)"
    )
    print(
        f"  networkx {statistics.median(slowest):5.0f} s  from {SOURCES} of {network.n:,} sources; "
        f"ours is {1 / ratio(ours, slowest):.0f} times as fast (at least 40)"
    )


def ratio(ours: list[float], theirs: list[float]) -> float:
    """Return the median over the turns of our time as a part of theirs."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def worlds(count: int) -> None:
    """1,000 worlds, 1,000 people, 5,000 ties: at least twice as fast as the same loop over igraph."""
    network = random_network(1000, 5000, seed=2, likely=True)
    masks: BoolArray = np.random.default_rng(3).random((count, network.m)) < network.likelihoods
    ends = np.column_stack([network.sources, network.targets])
    whole = igraph.Graph(n=network.n, edges=ends.tolist())

    def rebuilt(mask: BoolArray) -> FloatArray:
        return np.array(igraph.Graph(n=network.n, edges=ends[mask].tolist()).betweenness())

    def taken_out(mask: BoolArray) -> FloatArray:
        return np.array(whole.subgraph_edges(np.flatnonzero(mask).tolist(), delete_vertices=False).betweenness())

    parts = np.array_split(masks, TURNS)
    ours, building, taking = [], [], []
    for part in parts:
        seconds, found = timed(lambda: betweenness_worlds(network, part))  # noqa: B023
        ours.append(seconds)
        seconds, expected = timed(lambda: [rebuilt(mask) for mask in part])  # noqa: B023
        building.append(seconds)
        assert np.allclose(found, expected, atol=1e-6)  # type: ignore[arg-type]
        seconds, _ = timed(lambda: [taken_out(mask) for mask in part])  # noqa: B023
        taking.append(seconds)
    theirs = building if sum(building) < sum(taking) else taking
    arcs = Adjacency.out_of(network)
    hiding, _ = timed(lambda: [arcs.without_hidden(mask) for mask in masks])
    mine, other = (sum(seconds) / count * 1e3 for seconds in (ours, theirs))
    print(f"{count:,} worlds of betweenness, 1,000 people, 5,000 ties of likelihood 0.25 to 0.95")
    print(f"  ours {sum(ours):8.2f} s   {mine:.1f} ms a world, of it {hiding / count * 1e3:.2f} to hide ties")
    print(f"  igraph {sum(theirs):6.2f} s   {other:.1f} ms a world, the faster of building and of cutting the network")
    print(f"  ours is {1 / ratio(ours, theirs):.1f} times as fast (at least 2)")


def approximate() -> None:
    """37,000 nodes, 184,000 edges: a stated bound in under a minute and under 1 GB."""
    network = scale_free_network(37_000, 184_000, seed=4)
    print(f"Approximate betweenness, {network.n:,} nodes, {network.m:,} edges, largest degree", end=" ")
    print(int(np.bincount(np.concatenate([network.sources, network.targets])).max()))
    for epsilon in (0.01, 0.005, 0.002):
        seconds, found = timed(lambda: approximate_betweenness(network, seed=1, epsilon=epsilon, delta=0.1))  # noqa: B023
        print(
            f"  every node within {epsilon} with probability 0.9: {seconds:6.2f} s, {found.samples:,} paths; "  # type: ignore[attr-defined]
            f"mean width of a node's own bounds {(found.high - found.low).mean():.5f}"  # type: ignore[attr-defined]
        )
    print(f"  most memory of the process, with building the network: {peak_megabytes():.0f} MB")


def peak_megabytes() -> float:
    """Return the most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Run all; the approximate one in a process of its own, so that its memory is its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fifth of the worlds")
    parser.add_argument("--only", choices=["exact", "worlds", "approximate"])
    given = parser.parse_args()
    compile_kernels()
    if given.only in (None, "exact"):
        exact()
    if given.only in (None, "worlds"):
        worlds(200 if given.quick else 1000)
    if given.only is None:
        sys.stdout.flush()
        subprocess.run([sys.executable, __file__, "--only", "approximate"], check=True)  # noqa: S603 (this file)
    elif given.only == "approximate":
        approximate()


if __name__ == "__main__":
    main()
