"""Networks made up for the benchmarks, the same ones every time."""

from datetime import date, timedelta

import numpy as np

from tertius.measures.network import Edge, Network, NetworkTie
from tertius.model.dates import Bounds


def pairs_of(n: int, m: int, *, power: float, seed: int, directed: bool = False) -> list[tuple[int, int]]:
    """Return m pairs of n nodes, the ends drawn in proportion to rank ** -power: 0 is at random, .6 has hubs."""
    rng = np.random.default_rng(seed)
    weights = np.arange(1.0, n + 1.0) ** -power
    weights /= weights.sum()
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < m:
        ends = rng.choice(n, (m, 2), p=weights)
        if not directed:
            ends = np.sort(ends, axis=1)
        for a, b in ends:
            if a != b and len(pairs) < m:
                pairs.add((int(a), int(b)))
    return sorted(pairs)


def network_of(
    n: int, m: int, *, power: float = 0.0, seed: int = 1, directed: bool = False, likely: bool = False
) -> Network:
    """Return a network of n nodes and m edges by `pairs_of`, of likelihoods from ¼ to 0.95 or all certain."""
    pairs = pairs_of(n, m, power=power, seed=seed, directed=directed)
    likelihoods = np.random.default_rng(seed).uniform(0.25, 0.95, m).tolist() if likely else None
    return Network.from_pairs(
        [(f"{a:05}", f"{b:05}") for a, b in pairs],
        nodes=[f"{v:05}" for v in range(n)],
        likelihoods=likelihoods,
        directed=directed,
    )


def edge_list(network: Network) -> list[tuple[int, int]]:
    """Return the edges as pairs of numbers."""
    return list(zip(network.sources.tolist(), network.targets.tolist(), strict=True))


def dated_network(n: int, m: int, *, seed: int = 1) -> Network:
    """Return a network whose ties last up to 200 days within 14 years; every other one has days uncertain by 30."""
    rng = np.random.default_rng(seed)
    ties, edges = [], []
    for number, (a, b) in enumerate(pairs_of(n, m, power=0.0, seed=seed)):
        start = date(2000, 1, 1) + timedelta(days=int(rng.integers(0, 5000)))
        end = start + timedelta(days=int(rng.integers(0, 200)))
        doubt = timedelta(days=30 * (number % 2))
        ties.append(NetworkTie(str(number), (("source", 0.8),), Bounds(start, start + doubt, end, end + doubt)))
        edges.append(Edge(f"{a:05}", f"{b:05}", (frozenset((number,)),)))
    return Network.of([f"{v:05}" for v in range(n)], edges, ties)


def memberships_network(people: int, groups: int, *, seed: int = 1) -> Network:
    """Return a two-mode network: each person in one to four groups for up to 2,000 days, leading one of ten."""
    rng = np.random.default_rng(seed)
    ties, edges = [], []
    for person in range(people):
        for group in rng.choice(groups, rng.integers(1, 5), replace=False):
            start = date(2000, 1, 1) + timedelta(days=int(rng.integers(0, 5000)))
            end = start + timedelta(days=int(rng.integers(0, 2000)))
            kind = "LEADS" if rng.random() < 0.1 else "MEMBER_OF"
            edges.append(Edge(f"p{person:04}", f"g{group:03}", (frozenset((len(ties),)),)))
            ties.append(NetworkTie(f"{kind}:{len(ties)}", (("source", 0.8),), Bounds(start, start, end, end)))
    return Network.of((), edges, ties, directed=True)
