"""Hide the edges that a world does without."""

from tertius.measures.kernels.arrays import BoolArray, Int32Array
from tertius.measures.kernels.compiling import kernel


@kernel
def keep_arcs(
    start: Int32Array,
    heads: Int32Array,
    edges: Int32Array,
    mask: BoolArray,
    new_start: Int32Array,
    new_heads: Int32Array,
    new_edges: Int32Array,
) -> int:
    """Copy the arcs whose edges are there into the new arrays; return how many there are."""
    kept = 0
    for v in range(len(start) - 1):
        new_start[v] = kept
        for arc in range(start[v], start[v + 1]):
            new_heads[kept] = heads[arc]
            new_edges[kept] = edges[arc]
            kept += mask[edges[arc]]
    new_start[len(start) - 1] = kept
    return kept
