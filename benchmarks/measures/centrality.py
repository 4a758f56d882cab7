"""Betweenness against igraph and networkx: exact, in sampled worlds with ranks, and by sampled paths.

Results are compared, not only times. networkx counts exact betweenness from a sample of the sources, and its time is
scaled to all of them: the work of each source is alike, and all would take minutes.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import igraph
import networkx as nx
import numpy as np
from figures import TURNS, Line, Turns, against, alternate, below, where_it_goes, within
from made_up import edge_list, network_of
from scipy.stats import rankdata

from tertius.measures.centrality.approximate_betweenness import approximate_betweenness
from tertius.measures.centrality.betweenness import betweenness, betweenness_worlds
from tertius.measures.network import BoolArray, FloatArray
from tertius.measures.uncertainty.ranks import rank_uncertainty
from tertius.measures.uncertainty.worlds import Sampling, draw_worlds, sample_scores

WORLDS = 1000
PART = WORLDS // TURNS
SOURCES = 25  # that networkx counts from in a turn
EPSILON, DELTA = 0.005, 0.1


def exact() -> Iterator[Line]:
    """5,000 nodes, 20,000 edges: at least 40 times networkx, at most 1.1 times igraph's time."""
    network = network_of(5000, 20_000)
    other = igraph.Graph(n=network.n, edges=edge_list(network))
    slow = nx.Graph(edge_list(network))
    (ours, theirs, slowest), (found, expected, _) = alternate(
        lambda _: betweenness(network),
        lambda _: other.betweenness(),
        lambda turn: nx.betweenness_centrality(slow, k=SOURCES, seed=turn),
    )
    assert np.allclose(found, expected, atol=1e-6)  # type: ignore[arg-type]
    size, where = "5,000 nodes, 20,000 edges", where_it_goes(lambda: betweenness(network))
    name = f"networkx, {SOURCES} sources a turn, scaled to all"
    every = slowest.times(network.n / SOURCES)
    yield against("betweenness, exact", size, ours, name, every, at_least=40, where=where)
    yield against("betweenness, exact", size, ours, "igraph", theirs, at_most=1.1, where=where)


def worlds() -> Iterator[Line]:
    """1,000 worlds with rank intervals, 1,000 people, 5,000 ties: at least twice as fast as the loop over igraph."""
    network = network_of(1000, 5000, seed=2, likely=True)
    ends = np.column_stack([network.sources, network.targets])
    whole = igraph.Graph(n=network.n, edges=ends.tolist())
    rng = np.random.default_rng(3)

    def rebuilt(mask: BoolArray) -> list[float]:
        found: list[float] = igraph.Graph(n=network.n, edges=ends[mask].tolist()).betweenness()
        return found

    def taken_out(mask: BoolArray) -> list[float]:
        kept = whole.subgraph_edges(np.flatnonzero(mask).tolist(), delete_vertices=False)
        found: list[float] = kept.betweenness()
        return found

    def loop(way: Callable[[BoolArray], list[float]]) -> FloatArray:
        return np.array([way(rng.random(network.m) < network.likelihoods) for _ in range(PART)])

    masks = draw_worlds(network, Sampling(8, seed=5))
    assert np.allclose(betweenness_worlds(network, masks), [rebuilt(mask) for mask in masks], atol=1e-6)
    trial, _ = alternate(lambda _: [rebuilt(one) for one in masks], lambda _: [taken_out(one) for one in masks])
    way, how = (rebuilt, "built anew") if sum(trial[0].processor) < sum(trial[1].processor) else (taken_out, "cut out")

    def slow(turn: int) -> object:
        there = np.random.default_rng(turn).random(network.m) < network.likelihoods
        return nx.betweenness_centrality(nx.Graph(ends[there].tolist()), k=SOURCES, seed=turn)

    mine: list[FloatArray] = []
    other: list[FloatArray] = []
    (ours, theirs, slowest), _ = alternate(
        lambda turn: mine.append(sample_scores(network, betweenness_worlds, Sampling(PART, 1), first=turn * PART)),
        lambda _: other.append(loop(way)),
        slow,
        within_s=100,
    )
    scores, others = (np.resize(np.concatenate(some), (WORLDS, network.n)) for some in (mine, other))

    def intervals(_: int) -> object:
        places = np.array([rankdata(-row, method="min") for row in others])
        return np.quantile(places, [0.05, 0.95], axis=0, method="inverted_cdf"), (places == 1).mean(axis=0)

    (our_ranks, their_ranks), _ = alternate(lambda _: rank_uncertainty(scores), intervals)
    size = f"{WORLDS:,} worlds ({PART} a turn, scaled), 1,000 people, 5,000 ties, ranks over all"
    parts = WORLDS // PART
    what, name = "betweenness in sampled worlds with rank intervals", f"igraph, each world {how}"

    def some() -> None:
        rank_uncertainty(np.resize(sample_scores(network, betweenness_worlds, Sampling(PART, 1)), (PART, network.n)))

    yield against(
        what,
        size,
        ours.times(parts).plus(our_ranks),
        name,
        theirs.times(parts).plus(their_ranks),
        at_least=2,
        where=where_it_goes(some),
    )
    yield against(
        "the same, a world of igraph against one of networkx",
        "1,000 people, 5,000 ties",
        theirs.times(1 / PART),
        f"networkx, {SOURCES} sources a turn, scaled to all",
        slowest.times(network.n / SOURCES),
        where="for reference: igraph stands in our place",
    )


def approximate() -> Iterator[Line]:
    """37,000 nodes, 184,000 edges: a stated bound in under a minute and under 1 GB, in a process of its own."""
    done = subprocess.run(  # noqa: S603 (this file)
        [sys.executable, str(Path(__file__)), "approximate"], check=True, capture_output=True, text=True
    )
    told = json.loads(done.stdout)
    size = f"37,000 nodes, 184,000 edges, largest degree {told['largest']:,}"
    what = (
        f"betweenness, approximate: every node within {EPSILON:g} of all pairs with probability {1 - DELTA:g} "
        f"({told['samples']:,} paths; mean width of a node's own bounds {told['width']:.1g})"
    )
    turns = Turns(tuple(told["clock"]), tuple(told["processor"]))
    yield within(what, size, turns, under_s=60, where=told["where"])
    yield below(
        "the same: most memory of its process",
        size,
        told["megabytes"],
        "MB",
        most=1000,
        where=f"{told['before']:.0f} MB of it with the libraries and the network, before the first path",
    )


def _approximate() -> None:
    network = network_of(37_000, 184_000, power=0.6, seed=4)
    before = _peak_megabytes()
    clock, processor = [], []
    for turn in range(3):
        began, used = time.perf_counter(), time.process_time()
        found = approximate_betweenness(network, seed=turn, epsilon=EPSILON, delta=DELTA)
        clock.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
    megabytes = _peak_megabytes()
    told = {
        "largest": int(np.bincount(np.concatenate([network.sources, network.targets])).max()),
        "samples": found.samples,
        "width": float((found.high - found.low).mean()),
        "clock": clock,
        "processor": processor,
        "before": before,
        "megabytes": megabytes,
        "where": where_it_goes(lambda: approximate_betweenness(network, seed=9, epsilon=EPSILON, delta=DELTA)),
    }
    sys.stdout.write(json.dumps(told))


def _peak_megabytes() -> float:
    """Return the most memory this process has held; ``ru_maxrss`` begins with what its parent held at the fork."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text(encoding="ascii").partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    _approximate()
