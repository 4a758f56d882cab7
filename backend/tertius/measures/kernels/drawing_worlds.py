"""Worlds drawn from the voices behind the ties of a network."""

import numpy as np
import numpy.typing as npt

from tertius.measures.kernels.compiling import kernel

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
Int64Array = npt.NDArray[np.int64]
KeyArray = npt.NDArray[np.uint64]
StopFlag = npt.NDArray[np.uint8]

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
    """Scramble 64 bits: the finalizer of SplitMix64 (Steele, Lea & Flood 2014)."""
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
    voice_key: KeyArray,
    voice_chance: FloatArray,
    voice_root: Int64Array,
    root_key: KeyArray,
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
