"""How far it is from a set of nodes to everybody, and what one more in the set would bring nearer."""

import numpy as np

from tertius.measures.kernels.arrays import FloatArray, Int32Array, StopFlag
from tertius.measures.kernels.compiling import kernel


@kernel
def hops_from(start: Int32Array, heads: Int32Array, members: Int32Array, hops: Int32Array) -> None:
    """Write each node's steps (n,) from the nearest of the members: 0 for themselves, n where no path leads."""
    n = len(start) - 1
    order = np.empty(n, np.int32)
    hops[:] = n
    size = 0
    for member in members:
        if hops[member] == n:
            hops[member] = 0
            order[size] = member
            size += 1
    i = 0
    while i < size:
        v = order[i]
        i += 1
        for arc in range(start[v], start[v + 1]):
            w = heads[arc]
            if hops[w] == n:
                hops[w] = hops[v] + 1
                order[size] = w
                size += 1


@kernel
def gains_of_each(
    start: Int32Array,
    heads: Int32Array,
    worth: FloatArray,
    hops: Int32Array,
    first: int,
    last: int,
    gains: FloatArray,
    stop: StopFlag,
) -> None:
    """Write what adding each node ``first`` … ``last - 1`` to a set would be worth.

    Parameters
    ----------
    start, heads
        Arcs.
    worth
        (h,) What a node at 0, 1, … steps from the set is worth, never rising; 0 further away.
    hops
        (n,) Steps from the set as it is; n where no path leads.
    first, last
        Which nodes.
    gains
        (n,) Written.
    stop
        Looked at before every node.

    Notes
    -----
    The search does not go on from a node that the set is as near to already: what lies behind is no nearer either.
    """
    n = len(start) - 1
    far = len(worth)
    distance = np.full(n, -1, np.int32)
    order = np.empty(n, np.int32)
    for source in range(first, last):
        if stop[0]:
            return
        gain = 0.0
        size = 0
        if hops[source] > 0:
            distance[source] = 0
            order[0] = source
            size = 1
        i = 0
        while i < size:
            v = order[i]
            i += 1
            step = distance[v]
            gain += worth[step] - (worth[hops[v]] if hops[v] < far else 0.0)
            if step + 1 < far:
                for arc in range(start[v], start[v + 1]):
                    w = heads[arc]
                    if distance[w] < 0 and hops[w] > step + 1:
                        distance[w] = step + 1
                        order[size] = w
                        size += 1
        gains[source] = gain
        for i in range(size):
            distance[order[i]] = -1


@kernel
def worth_table(
    start: Int32Array, heads: Int32Array, worth: FloatArray, first: int, last: int, table: FloatArray, stop: StopFlag
) -> None:
    """Write into the rows ``first`` … ``last - 1`` of ``table`` (n, n) what every node is worth to each one alone."""
    n = len(start) - 1
    far = len(worth)
    distance = np.full(n, -1, np.int32)
    order = np.empty(n, np.int32)
    for source in range(first, last):
        if stop[0]:
            return
        table[source, :] = 0.0
        distance[source] = 0
        order[0] = source
        size = 1
        i = 0
        while i < size:
            v = order[i]
            i += 1
            step = distance[v]
            table[source, v] = worth[step]
            if step + 1 < far:
                for arc in range(start[v], start[v + 1]):
                    w = heads[arc]
                    if distance[w] < 0:
                        distance[w] = step + 1
                        order[size] = w
                        size += 1
        for i in range(size):
            distance[order[i]] = -1


@kernel
def worth_of_sets(table: FloatArray, members: Int32Array, values: FloatArray, stop: StopFlag) -> None:
    """Write what the set ``members`` (k,) and those after it, in lexicographic order, reach: the best for each node.

    The best over the first members of a set is kept while only its last ones change. Four sums go side by side, since
    one alone would wait for itself.
    """
    n = len(table)
    k = len(members)
    chosen = members.copy()
    best = np.zeros((k, n))  # over none, and over the first 1, 2, … k - 1 members
    changed = 0
    for turn in range(len(values)):
        if stop[0]:
            return
        for i in range(changed, k - 1):
            row = table[chosen[i]]
            for v in range(n):
                best[i + 1, v] = max(best[i, v], row[v])
        others = best[k - 1]
        row = table[chosen[k - 1]]
        a = b = c = d = 0.0
        v = 0
        while v + 4 <= n:
            a += others[v] if others[v] > row[v] else row[v]
            b += others[v + 1] if others[v + 1] > row[v + 1] else row[v + 1]
            c += others[v + 2] if others[v + 2] > row[v + 2] else row[v + 2]
            d += others[v + 3] if others[v + 3] > row[v + 3] else row[v + 3]
            v += 4
        while v < n:
            a += max(others[v], row[v])
            v += 1
        values[turn] = (a + b) + (c + d)
        i = k - 1
        while i >= 0 and chosen[i] == n - k + i:
            i -= 1
        if i >= 0:
            changed = i
            chosen[i] += 1
            for j in range(i + 1, k):
                chosen[j] = chosen[j - 1] + 1
