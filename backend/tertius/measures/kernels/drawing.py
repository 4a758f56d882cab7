"""What is drawn at random: worlds from the voices behind ties, and shortest paths between random nodes.

Both draw by SplitMix64 (Steele, Lea & Flood 2014). Paths: Riondato & Kornaropoulos 2016; Borassi & Natale 2019.
"""

import numpy as np

from tertius.measures.kernels.arrays import BoolArray, FloatArray, Int32Array, Int64Array, StopFlag, WordArray
from tertius.measures.kernels.compiling import kernel

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_SHIFT_30 = np.uint64(30)
_SHIFT_27 = np.uint64(27)
_SHIFT_31 = np.uint64(31)
_SHIFT_11 = np.uint64(11)
_UNIT = 1.0 / 9007199254740992.0  # 2 to the power of -53


@kernel
def _mix(bits: np.uint64) -> np.uint64:
    """Scramble 64 bits: the finalizer of SplitMix64."""
    bits = (bits ^ (bits >> _SHIFT_30)) * _MIX_1
    bits = (bits ^ (bits >> _SHIFT_27)) * _MIX_2
    return bits ^ (bits >> _SHIFT_31)


@kernel
def _chance(world: np.uint64, key: np.uint64) -> float:
    """Return the number from 0 to below 1 that belongs to a key in a world, whatever else is drawn."""
    return float(_mix(_mix(world ^ key) + _GOLDEN) >> _SHIFT_11) * _UNIT


@kernel
def draw_presence(
    voice_start: Int64Array,
    voice_key: WordArray,
    voice_chance: FloatArray,
    voice_root: Int64Array,
    root_key: WordArray,
    root_fall: FloatArray,
    edge_start: Int64Array,
    clause_start: Int64Array,
    clause_tie: Int64Array,
    seed: int,
    first_world: int,
    masks: BoolArray,
    stop: StopFlag,
) -> None:
    """Write which edges are there in the worlds ``first_world`` … into ``masks`` (w, m).

    Tie t has the voices from ``voice_start[t]`` to ``voice_start[t + 1]``, edge e the clauses from ``edge_start[e]``,
    clause c the ties ``clause_tie[clause_start[c]]`` on. Beside the masks this needs one place for each tie and root.
    """
    ties = len(voice_start) - 1
    holds = np.empty(ties, np.bool_)
    fallen = np.empty(len(root_key), np.bool_)
    start = _mix(np.uint64(seed) + _GOLDEN)
    for w in range(masks.shape[0]):
        if stop[0]:
            return
        world = _mix(start + np.uint64(first_world + w) * _GOLDEN)
        for r in range(len(root_key)):
            fallen[r] = root_fall[r] > 0.0 and _chance(world, root_key[r]) < root_fall[r]
        for t in range(ties):
            holds[t] = False
            for v in range(voice_start[t], voice_start[t + 1]):
                if not fallen[voice_root[v]] and _chance(world, voice_key[v]) < voice_chance[v]:
                    holds[t] = True
                    break
        for e in range(masks.shape[1]):
            there = False
            for c in range(edge_start[e], edge_start[e + 1]):
                together = True
                for at in range(clause_start[c], clause_start[c + 1]):
                    if not holds[clause_tie[at]]:
                        together = False
                        break
                if together:
                    there = True
                    break
            masks[w, e] = there


@kernel
def _draw(state: WordArray) -> float:
    """Return the next number from 0 to below 1."""
    state[0] += _GOLDEN
    return float(_mix(state[0]) >> _SHIFT_11) * _UNIT


@kernel
def _walk_back(
    start: Int32Array,
    heads: Int32Array,
    distance: Int32Array,
    paths: FloatArray,
    node: int,
    state: WordArray,
    hits: Int64Array,
) -> None:
    """Hit the nodes from ``node`` down to the centre of its ball, without the centre, each path as likely as any other.

    ``start`` and ``heads`` lead towards the centre.
    """
    while distance[node] > 0:
        hits[node] += 1
        target = _draw(state) * paths[node]
        before = -1
        for arc in range(start[node], start[node + 1]):
            w = heads[arc]
            if distance[w] == distance[node] - 1:
                before = w
                target -= paths[w]
                if target < 0.0:
                    break
        node = before


