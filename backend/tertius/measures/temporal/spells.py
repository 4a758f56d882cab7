"""Spells drawn at random from those that uncertain dates admit."""

import numpy as np

from tertius.measures.network import IntArray
from tertius.measures.temporal.spans import ALWAYS


def draw_spells(bounds: IntArray, first: int, last: int, count: int, rng: "np.random.Generator") -> IntArray:
    """Draw sets of spells, one spell a tie.

    Parameters
    ----------
    bounds
        (t, 4) Bounds of each tie as ordinals (`tertius.measures.temporal.spans.tie_days`).
    first, last
        The span that is looked at, as ordinals. Of a bound beyond it only this is taken: that it is beyond.
    count
        How many sets.
    rng
        The generator.

    Returns
    -------
    IntArray
        (count, t, 2) First and last day of each spell. All pairs of a start and an end, in order, that the bounds
        admit within the span are equally likely: an assumption. A tie that cannot touch the span keeps out of it; one
        without any date holds throughout, since it says nothing of before or after.

    Notes
    -----
    Starts and ends are drawn apart and drawn again where they are out of order. The bounds being tightened (no latest
    start after the latest end, no earliest end before the earliest start), at least half of them are in order. Time
    O(count · t), expected.
    """
    inside = np.clip(bounds, first, last)
    shape = (count, len(bounds))
    starts = rng.integers(inside[:, 0], inside[:, 1] + 1, shape)
    ends = rng.integers(inside[:, 2], inside[:, 3] + 1, shape)
    while (wrong := starts > ends).any():
        tie = np.nonzero(wrong)[1]
        starts[wrong] = rng.integers(inside[tie, 0], inside[tie, 1] + 1)
        ends[wrong] = rng.integers(inside[tie, 2], inside[tie, 3] + 1)
    undated = (bounds == [ALWAYS[0], ALWAYS[1], ALWAYS[0], ALWAYS[1]]).all(axis=1)
    starts[:, undated], ends[:, undated] = first, last
    early, late = bounds[:, 3] < first, bounds[:, 0] > last
    starts[:, early] = ends[:, early] = bounds[early, 3]
    starts[:, late] = ends[:, late] = bounds[late, 0]
    return np.stack([starts, ends], axis=-1)
