"""Brokerage roles and structural holes on 5,000 nodes and 50,000 edges: all roles in under a second.

Nothing that can be installed from Python has the roles. Of networkx there is the constraint, from a sample of the
nodes, beside the structural holes.
"""

from collections.abc import Iterator

import networkx as nx
import numpy as np
from figures import Line, against, alternate, where_it_goes, within
from made_up import edge_list, network_of

from tertius.measures.brokerage.gould_fernandez import gould_fernandez
from tertius.measures.brokerage.structural_holes import structural_holes
from tertius.measures.memberships import Memberships

NODES = 5000
EDGES = 50_000
SAMPLE = 5  # nodes of networkx in a turn


def roles() -> Iterator[Line]:
    """Raw, expected and z of all five roles, with one group each and with several."""
    rng = np.random.default_rng(2)
    one = Memberships.from_labels([f"g{v}" for v in rng.integers(0, 10, NODES)])
    several = Memberships.from_groups(
        [[f"g{g}" for g in rng.integers(0, 10, rng.integers(1, 3))] for _ in range(NODES)]
    )
    for directed in (True, False):
        network = network_of(NODES, EDGES, power=0.5, directed=directed)
        for name, groups in (("ten groups, one each", one), ("one or two of ten groups each", several)):
            (ours,), _ = alternate(lambda _: gould_fernandez(network, groups))  # noqa: B023
            yield within(
                "Gould–Fernandez, all roles with z",
                f"5,000 nodes, 50,000 edges, {'directed' if directed else 'undirected'}, {name}",
                ours,
                under_s=1,
                where=where_it_goes(lambda: [gould_fernandez(network, groups) for _ in range(3)]),  # noqa: B023
            )


def holes() -> Iterator[Line]:
    """Four scores against networkx's one."""
    network = network_of(NODES, EDGES, power=0.5)
    graph = nx.Graph(edge_list(network))
    (ours, theirs), _ = alternate(
        lambda _: structural_holes(network),
        lambda turn: nx.constraint(graph, np.random.default_rng(turn).choice(NODES, SAMPLE, replace=False).tolist()),
    )
    yield against(
        "structural holes: four scores against constraint alone",
        "5,000 nodes, 50,000 edges",
        ours,
        f"networkx, {SAMPLE} nodes a turn, scaled to all",
        theirs.times(NODES / SAMPLE),
        where=where_it_goes(lambda: [structural_holes(network) for _ in range(3)]),
    )
