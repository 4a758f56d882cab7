"""The order of a network's ties, by which nodes are drawn or picked among equals: the spelling of ids plays no part."""

from dataclasses import replace

import numpy as np

from tertius.measures.network import IntArray, Network


def tie_order(network: Network) -> tuple[IntArray, IntArray]:
    """Return the nodes (n,) and the edges (m,), by position, in the order in which the ties first speak of them.

    The ties' order is that of the file or the graph. Nodes without any tie come last. Only where no tie tells two of
    them apart do ids decide. Time O(ties · log(ties)).
    """
    keys = [sorted(sorted(clause) for clause in edge) for edge in network.clauses]
    edges = sorted(range(network.m), key=keys.__getitem__)
    met: list[list[tuple[int, int]]] = [[] for _ in network.ids]
    for rank, edge in enumerate(edges):
        met[network.sources[edge]].append((rank, 0))
        met[network.targets[edge]].append((rank, int(network.directed)))
    nodes = sorted(range(network.n), key=lambda node: (not met[node], met[node]))
    return np.array(nodes, dtype=np.int64), np.array(edges, dtype=np.int64)


def in_tie_order(network: Network) -> tuple[Network, IntArray]:
    """Return the same network with its nodes in the order of the ties, and which node (n,) each of them was."""
    nodes, _ = tie_order(network)
    place = np.argsort(nodes)
    listed = nodes.tolist()
    return (
        replace(
            network,
            ids=tuple(network.ids[node] for node in listed),
            names=tuple(network.names[node] for node in listed),
            sources=place[network.sources],
            targets=place[network.targets],
            columns={column: tuple(values[node] for node in listed) for column, values in network.columns.items()},
        ),
        nodes,
    )
