"""What every node could take away at most if it went: the pairs it is an end of, and those whose paths it lies on."""

import numpy as np

from tertius.measures.kernels.arrays import FloatArray, IndexArray, StopFlag
from tertius.measures.kernels.compiling import kernel

_FAR = np.int32(2**31 - 1)
_NONE, _ONE = np.uint64(0), np.uint64(1)


@kernel
def charge_pairs(
    start: IndexArray,
    heads: IndexArray,
    inverse: bool,
    first: int,
    last: int,
    charges: FloatArray,
    stop: StopFlag,
) -> None:
    """Add to ``charges`` (n,) what the pairs from the sources ``first`` … ``last - 1`` charge each node with.

    A pair (s, t) that a path links is worth 1, or 1 / d when ``inverse``. It charges both ends with all its worth, and
    each node between with its worth times the chance to be passed by a walk from t back to s that at every node takes
    one of those a step nearer to s, each as likely as the others. Every such walk is a shortest path, so a set of nodes
    that hits none, or not all, of the shortest paths leaves the pair its worth; one that hits all of them is charged
    with no less than the worth in sum. The loop over arcs has no branch, as in `counting_paths`.
    """
    n = len(start) - 1
    distance = np.empty(n, np.int32)
    before = np.zeros(n, np.float64)  # nodes a step nearer to the source
    carried = np.empty(n, np.float64)
    order = np.empty(n + 1, np.uint32)
    onward = np.empty(len(heads) + 1, np.uint32)  # arcs of shortest paths, in the order of their tails
    onward_start = np.empty(n + 1, np.uint32)
    distance[:] = _FAR
    for source in range(first, last):
        if stop[0]:
            return
        distance[source] = 0
        order[0] = source
        reached = _ONE
        listed = _NONE
        i = 0
        while i < np.int64(reached):
            v = order[i]
            onward_start[i] = listed
            i += 1
            step = distance[v] + np.int32(1)
            for arc in range(start[v], start[v + 1]):
                w = heads[arc]
                known = distance[w]
                order[reached] = w
                reached += _ONE if known > step else _NONE
                onward[listed] = w
                shortest = known >= step
                listed += _ONE if shortest else _NONE
                distance[w] = step if shortest else known
                before[w] += 1.0 if shortest else 0.0
        onward_start[reached] = listed
        for i in range(np.int64(reached) - 1, 0, -1):
            v = order[i]
            through = 0.0
            for arc in range(onward_start[i], onward_start[i + 1]):
                through += carried[onward[arc]]
            worth = 1.0 / distance[v] if inverse else 1.0
            charges[v] += worth + through
            charges[source] += worth
            carried[v] = (worth + through) / before[v]
        for i in range(np.int64(reached)):
            distance[order[i]] = _FAR
            before[order[i]] = 0.0