@kernel
def hit_by_paths(
    out_start: Int32Array,
    out_heads: Int32Array,
    in_start: Int32Array,
    in_heads: Int32Array,
    draws: int,
    seed: int,
    hits: Int64Array,
    stop: StopFlag,
) -> None:
    """Draw ordered pairs of nodes, for each one of its shortest paths, and count its inner nodes in ``hits`` (n,).

    A ball grows around either end, always the one whose rim has fewer arcs, until the balls meet: that looks at far
    fewer nodes than one search from one end. Arcs across the meeting are drawn in proportion to the paths through them.
    """
    n = len(out_start) - 1
    state = np.empty(1, np.uint64)
    state[0] = np.uint64(seed)
    distance_s = np.full(n, -1, np.int32)
    distance_t = np.full(n, -1, np.int32)
    paths_s = np.zeros(n)
    paths_t = np.zeros(n)
    ball_s = np.empty(n, np.int32)
    ball_t = np.empty(n, np.int32)
    for _ in range(draws):
        if stop[0]:
            return
        s = min(int(_draw(state) * n), n - 1)
        t = min(int(_draw(state) * (n - 1)), n - 2)
        t += 1 if t >= s else 0
        distance_s[s] = distance_t[t] = 0
        paths_s[s] = paths_t[t] = 1.0
        ball_s[0], ball_t[0] = s, t
        rim_s = rim_t = 0  # where the outermost nodes begin
        size_s = size_t = 1
        arcs_s = out_start[s + 1] - out_start[s]
        arcs_t = in_start[t + 1] - in_start[t]
        across = 0.0
        from_s = -1
        from_t = -1
        while across == 0.0 and rim_s < size_s and rim_t < size_t:
            end_s, end_t = size_s, size_t
            if arcs_s <= arcs_t:
                arcs_s = 0
                for i in range(rim_s, end_s):
                    v = ball_s[i]
                    for arc in range(out_start[v], out_start[v + 1]):
                        w = out_heads[arc]
                        if distance_t[w] >= 0:
                            through = paths_s[v] * paths_t[w]
                            across += through
                            if _draw(state) * across < through:
                                from_s, from_t = v, w
                        elif distance_s[w] < 0:
                            distance_s[w] = distance_s[v] + 1
                            paths_s[w] = paths_s[v]
                            ball_s[size_s] = w
                            size_s += 1
                            arcs_s += out_start[w + 1] - out_start[w]
                        elif distance_s[w] == distance_s[v] + 1:
                            paths_s[w] += paths_s[v]
                rim_s = end_s
            else:
                arcs_t = 0
                for i in range(rim_t, end_t):
                    v = ball_t[i]
                    for arc in range(in_start[v], in_start[v + 1]):
                        w = in_heads[arc]
                        if distance_s[w] >= 0:
                            through = paths_t[v] * paths_s[w]
                            across += through
                            if _draw(state) * across < through:
                                from_s, from_t = w, v
                        elif distance_t[w] < 0:
                            distance_t[w] = distance_t[v] + 1
                            paths_t[w] = paths_t[v]
                            ball_t[size_t] = w
                            size_t += 1
                            arcs_t += in_start[w + 1] - in_start[w]
                        elif distance_t[w] == distance_t[v] + 1:
                            paths_t[w] += paths_t[v]
                rim_t = end_t
        if across > 0.0:
            _walk_back(in_start, in_heads, distance_s, paths_s, from_s, state, hits)
            _walk_back(out_start, out_heads, distance_t, paths_t, from_t, state, hits)
        for i in range(size_s):
            distance_s[ball_s[i]] = -1
        for i in range(size_t):
            distance_t[ball_t[i]] = -1


@kernel
def farthest_of_components(start: Int32Array, heads: Int32Array, centres: Int32Array, farthest: Int32Array) -> None:
    """Write how many steps away the farthest node is (c,) from one centre of each component."""
    seen = np.zeros(len(start) - 1, np.bool_)
    queue = np.empty(len(start), np.int32)
    for c in range(len(centres)):
        queue[0] = centres[c]
        seen[centres[c]] = True
        size = 1
        i = 0
        steps = -1
        while i < size:
            end = size
            steps += 1
            while i < end:
                v = queue[i]
                i += 1
                for arc in range(start[v], start[v + 1]):
                    w = heads[arc]
                    if not seen[w]:
                        seen[w] = True
                        queue[size] = w
                        size += 1
        farthest[c] = steps
