"""The cores of a network, and the nodes and edges whose loss would split it."""

import numpy as np

from tertius.measures.kernels.arrays import BoolArray, FloatArray, Int32Array
from tertius.measures.kernels.compiling import kernel


@kernel
def core_numbers(start: Int32Array, heads: Int32Array, cores: FloatArray) -> None:
    """Write each node's core number (n,), by taking off nodes in the order of what degree they have left."""
    n = len(start) - 1
    if n == 0:
        return
    left = np.empty(n, np.int32)
    most = 0
    for v in range(n):
        left[v] = start[v + 1] - start[v]
        most = max(most, left[v])
    first = np.zeros(most + 2, np.int32)  # where the nodes with so many arcs left begin
    for v in range(n):
        first[left[v] + 1] += 1
    for k in range(most + 1):
        first[k + 1] += first[k]
    place = np.empty(n, np.int32)
    queue = np.empty(n, np.int32)
    filled = first.copy()
    for v in range(n):
        place[v] = filled[left[v]]
        queue[place[v]] = v
        filled[left[v]] += 1
    for i in range(n):
        v = queue[i]
        cores[v] = left[v]
        for arc in range(start[v], start[v + 1]):
            w = heads[arc]
            if left[w] > left[v]:  # w swaps with the first of those like it, and joins those with one less
                front = first[left[w]]
                other = queue[front]
                queue[front], queue[place[w]] = w, other
                place[other], place[w] = place[w], front
                first[left[w]] += 1
                left[w] -= 1


@kernel
def cut_search(start: Int32Array, heads: Int32Array, pieces: FloatArray, parent: Int32Array, hangs: BoolArray) -> None:
    """Search depth first for what splits a network, taking its arcs both ways.

    Parameters
    ----------
    start, heads
        Arcs both ways; two arcs between the same nodes count as one.
    pieces
        (n,) Written: components that a node's component would fall into without it, minus 1.
    parent
        (n,) Written: the node each node was found from, -1 for the first of a component.
    hangs
        (n,) Written: whether only the edge from its parent holds a node to the rest.
    """
    n = len(start) - 1
    number = np.full(n, -1, np.int32)
    lowest = np.empty(n, np.int32)
    onward = np.empty(n, np.int32)
    path = np.empty(n, np.int32)
    parent[:] = -1
    hangs[:] = False
    found = 0
    for root in range(n):
        if number[root] >= 0:
            continue
        pieces[root] = -1.0
        depth = 0
        path[0] = root
        number[root] = lowest[root] = found
        onward[root] = start[root]
        found += 1
        while depth >= 0:
            v = path[depth]
            if onward[v] < start[v + 1]:
                w = heads[onward[v]]
                onward[v] += 1
                if number[w] < 0:
                    parent[w] = v
                    number[w] = lowest[w] = found
                    onward[w] = start[w]
                    pieces[w] = 0.0
                    found += 1
                    depth += 1
                    path[depth] = w
                elif w != parent[v]:
                    lowest[v] = min(lowest[v], number[w])
            else:
                depth -= 1
                if depth >= 0:
                    above = path[depth]
                    lowest[above] = min(lowest[above], lowest[v])
                    hangs[v] = lowest[v] > number[above]
                    if lowest[v] >= number[above]:
                        pieces[above] += 1.0
