"""What is still connected when nodes are gone: each one in turn, or every set of a size."""

import numpy as np

from tertius.measures.kernels.arrays import BoolArray, FloatArray, Int32Array, StopFlag, WordArray
from tertius.measures.kernels.compiling import kernel


@kernel
def pairs_left_without_each(start: Int32Array, heads: Int32Array, gone: BoolArray, left: FloatArray) -> float:
    """Write for each node how many ordered pairs of others stay connected without it (n,); return how many are now.

    Arcs go both ways. One search depth first: a child's branch whose lowest link does not pass its parent falls off
    when the parent goes. Nodes of ``gone`` are not there; their entry is -1.
    """
    n = len(start) - 1
    number = np.full(n, -1, np.int32)
    lowest = np.empty(n, np.int32)
    below = np.empty(n, np.int64)  # nodes of the branch under each node, itself among them
    fallen = np.zeros(n, np.int64)  # nodes of its branches that fall off
    apart = np.zeros(n, np.float64)  # ordered pairs inside these branches
    parent = np.full(n, -1, np.int32)
    onward = np.empty(n, np.int32)
    path = np.empty(n, np.int32)
    order = np.empty(n, np.int32)
    sizes = np.zeros(n, np.int64)
    found = 0
    total = 0.0
    for root in range(n):
        if number[root] >= 0 or gone[root]:
            continue
        first = found
        depth = 0
        path[0] = root
        number[root] = lowest[root] = found
        onward[root] = start[root]
        below[root] = 1
        order[found] = root
        found += 1
        while depth >= 0:
            v = path[depth]
            if onward[v] < start[v + 1]:
                w = heads[onward[v]]
                onward[v] += 1
                if gone[w]:
                    continue
                if number[w] < 0:
                    parent[w] = v
                    number[w] = lowest[w] = found
                    onward[w] = start[w]
                    below[w] = 1
                    order[found] = w
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
                    below[above] += below[v]
                    if lowest[v] >= number[above]:
                        fallen[above] += below[v]
                        apart[above] += float(below[v]) * (below[v] - 1)
        size = found - first
        total += float(size) * (size - 1)
        for i in range(first, found):
            sizes[order[i]] = size
    for v in range(n):
        if gone[v]:
            left[v] = -1.0
        else:
            rest = sizes[v] - 1 - fallen[v]
            left[v] = total - float(sizes[v]) * (sizes[v] - 1) + apart[v] + float(rest) * (rest - 1)
    return total


@kernel
def _go_on_to_next(chosen: Int32Array, n: int) -> None:
    """Turn a set of n numbers (k,) into the next in lexicographic order; the last one stays."""
    k = len(chosen)
    i = k - 1
    while i >= 0 and chosen[i] == n - k + i:
        i -= 1
    if i >= 0:
        chosen[i] += 1
        for j in range(i + 1, k):
            chosen[j] = chosen[j - 1] + 1


@kernel
def pairs_left_without_sets(
    start: Int32Array, heads: Int32Array, members: Int32Array, left: FloatArray, stop: StopFlag
) -> None:
    """Write how many ordered pairs stay connected without a set, for ``members`` (k,) and the sets after it.

    Arcs go both ways. Sets come in lexicographic order; as many as ``left`` (s,) has room for. Those that differ in
    their last member alone share one search.
    """
    n = len(start) - 1
    k = len(members)
    chosen = members.copy()
    gone = np.zeros(n, np.bool_)
    without = np.empty(n, np.float64)
    turn = 0
    while turn < len(left):
        if stop[0]:
            return
        for i in range(k - 1):
            gone[chosen[i]] = True
        pairs_left_without_each(start, heads, gone, without)
        for i in range(k - 1):
            gone[chosen[i]] = False
        last = chosen[k - 1]
        while last < n and turn < len(left):
            left[turn] = without[last]
            turn += 1
            last += 1
        chosen[k - 1] = n - 1
        _go_on_to_next(chosen, n)


@kernel
def _spread(
    start: Int32Array,
    heads: Int32Array,
    gone: BoolArray,
    inverse: bool,
    seen: WordArray,
    front: WordArray,
    onward: WordArray,
) -> float:
    """Return how many ordered pairs a path links, or the sum of their inverse distances, without the nodes ``gone``.

    Sixty-four sources at a time, one bit each: a word of a node says which of them have reached it.
    """
    n = len(start) - 1
    total = 0.0
    source = 0
    while source < n:
        seen[:] = 0
        front[:] = 0
        bit = np.uint64(1)
        taken = 0
        while source < n and taken < 64:
            if not gone[source]:
                seen[source] = front[source] = bit
                bit = bit << np.uint64(1)
                taken += 1
            source += 1
        step = 0
        while True:
            step += 1
            onward[:] = 0
            for v in range(n):
                reached = front[v]
                if reached:
                    for arc in range(start[v], start[v + 1]):
                        onward[heads[arc]] |= reached
            count = np.int64(0)
            for v in range(n):
                new = onward[v] & ~seen[v]
                if gone[v]:
                    new = np.uint64(0)
                front[v] = new
                if new:
                    seen[v] |= new
                    x = new - ((new >> np.uint64(1)) & np.uint64(0x5555555555555555))
                    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
                    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
                    count += np.int64((x * np.uint64(0x0101010101010101)) >> np.uint64(56))
            if count == 0:
                break
            total += count / step if inverse else float(count)
    return total


@kernel
def spread_left_without_each(
    start: Int32Array,
    heads: Int32Array,
    gone: BoolArray,
    candidates: Int32Array,
    inverse: bool,
    left: FloatArray,
    stop: StopFlag,
) -> None:
    """Write for each candidate (c,) the ordered pairs linked, or the sum of inverse distances, without it as well.

    Arcs have their direction. A candidate that is gone already, or is -1, takes nothing more away.
    """
    n = len(start) - 1
    away = gone.copy()
    seen = np.empty(n, np.uint64)
    front = np.empty(n, np.uint64)
    onward = np.empty(n, np.uint64)
    for i in range(len(candidates)):
        if stop[0]:
            return
        v = candidates[i]
        if v >= 0:
            away[v] = True
        left[i] = _spread(start, heads, away, inverse, seen, front, onward)
        if v >= 0:
            away[v] = gone[v]


@kernel
def spread_left_without_sets(
    start: Int32Array, heads: Int32Array, members: Int32Array, inverse: bool, left: FloatArray, stop: StopFlag
) -> None:
    """Write the same for the set ``members`` (k,) and those after it in lexicographic order, into ``left`` (s,)."""
    n = len(start) - 1
    k = len(members)
    chosen = members.copy()
    away = np.zeros(n, np.bool_)
    seen = np.empty(n, np.uint64)
    front = np.empty(n, np.uint64)
    onward = np.empty(n, np.uint64)
    for turn in range(len(left)):
        if stop[0]:
            return
        for i in range(k):
            away[chosen[i]] = True
        left[turn] = _spread(start, heads, away, inverse, seen, front, onward)
        for i in range(k):
            away[chosen[i]] = False
        _go_on_to_next(chosen, n)
