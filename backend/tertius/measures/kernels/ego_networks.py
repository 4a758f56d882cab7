"""What ties among a node's contacts take from it (Burt 1992)."""

import numpy as np

from tertius.measures.kernels.arrays import FloatArray, Int32Array, StopFlag
from tertius.measures.kernels.compiling import kernel


@kernel
def contact_sums(
    start: Int32Array, heads: Int32Array, weights: FloatArray, strengths: FloatArray, strongest: FloatArray
) -> None:
    """Write for each node the sum of its arcs' weights (n,) and the weight of its strongest contact (n,).

    Arcs are both ways and sorted by head; two between the same nodes add up.
    """
    for v in range(len(start) - 1):
        total = 0.0
        most = 0.0
        contact = 0.0
        for arc in range(start[v], start[v + 1]):
            if arc > start[v] and heads[arc] != heads[arc - 1]:
                contact = 0.0
            contact += weights[arc]
            total += weights[arc]
            most = max(most, contact)
        strengths[v] = total
        strongest[v] = most


@kernel
def ego_holes(
    start: Int32Array,
    heads: Int32Array,
    weights: FloatArray,
    strengths: FloatArray,
    strongest: FloatArray,
    first: int,
    last: int,
    contacts: FloatArray,
    constraint: FloatArray,
    effective: FloatArray,
    hierarchy: FloatArray,
    stop: StopFlag,
) -> None:
    """Write Burt's scores of the nodes ``first`` … ``last - 1``; nothing for those without a contact."""
    n = len(start) - 1
    tie = np.zeros(n)  # the weight between the ego and each contact
    through = np.zeros(n)  # what the ego invests in a contact through the others
    near = np.empty(n, np.int32)
    for ego in range(first, last):
        if stop[0]:
            return
        size = 0
        for arc in range(start[ego], start[ego + 1]):
            w = heads[arc]
            if weights[arc] > 0.0:
                if tie[w] == 0.0:
                    near[size] = w
                    size += 1
                tie[w] += weights[arc]
        if size == 0:
            continue
        redundancy = 0.0
        for i in range(size):
            q = near[i]
            share = tie[q] / strengths[ego]
            for arc in range(start[q], start[q + 1]):
                j = heads[arc]
                if tie[j] > 0.0:
                    through[j] += share * weights[arc] / strengths[q]
                    redundancy += share * weights[arc] / strongest[j]
        total = 0.0
        for i in range(size):
            j = near[i]
            held = tie[j] / strengths[ego] + through[j]
            through[j] = held * held
            total += through[j]
        mean = total / size
        uneven = 0.0
        for i in range(size):
            j = near[i]
            uneven += through[j] / mean * np.log(through[j] / mean)
            through[j] = 0.0
            tie[j] = 0.0
        contacts[ego] = size
        constraint[ego] = total
        effective[ego] = size - redundancy
        hierarchy[ego] = uneven / (size * np.log(size)) if size > 1 else 1.0
