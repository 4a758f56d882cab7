"""Two-paths that nothing closes, counted by what their three nodes have in common (Gould & Fernandez 1989)."""

import numpy as np

from tertius.measures.kernels.arrays import FloatArray, Int32Array, StopFlag
from tertius.measures.kernels.compiling import kernel


@kernel
def brokered_pairs(
    start: Int32Array,
    heads: Int32Array,
    share_start: Int32Array,
    share_group: Int32Array,
    share: FloatArray,
    groups: int,
    first: int,
    last: int,
    counts: FloatArray,
    stop: StopFlag,
) -> None:
    """Add to ``counts`` (n, 5) what each broker b has of the open two-paths i → b → k.

    Those that begin at ``first`` … ``last - 1``. Node v belongs to ``share_group`` with ``share`` from
    ``share_start[v]`` to ``share_start[v + 1]``. Columns: all three in one group; the ends in one, the broker not;
    i and b in one, k not; b and k in one, i not; three groups.
    """
    n = len(start) - 1
    closed = np.full(n, -1, np.int32)
    share_i = np.zeros(groups)
    share_b = np.zeros(groups)
    for i in range(first, last):
        if stop[0]:
            return
        closed[i] = i
        for arc in range(start[i], start[i + 1]):
            closed[heads[arc]] = i
        for s in range(share_start[i], share_start[i + 1]):
            share_i[share_group[s]] = share[s]
        for arc in range(start[i], start[i + 1]):
            b = heads[arc]
            same_ib = 0.0
            for s in range(share_start[b], share_start[b + 1]):
                share_b[share_group[s]] = share[s]
                same_ib += share_i[share_group[s]] * share[s]
            for onward in range(start[b], start[b + 1]):
                k = heads[onward]
                if closed[k] == i:
                    continue
                same_ik = 0.0
                same_bk = 0.0
                same_all = 0.0
                for s in range(share_start[k], share_start[k + 1]):
                    of_i = share_i[share_group[s]] * share[s]
                    same_ik += of_i
                    same_bk += share_b[share_group[s]] * share[s]
                    same_all += of_i * share_b[share_group[s]]
                counts[b, 0] += same_all
                counts[b, 1] += same_ik - same_all
                counts[b, 2] += same_ib - same_all
                counts[b, 3] += same_bk - same_all
                counts[b, 4] += 1.0 - same_ib - same_bk - same_ik + 2.0 * same_all
            for s in range(share_start[b], share_start[b + 1]):
                share_b[share_group[s]] = 0.0
        for s in range(share_start[i], share_start[i + 1]):
            share_i[share_group[s]] = 0.0
