"""Scores that flow along arcs until they no longer change."""

import numpy as np

from tertius.measures.kernels.arrays import FloatArray, Int32Array
from tertius.measures.kernels.compiling import kernel


@kernel
def leading_vector(start: Int32Array, heads: Int32Array, weights: FloatArray, most: int, scores: FloatArray) -> bool:
    """Write the leading eigenvector (n,), its largest entry 1; return whether it was found.

    Power iteration on A + shift·I, where A takes each node's score from its arcs' heads and must be irreducible. The
    shift keeps two-sided networks, whose spectrum is symmetric, from swinging. Stops when what is still to come, judged
    by how fast the change shrinks, is below 10⁻¹³; gives up after ``most`` rounds.
    """
    n = len(start) - 1
    scores[:] = 1.0
    shift = 0.5 * weights.sum() / n
    fresh = np.empty(n, np.float64)
    before = np.inf
    for _ in range(most):
        largest = 0.0
        for v in range(n):
            score = shift * scores[v]
            for arc in range(start[v], start[v + 1]):
                score += weights[arc] * scores[heads[arc]]
            fresh[v] = score
            largest = max(largest, score)
        change = 0.0
        for v in range(n):
            score = fresh[v] / largest
            change = max(change, abs(score - scores[v]))
            scores[v] = score
        shrinks = change / before
        if change < 1e-15 or (before < np.inf and shrinks < 1.0 and change * shrinks / (1.0 - shrinks) < 1e-13):
            return True
        before = change
    return False


@kernel
def stationary_share(
    start: Int32Array,
    tails: Int32Array,
    weights: FloatArray,
    strengths: FloatArray,
    damping: float,
    most: int,
    share: FloatArray,
) -> bool:
    """Write the share of time (n,) that a walker spends at each node; return whether it was found.

    ``start`` and ``tails`` list for each node where its arcs come from; ``strengths`` (n,) are the weights that leave a
    node. The change shrinks by ``damping`` a round: stops when the sum of what is still to come is below 10⁻¹⁴, or when
    the change shrinks no longer because nothing but rounding is left of it.
    """
    n = len(start) - 1
    share[:] = 1.0 / n
    outflow = np.empty(n, np.float64)
    before = np.inf
    for _ in range(most):
        stuck = 0.0
        for v in range(n):
            if strengths[v] > 0.0:
                outflow[v] = share[v] / strengths[v]
            else:
                outflow[v] = 0.0
                stuck += share[v]
        base = (1.0 - damping + damping * stuck) / n
        change = 0.0
        for v in range(n):
            flow = 0.0
            for arc in range(start[v], start[v + 1]):
                flow += weights[arc] * outflow[tails[arc]]
            fresh = base + damping * flow
            change += abs(fresh - share[v])
            share[v] = fresh
        if change * damping <= 1e-14 * (1.0 - damping) or (change < 1e-12 and change >= before):
            share /= share.sum()
            return True
        before = change
    return False
