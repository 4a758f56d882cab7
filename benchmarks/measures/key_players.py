"""Key players: exact k = 3 on 60 nodes in seconds, greedy k = 10 on 5,000 nodes and 20,000 edges in under a minute.

Run by itself, ``python benchmarks/measures/key_players.py`` tries every set on ever larger networks: where a few
seconds end.
"""

import sys
from collections.abc import Iterator
from itertools import combinations
from math import comb
from typing import get_args

import igraph
import numpy as np
from figures import Line, against, alternate, seconds, where_it_goes, within
from made_up import edge_list, network_of

from tertius.measures.key_players.goals import Goal
from tertius.measures.key_players.sets import KeyPlayers, key_players
from tertius.measures.warm import compile_kernels

GOALS: tuple[Goal, ...] = get_args(Goal)
NAMES = {
    "fragment": "F",
    "distance_fragment": "dF",
    "reach": "2-step reach",
    "distance_reach": "distance-weighted reach",
}
SAMPLE = 300  # sets that the loop over igraph tries in a turn


def exact() -> Iterator[Line]:
    """Every set of three of 60 nodes; F beside the loop over igraph that a person would write."""
    network = network_of(60, 126, power=0.6)
    size, sets = "k = 3, 60 nodes, 126 edges", comb(60, 3)
    for goal in GOALS:

        def ours(_: int) -> KeyPlayers:
            return key_players(network, 3, goal=goal, search="exact")  # noqa: B023

        (mine,), (found,) = alternate(ours)
        assert isinstance(found, KeyPlayers)
        assert found.exact
        where = where_it_goes(lambda: [ours(turn) for turn in range(3)])
        what = f"key players, exact, {NAMES[goal]} = {found.value:.4g}, {found.optima} best"
        yield within(what, size, mine, under_s=10, where=where)
    graph = igraph.Graph(n=network.n, edges=edge_list(network))
    every = list(combinations(range(60), 3))

    def loop(turn: int) -> float:
        chosen = np.random.default_rng(turn).choice(len(every), SAMPLE, replace=False)
        best = 0.0
        for some in (every[one] for one in chosen):
            left = graph.copy()
            left.delete_vertices(some)
            sizes = left.connected_components().sizes()
            best = max(best, 1 - sum(s * (s - 1) for s in sizes) / (left.vcount() * (left.vcount() - 1)))
        return best

    (mine, theirs), _ = alternate(lambda _: key_players(network, 3, goal="fragment", search="exact"), loop)
    yield against(
        "key players, exact, F",
        size,
        mine,
        f"igraph, a loop over {SAMPLE} sets, scaled to all {sets:,}",
        theirs.times(sets / SAMPLE),
        where="as above",
    )


def greedy() -> Iterator[Line]:
    """Ten of 5,000, in a network at random and in one with hubs."""
    for name, power in (("at random", 0.0), ("with hubs", 0.6)):
        network = network_of(5000, 20_000, power=power)
        for goal in GOALS:
            found: list[KeyPlayers] = []

            def once() -> None:
                found.append(key_players(network, 10, goal=goal, search="greedy"))  # noqa: B023

            told: list[str] = []
            (mine,), _ = alternate(lambda _: told.append(where_it_goes(once)), turns=2)  # noqa: B023
            what = f"key players, greedy, {NAMES[goal]} = {found[0].value:.6g}, bound {found[0].bound:.6g}"
            size = f"k = 10, 5,000 nodes, 20,000 edges {name}"
            yield within(what, size, mine, under_s=60, where=told[0])


def sizes() -> None:
    """Print how long every set takes on ever larger networks, and from where on the search is greedy by itself."""
    compile_kernels()
    for n in (100, 150, 200, 400, 800):
        network = network_of(n, 3 * n, power=0.6)
        for goal in GOALS:
            (mine,), (found,) = alternate(lambda _: key_players(network, 3, goal=goal), turns=1)  # noqa: B023
            assert isinstance(found, KeyPlayers)
            how = "exact" if found.exact else "greedy"
            used = seconds(mine.processor[0])
            sys.stdout.write(f"k = 3, {n} nodes, {3 * n} edges, {NAMES[goal]}: {mine}, processor {used}, {how}\n")


if __name__ == "__main__":
    sizes()
